//! What the billing engine wrote down with its lines: why each is what it is, and what it covers.

use super::super::{StaffRead, StoreError, corrupt};
use super::StoredDocument;
use crate::domain::currency::Currency;
use crate::domain::plan::Component;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// The time of a component that a line was charged for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    pub component: String,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// A line of an invoice that the engine made.
#[derive(Clone, Debug)]
pub struct EngineLine {
    pub invoice_id: Uuid,
    pub line_no: i32,
    /// None: it was stored without one.
    pub explanation: Option<Value>,
    pub covered: Option<Covered>,
    /// The invoice is one of the cycle, whose lines all cover something.
    pub is_cycle: bool,
}

/// A version of a plan, as far as a price needs it.
#[derive(Clone, Debug)]
pub struct PricedVersion {
    pub code: String,
    pub version_no: i32,
    pub currency: Currency,
    pub components: Vec<Component>,
}

/// The lines of those of the documents that the engine made, in the order of their invoices.
pub async fn engine_lines(
    tx: &mut StaffRead,
    documents: &[StoredDocument],
) -> Result<Vec<EngineLine>, StoreError> {
    let tenants: Vec<Uuid> = documents.iter().map(|one| one.tenant.0).collect();
    let ids: Vec<Uuid> = documents.iter().map(|one| one.id).collect();
    let rows = sqlx::query!(
        r#"select l.invoice_id, l.line_no, x.explanation as "explanation?", c.component as "component?",
                  lower(c.covered) as from_at, upper(c.covered) as until_at, made.is_cycle as "is_cycle!"
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
            cross join lateral (select bool_and(s.billing_reason = 'cycle') as is_cycle
                                  from subscription_invoices s
                                 where s.tenant_id = k.tenant_id and s.invoice_id = k.id
                                having count(*) > 0) made
             join invoice_lines l on l.tenant_id = k.tenant_id and l.invoice_id = k.id
             left join invoice_line_explanations x
                    on x.tenant_id = l.tenant_id and x.invoice_id = l.invoice_id and x.line_no = l.line_no
             left join lateral (select component, covered
                                  from subscription_coverage s
                                 where s.tenant_id = l.tenant_id and s.invoice_id = l.invoice_id
                                   and s.line_no = l.line_no
                                 order by s.is_void, lower(s.covered)
                                 limit 1) c on true
            order by l.invoice_id, l.line_no"#,
        &tenants,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|r| {
        let period = r.from_at.zip(r.until_at);
        EngineLine {
            invoice_id: r.invoice_id,
            line_no: r.line_no,
            explanation: r.explanation,
            covered: r.component.zip(period).map(|(component, (from, until))| Covered {
                component,
                from: jiff_sqlx::Timestamp::to_jiff(from),
                until: jiff_sqlx::Timestamp::to_jiff(until),
            }),
            is_cycle: r.is_cycle,
        }
    });
    Ok(lines.collect())
}

/// The versions with these ids; those that are not there are left out.
pub async fn priced_versions(
    tx: &mut StaffRead,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, PricedVersion>, StoreError> {
    let rows = sqlx::query!(
        r#"select v.version_id, p.code, v.version_no, v.currency,
                  v.components as "components: Json<Vec<Component>>"
             from plan_versions v
             join plans p on p.plan_id = v.plan_id
            where v.version_id = any($1)"#,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut versions = HashMap::new();
    for r in rows {
        let currency = r.currency.parse();
        let currency = currency.map_err(|_| corrupt("plan_versions.currency", &r.currency))?;
        let (code, version_no, components) = (r.code, r.version_no, r.components.0);
        versions.insert(r.version_id, PricedVersion { code, version_no, currency, components });
    }
    Ok(versions)
}
