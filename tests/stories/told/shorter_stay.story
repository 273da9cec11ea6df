# A guest leaves earlier than booked: the nights given up are on sale again.

Given Ida has booked a room for 3 nights
And the agent checks Ida in
When Ida stays 1 nights in all
Then it is done
And it costs less
And the stay ends 1 nights after Ida came
And the trace is
    pms.change_stay
      pms.reencode_keys
When the agent checks Ida out
Then it is done
And Ida's account is closed and owes 0
