//! Tenants (the operator's customers) and their billing profile.

use super::{OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{TaxIdId, TenantId};
use crate::domain::party::{Buyer, PostalAddress, TaxRegistration};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;

/// What a customer tells us about how to bill them (row B10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingProfile {
    pub account_ref: String,
    pub legal_name: String,
    pub address: PostalAddress,
    pub billing_emails: Vec<String>,
    /// ISO 639-1; documents and mail are written in it.
    pub language: String,
    /// What documents are issued in unless a draft says otherwise.
    pub currency: Currency,
    /// What the customer prefers to see totals in; display only.
    pub display_currency: Option<Currency>,
    /// IANA name; decides which civil date "today" is.
    pub time_zone: String,
    pub tax_ids: Vec<TaxRegistration>,
}

/// The zone with this IANA name. Names are checked when they are entered; one that the zone database has
/// lost since is told in the log, and UTC stands in for it: nobody is left without a bill for that.
#[must_use]
pub fn zone_named(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| {
        tracing::error!(zone = name, "no such time zone is known; UTC is used");
        TimeZone::UTC
    })
}

impl BillingProfile {
    /// In whose days the customer counts.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        zone_named(&self.time_zone)
    }

    /// The customer's civil date.
    #[must_use]
    pub fn civil_date(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone()).date()
    }

    /// The buyer as it is frozen into a document.
    #[must_use]
    pub fn buyer(&self) -> Buyer {
        Buyer {
            legal_name: self.legal_name.clone(),
            account_ref: self.account_ref.clone(),
            address: self.address.clone(),
            tax_ids: self.tax_ids.clone(),
            email: self.billing_emails.first().cloned().unwrap_or_default(),
        }
    }
}

/// Adds a tenant. The transaction goes on as that tenant.
/// # Errors  `Refused` by `tenants_account_ref_key` when the reference is taken.
pub async fn create(
    tx: &mut OperatorTx,
    tenant: TenantId,
    profile: &BillingProfile,
    source: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.visit_tenant(tenant).await?;
    sqlx::query!(
        "insert into tenants (tenant_id, account_ref, legal_name, address_line1, address_line2, city, region,
                postal_code, country, billing_emails, language, currency, display_currency, time_zone, source,
                created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10, $11, $12, $13, $14, $15, $16, $16)",
        tenant.0,
        profile.account_ref,
        profile.legal_name,
        profile.address.line1,
        profile.address.line2,
        profile.address.city,
        profile.address.region,
        profile.address.postal_code,
        profile.address.country as _,
        &profile.billing_emails,
        profile.language,
        profile.currency.code(),
        profile.display_currency.map(|c| c.code()),
        profile.time_zone,
        source,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    for tax_id in &profile.tax_ids {
        insert_tax_id(tx.conn(), tenant, tax_id, now).await?;
    }
    Ok(())
}

