# A better room is given for its price, and only when that is wanted.

Given Eve has booked a room for 2 nights
And the agent checks Eve in
When the agent moves Eve to a better room without saying so
Then it is refused: room_not_ready
When the agent moves Eve to a better room for the difference
Then it is done
And the trace is
    pms.move_room
      pms.reencode_keys
      pms.revoke_keys
And Eve was charged for the better room
When the agent checks Eve out
Then it is done
And Eve's account is closed and owes 0
