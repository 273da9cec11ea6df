# The encoder does not answer: nothing was taken, and the desk tries again.

Given Una has booked a room for tonight
When the key encoder is busy for a moment
And the agent checks Una in
Then it is refused: key_encoder_unavailable
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
      pms.assign_room
      pms.authorize_payment
      pms.encode_keys
      pms.erase_keys
      pms.void_authorization
      pms.release_room
And no money of Una is held
When the agent checks Una in
Then it is done
And Una has 2 keys

# Lost keys are made anew.

When Una has lost the keys and gets 1 new ones
Then it is done
And the trace is
    pms.reencode_keys
When the agent checks Una out
Then it is done
