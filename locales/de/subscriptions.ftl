### Abonnements: die Seiten der Kundschaft und die Teile, die auch der Betrieb sieht.

nav-subscriptions = Abonnements

## Liste
subscriptions-title = Abonnements
subscriptions-caption = Abonnements, die laufenden zuerst
subscriptions-empty-title = Keine Abonnements
subscriptions-empty = Zurzeit ist nichts abonniert. Sobald es etwas gibt, steht es hier mit Preis und nächster Rechnung.
subscription-plan = Tarif
subscription-billed = Abrechnung
subscription-next-on = Nächste Rechnung
subscription-state = Status

## Status
subscription-status-incomplete = Wartet auf erste Zahlung
subscription-status-incomplete-expired = Nie bezahlt
subscription-status-trialing = Testzeitraum
subscription-status-active = Aktiv
subscription-status-past-due = Zahlung überfällig
subscription-status-unpaid = Unbezahlt
subscription-status-paused = Pausiert
subscription-status-canceled = Beendet
subscription-meaning-incomplete = Das Abonnement beginnt, sobald die erste Rechnung bezahlt ist.
subscription-meaning-incomplete-expired = Die erste Rechnung wurde nicht rechtzeitig bezahlt, daher hat das Abonnement nie begonnen.
subscription-meaning-trialing = Sie können alles nutzen. Die erste Rechnung entsteht, wenn der Testzeitraum endet.
subscription-meaning-active = Alles ist in Ordnung.
subscription-meaning-past-due = Eine Rechnung ist überfällig. Sie können den Dienst weiter nutzen; bitte bezahlen Sie den offenen Betrag.
subscription-meaning-unpaid = Rechnungen sind seit längerer Zeit unbezahlt. Der Dienst ruht, bis der offene Betrag bezahlt ist.
subscription-meaning-paused = Bis zur Fortsetzung wird nichts berechnet, und der Dienst ruht.
subscription-meaning-canceled = Das Abonnement ist beendet. Es wird nichts mehr berechnet.
subscription-todo-incomplete = Die erste Rechnung ist noch nicht bezahlt. Sobald sie es ist, beginnt das Abonnement.
subscription-todo-past-due = Eine Rechnung für dieses Abonnement ist überfällig. Bezahlen Sie den offenen Betrag, damit der Dienst weiterläuft.
subscription-todo-unpaid = Der Dienst ruht, weil Rechnungen unbezahlt sind. Er läuft weiter, sobald sie bezahlt sind.
subscription-todo-pay = Offenen Betrag bezahlen
subscription-held = Die nächste Rechnung dieses Abonnements wird von uns geprüft. Sie müssen nichts tun.

## Was geplant ist
subscription-ends-on = Endet am { $date }.
subscription-end-reason = Grund: { $reason }
subscription-changes-on = Wechselt am { $date } zu { $plan }.
subscription-pauses-on = Pausiert ab { $date }.
subscription-resumes-on = Läuft ab { $date } weiter.
subscription-trial-until = Der Testzeitraum läuft bis { $date }. Vorher wird nichts berechnet.
subscription-waits-for-payment = Eine Änderung gilt, sobald ihre Rechnung bezahlt ist. Das ist bis { $date } möglich.

## Konditionen
subscription-seats-count = { $count ->
        [one] { $count } Platz
       *[other] { $count } Plätze
    }
subscription-about = Dieses Abonnement
subscription-seats = Plätze
subscription-add-ons = Zusätze
subscription-started = Seit
subscription-period = Laufender Zeitraum
subscription-commitment = Mindestabnahme
subscription-coupon = Gutschein
subscription-coupon-off = { $off } Rabatt
subscription-coupon-until = { $off } Rabatt bis { $date }
subscription-coupon-idle = nicht für diesen Tarif
subscription-coupon-over = aufgebraucht
subscription-group = Gemeinsam abgerechnet als

## Nächste Rechnung
subscription-next = Nächste Rechnung
subscription-next-lines = Positionen der nächsten Rechnung
subscription-next-made-on = Entsteht am { $date }.
subscription-next-estimate = Eine Schätzung: Enthalten ist, was bis { $time } gezählt wurde; gezählt wird bis { $date }.
subscription-next-group = Sie steht mit den anderen Abonnements der Gruppe auf einer gemeinsamen Rechnung.
subscription-next-none = Es entsteht keine weitere Rechnung.
subscription-next-nothing = Dann wird nichts berechnet.
subscription-next-unknown = Die nächste Rechnung lässt sich gerade nicht berechnen. Wir kümmern uns darum.
subscription-estimate = Schätzung

