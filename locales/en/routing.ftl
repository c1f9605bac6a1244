### Which gateway takes a payment; payments of all customers.
nav-review = Review queue
nav-routing = Payment routing

## Rules
routing-title = Payment routing
routing-intro = When a customer pays with a new card, the first enabled rule whose conditions hold names the gateways: the preferred one, then those that are asked if it definitely refuses to open its page. Without a rule, every gateway that takes the amount comes into question. Saved cards stay with the gateway that keeps them.
routing-gateways-are = Configured gateways: { $gateways }
routing-no-gateway = No gateway is configured.
routing-new = Add a rule
routing-none = No rules yet
routing-none-text = Every gateway that takes an amount comes into question, in the order of their names.
routing-rule = Rule
routing-when = When
routing-to = Gateways
routing-always = Always
routing-from = from { $from }
routing-below = below { $below }
routing-between = from { $from }, below { $below }
routing-enabled = Enabled
routing-disabled = Disabled
routing-enable = Enable
routing-disable = Disable
routing-move-up = Up
routing-move-down = Down
routing-done-saved = The rule is saved.
routing-done-moved = The order of the rules is changed.
routing-done-switched = The rule is switched.

## A rule
routing-name = Name
routing-currencies = Currencies
routing-currencies-hint = Codes such as EUR, USD; empty for all
routing-amount-from = Amount from
routing-amount-below = Amount below
routing-kinds = Kinds of method
routing-kinds-hint = None chosen: all of them. A new payment counts as card, because its kind is chosen on the provider’s page; a saved method stays with its provider.
routing-kind = Kind of method
routing-kind-card = Card
routing-kind-sepa-debit = SEPA direct debit
routing-kind-bacs-debit = Bacs Direct Debit
routing-kind-ach-debit = ACH debit
routing-kind-other = Other
routing-gateways = Gateways
routing-gateways-hint = The preferred one first, then the fallbacks in their order, with commas between them
routing-version = Version { $version }
routing-error-name = Give the rule a name of at most 100 characters
routing-error-currency = Write a currency's code, such as EUR
routing-error-no-gateway = Name at least one gateway
routing-error-gateways-repeat = Name each gateway once, and at most ten
routing-error-one-currency = Limits of the amount need exactly one currency
routing-error-empty-range = No amount lies between these limits
routing-error-changed = Somebody else has changed this rule. Open it again and repeat your change.

## Try, and decisions
routing-try = Which gateway would take it?
routing-try-now = Try
routing-goes-to = { $amount } goes to { $gateway }.
routing-goes-nowhere = No gateway would take { $amount } now.
routing-chosen = takes it
routing-in-reserve = in reserve
routing-skip-not-configured = not configured
routing-skip-currency-not-taken = does not take the currency
routing-skip-amount-not-taken = does not take this amount
routing-skip-kind-not-taken = does not take this kind of method
routing-skip-resting = failed repeatedly and is left alone for a moment
routing-skip-not-reached = asked and could not be reached
routing-skip-refused = asked and refused
routing-skip-rate-limited = asked and wants fewer requests
routing-decisions = Last decisions
routing-no-decisions = No payment was routed yet.
routing-decided-at = Decided
routing-considered = Considered
routing-no-rule = No rule
routing-failed-over = Failed over

## Payments of all customers
admin-payments-title = Payments
admin-payments-received = Received
admin-payments-attempts = Attempts
admin-payments-search = Customer's name or reference
admin-payments-filters = Filters
admin-payments-none = No payment matches.
admin-gateway = Gateway
admin-refunded = Refunded
admin-filter-any = Any
admin-filter-from = From
admin-filter-to = To
admin-attempt-begun-at = Begun
admin-charge-state-created = Begun
admin-charge-state-sent = Sent
admin-charge-state-requires-action = Waits for the customer
admin-charge-state-processing = Under way
admin-charge-state-succeeded = Succeeded
admin-charge-state-failed = Failed
admin-charge-state-canceled = Canceled
admin-charge-state-expired = Expired

## A provider that is down
pay-provider-down = Card payments are not available at the moment. Please try again in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }, or pay by bank transfer.
pay-by-transfer = Transfer to { $account }, reference { $reference }
diagnosis-gateways = Payment providers
diagnosis-gateways-none = No payment provider is configured; invoices are paid outside.
diagnosis-gateways-ok = { $count ->
        [one] The payment provider is asked.
       *[other] All { $count } payment providers are asked.
    }
diagnosis-gateways-resting = { $count ->
        [one] One payment provider failed repeatedly and is left alone for a moment. Customers are told.
       *[other] { $count } payment providers failed repeatedly and are left alone for a moment. Customers are told.
    }
