//! Why the billing run left a subscription aside, in words, and what to do about it.

use crate::web::ui::t;

/// Beginnings or parts of stored reasons, and the end of their catalogue keys.
const KNOWN: [(&str, &str); 7] = [
    ("no number series", "no-series"),
    ("invoices were due at once", "too-many"),
    ("several sellers or currencies", "mixed-group"),
    ("subscription_coverage_never_twice", "billed-twice"),
    ("component ", "price"),
    ("does not read", "unreadable"),
    ("per cent off", "coupon"),
];

fn kind(reason: &str) -> &'static str {
    KNOWN.iter().find(|(part, _)| reason.contains(part)).map_or("other", |(_, kind)| kind)
}

/// The reason as a sentence.
pub(super) fn said(reason: &str) -> String {
    t(&format!("desk-parked-{}", kind(reason))).into_owned()
}

/// What somebody can do about it.
pub(super) fn advice(reason: &str) -> String {
    t(&format!("desk-advice-{}", kind(reason))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::billing::bill_subscription::BillError;
    use crate::flows::billing::issue_bill::IssueBillError;

    #[test]
    fn what_the_run_says_is_known_by_its_words() {
        assert_eq!(kind(&BillError::Issue(IssueBillError::NoSeries).to_string()), "no-series");
        assert_eq!(kind(&BillError::MixedGroup.to_string()), "mixed-group");
        assert_eq!(kind("more than 400 invoices were due at once"), "too-many");
        assert_eq!(kind("the moon is full"), "other");
    }
}
