//! Groups: several subscriptions of a customer on one invoice (row E7).
//!
//! What is due on the same civil day is billed together; who joins keeps its own periods, so that
//! nothing has to be billed in parts. One invoice has one seller and one currency, and so has a group.

use crate::domain::currency::Currency;
use crate::domain::id::{SellerId, SubscriptionChangeId, SubscriptionGroupId, SubscriptionId};
use crate::store::subscription_lists::{self, GroupMember};
use crate::store::subscriptions::{self, ChangeKind, Group, NewChange, Subscription};
use crate::store::{Actor, StoreError, TenantTx};
use jiff::Timestamp;

/// Characters of a group's name.
pub const NAME_CHARACTERS_MAX: usize = 100;
/// More than these are not billed together: the run locks them all at once.
pub const MEMBERS_MAX: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    #[error("no such subscription")]
    NotFound,
    #[error("no such group")]
    NoSuchGroup,
    #[error("a group needs a name of at most {NAME_CHARACTERS_MAX} characters")]
    Name,
    #[error("the group is billed by another seller")]
    OtherSeller { group: SellerId },
    #[error("the group is billed in {group}")]
    OtherCurrency { group: Currency },
    #[error("the group has {MEMBERS_MAX} subscriptions")]
    Full,
    #[error("a subscription that has ended joins no group")]
    HasEnded,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a group without members; the same id again is the same group.
pub async fn create_group(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: SubscriptionGroupId,
    name: &str,
) -> Result<Group, GroupError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(GroupError::Name);
    }
    if let Some(earlier) = find(tx, id).await? {
        return Ok(earlier);
    }
    let group = Group { group_id: id, name: name.to_owned() };
    subscriptions::insert_group(tx, &group, actor, now).await?;
    Ok(group)
}

/// Puts the subscription into the group, or with `None` takes it out of the one it is in. Where it is
/// already, nothing happens.
pub async fn move_to_group(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: SubscriptionId,
    group: Option<SubscriptionGroupId>,
) -> Result<(), GroupError> {
    let subscription = subscriptions::lock(tx, id).await?.ok_or(GroupError::NotFound)?;
    if subscription.group_id == group {
        return Ok(());
    }
    let from = match subscription.group_id {
        Some(id) => find(tx, id).await?,
        None => None,
    };
    let to = match group {
        Some(id) => Some(checked(tx, &subscription, id).await?),
        None => None,
    };
    subscriptions::put_in_group(tx, id, group).await?;
    let change = NewChange {
        change_id: SubscriptionChangeId::new(),
        subscription_id: id,
        kind: ChangeKind::Grouped,
        effective_at: now,
        quote_id: None,
        invoice_id: None,
        credit_note_ids: Vec::new(),
        pay_until: None,
        detail: serde_json::json!({ "from": from.map(|it| it.name), "to": to.map(|it| it.name) }),
        reason: String::new(),
    };
    subscriptions::insert_change(tx, &change, actor, now).await?;
    Ok(())
}

/// Whether a new subscription of this seller and currency could join.
pub async fn may_join(
    tx: &mut TenantTx,
    (seller, currency): (SellerId, Currency),
    group: SubscriptionGroupId,
) -> Result<Group, GroupError> {
    let found = find(tx, group).await?.ok_or(GroupError::NoSuchGroup)?;
    let members = subscription_lists::members_of_group(tx, group).await?;
    if members.len() >= MEMBERS_MAX {
        return Err(GroupError::Full);
    }
    if let Some(GroupMember { seller_id, .. }) = members.iter().find(|it| it.seller_id != seller) {
        return Err(GroupError::OtherSeller { group: *seller_id });
    }
    if let Some(other) = members.iter().find(|it| it.currency != currency) {
        return Err(GroupError::OtherCurrency { group: other.currency });
    }
    Ok(found)
}

async fn checked(
    tx: &mut TenantTx,
    subscription: &Subscription,
    group: SubscriptionGroupId,
) -> Result<Group, GroupError> {
    if subscription.next_billing_at.is_none() {
        return Err(GroupError::HasEnded);
    }
    may_join(tx, (subscription.seller_id, subscription.currency), group).await
}

async fn find(tx: &mut TenantTx, id: SubscriptionGroupId) -> Result<Option<Group>, StoreError> {
    let groups = subscriptions::groups(tx).await?;
    Ok(groups.into_iter().find(|group| group.group_id == id))
}
