# Housekeeping's work is dealt out, done, and looked at.

Given Flo has booked a room for tonight
And the agent checks Flo in
And the agent checks Flo out
When the work is dealt out to Ines and Bruno
Then it is done
And Flo's room is on the sheet of Ines or Bruno
When the attendant cleans Flo's room and a second pair of eyes has seen it
Then it is done
And Flo's room is vacant and inspected
And housekeeping has nothing to do in Flo's room
