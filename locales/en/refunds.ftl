### Money that goes back: the staff's pages, what customers see, and the e-mails about it.
## States and reasons
refund-state-created = Waiting to be sent
refund-state-sent = Sent
refund-state-pending = On its way
refund-state-pending-offline = To be paid
refund-state-requires-action = Waits for bank details
refund-state-succeeded = Refunded
refund-state-failed = Failed
refund-state-canceled = Canceled
refund-reason-over-payment = Paid too much
refund-reason-duplicate = Paid twice
refund-reason-cancellation = Cancellation
refund-reason-credit-note = Credit note
refund-reason-goodwill = Goodwill
refund-reason-provider = Made at the payment provider
refund-reason-other = Other
refund-way-bank = By bank transfer

## What customers see
refunds-portal-title = Refunds
refunds-portal-caption = Your refunds, newest first
refunds-portal-to = Goes back to
refunds-portal-on = Date
refunds-portal-state = Status
refunds-portal-of-note = Refunded to { $destination } on { $date }
refunds-portal-of-note-pending = On its way to { $destination } since { $date }
refunds-portal-failed-note = could not be paid out and is your credit again
timeline-refunded = Refund of { $amount } on its way
timeline-refund-failed = Refund of { $amount } failed; it is credit again
timeline-refund-of-unknown = Refund
admin-event-refunded = Refunded
admin-event-refund-failed = Refund failed

## The form
refund-form-title = Refund a payment
refund-form-payment = Payment
refund-form-paid = Paid
refund-form-allocated = Settles invoices
refund-form-refunded = Refunded or on its way
refund-form-disputed = Withdrawn by a dispute
refund-form-credit = The customer’s credit that can be paid out
refund-form-most = Can go back now
refund-form-allocated-note = { $amount } of this payment settles invoices. To give that back, issue a credit note or take the payment off its invoice first: it becomes credit, and the refund is paid out of credit.
refund-form-disputed-note = The customer’s bank has withdrawn { $amount }. As long as that is undecided, nothing can go back to the card.
refund-form-nothing = Nothing of this payment can go back now.
refund-form-amount = Amount
refund-form-way = Which way
refund-form-way-source = Back to { $destination }
refund-form-way-bank = By our bank
refund-form-bank = Only by bank
refund-form-reference = Reference on the bank statement
refund-form-paid-on = Paid on
refund-form-paid-on-hint = Leave it empty if the transfer is still to be made.
refund-form-reason = Reason
refund-form-note = Note for colleagues
refund-form-submit = Refund
refund-form-confirm = The amount leaves the customer’s credit at once. What has gone to a card cannot be called back.
refund-form-earlier = Refunds of this payment
refund-form-done = The refund is on its way.
refund-form-not-positive = Enter an amount greater than zero
refund-form-more-than-left = { $left } of this payment can still go back
refund-form-not-enough-credit = { $available } of the customer’s credit can be paid out
refund-form-no-longer-left = Less of this payment can go back by now; open the form again
refund-form-is-disputed = { $amount } of this payment is disputed; nothing can go back to the card
refund-form-no-source = This payment cannot go back the way it came
refund-form-in-future = The date is in the future
refund-form-key-reused = This form was already sent with other values; open it again
refund-form-choose = Choose one of these

## The excess of a credit note
refund-excess-legend = If more is credited than is due
refund-excess-credit = It stays the customer’s credit
refund-excess-source = It goes back to the payments it came from
refund-excess-bank = It was paid back by bank
refund-excess-hint = Only what is left over after the invoice is reduced.
refund-excess-goes-to = Goes back to the payment it came from
refund-excess-by-bank = Paid back by bank
refund-excess-not-enough = The invoice’s card payments have { $left } left to go back; { $asked } is left over

## The list
nav-refunds = Refunds
refunds-admin-title = Refunds
refunds-admin-by-state = Refunds by status
refunds-admin-caption = Refunds of all customers, newest first
refunds-admin-open = Under way
refunds-admin-succeeded = Refunded
refunds-admin-failed = Failed
refunds-admin-review = To be reviewed
refunds-admin-empty = No refund is in this state.
refunds-admin-shown = { $count ->
    [one] { $count } refund
   *[other] { $count } refunds
  }
refunds-admin-acts = What to do
refunds-admin-unfunded = No credit pays for it
refunds-admin-unfunded-note = It was made at the payment provider, and the customer had no credit for it. Issue a credit note or take the payment off its invoice, then take it from the credit.
refunds-admin-retry = Refund again
refunds-admin-retry-confirm = The same amount is asked for again as a new refund, out of the customer’s credit.
refunds-admin-mark-paid = Mark as paid
refunds-admin-withdraw = Withdraw
refunds-admin-withdraw-confirm = The amount becomes the customer’s credit again.
refunds-admin-draw-credit = Take from credit
refunds-admin-done-retried = The refund is sent again.
refunds-admin-done-paid = The refund is marked as paid.
refunds-admin-done-withdrawn = The refund is withdrawn; the amount is credit again.
refunds-admin-done-drawn = The customer’s credit has paid for the refund.
refunds-admin-done-nothing = Nothing was done: the refund has gone on meanwhile.
refunds-admin-done-no-credit = Nothing was done: the customer has not enough credit that can be paid out.
refunds-admin-done-not-left = Nothing was done: less of the payment can go back by now.
refunds-admin-done-date = Nothing was done: the date is missing or in the future.
refunds-admin-done-note-void = Nothing was done: the credit note of this refund is void.

## E-mails
admin-template-refund-sent = Refund on its way
admin-template-refund-failed = Refund failed
mail-link-view-refunds = View your refunds
mail-fact-refunded-to = Goes back to
mail-refund-sent-subject = Your refund of { $amount }
mail-refund-sent-body =
    We have refunded { $amount } to you. Depending on your bank it takes five to ten working days until you see it.

    You find your refunds here:

    { $link }
mail-refund-failed-subject = Your refund of { $amount } could not be paid out
mail-refund-failed-body =
    Your bank did not take our refund of { $amount }. It is your credit again and reduces your next invoices.

    If you would rather have it paid out another way, answer this e-mail. You find your refunds here:

    { $link }
