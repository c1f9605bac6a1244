### The customer's portal.

## Overview
overview-title = Übersicht
overview-amount-due = Offener Betrag
overview-nothing-due = Nichts offen
overview-nothing-due-note = Alle Rechnungen sind beglichen.
overview-open-invoices = { $count ->
        [one] { $count } offene Rechnung, fällig am { $date }.
       *[other] { $count } offene Rechnungen, die nächste fällig am { $date }.
    }
overview-open-overdue = { $count ->
        [one] { $count } offene Rechnung, sie ist überfällig.
       *[other] { $count } offene Rechnungen, alle überfällig.
    }
overview-open-partly-overdue = { $overdue ->
        [one] { $count } offene Rechnungen, davon { $overdue } überfällig.
       *[other] { $count } offene Rechnungen, davon { $overdue } überfällig.
    }
overview-overdue = { $count ->
        [one] { $count } Rechnung ist überfällig: { $amount }.
       *[other] { $count } Rechnungen sind überfällig: zusammen { $amount }.
    }
overview-see-overdue = { $count ->
        [one] Überfällige Rechnung ansehen
       *[other] Überfällige Rechnungen ansehen
    }
overview-see-open = Offene Rechnungen ansehen
overview-next-due = Als Nächstes fällig
overview-credit = Guthaben
overview-credit-note = Wird mit den nächsten Rechnungen verrechnet
overview-recent = Letzte Rechnungen
overview-all-invoices = Alle Rechnungen
overview-details-incomplete = Ihre Rechnungsdaten sind unvollständig. Rechnungen brauchen eine Anschrift und eine Person, die sie erhält.
overview-complete-details = Rechnungsdaten ergänzen
overview-empty-mailed-to = Ihre erste Rechnung erscheint hier und wird an { $email } gesendet.

## List of invoices
invoices-title = Rechnungen
invoices-caption = Rechnungen, neueste zuerst
invoices-empty-title = Noch keine Rechnungen
invoices-empty = Die erste erscheint hier, sobald sie ausgestellt ist.
invoices-empty-action = Rechnungsdaten prüfen
invoices-none-found-title = Keine passende Rechnung
invoices-none-found = Zu dieser Auswahl gibt es keine Rechnung. Entfernen Sie einen der Filter oder alle.
invoices-search = Rechnungen suchen
invoices-search-hint = Rechnungs- oder Bestellnummer
invoices-filters = Filter
invoices-any-state = Alle
invoices-any-currency = Alle
invoices-filter-text = Text
invoices-filter-from = Ausgestellt ab
invoices-filter-to = Ausgestellt bis
invoices-filter-ignored = Ein Teil dieser Adresse war nicht lesbar und wurde weggelassen.
invoices-active-filters = Aktive Filter
invoices-remove-filter = Filter entfernen
invoices-shown = { $count ->
        [one] { $count } Rechnung, neueste zuerst
       *[other] { $count } Rechnungen, neueste zuerst
    }

## One invoice
invoice-title = Rechnung { $number }
invoice-number = Rechnungsnummer
invoice-issued-on = Ausgestellt
invoice-due-on = Fällig
invoice-state = Status
invoice-total = Gesamtbetrag
invoice-draft = Entwurf
invoice-rest-due = { $amount } offen
invoice-lines = Rechnungspositionen
invoice-paid-so-far = Bezahlt
invoice-credited = Gutgeschrieben
invoice-amount-due = Offener Betrag
invoice-payment = Zahlung
invoice-paid-on = Am { $date } vollständig beglichen. Vielen Dank.
invoice-paid-in-full = Vollständig beglichen. Vielen Dank.
invoice-void-note = Diese Rechnung ist storniert. Darauf ist nichts zu zahlen.
invoice-written-off-note = Auf diese Rechnung erwarten wir keine Zahlung mehr.
invoice-no-account = Bitte fragen Sie uns nach der Bankverbindung.
invoice-reference-note = Bitte geben Sie den Verwendungszweck an, damit wir Ihre Zahlung zuordnen können.
invoice-voided = Storniert am { $time }. Auf diese Rechnung ist nichts zu zahlen.
invoice-see-replacement = Ersatzrechnung { $number } ansehen
invoice-replaces = Diese Rechnung ersetzt die stornierte Rechnung { $number }.
invoice-see-replaced = { $number } ansehen
invoice-disputed = Sie haben diese Rechnung beanstandet. Wir prüfen das.
invoice-payments = Zahlungen und Gutschriften
invoice-payments-caption = Was diese Rechnung gemindert hat, älteste zuerst
invoice-paid-with = Bezahlt mit
invoice-credit-note-number = Rechnungskorrektur { $number }
invoice-credit-notes = Rechnungskorrekturen zu dieser Rechnung

