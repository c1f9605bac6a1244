### Ratenzahlungen: eine Rechnung, die in vereinbarten Teilen bezahlt wird.

## Die Vereinbarung, auf Papier und am Bildschirm
agreement-title = Ratenzahlungsvereinbarung
agreement-seller = Verkäufer
agreement-customer = Kunde
agreement-total = Insgesamt zu zahlen
agreement-in-parts = { $count ->
    [one] in einer Rate
   *[other] in { $count } Raten
}
agreement-invoice = Rechnung
agreement-invoice-issued-on = Ausgestellt am
agreement-invoice-total = Rechnungsbetrag
agreement-agreed-on = Vereinbart am
agreement-method = Zahlung
agreement-by-hand = Durch den Kunden, jeweils bis zur Fälligkeit
agreement-part = Teilzahlung
agreement-due-on = Fällig am
agreement-amount = Betrag
agreement-left-after = Danach noch offen
agreement-down-payment = Anzahlung
agreement-installment = Rate { $number } von { $count }
agreement-installments = Raten
agreement-terms = Bedingungen
agreement-terms-replaces = Diese Vereinbarung tritt an die Stelle der früheren Vereinbarung über dieselbe Rechnung. Bereits Gezahltes bleibt gezahlt; nur der Rest wird neu aufgeteilt.
agreement-terms-what = Der Kunde zahlt den offenen Betrag der Rechnung in den oben aufgeführten Teilzahlungen. Es fallen weder Zinsen noch Gebühren an. Die Rechnung selbst ändert sich nicht.
agreement-terms-down-payment = Die Vereinbarung gilt ab dem Eingang der Anzahlung. Ist sie bis zum { $date } nicht eingegangen, endet die Vereinbarung, und die Rechnung ist nach ihren eigenen Bedingungen fällig.
agreement-terms-charged = Der Verkäufer darf jede Rate am Tag ihrer Fälligkeit über { $method } einziehen. Gelingt das nicht, versucht er es drei und sieben Tage nach diesem Tag erneut. Der Kunde kann diese Ermächtigung vor jeder Fälligkeit ändern oder widerrufen.
agreement-terms-by-hand = { $days ->
    [0] Der Kunde zahlt jede Rate bis zu ihrer Fälligkeit.
    [one] Der Kunde zahlt jede Rate bis zu ihrer Fälligkeit; ihm bleibt ein Tag Nachfrist.
   *[other] Der Kunde zahlt jede Rate bis zu ihrer Fälligkeit; ihm bleiben { $days } Tage Nachfrist.
} Danach erinnert ihn der Verkäufer dreimal.
agreement-terms-default = Ist eine Rate nach dem dritten Versuch oder der dritten Erinnerung noch offen, endet die Vereinbarung, und der gesamte Rest wird sofort fällig.
agreement-terms-early = Der Kunde kann die nächste Rate jederzeit vorzeitig zahlen oder den gesamten Rest auf einmal begleichen. Eine Rechnungskorrektur (Gutschrift) mindert zuerst die letzten Raten.
agreement-accepted = Angenommen
agreement-accepted-by = Angenommen von { $email } am { $time } von der IP-Adresse { $address }. Fingerabdruck (SHA-256) der Vereinbarung, wie sie angezeigt wurde: { $hash }

## E-Mails
mail-link-view-installments = Ratenzahlung ansehen
mail-installment-charged = Wir ziehen den Betrag an diesem Tag über { $method } ein; Sie müssen nichts tun.
mail-installment-by-hand = Bitte zahlen Sie bis dahin.
mail-installment-not-arrived = Die Zahlung ist nicht eingegangen.
mail-installment-not-tried = Ihre Bank lässt keinen weiteren Versuch mit der gespeicherten Zahlungsart zu. Bitte wählen Sie eine andere oder zahlen Sie die Rate selbst.
mail-installment-accepted-subject = Ihre Ratenzahlung für Rechnung { $number }
mail-installment-accepted-body =
    Sie haben vereinbart, { $amount } der Rechnung **{ $number }** in Raten zu zahlen. Die angenommene Vereinbarung liegt bei.

    Falls eine Anzahlung vereinbart ist, gilt die Ratenzahlung ab deren Eingang; bitte zahlen Sie sie bis zum { $due }.

    { $link }
mail-installment-offered-subject = Ratenzahlung für Rechnung { $number } angeboten
mail-installment-offered-body =
    { $seller } bietet { $account } an, { $amount } der Rechnung **{ $number }** in Raten zu zahlen. Bitte sehen Sie sich den Zahlungsplan an und nehmen Sie ihn an oder lehnen Sie ihn ab:

    { $link }
