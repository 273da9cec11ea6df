# Who is still in the room after the hour of leaving pays for it, where the house asks for that.

Given a hotel of its own
And who leaves late pays 3000, and the hotel's day is yesterday
And Amy has booked last night
And the agent checks Amy in
When the night audit closes the day
Then it is done
When the agent checks Amy out
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And Amy's account shows 3000 of late_check_out
And Amy's account is closed and owes 0
