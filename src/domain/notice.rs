//! Notices in the portal: of what a customer's people are told there, how pressing it is, and the only
//! facts that a notice can hold. Owns no text: the catalogue has it, by event.

use super::money::Money;
use super::word::word_enum;
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Notices are shown for so long, and deleted then.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

word_enum! {
    /// What a notice is about. The word is used in catalogue keys, too.
    pub enum NoticeEvent: "notice event" {
        AutopayUpcoming = "autopay_upcoming",
        AutopayNotCollected = "autopay_not_collected",
        AutopayFailed = "autopay_failed",
        /// A payment that was on its way came back.
        PaymentFailed = "payment_failed",
        MethodExpiring = "method_expiring",
        /// The card was updated through a link in a mail.
        CardUpdated = "card_updated",
        TrialEnding = "trial_ending",
        RenewalUpcoming = "renewal_upcoming",
        PlanMoving = "plan_moving",
        UsageLimit = "usage_limit",
        UsageSpend = "usage_spend",
        SpendCap = "spend_cap",
        RefundSent = "refund_sent",
        RefundFailed = "refund_failed",
        /// Something is overdue.
        PaymentReminder = "payment_reminder",
        /// The last reminder before something ends.
        FinalReminder = "final_reminder",
        InstallmentOffered = "installment_offered",
        InstallmentRefused = "installment_refused",
        InstallmentAccepted = "installment_accepted",
        InstallmentUpcoming = "installment_upcoming",
        InstallmentFailed = "installment_failed",
        InstallmentDefaulted = "installment_defaulted",
        InstallmentCompleted = "installment_completed",
        DisputeOpened = "dispute_opened",
        DisputeClosed = "dispute_closed",
    }
}

word_enum! {
    /// How pressing it is.
    pub enum Severity: "severity" {
        Info = "info",
        /// Something will go wrong unless somebody acts.
        Warning = "warning",
        /// Something has gone wrong, and somebody must act.
        Urgent = "urgent",
    }
}

impl NoticeEvent {
    /// How pressing it is, unless whoever posts it knows better.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::AutopayFailed
            | Self::PaymentFailed
            | Self::SpendCap
            | Self::InstallmentFailed
            | Self::InstallmentDefaulted
            | Self::FinalReminder => Severity::Urgent,
            Self::AutopayNotCollected
            | Self::MethodExpiring
            | Self::UsageLimit
            | Self::RefundFailed
            | Self::PaymentReminder
            | Self::InstallmentRefused
            | Self::DisputeOpened => Severity::Warning,
            Self::AutopayUpcoming
            | Self::CardUpdated
            | Self::TrialEnding
            | Self::RenewalUpcoming
            | Self::PlanMoving
            | Self::UsageSpend
            | Self::RefundSent
            | Self::InstallmentOffered
            | Self::InstallmentAccepted
            | Self::InstallmentUpcoming
            | Self::InstallmentCompleted
            | Self::DisputeClosed => Severity::Info,
        }
    }
}

/// All that a notice can say besides its event: no name, no address, no free text of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeFacts {
    /// The document's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<i64>,
    /// ISO 4217, with `amount_minor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// What is subscribed, as invoices call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// What is counted, as invoices call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<i32>,
    /// The last digits of a card or an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// The gateway's code for why a charge was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
}

impl NoticeFacts {
    #[must_use]
    pub fn with_amount(self, amount: Money) -> Self {
        let currency = Some(amount.currency.code().to_owned());
        Self { amount_minor: Some(amount.amount_minor), currency, ..self }
    }

    /// None when there is none, or its currency is not known.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        let currency = self.currency.as_deref()?.parse().ok()?;
        Some(Money { amount_minor: self.amount_minor?, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    #[test]
    fn facts_are_stored_without_what_is_not_known() {
        let amount = Money { amount_minor: 119_00, currency: Currency::EUR };
        let facts = NoticeFacts { number: Some("INV-1".into()), ..NoticeFacts::default() };
        let facts = facts.with_amount(amount);
        let stored = serde_json::to_value(&facts).unwrap();
        let expected =
            serde_json::json!({"number": "INV-1", "amount_minor": 119_00, "currency": "EUR"});
        assert_eq!(stored, expected);
        assert_eq!(serde_json::from_value::<NoticeFacts>(stored).unwrap(), facts);
        assert_eq!(facts.amount(), Some(amount));
        assert_eq!(NoticeFacts::default().amount(), None);
    }
}
