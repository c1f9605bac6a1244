//! Which kinds of mail a customer's people do without.

use super::{StoreError, TenantTx, corrupt};
use crate::domain::id::PersonId;
use crate::domain::mail_topic::MailTopic;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::collections::BTreeSet;

/// What this person does without.
pub async fn topics(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<BTreeSet<MailTopic>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select topic from declined_mail where tenant_id = $1 and person_id = $2 limit 100",
        tx.tenant().0,
        person.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|word| word.parse().map_err(|_| corrupt("declined_mail.topic", word)))
        .collect()
}

/// Says whether this person does without mail of the topic.
pub async fn set(
    tx: &mut TenantTx,
    person: PersonId,
    topic: MailTopic,
    is_declined: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    if is_declined {
        sqlx::query!(
            "insert into declined_mail (tenant_id, person_id, topic, declined_at)
             values ($1, $2, $3, $4)
             on conflict do nothing",
            tx.tenant().0,
            person.0,
            topic.word(),
            now.to_sqlx() as _
        )
        .execute(tx.conn())
        .await?;
    } else {
        sqlx::query!(
            "delete from declined_mail where tenant_id = $1 and person_id = $2 and topic = $3",
            tx.tenant().0,
            person.0,
            topic.word()
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The addresses, in lower case, of this customer's members who do without mail of the topic.
pub async fn addresses(
    tx: &mut TenantTx,
    topic: MailTopic,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select p.email
           from declined_mail d
           join memberships m on m.tenant_id = d.tenant_id and m.person_id = d.person_id
           join people p on p.person_id = d.person_id
          where d.tenant_id = $1 and d.topic = $2
          limit 1000",
        tx.tenant().0,
        topic.word()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().collect())
}
