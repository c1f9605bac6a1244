### Seiten für Mitarbeiter, Diagnose und die E-Mails, die eine Sandbox abfängt.
## Words of the staff's pages
admin-customer = Kunde
admin-invoice = Rechnung
admin-number = Nummer
admin-reference = Kundennummer
admin-country = Land
admin-currency = Währung
admin-language = Sprache der Dokumente
admin-time-zone = Zeitzone
admin-address = Anschrift
admin-billing-emails = Rechnungen gehen an
admin-issued-on = Ausgestellt am
admin-due-on = Fällig am
admin-due-on-date = Fällig am { $date }
admin-received-on = Eingegangen am
admin-state = Status
admin-amount = Betrag
admin-amount-due = Offener Betrag
admin-rest-due = { $amount } offen
admin-draft = Entwurf
admin-reason = Grund
admin-details = Einzelheiten
admin-history = Verlauf
admin-actions = Was zu tun ist
admin-lines = Positionen
admin-choose-one = Wählen Sie eine der Möglichkeiten
admin-number-unreadable = Schreiben Sie eine Zahl wie { $example }, ohne die Stellen zu gruppieren

## Lists and search
admin-search = Suchen
admin-search-label = Name oder Nummer eines Kunden oder eine Rechnungsnummer
admin-search-clear = Suche zurücksetzen
admin-search-nothing = Nichts gefunden
admin-search-no-match = Kein Kunde und keine Rechnungsnummer passt zu „{ $text }“.
admin-filter-text = Nummer, Bestellnummer oder Bemerkung
admin-filter-apply = Anwenden
admin-filter-remove = Filter entfernen:
admin-filter-no-match = Keine Rechnung passt zu diesen Filtern.
admin-active-filters = Gesetzte Filter
admin-pages = Seiten
admin-first-page = Erste Seite
admin-next-page = Nächste Seite
admin-rows-shown = { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
admin-list-empty = Hier ist nichts
admin-list-empty-text = Keine Rechnung hat diesen Status.
admin-list-all = Alle
admin-list-open = Offen
admin-list-overdue = Überfällig
admin-list-paid = Bezahlt
admin-list-draft = Entwürfe
admin-list-void = Storniert
admin-list-uncollectible = Abgeschrieben

## Overview
admin-overview-title = Übersicht
admin-receivables = Forderungen nach Alter
admin-ageing-title = Forderungen in { $currency } nach Alter
admin-owed-in = Offen in { $currency }:
admin-nothing-owed = Kein Kunde schuldet etwas.
admin-age-not-due = Nicht fällig
admin-age-30 = 1–30 Tage überfällig
admin-age-60 = 31–60 Tage überfällig
admin-age-90 = 61–90 Tage überfällig
admin-age-later = Über 90 Tage überfällig
admin-most-overdue = Am längsten überfällig
admin-all-overdue = Alle überfälligen Rechnungen
admin-no-overdue-title = Nichts ist überfällig
admin-no-overdue-text = Jede offene Rechnung ist noch innerhalb der Zahlungsfrist.
admin-queues-waiting = { $count ->
        [one] { $count } Aufgabe wartet.
       *[other] { $count } Aufgaben warten.
    }
admin-queues-none-stuck = Nichts hängt fest.
admin-queues-stuck = { $count ->
        [one] { $count } braucht Aufmerksamkeit.
       *[other] { $count } brauchen Aufmerksamkeit.
    }

## Customers
admin-customers-title = Kunden
admin-customers-none = Noch keine Kunden
admin-customers-none-text = Kunden kommen mit einem Import.
admin-customers-shown = { $count ->
        [one] { $count } Kunde, nach Namen
       *[other] { $count } Kunden, nach Namen
    }
admin-customer-since = Kunde seit
admin-customer-no-invoices = Dieser Kunde hat noch keine Rechnungen.
admin-found-invoices = Rechnungen mit dieser Nummer
admin-reference-is = Kundennummer { $reference }
admin-balance = Saldo
admin-balance-note = Was der Kunde schuldet, abzüglich Guthaben
admin-credit = Guthaben
admin-credit-note = Kann mit einer offenen Rechnung verrechnet werden
admin-profile = Rechnungsdaten
admin-profile-note = Ausgestellte Dokumente behalten die Angaben, mit denen sie ausgestellt wurden.
admin-people = Personen
admin-no-people = Für diesen Kunden meldet sich noch niemand an.
admin-payments = Zahlungen
admin-all-payments = Alle Zahlungen
admin-no-payments = Noch keine Zahlungen.
admin-to-credit = { $amount } wurden Guthaben
admin-credit-notes = Rechnungskorrekturen
admin-all-credit-notes = Alle Rechnungskorrekturen
admin-no-credit-notes = Noch keine Rechnungskorrekturen.
admin-credit-note-title = Rechnungskorrektur { $number }
admin-credit-note-pdf = Rechnungskorrektur als PDF

## Invoices
admin-invoices-title = Rechnungen
admin-invoices-caption = Rechnungen
admin-invoices-by-state = Rechnungen nach Status
admin-invoices-shown = { $count ->
        [one] { $count } Rechnung
       *[other] { $count } Rechnungen
    }
admin-invoice-title = Rechnung { $number }
admin-invoice-pdf = Rechnung als PDF
admin-draft-title = Rechnungsentwurf
admin-purchase-order = Bestellnummer
admin-replaces = Ersetzt die stornierte Rechnung
admin-replaced-by = Ersetzt durch
admin-settled-by-payment = { $method } am { $date }
admin-settled-by-credit-note = Rechnungskorrektur { $number } vom { $date }
admin-settled-by-credit = Guthaben verrechnet am { $date }

## What happened to a document
admin-event-imported = Importiert
admin-event-finalized = Ausgestellt
admin-event-emailed = Per E-Mail verschickt
admin-event-bounced = E-Mail kam zurück
admin-event-downloaded = Heruntergeladen
admin-event-payment-recorded = Zahlung erfasst
admin-event-credit-applied = Guthaben verrechnet
admin-event-credited = Rechnungskorrektur ausgestellt
admin-event-paid = Vollständig bezahlt
admin-event-voided = Storniert
admin-event-written-off = Abgeschrieben
admin-event-disputed = Beanstandet
admin-event-dispute-closed = Zahlungsanfechtung abgeschlossen

## Acts on an invoice
admin-finalize = Rechnung ausstellen
admin-finalize-confirm = Die Rechnung über { $amount } erhält ihre Nummer, kann nicht mehr geändert werden und geht an den Kunden.
admin-finalize-note = Die Rechnung erhält ihre Nummer, kann nicht mehr geändert werden und geht an den Kunden.
admin-edit-draft = Entwurf bearbeiten
admin-delete-draft = Entwurf löschen
admin-delete-confirm = Der Entwurf hat noch keine Nummer; ohne ihn fehlt nichts. Das lässt sich nicht rückgängig machen.
admin-void = Stornieren
admin-void-confirm = Eine stornierte Rechnung kann nicht wieder geöffnet werden. Ihre Nummer bleibt vergeben.
admin-void-not-possible = Es wurde schon etwas bezahlt oder gutgeschrieben: Korrigieren Sie diese Rechnung mit einer Rechnungskorrektur.
admin-reissue = Stornieren und neu ausstellen
admin-reissue-confirm = Diese Rechnung wird storniert. Ein Entwurf mit denselben Positionen tritt an ihre Stelle; Sie können ihn vor dem Ausstellen korrigieren.
admin-write-off = Abschreiben
admin-write-off-confirm = Der offene Rest wird als Forderungsausfall gebucht. Die Rechnung bleibt ein Dokument.
admin-apply-credit = { $amount } Guthaben verrechnen
admin-record-payment = Zahlung erfassen
admin-issue-credit-note = Rechnungskorrektur ausstellen
admin-refused-not-draft = Nichts wurde geändert: Diese Rechnung ist schon ausgestellt.
admin-refused-not-open = Nichts wurde geändert: Diese Rechnung ist nicht offen.
admin-refused-settled = Die Rechnung wurde nicht storniert: { $amount } davon sind schon bezahlt oder gutgeschrieben. Korrigieren Sie sie mit einer Rechnungskorrektur.
admin-refused-changed = Nichts wurde geändert: Der offene Betrag dieser Rechnung hat sich geändert, seit die Seite geöffnet wurde. Bitte sehen Sie noch einmal nach.
admin-refused-no-credit = Nichts wurde geändert: Der Kunde hat in dieser Währung kein Guthaben.
admin-refused-no-reason = Nichts wurde geändert: Bitte geben Sie einen Grund an.
admin-refused-no-series = Der Verkäufer hat keinen Nummernkreis, aus dem die neue Rechnung ausgestellt werden kann.

## What was done
admin-done-drafted = Der Entwurf wurde gespeichert.
admin-done-deleted = Der Entwurf wurde gelöscht.
admin-done-finalized = Die Rechnung wurde ausgestellt und geht an den Kunden.
admin-done-voided = Die Rechnung wurde storniert.
admin-done-reissued = Die Rechnung wurde storniert. Dieser Entwurf ersetzt sie: Prüfen Sie ihn und stellen Sie ihn dann aus.
admin-done-written-off = Der Rest der Rechnung wurde abgeschrieben.
admin-done-credited = Die Rechnungskorrektur wurde ausgestellt und geht an den Kunden.
admin-done-credit-applied = Das Guthaben wurde mit dieser Rechnung verrechnet.
admin-done-recorded = Eine Zahlung über { $amount } wurde erfasst.
admin-done-recorded-as-credit = Eine Zahlung über { $amount } wurde erfasst. Dafür war keine Rechnung offen: Sie wurde ganz zum Guthaben des Kunden.
admin-done-recorded-with-credit = Eine Zahlung über { $amount } wurde erfasst: { $settled } haben Rechnungen beglichen, { $credit } waren mehr als fällig und wurden zum Guthaben des Kunden.

## Recording a payment
admin-method = Zahlungsart
admin-payment-reference = Verwendungszweck
admin-payment-reference-hint = Was auf dem Kontoauszug oder dem Scheck steht
admin-payment-for = Wofür sie ist
admin-payment-for-hint = Ohne Auswahl werden die ältesten offenen Rechnungen zuerst beglichen. Was übrig bleibt, wird Guthaben des Kunden.
admin-payment-nothing-open = Keine Rechnung ist offen: Die Zahlung wird Guthaben des Kunden.
admin-payment-not-positive = Geben Sie einen Betrag größer als null ein
admin-payment-in-future = Die Zahlung kann nicht in der Zukunft eingegangen sein
admin-payment-no-such-invoice = Eine der Rechnungen gibt es nicht
admin-payment-not-open = Eine der Rechnungen ist nicht mehr offen: Wählen Sie neu
admin-payment-other-currency = Eine Rechnung in einer anderen Währung kann mit diesem Betrag nicht bezahlt werden
admin-payment-key-reused = Dieses Formular wurde schon mit einem anderen Betrag gesendet: Jene Zahlung ist erfasst. Öffnen Sie das Formular neu für eine zweite.

## Writing an invoice
admin-new-invoice = Neue Rechnung
admin-seller = Verkäufer
admin-service-from = Leistung von
admin-service-to = Leistung bis
admin-memo = Bemerkung
admin-memo-hint = Wird auf das Dokument gedruckt
admin-line-no = Position { $number }
admin-net-price = Einzelpreis, netto
admin-tax-category = Steuer
admin-tax-rate = Satz in %
admin-sku = Artikelnummer
admin-tax-s = Regel- oder ermäßigter Satz
admin-tax-z = Nullsatz
admin-tax-e = Steuerfrei
admin-tax-ae = Steuerschuld des Empfängers
admin-tax-k = Innergemeinschaftliche Lieferung
admin-tax-g = Ausfuhr
admin-tax-o = Nicht steuerbar
admin-tax-l = Kanarische Inseln (IGIC)
admin-tax-m = Ceuta und Melilla (IPSI)
admin-draft-add-rows = Weitere Zeilen
admin-draft-save = Entwurf speichern
admin-draft-save-and-finalize = Speichern und ausstellen
admin-draft-no-series = Kein Verkäufer hat einen Nummernkreis, aus dem Rechnungen ausgestellt werden können.
admin-draft-no-lines = Geben Sie mindestens eine Position ein
admin-draft-no-description = Geben Sie an, wofür diese Position ist
admin-draft-negative = Die Positionen ergeben weniger als null: Stellen Sie stattdessen eine Rechnungskorrektur aus
admin-draft-too-large = Die Beträge sind zu groß
admin-draft-due-before-issue = Die Rechnung kann nicht vor dem Ausstellen fällig sein
admin-draft-period-reversed = Der Zeitraum kann nicht vor seinem Beginn enden
admin-draft-currency-unknown = Geben Sie einen Währungscode wie EUR ein
admin-draft-rate-needed = Diese Steuer braucht einen Satz
admin-draft-rate-not-allowed = Diese Steuer hat keinen solchen Satz: Lassen Sie ihn leer

## Issuing a credit note
admin-note-hint = Geben Sie an, wie viel jeder Position gutgeschrieben wird; leer oder 0 für nichts.
admin-note-left = Übrig
admin-note-quantity = Gutgeschrieben
admin-note-quantity-of = Gutgeschriebene Menge von { $line }
admin-note-confirm = Die Rechnungskorrektur erhält ihre Nummer, mindert zuerst den offenen Betrag und geht an den Kunden. Was übrig bleibt, wird Guthaben.
admin-note-applied = Mindert die Rechnung um
admin-note-to-credit = Wird Guthaben
admin-note-nothing = Schreiben Sie wenigstens einen Teil einer Position gut
admin-note-unreadable = Die Menge von Position { $line } ist keine Zahl
admin-note-more-than-invoiced = Von Position { $line } können noch { $left } gutgeschrieben werden
admin-note-more-than-left = Auf dieser Rechnung können noch { $left } gutgeschrieben werden
admin-note-no-series = Der Verkäufer hat keinen Nummernkreis für Rechnungskorrekturen

## Audit log
admin-audit-title = Prüfprotokoll
admin-audit-search = Name oder Nummer eines Kunden
admin-audit-of = Kunde: { $customer }
admin-audit-which-customer = Mehrere Kunden passen. Welcher?
admin-audit-no-customer = Kein Kunde hat diesen Namen oder diese Nummer.
admin-audit-empty = Es wurde nichts aufgezeichnet.
admin-audit-action = Was
admin-audit-at = Wann
admin-audit-actor = Wer
admin-audit-change = Änderung
admin-audit-operator = Betreiber
admin-audit-before-after = Vorher und nachher
admin-audit-before = Vorher
admin-audit-after = Nachher

## Diagnostics
admin-diagnostics-title = Diagnose
admin-diagnostics-ok = Alles funktioniert.
admin-diagnostics-warn = Alles funktioniert, aber jemand sollte das Markierte ansehen.
admin-diagnostics-fail = Etwas ist kaputt oder nicht sicher.
admin-check = Prüfung
admin-finding = Befund
admin-health-ok = In Ordnung
admin-health-warn = Ansehen
admin-health-fail = Fehlgeschlagen
admin-dead-jobs = Endgültig gescheiterte Aufgaben
admin-job-attempts = { $count ->
        [one] { $count } Versuch
       *[other] { $count } Versuche
    }
admin-job-redrive = Erneut ausführen
admin-job-redriven = Die Aufgabe läuft erneut.
admin-job-not-redriven = Die Aufgabe kann nicht erneut laufen: Sie ist nicht mehr gescheitert, oder ihr Inhalt war geheim und ist vergessen.

diagnosis-could-not-look = Das konnte nicht geprüft werden. Siehe Einzelheiten und Log.
diagnosis-database = Datenbank
diagnosis-database-ok = PostgreSQL { $version } antwortet.
diagnosis-database-too-old = PostgreSQL { $version } ist zu alt: Wechseln Sie auf Version 15 oder später.
diagnosis-database-unreachable = Die Datenbank antwortet nicht. Prüfen Sie DATABASE_URL und ob der Server läuft.
diagnosis-roles = Datenbankrollen
diagnosis-roles-ok = Keine Rolle, mit der wir uns verbinden, kann die Zeilensicherheit umgehen.
diagnosis-roles-unsafe = Die Rolle { $role } könnte die Zeilensicherheit umgehen: Ein Kunde sähe vielleicht Daten eines anderen. Entziehen Sie ihr die Rechte.
diagnosis-roles-not-utc = Eine Sitzung der Datenbank läuft nicht in UTC. Stellen Sie für die Rollen keine Zeitzone ein.
diagnosis-migrations = Schema
diagnosis-migrations-ok = Alle { $count } Migrationen sind eingespielt.
diagnosis-migrations-missing = { $count ->
        [one] { $count } Migration ist nicht eingespielt: Starten Sie diese Version von Quittance einmal.
       *[other] { $count } Migrationen sind nicht eingespielt: Starten Sie diese Version von Quittance einmal.
    }
diagnosis-migrations-newer = Die Datenbank ist dem Programm um { $count } voraus: Betreiben Sie überall die neuere Version.
diagnosis-migrations-hidden = Die Liste der Migrationen ist nicht lesbar, daher lässt sich nichts darüber sagen.
diagnosis-clock = Uhr
diagnosis-clock-live = Echtbetrieb: Die Uhr ist die des Systems.
diagnosis-clock-sandbox = Sandbox: Die Uhr geht { $days } Tage vor.
diagnosis-clock-live-moved = Echtbetrieb, aber die Uhr weicht { $seconds } Sekunden ab. Stoppen Sie den Dienst und finden Sie heraus, warum.
diagnosis-clock-no-mode = Noch niemand hat zwischen Echtbetrieb und Sandbox gewählt. Der erste Start tut es.
diagnosis-clock-skewed = Diese Maschine und die Datenbank weichen { $seconds } Sekunden voneinander ab. Lassen Sie NTP beide Uhren stellen.
diagnosis-jobs = Aufgaben
diagnosis-jobs-ok = Aufgaben laufen; { $count } warten auf ihre Zeit.
diagnosis-jobs-dead = { $count ->
        [one] { $count } Aufgabe ist endgültig gescheitert. Administratoren können sie unten erneut ausführen.
       *[other] { $count } Aufgaben sind endgültig gescheitert. Administratoren können sie unten erneut ausführen.
    }
diagnosis-jobs-stand-still = Die älteste Aufgabe wartet seit { $minutes } Minuten: Nichts arbeitet. Starten Sie Quittance oder sehen Sie ins Log.
diagnosis-outbox = Zu meldende Ereignisse
diagnosis-outbox-ok = Nichts staut sich; { $count } warten.
diagnosis-outbox-backlog = { $count } warten auf Meldung: mehr als üblich. Sehen Sie nach, ob Aufgaben laufen.
diagnosis-charges = Online-Zahlungen
diagnosis-charges-ok = Keine hängt; { $count } sind unterwegs.
diagnosis-charges-stuck = { $count ->
        [one] { $count } Zahlung ist schon zu lange unterwegs. Sehen Sie beim Zahlungsdienstleister nach.
       *[other] { $count } Zahlungen sind schon zu lange unterwegs. Sehen Sie beim Zahlungsdienstleister nach.
    }
diagnosis-webhooks = Meldungen der Zahlungsdienstleister
diagnosis-webhooks-ok = Alle sind gelesen: { $count }.
diagnosis-webhooks-wait = { $count } warten zu lange. Sehen Sie nach, ob Aufgaben laufen und der Zahlungsdienstleister erreichbar ist.
diagnosis-webhooks-failed = { $count ->
        [one] { $count } ließ sich nicht lesen und wurde aufgegeben.
       *[other] { $count } ließen sich nicht lesen und wurden aufgegeben.
    }
diagnosis-wordings = E-Mail-Vorlagen
diagnosis-wordings-ok = { $count } bearbeitet; alle sind verwendbar.
diagnosis-wordings-unreadable = { $count ->
        [one] { $count } bearbeiteter Text ist nicht mehr verwendbar, weil er etwas nennt, das nicht mehr bekannt ist. Gesendet wird der mitgelieferte. Berichtigen Sie ihn unter E-Mail-Vorlagen.
       *[other] { $count } bearbeitete Texte sind nicht mehr verwendbar, weil sie etwas nennen, das nicht mehr bekannt ist. Gesendet werden die mitgelieferten. Berichtigen Sie sie unter E-Mail-Vorlagen.
    }
diagnosis-emails = E-Mails
diagnosis-emails-ok = { $count } warten; die letzte ging um { $last } ab.
diagnosis-emails-uncertain = { $count ->
        [one] Ob { $count } E-Mail ankam, ist unbekannt. Sehen Sie im Log des Mailservers nach, bevor Sie sie erneut senden.
       *[other] Ob { $count } E-Mails ankamen, ist unbekannt. Sehen Sie im Log des Mailservers nach, bevor Sie sie erneut senden.
    }
diagnosis-emails-failed = { $count ->
        [one] { $count } E-Mail wurde abgelehnt. Prüfen Sie die Adresse des Empfängers.
       *[other] { $count } E-Mails wurden abgelehnt. Prüfen Sie die Adressen der Empfänger.
    }
diagnosis-mail = Mailserver
diagnosis-mail-captured = E-Mails landen in einem Ordner und erreichen niemanden. Setzen Sie QUITTANCE_SMTP_URL, um sie zu senden.
diagnosis-mail-smtp = E-Mails gehen über { $host } hinaus.
diagnosis-mail-unreadable = QUITTANCE_SMTP_URL ist nicht lesbar. Siehe Einzelheiten.
diagnosis-contradictions = Bücher
diagnosis-contradictions-none = Hauptbuch, Rechnungen, Guthaben und Nummern stimmen überein.
diagnosis-contradictions-found = { $count ->
        [one] { $count } Widerspruch zwischen Hauptbuch, Rechnungen, Guthaben und Nummern. Reparieren Sie nichts von Hand: Melden Sie ihn mit den Einzelheiten.
       *[other] { $count } Widersprüche zwischen Hauptbuch, Rechnungen, Guthaben und Nummern. Reparieren Sie nichts von Hand: Melden Sie sie mit den Einzelheiten.
    }
diagnosis-trial-balance = Summenprobe
diagnosis-trial-balance-even = Das Hauptbuch geht in jeder von { $count } Währungen auf.
diagnosis-trial-balance-off = Das Hauptbuch geht in { $count } Währungen nicht auf. Stellen Sie nichts mehr aus und melden Sie es.
diagnosis-pdf = PDF und Schriften
diagnosis-pdf-ok = Eine Probe wurde erzeugt ({ $bytes } Bytes).
diagnosis-pdf-missing-glyphs = { $count } Zeichen der Probe haben keine Schrift. Installieren Sie Schriften auf dieser Maschine.
diagnosis-pdf-failed = Es kann kein PDF erzeugt werden: Rechnungen können nicht ausgestellt werden. Siehe Einzelheiten.
diagnosis-public-url = Öffentliche Adresse
diagnosis-public-url-https = Browser kommen über https; Cookies sind sicher.
diagnosis-public-url-local = Nur diese Maschine erreicht sie, über http. Setzen Sie TLS davor, bevor andere es tun.
diagnosis-public-url-http = Browser kommen über http: Passwörter und Cookies sind unterwegs lesbar. Setzen Sie TLS davor und QUITTANCE_PUBLIC_URL auf https.

## Captured mail of a sandbox
mailbox-title = Abgefangene E-Mails
mailbox-note = Diese Seite gibt es nur in einer Sandbox. E-Mails bleiben hier, statt verschickt zu werden; wer diese Adresse öffnen kann, kann sie lesen.
mailbox-empty = Noch keine E-Mail
mailbox-empty-text = Fordern Sie einen Anmeldelink an oder stellen Sie eine Rechnung aus: Die Nachricht erscheint kurz danach hier.
mailbox-from = Von
mailbox-to = An
mailbox-reply-to = Antworten an
mailbox-sent-at = Gesendet
mailbox-body = Nachricht
mailbox-links = Links in dieser Nachricht
mailbox-as-text = Als reiner Text

## E-mails: the list
admin-emails-title = E-Mails
admin-emails-by-state = E-Mails nach Status
admin-emails-queued = Wartend
admin-emails-sent = Gesendet
admin-emails-bounced = Zurückgekommen
admin-emails-refused = Abgelehnt
admin-emails-suppressed = Zurückgehalten
admin-emails-uncertain = Unbekannt
admin-emails-of = Kunde: { $customer }
admin-emails-empty = Keine E-Mail hat diesen Status.
admin-emails-of-people = Anmeldelinks, Einladungen und Tests
admin-emails-of-people-note = Gespeichert ist, dass sie zurückkamen, nicht an wen sie gingen.
admin-emails-done-retried = Die E-Mail wird noch einmal gesendet.
admin-emails-done-nothing = Es wurde nichts gesendet: Die E-Mail ist unterwegs oder angekommen.
admin-emails-done-barred = Es wurde nichts gesendet: Post an diese Adresse kam zurück. Geben Sie die Adresse zuerst auf der Seite des Kunden wieder frei.
admin-email-subject = Betreff
admin-email-to = An
admin-email-at = Wann
admin-email-state-queued = Wartend
admin-email-state-sent = Gesendet
admin-email-state-bounced = Zurückgekommen
admin-email-state-refused = Abgelehnt
admin-email-state-suppressed = Zurückgehalten
admin-email-state-uncertain = Unbekannt
admin-email-late = Noch nicht zugestellt
admin-email-status = Status { $status }
admin-email-wording = Fassung { $version }
admin-email-barred = Adresse nicht in Gebrauch: unzustellbar
admin-email-retry = Erneut senden
admin-email-retry-uncertain = Der Mailserver hat nicht gesagt, was aus dieser E-Mail wurde. Falls sie ankam, kommt sie zweimal an.
admin-job-send-sign-in-link = Anmeldelink
admin-job-send-invitation = Einladung
admin-job-send-test-mail = Test
admin-customer-emails = E-Mails an diesen Kunden
admin-address-failed = Unzustellbar
admin-barred-title = Unzustellbare Adressen
admin-barred-note = E-Mails zu Dokumenten werden für diese Adressen zurückgehalten, bis Sie sie wieder freigeben oder der Kunde eine andere Adresse angibt. Anmeldelinks und Einladungen werden weiterhin versucht.
admin-barred-clear = Wieder freigeben
admin-done-address-cleared = Die Adresse ist wieder in Gebrauch. Zurückgehaltenes lässt sich in der Liste der E-Mails erneut senden.

## E-mails: their wording
admin-templates-title = E-Mail-Vorlagen
admin-templates-sub = Was jede E-Mail sagt, in jeder Sprache.
admin-template-mail = E-Mail
admin-template-language = Sprache
admin-template-saved-at = Gespeichert
admin-template-built-in = Mitgeliefert
admin-template-edited = Bearbeitet
admin-template-unreadable = Nicht verwendbar
admin-template-unreadable-note = Dieser Text nennt etwas, das diese Version nicht mehr kennt. Bis er berichtigt ist, wird der mitgelieferte Text gesendet.
admin-template-version = Fassung { $version }
admin-template-invoice-issued = Rechnung ausgestellt
admin-template-credit-note-issued = Rechnungskorrektur zu einer Rechnung
admin-template-credit-note-unlinked = Rechnungskorrektur ohne Rechnung
admin-template-payment-received = Zahlung eingegangen
admin-template-sign-in-link = Anmeldelink
admin-template-invitation = Einladung
admin-template-subject = Betreff
admin-template-body = Text
admin-template-body-hint = Anrede, Tabelle der Angaben, Gruß und Fußzeile kommen von selbst hinzu.
admin-template-save = Speichern
admin-template-test = Test an { $address } senden
admin-template-words = Text der E-Mail
admin-template-read-only = Ändern können ihn Administratoren.
admin-template-preview = Vorschau mit erfundenen Werten
admin-template-as-html = Die E-Mail als HTML
admin-template-as-text = Als reiner Text
admin-template-variables = Variablen
admin-template-variables-note = Nur diese können genannt werden. Anstelle der Variablen steht dann ihr Wert.
admin-template-markup = So wird geschrieben
admin-template-frame-note = Eingegebenes HTML erscheint so, wie es eingegeben wurde.
admin-template-viewing = Sie sehen Fassung { $version }. Geändert wird erst, wenn sie wiederhergestellt oder gespeichert wird.
admin-template-viewing-built-in = Sie sehen den mitgelieferten Text. Geändert wird erst, wenn er wiederhergestellt oder gespeichert wird.
admin-template-restore = Diesen Text wiederherstellen
admin-template-restore-built-in = Mitgelieferten Text wiederherstellen
admin-template-restore-confirm = Von nun an wird der mitgelieferte Text gesendet. Ihre Fassungen bleiben im Verlauf.
admin-template-went-back = Zurück zum mitgelieferten Text
admin-template-current = Aktuell
admin-template-changed-meanwhile = Inzwischen hat jemand eine andere Fassung gespeichert. Die Vorschau zeigt jene; Ihr Text steht noch im Formular. Speichern Sie noch einmal, um jene zu ersetzen.
admin-template-done-saved = Der Text wurde gespeichert. Er gilt ab der nächsten E-Mail.
admin-template-done-unchanged = Es wurde nichts geändert.
admin-template-done-restored = Der Text wurde wiederhergestellt. Er gilt ab der nächsten E-Mail.
admin-template-done-unreadable = Diese Fassung lässt sich nicht wiederherstellen: Sie nennt etwas, das nicht mehr bekannt ist.
admin-template-done-test = Ein Test ist unterwegs an { $address }. Gespeichert wurde nichts.
admin-variable-required = Pflicht
admin-variable-number = Die Nummer des Dokuments
admin-variable-invoice = Die Rechnung, die korrigiert wird
admin-variable-seller = Wer die Rechnung stellt
admin-variable-account = Der Name des Kunden
admin-variable-amount = Der Betrag
admin-variable-due = Wann er fällig ist
admin-variable-date = Wann die Zahlung einging
admin-variable-minutes = Wie viele Minuten der Link gilt
admin-variable-inviter = Wer einlädt
admin-variable-until = Bis wann die Einladung gilt
admin-variable-link = Die Adresse, zu der sie führt
admin-markup-paragraph = Eine leere Zeile beginnt einen neuen Absatz.
admin-markup-bold = ist fett
admin-markup-list = am Anfang einer Zeile ist eine Liste
admin-markup-link = ist ein Link; Adressen mit https:// sind auch möglich
admin-markup-button = allein in einem Absatz ist die Schaltfläche
admin-refused-open-change = Diese Rechnung gehört zu einer Änderung, die erst mit der Zahlung gilt. Stornieren Sie sie; die Änderung kann danach neu angefragt werden.
