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

## Exemptions
exemption-title = Tax exemptions
exemption-intro = A certificate that holds on the day of issue frees what the engine invoices from the tax of its country.
exemption-none = No certificate of exemption.
exemption-enter = Enter a certificate
exemption-country = Country of the tax
exemption-country-hint = Whose tax is not charged.
exemption-reason = Reason
exemption-reason-hint = The invoice prints it.
exemption-certificate = Certificate number
exemption-valid-from = First day
exemption-valid-until = Last day
exemption-from-until = { $from } to { $until }
exemption-from = From { $from }
exemption-holds = Holds
exemption-not-now = Not today
exemption-withdrawn = Withdrawn
exemption-withdraw = Withdraw
exemption-withdraw-confirm = Invoices from now on are taxed again. What was issued keeps its proof.
exemption-done-entered = The certificate was entered.
exemption-done-withdrawn = The certificate was withdrawn.
exemption-error-end = The last day is before the first.
exemption-reason-diplomatic = embassy, international organisation or armed forces
exemption-reason-government = public authority
exemption-reason-charity = charity
exemption-reason-education = education
exemption-reason-health = health care
exemption-reason-resale = bought for resale
exemption-reason-other = exempt by certificate
exemption-printed = Exempt from tax: { $reason }. Certificate { $number }.
exemption-on-document = Tax exemption

## Proof
proof-title = Why it is taxed like this
proof-tax-point = Tax point
proof-buyer = Customer’s country
proof-country-unknown = Unknown
proof-from-billing-address = From the billing address
proof-from-nowhere = Not known: taxed as in the seller’s country
proof-buyer-tax-id = Customer’s tax number
proof-tax-id-none = None of their country: a consumer for the tax
proof-tax-id-form = Form and check digits are right
proof-registry-not-looked-up = Not looked up in the registry
proof-registry-confirmed = Confirmed by the registry
proof-registry-refused = Not known to the registry
proof-registry-unavailable = The registry did not answer
proof-seller = Seller
proof-rule = Rule
proof-rate = Category and rate
proof-reason-domestic = Seller and customer are in the same country
proof-reason-reverse-charge = Reverse charge: the customer owes the tax
proof-reason-destination = A consumer in another member state: the rate there
proof-reason-outside-scope = Outside the seller’s tax area
proof-reason-exported = Exported service, zero-rated
proof-reason-no-tax = No such tax in the country
proof-reason-exempt = Exempt by certificate
