### Welches Gateway eine Zahlung nimmt; Zahlungen aller Kunden.
nav-review = Klärungsfälle
nav-routing = Zahlungswege

## Regeln
routing-title = Zahlungswege
routing-intro = Zahlt ein Kunde mit einer neuen Karte, nennt die erste eingeschaltete Regel, deren Bedingungen zutreffen, die Gateways: das bevorzugte und danach die, die gefragt werden, wenn es die Zahlungsseite nachweislich nicht öffnet. Ohne Regel kommt jedes Gateway in Frage, das den Betrag annimmt. Gespeicherte Karten bleiben bei dem Gateway, das sie verwahrt.
routing-gateways-are = Eingerichtete Gateways: { $gateways }
routing-no-gateway = Kein Gateway ist eingerichtet.
routing-new = Regel hinzufügen
routing-none = Noch keine Regeln
routing-none-text = Jedes Gateway, das einen Betrag annimmt, kommt in Frage, in der Reihenfolge ihrer Namen.
routing-rule = Regel
routing-when = Wann
routing-to = Gateways
routing-always = Immer
routing-from = ab { $from }
routing-below = unter { $below }
routing-between = ab { $from }, unter { $below }
routing-enabled = Eingeschaltet
routing-disabled = Ausgeschaltet
routing-enable = Einschalten
routing-disable = Ausschalten
routing-move-up = Nach oben
routing-move-down = Nach unten
routing-done-saved = Die Regel ist gespeichert.
routing-done-moved = Die Reihenfolge der Regeln ist geändert.
routing-done-switched = Die Regel ist umgeschaltet.

## Eine Regel
routing-name = Name
routing-currencies = Währungen
routing-currencies-hint = Kürzel wie EUR, USD; leer für alle
routing-amount-from = Betrag ab
routing-amount-below = Betrag unter
routing-kinds = Arten der Zahlung
routing-kinds-hint = Keine gewählt: alle. Eine neue Zahlung zählt als Karte, weil ihre Art auf der Seite des Anbieters gewählt wird; eine gespeicherte Zahlungsart bleibt bei ihrem Anbieter.
routing-kind = Art der Zahlung
routing-kind-card = Karte
routing-kind-sepa-debit = SEPA-Lastschrift
routing-kind-bacs-debit = Bacs-Lastschrift
routing-kind-ach-debit = ACH-Lastschrift
routing-kind-other = Sonstige
routing-gateways = Gateways
routing-gateways-hint = Zuerst das bevorzugte, dann der Reihe nach die Ausweichwege, durch Kommas getrennt
routing-version = Fassung { $version }
routing-error-name = Geben Sie der Regel einen Namen mit höchstens 100 Zeichen
routing-error-currency = Geben Sie ein Währungskürzel wie EUR ein
routing-error-no-gateway = Nennen Sie mindestens ein Gateway
routing-error-gateways-repeat = Nennen Sie jedes Gateway einmal und höchstens zehn
routing-error-one-currency = Betragsgrenzen brauchen genau eine Währung
routing-error-empty-range = Zwischen diesen Grenzen liegt kein Betrag
routing-error-changed = Jemand anders hat diese Regel geändert. Öffnen Sie sie erneut und wiederholen Sie Ihre Änderung.

## Probe und Entscheidungen
routing-try = Welches Gateway würde die Zahlung nehmen?
routing-try-now = Ausprobieren
routing-goes-to = { $amount } gehen an { $gateway }.
routing-goes-nowhere = Kein Gateway würde { $amount } jetzt nehmen.
routing-chosen = nimmt sie
routing-in-reserve = in Reserve
routing-skip-not-configured = nicht eingerichtet
routing-skip-currency-not-taken = nimmt die Währung nicht
routing-skip-amount-not-taken = nimmt diesen Betrag nicht
routing-skip-kind-not-taken = nimmt diese Art der Zahlung nicht
routing-skip-resting = ist mehrfach ausgefallen und wird kurz in Ruhe gelassen
routing-skip-not-reached = gefragt und nicht erreicht
routing-skip-refused = gefragt und abgelehnt
routing-skip-rate-limited = gefragt; es möchte weniger Anfragen
routing-decisions = Letzte Entscheidungen
routing-no-decisions = Noch wurde über keine Zahlung entschieden.
routing-decided-at = Entschieden
routing-considered = Erwogen
routing-no-rule = Keine Regel
routing-failed-over = Ausgewichen

## Zahlungen aller Kunden
admin-payments-title = Zahlungen
admin-payments-received = Eingegangen
admin-payments-attempts = Versuche
admin-payments-search = Name oder Kundennummer
admin-payments-filters = Filter
admin-payments-none = Keine Zahlung passt dazu.
admin-gateway = Gateway
admin-refunded = Erstattet
admin-filter-any = Beliebig
admin-filter-from = Von
admin-filter-to = Bis
admin-attempt-begun-at = Begonnen
admin-charge-state-created = Begonnen
admin-charge-state-sent = Gesendet
admin-charge-state-requires-action = Wartet auf den Kunden
admin-charge-state-processing = Unterwegs
admin-charge-state-succeeded = Gelungen
admin-charge-state-failed = Fehlgeschlagen
admin-charge-state-canceled = Abgebrochen
admin-charge-state-expired = Abgelaufen

## Ein Zahlungsdienst fällt aus
pay-provider-down = Kartenzahlung ist im Moment nicht möglich. Bitte versuchen Sie es in { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    } noch einmal oder zahlen Sie per Überweisung.
pay-by-transfer = Überweisung auf { $account }, Verwendungszweck { $reference }
diagnosis-gateways = Zahlungsdienste
diagnosis-gateways-none = Kein Zahlungsdienst ist eingerichtet; Rechnungen werden außerhalb bezahlt.
diagnosis-gateways-ok = { $count ->
        [one] Der Zahlungsdienst wird gefragt.
       *[other] Alle { $count } Zahlungsdienste werden gefragt.
    }
diagnosis-gateways-resting = { $count ->
        [one] Ein Zahlungsdienst ist mehrfach ausgefallen und wird kurz in Ruhe gelassen. Kunden erfahren es.
       *[other] { $count } Zahlungsdienste sind mehrfach ausgefallen und werden kurz in Ruhe gelassen. Kunden erfahren es.
    }
