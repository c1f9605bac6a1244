### Labels on PDF documents.

## Titles
document-invoice = Rechnung
document-credit-note = Rechnungskorrektur (Gutschrift)

## Head
document-invoice-number = Rechnungsnummer
document-customer-number = Kundennummer
document-issued-on = Rechnungsdatum
document-credit-note-issued-on = Ausstellungsdatum
document-service-period = Leistungszeitraum
document-due-on = Fällig am
document-due-by = Fällig bis { $date }
document-original-invoice = Zu Rechnung
document-original-invoice-dated = { $number } vom { $date }
document-purchase-order = Ihre Bestellnummer
document-bill-to = Rechnungsempfänger
document-seller = Rechnungssteller
document-logo-alt = Logo von { $seller }
document-vat-id = USt-IdNr.
document-page = Seite { $page } von { $pages }

## Lines
document-line-description = Beschreibung
document-line-quantity = Menge
document-line-unit-price = Einzelpreis
document-line-tax-rate = USt.
document-line-amount = Betrag
document-no-lines = Dieses Dokument enthält keine Positionen.

## Totals
document-subtotal = Zwischensumme
document-tax-line = USt. { $rate } auf { $taxable }
document-gross-total = Gesamtbetrag (brutto)
document-amount-due = Zahlbetrag
document-amount-credited = Gutgeschriebener Betrag

## What the law wants said about the tax
document-tax-note-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).
document-tax-note-intra-community = Steuerfreie innergemeinschaftliche Lieferung.
document-tax-note-export = Steuerfreie Ausfuhrlieferung.
document-tax-note-exempt = Steuerfreie Leistung.
document-tax-note-outside-scope = Nicht steuerbare Leistung.
document-tax-note-zero-rated = Steuersatz 0 %.

## Payment
document-pay-by-transfer = Per Überweisung
document-account-holder = Kontoinhaber
document-bank = Bank
document-payment-reference = Verwendungszweck
document-scan-to-pay = In der Banking-App scannen
document-scan-to-pay-alt = QR-Code: Überweisung für { $number } in Ihrer Banking-App
document-credit-reason = Grund

## Why a credit note was issued
credit-reason-returned = Warenrückgabe
credit-reason-duplicate = Doppelt berechnet
credit-reason-billing-error = Fehler in der Rechnung
credit-reason-goodwill = Kulanz
credit-reason-cancellation = Stornierung
credit-reason-other = Sonstiges
