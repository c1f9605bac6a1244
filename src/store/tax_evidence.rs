//! The proof of how invoices were taxed, and customers' certificates of exemption.

use super::{StoreError, TenantTx, corrupt};
use crate::domain::country::Country;
use crate::domain::id::{InvoiceId, TaxExemptionId};
use crate::domain::party::TaxRegistration;
use crate::domain::place_of_supply::TaxTreatment;
use crate::domain::tax_evidence::{ExemptionProof, TaxEvidence};
use crate::domain::tax_exemption::TaxExemption;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// More certificates than a customer has; the list is complete.
const EXEMPTIONS_MAX: i64 = 200;

fn country(column: &'static str, code: &str) -> Result<Country, StoreError> {
    code.parse().map_err(|_| corrupt(column, code))
}

/// Stores the proof with its invoice, which may still be a draft. Once: it is never changed.
pub async fn insert_evidence(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    evidence: &TaxEvidence,
    now: Timestamp,
) -> Result<(), StoreError> {
    let exemption = evidence.exemption.as_ref();
    sqlx::query!(
        "insert into tax_evidence (tenant_id, invoice_id, tax_point_on, buyer_country, buyer_country_from,
                buyer_postal_code, buyer_tax_id, buyer_tax_id_checked, buyer_tax_id_registry, seller_country,
                seller_registrations, category, rate_percent, reason, tax_country, territory, rule_source,
                rate_source, exemption_id, exemption_reason, certificate_number, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        tx.tenant().0,
        invoice.0,
        evidence.tax_point_on.to_sqlx() as _,
        evidence.buyer_country.map(Country::code),
        evidence.buyer_country_from.word(),
        evidence.buyer_postal_code,
        evidence.buyer_tax_id,
        evidence.buyer_tax_id_checked.word(),
        evidence.buyer_tax_id_registry.word(),
        evidence.seller_country.code(),
        Json(&evidence.seller_registrations) as _,
        evidence.treatment.category.code(),
        evidence.treatment.rate_percent,
        evidence.treatment.reason.word(),
        evidence.treatment.country.code(),
        evidence.territory,
        evidence.rule_source,
        evidence.rate_source,
        exemption.map(|proof| proof.exemption_id.0),
        exemption.map(|proof| proof.reason.word()),
        exemption.map(|proof| proof.certificate_number.as_str()),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The proof that is stored with an invoice; none for one that somebody wrote by hand.
pub async fn evidence_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<TaxEvidence>, StoreError> {
    let row = sqlx::query!(
        r#"select tax_point_on, buyer_country, buyer_country_from, buyer_postal_code, buyer_tax_id,
                  buyer_tax_id_checked, buyer_tax_id_registry, seller_country,
                  seller_registrations as "seller_registrations: Json<Vec<TaxRegistration>>", category, rate_percent,
                  reason, tax_country, territory, rule_source, rate_source, exemption_id, exemption_reason,
                  certificate_number
             from tax_evidence
            where tenant_id = $1 and invoice_id = $2"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let exemption = match (row.exemption_id, row.exemption_reason, row.certificate_number) {
        (Some(id), Some(reason), Some(certificate_number)) => Some(ExemptionProof {
            exemption_id: id.into(),
            reason: reason.parse().map_err(|e| corrupt("tax_evidence.exemption_reason", e))?,
            certificate_number,
        }),
        _ => None,
    };
    Ok(Some(TaxEvidence {
        tax_point_on: row.tax_point_on.to_jiff(),
        buyer_country: row
            .buyer_country
            .map(|code| country("tax_evidence.buyer_country", &code))
            .transpose()?,
        buyer_country_from: row
            .buyer_country_from
            .parse()
            .map_err(|e| corrupt("tax_evidence.buyer_country_from", e))?,
        buyer_postal_code: row.buyer_postal_code,
        buyer_tax_id: row.buyer_tax_id,
        buyer_tax_id_checked: row
            .buyer_tax_id_checked
            .parse()
            .map_err(|e| corrupt("tax_evidence.buyer_tax_id_checked", e))?,
        buyer_tax_id_registry: row
            .buyer_tax_id_registry
            .parse()
            .map_err(|e| corrupt("tax_evidence.buyer_tax_id_registry", e))?,
        seller_country: country("tax_evidence.seller_country", &row.seller_country)?,
        seller_registrations: row.seller_registrations.0,
        treatment: TaxTreatment {
            category: row
                .category
                .parse()
                .map_err(|_| corrupt("tax_evidence.category", &row.category))?,
            rate_percent: row.rate_percent,
            reason: row.reason.parse().map_err(|e| corrupt("tax_evidence.reason", e))?,
            country: country("tax_evidence.tax_country", &row.tax_country)?,
        },
        territory: row.territory,
        rule_source: row.rule_source,
        rate_source: row.rate_source,
        exemption,
    }))
}

/// Stores a certificate; the same one again changes nothing.
pub async fn insert_exemption(
    tx: &mut TenantTx,
    exemption: &TaxExemption,
    entered_by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tax_exemptions (tenant_id, exemption_id, country, reason, certificate_number, valid_from,
                valid_until, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, exemption_id) do nothing",
        tx.tenant().0,
        exemption.exemption_id.0,
        exemption.country.code(),
        exemption.reason.word(),
        exemption.certificate_number,
        exemption.valid_from.to_sqlx() as _,
        exemption.valid_until.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
        entered_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Withdraws a certificate; one that was withdrawn before stays as it was. False: there is no such one.
pub async fn withdraw_exemption(
    tx: &mut TenantTx,
    id: TaxExemptionId,
    withdrawn_by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let tenant = tx.tenant().0;
    sqlx::query!(
        "update tax_exemptions
            set withdrawn_at = $3, withdrawn_by = $4
          where tenant_id = $1 and exemption_id = $2 and withdrawn_at is null",
        tenant,
        id.0,
        now.to_sqlx() as _,
        withdrawn_by
    )
    .execute(tx.conn())
    .await?;
    let exists = sqlx::query_scalar!(
        r#"select exists (select from tax_exemptions where tenant_id = $1 and exemption_id = $2) as "exists!""#,
        tenant,
        id.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(exists)
}

/// All certificates of the customer, the newest first, withdrawn ones too.
pub async fn exemptions(tx: &mut TenantTx) -> Result<Vec<TaxExemption>, StoreError> {
    let rows = sqlx::query!(
        "select exemption_id, country, reason, certificate_number, valid_from, valid_until, withdrawn_at
           from tax_exemptions
          where tenant_id = $1
          order by valid_from desc, exemption_id desc
          limit $2",
        tx.tenant().0,
        EXEMPTIONS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(TaxExemption {
                exemption_id: row.exemption_id.into(),
                country: country("tax_exemptions.country", &row.country)?,
                reason: row.reason.parse().map_err(|e| corrupt("tax_exemptions.reason", e))?,
                certificate_number: row.certificate_number,
                valid_from: row.valid_from.to_jiff(),
                valid_until: row.valid_until.map(jiff_sqlx::Date::to_jiff),
                withdrawn_at: row.withdrawn_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}
