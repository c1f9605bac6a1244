//! What the recovery report and the simulator read (H6, H7): invoices that came under dunning with everything
//! that was done and paid, and invoices of the past as they went. What it means is `domain::dunning`'s.

use super::ledger::read_money;
use super::{StaffRead, StoreError, corrupt};
use crate::domain::dunning::{
    AttemptCause, AttemptResult, CardNetwork, DeclineCodes, DunningStep, Ending, PaidBy,
    PastAttempt, PastInvoice, PastRefusal, PursuedInvoice, Reason,
};
use crate::store::tenants::zone_named;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use serde_json::Value;

/// Invoices of one report or replay; more are left out, and that is said.
pub const INVOICES_MAX: usize = 50_000;

/// An invoice under dunning as stored; lists are JSON.
struct PursuedRow {
    currency: String,
    due_minor: i64,
    outcome: Option<String>,
    failure_code: Option<String>,
    network_code: Option<String>,
    network_advice_code: Option<String>,
    brand: Option<String>,
    messages: Value,
    attempts: Value,
    payments: Value,
}

#[derive(Deserialize)]
struct MessageRow {
    sent_at: Timestamp,
    after_days: u32,
    channel: String,
    template: String,
}

#[derive(Deserialize)]
struct AttemptRow {
    attempted_at: Timestamp,
    attempt: u32,
    cause: String,
}

#[derive(Deserialize)]
struct PaymentRow {
    paid_at: Timestamp,
    amount_minor: i64,
    paid_by: String,
}