## What happened to a document
timeline-title = Verlauf
timeline-imported = Aus dem bisherigen System übernommen
timeline-finalized = Ausgestellt
timeline-emailed = An { $email } gesendet
timeline-bounced = Die E-Mail an { $email } konnte nicht zugestellt werden
timeline-downloaded = Heruntergeladen von { $name }
timeline-former-member = einem früheren Mitglied
timeline-payment-recorded = Zahlung über { $amount } eingegangen
timeline-payment-of-unknown = Zahlung eingegangen
timeline-credit-applied = Guthaben von { $amount } verrechnet
timeline-credit-of-unknown = Guthaben verrechnet
timeline-credited = Rechnungskorrektur { $number } über { $amount }
timeline-credited-unknown = Gutgeschrieben
timeline-paid = Vollständig beglichen
timeline-voided = Storniert
timeline-written-off = Ausgebucht
timeline-disputed = Beanstandung eingegangen
timeline-dispute-closed = Beanstandung abgeschlossen

## Credit notes
credit-notes-title = Rechnungskorrekturen
credit-notes-sub = Was wir zurückgenommen oder erstattet haben, jeweils mit der berichtigten Rechnung.
credit-notes-caption = Rechnungskorrekturen, neueste zuerst
credit-notes-empty-title = Keine Rechnungskorrekturen
credit-notes-empty = Wenn wir eine Rechnung berichtigen oder etwas zurücknehmen, erscheint die Rechnungskorrektur hier.
credit-notes-shown = { $count ->
        [one] { $count } Rechnungskorrektur, neueste zuerst
       *[other] { $count } Rechnungskorrekturen, neueste zuerst
    }
credit-note-title = Rechnungskorrektur { $number }
credit-note-number = Nummer
credit-note-of = Zu Rechnung
credit-note-of-none = Keine einzelne Rechnung
credit-note-total = Gutgeschriebener Betrag
credit-note-placed = Verwendung
credit-note-applied = Von der Rechnung abgezogen
credit-note-to-credit = Ihrem Guthaben zugeschrieben
credit-note-placed-note = Eine Rechnungskorrektur mindert zuerst, was auf ihre Rechnung offen ist. Der Rest wird Guthaben für Ihre nächsten Rechnungen.

## Payments
payments-title = Zahlungen
payments-caption = Zahlungen, neueste zuerst
payments-empty-title = Noch keine Zahlungen
payments-empty = Eine Zahlung erscheint hier, sobald wir sie erhalten und verbucht haben.
payments-shown = { $count ->
        [one] { $count } Zahlung, neueste zuerst
       *[other] { $count } Zahlungen, neueste zuerst
    }
payment-received-on = Eingegangen
payment-paid-with = Bezahlt mit
payment-allocations = Verwendet für
payment-to-credit = { $amount } als Guthaben
payment-bought-credit = { $amount } Guthaben gekauft

