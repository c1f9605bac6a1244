//! The ops of `billing_periods.json`.
//!
//! Plain dates are UTC midnights of a cycle whose zone is UTC. An inclusive end is the last second.

use std::num::NonZeroU16;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use quittance::domain::period::{
    Alignment, Anchor, BillingCycle, BillingTiming, InForce, Interval, IntervalUnit, Period,
    calendar,
};
use serde_json::{Value, json};

use crate::{Answer, Input, Refused};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    Some(match op {
        "next_boundary" => next_boundary(input),
        "calendar_anchor" => calendar_anchor(input),
        "periods" => periods(input),
        "period_start_for_event" => period_start_for_event(input),
        "in_period" => in_period(input),
        "next_usage_reset" => next_usage_reset(input),
        "floor_hour" => result(calendar::start_of_hour_at(input.instant("at"), &zone(input))),
        "floor_day" => floor(IntervalUnit::Day, input),
        "floor_week" => floor(IntervalUnit::Week, input),
        "add_days" => {
            result(calendar::add_days(input.instant("at"), input.integer("days"), &zone(input)))
        }
        "add_duration" => add_duration(input),
        "billed_period" | "billed_usage_period" | "current_usage_period" => {
            billed_period(op, input)
        }
        "period_end_for_date" => period_end_for_date(input),
        "period_days" => period_days(input),
        "period_start" => period_start(input),
        "advance_period" => advance_period(input),
        "arrear_period" => arrear_period(input),
        "elapsed_cycles" => elapsed_cycles(input),
        "period_containing" if input.has("billing_start") => dated_period_containing(input),
        "period_containing" => period_containing(input),
        "start_of_week" => first_day(IntervalUnit::Week, input),
        "start_of_month" => first_day(IntervalUnit::Month, input),
        "start_of_quarter" => first_day(IntervalUnit::Quarter, input),
        "start_of_half_year" => first_day(IntervalUnit::HalfYear, input),
        "start_of_year" => first_day(IntervalUnit::Year, input),
        "end_of_week" => last_day(IntervalUnit::Week, input),
        "end_of_month" => last_day(IntervalUnit::Month, input),
        "end_of_quarter" => last_day(IntervalUnit::Quarter, input),
        "end_of_half_year" => last_day(IntervalUnit::HalfYear, input),
        "end_of_year" => last_day(IntervalUnit::Year, input),
        "boundary_at_or_after" => boundary(input, BillingCycle::at_or_after),
        "boundary_after" => boundary(input, BillingCycle::next_after),
        "boundary_at_or_before" => boundary(input, BillingCycle::at_or_before),
        "boundary_before" => boundary(input, BillingCycle::last_before),
        "whole_periods_between" => whole_periods_between(input),
        "add_periods" => add_periods(input),
        "first_billing_cycle_date" => first_billing_cycle_date(input),
        "in_advance_billing" | "in_arrears_billing" => billing(input),
        "billing_dates" => billing_dates(input),
        _ => return None,
    })
}

/// A refusal by the rules whose reason the cases name in words of their own.
fn refused(why: impl std::fmt::Display) -> Refused {
    Refused(why.to_string())
}

fn in_period(input: &Input) -> Answer {
    Ok(json!({ "in_period": period(input, "period").contains(input.instant("at")) }))
}

fn period_end_for_date(input: &Input) -> Answer {
    let cycle = dated_cycle(input)?;
    Ok(ends(cycle.period_containing(input.instant("billing_at")).map_err(refused)?))
}

fn period_containing(input: &Input) -> Answer {
    let period = anchored_cycle(input)?.period_containing(input.instant("at")).map_err(refused)?;
    Ok(json!({ "start": period.start(), "end": period.end() }))
}

fn next_boundary(input: &Input) -> Answer {
    let next = anchored_cycle(input)?
        .next_after(input.instant("current_period_start"))
        .map_err(refused)?;
    Ok(json!({ "next": subscription_end(input).map_or(next, |end| end.min(next)) }))
}

