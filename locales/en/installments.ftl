### Installment plans: an invoice that is paid in agreed parts.

## The agreement, on paper and on the screen
agreement-title = Installment agreement
agreement-seller = Seller
agreement-customer = Customer
agreement-total = To be paid in all
agreement-in-parts = { $count ->
    [one] in one installment
   *[other] in { $count } installments
}
agreement-invoice = Invoice
agreement-invoice-issued-on = Issued on
agreement-invoice-total = Invoice total
agreement-agreed-on = Agreed on
agreement-method = Payment
agreement-by-hand = By the customer, by each due date
agreement-part = Part
agreement-due-on = Due on
agreement-amount = Amount
agreement-left-after = Left to pay after it
agreement-down-payment = Down payment
agreement-installment = Installment { $number } of { $count }
agreement-installments = Installments
agreement-terms = Terms
agreement-terms-replaces = This agreement takes the place of the earlier one about the same invoice. What was paid before stays paid; only what is left is split anew.
agreement-terms-what = The customer pays the amount due on the invoice in the parts listed above. There is no interest and no fee. The invoice itself does not change.
agreement-terms-down-payment = The agreement takes effect when the down payment arrives. If it has not arrived by { $date }, the agreement ends and the invoice is due by its own terms.
agreement-terms-charged = The seller may charge { $method } for each installment on its due date. If a charge fails, it is tried again three and seven days after that date. The customer can change or withdraw this permission at any time before a due date.
agreement-terms-by-hand = { $days ->
    [0] The customer pays each installment by its due date.
    [one] The customer pays each installment by its due date, with one day of grace.
   *[other] The customer pays each installment by its due date, with { $days } days of grace.
} After that the seller reminds the customer three times.
agreement-terms-default = If an installment is still unpaid after the third attempt or reminder, the agreement ends and everything that is left becomes due at once.
agreement-terms-early = The customer may pay the next installment early or pay off everything at any time. A credit note for the invoice reduces the last installments first.
agreement-accepted = Accepted
agreement-accepted-by = Accepted by { $email } on { $time } from the IP address { $address }. Fingerprint (SHA-256) of the agreement as it was shown: { $hash }

## E-mails
mail-link-view-installments = View the installment plan
mail-installment-charged = We will charge { $method } on that day; you need not do anything.
mail-installment-by-hand = Please pay it by then.
mail-installment-not-arrived = The payment has not arrived.
mail-installment-not-tried = Your bank does not allow another attempt with the saved payment method. Please choose another one, or pay the installment yourself.
mail-installment-accepted-subject = Your installment plan for invoice { $number }
mail-installment-accepted-body =
    You have agreed to pay { $amount } of invoice **{ $number }** in installments. The accepted agreement is attached.

    If a down payment was agreed, the plan takes effect when it has arrived; please pay it by { $due }.

    { $link }
mail-installment-offered-subject = An installment plan for invoice { $number }
mail-installment-offered-body =
    { $seller } offers { $account } to pay { $amount } of invoice **{ $number }** in installments. Please look at the schedule and accept or decline it:

    { $link }
mail-installment-refused-subject = No installment plan for invoice { $number }
mail-installment-refused-body =
    We cannot offer the installment plan that you asked for. Invoice **{ $number }** stays due as it is.

    The reason: { $reason }

    { $link }
mail-installment-upcoming-subject = Installment for invoice { $number } due on { $due }
mail-installment-upcoming-body =
    An installment of { $amount } for invoice **{ $number }** is due on { $due }. { $reason }

    { $link }
mail-installment-failed-subject = Installment for invoice { $number } not paid
mail-installment-failed-body =
    The installment of { $amount } for invoice **{ $number }** has not been paid yet. { $reason }

    If an installment fails three times, the plan ends and everything that is left becomes due. You can pay now or choose another payment method:

    { $link }
mail-installment-defaulted-subject = Installment plan for invoice { $number } has ended
mail-installment-defaulted-body =
    The installment plan for invoice **{ $number }** ended before everything was paid. { $amount } is now due at once.

    { $link }
mail-installment-completed-subject = Installment plan for invoice { $number } completed
mail-installment-completed-body =
    Thank you: invoice **{ $number }** is paid. The { $amount } agreed in the installment plan is settled in full.

    { $link }
