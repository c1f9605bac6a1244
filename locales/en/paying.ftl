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
