### Disputes: a bank takes a payment back for its customer, or asks about it first.

## The list
disputes-title = Zahlungsanfechtungen
disputes-caption = Zahlungsanfechtungen, neueste zuerst
disputes-by-state = Zahlungsanfechtungen nach Stand
disputes-list-open = Offen
disputes-list-closed = Abgeschlossen
disputes-empty-title = Keine Zahlungsanfechtungen
disputes-empty = Wenn eine Bank eine Zahlung zurückholt oder zu einer nachfragt, erscheint das hier.
disputes-shown = { $count ->
        [one] { $count } Zahlungsanfechtung, neueste zuerst
       *[other] { $count } Zahlungsanfechtungen, neueste zuerst
    }
disputes-customer = Kunde
disputes-reason = Grund
disputes-invoice = Rechnung
disputes-evidence-due = Nachweise bis
disputes-state = Stand
disputes-amount = Betrag

## For the customer
dispute-open-notice = Ihre Bank ficht { $amount } dieser Zahlung an. Wir prüfen das.

## How a dispute stands
dispute-status-early-warning = Vorwarnung
dispute-status-warning-needs-response = Anfrage, Antwort nötig
dispute-status-warning-under-review = Anfrage in Prüfung
dispute-status-warning-closed = Anfrage erledigt
dispute-status-needs-response = Antwort nötig
dispute-status-under-review = In Prüfung
dispute-status-won = Gewonnen
dispute-status-lost = Verloren
dispute-status-prevented = Abgewendet

## Why
dispute-reason-bank-cannot-process = Bank kann nicht verarbeiten
dispute-reason-check-returned = Scheck geplatzt
dispute-reason-credit-not-processed = Erstattung nicht erhalten
dispute-reason-customer-initiated = Auf Wunsch des Kunden
dispute-reason-debit-not-authorized = Lastschrift nicht autorisiert
dispute-reason-duplicate = Doppelt abgebucht
dispute-reason-fraudulent = Betrug
dispute-reason-general = Allgemein
dispute-reason-incorrect-account-details = Falsche Kontodaten
dispute-reason-insufficient-funds = Konto nicht gedeckt
dispute-reason-noncompliant = Verstoß gegen Kartenregeln
dispute-reason-product-not-received = Leistung nicht erhalten
dispute-reason-product-unacceptable = Leistung nicht wie beschrieben
dispute-reason-subscription-canceled = Abonnement gekündigt
dispute-reason-unrecognized = Nicht erkannt
