//! Exchange rates: the operator's, append-only. What they made of an invoice's tax stands in `conversions`,
//! who wants to read amounts in which currency in `display`.

mod conversions;
mod display;

pub use conversions::{
    CreditedTax, credited_conversion, credited_tax, insert_credited_conversion,
    insert_tax_conversion, tax_conversion,
};
pub use display::{display_currency, set_display_currency};

use super::{OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::fx::Quote;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// The constraint that holds that a source says one thing about an instant.
pub const ONE_RATE_AN_INSTANT: &str = "exchange_rates_key";
/// Pairs that the page of rates shows; a central bank quotes about forty.
const PAIRS_MAX: i64 = 500;

struct QuoteRow {
    rate_id: Uuid,
    base: String,
    quote: String,
    rate: Decimal,
    source: String,
    quoted_on: jiff_sqlx::Date,
    as_of: jiff_sqlx::Timestamp,
    expires_at: jiff_sqlx::Timestamp,
    created_at: jiff_sqlx::Timestamp,
    entered_by: String,
}

/// A stored rate, with who entered it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuote {
    pub quote: Quote,
    pub created_at: Timestamp,
    pub entered_by: String,
}

impl QuoteRow {
    fn read(self) -> Result<StoredQuote, StoreError> {
        Ok(StoredQuote {
            quote: Quote {
                rate_id: self.rate_id,
                base: currency("exchange_rates.base", &self.base)?,
                quote: currency("exchange_rates.quote", &self.quote)?,
                rate: self.rate,
                source: self
                    .source
                    .parse()
                    .map_err(|_| corrupt("exchange_rates.source", &self.source))?,
                quoted_on: self.quoted_on.to_jiff(),
                as_of: self.as_of.to_jiff(),
                expires_at: self.expires_at.to_jiff(),
            },
            created_at: self.created_at.to_jiff(),
            entered_by: self.entered_by,
        })
    }
}

fn currency(column: &'static str, code: &str) -> Result<Currency, StoreError> {
    code.parse().map_err(|_| corrupt(column, code))
}

/// What a file or a feed left behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inserted {
    pub new: u64,
    /// Known already, and the same.
    pub known: u64,
    /// Known already with another rate: what is stored stays.
    pub differing: u64,
}

/// Stores rates that are not there yet. What a source said about an instant before is kept.
pub async fn insert_quotes(
    tx: &mut OperatorTx,
    quotes: &[Quote],
    entered_by: &str,
    now: Timestamp,
) -> Result<Inserted, StoreError> {
    let ids: Vec<Uuid> = quotes.iter().map(|q| q.rate_id).collect();
    let bases: Vec<String> = quotes.iter().map(|q| q.base.code().to_owned()).collect();
    let counters: Vec<String> = quotes.iter().map(|q| q.quote.code().to_owned()).collect();
    let rates: Vec<Decimal> = quotes.iter().map(|q| q.rate).collect();
    let sources: Vec<String> = quotes.iter().map(|q| q.source.word().to_owned()).collect();
    let days: Vec<jiff_sqlx::Date> = quotes.iter().map(|q| q.quoted_on.to_sqlx()).collect();
    let as_of: Vec<jiff_sqlx::Timestamp> = quotes.iter().map(|q| q.as_of.to_sqlx()).collect();
    let ends: Vec<jiff_sqlx::Timestamp> = quotes.iter().map(|q| q.expires_at.to_sqlx()).collect();
    let new = sqlx::query!(
        "insert into exchange_rates (rate_id, base, quote, rate, source, quoted_on, as_of, expires_at, created_at,
                entered_by)
         select r.rate_id, r.base, r.quote, r.rate, r.source, r.quoted_on, r.as_of, r.expires_at, $9, $10
           from unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::date[], $7::timestamptz[],
                       $8::timestamptz[]) as r (rate_id, base, quote, rate, source, quoted_on, as_of, expires_at)
         on conflict on constraint exchange_rates_key do nothing",
        &ids,
        &bases,
        &counters,
        &rates,
        &sources,
        &days as _,
        &as_of as _,
        &ends as _,
        now.to_sqlx() as _,
        entered_by
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    let differing = sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from unnest($1::text[], $2::text[], $3::numeric[], $4::text[], $5::timestamptz[])
                  as r (base, quote, rate, source, as_of)
             join exchange_rates e on e.base = r.base and e.quote = r.quote and e.source = r.source
                                  and e.as_of = r.as_of
            where e.rate <> r.rate"#,
        &bases,
        &counters,
        &rates,
        &sources,
        &as_of as _
    )
    .fetch_one(tx.conn())
    .await?;
    let differing = u64::try_from(differing).unwrap_or_default();
    let count = u64::try_from(quotes.len()).unwrap_or_default();
    Ok(Inserted { new, known: count.saturating_sub(new + differing), differing })
}

