//! Which mails can be reworded, and the only values that each wording can reach: the whitelist.

use crate::i18n::Locale;
use std::str::FromStr;

/// A mail with a wording of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailKind {
    InvoiceIssued,
    CreditNoteIssued,
    /// A credit note that corrects no single invoice.
    CreditNoteUnlinked,
    PaymentReceived,
    AutopayFailed,
    AutopayNotCollected,
    AutopayUpcoming,
    /// Reminders of what is overdue, ever firmer.
    DunningFriendly,
    DunningFirm,
    DunningFinal,
    MethodExpiring,
    PaymentFailed,
    PlanMoving,
    RefundFailed,
    RefundSent,
    RenewalUpcoming,
    TrialEnding,
    /// A part of the units that a period includes is used.
    UsageLimit,
    /// Metered use of a period costs as much as somebody wanted to be told at.
    UsageSpend,
    /// It costs as much as the customer wants to spend at most.
    SpendCap,
    /// About plans to pay an invoice in installments.
    InstallmentAccepted,
    InstallmentCompleted,
    InstallmentDefaulted,
    InstallmentFailed,
    InstallmentOffered,
    InstallmentRefused,
    InstallmentUpcoming,
    SignInLink,
    Invitation,
}

/// A value that a wording can name as `{word}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// The document's number.
    Number,
    /// The number of the invoice that the document is about.
    Invoice,
    /// Who speaks.
    Seller,
    /// The customer's name.
    Account,
    Amount,
    Due,
    /// When a payment was received.
    Date,
    Minutes,
    Inviter,
    Until,
    /// The one address that the mail leads to.
    Link,
    /// A saved payment method.
    Method,
    /// Why something is as it is, in a sentence.
    Reason,
    /// What is subscribed.
    Plan,
    /// What the invoice calls that which is counted.
    Meter,
    Percent,
    /// How much was used.
    Used,
    /// What use or spending is held against.
    Limit,
    /// What it costs until then.
    Previous,
    /// The address that leads to a new card without signing in.
    UpdateCard,
    /// The numbers of several invoices.
    Invoices,
}

/// A word that names no mail.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown mail {0:?}")]
pub struct UnknownMailKind(pub String);

impl MailKind {
    pub const ALL: [Self; 29] = [
        Self::InvoiceIssued,
        Self::CreditNoteIssued,
        Self::CreditNoteUnlinked,
        Self::PaymentReceived,
        Self::AutopayFailed,
        Self::AutopayNotCollected,
        Self::AutopayUpcoming,
        Self::DunningFriendly,
        Self::DunningFirm,
        Self::DunningFinal,
        Self::MethodExpiring,
        Self::PaymentFailed,
        Self::PlanMoving,
        Self::RefundFailed,
        Self::RefundSent,
        Self::RenewalUpcoming,
        Self::TrialEnding,
        Self::UsageLimit,
        Self::UsageSpend,
        Self::SpendCap,
        Self::InstallmentAccepted,
        Self::InstallmentCompleted,
        Self::InstallmentDefaulted,
        Self::InstallmentFailed,
        Self::InstallmentOffered,
        Self::InstallmentRefused,
        Self::InstallmentUpcoming,
        Self::SignInLink,
        Self::Invitation,
    ];

