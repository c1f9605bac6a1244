### Pages for staff.

## Navigation for staff
admin-nav-dashboard = Dashboard
admin-nav-customers = Customers
admin-nav-disputes = Disputes
admin-nav-dunning = Dunning
admin-nav-refunds = Refunds
admin-nav-reconciliation = Reconciliation
admin-nav-ledger = Ledger
admin-nav-plans = Plans and prices
admin-nav-reports = Reports
admin-nav-jobs = Jobs
admin-nav-audit-log = Audit log
admin-nav-diagnostics = Diagnostics
admin-nav-clock = Sandbox clock
admin-nav-staff = Staff
admin-nav-sellers = Seller entities

## Customers
admin-customers-title = Customers
admin-customers-empty = There are no customers yet.
admin-customers-search = Name, e-mail address or number
admin-customer-open-amount = Open amount
admin-customer-since = Customer since { $date }
admin-customer-view-as = View as customer
admin-customer-view-as-banner = You see what { $name } sees. Nothing can be changed here.
admin-customer-view-as-end = Leave customer view
admin-customer-notes = Notes

## Invoices
admin-invoice-finalize = Issue invoice
admin-invoice-void = Void invoice
admin-invoice-void-confirm = A void invoice cannot be reopened. Its number stays in the series.
admin-invoice-uncollectible = Mark as uncollectible
admin-invoice-record-payment = Record a payment
admin-invoice-create-credit-note = Create credit note

## Refunds and credit notes
admin-refunds-title = Refunds
admin-refunds-empty = No refund is waiting.
admin-refund-amount = Amount to refund
admin-refund-up-to = Up to { $amount } can be refunded.
admin-refund-reason = Reason for the refund
admin-refund-to-source = Back to the payment method
admin-refund-to-credit = As account credit
admin-refund-offline = Outside this system
admin-refund-needs-approval = This refund needs a second person's approval.
admin-refund-approve = Approve refund
admin-refund-refuse = Refuse refund
admin-refund-disputed = The payment is disputed. The bank has already taken the money back.

## Disputes
admin-disputes-title = Disputes
admin-disputes-empty = No dispute is open.
admin-disputes-due-soon = Due soon
admin-dispute-respond-by = Respond by { $time }
admin-dispute-overdue = The deadline has passed.
admin-dispute-evidence = Evidence
admin-dispute-submit = Submit evidence
admin-dispute-submit-once = Evidence can be submitted only once.
admin-dispute-accept = Accept the dispute
admin-dispute-accept-confirm = The money is lost when you accept. This cannot be undone.
admin-dispute-reason = Reason given by the bank
admin-dispute-fee = Dispute fee

## Dunning
admin-dunning-title = Dunning
admin-dunning-empty = No invoice is being chased.
admin-dunning-next-step = Next step
admin-dunning-attempt = Attempt { $number } of { $count }
admin-dunning-pause = Pause
admin-dunning-resume = Resume
admin-dunning-promise = Promise to pay until { $date }
admin-dunning-write-off = Write off

## Operations
admin-jobs-title = Jobs
admin-jobs-failed = Failed
admin-jobs-parked = Parked
admin-jobs-run-again = Run again
admin-clock-title = Sandbox clock
admin-clock-now = It is { $time } in the sandbox.
admin-clock-advance = Advance the clock
admin-audit-title = Audit log
admin-audit-actor = Who
admin-audit-action = What
admin-audit-at = When
admin-audit-intact = The chain of entries is intact.
admin-diagnostics-title = Diagnostics
admin-diagnostics-ok = Everything works.
admin-diagnostics-problem = { $count ->
        [one] { $count } problem found
       *[other] { $count } problems found
    }
