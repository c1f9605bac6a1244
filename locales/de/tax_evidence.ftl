### Nachweis der Besteuerung, Befreiungen, einbehaltene Steuer.

## Einbehaltene Steuer
withholding-amount = Einbehaltene Steuer
withholding-certified-on = Bescheinigt am
withholding-certificate = Bescheinigung
withholding-rate = Quellensteuersatz
withholding-note = Im Namen des Verkäufers ans Finanzamt gezahlt: Sie begleicht die Rechnung, ohne dass Geld eingegangen ist.
withholding-page-title = Quellensteuer über { $amount }
withholding-done-recorded = Quellensteuer über { $amount } wurde erfasst.
withholding-take-off-confirm = Die Rechnung ist wieder offen. Die Bescheinigung zählt nicht, bis sie neu erfasst wird.
withholding-only-for = Bei Quellensteuer
withholding-how = Wählen Sie die Zahlungsart „Quellensteuer“, tragen Sie die Nummer der Bescheinigung als Verwendungszweck und ihren Tag als Eingangstag ein, und kreuzen Sie die Rechnungen an.
withholding-rate-percent = Quellensteuersatz in Prozent
withholding-rate-hint = Nigeria: 5 oder 10.
withholding-error-certificate = Geben Sie die Nummer der Bescheinigung ein, höchstens 60 Zeichen.
withholding-error-rate = Geben Sie den einbehaltenen Satz ein, zum Beispiel 5 oder 10.
withholding-error-no-invoice = Kreuzen Sie die Rechnungen an, von denen die Steuer einbehalten wurde.
withholding-error-more-than-due = Auf diesen Rechnungen sind nur { $amount } offen.
withholding-error-more-than-rate = Zu diesem Satz können von diesen Rechnungen höchstens { $amount } einbehalten worden sein.
