# What was paid ahead counts; a guest pays a part in another currency and is given something back.

Given Bob has booked a room for tonight
And the agent checks Bob in
And Bob's account shows a deposit
When Bob takes 1 of dinner for 4000
And Bob pays 1000 yen at 0.0061
Then it is done
And the trace is
    pms.post
And Bob's account shows -610 of cash
When the agent gives 1500 back to Bob for the dinner
Then it is done
And the trace is
    pms.post
And Bob's account shows 2500 of dinner
When the agent checks Bob out
Then it is done
And Bob's account is closed and owes 0
