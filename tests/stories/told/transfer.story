# One guest pays the other one's dinner.

Given Cas has booked a room for tonight
And Don has booked a room for tonight
And the agent checks Cas in
And the agent checks Don in
And Cas takes 1 of dinner for 4000
When the agent transfers the dinner of Cas to Don
Then it is done
When the agent checks Don out
Then it is done
And Don's account is closed and owes 0
When the agent checks Cas out
Then it is done
And Cas's account is closed and owes 0
