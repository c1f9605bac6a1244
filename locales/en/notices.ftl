### Notices in the portal, by event, and which mail a person gets.

nav-notices = Notices
notices-unread =
    { $count ->
        [one] one unread
       *[other] { $count } unread
    }
notices-title = Notices
notices-sub = What happened in the last 90 days and may need you.
notices-mail-link = Choose your e-mails
notices-empty-title = Nothing to report
notices-empty = Notices about payments, cards, plans, use and disputes will stand here for 90 days.
notices-shown =
    { $count ->
        [one] One notice
       *[other] { $count } notices
    }
notices-read = Mark as read
notices-read-all = Mark all as read
notices-new = New
notices-new-warning = New · attention
notices-new-urgent = New · urgent

## What each event is called, and what it says

notice-title-autopay-upcoming = A payment will be collected
notice-text-autopay-upcoming = { $amount } for invoice { $number } will be collected on { $date }.
notice-title-autopay-not-collected = An invoice will not be collected automatically
notice-text-autopay-not-collected = Invoice { $number } over { $amount } is due on { $date } and needs you to pay it.
notice-title-autopay-failed = A payment could not be collected
notice-text-autopay-failed = We could not collect { $amount } for invoice { $number }. { $reason }
notice-title-payment-failed = A payment came back
notice-text-payment-failed = Your payment of { $amount } for invoice { $number } came back. { $reason }
notice-title-method-expiring = A card expires soon
notice-text-method-expiring = Your card ending { $last4 } works until { $date }. Add its successor so that nothing stops.
notice-title-card-updated = The card was updated
notice-text-card-updated = A new card ending { $last4 } was added through the link in one of our e-mails.
notice-title-trial-ending = A trial ends soon
notice-text-trial-ending = The trial of { $plan } ends on { $date }. From then on it costs { $amount }.
notice-title-renewal-upcoming = A subscription renews soon
notice-text-renewal-upcoming = { $plan } renews on { $date } for { $amount }.
notice-title-plan-moving = A plan changes
notice-text-plan-moving = From { $date } on { $plan } costs { $amount }.
notice-title-usage-limit = A threshold of use is reached
notice-text-usage-limit = { $plan }: { $percent } of what is included is used ({ $meter }).
notice-title-usage-spend = A threshold of spending is reached
notice-text-usage-spend = { $plan }: metered use of this period costs { $amount } so far, net of tax.
notice-title-spend-cap = Your spend cap is reached
notice-text-spend-cap = { $plan }: metered use of this period costs { $amount } so far, net of tax. Use goes on and is billed.
notice-title-refund-sent = A refund is on its way
notice-text-refund-sent = We have sent { $amount } back to you.
notice-title-refund-failed = A refund did not arrive
notice-text-refund-failed = A refund of { $amount } could not be paid out. It is your credit again.
notice-title-payment-reminder = A payment is overdue
notice-text-payment-reminder = { $amount } has been due since { $date } (invoice { $number }). Please pay it.
notice-title-final-reminder = Last reminder
notice-text-final-reminder = { $amount } has been due since { $date } (invoice { $number }). Pay it now to keep your service.
notice-title-installment-offered = An installment plan is offered
notice-text-installment-offered = You can pay invoice { $number } ({ $amount }) in installments.
notice-title-installment-refused = An installment plan was declined
notice-text-installment-refused = We cannot offer installments for invoice { $number }. { $amount } is due as agreed.
notice-title-installment-accepted = Your installment plan is agreed
notice-text-installment-accepted = Invoice { $number } ({ $amount }) is paid in installments.
notice-title-installment-upcoming = An installment is due soon
notice-text-installment-upcoming = The next installment for invoice { $number } is { $amount }.
notice-title-installment-failed = An installment did not arrive
notice-text-installment-failed = { $amount } for invoice { $number } has not been paid yet. { $reason }
notice-title-installment-defaulted = Your installment plan has ended
notice-text-installment-defaulted = Installments for invoice { $number } were missed. { $amount } is due at once.
notice-title-installment-completed = Your installment plan is paid
notice-text-installment-completed = All installments for invoice { $number } ({ $amount }) are paid. Thank you.
notice-title-dispute-opened = A payment is disputed
notice-text-dispute-opened = Your bank tells us that a payment of { $amount } is disputed. If that is a mistake, ask your bank to withdraw it.
notice-title-dispute-closed = A dispute has ended
notice-text-dispute-closed = The dispute of a payment of { $amount } has ended.

## Which mail a person gets

mail-preferences-title = Your e-mails
mail-preferences-sub = Mail about this customer goes to its billing addresses, or to its owner. If your address is one of them, you choose here what comes to you. Notices in the portal are not affected.
mail-preferences-saved = Your choice is saved.
mail-preferences-always = These always come, because they are owed to you: invoices and credit notes, what will be collected or could not be, renewals and changes of a plan, the last reminder, sign-in links and invitations.
mail-topic-receipts = Receipts
mail-topic-hint-receipts = Payments that arrived, refunds on their way
mail-topic-expiring-cards = Cards that expire soon
mail-topic-hint-expiring-cards = 30, 14 and 7 days before a saved card expires
mail-topic-usage = Use and spending
mail-topic-hint-usage = When a threshold of use, of spending or your spend cap is reached
mail-topic-payment-reminders = Payment reminders
mail-topic-hint-payment-reminders = What is overdue, except for the last reminder
