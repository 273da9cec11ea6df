# A guest has a room for the day only, at the rate of the day.

Given Mia has booked a room for tonight
When Ned walks in for the day, as Mia would for 5000
Then it is done
And Ned's room is occupied
When the agent checks Ned out
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And Ned's room is vacant and dirty
And Ned's account is closed and owes 0
