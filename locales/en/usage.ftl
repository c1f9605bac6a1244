### Usage, and why a line of an invoice is what it is.

nav-usage = Usage

## What meters counted
usage-title = Usage
usage-sub = What is counted in the running period. Figures marked as expected assume that use goes on as it has.
usage-empty-title = Nothing is metered
usage-empty = None of your subscriptions charges by use at the moment.
usage-see-events = See events
usage-used = Used
usage-included = Included
usage-over = Above that
usage-cost = Cost so far
usage-net = net of tax
usage-projected = Expected by the end
usage-projected-note = an estimate
usage-projected-cost = Expected cost
usage-projected-cost-note = an estimate, net of tax
usage-used-of-included = { $used } of { $included } included
usage-as-of = Everything counts that was received by
usage-newest = The newest event came on
usage-by-day = { $name } by day
usage-as-table = Show as table
usage-day = Day
usage-quantity = Quantity
usage-meter = Meter

## Events
usage-events-title = Usage events
usage-events-sub = The raw events behind the figures, newest first.
usage-events-counted = These are the events of a line of an invoice: those that were received by { $time } were counted.
usage-events-from = From
usage-events-to = To
usage-events-occurred = Occurred
usage-events-received = Received
usage-events-id = Event
usage-events-properties = Properties
usage-events-replaced = Does not count
usage-events-late = Came later
usage-events-shown = { $count ->
        [one] { $count } event, newest first
       *[other] { $count } events, newest first
    }
usage-events-none-title = No events
usage-events-none = Nothing was counted by this meter in these days.
usage-events-csv = Download as CSV
usage-events-csv-note = (the newest 10,000)

## Why a line is what it is
explain-title = How these amounts came about
explain-line-title = How this amount came about
explain-more = All inputs and events
explain-steps = Step by step
explain-inputs = Inputs
explain-events = Events that were counted
explain-json = As JSON
explain-of-line = This is a discount on line { $line }.
explain-quantity = Quantity: { $quantity }
explain-quantity-metered = The meter { $meter } counted { $quantity }, with what was received by { $time }.
explain-included = { $quantity } of these are included and cost nothing.
explain-step-units = { $quantity } × { $rate } = { $amount }
explain-step-tier = Tier { $tier }: { $quantity } × { $rate } = { $amount }
explain-step-flat = Fixed part: { $amount }
explain-step-cap = Capped: { $amount }
explain-step-maximum = Above the maximum of the period: { $amount }
explain-step-minimum = Up to the minimum of the period: { $amount }
explain-step-percent-off = { $percent } agreed reduction: { $amount }
explain-step-other = Further part: { $amount }
explain-rate-package = { $price } per started { $size }
explain-share = Part of the period: { $numerator } of { $denominator }
explain-coupon = Coupon { $code }: { $off } off. Percentages come off first, then fixed amounts.
explain-rounding = Rounded half away from zero, once for the period and once for its part:
explain-rounding-discount = Each percentage is rounded half away from zero; fixed amounts are shared without a remainder:
explain-price-version = Price
explain-version-of = { $plan }, version { $version }
explain-component = Component
explain-covered = Charged for
explain-from-until = { $from } to before { $until }
explain-charged = Charged
explain-timing-in-advance = in advance
explain-timing-in-arrears = after the period
explain-tax = Tax
explain-tax-of-line = { $rate }, { $amount } of this line. { $reason }
explain-tax-domestic = Seller and customer are in the same country.
explain-tax-reverse-charge = Reverse charge: the customer owes the tax.
explain-tax-destination = Taxed at the rate of the customer's country.
explain-tax-outside-scope = The customer is outside the seller's tax area.
explain-tax-exported = Services that leave the country are zero-rated.
explain-tax-no-tax = The seller's country has no such tax.
