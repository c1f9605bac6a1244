//! Whole lives of random subscriptions: billed, changed, paused, resumed and ended at random instants,
//! also at boundaries and several times at one instant. What a change or an end gives back was charged
//! before, every time is covered exactly once, and what was previewed is what is made.

use super::*;
use crate::domain::discount::Discount;
use crate::domain::money::Money;
use crate::domain::proration::Fraction;

const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"];
const UNITS: [IntervalUnit; 4] =
    [IntervalUnit::Week, IntervalUnit::Month, IntervalUnit::Quarter, IntervalUnit::Year];

/// What is done with the subscription, after so many seconds.
#[derive(Clone, Debug)]
struct Event {
    after_s: i64,
    /// At the next boundary instead.
    is_at_boundary: bool,
    to: To,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Seats(u32),
    /// A price of the fee and of a seat, in cents.
    Version(i64, i64),
    AddOn(u32),
    Pause,
    Resume,
    End,
}

/// A stretch that a line charged, what it charged and what of that was given back, in minor units.
#[derive(Debug)]
struct Row {
    covered: CoveredStretch,
    charged_minor: i64,
    credited_minor: i64,
}

struct History {
    billed: BilledSubscription,
    billed_at: Option<Timestamp>,
    rows: Vec<Row>,
    charged_minor: i64,
    credited_minor: i64,
}

impl History {
    fn charge(&mut self, line: &DueLine) {
        assert!(!line.amount.is_negative(), "{line:?}");
        self.charged_minor += line.amount.amount_minor;
        if line.component != COMMITMENT {
            self.rows.push(Row {
                covered: CoveredStretch { component: line.component.clone(), period: line.covered },
                charged_minor: line.amount.amount_minor,
                credited_minor: 0,
            });
        }
    }

    /// Gives back what is not used from `from` on: exactly one line has charged it, and at least as much.
    fn credit(&mut self, line: &DueLine, from: Timestamp) {
        let mut open: Vec<_> = self
            .rows
            .iter_mut()
            .filter(|row| row.covered.component == line.component)
            .filter(|row| row.covered.period.end() > from)
            .collect();
        assert_eq!(open.len(), 1, "{line:?} is charged by {open:?}");
        let row = &mut open[0];
        row.credited_minor += line.amount.amount_minor;
        assert!(row.credited_minor <= row.charged_minor, "{line:?} of {row:?}");
        let kept = row.covered.period.cut_at(from);
        row.covered.period = kept;
        self.credited_minor += line.amount.amount_minor;
    }

    /// Makes every invoice that is due by `to`; each is what it was previewed to be when the one before
    /// it was made.
    fn bill_to(&mut self, to: Timestamp) {
        let mut preview = None;
        while let Some(next) =
            self.billed.next_billing_at(self.billed_at).unwrap().filter(|next| *next <= to)
        {
            let due = self.billed.invoice_due(self.billed_at, next, &Ten).unwrap();
            if let Some(previewed) = preview {
                assert_eq!(amounts(&due.lines), previewed);
            }
            due.lines.iter().for_each(|line| self.charge(line));
            self.billed_at = Some(next);
            preview = match self.billed.next_billing_at(self.billed_at).unwrap() {
                Some(then) => Some(amounts(
                    &self.billed.invoice_due(self.billed_at, then, &Ten).unwrap().lines,
                )),
                None => None,
            };
        }
    }

    fn change(&mut self, at: Timestamp, terms: Terms) {
        let quoted = match self.billed.change(self.billed_at, at, terms.clone()) {
            Err(ChangeError::Nothing) => return,
            other => other.unwrap(),
        };
        let done = self.billed.change(self.billed_at, at, terms).unwrap();
        let mut sum = 0;
        for (quoted, done) in quoted.lines.iter().zip(&done.lines) {
            let (ChangeLine::Credit(quoted) | ChangeLine::Charge(quoted)) = quoted;
            let (ChangeLine::Credit(line) | ChangeLine::Charge(line)) = done;
            assert_eq!(quoted.amount, line.amount);
            match done {
                ChangeLine::Credit(line) => {
                    sum -= line.amount.amount_minor;
                    self.credit(line, at);
                }
                ChangeLine::Charge(line) => {
                    sum += line.amount.amount_minor;
                    self.charge(line);
                }
            }
        }
        assert_eq!(quoted.lines.len(), done.lines.len());
        assert_eq!(done.net.amount_minor, sum);
        self.billed = done.after;
    }

    fn end(&mut self, at: Timestamp) {
        let end = self.billed.end(self.billed_at, at).unwrap();
        end.unused.iter().for_each(|line| self.credit(line, at));
        self.billed = end.after;
        // Who never was billed owes nothing.
        if self.billed_at.is_some() {
            self.bill_to(at);
            assert_eq!(self.billed.next_billing_at(self.billed_at).unwrap(), None);
        }
    }

    fn assert_covered(&self) {
        let owed = self.billed.owed_coverage(self.billed_at).unwrap();
        let covered: Vec<_> = self
            .rows
            .iter()
            .map(|row| row.covered.clone())
            .filter(|covered| !covered.period.is_empty())
            .collect();
        assert_eq!(coverage_faults(&owed, &covered), vec![]);
        assert!(self.credited_minor <= self.charged_minor);
    }
}

fn amounts(lines: &[DueLine]) -> Vec<(String, Period, i64)> {
    let of = |line: &DueLine| (line.component.clone(), line.covered, line.amount.amount_minor);
    lines.iter().map(of).collect()
}

