# Guthaben: was der Kunde hat, was es verändert hat, und das Stornieren einer Rechnungskorrektur.

## Die Seite des Kunden
credits-title = Ihr Guthaben
credits-sub = Welches Guthaben Sie bei uns haben, bis wann Sie es nutzen können und wofür es verwendet wurde.
credits-empty-title = Noch kein Guthaben
credits-empty = Wenn Sie Guthaben kaufen, mehr zahlen, als fällig ist, oder wir Ihnen etwas gutschreiben, erscheint es hier.
credits-balance = Guthaben
credits-order = Was zuerst verfällt, wird zuerst verwendet.
credits-nothing-left = Es ist kein Guthaben übrig.
credits-left = Was übrig ist
credits-movements = Herkunft und Verwendung
credits-shown = { $count ->
    [one] Ein Eintrag
   *[other] { $count } Einträge
}
credit-use = { $amount } Guthaben verwenden
credit-use-note = Sie haben Guthaben, das mit dieser Rechnung verrechnet werden kann. Was zuerst verfällt, wird zuerst verwendet.
credit-see = Guthaben ansehen

## Guthaben kaufen
top-up-title = Guthaben kaufen
top-up-sub = Zahlen Sie im Voraus und verwenden Sie es für jede Ihrer Rechnungen.
top-up-limits = Von { $least } bis { $most }
top-up-terms = Ihr Guthaben steht bereit, sobald das Geld eingegangen ist. Es verfällt nie, und was Sie nicht verbraucht haben, kann zurückgezahlt werden. Auf den Kauf fällt keine Steuer an: Sie steht auf den Rechnungen, die mit dem Guthaben bezahlt werden.
top-up-too-little = Geben Sie mindestens { $amount } ein
top-up-too-much = Geben Sie höchstens { $amount } ein
top-up-other-currency = Wählen Sie eine Währung, in der Sie Rechnungen erhalten
top-up-not-taken = Dieser Betrag lässt sich so nicht bezahlen. Wählen Sie einen anderen Betrag oder eine andere Zahlungsart.
top-up-under-way = Eine Zahlung von { $amount } für Guthaben ist unterwegs.
top-up-of = { $amount } Guthaben
top-up-done = Ihrem Guthaben wurden { $amount } gutgeschrieben. Wir senden Ihnen den Zahlungsbeleg per E-Mail.
top-up-see-payment = Zahlung und Beleg ansehen
top-up-description = Guthaben
credit-note-voided = Diese Rechnungskorrektur wurde am { $time } storniert. Sie schreibt nichts mehr gut; ihre Datei bleibt, wie sie ausgestellt wurde.

## Posten
credit-kind = Art des Guthabens
credit-kind-payment = Überzahlung
credit-kind-credit-note = Rechnungskorrektur
credit-kind-prepaid = Vorauszahlung
credit-kind-imported = Übertrag
credit-kind-goodwill = Kulanz
credit-kind-promotional = Aktionsguthaben
credit-grants-caption = Was vom Guthaben übrig ist, in der Reihenfolge der Verwendung
credit-granted-on = Seit
credit-usable-until = Nutzbar bis
credit-left = Übrig
credit-left-of = von { $amount }
credit-ended = Verfallen
credit-ends-never = Unbefristet

## Bewegungen
credit-movements-caption = Was dem Guthaben gutgeschrieben und was ihm entnommen wurde, das Neueste zuerst
credit-moved = Vorgang
credit-moved-for = Beleg
credit-moved-granted = Gutgeschrieben
credit-moved-bought = Gekauft
credit-moved-applied = Mit einer Rechnung verrechnet
credit-moved-refunded = Ausgezahlt
credit-moved-unapplied = Verrechnung zurückgenommen
credit-moved-refund-failed = Auszahlung fehlgeschlagen, wieder gutgeschrieben
credit-moved-expired = Ungenutzt verfallen
credit-moved-taken-back = Zurückgenommen
credit-moved-note-voided = Rechnungskorrektur storniert
timeline-credit-note-voided = Rechnungskorrektur { $number } storniert

## Mitarbeitende
admin-credits-title = Guthaben
admin-credits-order = Was zuerst verfällt, wird zuerst verwendet, danach der kleinere Rang
admin-credit-give = Guthaben gewähren
admin-credit-give-confirm = Der Kunde kann dieses Guthaben sofort nutzen und sieht es mit der Anmerkung.
admin-credit-expiry-hint = Der letzte Tag, an dem es nutzbar ist, nach dem Kalender des Kunden. Leer: unbefristet.
admin-credit-priority = Rang
admin-credit-priority-hint = 0 bis 100. Von Guthaben, das am selben Tag verfällt, wird der kleinste Rang zuerst verwendet.
admin-credit-priority-range = Geben Sie eine ganze Zahl von 0 bis 100 ein.
admin-credit-note-text = Anmerkung
admin-credit-note-hint = Der Kunde sieht sie.
admin-credit-take-back = Guthaben zurücknehmen
admin-credit-take-back-confirm = Was davon übrig ist, wird zurückgenommen. Was verwendet wurde, bleibt verwendet.
admin-credit-which = Welches Guthaben
admin-credit-grant = { $kind }: { $amount } übrig
admin-credit-grant-until = { $kind }: { $amount } übrig bis { $date }
admin-credit-form-again = Dieses Formular wurde schon mit anderen Werten abgesendet. Bitte prüfen Sie das Guthaben unten und geben Sie es noch einmal ein.
admin-credit-no-such-grant = Dieses Guthaben gibt es nicht.
admin-credit-not-given-away = Dieses Guthaben ist Geld des Kunden und kann nicht zurückgenommen werden.
admin-credit-nothing-left = Von diesem Guthaben ist nichts übrig.
admin-credit-ends-in-past = Dieser Tag ist für den Kunden vorbei.
admin-done-credit-granted = Das Guthaben wurde gewährt.
admin-done-credit-taken-back = Was vom Guthaben übrig war, wurde zurückgenommen.
admin-done-note-voided = Die Rechnungskorrektur wurde storniert.
admin-note-void = Rechnungskorrektur stornieren
admin-note-void-confirm = Was sie von der Rechnung abgezogen hat, ist wieder fällig, und ihr Guthaben wird zurückgenommen. Die Nummer bleibt vergeben. Das lässt sich nicht rückgängig machen.
admin-note-is-void = Storniert am { $time }: { $reason }
admin-note-credit-spent = Nichts wurde geändert: Von den { $given }, die diese Korrektur als Guthaben gab, sind { $left } übrig. Der Rest wurde verwendet oder ausgezahlt.
admin-note-invoice-written-off = Nichts wurde geändert: Die Rechnung zu dieser Korrektur wurde ausgebucht.
admin-event-credit-note-voided = Rechnungskorrektur storniert