mail-installment-refused-subject = Keine Ratenzahlung für Rechnung { $number }
mail-installment-refused-body =
    wir können Ihnen die gewünschte Ratenzahlung nicht anbieten. Die Rechnung **{ $number }** bleibt wie bisher fällig.

    Der Grund: { $reason }

    { $link }
mail-installment-upcoming-subject = Rate für Rechnung { $number } fällig am { $due }
mail-installment-upcoming-body =
    eine Rate von { $amount } für Rechnung **{ $number }** ist am { $due } fällig. { $reason }

    { $link }
mail-installment-failed-subject = Rate für Rechnung { $number } nicht bezahlt
mail-installment-failed-body =
    die Rate von { $amount } für Rechnung **{ $number }** ist noch nicht bezahlt. { $reason }

    Bleibt eine Rate dreimal aus, endet die Ratenzahlung, und der gesamte Rest wird fällig. Sie können jetzt zahlen oder eine andere Zahlungsart wählen:

    { $link }
mail-installment-defaulted-subject = Ratenzahlung für Rechnung { $number } beendet
mail-installment-defaulted-body =
    die Ratenzahlung für Rechnung **{ $number }** wurde beendet, bevor alles bezahlt war. { $amount } sind nun sofort fällig.

    { $link }
mail-installment-completed-subject = Ratenzahlung für Rechnung { $number } abgeschlossen
mail-installment-completed-body =
    vielen Dank: Die Rechnung **{ $number }** ist bezahlt. Die vereinbarten { $amount } sind vollständig beglichen.

    { $link }
admin-template-installment-accepted = Ratenzahlung angenommen
admin-template-installment-offered = Ratenzahlung angeboten
admin-template-installment-refused = Ratenzahlung abgelehnt
admin-template-installment-upcoming = Rate bald fällig
admin-template-installment-failed = Rate nicht bezahlt
admin-template-installment-defaulted = Ratenzahlung in Verzug
admin-template-installment-completed = Ratenzahlung abgeschlossen

