//! How a campaign stands now, and what comes next: read for the sweep, for the pages and for the mails, so
//! that all of them say the same. Changes nothing.

use super::DunningError;
use crate::domain::autopay::{Collection, Cover, collection};
use crate::domain::dunning::{
    CampaignStatus, CardNetwork, Entitlement, MethodToTry, NextAttempt, PauseReason, ScheduleTerms,
    WhenExhausted, next_attempt, next_day_time, next_step, opening_of, steps_now,
};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::flows::payments::Till;
use crate::flows::payments::autopay::{cover, default_method};
use crate::store::dunning::{DunningCampaign, Member, StepDone};
use crate::store::dunning_attempts::CardHistory;
use crate::store::{
    StoreError, TenantTx, dunning, dunning_attempts, dunning_schedules, installments, tenants,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A campaign is looked at again after this at the latest.
const LOOK_AT_LEAST: SignedDuration = SignedDuration::from_hours(24);
/// Where money may be on its way, after this.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(30);

/// Why nothing is asked for an invoice now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Disputed,
    /// A charge lives: the money may be on its way.
    OnItsWay,
    InstallmentPlan,
}

/// An invoice of the campaign that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InQuestion {
    pub member: Member,
    pub hold: Option<Hold>,
    /// When it is charged again.
    pub next_attempt: NextAttempt,
}

/// A campaign and everything that decides what comes next.
#[derive(Clone, Debug)]
pub struct CampaignStanding {
    pub campaign: DunningCampaign,
    pub terms: ScheduleTerms,
    /// All that ever belonged to it.
    pub members: Vec<Member>,
    pub in_question: Vec<InQuestion>,
    /// What is asked for: open and not held.
    pub overdue: Money,
    /// The same with what may be on its way: by it access is decided.
    pub owed: Money,
    /// The day from which its steps count now.
    pub counts_from: Date,
    pub today: Date,
    pub zone: TimeZone,
    pub done: Vec<StepDone>,
    /// What the next attempt would charge.
    pub method: Option<SavedMethod>,
}

/// Reads how `campaign` stands.
pub async fn standing(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    campaign: DunningCampaign,
) -> Result<CampaignStanding, DunningError> {
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let today = now.to_zoned(zone.clone()).date();
    let (schedule, version) = (campaign.schedule_id, campaign.version);
    let version = dunning_schedules::version(tx, schedule, version).await?;
    let terms = version.ok_or(StoreError::NotFound)?.terms;
    let members = dunning::members(tx, campaign.campaign_id).await?;
    let done = dunning::steps_done(tx, campaign.campaign_id).await?;
    let charging = Charging::load(tx, now, zone.clone()).await?;
    let mut in_question = Vec::new();
    for member in members.iter().filter(|member| member.left.is_none()) {
        if member.status == InvoiceStatus::Open {
            let hold = hold_of(tx, member).await?;
            let next_attempt = charging.next(till, tx, &terms, member, hold, now).await?;
            in_question.push(InQuestion { member: member.clone(), hold, next_attempt });
        }
    }
    let asked = || in_question.iter().filter(|it| it.hold.is_none()).map(|it| &it.member);
    let mut overdue = Money::zero(campaign.currency);
    for member in asked() {
        overdue = overdue.checked_add(member.due)?;
    }
    // What may be on its way is owed until it is here: an open page gives no access back.
    let is_owed = |it: &&InQuestion| matches!(it.hold, None | Some(Hold::OnItsWay));
    let owed_by = || in_question.iter().filter(is_owed).map(|it| &it.member);
    let mut owed = Money::zero(campaign.currency);
    for member in owed_by() {
        owed = owed.checked_add(member.due)?;
    }
    let oldest = owed_by().map(|member| member.due_on).min();
    let counts_from = oldest.map_or(campaign.began_on, |on| on.max(campaign.began_on));
    let method = charging.method;
    Ok(CampaignStanding {
        campaign,
        terms,
        members,
        in_question,
        overdue,
        owed,
        counts_from,
        today,
        zone,
        done,
        method,
    })
}

/// Why nothing is asked for this invoice now.
pub(super) async fn hold_of(
    tx: &mut TenantTx,
    member: &Member,
) -> Result<Option<Hold>, StoreError> {
    Ok(if member.is_disputed {
        Some(Hold::Disputed)
    } else if installments::running_plan_of(tx, member.invoice_id).await?.is_some() {
        Some(Hold::InstallmentPlan)
    } else if member.is_charged {
        Some(Hold::OnItsWay)
    } else {
        None
    })
}

/// What charges of this customer are decided by.
struct Charging {
    cover: Option<Cover>,
    method: Option<SavedMethod>,
    card: CardHistory,
    zone: TimeZone,
}

impl Charging {
    async fn load(tx: &mut TenantTx, now: Timestamp, zone: TimeZone) -> Result<Self, StoreError> {
        let method = default_method(tx).await?;
        let card = match &method {
            Some(method) => dunning_attempts::of_card(tx, method.payment_method_id, now).await?,
            None => CardHistory::default(),
        };
        Ok(Self { cover: cover(tx).await?, method, card, zone })
    }

