//! Owns why a cardholder disputes a charge: Stripe's fifteen reasons, and Visa's codes behind them.

use crate::domain::word::word_enum;

word_enum! {
    /// The reasons Stripe gives (stripe-ruby dispute.rb).
    pub enum DisputeReason: "dispute reason" {
        BankCannotProcess = "bank_cannot_process",
        CheckReturned = "check_returned",
        CreditNotProcessed = "credit_not_processed",
        CustomerInitiated = "customer_initiated",
        DebitNotAuthorized = "debit_not_authorized",
        Duplicate = "duplicate",
        Fraudulent = "fraudulent",
        General = "general",
        IncorrectAccountDetails = "incorrect_account_details",
        InsufficientFunds = "insufficient_funds",
        Noncompliant = "noncompliant",
        ProductNotReceived = "product_not_received",
        ProductUnacceptable = "product_unacceptable",
        SubscriptionCanceled = "subscription_canceled",
        Unrecognized = "unrecognized",
    }
}

/// A reason as the gateway wrote it, and what we take it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenReason {
    pub reason: DisputeReason,
    /// Kept word for word: networks add reasons, and the evidence must answer theirs.
    pub raw: String,
}

impl GivenReason {
    /// Never fails: a reason that is not among the fifteen counts as general (trap T9).
    #[must_use]
    pub fn read(raw: &str) -> GivenReason {
        let reason = raw.parse().unwrap_or(DisputeReason::General);
        GivenReason { reason, raw: raw.to_owned() }
    }
}

/// Visa's reason codes by Stripe's category. Source: docs.stripe.com/disputes/categories.
pub const VISA_CODES: &[(DisputeReason, &[&str])] = &[
    (DisputeReason::CreditNotProcessed, &["13.6", "13.7"]),
    (DisputeReason::Duplicate, &["12.6.1", "12.6.2"]),
    (DisputeReason::Fraudulent, &["33", "10.1", "10.2", "10.3", "10.4", "10.5"]),
    (
        DisputeReason::General,
        &[
            "28", "30", "34", "11.1", "11.2", "11.3", "12.1", "12.2", "12.3", "12.4", "12.5",
            "12.7", "13.8",
        ],
    ),
    (DisputeReason::ProductNotReceived, &["13.1", "13.9"]),
    (DisputeReason::ProductUnacceptable, &["13.3", "13.4", "13.5"]),
    (DisputeReason::SubscriptionCanceled, &["13.2"]),
];

/// Visa's codes that stand for `reason`; none for those that are not Visa's.
#[must_use]
pub fn visa_codes(reason: DisputeReason) -> &'static [&'static str] {
    VISA_CODES.iter().find(|(listed, _)| *listed == reason).map_or(&[], |(_, codes)| *codes)
}

/// What Visa's `code` stands for; an unknown one, or one that begins with C (noncompliance), as its
/// letter says or general.
#[must_use]
pub fn visa_reason(code: &str) -> DisputeReason {
    if code.starts_with('C') {
        return DisputeReason::Noncompliant;
    }
    let listed = VISA_CODES.iter().find(|(_, codes)| codes.contains(&code));
    listed.map_or(DisputeReason::General, |(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_reason_is_general_and_kept_as_written() {
        let given = GivenReason::read("quantum_regret");
        assert_eq!((given.reason, given.raw.as_str()), (DisputeReason::General, "quantum_regret"));
        assert_eq!(GivenReason::read("duplicate").reason, DisputeReason::Duplicate);
    }

    #[test]
    fn there_are_fifteen_reasons_in_order() {
        let words: Vec<_> = DisputeReason::ALL.iter().map(|reason| reason.word()).collect();
        assert_eq!(words.len(), 15);
        assert!(words.is_sorted());
    }

    #[test]
    fn each_visa_code_has_one_reason() {
        for (reason, codes) in VISA_CODES {
            for code in *codes {
                assert_eq!(visa_reason(code), *reason, "{code}");
            }
        }
        assert_eq!(visa_reason("C028"), DisputeReason::Noncompliant);
        assert_eq!(visa_reason("99.9"), DisputeReason::General);
        assert_eq!(visa_codes(DisputeReason::Duplicate), ["12.6.1", "12.6.2"]);
    }
}
