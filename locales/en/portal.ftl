### The customer's portal.

## Overview
overview-title = Overview
overview-amount-due = Amount due
overview-nothing-due = Nothing is due.
overview-overdue = { $amount } overdue
overview-open-invoices = { $count ->
        [one] { $count } open invoice
       *[other] { $count } open invoices
    }
overview-next-charge = Next charge
overview-next-charge-on = { $amount } on { $date }
overview-no-next-charge = No charge is planned.
overview-current-plan = Current plan
overview-needs-attention = Needs your attention
overview-recent-invoices = Recent invoices
overview-welcome = Welcome, { $name }

## List of invoices
invoices-title = Invoices
invoices-empty = There are no invoices yet. The first one appears here as soon as it is issued.
invoices-number = Invoice number
invoices-issued-on = Issued on
invoices-due-on = Due on
invoices-total = Total
invoices-amount-due = Amount due
invoices-filter-status = Status
invoices-filter-text = Number or description
invoices-count = { $count ->
        [one] { $count } invoice
       *[other] { $count } invoices
    }

## One invoice
invoice-title = Invoice { $number }
invoice-draft-title = Draft invoice
invoice-lines = Invoice lines
invoice-subtotal = Subtotal
invoice-net-total = Total excluding tax
invoice-tax = Tax
invoice-tax-rate = { $rate } on { $taxable }
invoice-discount = Discount
invoice-total = Total
invoice-paid-so-far = Paid so far
invoice-credited = Credited
invoice-amount-due = Amount due
invoice-due-on = Due on { $date }
invoice-due-today = Due today
invoice-overdue-days = { $count ->
        [one] { $count } day overdue
       *[other] { $count } days overdue
    }
invoice-paid-on = Paid on { $date }
invoice-voided-on = Voided on { $date }
invoice-timeline = History
invoice-payments = Payments
invoice-no-payments = No payments yet.
invoice-explain = Explain this line
invoice-explain-formula = How it is calculated
invoice-explain-inputs = What goes in
invoice-explain-rounding = Rounding
invoice-pay-part = Pay a part
invoice-quantity = Quantity
invoice-unit-price = Unit price
invoice-credit-notes = Credit notes for this invoice

## What happened to an invoice
timeline-created = Draft created
timeline-finalized = Issued
timeline-sent = Sent to { $email }
timeline-payment-succeeded = Payment of { $amount } received
timeline-payment-failed = Payment of { $amount } failed
timeline-refunded = { $amount } refunded
timeline-credited = Credit note { $number } over { $amount }
timeline-paid = Paid in full
timeline-voided = Voided
timeline-reminder-sent = Reminder sent

## Paying
pay-title = Pay invoice { $number }
pay-amount = Amount to pay
pay-amount-hint = Up to { $amount }
pay-method = Pay with
pay-new-method = A new payment method
pay-new-method-hint = You enter the card on the payment provider's page. We never see its number.
pay-save-method = Keep this payment method for next time
pay-processing = Your payment is being processed. You can leave this page; we will send an e-mail when it is done.
pay-succeeded = Thank you. We received { $amount }.
pay-failed = The payment did not go through. Nothing was charged.
pay-requires-action = Your bank asks you to confirm this payment.
pay-confirm-with-bank = Confirm with your bank
pay-already-paid = This invoice is paid already.
pay-in-progress = A payment for this invoice is in progress.

## Why a payment was declined
decline-insufficient-funds = The account does not hold enough money.
decline-expired-card = The card has expired.
decline-incorrect-cvc = The security code is not right.
decline-authentication-required = The bank asks for confirmation by the card holder.
decline-lost-or-stolen = The bank refused the card. Please use another one.
decline-limit-exceeded = The card's limit is exceeded.
decline-provider-unavailable = The payment provider does not answer at the moment. Please try again later.
decline-other = The bank declined the payment.

## Payment methods
payment-methods-title = Payment methods
payment-methods-empty = No payment method is stored.
payment-methods-add = Add a payment method
payment-methods-default = Default
payment-methods-nickname = Nickname
payment-methods-remove-title = Remove this payment method?
payment-methods-remove-last = This is your last payment method. Automatic payment stops when you remove it.
payment-methods-expires-soon = This card expires soon.
payment-methods-autopay = Pay invoices automatically
payment-methods-added = The payment method was added.
payment-methods-removed = The payment method was removed.

## Payments
payments-title = Payments
payments-empty = There are no payments yet.
payment-title = Payment of { $amount }
payment-paid-with = Paid with
payment-receipt = Receipt
payment-allocations = Used for

