### Mitteilungen im Portal, je Ereignis, und welche E-Mails eine Person bekommt.

nav-notices = Mitteilungen
notices-unread =
    { $count ->
        [one] eine ungelesen
       *[other] { $count } ungelesen
    }
notices-title = Mitteilungen
notices-sub = Was in den letzten 90 Tagen geschehen ist und vielleicht Ihr Handeln erfordert.
notices-mail-link = Ihre E-Mails auswählen
notices-empty-title = Nichts zu melden
notices-empty = Mitteilungen zu Zahlungen, Karten, Tarifen, Nutzung und Rückbuchungen stehen hier 90 Tage lang.
notices-shown =
    { $count ->
        [one] Eine Mitteilung
       *[other] { $count } Mitteilungen
    }
notices-read = Als gelesen markieren
notices-read-all = Alle als gelesen markieren
notices-new = Neu
notices-new-warning = Neu · wichtig
notices-new-urgent = Neu · dringend

## Wie jedes Ereignis heißt und was es sagt

notice-title-autopay-upcoming = Eine Zahlung wird eingezogen
notice-text-autopay-upcoming = { $amount } für Rechnung { $number } werden am { $date } eingezogen.
notice-title-autopay-not-collected = Eine Rechnung wird nicht automatisch eingezogen
notice-text-autopay-not-collected = Rechnung { $number } über { $amount } ist am { $date } fällig und muss von Ihnen bezahlt werden.
notice-title-autopay-failed = Eine Zahlung konnte nicht eingezogen werden
notice-text-autopay-failed = Wir konnten { $amount } für Rechnung { $number } nicht einziehen. { $reason }
notice-title-payment-failed = Eine Zahlung kam zurück
notice-text-payment-failed = Ihre Zahlung von { $amount } für Rechnung { $number } kam zurück. { $reason }
notice-title-method-expiring = Eine Karte läuft bald ab
notice-text-method-expiring = Ihre Karte mit den Endziffern { $last4 } gilt bis { $date }. Hinterlegen Sie bitte rechtzeitig die neue.
notice-title-card-updated = Die Karte wurde erneuert
notice-text-card-updated = Eine neue Karte mit den Endziffern { $last4 } wurde über den Link in einer unserer E-Mails hinterlegt.
notice-title-trial-ending = Eine Testphase endet bald
notice-text-trial-ending = Die Testphase von { $plan } endet am { $date }. Ab dann kostet es { $amount }.
notice-title-renewal-upcoming = Ein Abonnement verlängert sich bald
notice-text-renewal-upcoming = { $plan } verlängert sich am { $date } für { $amount }.
notice-title-plan-moving = Ein Tarif ändert sich
notice-text-plan-moving = Ab { $date } kostet { $plan } { $amount }.
notice-title-usage-limit = Eine Nutzungsschwelle ist erreicht
notice-text-usage-limit = { $plan }: { $percent } der enthaltenen Menge sind verbraucht ({ $meter }).
notice-title-usage-spend = Eine Ausgabenschwelle ist erreicht
notice-text-usage-spend = { $plan }: Die gemessene Nutzung dieses Zeitraums kostet bisher { $amount } netto.
notice-title-spend-cap = Ihre Ausgabengrenze ist erreicht
notice-text-spend-cap = { $plan }: Die gemessene Nutzung dieses Zeitraums kostet bisher { $amount } netto. Die Nutzung geht weiter und wird berechnet.
notice-title-refund-sent = Eine Erstattung ist unterwegs
notice-text-refund-sent = Wir haben Ihnen { $amount } zurückgesandt.
notice-title-refund-failed = Eine Erstattung kam nicht an
notice-text-refund-failed = Eine Erstattung von { $amount } konnte nicht ausgezahlt werden. Der Betrag ist wieder Ihr Guthaben.
notice-title-payment-reminder = Eine Zahlung ist überfällig
notice-text-payment-reminder = { $amount } sind seit dem { $date } fällig (Rechnung { $number }). Bitte bezahlen Sie.
notice-title-final-reminder = Letzte Mahnung
notice-text-final-reminder = { $amount } sind seit dem { $date } fällig (Rechnung { $number }). Bezahlen Sie jetzt, damit Ihr Dienst weiterläuft.
notice-title-installment-offered = Eine Ratenzahlung wird angeboten
notice-text-installment-offered = Sie können Rechnung { $number } ({ $amount }) in Raten zahlen.
notice-title-installment-refused = Eine Ratenzahlung wurde abgelehnt
notice-text-installment-refused = Für Rechnung { $number } ist keine Ratenzahlung möglich. { $amount } bleiben wie bisher fällig.
notice-title-installment-accepted = Ihre Ratenzahlung ist vereinbart
notice-text-installment-accepted = Rechnung { $number } ({ $amount }) wird in Raten bezahlt.
notice-title-installment-upcoming = Eine Rate ist bald fällig
notice-text-installment-upcoming = Die nächste Rate für Rechnung { $number } beträgt { $amount }.
notice-title-installment-failed = Eine Rate ist nicht eingegangen
notice-text-installment-failed = { $amount } für Rechnung { $number } sind noch nicht bezahlt. { $reason }
notice-title-installment-defaulted = Ihre Ratenzahlung ist beendet
notice-text-installment-defaulted = Raten für Rechnung { $number } blieben aus. { $amount } sind sofort fällig.
notice-title-installment-completed = Ihre Ratenzahlung ist abgeschlossen
notice-text-installment-completed = Alle Raten für Rechnung { $number } ({ $amount }) sind bezahlt. Vielen Dank.
notice-title-dispute-opened = Eine Zahlung wird angefochten
notice-text-dispute-opened = Ihre Bank meldet, dass eine Zahlung von { $amount } angefochten wird. Ist das ein Versehen, bitten Sie Ihre Bank um Rücknahme.
notice-title-dispute-closed = Eine Anfechtung ist beendet
notice-text-dispute-closed = Die Anfechtung einer Zahlung von { $amount } ist beendet.

## Welche E-Mails eine Person bekommt

mail-preferences-title = Ihre E-Mails
mail-preferences-sub = E-Mails zu diesem Kunden gehen an seine Rechnungsadressen, sonst an den Inhaber. Gehört Ihre Adresse dazu, wählen Sie hier, was zu Ihnen kommt. Mitteilungen im Portal bleiben davon unberührt.
mail-preferences-saved = Ihre Auswahl ist gespeichert.
mail-preferences-always = Diese kommen immer, weil Sie Anspruch darauf haben: Rechnungen und Rechnungskorrekturen, was eingezogen wird oder nicht eingezogen werden konnte, Verlängerungen und Tarifänderungen, die letzte Mahnung, Anmeldelinks und Einladungen.
mail-topic-receipts = Zahlungsbestätigungen
mail-topic-hint-receipts = Eingegangene Zahlungen, Erstattungen auf dem Weg
mail-topic-expiring-cards = Ablaufende Karten
mail-topic-hint-expiring-cards = 30, 14 und 7 Tage bevor eine hinterlegte Karte abläuft
mail-topic-usage = Nutzung und Ausgaben
mail-topic-hint-usage = Wenn eine Schwelle der Nutzung, der Ausgaben oder Ihre Ausgabengrenze erreicht ist
mail-topic-payment-reminders = Zahlungserinnerungen
mail-topic-hint-payment-reminders = Was überfällig ist, außer der letzten Mahnung