## Seiten
nav-installments = Ratenzahlungen
installments-title = Ratenzahlungen
installments-empty-title = Keine Ratenzahlungen
installments-empty = Kann eine offene Rechnung in Raten bezahlt werden, steht das auf ihrer Seite.
installments-none-here = Keine Ratenzahlung hat diesen Stand.
installments-all = Alle
installments-by-state = Ratenzahlungen nach Stand
installments-shown = { $count ->
    [one] { $count } Ratenzahlung, die neueste zuerst
   *[other] { $count } Ratenzahlungen, die neueste zuerst
}
installment-status-requested = Angefragt
installment-status-offered = Angeboten
installment-status-refused = Abgelehnt
installment-status-pending = Wartet auf Anzahlung
installment-status-active = Läuft
installment-status-completed = Abgeschlossen
installment-status-failed = In Verzug
installment-status-cancelled = Zurückgezogen
installment-status-replaced = Ersetzt
installment-frequency-weekly = Wöchentlich
installment-frequency-monthly = Monatlich
installment-frequency-custom = Zu selbst gewählten Terminen
installment-begin = In Raten zahlen
installment-invoice-runs = Diese Rechnung wird in Raten bezahlt.
installment-invoice-waits = Eine Ratenzahlung für diese Rechnung wartet auf eine Antwort.
installment-see-plan = Ratenzahlung ansehen
installment-choice-title = In Raten zahlen
installment-choice-sub = Rechnung { $number }, { $amount } offen
installment-how-many = Anzahl der Raten
installment-how-often = Wie oft
installment-count = { $count ->
    [one] { $count } Rate
   *[other] { $count } Raten
}
installment-days = Ihre Termine
installment-days-hint = Nur bei selbst gewählten Terminen: ein Datum je Rate, zum Beispiel 15.01.2027, jedes in einer eigenen Zeile
installment-first-due-on = Erste Rate am
installment-first-due-on-hint = Ohne Datum eine Woche oder einen Monat ab heute
installment-show-schedule = Zahlungsplan anzeigen
installment-schedule = Zahlungsplan
installment-due-at-once = Sofort fällig
installment-pay-with = Raten werden bezahlt mit
installment-by-hand = Ich zahle jede Rate selbst
installment-by-hand-note = Wir erinnern Sie drei Tage vorher
installment-no-saved-method = Sie haben keine gespeicherte Zahlungsart, über die eingezogen werden kann; Sie zahlen also jede Rate selbst. Das können Sie später auf der Seite der Ratenzahlung ändern.
installment-agree-label = Ich bin mit diesem Zahlungsplan und diesen Bedingungen einverstanden
installment-agree-hint = Wir halten den Zeitpunkt, Ihre E-Mail-Adresse und Ihre IP-Adresse fest und senden Ihnen die angenommene Vereinbarung als PDF.
installment-agree-first = Setzen Sie das Häkchen, um dem Zahlungsplan und den Bedingungen zuzustimmen
installment-agree = Zustimmen
installment-agree-and-pay = Zustimmen und { $amount } anzahlen
installment-request-note = Wir prüfen jede Anfrage. Sie hören von uns per E-Mail; vereinbart ist erst etwas, wenn Sie angenommen haben.
installment-request-why = Anmerkung
installment-request = Diese Ratenzahlung anfragen
installment-shown-other = Der Zahlungsplan hat sich geändert, seit Sie die Seite geöffnet haben; es wurde nichts vereinbart. Bitte sehen Sie ihn noch einmal an.
installment-not-any-more = Die Ratenzahlung hat sich inzwischen geändert. So steht sie jetzt.
installment-disputed = Die Rechnung ist strittig; bis das geklärt ist, ist keine Ratenzahlung möglich.
installment-under-way = Eine Zahlung für diese Rechnung ist unterwegs. Bitte warten Sie, bis sie eingegangen ist.
installment-ask-instead = Für diese Rechnung können Sie eine Ratenzahlung anfragen, aber nicht selbst vereinbaren.
installment-back-to-invoice = Zurück zur Rechnung
installment-not-allowed = Ratenzahlungen werden nicht angeboten.
installment-not-in-currency = Für Rechnungen in { $currency } werden keine Ratenzahlungen angeboten.
installment-below-minimum = Ratenzahlungen werden ab { $amount } angeboten.
installment-above-maximum = Ratenzahlungen werden bis { $amount } angeboten.
installment-choose-frequency = Wählen Sie, wie oft Raten fällig sind
installment-refused-count = Wählen Sie zwischen { $fewest } und { $most } Raten
installment-refused-frequency = Raten in diesen Abständen werden nicht angeboten
installment-refused-days-missing = Geben Sie { $installments } Termine an; angegeben sind { $days }
installment-refused-past = { $date } ist zu früh: Die erste Rate ist frühestens morgen fällig
installment-refused-late = { $date } liegt zu weit in der Zukunft: Eine Ratenzahlung dauert höchstens zwei Jahre
installment-refused-order = Geben Sie die Termine in zeitlicher Reihenfolge an, jeden nur einmal
installment-refused-amounts = So lässt sich der Betrag nicht aufteilen
pay-installment-hint = Die nächste Teilzahlung Ihrer Ratenzahlung beträgt { $first } und ist am { $date } fällig. Insgesamt sind { $amount } offen; was Sie über die nächste Teilzahlung hinaus zahlen, wird auf die späteren angerechnet.
installment-plan-title = Ratenzahlung für { $number }
installment-state = Stand
installment-paid-so-far = Bisher bezahlt
installment-next-on = Nächste Rate am
installment-progress = Bezahlt
installment-progress-text = { $paid } bezahlt, { $left } offen
installment-part-paid = Bezahlt
installment-part-next = Nächste
installment-part-open = Offen
installment-part-due = Fällig
installment-part-unpaid = Nicht bezahlt
installment-part-credited = Gutgeschrieben
installment-part-failed = { $count ->
    [one] Einmal nicht eingegangen
   *[other] { $count }-mal nicht eingegangen
}
installment-reduced-from = Durch eine Rechnungskorrektur gemindert, vereinbart { $amount }
installment-partly-paid = { $amount } davon bezahlt
installment-history = Verlauf
installment-event-requested = Angefragt von { $name }
installment-event-offered = Angeboten von { $name }
installment-event-approved = Genehmigt von { $name }
installment-event-refused = Abgelehnt: { $reason }
installment-event-refused-plain = Abgelehnt
installment-event-declined = Nicht angenommen von { $name }
installment-event-accepted = Angenommen von { $name }
installment-event-activated = Anzahlung eingegangen, Ratenzahlung läuft
installment-event-attempt-failed = Rate { $number } ist nicht eingegangen
installment-event-method-changed = Zahlungsart geändert von { $name }
installment-event-completed = Alles bezahlt
installment-event-defaulted = In Verzug: Rate { $number } wurde dreimal nicht bezahlt, der Rest ist fällig
installment-event-cancelled = Zurückgezogen
installment-event-not-begun = Zurückgezogen: Die Anzahlung ist nicht eingegangen
installment-event-ended-early = Vorzeitig beendet: { $reason }
installment-event-ended-early-plain = Mit der Rechnung beendet
installment-event-replaced = Durch andere Bedingungen ersetzt
installment-event-reduced = Durch eine Rechnungskorrektur gemindert
installment-pending-notice = Die Ratenzahlung gilt ab dem Eingang der Anzahlung. Sie ist bis zum { $date } fällig.
installment-failed-notice = Diese Ratenzahlung wurde beendet, bevor alles bezahlt war. { $amount } sind jetzt fällig.
installment-requested-notice = Wir prüfen Ihre Anfrage. Bis Sie von uns hören, bleibt die Rechnung fällig wie bisher.
installment-offer-void = Dieses Angebot kann nicht mehr angenommen werden: Die Rechnung wurde oder wird gerade bezahlt, oder die Termine sind verstrichen.
installment-asked-for = Ihre Anfrage
installment-decline = Angebot ablehnen
installment-download = Vereinbarung herunterladen
installment-pay = Jetzt zahlen
installment-pay-down-payment = { $amount } anzahlen
installment-pay-next = { $amount } vorzeitig zahlen
installment-pay-all = Den Rest von { $amount } begleichen
installment-next-due = Nächste Rate fällig am { $date }
installment-charged-to = Jede Rate wird am Tag ihrer Fälligkeit über { $method } eingezogen.
installment-paid-by-hand = Sie zahlen jede Rate selbst.
installment-change-method = Zahlungsart der Raten ändern
installment-method-consent = Mit dem Speichern erlauben Sie uns, jede weitere Rate am Tag ihrer Fälligkeit über die gewählte Zahlungsart einzuziehen. Das können Sie jederzeit ändern.
installment-withdraw-request = Anfrage zurückziehen
installment-withdraw-plan = Auf die Ratenzahlung verzichten
installment-withdraw-note = Die Rechnung ist dann nach ihren eigenen Bedingungen fällig.
installment-done-begun = Wir haben es festgehalten.
installment-done-accepted = Sie haben die Ratenzahlung angenommen.
installment-done-declined = Sie haben das Angebot abgelehnt.
installment-done-withdrawn = Zurückgezogen.
installment-done-method = Ihre Wahl ist gespeichert.

