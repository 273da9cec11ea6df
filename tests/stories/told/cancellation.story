# A booking is canceled at the desk, and for a reason nobody has to pay.

Given Eli has booked a room for tonight
When the agent cancels the booking of Eli and gives the fee up without a reason
Then it is refused: invalid_request
When the agent cancels the booking of Eli, and asks for no fee because the flight was canceled
Then it is done
And the fee of the cancellation was given up
When the agent checks Eli in
Then it is refused: illegal_transition
