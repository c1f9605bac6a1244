### Geld, das zurückgeht: Seiten für Mitarbeiter, was Kunden sehen und die E-Mails dazu.
## States and reasons
refund-state-created = Wird noch veranlasst
refund-state-sent = Veranlasst
refund-state-pending = Unterwegs
refund-state-pending-offline = Zu überweisen
refund-state-requires-action = Wartet auf Bankverbindung
refund-state-succeeded = Erstattet
refund-state-failed = Fehlgeschlagen
refund-state-canceled = Zurückgenommen
refund-reason-over-payment = Zu viel bezahlt
refund-reason-duplicate = Doppelt bezahlt
refund-reason-cancellation = Stornierung
refund-reason-credit-note = Rechnungskorrektur
refund-reason-goodwill = Kulanz
refund-reason-provider = Beim Zahlungsdienst veranlasst
refund-reason-other = Sonstiges
refund-way-bank = Per Überweisung

## What customers see
refunds-portal-title = Erstattungen
refunds-portal-caption = Ihre Erstattungen, die neuesten zuerst
refunds-portal-to = Geht zurück an
refunds-portal-on = Datum
refunds-portal-state = Status
refunds-portal-of-note = Erstattet an { $destination } am { $date }
refunds-portal-of-note-pending = Unterwegs an { $destination } seit { $date }
refunds-portal-failed-note = konnte nicht ausgezahlt werden und ist wieder Ihr Guthaben
timeline-refunded = Erstattung von { $amount } veranlasst
timeline-refund-failed = Erstattung von { $amount } fehlgeschlagen; der Betrag ist wieder Guthaben
timeline-refund-of-unknown = Erstattung
admin-event-refunded = Erstattet
admin-event-refund-failed = Erstattung fehlgeschlagen

## The form
refund-form-title = Zahlung erstatten
refund-form-payment = Zahlung
refund-form-paid = Bezahlt
refund-form-allocated = Begleicht Rechnungen
refund-form-refunded = Erstattet oder unterwegs
refund-form-disputed = Durch Rückbuchung entzogen
refund-form-credit = Auszahlbares Guthaben des Kunden
refund-form-most = Kann jetzt zurückgehen
refund-form-allocated-note = { $amount } dieser Zahlung begleichen Rechnungen. Um sie zurückzugeben, stellen Sie zuerst eine Rechnungskorrektur aus oder nehmen Sie die Zahlung von der Rechnung: Der Betrag wird Guthaben, und aus Guthaben wird erstattet.
refund-form-disputed-note = Die Bank des Kunden hat { $amount } entzogen. Solange darüber nicht entschieden ist, kann nichts an die Karte zurückgehen.
refund-form-nothing = Von dieser Zahlung kann jetzt nichts zurückgehen.
refund-form-amount = Betrag
refund-form-way = Auf welchem Weg
refund-form-way-source = Zurück an { $destination }
refund-form-way-bank = Über unsere Bank
refund-form-bank = Nur bei Überweisung
refund-form-reference = Verwendungszweck auf dem Kontoauszug
refund-form-paid-on = Überwiesen am
refund-form-paid-on-hint = Leer lassen, wenn noch zu überweisen ist.
refund-form-reason = Grund
refund-form-note = Notiz für Kollegen
refund-form-submit = Erstatten
refund-form-confirm = Der Betrag verlässt sofort das Guthaben des Kunden. Was an eine Karte gegangen ist, lässt sich nicht zurückrufen.
refund-form-earlier = Erstattungen dieser Zahlung
refund-form-done = Die Erstattung ist veranlasst.
refund-form-not-positive = Geben Sie einen Betrag größer als null ein
refund-form-more-than-left = Von dieser Zahlung können noch { $left } zurückgehen
refund-form-not-enough-credit = Vom Guthaben des Kunden können { $available } ausgezahlt werden
refund-form-no-longer-left = Von dieser Zahlung kann inzwischen weniger zurückgehen; öffnen Sie das Formular neu
refund-form-is-disputed = { $amount } dieser Zahlung sind strittig; an die Karte kann nichts zurückgehen
refund-form-no-source = Diese Zahlung kann nicht auf ihrem Weg zurückgehen
refund-form-in-future = Das Datum liegt in der Zukunft
refund-form-key-reused = Dieses Formular wurde schon mit anderen Werten gesendet; öffnen Sie es neu
refund-form-choose = Wählen Sie eine der Möglichkeiten