fn calendar_anchor(input: &Input) -> Answer {
    let unit = interval(input)?.unit;
    let anchor =
        calendar::start_of_next_at(unit, input.instant("start"), &zone(input)).map_err(refused)?;
    Ok(json!({ "anchor": anchor }))
}

fn periods(input: &Input) -> Answer {
    let until = input.has("until").then(|| input.instant("until"));
    let until = [until, subscription_end(input)].into_iter().flatten().min().expect("an end");
    let periods =
        anchored_cycle(input)?.periods_between(input.instant("start"), until).map_err(refused)?;
    let pairs: Vec<_> = periods.iter().map(|period| [period.start(), period.end()]).collect();
    Ok(json!({
        "count": periods.len(),
        "first_period_end": periods.first().map(|period| period.end()),
        "second_period_end": periods.get(1).map(|period| period.end()),
        "last_period_end": periods.last().map(|period| period.end()),
        "periods": pairs,
    }))
}

fn period_start_for_event(input: &Input) -> Answer {
    let (event_at, starts_at) = (input.instant("event_at"), input.instant("subscription_start"));
    if event_at < starts_at {
        return Err(Refused("event before subscription start".into()));
    }
    let whole = anchored_cycle(input)?.period_containing(event_at).map_err(refused)?;
    Ok(json!({ "period_start": whole.not_before(starts_at).start() }))
}

fn next_usage_reset(input: &Input) -> Answer {
    if input.text("reset") == "never" {
        return Ok(json!({ "next_reset": subscription_end(input) }));
    }
    let every = match input.text("reset") {
        "billing_period" => interval(input)?,
        unit => Interval::every(unit.parse().map_err(refused)?),
    };
    let (anchor, zone) = (input.instant("anchor"), zone(input));
    let cycle =
        BillingCycle::by_date(anchor, every, zone, Alignment::Anniversary).map_err(refused)?;
    let next = cycle.next_after(input.instant("now")).unwrap();
    Ok(json!({ "next_reset": subscription_end(input).map_or(next, |end| end.min(next)) }))
}

fn floor(unit: IntervalUnit, input: &Input) -> Answer {
    result(calendar::start_of_at(unit, input.instant("at"), &zone(input)))
}

fn add_duration(input: &Input) -> Answer {
    let duration: Span = input.text("duration").parse().map_err(refused)?;
    result(calendar::add_span(input.instant("at"), duration, &zone(input)))
}

/// The period of an ordinary invoice, or of the closing one, as far as the subscription runs.
fn billed_period(op: &str, input: &Input) -> Answer {
    let (cycle, billed_at) = (dated_cycle(input)?, input.instant("billing_at"));
    let in_force = in_force(input)?;
    let usage = in_force.part_of(whole_billed_period(input, BillingTiming::InArrears)?);
    let billed = match op {
        "billed_usage_period" => usage,
        "current_usage_period" => {
            in_force.part_of(cycle.period_containing(billed_at).map_err(refused)?)
        }
        _ => in_force.part_of(whole_billed_period(input, timing(input)?)?),
    };
    let mut facts = ends(billed);
    facts["from"] = json!(billed.start());
    facts["usage_from"] = json!(usage.start());
    facts["usage_to_inclusive"] = json!(usage.last_second().unwrap());
    Ok(facts)
}

fn whole_billed_period(input: &Input, timing: BillingTiming) -> Result<Period, Refused> {
    let (cycle, billed_at) = (dated_cycle(input)?, input.instant("billing_at"));
    let closing = input.has("terminated_at");
    let period = if closing {
        cycle.period_containing(billed_at)
    } else {
        cycle.billed_period(timing, billed_at)
    };
    period.map_err(refused)
}

fn period_days(input: &Input) -> Answer {
    let whole = match input.text_or("which", "billed") {
        "billed" => whole_billed_period(input, timing(input)?)?,
        "period holding started_at" => {
            dated_cycle(input)?.period_containing(input.instant("started_at")).map_err(refused)?
        }
        other => panic!("which {other}?"),
    };
    Ok(json!({ "days": whole.days(&zone(input)) }))
}

