### E-mails. Each event has a subject and a body; paragraphs are separated by an empty line, a link
### stands alone in its paragraph, so that the HTML part can make a button of it.

## Frame
mail-greeting = Hello { $name },
mail-greeting-no-name = Hello,
mail-closing = Kind regards
mail-footer-why = You receive this e-mail because this address is on file for { $account }.
mail-link-view-invoice = View invoice
mail-link-view-payment = View payment
mail-link-view-credit-note = View credit note
mail-link-sign-in = Sign in
mail-link-accept-invitation = Accept the invitation

## Before the subject of a mail that staff send to themselves
mail-test-subject = [Test] { $subject }

## What one looks up: labels beside their values
mail-fact-invoice-number = Invoice number
mail-fact-credit-note-number = Credit note number
mail-fact-amount = Amount
mail-fact-due-date = Due on
mail-fact-applied = Taken off the invoice
mail-fact-to-credit = Added to your credit
mail-fact-received-on = Received on
mail-fact-reference = Reference
mail-fact-invoice = Paid on invoice { $number }

## An invoice was issued
mail-invoice-issued-subject = Invoice { $number } from { $seller }
mail-invoice-issued-body =
    Your invoice { $number } for { $amount } is attached. It is due on { $due }.

    You can view and pay it here:

    { $link }

## A credit note was issued
mail-credit-note-issued-subject = Credit note { $number } for invoice { $invoice }
mail-credit-note-issued-body =
    We have issued credit note { $number } for { $amount } for invoice { $invoice }. It is attached.

    You can view it here:

    { $link }
mail-credit-note-unlinked-subject = Credit note { $number } from { $seller }
mail-credit-note-unlinked-body =
    We have issued credit note { $number } for { $amount }. It is attached.

    You can view it here:

    { $link }

## A payment was received
mail-payment-received-subject = We received your payment of { $amount }
mail-payment-received-body =
    Thank you. We received your payment of { $amount } on { $date }. The receipt is attached.

    You can view what it paid here:

    { $link }

## Signing in and people
mail-sign-in-link-subject = Your sign-in link
mail-sign-in-link-body =
    Sign in with this link. It works once and for { $minutes } minutes.

    { $link }

    If you did not ask for it, ignore this e-mail. Nobody can sign in without it.
mail-invitation-subject = { $inviter } invites you to { $account }
mail-invitation-body =
    { $inviter } invites you to the billing portal of { $account }.

    Accept the invitation here. It is valid until { $until }.

    { $link }

## What is wrong with a wording that an operator typed
mail-fault-blank-subject = Write a subject
mail-fault-blank-body = Write a text
mail-fault-long-subject = The subject has more than { $max } characters
mail-fault-long-body = The text has more than { $max } characters
mail-fault-several-lines = The subject must be one line
mail-fault-invisible = Line { $line } holds a character that cannot be seen
mail-fault-unknown-variable = Line { $line }: this mail has no variable called “{ $name }”
mail-fault-brace = Line { $line }: a brace only stands around the name of a variable, near “{ $near }”
mail-fault-link-in-subject = The subject must not hold an address: take out “{ $name }”
mail-fault-foreign-link = Line { $line }: a link leads to the variable “link” or to an address that begins with https:// and holds no variable, not to “{ $target }”
mail-fault-broken-link = Line { $line }: a link is written [label](address), near “{ $near }”
mail-fault-unclosed-bold = Line { $line }: two asterisks begin bold text that does not end in the same paragraph
mail-fault-missing = The text must name the variable “{ $name }”: without it the mail is of no use
