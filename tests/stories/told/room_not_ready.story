# No room at all is ready: the guest waits, and is checked in when one was cleaned.

Given Emil has booked a room for tonight
And no room is ready
When the agent checks Emil in
Then it is refused: room_not_ready
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
When all rooms are cleaned
And the agent checks Emil in
Then it is done
