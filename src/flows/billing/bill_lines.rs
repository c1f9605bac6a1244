//! What a subscription owes as lines of an invoice: each charge, and after it what coupons take off.

use super::explain::{discount_explanation, explanation, late_explanation};
use super::late_usage::LateUsage;
use super::tax::rate_of;
use crate::domain::discount::Discount;
use crate::domain::id::SubscriptionId;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::place_of_supply::TaxTreatment;
use crate::domain::subscription::{COMMITMENT, DiscountedLine};
use crate::flows::invoices::draft_invoice::DraftLine;
use crate::i18n::{self, Arg, Locale};
use crate::store::subscriptions::CoveredLine;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;

/// A line of a subscription's invoice.
#[derive(Clone, Debug)]
pub struct BillLine {
    pub subscription_id: SubscriptionId,
    /// The one in which the subscription's periods begin and end: its days are the invoice's.
    pub zone: TimeZone,
    pub discounted: DiscountedLine,
    /// The billed period that it corrects: its time is covered already.
    pub late: Option<LateUsage>,
}

/// The same lines as an invoice, the proof of coverage and the explanation need them. Line numbers count
/// from 1 in the order of `drafts`.
#[derive(Clone, Debug, Default)]
pub struct WrittenLines {
    pub drafts: Vec<DraftLine>,
    pub covered: Vec<CoveredLine>,
    pub explanations: Vec<(i32, Value)>,
    /// The lines that top up to a minimum.
    pub minimums: Vec<(SubscriptionId, i32)>,
    /// Billed periods that lines correct, by line number.
    pub late: Vec<(i32, SubscriptionId, LateUsage)>,
}

/// How lines are written.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    pub tax: Option<&'a TaxTreatment>,
    pub locale: Locale,
    /// Usage received up to here is counted.
    pub counted_at: Timestamp,
}

impl Writing<'_> {
    /// The lines as they are issued.
    #[must_use]
    pub fn write(&self, lines: &[BillLine]) -> WrittenLines {
        let mut written = WrittenLines::default();
        for line in lines {
            self.add(line, &mut written);
        }
        written
    }

    fn add(&self, line: &BillLine, written: &mut WrittenLines) {
        let DiscountedLine { line: due, discount, coupons } = &line.discounted;
        let line_no = next_no(&written.drafts);
        written.drafts.push(self.draft_line(line));
        let explained = explanation(due, self.tax, self.counted_at);
        let explained = match &line.late {
            Some(late) => late_explanation(explained, late),
            None => explained,
        };
        written.explanations.push((line_no, explained));
        let discount_no = discount.is_positive().then_some(line_no + 1);
        if let Some(discount_no) = discount_no {
            let codes: Vec<_> = coupons.iter().map(|coupon| coupon.code.as_str()).collect();
            let text = i18n::text_with(
                self.locale,
                "invoice-line-discount",
                &[("coupons", codes.join(", ").into()), ("line", due.description.as_str().into())],
            );
            written.drafts.push(self.discount_line(line, *discount, text));
            written
                .explanations
                .push((discount_no, discount_explanation(line_no, *discount, coupons)));
        }
        if let Some(late) = &line.late {
            written.late.push((line_no, line.subscription_id, late.clone()));
            return;
        }
        if due.component == COMMITMENT {
            written.minimums.push((line.subscription_id, line_no));
            return; // its time is covered by what it tops up
        }
        written.covered.push(CoveredLine {
            subscription_id: line.subscription_id,
            line_no,
            component: due.component.clone(),
            covered: due.covered,
            version_id: due.version.version_id,
            quantity: due.quantity,
            amount_minor: due.amount.amount_minor,
            discount: discount_no.map(|no| (no, discount.amount_minor)),
            counted_at: due.meter.is_some().then_some(self.counted_at),
        });
    }

    fn draft_line(&self, line: &BillLine) -> DraftLine {
        let due = &line.discounted.line;
        // What is not plainly quantity × price is one unit at what it comes to.
        let (quantity, unit_price) = match due.unit_amount {
            Some(unit_amount) => (due.quantity, unit_amount),
            None => (Decimal::ONE, due.amount.to_major()),
        };
        let (tax_category, tax_rate_percent) = rate_of(self.tax);
        DraftLine {
            description: self.description(line),
            sku: due.component.clone(),
            quantity,
            unit_price,
            tax_category,
            tax_rate_percent,
            service: Some(days_of(due.covered, &line.zone)),
        }
    }

    fn description(&self, line: &BillLine) -> String {
        let due = &line.discounted.line;
        let named = due.description.as_str();
        if let Some(late) = &line.late {
            let number = |quantity: Decimal| Arg::from(quantity.normalize().to_string());
            let args = [
                ("line", named.into()),
                ("before", number(late.billed.quantity)),
                ("after", number(late.quantity_after)),
            ];
            return i18n::text_with(self.locale, "invoice-line-late-usage", &args);
        }
        if due.component == COMMITMENT {
            return i18n::text_with(
                self.locale,
                "invoice-line-commitment",
                &[("plan", named.into())],
            );
        }
        named.to_owned()
    }

    /// One unit less of what comes off: a line of an invoice has no negative price (EN 16931 BR-27).
    fn discount_line(&self, line: &BillLine, discount: Money, description: String) -> DraftLine {
        let due = &line.discounted.line;
        let (tax_category, tax_rate_percent) = rate_of(self.tax);
        DraftLine {
            description,
            sku: due.component.clone(),
            quantity: Decimal::NEGATIVE_ONE,
            unit_price: discount.to_major(),
            tax_category,
            tax_rate_percent,
            service: Some(days_of(due.covered, &line.zone)),
        }
    }
}

fn next_no(drafts: &[DraftLine]) -> i32 {
    i32::try_from(drafts.len()).unwrap_or(i32::MAX).saturating_add(1)
}

/// First and last day of everything that is charged.
#[must_use]
pub fn service_of(lines: &[BillLine]) -> Option<(Date, Date)> {
    let of_now =
        lines.iter().filter(|line| line.late.is_none() || lines.iter().all(|it| it.late.is_some()));
    let days = of_now.map(|line| days_of(line.discounted.line.covered, &line.zone));
    days.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1)))
}

/// The first and the last civil day of a half-open period.
#[must_use]
pub fn days_of(period: Period, zone: &TimeZone) -> (Date, Date) {
    let date = |at: Timestamp| zone.to_datetime(at).date();
    let last = period.last_second().unwrap_or(period.start());
    (date(period.start()), date(last.max(period.start())))
}

/// What a coupon takes off, as the explanation names it.
pub(super) fn off_text(off: Discount) -> Value {
    match off {
        Discount::Percent(percent) => serde_json::json!({ "percent": percent }),
        Discount::Fixed(amount) => serde_json::json!({ "amount_minor": amount.amount_minor }),
    }
}
