### Der Katalog der Tarife und Zusätze.
nav-plans = Tarife
plans-title = Tarife
plans-sub = Was Kunden abonnieren. Eine veröffentlichte Version ändert sich nie; wer eine ältere hat, behält sie.
plans-new = Neuer Tarif
plans-none = Noch keine Tarife
plans-none-text = Legen Sie hier den ersten Tarif an oder veröffentlichen Sie eine Datei mit „quittance plans publish“.
plans-no-match = Kein Tarif gefunden
plans-no-match-text = Nichts im Katalog hat diesen Namen, diese Art und diesen Zustand.
plans-search = Name oder Kürzel
plans-filters = Filter
plans-plan = Tarif
plans-prices = Preise heute
plans-versions = Versionen
plans-versions-caption = Versionen nach Währung und Turnus, die neueste zuerst
plans-version = Version
plans-subscriptions = Abonnements
plans-on-older-versions = { $count } auf älteren Versionen
plans-plus-usage = Verbrauch
plans-kind = Art
plans-kind-any = Jede Art
plans-kind-plan = Tarif
plans-kind-add-on = Zusatz
plans-state-in-use = In Gebrauch
plans-state-archived = Archiviert
plans-state-all = Alle
plans-standing-current = Aktuell
plans-standing-scheduled = Geplant
plans-standing-superseded = Abgelöst
plans-standing-archived = Archiviert
plans-change-scheduled = Neue Version geplant
plans-offered = Für Kunden wählbar
plans-not-offered = Nur durch Mitarbeitende

## Turnus und Versionen
plans-every-day = { $count ->
        [one] täglich
       *[other] alle { $count } Tage
    }
plans-every-week = { $count ->
        [one] wöchentlich
       *[other] alle { $count } Wochen
    }
plans-every-month = { $count ->
        [one] monatlich
       *[other] alle { $count } Monate
    }
plans-every-quarter = { $count ->
        [one] vierteljährlich
       *[other] alle { $count } Quartale
    }
plans-every-half-year = { $count ->
        [one] halbjährlich
       *[other] alle { $count } Halbjahre
    }
plans-every-year = { $count ->
        [one] jährlich
       *[other] alle { $count } Jahre
    }
plans-unit-day = Tage
plans-unit-week = Wochen
plans-unit-month = Monate
plans-unit-quarter = Quartale
plans-unit-half-year = Halbjahre
plans-unit-year = Jahre
plans-version-no = Version { $number }
plans-days = { $count ->
        [0] keine
        [one] { $count } Tag
       *[other] { $count } Tage
    }

## Ein Tarif und eine Version
plans-new-version = Neue Version
plans-new-version-of = { $plan }: neue Version
plans-new-version-from = Neue Version daraus
plans-current-prices = Preise heute
plans-components = Bestandteile
plans-component = Bestandteil
plans-charged = Berechnet
plans-price = Preis
plans-grants = Funktionen und Grenzen
plans-grants-nothing = Es sind keine Funktionen oder Grenzen angegeben.
plans-offer = Währung und Turnus
plans-trial = Testzeitraum
plans-self-service = Selbstbedienung
plans-published-at = Veröffentlicht
plans-offer-now = Für Kunden wählbar machen
plans-withdraw = Ab jetzt nur durch Mitarbeitende
plans-archive = Archivieren
plans-archive-question = Diese Version archivieren?
plans-archive-keeps = Niemand erhält sie mehr neu; die Version davor tritt an ihre Stelle. { $count ->
        [0] Kein Abonnement hat sie.
        [one] Ein Abonnement behält sie.
       *[other] { $count } Abonnements behalten sie.
    }
plans-restore = Wiederherstellen
plans-done-published = Die Version ist veröffentlicht.
plans-done-offered = Kunden können diese Version jetzt wählen.
plans-done-withdrawn = Kunden können diese Version nicht mehr selbst wählen.
plans-done-archived = Die Version ist archiviert. Wer sie hat, behält sie.
plans-done-restored = Die Version ist wieder im Katalog.

