//! Payments and attempts to pay of all customers, for staff: filtered, newest first, by key.

use super::ledger::read_money;
use super::paging::{Page, PageFrom, push_page};
use super::{StaffRead, StoreError, corrupt};
use crate::domain::charge::ChargeState;
use crate::domain::currency::Currency;
use crate::domain::id::{ChargeId, PaymentId, TenantId};
use crate::domain::money::Money;
use crate::domain::payment::PaymentMethod;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

/// Which payments are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    pub method: Option<PaymentMethod>,
    /// The id of the gateway that took it.
    pub gateway: String,
    pub currency: Option<Currency>,
    pub received_from: Option<Date>,
    pub received_to: Option<Date>,
    /// Part of the customer's name or reference.
    pub customer: String,
}

/// A payment of some customer.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffPaymentRow {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub payment_id: PaymentId,
    pub method: String,
    pub reference: String,
    /// None: it came outside of any gateway.
    pub gateway: Option<String>,
    pub received_on: Date,
    pub amount: Money,
    /// What became credit, because nothing was due any more.
    pub to_credit: Money,
    pub refunded: Money,
}

/// A page of payments, at most `limit`.
pub async fn payments(
    tx: &mut StaffRead,
    filter: &PaymentFilter,
    from: PageFrom<PaymentId>,
    limit: usize,
) -> Result<Page<StaffPaymentRow>, StoreError> {
    // A payment through a gateway has the id of its charge.
    let mut query = QueryBuilder::<Postgres>::new(
        "select p.tenant_id, t.legal_name, p.payment_id, p.method, p.reference, c.gateway, p.received_on, \
                p.currency, p.amount_minor, p.allocated_minor, p.refunded_minor \
           from payments p \
           join tenants t on t.tenant_id = p.tenant_id \
           left join charges c on c.tenant_id = p.tenant_id and c.charge_id = p.payment_id \
          where true",
    );
    if let Some(method) = filter.method {
        query.push(" and p.method = ").push_bind(method.word());
    }
    if let Some(on) = filter.received_from {
        query.push(" and p.received_on >= ").push_bind(on.to_sqlx());
    }
    if let Some(on) = filter.received_to {
        query.push(" and p.received_on <= ").push_bind(on.to_sqlx());
    }
    push_common(&mut query, "p.currency", filter);
    push_page(&mut query, ("p.received_on", "p.payment_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_payment).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn push_common(
    query: &mut QueryBuilder<Postgres>,
    currency_column: &'static str,
    filter: &PaymentFilter,
) {
    if let Some(currency) = filter.currency {
        query.push(" and ").push(currency_column).push(" = ").push_bind(currency.code());
    }
    if !filter.gateway.is_empty() {
        query.push(" and c.gateway = ").push_bind(filter.gateway.clone());
    }
    if !filter.customer.is_empty() {
        let literal = filter.customer.to_lowercase();
        let literal = literal.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query.push(" and lower(t.legal_name || ' ' || t.account_ref) like ");
        query.push_bind(["%", &literal, "%"].concat());
    }
}

fn read_payment(row: &PgRow) -> Result<StaffPaymentRow, StoreError> {
    let currency: &str = row.try_get("currency")?;
    let amount_minor: i64 = row.try_get("amount_minor")?;
    let allocated_minor: i64 = row.try_get("allocated_minor")?;
    Ok(StaffPaymentRow {
        tenant_id: TenantId(row.try_get("tenant_id")?),
        tenant_name: row.try_get("legal_name")?,
        payment_id: PaymentId(row.try_get("payment_id")?),
        method: row.try_get("method")?,
        reference: row.try_get("reference")?,
        gateway: row.try_get("gateway")?,
        received_on: row.try_get::<jiff_sqlx::Date, _>("received_on")?.to_jiff(),
        amount: read_money(currency, amount_minor)?,
        to_credit: read_money(currency, amount_minor - allocated_minor)?,
        refunded: read_money(currency, row.try_get("refunded_minor")?)?,
    })
}

/// An attempt to pay that is under way or came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptRow {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub charge_id: ChargeId,
    pub gateway: String,
    pub amount: Money,
    pub state: ChargeState,
    pub failure_code: Option<String>,
    pub created_at: Timestamp,
}

/// Where a page of attempts ended.
pub type AttemptKey = (Timestamp, ChargeId);

/// Attempts older than `after`, newest first, at most `limit`. Of the filter, gateway, currency, customer and
/// days apply; the days are UTC's.
pub async fn attempts(
    tx: &mut StaffRead,
    filter: &PaymentFilter,
    after: Option<AttemptKey>,
    limit: i64,
) -> Result<Vec<AttemptRow>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select c.tenant_id, t.legal_name, c.charge_id, c.gateway, c.currency, c.amount_minor, c.state, \
                c.failure_code, c.created_at \
           from charges c \
           join tenants t on t.tenant_id = c.tenant_id \
          where c.state <> 'succeeded'",
    );
    push_common(&mut query, "c.currency", filter);
    if let Some(on) = filter.received_from {
        query
            .push(" and c.created_at >= (")
            .push_bind(on.to_sqlx())
            .push(")::timestamp at time zone 'UTC'");
    }
    if let Some(on) = filter.received_to {
        query.push(" and c.created_at < (").push_bind(on.to_sqlx());
        query.push("::date + 1)::timestamp at time zone 'UTC'");
    }
    if let Some((at, id)) = after {
        query.push(" and (c.created_at, c.charge_id) < (").push_bind(at.to_sqlx());
        query.push(", ").push_bind(id.0).push(")");
    }
    query.push(" order by c.created_at desc, c.charge_id desc limit ").push_bind(limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    rows.iter().map(read_attempt).collect()
}

fn read_attempt(row: &PgRow) -> Result<AttemptRow, StoreError> {
    let state: &str = row.try_get("state")?;
    Ok(AttemptRow {
        tenant_id: TenantId(row.try_get("tenant_id")?),
        tenant_name: row.try_get("legal_name")?,
        charge_id: ChargeId(row.try_get("charge_id")?),
        gateway: row.try_get("gateway")?,
        amount: read_money(row.try_get("currency")?, row.try_get("amount_minor")?)?,
        state: state.parse().map_err(|e| corrupt("charges.state", e))?,
        failure_code: row.try_get("failure_code")?,
        created_at: row.try_get::<jiff_sqlx::Timestamp, _>("created_at")?.to_jiff(),
    })
}
