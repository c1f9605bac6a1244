//! Publishing a version of a plan. Who has an older one keeps it (row E1).

use crate::domain::currency::Currency;
use crate::domain::id::PlanVersionId;
use crate::domain::period::Interval;
use crate::domain::plan::{
    self, CatalogueVersion, Component, EntitlementError, Entitlements, ModelTerms, PlanError,
    PlanKind, PlanVersion, QuantityOf,
};
use crate::store::{Actor, OperatorTx, StoreError, plans};
use jiff::Timestamp;
use jiff::civil::Date;

/// What a version costs, as it is written down.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The plan's; a code that no plan has makes one.
    pub code: String,
    pub name: String,
    pub currency: Currency,
    pub interval: Interval,
    pub trial_days: u16,
    pub components: Vec<Component>,
    /// New subscriptions take it from this day on.
    pub effective_on: Date,
}

/// A version with what else the catalogue says of it.
#[derive(Clone, Debug)]
pub struct CatalogueEntry {
    /// Chosen by whoever asks: asked twice it is one version.
    pub version_id: PlanVersionId,
    pub version: NewVersion,
    pub kind: PlanKind,
    pub description: String,
    pub entitlements: Entitlements,
    pub is_offered: bool,
}

impl From<NewVersion> for CatalogueEntry {
    /// A plan that is offered and grants nothing beside its components.
    fn from(version: NewVersion) -> Self {
        Self {
            version_id: PlanVersionId::new(),
            version,
            kind: PlanKind::Plan,
            description: String::new(),
            entitlements: Entitlements::default(),
            is_offered: true,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum PublishPlanError {
    #[error("a plan needs a name")]
    NoName,
    /// A plan does not become an add-on, nor an add-on a plan.
    #[error("{code:?} is sold as {}", kind.word())]
    OtherKind { code: String, kind: PlanKind },
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Entitlements(#[from] EntitlementError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The entry with trimmed texts, if it can be published. Looks at nothing that is stored.
///
/// # Errors
/// `NoName`, `Plan`, `Entitlements`.
pub fn checked(mut entry: CatalogueEntry) -> Result<CatalogueEntry, PublishPlanError> {
    entry.version.name = entry.version.name.trim().to_owned();
    entry.description = entry.description.trim().to_owned();
    if entry.version.name.is_empty() {
        return Err(PublishPlanError::NoName);
    }
    if !plan::is_code(&entry.version.code) {
        return Err(PlanError::Code(entry.version.code).into());
    }
    entry.version.components = plan::checked(entry.version.components)?;
    if entry.kind == PlanKind::AddOn {
        entry.version.components.iter_mut().for_each(price_each);
    }
    entry.entitlements = entry.entitlements.checked()?;
    Ok(entry)
}

/// An add-on is taken any number of times: its plain fee is the price of one, not of all together.
fn price_each(component: &mut Component) {
    if let ModelTerms::Flat { amount } = component.price.model
        && component.quantity == QuantityOf::One
        && component.price.plain_unit_amount().is_some()
    {
        component.price.model = ModelTerms::PerUnit { unit_amount: amount };
    }
}

/// Publishes the version and returns it, with its number; the same id again returns what is stored.
pub async fn publish_plan(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    entry: impl Into<CatalogueEntry>,
) -> Result<PlanVersion, PublishPlanError> {
    let entry = checked(entry.into())?;
    plans::lock_catalogue(tx).await?;
    if let Some(published) = plans::find_published(tx, entry.version_id).await? {
        return Ok(published.version);
    }
    store(tx, now, actor, entry).await
}

/// As [`publish_plan`], but a version that says what the newest one says is none: `None`.
pub async fn publish_changed(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    entry: CatalogueEntry,
) -> Result<Option<PlanVersion>, PublishPlanError> {
    let entry = checked(entry)?;
    plans::lock_catalogue(tx).await?;
    let new = &entry.version;
    let (currency, interval) = (new.currency.code(), new.interval);
    let newest = plans::newest_of_offer(tx, &new.code, currency, interval).await?;
    if newest.is_some_and(|newest| says_the_same(&newest, &entry)) {
        return Ok(None);
    }
    store(tx, now, actor, entry).await.map(Some)
}

fn says_the_same(newest: &CatalogueVersion, entry: &CatalogueEntry) -> bool {
    let (stored, new) = (&newest.version, &entry.version);
    stored.name == new.name
        && stored.trial_days == new.trial_days
        && stored.components == new.components
        && newest.description == entry.description
        && newest.entitlements == entry.entitlements
        && newest.kind == entry.kind
}

async fn store(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    entry: CatalogueEntry,
) -> Result<PlanVersion, PublishPlanError> {
    let CatalogueEntry { version_id, version: new, kind, description, entitlements, is_offered } =
        entry;
    let (plan_id, stored_kind) = plans::ensure_plan(tx, &new.code, kind, now).await?;
    if stored_kind != kind {
        return Err(PublishPlanError::OtherKind { code: new.code, kind: stored_kind });
    }
    let version = PlanVersion {
        plan_id,
        version_id,
        version_no: plans::next_version_no(tx, plan_id, new.currency.code(), new.interval).await?,
        code: new.code,
        name: new.name,
        currency: new.currency,
        interval: new.interval,
        trial_days: new.trial_days,
        components: new.components,
    };
    let stored = CatalogueVersion {
        version,
        kind,
        description,
        entitlements,
        effective_on: new.effective_on,
        is_offered,
        archived_at: None,
        created_at: now,
    };
    plans::insert_version(tx, &stored, &actor.to_string()).await?;
    Ok(stored.version)
}
