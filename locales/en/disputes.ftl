### Disputes: a bank takes a payment back for its customer, or asks about it first.

## The list
disputes-title = Disputes
disputes-caption = Disputes, newest first
disputes-by-state = Disputes by state
disputes-list-open = Open
disputes-list-closed = Closed
disputes-empty-title = No disputes
disputes-empty = When a bank takes a payment back or asks about one, it appears here.
disputes-shown = { $count ->
        [one] { $count } dispute, newest first
       *[other] { $count } disputes, newest first
    }
disputes-customer = Customer
disputes-reason = Reason
disputes-invoice = Invoice
disputes-evidence-due = Evidence due
disputes-state = State
disputes-amount = Amount

## For the customer
dispute-open-notice = Your bank disputes { $amount } of this payment. We are looking into it.

## How a dispute stands
dispute-status-early-warning = Early warning
dispute-status-warning-needs-response = Inquiry, needs a response
dispute-status-warning-under-review = Inquiry under review
dispute-status-warning-closed = Inquiry closed
dispute-status-needs-response = Needs a response
dispute-status-under-review = Under review
dispute-status-won = Won
dispute-status-lost = Lost
dispute-status-prevented = Prevented

## Why
dispute-reason-bank-cannot-process = Bank cannot process it
dispute-reason-check-returned = Cheque returned
dispute-reason-credit-not-processed = Credit not received
dispute-reason-customer-initiated = Customer’s request
dispute-reason-debit-not-authorized = Debit not authorised
dispute-reason-duplicate = Charged twice
dispute-reason-fraudulent = Fraudulent
dispute-reason-general = General
dispute-reason-incorrect-account-details = Wrong account details
dispute-reason-insufficient-funds = Insufficient funds
dispute-reason-noncompliant = Against the network’s rules
dispute-reason-product-not-received = Product not received
dispute-reason-product-unacceptable = Product not as described
dispute-reason-subscription-canceled = Subscription cancelled
dispute-reason-unrecognized = Not recognised
