//! What customers agreed to, the attempts to collect, and what is due for it. Nothing of it is ever
//! changed; the rules are `domain::autopay`'s.

use super::ledger::read_money;
use super::{Actor, Db, StoreError, TenantTx, corrupt};
use crate::domain::autopay::{ATTEMPTS_MAX, Attempt, Consent, ConsentReason, Cover};
use crate::domain::id::{ChargeId, InvoiceId, TenantId};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// A decision that is to be recorded.
#[derive(Clone, Debug)]
pub struct NewConsent<'a> {
    pub covers: Option<Cover>,
    pub reason: ConsentReason,
    pub wording_version: i32,
    pub language: &'a str,
    pub decided_email: &'a str,
    pub client_ip: &'a str,
}

/// The newest decision; None when nobody ever decided.
pub async fn current(tx: &mut TenantTx) -> Result<Option<Consent>, StoreError> {
    Ok(history(tx, 1).await?.into_iter().next())
}

/// The decisions, newest first.
pub async fn history(tx: &mut TenantTx, limit: i64) -> Result<Vec<Consent>, StoreError> {
    let rows = sqlx::query!(
        "select version, reason, covers_from, limit_currency, limit_minor, wording_version, language, decided_by,
                decided_email, client_ip, decided_at
           from autopay_consents
          where tenant_id = $1
          order by version desc
          limit $2",
        tx.tenant().0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let limit = match (&r.limit_currency, r.limit_minor) {
                (Some(currency), Some(minor)) => Some(read_money(currency, minor)?),
                _ => None,
            };
            Ok(Consent {
                version: r.version,
                covers: r.covers_from.map(|from| Cover { from: from.to_jiff(), limit }),
                reason: r.reason.parse().map_err(|e| corrupt("autopay_consents.reason", e))?,
                wording_version: r.wording_version,
                language: r.language,
                decided_by: r.decided_by,
                decided_email: r.decided_email,
                client_ip: r.client_ip,
                decided_at: r.decided_at.to_jiff(),
            })
        })
        .collect()
}

/// Records a decision. Writers of one tenant take turns, so that the versions have no gap.
pub async fn record(
    tx: &mut TenantTx,
    consent: &NewConsent<'_>,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let limit = consent.covers.and_then(|cover| cover.limit);
    sqlx::query!(
        "insert into autopay_consents (tenant_id, version, is_on, reason, covers_from, limit_currency, limit_minor,
                wording_version, language, decided_by, decided_email, client_ip, decided_at)
         values ($1, 1 + coalesce((select max(version) from autopay_consents where tenant_id = $1), 0),
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        tx.tenant().0,
        consent.covers.is_some(),
        consent.reason.word(),
        consent.covers.map(|cover| cover.from.to_sqlx()) as _,
        limit.map(|limit| limit.currency.code()),
        limit.map(|limit| limit.amount_minor),
        consent.wording_version,
        consent.language,
        actor.to_string(),
        consent.decided_email,
        consent.client_ip,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Tenants with autopay, after `after` in the order of their ids; at most `limit`.
pub async fn tenants(db: &Db, after: TenantId, limit: i64) -> Result<Vec<TenantId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select tenant_id
           from (select distinct on (tenant_id) tenant_id, is_on
                   from autopay_consents
                  where tenant_id > $1
                  order by tenant_id, version desc) newest
          where is_on
          order by tenant_id
          limit $2",
        after.0,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Open invoices that are due, or their deposit is, from `from` to `to`, both included; without those that
/// an installment plan rules, that
/// a charge has reserved, of which an attempt was made at the gateway, or of which the last attempt was
/// made. The longest due first, at most `limit`.
pub async fn due_invoices(
    tx: &mut TenantTx,
    from: Date,
    to: Date,
    limit: i64,
) -> Result<Vec<InvoiceId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select invoice_id
           from invoices i
          where tenant_id = $1 and status = 'open'
            and (due_on between $2 and $3
                 or due_on > $3
                    and exists (select from invoice_deposits d
                                 where d.tenant_id = i.tenant_id and d.invoice_id = i.invoice_id
                                   and d.due_on between $2 and $3))
            and not exists (select from installment_plans p
                             where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id
                               and p.status in ('pending', 'active'))
            and not exists (select from charge_invoices c
                             where c.tenant_id = i.tenant_id and c.invoice_id = i.invoice_id and c.is_living)
            and not exists (select from autopay_attempts a
                              join charges g on g.tenant_id = a.tenant_id and g.charge_id = a.charge_id
                             where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id
                               and (g.state <> 'canceled' or g.failure_code is distinct from 'never_made'
                                    or a.attempt >= $5))
          order by due_on, invoice_id
          limit $4",
        tx.tenant().0,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        limit,
        ATTEMPTS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The attempts to collect this invoice, in their order.
pub async fn attempts(tx: &mut TenantTx, invoice: InvoiceId) -> Result<Vec<Attempt>, StoreError> {
    let rows = sqlx::query!(
        "select a.attempt, a.attempted_at, c.state, c.failure_code
           from autopay_attempts a
           join charges c on c.tenant_id = a.tenant_id and c.charge_id = a.charge_id
          where a.tenant_id = $1 and a.invoice_id = $2
          order by a.attempt
          limit 1000",
        tx.tenant().0,
        invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(Attempt {
                number: r.attempt,
                state: r.state.parse().map_err(|e| corrupt("charges.state", e))?,
                failure_code: r.failure_code,
                attempted_at: r.attempted_at.to_jiff(),
            })
        })
        .collect()
}

/// The last attempt on an invoice, which never reached its gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    pub invoice_id: InvoiceId,
    pub charge_id: ChargeId,
    pub gateway: String,
    pub amount: Money,
}

/// Open invoices of which the last attempt never reached the gateway, and whose history does not say so
/// yet; at most 100.
pub async fn given_up(tx: &mut TenantTx) -> Result<Vec<GivenUp>, StoreError> {
    let rows = sqlx::query!(
        "select a.invoice_id, a.charge_id, c.gateway, c.currency, c.amount_minor
           from autopay_attempts a
           join charges c on c.tenant_id = a.tenant_id and c.charge_id = a.charge_id
           join invoices i on i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id
          where a.tenant_id = $1 and a.attempt = $2 and i.status = 'open'
            and c.state = 'canceled' and c.failure_code = 'never_made'
            and not exists (select from document_events e
                             where e.tenant_id = a.tenant_id and e.document_id = a.invoice_id
                               and e.kind = 'payment_failed' and e.detail->>'charge_id' = a.charge_id::text)
          order by a.invoice_id
          limit 100",
        tx.tenant().0,
        ATTEMPTS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(GivenUp {
                invoice_id: r.invoice_id.into(),
                charge_id: r.charge_id.into(),
                gateway: r.gateway,
                amount: read_money(&r.currency, r.amount_minor)?,
            })
        })
        .collect()
}

/// Remembers that the charge is this attempt.
/// # Errors  `Refused` by the primary key when somebody has made it.
pub async fn insert_attempt(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    attempt: i32,
    charge: ChargeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into autopay_attempts (tenant_id, invoice_id, attempt, charge_id, attempted_at)
         values ($1, $2, $3, $4, $5)",
        tx.tenant().0,
        invoice.0,
        attempt,
        charge.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether autopay began this charge.
pub async fn is_attempt(tx: &mut TenantTx, charge: ChargeId) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from autopay_attempts where tenant_id = $1 and charge_id = $2) as "found!""#,
        tx.tenant().0,
        charge.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}
