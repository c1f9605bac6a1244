### Text messages: what they say, and the page where somebody allows them.

## What they say, in at most 160 letters where the values allow it
sms-phone-code = { $seller }: your code is { $code }. It is valid for 10 minutes. If you did not ask for it, ignore this message.
sms-payment-reminder = { $seller }: { $amount } for invoice { $number } is unpaid. Pay here: { $link } Reply STOP to end these texts.
sms-final-reminder = { $seller }: last reminder. { $amount } for invoice { $number } is unpaid. Pay now: { $link } Reply STOP to end these texts.
sms-payment-failed = { $seller }: we could not collect { $amount } for invoice { $number }. Pay here: { $link } Reply STOP to end these texts.

## The page
phone-title = Text messages
phone-sub = Urgent messages about payments of this customer on your phone, between 8:00 and 20:00.
phone-off = You get no text messages.
phone-on = Text messages go to { $number }, allowed on { $date }.
phone-ended-stop = You ended text messages to { $number } by replying STOP.
phone-ended-barred = Your phone company does not accept text messages for { $number }. Enter another number.
phone-unavailable = Text messages are not offered here.
phone-number = Mobile number
phone-number-hint = With the country code, such as +49 170 1234567
phone-consent = I want text messages about payments of { $account } from { $operator } on this number. I can end them here or by replying STOP; my phone company may charge for replies.
phone-consent-needed = Tick this to allow text messages.
phone-send-code = Send me a code
phone-code-sent = We have sent a code to { $number }. It is valid for 10 minutes.
phone-code = Code from the text message
phone-confirm = Allow text messages
phone-other-number = Use another number
phone-turn-off = End text messages
phone-done-verified = Text messages are allowed.
phone-done-ended = Text messages have ended.
phone-error-number = Enter a number with its country code, such as +49 170 1234567.
phone-error-code = This code is wrong or too old.
phone-error-wait =
    { $minutes ->
        [one] Too many codes. Try again in a minute.
       *[other] Too many codes. Try again in { $minutes } minutes.
    }
phone-account-title = Text messages
phone-account-link = Choose whether you get text messages


## The list for staff
nav-sms = Text messages
sms-admin-title = Text messages
sms-admin-sub = The newest 200 to all customers. What they say is not shown.
sms-admin-empty-title = No text messages
sms-admin-empty = Reminders to people who allow them will appear here.
sms-admin-kind = About
sms-admin-customer = Customer
sms-admin-number = Number
sms-admin-made = Queued
sms-admin-state = State
sms-admin-code = Code { $code }
sms-kind-phone-code = Code for a number
sms-kind-payment-failed = Collection failed
sms-kind-payment-reminder = Payment reminder
sms-kind-final-reminder = Last reminder
sms-state-queued = Waiting
sms-state-sending = Being sent
sms-state-sent = Sent
sms-state-delivered = Delivered
sms-state-undelivered = Not delivered
sms-state-failed = Failed
sms-state-suppressed = No longer allowed