admin-template-installment-accepted = Installment plan accepted
admin-template-installment-offered = Installment plan offered
admin-template-installment-refused = Installment plan refused
admin-template-installment-upcoming = Installment due soon
admin-template-installment-failed = Installment not paid
admin-template-installment-defaulted = Installment plan in default
admin-template-installment-completed = Installment plan completed

## Pages
nav-installments = Installment plans
installments-title = Installment plans
installments-empty-title = No installment plans
installments-empty = An open invoice that can be paid in installments says so on its page.
installments-none-here = There is no plan in this state.
installments-all = All
installments-by-state = Installment plans by state
installments-shown = { $count ->
    [one] { $count } plan, newest first
   *[other] { $count } plans, newest first
}
installment-status-requested = Requested
installment-status-offered = Offered
installment-status-refused = Refused
installment-status-pending = Waiting for down payment
installment-status-active = Active
installment-status-completed = Completed
installment-status-failed = In default
installment-status-cancelled = Cancelled
installment-status-replaced = Replaced
installment-frequency-weekly = Weekly
installment-frequency-monthly = Monthly
installment-frequency-custom = On dates you choose
installment-begin = Pay in installments
installment-invoice-runs = This invoice is paid in installments.
installment-invoice-waits = An installment plan for this invoice waits for an answer.
installment-see-plan = See the plan
installment-choice-title = Pay in installments
installment-choice-sub = Invoice { $number }, { $amount } due
installment-how-many = Number of installments
installment-how-often = How often
installment-count = { $count ->
    [one] { $count } installment
   *[other] { $count } installments
}
installment-days = Your dates
installment-days-hint = Only for dates you choose: one date for each installment, for example 2027-01-15, each on a line of its own
installment-first-due-on = First installment on
installment-first-due-on-hint = Without a date, one week or one month from today
installment-show-schedule = Show the schedule
installment-schedule = Schedule
installment-due-at-once = Due at once
installment-pay-with = Installments are paid with
installment-by-hand = I pay each installment myself
installment-by-hand-note = We remind you three days before
installment-no-saved-method = You have no saved payment method that can be charged, so you pay each installment yourself. You can change that later on the plan’s page.
installment-agree-label = I agree to this schedule and these terms
installment-agree-hint = We record the time, your e-mail address and your IP address, and send you the accepted agreement as a PDF.
installment-agree-first = Tick the box to agree to the schedule and the terms
installment-agree = Agree
installment-agree-and-pay = Agree and pay { $amount } down
installment-request-note = Our staff look at each request. You will hear by e-mail, and nothing is agreed until you have accepted.
installment-request-why = Note
installment-request = Ask for this plan
installment-shown-other = The schedule has changed since you opened the page, so nothing was agreed. Please look at it again.
installment-not-any-more = The plan has changed meanwhile. This is how it stands now.
installment-disputed = The invoice is disputed; there can be no installment plan until that is settled.
installment-under-way = A payment for this invoice is on its way. Please wait until it has arrived.
installment-ask-instead = For this invoice you can ask for an installment plan, but not take one by yourself.
installment-back-to-invoice = Back to the invoice
installment-not-allowed = Installment plans are not offered.
installment-not-in-currency = Installment plans are not offered for invoices in { $currency }.
installment-below-minimum = Installment plans are offered from { $amount }.
installment-above-maximum = Installment plans are offered up to { $amount }.
installment-choose-frequency = Choose how often installments are due
installment-refused-count = Choose between { $fewest } and { $most } installments
installment-refused-frequency = Installments are not offered like that
installment-refused-days-missing = Enter { $installments } dates; you have entered { $days }
installment-refused-past = { $date } is too early: the first installment is due tomorrow at the earliest
installment-refused-late = { $date } is too far away: a plan lasts two years at most
installment-refused-order = Enter the dates in their order, each once
installment-refused-amounts = The amount cannot be split like that
pay-installment-hint = The next part of your installment plan is { $first }, due on { $date }. In all { $amount } is left; what you pay beyond the next part goes to the later ones.
installment-plan-title = Installment plan for { $number }
installment-state = State
installment-paid-so-far = Paid so far
installment-next-on = Next installment on
installment-progress = Paid
installment-progress-text = { $paid } paid, { $left } left
installment-part-paid = Paid
installment-part-next = Next
installment-part-open = Open
installment-part-due = Due
installment-part-unpaid = Not paid
installment-part-credited = Credited
installment-part-failed = { $count ->
    [one] Failed once
   *[other] Failed { $count } times
}
installment-reduced-from = Reduced by a credit note, agreed { $amount }
installment-partly-paid = { $amount } of it paid
installment-history = History
installment-event-requested = Requested by { $name }
installment-event-offered = Offered by { $name }
installment-event-approved = Approved by { $name }
installment-event-refused = Refused: { $reason }
installment-event-refused-plain = Refused
installment-event-declined = Declined by { $name }
installment-event-accepted = Accepted by { $name }
installment-event-activated = Down payment received, plan active
installment-event-attempt-failed = Installment { $number } did not arrive
installment-event-method-changed = Payment method changed by { $name }
installment-event-completed = Everything paid
installment-event-defaulted = In default: installment { $number } was not paid three times, the balance is due
installment-event-cancelled = Cancelled
installment-event-not-begun = Cancelled: the down payment did not arrive
installment-event-ended-early = Ended early: { $reason }
installment-event-ended-early-plain = Ended with its invoice
installment-event-replaced = Replaced by other terms
installment-event-reduced = Reduced by a credit note
installment-pending-notice = The plan takes effect when the down payment arrives. It is due by { $date }.
installment-failed-notice = This plan ended before everything was paid. { $amount } is due now.
installment-requested-notice = We are looking at your request. Until you hear from us, the invoice stays due as it is.
installment-offer-void = This offer cannot be accepted any more: the invoice was paid or is being paid, or the dates have passed.
installment-asked-for = What you asked for
installment-decline = Decline the offer
installment-download = Download agreement
installment-pay = Payment
installment-pay-down-payment = Pay { $amount } down
installment-pay-next = Pay { $amount } early
installment-pay-all = Pay off { $amount }
installment-next-due = Next installment due on { $date }
installment-charged-to = Each installment is charged to { $method } on its day.
installment-paid-by-hand = You pay each installment yourself.
installment-change-method = Change how installments are paid
installment-method-consent = By saving you let us charge the chosen method for each remaining installment on its due date. You can change this at any time.
installment-withdraw-request = Withdraw the request
installment-withdraw-plan = Give up the plan
installment-withdraw-note = The invoice is then due by its own terms.
installment-done-begun = We have recorded it.
installment-done-accepted = You have accepted the plan.
installment-done-declined = You have declined the offer.
installment-done-withdrawn = Withdrawn.
installment-done-method = Your choice is saved.

