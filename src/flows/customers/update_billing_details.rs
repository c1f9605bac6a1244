//! Changing the billing details (row B10). Documents issued before keep what they froze; drafts freeze
//! what is stored when they are finalised. The audit log is written by the tables' triggers.

use crate::domain::access::MemberRole;
use crate::domain::billing_details::{self, Field, Problem, TypedBillingDetails};
use crate::i18n::Locale;
use crate::store::tenants::{self, BillingProfile};
use crate::store::{StoreError, TenantTx};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum UpdateBillingDetailsError {
    /// Viewers read only.
    #[error("the role does not allow changes")]
    Forbidden,
    /// Never empty, in the order of the form.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<(Field, Problem)>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores what was typed and returns the profile as it now is. The same details again change nothing
/// and leave no trace.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn update_billing_details(
    tx: &mut TenantTx,
    now: Timestamp,
    role: MemberRole,
    typed: &TypedBillingDetails,
) -> Result<BillingProfile, UpdateBillingDetailsError> {
    if !role.can_change_billing() {
        return Err(UpdateBillingDetailsError::Forbidden);
    }
    let stored = tenants::profile(tx).await?;
    let languages = Locale::ALL.map(Locale::as_bcp47);
    let details = billing_details::check(typed, &stored.tax_ids, &languages)
        .map_err(UpdateBillingDetailsError::Invalid)?;
    let changed = BillingProfile {
        account_ref: stored.account_ref.clone(),
        currency: stored.currency,
        legal_name: details.legal_name,
        address: details.address,
        billing_emails: details.emails,
        language: details.language,
        display_currency: details.display_currency,
        time_zone: details.time_zone,
        tax_ids: details.tax_ids,
    };
    if changed != stored {
        tenants::update_profile(tx, &changed, now).await?;
    }
    Ok(changed)
}
