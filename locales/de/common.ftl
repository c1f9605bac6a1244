### Words that pages, documents and e-mails share.

## Navigation
nav-skip-to-content = Zum Inhalt springen
nav-main = Hauptnavigation
nav-overview = Übersicht
nav-invoices = Rechnungen
nav-credit-notes = Rechnungskorrekturen
nav-payments = Zahlungen
nav-payment-methods = Zahlungsarten
nav-subscriptions = Abonnements
nav-installments = Ratenpläne
nav-usage = Nutzung
nav-credits = Guthaben
nav-statement = Kontoauszug
nav-billing-details = Rechnungsdaten
nav-people = Personen
nav-notifications = Benachrichtigungen
nav-settings = Einstellungen
nav-sign-out = Abmelden
nav-language = Sprache
nav-back = Zurück
nav-breadcrumb = Sie sind hier
nav-menu = Menü

## Languages, each named in itself
language-en = English
language-de = Deutsch

## Buttons and links
action-save = Speichern
action-cancel = Abbrechen
action-continue = Weiter
action-confirm = Bestätigen
action-close = Schließen
action-edit = Bearbeiten
action-add = Hinzufügen
action-remove = Entfernen
action-delete = Löschen
action-undo = Rückgängig machen
action-search = Suchen
action-filter = Filtern
action-clear-filters = Filter zurücksetzen
action-show-all = Alle anzeigen
action-details = Details
action-pay = Bezahlen
action-pay-amount = { $amount } bezahlen
action-pay-now = Jetzt bezahlen
action-download-pdf = PDF herunterladen
action-download-csv = CSV herunterladen
action-download-zip = Als ZIP herunterladen
action-print = Drucken
action-send = Senden
action-try-again = Erneut versuchen
action-preview = Vorschau
action-make-default = Als Standard festlegen

## Lists and paging
list-newer = Neuere
list-older = Ältere
list-pages = Seiten
list-empty = Hier gibt es noch nichts.
list-no-match = Zu diesen Filtern gibt es keine Treffer.
list-actions = Aktionen
list-selected = { $count } ausgewählt

## Words that many pages share
term-amount = Betrag
term-balance = Saldo
term-date = Datum
term-description = Beschreibung
term-status = Status
term-number = Nummer
term-reference = Referenz
term-reason = Grund
term-note = Notiz
term-type = Art
term-name = Name
term-email = E-Mail-Adresse
term-phone = Telefon
term-currency = Währung
term-customer = Kunde
term-seller = Rechnungssteller
term-country = Land
term-period = Zeitraum
term-from = Von
term-to = Bis
term-created-on = Erstellt am
term-updated-on = Geändert am
term-yes = Ja
term-no = Nein
term-none = Keine
term-optional = optional
term-default = Standard
term-total = Gesamt
term-total-in = Gesamt in { $currency }
term-approximately = etwa { $amount }
term-date-range = { $from } bis { $to }
term-time-zone = Zeitzone
term-all = Alle
term-today = Heute
term-days = { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }

## Status of an invoice
invoice-status-draft = Entwurf
invoice-status-open = Offen
invoice-status-partly-paid = Teilweise bezahlt
invoice-status-paid = Bezahlt
invoice-status-overdue = Überfällig
invoice-status-void = Storniert
invoice-status-uncollectible = Uneinbringlich

## Status of a credit note
credit-note-status-issued = Ausgestellt
credit-note-status-void = Storniert

## Status of a payment
payment-status-created = Nicht begonnen
payment-status-requires-action = Bestätigung erforderlich
payment-status-processing = In Bearbeitung
payment-status-succeeded = Erfolgreich
payment-status-failed = Fehlgeschlagen
payment-status-canceled = Abgebrochen
payment-status-refunded = Erstattet
payment-status-partly-refunded = Teilweise erstattet
payment-status-disputed = Angefochten

## Status of a refund
refund-status-requested = Beantragt
refund-status-pending = Ausstehend
refund-status-succeeded = Erstattet
refund-status-failed = Fehlgeschlagen
refund-status-canceled = Abgebrochen

## Status of a subscription
subscription-status-incomplete = Wartet auf erste Zahlung
subscription-status-incomplete-expired = Vor der ersten Zahlung verfallen
subscription-status-trialing = Testphase
subscription-status-active = Aktiv
subscription-status-past-due = Zahlung überfällig
subscription-status-unpaid = Unbezahlt
subscription-status-paused = Pausiert
subscription-status-canceled = Gekündigt

## Status of an installment plan and of its installments
installment-plan-status-pending = Wartet auf Anzahlung
installment-plan-status-active = Aktiv
installment-plan-status-completed = Abgeschlossen
installment-plan-status-defaulted = Ausgefallen
installment-plan-status-canceled = Aufgehoben
installment-status-scheduled = Geplant
installment-status-due = Fällig
installment-status-paid = Bezahlt
installment-status-overdue = Überfällig

## Status of a dispute
dispute-status-warning-needs-response = Anfrage: Antwort erforderlich
dispute-status-warning-under-review = Anfrage: in Prüfung
dispute-status-warning-closed = Anfrage geschlossen
dispute-status-needs-response = Antwort erforderlich
dispute-status-under-review = In Prüfung
dispute-status-won = Gewonnen
dispute-status-lost = Verloren
dispute-status-prevented = Abgewendet

## Roles
role-owner = Inhaber
role-billing-manager = Rechnungsverwaltung
role-viewer = Lesezugriff
role-support = Support
role-finance = Finanzen
role-admin = Administration
role-auditor = Prüfung

## How often something is billed
interval-week = { $count ->
        [one] wöchentlich
       *[other] alle { $count } Wochen
    }
interval-month = { $count ->
        [one] monatlich
       *[other] alle { $count } Monate
    }
interval-year = { $count ->
        [one] jährlich
       *[other] alle { $count } Jahre
    }
interval-day = { $count ->
        [one] täglich
       *[other] alle { $count } Tage
    }

## Kinds of payment method
payment-method-card = { $brand } mit Endziffern { $last4 }
payment-method-bank-account = Bankkonto mit Endziffern { $last4 }
payment-method-bank-transfer = Überweisung
payment-method-cash = Barzahlung
payment-method-cheque = Scheck
payment-method-credit = Guthaben
payment-method-withholding-tax = Quellensteuer
payment-method-other = Sonstige
payment-method-expires = Gültig bis { $month }/{ $year }
payment-method-expired = Abgelaufen { $month }/{ $year }
