# No room of the booked type is ready: the guest gets a better one.

Given Dora has booked a room for tonight
And no room of the type that Dora booked is ready
When the agent checks Dora in
Then it is done
And Dora has a better room
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.update_status
