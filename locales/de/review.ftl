### Was ein Mensch ansehen muss.
review-title = Klärungsfälle
review-sub = Was geschehen ist und keine Regel entscheiden kann
review-by-state = Fälle nach Stand
review-open = Offen
review-resolved = Erledigt
review-none = Nichts zu klären
review-none-text = Was sich nicht von selbst erledigt, erscheint hier.
review-open-items = { $count ->
        [one] Ein Fall wartet darauf, dass ihn jemand ansieht.
       *[other] { $count } Fälle warten darauf, dass sie jemand ansieht.
    }
review-see = Klärungsfälle öffnen
review-kind-late-money = Geld für eine beendete Zahlung
review-kind-other-currency = In anderer Währung bezahlt als verlangt
review-kind-stuck-charge = Eine Zahlung hängt fest
review-kind-webhook-failed = Eine Nachricht des Gateways ist nicht lesbar
review-kind-unknown-refund = Eine Erstattung, die nicht zu unseren Büchern passt
review-kind-unknown-dispute = Rückbuchung einer unbekannten Zahlung
review-advice-late-money = Es wurde dem Kunden gutgeschrieben. Verrechnen Sie es mit einer Rechnung, oder geben Sie es zurück.
review-advice-other-currency = Es wurde nichts verbucht. Vergleichen Sie mit der Seite des Gateways; erstatten Sie dort, oder erfassen Sie die Zahlung von Hand.
review-advice-stuck-charge = Fragen Sie noch einmal nach; kennt auch das Gateway sie nicht, wenden Sie sich an dessen Support.
review-advice-webhook-failed = Die Zahlung selbst wird ohnehin alle paar Minuten nachgefragt. Lesen Sie die Nachricht erneut, sobald der Grund behoben ist.
review-advice-unknown-refund = Vielleicht hat jemand auf der Seite des Gateways mehr erstattet, als von der Zahlung übrig war. Klären Sie, wessen Geld das war, und buchen Sie es.
review-advice-unknown-dispute = Klären Sie, wessen Zahlung es war, und antworten Sie auf der Seite des Gateways vor Ablauf der Frist.
review-asked-for = verlangt waren { $amount }
review-payments-of = Zahlungen
review-look-up = Jetzt nachfragen
review-read-again = Jetzt erneut lesen
review-resolve = Erledigen
review-note = Was getan wurde
review-by-itself = Von selbst erledigt
review-done-resolved = Der Fall ist erledigt.
review-done-settled = Hier ist nichts mehr zu tun.
review-done-note = Schreiben Sie, was getan wurde, mit höchstens 1.000 Zeichen.
review-done-ended = Die Zahlung ist beendet. Erledigen Sie den Fall, wenn nichts mehr zu tun ist.
review-done-under-way = Laut Gateway ist die Zahlung noch unterwegs.
review-done-queued = Die Nachricht wird gleich erneut gelesen.
review-done-unavailable = Das Gateway ist im Moment nicht erreichbar.
