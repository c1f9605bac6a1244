### The catalogue of plans and add-ons.
nav-plans = Plans
plans-title = Plans
plans-sub = What customers subscribe to. A version never changes once it is published; whoever has an older one keeps it.
plans-new = New plan
plans-none = No plans yet
plans-none-text = Create the first plan here, or publish a file with “quittance plans publish”.
plans-no-match = No plan matches
plans-no-match-text = Nothing in the catalogue has this name, kind and state.
plans-search = Name or code
plans-filters = Filters
plans-plan = Plan
plans-prices = Prices today
plans-versions = Versions
plans-versions-caption = Versions by currency and interval, the newest first
plans-version = Version
plans-subscriptions = Subscriptions
plans-on-older-versions = { $count } on older versions
plans-plus-usage = usage
plans-kind = Kind
plans-kind-any = Any kind
plans-kind-plan = Plan
plans-kind-add-on = Add-on
plans-state-in-use = In use
plans-state-archived = Archived
plans-state-all = All
plans-standing-current = Current
plans-standing-scheduled = Scheduled
plans-standing-superseded = Superseded
plans-standing-archived = Archived
plans-change-scheduled = New version scheduled
plans-offered = Offered to customers
plans-not-offered = Staff only

## Intervals and versions
plans-every-day = { $count ->
        [one] daily
       *[other] every { $count } days
    }
plans-every-week = { $count ->
        [one] weekly
       *[other] every { $count } weeks
    }
plans-every-month = { $count ->
        [one] monthly
       *[other] every { $count } months
    }
plans-every-quarter = { $count ->
        [one] quarterly
       *[other] every { $count } quarters
    }
plans-every-half-year = { $count ->
        [one] every half year
       *[other] every { $count } half years
    }
plans-every-year = { $count ->
        [one] yearly
       *[other] every { $count } years
    }
plans-unit-day = days
plans-unit-week = weeks
plans-unit-month = months
plans-unit-quarter = quarters
plans-unit-half-year = half years
plans-unit-year = years
plans-version-no = version { $number }
plans-days = { $count ->
        [0] none
        [one] { $count } day
       *[other] { $count } days
    }

## A plan and a version
plans-new-version = New version
plans-new-version-of = { $plan }: new version
plans-new-version-from = New version from this one
plans-current-prices = Prices today
plans-components = Components
plans-component = Component
plans-charged = Charged
plans-price = Price
plans-grants = Features and limits
plans-grants-nothing = No features or limits are stated.
plans-offer = Currency and interval
plans-trial = Trial
plans-self-service = Self-service
plans-published-at = Published
plans-offer-now = Offer to customers
plans-withdraw = Staff only from now on
plans-archive = Archive
plans-archive-question = Archive this version?
plans-archive-keeps = Nobody newly gets it; the version before it takes its place. { $count ->
        [0] No subscription has it.
        [one] One subscription keeps it.
       *[other] { $count } subscriptions keep it.
    }
plans-restore = Restore
plans-done-published = The version is published.
plans-done-offered = Customers can choose this version now.
plans-done-withdrawn = Customers can no longer choose this version themselves.
plans-done-archived = The version is archived. Whoever has it keeps it.
plans-done-restored = The version is in the catalogue again.

## Prices in words
plans-quantity-one = once per period
plans-quantity-seats = per seat
plans-quantity-meter = by a meter
plans-quantity-of-meter = by the meter { $meter }
plans-timing-in-advance = in advance
plans-timing-in-arrears = in arrears
plans-price-per-seat = { $price } per seat
plans-price-per-unit = { $price } per unit
plans-price-package = { $price } per started { $size }
plans-price-percentage = { $rate } of the amount
plans-price-graduated = { $tiers } (each part at the price of its tier)
plans-price-volume = { $tiers } (all units at the price of the tier they reach)
plans-price-included = { $quantity } included
plans-price-minimum = at least { $amount } per period
plans-price-maximum = at most { $amount } per period
plans-tier-up-to = up to { $bound }: { $price }
plans-tier-above = above: { $price }
plans-tier-with-flat = { $price } + { $flat } once
plans-part-flat = { $amount } once
plans-part-packages = { $quantity } in packages of { $size } at { $price }
plans-part-percentage = { $amount } of { $value }
plans-part-minimum = { $amount } up to the minimum
plans-part-maximum = { $amount } above the maximum

## Writing a version
plans-step-write = Write
plans-step-review = Review
plans-step-published = Published
plans-code = Code
plans-code-hint = For staff and the API, for example business. It stays for ever.
plans-name = Name
plans-name-hint = What customers read
plans-description = Description
plans-currency-hint = Such as EUR
plans-trial-days = Trial days
plans-interval-count = Every
plans-interval-unit = Interval
plans-effective-on = Effective from
plans-effective-on-hint = New subscriptions take it from this day on
plans-offer-to-customers = Offer to customers
plans-offer-hint = Customers can choose it themselves; otherwise only staff can.
plans-features = Features
plans-features-hint = One per line, as customers read them
plans-limits = Limits
plans-limits-hint = One per line: code = included quantity, for example projects = 50
plans-component-no = Component { $number }
plans-component-description = Description
plans-component-description-hint = What the invoice line says
plans-component-code = Component code
plans-component-code-hint = Who changes plans keeps what has the same code, for example base or seats
plans-quantity = Quantity
plans-meter = Meter
plans-timing = Charged
plans-model = Price model
plans-model-flat = Flat
plans-model-per-unit = Per unit
plans-model-graduated = Graduated tiers
plans-model-volume = Volume tiers
plans-model-package = Packages
plans-model-percentage = Percentage
plans-show-model = Show the fields of this model
plans-model-fields-shown = The price model was changed: please fill in the fields that belong to it.
plans-amount = Amount per period
plans-unit-price = Price per unit
plans-package-size = Units per package
plans-package-amount = Price per package
plans-rate = Per cent
plans-included = Included units
plans-minimum = Minimum
plans-maximum = Maximum
plans-tiers-hint = Each tier ends with its last unit; the last tier has no end.
plans-tier-no = Tier { $number }
plans-tier-bound = Up to
plans-tier-flat = Flat fee
plans-add-component = Add a component
plans-remove-component = Remove component { $number }
plans-add-tier = Add a tier
plans-remove-tier = Remove tier { $number }
plans-review = Review
plans-go-back = Back to the form

