//! Coupons in words.

use crate::domain::coupon::{CouponDefinition, CouponDuration, CouponOff, CouponTerms};
use crate::i18n::Arg;
use crate::web::ui::{money, number, percent, t, t_with};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// `20%` or `€5.00 · US$6.00`.
pub fn off_text(off: &CouponOff) -> String {
    match off {
        CouponOff::Percent(rate) => percent(*rate),
        CouponOff::Fixed(amounts) => {
            amounts.iter().map(|amount| money(*amount)).collect::<Vec<_>>().join(" · ")
        }
    }
}

pub fn duration_text(duration: CouponDuration) -> String {
    match duration {
        CouponDuration::Once => t("coupons-once").into_owned(),
        CouponDuration::Forever => t("coupons-forever").into_owned(),
        CouponDuration::Periods(count) => {
            t_with("coupons-for-periods", &[("count", Arg::from(i64::from(count)))])
        }
    }
}

/// What it is for: codes of plans and components, or everything.
pub fn target_text(terms: &CouponTerms) -> String {
    let codes: Vec<&str> =
        terms.plan_codes.iter().chain(&terms.component_codes).map(String::as_str).collect();
    if codes.is_empty() { t("coupons-for-everything").into_owned() } else { codes.join(", ") }
}

/// `3 of 100`, or `3`.
pub fn redemptions_text(coupon: &CouponDefinition) -> String {
    let taken = number(Decimal::from(coupon.redemptions));
    match coupon.terms.redemptions_max {
        None => taken,
        Some(max) => {
            let args =
                [("taken", Arg::from(taken)), ("max", Arg::from(number(Decimal::from(max))))];
            t_with("coupons-taken-of", &args)
        }
    }
}

/// Tone and word of how it stands.
pub fn state_text(coupon: &CouponDefinition, today: Date) -> (&'static str, String) {
    let terms = &coupon.terms;
    let (tone, key) = if coupon.archived_at.is_some() {
        ("neutral", "coupons-state-archived")
    } else if terms.redeem_until.is_some_and(|until| today > until) {
        ("neutral", "coupons-state-over")
    } else if terms.redemptions_max.is_some_and(|max| coupon.redemptions >= max) {
        ("neutral", "coupons-state-used-up")
    } else {
        ("success", "coupons-state-redeemable")
    };
    (tone, t(key).into_owned())
}
