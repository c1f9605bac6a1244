### Pages for staff.

## Navigation for staff
admin-nav-dashboard = Übersicht
admin-nav-customers = Kunden
admin-nav-disputes = Zahlungsanfechtungen
admin-nav-dunning = Mahnwesen
admin-nav-refunds = Erstattungen
admin-nav-reconciliation = Abgleich
admin-nav-ledger = Hauptbuch
admin-nav-plans = Tarife und Preise
admin-nav-reports = Berichte
admin-nav-jobs = Aufträge
admin-nav-audit-log = Protokoll
admin-nav-diagnostics = Diagnose
admin-nav-clock = Testuhr
admin-nav-staff = Team
admin-nav-sellers = Rechnungssteller

## Customers
admin-customers-title = Kunden
admin-customers-empty = Es gibt noch keine Kunden.
admin-customers-search = Name, E-Mail-Adresse oder Nummer
admin-customer-open-amount = Offener Betrag
admin-customer-since = Kunde seit { $date }
admin-customer-view-as = Kundenansicht öffnen
admin-customer-view-as-banner = Sie sehen, was { $name } sieht. Hier kann nichts geändert werden.
admin-customer-view-as-end = Kundenansicht verlassen
admin-customer-notes = Notizen

## Invoices
admin-invoice-finalize = Rechnung ausstellen
admin-invoice-void = Rechnung stornieren
admin-invoice-void-confirm = Eine stornierte Rechnung kann nicht wieder geöffnet werden. Ihre Nummer bleibt vergeben.
admin-invoice-uncollectible = Als uneinbringlich kennzeichnen
admin-invoice-record-payment = Zahlung erfassen
admin-invoice-create-credit-note = Rechnungskorrektur erstellen

## Refunds and credit notes
admin-refunds-title = Erstattungen
admin-refunds-empty = Es wartet keine Erstattung.
admin-refund-amount = Zu erstattender Betrag
admin-refund-up-to = Bis zu { $amount } können erstattet werden.
admin-refund-reason = Grund der Erstattung
admin-refund-to-source = Zurück auf die Zahlungsart
admin-refund-to-credit = Als Guthaben
admin-refund-offline = Außerhalb dieses Systems
admin-refund-needs-approval = Diese Erstattung braucht die Freigabe einer zweiten Person.
admin-refund-approve = Erstattung freigeben
admin-refund-refuse = Erstattung ablehnen
admin-refund-disputed = Die Zahlung ist angefochten. Die Bank hat das Geld bereits zurückgeholt.

## Disputes
admin-disputes-title = Zahlungsanfechtungen
admin-disputes-empty = Es ist keine Zahlungsanfechtung offen.
admin-disputes-due-soon = Bald fällig
admin-dispute-respond-by = Antworten bis { $time }
admin-dispute-overdue = Die Frist ist abgelaufen.
admin-dispute-evidence = Nachweise
admin-dispute-submit = Nachweise einreichen
admin-dispute-submit-once = Nachweise können nur einmal eingereicht werden.
admin-dispute-accept = Anfechtung akzeptieren
admin-dispute-accept-confirm = Wenn Sie akzeptieren, ist das Geld verloren. Das lässt sich nicht rückgängig machen.
admin-dispute-reason = Von der Bank genannter Grund
admin-dispute-fee = Gebühr der Anfechtung

## Dunning
admin-dunning-title = Mahnwesen
admin-dunning-empty = Es wird keine Rechnung angemahnt.
admin-dunning-next-step = Nächster Schritt
admin-dunning-attempt = Versuch { $number } von { $count }
admin-dunning-pause = Anhalten
admin-dunning-resume = Fortsetzen
admin-dunning-promise = Zahlungszusage bis { $date }
admin-dunning-write-off = Ausbuchen

## Operations
admin-jobs-title = Aufträge
admin-jobs-failed = Fehlgeschlagen
admin-jobs-parked = Zurückgestellt
admin-jobs-run-again = Erneut ausführen
admin-clock-title = Testuhr
admin-clock-now = In der Testumgebung ist es { $time }.
admin-clock-advance = Uhr vorstellen
admin-audit-title = Protokoll
admin-audit-actor = Wer
admin-audit-action = Was
admin-audit-at = Wann
admin-audit-intact = Die Kette der Einträge ist unversehrt.
admin-diagnostics-title = Diagnose
admin-diagnostics-ok = Alles funktioniert.
admin-diagnostics-problem = { $count ->
        [one] { $count } Problem gefunden
       *[other] { $count } Probleme gefunden
    }
