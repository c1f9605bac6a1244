//! Rules of routing, version by version and sealed, and the decisions that were made by them.

use super::ledger::read_money;
use super::{OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{ChargeId, RuleId, TenantId};
use crate::domain::money::Money;
use crate::domain::routing::{Candidate, Decision};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Rules that are read; nobody keeps so many in mind.
const RULES_MAX: i64 = 200;
/// Versions of a rule that are shown.
const HISTORY_MAX: i64 = 100;
/// Writers of rules take turns by this advisory lock, so that no two end in one position.
const RULES_LOCK: i64 = 7_077_047;

/// A rule in one of its versions, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRule {
    pub rule_id: RuleId,
    pub version: i32,
    pub position: i32,
    pub name: String,
    pub is_enabled: bool,
    pub terms_sealed: Vec<u8>,
    pub created_at: Timestamp,
    pub created_by: String,
}

struct RuleRow {
    rule_id: uuid::Uuid,
    version: i32,
    position: i32,
    name: String,
    is_enabled: bool,
    terms_sealed: Vec<u8>,
    created_at: jiff_sqlx::Timestamp,
    created_by: String,
}

impl From<RuleRow> for SealedRule {
    fn from(row: RuleRow) -> Self {
        Self {
            rule_id: row.rule_id.into(),
            version: row.version,
            position: row.position,
            name: row.name,
            is_enabled: row.is_enabled,
            terms_sealed: row.terms_sealed,
            created_at: row.created_at.to_jiff(),
            created_by: row.created_by,
        }
    }
}

/// The current version of every rule, in their order.
pub async fn rules(tx: &mut TenantTx) -> Result<Vec<SealedRule>, StoreError> {
    newest(tx.conn()).await
}

/// As [`rules`], for staff.
pub async fn rules_for_staff(tx: &mut StaffRead) -> Result<Vec<SealedRule>, StoreError> {
    newest(tx.conn()).await
}

/// As [`rules`], for a change of them: whoever else wants to change one waits.
pub async fn lock_rules(tx: &mut OperatorTx) -> Result<Vec<SealedRule>, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock($1)::text", RULES_LOCK).fetch_one(tx.conn()).await?;
    newest(tx.conn()).await
}

async fn newest(conn: &mut PgConnection) -> Result<Vec<SealedRule>, StoreError> {
    let rows = sqlx::query_as!(
        RuleRow,
        r#"select rule_id as "rule_id!", version as "version!", position as "position!", name as "name!",
                  is_enabled as "is_enabled!", terms_sealed as "terms_sealed!", created_at as "created_at!: _",
                  created_by as "created_by!"
             from (select distinct on (rule_id)
                          rule_id, version, position, name, is_enabled, terms_sealed, created_at, created_by
                     from routing_rules
                    order by rule_id, version desc) newest
            order by position, rule_id
            limit $1"#,
        RULES_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(SealedRule::from).collect())
}

/// All versions of one rule, the newest first.
pub async fn history(tx: &mut StaffRead, rule: RuleId) -> Result<Vec<SealedRule>, StoreError> {
    let rows = sqlx::query_as!(
        RuleRow,
        r#"select rule_id, version, position, name, is_enabled, terms_sealed, created_at as "created_at: _", created_by
             from routing_rules
            where rule_id = $1
            order by version desc
            limit $2"#,
        rule.0,
        HISTORY_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(SealedRule::from).collect())
}

