### E-mails. Each event has a subject and a body; paragraphs are separated by an empty line, a link
### stands alone in its paragraph, so that the HTML part can make a button of it.

## Frame
mail-greeting = Guten Tag { $name },
mail-greeting-no-name = Guten Tag,
mail-closing = Freundliche Grüße
mail-footer-why = Sie erhalten diese E-Mail, weil diese Adresse für { $account } hinterlegt ist.
mail-footer-preferences = Festlegen, welche E-Mails Sie erhalten
mail-link-view-invoice = Rechnung ansehen
mail-link-pay = Jetzt bezahlen
mail-link-portal = Portal öffnen

## An invoice was issued
mail-invoice-issued-subject = Rechnung { $number } von { $seller }
mail-invoice-issued-body =
    anbei erhalten Sie die Rechnung { $number } über { $amount }. Sie ist am { $due } fällig.

    Hier können Sie sie ansehen und bezahlen:

    { $link }
mail-invoice-issued-autopay-body =
    anbei erhalten Sie die Rechnung { $number } über { $amount }. Sie brauchen nichts zu tun: Der Betrag wird am { $due } abgebucht ({ $method }).

    Hier können Sie sie ansehen:

    { $link }

## A credit note was issued
mail-credit-note-issued-subject = Rechnungskorrektur { $number } zu Rechnung { $invoice }
mail-credit-note-issued-body =
    anbei erhalten Sie die Rechnungskorrektur (Gutschrift) { $number } über { $amount } zur Rechnung { $invoice }.

    Hier können Sie sie ansehen:

    { $link }

## A payment was received
mail-payment-received-subject = Ihre Zahlung über { $amount } ist eingegangen
mail-payment-received-body =
    vielen Dank. Wir haben am { $date } für die Rechnung { $number } { $amount } erhalten.

    Der Zahlungsbeleg ist beigefügt. Sie finden ihn auch hier:

    { $link }
mail-payment-received-open = Von dieser Rechnung sind noch { $amount } offen.

## A payment failed or needs confirmation
mail-payment-failed-subject = Ihre Zahlung zur Rechnung { $number } war nicht erfolgreich
mail-payment-failed-body =
    wir konnten { $amount } für die Rechnung { $number } nicht einziehen. { $reason }

    Bitte bezahlen Sie auf anderem Weg oder aktualisieren Sie Ihre hinterlegte Zahlungsart:

    { $link }
mail-payment-action-subject = Bitte bestätigen Sie Ihre Zahlung über { $amount }
mail-payment-action-body =
    Ihre Bank bittet Sie, die Zahlung über { $amount } für die Rechnung { $number } zu bestätigen. Bis dahin wird nichts abgebucht.

    Hier bestätigen Sie die Zahlung:

    { $link }

## Reminders about an unpaid invoice
mail-reminder-upcoming-subject = Rechnung { $number } ist am { $due } fällig
mail-reminder-upcoming-body =
    die Rechnung { $number } über { $amount } ist am { $due } fällig.

    Hier können Sie sie bezahlen:

    { $link }
mail-reminder-first-subject = Zahlungserinnerung: Rechnung { $number } ist überfällig
mail-reminder-first-body =
    die Rechnung { $number } war am { $due } fällig, { $amount } sind noch offen. Vielleicht ist sie Ihnen entgangen. Sollten Sie inzwischen bezahlt haben, betrachten Sie diese E-Mail bitte als gegenstandslos.

    Hier können Sie sie bezahlen:

    { $link }
mail-reminder-second-subject = Zweite Zahlungserinnerung: Rechnung { $number } ist überfällig
mail-reminder-second-body =
    die Rechnung { $number } war am { $due } fällig. Wir haben { $amount } noch nicht erhalten. Bitte zahlen Sie bis zum { $pay_by } oder teilen Sie uns mit, wenn mit der Rechnung etwas nicht stimmt.

    Hier können Sie sie bezahlen:

    { $link }
mail-reminder-final-subject = Letzte Mahnung: Rechnung { $number }
mail-reminder-final-body =
    die Rechnung { $number } war am { $due } fällig, trotz unserer Erinnerungen sind { $amount } noch offen. Bitte zahlen Sie bis zum { $pay_by }. Danach kann Ihr Zugang gesperrt werden.

    Hier können Sie sie bezahlen:

    { $link }

## A refund is on its way
mail-refund-sent-subject = Ihre Erstattung über { $amount }
mail-refund-sent-body =
    wir haben Ihnen { $amount } erstattet ({ $method }). Je nach Bank dauert es fünf bis zehn Tage, bis Sie den Betrag auf Ihrem Konto sehen.

    Die Einzelheiten finden Sie hier:

    { $link }
mail-refund-failed-subject = Ihre Erstattung über { $amount } konnte nicht ausgezahlt werden
mail-refund-failed-body =
    Ihre Bank hat die Erstattung über { $amount } zurückgesendet. Wir führen den Betrag als Guthaben auf Ihrem Konto, bis wir einen anderen Weg gefunden haben.

    Die Einzelheiten finden Sie hier:

    { $link }

