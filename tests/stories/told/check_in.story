# A guest is checked in.

Given Ada has booked a room for tonight
When the agent checks Ada in
Then it is done
And Ada has a room of the booked type
And Ada has 2 keys
And Ada's room is occupied
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.update_status

# Doing it again changes nothing.

When the agent checks Ada in
Then it is refused: illegal_transition
