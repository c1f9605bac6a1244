//! Seller entities and number series. Reading is everybody's; writing is the operator's.

use super::{OperatorTx, StoreError, TenantTx};
use crate::domain::id::{SellerId, SeriesId};
use crate::domain::party::{BankAccount, PostalAddress, Seller, TaxRegistration};
use crate::store::corrupt;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// Which documents a series numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesKind {
    Invoice,
    CreditNote,
}

impl SeriesKind {
    fn word(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }
}

/// The seller as it is today, to be frozen into a document.
/// # Errors  `NotFound`.
pub async fn load(tx: &mut TenantTx, seller: SellerId) -> Result<Seller, StoreError> {
    let row = sqlx::query!(
        r#"select legal_name, address_line1, address_line2, city, region, postal_code, country, email, website,
                  tax_ids as "tax_ids: Json<Vec<TaxRegistration>>",
                  bank_accounts as "bank_accounts: Json<Vec<BankAccount>>",
                  brand_color, footer as "footer: Json<std::collections::BTreeMap<String, String>>"
             from seller_entities
            where seller_id = $1"#,
        seller.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Seller {
        seller_id: seller,
        legal_name: row.legal_name,
        address: PostalAddress {
            line1: row.address_line1,
            line2: row.address_line2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
        },
        email: row.email,
        website: row.website,
        tax_ids: row.tax_ids.0,
        bank_accounts: row.bank_accounts.0,
        brand_color: row.brand_color,
        footer: row.footer.0,
    })
}

/// Sellers with a series of this kind that allocates numbers here: what staff may issue from.
/// At most 50, by name: (seller, its legal name, series).
pub async fn issuing_series(
    tx: &mut TenantTx,
    kind: SeriesKind,
) -> Result<Vec<(SellerId, String, SeriesId)>, StoreError> {
    let rows = sqlx::query!(
        "select s.seller_id, s.legal_name, n.series_id
           from seller_entities s
           join number_series n on n.seller_id = s.seller_id
          where n.kind = $1 and n.next_number is not null
          order by s.legal_name, n.code
          limit 50",
        kind.word()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.seller_id.into(), r.legal_name, r.series_id.into())).collect())
}

/// The next number of the series, gapless: it is given back if this transaction rolls back.
/// # Errors  `Corrupt` when the series allocates no numbers here (an import's).
pub async fn take_number(tx: &mut TenantTx, series: SeriesId) -> Result<String, StoreError> {
    sqlx::query_scalar!("select take_number($1)", series.0)
        .fetch_one(tx.conn())
        .await?
        .ok_or_else(|| corrupt("number_series.next_number", series))
}

/// Adds a seller, or updates the one with this code. Documents issued before keep what they froze.
pub async fn save(
    tx: &mut OperatorTx,
    code: &str,
    seller: &Seller,
    now: Timestamp,
) -> Result<SellerId, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into seller_entities (seller_id, code, legal_name, address_line1, address_line2, city, region,
                postal_code, country, email, website, tax_ids, bank_accounts, brand_color, footer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (code) do update
            set legal_name = excluded.legal_name, address_line1 = excluded.address_line1,
                address_line2 = excluded.address_line2, city = excluded.city, region = excluded.region,
                postal_code = excluded.postal_code, country = excluded.country, email = excluded.email,
                website = excluded.website, tax_ids = excluded.tax_ids, bank_accounts = excluded.bank_accounts,
                brand_color = excluded.brand_color, footer = excluded.footer
         returning seller_id",
        seller.seller_id.0,
        code,
        seller.legal_name,
        seller.address.line1,
        seller.address.line2,
        seller.address.city,
        seller.address.region,
        seller.address.postal_code,
        seller.address.country,
        seller.email,
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
        "insert into number_series (series_id, seller_id, kind, code, prefix, next_number)
         values ($1, $2, $3, $4, $5, $6)
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
