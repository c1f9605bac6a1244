use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::*;

const ZONES: [&str; 6] = [
    "Europe/London",
    "America/New_York",
    "Africa/Lagos",
    "Pacific/Apia",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn every(count: u16, unit: IntervalUnit) -> Interval {
    Interval::new(unit, count.try_into().unwrap())
}

fn monthly(anchor: Date, zone_name: &str) -> BillingCycle {
    let anchor = Anchor::on(anchor);
    BillingCycle { anchor, interval: every(1, IntervalUnit::Month), zone: zone(zone_name) }
}

fn local_dates(cycle: &BillingCycle, numbers: std::ops::Range<i64>) -> Vec<String> {
    let local = |n| cycle.zone.to_datetime(cycle.boundary(n).unwrap()).date().to_string();
    numbers.map(local).collect()
}

fn hours(period: Period) -> (i64, i64) {
    (period.seconds() / 3600, period.seconds() % 3600 / 60)
}

#[test]
fn anchor_31_falls_on_the_last_day_of_a_shorter_month_and_comes_back() {
    let cycle = monthly(date(2027, 1, 31), "Europe/London");
    let expected =
        ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"];
    assert_eq!(local_dates(&cycle, 0..6), expected);
    assert_eq!(local_dates(&cycle, -2..0), ["2026-11-30", "2026-12-31"]);
}

#[test]
fn anchor_29_february_falls_on_the_28th_until_the_next_leap_year() {
    let mut cycle = monthly(date(2024, 2, 29), "America/New_York");
    cycle.interval = every(1, IntervalUnit::Year);
    let expected = ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"];
    assert_eq!(local_dates(&cycle, 0..5), expected);
}

#[test]
fn a_billing_day_longer_than_the_first_month_is_kept() {
    let month = Interval::every(IntervalUnit::Month);
    let on_day = |day| BillingCycle::on_billing_day(date(2026, 2, 10), day, month, TimeZone::UTC);
    assert_eq!(local_dates(&on_day(31).unwrap(), 0..3), ["2026-02-28", "2026-03-31", "2026-04-30"]);
    assert_eq!(on_day(32), Err(PeriodError::BillingDay(32)));
    assert_eq!(on_day(0), Err(PeriodError::BillingDay(0)));
}

#[test]
fn an_interval_of_days_has_no_billing_day() {
    let thirty_days = every(30, IntervalUnit::Day);
    let cycle = BillingCycle::on_billing_day(date(2012, 1, 16), 17, thirty_days, TimeZone::UTC);
    assert_eq!(local_dates(&cycle.unwrap(), 0..2), ["2012-01-16", "2012-02-15"]);
}

#[test]
fn march_2026_has_an_hour_less_where_the_clocks_go_forward() {
    let march = |zone_name| hours(monthly(date(2026, 3, 1), zone_name).period(0).unwrap());
    assert_eq!(march("Europe/London"), (743, 0));
    assert_eq!(march("America/New_York"), (743, 0));
    assert_eq!(march("Africa/Lagos"), (744, 0));
    // Lord Howe goes back by half an hour on 5 April: 30 days and 30 minutes.
    let april = monthly(date(2026, 4, 1), "Australia/Lord_Howe").period(0).unwrap();
    assert_eq!(hours(april), (720, 30));
}

#[test]
fn a_skipped_time_of_day_is_as_much_later_and_a_repeated_one_is_its_first_occurrence() {
    let cycle = |local: &str| BillingCycle {
        anchor: Anchor::at(local.parse().unwrap()),
        interval: every(1, IntervalUnit::Day),
        zone: zone("America/New_York"),
    };
    // 02:30 does not exist on 2026-03-08: 03:30 EDT is 07:30 UTC. The day after it is 02:30 again.
    let skipped = cycle("2026-03-07T02:30:00");
    assert_eq!(skipped.boundary(1), Ok(at("2026-03-08T07:30:00Z")));
    assert_eq!(skipped.boundary(2), Ok(at("2026-03-09T06:30:00Z")));
    // 01:30 comes twice on 2026-11-01: the first is EDT, 05:30 UTC.
    let repeated = cycle("2026-10-31T01:30:00");
    assert_eq!(repeated.boundary(1), Ok(at("2026-11-01T05:30:00Z")));
    assert_eq!(repeated.at_or_before(at("2026-11-01T06:30:00Z")), repeated.boundary(1));
}

#[test]
fn a_day_that_samoa_skipped_holds_no_instant_and_no_other_is_lost() {
    let daily = BillingCycle {
        anchor: Anchor::on(date(2011, 12, 28)),
        interval: every(1, IntervalUnit::Day),
        zone: zone("Pacific/Apia"),
    };
    // 30 December 2011 did not take place: the 29th ended where the 31st began, at 10:00 UTC.
    assert!(daily.period(2).unwrap().is_empty());
    let line = at("2011-12-30T10:00:00Z");
    assert_eq!(daily.period(1).unwrap().end(), line);
    assert_eq!(daily.period_containing(line).unwrap(), daily.period(3).unwrap());
    let tiles = daily.periods_between(daily.boundary(0).unwrap(), daily.boundary(4).unwrap());
    assert_eq!(tiles.unwrap().len(), 3);
}

#[test]
fn calendar_alignment_begins_with_the_quarter_and_at_local_midnight() {
    let begun = at("2026-05-17T13:00:00Z");
    let cycle = |unit| {
        let lagos = zone("Africa/Lagos"); // UTC+1 all year
        BillingCycle::new(begun, Interval::every(unit), lagos, Alignment::Calendar).unwrap()
    };
    let next = |unit| cycle(unit).next_after(begun).unwrap();
    assert_eq!(next(IntervalUnit::Day), at("2026-05-17T23:00:00Z"));
    assert_eq!(next(IntervalUnit::Week), at("2026-05-17T23:00:00Z")); // the 17th is a Sunday
    assert_eq!(next(IntervalUnit::Month), at("2026-05-31T23:00:00Z"));
    assert_eq!(next(IntervalUnit::Quarter), at("2026-06-30T23:00:00Z"));
    assert_eq!(next(IntervalUnit::HalfYear), at("2026-06-30T23:00:00Z"));
    assert_eq!(next(IntervalUnit::Year), at("2026-12-31T23:00:00Z"));
}

#[test]
fn a_boundary_belongs_to_the_period_it_begins() {
    let cycle = monthly(date(2026, 1, 15), "Africa/Lagos");
    let (january, february) = (cycle.period(0).unwrap(), cycle.period(1).unwrap());
    let boundary = at("2026-02-14T23:00:00Z");
    assert_eq!((january.end(), february.start()), (boundary, boundary));
    assert!(!january.contains(boundary) && february.contains(boundary));
    assert_eq!(january.last_second(), Ok(at("2026-02-14T22:59:59Z")));
    assert_eq!(cycle.period_containing(boundary), Ok(february));
    assert_eq!(cycle.period_before(boundary), Ok(january));
    assert_eq!(cycle.at_or_after(boundary), Ok(boundary));
    assert_eq!(cycle.next_after(boundary), cycle.boundary(2));
    assert_eq!(cycle.last_before(boundary), cycle.boundary(0));
}

#[test]
fn a_move_to_new_york_makes_one_month_five_hours_longer_and_leaves_no_gap() {
    let london = monthly(date(2026, 1, 1), "Europe/London");
    let january = london.period(0).unwrap();
    let new_york = london.in_zone(zone("America/New_York"));
    let february = new_york.period_following(january.end()).unwrap();
    assert_eq!(february.start(), at("2026-02-01T00:00:00Z"));
    assert_eq!(february.end(), at("2026-03-01T05:00:00Z")); // midnight in New York
    assert_eq!(hours(february), (28 * 24 + 5, 0));
    let march = new_york.period_following(february.end()).unwrap();
    assert_eq!(march, new_york.period_containing(march.start()).unwrap());
}

#[test]
fn a_period_cannot_end_before_it_starts() {
    let (start, end) = (at("2026-02-01T00:00:00Z"), at("2026-01-31T23:59:59Z"));
    assert_eq!(Period::new(start, end), Err(PeriodError::EndBeforeStart { start, end }));
    assert_eq!(InForce::new(start, Some(end)), Err(PeriodError::EndBeforeStart { start, end }));
}

#[test]
fn days_are_counted_by_the_calendar_and_not_by_24_hours() {
    let march = monthly(date(2026, 3, 1), "Europe/London").period(0).unwrap();
    assert_eq!(march.days(&zone("Europe/London")), 31);
}

#[test]
fn the_end_of_the_calendar_is_an_error() {
    let cycle = monthly(date(9999, 12, 1), "UTC");
    assert_eq!(cycle.boundary(1), Err(PeriodError::OutOfRange));
    assert_eq!(cycle.boundary(i64::MAX), Err(PeriodError::OutOfRange));
}

#[test]
fn a_week_begins_on_monday_and_a_half_year_in_january_or_july() {
    let day = date(2026, 11, 20); // a Friday
    let starts = IntervalUnit::ALL.map(|unit| calendar::start_of(unit, day).unwrap().to_string());
    let expected =
        ["2026-11-20", "2026-11-16", "2026-11-01", "2026-10-01", "2026-07-01", "2026-01-01"];
    assert_eq!(starts, expected);
    let last = |unit| calendar::last_day_of(unit, day).unwrap();
    assert_eq!(last(IntervalUnit::Week), date(2026, 11, 22));
    assert_eq!(last(IntervalUnit::Quarter), date(2026, 12, 31));
}

#[test]
fn in_arrears_the_last_period_that_is_over_is_billed_and_in_advance_the_one_that_begins() {
    let cycle = monthly(date(2026, 1, 15), "UTC");
    let billed = |timing, on| cycle.billed_period(timing, at(on)).unwrap();
    let second = cycle.period(1).unwrap(); // 15 February to 15 March
    assert_eq!(billed(BillingTiming::InAdvance, "2026-02-15T00:00:00Z"), second);
    assert_eq!(billed(BillingTiming::InArrears, "2026-03-15T00:00:00Z"), second);
    assert_eq!(billed(BillingTiming::InArrears, "2026-04-14T23:59:59Z"), second);
}

#[test]
fn a_run_that_was_missed_for_months_finds_every_period_once() {
    // Billing day 15, begun on 1 January, ended on 27 February: a part, a whole, a part.
    let month = Interval::every(IntervalUnit::Month);
    let cycle = BillingCycle::on_billing_day(date(2026, 1, 1), 15, month, TimeZone::UTC).unwrap();
    let ends_at = Some(at("2026-02-27T00:00:00Z"));
    let in_force = InForce::new(at("2026-01-01T00:00:00Z"), ends_at).unwrap();
    let served = |timing, through| -> Vec<String> {
        let due = cycle.billable_periods(timing, in_force, at(through)).unwrap();
        let dates =
            |p: Period| format!("{:.10} {:.10}", p.start().to_string(), p.end().to_string());
        due.into_iter().map(|due| dates(due.served)).collect()
    };
    let all = ["2026-01-01 2026-01-15", "2026-01-15 2026-02-15", "2026-02-15 2026-02-27"];
    assert_eq!(served(BillingTiming::InAdvance, "2026-09-01T00:00:00Z"), all);
    assert_eq!(served(BillingTiming::InArrears, "2026-09-01T00:00:00Z"), all);
    assert_eq!(served(BillingTiming::InAdvance, "2026-01-15T00:00:00Z"), all[..2]);
    assert_eq!(served(BillingTiming::InArrears, "2026-01-15T00:00:00Z"), all[..1]);
    assert!(served(BillingTiming::InAdvance, "2025-12-31T00:00:00Z").is_empty());
}

#[test]
fn the_next_period_is_charged_once_across_a_move_and_none_after_the_end() {
    let ends_at = Some(at("2026-03-11T05:00:00Z"));
    let in_force = InForce::new(at("2026-01-01T00:00:00Z"), ends_at).unwrap();
    let london = monthly(date(2026, 1, 1), "Europe/London");
    let january = london.next_billable(in_force, None).unwrap().unwrap();
    let new_york = london.in_zone(zone("America/New_York"));
    let next = |after: BillablePeriod| new_york.next_billable(in_force, Some(after.whole.end()));
    let february = next(january).unwrap().unwrap();
    assert_eq!((february.served, hours(february.whole)), (february.whole, (677, 0)));
    let march = next(february).unwrap().unwrap();
    assert_eq!(march.served.days(&new_york.zone), 10); // the 1st to the 11th
    assert_eq!(march.whole.days(&new_york.zone), 31);
    assert_eq!(next(march), Ok(None));
    assert_eq!(february.due_at(BillingTiming::InAdvance), february.whole.start());
    assert_eq!(march.due_at(BillingTiming::InArrears), at("2026-03-11T05:00:00Z"));
}

#[test]
fn the_stored_words_are_read_back() {
    for unit in IntervalUnit::ALL {
        assert_eq!(unit.word().parse(), Ok(unit));
    }
    for alignment in Alignment::ALL {
        assert_eq!(alignment.word().parse(), Ok(alignment));
    }
    for timing in BillingTiming::ALL {
        assert_eq!(timing.word().parse(), Ok(timing));
    }
    assert_eq!("fortnight".parse::<IntervalUnit>(), Err(UnknownIntervalUnit("fortnight".into())));
}

/// 48 months from January 2024, each anchor day, each zone, three times of day: 26,784 periods.
#[test]
fn forty_eight_months_of_every_anchor_day_tile_in_every_zone_and_31_stays_31() {
    for name in ZONES {
        for day in 1..=31 {
            for (hour, minute, second) in [(0, 0, 0), (2, 30, 0), (23, 59, 59)] {
                let anchor = Anchor::at(date(2024, 1, day).at(hour, minute, second, 0));
                let interval = every(1, IntervalUnit::Month);
                check_48_months(&BillingCycle { anchor, interval, zone: zone(name) }, day);
            }
        }
    }
}

fn check_48_months(cycle: &BillingCycle, day: i8) {
    let mut end_before = cycle.boundary(0).unwrap();
    for n in 0..48_i16 {
        let period = cycle.period(n.into()).unwrap();
        assert_eq!(period.start(), end_before, "neither gap nor overlap");
        assert!(!period.is_empty());
        end_before = period.end();
        let month = Date::new(2024 + n / 12, i8::try_from(n % 12).unwrap() + 1, 1).unwrap();
        let expected = month.with().day(day.min(month.days_in_month())).build().unwrap();
        let local = cycle.zone.to_datetime(period.start());
        assert_eq!(local.date(), expected, "{day} stays {day}");
    }
}

fn any_cycle() -> impl Strategy<Value = BillingCycle> {
    let unit = proptest::sample::select(&IntervalUnit::ALL[..]);
    let zone_name = proptest::sample::select(&ZONES[..]);
    (1_600_000_000_i64..1_900_000_000, unit, 1_u16..13, zone_name).prop_map(
        |(anchor, unit, count, name)| {
            let anchor = local(anchor, name);
            BillingCycle {
                anchor: Anchor::at(anchor),
                interval: every(count, unit),
                zone: zone(name),
            }
        },
    )
}

fn local(second: i64, zone_name: &str) -> DateTime {
    zone(zone_name).to_datetime(instant(second))
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

proptest! {
    #[test]
    fn the_period_that_contains_an_instant_is_the_one_between_its_boundaries(
        cycle in any_cycle(), second in 1_200_000_000_i64..2_300_000_000,
    ) {
        let now = instant(second);
        let n = cycle.index_at(now).unwrap();
        let period = cycle.period_containing(now).unwrap();
        prop_assert!(period.contains(now));
        prop_assert_eq!(period.start(), cycle.boundary(n).unwrap());
        prop_assert_eq!(period.end(), cycle.boundary(n + 1).unwrap());
        prop_assert_eq!(cycle.next_after(now).unwrap(), period.end());
        prop_assert_eq!(cycle.at_or_before(now).unwrap(), period.start());
        let before = cycle.period_before(now).unwrap();
        prop_assert_eq!(before.end(), period.start());
        prop_assert!(!before.is_empty());
    }

    #[test]
    fn boundaries_never_go_back(cycle in any_cycle(), n in -2_000_i64..2_000) {
        prop_assume!(cycle.boundary(n).is_ok() && cycle.boundary(n + 1).is_ok());
        prop_assert!(cycle.boundary(n).unwrap() <= cycle.boundary(n + 1).unwrap());
    }

    #[test]
    fn periods_between_two_instants_tile_them(
        cycle in any_cycle(), from in 1_600_000_000_i64..1_700_000_000, seconds in 1_i64..40_000_000,
    ) {
        let (from, until) = (instant(from), instant(from + seconds));
        let periods = cycle.periods_between(from, until).unwrap();
        prop_assert_eq!(periods[0].start(), from);
        prop_assert_eq!(periods[periods.len() - 1].end(), until);
        prop_assert!(periods.windows(2).all(|pair| pair[0].end() == pair[1].start()));
        prop_assert!(periods.iter().all(|period| !period.is_empty()));
        let inner = i64::try_from(periods.len()).unwrap() - 1;
        let last_instant = instant(until.as_second() - 1);
        prop_assert_eq!(cycle.boundaries_passed(from, last_instant).unwrap(), inner);
    }

    #[test]
    fn a_customer_who_keeps_moving_has_neither_gap_nor_overlap(
        cycle in any_cycle(), moves in proptest::collection::vec(0_usize..ZONES.len(), 1..12),
    ) {
        let mut last = cycle.period(0).unwrap();
        for to in moves {
            let moved = cycle.in_zone(zone(ZONES[to]));
            let next = moved.period_following(last.end()).unwrap();
            prop_assert_eq!(next.start(), last.end());
            // Nobody is billed for a sliver: half of the shortest interval, a day, at the least.
            prop_assert!(next.seconds() >= 11 * 3600, "{next:?}");
            // The new zone's wall clock holds from the next boundary on.
            prop_assert_eq!(moved.at_or_before(next.end()).unwrap(), next.end());
            last = next;
        }
    }

    #[test]
    fn what_is_billable_tiles_the_time_in_force(
        cycle in any_cycle(), from in 1_600_000_000_i64..1_650_000_000, seconds in 1_i64..40_000_000,
    ) {
        let (start, end) = (instant(from), instant(from + seconds));
        let in_force = InForce::new(start, Some(end)).unwrap();
        for timing in BillingTiming::ALL {
            let due = cycle.billable_periods(timing, in_force, end).unwrap();
            let served: Vec<Period> = due.iter().map(|due| due.served).collect();
            prop_assert_eq!(&served, &cycle.periods_between(start, end).unwrap());
            prop_assert_eq!(cycle.billed_through(timing, in_force, end).unwrap(), Some(end));
        }
    }
}
