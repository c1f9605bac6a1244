//! What staff do about one campaign: stop it, let it go on, pass over a message, give it up. Each says on the
//! campaign's page how it came out.

use super::list::app_error;
use super::{CampaignPath, campaign_path};
use crate::domain::dunning::PauseReason;
use crate::error::AppError;
use crate::flows::dunning::DunningError;
use crate::flows::dunning::pause::{Acting, pause, resume};
use crate::flows::dunning::skip_step::skip_step;
use crate::flows::dunning::write_off::write_off;
use crate::flows::invoices::write_off_invoice::WriteOffInvoiceError;
use crate::state::App;
use crate::store::dunning;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::render::see_other;
use axum::extract::{Form, State};
use axum::response::Response;

/// Characters of a remark or reason.
const REMARK_MAX: usize = 500;

/// POST …/pause
pub async fn stop(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(CampaignPath { campaign }): Path<CampaignPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    // What is not there is not there, whatever the form says.
    dunning::find(&mut tx, campaign).await?.ok_or(AppError::NotFound)?;
    let reason = match typed.get("reason").parse() {
        Ok(reason @ (PauseReason::PromiseToPay | PauseReason::Staff)) => reason,
        _ => return Err(AppError::BadRequest),
    };
    let until = match typed.get("until") {
        "" => None,
        day => Some(day.parse().map_err(|_| AppError::BadRequest)?),
    };
    let remark: String = typed.get("remark").chars().take(REMARK_MAX).collect();
    let actor = desk.0.staff.actor();
    let acting = Acting { actor: &actor, now: desk.0.now, today: desk.0.today };
    match pause(&mut tx, &acting, campaign, reason, until, &remark).await {
        Ok(_) => tx.commit().await?,
        Err(error) => return refused(&desk, campaign, error),
    }
    Ok(back(&desk, campaign, "paused"))
}

/// POST …/resume
pub async fn go_on(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(CampaignPath { campaign }): Path<CampaignPath>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let actor = desk.0.staff.actor();
    let acting = Acting { actor: &actor, now: desk.0.now, today: desk.0.today };
    match resume(&mut tx, &acting, campaign).await {
        Ok(_) => tx.commit().await?,
        Err(error) => return refused(&desk, campaign, error),
    }
    Ok(back(&desk, campaign, "resumed"))
}

/// POST …/skip
pub async fn skip(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(CampaignPath { campaign }): Path<CampaignPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    dunning::find(&mut tx, campaign).await?.ok_or(AppError::NotFound)?;
    let position: usize = typed.get("position").parse().map_err(|_| AppError::BadRequest)?;
    let (till, actor) = (&app.work.till, desk.0.staff.actor());
    match skip_step(till, &mut tx, desk.0.now, &actor, campaign, position).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return refused(&desk, campaign, error),
    }
    Ok(back(&desk, campaign, "skipped"))
}

/// POST …/write-off
pub async fn give_up(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(CampaignPath { campaign }): Path<CampaignPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let reason: String = typed.get("why").chars().take(REMARK_MAX).collect();
    let actor = desk.0.staff.actor();
    let acting = Acting { actor: &actor, now: desk.0.now, today: desk.0.today };
    match write_off(&app.work.till, &mut tx, &acting, campaign, &reason).await {
        Ok(_) => tx.commit().await?,
        Err(error) => return refused(&desk, campaign, error),
    }
    Ok(back(&desk, campaign, "written-off"))
}

/// What a rule refused, as the page says it.
fn refused(
    desk: &CustomerWrite,
    campaign: crate::domain::id::DunningCampaignId,
    error: DunningError,
) -> Result<Response, AppError> {
    let word = match error {
        DunningError::NoDay { .. } => "no-day",
        DunningError::NoReason | DunningError::WriteOff(WriteOffInvoiceError::NoReason) => {
            "no-reason"
        }
        DunningError::OnItsWay => "on-its-way",
        DunningError::Transition(_) | DunningError::NoStep => "not-now",
        error => return Err(app_error(error)),
    };
    Ok(back(desk, campaign, word))
}

fn back(
    desk: &CustomerWrite,
    campaign: crate::domain::id::DunningCampaignId,
    done: &str,
) -> Response {
    see_other(&format!("{}?done={done}", campaign_path(desk.0.tenant, campaign)))
}
