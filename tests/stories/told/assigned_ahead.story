# A room is given before the guest comes.

Given Ben has booked a room for tonight
When the agent gives Ben a room in advance
Then it is done
When the agent checks Ben in
Then Ben has the room that was given in advance
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.update_status
When the agent checks Ben out
Then it is done
