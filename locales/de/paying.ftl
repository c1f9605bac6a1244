# Mehrere Rechnungen auf einmal bezahlen, und mehrere Zahlungen für eine

pay-all-in = Alles Fällige in { $currency } bezahlen
pay-several-title = { $count } Rechnungen bezahlen
pay-several-amounts = Was bezahlt wird
pay-several-hint = Ändern Sie einen Betrag, um einen Teil zu bezahlen; leeren Sie ihn, um die Rechnung auszulassen.
pay-several-amount = Jetzt bezahlen
pay-several-amount-of = Was Sie von { $number } jetzt bezahlen
pay-several-total = Summe
pay-several-add-up = Zusammenzählen
pay-of-invoice = { $number }: { $sentence }
pay-nothing-chosen = Geben Sie für mindestens eine Rechnung einen Betrag ein
pay-selection-changed = Seit dem Öffnen dieser Seite hat sich etwas geändert. Prüfen Sie die Beträge und senden Sie sie noch einmal. Es wurde nichts abgebucht.
pay-selection-occupied = Zu einer dieser Rechnungen ist eine andere Zahlung unterwegs. Sie wurde ausgelassen; es wurde nichts abgebucht.
pay-under-way-of = Für { $number } ist eine Zahlung über { $amount } unterwegs.
pay-others-title = Eine eigene Zahlung
pay-others-why = Eine Zahlung geht an einen Verkäufer, in einer Währung.
pay-other-payment = { $amount } an { $seller }
invoices-pick = Bezahlen
invoices-pick-one = { $number } bezahlen
invoices-pay-picked = Angekreuzte bezahlen
charge-for-invoices = { $amount } für die Rechnungen { $numbers }
charge-paid-several = Die Rechnungen sind vollständig bezahlt. Eine Bestätigung senden wir Ihnen per E-Mail.
charge-paid-rest-several = Ihre Zahlung ist eingegangen. { $amount } sind auf diesen Rechnungen noch offen.
charge-see-invoices = Rechnungen ansehen

# Geld, das wieder von einer Rechnung genommen wird

timeline-allocation-reversed = { $amount } wurden wieder von dieser Rechnung genommen und sind jetzt Ihr Guthaben
timeline-allocation-of-unknown = Eine Zahlung wurde wieder von dieser Rechnung genommen
admin-event-allocation-reversed = Zuordnung aufgehoben
admin-allocations = Zugeordnete Beträge
admin-allocation-reversed = Wieder aufgehoben
admin-taken-off-on = Aufgehoben am { $date }
admin-take-off = Zuordnung aufheben
admin-take-off-confirm = Die Rechnung ist dann wieder offen, und das Geld wird Guthaben der Kundin oder des Kunden. Es kann danach einer anderen Rechnung zugeordnet werden.
admin-done-taken-off = Die Zuordnung wurde aufgehoben. Das Geld ist jetzt Guthaben.
admin-refused-not-taken-off = Die Zuordnung wurde nicht aufgehoben: Das geht nur bei Zahlungen und Guthaben. Was eine Gutschrift mindert, bleibt so lange wie die Gutschrift.

# Eine Zahlung, die auf die Rückfrage der Bank wartet

charge-cancel = Diese Zahlung abbrechen
charge-cannot-be-canceled = Diese Zahlung kann nicht abgebrochen werden. Bleibt die Rückfrage Ihrer Bank unbeantwortet, endet sie von selbst.
charge-not-canceled = Unser Zahlungsdienstleister ist nicht erreichbar; die Zahlung wurde nicht abgebrochen. Bitte versuchen Sie es in einigen Minuten noch einmal.
