# Zeilen, die die Abrechnung auf Rechnungen schreibt.
invoice-line-discount = Rabatt auf { $line }: { $coupons }
invoice-line-commitment = Mindestabnahme, { $plan }
invoice-line-late-usage = Nachträgliche Nutzung, { $line }: aus { $before } wurden { $after }
