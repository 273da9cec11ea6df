# A second guest moves in, has an account of their own, and leaves before the first.

Given Ola has booked a room for 2 nights
And the agent checks Ola in
When Pip moves in with Ola
Then it is done
And Ola and Pip have the same room
When the agent checks Ola out
Then it is refused: illegal_transition
When the agent checks Pip out by name
Then it is done
And the trace is
    pms.check_out
      pms.load_folio
      pms.process_final_payment
      pms.update_room_status
      pms.deactivate_keys
      pms.send_receipt
And Ola's room is occupied
When the agent checks Ola out
Then it is done
And Ola's room is vacant and dirty