## Belege und Verlauf
subscription-invoices = Rechnungen
subscription-no-invoices = Bisher ist keine Rechnung entstanden.
subscription-history = Verlauf
subscription-change-started = Abonniert.
subscription-change-changed = Geändert am { $date }.
subscription-change-change-scheduled = Änderung für { $date } geplant.
subscription-change-change-undone = Geplante Änderung zurückgenommen.
subscription-change-canceled = Beendet am { $date }.
subscription-change-cancel-scheduled = Gekündigt zum { $date }.
subscription-change-cancel-undone = Kündigung zurückgenommen.
subscription-change-paused = Pausiert ab { $date }.
subscription-change-resumed = Fortgesetzt am { $date }.
subscription-change-trial-ended = Testzeitraum am { $date } beendet.
subscription-change-reactivated = Wieder aufgenommen am { $date }.
subscription-change-coupon-added = Gutschein hinzugefügt.
subscription-change-grouped = Gemeinsame Abrechnung geändert.
subscription-change-migrated = Ab dem { $date } auf eine andere Version des Tarifs umgestellt.
subscription-change-waits = Wartet auf Zahlung.
subscription-change-expired = Nicht rechtzeitig bezahlt, daher bleibt alles, wie es war.
subscription-change-invoice = Rechnung
subscription-change-credit-note = Rechnungskorrektur
subscription-reason-too-expensive = Es kostet zu viel
subscription-reason-missing-features = Es fehlt etwas, das wir brauchen
subscription-reason-interval-switched = Ein anderes Abrechnungsintervall tritt an seine Stelle
subscription-reason-switched = Wir nutzen jetzt etwas anderes
subscription-reason-unused = Wir nutzen es zu wenig
subscription-reason-poor-service = Service oder Qualität
subscription-reason-other = Ein anderer Grund
subscription-act-change = Ändern
subscription-act-cancel = Kündigen

## Deckung
coverage-strip-title = Was berechnet wurde
coverage-strip-caption = Jeder Balken ist Zeit, die eine Rechnung berechnet; der senkrechte Strich ist jetzt.
coverage-strip-table = Als Tabelle zeigen
coverage-strip-component = Bestandteil
coverage-strip-period = Zeitraum
coverage-strip-charged-on = Berechnet auf
coverage-strip-invoice = Rechnung

## Handlungen
subscription-act-undo = Zurücknehmen
subscription-act-pause = Pausieren …
subscription-act-resume = Fortsetzen …
subscription-act-end-trial = Testzeitraum jetzt beenden …
subscription-act-reactivate = Wieder aufnehmen …
subscription-see-result = Kosten ansehen
subscription-back = Zurück zum Abonnement
subscription-done = Erledigt, genau wie gezeigt.
subscription-done-waits = Die Rechnung ist erstellt. Die Änderung gilt, sobald sie bezahlt ist.

## Ändern
subscription-change-title = Abonnement ändern
subscription-change-sub = Wählen Sie, und sehen Sie dann jeden Beleg und den genauen Betrag, bevor etwas geschieht.
subscription-change-current = Aktuell
subscription-change-seats-hint = Zählt, wo der Tarif einen Preis je Platz hat.
subscription-change-add-ons-hint = Wie viele jeweils; 0 für keinen.
subscription-change-when = Ab wann
subscription-change-now = Jetzt
subscription-change-now-note = Bezahlte, nicht genutzte Zeit wird gutgeschrieben.
subscription-change-at-end = Am Ende des Zeitraums
subscription-change-at-end-note = Am { $date }; vorher wird nichts berechnet.
subscription-change-unreadable = Wählen Sie einen Tarif und Zahlen zwischen 0 und 100.000, mindestens einen Platz. Zusätze müssen zum Abrechnungszeitraum des Tarifs passen.

