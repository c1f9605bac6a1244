### Labels on PDF documents.

## Titles
document-invoice = Rechnung
document-credit-note = Rechnungskorrektur (Gutschrift)
document-receipt = Zahlungsbeleg
document-statement = Kontoauszug
document-installment-agreement = Ratenzahlungsvereinbarung
document-draft = Entwurf – keine Rechnung
document-copy = Kopie
document-void = Storniert

## Head
document-invoice-number = Rechnungsnummer
document-credit-note-number = Nummer der Rechnungskorrektur
document-receipt-number = Belegnummer
document-customer-number = Kundennummer
document-issued-on = Rechnungsdatum
document-credit-note-issued-on = Ausstellungsdatum
document-supplied-on = Leistungsdatum
document-service-period = Leistungszeitraum
document-due-on = Fällig am
document-due-on-receipt = Sofort fällig
document-original-invoice = Zu Rechnung
document-original-invoice-dated = { $number } vom { $date }
document-purchase-order = Ihre Bestellnummer
document-bill-to = Rechnungsempfänger
document-ship-to = Lieferadresse
document-seller = Rechnungssteller
document-vat-id = USt-IdNr.
document-customer-vat-id = Ihre USt-IdNr.
document-tax-number = Steuernummer
document-company-number = Handelsregisternummer
document-page = Seite { $page } von { $pages }

## Lines
document-line-position = Pos.
document-line-description = Beschreibung
document-line-quantity = Menge
document-line-unit = Einheit
document-line-unit-price = Einzelpreis
document-line-discount = Rabatt
document-line-tax-rate = USt.
document-line-net = Netto
document-line-amount = Betrag
document-carried-forward = Übertrag

## Totals
document-subtotal = Zwischensumme
document-discount = Rabatt
document-net-total = Nettobetrag
document-tax-line = USt. { $rate } auf { $taxable }
document-sales-tax-line = Verkaufssteuer { $rate } auf { $taxable }
document-tax-total = Steuerbetrag
document-gross-total = Gesamtbetrag (brutto)
document-paid = Bereits gezahlt
document-credit-applied = Verrechnetes Guthaben
document-amount-due = Zahlbetrag
document-amount-credited = Gutgeschriebener Betrag
document-amount-refunded = Erstatteter Betrag
document-tax-in-currency = Steuer in { $currency } zum Kurs { $rate }: { $amount }

## What the law wants said about the tax
document-tax-note-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).
document-tax-note-intra-community = Steuerfreie innergemeinschaftliche Lieferung.
document-tax-note-export = Steuerfreie Ausfuhrlieferung.
document-tax-note-exempt = Steuerfreie Leistung.
document-tax-note-outside-scope = Nicht steuerbare Leistung.
document-tax-note-zero-rated = Steuersatz 0 %.

## Payment
document-how-to-pay = Zahlungshinweise
document-pay-online = Online bezahlen
document-pay-by-transfer = Per Überweisung
document-account-holder = Kontoinhaber
document-bank = Bank
document-iban = IBAN
document-bic = BIC
document-account-number = Kontonummer
document-sort-code = Bankleitzahl
document-payment-reference = Verwendungszweck
document-charged-automatically = { $amount } wird am { $date } automatisch abgebucht: { $method }.
document-paid-on = Bezahlt am { $date }. Vielen Dank.
document-scan-to-pay = Zum Bezahlen scannen
document-credit-reason = Grund

## Receipt
document-received-from = Erhalten von
document-received-on = Erhalten am
document-paid-with = Bezahlt mit
document-receipt-for = Diese Zahlung begleicht
document-unallocated = Als Guthaben verbucht

## Statement of account
document-statement-period = { $from } bis { $to }
document-opening-balance = Anfangssaldo
document-closing-balance = Endsaldo
document-statement-date = Datum
document-statement-entry = Buchung
document-statement-debit = Belastung
document-statement-credit = Gutschrift
document-statement-balance = Saldo

## Installment agreement
document-installment-schedule = Zahlungsplan
document-installment-number = Rate
document-down-payment = Anzahlung
document-accepted-by = Zugestimmt durch { $name } am { $time }
