//! Attempts at invoices that were made without the customer, by autopay or by dunning, and what banks
//! answered to a card: what another attempt is decided by.

use super::{StoreError, TenantTx, corrupt};
use crate::domain::charge::{ChargeState, NEVER_MADE};
use crate::domain::dunning::{
    AttemptCause, AttemptResult, CardNetwork, DeclineAdvice, DeclineCodes, PastAttempt,
};
use crate::domain::id::{ChargeId, DunningCampaignId, InvoiceId, PaymentMethodId};
use crate::domain::money::Money;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

/// An attempt that dunning makes.
#[derive(Clone, Copy, Debug)]
pub struct NewAttempt {
    pub campaign_id: DunningCampaignId,
    pub invoice_id: InvoiceId,
    /// Of dunning at this invoice, from 1.
    pub attempt: i32,
    pub charge_id: ChargeId,
    pub method: PaymentMethodId,
    pub network: CardNetwork,
    pub cause: AttemptCause,
    pub scheduled_at: Timestamp,
}

/// Remembers that the charge is this attempt.
/// # Errors  `Refused` by the primary key when somebody has made it.
pub async fn insert(
    tx: &mut TenantTx,
    attempt: &NewAttempt,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into dunning_attempts (tenant_id, campaign_id, invoice_id, attempt, charge_id, payment_method_id, network,
                cause, scheduled_at, attempted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant().0,
        attempt.campaign_id.0,
        attempt.invoice_id.0,
        attempt.attempt,
        attempt.charge_id.0,
        attempt.method.0,
        attempt.network.word(),
        attempt.cause.word(),
        attempt.scheduled_at.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The number of dunning's next attempt at this invoice.
pub async fn next_number(tx: &mut TenantTx, invoice: InvoiceId) -> Result<i32, StoreError> {
    let next = sqlx::query_scalar!(
        r#"select 1 + coalesce(max(attempt), 0) as "next!"
             from dunning_attempts
            where tenant_id = $1 and invoice_id = $2"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(next)
}

/// Why dunning made this charge; None: it did not.
pub async fn cause_of(
    tx: &mut TenantTx,
    charge: ChargeId,
) -> Result<Option<(AttemptCause, CardNetwork)>, StoreError> {
    let row = sqlx::query!(
        "select cause, network from dunning_attempts where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let cause = row.cause.parse().map_err(|e| corrupt("dunning_attempts.cause", e))?;
    let network = row.network.parse().map_err(|e| corrupt("dunning_attempts.network", e))?;
    Ok(Some((cause, network)))
}

/// All attempts at this invoice without the customer, of autopay and of dunning, the oldest first.
pub async fn at_invoice(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Vec<PastAttempt>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.payment_method_id, m.brand as "brand?", c.state, c.failure_code, c.network_code, c.network_advice_code,
                  a.attempted_at as "attempted_at!"
             from (select charge_id, attempted_at from autopay_attempts where tenant_id = $1 and invoice_id = $2
                   union all
                   select charge_id, attempted_at from dunning_attempts where tenant_id = $1 and invoice_id = $2) a
             join charges c on c.tenant_id = $1 and c.charge_id = a.charge_id
             left join payment_methods m on m.tenant_id = c.tenant_id and m.payment_method_id = c.payment_method_id
            order by a.attempted_at, a.charge_id
            limit 1000"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut attempts = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(method) = row.payment_method_id else { continue };
        let network = CardNetwork::of_brand(row.brand.as_deref());
        let codes = DeclineCodes {
            code: row.failure_code.as_deref().unwrap_or_default(),
            network_code: row.network_code.as_deref(),
            advice_code: row.network_advice_code.as_deref(),
        };
        let state: ChargeState = row.state.parse().map_err(|e| corrupt("charges.state", e))?;
        attempts.push(PastAttempt {
            method: method.into(),
            result: result(state, codes, network),
            attempted_at: row.attempted_at.to_jiff(),
            least_wait: codes.least_wait(network),
        });
    }
    Ok(attempts)
}

fn result(state: ChargeState, codes: DeclineCodes<'_>, network: CardNetwork) -> AttemptResult {
    match state {
        ChargeState::Failed => AttemptResult::Declined(codes.advice(network)),
        ChargeState::Canceled if codes.code == NEVER_MADE => AttemptResult::NeverMade,
        // Paid, and yet something is due again: that was taken off since, and the customer is asked.
        ChargeState::Canceled | ChargeState::Expired | ChargeState::Succeeded => {
            AttemptResult::Ended
        }
        ChargeState::Created
        | ChargeState::Sent
        | ChargeState::RequiresAction
        | ChargeState::Processing => AttemptResult::UnderWay,
    }
}

/// What banks answered to one card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardHistory {
    pub network: Option<CardNetwork>,
    /// When it was declined in the last 31 days, whoever tried, for whatever invoice.
    pub declined_at: Vec<Timestamp>,
    /// A bank or the network said never to try it again.
    pub is_barred: bool,
}

/// What banks answered to the card behind this method: the same card saved twice is one card.
pub async fn of_card(
    tx: &mut TenantTx,
    method: PaymentMethodId,
    now: Timestamp,
) -> Result<CardHistory, StoreError> {
    let brand = sqlx::query_scalar!(
        "select brand from payment_methods where tenant_id = $1 and payment_method_id = $2",
        tx.tenant().0,
        method.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let network = CardNetwork::of_brand(brand.flatten().as_deref());
    let rows = sqlx::query!(
        r#"select c.sent_at as "sent_at!", c.failure_code, c.network_code, c.network_advice_code
             from payment_methods this
             join payment_methods same
               on same.tenant_id = this.tenant_id
              and (same.payment_method_id = this.payment_method_id
                   or same.gateway = this.gateway and same.kind = this.kind and same.fingerprint = this.fingerprint)
             join charges c on c.tenant_id = same.tenant_id and c.payment_method_id = same.payment_method_id
            where this.tenant_id = $1 and this.payment_method_id = $2 and c.state = 'failed' and c.sent_at is not null
            order by c.sent_at desc
            limit 1000"#,
        tx.tenant().0,
        method.0
    )
    .fetch_all(tx.conn())
    .await?;
    let since = now - SignedDuration::from_hours(31 * 24);
    let mut history = CardHistory { network: Some(network), ..CardHistory::default() };
    for row in rows {
        let codes = DeclineCodes {
            code: row.failure_code.as_deref().unwrap_or_default(),
            network_code: row.network_code.as_deref(),
            advice_code: row.network_advice_code.as_deref(),
        };
        history.is_barred |= codes.advice(network) == DeclineAdvice::NeverRetry;
        let sent_at = row.sent_at.to_jiff();
        if sent_at > since {
            history.declined_at.push(sent_at);
        }
    }
    Ok(history)
}

/// An attempt at an invoice of a campaign, as its page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptMade {
    pub invoice_id: InvoiceId,
    pub invoice_number: String,
    pub charge_id: ChargeId,
    pub amount: Money,
    pub state: ChargeState,
    pub failure_code: Option<String>,
    pub advice: Option<DeclineAdvice>,
    pub network: CardNetwork,
    pub last4: Option<String>,
    /// None: autopay made it, on the due date.
    pub cause: Option<AttemptCause>,
    pub attempted_at: Timestamp,
}

/// The attempts at the invoices of a campaign, the oldest first; at most 1000.
pub async fn of_campaign(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Vec<AttemptMade>, StoreError> {
    let rows = sqlx::query!(
        r#"select i.invoice_id, i.number, c.charge_id, c.currency, c.amount_minor, c.state, c.failure_code, c.network_code,
                  c.network_advice_code, p.brand as "brand?", p.last4 as "last4?", a.cause as "cause?",
                  a.attempted_at as "attempted_at!"
             from dunning_campaign_invoices m
             join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
             join (select tenant_id, invoice_id, charge_id, attempted_at, null as cause from autopay_attempts
                   union all
                   select tenant_id, invoice_id, charge_id, attempted_at, cause from dunning_attempts) a
               on a.tenant_id = m.tenant_id and a.invoice_id = m.invoice_id
             join charges c on c.tenant_id = a.tenant_id and c.charge_id = a.charge_id
             left join payment_methods p on p.tenant_id = c.tenant_id and p.payment_method_id = c.payment_method_id
            where m.tenant_id = $1 and m.campaign_id = $2
            order by a.attempted_at, c.charge_id
            limit 1000"#,
        tx.tenant().0,
        campaign.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let network = CardNetwork::of_brand(r.brand.as_deref());
            let codes = DeclineCodes {
                code: r.failure_code.as_deref().unwrap_or_default(),
                network_code: r.network_code.as_deref(),
                advice_code: r.network_advice_code.as_deref(),
            };
            let state: ChargeState = r.state.parse().map_err(|e| corrupt("charges.state", e))?;
            let cause = r.cause.map(|word| word.parse()).transpose();
            Ok(AttemptMade {
                invoice_id: r.invoice_id.into(),
                invoice_number: r.number.unwrap_or_default(),
                charge_id: r.charge_id.into(),
                amount: super::ledger::read_money(&r.currency, r.amount_minor)?,
                state,
                advice: (state == ChargeState::Failed).then(|| codes.advice(network)),
                failure_code: r.failure_code.clone(),
                network,
                last4: r.last4,
                cause: cause.map_err(|e| corrupt("dunning_attempts.cause", e))?,
                attempted_at: r.attempted_at.to_jiff(),
            })
        })
        .collect()
}
