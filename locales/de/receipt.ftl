### The receipt of a payment, and the payment's own page.

## On the receipt
receipt-title = Zahlungsbeleg
receipt-payee = Empfangen von
receipt-payer = Gezahlt von
receipt-amount-received = Erhaltener Betrag
receipt-received-on = Eingegangen am
receipt-received-on-date = Eingegangen am { $date }
receipt-method = Zahlungsart
receipt-reference = Verwendungszweck
receipt-invoice = Bezahlte Rechnung
receipt-issued-on = Rechnungsdatum
receipt-invoice-total = Rechnungsbetrag
receipt-paid = Damit bezahlt
receipt-left-open = Noch offen
receipt-no-invoices = Diese Zahlung war keiner bestimmten Rechnung zugeordnet.
receipt-settled = Auf Rechnungen verrechnet
receipt-to-credit = Ihrem Guthaben zugeschrieben
receipt-credit-note = { $amount } aus dieser Zahlung wurden Ihr Guthaben. Es mindert Ihre nächsten Rechnungen.
receipt-is-credit = Mit dieser Zahlung wurde Guthaben gekauft.
receipt-bought-credit = Gekauftes Guthaben
receipt-bought-credit-note = Mit dieser Zahlung wurde Guthaben über { $amount } gekauft. Es begleicht Ihre Rechnungen und verfällt nie. Darauf fällt keine Steuer an; sie steht auf den Rechnungen, die damit bezahlt werden.

## The page of a payment
payment-page-title = Zahlung über { $amount }
payment-page-number = Belegnummer
payment-page-download = Zahlungsbeleg herunterladen
payment-page-invoices = Was damit bezahlt wurde
payment-page-invoices-caption = Die Rechnungen, die diese Zahlung begleicht
payment-page-no-invoices = Diese Zahlung begleicht keine Rechnung.
payment-page-invoice = Rechnung
payment-page-due-now = Noch offen
payment-page-settled = Aus dieser Zahlung
