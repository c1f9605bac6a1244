### Abonnements und Abrechnungsläufe, wie das Personal sie sieht.

nav-billing-runs = Abrechnungsläufe

## Liste
desk-title = Abonnements
desk-caption = Abonnements aller Kunden, die neuesten zuerst
desk-by-state = Abonnements nach Zustand
desk-search = Kunde, Referenz oder Tarif
desk-tab-all = Alle
desk-tab-active = Aktiv
desk-tab-trial = Testzeitraum
desk-tab-past-due = Zahlung überfällig
desk-tab-paused = Pausiert
desk-tab-ending = Endet
desk-tab-parked = Angehalten
desk-tab-ended = Beendet
desk-plan = Tarif
desk-billed = Abrechnung
desk-next-on = Nächste Rechnung
desk-shown = { $count ->
        [one] { $count } Abonnement
       *[other] { $count } Abonnements
    }
desk-seats-count = { $count ->
        [one] { $count } Platz
       *[other] { $count } Plätze
    }
desk-empty = Sobald ein Kunde einen Tarif abonniert, erscheint er hier. Sie können das auch auf der Seite des Kunden tun.
desk-to-customers = Zu den Kunden
desk-nothing-found = Kein Abonnement passt dazu.
desk-is-paused = Pausiert
desk-is-parked = Angehalten
desk-ends = Endet
desk-of-customer = Abonnements dieses Kunden
desk-figure-active = Aktive Abonnements
desk-figure-trial = { $count } im Testzeitraum
desk-figure-past-due = { $count } mit überfälliger Zahlung
desk-figure-paused = { $count } pausiert
desk-figure-mrr = Monatlich wiederkehrend
desk-figure-mrr-note = Im Voraus berechnete Preise nach Gutscheinen, vor Steuern, ohne Verbrauch. Jede Währung für sich.
desk-figure-parked = Angehalten
desk-figure-parked-note = Der Abrechnungslauf lässt sie aus, bis jemand nachgesehen hat.

## Angehalten
desk-parked-what = Diese Abonnements ließen sich nicht abrechnen. Bei jedem steht der Grund; ist er behoben, versuchen Sie es erneut.
desk-try-all = Alle erneut versuchen
desk-try-all-confirm = Alle angehaltenen Abonnements gehen zurück in die Abrechnung, und ein Lauf beginnt sofort. Was sich weiterhin nicht abrechnen lässt, wird wieder angehalten.
desk-try-again = Erneut versuchen
desk-try-again-confirm = Das Abonnement geht zurück in die Abrechnung und wird sofort abgerechnet, soweit es fällig ist. Gelingt das nicht, wird es wieder angehalten.
desk-parked-title = Die Abrechnung ruht.
desk-parked-stored = Der Lauf meldete: { $reason }
desk-parked-no-series = Der Verkäufer hat keinen offenen Nummernkreis für Rechnungen.
desk-parked-too-many = Es waren mehr Rechnungen auf einmal fällig, als ein Lauf für ein Abonnement erstellt.
desk-parked-mixed-group = Die Abonnements der Gruppe haben verschiedene Verkäufer oder Währungen.
desk-parked-billed-twice = Ein Zeitraum wäre ein zweites Mal berechnet worden.
desk-parked-price = Der Preis eines Bestandteils lässt sich nicht berechnen.
desk-parked-unreadable = Was dazu gespeichert ist, lässt sich nicht lesen.
desk-parked-coupon = Ein Gutschein zieht mehr ab, als ein Rabatt kann.
desk-parked-other = Es lässt sich nicht abrechnen.
desk-advice-no-series = Eröffnen Sie einen Nummernkreis für den Verkäufer und versuchen Sie es dann erneut.
desk-advice-too-many = Prüfen Sie Beginn und Abrechnungsintervall. Stimmt beides, versuchen Sie es erneut: Jeder Versuch erstellt die nächsten Rechnungen.
desk-advice-mixed-group = Nehmen Sie es aus der Gruppe oder ordnen Sie es einer mit gleichem Verkäufer und gleicher Währung zu. Versuchen Sie es dann erneut.
desk-advice-billed-twice = Sehen Sie unten nach, was berechnet wurde: Eine andere Rechnung berechnet diese Zeit bereits. Melden Sie es, bevor Sie es erneut versuchen.
desk-advice-price = Sehen Sie sich die Tarifversion an, veröffentlichen Sie eine, die sich berechnen lässt, stellen Sie das Abonnement um und versuchen Sie es erneut.
desk-advice-unreadable = Melden Sie es mit dem Text darunter.
desk-advice-coupon = Beenden Sie den Gutschein und versuchen Sie es dann erneut.
desk-advice-other = Lesen Sie, was der Lauf meldete, beheben Sie die Ursache und versuchen Sie es erneut.

