# The day is closed: who is in the house is charged, who did not come, too; the report tells of it.

Given a hotel of its own
And Abe has booked a room for 2 nights
And Bea has booked a room for 2 nights
And the agent checks Abe in
When the night audit closes the day
Then it is done
And the trace is
    pms.night_audit
      pms.charge_no_shows
        pms.no_show
      pms.post_nights
      pms.close_business_date
And the report tells of 1 rooms sold
And the report tells of 1 arrivals
And the report tells of 1 no-shows

# Asked again it tells the same.

When the night audit closes the day
Then the day is closed once
When the agent checks Abe out
Then it is done
And Abe's account is closed and owes 0
