### Wechselkurse: auf Belegen, für Leser, für das Team.

## Auf Belegen
fx-rate-text = 1 { $one } = { $rate } { $of } vom { $date }, { $source }
fx-source-ecb = Europäische Zentralbank
fx-source-manual = eigener Kurs des Verkäufers
fx-tax-in = USt. in { $currency }
fx-tax-in-at = USt. in { $currency } ({ $rate })
fx-tax-note = Umsatzsteuer in { $currency } zum Wechselkurs { $rate }.

## Für Leser
fx-approximately = ca. { $amount } zum Kurs vom { $date }
fx-display-title = Beträge in Ihrer Währung
fx-display-currency = Ungefähre Beträge zeigen in
fx-display-hint = Nur in der Übersicht. Berechnet und bezahlt wird in der Währung der Rechnung.
fx-display-none = Keine andere Währung
fx-display-as-account-in = Wie für das Konto: { $currency }

## Für das Team
nav-exchange-rates = Wechselkurse
fx-title = Wechselkurse
fx-intro = Mit einem abgelaufenen Kurs wird nichts umgerechnet.
fx-none = Noch keine Kurse
fx-none-text = Laden Sie eine Datei der Europäischen Zentralbank mit „quittance fx import“, oder geben Sie einen Kurs ein.
fx-current = Der neueste Kurs jedes Währungspaars
fx-history = Kurse des Währungspaars, die neuesten zuerst
fx-history-of = { $base } in { $quote }
fx-all-pairs = Alle Währungspaare
fx-shown = { $count ->
    [one] Ein Kurs
   *[other] { $count } Kurse
}
fx-pair = Währungspaar
fx-rate = Kurs
fx-source = Quelle
fx-source-ecb-short = EZB
fx-source-manual-short = Eingegeben
fx-quoted-on = Vom
fx-expires = Gültig bis
fx-expired = Abgelaufen
fx-enter = Kurs eingeben
fx-base = Eine Einheit von
fx-base-hint = Drei Buchstaben, zum Beispiel EUR.
fx-quote = kostet so viel in
fx-rate-hint = Höchstens 12 Ziffern. Er gilt ab sofort und geht dem der Zentralbank vor, bis er abläuft.
fx-valid-until = Letzter Tag
fx-confirm = Ich habe diesen Kurs geprüft.
fx-done-entered = Der Kurs ist eingegeben und gilt ab sofort.
fx-error-currency = Geben Sie die drei Buchstaben einer Währung ein.
fx-error-one-currency = Wählen Sie zwei verschiedene Währungen.
fx-error-rate = Geben Sie eine Zahl über null mit höchstens 12 Ziffern ein.
fx-error-until = Wählen Sie einen Tag ab heute, höchstens ein Jahr im Voraus.
fx-error-entered = Gleichzeitig wurde ein anderer Kurs eingegeben. Öffnen Sie das Formular neu.
fx-error-far = Das weicht um { $percent } vom letzten Kurs ab, { $last }. Prüfen Sie ihn und bestätigen Sie unten, wenn er stimmt.
fx-refused-no-rate = Die Rechnung wurde nicht ausgestellt: Ihre Umsatzsteuer muss auch in der Währung des Verkäufers angegeben werden, und es gilt kein Wechselkurs. Geben Sie einen ein und versuchen Sie es erneut.
