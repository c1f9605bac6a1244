//! The ops of `proration.json`.
//!
//! Plain dates are midnights in the case's zone. Amounts are major units unless the key says minor.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use quittance::domain::currency::Currency;
use quittance::domain::money::Money;
use quittance::domain::period::{
    Alignment, BillingCycle, InForce, Interval, IntervalUnit, Period, calendar,
};
use quittance::domain::proration::{
    Fraction, PeriodPrice, ProrationError, ProrationMethod, ProrationRule, QuantitySegment,
    Reduction, SeatPrice, cap_credit, change, seat_change, shares_of_lines, time_weighted_quantity,
};
use quittance::domain::rounding::percent_of;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::billing_periods::{invalid_sequence, zone};
use crate::input::decimal;
use crate::{Answer, Input, Refused};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    Some(match op {
        "change" => plan_change(input),
        "unused_time_credit" => unused_time_credit(input),
        "unused_time_credit_capped" => unused_time_credit_capped(input),
        "partial_amount" => partial_amount(input),
        "fraction" => covered(input).map(
            |share| json!({ "fraction": text(share.to_decimal(digits(input, "scale")).unwrap()) }),
        ),
        "days_between" => Ok(json!({ "days": days_between(input) })),
        "cap_credit" => {
            let (billed, credited) = (money(input, "billed"), money(input, "already_credited"));
            let credit = cap_credit(money(input, "potential_credit"), billed, credited).unwrap();
            Ok(json!({ "credit": major(credit) }))
        }
        "billed_cycles" => billed_cycles(input),
        "day_fraction_amount" => day_fraction_amount(input),
        "first_partial_period" => Ok(first_partial_period(input)),
        "credit_with_tax" => Ok(credit_with_tax(input)),
        "weighted_quantity" => Ok(weighted_quantity(input)),
        "seat_change" => seats(input),
        "change_lines" => change_lines(input),
        _ => return None,
    })
}

fn plan_change(input: &Input) -> Answer {
    if input.has("added") {
        return added(input);
    }
    let unused = unused(input)?;
    let price = |amount, discount| PeriodPrice {
        amount: money(input, amount),
        reduction: reduction(input, discount),
    };
    let (old, new) = (price("old_amount", "old_discount"), price("new_amount", "new_discount"));
    let mut lines = change(unused, old, new).map_err(refused)?;
    let begins_anew = input.text_or("old_interval", "") != input.text_or("new_interval", "");
    let mut new_period = None;
    if begins_anew {
        // Another interval begins a period of its own at the change, at its whole price.
        lines.charge = new.share(Fraction::WHOLE).map_err(refused)?;
        let unit: IntervalUnit = input.text("new_interval").parse().unwrap();
        let at = instant(input, "at");
        let interval = Interval::every(unit);
        let cycle = BillingCycle::new(at, interval, zone(input), Alignment::Anniversary).unwrap();
        new_period = Some(cycle.period(0).unwrap());
    }
    Ok(json!({
        "credit": major(lines.credit),
        "charge": major(lines.charge),
        "net": major(lines.net().unwrap()),
        "fraction": counted(unused),
        "new_period_start": new_period.map(Period::start),
        "new_period_end": new_period.map(Period::end),
    }))
}

/// Components that come in addition: a one-time fee in full, anything else for the rest of the period.
fn added(input: &Input) -> Answer {
    let unused = unused(input)?;
    let charges = input.objects("added").map(|component| {
        let unit_amount = in_currency(component.decimal("unit_amount"), currency(input));
        let whole = unit_amount.checked_mul(component.integer_or("quantity", 1)).unwrap();
        match component.text("kind") {
            "one_time" => whole,
            _ => unused.of(whole).unwrap(),
        }
    });
    let charge = Money::sum(currency(input), charges).unwrap();
    Ok(json!({ "credit": "0", "charge": major(charge), "net": major(charge) }))
}

fn unused_time_credit(input: &Input) -> Answer {
    let unused = unused(input)?;
    let credit = unused.of(minor(input, "amount_minor")).unwrap();
    let new_price = input.has("new_amount_minor").then(|| minor(input, "new_amount_minor"));
    let due = new_price.map(|price| price.checked_sub(credit).unwrap().amount_minor);
    Ok(json!({
        "credit_minor": credit.amount_minor,
        "fraction": counted(unused),
        "amount_due_minor": due,
    }))
}

