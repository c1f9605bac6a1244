//! Links that lead to the provider's page for a new card. Owns the rows; what a link may do is decided in
//! `flows::card_link`.

use super::{Db, StoreError, TenantTx};
use crate::domain::id::{CardLinkId, ChargeId, PaymentMethodId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A link to be mailed.
#[derive(Clone, Debug)]
pub struct NewCardLink<'a> {
    pub card_link_id: CardLinkId,
    pub token_hash: &'a [u8],
    pub token_sealed: &'a [u8],
    pub method: Option<PaymentMethodId>,
    pub seller_name: &'a str,
    pub expires_at: Timestamp,
}

/// A link as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLink {
    pub card_link_id: CardLinkId,
    /// None when it opens nothing any more.
    pub token_sealed: Option<Vec<u8>>,
    /// The card that failed or ends.
    pub method: Option<PaymentMethodId>,
    pub seller_name: String,
    /// The newest page of the provider that was opened with it.
    pub charge: Option<ChargeId>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

pub async fn insert(
    tx: &mut TenantTx,
    link: &NewCardLink<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into card_links (tenant_id, card_link_id, token_hash, token_sealed, payment_method_id, seller_name,
                created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant().0,
        link.card_link_id.0,
        link.token_hash,
        link.token_sealed,
        link.method.map(|method| method.0),
        link.seller_name,
        now.to_sqlx() as _,
        link.expires_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose link this is, through the door.
pub async fn owner(
    db: &Db,
    token_hash: &[u8],
) -> Result<Option<(TenantId, CardLinkId)>, StoreError> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant_id!", card_link_id as "card_link_id!" from door_card_link($1)"#,
        token_hash
    )
    .fetch_optional(db.portal_pool())
    .await?;
    Ok(row.map(|row| (row.tenant_id.into(), row.card_link_id.into())))
}

struct Row {
    card_link_id: uuid::Uuid,
    token_sealed: Option<Vec<u8>>,
    payment_method_id: Option<uuid::Uuid>,
    seller_name: String,
    charge_id: Option<uuid::Uuid>,
    expires_at: jiff_sqlx::Timestamp,
    used_at: Option<jiff_sqlx::Timestamp>,
    revoked_at: Option<jiff_sqlx::Timestamp>,
}

impl From<Row> for CardLink {
    fn from(row: Row) -> Self {
        Self {
            card_link_id: row.card_link_id.into(),
            token_sealed: row.token_sealed,
            method: row.payment_method_id.map(Into::into),
            seller_name: row.seller_name,
            charge: row.charge_id.map(Into::into),
            expires_at: row.expires_at.to_jiff(),
            used_at: row.used_at.map(jiff_sqlx::Timestamp::to_jiff),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

/// The link with this id, or None.
pub async fn find(tx: &mut TenantTx, link: CardLinkId) -> Result<Option<CardLink>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select card_link_id, token_sealed, payment_method_id, seller_name, charge_id, expires_at as "expires_at: _",
                  used_at as "used_at: _", revoked_at as "revoked_at: _"
             from card_links
            where tenant_id = $1 and card_link_id = $2"#,
        tx.tenant().0,
        link.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(CardLink::from))
}

/// The link with which this page of the provider was opened, or None.
pub async fn of_charge(
    tx: &mut TenantTx,
    charge: ChargeId,
) -> Result<Option<CardLink>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select card_link_id, token_sealed, payment_method_id, seller_name, charge_id, expires_at as "expires_at: _",
                  used_at as "used_at: _", revoked_at as "revoked_at: _"
             from card_links
            where tenant_id = $1 and charge_id = $2"#,
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(CardLink::from))
}

/// Remembers the page of the provider that the link opens now.
pub async fn set_charge(
    tx: &mut TenantTx,
    link: CardLinkId,
    charge: ChargeId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update card_links set charge_id = $3 where tenant_id = $1 and card_link_id = $2",
        tx.tenant().0,
        link.0,
        charge.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Uses the link up, and with it every other link of this customer: the secrets are forgotten.
pub async fn use_up(tx: &mut TenantTx, link: CardLinkId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update card_links
            set used_at = case when card_link_id = $2 then $3 else used_at end,
                revoked_at = case when card_link_id = $2 then revoked_at else $3 end,
                token_sealed = null
          where tenant_id = $1 and used_at is null and revoked_at is null",
        tx.tenant().0,
        link.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