## Kündigen
subscription-cancel-title = Abonnement kündigen
subscription-cancel-sub = Noch geschieht nichts: Die nächste Seite zeigt, was daraus wird.
subscription-cancel-when = Wann soll es enden?
subscription-cancel-at-end = Am Ende des Zeitraums
subscription-cancel-at-end-note = Am { $date }. Bis dahin läuft alles weiter, und Sie können es sich anders überlegen.
subscription-cancel-now = Jetzt
subscription-cancel-now-note = Bezahlte, nicht genutzte Zeit wird Guthaben.
subscription-cancel-reason = Warum?
subscription-cancel-reason-missing = Wählen Sie einen Grund
subscription-cancel-note = Was sollten wir noch wissen?

## Was daraus wird
subscription-review-title = Prüfen und bestätigen
subscription-review-differs = Seit der letzten Seite hat sich etwas geändert, daher ist nichts geschehen. So wäre es jetzt.
subscription-review-change = Die neuen Konditionen gelten ab { $date }.
subscription-review-cancel = Das Abonnement endet am { $date }.
subscription-review-pause = Das Abonnement ruht ab { $date }.
subscription-review-resume = Das Abonnement läuft ab { $date } weiter.
subscription-review-end-trial = Der Testzeitraum endet am { $date }, ab dann wird der Dienst berechnet.
subscription-review-reactivate = Das Abonnement wird am { $date } wieder aufgenommen.
subscription-review-undo = Was geplant war, geschieht nicht.
subscription-review-credit-of = Rechnungskorrektur zu Rechnung { $number }
subscription-review-credit = Rechnungskorrektur
subscription-review-invoice = Rechnung
subscription-review-no-documents = Jetzt entstehen keine Rechnung und keine Rechnungskorrektur.
subscription-review-rule = Im Voraus bezahlte, nicht genutzte Zeit wird sekundengenau gutgeschrieben, der neue Preis für dieselbe Zeit berechnet; jede Position wird einmal gerundet.
subscription-review-tax = Steuer
subscription-review-next = Nächste Rechnung am { $date }:
subscription-review-next-note = Nach heutigem Stand; künftiger Verbrauch ist nicht enthalten.
subscription-review-sum = Zusammen
subscription-review-due-now = Jetzt fällig
subscription-review-credit-left = Wird Guthaben
subscription-review-credit-used = Gutgeschrieben, zuerst für die Rechnung verwendet
subscription-review-refunded = Wird erstattet
subscription-review-waits = Es gilt, sobald die Rechnung bezahlt ist, spätestens { $time }.
subscription-review-confirm = Bestätigen
subscription-review-leave = Alles lassen, wie es ist
subscription-review-holds = Diese Beträge gelten bis { $time }.

## Abgelehnt
subscription-refused-title = Das geht nicht
subscription-refused-seats = Ein Abonnement hat mindestens einen Platz.
subscription-refused-nothing = Es würde sich nichts ändern. Wählen Sie einen anderen Tarif, andere Plätze oder Zusätze.
subscription-refused-scheduled = Eine andere Änderung ist für { $time } geplant. Nehmen Sie sie zuerst zurück.
subscription-refused-ending = Das Abonnement endet am { $time }. Nehmen Sie das zuerst zurück.
subscription-refused-waits = Eine Änderung wartet bis { $time } auf ihre Zahlung.
subscription-refused-ended = Das Abonnement ist beendet.
subscription-refused-followed = Es wurde bereits wieder aufgenommen.
subscription-refused-undo = Es ist nichts geplant, das sich zurücknehmen ließe.
subscription-refused-state = Das Abonnement hat sich inzwischen geändert. Sehen Sie es noch einmal an.
subscription-refused-other = Dabei müssen wir helfen. Bitte melden Sie sich; es wurde nichts geändert.

## Overview
overview-all-subscriptions = Alle Abonnements
overview-see-usage = Verbrauch ansehen
subscription-refused-paid-first = Änderungen dieses Abonnements werden zuerst bezahlt. Wählen Sie für ein anderes Intervall das Ende des Zeitraums.
subscription-review-idle-coupons = Der Gutschein { $coupons } gilt für diesen Tarif nicht und bringt hier keinen Rabatt.
subscription-review-when-paid = Sobald die Rechnung bezahlt ist, wird dies gutgeschrieben:
subscription-review-credit-when-paid = Wird Guthaben, sobald bezahlt ist
subscription-refused-meter = Was { $meter } zählt, wird bereits mit { $plan } berechnet. Verbrauch wird nur einmal berechnet, daher kann immer nur ein Abonnement diesen Zähler haben.
