//! A seller's number series as staff open and close them. What they number is fixed by the database's guard;
//! no number is taken here.

use crate::domain::id::{SellerId, SeriesId};
use crate::domain::number_series::{NewSeries, SeriesKind};
use crate::store::{OperatorTx, StaffRead, StoreError, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// One series, with how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberSeries {
    pub series_id: SeriesId,
    pub kind: SeriesKind,
    pub prefix: String,
    pub digits: u16,
    pub first_number: i64,
    /// None: its numbers come from outside (an import's).
    pub next_number: Option<i64>,
    pub closed_at: Option<Timestamp>,
    /// Drafts that would be numbered from it.
    pub drafts: i64,
}

impl NumberSeries {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.next_number.is_some() && self.closed_at.is_none()
    }

    /// Whether it has issued a number, here or elsewhere.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.next_number != Some(self.first_number)
    }
}

struct Row {
    series_id: Uuid,
    kind: String,
    prefix: String,
    digits: i16,
    first_number: i64,
    next_number: Option<i64>,
    closed_at: Option<jiff_sqlx::Timestamp>,
    drafts: i64,
}

impl Row {
    fn read(self) -> Result<NumberSeries, StoreError> {
        let digits = self.digits;
        Ok(NumberSeries {
            series_id: self.series_id.into(),
            kind: self.kind.parse().map_err(|_| corrupt("number_series.kind", &self.kind))?,
            prefix: self.prefix,
            digits: digits.try_into().map_err(|_| corrupt("number_series.digits", digits))?,
            first_number: self.first_number,
            next_number: self.next_number,
            closed_at: self.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
            drafts: self.drafts,
        })
    }
}

/// All series of a seller: invoices first, open ones first, the newest first. At most 200.
pub async fn of_seller(
    tx: &mut StaffRead,
    seller: SellerId,
) -> Result<Vec<NumberSeries>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select n.series_id, n.kind, n.prefix, n.digits, n.first_number, n.next_number, n.closed_at,
                  (select count(*) from invoices i
                    where i.seller_id = n.seller_id and i.series_id = n.series_id and i.status = 'draft') as "drafts!"
             from number_series n
            where n.seller_id = $1
            order by n.kind desc, n.closed_at is not null, n.opened_at desc nulls last, n.code
            limit 200"#,
        seller.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Whether a seller issued anything, from its series: (seller, documents issued, open series of invoices).
pub async fn counts(tx: &mut StaffRead) -> Result<Vec<(SellerId, i64, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"select seller_id, coalesce(sum(next_number - first_number), 0)::bigint as "issued!",
                  count(*) filter (where kind = 'invoice' and next_number is not null and closed_at is null)
                    as "open_series!"
             from number_series
            group by seller_id
            order by seller_id
            limit 500"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.seller_id.into(), r.issued, r.open_series)).collect())
}

/// The highest number that a document of the seller carries behind this prefix, whatever series it is of;
/// None when no document's number is this prefix and at most 18 digits.
pub async fn last_printed(
    tx: &mut StaffRead,
    seller: SellerId,
    prefix: &str,
) -> Result<Option<i64>, StoreError> {
    // No text of the database holds one.
    if prefix.contains('\0') {
        return Ok(None);
    }
    let last = sqlx::query_scalar!(
        "select max(substr(number, length($2) + 1)::bigint)
           from (select number from invoices where seller_id = $1
                  union all
                 select number from credit_notes where seller_id = $1) documents
          where starts_with(number, $2)
            and substr(number, length($2) + 1) ~ '^[0-9]{1,18}$'",
        seller.0,
        prefix
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(last)
}

/// The seller's series, and keeps others from opening one until this transaction ends.
/// # Errors  `NotFound` when there is no such seller.
pub async fn lock_of_seller(
    tx: &mut OperatorTx,
    seller: SellerId,
) -> Result<Vec<NumberSeries>, StoreError> {
    sqlx::query!(
        "select seller_id from seller_entities where seller_id = $1 for no key update",
        seller.0
    )
    .fetch_one(tx.conn())
    .await?;
    of_locked(tx.conn(), seller).await
}

/// Drafts are customers' rows, which the operator's transaction does not see.
async fn of_locked(
    conn: &mut PgConnection,
    seller: SellerId,
) -> Result<Vec<NumberSeries>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select series_id, kind, prefix, digits, first_number, next_number, closed_at, 0::bigint as "drafts!"
             from number_series
            where seller_id = $1
            order by series_id
            limit 500"#,
        seller.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Opens a series under an id made before, when the form was rendered.
/// # Errors  `Refused` by `number_series_prefix_key` when the seller prints these numbers already, by
/// `number_series_pkey` when the form was sent before.
pub async fn open(
    tx: &mut OperatorTx,
    id: SeriesId,
    seller: SellerId,
    series: &NewSeries,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into number_series (series_id, seller_id, kind, code, prefix, digits, next_number, first_number,
                opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        id.0,
        seller.0,
        series.kind.word(),
        id.to_string(),
        series.prefix,
        i16::try_from(series.digits).unwrap_or(i16::MAX),
        series.first_number,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes a series for good; whether it was open. Waits for whoever is taking a number from it.
pub async fn close(
    tx: &mut OperatorTx,
    seller: SellerId,
    id: SeriesId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let closed = sqlx::query!(
        "update number_series
            set closed_at = $3
          where seller_id = $1 and series_id = $2 and next_number is not null and closed_at is null",
        seller.0,
        id.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(closed.rows_affected() == 1)
}

/// Deletes a series that has issued nothing; whether it was there.
/// # Errors  `Refused` by `number_series_used_is_kept`, or by the foreign key of drafts that name it.
pub async fn delete(
    tx: &mut OperatorTx,
    seller: SellerId,
    id: SeriesId,
) -> Result<bool, StoreError> {
    let deleted = sqlx::query!(
        "delete from number_series where seller_id = $1 and series_id = $2",
        seller.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(deleted.rows_affected() == 1)
}
