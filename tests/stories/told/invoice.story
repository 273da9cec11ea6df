# A guest asks for an invoice, and then for one to the company.

Given Zac has booked a room for tonight
And the agent checks Zac in
When the agent issues an invoice to Zac
Then it is refused: folio_open
When the agent issues a pro forma invoice to Zac
Then it is done
And the trace is
    pms.issue_paper
When the agent checks Zac out
And the agent issues an invoice to Zac
Then it is done
And the trace is
    pms.issue_paper
When the invoice is taken back and issued to Invented Trading
Then it is done
And a credit note takes the first invoice back, and the second has the next number
