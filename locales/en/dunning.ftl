# What is overdue and how it is pursued: mails, the staff's pages, the customer's notices.

mail-link-pay-now = Pay now
mail-fact-overdue-since = due since { $date }
mail-fact-overdue-total = Overdue in all
mail-dunning-friendly-subject = Friendly reminder: { $amount } is overdue
mail-dunning-friendly-body =
    Perhaps it slipped your attention: { $amount } has been due since { $due }. You will find the invoices below.

    You can pay all of it at once here:

    { $link }

    If your card has changed, you can replace it without signing in:

    { "[" }Update your card]({ $update_card })

    If you have paid in the last days, please ignore this message.
mail-dunning-firm-subject = Reminder: { $amount } is overdue
mail-dunning-firm-body =
    We have not received { $amount } yet, which has been due since { $due }. Please pay without delay:

    { $link }

    If your card has changed, you can replace it without signing in:

    { "[" }Update your card]({ $update_card })

    If something about an invoice is wrong, simply reply to this message.
mail-dunning-final-subject = Last reminder: { $amount } is overdue
mail-dunning-final-body =
    In spite of our reminders { $amount } is still unpaid, due since { $due }. **{ $reason }**

    Please pay now:

    { $link }

    If your card has changed, you can replace it without signing in:

    { "[" }Update your card]({ $update_card })

    If you cannot pay all of it at once, reply to this message: we will find a way.
dunning-next-read-only = If nothing is paid, your access will be read-only from { $date } on.
dunning-next-suspended = If nothing is paid, your access will be suspended on { $date }.
dunning-next-decision = If nothing is paid, we have to decide about further steps.
admin-template-dunning-friendly = Overdue: friendly reminder
admin-template-dunning-firm = Overdue: firm reminder
admin-template-dunning-final = Overdue: last reminder
admin-variable-invoices = The numbers of the invoices
nav-dunning = Dunning

