//! Charges and what they reserve. The database holds what must never happen (an invoice charged twice,
//! an ended charge that goes on); this file reads and writes rows.

use super::ledger::read_money;
use super::{Db, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::charge::{Charge, ChargeState, ChargeWay, ChargedInvoice, patience};
use crate::domain::id::{ChargeId, InvoiceId, TenantId};
use crate::domain::money::Money;
use crate::store::Actor;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A charge of more than is due, less what other living charges have reserved, is refused by this.
pub const WITHIN_WHAT_IS_DUE: &str = "charge_invoices_within_what_is_due";

struct ChargeRow {
    charge_id: uuid::Uuid,
    gateway: String,
    purpose: String,
    way: String,
    payment_method_id: Option<uuid::Uuid>,
    saves_method: bool,
    currency: String,
    amount_minor: i64,
    state: String,
    provider_session_ref: Option<String>,
    provider_charge_ref: Option<String>,
    action_url: Option<String>,
    failure_code: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    sent_at: Option<jiff_sqlx::Timestamp>,
    payment_id: Option<uuid::Uuid>,
}

impl ChargeRow {
    fn read(self, tenant_id: TenantId) -> Result<Charge, StoreError> {
        Ok(Charge {
            tenant_id,
            charge_id: self.charge_id.into(),
            gateway: self.gateway,
            purpose: self.purpose.parse().map_err(|e| corrupt("charges.purpose", e))?,
            way: self.way.parse().map_err(|e| corrupt("charges.way", e))?,
            payment_method: self.payment_method_id.map(Into::into),
            saves_method: self.saves_method,
            amount: read_money(&self.currency, self.amount_minor)?,
            state: self.state.parse().map_err(|e| corrupt("charges.state", e))?,
            provider_session_ref: self.provider_session_ref,
            provider_charge_ref: self.provider_charge_ref,
            action_url: self.action_url,
            failure_code: self.failure_code,
            created_at: self.created_at.to_jiff(),
            sent_at: self.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            payment: self.payment_id.map(Into::into),
        })
    }
}

/// Stores a new charge and reserves its part of each invoice, in this order. `idempotency_key` is the form's.
/// # Errors  `Refused` by `charges_idempotency_key` or [`WITHIN_WHAT_IS_DUE`]; at commit by
/// `charges_amount_is_the_sum`.
pub async fn insert(
    tx: &mut TenantTx,
    charge: &Charge,
    invoices: &[ChargedInvoice],
    idempotency_key: &str,
    actor: &Actor,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    sqlx::query!(
        "insert into charges (tenant_id, charge_id, gateway, purpose, way, payment_method_id, saves_method, currency,
                amount_minor, state, idempotency_key, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        tenant,
        charge.charge_id.0,
        charge.gateway,
        charge.purpose.word(),
        charge.way.word(),
        charge.payment_method.map(|id| id.0),
        charge.saves_method,
        charge.amount.currency.code(),
        charge.amount.amount_minor,
        charge.state.word(),
        idempotency_key,
        charge.created_at.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    for (position, invoice) in (0_i16..).zip(invoices) {
        sqlx::query!(
            "insert into charge_invoices (tenant_id, charge_id, invoice_id, position, currency, amount_minor)
             values ($1, $2, $3, $4, $5, $6)",
            tenant,
            charge.charge_id.0,
            invoice.invoice_id.0,
            position,
            invoice.amount.currency.code(),
            invoice.amount.amount_minor
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The charge, or None when this tenant has none with this id.
pub async fn find(tx: &mut TenantTx, charge: ChargeId) -> Result<Option<Charge>, StoreError> {
    let row = sqlx::query_as!(
        ChargeRow,
        "select charge_id, gateway, purpose, way, payment_method_id, saves_method, currency, amount_minor, state,
                provider_session_ref, provider_charge_ref, action_url, failure_code, created_at, sent_at, payment_id
           from charges
          where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| row.read(tx.tenant())).transpose()
}

/// The charge that this form made, if it did; where its gateway refused, the one that took its place.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    idempotency_key: &str,
) -> Result<Option<Charge>, StoreError> {
    let id = sqlx::query_scalar!(
        r#"with recursive line (charge_id, step) as (
             select charge_id, 0 from charges where tenant_id = $1 and idempotency_key = $2
             union all
             select d.charge_id, line.step + 1
               from routing_decisions d
               join line on d.replaces = line.charge_id
              where d.tenant_id = $1)
           select charge_id as "charge_id!" from line order by step desc limit 1"#,
        tx.tenant().0,
        idempotency_key
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => find(tx, id.into()).await,
        None => Ok(None),
    }
}

/// What the charge is for, in its order.
pub async fn invoices_of(
    tx: &mut TenantTx,
    charge: ChargeId,
) -> Result<Vec<ChargedInvoice>, StoreError> {
    let rows = sqlx::query!(
        "select invoice_id, currency, amount_minor
           from charge_invoices
          where tenant_id = $1 and charge_id = $2
          order by position
          limit 1000",
        tx.tenant().0,
        charge.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let amount = read_money(&r.currency, r.amount_minor)?;
            Ok(ChargedInvoice { invoice_id: r.invoice_id.into(), amount })
        })
        .collect()
}

/// What a living charge has reserved of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub invoice_id: InvoiceId,
    pub amount: Money,
    pub charge: Charge,
}

/// What living charges have reserved of these invoices, the oldest charge first. At most 1000.
pub async fn reservations(
    tx: &mut TenantTx,
    invoices: &[InvoiceId],
) -> Result<Vec<Reservation>, StoreError> {
    let ids: Vec<_> = invoices.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select invoice_id, charge_id, currency, amount_minor
           from charge_invoices
          where tenant_id = $1 and invoice_id = any($2) and is_living
          order by charge_id, position
          limit 1000",
        tx.tenant().0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut reservations: Vec<Reservation> = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ChargeId::from(row.charge_id);
        // The rows of one charge follow one another.
        let known = reservations.last().map(|last| &last.charge).filter(|c| c.charge_id == id);
        let charge = match known {
            Some(charge) => charge.clone(),
            None => find(tx, id).await?.ok_or(StoreError::NotFound)?,
        };
        let amount = read_money(&row.currency, row.amount_minor)?;
        reservations.push(Reservation { invoice_id: row.invoice_id.into(), amount, charge });
    }
    Ok(reservations)
}