fn period_start(input: &Input) -> Answer {
    let (cycle, at) = (dated_cycle(input)?, input.instant("billing_at"));
    let period = match input.text("which") {
        "current" => cycle.period_containing(at),
        "previous" => cycle.period_before(at),
        other => panic!("which {other}?"),
    };
    Ok(json!({ "from": period.map_err(refused)?.start() }))
}

fn advance_period(input: &Input) -> Answer {
    let start = midnight(input, "invoice_date");
    let cycle = billing_day_cycle(input, "invoice_date")?;
    Ok(json!({ "start": date(start), "end": date(cycle.next_after(start).map_err(refused)?) }))
}

fn arrear_period(input: &Input) -> Answer {
    let cycle = billing_day_cycle(input, "billing_start")?;
    let whole = cycle.billed_period(BillingTiming::InArrears, midnight(input, "invoice_date"));
    let period = whole.map_err(refused)?.not_before(midnight(input, "billing_start"));
    Ok(json!({ "start": date(period.start()), "end": date(period.end()) }))
}

fn elapsed_cycles(input: &Input) -> Answer {
    let (start, at) = (midnight(input, "billing_start"), midnight(input, "at"));
    let passed =
        billing_day_cycle(input, "billing_start")?.boundaries_passed(start, at).map_err(refused)?;
    Ok(json!({ "complete_cycles": passed }))
}

/// Before the start of billing, the period to come is the first one.
fn dated_period_containing(input: &Input) -> Answer {
    let (start, at) = (midnight(input, "billing_start"), midnight(input, "at"));
    let whole = billing_day_cycle(input, "billing_start")?
        .period_containing(at.max(start))
        .map_err(refused)?;
    let period = whole.not_before(start);
    Ok(json!({ "start": date(period.start()), "end": date(period.end()) }))
}

fn first_day(unit: IntervalUnit, input: &Input) -> Answer {
    Ok(json!({ "date": calendar::start_of(unit, input.date("date")).map_err(refused)? }))
}

fn last_day(unit: IntervalUnit, input: &Input) -> Answer {
    Ok(json!({ "date": calendar::last_day_of(unit, input.date("date")).map_err(refused)? }))
}

fn boundary<E: std::fmt::Display>(
    input: &Input,
    find: fn(&BillingCycle, Timestamp) -> Result<Timestamp, E>,
) -> Answer {
    Ok(json!({ "boundary": find(&anchored_cycle(input)?, input.instant("at")).map_err(refused)? }))
}

fn whole_periods_between(input: &Input) -> Answer {
    let cycle = date_cycle(input, "start")?;
    let (start, end) = (midnight(input, "start"), midnight(input, "end"));
    Ok(json!({ "count": cycle.boundaries_passed(start, end).map_err(refused)? }))
}

fn add_periods(input: &Input) -> Answer {
    let moved = date_cycle(input, "date")?.boundary(input.integer("periods")).map_err(refused)?;
    Ok(json!({ "date": date(moved) }))
}

fn first_billing_cycle_date(input: &Input) -> Answer {
    let first = billing_day_cycle(input, "start")?
        .at_or_after(midnight(input, "start"))
        .map_err(refused)?;
    Ok(json!({ "date": date(first) }))
}

fn billing(input: &Input) -> Answer {
    let cycle = billing_day_cycle(input, "start")?;
    let (start, at) = (midnight(input, "start"), midnight(input, "at"));
    let end = input.has("end").then(|| midnight(input, "end"));
    let in_force = InForce::new(start, end).map_err(|_| invalid_sequence())?;
    let first = cycle.at_or_after(start).map_err(refused)?;
    let through = cycle.billed_through(timing(input)?, in_force, at).map_err(refused)?;
    let last = through.map(|through| cycle.at_or_before(through).unwrap());
    let last = last.filter(|last| *last >= first);
    let next = through.map_or(first, |through| cycle.next_after(through).unwrap());
    Ok(json!({
        "anything_to_bill": through.is_some(),
        "billed_through": through.map(date),
        "first_billing_cycle_date": date(first),
        "last_billing_cycle_date": last.map(date),
        "next_billing_cycle_date": date(next),
        "whole_periods_billed": last.map_or(0, |l| cycle.boundaries_passed(first, l).unwrap()),
    }))
}