# The staff's pages
dunning-title = Dunning
dunning-at-stake = At stake:
dunning-by-state = Campaigns by state
dunning-caption = Campaigns
dunning-none = No campaigns
dunning-none-text = Nothing is in this state.
dunning-never = This customer was never dunned.
dunning-shown = { $count ->
    [one] 1 campaign
   *[other] { $count } campaigns
}
dunning-begun = Begun
dunning-next = Next
dunning-stake = At stake
dunning-invoices = { $count ->
    [one] 1 invoice
   *[other] { $count } invoices
}
dunning-until = until { $date }
dunning-status-running = Running
dunning-status-paused = Paused
dunning-status-recovered = Recovered
dunning-status-exhausted = Without success
dunning-status-written-off = Written off
dunning-pause-dispute = Disputed
dunning-pause-promise-to-pay = Promised to pay
dunning-pause-installment-plan = Installment plan
dunning-pause-staff = Stopped by staff
dunning-access = Access
dunning-access-full = Full access
dunning-access-read-only = Read-only access
dunning-access-suspended = Access suspended
dunning-campaign = Dunning campaign
dunning-overdue-now = overdue now
dunning-what-next = What comes next
dunning-next-attempt = Card is charged again
dunning-next-needs-method = Charging the same card again cannot help: the customer needs another one
dunning-next-step = { $template } by { $channel }
dunning-nothing-next-running = Nothing until something changes.
dunning-nothing-next-paused = Nothing is sent or charged while the campaign is paused.
dunning-nothing-next-exhausted = Every message was sent and every attempt made. Somebody has to decide what follows.
dunning-nothing-next-recovered = Nothing: everything is paid.
dunning-nothing-next-written-off = Nothing: the rest was written off.
dunning-template-friendly = Friendly reminder
dunning-template-firm = Firm reminder
dunning-template-final = Last reminder
dunning-channel-email = e-mail
dunning-channel-sms = SMS
dunning-channel-in-app = message in the portal
dunning-schedule = Schedule
dunning-schedule-version = { $name }, version { $version }
dunning-counts-from = Days count from
dunning-its-invoices = Invoices
dunning-outcome-paid = Paid
dunning-outcome-credited = Credited
dunning-outcome-void = Void
dunning-outcome-written-off = Written off
dunning-held-disputed = Disputed: nothing is asked
dunning-held-on-its-way = A payment is on its way
dunning-held-plan = Paid by installments
dunning-attempt-needs-customer = Not charged again: another card is needed
dunning-attempt-exhausted = Every attempt was made
dunning-attempt-no-charge = The customer pays without being charged
dunning-history = What happened
dunning-by-staff = Staff
dunning-said-opened = Campaign begun over { $amount }, by the schedule “{ $schedule }”
dunning-said-joined = Invoice { $number } over { $amount } is pursued
dunning-said-left-paid = Invoice { $number } is paid
dunning-said-left-credited = Invoice { $number } was credited
dunning-said-left-void = Invoice { $number } is void
dunning-said-left-written-off = Invoice { $number } was written off
dunning-said-paused = Paused: { $reason }
dunning-said-paused-until = Paused until { $date }: { $reason }
dunning-said-resumed = Goes on
dunning-said-access-full = Full access again
dunning-said-access-read-only = Access becomes read-only
dunning-said-access-suspended = Access is suspended
dunning-said-exhausted = Every message was sent and every attempt made, without success
dunning-said-recovered = Everything is paid
dunning-said-written-off = The rest was given up and booked as bad debt
dunning-said-step-sent = { $template } by { $channel } about { $amount }
dunning-said-step-missed = { $template } by { $channel } was not sent: a later message was due by then
dunning-said-step-skipped = { $template } by { $channel } was skipped
dunning-said-attempt-succeeded = { $amount } for { $number } collected with card { $method }
dunning-said-attempt-failed = Card { $method } refused { $amount } for { $number }
dunning-said-attempt-canceled = Charge of { $amount } for { $number } came to nothing
dunning-said-attempt-under-way = { $amount } for { $number } is being collected
dunning-advice-retry-later = May be tried again.
dunning-advice-needs-customer = Not tried again until the customer does something.
dunning-advice-never-retry = This card is never tried again.
dunning-acts = Do something
dunning-pause = Pause
dunning-pause-why = Reason
dunning-pause-until = Until the end of
dunning-pause-until-hint = Needed for a promise to pay. Without a day it stays paused until somebody resumes it.
dunning-remark = Remark
dunning-resume = Resume
dunning-skip = Skip the next message
dunning-write-off = Write off
dunning-write-off-why = Reason
dunning-write-off-warning = { $amount } is booked as bad debt and the campaign ends. If the tax is to be corrected, issue a credit note instead.
dunning-done-paused = The campaign is paused.
dunning-done-resumed = The campaign goes on.
dunning-done-skipped = The message will not be sent.
dunning-done-written-off = The invoices are written off.
dunning-done-chosen = Saved. It counts from the next campaign on.
dunning-refused-no-day = Not paused: a promise to pay needs a day from today on.
dunning-refused-no-reason = Not written off: a reason is needed.
dunning-refused-on-its-way = Not written off: a payment is on its way.
dunning-refused-not-now = That is not possible in the campaign’s present state.
dunning-schedules-title = Dunning schedules
dunning-schedules-sub = A change counts for campaigns that begin from then on.
dunning-is-off = Dunning is switched off: no schedule is the default.
dunning-new-schedule = New schedule
dunning-default = Default
dunning-schedule-summary = Version { $version } · { $steps ->
    [one] 1 message
   *[other] { $steps } messages
} · { $attempts ->
    [one] 1 attempt
   *[other] { $attempts } attempts
}
dunning-make-default = Make default
dunning-switch-off = Switch off
dunning-done-saved = The schedule is saved.
dunning-done-on = Customers are dunned by this schedule from their next campaign on.
dunning-done-off = No new campaigns begin by default. Those that run go on.
dunning-name = Name
dunning-retries = Days between attempts
dunning-retries-hint = Each counted from the refused attempt before, such as 2, 5, 7, 7
dunning-attempts = Attempts on a card
dunning-attempts-hint = The first one included
dunning-steps = Messages
dunning-steps-hint = Days after the due date. Lines without a day are left out.
dunning-step-day = Message { $number }: day
dunning-step-channel = Channel
dunning-step-template = Wording
dunning-thresholds = Smallest amounts
dunning-thresholds-hint = Less is not dunned, such as EUR 10.00; USD 15.00
dunning-read-only-after = Read-only after days
dunning-suspended-after = Suspended after days
dunning-exhausted = When everything was in vain
dunning-exhausted-ask-staff = Staff decide
dunning-exhausted-suspend = Access is suspended, and staff decide
dunning-save = Save as a new version
dunning-show-preview = Show what it does
dunning-preview = An invoice due and refused on { $date } would get
dunning-foreseen-retry = Attempt { $number } to charge the card
dunning-versions = Versions
dunning-by = Dunned by
dunning-by-hint = Counts from the next campaign on; one that runs keeps its schedule.
dunning-by-default = The default, as for everybody
dunning-by-none = Not dunned at all
dunning-error-name = Enter a name of at most 80 characters.
dunning-error-retries = Enter whole days from 1 to 366, separated by commas.
dunning-error-attempts = Enter at least 1 attempt, at most one more than there are waits.
dunning-error-thresholds = Enter currency and amount, such as EUR 10.00; USD 15.00.
dunning-error-access = Suspension must come on a later day than read-only access.
dunning-error-same-day = Two messages on the same day need different channels.
dunning-error-too-late = Nothing may come later than 366 days after the due date.
dunning-error-steps = Enter a whole number of days for each message, and at least one message or attempt.
dunning-error-channel = Nothing is sent by this channel.
dunning-error-day = Enter a whole number of days, or leave it empty.
dunning-error-changed = Somebody else has saved this schedule meanwhile. Open it again to see their version.

# What customers read
dunning-notice-overdue = { $count ->
    [one] { $amount } is overdue.
   *[other] { $amount } on { $count } invoices is overdue.
}
dunning-notice-pay = Pay { $amount }
dunning-notice-is-read-only = Your access is read-only until it is paid.
dunning-notice-is-suspended = Your access is suspended until it is paid.
dunning-notice-promised = Thank you for your promise to pay by { $date }. Until then we send no reminders.
dunning-notice-retry = On { $date } we try your saved card again.
dunning-notice-needs-method = Your saved card was declined. Please pay with another one.
