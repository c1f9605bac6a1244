### Kurznachrichten: was sie sagen, und die Seite, auf der man sie erlaubt.

## Was sie sagen, in höchstens 160 Zeichen, wo die Werte es erlauben
sms-phone-code = { $seller }: Ihr Code ist { $code }. Er gilt 10 Minuten. Nicht angefordert? Dann ist nichts zu tun.
sms-payment-reminder = { $seller }: { $amount } zu Rechnung { $number } sind offen. Bezahlen: { $link } Keine SMS mehr: STOP antworten.
sms-final-reminder = { $seller }: Letzte Mahnung. { $amount } zu Rechnung { $number } offen. Jetzt bezahlen: { $link } Keine SMS mehr: STOP antworten.
sms-payment-failed = { $seller }: { $amount } zu Rechnung { $number } konnten wir nicht einziehen. Bezahlen: { $link } Keine SMS mehr: STOP antworten.

## Die Seite
phone-title = Kurznachrichten
phone-sub = Dringende Nachrichten zu Zahlungen dieses Kunden auf Ihr Telefon, zwischen 8 und 20 Uhr.
phone-off = Sie bekommen keine Kurznachrichten.
phone-on = Kurznachrichten gehen an { $number }; Sie haben sie am { $date } erlaubt.
phone-ended-stop = Sie haben die Kurznachrichten an { $number } mit der Antwort STOP beendet.
phone-ended-barred = Ihr Mobilfunkanbieter nimmt für { $number } keine Kurznachrichten an. Geben Sie eine andere Nummer ein.
phone-unavailable = Kurznachrichten werden hier nicht angeboten.
phone-number = Mobilnummer
phone-number-hint = Mit Ländervorwahl, etwa +49 170 1234567
phone-consent = Ich möchte Kurznachrichten von { $operator } zu Zahlungen von { $account } an diese Nummer. Ich kann sie hier oder mit der Antwort STOP beenden; Antworten können bei meinem Mobilfunkanbieter Geld kosten.
phone-consent-needed = Setzen Sie dieses Häkchen, um Kurznachrichten zu erlauben.
phone-send-code = Code senden
phone-code-sent = Wir haben einen Code an { $number } gesandt. Er gilt 10 Minuten.
phone-code = Code aus der Kurznachricht
phone-confirm = Kurznachrichten erlauben
phone-other-number = Andere Nummer verwenden
phone-turn-off = Kurznachrichten beenden
phone-done-verified = Kurznachrichten sind erlaubt.
phone-done-ended = Kurznachrichten sind beendet.
phone-error-number = Geben Sie eine Nummer mit Ländervorwahl ein, etwa +49 170 1234567.
phone-error-code = Dieser Code ist falsch oder zu alt.
phone-error-wait =
    { $minutes ->
        [one] Zu viele Codes. Versuchen Sie es in einer Minute noch einmal.
       *[other] Zu viele Codes. Versuchen Sie es in { $minutes } Minuten noch einmal.
    }
phone-account-title = Kurznachrichten
phone-account-link = Wählen, ob Sie Kurznachrichten bekommen


## Die Liste für Mitarbeiter
nav-sms = Kurznachrichten
sms-admin-title = Kurznachrichten
sms-admin-sub = Die neuesten 200 an alle Kunden. Was sie sagen, wird nicht gezeigt.
sms-admin-empty-title = Keine Kurznachrichten
sms-admin-empty = Hier stehen Erinnerungen an Personen, die Kurznachrichten erlauben.
sms-admin-kind = Anlass
sms-admin-customer = Kunde
sms-admin-number = Nummer
sms-admin-made = Vorgemerkt
sms-admin-state = Stand
sms-admin-code = Code { $code }
sms-kind-phone-code = Code für eine Nummer
sms-kind-payment-failed = Einzug fehlgeschlagen
sms-kind-payment-reminder = Zahlungserinnerung
sms-kind-final-reminder = Letzte Mahnung
sms-state-queued = Wartet
sms-state-sending = Wird gesendet
sms-state-sent = Gesendet
sms-state-delivered = Zugestellt
sms-state-undelivered = Nicht zugestellt
sms-state-failed = Fehlgeschlagen
sms-state-suppressed = Nicht mehr erlaubt
