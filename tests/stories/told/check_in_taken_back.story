# A check-in was a mistake: no money is held, the room is free, the guest is expected again.

Given Quin has booked a room for tonight
And the agent checks Quin in
And money of Quin is held
When the agent takes the check-in of Quin back
Then it is done
And the trace is
    pms.revert_check_in
      pms.return_authorization
      pms.revoke_keys
And no money of Quin is held
And Quin's room is vacant and clean
And Quin is among the arrivals

# Once something was charged it is too late for that.

When the agent checks Quin in
Then it is done
When Quin takes 1 of spa for 700
And the agent takes the check-in of Quin back
Then it is refused: illegal_transition
When the agent checks Quin out
Then it is done
