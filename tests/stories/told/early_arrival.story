# Who comes before the rooms are given pays for it, where the house asks for that.

Given a hotel of its own
And who comes early pays 2500
And Sia has booked a room for tonight
When the agent checks Sia in
Then it is done
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.update_status
And Sia's account shows 2500 of early_check_in
