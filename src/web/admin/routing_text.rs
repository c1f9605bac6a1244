//! Rules and decisions in words.

use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethodKind;
use crate::domain::routing::{Candidate, Conditions};
use crate::i18n::Arg;
use crate::web::ui::{t, t_with};

#[must_use]
pub fn kind_name(kind: SavedMethodKind) -> String {
    t(&format!("routing-kind-{}", kind.word().replace('_', "-"))).into_owned()
}

/// The currencies of a rule; None for all of them.
#[must_use]
pub fn currencies_text(conditions: &Conditions) -> Option<String> {
    let codes: Vec<_> = conditions.currencies.iter().map(|currency| currency.code()).collect();
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// The limits of a rule; None for all amounts.
#[must_use]
pub fn amount_text(conditions: &Conditions) -> Option<String> {
    let currency = *conditions.currencies.first()?;
    let money = |minor| Arg::from(Money::new(minor, currency));
    let range = conditions.amount;
    match (range.from_minor, range.below_minor) {
        (None, None) => None,
        (Some(from), None) => Some(t_with("routing-from", &[("from", money(from))])),
        (None, Some(below)) => Some(t_with("routing-below", &[("below", money(below))])),
        (Some(from), Some(below)) => {
            Some(t_with("routing-between", &[("from", money(from)), ("below", money(below))]))
        }
    }
}

/// The kinds of method of a rule; None for all of them.
#[must_use]
pub fn kinds_text(conditions: &Conditions) -> Option<String> {
    let names: Vec<_> = conditions.kinds.iter().map(|kind| kind_name(*kind)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Why a candidate takes the payment or does not.
#[must_use]
pub fn reason(candidate: &Candidate, is_chosen: bool) -> String {
    match candidate.skipped {
        Some(skip) => t(&format!("routing-skip-{}", skip.word().replace('_', "-"))),
        None if is_chosen => t("routing-chosen"),
        None => t("routing-in-reserve"),
    }
    .into_owned()
}
