//! What was agreed, as it was shown and signed, and what may be charged for it. Sealed: only bytes here.

use crate::domain::id::{InstallmentPlanId, PaymentMethodId};
use crate::store::{Actor, StoreError, TenantTx, invoices::read_sha256};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// An agreement to be stored.
pub struct NewAgreement<'a> {
    pub terms_sha256: [u8; 32],
    pub language: &'a str,
    pub agreement_sealed: &'a [u8],
    pub pdf_sealed: &'a [u8],
    pub pdf_sha256: [u8; 32],
}

/// An agreement as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub terms_sha256: [u8; 32],
    pub language: String,
    pub accepted_at: Timestamp,
    pub accepted_by: String,
    pub agreement_sealed: Vec<u8>,
    pub pdf_sealed: Vec<u8>,
    pub pdf_sha256: [u8; 32],
}

/// Stores the agreement of a plan, once for ever.
pub async fn insert(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    agreement: &NewAgreement<'_>,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into installment_agreements (tenant_id, plan_id, terms_sha256, language, accepted_at, accepted_by,
                agreement_sealed, pdf_sealed, pdf_sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant().0,
        plan.0,
        &agreement.terms_sha256,
        agreement.language,
        now.to_sqlx() as _,
        actor.to_string(),
        agreement.agreement_sealed,
        agreement.pdf_sealed,
        &agreement.pdf_sha256
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The agreement of a plan; None until it is accepted.
pub async fn find(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Option<Agreement>, StoreError> {
    let row = sqlx::query!(
        "select terms_sha256, language, accepted_at, accepted_by, agreement_sealed, pdf_sealed, pdf_sha256
           from installment_agreements
          where tenant_id = $1 and plan_id = $2",
        tx.tenant().0,
        plan.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let terms = read_sha256(Some(row.terms_sha256), "installment_agreements.terms_sha256")?;
        let pdf = read_sha256(Some(row.pdf_sha256), "installment_agreements.pdf_sha256")?;
        Ok(Agreement {
            terms_sha256: terms.unwrap_or_default(),
            language: row.language,
            accepted_at: row.accepted_at.to_jiff(),
            accepted_by: row.accepted_by,
            agreement_sealed: row.agreement_sealed,
            pdf_sealed: row.pdf_sealed,
            pdf_sha256: pdf.unwrap_or_default(),
        })
    })
    .transpose()
}

/// The version that the next decision about this plan's method gets.
pub async fn next_mandate_version(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<i32, StoreError> {
    let version = sqlx::query_scalar!(
        r#"select 1 + coalesce(max(version), 0) as "version!"
             from installment_mandates
            where tenant_id = $1 and plan_id = $2"#,
        tx.tenant().0,
        plan.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(version)
}

/// Records with what the plan's installments are charged from now on; None: they are paid by hand.
pub async fn insert_mandate(
    tx: &mut TenantTx,
    (plan, version): (InstallmentPlanId, i32),
    method: Option<PaymentMethodId>,
    consent_sealed: &[u8],
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into installment_mandates (tenant_id, plan_id, version, payment_method_id, consent_sealed, decided_at,
                decided_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        plan.0,
        version,
        method.map(|id| id.0),
        consent_sealed,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// With what the customer last agreed that installments are charged; None: by hand. A method that was
/// removed since is still named.
pub async fn mandated_method(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Option<PaymentMethodId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select coalesce(n.payment_method_id, m.payment_method_id)
           from installment_mandates m
           left join payment_methods o on o.tenant_id = m.tenant_id and o.payment_method_id = m.payment_method_id
           left join payment_methods n on n.tenant_id = o.tenant_id and n.gateway = o.gateway and n.kind = o.kind
                and n.fingerprint = o.fingerprint and n.removed_at is null and o.removed_at is not null
          where m.tenant_id = $1 and m.plan_id = $2
          order by m.version desc
          limit 1",
        tx.tenant().0,
        plan.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.flatten().map(Into::into))
}
