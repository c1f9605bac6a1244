### What is said when something cannot be done.

## Whole pages
error-not-found-title = Seite nicht gefunden
error-not-found-text = Unter dieser Adresse gibt es nichts, oder Sie dürfen es nicht sehen.
error-forbidden-title = Nicht erlaubt
error-forbidden-text = Ihre Rolle erlaubt das nicht. Wenden Sie sich an eine Person mit der Rolle Inhaber.
error-internal-title = Etwas ist schiefgelaufen
error-internal-text = Der Fehler liegt bei uns und wurde protokolliert. Bitte versuchen Sie es später erneut.
error-unavailable-title = Nicht erreichbar
error-bad-request-title = Nicht verstanden
error-bad-request-text = Die Anfrage konnte nicht gelesen werden. Bitte gehen Sie zurück und versuchen Sie es erneut.
error-home = Zur Startseite
error-reference = Referenz für den Support:
error-unavailable-text = Der Dienst ist gerade nicht verfügbar. Bitte versuchen Sie es erneut.
card-number-refused-title = Kartennummern werden hier nicht angenommen
card-number-refused-text = Ihre Eingabe enthält die Nummer einer Zahlungskarte. Sie wurde nicht gespeichert. Bitte gehen Sie zurück, entfernen Sie die Nummer und senden Sie das Formular erneut. Falls es keine Kartennummer ist, schreiben Sie einen Buchstaben unmittelbar davor.

## Forms
form-errors-title = { $count ->
        [one] Bitte korrigieren Sie { $count } Eingabe:
       *[other] Bitte korrigieren Sie { $count } Eingaben:
    }
form-error-required = Bitte füllen Sie dieses Feld aus.
form-error-too-long = Höchstens { $count } Zeichen.
form-error-email = Bitte geben Sie eine E-Mail-Adresse wie name@example.com ein.
form-error-choice = Bitte wählen Sie eine der Möglichkeiten.
form-optional = optional

## Amounts
amount-error-empty = Bitte geben Sie einen Betrag ein.
amount-error-character = Bitte geben Sie nur Ziffern ein; „{ $character }“ gehört nicht in einen Betrag.
amount-error-marks = Bitte schreiben Sie den Betrag wie 1.234,50: mit Komma vor den Nachkommastellen.
amount-error-decimals = { $decimals ->
        [0] { $currency } hat keine Nachkommastellen.
       *[other] { $currency } hat höchstens { $decimals } Nachkommastellen.
    }
amount-error-too-large = Dieser Betrag ist zu groß.

## Dates
date-error-empty = Bitte geben Sie ein Datum ein.
date-error-not-a-date = Bitte geben Sie ein Datum wie 31.12.2026 ein.

## Tax numbers
tax-id-error-format = Das sieht nicht nach einer Steuernummer aus: { $country }.
tax-id-error-check-digit = Eine Ziffer dieser Steuernummer stimmt nicht. Bitte prüfen Sie sie.
tax-id-error-country = Steuernummern dieses Landes können wir nicht prüfen.