fn priced(unit: IntervalUnit, fee_minor: i64, seat_minor: i64) -> Arc<PlanVersion> {
    let storage = component(
        "storage",
        QuantityOf::Seats,
        ComponentTiming::InArrears,
        ModelTerms::PerUnit { unit_amount: dec("0.37") },
    );
    let components = vec![
        base(Decimal::new(fee_minor, 2)),
        seats(Decimal::new(seat_minor, 2)),
        storage,
        calls(dec("0.013")),
    ];
    let monthly = version(components);
    Arc::new(PlanVersion { interval: Interval::every(unit), ..(*monthly).clone() })
}

fn changed(terms: &Terms, unit: IntervalUnit, to: To) -> Terms {
    let mut terms = terms.clone();
    match to {
        To::Seats(seats) => terms.seats = seats,
        To::Version(fee, seat) => terms.version = priced(unit, fee, seat),
        To::AddOn(0) => terms.add_ons.clear(),
        To::AddOn(quantity) => {
            let room = PlanVersion {
                code: "room".into(),
                components: vec![base(dec("7.77"))],
                ..(*priced(unit, 0, 0)).clone()
            };
            terms.add_ons = vec![AddOn { version: Arc::new(room), quantity }];
        }
        To::Pause => terms.paused = true,
        To::Resume => terms.paused = false,
        To::End => {}
    }
    terms
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let to = prop_oneof![
        3 => (1_u32..20).prop_map(To::Seats),
        3 => (0_i64..500_00, 0_i64..20_00).prop_map(|(fee, seat)| To::Version(fee, seat)),
        2 => (0_u32..4).prop_map(To::AddOn),
        2 => Just(To::Pause),
        3 => Just(To::Resume),
        1 => Just(To::End),
    ];
    // At the same instant, within the period, or periods later.
    let after_s = prop_oneof![Just(0), 1_i64..86_400, 86_400_i64..5_000_000];
    let event = (after_s, prop::bool::weighted(0.2), to)
        .prop_map(|(after_s, is_at_boundary, to)| Event { after_s, is_at_boundary, to });
    prop::collection::vec(event, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_history_gives_back_more_than_it_charged_or_leaves_a_time_uncovered(
        start_s in 1_700_000_000_i64..1_800_000_000,
        (zone, unit) in (0_usize..4, 0_usize..4),
        (fee, seat) in (0_i64..500_00, 0_i64..20_00),
        commitment in prop::option::of(1_i64..800_00),
        alignment in prop::sample::select(&Alignment::ALL[..]),
        events in events(),
    ) {
        let (start, unit) = (Timestamp::from_second(start_s).unwrap(), UNITS[unit]);
        let zone = TimeZone::get(ZONES[zone]).unwrap();
        let cycle = BillingCycle::new(start, Interval::every(unit), zone, alignment).unwrap();
        let terms = Terms::of_plan(priced(unit, fee, seat), 3);
        let phase = Phase { from: start, until: None, terms };
        let in_force = InForce::new(start, None).unwrap();
        let rule = ProrationRule::by_second();
        let mut billed = BilledSubscription::new(cycle, in_force, vec![phase], rule).unwrap();
        billed.commitment = commitment.map(|minor| Money::new(minor, "USD".parse().unwrap()));
        let mut history =
            History { billed, billed_at: None, rows: vec![], charged_minor: 0, credited_minor: 0 };
        let mut at = start;
        for event in events {
            at = Timestamp::from_second(at.as_second() + event.after_s).unwrap();
            if event.is_at_boundary {
                at = history.billed.cycle.at_or_after(at).unwrap();
            }
            history.bill_to(at);
            if matches!(event.to, To::End) {
                history.end(at);
                history.assert_covered();
                break;
            }
            let terms = changed(&history.billed.phase_at(at).terms, unit, event.to);
            history.change(at, terms);
            history.assert_covered();
        }
        history.assert_covered();
    }

    #[test]
    fn what_coupons_leave_and_take_is_what_the_lines_cost(
        (fee, seat, units) in (0_i64..500_00, 0_i64..20_00, 1_u32..50),
        percent in 0_i64..=100,
        fixed in 0_i64..600_00,
        part in 1_i64..=31,
    ) {
        let only = priced(IntervalUnit::Month, fee, seat);
        let (start, currency) = (at("2026-03-01T00:00:00Z"), only.currency);
        let mut billed = subscription(only, "2026-03-01T00:00:00Z", None, "UTC");
        billed.phases[0].terms.seats = units;
        let lines = billed.invoice_due(None, start, &()).unwrap().lines;
        let before: i64 = lines.iter().map(|line| line.amount.amount_minor).sum();
        let coupon = |code: &str, off| AppliedCoupon {
            code: code.into(), off, components: None, plans: None, from: start, until: None,
        };
        let amount = Money::new(fixed, currency);
        let coupons = [
            coupon("PART", Discount::Percent(Decimal::from(percent))),
            coupon("FIXED", Discount::Fixed(amount)),
        ];
        let share = Fraction::new(part, 31).unwrap();
        let after = discounted(currency, start, lines, &coupons, share).unwrap();
        let mut left = 0;
        for DiscountedLine { line, discount, .. } in &after {
            prop_assert!(!discount.is_negative() && discount.amount_minor <= line.amount.amount_minor);
            left += line.amount.amount_minor - discount.amount_minor;
        }
        let taken: i64 = after.iter().map(|line| line.discount.amount_minor).sum();
        prop_assert_eq!(left + taken, before);
        // The percentage is rounded at each line, by half a cent at most; the amount is taken whole or
        // as far as something is left.
        let most = Decimal::from(before * percent) / Decimal::ONE_HUNDRED
            + Decimal::from(share.of(amount).unwrap().amount_minor)
            + Decimal::from(after.len());
        prop_assert!(Decimal::from(taken) <= most, "{} of {}", taken, before);
    }
}
