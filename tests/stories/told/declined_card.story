# The card is declined at the desk: the room is free again, and another card helps.

Given Cora has booked a room for tonight with a card that is declined at the desk
When the agent checks Cora in
Then it is refused: payment_failed
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.release_room
When the agent checks Cora in with another card
Then it is done
And Cora's room is occupied
