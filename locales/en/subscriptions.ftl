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
subscription-meaning-past-due = An invoice is overdue. You can go on using the service; please pay what is due.
subscription-meaning-unpaid = Invoices have been unpaid for some time, so the service is suspended until what is due is paid.
subscription-meaning-paused = Nothing is charged and the service rests until it is resumed.
subscription-meaning-canceled = The subscription has ended. Nothing further is charged.
subscription-todo-incomplete = The first invoice is not paid yet. The subscription begins as soon as it is.
subscription-todo-past-due = An invoice for this subscription is overdue. Pay what is due so that the service goes on.
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
subscription-coupon-idle = not for this plan
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
subscription-reason-interval-switched = Another billing interval takes its place
subscription-reason-switched = We use something else now
subscription-reason-unused = We do not use it enough
subscription-reason-poor-service = Service or quality
subscription-reason-other = Another reason
subscription-act-change = Change
subscription-act-cancel = Cancel

## Coverage
coverage-strip-title = What was charged
coverage-strip-caption = Each bar is time that an invoice charges; the upright line is now.
coverage-strip-table = Show as table
coverage-strip-component = Component
coverage-strip-period = Period
coverage-strip-charged-on = Charged on
coverage-strip-invoice = Invoice

## Acts
subscription-act-undo = Undo
subscription-act-pause = Pause…
subscription-act-resume = Resume…
subscription-act-end-trial = End the trial now…
subscription-act-reactivate = Take up again…
subscription-see-result = See what it costs
subscription-back = Back to the subscription
subscription-done = Done, exactly as shown.
subscription-done-waits = The invoice is made. The change takes effect as soon as it is paid.

## Change
subscription-change-title = Change subscription
subscription-change-sub = Choose, then see every document and the exact amount before anything happens.
subscription-change-current = Current
subscription-change-seats-hint = Counts where the plan has a price per seat.
subscription-change-add-ons-hint = How many of each; 0 for none.
subscription-change-when = From when
subscription-change-now = Now
subscription-change-now-note = What is paid for unused time is credited.
subscription-change-at-end = When the period ends
subscription-change-at-end-note = On { $date }; nothing is charged before then.
subscription-change-unreadable = Choose a plan, and numbers between 0 and 100,000, with at least one seat. Add-ons must exist for the plan's interval.

## Cancel
subscription-cancel-title = Cancel subscription
subscription-cancel-sub = Nothing happens yet: the next page shows what it makes.
subscription-cancel-when = When does it end?
subscription-cancel-at-end = When the period ends
subscription-cancel-at-end-note = On { $date }. Until then everything works, and you can change your mind.
subscription-cancel-now = Now
subscription-cancel-now-note = What is paid for unused time becomes credit.
subscription-cancel-reason = Why?
subscription-cancel-reason-missing = Choose a reason
subscription-cancel-note = Anything else we should know?

## What it makes
subscription-review-title = Check and confirm
subscription-review-differs = Something has moved since the last page, so nothing was done. This is what it would be now.
subscription-review-change = The new terms hold from { $date }.
subscription-review-cancel = The subscription ends on { $date }.
subscription-review-pause = The subscription rests from { $date }.
subscription-review-resume = The subscription goes on from { $date }.
subscription-review-end-trial = The trial ends on { $date }, and the service is charged from then on.
subscription-review-reactivate = The subscription is taken up again on { $date }.
subscription-review-undo = What was planned does not happen.
subscription-review-credit-of = Credit note for invoice { $number }
subscription-review-credit = Credit note
subscription-review-invoice = Invoice
subscription-review-no-documents = No invoice and no credit note is made now.
subscription-review-rule = Time that was paid ahead and is not used is credited to the second, and the new price is charged for the same time; each line is rounded once.
subscription-review-tax = Tax
subscription-review-next = Next invoice on { $date }:
subscription-review-next-note = As things stand now; usage still to come is not in it.
subscription-review-sum = In total
subscription-review-due-now = Due now
subscription-review-credit-left = Becomes credit
subscription-review-credit-used = Credited, used for the invoice first
subscription-review-refunded = Refunded
subscription-review-waits = It takes effect when the invoice is paid, by { $time } at the latest.
subscription-review-confirm = Confirm
subscription-review-leave = Leave everything as it is
subscription-review-holds = These amounts hold until { $time }.

## Refused
subscription-refused-title = This cannot be done
subscription-refused-seats = A subscription has at least one seat.
subscription-refused-nothing = Nothing would change. Choose another plan, number of seats or add-ons.
subscription-refused-scheduled = Another change is planned for { $time }. Undo it first.
subscription-refused-ending = The subscription ends on { $time }. Undo that first.
subscription-refused-waits = A change waits for its payment until { $time }.
subscription-refused-ended = The subscription has ended.
subscription-refused-followed = It was taken up again already.
subscription-refused-undo = Nothing is planned that could be undone.
subscription-refused-state = The subscription has changed meanwhile. Look at it again.
subscription-refused-other = This needs our help. Please contact us; nothing was changed.

## Overview
overview-all-subscriptions = All subscriptions
overview-see-usage = See usage
subscription-refused-paid-first = Changes of this subscription are paid first. Choose the end of the period for another interval.
subscription-review-idle-coupons = Coupon { $coupons } is not for this plan and takes nothing off.
subscription-review-when-paid = Once the invoice is paid, this is credited:
subscription-review-credit-when-paid = Becomes credit once it is paid
subscription-refused-meter = { $plan } already charges for what { $meter } counts. One use is charged once, so only one subscription at a time can have this meter.