## Ein Abonnement
desk-next-fails = Die nächste Rechnung lässt sich nicht berechnen: { $reason }
desk-phases = Konditionen
desk-phases-caption = Was von wann bis wann gilt, das Neueste zuerst
desk-phase-from = Von
desk-phase-until = Bis
desk-phase-open = offen
desk-phase-now = Jetzt
desk-phase-planned = Geplant
desk-version-no = Version { $number }
desk-contract = Vertrag
desk-seller = Verkäufer
desk-charged-from = Berechnet ab
desk-zone = Zeitzone
desk-billed-until = Letzte Abrechnung
desk-window = Wartet auf späten Verbrauch
desk-window-none = Gar nicht
desk-window-hours = { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
desk-change-needs-payment = Änderungen gelten erst nach Zahlung
desk-change-needs-payment-hint = Eine Änderung, die etwas kostet, gilt, sobald ihre Rechnung bezahlt ist.
desk-yes = Ja
desk-no = Nein
desk-group = Gruppe
desk-nothing-covered = Es wurde noch nichts berechnet.
desk-faults = Was berechnet wurde, passt nicht zur Zeit der Leistung:
desk-fault-gap = Nicht berechnet
desk-fault-voided = Nicht berechnet, seit die Rechnung storniert und nicht ersetzt wurde
desk-fault-overlap = Doppelt berechnet
desk-fault-beyond = Ohne Leistung berechnet
desk-fault-unreadable = Nicht lesbar
desk-by-staff = { $name } (Personal)
desk-by-customer = { $name } (Kunde)
desk-by-system = selbsttätig ({ $part })
desk-explained = Warum die Positionen so sind

## Was das Personal tun kann
desk-acts = Was Sie tun können
desk-reason = Grund, für das Protokoll
desk-reason-missing = Nennen Sie den Grund
desk-edit-contract = Vertrag ändern
desk-contract-from-next = Das gilt ab der nächsten Rechnung. Was abgerechnet ist, bleibt, wie es ist.
desk-commitment-in = Mindestabnahme in { $currency }
desk-commitment-hint = Was ein ganzer Zeitraum mindestens ergibt, vor Steuern; leer für keine
desk-commitment-wrong = Geben Sie einen Betrag über null ein oder nichts
desk-window-label = Stunden, die auf späten Verbrauch gewartet wird
desk-window-hint = So lange wartet die Rechnung nach dem Ende eines Zeitraums; höchstens 720
desk-window-wrong = Geben Sie ganze Stunden von 0 bis 720 ein
desk-purchase-order-long = Eine Bestellnummer hat höchstens 100 Zeichen
desk-change-group = Gruppe ändern
desk-group-note = Abonnements einer Gruppe, die am selben Tag fällig sind, stehen auf einer Rechnung.
desk-group-none = Keine Gruppe: eine eigene Rechnung
desk-group-new = Neue Gruppe
desk-group-name = Name der neuen Gruppe
desk-group-currency = Die Gruppe wird in { $currency } abgerechnet
desk-group-seller = Die Gruppe wird von einem anderen Verkäufer abgerechnet
desk-group-missing = Wählen Sie eine Gruppe
desk-add-coupon = Gutschein hinzufügen
desk-add-coupon-note = Er gilt ab der nächsten Rechnung.
desk-end-coupon = Gutschein { $code } beenden
desk-end-coupon-note = Die nächste Rechnung wird ohne ihn erstellt.
desk-done-subscribed = Der Kunde hat das Abonnement. Was fällig war, ist abgerechnet.
desk-done-tried = Das Abonnement ist wieder in der Abrechnung, und was fällig war, ist abgerechnet.
desk-done-still-parked = Es lässt sich weiterhin nicht abrechnen und ist wieder angehalten.
desk-done-not-parked = Jemand anderes hat es bereits erneut versucht.
desk-done-contract = Der Vertrag ist geändert.
desk-done-grouped = Die Gruppe ist geändert.
desk-done-group-differs = Die Gruppe hat einen anderen Verkäufer oder eine andere Währung. Eine Rechnung hat von beidem eins.
desk-done-group-full = Die Gruppe hat so viele Abonnements, wie auf eine Rechnung passen.
desk-done-group-name = Eine neue Gruppe braucht einen Namen.
desk-done-coupon = Der Gutschein ist hinzugefügt.
desk-done-coupon-ended = Der Gutschein endet; die nächste Rechnung wird ohne ihn erstellt.
desk-done-coupon-refused = Der Gutschein gilt hierfür nicht.
desk-done-coupon-there = Das Abonnement hat diesen Gutschein bereits.
desk-done-changed = Erledigt, genau wie angezeigt.

## Was über ein Angebot geschieht
desk-one = Abonnement
desk-act-change = Tarif oder Plätze ändern
desk-act-cancel = Abonnement kündigen
desk-act-pause = Pausieren
desk-act-resume = Fortsetzen
desk-act-end-trial = Testzeitraum beenden
desk-act-reactivate = Wieder aufnehmen
desk-act-undo-change = Geplante Änderung zurücknehmen
desk-act-undo-cancel = Kündigung zurücknehmen
desk-act-note-change = Was von den alten Konditionen ungenutzt ist, wird gutgeschrieben, der Rest des Zeitraums zu den neuen berechnet.
desk-act-note-cancel = Die Leistung endet, und außer dem Verbrauch wird nichts weiter berechnet.
desk-act-note-pause = Bis zur Fortsetzung wird nichts berechnet und nichts geleistet. Ungenutztes wird gutgeschrieben.
desk-act-note-resume = Die Leistung geht zu den bisherigen Konditionen weiter.
desk-act-note-end-trial = Die Leistung wird ab jetzt berechnet.
desk-act-note-reactivate = Auf das beendete Abonnement folgt eins mit denselben Konditionen.
desk-act-note-undo-change = Was geplant ist, geschieht nicht.
desk-act-note-undo-cancel = Das Abonnement geht weiter.
desk-act-show = Auswirkung zeigen
desk-when = Wann
desk-when-now = Jetzt
desk-when-period-end = Wenn der laufende Zeitraum endet
desk-unused = Was ungenutzt ist
desk-unused-hint = Zählt nur, wenn es jetzt endet
desk-unused-credit = Wird Guthaben
desk-unused-refund = Geht dorthin zurück, woher es kam
desk-unused-keep = Wird einbehalten
desk-quote-sub = Noch ist nichts geschehen. Die Bestätigung erstellt genau diese Belege oder nichts.
desk-quote-differs = Seit dem Angebot hat sich etwas geändert, daher geschah nichts. So wäre es jetzt.
desk-quote-from = Gilt ab
desk-quote-pay-until = Sobald bezahlt, bis
desk-quote-due-now = Jetzt fällig
desk-quote-becomes-credit = Wird Guthaben
desk-quote-refunded = Geht zurück
desk-quote-holds-until = Angebot gilt bis
desk-quote-credit-note = Gutschrift zu
desk-quote-invoice = Rechnung
desk-quote-next = Nächste Rechnung nach jetzigem Stand
desk-quote-total = Gesamt mit { $tax } Steuern
desk-quote-confirm = Bestätigen
desk-refused-parked = Die Abrechnung dieses Abonnements ruht. Beheben Sie die Ursache und versuchen Sie es zuerst erneut.
desk-refused-ended = Das Abonnement ist beendet.
desk-refused-not-ended = Das Abonnement ist nicht beendet.
desk-refused-followed = Jemand hat es bereits wieder aufgenommen.
desk-refused-not-in-trial = Es ist nicht im Testzeitraum.
desk-refused-not-paused = Es ist nicht pausiert.
desk-refused-paused = Es ist bereits pausiert.
desk-refused-waits = Eine Änderung wartet auf Zahlung. Warten Sie darauf oder stornieren Sie ihre Rechnung.
desk-refused-scheduled = Eine andere Änderung ist geplant. Nehmen Sie sie zuerst zurück.
desk-refused-ending = Ein Ende ist geplant. Nehmen Sie es zuerst zurück.
desk-refused-nothing = Es ist nichts geplant, was sich zurücknehmen ließe.
desk-refused-turned = Ein neuer Zeitraum hat begonnen. Fragen Sie erneut an.
desk-refused-committed = Es gibt eine Mindestabnahme, die für ein anderes Intervall nichts bedeutet. Nehmen Sie sie zuerst aus dem Vertrag.
desk-refused-because = Das geht nicht: { $reason }

## Neues Abonnement
desk-new = Neues Abonnement
desk-new-impossible = Ein Abonnement braucht einen Tarif im Verkauf und einen Verkäufer mit offenem Nummernkreis für Rechnungen. Eins davon fehlt.
desk-new-preview = Erste Rechnung zeigen
desk-new-confirm = Abonnieren
desk-version-hint = Zuerst stehen die, die am Tag des Beginns im Verkauf sind
desk-version-missing = Wählen Sie einen Tarif
desk-version-not-then = Diese Version ist an dem Tag nicht die im Verkauf
desk-seller-missing = Wählen Sie einen Verkäufer
desk-seats-wrong = Geben Sie eine ganze Zahl ab 1 ein
desk-start-on = Beginnt am
desk-start-hint = Ein Tag in der Vergangenheit erstellt alle Rechnungen seither
desk-start-wrong = Geben Sie einen Tag ein
desk-start-too-early = Das ergäbe mehr als 60 Rechnungen auf einmal. Wählen Sie einen späteren Tag.
desk-start-makes-many = Der Beginn in der Vergangenheit ergibt sofort { $count } Rechnungen, deren erste gezeigt ist.
desk-align = Zeiträume
desk-align-anniversary = Ab dem Tag des Beginns
desk-align-calendar = Kalendermonate, -wochen oder -jahre
desk-trial = Mit dem Testzeitraum des Tarifs
desk-trial-hint = Bis zu seinem Ende wird nichts berechnet. Tarife ohne Testzeitraum betrifft das nicht.
desk-add-ons-hint = Wie viele von jedem; nur Zusätze in Währung und Intervall des Tarifs
desk-add-on-wrong = Geben Sie für Zusätze ganze Zahlen ein
desk-add-on-differs = Ein Zusatz hat eine andere Währung oder ein anderes Intervall als der Tarif
desk-coupon-none = Kein Gutschein
desk-coupon-refused = Dieser Gutschein gilt nicht für diesen Tarif
desk-first-invoice = Erste Rechnung
desk-first-now = Sie wird sofort erstellt.
desk-first-later = Sie wird am { $time } erstellt.

## Abrechnungsläufe
runs-title = Abrechnungsläufe
runs-sub = Stündlich, und wann immer jemand es verlangt, wird abgerechnet, was fällig ist.
runs-one-title = Abrechnungslauf
runs-caption = Abrechnungsläufe, die neuesten zuerst
runs-by-state = Abrechnungsläufe nach Ergebnis
runs-tab-work = Mit Arbeit
runs-tab-trouble = Mit Störung
runs-shown = { $count ->
        [one] { $count } Lauf
       *[other] { $count } Läufe
    }
runs-empty = Läufe, die Rechnungen erstellt oder etwas angehalten haben, erscheinen hier.
runs-parked = { $count ->
        [one] { $count } Abonnement ist angehalten.
       *[other] { $count } Abonnements sind angehalten.
    }
runs-now = Jetzt abrechnen
runs-now-confirm = Alles, was fällig ist, wird jetzt abgerechnet. Ein zweiter Lauf zur selben Zeit schadet nicht: Nichts wird doppelt berechnet.
runs-started = Begonnen
runs-finished = Beendet
runs-not-ended = Noch nicht
runs-by = Durch
runs-invoiced = Rechnungen
runs-passed = Nichts zu berechnen
runs-parked-column = Angehalten
runs-source-job = Stündlicher Lauf
runs-source-command = Befehlszeile
runs-source-staff = Personal
runs-state-failed = Abgebrochen
runs-state-running = Läuft
runs-state-parked = Fertig, einige angehalten
runs-state-done = Fertig
runs-error = Der Lauf endete vorzeitig: { $error }. Was abgerechnet ist, bleibt es; der nächste Lauf macht weiter.
runs-running-note = Der Lauf ist nicht zu Ende.
runs-look-again = Erneut nachsehen
runs-what-parked = Was er angehalten hat
runs-given-back = Zurückgegeben

## Diagnose
diagnosis-coverage = Abdeckung der Abonnements
diagnosis-coverage-not-yet = Es gab noch keine Prüfung; die erste kommt binnen einer Woche, oder führen Sie „quittance coverage scan“ aus.
diagnosis-coverage-ok = Jede Zeit jedes Abonnements ist genau einmal berechnet.
diagnosis-coverage-old = Die wöchentliche Prüfung blieb aus. Sehen Sie sich die Hintergrundaufträge an.
diagnosis-coverage-faults = { $count } Zeiträume von Abonnements sind nicht genau einmal berechnet. „quittance coverage scan“ nennt sie.
diagnosis-parked = Angehaltene Abonnements
diagnosis-parked-none = Der Abrechnungslauf lässt kein Abonnement aus.
diagnosis-parked-some = { $count } Abonnements ließen sich nicht abrechnen. Siehe Abonnements, Angehalten.
desk-refused-in-trial = Ein Testzeitraum wird nicht pausiert; er kostet nichts.
desk-refused-not-begun = Es hat noch nicht begonnen. Es kann nur gekündigt werden.
desk-refused-awaits-reissue = Eine seiner Rechnungen wird korrigiert. Stellen Sie zuerst den Entwurf aus oder löschen Sie ihn.
desk-refused-paid-first = Änderungen dieses Abonnements werden zuerst bezahlt: Wählen Sie für ein anderes Intervall das Ende des Zeitraums.
desk-quote-later-credit-note = Sobald bezahlt ist: Gutschrift zu
desk-quote-credit-when-paid = Wird Guthaben, sobald bezahlt ist
desk-quote-idle-coupons = Der Gutschein { $coupons } gilt für diesen Tarif nicht und bringt hier keinen Rabatt.
desk-refused-meter = Was { $meter } zählt, wird diesem Kunden bereits mit { $plan } berechnet. Ereignisse nennen kein Abonnement, daher würden beide jedes Ereignis berechnen.
desk-refused-changed = Es wurde gerade eben geändert. Sehen Sie es noch einmal an und versuchen Sie es dann erneut.
