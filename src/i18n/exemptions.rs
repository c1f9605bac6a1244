//! Why a customer is exempt from a tax, as the invoice prints it.

use super::{Locale, text};
use crate::domain::tax_exemption::ExemptionReason;

/// The reason in the reader's language.
#[must_use]
pub fn exemption_reason(locale: Locale, reason: ExemptionReason) -> String {
    let key = match reason {
        ExemptionReason::Diplomatic => "exemption-reason-diplomatic",
        ExemptionReason::Government => "exemption-reason-government",
        ExemptionReason::Charity => "exemption-reason-charity",
        ExemptionReason::Education => "exemption-reason-education",
        ExemptionReason::Health => "exemption-reason-health",
        ExemptionReason::Resale => "exemption-reason-resale",
        ExemptionReason::Other => "exemption-reason-other",
    };
    text(locale, key).into_owned()
}
