//! The certificates of withheld tax; the amounts are `payments`.

use super::{StoreError, TenantTx};
use crate::domain::id::PaymentId;
use crate::domain::payment::WithholdingCertificate;

/// Stores the certificate of a payment that is withheld tax.
pub async fn insert(
    tx: &mut TenantTx,
    payment: PaymentId,
    certificate: &WithholdingCertificate,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into withholding_certificates (tenant_id, payment_id, certificate_number, rate_percent)
         values ($1, $2, $3, $4)",
        tx.tenant().0,
        payment.0,
        certificate.number,
        certificate.rate_percent
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The certificate of a payment; none for one that is money.
pub async fn of_payment(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Option<WithholdingCertificate>, StoreError> {
    let row = sqlx::query!(
        "select certificate_number, rate_percent
           from withholding_certificates
          where tenant_id = $1 and payment_id = $2",
        tx.tenant().0,
        payment.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| WithholdingCertificate {
        number: row.certificate_number,
        rate_percent: row.rate_percent,
    }))
}
