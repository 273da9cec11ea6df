# A guest who is in a hurry leaves, pays with the card on file and gets the receipt by mail.

Given Tom has booked a room for tonight
And the agent checks Tom in
When Tom leaves without coming to the desk
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And Tom's account is closed and owes 0
And Tom gets a receipt by mail