## Preise in Worten
plans-quantity-one = einmal je Zeitraum
plans-quantity-seats = je Platz
plans-quantity-meter = nach einem Zähler
plans-quantity-of-meter = nach dem Zähler { $meter }
plans-timing-in-advance = im Voraus
plans-timing-in-arrears = nachträglich
plans-price-per-seat = { $price } je Platz
plans-price-per-unit = { $price } je Einheit
plans-price-package = { $price } je angefangene { $size }
plans-price-percentage = { $rate } des Betrags
plans-price-graduated = { $tiers } (jeder Teil zum Preis seiner Stufe)
plans-price-volume = { $tiers } (alle Einheiten zum Preis der erreichten Stufe)
plans-price-included = { $quantity } inklusive
plans-price-minimum = mindestens { $amount } je Zeitraum
plans-price-maximum = höchstens { $amount } je Zeitraum
plans-tier-up-to = bis { $bound }: { $price }
plans-tier-above = darüber: { $price }
plans-tier-with-flat = { $price } + { $flat } einmalig
plans-part-flat = { $amount } einmalig
plans-part-packages = { $quantity } in Paketen zu { $size } für je { $price }
plans-part-percentage = { $amount } von { $value }
plans-part-minimum = { $amount } bis zum Mindestbetrag
plans-part-maximum = { $amount } über dem Höchstbetrag

## Eine Version schreiben
plans-step-write = Schreiben
plans-step-review = Prüfen
plans-step-published = Veröffentlicht
plans-code = Kürzel
plans-code-hint = Für Mitarbeitende und die Schnittstelle, zum Beispiel business. Es bleibt für immer.
plans-name = Name
plans-name-hint = Was Kunden lesen
plans-description = Beschreibung
plans-currency-hint = Zum Beispiel EUR
plans-trial-days = Testtage
plans-interval-count = Alle
plans-interval-unit = Turnus
plans-effective-on = Gültig ab
plans-effective-on-hint = Neue Abonnements erhalten sie ab diesem Tag
plans-offer-to-customers = Für Kunden wählbar
plans-offer-hint = Kunden können sie selbst wählen, sonst nur Mitarbeitende.
plans-features = Funktionen
plans-features-hint = Eine je Zeile, so wie Kunden sie lesen
plans-limits = Grenzen
plans-limits-hint = Eine je Zeile: Kürzel = enthaltene Menge, zum Beispiel projects = 50
plans-component-no = Bestandteil { $number }
plans-component-description = Beschreibung
plans-component-description-hint = Was auf der Rechnungszeile steht
plans-component-code = Kürzel des Bestandteils
plans-component-code-hint = Wer den Tarif wechselt, behält, was das gleiche Kürzel hat, zum Beispiel base oder seats
plans-quantity = Menge
plans-meter = Zähler
plans-timing = Berechnet
plans-model = Preismodell
plans-model-flat = Pauschal
plans-model-per-unit = Je Einheit
plans-model-graduated = Gestaffelt (Stufen)
plans-model-volume = Mengenpreis (Stufen)
plans-model-package = Pakete
plans-model-percentage = Prozentsatz
plans-show-model = Felder dieses Modells anzeigen
plans-model-fields-shown = Das Preismodell wurde geändert: Bitte füllen Sie die zugehörigen Felder aus.
plans-amount = Betrag je Zeitraum
plans-unit-price = Preis je Einheit
plans-package-size = Einheiten je Paket
plans-package-amount = Preis je Paket
plans-rate = Prozent
plans-included = Enthaltene Einheiten
plans-minimum = Mindestbetrag
plans-maximum = Höchstbetrag
plans-tiers-hint = Jede Stufe endet mit ihrer letzten Einheit; die letzte Stufe hat kein Ende.
plans-tier-no = Stufe { $number }
plans-tier-bound = Bis
plans-tier-flat = Pauschale
plans-add-component = Bestandteil hinzufügen
plans-remove-component = Bestandteil { $number } entfernen
plans-add-tier = Stufe hinzufügen
plans-remove-tier = Stufe { $number } entfernen
plans-review = Prüfen
plans-go-back = Zurück zum Formular

