# Guests wait at the desk in order.

Given nobody waits at the desk
When Jan comes to the desk to check_in
And Kim comes to the desk to check_out
Then 2 guests wait at the desk
When Jan is served
Then 1 guests wait at the desk
When Kim is served
Then 0 guests wait at the desk
