//! What a customer reads about what is overdue: how much, what happens next and when, and the one way out.

use crate::domain::dunning::{CampaignStatus, Entitlement, PauseReason};
use crate::domain::id::InvoiceId;
use crate::error::AppError;
use crate::flows::dunning::standing::{CampaignStanding, standing};
use crate::i18n::Arg;
use crate::state::App;
use crate::store::{StoreError, TenantTx, dunning};
use crate::web::paths;
use crate::web::ui::{date, money, t, t_with};
use jiff::Timestamp;
use leptos::prelude::*;

/// Invoices that an address names.
const NAMED_MAX: usize = 20;

/// How the customer's campaigns stand that something is asked in.
pub async fn load(
    app: &App,
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<CampaignStanding>, AppError> {
    let mut standings = Vec::new();
    for campaign in dunning::open_campaigns(tx).await? {
        let standing = standing(&app.work.till, tx, now, campaign).await;
        let standing = standing.map_err(|error| match error {
            crate::flows::dunning::DunningError::Store(error) => AppError::from(error),
            error => AppError::internal(error),
        })?;
        if standing.overdue.is_positive() {
            standings.push(standing);
        }
    }
    Ok(standings)
}

/// The campaign that asks for this invoice.
pub async fn of_invoice(
    app: &App,
    tx: &mut TenantTx,
    now: Timestamp,
    invoice: InvoiceId,
) -> Result<Option<CampaignStanding>, AppError> {
    let found: Result<_, StoreError> = dunning::campaign_of(tx, invoice).await;
    let Some(campaign) = found? else { return Ok(None) };
    let standings = load(app, tx, now).await?;
    Ok(standings.into_iter().find(|it| it.campaign.campaign_id == campaign))
}

/// One notice about everything that is overdue in a currency. `can_pay`: this reader may.
pub fn notice(standing: &CampaignStanding, can_pay: bool) -> AnyView {
    let args =
        [("count", Arg::from(standing.asked().len())), ("amount", Arg::from(standing.overdue))];
    let what = t_with("dunning-notice-overdue", &args);
    let next: Vec<_> =
        consequences(standing).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect();
    let ids = standing.asked();
    let pay = can_pay.then(|| {
        // Everything that is due names the longest lists.
        let path = match ids.len() > NAMED_MAX {
            true => paths::pay_all(standing.overdue.currency),
            false => paths::pay(&ids),
        };
        let text = t_with("dunning-notice-pay", &[("amount", Arg::from(money(standing.overdue)))]);
        view! { <a class="btn btn-primary" href=path>{text}</a> }
    });
    view! {
        <div class="notice" data-tone="danger" role="alert">
            <div><p><strong>{what}</strong></p>{next}</div>{pay}
        </div>
    }
    .into_any()
}

/// What happens, in the order in which it concerns the reader.
fn consequences(standing: &CampaignStanding) -> Vec<String> {
    let campaign = &standing.campaign;
    let mut sentences = Vec::new();
    if campaign.entitlement != Entitlement::Full {
        let word = campaign.entitlement.word().replace('_', "-");
        sentences.push(t(&format!("dunning-notice-is-{word}")).into_owned());
    }
    if let (CampaignStatus::Paused, Some((PauseReason::PromiseToPay, Some(until)))) =
        (campaign.status, campaign.pause)
    {
        let until = [("date", Arg::from(date(until)))];
        sentences.push(t_with("dunning-notice-promised", &until));
        return sentences;
    }
    if campaign.status == CampaignStatus::Paused {
        return sentences;
    }
    if let Some((at, _)) = standing.next_retry() {
        let on = at.to_zoned(standing.zone.clone()).date();
        sentences.push(t_with("dunning-notice-retry", &[("date", Arg::from(date(on)))]));
    } else if standing.needs_new_method() {
        sentences.push(t("dunning-notice-needs-method").into_owned());
    }
    let escalation = standing.terms.next_escalation(standing.counts_from, standing.today);
    if let Some((on, entitlement)) = escalation {
        let key = match entitlement {
            Entitlement::Suspended => "dunning-next-suspended",
            Entitlement::ReadOnly | Entitlement::Full => "dunning-next-read-only",
        };
        sentences.push(t_with(key, &[("date", Arg::from(date(on)))]));
    }
    sentences
}
