### The customer's portal.

## Overview
overview-title = Übersicht
overview-amount-due = Offener Betrag
overview-nothing-due = Es ist nichts offen.
overview-overdue = { $amount } überfällig
overview-open-invoices = { $count ->
        [one] { $count } offene Rechnung
       *[other] { $count } offene Rechnungen
    }
overview-next-charge = Nächste Abbuchung
overview-next-charge-on = { $amount } am { $date }
overview-no-next-charge = Es ist keine Abbuchung geplant.
overview-current-plan = Aktueller Tarif
overview-needs-attention = Bitte beachten
overview-recent-invoices = Letzte Rechnungen
overview-welcome = Willkommen, { $name }

## List of invoices
invoices-title = Rechnungen
invoices-empty = Es gibt noch keine Rechnungen. Die erste erscheint hier, sobald sie ausgestellt ist.
invoices-number = Rechnungsnummer
invoices-issued-on = Ausgestellt am
invoices-due-on = Fällig am
invoices-total = Gesamtbetrag
invoices-amount-due = Offener Betrag
invoices-filter-status = Status
invoices-filter-text = Nummer oder Beschreibung
invoices-count = { $count ->
        [one] { $count } Rechnung
       *[other] { $count } Rechnungen
    }

## One invoice
invoice-title = Rechnung { $number }
invoice-draft-title = Rechnungsentwurf
invoice-lines = Rechnungspositionen
invoice-subtotal = Zwischensumme
invoice-net-total = Nettobetrag
invoice-tax = Steuer
invoice-tax-rate = { $rate } auf { $taxable }
invoice-discount = Rabatt
invoice-total = Gesamtbetrag
invoice-paid-so-far = Bereits bezahlt
invoice-credited = Gutgeschrieben
invoice-amount-due = Offener Betrag
invoice-due-on = Fällig am { $date }
invoice-due-today = Heute fällig
invoice-overdue-days = { $count ->
        [one] seit { $count } Tag überfällig
       *[other] seit { $count } Tagen überfällig
    }
invoice-paid-on = Bezahlt am { $date }
invoice-voided-on = Storniert am { $date }
invoice-timeline = Verlauf
invoice-payments = Zahlungen
invoice-no-payments = Noch keine Zahlungen.
invoice-explain = Diese Position erklären
invoice-explain-formula = So wird gerechnet
invoice-explain-inputs = Was eingeht
invoice-explain-rounding = Rundung
invoice-pay-part = Teilbetrag bezahlen
invoice-quantity = Menge
invoice-unit-price = Einzelpreis
invoice-credit-notes = Rechnungskorrekturen zu dieser Rechnung

## What happened to an invoice
timeline-created = Entwurf erstellt
timeline-finalized = Ausgestellt
timeline-sent = An { $email } gesendet
timeline-payment-succeeded = Zahlung über { $amount } eingegangen
timeline-payment-failed = Zahlung über { $amount } fehlgeschlagen
timeline-refunded = { $amount } erstattet
timeline-credited = Rechnungskorrektur { $number } über { $amount }
timeline-paid = Vollständig bezahlt
timeline-voided = Storniert
timeline-reminder-sent = Zahlungserinnerung gesendet

## Paying
pay-title = Rechnung { $number } bezahlen
pay-amount = Zu zahlender Betrag
pay-amount-hint = Höchstens { $amount }
pay-method = Bezahlen mit
pay-new-method = Neue Zahlungsart
pay-new-method-hint = Die Kartendaten geben Sie auf der Seite des Zahlungsdienstes ein. Wir sehen die Kartennummer nie.
pay-save-method = Diese Zahlungsart für das nächste Mal speichern
pay-processing = Ihre Zahlung wird bearbeitet. Sie können diese Seite verlassen; wir benachrichtigen Sie per E-Mail, sobald sie abgeschlossen ist.
pay-succeeded = Vielen Dank. Wir haben { $amount } erhalten.
pay-failed = Die Zahlung war nicht erfolgreich. Es wurde nichts abgebucht.
pay-requires-action = Ihre Bank bittet Sie, diese Zahlung zu bestätigen.
pay-confirm-with-bank = Bei Ihrer Bank bestätigen
pay-already-paid = Diese Rechnung ist bereits bezahlt.
pay-in-progress = Für diese Rechnung läuft bereits eine Zahlung.

