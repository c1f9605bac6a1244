//! Which invoices a subscription made, and which time each line covers: once, which the database holds.

use super::super::{StoreError, TenantTx, corrupt};
use crate::domain::id::{CoverageId, InvoiceId, PlanVersionId, SubscriptionId};
use crate::domain::period::Period;
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde_json::Value;

/// Time that was billed already is refused by this.
pub const NEVER_TWICE: &str = "subscription_coverage_never_twice";

word_enum! {
    /// Why an invoice of a subscription was made; with the instant, its name for ever.
    pub enum BillingReason: "billing reason" {
        Cycle = "cycle",
        Change = "change",
        /// In the place of an invoice that was voided.
        Reissue = "reissue",
        /// Usage that came after the last invoice of a subscription that has ended.
        LateUsage = "late_usage",
    }
}

/// A billing instant that has named an invoice already is refused by this.
pub const NAMED_ONCE: &str = "subscription_invoices_pkey";

/// Names the invoice of a billing instant, for ever: voiding it does not free the name (trap T12).
/// # Errors  `Refused` by [`NAMED_ONCE`].
pub async fn insert_invoice(
    tx: &mut TenantTx,
    id: SubscriptionId,
    reason: BillingReason,
    billed_at: Timestamp,
    invoice: InvoiceId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into subscription_invoices (tenant_id, subscription_id, billing_reason, billed_at, invoice_id)
         values ($1, $2, $3, $4, $5)",
        tx.tenant().0,
        id.0,
        reason.word(),
        billed_at.to_sqlx() as _,
        invoice.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A line of an invoice, the time it covers, and why it is what it is.
#[derive(Clone, Debug)]
pub struct CoveredLine {
    pub subscription_id: SubscriptionId,
    pub line_no: i32,
    pub component: String,
    pub covered: Period,
    pub version_id: PlanVersionId,
    pub quantity: Decimal,
    /// Net, before its discount.
    pub amount_minor: i64,
    /// The line that takes a discount off this one, and how much.
    pub discount: Option<(i32, i64)>,
    /// Usage received up to here was counted; `None` for what no meter counts.
    pub counted_at: Option<Timestamp>,
}

/// Stores what the lines of an invoice cover, in one statement.
/// # Errors  `Refused` by [`NEVER_TWICE`].
pub async fn insert_coverage(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    lines: &[CoveredLine],
) -> Result<(), StoreError> {
    let ids: Vec<_> = lines.iter().map(|_| CoverageId::new().0).collect();
    let subscriptions: Vec<_> = lines.iter().map(|line| line.subscription_id.0).collect();
    let components: Vec<_> = lines.iter().map(|line| line.component.clone()).collect();
    let starts: Vec<_> = lines.iter().map(|line| line.covered.start().to_sqlx()).collect();
    let ends: Vec<_> = lines.iter().map(|line| line.covered.end().to_sqlx()).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line.line_no).collect();
    let versions: Vec<_> = lines.iter().map(|line| line.version_id.0).collect();
    let quantities: Vec<_> = lines.iter().map(|line| line.quantity).collect();
    let amounts: Vec<_> = lines.iter().map(|line| line.amount_minor).collect();
    let discount_lines: Vec<_> = lines.iter().map(|line| line.discount.map(|it| it.0)).collect();
    let discounts: Vec<_> = lines.iter().map(|line| line.discount.map_or(0, |it| it.1)).collect();
    let counted: Vec<_> =
        lines.iter().map(|line| line.counted_at.map(Timestamp::to_sqlx)).collect();
    sqlx::query!(
        "insert into subscription_coverage (tenant_id, coverage_id, subscription_id, component, covered, invoice_id,
                line_no, version_id, quantity, amount_minor, discount_line_no, discount_minor, counted_at)
         select $1, l.id, l.subscription_id, l.component, tstzrange(l.start_at, l.end_at), $2,
                l.line_no, l.version_id, l.quantity, l.amount_minor, l.discount_line_no, l.discount_minor, l.counted_at
           from unnest($3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::int[], $9::uuid[],
                       $10::numeric[], $11::bigint[], $12::int[], $13::bigint[], $14::timestamptz[])
                as l(id, subscription_id, component, start_at, end_at, line_no, version_id, quantity, amount_minor,
                     discount_line_no, discount_minor, counted_at)",
        tx.tenant().0,
        invoice.0,
        &ids,
        &subscriptions,
        &components,
        &starts as _,
        &ends as _,
        &numbers,
        &versions,
        &quantities,
        &amounts,
        &discount_lines as _,
        &discounts,
        &counted as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores why lines are what they are, by line number.
pub async fn insert_explanations(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    lines: &[(i32, Value)],
) -> Result<(), StoreError> {
    let numbers: Vec<_> = lines.iter().map(|line| line.0).collect();
    let explanations: Vec<_> = lines.iter().map(|line| line.1.clone()).collect();
    sqlx::query!(
        "insert into invoice_line_explanations (tenant_id, invoice_id, line_no, explanation)
         select $1, $2, l.line_no, l.explanation
           from unnest($3::int[], $4::jsonb[]) as l(line_no, explanation)",
        tx.tenant().0,
        invoice.0,
        &numbers,
        &explanations
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Why each line is what it is, by line number; none for invoices that no subscription made.
pub async fn explanations(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Vec<(i32, Value)>, StoreError> {
    let rows = sqlx::query!(
        "select line_no, explanation
           from invoice_line_explanations
          where tenant_id = $1 and invoice_id = $2
          order by line_no",
        tx.tenant().0,
        invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.line_no, r.explanation)).collect())
}

/// A stretch of time of one component, and the line that charged it.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    pub coverage_id: CoverageId,
    pub component: String,
    pub period: Period,
    pub invoice_id: InvoiceId,
    pub line_no: i32,
    /// `None` for lines from before this was kept.
    pub version_id: Option<PlanVersionId>,
    pub quantity: Option<Decimal>,
    /// Net, before its discount.
    pub amount_minor: Option<i64>,
    /// The line that takes a discount off this one, and how much.
    pub discount: Option<(i32, i64)>,
    pub counted_at: Option<Timestamp>,
}

/// What was charged of the subscription, by component and time; at most 10,000 stretches.
pub async fn coverage(tx: &mut TenantTx, id: SubscriptionId) -> Result<Vec<Covered>, StoreError> {
    let rows = sqlx::query!(
        r#"select coverage_id, component, lower(covered) as "start!: jiff_sqlx::Timestamp",
                  upper(covered) as "end!: jiff_sqlx::Timestamp", invoice_id, line_no, version_id, quantity,
                  amount_minor, discount_line_no, discount_minor, counted_at as "counted_at: jiff_sqlx::Timestamp"
             from subscription_coverage
            where tenant_id = $1 and subscription_id = $2 and not is_void
            order by component, covered
            limit 10000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let period = Period::new(r.start.to_jiff(), r.end.to_jiff());
            Ok(Covered {
                coverage_id: r.coverage_id.into(),
                component: r.component,
                period: period.map_err(|e| corrupt("subscription_coverage.covered", e))?,
                invoice_id: r.invoice_id.into(),
                line_no: r.line_no,
                version_id: r.version_id.map(Into::into),
                quantity: r.quantity,
                amount_minor: r.amount_minor,
                discount: r.discount_line_no.map(|no| (no, r.discount_minor)),
                counted_at: r.counted_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}

/// Gives the end of what was covered back, from `at` on; what begins there is void.
pub async fn cut_coverage(
    tx: &mut TenantTx,
    id: CoverageId,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscription_coverage
            set covered = case when lower(covered) < $3 then tstzrange(lower(covered), $3) else covered end,
                is_void = is_void or lower(covered) >= $3
          where tenant_id = $1 and coverage_id = $2",
        tx.tenant().0,
        id.0,
        at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The lines of an invoice that is voided cover nothing any more.
pub async fn void_coverage(tx: &mut TenantTx, invoice: InvoiceId) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscription_coverage set is_void = true where tenant_id = $1 and invoice_id = $2 and not is_void",
        tx.tenant().0,
        invoice.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a voided invoice covered is covered by the one that replaces it, as far as that still has the
/// line: the same component for the same days. Its explanations go with it. Returns whose subscriptions
/// they are.
/// # Errors  `Refused` by [`NEVER_TWICE`] when the time was billed again meanwhile.
pub async fn reissue_coverage(
    tx: &mut TenantTx,
    voided: InvoiceId,
    replacement: InvoiceId,
) -> Result<Vec<SubscriptionId>, StoreError> {
    let tenant = tx.tenant().0;
    let rows = sqlx::query_scalar!(
        "with moved as (
           insert into subscription_coverage (tenant_id, coverage_id, subscription_id, component, covered, invoice_id,
                  line_no, version_id, quantity, amount_minor, discount_line_no, discount_minor, counted_at)
           select c.tenant_id, gen_random_uuid(), c.subscription_id, c.component, c.covered, $3, n.line_no, c.version_id,
                  -- what was adjusted meanwhile stays adjusted
                  coalesce((select a.quantity_after
                              from usage_adjustments a
                             where a.tenant_id = c.tenant_id and a.coverage_id = c.coverage_id
                             order by a.counted_at desc
                             limit 1), c.quantity), c.amount_minor, case when d.line_no is not null then c.discount_line_no end,
                  case when d.line_no is not null then c.discount_minor else 0 end, c.counted_at
             from subscription_coverage c
             join invoice_lines o on o.tenant_id = c.tenant_id and o.invoice_id = c.invoice_id and o.line_no = c.line_no
             join invoice_lines n on n.tenant_id = c.tenant_id and n.invoice_id = $3 and n.sku = o.sku
                  and n.service_from = o.service_from and n.service_to = o.service_to and n.line_no = o.line_no
             left join invoice_lines d on d.tenant_id = c.tenant_id and d.invoice_id = $3 and d.line_no = c.discount_line_no
            where c.tenant_id = $1 and c.invoice_id = $2 and c.is_void
           returning subscription_id
         )
         select distinct subscription_id from moved",
        tenant,
        voided.0,
        replacement.0
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        "insert into invoice_line_explanations (tenant_id, invoice_id, line_no, explanation)
         select e.tenant_id, $3, e.line_no, e.explanation || jsonb_build_object('reissue_of', $2::uuid)
           from invoice_line_explanations e
           join invoice_lines n on n.tenant_id = e.tenant_id and n.invoice_id = $3 and n.line_no = e.line_no
          where e.tenant_id = $1 and e.invoice_id = $2",
        tenant,
        voided.0,
        replacement.0
    )
    .execute(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Whether an invoice of the subscription was voided and its replacement is still a draft.
pub async fn awaits_reissue(tx: &mut TenantTx, id: SubscriptionId) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (
             select from subscription_coverage c
               join invoices i on i.tenant_id = c.tenant_id and i.replaces_invoice_id = c.invoice_id
              where c.tenant_id = $1 and c.subscription_id = $2 and c.is_void and i.status = 'draft') as "found!""#,
        tx.tenant().0,
        id.0
    );
    Ok(found.fetch_one(tx.conn()).await?)
}
