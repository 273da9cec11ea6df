# A guest who used the minibar pays for it and leaves.

Given Fay has booked a room for tonight
And the agent checks Fay in
And Fay takes 2 of minibar for 450
When the agent checks Fay out
Then it is done
And Fay paid the room and 900
And Fay's account is closed and owes 0
And Fay's room is vacant and dirty
And Fay gets a receipt by mail
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
