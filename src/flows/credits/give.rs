//! Credit that staff give away, and take back while nobody has spent it. What was the customer's money
//! is neither given nor taken here.

use super::{CreditError, NewGrant, grant, withdraw};
use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::id::GrantId;
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::Money;
use crate::store::credit_grants::{self, CreditGrant};
use crate::store::{Actor, StoreError, TenantTx, ledger};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum GiveCreditError {
    #[error("no such grant")]
    NotFound,
    #[error("credit of kind {kind:?} is the customer's money")]
    NotGivenAway { kind: GrantKind },
    #[error("{expires_on} is over")]
    EndsInThePast { expires_on: Date },
    #[error("this form was already submitted with other values")]
    KeyReused,
    #[error("a reason is needed")]
    NoReason,
    #[error("nothing is left of it")]
    NothingLeft,
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives the credit and posts what it costs. The same id again gives nothing more.
/// # Errors  `NotGivenAway`, `EndsInThePast`, `KeyReused` when the id was given with another amount.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn give_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    new: &NewGrant,
) -> Result<GrantId, GiveCreditError> {
    if new.kind.is_refundable() {
        return Err(GiveCreditError::NotGivenAway { kind: new.kind });
    }
    if let Some(earlier) = credit_grants::find(tx, new.grant_id).await? {
        let is_same = earlier.amount == new.amount && earlier.kind == new.kind;
        return if is_same { Ok(earlier.grant_id) } else { Err(GiveCreditError::KeyReused) };
    }
    if let Some(expires_on) = new.expires_on.filter(|end| *end < today) {
        return Err(GiveCreditError::EndsInThePast { expires_on });
    }
    grant(tx, now, actor, new).await?;
    let sides = (Account::PromotionalCredit, Account::CustomerCredit);
    let posting = posting(
        PostingKind::CreditGranted,
        new.grant_id.0,
        new.grant_id,
        today,
        sides,
        new.amount,
    )?;
    ledger::post(tx, &posting, now).await?;
    Ok(new.grant_id)
}

/// Takes back what is left of credit that was given away. `purpose` is the form's: submitted twice, it
/// takes back once.
/// # Errors  `NotFound`, `NotGivenAway`, `NoReason`, `NothingLeft`.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn take_back_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    id: GrantId,
    purpose: Uuid,
    reason: &str,
) -> Result<Money, GiveCreditError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(GiveCreditError::NoReason);
    }
    let grant = credit_grants::find(tx, id).await?.ok_or(GiveCreditError::NotFound)?;
    if grant.kind.is_refundable() {
        return Err(GiveCreditError::NotGivenAway { kind: grant.kind });
    }
    let taken_back = MovementReason::TakenBack;
    let earlier = credit_grants::moved_for(tx, taken_back, purpose).await?;
    if let Some(part) = earlier.iter().find(|part| part.grant_id == id) {
        return Ok(part.amount.checked_neg().map_err(CreditError::from)?);
    }
    if !grant.remaining.is_positive() {
        return Err(GiveCreditError::NothingLeft);
    }
    tx.set_reason(reason).await?;
    let amount = withdraw(tx, now, &grant, taken_back, purpose).await?;
    let sides = (Account::CustomerCredit, Account::PromotionalCredit);
    let posting = posting(PostingKind::CreditTakenBack, purpose, id, today, sides, amount)?;
    ledger::post(tx, &posting, now).await?;
    Ok(amount)
}

/// Takes away what nobody spent of a grant that has ended, and returns how much that was; once, for
/// then nothing is left.
pub(super) async fn expire(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    grant: &CreditGrant,
) -> Result<Money, GiveCreditError> {
    // Not the grant's id: what comes back to it later ends once more.
    let purpose = Uuid::now_v7();
    let amount = withdraw(tx, now, grant, MovementReason::Expired, purpose).await?;
    let sides = (Account::CustomerCredit, Account::ExpiredCredit);
    let posting =
        posting(PostingKind::CreditExpired, purpose, grant.grant_id, today, sides, amount)?;
    ledger::post(tx, &posting, now).await?;
    Ok(amount)
}

/// Dr the first, Cr the second; described by the grant, which a bookkeeper can look for.
fn posting(
    kind: PostingKind,
    source: Uuid,
    grant: GrantId,
    effective_on: Date,
    (debited, credited): (Account, Account),
    amount: Money,
) -> Result<Posting, PostingError> {
    let entries = [debit(debited, amount), credit(credited, amount)?];
    Posting::new(kind, source, &grant.to_string(), effective_on, entries)
}