    /// The word stored and used in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InvoiceIssued => "invoice_issued",
            Self::CreditNoteIssued => "credit_note_issued",
            Self::CreditNoteUnlinked => "credit_note_unlinked",
            Self::PaymentReceived => "payment_received",
            Self::RefundSent => "refund_sent",
            Self::RefundFailed => "refund_failed",
            Self::AutopayUpcoming => "autopay_upcoming",
            Self::AutopayNotCollected => "autopay_not_collected",
            Self::AutopayFailed => "autopay_failed",
            Self::PaymentFailed => "payment_failed",
            Self::DunningFriendly => "dunning_friendly",
            Self::DunningFirm => "dunning_firm",
            Self::DunningFinal => "dunning_final",
            Self::MethodExpiring => "method_expiring",
            Self::PlanMoving => "plan_moving",
            Self::RenewalUpcoming => "renewal_upcoming",
            Self::TrialEnding => "trial_ending",
            Self::UsageLimit => "usage_limit",
            Self::UsageSpend => "usage_spend",
            Self::SpendCap => "spend_cap",
            Self::InstallmentAccepted => "installment_accepted",
            Self::InstallmentCompleted => "installment_completed",
            Self::InstallmentDefaulted => "installment_defaulted",
            Self::InstallmentFailed => "installment_failed",
            Self::InstallmentOffered => "installment_offered",
            Self::InstallmentRefused => "installment_refused",
            Self::InstallmentUpcoming => "installment_upcoming",
            Self::SignInLink => "sign_in_link",
            Self::Invitation => "invitation",
        }
    }

    /// All that this mail's wording can reach.
    #[must_use]
    pub fn variables(self) -> &'static [Variable] {
        use Variable::{
            Account, Amount, Date, Due, Inviter, Invoice, Invoices, Limit, Link, Meter, Method,
            Minutes, Number, Percent, Plan, Previous, Reason, Seller, Until, UpdateCard, Used,
        };
        match self {
            Self::InvoiceIssued => &[Number, Amount, Due, Seller, Account, Link],
            Self::CreditNoteIssued => &[Number, Invoice, Amount, Seller, Account, Link],
            Self::CreditNoteUnlinked => &[Number, Amount, Seller, Account, Link],
            Self::PaymentReceived => &[Amount, Date, Seller, Account, Link],
            Self::RefundSent | Self::RefundFailed => &[Amount, Seller, Account, Link],
            Self::AutopayUpcoming => &[Number, Amount, Due, Method, Seller, Account, Link],
            Self::AutopayNotCollected => &[Number, Amount, Due, Reason, Seller, Account, Link],
            Self::AutopayFailed => &[Number, Amount, Reason, UpdateCard, Seller, Account, Link],
            Self::PaymentFailed => &[Number, Amount, Reason, Seller, Account, Link],
            Self::DunningFriendly | Self::DunningFirm | Self::DunningFinal => {
                &[Amount, Invoices, Due, Reason, UpdateCard, Seller, Account, Link]
            }
            Self::MethodExpiring => &[Method, Until, UpdateCard, Account, Link],
            Self::RenewalUpcoming | Self::TrialEnding => {
                &[Plan, Due, Amount, Seller, Account, Link]
            }
            Self::UsageLimit => &[Plan, Meter, Percent, Used, Limit, Seller, Account, Link],
            Self::UsageSpend | Self::SpendCap => &[Plan, Amount, Limit, Seller, Account, Link],
            Self::PlanMoving => &[Plan, Due, Amount, Previous, Seller, Account, Link],
            Self::InstallmentAccepted => &[Number, Amount, Due, Seller, Account, Link],
            Self::InstallmentUpcoming => &[Number, Amount, Due, Reason, Seller, Account, Link],
            Self::InstallmentFailed | Self::InstallmentRefused => {
                &[Number, Amount, Reason, Seller, Account, Link]
            }
            Self::InstallmentOffered | Self::InstallmentDefaulted | Self::InstallmentCompleted => {
                &[Number, Amount, Seller, Account, Link]
            }
            Self::SignInLink => &[Minutes, Link],
            Self::Invitation => &[Inviter, Account, Until, Link],
        }
    }

    /// What the body must name, because the mail is of no use without.
    #[must_use]
    pub fn required(self) -> Option<Variable> {
        matches!(self, Self::SignInLink | Self::Invitation).then_some(Variable::Link)
    }

    /// The catalogue's messages with the built-in subject and body.
    pub(super) fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::InvoiceIssued => ("mail-invoice-issued-subject", "mail-invoice-issued-body"),
            Self::CreditNoteIssued => {
                ("mail-credit-note-issued-subject", "mail-credit-note-issued-body")
            }
            Self::CreditNoteUnlinked => {
                ("mail-credit-note-unlinked-subject", "mail-credit-note-unlinked-body")
            }
            Self::PaymentReceived => {
                ("mail-payment-received-subject", "mail-payment-received-body")
            }
            Self::RefundSent => ("mail-refund-sent-subject", "mail-refund-sent-body"),
            Self::RefundFailed => ("mail-refund-failed-subject", "mail-refund-failed-body"),
            Self::AutopayUpcoming => {
                ("mail-autopay-upcoming-subject", "mail-autopay-upcoming-body")
            }
            Self::AutopayNotCollected => {
                ("mail-autopay-not-collected-subject", "mail-autopay-not-collected-body")
            }
            Self::AutopayFailed => ("mail-autopay-failed-subject", "mail-autopay-failed-body"),
            Self::PaymentFailed => ("mail-payment-failed-subject", "mail-payment-failed-body"),
            Self::DunningFriendly => {
                ("mail-dunning-friendly-subject", "mail-dunning-friendly-body")
            }
            Self::DunningFirm => ("mail-dunning-firm-subject", "mail-dunning-firm-body"),
            Self::DunningFinal => ("mail-dunning-final-subject", "mail-dunning-final-body"),
            Self::MethodExpiring => ("mail-method-expiring-subject", "mail-method-expiring-body"),
            Self::PlanMoving => ("mail-plan-moving-subject", "mail-plan-moving-body"),
            Self::RenewalUpcoming => {
                ("mail-renewal-upcoming-subject", "mail-renewal-upcoming-body")
            }
            Self::TrialEnding => ("mail-trial-ending-subject", "mail-trial-ending-body"),
            Self::UsageLimit => ("mail-usage-limit-subject", "mail-usage-limit-body"),
            Self::UsageSpend => ("mail-usage-spend-subject", "mail-usage-spend-body"),
            Self::SpendCap => ("mail-spend-cap-subject", "mail-spend-cap-body"),
            Self::InstallmentAccepted => {
                ("mail-installment-accepted-subject", "mail-installment-accepted-body")
            }
            Self::InstallmentCompleted => {
                ("mail-installment-completed-subject", "mail-installment-completed-body")
            }
            Self::InstallmentDefaulted => {
                ("mail-installment-defaulted-subject", "mail-installment-defaulted-body")
            }
            Self::InstallmentFailed => {
                ("mail-installment-failed-subject", "mail-installment-failed-body")
            }
            Self::InstallmentOffered => {
                ("mail-installment-offered-subject", "mail-installment-offered-body")
            }
            Self::InstallmentRefused => {
                ("mail-installment-refused-subject", "mail-installment-refused-body")
            }
            Self::InstallmentUpcoming => {
                ("mail-installment-upcoming-subject", "mail-installment-upcoming-body")
            }
            Self::SignInLink => ("mail-sign-in-link-subject", "mail-sign-in-link-body"),
            Self::Invitation => ("mail-invitation-subject", "mail-invitation-body"),
        }
    }

    /// What stands on the button when the wording gives the link no label.
    pub(super) fn link_label(self, locale: Locale) -> String {
        let key = match self {
            Self::InvoiceIssued => "mail-link-view-invoice",
            Self::CreditNoteIssued | Self::CreditNoteUnlinked => "mail-link-view-credit-note",
            Self::AutopayUpcoming => "mail-link-view-invoice",
            Self::AutopayNotCollected | Self::AutopayFailed | Self::PaymentFailed => {
                "mail-link-pay-invoice"
            }
            Self::DunningFriendly | Self::DunningFirm | Self::DunningFinal => "mail-link-pay-now",
            Self::MethodExpiring => "mail-link-payment-methods",
            Self::PaymentReceived => "mail-link-view-payment",
            Self::RefundSent | Self::RefundFailed => "mail-link-view-refunds",
            Self::RenewalUpcoming | Self::TrialEnding | Self::PlanMoving => {
                "mail-link-view-subscription"
            }
            Self::UsageLimit | Self::UsageSpend | Self::SpendCap => "mail-link-view-usage",
            Self::InstallmentAccepted
            | Self::InstallmentCompleted
            | Self::InstallmentDefaulted
            | Self::InstallmentFailed
            | Self::InstallmentOffered
            | Self::InstallmentRefused
            | Self::InstallmentUpcoming => "mail-link-view-installments",
            Self::SignInLink => "mail-link-sign-in",
            Self::Invitation => "mail-link-accept-invitation",
        };
        crate::i18n::text(locale, key).into_owned()
    }
}

impl FromStr for MailKind {
    type Err = UnknownMailKind;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| UnknownMailKind(word.into()))
    }
}

impl Variable {
    /// As it stands between the braces, and in catalogue keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Invoice => "invoice",
            Self::Seller => "seller",
            Self::Account => "account",
            Self::Amount => "amount",
            Self::Due => "due",
            Self::Date => "date",
            Self::Minutes => "minutes",
            Self::Inviter => "inviter",
            Self::Until => "until",
            Self::Link => "link",
            Self::Method => "method",
            Self::Reason => "reason",
            Self::Plan => "plan",
            Self::Meter => "meter",
            Self::Percent => "percent",
            Self::Used => "used",
            Self::Limit => "limit",
            Self::Previous => "previous",
            Self::UpdateCard => "update_card",
            Self::Invoices => "invoices",
        }
    }

    /// Whether it is an address; only such a value may stand where a link leads.
    #[must_use]
    pub fn is_link(self) -> bool {
        matches!(self, Self::Link | Self::UpdateCard)
    }
}
