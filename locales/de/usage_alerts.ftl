### Hinweise zu Verbrauch und Ausgaben: auf der Verbrauchsseite, auf der Abonnementseite des Teams, in E-Mails.

usage-alerts-title = Hinweise und Ausgabengrenze
usage-alerts-sub = Wird eine Schwelle erreicht, geht einmal je Zeitraum eine E-Mail an Ihre Rechnungsadressen. Ausgaben sind die Kosten des gezählten Verbrauchs im laufenden Zeitraum, netto und vor Gutscheinen. Eine Ausgabengrenze meldet sich, und der Dienst kann nach ihr fragen; sie selbst hält nichts an und senkt keine Rechnung.
usage-alerts-default = bei { $first } und { $second } des Enthaltenen
usage-alerts-at-percent = bei { $percent } des Enthaltenen
usage-alerts-at-amount = bei { $amount }
usage-alerts-spend = Ausgaben
usage-alerts-cap = Ausgabengrenze
usage-alerts-told = Gemeldet am
usage-alerts-add = Hinweis hinzufügen
usage-alerts-about = Gegenstand
usage-alerts-at = Schwelle
usage-alerts-at-hint = Ein ganzer Prozentsatz wie 50 oder ein Betrag. Eine neue Ausgabengrenze ersetzt die bisherige.
usage-alerts-choice-percent = { $plan }: { $name }, in Prozent von { $included }
usage-alerts-choice-spend = { $plan }: Ausgaben in { $currency }
usage-alerts-choice-cap = { $plan }: Ausgabengrenze in { $currency }
usage-alerts-done-set = Der Hinweis ist eingerichtet. Ist die Schwelle schon erreicht, hören Sie binnen 15 Minuten davon.
usage-alerts-done-removed = Der Hinweis ist entfernt.
usage-alerts-cap-reached = { $plan }: Ihre Ausgabengrenze von { $cap } ist erreicht. Der Verbrauch dieses Zeitraums kostet bisher { $spent } netto. Er läuft weiter und wird abgerechnet.
usage-alerts-error-percent = Geben Sie einen ganzen Prozentsatz zwischen 1 und 1000 ein.
usage-alerts-error-amount = Geben Sie einen Betrag über null ein.
usage-alerts-error-already-set = Einen solchen Hinweis gibt es schon.
usage-alerts-error-too-many = Es gibt zu viele Hinweise; entfernen Sie zuerst einen.

desk-cap-reached = Die Ausgabengrenze des Kunden von { $cap } ist erreicht: Der Verbrauch dieses Zeitraums kostet bisher { $spent }. Die Grenze meldet nur; der Verbrauch wird abgerechnet.
desk-cap-set = Der Kunde hat eine Ausgabengrenze von { $cap } gesetzt; der Verbrauch dieses Zeitraums kostet bisher { $spent }.

## E-Mails
mail-link-view-usage = Verbrauch ansehen
mail-fact-used = Verbraucht
mail-fact-included = Enthalten
mail-fact-spent-before-tax = Ausgaben vor Steuern
mail-usage-limit-subject = { $percent } verbraucht: { $meter }
mail-usage-limit-body =
    Von den { $limit } Einheiten ({ $meter }), die der laufende Zeitraum von { $plan } enthält, sind { $used } verbraucht. Sie erhalten diese Nachricht, weil { $percent } erreicht sind.

    Was darüber hinausgeht, wird wie vereinbart abgerechnet. Wie es weitergeht, sehen Sie hier; dort können Sie auch eigene Hinweise einrichten:

    { $link }
mail-usage-spend-subject = { $plan }: Ausgaben haben { $limit } erreicht
mail-usage-spend-body =
    Der Verbrauch von { $plan } kostet im laufenden Zeitraum bisher { $amount }, vor Steuern und Gutscheinen. Sie wollten ab { $limit } davon erfahren.

    { $link }
mail-spend-cap-subject = { $plan }: Ihre Ausgabengrenze von { $limit } ist erreicht
mail-spend-cap-body =
    Der Verbrauch von { $plan } kostet im laufenden Zeitraum bisher { $amount }, vor Steuern und Gutscheinen. Ihre Ausgabengrenze ist { $limit }.

    Die Grenze meldet sich; sie selbst hält nichts an. Was Sie weiter verbrauchen, wird wie vereinbart abgerechnet, sofern der Dienst nicht selbst an der Grenze anhält.

    { $link }
admin-template-usage-limit = Enthaltene Einheiten verbraucht
admin-template-usage-spend = Hinweis zu Ausgaben
admin-template-spend-cap = Ausgabengrenze erreicht
admin-variable-meter = Was gezählt wird
admin-variable-percent = Der erreichte Prozentsatz
admin-variable-used = Wie viel verbraucht ist
admin-variable-limit = Woran es gemessen wird