## Billing details
billing-details-title = Rechnungsdaten
billing-details-applies-next = Änderungen gelten ab dem nächsten Dokument. Bereits ausgestellte Dokumente bleiben unverändert.
billing-details-saved = Ihre Rechnungsdaten wurden gespeichert. Sie gelten ab dem nächsten Dokument.
billing-details-read-only = Sie können diese Angaben einsehen. Ändern können sie Inhaber und Rechnungsverwaltung.
billing-details-company = Unternehmen
billing-details-account = Kundennummer { $number }
billing-details-legal-name = Firmenname
billing-details-address = Anschrift
billing-details-address-line1 = Anschrift, Zeile 1
billing-details-address-line2 = Anschrift, Zeile 2
billing-details-city = Ort
billing-details-region = Bundesland oder Region
billing-details-postal-code = Postleitzahl
billing-details-country = Land
billing-details-choose-country = Land wählen
billing-details-tax-ids = Steuernummern
billing-details-tax-ids-hint = Sie stehen auf Ihren Rechnungen. Leeren Sie ein Feld, um die Nummer zu entfernen.
billing-details-tax-country = Land der Steuernummer { $number }
billing-details-tax-number = Steuernummer { $number }
billing-details-northern-ireland = Nordirland
billing-details-one-stop-shop = EU-One-Stop-Shop
billing-details-correspondence = Schriftverkehr
billing-details-emails = E-Mail-Adressen für Dokumente
billing-details-emails-hint = Eine pro Zeile. Jede erhält alle Rechnungen und Rechnungskorrekturen.
billing-details-language = Sprache für Dokumente und E-Mails
billing-details-display-currency = Bevorzugte Währung
billing-details-display-currency-hint = Summen in dieser Währung stehen zuerst. Dokumente behalten ihre eigene Währung.
billing-details-no-currency = Keine
billing-details-time-zone = Zeitzone
billing-details-time-zone-hint = Sie entscheidet, welcher Tag gerade ist: wann eine Rechnung fällig und wann sie überfällig ist.
billing-details-error-legal-name = Bitte geben Sie den Namen Ihres Unternehmens ein.
billing-details-error-line1 = Bitte geben Sie die Straße oder die erste Zeile der Anschrift ein.
billing-details-error-city = Bitte geben Sie den Ort ein.
billing-details-error-country = Bitte wählen Sie das Land.
billing-details-error-no-email = Bitte geben Sie mindestens eine E-Mail-Adresse für Dokumente ein.
billing-details-error-email = „{ $typed }“ ist keine E-Mail-Adresse wie name@example.com.
billing-details-error-emails = Bitte geben Sie höchstens { $count } E-Mail-Adressen ein.
billing-details-error-tax-ids = Bitte geben Sie höchstens { $count } Steuernummern ein.

## People
people-title = Personen
people-invite = Person einladen
people-revoke-invitation = Einladung zurückziehen
people-remove = Aus diesem Konto entfernen
people-role = Rolle

## Eine Rechnung bezahlen
pay-amount = { $amount } bezahlen
pay-title = { $number } bezahlen
pay-amount-in = Betrag in { $currency }
pay-amount-hint = { $amount } ist offen. Sie können auch einen Teil davon bezahlen.
pay-with = Bezahlen mit
pay-new-card = Neue Karte
pay-new-card-hint = Sie geben sie auf der sicheren Seite unseres Zahlungsdienstleisters ein. Wir sehen die Nummer nie.
pay-save-method = Neue Karte für spätere Zahlungen speichern
pay-save-method-hint = Sie bleibt bei unserem Zahlungsdienstleister. Sie können sie jederzeit entfernen.
pay-now = Jetzt bezahlen
pay-sandbox-cards = Hier fließt kein echtes Geld. Auf der nächsten Seite funktioniert die Karte 4242 4242 4242 4242 mit jedem künftigen Datum.
pay-choose-method = Wählen Sie, womit Sie bezahlen
pay-method-gone = Diese Zahlungsart wurde entfernt. Wählen Sie eine andere.
pay-nothing-due = Auf dieser Rechnung ist nichts mehr offen
pay-amount-not-positive = Geben Sie einen Betrag über null ein
pay-more-than-due = Nur { $amount } ist offen
pay-amount-not-taken = Dieser Betrag lässt sich nicht online bezahlen. Eine Überweisung ist möglich.
pay-form-again = Dieses Formular war schon gesendet oder unvollständig. Prüfen Sie es und senden Sie es noch einmal.
pay-provider-unavailable = Unser Zahlungsdienstleister ist nicht erreichbar. Es wurde nichts abgebucht. Bitte versuchen Sie es in einigen Minuten noch einmal.
pay-under-way = Eine Zahlung von { $amount } für diese Rechnung ist unterwegs.
pay-see-payment = Stand ansehen

