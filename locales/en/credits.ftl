# Credit: what a customer has of it, what moved it, and voiding a credit note.

## The customer's page
credits-title = Your credit
credits-sub = What you have with us, until when you can use it, and where each part of it went.
credits-empty-title = No credit yet
credits-empty = When you buy credit, pay more than is due, or we credit you something, it appears here.
credits-balance = Credit
credits-order = Credit that ends soonest is used first.
credits-nothing-left = No credit is left.
credits-left = What is left
credits-movements = Where it came from and where it went
credits-shown = { $count ->
    [one] One entry
   *[other] { $count } entries
}
credit-use = Use { $amount } of credit
credit-use-note = You have credit that this invoice can take. What ends soonest is used first.
credit-see = See your credit

## Buying credit
top-up-title = Buy credit
top-up-sub = Pay ahead, and use it for any of your invoices.
top-up-limits = From { $least } to { $most }
top-up-terms = Your credit is there as soon as the money is. It never expires, and what you have not used can be paid back. No tax is due on buying it: tax stands on the invoices that it pays.
top-up-too-little = Enter { $amount } or more
top-up-too-much = Enter { $amount } or less
top-up-other-currency = Choose a currency in which you are invoiced
top-up-not-taken = This amount cannot be paid this way. Choose another amount or another way to pay.
top-up-under-way = A payment of { $amount } for credit is under way.
top-up-of = { $amount } of credit
top-up-done = { $amount } was added to your credit. We will send you the receipt by e-mail.
top-up-see-payment = View payment and receipt
top-up-description = Credit
credit-note-voided = This credit note was voided on { $time }. It no longer credits anything; its file stays as it was issued.

## Grants
credit-kind = Kind of credit
credit-kind-payment = Over-payment
credit-kind-credit-note = Credit note
credit-kind-prepaid = Prepaid
credit-kind-imported = Brought forward
credit-kind-goodwill = Goodwill
credit-kind-promotional = Promotional
credit-grants-caption = What is left of your credit, in the order in which it is used
credit-granted-on = Since
credit-usable-until = Usable until
credit-left = Left
credit-left-of = of { $amount }
credit-ended = Ended
credit-ends-never = Without end

## Movements
credit-movements-caption = What added to the credit and what took from it, newest first
credit-moved = What happened
credit-moved-for = Document
credit-moved-granted = Credited
credit-moved-bought = Bought
credit-moved-applied = Used for an invoice
credit-moved-refunded = Paid out
credit-moved-unapplied = Taken off an invoice again
credit-moved-refund-failed = Payout failed, credited again
credit-moved-expired = Ended unused
credit-moved-taken-back = Withdrawn
credit-moved-note-voided = Credit note voided
timeline-credit-note-voided = Credit note { $number } voided

## Staff
admin-credits-title = Credit
admin-credits-order = What ends soonest is spent first, then the lower priority
admin-credit-give = Grant credit
admin-credit-give-confirm = The customer can use this credit at once, and sees it with its note.
admin-credit-expiry-hint = The last day on which it can be used, by the customer's calendar. Empty: without end.
admin-credit-priority = Priority
admin-credit-priority-hint = 0 to 100. Of credit that ends on the same day, the lowest is used first.
admin-credit-priority-range = Enter a whole number from 0 to 100.
admin-credit-note-text = Note
admin-credit-note-hint = The customer sees it.
admin-credit-take-back = Take back credit
admin-credit-take-back-confirm = What is left of it is withdrawn. What was used stays used.
admin-credit-which = Which credit
admin-credit-grant = { $kind }: { $amount } left
admin-credit-grant-until = { $kind }: { $amount } left until { $date }
admin-credit-form-again = This form was sent before with other values. Please check the credit below and enter it again.
admin-credit-no-such-grant = This credit does not exist.
admin-credit-not-given-away = This credit is the customer's money and cannot be taken back.
admin-credit-nothing-left = Nothing is left of this credit.
admin-credit-ends-in-past = This day is over for the customer.
admin-done-credit-granted = The credit was granted.
admin-done-credit-taken-back = What was left of the credit was taken back.
admin-done-note-voided = The credit note was voided.
admin-note-void = Void credit note
admin-note-void-confirm = What it took off the invoice is due again, and its credit is withdrawn. The number stays taken. This cannot be undone.
admin-note-is-void = Voided on { $time }: { $reason }
admin-note-credit-spent = Nothing was changed: of the { $given } that this note gave as credit, { $left } is left. The rest was used or paid out.
admin-note-invoice-written-off = Nothing was changed: the invoice of this note was written off.
admin-event-credit-note-voided = Credit note voided
