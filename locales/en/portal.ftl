### The customer's portal.

## Overview
overview-title = Overview
overview-amount-due = Amount due
overview-nothing-due = Nothing is due
overview-nothing-due-note = Every invoice is settled.
overview-open-invoices = { $count ->
        [one] { $count } open invoice, due on { $date }.
       *[other] { $count } open invoices, the next due on { $date }.
    }
overview-open-overdue = { $count ->
        [one] { $count } open invoice, and it is overdue.
       *[other] { $count } open invoices, all of them overdue.
    }
overview-open-partly-overdue = { $overdue ->
        [one] { $count } open invoices, { $overdue } of them overdue.
       *[other] { $count } open invoices, { $overdue } of them overdue.
    }
overview-overdue = { $count ->
        [one] { $count } invoice is overdue: { $amount }.
       *[other] { $count } invoices are overdue: { $amount } together.
    }
overview-see-overdue = { $count ->
        [one] View overdue invoice
       *[other] View overdue invoices
    }
overview-see-open = View open invoices
overview-next-due = Next due
overview-credit = Credit balance
overview-credit-note = Used for your next invoices
overview-recent = Recent invoices
overview-all-invoices = All invoices
overview-details-incomplete = Your billing details are incomplete. Invoices need an address and somebody to send them to.
overview-complete-details = Complete billing details
overview-empty-mailed-to = Your first invoice will appear here and be sent to { $email }.

## List of invoices
invoices-title = Invoices
invoices-caption = Invoices, newest first
invoices-empty-title = No invoices yet
invoices-empty = The first one appears here as soon as it is issued.
invoices-empty-action = Check billing details
invoices-none-found-title = No invoice matches
invoices-none-found = No invoice fits this combination of filters. Remove one of them, or all.
invoices-search = Search invoices
invoices-search-hint = Invoice or order number
invoices-filters = Filters
invoices-any-state = Any
invoices-any-currency = Any
invoices-filter-text = Text
invoices-filter-from = Issued from
invoices-filter-to = Issued to
invoices-filter-ignored = Part of this address could not be read and was left out.
invoices-active-filters = Active filters
invoices-remove-filter = Remove filter
invoices-shown = { $count ->
        [one] { $count } invoice, newest first
       *[other] { $count } invoices, newest first
    }

## One invoice
invoice-title = Invoice { $number }
invoice-number = Invoice number
invoice-issued-on = Issued
invoice-due-on = Due
invoice-state = Status
invoice-total = Total
invoice-draft = Draft
invoice-rest-due = { $amount } due
invoice-lines = Invoice lines
invoice-paid-so-far = Paid
invoice-credited = Credited
invoice-amount-due = Amount due
invoice-payment = Payment
invoice-paid-on = Settled in full on { $date }. Thank you.
invoice-paid-in-full = Settled in full. Thank you.
invoice-void-note = This invoice is void. Nothing is to be paid on it.
invoice-written-off-note = We no longer expect a payment on this invoice.
invoice-no-account = Please ask us for the account to pay into.
invoice-reference-note = Please give the payment reference, so that we can match your transfer.
invoice-voided = Voided on { $time }. Nothing is to be paid on this invoice.
invoice-see-replacement = See its replacement { $number }
invoice-replaces = This invoice replaces { $number }, which is void.
invoice-see-replaced = See { $number }
invoice-disputed = You have objected to this invoice. We are looking into it.
invoice-payments = Payments and credits
invoice-payments-caption = What reduced this invoice, oldest first
invoice-paid-with = Paid with
invoice-credit-note-number = Credit note { $number }
invoice-credit-notes = Credit notes for this invoice

## What happened to a document
timeline-title = History
timeline-imported = Taken over from the previous system
timeline-finalized = Issued
timeline-emailed = Sent to { $email }
timeline-bounced = The e-mail to { $email } could not be delivered
timeline-downloaded = Downloaded by { $name }
timeline-former-member = a former member
timeline-payment-recorded = Payment of { $amount } received
timeline-payment-of-unknown = Payment received
timeline-credit-applied = Credit of { $amount } used
timeline-credit-of-unknown = Credit used
timeline-credited = Credit note { $number } over { $amount }
timeline-credited-unknown = Credited
timeline-paid = Settled in full
timeline-voided = Voided
timeline-written-off = Written off
timeline-disputed = Objection received
timeline-dispute-closed = Objection closed