## Subscriptions
subscriptions-title = Subscriptions
subscriptions-empty = There is no subscription.
subscription-plan = Plan
subscription-price = Price
subscription-quantity = Quantity
subscription-current-period = Current period
subscription-next-invoice = Next invoice
subscription-renews-on = Renews on { $date }
subscription-ends-on = Ends on { $date }
subscription-trial-ends-on = Trial ends on { $date }
subscription-started-on = Started on { $date }
subscription-change-plan = Change plan
subscription-change-title = Change plan from { $from } to { $to }
subscription-change-now = Change now
subscription-change-at-period-end = Change at the end of the period
subscription-change-preview = What this change costs
subscription-change-due-now = Due now
subscription-change-stale = The amount has changed since this preview. Please check it again.
subscription-changed = The plan was changed to { $plan }.
subscription-unused-time = Unused time on { $plan }
subscription-remaining-time = Remaining time on { $plan }
subscription-cancel = Cancel subscription
subscription-cancel-now = Cancel now
subscription-cancel-at-period-end = Cancel on { $date }
subscription-cancel-reason = Why are you canceling?
subscription-cancel-scheduled = The subscription ends on { $date }. Until then you can undo this.
subscription-canceled = The subscription was canceled.
subscription-keep = Keep subscription
subscription-kept = The subscription continues.
subscription-pause = Pause
subscription-resume = Resume
cancel-reason-too-expensive = Too expensive
cancel-reason-missing-features = Something is missing
cancel-reason-switched = We use something else
cancel-reason-unused = We do not use it enough
cancel-reason-service = Not content with the service
cancel-reason-other = Another reason

## Installment plans
installments-title = Installment plans
installments-empty = There is no installment plan.
installments-for-invoice = Installment plan for invoice { $number }
installments-request = Pay in installments
installments-count = Number of installments
installments-down-payment = Down payment
installments-frequency = Frequency
installments-weekly = Weekly
installments-monthly = Monthly
installments-installment = Installment { $number } of { $count }
installments-due-on = Due on
installments-paid = { $paid } of { $total } paid
installments-accept = Accept this plan
installments-accept-terms = I agree to pay these installments on their due dates.
installments-pay-early = Pay this installment now
installments-pay-off = Pay off the rest: { $amount }
installments-agreement = Agreement
installments-error-count = Choose between { $min } and { $max } installments.
installments-error-minimum = Installments are possible from { $amount } upwards.

## Usage
usage-title = Usage
usage-empty = No usage has been recorded in this period.
usage-meter = Meter
usage-included = Included
usage-used = Used
usage-overage = Beyond what is included
usage-projection = Projected for the whole period
usage-as-of = As of { $time }
usage-events = Events

## Credits
credits-title = Credits
credits-balance = Credit balance
credits-empty = There is no credit on this account.
credits-expires-on = Expires on { $date }
credits-never-expires = Does not expire
credits-history = History
credits-granted = Granted
credits-used = Used for { $number }
credits-expired = Expired
credits-top-up = Top up

## Statement of account
statement-title = Statement of account
statement-opening-balance = Opening balance
statement-closing-balance = Closing balance
statement-charges = Charges
statement-credits = Credits
statement-movement = Entry
statement-empty = There is no movement in this period.

## Billing details
billing-details-title = Billing details
billing-details-legal-name = Legal name
billing-details-address-line1 = Address, line 1
billing-details-address-line2 = Address, line 2
billing-details-city = Town or city
billing-details-region = State or region
billing-details-postal-code = Postcode
billing-details-country = Country
billing-details-tax-id = Tax number
billing-details-tax-id-hint = With the country's letters, for example DE136695976.
billing-details-billing-email = E-mail address for invoices
billing-details-language = Language of documents and e-mails
billing-details-time-zone = Time zone
billing-details-purchase-order = Purchase order number
billing-details-applies-next = Changes apply to the next document. Issued documents stay as they are.
billing-details-saved = Your billing details were saved.

## People
people-title = People
people-invite = Invite someone
people-invited = An invitation was sent to { $email }.
people-invitation-pending = Invited, not yet accepted
people-revoke-invitation = Revoke invitation
people-remove = Remove from this account
people-role = Role
people-last-owner = An account needs at least one owner.
people-switch-account = Switch account

## Notifications
notifications-title = Notifications
notifications-empty = You have read everything.
notifications-unread = { $count ->
        [one] { $count } unread message
       *[other] { $count } unread messages
    }
notifications-mark-read = Mark as read
notifications-preferences = E-mail preferences
