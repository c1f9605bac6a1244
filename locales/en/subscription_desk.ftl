### Subscriptions and billing runs as staff see them.

nav-billing-runs = Billing runs

## List
desk-title = Subscriptions
desk-caption = Subscriptions of all customers, newest first
desk-by-state = Subscriptions by state
desk-search = Customer, reference or plan
desk-tab-all = All
desk-tab-active = Active
desk-tab-trial = Trial
desk-tab-past-due = Past due
desk-tab-paused = Paused
desk-tab-ending = Ending
desk-tab-parked = Parked
desk-tab-ended = Ended
desk-plan = Plan
desk-billed = Billed
desk-next-on = Next invoice
desk-shown = { $count ->
        [one] { $count } subscription
       *[other] { $count } subscriptions
    }
desk-seats-count = { $count ->
        [one] { $count } seat
       *[other] { $count } seats
    }
desk-empty = As soon as a customer subscribes to a plan, it appears here. You can subscribe one from its page.
desk-to-customers = To the customers
desk-nothing-found = No subscription matches.
desk-is-paused = Paused
desk-is-parked = Parked
desk-ends = Ends
desk-of-customer = Subscriptions of this customer
desk-figure-active = Active subscriptions
desk-figure-trial = { $count } in trial
desk-figure-past-due = { $count } past due
desk-figure-paused = { $count } paused
desk-figure-mrr = Recurring each month
desk-figure-mrr-note = Prices charged in advance, after coupons, before tax; without usage. Each currency by itself.
desk-figure-parked = Parked
desk-figure-parked-note = The billing run leaves them alone until somebody has looked.

## Parked
desk-parked-what = These subscriptions could not be billed. Each says why; once the cause is repaired, try again.
desk-try-all = Try all again
desk-try-all-confirm = Every parked subscription goes back to the billing run, and a run begins at once. What still cannot be billed is parked again.
desk-try-again = Try again
desk-try-again-confirm = The subscription goes back to the billing run and is billed at once, as far as it is due. If it still cannot be billed, it is parked again.
desk-parked-title = Billing has stopped.
desk-parked-stored = The run said: { $reason }
desk-parked-no-series = The seller has no open series of invoice numbers.
desk-parked-too-many = More invoices were due at once than a run makes for one subscription.
desk-parked-mixed-group = The subscriptions of its group have different sellers or currencies.
desk-parked-billed-twice = A time would have been charged a second time.
desk-parked-price = The price of a component cannot be computed.
desk-parked-unreadable = What is stored about it cannot be read.
desk-parked-coupon = A coupon takes off more than a discount can.
desk-parked-other = It cannot be billed.
desk-advice-no-series = Open a series for the seller, then try again.
desk-advice-too-many = Check when it begins and how often it is billed. If both are right, try again: each attempt makes the next invoices.
desk-advice-mixed-group = Take it out of the group or put it into one with the same seller and currency, then try again.
desk-advice-billed-twice = Look at the coverage below: another invoice charges this time already. Report it before you try again.
desk-advice-price = Look at the plan's version, publish one that can be computed, move the subscription to it, then try again.
desk-advice-unreadable = Report it with the text below.
desk-advice-coupon = End the coupon, then try again.
desk-advice-other = Read what the run said, repair the cause, then try again.

## One subscription
desk-next-fails = The next invoice cannot be computed: { $reason }
desk-phases = Terms
desk-phases-caption = What is in force from when to when, newest first
desk-phase-from = From
desk-phase-until = Until
desk-phase-open = open
desk-phase-now = Now
desk-phase-planned = Planned
desk-version-no = version { $number }
desk-contract = Contract
desk-seller = Seller
desk-charged-from = Charged from
desk-zone = Time zone
desk-billed-until = Last billing
desk-window = Waits for late usage
desk-window-none = Not at all
desk-window-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
desk-change-needs-payment = Changes hold once they are paid
desk-change-needs-payment-hint = A change that costs something takes effect when its invoice is paid.
desk-yes = Yes
desk-no = No
desk-group = Group
desk-nothing-covered = Nothing has been charged yet.
desk-faults = What was charged does not fit the time of the service:
desk-fault-gap = Not charged
desk-fault-voided = Not charged since its invoice was voided and not reissued
desk-fault-overlap = Charged twice
desk-fault-beyond = Charged without service
desk-fault-unreadable = Cannot be read
desk-by-staff = { $name } (staff)
desk-by-customer = { $name } (customer)
desk-by-system = by itself ({ $part })
desk-explained = Why the lines are what they are

