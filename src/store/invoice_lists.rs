//! Lists of invoices: a customer's, filtered and paged by key; and the sums of the overview.

mod ageing;

pub use ageing::{Ageing, ageing};

use super::ledger::read_money;
use super::paging::{Page, PageFrom, push_page};
use super::tenants::like_pattern;
use super::{StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SubscriptionId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::{Postgres, QueryBuilder, Row};

/// Which invoices a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceFilter {
    pub state: Option<StateFilter>,
    pub currency: Option<Currency>,
    /// Issued on or after.
    pub issued_from: Option<Date>,
    /// Issued on or before.
    pub issued_to: Option<Date>,
    /// Part of the number, purchase order or memo; any case. Empty: all.
    pub text: String,
    /// Made by this subscription.
    pub subscription: Option<SubscriptionId>,
    /// Staff see drafts, customers never do.
    pub with_drafts: bool,
}

/// The states a reader chooses from: what is stored, and the two that depend on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFilter {
    Is(InvoiceStatus),
    Overdue,
    Disputed,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceListRow {
    pub invoice_id: InvoiceId,
    /// None for a draft.
    pub number: Option<String>,
    pub status: InvoiceStatus,
    pub issued_on: Date,
    pub due_on: Date,
    pub total: Money,
    pub due: Money,
    pub disputed: bool,
    pub purchase_order: String,
    /// A payment for it is on its way.
    pub is_on_the_way: bool,
    pub is_in_installments: bool,
}

/// A page of invoices, newest first.
pub type InvoicePage = Page<InvoiceListRow>;

/// A page of this tenant's invoices, at most `limit`, newest first. `today` decides what is overdue.
pub async fn page(
    tx: &mut TenantTx,
    filter: &InvoiceFilter,
    from: PageFrom<InvoiceId>,
    today: Date,
    limit: usize,
) -> Result<InvoicePage, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select invoice_id, number, status, currency, issued_on, due_on, total_minor, due_minor, disputed, \
         purchase_order, ",
    );
    query.push(ON_THE_WAY).push(" as is_on_the_way, ").push(IN_INSTALLMENTS);
    query.push(" as is_in_installments from invoices i where tenant_id = ");
    query.push_bind(tx.tenant().0);
    push_filter(&mut query, filter, today);
    push_page(&mut query, ("issued_on", "invoice_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

/// Or its deposit is late, although the invoice is not: the end of the condition is the day.
const DEPOSIT_IS_OPEN: &str = " or exists (select from invoice_deposits d where d.tenant_id = i.tenant_id \
     and d.invoice_id = i.invoice_id and d.amount_minor > i.paid_minor and d.due_on < ";
/// A payment was begun and has not arrived yet: neither overdue nor paid.
const ON_THE_WAY: &str = "exists (select from charge_invoices ci \
     join charges c on c.tenant_id = ci.tenant_id and c.charge_id = ci.charge_id \
     where ci.tenant_id = i.tenant_id and ci.invoice_id = i.invoice_id and ci.is_living \
     and c.state = 'processing')";

/// An installment plan says what is due when: the invoice itself is not overdue.
const IN_INSTALLMENTS: &str = "exists (select from installment_plans p \
     where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id and p.status in ('pending', 'active'))";

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &InvoiceFilter, today: Date) {
    match filter.state {
        Some(StateFilter::Is(status)) => {
            query.push(" and status = ").push_bind(status.word());
        }
        Some(StateFilter::Overdue) => {
            query.push(" and status = 'open' and (due_on < ").push_bind(today.to_sqlx());
            query.push(DEPOSIT_IS_OPEN).push_bind(today.to_sqlx()).push("))");
            query.push(" and not ").push(ON_THE_WAY).push(" and not ").push(IN_INSTALLMENTS);
        }
        Some(StateFilter::Disputed) => {
            query.push(" and disputed");
        }
        None => {}
    }
    if !filter.with_drafts {
        query.push(" and status <> 'draft'");
    }
    if let Some(currency) = filter.currency {
        query.push(" and currency = ").push_bind(currency.code());
    }
    if let Some(from) = filter.issued_from {
        query.push(" and issued_on >= ").push_bind(from.to_sqlx());
    }
    if let Some(to) = filter.issued_to {
        query.push(" and issued_on <= ").push_bind(to.to_sqlx());
    }
    if let Some(subscription) = filter.subscription {
        query.push(
            " and exists (select from subscription_invoices s
                           where s.tenant_id = i.tenant_id and s.invoice_id = i.invoice_id and s.subscription_id = ",
        );
        query.push_bind(subscription.0).push(")");
    }
    if !filter.text.trim().is_empty() {
        query.push(" and search_text like ").push_bind(format!("%{}%", like_pattern(&filter.text)));
    }
}

fn read_row(row: &sqlx::postgres::PgRow) -> Result<InvoiceListRow, StoreError> {
    let currency: &str = row.try_get("currency")?;
    let currency: Currency =
        currency.parse().map_err(|_| corrupt("invoices.currency", currency))?;
    let status: &str = row.try_get("status")?;
    let date = |column| row.try_get::<jiff_sqlx::Date, _>(column).map(jiff_sqlx::Date::to_jiff);
    Ok(InvoiceListRow {
        invoice_id: InvoiceId(row.try_get("invoice_id")?),
        number: row.try_get("number")?,
        status: status.parse().map_err(|_| corrupt("invoices.status", status))?,
        issued_on: date("issued_on")?,
        due_on: date("due_on")?,
        total: Money { amount_minor: row.try_get("total_minor")?, currency },
        due: Money { amount_minor: row.try_get("due_minor")?, currency },
        disputed: row.try_get("disputed")?,
        purchase_order: row.try_get("purchase_order")?,
        is_on_the_way: row.try_get("is_on_the_way")?,
        is_in_installments: row.try_get("is_in_installments")?,
    })
}

/// What is due in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct DueSum {
    pub due: Money,
    pub overdue: Money,
    pub open_count: i64,
    pub overdue_count: i64,
    /// The earliest due date among the open ones.
    pub next_due_on: Date,
}

