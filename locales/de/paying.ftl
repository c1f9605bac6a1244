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
admin-refused-disputed = Die Zuordnung wurde nicht aufgehoben: Die Bank des Kunden hat für diese Zahlung Geld zurückgebucht. Warten Sie, bis darüber entschieden ist.

# Eine Zahlung, die auf die Rückfrage der Bank wartet

charge-cancel = Diese Zahlung abbrechen
charge-cannot-be-canceled = Diese Zahlung kann nicht abgebrochen werden. Bleibt die Rückfrage Ihrer Bank unbeantwortet, endet sie von selbst.
charge-not-canceled = Unser Zahlungsdienstleister ist nicht erreichbar; die Zahlung wurde nicht abgebrochen. Bitte versuchen Sie es in einigen Minuten noch einmal.

# Anzahlungen und Zahlungsbedingungen

invoice-deposit = Anzahlung
invoice-deposit-by = { $amount } bis { $date }
invoice-deposit-due = Eine Anzahlung von { $amount } ist bis { $date } fällig. Davon sind noch { $left } zu bezahlen.
invoice-deposit-overdue = Eine Anzahlung von { $amount } war bis { $date } fällig. Davon sind { $left } überfällig.
pay-deposit-hint = Zuerst ist eine Anzahlung von { $first } fällig, bis { $date }. Insgesamt sind { $amount } fällig.
document-deposit-due = Anzahlung, fällig bis { $date }
admin-deposit = Anzahlung vor Beginn
admin-deposit-hint = Ein Anteil wie 25 % oder ein Betrag. Leer: keine.
admin-deposit-due-on = Anzahlung fällig am
admin-deposit-due-on-hint = Leer: bei Erhalt
admin-deposit-no-share = Geben Sie einen Anteil über 0 % bis höchstens 100 % oder einen Betrag ein
admin-deposit-not-positive = Eine Anzahlung ist größer als null
admin-deposit-nothing-to-pay = Eine Rechnung über nichts hat keine Anzahlung
admin-deposit-more-than-total = Eine Anzahlung ist höchstens die Summe von { $amount }
admin-deposit-due-outside = Eine Anzahlung ist zwischen Ausstellung und Fälligkeit der Rechnung fällig
admin-refused-deposit = Die Rechnung wurde nicht ausgestellt: Ihre Anzahlung passt nicht zu Summe oder Daten. Bearbeiten Sie den Entwurf.
admin-payment-terms = Zahlungsbedingungen
admin-payment-terms-hint = Was eine neue Rechnung vorschlägt. Ausgestellte Rechnungen behalten ihr Fälligkeitsdatum.
admin-terms-of-seller = Wie beim Verkäufer
admin-terms-on-receipt = Fällig bei Erhalt
admin-terms-net = { $days } Tage netto

# Guthaben für mehrere Rechnungen

admin-place-credit = Guthaben Rechnungen zuordnen
admin-place-credit-available = Verfügbar:
admin-place-credit-on = Auf diese Rechnungen
admin-place-credit-hint = Jede erhält, was auf ihr offen ist, in dieser Reihenfolge, soweit das Guthaben reicht.
admin-place-credit-nothing = Es wurde nichts zugeordnet: Wählen Sie offene Rechnungen, für deren Währung es Guthaben gibt.