## What staff can do
desk-acts = What you can do
desk-reason = Reason, for the audit log
desk-reason-missing = Say why
desk-edit-contract = Change contract terms
desk-contract-from-next = It holds from the next invoice on. What was billed stays as it is.
desk-commitment-in = Minimum commitment in { $currency }
desk-commitment-hint = The least that a whole period comes to before tax; empty for none
desk-commitment-wrong = Enter an amount above zero, or nothing
desk-window-label = Hours to wait for late usage
desk-window-hint = After a period ends its invoice waits so long; at most 720
desk-window-wrong = Enter whole hours from 0 to 720
desk-purchase-order-long = A purchase order has at most 100 characters
desk-change-group = Change group
desk-group-note = Subscriptions of a group that are due on the same day are billed on one invoice.
desk-group-none = No group: an invoice of its own
desk-group-new = New group
desk-group-name = Name of the new group
desk-group-currency = The group is billed in { $currency }
desk-group-seller = The group is billed by another seller
desk-group-missing = Choose a group
desk-add-coupon = Add coupon
desk-add-coupon-note = It comes off from the next invoice on.
desk-end-coupon = End coupon { $code }
desk-end-coupon-note = The next invoice is made without it.
desk-done-subscribed = The customer is subscribed. What was due is billed.
desk-done-tried = The subscription is back in the billing run, and what was due is billed.
desk-done-still-parked = It still cannot be billed and is parked again.
desk-done-not-parked = Somebody else tried it again already.
desk-done-contract = The contract is changed.
desk-done-grouped = The group is changed.
desk-done-group-differs = The group has another seller or currency. One invoice has one of each.
desk-done-group-full = The group has as many subscriptions as one invoice can have.
desk-done-group-name = A new group needs a name.
desk-done-coupon = The coupon is added.
desk-done-coupon-ended = The coupon ends; the next invoice is made without it.
desk-done-coupon-refused = The coupon cannot be used for this.
desk-done-coupon-there = The subscription has this coupon already.
desk-done-changed = Done, exactly as quoted.

## What is done through a quote
desk-one = Subscription
desk-act-change = Change plan or seats
desk-act-cancel = Cancel subscription
desk-act-pause = Pause
desk-act-resume = Resume
desk-act-end-trial = End trial
desk-act-reactivate = Take up again
desk-act-undo-change = Undo planned change
desk-act-undo-cancel = Undo cancellation
desk-act-note-change = What is unused of the old terms is credited, the rest of the period is charged at the new ones.
desk-act-note-cancel = The service ends and nothing further is charged, except for what was used.
desk-act-note-pause = Nothing is charged and nothing is served until it is resumed. What is unused is credited.
desk-act-note-resume = The service goes on at the terms it had.
desk-act-note-end-trial = The service is charged from now on.
desk-act-note-reactivate = A subscription at the same terms follows the one that ended.
desk-act-note-undo-change = What is planned does not happen.
desk-act-note-undo-cancel = The subscription goes on.
desk-act-show = Show what it does
desk-when = When
desk-when-now = Now
desk-when-period-end = When the running period ends
desk-unused = What is unused
desk-unused-hint = Matters only when it ends now
desk-unused-credit = Becomes credit
desk-unused-refund = Goes back to where it was paid from
desk-unused-keep = Is kept
desk-quote-sub = Nothing has happened yet. Confirming makes exactly these documents, or nothing.
desk-quote-differs = Something has changed since the quote, so nothing was done. This is what it would be now.
desk-quote-from = Holds from
desk-quote-pay-until = Once paid, until
desk-quote-due-now = Due now
desk-quote-becomes-credit = Becomes credit
desk-quote-refunded = Goes back
desk-quote-holds-until = Quote holds until
desk-quote-credit-note = Credit note for
desk-quote-invoice = Invoice
desk-quote-next = Next invoice, as things stand
desk-quote-total = Total with { $tax } tax
desk-quote-confirm = Confirm
desk-refused-parked = Billing has stopped for this subscription. Repair the cause and try again first.
desk-refused-ended = The subscription has ended.
desk-refused-not-ended = The subscription has not ended.
desk-refused-followed = Somebody has taken it up again already.
desk-refused-not-in-trial = It is not in trial.
desk-refused-not-paused = It is not paused.
desk-refused-paused = It is paused already.
desk-refused-waits = A change waits to be paid. Wait for it, or void its invoice.
desk-refused-scheduled = Another change is planned. Undo it first.
desk-refused-ending = An end is planned. Undo it first.
desk-refused-nothing = Nothing is planned that could be undone.
desk-refused-turned = A new period has begun. Ask again.
desk-refused-committed = It has a minimum commitment, which means nothing for another interval. Take the commitment out of the contract first.
desk-refused-because = It cannot be done: { $reason }

