# A damaged room is closed, and comes back to be cleaned.

Given Val has booked a room for tonight
And the agent checks Val in
When the agent closes Val's room, which is damaged
Then it is refused: room_taken
When the agent checks Val out
Then it is done
When the agent closes a room that nobody has, which is damaged
Then it is done
And that room is out_of_order
When the room is mended
Then that room is dirty
