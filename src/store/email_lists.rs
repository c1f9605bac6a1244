//! The staff's list of e-mails, across tenants or of one.

use super::{StaffRead, StoreError, corrupt};
use crate::domain::document::DocumentKind;
use crate::domain::id::{EmailId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// Which e-mails.
#[derive(Clone, Debug, Default)]
pub struct EmailFilter {
    /// In one of these states; empty: in any.
    pub states: Vec<String>,
    pub tenant: Option<TenantId>,
}

/// The last e-mail of the page before.
pub type EmailKey = (Timestamp, EmailId);

/// An e-mail with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedEmail {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub email_id: EmailId,
    pub document_kind: DocumentKind,
    pub document_id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub state: String,
    pub attempts: i32,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// 0: the built-in wording.
    pub template_version: i32,
    pub bounced_at: Option<Timestamp>,
    pub bounce_status: Option<String>,
    pub bounce_diagnostic: Option<String>,
    /// Why it did not leave, without addresses.
    pub last_error: Option<String>,
    /// Nothing is mailed to its address any more.
    pub is_barred: bool,
}

/// E-mails that the filter lets through, the newest first, after `after`.
pub async fn page(
    tx: &mut StaffRead,
    filter: &EmailFilter,
    after: Option<EmailKey>,
    limit: i64,
) -> Result<Vec<ListedEmail>, StoreError> {
    let rows = sqlx::query!(
        r#"select e.tenant_id, t.legal_name, e.email_id, e.document_kind, e.document_id, e.recipient, e.subject,
                  e.state, e.attempts, e.created_at, e.sent_at, e.template_version, e.bounced_at,
                  e.bounce_status, e.bounce_diagnostic, e.last_error,
                  exists (select from bounced_addresses b
                           where b.tenant_id = e.tenant_id and b.address = lower(e.recipient)
                             and b.cleared_at is null) as "is_barred!"
             from emails e
             join tenants t on t.tenant_id = e.tenant_id
            where (cardinality($1::text[]) = 0 or e.state = any($1))
              and ($2::uuid is null or e.tenant_id = $2)
              and ($3::timestamptz is null or (e.created_at, e.email_id) < ($3, $4::uuid))
            order by e.created_at desc, e.email_id desc
            limit $5"#,
        &filter.states,
        filter.tenant.map(|tenant| tenant.0),
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = row.document_kind;
            Ok(ListedEmail {
                tenant_id: row.tenant_id.into(),
                tenant_name: row.legal_name,
                email_id: row.email_id.into(),
                document_kind: kind.parse().map_err(|_| corrupt("emails.document_kind", &kind))?,
                document_id: row.document_id,
                recipient: row.recipient,
                subject: row.subject,
                state: row.state,
                attempts: row.attempts,
                created_at: row.created_at.to_jiff(),
                sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
                template_version: row.template_version,
                bounced_at: row.bounced_at.map(jiff_sqlx::Timestamp::to_jiff),
                bounce_status: row.bounce_status,
                bounce_diagnostic: row.bounce_diagnostic,
                last_error: row.last_error,
                is_barred: row.is_barred,
            })
        })
        .collect()
}