## New subscription
desk-new = New subscription
desk-new-impossible = A subscription needs a plan that is on sale and a seller with an open series of invoice numbers. One of them is missing.
desk-new-preview = Show first invoice
desk-new-confirm = Subscribe
desk-version-hint = Those on sale on the day it starts come first
desk-version-missing = Choose a plan
desk-version-not-then = This version is not the one on sale on that day
desk-seller-missing = Choose a seller
desk-seats-wrong = Enter a whole number from 1
desk-start-on = Starts on
desk-start-hint = A day in the past makes all invoices since then
desk-start-wrong = Enter a day
desk-start-too-early = This would make more than 60 invoices at once. Choose a later day.
desk-start-makes-many = Starting in the past makes { $count } invoices at once, the first of which is shown.
desk-align = Periods
desk-align-anniversary = From the day it starts
desk-align-calendar = Calendar months, weeks or years
desk-trial = With the plan's trial
desk-trial-hint = Nothing is charged until it ends. Plans without a trial are not affected.
desk-add-ons-hint = How many of each; only add-ons in the plan's currency and interval
desk-add-on-wrong = Enter whole numbers for add-ons
desk-add-on-differs = An add-on is in another currency or interval than the plan
desk-coupon-none = No coupon
desk-coupon-refused = This coupon cannot be used for this plan
desk-first-invoice = First invoice
desk-first-now = It is made at once.
desk-first-later = It is made on { $time }.

## Billing runs
runs-title = Billing runs
runs-sub = Every hour, and whenever somebody asks, what is due is billed.
runs-one-title = Billing run
runs-caption = Billing runs, newest first
runs-by-state = Billing runs by outcome
runs-tab-work = With work
runs-tab-trouble = With trouble
runs-shown = { $count ->
        [one] { $count } run
       *[other] { $count } runs
    }
runs-empty = Runs that made invoices or parked something appear here.
runs-parked = { $count ->
        [one] { $count } subscription is parked.
       *[other] { $count } subscriptions are parked.
    }
runs-now = Run now
runs-now-confirm = Everything that is due is billed now. Another run at the same time does no harm: nothing is billed twice.
runs-started = Started
runs-finished = Ended
runs-not-ended = Not yet
runs-by = By
runs-invoiced = Invoices
runs-passed = Nothing to charge
runs-parked-column = Parked
runs-source-job = Hourly job
runs-source-command = Command line
runs-source-staff = Staff
runs-state-failed = Failed
runs-state-running = Running
runs-state-parked = Done, some parked
runs-state-done = Done
runs-error = The run ended early: { $error }. What was billed stays billed; the next run goes on.
runs-running-note = The run has not ended.
runs-look-again = Look again
runs-what-parked = What it parked
runs-given-back = Given back

## Diagnostics
diagnosis-coverage = Coverage of subscriptions
diagnosis-coverage-not-yet = No scan has run yet; the first one comes within a week, or run “quittance coverage scan”.
diagnosis-coverage-ok = Every time of every subscription is billed exactly once.
diagnosis-coverage-old = The weekly scan did not come. Look at the background jobs.
diagnosis-coverage-faults = { $count } times of subscriptions are not billed exactly once. “quittance coverage scan” names them.
diagnosis-parked = Parked subscriptions
diagnosis-parked-none = The billing run leaves no subscription aside.
diagnosis-parked-some = { $count } subscriptions could not be billed. See Subscriptions, Parked.
desk-refused-in-trial = A trial is not paused; it costs nothing.
desk-refused-not-begun = It has not begun. It can only be canceled.
desk-refused-awaits-reissue = One of its invoices is being corrected. Issue or delete the draft first.
desk-refused-paid-first = Changes of this subscription are paid first: choose the end of the period for another interval.
desk-quote-later-credit-note = Once it is paid: credit note for
desk-quote-credit-when-paid = Becomes credit once it is paid
desk-quote-idle-coupons = Coupon { $coupons } is not for this plan and takes nothing off.
desk-refused-meter = { $plan } already charges this customer for what { $meter } counts. Events name no subscription, so both would charge for every event.
desk-refused-changed = It was changed a moment ago. Look at it again, then try once more.
