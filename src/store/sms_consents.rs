//! Who allows text messages on which number, and the codes that prove a number. Consents are only added.

use super::{Actor, Db, StoreError, TenantTx, corrupt};
use crate::domain::id::{PersonId, TenantId};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::sms::ConsentReason;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// A decision about one person's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub person: PersonId,
    pub number: PhoneNumber,
    pub reason: ConsentReason,
    pub decided_at: Timestamp,
}

impl Consent {
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.reason == ConsentReason::Verified
    }
}

/// What is recorded beside a decision: the text that was agreed to, from where and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// 0 when nobody was asked.
    pub wording_version: i32,
    pub language: &'a str,
    pub client_ip: &'a str,
    pub actor: &'a Actor,
}

/// Records a decision; from now on it counts.
pub async fn decide(
    tx: &mut TenantTx,
    now: Timestamp,
    (person, number): (PersonId, &PhoneNumber),
    reason: ConsentReason,
    evidence: Evidence<'_>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into sms_consents (tenant_id, consent_id, person_id, number, is_on, reason, wording_version, language,
                client_ip, decided_at, decided_by, version)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce(max(version), 0) + 1
           from sms_consents
          where tenant_id = $1 and person_id = $3",
        tx.tenant().0,
        Uuid::now_v7(),
        person.0,
        number.as_str(),
        reason == ConsentReason::Verified,
        reason.word(),
        evidence.wording_version,
        evidence.language,
        evidence.client_ip,
        now.to_sqlx() as _,
        evidence.actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Row {
    person_id: Uuid,
    number: String,
    reason: String,
    decided_at: jiff_sqlx::Timestamp,
}

fn read(row: Row) -> Result<Consent, StoreError> {
    Ok(Consent {
        person: row.person_id.into(),
        number: row.number.parse().map_err(|e| corrupt("sms_consents.number", e))?,
        reason: row.reason.parse().map_err(|e| corrupt("sms_consents.reason", e))?,
        decided_at: row.decided_at.to_jiff(),
    })
}

/// The decision that counts for this person; None when there was never one.
pub async fn of_person(tx: &mut TenantTx, person: PersonId) -> Result<Option<Consent>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select person_id, number, reason, decided_at as "decided_at: _"
             from sms_consents
            where tenant_id = $1 and person_id = $2
            order by version desc
            limit 1"#,
        tx.tenant().0,
        person.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(read).transpose()
}

/// The members of this customer who allow text messages now, with the language each reads.
pub async fn readers(tx: &mut TenantTx) -> Result<Vec<(Consent, Option<String>)>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.person_id, c.number, c.reason, c.decided_at as "decided_at: jiff_sqlx::Timestamp", p.language
             from (select distinct on (person_id) person_id, number, is_on, reason, decided_at
                     from sms_consents
                    where tenant_id = $1
                    order by person_id, version desc) c
             join memberships m on m.tenant_id = $1 and m.person_id = c.person_id
             join people p on p.person_id = c.person_id
            where c.is_on
            order by c.person_id
            limit 200"#,
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let consent = Row {
                person_id: row.person_id,
                number: row.number,
                reason: row.reason,
                decided_at: row.decided_at,
            };
            Ok((read(consent)?, row.language))
        })
        .collect()
}

/// The people whose newest decision allows messages on this number, whoever's customer they are; at most
/// 100.
pub async fn allowing(
    db: &Db,
    number: &PhoneNumber,
) -> Result<Vec<(TenantId, PersonId)>, StoreError> {
    let rows = sqlx::query!(
        "select c.tenant_id, c.person_id
           from sms_consents c
          where c.number = $1 and c.is_on
            and not exists (select from sms_consents later
                             where later.tenant_id = c.tenant_id and later.person_id = c.person_id
                               and later.version > c.version)
          order by c.tenant_id, c.person_id
          limit 100",
        number.as_str()
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.person_id.into())).collect())
}

/// A code that was sent and not typed in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneCode {
    pub number: PhoneNumber,
    pub code_hash: Vec<u8>,
    /// Wrong ones so far.
    pub attempts: i32,
    pub expires_at: Timestamp,
}

/// Takes the place of an earlier code.
pub async fn put_code(
    tx: &mut TenantTx,
    now: Timestamp,
    person: PersonId,
    code: &PhoneCode,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into phone_codes (tenant_id, person_id, number, code_hash, attempts, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, person_id) do update
            set number = excluded.number, code_hash = excluded.code_hash, attempts = excluded.attempts,
                created_at = excluded.created_at, expires_at = excluded.expires_at",
        tx.tenant().0,
        person.0,
        code.number.as_str(),
        code.code_hash,
        code.attempts,
        now.to_sqlx() as _,
        code.expires_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The code that was sent last, locked until the transaction ends.
pub async fn code(tx: &mut TenantTx, person: PersonId) -> Result<Option<PhoneCode>, StoreError> {
    let row = sqlx::query!(
        "select number, code_hash, attempts, expires_at
           from phone_codes
          where tenant_id = $1 and person_id = $2",
        tx.tenant().0,
        person.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(PhoneCode {
            number: row.number.parse().map_err(|e| corrupt("phone_codes.number", e))?,
            code_hash: row.code_hash,
            attempts: row.attempts,
            expires_at: row.expires_at.to_jiff(),
        })
    })
    .transpose()
}

/// Counts a wrong code.
pub async fn count_wrong_code(tx: &mut TenantTx, person: PersonId) -> Result<(), StoreError> {
    sqlx::query!(
        "update phone_codes set attempts = attempts + 1 where tenant_id = $1 and person_id = $2",
        tx.tenant().0,
        person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets the code.
pub async fn forget_code(tx: &mut TenantTx, person: PersonId) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from phone_codes where tenant_id = $1 and person_id = $2",
        tx.tenant().0,
        person.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