## Mitarbeiter
installment-rules = Regeln für Ratenzahlungen
installment-rules-saved = Gespeichert. Die Regeln gelten für Ratenzahlungen, die ab jetzt begonnen werden.
installment-rules-everybody = Alle
installment-rules-for = Regeln für
installment-rules-inherited = Keine eigenen Regeln: Es gelten die für alle.
installment-rules-inherit = Zurück zu den Regeln für alle
installment-rules-allowed = Ratenzahlungen werden angeboten
installment-rules-self-service = Kunden vereinbaren Ratenzahlungen selbst; sonst stellen sie eine Anfrage
installment-rules-fewest = Mindestzahl der Raten
installment-rules-most = Höchstzahl der Raten
installment-rules-least-total = Ab einem Betrag von
installment-rules-most-total = Bis zu einem Betrag von
installment-rules-currencies-label = Währungen
installment-rules-currencies-hint = Codes wie EUR USD; leer bedeutet alle
installment-rules-down-payment-days = Zahlungsfrist der Anzahlung in Tagen
installment-rules-grace-days = Nachfrist in Tagen
installment-rules-count = Zulässig sind 2 bis 12 Raten; die Mindestzahl darf nicht über der Höchstzahl liegen
installment-rules-totals = Beträge dürfen nicht negativ sein; der Höchstbetrag darf nicht unter dem Mindestbetrag liegen
installment-rules-down-payment = Eine Anzahlung beträgt 0 bis 90 Prozent
installment-rules-days = Geben Sie 0 bis 30 Tage ein
installment-rules-number = Geben Sie eine Zahl ein
installment-rules-currencies = Geben Sie Währungscodes aus drei Buchstaben ein
installment-down-payment-percent = Anzahlung in Prozent
installment-offer-title = Ratenzahlung anbieten
installment-offer = Dem Kunden anbieten
installment-offer-note = Anmerkung für den Kunden
installment-other-terms = Andere Bedingungen anbieten
installment-other-runs = Für diese Rechnung läuft bereits eine Ratenzahlung
installment-other-waits = Eine Ratenzahlung für diese Rechnung wartet auf eine Antwort
installment-answer = Anfrage beantworten
installment-approve = Genehmigen
installment-refuse = Ablehnen
installment-refuse-note = Der Kunde liest den Grund in einer E-Mail.
installment-withdraw = Zurückziehen
installment-end = Ratenzahlung beenden
installment-end-note = Der Rest wird sofort fällig, und die üblichen Mahnungen beginnen wieder.
installment-reason = Grund
installment-fingerprint = Fingerabdruck (SHA-256)
installment-replaces = Ersetzt
installment-earlier-plan = die frühere Ratenzahlung
installment-done-offered = Die Ratenzahlung ist angeboten; der Kunde ist benachrichtigt.
installment-done-approved = Genehmigt; der Kunde ist benachrichtigt und hat das letzte Wort.
installment-done-refused = Abgelehnt; der Kunde ist benachrichtigt.
installment-done-ended = Die Ratenzahlung ist beendet; der Rest ist fällig.
status-in-installments = In Raten
