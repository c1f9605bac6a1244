### E-mails. Each event has a subject and a body; paragraphs are separated by an empty line, a link
### stands alone in its paragraph, so that the HTML part can make a button of it.

## Frame
mail-greeting = Hello { $name },
mail-greeting-no-name = Hello,
mail-closing = Kind regards
mail-footer-why = You receive this e-mail because this address is on file for { $account }.
mail-footer-preferences = Change which e-mails you receive
mail-link-view-invoice = View invoice
mail-link-pay = Pay now
mail-link-portal = Open the portal

## An invoice was issued
mail-invoice-issued-subject = Invoice { $number } from { $seller }
mail-invoice-issued-body =
    Your invoice { $number } over { $amount } is attached. It is due on { $due }.

    You can view and pay it here:

    { $link }
mail-invoice-issued-autopay-body =
    Your invoice { $number } over { $amount } is attached. You need not do anything: the amount is charged to { $method } on { $due }.

    You can view it here:

    { $link }

## A credit note was issued
mail-credit-note-issued-subject = Credit note { $number } for invoice { $invoice }
mail-credit-note-issued-body =
    We have issued credit note { $number } over { $amount } for invoice { $invoice }. It is attached.

    You can view it here:

    { $link }

## A payment was received
mail-payment-received-subject = We received your payment of { $amount }
mail-payment-received-body =
    Thank you. We received { $amount } on { $date } for invoice { $number }.

    The receipt is attached. You also find it here:

    { $link }
mail-payment-received-open = { $amount } of this invoice is still open.

## A payment failed or needs confirmation
mail-payment-failed-subject = Your payment for invoice { $number } did not go through
mail-payment-failed-body =
    We could not collect { $amount } for invoice { $number }. { $reason }

    Please pay with another method, or update the one on file:

    { $link }
mail-payment-action-subject = Please confirm your payment of { $amount }
mail-payment-action-body =
    Your bank asks you to confirm the payment of { $amount } for invoice { $number }. Until then nothing is charged.

    Confirm the payment here:

    { $link }

## Reminders about an unpaid invoice
mail-reminder-upcoming-subject = Invoice { $number } is due on { $due }
mail-reminder-upcoming-body =
    Invoice { $number } over { $amount } is due on { $due }.

    You can pay it here:

    { $link }
mail-reminder-first-subject = Reminder: invoice { $number } is overdue
mail-reminder-first-body =
    Invoice { $number } was due on { $due }, and { $amount } is still open. Perhaps it slipped your mind. If you have paid in the meantime, please ignore this e-mail.

    You can pay it here:

    { $link }
mail-reminder-second-subject = Second reminder: invoice { $number } is overdue
mail-reminder-second-body =
    Invoice { $number } was due on { $due }. We have not yet received { $amount }. Please pay by { $pay_by }, or tell us if something is wrong with the invoice.

    You can pay it here:

    { $link }
mail-reminder-final-subject = Final reminder: invoice { $number }
mail-reminder-final-body =
    Invoice { $number } was due on { $due }, and { $amount } is still open despite our reminders. Please pay by { $pay_by }. After that date your service may be suspended.

    You can pay it here:

    { $link }

## A refund is on its way
mail-refund-sent-subject = Your refund of { $amount }
mail-refund-sent-body =
    We have refunded { $amount } to { $method }. Depending on your bank it takes five to ten days until you see it on your account.

    You find the details here:

    { $link }
mail-refund-failed-subject = Your refund of { $amount } could not be paid out
mail-refund-failed-body =
    Your bank sent back the refund of { $amount }. The amount is kept as credit on your account until we have found another way.

    You find the details here:

    { $link }

## Subscriptions
mail-subscription-renewal-subject = { $plan } renews on { $date }
mail-subscription-renewal-body =
    Your subscription to { $plan } renews on { $date } for { $amount }.

    You can change or cancel it here:

    { $link }
mail-subscription-changed-subject = Your plan is now { $plan }
mail-subscription-changed-body =
    Your subscription was changed to { $plan } on { $date }.

    You find what this means for your next invoice here:

    { $link }
mail-subscription-canceled-subject = Your subscription to { $plan } ends on { $date }
mail-subscription-canceled-body =
    We confirm that your subscription to { $plan } ends on { $date }. Until then you can use it as before, and undo the cancellation:

    { $link }
mail-trial-ending-subject = Your trial of { $plan } ends on { $date }
mail-trial-ending-body =
    Your trial of { $plan } ends on { $date }. After that it costs { $amount }. If you do not want to continue, cancel before that day:

    { $link }

## A card runs out
mail-card-expiring-subject = Your card ending in { $last4 } expires soon
mail-card-expiring-body =
    The card ending in { $last4 } that pays your invoices expires at the end of { $month }/{ $year }. Please add a new one, so that no payment fails:

    { $link }

## Installment plans
mail-installment-agreed-subject = Your installment plan for invoice { $number }
mail-installment-agreed-body =
    You agreed to pay invoice { $number } in installments. The agreement with all due dates is attached.

    You can follow the plan and pay early here:

    { $link }
mail-installment-due-subject = Installment of { $amount } due on { $due }
mail-installment-due-body =
    Installment { $position } of { $count } for invoice { $number }, { $amount }, is due on { $due } and is charged to { $method }.

    You find your plan here:

    { $link }
mail-installment-defaulted-subject = Your installment plan for invoice { $number } has ended
mail-installment-defaulted-body =
    Several installments for invoice { $number } could not be collected, so the plan has ended. The remaining { $amount } is due now.

    Please pay it here:

    { $link }

## Usage
mail-usage-alert-subject = { $meter }: { $share } of your limit used
mail-usage-alert-body =
    You have used { $used } of { $limit } { $meter } in this period.

    You find the details here:

    { $link }

## Signing in and people
mail-sign-in-link-subject = Your sign-in link
mail-sign-in-link-body =
    Sign in with this link. It works once and for { $minutes } minutes.

    { $link }

    If you did not ask for it, ignore this e-mail. Nobody can sign in without it.
mail-invitation-subject = { $inviter } invites you to { $account }
mail-invitation-body =
    { $inviter } invites you to the billing portal of { $account } as { $role }.

    Accept the invitation here. It is valid until { $until }.

    { $link }
mail-password-changed-subject = Your password was changed
mail-password-changed-body =
    The password of your account was changed on { $time }. If this was not you, sign in with a link and change it at once:

    { $link }
mail-new-device-subject = New sign-in to your account
mail-new-device-body =
    Someone signed in to your account on { $time } from { $device }. If this was you, there is nothing to do. If not, end the session here:

    { $link }

## For staff
mail-staff-dispute-subject = Dispute over { $amount }: answer by { $time }
mail-staff-dispute-body =
    { $customer } disputes a payment of { $amount } (reason: { $reason }). Evidence must be submitted by { $time }.

    { $link }
mail-staff-problem-subject = { $count ->
        [one] { $count } problem needs attention
       *[other] { $count } problems need attention
    }
mail-staff-problem-body =
    The daily checks have found something that a person must look at.

    { $link }
