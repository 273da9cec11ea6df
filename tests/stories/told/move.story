# A guest who cannot sleep is moved: new keys, the account stays, the old room is cleaned.

Given Cleo has booked a room for tonight
And Dan has booked a room for tonight
And the agent checks Cleo in
And the agent checks Dan in
When the agent moves Cleo to another room
Then it is done
And the trace is
    pms.move_room
      pms.reencode_keys
      pms.revoke_keys
And Cleo's room is occupied
And the room that Cleo left is vacant and dirty

# Nobody is moved into a room where somebody is.

When the agent moves Cleo to the room of Dan
Then it is refused: room_not_ready
And the trace is
    pms.move_room

# While the encoder is busy the guest stays where they are.

When the key encoder is busy for a moment
And the agent moves Dan to another room
Then it is refused: key_encoder_unavailable
And the trace is
    pms.move_room
      pms.reencode_keys
      pms.revoke_keys
And Dan's room is occupied
When the agent checks Cleo out
Then it is done
When the agent checks Dan out
Then it is done
