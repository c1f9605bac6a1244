### What a person must look at.
review-title = Review queue
review-sub = What happened and no rule can decide
review-by-state = Items by state
review-open = Open
review-resolved = Resolved
review-none = Nothing to look at
review-none-text = Whatever cannot be settled by itself appears here.
review-open-items = { $count ->
        [one] One item waits for a person to look at it.
       *[other] { $count } items wait for a person to look at them.
    }
review-see = Open the review queue
review-kind-late-money = Money for a payment that had ended
review-kind-other-currency = Paid in another currency than asked for
review-kind-stuck-charge = A payment is stuck
review-kind-webhook-failed = A message of the gateway cannot be read
review-kind-unknown-refund = A refund that does not fit our books
review-kind-unknown-dispute = A dispute of a payment that we do not know
review-advice-late-money = It was taken in as the customer's credit. Place it on an invoice, or give it back.
review-advice-other-currency = Nothing was taken in. Compare with the gateway's own page; refund it there, or record the payment by hand.
review-advice-stuck-charge = Look it up again; if the gateway does not know it either, ask its support.
review-advice-webhook-failed = The payment itself is also looked up every few minutes. Read the message again once the reason is gone.
review-advice-unknown-refund = Somebody may have refunded on the gateway’s own page more than was left of the payment. Find out whose money it was, and book it.
review-advice-unknown-dispute = Find out whose payment it was, and answer on the gateway's own page before its deadline.
review-asked-for = asked for { $amount }
review-payments-of = Payments
review-look-up = Look up again now
review-read-again = Read again now
review-resolve = Resolve
review-note = What was done
review-by-itself = Settled by itself
review-done-resolved = The item is resolved.
review-done-settled = There is nothing left to do about this item.
review-done-note = Write what was done, in at most 1,000 characters.
review-done-ended = The payment has ended. Resolve the item when nothing is left to do.
review-done-under-way = The gateway says that the payment is still under way.
review-done-queued = The message is read again in a moment.
review-done-unavailable = The gateway cannot be asked at the moment.
