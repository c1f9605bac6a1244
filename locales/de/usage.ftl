### Verbrauch, und wie eine Rechnungsposition zustande kommt.

nav-usage = Verbrauch

## Was gezählt wurde
usage-title = Verbrauch
usage-sub = Was im laufenden Zeitraum gezählt wird. Erwartete Werte gehen davon aus, dass es weitergeht wie bisher.
usage-empty-title = Nichts wird gezählt
usage-empty = Keines Ihrer Abonnements wird zurzeit nach Verbrauch abgerechnet.
usage-see-events = Ereignisse ansehen
usage-used = Verbraucht
usage-included = Enthalten
usage-over = Darüber hinaus
usage-cost = Kosten bisher
usage-net = netto
usage-projected = Am Ende erwartet
usage-projected-note = eine Schätzung
usage-projected-cost = Erwartete Kosten
usage-projected-cost-note = eine Schätzung, netto
usage-used-of-included = { $used } von { $included } enthaltenen
usage-as-of = Es zählt alles, was eingegangen ist bis
usage-newest = Das jüngste Ereignis kam am
usage-by-day = { $name } nach Tagen
usage-as-table = Als Tabelle zeigen
usage-day = Tag
usage-quantity = Menge
usage-meter = Zähler

## Ereignisse
usage-events-title = Verbrauchsereignisse
usage-events-sub = Die einzelnen Ereignisse hinter den Zahlen, neueste zuerst.
usage-events-counted = Dies sind die Ereignisse einer Rechnungsposition: Gezählt wurde, was bis { $time } eingegangen war.
usage-events-from = Von
usage-events-to = Bis
usage-events-occurred = Geschehen
usage-events-received = Eingegangen
usage-events-id = Ereignis
usage-events-properties = Merkmale
usage-events-replaced = Zählt nicht
usage-events-late = Kam später
usage-events-shown = { $count ->
        [one] { $count } Ereignis, neueste zuerst
       *[other] { $count } Ereignisse, neueste zuerst
    }
usage-events-none-title = Keine Ereignisse
usage-events-none = Dieser Zähler hat in diesen Tagen nichts gezählt.
usage-events-csv = Als CSV herunterladen
usage-events-csv-note = (die neuesten 10.000)

## Wie eine Position zustande kommt
explain-title = Wie diese Beträge zustande kommen
explain-line-title = Wie dieser Betrag zustande kommt
explain-more = Alle Angaben und Ereignisse
explain-steps = Schritt für Schritt
explain-inputs = Angaben
explain-events = Gezählte Ereignisse
explain-json = Als JSON
explain-of-line = Dies ist ein Rabatt auf Position { $line }.
explain-quantity = Menge: { $quantity }
explain-quantity-metered = Der Zähler { $meter } hat { $quantity } gezählt, mit allem, was bis { $time } eingegangen war.
explain-included = { $quantity } davon sind enthalten und kosten nichts.
explain-step-units = { $quantity } × { $rate } = { $amount }
explain-step-tier = Stufe { $tier }: { $quantity } × { $rate } = { $amount }
explain-step-flat = Fester Anteil: { $amount }
explain-step-cap = Begrenzt: { $amount }
explain-step-maximum = Über dem Höchstbetrag des Zeitraums: { $amount }
explain-step-minimum = Bis zum Mindestbetrag des Zeitraums: { $amount }
explain-step-percent-off = { $percent } vereinbarter Nachlass: { $amount }
explain-step-other = Weiterer Anteil: { $amount }
explain-rate-package = { $price } je angefangene { $size }
explain-share = Anteil am Zeitraum: { $numerator } von { $denominator }
explain-coupon = Gutschein { $code }: { $off } Rabatt. Prozente gehen zuerst ab, dann feste Beträge.
explain-rounding = Kaufmännisch gerundet, einmal für den Zeitraum und einmal für den Anteil:
explain-rounding-discount = Jeder Prozentsatz wird kaufmännisch gerundet; feste Beträge werden ohne Rest verteilt:
explain-price-version = Preis
explain-version-of = { $plan }, Fassung { $version }
explain-component = Bestandteil
explain-covered = Berechnet für
explain-from-until = { $from } bis vor { $until }
explain-charged = Berechnet
explain-timing-in-advance = im Voraus
explain-timing-in-arrears = nach dem Zeitraum
explain-tax = Steuer
explain-tax-of-line = { $rate }, { $amount } auf diese Position. { $reason }
explain-tax-domestic = Beide Seiten sitzen im selben Land.
explain-tax-reverse-charge = Reverse Charge: Die Kundenseite schuldet die Steuer.
explain-tax-destination = Besteuert mit dem Satz des Landes der Kundenseite.
explain-tax-outside-scope = Der Empfänger sitzt außerhalb des Steuergebiets.
explain-tax-exported = Dienstleistungen ins Ausland sind mit null Prozent besteuert.
explain-tax-no-tax = Das Land der Verkäuferseite kennt keine solche Steuer.
