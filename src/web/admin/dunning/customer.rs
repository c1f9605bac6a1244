//! `/admin/customers/{tenant}/dunning`: by which schedule a customer is dunned, and their campaigns.

use super::{campaign_path, customer_path, state};
use crate::error::AppError;
use crate::flows::dunning::save_schedule::choose_schedule;
use crate::i18n;
use crate::state::App;
use crate::store::dunning::{self, DunningCampaign};
use crate::store::dunning_schedules::{self, Choice, ScheduleVersion};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{FieldErrors, SelectField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

struct Page {
    access: CustomerRead,
    campaigns: Vec<DunningCampaign>,
    schedules: Vec<ScheduleVersion>,
    choice: Choice,
    is_done: bool,
}

/// GET /admin/customers/{tenant}/dunning
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let campaigns = dunning::campaigns(&mut tx).await?;
    let choice = dunning_schedules::choice(&mut tx).await?;
    drop(tx);
    let schedules = dunning_schedules::list(&mut app.db.staff_read().await?).await?;
    let is_done = query.get("done") == "chosen";
    let title = i18n::text(ui.locale, "dunning-title");
    let page = Page { access, campaigns, schedules, choice, is_done };
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page)))
}

/// POST /admin/customers/{tenant}/dunning
pub async fn choose(
    State(app): State<App>,
    desk: CustomerWrite,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let choice = match typed.get("schedule") {
        "default" => Choice::Default,
        "none" => Choice::NotDunned,
        _ => Choice::Schedule(typed.id("schedule").ok_or(AppError::BadRequest)?),
    };
    if let Choice::Schedule(id) = choice {
        let mut read = app.db.staff_read().await?;
        if dunning_schedules::versions(&mut read, id).await?.is_empty() {
            return Err(AppError::BadRequest);
        }
    }
    let mut tx = desk.begin(&app).await?;
    choose_schedule(&mut tx, desk.0.now, &desk.0.staff.actor(), choice).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?done=chosen", customer_path(desk.0.tenant))))
}

fn view(page: Page) -> AnyView {
    let tenant = page.access.tenant;
    let crumbs = customer_crumbs(tenant, &page.access.profile.legal_name);
    let notice =
        page.is_done.then(|| view! { <Notice tone=Tone::Success text=t("dunning-done-chosen")/> });
    let entries: Vec<_> = page
        .campaigns
        .iter()
        .map(|campaign| {
            let path = campaign_path(tenant, campaign.campaign_id);
            view! {
                <li>
                    <div class="list-text">
                        <span class="list-title"><a href=path>{t("dunning-campaign")}" · "{campaign.currency.code()}</a></span>
                        <small>{t("dunning-begun")}" "<TimeText at=campaign.opened_at/></small>
                    </div>
                    <div class="list-end">{state(campaign.status, campaign.pause, campaign.entitlement)}</div>
                </li>
            }
        })
        .collect();
    let campaigns = if entries.is_empty() {
        view! { <Empty title=t("dunning-none") text=t("dunning-never")/> }.into_any()
    } else {
        view! { <ul class="list">{entries}</ul> }.into_any()
    };
    let form = page.access.staff.role.can_handle_money().then(|| form(&page));
    view! {
        {notice}
        <PageHead title=t("dunning-title") crumbs/>
        {form}
        {campaigns}
    }
    .into_any()
}

fn form(page: &Page) -> AnyView {
    let mut options = vec![("default".to_owned(), t("dunning-by-default").into_owned())];
    for schedule in &page.schedules {
        options.push((schedule.schedule_id.to_string(), schedule.terms.name.clone()));
    }
    options.push(("none".to_owned(), t("dunning-by-none").into_owned()));
    let selected = match page.choice {
        Choice::Default => "default".to_owned(),
        Choice::Schedule(id) => id.to_string(),
        Choice::NotDunned => "none".to_owned(),
    };
    view! {
        <form class="form" method="post">
            <SelectField name="schedule" label=t("dunning-by") hint=t("dunning-by-hint") options selected errors=FieldErrors::none()/>
            <div class="actions"><button class="btn btn-primary">{t("action-save")}</button></div>
        </form>
    }
    .into_any()
}