fn billing_dates(input: &Input) -> Answer {
    let cycle = date_cycle(input, "anchor")?;
    let mut next = cycle.at_or_after(midnight(input, "from_")).unwrap();
    let dates = (0..input.integer("take")).map(|_| {
        let this = next;
        next = cycle.next_after(this).unwrap();
        date(this)
    });
    Ok(json!({ "dates": dates.collect::<Vec<_>>() }))
}

fn anchored_cycle(input: &Input) -> Result<BillingCycle, Refused> {
    let alignment: Alignment = input.text_or("alignment", "anniversary").parse().unwrap();
    BillingCycle::new(input.instant("anchor"), interval(input)?, zone(input), alignment)
        .map_err(refused)
}

/// The cycle of a subscription whose periods turn at local midnights.
fn dated_cycle(input: &Input) -> Result<BillingCycle, Refused> {
    let alignment: Alignment = input.text("alignment").parse().unwrap();
    let at = input.instant("subscription_at");
    BillingCycle::by_date(at, interval(input)?, zone(input), alignment).map_err(refused)
}

fn billing_day_cycle(input: &Input, starts_on: &str) -> Result<BillingCycle, Refused> {
    let billing_day = i8::try_from(input.integer("billing_day")).map_err(refused)?;
    let interval = interval(input)?;
    BillingCycle::on_billing_day(input.date(starts_on), billing_day, interval, TimeZone::UTC)
        .map_err(refused)
}

fn date_cycle(input: &Input, anchor: &str) -> Result<BillingCycle, Refused> {
    let anchor = Anchor::on(input.date(anchor));
    Ok(BillingCycle { anchor, interval: interval(input)?, zone: TimeZone::UTC })
}

/// `"month"` with its `interval_count`, or both in one as in `"30 days"`.
fn interval(input: &Input) -> Result<Interval, Refused> {
    let text = input.text("interval");
    let (count, unit) = match text.split_once(' ') {
        Some((count, units)) => (count.parse().map_err(refused)?, units.trim_end_matches('s')),
        None => (input.integer_or("interval_count", 1), text),
    };
    let count = NonZeroU16::try_from(u16::try_from(count).map_err(refused)?).map_err(refused)?;
    Ok(Interval::new(unit.parse().map_err(refused)?, count))
}

fn timing(input: &Input) -> Result<BillingTiming, Refused> {
    input.text("billing").parse().map_err(refused)
}

/// From the local midnight of the start; without a start of its own, that of the first subscription.
fn in_force(input: &Input) -> Result<InForce, Refused> {
    let started = if input.has("started_at") { "started_at" } else { "subscription_at" };
    let started = input.instant(started);
    let starts_at =
        calendar::start_of_at(IntervalUnit::Day, started, &zone(input)).map_err(refused)?;
    let ends_at = input.has("terminated_at").then(|| input.instant("terminated_at"));
    InForce::new(starts_at, ends_at).map_err(|_| invalid_sequence())
}

/// The end lies before the start.
pub fn invalid_sequence() -> Refused {
    Refused("invalid date sequence".to_owned())
}

fn subscription_end(input: &Input) -> Option<Timestamp> {
    input.has("subscription_end").then(|| input.instant("subscription_end"))
}

pub fn zone(input: &Input) -> TimeZone {
    TimeZone::get(input.text_or("time_zone", "UTC")).unwrap()
}

fn period(input: &Input, key: &str) -> Period {
    let ends = input.list(key);
    let instant = |end: &Value| end.as_str().unwrap().parse().unwrap();
    Period::new(instant(&ends[0]), instant(&ends[1])).unwrap()
}

fn ends(period: Period) -> Value {
    json!({ "end_exclusive": period.end(), "to_inclusive": period.last_second().unwrap() })
}

fn result<E: std::fmt::Display>(at: Result<Timestamp, E>) -> Answer {
    Ok(json!({ "result": at.map_err(refused)? }))
}

fn midnight(input: &Input, key: &str) -> Timestamp {
    calendar::midnight(input.date(key), &TimeZone::UTC).unwrap()
}

fn date(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}
