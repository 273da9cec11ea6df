# A room is left dirty, cleaned, and ready for the next guest.

Given Lea has booked a room for tonight
And the agent checks Lea in
And the agent checks Lea out
Then housekeeping has to clean Lea's room
When the housekeeper cleans Lea's room
Then Lea's room is vacant and clean
And housekeeping has nothing to do in Lea's room
