//! What each e-mail says: one type per event, whose values are all that its wording can reach.
//!
//! The words stand in the catalogue (`locales/<language>/mail.ftl`: a subject and a body per kind) or
//! are an operator's own (`wording`), the looks in `layout`. `kind` is the one list of what a wording
//! may name. Owns no look-up and sends nothing.

mod autopay;
mod documents;
mod dunning;
mod installments;
mod kind;
mod layout;
mod markup;
mod people;
mod refunds;
mod samples;
mod subscriptions;
#[cfg(test)]
mod tests;
mod usage;
mod wording;

pub use autopay::{AboutCollecting, AboutInvoice, MethodExpiring, decline_sentence, method_label};
pub use documents::{CreditNoteIssued, InvoiceIssued, PaymentReceived};
pub use dunning::{DunningReminder, OverdueInvoice};
pub use installments::{AboutInstallments, AboutPlan};
pub use kind::{MailKind, UnknownMailKind, Variable};
pub use people::{Invitation, SignInLink};
pub use refunds::RefundNotice;
pub use samples::{sample, sample_values};
pub use subscriptions::{PlanMoving, SubscriptionReminder};
pub use usage::{AboutUsage, UsageNotice};
pub use wording::{
    BODY_LENGTH_MAX, Fault, Field, SUBJECT_LENGTH_MAX, Template, Wording, WordingFault,
};

use crate::domain::brand_color::BrandColor;
use crate::domain::party::Seller;
use crate::i18n::Locale;

/// Quittance's own green, for messages that no seller speaks in.
const DEFAULT_COLOR: BrandColor = BrandColor { red: 0x0f, green: 0x5c, blue: 0x4d };

/// Who speaks, as the reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    color: BrandColor,
    /// The legal footer; each line is one.
    pub footer: String,
}

impl Brand {
    /// A seller speaks, in its colour and with its legal footer.
    #[must_use]
    pub fn of_seller(seller: &Seller, locale: Locale) -> Self {
        Self {
            name: seller.legal_name.clone(),
            color: seller.brand_color.parse().unwrap_or(DEFAULT_COLOR),
            footer: seller.footer(locale.as_bcp47()).to_owned(),
        }
    }

    /// The operator speaks, by this name.
    #[must_use]
    pub fn of_operator(name: &str) -> Self {
        Self { name: name.to_owned(), color: DEFAULT_COLOR, footer: String::new() }
    }
}

/// A message in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
}
