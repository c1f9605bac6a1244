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

## Befreiungen
exemption-title = Steuerbefreiungen
exemption-intro = Eine am Rechnungstag gültige Bescheinigung befreit automatisch erstellte Rechnungen von der Steuer ihres Landes.
exemption-none = Keine Befreiungsbescheinigung.
exemption-enter = Bescheinigung eingeben
exemption-country = Land der Steuer
exemption-country-hint = Wessen Steuer nicht berechnet wird.
exemption-reason = Grund
exemption-reason-hint = Er steht auf der Rechnung.
exemption-certificate = Nummer der Bescheinigung
exemption-valid-from = Erster Tag
exemption-valid-until = Letzter Tag
exemption-from-until = { $from } bis { $until }
exemption-from = Ab { $from }
exemption-holds = Gültig
exemption-not-now = Heute nicht
exemption-withdrawn = Zurückgezogen
exemption-withdraw = Zurückziehen
exemption-withdraw-confirm = Ab jetzt wird wieder mit Steuer berechnet. Was ausgestellt ist, behält seinen Nachweis.
exemption-done-entered = Die Bescheinigung ist eingegeben.
exemption-done-withdrawn = Die Bescheinigung ist zurückgezogen.
exemption-error-end = Der letzte Tag liegt vor dem ersten.
exemption-reason-diplomatic = Botschaft, internationale Organisation oder Streitkräfte
exemption-reason-government = Behörde
exemption-reason-charity = gemeinnützige Einrichtung
exemption-reason-education = Bildung
exemption-reason-health = Heilbehandlung
exemption-reason-resale = Kauf zum Weiterverkauf
exemption-reason-other = laut Bescheinigung
exemption-printed = Steuerbefreit: { $reason }. Bescheinigung { $number }.
exemption-on-document = Steuerbefreiung

## Nachweis
proof-title = Warum so besteuert wurde
proof-tax-point = Besteuerungstag
proof-buyer = Land des Kunden
proof-country-unknown = Unbekannt
proof-from-billing-address = Aus der Rechnungsadresse
proof-from-nowhere = Nicht bekannt: wie im Land des Verkäufers besteuert
proof-buyer-tax-id = Steuernummer des Kunden
proof-tax-id-none = Keine aus seinem Land: steuerlich Verbraucher
proof-tax-id-form = Form und Prüfziffern stimmen
proof-registry-not-looked-up = Nicht im Register nachgeschlagen
proof-registry-confirmed = Vom Register bestätigt
proof-registry-refused = Dem Register nicht bekannt
proof-registry-unavailable = Das Register hat nicht geantwortet
proof-seller = Verkäufer
proof-rule = Regel
proof-rate = Kategorie und Satz
proof-reason-domestic = Verkäufer und Kunde sind im selben Land
proof-reason-reverse-charge = Reverse Charge: Der Kunde schuldet die Steuer
proof-reason-destination = Verbraucher in einem anderen Mitgliedstaat: der Satz dort
proof-reason-outside-scope = Außerhalb des Steuergebiets des Verkäufers
proof-reason-exported = Ausgeführte Dienstleistung, Nullsatz
proof-reason-no-tax = Im Land gibt es diese Steuer nicht
proof-reason-exempt = Befreit laut Bescheinigung