/// What this tenant owes, per currency, largest sums of invoices first. What is left of a deposit past its
/// day is overdue, although the rest of its invoice is not; what is being paid is not overdue.
pub async fn due_sums(tx: &mut TenantTx, today: Date) -> Result<Vec<DueSum>, StoreError> {
    let rows = sqlx::query!(
        r#"select currency, sum(due_minor)::bigint as "due_minor!",
                  coalesce(sum(greatest(late_minor, 0)), 0)::bigint as "overdue_minor!",
                  count(*) as "open_count!",
                  count(*) filter (where late_minor > 0) as "overdue_count!",
                  min(due_on) as "next_due_on!"
             from (select i.currency, i.due_minor, i.due_on,
                          case when exists (select from installment_plans p
                                             where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id
                                               and p.status in ('pending', 'active')) then 0
                               when i.due_on < $2 then i.due_minor
                               when d.due_on < $2 then least(i.due_minor, d.amount_minor - i.paid_minor)
                          end - coalesce(paying.amount_minor, 0) as late_minor
                     from invoices i
                     left join invoice_deposits d on d.tenant_id = i.tenant_id and d.invoice_id = i.invoice_id
                     left join (select ci.invoice_id, sum(ci.amount_minor) as amount_minor
                                  from charge_invoices ci
                                  join charges c on c.tenant_id = ci.tenant_id and c.charge_id = ci.charge_id
                                 where ci.tenant_id = $1 and ci.is_living and c.state = 'processing'
                                 group by ci.invoice_id) paying
                            on paying.invoice_id = i.invoice_id
                    where i.tenant_id = $1 and i.status = 'open') open_invoices
            group by currency
            order by count(*) desc, currency
            limit 50"#,
        tx.tenant().0,
        today.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DueSum {
                due: read_money(&r.currency, r.due_minor)?,
                overdue: read_money(&r.currency, r.overdue_minor)?,
                open_count: r.open_count,
                overdue_count: r.overdue_count,
                next_due_on: r.next_due_on.to_jiff(),
            })
        })
        .collect()
}

/// The open invoice that is due next, today or later; overdue ones are not "next".
pub async fn next_due(
    tx: &mut TenantTx,
    today: Date,
) -> Result<Option<(InvoiceId, Date, Money)>, StoreError> {
    let row = sqlx::query!(
        r#"select invoice_id, due_on, currency, due_minor as "due_minor!"
             from invoices
            where tenant_id = $1 and status = 'open' and due_on >= $2
            order by due_on, invoice_id
            limit 1"#,
        tx.tenant().0,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|r| {
        Ok((r.invoice_id.into(), r.due_on.to_jiff(), read_money(&r.currency, r.due_minor)?))
    })
    .transpose()
}

/// The currencies this tenant has invoices in, for the filter. At most 50.
pub async fn currencies(tx: &mut TenantTx) -> Result<Vec<Currency>, StoreError> {
    // A walk from one currency to the next over the primary data would scan; the ledger's index on
    // (tenant, account, currency) answers with one probe per currency.
    let codes = sqlx::query_scalar!(
        r#"with recursive seen(currency) as (
             (select currency from ledger_entries
               where tenant_id = $1 and account = 'receivable' order by currency limit 1)
             union all
             select (select e.currency from ledger_entries e
                      where e.tenant_id = $1 and e.account = 'receivable' and e.currency > s.currency
                      order by e.currency limit 1)
               from seen s where s.currency is not null
           )
           select currency as "currency!" from seen where currency is not null limit 50"#,
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    codes.iter().map(|code| code.parse().map_err(|_| corrupt("currency", code))).collect()
}

