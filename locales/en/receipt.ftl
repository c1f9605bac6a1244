### The receipt of a payment, and the payment's own page.

## On the receipt
receipt-title = Receipt
receipt-payee = Received by
receipt-payer = Paid by
receipt-amount-received = Amount received
receipt-received-on = Received on
receipt-received-on-date = Received on { $date }
receipt-method = Payment method
receipt-reference = Reference
receipt-invoice = Paid invoice
receipt-issued-on = Issued on
receipt-invoice-total = Invoice total
receipt-paid = Paid with this
receipt-left-open = Left open
receipt-no-invoices = This payment was for no invoice in particular.
receipt-settled = Placed on invoices
receipt-to-credit = Added to your credit
receipt-credit-note = { $amount } of this payment became your credit. It reduces your next invoices.
receipt-is-credit = This payment bought credit.
receipt-bought-credit = Credit bought
receipt-bought-credit-note = This payment bought credit of { $amount }. It pays your invoices and never ends. No tax is due on it; tax stands on the invoices that it pays.

## The page of a payment
payment-page-title = Payment of { $amount }
payment-page-number = Receipt number
payment-page-download = Download receipt
payment-page-invoices = What it paid
payment-page-invoices-caption = The invoices that this payment settles
payment-page-no-invoices = This payment settles no invoice.
payment-page-invoice = Invoice
payment-page-due-now = Still open
payment-page-settled = Of this payment
