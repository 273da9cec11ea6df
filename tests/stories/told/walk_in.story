# Somebody without a booking is sold a night at the desk.

Given Kay has booked a room for tonight
When Leo walks in and wants a night like Kay
Then it is done
And the trace is
    pms.check_in
      pms.sell_walk_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.update_status
And money of Leo is held
And Leo's room is occupied
When the agent checks Leo out
Then it is done
And no money of Leo is held
