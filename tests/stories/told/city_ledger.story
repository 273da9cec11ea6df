# What the guest owes is left to a company, which pays later.

Given the company Invented Works has an account
And Yan has booked a room for tonight
And the agent checks Yan in
And Yan takes 1 of banquet for 900000
When Yan leaves the bill to the company Nobody at all
Then it is refused: company_not_found
When Yan leaves the bill to the company Invented Works
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And the company Invented Works owes something
And Yan's account is closed and owes 0
When the company Invented Works pays what it owes
Then the company Invented Works owes nothing
