//! The wordings that operators gave to mails: one row per version, never changed.

use super::{OperatorTx, StaffRead, StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Versions that a history shows; nobody rewords a mail more often in a deployment's life.
const HISTORY_MAX: i64 = 200;

/// One version of a mail's wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWording {
    pub template: String,
    pub language: String,
    pub version: i32,
    /// Subject and body; None: from this version on the built-in wording again.
    pub words: Option<(String, String)>,
    pub created_at: Timestamp,
    pub created_by: Uuid,
}

/// The wording that counts for a mail that is composed now; None when it was never reworded.
pub async fn current(
    tx: &mut TenantTx,
    template: &str,
    language: &str,
) -> Result<Option<StoredWording>, StoreError> {
    newest(tx.conn(), template, language).await
}

/// As [`current`], for mails that belong to no tenant.
pub async fn current_of_operator(
    tx: &mut OperatorTx,
    template: &str,
    language: &str,
) -> Result<Option<StoredWording>, StoreError> {
    newest(tx.conn(), template, language).await
}

async fn newest(
    conn: &mut PgConnection,
    template: &str,
    language: &str,
) -> Result<Option<StoredWording>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select template, language, version, subject, body, created_at, created_by
           from email_templates
          where template = $1 and language = $2
          order by version desc
          limit 1",
        template,
        language
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(StoredWording::from))
}

/// The current wording of every mail that was ever reworded.
pub async fn all_current(tx: &mut StaffRead) -> Result<Vec<StoredWording>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select distinct on (template, language)
                template, language, version, subject, body, created_at, created_by
           from email_templates
          order by template, language, version desc
          limit 500"
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(StoredWording::from).collect())
}

/// All versions of a mail's wording, the newest first.
pub async fn history(
    tx: &mut StaffRead,
    template: &str,
    language: &str,
) -> Result<Vec<StoredWording>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select template, language, version, subject, body, created_at, created_by
           from email_templates
          where template = $1 and language = $2
          order by version desc
          limit $3",
        template,
        language,
        HISTORY_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(StoredWording::from).collect())
}

/// Adds a version.
/// # Errors  refused by `email_templates_pkey` when somebody else added it meanwhile.
pub async fn insert(tx: &mut OperatorTx, wording: &StoredWording) -> Result<(), StoreError> {
    let (subject, body) = match &wording.words {
        Some((subject, body)) => (Some(subject), Some(body)),
        None => (None, None),
    };
    sqlx::query!(
        "insert into email_templates (template, language, version, subject, body, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        wording.template,
        wording.language,
        wording.version,
        subject,
        body,
        wording.created_at.to_sqlx() as _,
        wording.created_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Row {
    template: String,
    language: String,
    version: i32,
    subject: Option<String>,
    body: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    created_by: Uuid,
}

impl From<Row> for StoredWording {
    fn from(row: Row) -> Self {
        Self {
            template: row.template,
            language: row.language,
            version: row.version,
            words: row.subject.zip(row.body),
            created_at: row.created_at.to_jiff(),
            created_by: row.created_by,
        }
    }
}
