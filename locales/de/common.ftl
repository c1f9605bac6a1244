### Words that pages, documents and e-mails share.

## Navigation
nav-skip-to-content = Zum Inhalt springen
nav-main = Hauptnavigation
nav-overview = Übersicht
nav-invoices = Rechnungen
nav-credit-notes = Rechnungskorrekturen
nav-credits = Guthaben
nav-payments = Zahlungen
nav-disputes = Anfechtungen
nav-billing-details = Rechnungsdaten
nav-payment-methods = Zahlungsarten
nav-people = Personen
nav-settings = Einstellungen
nav-sign-out = Abmelden
nav-language = Sprache
nav-account = Ihr Zugang
nav-customers = Kunden
nav-operations = Betrieb
nav-sellers = Verkäufer
nav-emails = E-Mails
nav-email-templates = E-Mail-Vorlagen
nav-audit-log = Prüfprotokoll
nav-diagnostics = Diagnose
nav-breadcrumb = Sie sind hier
nav-menu = Menü

## The frame around every page
shell-staff = Team
shell-account = Konto:
shell-your-account = Ihr Zugang: { $name }
shell-billed-by = Rechnungsportal von { $name }
banner-sandbox-title = Testumgebung.
banner-sandbox = Hier wird kein echtes Geld bewegt. Es ist
banner-sandbox-moved = Hier wird kein echtes Geld bewegt. Die Uhr wurde verstellt; es ist
banner-sandbox-mail = Abgefangene E-Mails

## Languages, each named in itself
language-en = English
language-de = Deutsch

## Buttons and links
action-save = Speichern
action-cancel = Abbrechen
action-close = Schließen
action-remove = Entfernen
action-search = Suchen
action-filter = Filtern
action-clear-filters = Filter zurücksetzen
action-download-pdf = PDF herunterladen
action-copy = Kopieren
action-copy-what = { $what } kopieren
action-copied = Kopiert
action-preview = Vorschau

## Lists and paging
pager-newer = Neuere
pager-older = Ältere
pager-label = Seiten

## Words that many pages share
term-amount = Betrag
term-date = Datum
term-currency = Währung
term-none = Keine

## Status of an invoice
status-draft = Entwurf
status-open = Offen
status-partly-paid = Teilweise bezahlt
status-paid = Bezahlt
status-overdue = Überfällig
status-void = Storniert
status-uncollectible = Uneinbringlich
status-due-soon = Bald fällig
status-disputed = Beanstandet

## When an invoice is due, beside its date
due-today = heute
due-in-days = { $days ->
        [one] morgen
       *[other] in { $days } Tagen
    }
overdue-by-days = { $days ->
        [one] seit { $days } Tag überfällig
       *[other] seit { $days } Tagen überfällig
    }

## Roles
member-role-owner = Inhaber
member-role-manager = Rechnungsverwaltung
member-role-viewer = Lesezugriff
staff-role-support = Support
staff-role-finance = Finanzen
staff-role-admin = Administration
staff-role-auditor = Prüfung

## How something was paid
payment-method-card = Karte
payment-method-bank-transfer = Überweisung
payment-method-cash = Barzahlung
payment-method-cheque = Scheck
payment-method-credit = Guthaben
payment-method-direct-debit = Lastschrift
payment-method-withholding-tax = Quellensteuer
payment-method-other = Sonstige
