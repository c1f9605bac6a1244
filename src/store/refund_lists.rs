//! Lists of refunds: the staff's across customers, and what a customer sees of their own.

use super::ledger::read_money;
use super::paging::{Page, PageFrom, push_page};
use super::{StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{CreditNoteId, PaymentId, RefundId, TenantId};
use crate::domain::money::Money;
use crate::domain::refund::{RefundChannel, RefundReason, RefundState};
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

/// A refund in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRefund {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub refund_id: RefundId,
    pub payment: Option<PaymentId>,
    /// The payment's method word and what identifies the card or the transfer.
    pub method: Option<String>,
    pub payment_reference: String,
    pub credit_note: Option<(CreditNoteId, String)>,
    pub amount: Money,
    pub channel: RefundChannel,
    pub state: RefundState,
    pub failure_code: Option<String>,
    pub reason: RefundReason,
    pub note: String,
    pub reference: String,
    pub is_funded: bool,
    pub requested_on: Date,
    pub paid_on: Option<Date>,
    /// Whether the gateway ever took it on.
    pub was_accepted: bool,
    /// Whether it was retried already.
    pub is_retried: bool,
}

/// Which refunds.
#[derive(Clone, Debug, Default)]
pub struct RefundFilter {
    /// In one of these states; empty: in any.
    pub states: Vec<RefundState>,
    /// Only those that wait for credit.
    pub unfunded: bool,
}

const COLUMNS: &str = "select r.tenant_id, t.legal_name, r.refund_id, r.payment_id, p.method, \
       coalesce(p.reference, '') as payment_reference, r.credit_note_id, coalesce(n.number, '') as note_number, \
       r.currency, r.amount_minor, r.channel, r.state, r.failure_code, r.reason, r.note, r.reference, r.is_funded, \
       r.requested_on, r.paid_on, r.provider_ref is not null as was_accepted, \
       exists (select from refunds x where x.tenant_id = r.tenant_id \
                  and x.idempotency_key = 'retry:' || r.refund_id) as is_retried \
  from refunds r \
  join tenants t on t.tenant_id = r.tenant_id \
  left join payments p on p.tenant_id = r.tenant_id and p.payment_id = r.payment_id \
  left join credit_notes n on n.tenant_id = r.tenant_id and n.credit_note_id = r.credit_note_id ";

/// The idempotency key of the refund that takes the place of a failed one: there is one, ever.
#[must_use]
pub fn retry_key(refund: RefundId) -> String {
    format!("retry:{refund}")
}

/// A page of all customers' refunds, newest first.
pub async fn page(
    tx: &mut StaffRead,
    filter: &RefundFilter,
    from: PageFrom<RefundId>,
    limit: usize,
) -> Result<Page<ListedRefund>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(COLUMNS);
    query.push("where true");
    if !filter.states.is_empty() {
        let words: Vec<&str> = filter.states.iter().map(|state| state.word()).collect();
        query.push(" and r.state = any(").push_bind(words).push(")");
    }
    if filter.unfunded {
        query.push(" and not r.is_funded and r.state not in ('failed', 'canceled')");
    }
    push_page(&mut query, ("r.requested_on", "r.refund_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

/// The tenant's newest refunds; only those of one payment, or of one credit note, when given.
pub async fn newest(
    tx: &mut TenantTx,
    payment: Option<PaymentId>,
    credit_note: Option<CreditNoteId>,
    limit: i64,
) -> Result<Vec<ListedRefund>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(COLUMNS);
    query.push("where r.tenant_id = ").push_bind(tx.tenant().0);
    if let Some(payment) = payment {
        query.push(" and r.payment_id = ").push_bind(payment.0);
    }
    if let Some(note) = credit_note {
        query.push(" and r.credit_note_id = ").push_bind(note.0);
    }
    query.push(" order by r.requested_on desc, r.refund_id desc limit ").push_bind(limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &PgRow) -> Result<ListedRefund, StoreError> {
    let word = |column: &str| row.try_get::<String, _>(column);
    let note: Option<uuid::Uuid> = row.try_get("credit_note_id")?;
    let payment: Option<uuid::Uuid> = row.try_get("payment_id")?;
    Ok(ListedRefund {
        tenant_id: TenantId(row.try_get("tenant_id")?),
        tenant_name: row.try_get("legal_name")?,
        refund_id: RefundId(row.try_get("refund_id")?),
        payment: payment.map(Into::into),
        method: row.try_get("method")?,
        payment_reference: row.try_get("payment_reference")?,
        credit_note: note
            .map(|id| Ok::<_, StoreError>((id.into(), word("note_number")?)))
            .transpose()?,
        amount: read_money(&word("currency")?, row.try_get("amount_minor")?)?,
        channel: word("channel")?.parse().map_err(|e| corrupt("refunds.channel", e))?,
        state: word("state")?.parse().map_err(|e| corrupt("refunds.state", e))?,
        failure_code: row.try_get("failure_code")?,
        reason: word("reason")?.parse().map_err(|e| corrupt("refunds.reason", e))?,
        note: row.try_get("note")?,
        reference: row.try_get("reference")?,
        is_funded: row.try_get("is_funded")?,
        requested_on: row.try_get::<jiff_sqlx::Date, _>("requested_on")?.to_jiff(),
        paid_on: row
            .try_get::<Option<jiff_sqlx::Date>, _>("paid_on")?
            .map(jiff_sqlx::Date::to_jiff),
        was_accepted: row.try_get("was_accepted")?,
        is_retried: row.try_get("is_retried")?,
    })
}