## Staff
installment-rules = Rules for installment plans
installment-rules-saved = Saved. The rules hold for plans that are begun from now on.
installment-rules-everybody = Everybody
installment-rules-for = Rules for
installment-rules-inherited = No rules of their own: those for everybody hold.
installment-rules-inherit = Back to the rules for everybody
installment-rules-allowed = Installment plans are offered
installment-rules-self-service = Customers take a plan by themselves; otherwise they ask for one
installment-rules-fewest = Fewest installments
installment-rules-most = Most installments
installment-rules-least-total = From an amount of
installment-rules-most-total = Up to an amount of
installment-rules-currencies-label = Currencies
installment-rules-currencies-hint = Codes such as EUR USD; empty means all
installment-rules-down-payment-days = Days to pay it
installment-rules-grace-days = Days of grace
installment-rules-count = Plans have 2 to 12 installments, and the fewest cannot be more than the most
installment-rules-totals = Amounts are not negative, and the greatest is not below the least
installment-rules-down-payment = A down payment is 0 to 90 percent
installment-rules-days = Enter 0 to 30 days
installment-rules-number = Enter a number
installment-rules-currencies = Enter currency codes of three letters
installment-down-payment-percent = Down payment in percent
installment-offer-title = Offer an installment plan
installment-offer = Offer to the customer
installment-offer-note = Note to the customer
installment-other-terms = Offer other terms
installment-other-runs = A plan for this invoice runs already
installment-other-waits = A plan for this invoice waits for an answer
installment-answer = Answer the request
installment-approve = Approve
installment-refuse = Refuse
installment-refuse-note = The customer reads the reason in an e-mail.
installment-withdraw = Withdraw
installment-end = End the plan
installment-end-note = What is left becomes due at once, and the usual reminders begin again.
installment-reason = Reason
installment-fingerprint = Fingerprint (SHA-256)
installment-replaces = Replaces
installment-earlier-plan = the earlier plan
installment-done-offered = The plan is offered; the customer has been told.
installment-done-approved = Approved; the customer has been told and has the last word.
installment-done-refused = Refused; the customer has been told.
installment-done-ended = The plan has ended; the balance is due.
status-in-installments = In installments