## Why a payment was declined
decline-insufficient-funds = Das Konto ist nicht ausreichend gedeckt.
decline-expired-card = Die Karte ist abgelaufen.
decline-incorrect-cvc = Die Prüfziffer ist nicht richtig.
decline-authentication-required = Die Bank verlangt eine Bestätigung durch den Karteninhaber.
decline-lost-or-stolen = Die Bank hat die Karte abgelehnt. Bitte verwenden Sie eine andere.
decline-limit-exceeded = Das Kartenlimit ist überschritten.
decline-provider-unavailable = Der Zahlungsdienst antwortet derzeit nicht. Bitte versuchen Sie es später erneut.
decline-other = Die Bank hat die Zahlung abgelehnt.

## Payment methods
payment-methods-title = Zahlungsarten
payment-methods-empty = Es ist keine Zahlungsart gespeichert.
payment-methods-add = Zahlungsart hinzufügen
payment-methods-default = Standard
payment-methods-nickname = Bezeichnung
payment-methods-remove-title = Diese Zahlungsart entfernen?
payment-methods-remove-last = Dies ist Ihre letzte Zahlungsart. Wenn Sie sie entfernen, endet die automatische Zahlung.
payment-methods-expires-soon = Diese Karte läuft bald ab.
payment-methods-autopay = Rechnungen automatisch bezahlen
payment-methods-added = Die Zahlungsart wurde hinzugefügt.
payment-methods-removed = Die Zahlungsart wurde entfernt.

## Payments
payments-title = Zahlungen
payments-empty = Es gibt noch keine Zahlungen.
payment-title = Zahlung über { $amount }
payment-paid-with = Bezahlt mit
payment-receipt = Zahlungsbeleg
payment-allocations = Verwendet für

## Subscriptions
subscriptions-title = Abonnements
subscriptions-empty = Es gibt kein Abonnement.
subscription-plan = Tarif
subscription-price = Preis
subscription-quantity = Menge
subscription-current-period = Aktueller Zeitraum
subscription-next-invoice = Nächste Rechnung
subscription-renews-on = Verlängert sich am { $date }
subscription-ends-on = Endet am { $date }
subscription-trial-ends-on = Testphase endet am { $date }
subscription-started-on = Begonnen am { $date }
subscription-change-plan = Tarif wechseln
subscription-change-title = Tarif von { $from } auf { $to } wechseln
subscription-change-now = Jetzt wechseln
subscription-change-at-period-end = Zum Ende des Zeitraums wechseln
subscription-change-preview = Was dieser Wechsel kostet
subscription-change-due-now = Jetzt fällig
subscription-change-stale = Der Betrag hat sich seit dieser Vorschau geändert. Bitte prüfen Sie ihn erneut.
subscription-changed = Der Tarif wurde auf { $plan } gewechselt.
subscription-unused-time = Nicht genutzte Zeit: { $plan }
subscription-remaining-time = Verbleibende Zeit: { $plan }
subscription-cancel = Abonnement kündigen
subscription-cancel-now = Sofort kündigen
subscription-cancel-at-period-end = Zum { $date } kündigen
subscription-cancel-reason = Warum kündigen Sie?
subscription-cancel-scheduled = Das Abonnement endet am { $date }. Bis dahin können Sie die Kündigung zurücknehmen.
subscription-canceled = Das Abonnement wurde gekündigt.
subscription-keep = Abonnement behalten
subscription-kept = Das Abonnement läuft weiter.
subscription-pause = Pausieren
subscription-resume = Fortsetzen
cancel-reason-too-expensive = Zu teuer
cancel-reason-missing-features = Es fehlt etwas
cancel-reason-switched = Wir nutzen etwas anderes
cancel-reason-unused = Wir nutzen es zu wenig
cancel-reason-service = Unzufrieden mit dem Service
cancel-reason-other = Ein anderer Grund

