### Proof of how an invoice was taxed, exemptions, withheld tax.

## Withheld tax
withholding-amount = Tax withheld
withholding-certified-on = Certified on
withholding-certificate = Certificate
withholding-rate = Withholding rate
withholding-note = Paid to the tax office in the seller’s name: it settles the invoice, and no money was received.
withholding-page-title = Withholding tax of { $amount }
withholding-done-recorded = Withholding tax of { $amount } was recorded.
withholding-take-off-confirm = The invoice is owed again. The certificate counts for nothing until it is recorded anew.
withholding-only-for = For withholding tax
withholding-how = Choose the method “Withholding tax”, enter the certificate’s number as the reference and its day as the day received, and tick the invoices.
withholding-rate-percent = Withholding rate in per cent
withholding-rate-hint = Nigeria: 5 or 10.
withholding-error-certificate = Enter the certificate’s number, at most 60 characters.
withholding-error-rate = Enter the rate that was withheld, such as 5 or 10.
withholding-error-no-invoice = Tick the invoices from which the tax was withheld.
withholding-error-more-than-due = Only { $amount } is due on these invoices.
withholding-error-more-than-rate = At this rate, at most { $amount } can have been withheld from these invoices.
