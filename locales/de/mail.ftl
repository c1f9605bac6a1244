### E-mails. Each event has a subject and a body; paragraphs are separated by an empty line, a link
### stands alone in its paragraph, so that the HTML part can make a button of it.

## Frame
mail-greeting = Guten Tag { $name },
mail-greeting-no-name = Guten Tag,
mail-closing = Freundliche Grüße
mail-footer-why = Sie erhalten diese E-Mail, weil diese Adresse für { $account } hinterlegt ist.
mail-link-view-invoice = Rechnung ansehen
mail-link-view-payment = Zahlung ansehen
mail-link-view-credit-note = Rechnungskorrektur ansehen
mail-link-sign-in = Anmelden
mail-link-accept-invitation = Einladung annehmen

## Before the subject of a mail that staff send to themselves
mail-test-subject = [Test] { $subject }

## What one looks up: labels beside their values
mail-fact-invoice-number = Rechnungsnummer
mail-fact-credit-note-number = Nummer der Rechnungskorrektur
mail-fact-amount = Betrag
mail-fact-due-date = Fällig am
mail-fact-applied = Von der Rechnung abgezogen
mail-fact-to-credit = Ihrem Guthaben gutgeschrieben
mail-fact-received-on = Eingegangen am
mail-fact-reference = Verwendungszweck
mail-fact-invoice = Bezahlt auf Rechnung { $number }

## An invoice was issued
mail-invoice-issued-subject = Rechnung { $number } von { $seller }
mail-invoice-issued-body =
    anbei erhalten Sie die Rechnung { $number } über { $amount }. Sie ist am { $due } fällig.

    Hier können Sie sie ansehen und bezahlen:

    { $link }

## A credit note was issued
mail-credit-note-issued-subject = Rechnungskorrektur { $number } zu Rechnung { $invoice }
mail-credit-note-issued-body =
    anbei erhalten Sie die Rechnungskorrektur (Gutschrift) { $number } über { $amount } zur Rechnung { $invoice }.

    Hier können Sie sie ansehen:

    { $link }
mail-credit-note-unlinked-subject = Rechnungskorrektur { $number } von { $seller }
mail-credit-note-unlinked-body =
    anbei erhalten Sie die Rechnungskorrektur (Gutschrift) { $number } über { $amount }.

    Hier können Sie sie ansehen:

    { $link }

## A payment was received
mail-payment-received-subject = Ihre Zahlung über { $amount } ist eingegangen
mail-payment-received-body =
    vielen Dank. Wir haben am { $date } Ihre Zahlung über { $amount } erhalten. Der Zahlungsbeleg ist beigefügt.

    Hier können Sie ansehen, was damit bezahlt wurde:

    { $link }

## Signing in and people
mail-sign-in-link-subject = Ihr Anmeldelink
mail-sign-in-link-body =
    mit diesem Link melden Sie sich an. Er gilt einmalig und { $minutes } Minuten lang.

    { $link }

    Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail. Ohne den Link kann sich niemand anmelden.
mail-invitation-subject = { $inviter } lädt Sie zu { $account } ein
mail-invitation-body =
    { $inviter } lädt Sie in das Rechnungsportal von { $account } ein.

    Hier nehmen Sie die Einladung an. Sie gilt bis { $until }.

    { $link }

## What is wrong with a wording that an operator typed
mail-fault-blank-subject = Geben Sie einen Betreff ein
mail-fault-blank-body = Geben Sie einen Text ein
mail-fault-long-subject = Der Betreff hat mehr als { $max } Zeichen
mail-fault-long-body = Der Text hat mehr als { $max } Zeichen
mail-fault-several-lines = Der Betreff muss in einer Zeile stehen
mail-fault-invisible = Zeile { $line } enthält ein unsichtbares Zeichen
mail-fault-unknown-variable = Zeile { $line }: Diese E-Mail hat keine Variable namens „{ $name }“
mail-fault-brace = Zeile { $line }: Geschweifte Klammern stehen nur um den Namen einer Variablen, bei „{ $near }“
mail-fault-link-in-subject = Im Betreff darf keine Adresse stehen: entfernen Sie „{ $name }“
mail-fault-foreign-link = Zeile { $line }: Ein Link führt zur Variablen „link“ oder zu einer Adresse, die mit https:// beginnt und keine Variable enthält, nicht zu „{ $target }“
mail-fault-broken-link = Zeile { $line }: Ein Link wird [Text](Adresse) geschrieben, bei „{ $near }“
mail-fault-unclosed-bold = Zeile { $line }: Zwei Sternchen beginnen Fettschrift, die nicht im selben Absatz endet
mail-fault-missing = Der Text muss die Variable „{ $name }“ enthalten: Ohne sie nützt die E-Mail nichts