## The excess of a credit note
refund-excess-legend = Wenn mehr gutgeschrieben wird, als offen ist
refund-excess-credit = Der Rest bleibt Guthaben des Kunden
refund-excess-source = Der Rest geht an die Zahlungen zurück, aus denen er stammt
refund-excess-bank = Der Rest wurde überwiesen
refund-excess-hint = Nur was übrig bleibt, nachdem die Rechnung gemindert ist.
refund-excess-goes-to = Geht an die Zahlung zurück, aus der es stammt
refund-excess-by-bank = Überwiesen
refund-excess-not-enough = Von den Kartenzahlungen der Rechnung können noch { $left } zurückgehen; übrig sind { $asked }

## The list
nav-refunds = Erstattungen
refunds-admin-title = Erstattungen
refunds-admin-by-state = Erstattungen nach Status
refunds-admin-caption = Erstattungen aller Kunden, die neuesten zuerst
refunds-admin-open = In Arbeit
refunds-admin-succeeded = Erstattet
refunds-admin-failed = Fehlgeschlagen
refunds-admin-review = Zu prüfen
refunds-admin-empty = Keine Erstattung hat diesen Status.
refunds-admin-shown = { $count ->
    [one] { $count } Erstattung
   *[other] { $count } Erstattungen
  }
refunds-admin-acts = Was zu tun ist
refunds-admin-unfunded = Kein Guthaben deckt sie
refunds-admin-unfunded-note = Sie wurde beim Zahlungsdienst veranlasst, und der Kunde hatte kein Guthaben dafür. Stellen Sie eine Rechnungskorrektur aus oder nehmen Sie die Zahlung von der Rechnung und verrechnen Sie sie dann mit dem Guthaben.
refunds-admin-retry = Erneut erstatten
refunds-admin-retry-confirm = Derselbe Betrag wird als neue Erstattung aus dem Guthaben des Kunden veranlasst.
refunds-admin-mark-paid = Als überwiesen markieren
refunds-admin-withdraw = Zurücknehmen
refunds-admin-withdraw-confirm = Der Betrag wird wieder Guthaben des Kunden.
refunds-admin-draw-credit = Mit Guthaben verrechnen
refunds-admin-done-retried = Die Erstattung ist erneut veranlasst.
refunds-admin-done-paid = Die Erstattung ist als überwiesen markiert.
refunds-admin-done-withdrawn = Die Erstattung ist zurückgenommen; der Betrag ist wieder Guthaben.
refunds-admin-done-drawn = Die Erstattung ist mit dem Guthaben verrechnet.
refunds-admin-done-nothing = Nichts geschehen: Die Erstattung ist inzwischen weiter.
refunds-admin-done-no-credit = Nichts geschehen: Der Kunde hat nicht genug auszahlbares Guthaben.
refunds-admin-done-not-left = Nichts geschehen: Von der Zahlung kann inzwischen weniger zurückgehen.
refunds-admin-done-date = Nichts geschehen: Das Datum fehlt oder liegt in der Zukunft.
refunds-admin-done-note-void = Nichts geschehen: Die Rechnungskorrektur zu dieser Erstattung ist storniert.

## E-mails
admin-template-refund-sent = Erstattung unterwegs
admin-template-refund-failed = Erstattung fehlgeschlagen
mail-link-view-refunds = Erstattungen ansehen
mail-fact-refunded-to = Geht zurück an
mail-refund-sent-subject = Ihre Erstattung über { $amount }
mail-refund-sent-body =
    wir haben Ihnen { $amount } erstattet. Je nach Bank dauert es fünf bis zehn Werktage, bis Sie den Betrag sehen.

    Ihre Erstattungen finden Sie hier:

    { $link }
mail-refund-failed-subject = Ihre Erstattung über { $amount } konnte nicht ausgezahlt werden
mail-refund-failed-body =
    leider hat Ihre Bank unsere Erstattung über { $amount } nicht angenommen. Der Betrag ist wieder Ihr Guthaben und mindert Ihre nächsten Rechnungen.

    Wenn Sie ihn lieber auf anderem Weg erhalten möchten, antworten Sie auf diese E-Mail. Ihre Erstattungen finden Sie hier:

    { $link }
