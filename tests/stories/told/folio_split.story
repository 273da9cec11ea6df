# Two friends share what one of them had charged; what was wrong is taken back.

Given Ines has booked a room for tonight
And the agent checks Ines in
And Ines takes 1 of spa for 5001
When the agent moves the spa of Ines to a friend
Then it is done
And the friend of Ines owes 5001
When the agent takes the spa of Ines back
Then it is refused: illegal_transition
When the agent takes the move back
And the agent takes the spa of Ines back
Then it is done
And the friend of Ines owes 0

# Half of what is owed goes to the other window, and nothing is lost between them.

Given Ines takes 1 of banquet for 900001
When the agent moves half of what Ines owes to a friend
Then it is done
And both together owe what Ines owed
