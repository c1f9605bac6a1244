//! Why a charge was refused, as far as the customer is told: one word for each sentence of the catalogue
//! (`decline-…`). What a refusal means for another try is `dunning`'s.

use super::word::word_enum;

word_enum! {
    pub enum DeclineReason: "decline reason" {
        InsufficientFunds = "insufficient-funds",
        ExpiredCard = "expired-card",
        IncorrectCvc = "incorrect-cvc",
        IncorrectNumber = "incorrect-number",
        Authentication = "authentication",
        /// The bank asks, and nobody was there to answer.
        Confirmation = "confirmation",
        Limit = "limit",
        NotSupported = "not-supported",
        TryLater = "try-later",
        AccountClosed = "account-closed",
        NotAuthorized = "not-authorized",
        Generic = "generic",
    }
}

impl DeclineReason {
    /// The reason behind a gateway's or issuer's code, as far as banks let us say it: "stolen" and "fraud"
    /// sound like any other no.
    ///
    /// Sources: docs.stripe.com/declines/codes, docs.stripe.com/payments/ach-direct-debit/blocked-bank-accounts.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        match code {
            "insufficient_funds" => Self::InsufficientFunds,
            "expired_card" => Self::ExpiredCard,
            "incorrect_cvc" | "invalid_cvc" => Self::IncorrectCvc,
            "incorrect_number" | "invalid_number" => Self::IncorrectNumber,
            "authentication_required" => Self::Confirmation,
            "payment_intent_authentication_failure" => Self::Authentication,
            "card_velocity_exceeded"
            | "withdrawal_count_limit_exceeded"
            | "charge_exceeds_source_limit" => Self::Limit,
            "card_not_supported" | "currency_not_supported" => Self::NotSupported,
            "never_made" | "processing_error" | "issuer_not_available" | "try_again_later" => {
                Self::TryLater
            }
            "account_closed" | "no_account" | "bank_account_restricted" => Self::AccountClosed,
            "debit_not_authorized" => Self::NotAuthorized,
            _ => Self::Generic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeclineReason;

    #[test]
    fn a_stolen_card_is_told_nothing_that_another_one_is_not() {
        let reason = DeclineReason::of_code;
        assert_eq!(reason("stolen_card"), reason("generic_decline"));
        assert_eq!(reason("fraudulent"), reason("do_not_honor"));
        assert_ne!(reason("insufficient_funds"), reason("generic_decline"));
    }
}
