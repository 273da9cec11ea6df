# The company pays the room and the guest the extras.

Given Hugo has booked a room for tonight
And the company Invented Trading pays the room of Hugo
And the agent checks Hugo in
And Hugo takes 1 of spa for 5000
When the agent checks Hugo out
Then it is done
And Hugo paid 5000
And the company Invented Trading owes the room of Hugo
And Hugo's account is closed and owes 0