## Review
plans-examples = What it costs
plans-examples-note = Example quantities of one whole period, before tax, computed as an invoice will be.
plans-how = How
plans-each = Per unit
plans-costs = Costs
plans-tries = Further quantities
plans-tries-hint = With spaces between them
plans-compute = Compute
plans-cliff = { $at } cost { $costs }, but { $next } cost only { $cheaper }: one more is cheaper.
plans-publish = Publish
plans-publish-note = Once published, the version cannot be changed. Existing subscriptions stay on theirs.
plans-not-what-was-seen = Nothing was published: this is not what you reviewed. Look at it again, please.

## Refusals
plans-error-name = Give the plan a name
plans-error-code = Use small letters, digits and dashes, at most 40
plans-error-code-taken = There is a plan with this code already: add a version to that plan
plans-error-same-code = Another component has this code
plans-error-other-kind = The plan with this code is of the other kind
plans-error-description = Say what the invoice line should read
plans-error-interval-count = Write a whole number from 1
plans-error-trial-days = Write a whole number of days, at most 730
plans-error-effective-on = Choose today or a later day
plans-error-limit = Write “{ $line }” as code = quantity, each code once
plans-error-limit-code = A limit’s code has small letters, digits and dashes, at most 40
plans-error-feature = A feature has at most 200 characters
plans-error-feature-twice = A feature is listed twice
plans-error-too-many = State at most 50 features and 50 limits
plans-error-quantity = Write a quantity from zero, such as 10 or 10,000
plans-error-unit-price = Write a price such as { $example }, with at most twelve decimals
plans-error-metered-in-advance = What a meter counts is charged in arrears: it is known when the period is over
plans-error-percentage-without-meter = A percentage needs a meter that counts money
plans-error-package-size = A package holds more than nothing
plans-error-spend-limits = The maximum is below the minimum
plans-error-not-ascending = This tier must end above the one before
plans-error-open-tier = Only the last tier has no end
plans-error-last-tier-ends = The last tier must have no end, or larger quantities have no price
plans-error-too-large = These prices lead to an amount that is too large or cannot be computed
plans-error-moves-on = Choose today or a later day, at most three years ahead

## Moving subscribers to another version
plans-moves = Moves to another version
plans-move-subscribers = Move subscribers
plans-move-title = Move subscribers
plans-move-one = Move of subscribers
plans-move-sub = Everybody who has this version gets another one, each with the first period that begins on a day or later. Until then they pay what they pay now.
plans-move-to = To
plans-move-on = First day
plans-move-on-hint = Each subscription changes with its first period from this day on
plans-move-preview = Show what it means
plans-move-no-target = No version to move to
plans-move-no-target-text = There is no other version in this currency and interval. Publish one first.
plans-move-nobody = Nobody to move
plans-move-nobody-text = No running subscription has this version.
plans-move-moved = Would be moved
plans-move-summary = { $count ->
        [one] One subscription, { $difference } per period.
       *[other] { $count } subscriptions, together { $difference } per period.
    }
plans-move-prices-note = Prices of a whole period without usage, before discounts and tax.
plans-move-customer = Customer
plans-move-first-period = From the period of
plans-move-until-then = Pays now
plans-move-from-then = Pays then
plans-move-difference = Difference
plans-move-and-usage = and usage
plans-move-kept = Stay as they are
plans-kept-ended = It has ended, or nothing is billed any more.
plans-kept-ending = It ends before the move would begin.
plans-kept-change-scheduled = Another change is scheduled. Undo that first to move it.
plans-kept-awaits-payment = A change waits to be paid.
plans-kept-parked = Billing has set it aside. Give it back to billing first.
plans-kept-committed = A minimum is agreed with this customer: change the plan on the subscription’s page.
plans-kept-other-version = It has another version by now.
plans-kept-failed = Its next period cannot be computed at the moment. It will be tried again.
plans-move-more = There are more subscriptions; all of them would be moved.
plans-move-show-more = Show the next ones
plans-move-now = Move subscribers
plans-move-question = Move everybody from { $date } on?
plans-move-told = Each customer is told by e-mail, with the date and both prices. Until its day every move can be undone on the subscription’s page.
plans-move-stored = The move is stored. Customers are told by e-mail.
plans-move-is-done = Scheduled
plans-move-goes-on = In progress
plans-move-goes-on-note = Some subscriptions still wait for their turn. It goes on by itself within a minute.
plans-move-go-on = Go on now
plans-move-count-moved = Moved
plans-move-count-kept = Not moved
plans-move-stored-at = Confirmed
plans-move-none-yet = No subscription was moved
plans-move-none-yet-text = What becomes of each subscription will stand here.
plans-move-was-moved = Moved
plans-move-was-kept = Not moved
plans-move-changes-at = from { $time }
plans-move-entry = To { $version }, from { $date }
plans-move-counts = { $moved } moved, { $kept } not moved
plans-error-same-meter = Another component is charged by this meter already: its use would be charged twice.
plans-kept-meter-taken = Another subscription of the customer charges for the same meter.