## Prüfung
plans-examples = Was es kostet
plans-examples-note = Beispielmengen eines ganzen Zeitraums vor Steuern, berechnet wie die Rechnung.
plans-how = Wie
plans-each = Je Einheit
plans-costs = Kosten
plans-tries = Weitere Mengen
plans-tries-hint = Mit Leerzeichen dazwischen
plans-compute = Berechnen
plans-cliff = { $at } kosten { $costs }, { $next } aber nur { $cheaper }: eine mehr ist billiger.
plans-publish = Veröffentlichen
plans-publish-note = Eine veröffentlichte Version kann nicht mehr geändert werden. Bestehende Abonnements behalten ihre.
plans-not-what-was-seen = Es wurde nichts veröffentlicht: Das ist nicht, was Sie geprüft haben. Bitte sehen Sie es sich noch einmal an.

## Ablehnungen
plans-error-name = Geben Sie dem Tarif einen Namen
plans-error-code = Verwenden Sie Kleinbuchstaben, Ziffern und Striche, höchstens 40
plans-error-code-taken = Es gibt schon einen Tarif mit diesem Kürzel: Fügen Sie ihm eine Version hinzu
plans-error-same-code = Ein anderer Bestandteil hat dieses Kürzel
plans-error-other-kind = Der Tarif mit diesem Kürzel ist von der anderen Art
plans-error-description = Schreiben Sie, was auf der Rechnungszeile stehen soll
plans-error-interval-count = Schreiben Sie eine ganze Zahl ab 1
plans-error-trial-days = Schreiben Sie eine ganze Zahl von Tagen, höchstens 730
plans-error-effective-on = Wählen Sie heute oder einen späteren Tag
plans-error-limit = Schreiben Sie „{ $line }“ als Kürzel = Menge, jedes Kürzel einmal
plans-error-limit-code = Das Kürzel einer Grenze hat Kleinbuchstaben, Ziffern und Striche, höchstens 40
plans-error-feature = Eine Funktion hat höchstens 200 Zeichen
plans-error-feature-twice = Eine Funktion steht zweimal da
plans-error-too-many = Geben Sie höchstens 50 Funktionen und 50 Grenzen an
plans-error-quantity = Schreiben Sie eine Menge ab null, zum Beispiel 10 oder 10.000
plans-error-unit-price = Schreiben Sie einen Preis wie { $example }, mit höchstens zwölf Nachkommastellen
plans-error-metered-in-advance = Was ein Zähler zählt, wird nachträglich berechnet: Es steht erst am Ende des Zeitraums fest
plans-error-percentage-without-meter = Ein Prozentsatz braucht einen Zähler, der Geld zählt
plans-error-package-size = Ein Paket enthält mehr als nichts
plans-error-spend-limits = Der Höchstbetrag liegt unter dem Mindestbetrag
plans-error-not-ascending = Diese Stufe muss über der vorigen enden
plans-error-open-tier = Nur die letzte Stufe hat kein Ende
plans-error-last-tier-ends = Die letzte Stufe darf kein Ende haben, sonst haben größere Mengen keinen Preis
plans-error-too-large = Diese Preise führen zu einem Betrag, der zu groß ist oder sich nicht berechnen lässt
plans-error-moves-on = Wählen Sie heute oder einen späteren Tag, höchstens drei Jahre im Voraus

