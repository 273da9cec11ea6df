# A guest of three nights leaves after the first without a word before.

Given Jil has booked a room for 3 nights
And the agent checks Jil in
When the agent checks Jil out
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And Jil's account is closed and owes 0
And Jil's room is vacant and dirty