/// The invoices that came under dunning from `from` until before `to`, the newest first.
pub async fn pursued(
    tx: &mut StaffRead,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<PursuedInvoice>, StoreError> {
    let rows = sqlx::query_as!(
        PursuedRow,
        r#"select m.currency, m.due_minor, m.outcome,
                  f.failure_code as "failure_code?", f.network_code as "network_code?",
                  f.network_advice_code as "network_advice_code?", f.brand as "brand?",
                  s.messages as "messages!", a.attempts as "attempts!", p.payments as "payments!"
             from dunning_campaign_invoices m
             join dunning_campaigns k on k.tenant_id = m.tenant_id and k.campaign_id = m.campaign_id
             left join lateral (
                  select c.failure_code, c.network_code, c.network_advice_code, w.brand
                    from charge_invoices i
                    join charges c on c.tenant_id = i.tenant_id and c.charge_id = i.charge_id
                    join autopay_attempts o on o.tenant_id = c.tenant_id and o.charge_id = c.charge_id
                    left join payment_methods w
                      on w.tenant_id = c.tenant_id and w.payment_method_id = c.payment_method_id
                   where i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id and c.state = 'failed'
                   order by o.attempted_at
                   limit 1) f on true
            cross join lateral (
                  select coalesce(jsonb_agg(jsonb_build_object('sent_at', d.done_at, 'channel', d.channel,
                           'template', d.template, 'after_days', v.steps -> d.position -> 'after_days')
                           order by d.done_at, d.position), '[]') as messages
                    from dunning_steps d
                    join dunning_schedule_versions v on v.schedule_id = k.schedule_id and v.version = k.version
                   where d.tenant_id = m.tenant_id and d.campaign_id = m.campaign_id and d.outcome = 'sent'
                     and d.done_at >= m.joined_at and (m.left_at is null or d.done_at <= m.left_at)) s
            cross join lateral (
                  select coalesce(jsonb_agg(jsonb_build_object('attempted_at', d.attempted_at, 'attempt', d.attempt,
                           'cause', d.cause) order by d.attempted_at, d.attempt), '[]') as attempts
                    from dunning_attempts d
                    join charges c on c.tenant_id = d.tenant_id and c.charge_id = d.charge_id
                   where d.tenant_id = m.tenant_id and d.campaign_id = m.campaign_id and d.invoice_id = m.invoice_id
                     and c.failure_code is distinct from 'never_made') a
            cross join lateral (
                  select coalesce(jsonb_agg(jsonb_build_object('paid_at', q.paid_at, 'amount_minor', q.amount_minor,
                           'paid_by', q.paid_by) order by q.paid_at), '[]') as payments
                    from (select l.payment_id, min(l.allocated_at) as paid_at, sum(l.amount_minor) as amount_minor,
                                 coalesce(max(case d.cause when 'new_method' then 'new_method' when 'schedule' then 'retry' end),
                                          'customer') as paid_by
                            from allocations l
                            left join charges c on c.tenant_id = l.tenant_id and c.payment_id = l.payment_id
                            left join dunning_attempts d on d.tenant_id = c.tenant_id and d.charge_id = c.charge_id
                           where l.tenant_id = m.tenant_id and l.invoice_id = m.invoice_id and l.payment_id is not null
                             and l.allocated_at >= m.joined_at and (m.left_at is null or l.allocated_at <= m.left_at)
                           group by l.payment_id
                          having sum(l.amount_minor) > 0) q) p
            where m.joined_at >= $1 and m.joined_at < $2
            order by m.joined_at desc, m.tenant_id, m.campaign_id, m.invoice_id
            limit $3"#,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        i64::try_from(INVOICES_MAX + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(read_pursued).collect()
}

fn read_pursued(row: PursuedRow) -> Result<PursuedInvoice, StoreError> {
    let codes = DeclineCodes {
        code: row.failure_code.as_deref().unwrap_or_default(),
        network_code: row.network_code.as_deref(),
        advice_code: row.network_advice_code.as_deref(),
    };
    let advice = codes.advice(CardNetwork::of_brand(row.brand.as_deref()));
    let reason = match &row.failure_code {
        Some(code) => Reason::Declined { advice, code: code.clone() },
        None => Reason::FellDue,
    };
    let ending = match row.outcome.as_deref() {
        None => Ending::Open,
        Some("paid") => Ending::Paid,
        Some("written_off") => Ending::WrittenOff,
        Some(_) => Ending::Withdrawn,
    };
    let payments = list::<PaymentRow>(row.payments)?.into_iter().map(|it| {
        let by: PaidBy = it.paid_by.parse().map_err(|e| corrupt("paid_by", e))?;
        Ok((it.paid_at, read_money(&row.currency, it.amount_minor)?, by))
    });
    Ok(PursuedInvoice {
        due: read_money(&row.currency, row.due_minor)?,
        reason,
        messages: messages(row.messages)?,
        attempts: attempts(row.attempts)?,
        payments: payments.collect::<Result<_, StoreError>>()?,
        ending,
    })
}

fn list<T: serde::de::DeserializeOwned>(stored: Value) -> Result<Vec<T>, StoreError> {
    serde_json::from_value(stored).map_err(|e| corrupt("dunning report", e))
}

fn messages(stored: Value) -> Result<Vec<(Timestamp, DunningStep)>, StoreError> {
    let read = |it: MessageRow| {
        let channel = it.channel.parse().map_err(|e| corrupt("dunning_steps.channel", e))?;
        let template = it.template.parse().map_err(|e| corrupt("dunning_steps.template", e))?;
        Ok((it.sent_at, DunningStep { after_days: it.after_days, channel, template }))
    };
    list::<MessageRow>(stored)?.into_iter().map(read).collect()
}

fn attempts(stored: Value) -> Result<Vec<(Timestamp, u32, AttemptCause)>, StoreError> {
    let read = |it: AttemptRow| {
        let cause = it.cause.parse().map_err(|e| corrupt("dunning_attempts.cause", e))?;
        Ok((it.attempted_at, it.attempt, cause))
    };
    list::<AttemptRow>(stored)?.into_iter().map(read).collect()
}

/// The invoices due from `from` to `to` that were paid late or not at all, or whose first charge was refused,
/// the oldest first.
pub async fn past(
    tx: &mut StaffRead,
    from: Date,
    to: Date,
) -> Result<Vec<PastInvoice>, StoreError> {
    let rows = sqlx::query!(
        r#"select i.tenant_id, i.currency, (i.total_minor - i.credited_minor) as "due_minor!", i.due_on, i.paid_at,
                  i.disputed, t.time_zone, f.payment_method_id as "payment_method_id?",
                  f.attempted_at as "attempted_at?", f.failure_code as "failure_code?",
                  f.network_code as "network_code?", f.network_advice_code as "network_advice_code?",
                  f.brand as "brand?"
             from invoices i
             join tenants t on t.tenant_id = i.tenant_id
             left join lateral (
                  select c.payment_method_id, o.attempted_at, c.failure_code, c.network_code, c.network_advice_code,
                         w.brand
                    from autopay_attempts o
                    join charges c on c.tenant_id = o.tenant_id and c.charge_id = o.charge_id
                    left join payment_methods w
                      on w.tenant_id = c.tenant_id and w.payment_method_id = c.payment_method_id
                   where o.tenant_id = i.tenant_id and o.invoice_id = i.invoice_id and c.state = 'failed'
                   order by o.attempted_at
                   limit 1) f on true
            where i.status in ('open', 'paid', 'uncollectible')
              and i.due_on between $1 and $2
              and i.total_minor > i.credited_minor
              and (i.paid_at is null or (i.paid_at at time zone t.time_zone)::date > i.due_on
                   or f.attempted_at is not null)
            order by i.due_on, i.tenant_id, i.invoice_id
            limit $3"#,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        i64::try_from(INVOICES_MAX + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let zone = zone_named(&r.time_zone);
            let network = CardNetwork::of_brand(r.brand.as_deref());
            let codes = DeclineCodes {
                code: r.failure_code.as_deref().unwrap_or_default(),
                network_code: r.network_code.as_deref(),
                advice_code: r.network_advice_code.as_deref(),
            };
            let refused = r.payment_method_id.zip(r.attempted_at).map(|(method, at)| {
                let attempt = PastAttempt {
                    method: method.into(),
                    result: AttemptResult::Declined(codes.advice(network)),
                    attempted_at: at.to_jiff(),
                    least_wait: codes.least_wait(network),
                };
                PastRefusal { attempt, network }
            });
            let settled_on = r.paid_at.map(|at| at.to_jiff().to_zoned(zone.clone()).date());
            Ok(PastInvoice {
                customer: r.tenant_id.to_string(),
                due: read_money(&r.currency, r.due_minor)?,
                due_on: r.due_on.to_jiff(),
                settled_on,
                is_disputed: r.disputed,
                refused,
                zone,
            })
        })
        .collect()
}
