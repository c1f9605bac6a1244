### Die Uhr der Sandbox: die Seite, die sie vorstellt, und was an jedem Tag geschah.

nav-clock = Uhr
clock-title = Uhr der Sandbox
clock-now = Hier ist es { $at }.
clock-note = Wer die Uhr vorstellt, lässt alles geschehen, was unterwegs fällig wird, mit dem Datum des jeweiligen Tages: Rechnungen, Zahlungen, E-Mails, Aufträge. Auch Sitzungen und Links laufen ab; vielleicht müssen Sie sich neu anmelden. Zurück geht die Uhr nie.
clock-by = Vorstellen um
clock-by-1h = 1 Stunde
clock-by-1d = 1 Tag
clock-by-1mo = 1 Monat
clock-by-14mo = 14 Monate
clock-by-other = Eine andere Dauer
clock-other = Andere Dauer
clock-other-hint = Zum Beispiel 2h, 30d, 3mo oder 1y2mo
clock-move = Uhr vorstellen …
clock-move-confirm = Alle in dieser Sandbox gehen mit, und es gibt kein Zurück.
clock-move-now = Jetzt vorstellen
clock-error-duration = Geben Sie eine Dauer wie 2h, 30d oder 14mo ein, höchstens zehn Jahre
clock-busy = In diesem Augenblick stellt jemand anderes die Uhr vor. Ihr Auftrag wurde nicht ausgeführt; versuchen Sie es danach noch einmal.
clock-started = Die Uhr läuft vor.
clock-runs = Unterwegs von { $from } bis { $to }
clock-reached = Es ist { $at }.
clock-refresh = Aktualisieren
clock-from-to = Von { $from } bis { $to }
clock-state-running = Läuft
clock-state-done = Fertig
clock-state-failed = Fehlgeschlagen
clock-state-stopped = Auf halbem Weg beendet
clock-stopped-note = Der Prozess, der die Uhr vorstellte, endete am { $at }. Bis dahin ist alles getan; beim nächsten Vorstellen geht es von dort weiter.
clock-failed-note = Sie blieb am { $at } stehen:
clock-nothing = Unterwegs geschah nichts.
clock-report = Was geschah
clock-day = Tag
clock-happened = Ereignisse
clock-totals = Insgesamt
clock-earlier = Frühere Zeitsprünge
clock-none-title = Die Uhr wurde noch nicht vorgestellt
clock-none-text = Was unterwegs geschieht, steht dann hier, Tag für Tag.
clock-asked-by = Angestoßen von { $who }
clock-by-command = der Befehlszeile
clock-happened-invoice-finalized = { $count ->
    [one] 1 Rechnung ausgestellt
   *[other] { $count } Rechnungen ausgestellt
}
clock-happened-invoice-paid = { $count ->
    [one] 1 Rechnung bezahlt
   *[other] { $count } Rechnungen bezahlt
}
clock-happened-invoice-voided = { $count ->
    [one] 1 Rechnung storniert
   *[other] { $count } Rechnungen storniert
}
clock-happened-invoice-written-off = { $count ->
    [one] 1 Rechnung ausgebucht
   *[other] { $count } Rechnungen ausgebucht
}
clock-happened-credit-note-issued = { $count ->
    [one] 1 Gutschrift ausgestellt
   *[other] { $count } Gutschriften ausgestellt
}
clock-happened-payment-received = { $count ->
    [one] 1 Zahlung eingegangen
   *[other] { $count } Zahlungen eingegangen
}
clock-happened-refund-requested = { $count ->
    [one] 1 Erstattung beauftragt
   *[other] { $count } Erstattungen beauftragt
}
clock-happened-dispute-opened = { $count ->
    [one] 1 Zahlung angefochten
   *[other] { $count } Zahlungen angefochten
}
clock-happened-subscription-started = { $count ->
    [one] 1 Abonnement begonnen
   *[other] { $count } Abonnements begonnen
}
clock-happened-subscription-billed = { $count ->
    [one] 1 Abonnement abgerechnet
   *[other] { $count } Abonnements abgerechnet
}
clock-happened-subscription-active = { $count ->
    [one] 1 Abonnement wurde aktiv
   *[other] { $count } Abonnements wurden aktiv
}
clock-happened-subscription-past-due = { $count ->
    [one] 1 Abonnement geriet in Verzug
   *[other] { $count } Abonnements gerieten in Verzug
}
clock-happened-subscription-unpaid = { $count ->
    [one] 1 Abonnement blieb unbezahlt
   *[other] { $count } Abonnements blieben unbezahlt
}
clock-happened-subscription-paused = { $count ->
    [one] 1 Abonnement pausiert
   *[other] { $count } Abonnements pausiert
}
clock-happened-subscription-ended = { $count ->
    [one] 1 Abonnement beendet
   *[other] { $count } Abonnements beendet
}
clock-happened-subscription-parked = { $count ->
    [one] 1 Abonnement zurückgestellt: es ließ sich nicht abrechnen
   *[other] { $count } Abonnements zurückgestellt: sie ließen sich nicht abrechnen
}
clock-happened-credit-expired = { $count ->
    [one] 1 Guthaben verfallen
   *[other] { $count } Guthaben verfallen
}
clock-happened-email-sent = { $count ->
    [one] 1 E-Mail gesendet
   *[other] { $count } E-Mails gesendet
}
clock-happened-session-ended = { $count ->
    [one] 1 Sitzung abgelaufen
   *[other] { $count } Sitzungen abgelaufen
}
clock-happened-sign-in-link-ended = { $count ->
    [one] 1 Anmeldelink ungenutzt abgelaufen
   *[other] { $count } Anmeldelinks ungenutzt abgelaufen
}
clock-happened-webhook-read = { $count ->
    [one] 1 Nachricht eines Zahlungsdienstes gelesen
   *[other] { $count } Nachrichten von Zahlungsdiensten gelesen
}
clock-happened-job-failed = { $count ->
    [one] 1 Versuch eines Auftrags fehlgeschlagen
   *[other] { $count } Versuche von Aufträgen fehlgeschlagen
}
clock-happened-job-given-up = { $count ->
    [one] 1 Auftrag endgültig gescheitert
   *[other] { $count } Aufträge endgültig gescheitert
}