## Subscriptions
mail-subscription-renewal-subject = { $plan } verlängert sich am { $date }
mail-subscription-renewal-body =
    Ihr Abonnement { $plan } verlängert sich am { $date } zum Preis von { $amount }.

    Hier können Sie es ändern oder kündigen:

    { $link }
mail-subscription-changed-subject = Ihr Tarif ist jetzt { $plan }
mail-subscription-changed-body =
    Ihr Abonnement wurde am { $date } auf { $plan } umgestellt.

    Was das für Ihre nächste Rechnung bedeutet, sehen Sie hier:

    { $link }
mail-subscription-canceled-subject = Ihr Abonnement { $plan } endet am { $date }
mail-subscription-canceled-body =
    wir bestätigen, dass Ihr Abonnement { $plan } am { $date } endet. Bis dahin können Sie es wie bisher nutzen und die Kündigung zurücknehmen:

    { $link }
mail-trial-ending-subject = Ihre Testphase für { $plan } endet am { $date }
mail-trial-ending-body =
    Ihre Testphase für { $plan } endet am { $date }. Danach kostet das Abonnement { $amount }. Wenn Sie es nicht fortsetzen möchten, kündigen Sie bitte vorher:

    { $link }

## A card runs out
mail-card-expiring-subject = Ihre Karte mit den Endziffern { $last4 } läuft bald ab
mail-card-expiring-body =
    die Karte mit den Endziffern { $last4 }, mit der Ihre Rechnungen bezahlt werden, läuft Ende { $month }/{ $year } ab. Bitte hinterlegen Sie eine neue, damit keine Zahlung fehlschlägt:

    { $link }

## Installment plans
mail-installment-agreed-subject = Ihr Ratenplan zur Rechnung { $number }
mail-installment-agreed-body =
    Sie haben zugestimmt, die Rechnung { $number } in Raten zu bezahlen. Die Vereinbarung mit allen Terminen ist beigefügt.

    Hier können Sie den Plan verfolgen und vorzeitig zahlen:

    { $link }
mail-installment-due-subject = Rate über { $amount } am { $due } fällig
mail-installment-due-body =
    die Rate { $position } von { $count } zur Rechnung { $number } über { $amount } ist am { $due } fällig und wird abgebucht ({ $method }).

    Ihren Plan finden Sie hier:

    { $link }
mail-installment-defaulted-subject = Ihr Ratenplan zur Rechnung { $number } ist beendet
mail-installment-defaulted-body =
    mehrere Raten zur Rechnung { $number } konnten nicht eingezogen werden, deshalb ist der Plan beendet. Der Restbetrag von { $amount } ist jetzt fällig.

    Bitte bezahlen Sie ihn hier:

    { $link }

## Usage
mail-usage-alert-subject = { $meter }: { $share } Ihres Limits genutzt
mail-usage-alert-body =
    Sie haben in diesem Zeitraum { $used } von { $limit } { $meter } genutzt.

    Die Einzelheiten finden Sie hier:

    { $link }

## Signing in and people
mail-sign-in-link-subject = Ihr Anmeldelink
mail-sign-in-link-body =
    mit diesem Link melden Sie sich an. Er gilt einmalig und { $minutes } Minuten lang.

    { $link }

    Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail. Ohne den Link kann sich niemand anmelden.
mail-invitation-subject = { $inviter } lädt Sie zu { $account } ein
mail-invitation-body =
    { $inviter } lädt Sie in das Rechnungsportal von { $account } ein (Rolle: { $role }).

    Hier nehmen Sie die Einladung an. Sie gilt bis { $until }.

    { $link }
mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-body =
    das Passwort Ihres Kontos wurde am { $time } geändert. Wenn Sie das nicht waren, melden Sie sich mit einem Link an und ändern Sie es sofort:

    { $link }
mail-new-device-subject = Neue Anmeldung bei Ihrem Konto
mail-new-device-body =
    am { $time } gab es eine Anmeldung bei Ihrem Konto ({ $device }). Wenn Sie das waren, ist nichts zu tun. Andernfalls beenden Sie die Sitzung hier:

    { $link }

## For staff
mail-staff-dispute-subject = Zahlungsanfechtung über { $amount }: Antwort bis { $time }
mail-staff-dispute-body =
    { $customer } ficht eine Zahlung über { $amount } an (Grund: { $reason }). Nachweise müssen bis { $time } eingereicht sein.

    { $link }
mail-staff-problem-subject = { $count ->
        [one] { $count } Problem braucht Aufmerksamkeit
       *[other] { $count } Probleme brauchen Aufmerksamkeit
    }
mail-staff-problem-body =
    bei den täglichen Prüfungen wurde etwas gefunden, das sich ein Mensch ansehen muss.

    { $link }
