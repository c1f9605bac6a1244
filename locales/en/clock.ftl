### The sandbox's clock: the page that moves it, and what happened on each day.

nav-clock = Clock
clock-title = Sandbox clock
clock-now = It is { $at } here.
clock-note = Moving the clock does everything that becomes due on the way, with the dates of its days: invoices, payments, e-mails, jobs. Sessions and links end too, so you may have to sign in again. A clock never goes back.
clock-by = Advance by
clock-by-1h = 1 hour
clock-by-1d = 1 day
clock-by-1mo = 1 month
clock-by-14mo = 14 months
clock-by-other = Another time
clock-other = Another time
clock-other-hint = For example 2h, 30d, 3mo or 1y2mo
clock-move = Advance the clock…
clock-move-confirm = Everybody in this sandbox moves with it, and there is no way back.
clock-move-now = Advance now
clock-error-duration = Enter a time such as 2h, 30d or 14mo, at most ten years
clock-busy = Somebody is moving the clock at this moment. Yours was not moved; try again when theirs is done.
clock-started = The clock is moving.
clock-runs = On its way from { $from } to { $to }
clock-reached = It is { $at }.
clock-refresh = Refresh
clock-from-to = From { $from } to { $to }
clock-state-running = Running
clock-state-done = Done
clock-state-failed = Failed
clock-state-stopped = Stopped half way
clock-stopped-note = The process that moved it ended at { $at }. Everything up to there was done; moving the clock again goes on from there.
clock-failed-note = It stopped at { $at }:
clock-nothing = Nothing happened on the way.
clock-report = What happened
clock-day = Day
clock-happened = Happened
clock-totals = In all
clock-earlier = Earlier moves
clock-none-title = The clock was not moved yet
clock-none-text = What happens on the way will be listed here, day by day.
clock-asked-by = Asked for by { $who }
clock-by-command = the command line
clock-happened-invoice-finalized = { $count ->
    [one] 1 invoice finalised
   *[other] { $count } invoices finalised
}
clock-happened-invoice-paid = { $count ->
    [one] 1 invoice paid
   *[other] { $count } invoices paid
}
clock-happened-invoice-voided = { $count ->
    [one] 1 invoice voided
   *[other] { $count } invoices voided
}
clock-happened-invoice-written-off = { $count ->
    [one] 1 invoice written off
   *[other] { $count } invoices written off
}
clock-happened-credit-note-issued = { $count ->
    [one] 1 credit note issued
   *[other] { $count } credit notes issued
}
clock-happened-payment-received = { $count ->
    [one] 1 payment received
   *[other] { $count } payments received
}
clock-happened-refund-requested = { $count ->
    [one] 1 refund requested
   *[other] { $count } refunds requested
}
clock-happened-dispute-opened = { $count ->
    [one] 1 dispute opened
   *[other] { $count } disputes opened
}
clock-happened-subscription-started = { $count ->
    [one] 1 subscription started
   *[other] { $count } subscriptions started
}
clock-happened-subscription-billed = { $count ->
    [one] 1 subscription billed
   *[other] { $count } subscriptions billed
}
clock-happened-subscription-active = { $count ->
    [one] 1 subscription became active
   *[other] { $count } subscriptions became active
}
clock-happened-subscription-past-due = { $count ->
    [one] 1 subscription became past due
   *[other] { $count } subscriptions became past due
}
clock-happened-subscription-unpaid = { $count ->
    [one] 1 subscription became unpaid
   *[other] { $count } subscriptions became unpaid
}
clock-happened-subscription-paused = { $count ->
    [one] 1 subscription paused
   *[other] { $count } subscriptions paused
}
clock-happened-subscription-ended = { $count ->
    [one] 1 subscription ended
   *[other] { $count } subscriptions ended
}
clock-happened-subscription-parked = { $count ->
    [one] 1 subscription parked: it could not be billed
   *[other] { $count } subscriptions parked: they could not be billed
}
clock-happened-credit-expired = { $count ->
    [one] 1 credit expired
   *[other] { $count } credits expired
}
clock-happened-email-sent = { $count ->
    [one] 1 e-mail sent
   *[other] { $count } e-mails sent
}
clock-happened-session-ended = { $count ->
    [one] 1 session ended
   *[other] { $count } sessions ended
}
clock-happened-sign-in-link-ended = { $count ->
    [one] 1 sign-in link ended unused
   *[other] { $count } sign-in links ended unused
}
clock-happened-webhook-read = { $count ->
    [one] 1 message of a gateway read
   *[other] { $count } messages of gateways read
}
clock-happened-job-failed = { $count ->
    [one] 1 try of a job failed
   *[other] { $count } tries of jobs failed
}
clock-happened-job-given-up = { $count ->
    [one] 1 job failed for good
   *[other] { $count } jobs failed for good
}
