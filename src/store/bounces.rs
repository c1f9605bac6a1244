//! Mail that came back, and the addresses that are therefore barred, per tenant: what one customer's
//! mail met tells nothing to another.

use super::{Db, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::bounce::{BounceKind, EnhancedStatus};
use crate::domain::document::DocumentKind;
use crate::domain::id::{EmailId, JobId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// What another server said of a mail of ours.
#[derive(Clone, Copy, Debug)]
pub struct Bounce<'a> {
    pub kind: BounceKind,
    pub status: EnhancedStatus,
    /// Without addresses.
    pub diagnostic: &'a str,
}

/// What an id in an envelope's sender stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentAs {
    /// A mail about a document.
    Email(TenantId, EmailId),
    /// A mail to a person, which left as a job.
    Job(JobId),
}

/// The mail with this id, whosever it is; None when it is known no more.
pub async fn find_mail(tx: &mut OperatorTx, id: Uuid) -> Result<Option<SentAs>, StoreError> {
    let tenant = sqlx::query_scalar!("select tenant_id from emails where email_id = $1", id)
        .fetch_optional(tx.conn())
        .await?;
    if let Some(tenant) = tenant {
        return Ok(Some(SentAs::Email(tenant.into(), id.into())));
    }
    let job = sqlx::query_scalar!("select job_id from jobs where job_id = $1", id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(job.map(|job| SentAs::Job(job.into())))
}

/// A mail that came back, as its document's history needs it.
#[derive(Clone, Debug)]
pub struct BouncedEmail {
    pub event: String,
    pub recipient: String,
    pub document_kind: DocumentKind,
    pub document_id: Uuid,
}

/// To whom the mail went; None when this tenant has none with this id.
pub async fn recipient(tx: &mut TenantTx, email: EmailId) -> Result<Option<String>, StoreError> {
    let recipient = sqlx::query_scalar!(
        "select recipient from emails where tenant_id = $1 and email_id = $2",
        tx.tenant().0,
        email.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(recipient)
}

/// Records that a mail that had left was not delivered for good. None when that is known, or the mail
/// never left: then nothing changes.
pub async fn record_failure(
    tx: &mut TenantTx,
    email: EmailId,
    bounce: &Bounce<'_>,
    now: Timestamp,
) -> Result<Option<BouncedEmail>, StoreError> {
    let row = sqlx::query!(
        "update emails
            set state = 'bounced', bounced_at = $3, bounce_kind = $4, bounce_status = $5,
                bounce_diagnostic = $6
          where tenant_id = $1 and email_id = $2 and state in ('sending', 'sent', 'uncertain')
         returning event, recipient, document_kind, document_id",
        tx.tenant().0,
        email.0,
        now.to_sqlx() as _,
        bounce.kind.word(),
        bounce.status.to_string(),
        bounce.diagnostic
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| bounced(row.event, row.recipient, &row.document_kind, row.document_id))
        .transpose()
}

/// Records that a mail is not delivered yet; the first such notice counts. As [`record_failure`].
pub async fn record_delay(
    tx: &mut TenantTx,
    email: EmailId,
    bounce: &Bounce<'_>,
    now: Timestamp,
) -> Result<Option<BouncedEmail>, StoreError> {
    let row = sqlx::query!(
        "update emails
            set bounced_at = $3, bounce_kind = $4, bounce_status = $5, bounce_diagnostic = $6
          where tenant_id = $1 and email_id = $2 and state in ('sending', 'sent', 'uncertain')
            and bounced_at is null
         returning event, recipient, document_kind, document_id",
        tx.tenant().0,
        email.0,
        now.to_sqlx() as _,
        bounce.kind.word(),
        bounce.status.to_string(),
        bounce.diagnostic
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| bounced(row.event, row.recipient, &row.document_kind, row.document_id))
        .transpose()
}

fn bounced(
    event: String,
    recipient: String,
    kind: &str,
    document_id: Uuid,
) -> Result<BouncedEmail, StoreError> {
    let document_kind = kind.parse().map_err(|_| corrupt("emails.document_kind", kind))?;
    Ok(BouncedEmail { event, recipient, document_kind, document_id })
}

/// Records that a mail to a person came back; returns false when that is known. To whom it went is
/// forgotten by then.
pub async fn record_of_job(
    tx: &mut OperatorTx,
    job: JobId,
    kind: BounceKind,
    status: EnhancedStatus,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let recorded = sqlx::query!(
        "update jobs
            set bounced_at = $2, bounce_kind = $3, bounce_status = $4
          where job_id = $1 and (bounced_at is null or (bounce_kind = 'transient' and $3 = 'hard'))",
        job.0,
        now.to_sqlx() as _,
        kind.word(),
        status.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(recorded.rows_affected() == 1)
}

/// Bars an address until somebody clears it; one that is barred stays as it is.
pub async fn bar(
    tx: &mut TenantTx,
    address: &str,
    email: EmailId,
    bounce: &Bounce<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into bounced_addresses (tenant_id, bounced_address_id, address, email_id, status, diagnostic,
                bounced_at)
         values ($1, $2, lower($3), $4, $5, $6, $7)
         on conflict (tenant_id, address) where cleared_at is null do nothing",
        tx.tenant().0,
        Uuid::now_v7(),
        address,
        email.0,
        bounce.status.to_string(),
        bounce.diagnostic,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether nothing may be mailed to this address.
pub async fn is_barred(tx: &mut TenantTx, address: &str) -> Result<bool, StoreError> {
    let is_barred = sqlx::query_scalar!(
        r#"select exists (select from bounced_addresses
                           where tenant_id = $1 and address = lower($2) and cleared_at is null) as "is_barred!""#,
        tx.tenant().0,
        address
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_barred)
}

/// Allows mail to an address again; returns it, or None when it is not barred under this id.
pub async fn clear(
    tx: &mut TenantTx,
    id: Uuid,
    actor: &str,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let address = sqlx::query_scalar!(
        "update bounced_addresses
            set cleared_at = $3, cleared_by = $4
          where tenant_id = $1 and bounced_address_id = $2 and cleared_at is null
         returning address",
        tx.tenant().0,
        id,
        now.to_sqlx() as _,
        actor
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(address)
}

/// Whether this tenant ever had a barred address with this id.
pub async fn was_barred(tx: &mut TenantTx, id: Uuid) -> Result<bool, StoreError> {
    let was_barred = sqlx::query_scalar!(
        r#"select exists (select from bounced_addresses
                           where tenant_id = $1 and bounced_address_id = $2) as "was_barred!""#,
        tx.tenant().0,
        id
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(was_barred)
}

/// An address that nothing is mailed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarredAddress {
    pub id: Uuid,
    pub address: String,
    pub status: String,
    pub diagnostic: String,
    pub bounced_at: Timestamp,
}

/// This tenant's barred addresses, by name; at most 200.
pub async fn barred(tx: &mut TenantTx) -> Result<Vec<BarredAddress>, StoreError> {
    let rows = sqlx::query!(
        "select bounced_address_id, address, status, diagnostic, bounced_at
           from bounced_addresses
          where tenant_id = $1 and cleared_at is null
          order by address
          limit 200",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| BarredAddress {
            id: row.bounced_address_id,
            address: row.address,
            status: row.status,
            diagnostic: row.diagnostic,
            bounced_at: row.bounced_at.to_jiff(),
        })
        .collect())
}

/// A mail to a person that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BouncedJob {
    pub kind: String,
    pub bounced_at: Timestamp,
    pub status: String,
}

/// Mails to people that came back, the newest first; at most 20.
pub async fn of_jobs(tx: &mut StaffRead) -> Result<Vec<BouncedJob>, StoreError> {
    let rows = sqlx::query!(
        r#"select kind, bounced_at as "bounced_at!: jiff_sqlx::Timestamp", bounce_status
             from jobs
            where bounced_at is not null
            order by bounced_at desc
            limit 20"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| BouncedJob {
            kind: row.kind,
            bounced_at: row.bounced_at.to_jiff(),
            status: row.bounce_status.unwrap_or_default(),
        })
        .collect())
}

/// The key of the codes in envelope senders; `fresh` becomes it where there is none yet.
pub async fn ensure_key(
    tx: &mut OperatorTx,
    fresh: &[u8],
    now: Timestamp,
) -> Result<Vec<u8>, StoreError> {
    sqlx::query!(
        "insert into bounce_key (key, created_at) values ($1, $2) on conflict do nothing",
        fresh,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(sqlx::query_scalar!("select key from bounce_key").fetch_one(tx.conn()).await?)
}

/// The key, or None before it was made.
pub async fn key(db: &Db) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar!("select key from bounce_key").fetch_optional(db.worker_pool()).await?)
}
