### Subscriptions: the customer's pages, and the parts that staff sees too.

nav-subscriptions = Subscriptions

## List
subscriptions-title = Subscriptions
subscriptions-caption = Subscriptions, running ones first
subscriptions-empty-title = No subscriptions
subscriptions-empty = Nothing is subscribed at the moment. As soon as something is, it appears here with its price and its next invoice.
subscription-plan = Plan
subscription-billed = Billed
subscription-next-on = Next invoice
subscription-state = State

## State
subscription-status-incomplete = Waiting for first payment
subscription-status-incomplete-expired = Never paid
subscription-status-trialing = Trial
subscription-status-active = Active
subscription-status-past-due = Payment overdue
subscription-status-unpaid = Unpaid
subscription-status-paused = Paused
subscription-status-canceled = Ended
subscription-meaning-incomplete = The subscription begins when its first invoice is paid.
subscription-meaning-incomplete-expired = The first invoice was not paid in time, so the subscription never began.
subscription-meaning-trialing = You can use everything. The first invoice is made when the trial ends.
subscription-meaning-active = Everything is in order.
subscription-meaning-past-due = A payment failed. You can go on using the service while we try again.
subscription-meaning-unpaid = Payments failed repeatedly, so the service is suspended until what is due is paid.
subscription-meaning-paused = Nothing is charged and the service rests until it is resumed.
subscription-meaning-canceled = The subscription has ended. Nothing further is charged.
subscription-todo-incomplete = The first invoice is not paid yet. The subscription begins as soon as it is.
subscription-todo-past-due = A payment for this subscription failed. Pay what is due so that the service goes on.
subscription-todo-unpaid = The service is suspended because invoices are unpaid. It comes back as soon as they are paid.
subscription-todo-pay = Pay what is due
subscription-held = The next invoice of this subscription is being checked by us. You need not do anything.

## What is planned
subscription-ends-on = Ends on { $date }.
subscription-end-reason = Reason: { $reason }
subscription-changes-on = Changes to { $plan } on { $date }.
subscription-pauses-on = Pauses on { $date }.
subscription-resumes-on = Resumes on { $date }.
subscription-trial-until = The trial runs until { $date }. Nothing is charged before then.
subscription-waits-for-payment = A change takes effect when its invoice is paid, which is possible until { $date }.

## Terms
subscription-seats-count = { $count ->
        [one] { $count } seat
       *[other] { $count } seats
    }
subscription-about = This subscription
subscription-seats = Seats
subscription-add-ons = Add-ons
subscription-started = Since
subscription-period = Current period
subscription-commitment = Minimum commitment
subscription-coupon = Coupon
subscription-coupon-off = { $off } off
subscription-coupon-until = { $off } off until { $date }
subscription-coupon-over = used up
subscription-group = Billed together as

## Next invoice
subscription-next = Next invoice
subscription-next-lines = Lines of the next invoice
subscription-next-made-on = Made on { $date }.
subscription-next-estimate = An estimate: usage counted by { $time } is in it, and counting goes on until { $date }.
subscription-next-group = It stands on one invoice with the other subscriptions of its group.
subscription-next-none = No further invoice will be made.
subscription-next-nothing = Nothing will be charged then.
subscription-next-unknown = The next invoice cannot be computed right now. We are looking into it.
subscription-estimate = Estimate

## Documents and history
subscription-invoices = Invoices
subscription-no-invoices = No invoice has been made yet.
subscription-history = History
subscription-change-started = Subscribed.
subscription-change-changed = Changed on { $date }.
subscription-change-change-scheduled = Change planned for { $date }.
subscription-change-change-undone = Planned change taken back.
subscription-change-canceled = Ended on { $date }.
subscription-change-cancel-scheduled = Cancelled, effective on { $date }.
subscription-change-cancel-undone = Cancellation taken back.
subscription-change-paused = Paused from { $date }.
subscription-change-resumed = Resumed on { $date }.
subscription-change-resume-scheduled = Will resume on { $date }.
subscription-change-trial-ended = Trial ended on { $date }.
subscription-change-reactivated = Taken up again on { $date }.
subscription-change-coupon-added = Coupon added.
subscription-change-grouped = Billing with other subscriptions changed.
subscription-change-migrated = Moved to another version of the plan from { $date } on.
subscription-change-waits = Waiting for payment.
subscription-change-expired = Not paid in time, so nothing changed.
subscription-change-invoice = Invoice
subscription-change-credit-note = Credit note
subscription-reason-too-expensive = It costs too much
subscription-reason-missing-features = Something we need is missing
subscription-reason-switched = We use something else now
subscription-reason-unused = We do not use it enough
subscription-reason-poor-service = Service or quality
subscription-reason-other = Another reason
subscription-act-change = Change
subscription-act-cancel = Cancel

## Coverage
coverage-strip-title = What was charged
coverage-strip-caption = Each bar is time that an invoice charges; the dark line is now.
coverage-strip-table = Show as table
coverage-strip-component = Component
coverage-strip-period = Period
coverage-strip-charged-on = Charged on
coverage-strip-invoice = Invoice
