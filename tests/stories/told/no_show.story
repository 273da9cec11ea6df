# A guest does not come and is charged by the terms of the sale; another one is forgiven.

Given a hotel of its own
And Cal has booked a room for 2 nights
And Dee has booked a room for 2 nights
When Cal does not come
Then it is done
And the fee was taken
And the trace is
    pms.no_show
When Dee does not come, and is not charged because the flight was canceled
Then it is done
And the fee was given up and everything paid is back
And the trace is
    pms.no_show
When the agent checks Cal in
Then it is refused: illegal_transition