/// Top-ups that have not come to an end, the oldest first; at most 100.
pub async fn living_top_ups(tx: &mut TenantTx) -> Result<Vec<Charge>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select charge_id
           from charges
          where tenant_id = $1 and purpose = 'top_up'
            and state in ('created', 'sent', 'requires_action', 'processing')
          order by created_at, charge_id
          limit 100",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut open = Vec::with_capacity(ids.len());
    for id in ids {
        open.extend(find(tx, id.into()).await?);
    }
    Ok(open)
}

/// Takes the right to ask the gateway for money: true for exactly one caller, ever.
pub async fn claim_sending(
    tx: &mut TenantTx,
    charge: ChargeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let claimed = sqlx::query!(
        "update charges
            set state = 'sent', sent_at = $3
          where tenant_id = $1 and charge_id = $2 and state = 'created' and way = 'saved'",
        tx.tenant().0,
        charge.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Stores what moves: state, the gateway's names, where to go on, what went wrong, when it was looked at.
/// # Errors  `Refused` by `charges_final_is_final` and by the checks on what a state needs.
pub async fn save(tx: &mut TenantTx, charge: &Charge, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update charges
            set state = $3, provider_session_ref = $4, provider_charge_ref = $5, action_url = $6, failure_code = $7,
                sent_at = $8, payment_id = $9, checked_at = $10
          where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.charge_id.0,
        charge.state.word(),
        charge.provider_session_ref,
        charge.provider_charge_ref,
        charge.action_url,
        charge.failure_code,
        charge.sent_at.map(Timestamp::to_sqlx) as _,
        charge.payment.map(|id| id.0),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Living charges of all tenants of which nothing was heard for as long as [`patience`] says, the
/// longest waiting first.
pub async fn due_for_look_up(
    db: &Db,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(TenantId, ChargeId)>, StoreError> {
    let rows = sqlx::query!(
        r#"select tenant_id, charge_id, state, way, coalesce(checked_at, sent_at, created_at) as "heard_at!"
             from charges
            where state in ('created', 'sent', 'requires_action', 'processing')
            order by coalesce(checked_at, sent_at, created_at)
            limit 1000"#
    )
    .fetch_all(db.worker_pool())
    .await?;
    let mut due = Vec::new();
    for row in rows {
        let (state, way) = read_state(&row.state, &row.way)?;
        let waited = now.duration_since(row.heard_at.to_jiff());
        if waited >= patience(state, way).look_up_after && due.len() < limit {
            due.push((row.tenant_id.into(), row.charge_id.into()));
        }
    }
    Ok(due)
}

/// Living charges at a moment: how many in each state, and those that live for longer than they should.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LivingCharges {
    pub by_state: Vec<(ChargeState, i64)>,
    /// Of the first 10,000, the oldest first.
    pub stuck: Vec<(ChargeId, ChargeState)>,
}

/// How the charges of all tenants stand.
pub async fn living(tx: &mut StaffRead, now: Timestamp) -> Result<LivingCharges, StoreError> {
    let rows = sqlx::query!(
        "select charge_id, state, way, created_at
           from charges
          where state in ('created', 'sent', 'requires_action', 'processing')
          order by created_at
          limit 10000"
    )
    .fetch_all(tx.conn())
    .await?;
    let mut living = LivingCharges::default();
    for row in rows {
        let (state, way) = read_state(&row.state, &row.way)?;
        match living.by_state.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += 1,
            None => living.by_state.push((state, 1)),
        }
        if now.duration_since(row.created_at.to_jiff()) >= patience(state, way).stuck_after {
            living.stuck.push((row.charge_id.into(), state));
        }
    }
    Ok(living)
}

fn read_state(state: &str, way: &str) -> Result<(ChargeState, ChargeWay), StoreError> {
    let state = state.parse().map_err(|e| corrupt("charges.state", e))?;
    Ok((state, way.parse().map_err(|e| corrupt("charges.way", e))?))
}

/// Remembers that the charge was asked about in vain, so that the others have their turn.
pub async fn mark_checked(
    tx: &mut TenantTx,
    charge: ChargeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update charges set checked_at = $3 where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Remembers what the card's network said to a refusal, beside the gateway's word for it.
pub async fn note_network_codes(
    tx: &mut TenantTx,
    charge: ChargeId,
    network_code: Option<&str>,
    advice_code: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update charges
            set network_code = $3, network_advice_code = $4
          where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0,
        network_code,
        advice_code
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
