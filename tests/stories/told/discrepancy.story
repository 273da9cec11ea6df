# Somebody is in a room that ought to be empty.

Given Wim has booked a room for tonight
And the agent checks Wim in
And the agent checks Wim out
When the housekeeper finds Wim's room occupied
Then it is a sleep
And Wim's room is on the list of discrepancies
When the housekeeper finds Wim's room vacant
Then Wim's room is not on the list of discrepancies

# Nobody is in a room that ought to be taken.

Given Xan has booked a room for tonight
And the agent checks Xan in
When the housekeeper finds Xan's room vacant
Then it is a skip
When the housekeeper finds Xan's room occupied
Then Xan's room is not on the list of discrepancies
When the agent checks Xan out
Then it is done