fn unused_time_credit_capped(input: &Input) -> Answer {
    let share = rule(input).unused(pair(input, "period")?, instant(input, "at"));
    let potential = share.map_err(refused)?.of(money(input, "amount")).unwrap();
    let (billed, credited) = (money(input, "billed"), money(input, "already_credited"));
    Ok(json!({ "credit": major(cap_credit(potential, billed, credited).unwrap()) }))
}

fn partial_amount(input: &Input) -> Answer {
    let share = covered(input)?;
    let amount = if input.has("unit") {
        share.of_decimal(input.decimal("amount"), digits(input, "decimals")).unwrap()
    } else {
        share.of(money(input, "amount")).unwrap().to_major()
    };
    Ok(json!({ "amount": text(amount), "fraction": counted(share) }))
}

fn days_between(input: &Input) -> i64 {
    let date = |key| input.text(key).parse::<DateTime>().unwrap().date();
    calendar::days_between(date("start_local"), date("end_local"))
}

/// The sum of the shares of all periods that are due, each rounded: whole ones count 1.
fn billed_cycles(input: &Input) -> Answer {
    let midnight = |key| calendar::midnight(input.date(key), &TimeZone::UTC).unwrap();
    let (start, target) = (midnight("start"), midnight("target"));
    let end = input.has("end").then(|| midnight("end"));
    let in_force = InForce::new(start, end).map_err(|_| invalid_sequence())?;
    if target < start {
        return Err(invalid_sequence());
    }
    let interval = Interval::every(input.text("interval").parse().unwrap());
    let billing_day = i8::try_from(input.integer("billing_day")).unwrap();
    let starts_on = input.date("start");
    let cycle =
        BillingCycle::on_billing_day(starts_on, billing_day, interval, TimeZone::UTC).unwrap();
    let timing = input.text("billing").parse().unwrap();
    let by_day = rule_of("day", TimeZone::UTC);
    let shares = cycle.billable_periods(timing, in_force, target).unwrap().into_iter().map(|due| {
        let share = by_day.covered(due.whole, due.served).unwrap();
        share.to_decimal(digits(input, "scale")).unwrap()
    });
    Ok(json!({ "cycles": text(shares.sum()) }))
}

fn day_fraction_amount(input: &Input) -> Answer {
    let share = Fraction::new(input.integer("billed_days"), input.integer("period_days"));
    let amount = share.map_err(refused)?.of(minor(input, "amount_minor")).unwrap();
    let tax = percent_of(amount, input.decimal_or_zero("tax_rate")).unwrap();
    Ok(json!({
        "amount_minor": amount.amount_minor,
        "tax_minor": tax.amount_minor,
        "total_minor": amount.checked_add(tax).unwrap().amount_minor,
    }))
}

fn first_partial_period(input: &Input) -> Value {
    let (started_at, zone) = (input.instant("started_at"), zone(input));
    let interval = Interval::every(input.text("interval").parse().unwrap());
    let alignment = input.text("alignment").parse().unwrap();
    let cycle = BillingCycle::by_date(started_at, interval, zone.clone(), alignment).unwrap();
    let whole = cycle.period_containing(started_at).unwrap();
    let served = whole.not_before(started_at);
    let share = rule_of("day", zone.clone()).covered(whole, served).unwrap();
    let amount = share.of(minor(input, "amount_minor")).unwrap();
    json!({ "amount_minor": amount.amount_minor, "days": served.days(&zone) })
}

fn credit_with_tax(input: &Input) -> Value {
    let net = minor(input, "credit_excl_tax_minor");
    let tax = percent_of(net, input.decimal("tax_rate")).unwrap();
    json!({
        "tax_minor": tax.amount_minor,
        "credit_total_minor": net.checked_add(tax).unwrap().amount_minor,
    })
}

fn weighted_quantity(input: &Input) -> Value {
    let segments: Vec<_> = input
        .objects("segments")
        .map(|segment| QuantitySegment {
            units: segment.decimal("units"),
            days: u32::try_from(segment.integer("days")).unwrap(),
        })
        .collect();
    let period_days = u32::try_from(input.integer("period_days")).unwrap();
    let decimals = digits(input, "scale");
    let quantity = time_weighted_quantity(&segments, period_days, decimals).unwrap();
    json!({ "quantity": text(quantity.normalize()) })
}