## Credit notes
credit-notes-title = Credit notes
credit-notes-sub = What we took back or gave back, each with the invoice it corrects.
credit-notes-caption = Credit notes, newest first
credit-notes-empty-title = No credit notes
credit-notes-empty = When we correct an invoice or take something back, the credit note appears here.
credit-notes-shown = { $count ->
        [one] { $count } credit note, newest first
       *[other] { $count } credit notes, newest first
    }
credit-note-title = Credit note { $number }
credit-note-number = Credit note number
credit-note-of = Corrects invoice
credit-note-of-none = No single invoice
credit-note-total = Total credited
credit-note-placed = Where it went
credit-note-applied = Off the invoice
credit-note-to-credit = To your credit balance
credit-note-placed-note = A credit note reduces what is due on its invoice first. The rest becomes credit for your next invoices.

## Payments
payments-title = Payments
payments-caption = Payments, newest first
payments-empty-title = No payments yet
payments-empty = A payment appears here as soon as we have received and recorded it.
payments-shown = { $count ->
        [one] { $count } payment, newest first
       *[other] { $count } payments, newest first
    }
payment-received-on = Received
payment-paid-with = Paid with
payment-allocations = Used for
payment-to-credit = { $amount } to your credit balance
payment-bought-credit = { $amount } of credit bought

## Billing details
billing-details-title = Billing details
billing-details-applies-next = Changes apply to the next document. Issued documents stay as they are.
billing-details-saved = Your billing details were saved. They apply to the next document.
billing-details-read-only = You may see these details. Owners and billing managers can change them.
billing-details-company = Company
billing-details-account = Customer number { $number }
billing-details-legal-name = Legal name
billing-details-address = Address
billing-details-address-line1 = Address, line 1
billing-details-address-line2 = Address, line 2
billing-details-city = Town or city
billing-details-region = State or region
billing-details-postal-code = Postcode
billing-details-country = Country
billing-details-choose-country = Choose a country
billing-details-tax-ids = Tax numbers
billing-details-tax-ids-hint = They are printed on your invoices. Clear a number to remove it.
billing-details-tax-country = Country of tax number { $number }
billing-details-tax-number = Tax number { $number }
billing-details-northern-ireland = Northern Ireland
billing-details-one-stop-shop = EU One-Stop Shop
billing-details-correspondence = Correspondence
billing-details-emails = E-mail addresses for documents
billing-details-emails-hint = One per line. Each of them receives every invoice and credit note.
billing-details-language = Language of documents and e-mails
billing-details-display-currency = Preferred currency
billing-details-display-currency-hint = Totals in this currency are shown first. Documents keep their own currency.
billing-details-no-currency = No preference
billing-details-time-zone = Time zone
billing-details-time-zone-hint = Decides which day it is: when an invoice is due, and when it is late.
billing-details-error-legal-name = Enter the legal name of your company.
billing-details-error-line1 = Enter the street or the first line of the address.
billing-details-error-city = Enter the town or city.
billing-details-error-country = Choose the country.
billing-details-error-no-email = Enter at least one e-mail address for documents.
billing-details-error-email = “{ $typed }” is not an e-mail address such as name@example.com.
billing-details-error-emails = Enter { $count } e-mail addresses at most.
billing-details-error-tax-ids = Enter { $count } tax numbers at most.

## People
people-title = People
people-invite = Invite someone
people-revoke-invitation = Revoke invitation
people-remove = Remove from this account
people-role = Role

