### Autopay, direct debits that take days, and what becomes of saved methods.

## Autopay
autopay-title = Autopay
autopay-sub = Invoices are paid by themselves on the day they are due.
autopay-on = Autopay on
autopay-off = Off
autopay-is-off = You pay each invoice yourself. With autopay it is collected on its due date.
autopay-is-on = Each invoice is collected on its due date from { $method }.
autopay-is-on-up-to = Each invoice of at most { $limit } is collected on its due date from { $method }. We ask you first about larger ones.
autopay-set-up = Set up autopay
autopay-change = Change autopay
autopay-consent-text = I allow my invoices to be collected on their due date, from { $method } or the method I make the default later. I can withdraw this at any time.
autopay-consent-scope = It is for invoices that are due today or later; what is overdue already you pay yourself. We tell you three days before each collection, and at once if one fails.
autopay-limit-in = Ask me first above this amount in { $currency }, per invoice
autopay-limit-hint = Leave it empty for no limit.
autopay-turn-on = Agree and turn on autopay
autopay-save = Agree and save
autopay-turn-off = Turn off autopay
autopay-turn-off-note = A payment that is on its way already is not called back.
autopay-agreed = Agreed to on { $time } by { $email }
autopay-turned-off = Turned off on { $time } by { $email }
autopay-no-method-title = Save a payment method first
autopay-no-method = Autopay needs a saved card or account to collect from.
autopay-add-method = To the payment methods
autopay-done-on = Autopay is on.
autopay-done-off = Autopay is off. You pay your invoices yourself again.
autopay-will-collect = Will be collected on { $date } from { $method }. You need not do anything.
autopay-asks-over-limit = This invoice is above the amount that you allow autopay to collect. Please pay it yourself.
autopay-asks-method-takes-not = Your default payment method cannot pay this invoice. Please pay it another way.
autopay-asks-deposit = The deposit is not collected automatically. Once you have paid it, the rest is collected on the due date.
autopay-asks-no-method = No payment method is saved to collect from. Please pay this invoice yourself.

## Removing the method that autopay charges
method-removal-title = Remove payment method
method-removal-stops = { $method } is the only saved method, and autopay collects from it. If you remove it, autopay is turned off and you pay your invoices yourself.
method-removal-asks = Autopay collects from { $method }. Choose what happens when it is gone.
method-removal-then = After that
method-removal-stop = Turn off autopay
method-removal-stop-hint = You pay your invoices yourself.
method-removal-choose = Choose what autopay shall do

## The last attempts
attempts-title = Last payments tried
attempts-autopay = Autopay for { $number }
attempts-yours = Payment for { $number }
attempts-paid = Paid
attempts-declined = Declined.
attempts-waits-for-you = Waits for you
attempts-waits = We are waiting for the bank’s answer

## Debits, which take days
status-on-the-way = Payment on its way
pay-on-the-way = A payment of { $amount } for this invoice has been on its way since { $time }. It cannot be paid a second time meanwhile.
overview-on-the-way = A payment of { $amount } is on its way to us. You get an e-mail when it has arrived.
credit-use-waits = A payment for this invoice has been begun. Your credit can be used as soon as that has ended, after an hour at the latest if nothing is paid.
method-takes-days = Takes up to { $days } days; you get an e-mail when it has arrived
pay-new-method = A new card or bank account
pay-new-method-hint = You enter it on our payment provider’s secure page. We never see the number. A direct debit can take several days.
payment-methods-add-any = Add a card or account
timeline-payment-failed = Payment of { $amount } failed
timeline-payment-failed-unknown = Payment failed
admin-event-payment-failed = Payment failed
decline-confirmation = Your bank wants you to confirm this payment.
decline-account-closed = The account does not exist or is closed.
decline-not-authorized = The account’s holder has not allowed the debit.

## E-mails
mail-link-pay-invoice = Pay the invoice
mail-link-payment-methods = Open payment methods
mail-fact-collected = Autopay
mail-collected-from = will be collected on { $date } from { $method }
mail-autopay-upcoming-subject = { $amount } will be collected on { $due }
mail-autopay-upcoming-body =
    On { $due } we collect { $amount } for invoice { $number } from { $method }. You need not do anything.

    You can view the invoice here:

    { $link }
mail-autopay-not-collected-subject = Please pay invoice { $number } yourself
mail-autopay-not-collected-body =
    Invoice { $number } over { $amount } is due on { $due } and will not be collected by autopay. { $reason }

    { $link }
mail-autopay-failed-subject = We could not collect { $amount } for invoice { $number }
mail-autopay-failed-body =
    We tried to collect { $amount } for invoice { $number } without success. { $reason }

    Nothing was charged, and we do not try again by ourselves. Please confirm the payment or pay another way:
    Nothing was charged. Please confirm the payment or pay another way here:

    { "[" }Pay the invoice]({ $link })

    If the card does not work any more, you can replace it without signing in:

    { "[" }Update your card]({ $update_card })
mail-payment-failed-subject = Your payment of { $amount } has come back
mail-payment-failed-body =
    Your payment of { $amount } for invoice { $number } did not arrive. { $reason }

    The invoice is open again. Please pay it here:

    { $link }
mail-method-expiring-subject = { $method } expires soon
mail-method-expiring-body =
    { $method } can be charged until { $until }. Enter its successor so that your payments go on. You need not sign in for it:

    { "[" }Update your card]({ $update_card })

    All your payment methods: { $link }
admin-template-autopay-upcoming = Autopay will collect
admin-template-autopay-not-collected = Autopay asks first
admin-template-autopay-failed = Autopay could not collect
admin-template-payment-failed = Payment came back
admin-template-method-expiring = Payment method expires
admin-variable-method = The payment method
admin-variable-reason = Why, in a sentence
