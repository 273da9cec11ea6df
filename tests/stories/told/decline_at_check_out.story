# What the card cannot pay keeps the account and the room open.

Given Gwen has booked a room for tonight
And the agent checks Gwen in
And Gwen takes 1 of banquet for 900000
When the agent checks Gwen out with a card that is declined
Then it is refused: payment_declined
And Gwen's room is occupied
And Gwen's account is open
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
When the agent checks Gwen out
Then it is done
And Gwen's account is closed and owes 0