    /// When this invoice is charged again. Only what autopay may collect is: nobody else agreed to it.
    async fn next(
        &self,
        till: &Till,
        tx: &mut TenantTx,
        terms: &ScheduleTerms,
        member: &Member,
        hold: Option<Hold>,
        now: Timestamp,
    ) -> Result<NextAttempt, StoreError> {
        let Some(cover) = self.cover else { return Ok(NextAttempt::NoCharge) };
        if hold == Some(Hold::OnItsWay) {
            return Ok(NextAttempt::Wait);
        }
        let method = self.method.as_ref();
        let disputed = hold.is_some();
        let method = match collection(cover, method, member.due, member.due_on, disputed) {
            Collection::OnDueDate { method } if till.charges(&method, member.due) => Some(method),
            Collection::OnDueDate { .. } | Collection::AskFirst(_) => None,
            Collection::NotCovered => return Ok(NextAttempt::NoCharge),
        };
        let attempts = dunning_attempts::at_invoice(tx, member.invoice_id).await?;
        let to_try = method.map(|method| MethodToTry {
            method: method.payment_method_id,
            network: self.card.network.unwrap_or(CardNetwork::Other),
            declined_at: &self.card.declined_at,
            is_barred: self.card.is_barred,
        });
        Ok(next_attempt(terms, &attempts, to_try.as_ref(), &self.zone, now))
    }
}

impl CampaignStanding {
    /// The invoices that are asked for, the longest due first.
    #[must_use]
    pub fn asked(&self) -> Vec<InvoiceId> {
        let asked = self.in_question.iter().filter(|it| it.hold.is_none());
        asked.map(|it| it.member.invoice_id).collect()
    }

    /// The positions of the steps that are done with.
    #[must_use]
    pub fn done_positions(&self) -> Vec<usize> {
        self.done.iter().map(|done| done.position).collect()
    }

    /// The next step and the day it is sent on; None while nothing is asked for, or when none is left.
    #[must_use]
    pub fn next_step(&self) -> Option<(usize, Date)> {
        if !self.terms.reaches_threshold(self.overdue) {
            return None;
        }
        let done = self.done_positions();
        let now = steps_now(&self.terms.steps, self.counts_from, self.today, &done);
        if let Some(position) = now.send.first() {
            return Some((*position, self.today));
        }
        let (position, on) = next_step(&self.terms.steps, self.counts_from, &done)?;
        Some((position, on.max(self.today)))
    }

    /// The next attempt at one of the invoices.
    #[must_use]
    pub fn next_retry(&self) -> Option<(Timestamp, InvoiceId)> {
        let planned = self.in_question.iter().filter_map(|it| match it.next_attempt {
            NextAttempt::At(at, _) => Some((at, it.member.invoice_id)),
            _ => None,
        });
        planned.min()
    }

    /// Whether charging again cannot help until the customer does something about their method.
    #[must_use]
    pub fn needs_new_method(&self) -> bool {
        self.in_question.iter().any(|it| it.next_attempt == NextAttempt::NeedsCustomer)
    }

    /// Why the whole campaign is to wait: everything is held, and not only for some days.
    #[must_use]
    pub fn reason_to_wait(&self) -> Option<PauseReason> {
        let holds = || self.in_question.iter().map(|it| it.hold);
        if self.in_question.is_empty() || holds().any(|hold| hold.is_none()) {
            return None;
        }
        if holds().any(|hold| hold == Some(Hold::Disputed)) {
            return Some(PauseReason::Dispute);
        }
        let is_planned = holds().any(|hold| hold == Some(Hold::InstallmentPlan));
        is_planned.then_some(PauseReason::InstallmentPlan)
    }

    /// Whether every step was sent and every attempt made, and the last one was in vain.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        let asks = self.in_question.iter().any(|it| it.hold.is_none());
        let is_over = self
            .in_question
            .iter()
            .all(|it| !matches!(it.next_attempt, NextAttempt::At(..) | NextAttempt::Wait));
        asks && is_over && self.done.len() >= self.terms.steps.len()
    }

    /// When it is looked at again: when the next thing is due, within a day at the latest.
    #[must_use]
    pub fn next_look_at(&self, now: Timestamp) -> Timestamp {
        let latest = now.checked_add(LOOK_AT_LEAST).unwrap_or(Timestamp::MAX);
        if self.campaign.status == CampaignStatus::Paused {
            return latest;
        }
        let opening = |on: Date| opening_of(on, &self.zone);
        let step = self.next_step().and_then(|(_, on)| opening(on));
        let step = step.map(|at| next_day_time(at.max(now), &self.zone));
        let access = self.terms.next_escalation(self.counts_from, self.today);
        let access = access.and_then(|(on, _)| opening(on));
        let retry = self.next_retry().map(|(at, _)| at);
        // A page that nobody pays on ends within the hour, and nobody says so.
        let is_held = self.in_question.iter().any(|it| it.hold == Some(Hold::OnItsWay));
        let held = is_held.then(|| now.checked_add(LOOK_AGAIN).unwrap_or(latest));
        let next = [step, access, retry, held].into_iter().flatten().min();
        next.unwrap_or(latest).clamp(now, latest)
    }

    /// What the customer may do today.
    #[must_use]
    pub fn entitlement_today(&self) -> Entitlement {
        if !self.terms.reaches_threshold(self.owed) {
            return Entitlement::Full;
        }
        let by_day = self.terms.entitlement(self.counts_from, self.today);
        let is_exhausted = self.campaign.status == CampaignStatus::Exhausted;
        match self.terms.when_exhausted {
            WhenExhausted::Suspend if is_exhausted => Entitlement::Suspended,
            _ => by_day,
        }
    }
}
