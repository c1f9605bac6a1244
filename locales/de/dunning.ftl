# Was überfällig ist und wie es gemahnt wird: E-Mails, Seiten des Personals, Hinweise für Kunden.

mail-link-pay-now = Jetzt bezahlen
mail-fact-overdue-since = fällig seit dem { $date }
mail-fact-overdue-total = Insgesamt überfällig
mail-dunning-friendly-subject = Zahlungserinnerung: { $amount } sind überfällig
mail-dunning-friendly-body =
    vielleicht ist es Ihnen entgangen: Seit dem { $due } sind { $amount } fällig. Die Rechnungen stehen unten.

    Hier können Sie alles auf einmal bezahlen:

    { $link }

    Falls sich Ihre Karte geändert hat, können Sie sie ohne Anmeldung erneuern:

    { "[" }Karte erneuern]({ $update_card })

    Falls Sie in den letzten Tagen bezahlt haben, ist diese Nachricht gegenstandslos.
mail-dunning-firm-subject = Mahnung: { $amount } sind überfällig
mail-dunning-firm-body =
    bisher sind { $amount }, fällig seit dem { $due }, nicht bei uns eingegangen. Bitte bezahlen Sie umgehend:

    { $link }

    Falls sich Ihre Karte geändert hat, können Sie sie ohne Anmeldung erneuern:

    { "[" }Karte erneuern]({ $update_card })

    Falls mit einer Rechnung etwas nicht stimmt, antworten Sie einfach auf diese Nachricht.
mail-dunning-final-subject = Letzte Mahnung: { $amount } sind überfällig
mail-dunning-final-body =
    trotz unserer Mahnungen sind { $amount } noch offen, fällig seit dem { $due }. **{ $reason }**

    Bitte bezahlen Sie jetzt:

    { $link }

    Falls sich Ihre Karte geändert hat, können Sie sie ohne Anmeldung erneuern:

    { "[" }Karte erneuern]({ $update_card })

    Wenn Sie nicht alles auf einmal bezahlen können, antworten Sie auf diese Nachricht: Wir finden einen Weg.
dunning-next-read-only = Ohne Zahlung haben Sie ab dem { $date } nur noch lesenden Zugang.
dunning-next-suspended = Ohne Zahlung wird Ihr Zugang am { $date } gesperrt.
dunning-next-decision = Ohne Zahlung müssen wir über weitere Schritte entscheiden.
admin-template-dunning-friendly = Überfällig: Zahlungserinnerung
admin-template-dunning-firm = Überfällig: Mahnung
admin-template-dunning-final = Überfällig: letzte Mahnung
admin-variable-invoices = Die Nummern der Rechnungen
nav-dunning = Mahnwesen

