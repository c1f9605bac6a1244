### Labels on PDF documents.

## Titles
document-invoice = Invoice
document-credit-note = Credit note
document-receipt = Receipt
document-statement = Statement of account
document-installment-agreement = Installment agreement
document-draft = Draft – not an invoice
document-copy = Copy
document-void = Void

## Head
document-invoice-number = Invoice number
document-credit-note-number = Credit note number
document-receipt-number = Receipt number
document-customer-number = Customer number
document-issued-on = Date of issue
document-credit-note-issued-on = Date of issue
document-supplied-on = Date of supply
document-service-period = Service period
document-due-on = Due on
document-due-on-receipt = Due on receipt
document-original-invoice = Refers to invoice
document-original-invoice-dated = { $number } of { $date }
document-purchase-order = Your order number
document-bill-to = Bill to
document-ship-to = Deliver to
document-seller = Seller
document-vat-id = VAT number
document-customer-vat-id = Your VAT number
document-tax-number = Tax number
document-company-number = Company number
document-page = Page { $page } of { $pages }

## Lines
document-line-position = No.
document-line-description = Description
document-line-quantity = Quantity
document-line-unit = Unit
document-line-unit-price = Unit price
document-line-discount = Discount
document-line-tax-rate = Tax
document-line-net = Net
document-line-amount = Amount
document-carried-forward = Carried forward

## Totals
document-subtotal = Subtotal
document-discount = Discount
document-net-total = Total excluding tax
document-tax-line = VAT { $rate } on { $taxable }
document-sales-tax-line = Sales tax { $rate } on { $taxable }
document-tax-total = Total tax
document-gross-total = Total including tax
document-paid = Paid
document-credit-applied = Credit applied
document-amount-due = Amount due
document-amount-credited = Amount credited
document-amount-refunded = Amount refunded
document-tax-in-currency = Tax in { $currency } at { $rate }: { $amount }

## What the law wants said about the tax
document-tax-note-reverse-charge = Reverse charge: the recipient is liable for the tax.
document-tax-note-intra-community = VAT-exempt intra-Community supply.
document-tax-note-export = Tax-free export.
document-tax-note-exempt = Exempt from tax.
document-tax-note-outside-scope = Outside the scope of VAT.
document-tax-note-zero-rated = Zero-rated.

## Payment
document-how-to-pay = How to pay
document-pay-online = Pay online
document-pay-by-transfer = By bank transfer
document-account-holder = Account holder
document-bank = Bank
document-iban = IBAN
document-bic = BIC
document-account-number = Account number
document-sort-code = Sort code
document-payment-reference = Payment reference
document-charged-automatically = { $amount } is charged automatically on { $date } to { $method }.
document-paid-on = Paid on { $date }. Thank you.
document-scan-to-pay = Scan to pay
document-credit-reason = Reason

## Receipt
document-received-from = Received from
document-received-on = Received on
document-paid-with = Paid with
document-receipt-for = This payment settles
document-unallocated = Kept as credit

## Statement of account
document-statement-period = { $from } to { $to }
document-opening-balance = Opening balance
document-closing-balance = Closing balance
document-statement-date = Date
document-statement-entry = Entry
document-statement-debit = Charged
document-statement-credit = Credited
document-statement-balance = Balance

## Installment agreement
document-installment-schedule = Schedule of payments
document-installment-number = Installment
document-down-payment = Down payment
document-accepted-by = Accepted by { $name } on { $time }