async fn insert_tax_id(
    conn: &mut sqlx::PgConnection,
    tenant: TenantId,
    tax_id: &TaxRegistration,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tax_ids (tenant_id, tax_id_id, kind, value, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict on constraint tax_ids_value_key do nothing",
        tenant.0,
        TaxIdId::new().0,
        tax_id.kind,
        tax_id.value,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The billing profile of this transaction's tenant.
pub async fn profile(tx: &mut TenantTx) -> Result<BillingProfile, StoreError> {
    let tenant = tx.tenant();
    let row = sqlx::query!(
        r#"select account_ref, legal_name, address_line1, address_line2, city, region, postal_code,
                  coalesce(country, '') as "country!", billing_emails, language, currency, display_currency,
                  time_zone
             from tenants
            where tenant_id = $1"#,
        tenant.0
    )
    .fetch_one(tx.conn())
    .await?;
    let tax_ids = sqlx::query!(
        "select kind, value from tax_ids where tenant_id = $1 order by created_at, tax_id_id limit 20",
        tenant.0
    )
    .fetch_all(tx.conn())
    .await?;
    let currency =
        |code: &str| code.parse::<Currency>().map_err(|_| corrupt("tenants.currency", code));
    Ok(BillingProfile {
        account_ref: row.account_ref,
        legal_name: row.legal_name,
        address: PostalAddress {
            line1: row.address_line1,
            line2: row.address_line2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
        },
        billing_emails: row.billing_emails,
        language: row.language,
        currency: currency(&row.currency)?,
        display_currency: row.display_currency.as_deref().map(currency).transpose()?,
        time_zone: row.time_zone,
        tax_ids: tax_ids
            .into_iter()
            .map(|r| TaxRegistration { kind: r.kind, value: r.value })
            .collect(),
    })
}

/// Replaces the billing profile. Reference and billing currency stay. Documents already finalised
/// keep what they froze; drafts freeze what is stored when they are finalised.
pub async fn update_profile(
    tx: &mut TenantTx,
    profile: &BillingProfile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.tenant();
    sqlx::query!(
        "update tenants
            set legal_name = $2, address_line1 = $3, address_line2 = $4, city = $5, region = $6,
                postal_code = $7, country = nullif($8, ''), billing_emails = $9, language = $10,
                display_currency = $11, time_zone = $12, updated_at = $13
          where tenant_id = $1",
        tenant.0,
        profile.legal_name,
        profile.address.line1,
        profile.address.line2,
        profile.address.city,
        profile.address.region,
        profile.address.postal_code,
        profile.address.country as _,
        &profile.billing_emails,
        profile.language,
        profile.display_currency.map(|c| c.code()),
        profile.time_zone,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let (kinds, values): (Vec<_>, Vec<_>) =
        profile.tax_ids.iter().map(|id| (id.kind.clone(), id.value.clone())).unzip();
    sqlx::query!(
        "delete from tax_ids
          where tenant_id = $1
            and (kind, value) not in (select * from unnest($2::text[], $3::text[]))",
        tenant.0,
        &kinds,
        &values
    )
    .execute(tx.conn())
    .await?;
    for tax_id in &profile.tax_ids {
        insert_tax_id(tx.conn(), tenant, tax_id, now).await?;
    }
    Ok(())
}

/// One row of the staff's customer search.
#[derive(Clone, Debug)]
pub struct TenantRow {
    pub tenant_id: TenantId,
    pub account_ref: String,
    pub legal_name: String,
    pub country: String,
    pub created_at: Timestamp,
}

/// Tenants whose name or reference contains `text` (any case), by name, after `after` (name, id).
pub async fn search(
    tx: &mut StaffRead,
    text: &str,
    after: Option<(&str, TenantId)>,
    limit: i64,
) -> Result<Vec<TenantRow>, StoreError> {
    let (after_name, after_id) = match after {
        Some((name, id)) => (Some(name), Some(id.0)),
        None => (None, None),
    };
    let rows = sqlx::query!(
        r#"select tenant_id, account_ref, legal_name, coalesce(country, '') as "country!", created_at
             from tenants
            where ($1 = '' or lower(legal_name || ' ' || account_ref) like '%' || $1 || '%')
              and ($2::text is null or (legal_name, tenant_id) > ($2, $3))
            order by legal_name, tenant_id
            limit $4"#,
        like_pattern(text),
        after_name,
        after_id,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| TenantRow {
            tenant_id: r.tenant_id.into(),
            account_ref: r.account_ref,
            legal_name: r.legal_name,
            country: r.country,
            created_at: r.created_at.to_jiff(),
        })
        .collect())
}

/// The tenant with exactly this reference.
pub async fn find_by_account_ref(
    tx: &mut StaffRead,
    account_ref: &str,
) -> Result<Option<TenantRow>, StoreError> {
    let row = sqlx::query!(
        r#"select tenant_id, account_ref, legal_name, coalesce(country, '') as "country!", created_at
             from tenants
            where account_ref = $1"#,
        account_ref
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|r| TenantRow {
        tenant_id: r.tenant_id.into(),
        account_ref: r.account_ref,
        legal_name: r.legal_name,
        country: r.country,
        created_at: r.created_at.to_jiff(),
    }))
}

/// `text` in lower case with the wildcards of `like` made literal.
pub(super) fn like_pattern(text: &str) -> String {
    text.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
