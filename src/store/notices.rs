//! Notices in the portal, and who of the customer's people has read which (row B15).

use super::paging::{Page, PageFrom, push_page};
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::document::DocumentKind;
use crate::domain::id::{PersonId, TenantId};
use crate::domain::notice::{KEPT, NoticeEvent, NoticeFacts, Severity};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};
use uuid::Uuid;

/// More unread notices than this are not counted: the page says so many.
pub const UNREAD_COUNTED_MAX: i64 = 100;

/// A notice to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    pub event: NoticeEvent,
    pub severity: Severity,
    /// What it is about, and where it leads.
    pub document: (DocumentKind, Uuid),
    /// Tells several of one event and document apart; empty where there is one.
    pub occurrence: String,
    pub facts: NoticeFacts,
}

/// Posts the notice to everybody of the customer, once per (event, document, occurrence): returns false
/// when it was posted before.
pub async fn post(
    tx: &mut TenantTx,
    now: Timestamp,
    notice: &NewNotice,
) -> Result<bool, StoreError> {
    let (kind, document_id) = notice.document;
    let facts = serde_json::to_value(&notice.facts).map_err(|e| corrupt("notices.facts", e))?;
    let posted = sqlx::query!(
        "insert into notices (tenant_id, notice_id, event, severity, document_kind, document_id, occurrence, facts,
                posted_at, posted_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict on constraint notices_once do nothing",
        tx.tenant().0,
        Uuid::now_v7(),
        notice.event.word(),
        notice.severity.word(),
        kind.word(),
        document_id,
        notice.occurrence,
        facts,
        now.to_sqlx() as _,
        now.to_zoned(TimeZone::UTC).date().to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(posted.rows_affected() == 1)
}

/// A notice as one person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    pub notice_id: Uuid,
    pub event: NoticeEvent,
    pub severity: Severity,
    pub document: (DocumentKind, Uuid),
    pub facts: NoticeFacts,
    pub posted_at: Timestamp,
    pub posted_on: Date,
    pub is_read: bool,
}

/// The notices that are kept, newest first.
pub async fn list(
    tx: &mut TenantTx,
    person: PersonId,
    now: Timestamp,
    from: PageFrom<Uuid>,
    limit: usize,
) -> Result<Page<NoticeRow>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select n.notice_id, n.event, n.severity, n.document_kind, n.document_id, n.facts, n.posted_at, n.posted_on, \
                exists (select from notice_reads r \
                         where r.tenant_id = n.tenant_id and r.notice_id = n.notice_id and r.person_id = ",
    );
    query.push_bind(person.0).push(") as is_read from notices n where n.tenant_id = ");
    query.push_bind(tx.tenant().0).push(" and n.posted_at > ").push_bind((now - KEPT).to_sqlx());
    push_page(&mut query, ("n.posted_on", "n.notice_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn read_row(row: &PgRow) -> Result<NoticeRow, StoreError> {
    let event: String = row.try_get("event")?;
    let severity: String = row.try_get("severity")?;
    let kind: String = row.try_get("document_kind")?;
    let facts = serde_json::from_value(row.try_get("facts")?);
    Ok(NoticeRow {
        notice_id: row.try_get("notice_id")?,
        event: event.parse().map_err(|_| corrupt("notices.event", &event))?,
        severity: severity.parse().map_err(|_| corrupt("notices.severity", &severity))?,
        document: (
            kind.parse().map_err(|_| corrupt("notices.document_kind", &kind))?,
            row.try_get("document_id")?,
        ),
        facts: facts.map_err(|e| corrupt("notices.facts", e))?,
        posted_at: row.try_get::<jiff_sqlx::Timestamp, _>("posted_at")?.to_jiff(),
        posted_on: row.try_get::<jiff_sqlx::Date, _>("posted_on")?.to_jiff(),
        is_read: row.try_get("is_read")?,
    })
}

/// How many notices this person has not read, at most [`UNREAD_COUNTED_MAX`].
pub async fn unread(
    tx: &mut TenantTx,
    person: PersonId,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let unread = sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from (select n.notice_id
                     from notices n
                    where n.tenant_id = $1 and n.posted_at > $3
                      and not exists (select from notice_reads r
                                       where r.tenant_id = n.tenant_id and r.notice_id = n.notice_id
                                         and r.person_id = $2)
                    limit $4) unread"#,
        tx.tenant().0,
        person.0,
        (now - KEPT).to_sqlx() as _,
        UNREAD_COUNTED_MAX
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(unread)
}

/// Marks one notice as read by this person. False when there is no such notice; reading it again is fine.
pub async fn mark_read(
    tx: &mut TenantTx,
    person: PersonId,
    notice: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_there = sqlx::query_scalar!(
        r#"select exists (select from notices where tenant_id = $1 and notice_id = $2) as "is_there!""#,
        tx.tenant().0,
        notice
    )
    .fetch_one(tx.conn())
    .await?;
    if is_there {
        sqlx::query!(
            "insert into notice_reads (tenant_id, notice_id, person_id, read_at)
             values ($1, $2, $3, $4)
             on conflict do nothing",
            tx.tenant().0,
            notice,
            person.0,
            now.to_sqlx() as _
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(is_there)
}

/// Marks everything that is posted by now as read by this person.
pub async fn mark_all_read(
    tx: &mut TenantTx,
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into notice_reads (tenant_id, notice_id, person_id, read_at)
         select tenant_id, notice_id, $2, $3
           from notices
          where tenant_id = $1
         on conflict do nothing",
        tx.tenant().0,
        person.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Tenants with notices from before `before`; at most 1,000.
pub async fn tenants_with_old(db: &Db, before: Timestamp) -> Result<Vec<TenantId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select distinct tenant_id
           from notices
          where posted_at <= $1
          order by tenant_id
          limit 1000",
        before.to_sqlx() as _
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Deletes this tenant's notices from before `before`, with who read them; returns how many.
pub async fn delete_old(tx: &mut TenantTx, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "delete from notices where tenant_id = $1 and posted_at <= $2",
        tx.tenant().0,
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(deleted.rows_affected())
}
