### Exchange rates: on documents, for readers, for staff.

## On documents
fx-rate-text = 1 { $one } = { $rate } { $of } of { $date }, { $source }
fx-source-ecb = European Central Bank
fx-source-manual = seller’s own rate
fx-tax-in = VAT in { $currency }
fx-tax-in-at = VAT in { $currency } ({ $rate })
fx-tax-note = VAT in { $currency } at the exchange rate { $rate }.

## For readers
fx-approximately = approx. { $amount } at the rate of { $date }
fx-display-title = Amounts in your currency
fx-display-currency = Show me about how much it is in
fx-display-hint = On the overview only. You are billed and you pay in the currency of the invoice.
fx-display-none = No other currency
fx-display-as-account-in = As for the account: { $currency }

## For staff
nav-exchange-rates = Exchange rates
fx-title = Exchange rates
fx-intro = A rate that has expired converts nothing.
fx-none = No rates yet
fx-none-text = Load a file of the European Central Bank with “quittance fx import”, or enter a rate.
fx-current = The newest rate of each pair
fx-history = Rates of the pair, the newest first
fx-history-of = { $base } in { $quote }
fx-all-pairs = All pairs
fx-shown = { $count ->
    [one] One rate
   *[other] { $count } rates
}
fx-pair = Pair
fx-rate = Rate
fx-source = Source
fx-source-ecb-short = ECB
fx-source-manual-short = Entered
fx-quoted-on = Of
fx-expires = Expires
fx-expired = Expired
fx-enter = Enter a rate
fx-base = One unit of
fx-base-hint = Three letters, such as EUR.
fx-quote = is so much in
fx-rate-hint = At most 12 digits. It counts from now on and prevails over the central bank’s until it expires.
fx-valid-until = Last day
fx-confirm = I have checked this rate.
fx-done-entered = The rate was entered and counts from now on.
fx-error-currency = Enter the three letters of a currency.
fx-error-one-currency = Choose two different currencies.
fx-error-rate = Enter a number above zero with at most 12 digits.
fx-error-until = Choose a day from today on, at most a year ahead.
fx-error-entered = Another rate was entered at the same time. Open the form again.
fx-error-far = This is { $percent } away from the last rate, { $last }. Check it, and tick the box below if it is right.
fx-refused-no-rate = The invoice was not issued: its VAT must be stated in the seller’s currency too, and no exchange rate holds. Enter one, then try again.
