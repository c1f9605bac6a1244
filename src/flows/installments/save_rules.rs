//! Staff say what is offered: to everybody, on one seller's invoices, to one customer.

use crate::domain::id::{SellerId, TenantId};
use crate::domain::installment::{PlanRules, RulesRefused};
use crate::store::installments::rules;
use crate::store::{Actor, Db, StoreError};
use jiff::Timestamp;

/// Whom the rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Everybody,
    Seller(SellerId),
    Customer(TenantId),
}

#[derive(Debug, thiserror::Error)]
pub enum SaveRulesError {
    #[error(transparent)]
    Refused(#[from] RulesRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Saves the rules, which hold for plans that are begun from now on. None: as for everybody.
/// # Errors  `Refused`.
pub async fn save_rules(
    db: &Db,
    now: Timestamp,
    scope: Scope,
    set: Option<&PlanRules>,
    actor: &Actor,
) -> Result<(), SaveRulesError> {
    if let Some(set) = set {
        set.check()?;
    }
    let seller = match scope {
        Scope::Customer(tenant) => {
            let mut tx = db.tenant(tenant, actor, now).await?;
            rules::save_of_customer(&mut tx, set, actor, now).await?;
            return Ok(tx.commit().await?);
        }
        Scope::Seller(seller) => Some(seller),
        Scope::Everybody => None,
    };
    let mut tx = db.operator(actor, now).await?;
    rules::save_of_seller(&mut tx, seller, set, actor, now).await?;
    Ok(tx.commit().await?)
}