## Installment plans
installments-title = Ratenpläne
installments-empty = Es gibt keinen Ratenplan.
installments-for-invoice = Ratenplan zu Rechnung { $number }
installments-request = In Raten bezahlen
installments-count = Anzahl der Raten
installments-down-payment = Anzahlung
installments-frequency = Abstand
installments-weekly = Wöchentlich
installments-monthly = Monatlich
installments-installment = Rate { $number } von { $count }
installments-due-on = Fällig am
installments-paid = { $paid } von { $total } bezahlt
installments-accept = Diesem Plan zustimmen
installments-accept-terms = Ich stimme zu, diese Raten zu den genannten Terminen zu zahlen.
installments-pay-early = Diese Rate jetzt bezahlen
installments-pay-off = Restbetrag begleichen: { $amount }
installments-agreement = Vereinbarung
installments-error-count = Wählen Sie zwischen { $min } und { $max } Raten.
installments-error-minimum = Ratenzahlung ist ab { $amount } möglich.

## Usage
usage-title = Nutzung
usage-empty = In diesem Zeitraum wurde keine Nutzung erfasst.
usage-meter = Zähler
usage-included = Inklusive
usage-used = Genutzt
usage-overage = Über das Inklusivvolumen hinaus
usage-projection = Hochrechnung für den ganzen Zeitraum
usage-as-of = Stand: { $time }
usage-events = Ereignisse

## Credits
credits-title = Guthaben
credits-balance = Guthabenstand
credits-empty = Auf diesem Konto gibt es kein Guthaben.
credits-expires-on = Verfällt am { $date }
credits-never-expires = Verfällt nicht
credits-history = Verlauf
credits-granted = Gewährt
credits-used = Verwendet für { $number }
credits-expired = Verfallen
credits-top-up = Aufladen

## Statement of account
statement-title = Kontoauszug
statement-opening-balance = Anfangssaldo
statement-closing-balance = Endsaldo
statement-charges = Belastungen
statement-credits = Gutschriften
statement-movement = Buchung
statement-empty = In diesem Zeitraum gibt es keine Buchungen.

## Billing details
billing-details-title = Rechnungsdaten
billing-details-legal-name = Firmenname
billing-details-address-line1 = Anschrift, Zeile 1
billing-details-address-line2 = Anschrift, Zeile 2
billing-details-city = Ort
billing-details-region = Bundesland oder Region
billing-details-postal-code = Postleitzahl
billing-details-country = Land
billing-details-tax-id = Steuernummer
billing-details-tax-id-hint = Mit Länderkennzeichen, zum Beispiel DE136695976.
billing-details-billing-email = E-Mail-Adresse für Rechnungen
billing-details-language = Sprache für Dokumente und E-Mails
billing-details-time-zone = Zeitzone
billing-details-purchase-order = Bestellnummer
billing-details-applies-next = Änderungen gelten ab dem nächsten Dokument. Bereits ausgestellte Dokumente bleiben unverändert.
billing-details-saved = Ihre Rechnungsdaten wurden gespeichert.

## People
people-title = Personen
people-invite = Person einladen
people-invited = Eine Einladung wurde an { $email } gesendet.
people-invitation-pending = Eingeladen, noch nicht angenommen
people-revoke-invitation = Einladung zurückziehen
people-remove = Aus diesem Konto entfernen
people-role = Rolle
people-last-owner = Ein Konto braucht mindestens eine Person mit der Rolle Inhaber.
people-switch-account = Konto wechseln

## Notifications
notifications-title = Benachrichtigungen
notifications-empty = Sie haben alles gelesen.
notifications-unread = { $count ->
        [one] { $count } ungelesene Nachricht
       *[other] { $count } ungelesene Nachrichten
    }
notifications-mark-read = Als gelesen markieren
notifications-preferences = E-Mail-Einstellungen