/// Stores one rate that somebody typed. `None`: it is stored; else the rate that the same form stored before.
/// # Errors  `Refused` by [`ONE_RATE_AN_INSTANT`] when another one says something about this instant.
pub async fn insert_manual(
    tx: &mut OperatorTx,
    quote: &Quote,
    entered_by: &str,
    now: Timestamp,
) -> Result<Option<StoredQuote>, StoreError> {
    let stored = sqlx::query!(
        "insert into exchange_rates (rate_id, base, quote, rate, source, quoted_on, as_of, expires_at, created_at,
                entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (rate_id) do nothing",
        quote.rate_id,
        quote.base.code(),
        quote.quote.code(),
        quote.rate,
        quote.source.word(),
        quote.quoted_on.to_sqlx() as _,
        quote.as_of.to_sqlx() as _,
        quote.expires_at.to_sqlx() as _,
        now.to_sqlx() as _,
        entered_by
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if stored > 0 {
        return Ok(None);
    }
    let row = sqlx::query_as!(
        QuoteRow,
        r#"select rate_id, base, quote, rate, source, quoted_on as "quoted_on: _", as_of as "as_of: _",
                  expires_at as "expires_at: _", created_at as "created_at: _", entered_by
             from exchange_rates
            where rate_id = $1"#,
        quote.rate_id
    )
    .fetch_one(tx.conn())
    .await?;
    row.read().map(Some)
}

/// What a conversion between the two could be made of at `at`: the newest quote of each source for each
/// pair of them and the euro.
pub async fn candidates(
    tx: &mut TenantTx,
    (from, to): (Currency, Currency),
    at: Timestamp,
) -> Result<Vec<Quote>, StoreError> {
    newest_quotes(tx.conn(), (from, to), at).await
}

/// As [`candidates`], for what belongs to no tenant.
pub async fn candidates_for_staff(
    tx: &mut StaffRead,
    (from, to): (Currency, Currency),
    at: Timestamp,
) -> Result<Vec<Quote>, StoreError> {
    newest_quotes(tx.conn(), (from, to), at).await
}

async fn newest_quotes(
    conn: &mut PgConnection,
    (from, to): (Currency, Currency),
    at: Timestamp,
) -> Result<Vec<Quote>, StoreError> {
    let codes: Vec<String> =
        [from, to, Currency::EUR].iter().map(|currency| currency.code().to_owned()).collect();
    let rows = sqlx::query_as!(
        QuoteRow,
        r#"select r.rate_id as "rate_id!", r.base as "base!", r.quote as "quote!", r.rate as "rate!",
                  r.source as "source!", r.quoted_on as "quoted_on!: _", r.as_of as "as_of!: _",
                  r.expires_at as "expires_at!: _", r.created_at as "created_at!: _", r.entered_by as "entered_by!"
             from (select distinct code from unnest($1::text[]) as c (code)) b
            cross join (select distinct code from unnest($1::text[]) as c (code)) q
            cross join (values ('ecb'), ('manual')) s (source)
            cross join lateral (select e.rate_id, e.base, e.quote, e.rate, e.source, e.quoted_on, e.as_of,
                                       e.expires_at, e.created_at, e.entered_by
                                  from exchange_rates e
                                 where e.base = b.code and e.quote = q.code and e.source = s.source
                                   and e.as_of <= $2
                                 order by e.as_of desc
                                 limit 1) r
            limit 100"#,
        &codes,
        at.to_sqlx() as _
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok(row.read()?.quote)).collect()
}

/// The newest rate of each pair and source, by pair.
pub async fn current(tx: &mut StaffRead) -> Result<Vec<StoredQuote>, StoreError> {
    // One step of the index for each pair: reading all of it takes a second.
    let rows = sqlx::query_as!(
        QuoteRow,
        r#"with recursive pairs as (
             (select base, quote, source
                from exchange_rates
               order by base, quote, source
               limit 1)
             union all
             select n.base, n.quote, n.source
               from pairs p
              cross join lateral (select e.base, e.quote, e.source
                                    from exchange_rates e
                                   where (e.base, e.quote, e.source) > (p.base, p.quote, p.source)
                                   order by e.base, e.quote, e.source
                                   limit 1) n
           )
           select r.rate_id as "rate_id!", r.base as "base!", r.quote as "quote!", r.rate as "rate!",
                  r.source as "source!", r.quoted_on as "quoted_on!: _", r.as_of as "as_of!: _",
                  r.expires_at as "expires_at!: _", r.created_at as "created_at!: _", r.entered_by as "entered_by!"
             from pairs p
            cross join lateral (select e.rate_id, e.base, e.quote, e.rate, e.source, e.quoted_on, e.as_of,
                                       e.expires_at, e.created_at, e.entered_by
                                  from exchange_rates e
                                 where e.base = p.base and e.quote = p.quote and e.source = p.source
                                 order by e.as_of desc
                                 limit 1) r
            order by r.base, r.quote, r.source
            limit $1"#,
        PAIRS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(QuoteRow::read).collect()
}

/// The rates between two currencies as they were quoted, the newest first, before `before`.
pub async fn history(
    tx: &mut StaffRead,
    (base, quote): (Currency, Currency),
    before: Option<Timestamp>,
    limit: i64,
) -> Result<Vec<StoredQuote>, StoreError> {
    let rows = sqlx::query_as!(
        QuoteRow,
        r#"select rate_id, base, quote, rate, source, quoted_on as "quoted_on: _", as_of as "as_of: _",
                  expires_at as "expires_at: _", created_at as "created_at: _", entered_by
             from exchange_rates
            where base = $1 and quote = $2 and ($3::timestamptz is null or as_of < $3)
            order by as_of desc, source
            limit $4"#,
        base.code(),
        quote.code(),
        before.map(ToSqlx::to_sqlx) as _,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(QuoteRow::read).collect()
}

/// Every currency that some rate is quoted in, by code; empty where there are no rates.
pub async fn quoted_currencies(tx: &mut TenantTx) -> Result<Vec<Currency>, StoreError> {
    let codes = sqlx::query_scalar!(
        r#"with recursive pairs as (
             (select base, quote
                from exchange_rates
               order by base, quote
               limit 1)
             union all
             select n.base, n.quote
               from pairs p
              cross join lateral (select e.base, e.quote
                                    from exchange_rates e
                                   where (e.base, e.quote) > (p.base, p.quote)
                                   order by e.base, e.quote
                                   limit 1) n
           )
           select base as "code!" from pairs
            union
           select quote from pairs
            order by 1
            limit $1"#,
        PAIRS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    codes.iter().map(|code| currency("exchange_rates.base", code)).collect()
}