## Abonnements auf eine andere Version umstellen
plans-moves = Umstellungen auf andere Versionen
plans-move-subscribers = Abonnements umstellen
plans-move-title = Abonnements umstellen
plans-move-one = Umstellung
plans-move-sub = Alle, die diese Version haben, bekommen eine andere, jeweils mit dem ersten Zeitraum, der an einem Tag oder später beginnt. Bis dahin zahlen sie wie bisher.
plans-move-to = Neue Version
plans-move-on = Erster Tag
plans-move-on-hint = Jedes Abonnement wechselt mit seinem ersten Zeitraum ab diesem Tag
plans-move-preview = Zeigen, was das bedeutet
plans-move-no-target = Keine andere Version
plans-move-no-target-text = In dieser Währung und diesem Turnus gibt es keine andere Version. Veröffentlichen Sie zuerst eine.
plans-move-nobody = Niemand umzustellen
plans-move-nobody-text = Kein laufendes Abonnement hat diese Version.
plans-move-moved = Würden umgestellt
plans-move-summary = { $count ->
        [one] Ein Abonnement, { $difference } je Zeitraum.
       *[other] { $count } Abonnements, zusammen { $difference } je Zeitraum.
    }
plans-move-prices-note = Preise eines ganzen Zeitraums ohne Verbrauch, vor Rabatten und Steuern.
plans-move-customer = Kunde
plans-move-first-period = Ab dem Zeitraum vom
plans-move-until-then = Zahlt jetzt
plans-move-from-then = Zahlt dann
plans-move-difference = Unterschied
plans-move-and-usage = und Verbrauch
plans-move-kept = Bleiben, wie sie sind
plans-kept-ended = Es ist beendet, oder es wird nichts mehr abgerechnet.
plans-kept-ending = Es endet, bevor die Umstellung beginnen würde.
plans-kept-change-scheduled = Eine andere Änderung ist geplant. Nehmen Sie diese zuerst zurück.
plans-kept-awaits-payment = Eine Änderung wartet auf ihre Zahlung.
plans-kept-parked = Die Abrechnung hat es zurückgestellt. Geben Sie es zuerst wieder frei.
plans-kept-committed = Mit diesem Kunden ist eine Mindestabnahme vereinbart: Ändern Sie den Tarif auf der Seite des Abonnements.
plans-kept-other-version = Es hat inzwischen eine andere Version.
plans-kept-failed = Sein nächster Zeitraum lässt sich gerade nicht berechnen. Es wird wieder versucht.
plans-move-more = Es gibt weitere Abonnements; alle würden umgestellt.
plans-move-show-more = Die nächsten zeigen
plans-move-now = Abonnements umstellen
plans-move-question = Alle ab dem { $date } umstellen?
plans-move-told = Jeder Kunde bekommt eine E-Mail mit dem Tag und beiden Preisen. Bis zu seinem Tag lässt sich jeder Wechsel auf der Seite des Abonnements zurücknehmen.
plans-move-stored = Die Umstellung ist gespeichert. Die Kunden bekommen eine E-Mail.
plans-move-is-done = Eingeplant
plans-move-goes-on = Läuft
plans-move-goes-on-note = Einige Abonnements sind noch nicht an der Reihe. Es geht innerhalb einer Minute von selbst weiter.
plans-move-go-on = Jetzt weitermachen
plans-move-count-moved = Umgestellt
plans-move-count-kept = Nicht umgestellt
plans-move-stored-at = Bestätigt
plans-move-none-yet = Kein Abonnement wurde umgestellt
plans-move-none-yet-text = Hier steht, was aus jedem Abonnement wird.
plans-move-was-moved = Umgestellt
plans-move-was-kept = Nicht umgestellt
plans-move-changes-at = ab { $time }
plans-move-entry = Auf { $version }, ab { $date }
plans-move-counts = { $moved } umgestellt, { $kept } nicht umgestellt
plans-error-same-meter = Ein anderer Bestandteil wird bereits nach diesem Zähler berechnet, der Verbrauch würde doppelt berechnet.
plans-kept-meter-taken = Ein anderes Abonnement des Kunden berechnet denselben Zähler.
