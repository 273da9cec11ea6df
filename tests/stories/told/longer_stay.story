# A guest stays a night longer: the price is told first, then more is authorized.

Given Hal has booked a room for tonight
And the agent checks Hal in
When the agent asks what 2 nights in all would cost Hal
Then it costs more, and more is authorized
When Hal stays 2 nights in all
Then it is done
And it costs more, and more is authorized
And the stay ends 2 nights after Hal came
And Hal has new keys
And the trace is
    pms.change_stay
      pms.increment_authorization
      pms.reencode_keys

# A card that does not bear more leaves the stay as it was.

When the gateway declines a higher authorization
And Hal stays 3 nights in all
Then it is refused: payment_failed
And the trace is
    pms.change_stay
      pms.increment_authorization
When Hal stays 3 nights in all
Then it is done
When the agent checks Hal out
Then it is done
And Hal's account is closed and owes 0
