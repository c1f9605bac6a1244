//! Sellers as documents freeze them, and the numbers they issue. Reading is everybody's; writing is the
//! operator's. What staff look after stands in `settings`, `series` and `logos`.

pub mod logos;
pub mod series;
pub mod settings;

use super::{OperatorTx, StoreError, TenantTx};
use crate::domain::id::{SellerId, SeriesId};
pub use crate::domain::number_series::SeriesKind;
use crate::domain::party::{BankAccount, LogoRef, PostalAddress, Seller};
use crate::domain::seller_settings::SellerRegistration;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::BTreeMap;

/// The seller as it is today, to be frozen into a document dated `on`: with the tax registrations of that day.
/// # Errors  `NotFound`.
pub async fn load(tx: &mut TenantTx, seller: SellerId, on: Date) -> Result<Seller, StoreError> {
    snapshot(tx.conn(), Some(seller), None, on).await?.ok_or(StoreError::NotFound)
}

/// As [`load`], by the code that imports know it by.
pub async fn find_by_code(
    tx: &mut OperatorTx,
    code: &str,
    on: Date,
) -> Result<Option<Seller>, StoreError> {
    snapshot(tx.conn(), None, Some(code), on).await
}

async fn snapshot(
    conn: &mut PgConnection,
    seller: Option<SellerId>,
    code: Option<&str>,
    on: Date,
) -> Result<Option<Seller>, StoreError> {
    let row = sqlx::query!(
        r#"select s.seller_id, s.legal_name, s.trading_name, s.address_line1, s.address_line2, s.city, s.region,
                  s.postal_code, s.country, s.email, s.phone, s.website,
                  s.tax_ids as "tax_ids: Json<Vec<SellerRegistration>>",
                  s.bank_accounts as "bank_accounts: Json<Vec<BankAccount>>", s.brand_color,
                  s.footer as "footer: Json<BTreeMap<String, String>>",
                  encode(s.logo_sha256, 'hex') as logo, l.width_px as "width_px?", l.height_px as "height_px?"
             from seller_entities s
             left join seller_logos l on l.sha256 = s.logo_sha256
            where s.seller_id = $1 or s.code = $2"#,
        seller.map(|id| id.0),
        code
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Seller {
        seller_id: row.seller_id.into(),
        legal_name: row.legal_name,
        trading_name: row.trading_name,
        address: PostalAddress {
            line1: row.address_line1,
            line2: row.address_line2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
        },
        email: row.email,
        phone: row.phone,
        website: row.website,
        tax_ids: row
            .tax_ids
            .0
            .iter()
            .filter(|registration| registration.holds_on(on))
            .map(SellerRegistration::as_printed)
            .collect(),
        bank_accounts: row.bank_accounts.0,
        brand_color: row.brand_color,
        logo: read_logo(row.logo, row.width_px, row.height_px),
        footer: row.footer.0,
    }))
}

fn read_logo(sha256: Option<String>, width: Option<i32>, height: Option<i32>) -> Option<LogoRef> {
    let (width_px, height_px) = (width?.try_into().ok()?, height?.try_into().ok()?);
    Some(LogoRef { sha256: sha256?, width_px, height_px })
}

/// Sellers with an open series of this kind that allocates numbers here: what staff may issue from. At most
/// 50, by name, the longest open first: (seller, its name, series). A seller with several series has their
/// prefix behind its name. Invoices are drafted for no archived seller; what it issued can still be credited.
pub async fn issuing_series(
    tx: &mut TenantTx,
    kind: SeriesKind,
) -> Result<Vec<(SellerId, String, SeriesId)>, StoreError> {
    let rows = sqlx::query!(
        r#"select s.seller_id, s.legal_name, n.series_id, n.prefix,
                  count(*) over (partition by s.seller_id) as "open_series!"
             from seller_entities s
             join number_series n on n.seller_id = s.seller_id
            where n.kind = $1 and n.next_number is not null and n.closed_at is null
              and ($1 <> 'invoice' or s.archived_at is null)
            order by s.legal_name, s.seller_id, n.opened_at nulls first, n.code
            limit 50"#,
        kind.word()
    )
    .fetch_all(tx.conn())
    .await?;
    let series = rows.into_iter().map(|r| {
        let name = if r.open_series > 1 {
            format!("{} · {}", r.legal_name, r.prefix)
        } else {
            r.legal_name
        };
        (r.seller_id.into(), name, r.series_id.into())
    });
    Ok(series.collect())
}

