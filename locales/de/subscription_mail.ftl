### E-Mails über Abonnements: Ein Testzeitraum endet, ein langer Zeitraum verlängert sich, ein Tarif bekommt eine andere Version.

mail-link-view-subscription = Portal öffnen
mail-fact-plan = Tarif
mail-fact-renews = Verlängert sich am
mail-fact-trial-ends = Testzeitraum endet am
mail-fact-amount-before-tax = Betrag vor Steuern
mail-fact-moves-on = Neuer Preis ab
mail-fact-price-until-then = Preis je Zeitraum bis dahin
mail-fact-price-from-then = Preis je Zeitraum ab dann
mail-renewal-upcoming-subject = { $plan } verlängert sich am { $due }
mail-renewal-upcoming-body =
    Ihr Abonnement { $plan } verlängert sich am { $due }. Der nächste Zeitraum kostet { $amount } vor Steuern; was Sie darüber hinaus nutzen, wird wie vereinbart abgerechnet.

    Wenn das so richtig ist, müssen Sie nichts tun. Ändern oder beenden können Sie es bis dahin hier:

    { $link }
mail-trial-ending-subject = Ihr Testzeitraum für { $plan } endet am { $due }
mail-trial-ending-body =
    Ihr kostenloser Testzeitraum für { $plan } endet am { $due }. Danach kostet der erste Zeitraum { $amount } vor Steuern; was Sie darüber hinaus nutzen, wird wie vereinbart abgerechnet.

    Wenn Sie dabeibleiben möchten, müssen Sie nichts tun. Ändern oder beenden können Sie es bis dahin hier:

    { $link }
mail-plan-moving-subject = Ihr Preis für { $plan } ab dem { $due }
mail-plan-moving-body =
    Ab dem { $due } kostet ein Zeitraum { $plan } { $amount } statt { $previous }, vor Rabatten und Steuern; was Sie darüber hinaus nutzen, wird wie vereinbart abgerechnet. Bis dahin bleibt alles, wie es ist.

    Sie müssen nichts tun. Ändern oder beenden können Sie Ihr Abonnement bis dahin hier:

    { $link }
admin-template-plan-moving = Abonnement wechselt die Version
admin-variable-previous = Der Preis bis dahin
admin-template-renewal-upcoming = Abonnement verlängert sich
admin-template-trial-ending = Testzeitraum endet
admin-variable-plan = Der Name des Tarifs
