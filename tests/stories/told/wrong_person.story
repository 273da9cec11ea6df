# Somebody stands at the desk who is not the guest.

Given Bert has booked a room for tonight
When the agent sees that Bert is not who they say
Then it is refused: identity_failed
And the trace is
    pms.check_in
      pms.lookup_reservation
      pms.verify_identity
When the agent checks Bert in
Then it is done
