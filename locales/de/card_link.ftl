### Eine neue Karte über den Link einer E-Mail, ohne Anmeldung.

card-link-title = Karte erneuern
card-link-for = { $seller } bittet Sie um eine neue Karte.
card-link-for-card = { $seller } bittet Sie um eine neue Karte anstelle der Karte mit den Endziffern { $last4 }.
card-link-go = Neue Karte eingeben
card-link-hint = Sie geben sie auf der sicheren Seite unseres Zahlungsdienstleisters ein. Wir sehen die Nummer nie.
card-link-saved = Vielen Dank. Die neue Karte ist gespeichert und wird ab jetzt belastet. Sie können diese Seite schließen.
card-link-not-saved = Die Karte wurde nicht gespeichert. Es hat sich nichts geändert.
card-link-again = Noch einmal versuchen
card-link-invalid = Dieser Link gilt nicht mehr. Melden Sie sich an, um Ihre Karte zu erneuern, oder nutzen Sie den Link in unserer neuesten E-Mail.
card-link-sign-in = Anmelden
admin-variable-update-card = Die Adresse, die ohne Anmeldung zu einer neuen Karte führt; gilt einmal, 7 Tage lang
