# Two guests take each other's room.

Given Fay has booked a room for tonight
And Gus has booked a room for 2 nights
And the agent checks Fay in
And the agent checks Gus in
When Fay and Gus take each other's room
Then it is done
And the trace is
    pms.swap_rooms
      pms.reencode_keys
When the key encoder is busy for a moment
And Fay and Gus take each other's room
Then it is refused: key_encoder_unavailable
When the agent checks Fay out
Then it is done
And Gus's room is occupied
When the agent checks Gus out
Then it is done
