### Automatisch bezahlen, Lastschriften, die Tage dauern, und was aus gespeicherten Zahlungsarten wird.

## Automatisch bezahlen
autopay-title = Automatisch bezahlen
autopay-sub = Rechnungen werden am Tag ihrer Fälligkeit von selbst bezahlt.
autopay-on = Wird automatisch bezahlt
autopay-off = Aus
autopay-is-off = Sie bezahlen jede Rechnung selbst. Auf Wunsch wird sie am Tag ihrer Fälligkeit eingezogen.
autopay-is-on = Jede Rechnung wird am Tag ihrer Fälligkeit eingezogen: { $method }.
autopay-is-on-up-to = Jede Rechnung bis { $limit } wird am Tag ihrer Fälligkeit eingezogen: { $method }. Bei höheren Beträgen fragen wir Sie vorher.
autopay-set-up = Automatisch bezahlen einrichten
autopay-change = Automatisch bezahlen ändern
autopay-consent-text = Ich erlaube, dass meine Rechnungen am Tag ihrer Fälligkeit eingezogen werden, und zwar über { $method } oder die Zahlungsart, die ich später zum Standard mache. Das kann ich jederzeit widerrufen.
autopay-consent-scope = Das gilt für Rechnungen, die heute oder später fällig sind; was schon überfällig ist, bezahlen Sie selbst. Wir sagen Ihnen drei Tage vor jedem Einzug Bescheid, und sofort, wenn einer fehlschlägt.
autopay-limit-in = Über diesem Betrag in { $currency } je Rechnung vorher fragen
autopay-limit-hint = Leer lassen: ohne Grenze.
autopay-turn-on = Zustimmen und einschalten
autopay-save = Zustimmen und speichern
autopay-turn-off = Automatisches Bezahlen ausschalten
autopay-turn-off-note = Eine Zahlung, die schon unterwegs ist, wird nicht zurückgerufen.
autopay-agreed = Zugestimmt am { $time } von { $email }
autopay-turned-off = Ausgeschaltet am { $time } von { $email }
autopay-no-method-title = Speichern Sie zuerst eine Zahlungsart
autopay-no-method = Zum automatischen Bezahlen braucht es eine gespeicherte Karte oder ein Konto.
autopay-add-method = Zu den Zahlungsarten
autopay-done-on = Ihre Rechnungen werden ab jetzt automatisch bezahlt.
autopay-done-off = Ausgeschaltet. Sie bezahlen Ihre Rechnungen wieder selbst.
autopay-will-collect = Am { $date } wird der Betrag eingezogen: { $method }. Sie müssen nichts tun.
autopay-asks-over-limit = Diese Rechnung liegt über dem Betrag, den Sie zum automatischen Bezahlen erlauben. Bitte bezahlen Sie sie selbst.
autopay-asks-method-takes-not = Mit Ihrer Standard-Zahlungsart lässt sich diese Rechnung nicht bezahlen. Bitte bezahlen Sie sie anders.
autopay-asks-deposit = Die Anzahlung wird nicht automatisch eingezogen. Sobald Sie sie bezahlt haben, wird der Rest am Fälligkeitstag eingezogen.
autopay-asks-no-method = Es ist keine Zahlungsart gespeichert. Bitte bezahlen Sie diese Rechnung selbst.

## Die Zahlungsart entfernen, über die eingezogen wird
method-removal-title = Zahlungsart entfernen
method-removal-stops = { $method } ist die einzige gespeicherte Zahlungsart, und darüber werden Ihre Rechnungen eingezogen. Wenn Sie sie entfernen, wird das automatische Bezahlen ausgeschaltet, und Sie bezahlen Ihre Rechnungen selbst.
method-removal-asks = Über { $method } werden Ihre Rechnungen eingezogen. Wählen Sie, wie es danach weitergeht.
method-removal-then = Danach
method-removal-stop = Automatisches Bezahlen ausschalten
method-removal-stop-hint = Sie bezahlen Ihre Rechnungen selbst.
method-removal-choose = Wählen Sie, wie es mit dem automatischen Bezahlen weitergeht

## Die letzten Versuche
attempts-title = Letzte Zahlungsversuche
attempts-autopay = Automatisch für { $number }
attempts-yours = Zahlung für { $number }
attempts-paid = Bezahlt
attempts-declined = Abgelehnt.
attempts-waits-for-you = Wartet auf Sie
attempts-waits = Wir warten auf die Antwort der Bank

