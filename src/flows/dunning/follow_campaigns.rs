//! The sweep: campaigns are opened, messages sent, access taken away and given back, campaigns paused,
//! resumed and ended (rows H1, H3, H5). Each campaign in one transaction under its customer's lock, so that
//! two workers, a restart or a second timer do each thing once.

use super::standing::{CampaignStanding, hold_of, standing};
use super::{DUNNING, DunningError, channels};
use crate::domain::dunning::{
    CampaignEvent, CampaignStatus, Entitlement, PauseReason, StepsNow, is_day, steps_now,
};
use crate::domain::id::{DunningCampaignId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::flows::payments::Till;
use crate::store::dunning::{
    DunningCampaign, DunningEventKind, Member, MemberOutcome, StepDone, StepOutcome,
};
use crate::store::dunning_schedules::in_force;
use crate::store::{Actor, StoreError, TenantTx, dunning, dunning_lists, tenants};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// Customers that are looked for in one go.
const TENANTS_AT_ONCE: i64 = 500;

/// Customers of whom something may be due, after this one; none at the end.
pub async fn customers_after(till: &Till, after: TenantId) -> Result<Vec<TenantId>, StoreError> {
    let now = till.clock.now();
    let day = now.to_zoned(TimeZone::UTC).date().saturating_add(1.day());
    let mut read = till.db.staff_read().await?;
    dunning_lists::to_look_at(&mut read, now, day, after, TENANTS_AT_ONCE).await
}

/// Looks at one customer: opens what is to be opened, and follows each campaign that has not ended.
pub async fn follow_customer(till: &Till, tenant: TenantId) -> Result<(), DunningError> {
    let now = till.clock.now();
    let mut tx = till.db.worker_tenant(tenant, &DUNNING, now).await?;
    open_campaigns(&mut tx, now).await?;
    let campaigns = dunning::open_campaigns(&mut tx).await?;
    tx.commit().await?;
    for campaign in campaigns {
        let mut tx = till.db.worker_tenant(tenant, &DUNNING, now).await?;
        follow(till, &mut tx, now, campaign.campaign_id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// As [`follow_customer`], in the caller's transaction.
pub async fn follow_in(till: &Till, tx: &mut TenantTx, now: Timestamp) -> Result<(), DunningError> {
    open_campaigns(tx, now).await?;
    for campaign in dunning::open_campaigns(tx).await? {
        follow(till, tx, now, campaign.campaign_id).await?;
    }
    Ok(())
}

/// Puts what is overdue into the campaign of its currency, and opens one where none is under way. What is
/// disputed, on an installment plan, being paid, or too little is left alone.
async fn open_campaigns(tx: &mut TenantTx, now: Timestamp) -> Result<(), DunningError> {
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let today = now.to_zoned(zone).date();
    let mut asked = Vec::new();
    for member in dunning::overdue(tx, today).await? {
        if hold_of(tx, &member).await?.is_none() {
            asked.push(member);
        }
    }
    let under_way = dunning::open_campaigns(tx).await?;
    while let Some(first) = asked.first() {
        let currency = first.due.currency;
        let (group, rest): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|member| member.due.currency == currency);
        asked = rest;
        let is_open = |it: &&DunningCampaign| {
            it.currency == currency && it.status != CampaignStatus::Exhausted
        };
        match under_way.iter().find(is_open) {
            Some(campaign) => join(tx, now, campaign.campaign_id, &group).await?,
            None => open(tx, now, today, &group).await?,
        }
    }
    Ok(())
}

async fn open(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    group: &[Member],
) -> Result<(), DunningError> {
    let (Some(oldest), Some(version)) = (group.first(), in_force(tx).await?) else {
        return Ok(());
    };
    let mut overdue = Money::zero(oldest.due.currency);
    for member in group {
        overdue = overdue.checked_add(member.due)?;
    }
    if !version.terms.reaches_threshold(overdue) {
        return Ok(());
    }
    // Whoever was never written to begins at the beginning, however old the debt is.
    let began_on = oldest.due_on.max(today.saturating_sub(1.day()));
    let campaign = DunningCampaign {
        tenant_id: tx.tenant(),
        campaign_id: DunningCampaignId::new(),
        currency: overdue.currency,
        schedule_id: version.schedule_id,
        version: version.version,
        status: CampaignStatus::Running,
        pause: None,
        began_on,
        entitlement: Entitlement::Full,
        opened_at: now,
        ended_at: None,
        next_look_at: now,
    };
    dunning::insert_campaign(tx, &campaign).await?;
    let detail = json!({
        "schedule": version.terms.name,
        "version": version.version,
        "amount_minor": overdue.amount_minor,
        "currency": overdue.currency.code(),
    });
    note(tx, &campaign, DunningEventKind::Opened, detail, &DUNNING, now).await?;
    join(tx, now, campaign.campaign_id, group).await
}

async fn join(
    tx: &mut TenantTx,
    now: Timestamp,
    campaign: DunningCampaignId,
    group: &[Member],
) -> Result<(), DunningError> {
    for member in group {
        dunning::insert_member(tx, campaign, member, now).await?;
        let kind = DunningEventKind::InvoiceJoined;
        dunning::record_event(tx, campaign, kind, about(member), &DUNNING, now).await?;
    }
    Ok(())
}

fn about(member: &Member) -> serde_json::Value {
    json!({
        "invoice_id": member.invoice_id,
        "number": member.number,
        "amount_minor": member.due.amount_minor,
        "currency": member.due.currency.code(),
    })
}

/// Brings one campaign to where it should be by now. Doing it again changes nothing.
pub(super) async fn follow(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    id: DunningCampaignId,
) -> Result<(), DunningError> {
    let campaign = dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))?;
    if campaign.status.is_final() {
        return Ok(());
    }
    let_settled_leave(tx, now, &campaign).await?;
    let mut standing = standing(till, tx, now, campaign).await?;
    if standing.in_question.is_empty() {
        return end(tx, now, standing).await;
    }
    pause_or_resume(tx, now, &mut standing).await?;
    if standing.campaign.status == CampaignStatus::Running {
        take_steps(till, tx, now, &mut standing).await?;
        if standing.is_exhausted() {
            exhaust(tx, now, &mut standing.campaign).await?;
        }
    }
    if standing.campaign.status != CampaignStatus::Paused {
        escalate(tx, now, &mut standing).await?;
    }
    standing.campaign.next_look_at = standing.next_look_at(now);
    Ok(dunning::save_campaign(tx, &standing.campaign).await?)
}

async fn let_settled_leave(
    tx: &mut TenantTx,
    now: Timestamp,
    campaign: &DunningCampaign,
) -> Result<(), DunningError> {
    for member in dunning::members(tx, campaign.campaign_id).await? {
        let outcome = match member.status {
            _ if member.left.is_some() => continue,
            InvoiceStatus::Open | InvoiceStatus::Draft => continue,
            InvoiceStatus::Paid => MemberOutcome::Paid,
            InvoiceStatus::Void => MemberOutcome::Void,
            InvoiceStatus::Uncollectible => MemberOutcome::WrittenOff,
        };
        dunning::leave(tx, campaign.campaign_id, member.invoice_id, outcome, now).await?;
        let mut detail = about(&member);
        detail["outcome"] = json!(outcome.word());
        let kind = DunningEventKind::InvoiceLeft;
        note(tx, campaign, kind, detail, &DUNNING, now).await?;
    }
    Ok(())
}

/// Nothing is in question any more. Where a part was given up, it was not recovered.
async fn end(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: CampaignStanding,
) -> Result<(), DunningError> {
    let mut campaign = standing.campaign;
    let outcomes = standing.members.iter().filter_map(|member| member.left.map(|(_, how)| how));
    let is_lost = outcomes.into_iter().any(|how| how == MemberOutcome::WrittenOff);
    let (event, kind) = if is_lost {
        (CampaignEvent::WrittenOff, DunningEventKind::WrittenOff)
    } else {
        (CampaignEvent::Paid, DunningEventKind::Recovered)
    };
    campaign.status = campaign.status.after(event)?;
    campaign.pause = None;
    campaign.ended_at = Some(now);
    set_entitlement(tx, now, &mut campaign, Entitlement::Full).await?;
    note(tx, &campaign, kind, json!({}), &DUNNING, now).await?;
    Ok(dunning::save_campaign(tx, &campaign).await?)
}

/// A dispute or a plan over everything stops the campaign; it goes on when that is over, or when the day that
/// was promised has passed.
async fn pause_or_resume(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &mut CampaignStanding,
) -> Result<(), DunningError> {
    let reason_to_wait = standing.reason_to_wait();
    let today = standing.today;
    let campaign = &mut standing.campaign;
    match (campaign.status, campaign.pause, reason_to_wait) {
        (CampaignStatus::Running, _, Some(reason)) => {
            campaign.status = campaign.status.after(CampaignEvent::Paused(reason))?;
            campaign.pause = Some((reason, None));
            let detail = json!({ "reason": reason.word() });
            note(tx, campaign, DunningEventKind::Paused, detail, &DUNNING, now).await?;
        }
        (CampaignStatus::Paused, Some((reason, until)), waits) => {
            let is_over = match reason {
                PauseReason::Dispute | PauseReason::InstallmentPlan => waits.is_none(),
                PauseReason::PromiseToPay | PauseReason::Staff => {
                    until.is_some_and(|until| until < today)
                }
            };
            if is_over {
                campaign.status = campaign.status.after(CampaignEvent::Resumed)?;
                campaign.pause = None;
                let detail = json!({ "reason": reason.word() });
                note(tx, campaign, DunningEventKind::Resumed, detail, &DUNNING, now).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Sends what is due, by day where the customer is. What was missed is passed over.
async fn take_steps(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &mut CampaignStanding,
) -> Result<(), DunningError> {
    if !is_day(now, &standing.zone) || !standing.terms.reaches_threshold(standing.overdue) {
        return Ok(());
    }
    let done = standing.done_positions();
    let (from, today) = (standing.counts_from, standing.today);
    let StepsNow { send, missed } = steps_now(&standing.terms.steps, from, today, &done);
    for (position, outcome) in missed
        .into_iter()
        .map(|position| (position, StepOutcome::Missed))
        .chain(send.into_iter().map(|position| (position, StepOutcome::Sent)))
    {
        let step = StepDone {
            position,
            step: standing.terms.steps[position],
            outcome,
            occurrence: format!("{}@{position}", standing.campaign.campaign_id),
            due: standing.overdue,
            done_at: now,
            done_by: DUNNING.to_string(),
        };
        // Whoever stores the step sends it: in one transaction, or not at all.
        if !dunning::insert_step(tx, standing.campaign.campaign_id, &step).await? {
            continue;
        }
        if outcome == StepOutcome::Sent {
            channels::send(till, tx, now, standing, &step).await?;
        }
        standing.done.push(step);
    }
    Ok(())
}

async fn exhaust(
    tx: &mut TenantTx,
    now: Timestamp,
    campaign: &mut DunningCampaign,
) -> Result<(), DunningError> {
    campaign.status = campaign.status.after(CampaignEvent::AttemptsExhausted)?;
    note(tx, campaign, DunningEventKind::Exhausted, json!({}), &DUNNING, now).await
}

async fn escalate(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &mut CampaignStanding,
) -> Result<(), DunningError> {
    let today = standing.entitlement_today();
    set_entitlement(tx, now, &mut standing.campaign, today).await
}

async fn set_entitlement(
    tx: &mut TenantTx,
    now: Timestamp,
    campaign: &mut DunningCampaign,
    entitlement: Entitlement,
) -> Result<(), DunningError> {
    if campaign.entitlement == entitlement {
        return Ok(());
    }
    let detail = json!({ "from": campaign.entitlement.word(), "to": entitlement.word() });
    campaign.entitlement = entitlement;
    note(tx, campaign, DunningEventKind::AccessChanged, detail, &DUNNING, now).await
}

pub(super) async fn note(
    tx: &mut TenantTx,
    campaign: &DunningCampaign,
    kind: DunningEventKind,
    detail: serde_json::Value,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), DunningError> {
    Ok(dunning::record_event(tx, campaign.campaign_id, kind, detail, actor, now).await?)
}