## Paying an invoice
pay-amount = Pay { $amount }
pay-title = Pay { $number }
pay-amount-in = Amount in { $currency }
pay-amount-hint = { $amount } is due. You can also pay a part of it.
pay-with = Pay with
pay-new-card = A new card
pay-new-card-hint = You enter it on our payment provider’s secure page. We never see the number.
pay-save-method = Save a new card for later payments
pay-save-method-hint = It stays with our payment provider. You can remove it at any time.
pay-now = Pay now
pay-sandbox-cards = No real money moves here. On the next page, 4242 4242 4242 4242 with any future date is a card that works.
pay-choose-method = Choose what to pay with
pay-method-gone = This payment method was removed. Choose another one.
pay-nothing-due = Nothing is due on this invoice any more
pay-amount-not-positive = Enter an amount greater than zero
pay-more-than-due = Only { $amount } is due
pay-amount-not-taken = This amount cannot be paid online. A bank transfer is possible.
pay-form-again = This form had been sent before or was incomplete. Check it and send it again.
pay-provider-unavailable = Our payment provider cannot be reached. Nothing was charged. Please try again in a few minutes.
pay-under-way = A payment of { $amount } for this invoice is under way.
pay-see-payment = See how it stands

## How a payment stands
charge-for-invoice = { $amount } for invoice { $number }
charge-paid-title = Thank you for your payment
charge-paid-text = The invoice is paid in full. We send you a confirmation by e-mail.
charge-paid-rest = We have received your payment. { $amount } is still due on this invoice.
charge-processing-title = Your payment is on its way
charge-processing-text = A direct debit can take several days. You need not do anything; we tell you as soon as it has arrived.
charge-waiting-title = We are waiting for an answer
charge-waiting-text = The bank has not answered yet. Please do not pay a second time: we are asking what became of this payment.
charge-page-open-title = Not paid yet
charge-page-open-text = The payment was not completed, and nothing was charged.
charge-bank-asks-title = Your bank asks you to confirm
charge-bank-asks-text = Nothing is charged until you have confirmed the payment with your bank.
charge-declined-title = The payment was declined
charge-declined-text = Nothing was charged. You can try again or pay another way.
charge-ended-title = Payment not carried out
charge-ended-text = Nothing was charged.
charge-came-late-title = Payment received
charge-came-late-text = Your payment arrived after its page had closed. It is now your credit, which you can use for any invoice.
charge-back-to-page = Back to the payment page
charge-go-to-bank = Continue to your bank
charge-look-again = Look again
charge-other-way = Pay another way
charge-pay-rest = Pay the rest
charge-see-invoice = View invoice
decline-insufficient-funds = There is not enough money on the account.
decline-expired-card = The card has expired.
decline-incorrect-cvc = The security code was not right.
decline-incorrect-number = The card number was not right.
decline-authentication = Your bank could not confirm that it was you.
decline-limit = The card’s limit has been reached.
decline-not-supported = The card cannot be used for this payment.
decline-try-later = The bank cannot answer at the moment. Please try again later.
decline-generic = The bank gave no reason; it can tell you more.

## Payment methods
payment-methods-title = Payment methods
payment-methods-sub = Cards and accounts that you can pay with in one step.
payment-methods-empty-title = No payment method saved
payment-methods-empty = You can save one here, or when you pay an invoice.
payment-methods-default = Default
payment-methods-add = Add a card
payment-methods-make-default = Make default
payment-methods-rename = Rename
payment-methods-nickname = Your name for it
payment-methods-remove = Remove…
payment-methods-remove-confirm = Remove
payment-methods-keep = Keep it
payment-methods-remove-one = Remove { $method }? It cannot be charged any more.
payment-methods-remove-last = Remove { $method }? It is the only one: you will enter a card anew for your next payment.
payment-methods-not-removed = Our payment provider cannot be reached, so the payment method was not removed. Please try again in a few minutes.
payment-methods-done-added = The payment method was saved.
payment-methods-done-not-added = No payment method was saved.
payment-methods-done-default = The default was changed.
payment-methods-done-named = The name was changed.
payment-methods-done-removed = The payment method was removed.
method-visa = Visa
method-mastercard = Mastercard
method-amex = American Express
method-sepa-debit = SEPA direct debit
method-bacs-debit = Bacs direct debit
method-ach-debit = US bank account
method-ending = { $kind } ending { $digits }
method-works-until = Works until { $date }
method-expires-soon = Expires soon: works until { $date }
method-expired = Expired on { $date }