## Lastschriften, die Tage dauern
status-on-the-way = Zahlung unterwegs
pay-on-the-way = Eine Zahlung von { $amount } für diese Rechnung ist seit { $time } unterwegs. Solange lässt sie sich nicht noch einmal bezahlen.
overview-on-the-way = Eine Zahlung von { $amount } ist zu uns unterwegs. Sie erhalten eine E-Mail, wenn sie eingegangen ist.
credit-use-waits = Eine Zahlung für diese Rechnung ist begonnen. Ihr Guthaben lässt sich verwenden, sobald sie beendet ist; wenn nichts bezahlt wird, spätestens nach einer Stunde.
method-takes-days = Dauert bis zu { $days } Tage; Sie erhalten eine E-Mail, wenn das Geld eingegangen ist
pay-new-method = Neue Karte oder neues Konto
pay-new-method-hint = Sie geben sie auf der sicheren Seite unseres Zahlungsdienstleisters ein. Wir sehen die Nummer nie. Eine Lastschrift kann einige Tage dauern.
payment-methods-add-any = Karte oder Konto hinzufügen
timeline-payment-failed = Zahlung von { $amount } fehlgeschlagen
timeline-payment-failed-unknown = Zahlung fehlgeschlagen
admin-event-payment-failed = Zahlung fehlgeschlagen
decline-confirmation = Ihre Bank möchte, dass Sie diese Zahlung bestätigen.
decline-account-closed = Das Konto gibt es nicht oder nicht mehr.
decline-not-authorized = Der Kontoinhaber hat die Lastschrift nicht erlaubt.

## E-Mails
mail-link-pay-invoice = Rechnung bezahlen
mail-link-payment-methods = Zahlungsarten öffnen
mail-fact-collected = Automatisch bezahlt
mail-collected-from = wird am { $date } eingezogen: { $method }
mail-autopay-upcoming-subject = Am { $due } ziehen wir { $amount } ein
mail-autopay-upcoming-body =
    am { $due } ziehen wir { $amount } für die Rechnung { $number } ein: { $method }. Sie müssen nichts tun.

    Hier können Sie die Rechnung ansehen:

    { $link }
mail-autopay-not-collected-subject = Bitte bezahlen Sie Rechnung { $number } selbst
mail-autopay-not-collected-body =
    die Rechnung { $number } über { $amount } ist am { $due } fällig und wird nicht automatisch eingezogen. { $reason }

    { $link }
mail-autopay-failed-subject = { $amount } für Rechnung { $number } konnten nicht eingezogen werden
mail-autopay-failed-body =
    wir wollten { $amount } für die Rechnung { $number } einziehen, ohne Erfolg. { $reason }

    Es wurde nichts abgebucht, und wir versuchen es nicht von selbst noch einmal. Bitte bestätigen Sie die Zahlung, oder bezahlen Sie anders:
    Es wurde nichts abgebucht. Bitte bestätigen Sie hier die Zahlung, oder bezahlen Sie anders:

    { "[" }Rechnung bezahlen]({ $link })

    Falls die Karte nicht mehr gilt, können Sie sie ohne Anmeldung erneuern:

    { "[" }Karte erneuern]({ $update_card })
mail-payment-failed-subject = Ihre Zahlung über { $amount } ist zurückgekommen
mail-payment-failed-body =
    Ihre Zahlung über { $amount } für die Rechnung { $number } ist nicht angekommen. { $reason }

    Die Rechnung ist wieder offen. Bitte bezahlen Sie sie hier:

    { $link }
mail-method-expiring-subject = { $method } läuft bald ab
mail-method-expiring-body =
    { $method } gilt noch bis zum { $until }. Geben Sie die Nachfolgerin ein, damit Ihre Zahlungen weiterlaufen. Eine Anmeldung ist nicht nötig:

    { "[" }Karte erneuern]({ $update_card })

    Alle Ihre Zahlungsarten: { $link }
admin-template-autopay-upcoming = Einzug steht bevor
admin-template-autopay-not-collected = Wird nicht automatisch eingezogen
admin-template-autopay-failed = Automatischer Einzug gescheitert
admin-template-payment-failed = Zahlung zurückgekommen
admin-template-method-expiring = Zahlungsart läuft ab
admin-variable-method = Die Zahlungsart
admin-variable-reason = Warum, in einem Satz
