//! The staff's pages of dunning: campaigns, one campaign as a timeline with what can be done about it,
//! schedules, and how a customer is dunned.

pub mod acts;
pub mod campaign;
pub mod customer;
pub mod list;
pub mod report;
mod report_parts;
pub mod schedule_form;
mod schedule_parts;
pub mod schedules;
pub mod simulate;
mod simulate_parts;
mod timeline;

use crate::domain::dunning::{CampaignStatus, Entitlement, PauseReason};
use crate::domain::id::{DunningCampaignId, DunningScheduleId, TenantId};
use crate::i18n::Arg;
use crate::web::paths;
use crate::web::ui::{date, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CampaignPath {
    pub campaign: DunningCampaignId,
}

/// A campaign's page.
pub fn campaign_path(tenant: TenantId, campaign: DunningCampaignId) -> String {
    format!("{}/{campaign}", customer_path(tenant))
}

/// How a customer is dunned, and was.
pub fn customer_path(tenant: TenantId) -> String {
    format!("{}/dunning", paths::admin_customer(tenant))
}

fn schedule_path(schedule: DunningScheduleId) -> String {
    format!("{}/{schedule}", paths::ADMIN_DUNNING_SCHEDULES)
}

/// The catalogue's key for a word of the rules, which takes the place of the braces.
fn key(pattern: &str, word: &str) -> String {
    pattern.replace("{}", &word.replace('_', "-"))
}

/// How a campaign stands, in a word.
fn badge(status: CampaignStatus) -> AnyView {
    let tone = match status {
        CampaignStatus::Running => "info",
        CampaignStatus::Paused => "warning",
        CampaignStatus::Recovered => "success",
        CampaignStatus::Exhausted => "danger",
        CampaignStatus::WrittenOff => "neutral",
    };
    let text = t(&key("dunning-status-{}", status.word()));
    view! { <span class="badge" data-tone=tone>{text}</span> }.into_any()
}

/// Why a campaign waits, and until when.
fn why_paused((reason, until): (PauseReason, Option<Date>)) -> String {
    let why = t(&key("dunning-pause-{}", reason.word())).into_owned();
    let until = until.map(|on| t_with("dunning-until", &[("date", Arg::from(date(on)))]));
    until.map_or(why.clone(), |until| format!("{why}, {until}"))
}

/// How a campaign stands: its state, why it waits, and what the customer may still do.
fn state(
    status: CampaignStatus,
    pause: Option<(PauseReason, Option<Date>)>,
    entitlement: Entitlement,
) -> AnyView {
    let why = pause.map(|pause| view! { <small>{why_paused(pause)}</small> });
    let access = (entitlement != Entitlement::Full).then(|| {
        view! { <small>{t(&key("dunning-access-{}", entitlement.word()))}</small> }
    });
    view! { {badge(status)}{why}{access} }.into_any()
}
