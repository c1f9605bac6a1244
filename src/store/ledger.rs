//! The ledger's rows. Balancing is decided in `domain::ledger` and checked again by the database at
//! commit; posting the same event twice is refused by `ledger_transactions_once`.

use super::{StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{LedgerTransactionId, TenantId};
use crate::domain::ledger::{Account, Posting};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Stores a balanced posting. A posting without entries (a document of zero) stores nothing.
/// # Errors  `Refused` by `ledger_transactions_once` when this event was posted before.
pub async fn post(tx: &mut TenantTx, posting: &Posting, now: Timestamp) -> Result<(), StoreError> {
    if posting.is_empty() {
        return Ok(());
    }
    let tenant = tx.tenant();
    let id = LedgerTransactionId::new();
    sqlx::query!(
        "insert into ledger_transactions
                (tenant_id, transaction_id, kind, source_kind, source_id, description, effective_on, posted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tenant.0,
        id.0,
        posting.kind.word(),
        posting.kind.source_kind(),
        posting.source_id,
        posting.description,
        posting.effective_on.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let entries = posting.entries();
    let accounts: Vec<String> = entries.iter().map(|e| e.account.word().to_owned()).collect();
    let currencies: Vec<String> =
        entries.iter().map(|e| e.amount.currency.code().to_owned()).collect();
    let amounts: Vec<i64> = entries.iter().map(|e| e.amount.amount_minor).collect();
    sqlx::query!(
        "insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
         select $1, $2, entry_no::smallint, account, currency, amount_minor
           from unnest($3::text[], $4::text[], $5::bigint[])
                with ordinality as entry (account, currency, amount_minor, entry_no)",
        tenant.0,
        id.0,
        &accounts,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The balance of each account and currency of this transaction's tenant, debits positive.
pub async fn balances(tx: &mut TenantTx) -> Result<Vec<(Account, Money)>, StoreError> {
    let rows = sqlx::query!(
        r#"select account, currency, sum(amount_minor)::bigint as "balance_minor!"
             from ledger_entries
            where tenant_id = $1
            group by account, currency
            order by account, currency
            limit 1000"#,
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| Ok((read_account(&r.account)?, read_money(&r.currency, r.balance_minor)?)))
        .collect()
}

/// One account of all tenants together: the trial balance. Debits positive.
pub async fn trial_balance(tx: &mut StaffRead) -> Result<Vec<(Account, Money)>, StoreError> {
    let rows = sqlx::query!(
        r#"select account, currency, sum(amount_minor)::bigint as "balance_minor!"
             from ledger_entries
            group by account, currency
            order by account, currency
            limit 1000"#
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| Ok((read_account(&r.account)?, read_money(&r.currency, r.balance_minor)?)))
        .collect()
}

/// One entry of the journal, with its transaction.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    pub tenant_id: TenantId,
    pub account_ref: String,
    pub legal_name: String,
    pub transaction_id: LedgerTransactionId,
    pub kind: String,
    pub description: String,
    pub effective_on: Date,
    pub account: Account,
    pub amount: Money,
}

/// Where a page of the journal ended.
pub type JournalKey = (Date, LedgerTransactionId, i16);

/// The journal of all tenants in order of date, after `after`, at most `limit` entries. An export reads
/// page after page inside one snapshot, so its memory does not grow with the ledger.
pub async fn journal(
    tx: &mut StaffRead,
    after: Option<JournalKey>,
    limit: i64,
) -> Result<(Vec<JournalEntry>, Option<JournalKey>), StoreError> {
    let (on, id, no) = match after {
        Some((on, id, no)) => (Some(on.to_sqlx()), Some(id.0), Some(no)),
        None => (None, None, None),
    };
    let rows = sqlx::query!(
        r#"select t.tenant_id, n.account_ref, n.legal_name, t.transaction_id, t.kind, t.description, t.effective_on,
                  e.entry_no, e.account, e.currency, e.amount_minor
             from ledger_transactions t
             join ledger_entries e on e.tenant_id = t.tenant_id and e.transaction_id = t.transaction_id
             join tenants n on n.tenant_id = t.tenant_id
            where $1::date is null or (t.effective_on, t.transaction_id, e.entry_no) > ($1, $2, $3)
            order by t.effective_on, t.transaction_id, e.entry_no
            limit $4"#,
        on as _,
        id,
        no,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let last = rows
        .last()
        .map(|r| (r.effective_on.to_jiff(), LedgerTransactionId(r.transaction_id), r.entry_no));
    let entries = rows
        .into_iter()
        .map(|r| {
            Ok(JournalEntry {
                tenant_id: r.tenant_id.into(),
                account_ref: r.account_ref,
                legal_name: r.legal_name,
                transaction_id: r.transaction_id.into(),
                kind: r.kind,
                description: r.description,
                effective_on: r.effective_on.to_jiff(),
                account: read_account(&r.account)?,
                amount: read_money(&r.currency, r.amount_minor)?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok((entries, last))
}

/// What one customer owes and is owed in one currency, by its documents and not by the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerPosition {
    pub tenant_id: TenantId,
    pub account_ref: String,
    /// Due on open invoices.
    pub due: Money,
    /// Credit that can be spent.
    pub credit: Money,
}

/// Positions of all tenants after (tenant, currency), in that order, at most `limit`. A currency in
/// which a tenant was never invoiced and never had credit is left out.
pub async fn positions(
    tx: &mut StaffRead,
    after: Option<(TenantId, Currency)>,
    limit: i64,
) -> Result<Vec<CustomerPosition>, StoreError> {
    let (tenant, currency) = after.unzip();
    let rows = sqlx::query!(
        r#"select n.tenant_id, n.account_ref, p.currency as "currency!",
                  sum(p.due_minor)::bigint as "due_minor!", sum(p.credit_minor)::bigint as "credit_minor!"
             from tenants n
             join (select tenant_id, currency, due_minor, 0 as credit_minor
                     from invoices
                    where status <> 'draft'
                    union all
                   select tenant_id, currency, 0, balance_minor
                     from credit_balances) p on p.tenant_id = n.tenant_id
            where $1::uuid is null or (n.tenant_id, p.currency) > ($1, $2::char(3))
            group by n.tenant_id, n.account_ref, p.currency
            order by n.tenant_id, p.currency
            limit $3"#,
        tenant.map(|id| id.0),
        currency.map(Currency::code) as _,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(CustomerPosition {
                tenant_id: r.tenant_id.into(),
                account_ref: r.account_ref,
                due: read_money(&r.currency, r.due_minor)?,
                credit: read_money(&r.currency, r.credit_minor)?,
            })
        })
        .collect()
}

fn read_account(word: &str) -> Result<Account, StoreError> {
    word.parse().map_err(|_| corrupt("ledger_entries.account", word))
}

pub(super) fn read_money(currency: &str, amount_minor: i64) -> Result<Money, StoreError> {
    let currency: Currency = currency.parse().map_err(|_| corrupt("currency", currency))?;
    Ok(Money { amount_minor, currency })
}