## Wie es um eine Zahlung steht
charge-for-invoice = { $amount } für Rechnung { $number }
charge-paid-title = Danke für Ihre Zahlung
charge-paid-text = Die Rechnung ist vollständig bezahlt. Wir senden Ihnen eine Bestätigung per E-Mail.
charge-paid-rest = Wir haben Ihre Zahlung erhalten. Auf dieser Rechnung ist noch { $amount } offen.
charge-processing-title = Ihre Zahlung ist unterwegs
charge-processing-text = Eine Lastschrift kann einige Tage dauern. Sie müssen nichts tun; wir melden uns, sobald sie eingegangen ist.
charge-waiting-title = Wir warten auf Antwort
charge-waiting-text = Die Bank hat noch nicht geantwortet. Bitte bezahlen Sie nicht ein zweites Mal: Wir fragen nach, was aus dieser Zahlung geworden ist.
charge-page-open-title = Noch nicht bezahlt
charge-page-open-text = Die Zahlung wurde nicht abgeschlossen, und es wurde nichts abgebucht.
charge-bank-asks-title = Ihre Bank bittet um Bestätigung
charge-bank-asks-text = Es wird nichts abgebucht, bis Sie die Zahlung bei Ihrer Bank bestätigt haben.
charge-declined-title = Die Zahlung wurde abgelehnt
charge-declined-text = Es wurde nichts abgebucht. Sie können es noch einmal versuchen oder anders bezahlen.
charge-ended-title = Zahlung nicht ausgeführt
charge-ended-text = Es wurde nichts abgebucht.
charge-came-late-title = Zahlung erhalten
charge-came-late-text = Ihre Zahlung kam an, nachdem die Zahlungsseite geschlossen war. Sie ist jetzt Ihr Guthaben, mit dem Sie jede Rechnung bezahlen können.
charge-back-to-page = Zurück zur Zahlungsseite
charge-go-to-bank = Weiter zu Ihrer Bank
charge-look-again = Erneut nachsehen
charge-other-way = Anders bezahlen
charge-pay-rest = Rest bezahlen
charge-see-invoice = Rechnung ansehen
decline-insufficient-funds = Das Konto ist nicht ausreichend gedeckt.
decline-expired-card = Die Karte ist abgelaufen.
decline-incorrect-cvc = Die Prüfziffer stimmte nicht.
decline-incorrect-number = Die Kartennummer stimmte nicht.
decline-authentication = Ihre Bank konnte nicht bestätigen, dass Sie es sind.
decline-limit = Das Limit der Karte ist erreicht.
decline-not-supported = Die Karte lässt sich für diese Zahlung nicht verwenden.
decline-try-later = Die Bank antwortet gerade nicht. Bitte versuchen Sie es später noch einmal.
decline-generic = Die Bank hat keinen Grund genannt; sie kann Ihnen mehr sagen.

## Zahlungsarten
payment-methods-title = Zahlungsarten
payment-methods-sub = Karten und Konten, mit denen Sie in einem Schritt bezahlen.
payment-methods-empty-title = Keine Zahlungsart gespeichert
payment-methods-empty = Sie können hier eine speichern oder dann, wenn Sie eine Rechnung bezahlen.
payment-methods-default = Standard
payment-methods-add = Karte hinzufügen
payment-methods-make-default = Als Standard
payment-methods-rename = Umbenennen
payment-methods-nickname = Ihr Name dafür
payment-methods-remove = Entfernen …
payment-methods-remove-confirm = Entfernen
payment-methods-keep = Behalten
payment-methods-remove-one = { $method } entfernen? Sie kann dann nicht mehr belastet werden.
payment-methods-remove-last = { $method } entfernen? Es ist die einzige: Für Ihre nächste Zahlung geben Sie eine Karte neu ein.
payment-methods-not-removed = Unser Zahlungsdienstleister ist nicht erreichbar; die Zahlungsart wurde nicht entfernt. Bitte versuchen Sie es in einigen Minuten noch einmal.
payment-methods-done-added = Die Zahlungsart wurde gespeichert.
payment-methods-done-not-added = Es wurde keine Zahlungsart gespeichert.
payment-methods-done-default = Der Standard wurde geändert.
payment-methods-done-named = Der Name wurde geändert.
payment-methods-done-removed = Die Zahlungsart wurde entfernt.
method-visa = Visa
method-mastercard = Mastercard
method-amex = American Express
method-sepa-debit = SEPA-Lastschrift
method-bacs-debit = Bacs-Lastschrift
method-ach-debit = US-Bankkonto
method-ending = { $kind } mit den Endziffern { $digits }
method-works-until = Gültig bis { $date }
method-expires-soon = Läuft bald ab: gültig bis { $date }
method-expired = Abgelaufen am { $date }