# Seiten des Personals
dunning-title = Mahnwesen
dunning-at-stake = Offen:
dunning-by-state = Mahnvorgänge nach Stand
dunning-caption = Mahnvorgänge
dunning-none = Keine Mahnvorgänge
dunning-none-text = Kein Mahnvorgang hat diesen Stand.
dunning-never = Dieser Kunde wurde noch nie gemahnt.
dunning-shown = { $count ->
    [one] 1 Mahnvorgang
   *[other] { $count } Mahnvorgänge
}
dunning-begun = Begonnen
dunning-next = Als Nächstes
dunning-stake = Offen
dunning-invoices = { $count ->
    [one] 1 Rechnung
   *[other] { $count } Rechnungen
}
dunning-until = bis { $date }
dunning-status-running = Läuft
dunning-status-paused = Ausgesetzt
dunning-status-recovered = Bezahlt
dunning-status-exhausted = Ohne Erfolg
dunning-status-written-off = Ausgebucht
dunning-pause-dispute = Zahlung angefochten
dunning-pause-promise-to-pay = Zahlung zugesagt
dunning-pause-installment-plan = Ratenzahlung
dunning-pause-staff = Vom Personal angehalten
dunning-access = Zugang
dunning-access-full = Voller Zugang
dunning-access-read-only = Nur lesender Zugang
dunning-access-suspended = Zugang gesperrt
dunning-campaign = Mahnvorgang
dunning-overdue-now = jetzt überfällig
dunning-what-next = Was als Nächstes geschieht
dunning-next-attempt = Die Karte wird erneut belastet
dunning-next-needs-method = Dieselbe Karte erneut zu belasten hilft nicht: Der Kunde braucht eine andere
dunning-next-step = { $template } per { $channel }
dunning-nothing-next-running = Nichts, bis sich etwas ändert.
dunning-nothing-next-paused = Solange der Mahnvorgang ausgesetzt ist, wird nichts gesendet und nichts belastet.
dunning-nothing-next-exhausted = Alles wurde gesendet und versucht. Jemand muss entscheiden, was folgt.
dunning-nothing-next-recovered = Nichts: Alles ist bezahlt.
dunning-nothing-next-written-off = Nichts: Der Rest ist ausgebucht.
dunning-template-friendly = Zahlungserinnerung
dunning-template-firm = Mahnung
dunning-template-final = Letzte Mahnung
dunning-channel-email = E-Mail
dunning-channel-sms = SMS
dunning-channel-in-app = Nachricht im Portal
dunning-schedule = Mahnplan
dunning-schedule-version = { $name }, Fassung { $version }
dunning-counts-from = Tage zählen ab
dunning-its-invoices = Rechnungen
dunning-outcome-paid = Bezahlt
dunning-outcome-credited = Gutgeschrieben
dunning-outcome-void = Storniert
dunning-outcome-written-off = Ausgebucht
dunning-held-disputed = Angefochten: Es wird nichts verlangt
dunning-held-on-its-way = Eine Zahlung ist unterwegs
dunning-held-plan = Wird in Raten bezahlt
dunning-attempt-needs-customer = Keine Belastung mehr: Eine andere Karte ist nötig
dunning-attempt-exhausted = Alle Versuche wurden gemacht
dunning-attempt-no-charge = Der Kunde bezahlt selbst
dunning-history = Was geschehen ist
dunning-by-staff = Personal
dunning-said-opened = Mahnvorgang über { $amount } begonnen, nach dem Mahnplan „{ $schedule }“
dunning-said-joined = Rechnung { $number } über { $amount } ist hinzugekommen
dunning-said-left-paid = Rechnung { $number } ist bezahlt
dunning-said-left-credited = Rechnung { $number } wurde gutgeschrieben
dunning-said-left-void = Rechnung { $number } ist storniert
dunning-said-left-written-off = Rechnung { $number } wurde ausgebucht
dunning-said-paused = Ausgesetzt: { $reason }
dunning-said-paused-until = Ausgesetzt bis { $date }: { $reason }
dunning-said-resumed = Der Mahnvorgang geht weiter
dunning-said-access-full = Wieder voller Zugang
dunning-said-access-read-only = Nur noch lesender Zugang
dunning-said-access-suspended = Zugang gesperrt
dunning-said-exhausted = Alles wurde gesendet und versucht, ohne Erfolg
dunning-said-recovered = Alles ist bezahlt
dunning-said-written-off = Der Rest ist als Forderungsausfall ausgebucht
dunning-said-step-sent = { $template } per { $channel } über { $amount }
dunning-said-step-missed = { $template } per { $channel } wurde nicht gesendet: Eine spätere Nachricht war schon fällig
dunning-said-step-skipped = { $template } per { $channel } wurde übersprungen
dunning-said-attempt-succeeded = { $amount } für { $number } von der Karte { $method } eingezogen
dunning-said-attempt-failed = Die Karte { $method } hat { $amount } für { $number } abgelehnt
dunning-said-attempt-canceled = Die Belastung über { $amount } für { $number } kam nicht zustande
dunning-said-attempt-under-way = { $amount } für { $number } werden eingezogen
dunning-advice-retry-later = Kann erneut versucht werden.
dunning-advice-needs-customer = Wird erst wieder versucht, wenn der Kunde etwas tut.
dunning-advice-never-retry = Diese Karte wird nie wieder versucht.
dunning-acts = Eingreifen
dunning-pause = Aussetzen
dunning-pause-why = Grund
dunning-pause-until = Bis einschließlich
dunning-pause-until-hint = Für eine Zusage nötig. Ohne Tag bleibt der Mahnvorgang ausgesetzt, bis ihn jemand fortsetzt.
dunning-remark = Bemerkung
dunning-resume = Fortsetzen
dunning-skip = Nächste Nachricht überspringen
dunning-write-off = Ausbuchen
dunning-write-off-why = Grund
dunning-write-off-warning = { $amount } werden als Forderungsausfall gebucht, und der Mahnvorgang endet. Soll die Steuer berichtigt werden, stellen Sie stattdessen eine Rechnungskorrektur aus.
dunning-done-paused = Der Mahnvorgang ist ausgesetzt.
dunning-done-resumed = Der Mahnvorgang geht weiter.
dunning-done-skipped = Die Nachricht wird nicht gesendet.
dunning-done-written-off = Die Rechnungen sind ausgebucht.
dunning-done-chosen = Gespeichert. Es gilt ab dem nächsten Mahnvorgang.
dunning-refused-no-day = Nicht ausgesetzt: Eine Zusage braucht einen Tag ab heute.
dunning-refused-no-reason = Nicht ausgebucht: Ein Grund ist nötig.
dunning-refused-on-its-way = Nicht ausgebucht: Eine Zahlung ist unterwegs.
dunning-refused-not-now = Das ist im jetzigen Stand des Mahnvorgangs nicht möglich.
dunning-schedules-title = Mahnpläne
dunning-schedules-sub = Eine Änderung gilt für Mahnvorgänge, die danach beginnen.
dunning-is-off = Es wird nicht gemahnt: Kein Mahnplan ist der Standard.
dunning-new-schedule = Neuer Mahnplan
dunning-default = Standard
dunning-schedule-summary = Fassung { $version } · { $steps ->
    [one] 1 Nachricht
   *[other] { $steps } Nachrichten
} · { $attempts ->
    [one] 1 Versuch
   *[other] { $attempts } Versuche
}
dunning-make-default = Zum Standard machen
dunning-switch-off = Abschalten
dunning-done-saved = Der Mahnplan ist gespeichert.
dunning-done-on = Kunden werden ab ihrem nächsten Mahnvorgang nach diesem Plan gemahnt.
dunning-done-off = Es beginnen keine Mahnvorgänge mehr von selbst. Laufende gehen weiter.
dunning-name = Name
dunning-retries = Tage zwischen den Versuchen
dunning-retries-hint = Jeweils ab dem abgelehnten Versuch davor, etwa 2, 5, 7, 7
dunning-attempts = Versuche je Karte
dunning-attempts-hint = Einschließlich des ersten
dunning-steps = Nachrichten
dunning-steps-hint = Tage nach der Fälligkeit. Zeilen ohne Tag entfallen.
dunning-step-day = Nachricht { $number }: Tag
dunning-step-channel = Versandweg
dunning-step-template = Wortlaut
dunning-thresholds = Mindestbeträge
dunning-thresholds-hint = Niedrigere Beträge werden nicht gemahnt, etwa EUR 10,00; USD 15,00
dunning-read-only-after = Nur lesender Zugang nach (Tage)
dunning-suspended-after = Zugang gesperrt nach (Tage)
dunning-exhausted = Wenn alles vergeblich war
dunning-exhausted-ask-staff = Das Personal entscheidet
dunning-exhausted-suspend = Der Zugang wird gesperrt, und das Personal entscheidet
dunning-save = Als neue Fassung speichern
dunning-show-preview = Ablauf anzeigen
dunning-preview = Ablauf für eine am { $date } fällige Rechnung, deren Belastung abgelehnt wird
dunning-foreseen-retry = Versuch { $number }, die Karte zu belasten
dunning-versions = Fassungen
dunning-by = Mahnplan des Kunden
dunning-by-hint = Gilt ab dem nächsten Mahnvorgang; ein laufender behält seinen Plan.
dunning-by-default = Der Standard, wie für alle
dunning-by-none = Keiner: Es wird nicht gemahnt
dunning-error-name = Geben Sie einen Namen mit höchstens 80 Zeichen ein.
dunning-error-retries = Geben Sie ganze Tage von 1 bis 366 ein, durch Kommas getrennt.
dunning-error-attempts = Geben Sie mindestens 1 Versuch ein und höchstens einen mehr, als Wartezeiten angegeben sind.
dunning-error-thresholds = Geben Sie Währung und Betrag ein, etwa EUR 10,00; USD 15,00.
dunning-error-access = Der Zugang kann erst nach dem Tag gesperrt werden, ab dem er nur noch lesend ist.
dunning-error-same-day = Zwei Nachrichten am selben Tag brauchen verschiedene Versandwege.
dunning-error-too-late = Nichts darf später kommen als 366 Tage nach der Fälligkeit.
dunning-error-steps = Geben Sie für jede Nachricht ganze Tage ein, und mindestens eine Nachricht oder einen Versuch.
dunning-error-channel = Über diesen Versandweg wird nichts gesendet.
dunning-error-day = Geben Sie ganze Tage ein, oder lassen Sie das Feld leer.
dunning-error-changed = Jemand anders hat diesen Mahnplan inzwischen gespeichert. Öffnen Sie ihn neu, um die Fassung zu sehen.

# Was Kunden lesen
dunning-notice-overdue = { $count ->
    [one] { $amount } sind überfällig.
   *[other] { $amount } aus { $count } Rechnungen sind überfällig.
}
dunning-notice-pay = { $amount } bezahlen
dunning-notice-is-read-only = Bis zur Zahlung haben Sie nur lesenden Zugang.
dunning-notice-is-suspended = Bis zur Zahlung ist Ihr Zugang gesperrt.
dunning-notice-promised = Danke für Ihre Zusage, bis zum { $date } zu bezahlen. Bis dahin erinnern wir Sie nicht.
dunning-notice-retry = Am { $date } belasten wir Ihre hinterlegte Karte erneut.
dunning-notice-needs-method = Ihre hinterlegte Karte wurde abgelehnt. Bitte bezahlen Sie mit einer anderen.