/// The open series of this kind of one seller, the longest open first.
pub async fn open_series(
    tx: &mut TenantTx,
    kind: SeriesKind,
    seller: SellerId,
) -> Result<Vec<SeriesId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select series_id
           from number_series
          where seller_id = $1 and kind = $2 and next_number is not null and closed_at is null
          order by opened_at nulls first, code
          limit 50",
        seller.0,
        kind.word()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(SeriesId).collect())
}

/// The next number of the series, gapless: it is given back if this transaction rolls back. None when the
/// series is closed, or allocates no numbers here (an import's).
pub async fn take_number(
    tx: &mut TenantTx,
    series: SeriesId,
) -> Result<Option<String>, StoreError> {
    let number =
        sqlx::query_scalar!("select take_number($1)", series.0).fetch_one(tx.conn()).await?;
    Ok(number)
}

/// In how many days a new invoice of this seller is due; None when there is no such seller.
pub async fn days_to_pay(tx: &mut TenantTx, seller: SellerId) -> Result<Option<i64>, StoreError> {
    let days = sqlx::query_scalar!(
        "select days_to_pay from seller_entities where seller_id = $1",
        seller.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(days.map(i64::from))
}

/// How the portal's head looks to this customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the seller is known by.
    pub name: String,
    pub logo: LogoRef,
}

/// The logo of the seller that issued the customer's newest invoice, if it has one.
pub async fn mark_of_newest(tx: &mut TenantTx) -> Result<Option<Mark>, StoreError> {
    let row = sqlx::query!(
        r#"select case when s.trading_name = '' then s.legal_name else s.trading_name end as "name!",
                  encode(l.sha256, 'hex') as "sha256!", l.width_px, l.height_px
             from (select seller_id
                     from invoices
                    where tenant_id = $1 and status <> 'draft'
                    order by issued_on desc, invoice_id desc
                    limit 1) newest
             join seller_entities s on s.seller_id = newest.seller_id
             join seller_logos l on l.sha256 = s.logo_sha256"#,
        tx.tenant().0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|r| {
        let logo = read_logo(Some(r.sha256), Some(r.width_px), Some(r.height_px))?;
        Some(Mark { name: r.name, logo })
    }))
}

/// Adds a seller, or updates the one with this code; its logo stays. Documents issued before keep what they
/// froze. For what is not typed by staff: imports, the demo.
pub async fn save(
    tx: &mut OperatorTx,
    code: &str,
    seller: &Seller,
    now: Timestamp,
) -> Result<SellerId, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into seller_entities (seller_id, code, legal_name, trading_name, address_line1, address_line2,
                city, region, postal_code, country, email, phone, website, tax_ids, bank_accounts, brand_color,
                footer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (code) do update
            set legal_name = excluded.legal_name, trading_name = excluded.trading_name,
                address_line1 = excluded.address_line1, address_line2 = excluded.address_line2,
                city = excluded.city, region = excluded.region, postal_code = excluded.postal_code,
                country = excluded.country, email = excluded.email, phone = excluded.phone,
                website = excluded.website, tax_ids = excluded.tax_ids,
                bank_accounts = excluded.bank_accounts, brand_color = excluded.brand_color,
                footer = excluded.footer, version = seller_entities.version + 1,
                updated_at = excluded.created_at
         returning seller_id",
        seller.seller_id.0,
        code,
        seller.legal_name,
        seller.trading_name,
        seller.address.line1,
        seller.address.line2,
        seller.address.city,
        seller.address.region,
        seller.address.postal_code,
        seller.address.country,
        seller.email,
        seller.phone,
        seller.website,
        Json(&seller.tax_ids) as _,
        Json(&seller.bank_accounts) as _,
        seller.brand_color,
        Json(&seller.footer) as _,
        now.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(id.into())
}

/// The series with this code, made if it is missing. `first_number` None: numbers come from outside.
pub async fn ensure_series(
    tx: &mut OperatorTx,
    seller: SellerId,
    kind: SeriesKind,
    code: &str,
    prefix: &str,
    first_number: Option<i64>,
) -> Result<SeriesId, StoreError> {
    sqlx::query!(
        "insert into number_series (series_id, seller_id, kind, code, prefix, next_number, first_number)
         values ($1, $2, $3, $4, $5, $6::bigint, coalesce($6::bigint, 1))
         on conflict on constraint number_series_code_key do nothing",
        SeriesId::new().0,
        seller.0,
        kind.word(),
        code,
        prefix,
        first_number
    )
    .execute(tx.conn())
    .await?;
    let id = sqlx::query_scalar!(
        "select series_id from number_series where seller_id = $1 and kind = $2 and code = $3",
        seller.0,
        kind.word(),
        code
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(id.into())
}
