# A guest comes back to the room that they had just left.

Given Ria has booked a room for 2 nights
And the agent checks Ria in
And the agent checks Ria out
When the agent takes the check-out of Ria back
Then it is done
And the trace is
    pms.reinstate
      pms.reencode_keys
And Ria's room is occupied
And Ria's account is open
When Ria takes 1 of spa for 900
And the agent checks Ria out
Then it is refused: balance_open

# The card was forgotten when the guest left: it is shown again.

When the agent checks Ria out with another card
Then it is done
And Ria's account is closed and owes 0
