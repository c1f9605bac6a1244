# Paying several invoices at once, and several payments for one

pay-all-in = Pay everything due in { $currency }
pay-several-title = Pay { $count } invoices
pay-several-amounts = What to pay
pay-several-hint = Change an amount to pay a part of an invoice, empty it to leave the invoice out.
pay-several-amount = You pay now
pay-several-amount-of = What you pay now of { $number }
pay-several-total = Total
pay-several-add-up = Add up
pay-of-invoice = { $number }: { $sentence }
pay-nothing-chosen = Enter an amount for at least one invoice
pay-selection-changed = Something changed since this page was opened. Check the amounts and send them again. Nothing was charged.
pay-selection-occupied = Another payment of one of these invoices is under way. It was left out; nothing was charged.
pay-under-way-of = A payment of { $amount } is under way for { $number }.
pay-others-title = A payment of its own
pay-others-why = One payment goes to one seller, in one currency.
pay-other-payment = { $amount } to { $seller }
invoices-pick = Pay
invoices-pick-one = Pay { $number }
invoices-pay-picked = Pay the ticked ones
charge-for-invoices = { $amount } for the invoices { $numbers }
charge-paid-several = The invoices are paid in full. We send you a confirmation by e-mail.
charge-paid-rest-several = We have received your payment. { $amount } is still due on these invoices.
charge-see-invoices = View invoices

# Money taken off an invoice again

timeline-allocation-reversed = { $amount } was taken off this invoice again and is your credit
timeline-allocation-of-unknown = A payment was taken off this invoice again
admin-event-allocation-reversed = Money taken off
admin-allocations = What stands on it
admin-allocation-reversed = Taken off again
admin-taken-off-on = Taken off on { $date }
admin-take-off = Take off
admin-take-off-confirm = The invoice is owed again, and the money becomes the customer’s credit. It can then be placed on another invoice.
admin-done-taken-off = It was taken off. The money is the customer’s credit now.
admin-refused-not-taken-off = It was not taken off: only a payment or credit can be. What a credit note reduced stays as long as the note.
admin-refused-disputed = It was not taken off: the customer’s bank disputes this payment and has withdrawn money of it. Wait until the dispute is decided.

# A payment that waits on the bank's question

charge-cancel = Cancel this payment
charge-cannot-be-canceled = This payment cannot be canceled. It ends by itself if your bank gets no answer.
charge-not-canceled = Our payment provider cannot be reached, so the payment was not canceled. Please try again in a few minutes.

# Deposits and payment terms

invoice-deposit = Deposit
invoice-deposit-by = { $amount } by { $date }
invoice-deposit-due = A deposit of { $amount } is due by { $date }. { $left } of it is still to be paid.
invoice-deposit-overdue = A deposit of { $amount } was due by { $date }. { $left } of it is overdue.
pay-deposit-hint = A deposit of { $first } is due first, by { $date }. In all { $amount } is due.
document-deposit-due = Deposit, due by { $date }
admin-deposit = Deposit before work
admin-deposit-hint = A share, such as 25 %, or an amount. Empty: none.
admin-deposit-due-on = Deposit due on
admin-deposit-due-on-hint = Empty: on receipt
admin-deposit-no-share = Enter a share of more than 0 % and at most 100 %, or an amount
admin-deposit-not-positive = A deposit is greater than zero
admin-deposit-nothing-to-pay = An invoice of nothing has no deposit
admin-deposit-more-than-total = A deposit is at most the total of { $amount }
admin-deposit-due-outside = A deposit is due between the invoice’s issue and its due date
admin-refused-deposit = The invoice was not issued: its deposit does not fit its total or its dates. Edit the draft.
admin-payment-terms = Payment terms
admin-payment-terms-hint = What a new invoice for this customer proposes. Issued invoices keep their due dates.
admin-terms-of-seller = As the seller says
admin-terms-on-receipt = Due on receipt
admin-terms-net = Net { $days } days

# Credit for several invoices

admin-place-credit = Place credit on invoices
admin-place-credit-available = Available:
admin-place-credit-on = On these invoices
admin-place-credit-hint = Each takes what is due on it, in this order, as far as the credit reaches.
admin-place-credit-nothing = Nothing was placed: choose open invoices for whose currency there is credit.