/// An invoice found across tenants by staff.
#[derive(Clone, Debug)]
pub struct FoundInvoice {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub row: InvoiceListRow,
}

/// Finalised invoices of all tenants whose number starts with `number` (any case), at most `limit`.
pub async fn find_by_number(
    tx: &mut StaffRead,
    number: &str,
    limit: i64,
) -> Result<Vec<FoundInvoice>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(STAFF_COLUMNS);
    query.push(" where lower(i.number) like ").push_bind(format!("{}%", like_pattern(number)));
    query.push(" order by lower(i.number), i.tenant_id limit ").push_bind(limit);
    read_found(query, tx).await
}

/// The open invoices of all tenants that are due longest, for the staff's overview.
pub async fn most_overdue(
    tx: &mut StaffRead,
    today: Date,
    limit: i64,
) -> Result<Vec<FoundInvoice>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(STAFF_COLUMNS);
    query.push(" where i.status = 'open' and i.due_on < ").push_bind(today.to_sqlx());
    query.push(" and not ").push(IN_INSTALLMENTS);
    query.push(" order by i.due_on, i.invoice_id limit ").push_bind(limit);
    read_found(query, tx).await
}

/// Which invoices of all tenants a staff list shows. Open and overdue ones go by due date, the oldest
/// first; the others by date of issue, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffList {
    Overdue,
    Is(InvoiceStatus),
    All,
}

impl StaffList {
    fn goes_by_due_date(self) -> bool {
        matches!(self, Self::Overdue | Self::Is(InvoiceStatus::Open))
    }

    /// The key of a row, from which the next page goes on.
    #[must_use]
    pub fn key(self, row: &InvoiceListRow) -> (Date, InvoiceId) {
        let on = if self.goes_by_due_date() { row.due_on } else { row.issued_on };
        (on, row.invoice_id)
    }
}

/// Invoices of all tenants after `after` (a key of this list), at most `limit`.
pub async fn staff_page(
    tx: &mut StaffRead,
    list: StaffList,
    after: Option<(Date, InvoiceId)>,
    today: Date,
    limit: i64,
) -> Result<Vec<FoundInvoice>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(STAFF_COLUMNS);
    query.push(" where true");
    match list {
        StaffList::Overdue => {
            query.push(" and i.status = 'open' and i.due_on < ").push_bind(today.to_sqlx());
            query.push(" and not ").push(IN_INSTALLMENTS);
        }
        // The word itself, so that the planner sees the partial index on open invoices.
        StaffList::Is(InvoiceStatus::Open) => {
            query.push(" and i.status = 'open'");
        }
        StaffList::Is(status) => {
            query.push(" and i.status = ").push_bind(status.word());
        }
        StaffList::All => {}
    }
    let (column, than, order) =
        if list.goes_by_due_date() { ("due_on", ">", "") } else { ("issued_on", "<", " desc") };
    if let Some((on, id)) = after {
        query.push(format!(" and (i.{column}, i.invoice_id) {than} ("));
        query.push_bind(on.to_sqlx()).push(", ").push_bind(id.0).push(")");
    }
    query.push(format!(" order by i.{column}{order}, i.invoice_id{order} limit "));
    query.push_bind(limit);
    read_found(query, tx).await
}

const STAFF_COLUMNS: &str = "select i.tenant_id, t.legal_name, i.invoice_id, i.number, i.status, i.currency, \
     i.issued_on, i.due_on, i.total_minor, i.due_minor, i.disputed, i.purchase_order, \
     exists (select from charge_invoices ci \
     join charges c on c.tenant_id = ci.tenant_id and c.charge_id = ci.charge_id \
     where ci.tenant_id = i.tenant_id and ci.invoice_id = i.invoice_id and ci.is_living \
     and c.state = 'processing') as is_on_the_way, \
     exists (select from installment_plans p where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id \
     and p.status in ('pending', 'active')) as is_in_installments \
     from invoices i join tenants t on t.tenant_id = i.tenant_id";

async fn read_found(
    mut query: QueryBuilder<Postgres>,
    tx: &mut StaffRead,
) -> Result<Vec<FoundInvoice>, StoreError> {
    let rows = query.build().fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            Ok(FoundInvoice {
                tenant_id: TenantId(row.try_get("tenant_id")?),
                tenant_name: row.try_get("legal_name")?,
                row: read_row(row)?,
            })
        })
        .collect()
}