/// Adds a version.
/// # Errors  `Refused` by `routing_rules_pkey` when somebody else added it meanwhile.
pub async fn insert_rule(tx: &mut OperatorTx, rule: &SealedRule) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into routing_rules (rule_id, version, position, name, is_enabled, terms_sealed, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        rule.rule_id.0,
        rule.version,
        rule.position,
        rule.name,
        rule.is_enabled,
        rule.terms_sealed,
        rule.created_at.to_sqlx() as _,
        rule.created_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores why this charge goes through its gateway; `replaces` names the charge whose place it takes.
/// # Errors  `Refused` by `routing_decisions_one_successor`.
pub async fn record(
    tx: &mut TenantTx,
    charge: ChargeId,
    decision: &Decision,
    replaces: Option<ChargeId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let candidates = decision.candidates.iter().map(|candidate| {
        json!({ "gateway": candidate.gateway, "skipped": candidate.skipped.map(|skip| skip.word()) })
    });
    sqlx::query!(
        "insert into routing_decisions (tenant_id, charge_id, rule_id, rule_version, method_kind, candidates, chosen,
                replaces, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant().0,
        charge.0,
        decision.rule.map(|(rule, _)| rule.0),
        decision.rule.map(|(_, version)| version),
        decision.kind.word(),
        Value::Array(candidates.collect()),
        decision.chosen(),
        replaces.map(|charge| charge.0),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The decision that was made for this charge, if one was.
pub async fn decision(tx: &mut TenantTx, charge: ChargeId) -> Result<Option<Decision>, StoreError> {
    let row = sqlx::query!(
        "select rule_id, rule_version, method_kind, candidates
           from routing_decisions
          where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|r| read_decision((r.rule_id, r.rule_version, r.method_kind, r.candidates))).transpose()
}

/// The charge that took the place of this one, if one did.
pub async fn successor(
    tx: &mut TenantTx,
    charge: ChargeId,
) -> Result<Option<ChargeId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select charge_id from routing_decisions where tenant_id = $1 and replaces = $2",
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// A decision as the staff's page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRow {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub charge_id: ChargeId,
    pub amount: Money,
    /// The rule's name in the version that applied.
    pub rule_name: Option<String>,
    pub decision: Decision,
    pub is_failover: bool,
    pub decided_at: Timestamp,
}

/// The newest decisions, the newest first.
pub async fn newest_decisions(
    tx: &mut StaffRead,
    limit: i64,
) -> Result<Vec<DecisionRow>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.tenant_id, t.legal_name, d.charge_id, c.currency, c.amount_minor, d.rule_id, d.rule_version,
                  r.name as "rule_name?", d.method_kind, d.candidates, d.replaces is not null as "is_failover!",
                  d.decided_at
             from routing_decisions d
             join charges c on c.tenant_id = d.tenant_id and c.charge_id = d.charge_id
             join tenants t on t.tenant_id = d.tenant_id
             left join routing_rules r on r.rule_id = d.rule_id and r.version = d.rule_version
            order by d.decided_at desc, d.charge_id desc
            limit $1"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DecisionRow {
                tenant_id: r.tenant_id.into(),
                tenant_name: r.legal_name,
                charge_id: r.charge_id.into(),
                amount: read_money(&r.currency, r.amount_minor)?,
                rule_name: r.rule_name,
                decision: read_decision((r.rule_id, r.rule_version, r.method_kind, r.candidates))?,
                is_failover: r.is_failover,
                decided_at: r.decided_at.to_jiff(),
            })
        })
        .collect()
}

type DecisionColumns = (Option<uuid::Uuid>, Option<i32>, String, Value);

fn read_decision(
    (rule, version, kind, candidates): DecisionColumns,
) -> Result<Decision, StoreError> {
    const COLUMN: &str = "routing_decisions.candidates";
    let list = candidates.as_array().ok_or_else(|| corrupt(COLUMN, &candidates))?;
    let read = |one: &Value| {
        let gateway = one["gateway"].as_str().ok_or_else(|| corrupt(COLUMN, one))?.to_owned();
        let skipped = one["skipped"].as_str().map(str::parse).transpose();
        Ok(Candidate { gateway, skipped: skipped.map_err(|e| corrupt(COLUMN, e))? })
    };
    Ok(Decision {
        rule: rule.map(Into::into).zip(version),
        kind: kind.parse().map_err(|e| corrupt("routing_decisions.method_kind", e))?,
        candidates: list.iter().map(read).collect::<Result<_, StoreError>>()?,
    })
}
