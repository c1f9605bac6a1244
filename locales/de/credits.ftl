# Guthaben: Gutschriften auf dem Kundenkonto, ihre Bewegungen und das Stornieren von Rechnungskorrekturen.

timeline-credit-note-voided = Rechnungskorrektur { $number } storniert
