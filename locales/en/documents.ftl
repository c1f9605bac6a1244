### Labels on PDF documents.

## Titles
document-invoice = Invoice
document-credit-note = Credit note

## Head
document-invoice-number = Invoice number
document-customer-number = Customer number
document-issued-on = Date of issue
document-credit-note-issued-on = Date of issue
document-service-period = Service period
document-due-on = Due on
document-due-by = Due by { $date }
document-original-invoice = Refers to invoice
document-original-invoice-dated = { $number } of { $date }
document-purchase-order = Your order number
document-bill-to = Bill to
document-seller = Seller
document-logo-alt = Logo of { $seller }
document-vat-id = VAT number
document-page = Page { $page } of { $pages }

## Lines
document-line-description = Description
document-line-quantity = Quantity
document-line-unit-price = Unit price
document-line-tax-rate = Tax
document-line-amount = Amount
document-no-lines = This document has no lines.

## Totals
document-subtotal = Subtotal
document-tax-line = VAT { $rate } on { $taxable }
document-gross-total = Total including tax
document-amount-due = Amount due
document-amount-credited = Amount credited

## What the law wants said about the tax
document-tax-note-reverse-charge = Reverse charge: the recipient is liable for the tax.
document-tax-note-intra-community = VAT-exempt intra-Community supply.
document-tax-note-export = Tax-free export.
document-tax-note-exempt = Exempt from tax.
document-tax-note-outside-scope = Outside the scope of VAT.
document-tax-note-zero-rated = Zero-rated.

## Payment
document-pay-by-transfer = By bank transfer
document-account-holder = Account holder
document-bank = Bank
document-payment-reference = Payment reference
document-scan-to-pay = Scan in your banking app
document-scan-to-pay-alt = QR code: transfer for { $number } in your banking app
document-credit-reason = Reason

## Why a credit note was issued
credit-reason-returned = Goods returned
credit-reason-duplicate = Invoiced twice
credit-reason-billing-error = Error on the invoice
credit-reason-goodwill = Goodwill
credit-reason-cancellation = Cancellation
credit-reason-other = Other