fn seats(input: &Input) -> Answer {
    let currency = currency(input);
    let price = SeatPrice {
        base: in_currency(input.decimal_or_zero("base_amount"), currency),
        unit_price: money(input, "unit_price"),
        reduction: reduction(input, "discount"),
    };
    let count = |key| u32::try_from(input.integer(key)).unwrap();
    let (before, after) = (count("seats_before"), count("seats_after"));
    let net = seat_change(unused(input)?, price, before, after).map_err(refused)?;
    let nothing = Money::zero(currency);
    let next = in_currency(input.decimal_or_zero("next_period_unit_price"), currency);
    Ok(json!({
        "charge": major(net.max(nothing).unwrap()),
        "credit": major(net.checked_neg().unwrap().max(nothing).unwrap()),
        "next_period_amount": major(next.checked_mul(after.into()).unwrap()),
    }))
}

fn change_lines(input: &Input) -> Answer {
    let (unused, reduction) = (unused(input)?, reduction(input, "discount"));
    let lines = |key| {
        let amounts =
            input.list(key).iter().map(|amount| in_currency(decimal(amount), currency(input)));
        let shares = shares_of_lines(unused, &amounts.collect::<Vec<_>>(), reduction);
        shares.map(|shares| shares.into_iter().map(major).collect::<Vec<_>>())
    };
    let (credit, charge) = (lines("old_lines").map_err(refused)?, lines("new_lines"));
    Ok(json!({ "credit": credit, "charge": charge.map_err(refused)? }))
}

fn unused(input: &Input) -> Result<Fraction, Refused> {
    let (start, end) = (instant(input, "period_start"), instant(input, "period_end"));
    rule(input).unused(period(start, end)?, instant(input, "at")).map_err(refused)
}

fn covered(input: &Input) -> Result<Fraction, Refused> {
    let (whole, service) = (pair(input, "full_period")?, pair(input, "service_period")?);
    rule(input).covered(whole, service).map_err(refused)
}

fn rule(input: &Input) -> ProrationRule {
    rule_of(input.text("method"), zone(input))
}

fn rule_of(method: &str, zone: TimeZone) -> ProrationRule {
    ProrationRule { method: method.parse::<ProrationMethod>().unwrap(), zone }
}

fn refused(why: ProrationError) -> Refused {
    Refused(match why {
        ProrationError::OutsidePeriod { .. } => "change outside the period".into(),
        ProrationError::EmptyPeriod => "empty period".into(),
        other => other.to_string(),
    })
}

fn period(start: Timestamp, end: Timestamp) -> Result<Period, Refused> {
    Period::new(start, end).map_err(|_| Refused("period end before start".into()))
}

fn pair(input: &Input, key: &str) -> Result<Period, Refused> {
    let ends = input.list(key);
    let zone = zone(input);
    period(instant_of(&ends[0], &zone), instant_of(&ends[1], &zone))
}

fn instant(input: &Input, key: &str) -> Timestamp {
    instant_of(input.value(key), &zone(input))
}

/// An instant, or a plain date's midnight in the zone.
fn instant_of(value: &Value, zone: &TimeZone) -> Timestamp {
    let text = value.as_str().unwrap();
    text.parse()
        .unwrap_or_else(|_| calendar::midnight(text.parse::<Date>().unwrap(), zone).unwrap())
}

fn reduction(input: &Input, key: &str) -> Option<Reduction> {
    let discount = input.has(key).then(|| input.object(key))?;
    Some(if discount.has("percent_off") {
        Reduction::PercentOff(discount.decimal("percent_off"))
    } else {
        Reduction::AmountOff(in_currency(discount.decimal("amount_off"), currency(input)))
    })
}

/// Cases that name no currency count in hundredths.
fn currency(input: &Input) -> Currency {
    input.text_or("currency", "USD").parse().unwrap()
}

fn in_currency(amount_major: Decimal, currency: Currency) -> Money {
    Money::from_major_exact(amount_major, currency).unwrap()
}

fn money(input: &Input, key: &str) -> Money {
    in_currency(input.decimal(key), currency(input))
}

fn minor(input: &Input, key: &str) -> Money {
    Money::new(input.integer(key), currency(input))
}

/// Decimals to round at that are no currency's; two unless the case says.
fn digits(input: &Input, key: &str) -> u32 {
    u32::try_from(input.integer_or(key, 2)).unwrap()
}

/// A share in lowest terms or as it was counted: cases write it in either way.
fn counted(share: Fraction) -> Value {
    let pair =
        |(numerator, denominator): (i128, i128)| json!([numerator as i64, denominator as i64]);
    let as_counted = (share.numerator(), share.denominator());
    json!({ "either": [pair(share.lowest_terms()), pair(as_counted)] })
}

fn major(amount: Money) -> String {
    amount.to_major().to_string()
}

fn text(number: Decimal) -> String {
    number.to_string()
}
