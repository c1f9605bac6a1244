//! Sellers as staff look after them: all settings, with the version that a change must be based on. The audit
//! log is written by the table's trigger.

use super::read_logo;
use crate::domain::id::SellerId;
use crate::domain::party::{BankAccount, LogoRef, PostalAddress};
use crate::domain::seller_settings::{SellerRegistration, SellerSettings};
use crate::store::{OperatorTx, StaffRead, StoreError, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A seller as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SellerEntity {
    pub seller_id: SellerId,
    pub settings: SellerSettings,
    pub logo: Option<LogoRef>,
    /// Grows with every change.
    pub version: i64,
    pub updated_at: Option<Timestamp>,
    /// Since when nothing new is drafted for it.
    pub archived_at: Option<Timestamp>,
}

struct Row {
    seller_id: Uuid,
    code: String,
    legal_name: String,
    trading_name: String,
    address_line1: String,
    address_line2: String,
    city: String,
    region: String,
    postal_code: String,
    country: String,
    email: String,
    phone: String,
    website: String,
    tax_ids: Json<Vec<SellerRegistration>>,
    bank_accounts: Json<Vec<BankAccount>>,
    brand_color: String,
    footer: Json<BTreeMap<String, String>>,
    days_to_pay: i16,
    logo: Option<String>,
    width_px: Option<i32>,
    height_px: Option<i32>,
    version: i64,
    updated_at: Option<jiff_sqlx::Timestamp>,
    archived_at: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn read(self) -> Result<SellerEntity, StoreError> {
        let days = self.days_to_pay;
        let settings = SellerSettings {
            code: self.code,
            legal_name: self.legal_name,
            trading_name: self.trading_name,
            address: PostalAddress {
                line1: self.address_line1,
                line2: self.address_line2,
                city: self.city,
                region: self.region,
                postal_code: self.postal_code,
                country: self.country,
            },
            email: self.email,
            phone: self.phone,
            website: self.website,
            registrations: self.tax_ids.0,
            bank_accounts: self.bank_accounts.0,
            brand_color: self.brand_color,
            footer: self.footer.0,
            days_to_pay: days
                .try_into()
                .map_err(|_| corrupt("seller_entities.days_to_pay", days))?,
        };
        Ok(SellerEntity {
            seller_id: self.seller_id.into(),
            settings,
            logo: read_logo(self.logo, self.width_px, self.height_px),
            version: self.version,
            updated_at: self.updated_at.map(jiff_sqlx::Timestamp::to_jiff),
            archived_at: self.archived_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// All sellers, those in use first, by name. At most 200.
pub async fn all(tx: &mut StaffRead) -> Result<Vec<SellerEntity>, StoreError> {
    rows(tx.conn(), None).await?.into_iter().map(Row::read).collect()
}

/// One seller, or None.
pub async fn find(
    tx: &mut StaffRead,
    seller: SellerId,
) -> Result<Option<SellerEntity>, StoreError> {
    rows(tx.conn(), Some(seller)).await?.into_iter().next().map(Row::read).transpose()
}

/// As [`find`], and keeps others from changing it until the transaction ends.
pub async fn lock(
    tx: &mut OperatorTx,
    seller: SellerId,
) -> Result<Option<SellerEntity>, StoreError> {
    sqlx::query!(
        "select seller_id from seller_entities where seller_id = $1 for no key update",
        seller.0
    )
    .fetch_optional(tx.conn())
    .await?;
    rows(tx.conn(), Some(seller)).await?.into_iter().next().map(Row::read).transpose()
}

async fn rows(
    conn: &mut sqlx::PgConnection,
    seller: Option<SellerId>,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select s.seller_id, s.code, s.legal_name, s.trading_name, s.address_line1, s.address_line2, s.city,
                  s.region, s.postal_code, s.country, s.email, s.phone, s.website,
                  s.tax_ids as "tax_ids: Json<Vec<SellerRegistration>>",
                  s.bank_accounts as "bank_accounts: Json<Vec<BankAccount>>", s.brand_color,
                  s.footer as "footer: Json<BTreeMap<String, String>>", s.days_to_pay,
                  encode(s.logo_sha256, 'hex') as logo, l.width_px as "width_px?", l.height_px as "height_px?",
                  s.version, s.updated_at, s.archived_at
             from seller_entities s
             left join seller_logos l on l.sha256 = s.logo_sha256
            where $1::uuid is null or s.seller_id = $1
            order by s.archived_at is not null, s.legal_name, s.seller_id
            limit 200"#,
        seller.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Adds a seller under an id made before, when the form was rendered.
/// # Errors  `Refused` by `seller_entities_code_key` when another has this code, by `seller_entities_pkey` when
/// the form was sent before.
pub async fn insert(
    tx: &mut OperatorTx,
    seller: SellerId,
    settings: &SellerSettings,
    now: Timestamp,
) -> Result<(), StoreError> {
    let address = &settings.address;
    sqlx::query!(
        "insert into seller_entities (seller_id, code, legal_name, trading_name, address_line1, address_line2,
                city, region, postal_code, country, email, phone, website, tax_ids, bank_accounts, brand_color,
                footer, days_to_pay, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        seller.0,
        settings.code,
        settings.legal_name,
        settings.trading_name,
        address.line1,
        address.line2,
        address.city,
        address.region,
        address.postal_code,
        address.country,
        settings.email,
        settings.phone,
        settings.website,
        Json(&settings.registrations) as _,
        Json(&settings.bank_accounts) as _,
        settings.brand_color,
        Json(&settings.footer) as _,
        i16::try_from(settings.days_to_pay).unwrap_or(i16::MAX),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Replaces the settings, but not the code, which imports and their mappings know.
pub async fn update(
    tx: &mut OperatorTx,
    seller: SellerId,
    settings: &SellerSettings,
    now: Timestamp,
) -> Result<(), StoreError> {
    let address = &settings.address;
    sqlx::query!(
        "update seller_entities
            set legal_name = $2, trading_name = $3, address_line1 = $4, address_line2 = $5, city = $6, region = $7,
                postal_code = $8, country = $9, email = $10, phone = $11, website = $12, tax_ids = $13,
                bank_accounts = $14, brand_color = $15, footer = $16, days_to_pay = $17, updated_at = $18,
                version = version + 1
          where seller_id = $1",
        seller.0,
        settings.legal_name,
        settings.trading_name,
        address.line1,
        address.line2,
        address.city,
        address.region,
        address.postal_code,
        address.country,
        settings.email,
        settings.phone,
        settings.website,
        Json(&settings.registrations) as _,
        Json(&settings.bank_accounts) as _,
        settings.brand_color,
        Json(&settings.footer) as _,
        i16::try_from(settings.days_to_pay).unwrap_or(i16::MAX),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows this stored logo from the next document on, or none.
pub async fn set_logo(
    tx: &mut OperatorTx,
    seller: SellerId,
    logo: Option<&LogoRef>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update seller_entities
            set logo_sha256 = decode($2, 'hex'), updated_at = $3, version = version + 1
          where seller_id = $1",
        seller.0,
        logo.map(|logo| logo.sha256.as_str()),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the seller out of use, or back into it.
pub async fn set_archived(
    tx: &mut OperatorTx,
    seller: SellerId,
    archived: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update seller_entities
            set archived_at = case when $2 then $3::timestamptz end, updated_at = $3, version = version + 1
          where seller_id = $1",
        seller.0,
        archived,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
