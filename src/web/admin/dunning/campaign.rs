//! `/admin/customers/{tenant}/dunning/{campaign}`: one campaign, told from its beginning to what comes next,
//! and what staff can do about it.

use super::list::app_error;
use super::timeline::{self, History};
use super::{CampaignPath, badge, campaign_path, customer_path, key, schedule_path, why_paused};
use crate::domain::dunning::{CampaignStatus, NextAttempt};
use crate::error::AppError;
use crate::flows::dunning::standing::{CampaignStanding, Hold, InQuestion, standing};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::dunning;
use crate::store::dunning_attempts;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, MoneyText, TimeText};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render;
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// What is said after an act.
const DONE: [(&str, Tone, &str); 8] = [
    ("paused", Tone::Success, "dunning-done-paused"),
    ("resumed", Tone::Success, "dunning-done-resumed"),
    ("skipped", Tone::Success, "dunning-done-skipped"),
    ("written-off", Tone::Success, "dunning-done-written-off"),
    ("no-day", Tone::Danger, "dunning-refused-no-day"),
    ("no-reason", Tone::Danger, "dunning-refused-no-reason"),
    ("on-its-way", Tone::Danger, "dunning-refused-on-its-way"),
    ("not-now", Tone::Danger, "dunning-refused-not-now"),
];

/// GET /admin/customers/{tenant}/dunning/{campaign}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Path(CampaignPath { campaign: id }): Path<CampaignPath>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let campaign = dunning::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let standing = standing(&app.work.till, &mut tx, ui.now, campaign).await.map_err(app_error)?;
    let history = History {
        events: dunning::events(&mut tx, id).await?,
        attempts: dunning_attempts::of_campaign(&mut tx, id).await?,
    };
    drop(tx);
    let title = i18n::text(ui.locale, "dunning-campaign").into_owned();
    let page = Page { access, standing, history, done: query.get("done").to_owned() };
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || view(&title, page)))
}

struct Page {
    access: CustomerRead,
    standing: CampaignStanding,
    history: History,
    done: String,
}

fn view(title: &str, page: Page) -> AnyView {
    let Page { access, standing, history, done } = page;
    let campaign = &standing.campaign;
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    crumbs.push((customer_path(access.tenant), t("dunning-title").into_owned()));
    let notice = DONE.iter().find(|(word, ..)| *word == done).map(|(_, tone, key)| {
        let (tone, text) = (*tone, t(key));
        view! { <Notice tone text/> }
    });
    let badge = badge(campaign.status);
    let why = campaign.pause.map(|pause| format!(" · {}", why_paused(pause)));
    let overdue = (!campaign.status.is_final()).then(|| {
        let amount = standing.overdue;
        view! { " · "<strong><MoneyText amount/></strong>" "{t("dunning-overdue-now")} }
    });
    let sub = view! {
        <bdi>{access.profile.legal_name.clone()}</bdi>{overdue}{why}
    };
    let acts = access.staff.role.can_handle_money().then(|| acts(&access, &standing));
    view! {
        {notice}
        <PageHead title=title.to_owned() badge sub=sub.into_any() crumbs/>
        <div class="with-aside">
            <div>
                {next_section(&standing)}
                {timeline::section(&standing, history)}
            </div>
            <aside>
                {facts(&standing)}
                {invoices(&access, &standing)}
                {acts}
            </aside>
        </div>
    }
    .into_any()
}

/// What comes next, and when.
fn next_section(standing: &CampaignStanding) -> AnyView {
    let campaign = &standing.campaign;
    let mut entries = Vec::new();
    let retry = standing.next_retry().filter(|_| campaign.status != CampaignStatus::Paused);
    if let Some((at, _)) = retry {
        entries.push(view! { <li>{t("dunning-next-attempt")}<TimeText at/></li> }.into_any());
    }
    if standing.needs_new_method() && !campaign.status.is_final() {
        let text = t("dunning-next-needs-method");
        entries.push(view! { <li data-tone="warning">{text}</li> }.into_any());
    }
    if campaign.status == CampaignStatus::Running
        && let Some((position, on)) = standing.next_step()
    {
        let step = standing.terms.steps[position];
        let template = t(&key("dunning-template-{}", step.template.word()));
        let channel = t(&key("dunning-channel-{}", step.channel.word()));
        let args = [("template", Arg::from(&*template)), ("channel", Arg::from(&*channel))];
        let text = t_with("dunning-next-step", &args);
        entries.push(view! { <li>{text}<DateText on/></li> }.into_any());
    }
    let escalation = standing.terms.next_escalation(standing.counts_from, standing.today);
    let is_live = matches!(campaign.status, CampaignStatus::Running | CampaignStatus::Exhausted);
    if let Some((on, entitlement)) = escalation.filter(|_| is_live) {
        let text = t(&key("dunning-said-access-{}", entitlement.word()));
        entries.push(view! { <li data-tone="danger">{text}<DateText on/></li> }.into_any());
    }
    let body = if entries.is_empty() {
        view! { <p>{t(&key("dunning-nothing-next-{}", campaign.status.word()))}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{entries}</ol> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="next">
            <h2 id="next">{t("dunning-what-next")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn facts(standing: &CampaignStanding) -> AnyView {
    let campaign = &standing.campaign;
    let schedule = t_with(
        "dunning-schedule-version",
        &[
            ("name", Arg::from(standing.terms.name.as_str())),
            ("version", Arg::from(i64::from(campaign.version))),
        ],
    );
    let access = t(&key("dunning-access-{}", campaign.entitlement.word()));
    let counts_from = standing.counts_from;
    view! {
        <dl class="facts">
            <div><dt>{t("dunning-schedule")}</dt><dd><a href=schedule_path(campaign.schedule_id)>{schedule}</a></dd></div>
            <div><dt>{t("dunning-begun")}</dt><dd><TimeText at=campaign.opened_at/></dd></div>
            <div><dt>{t("dunning-counts-from")}</dt><dd><DateText on=counts_from/></dd></div>
            <div><dt>{t("dunning-access")}</dt><dd>{access}</dd></div>
        </dl>
    }
    .into_any()
}

fn invoices(access: &CustomerRead, standing: &CampaignStanding) -> AnyView {
    let tenant = access.tenant;
    let open = standing.in_question.iter().map(|it| {
        let path = paths::admin_invoice(tenant, it.member.invoice_id);
        let word = plight(it);
        view! {
            <li>
                <div class="list-text"><a class="list-title" href=path>{it.member.number.clone()}</a>
                    <small>{t("invoice-due-on")}" "<DateText on=it.member.due_on/></small><small>{word}</small></div>
                <div class="list-end"><MoneyText amount=it.member.due/></div>
            </li>
        }
    });
    let left = standing.members.iter().filter_map(|member| {
        let (_, outcome) = member.left?;
        let path = paths::admin_invoice(tenant, member.invoice_id);
        let word = t(&key("dunning-outcome-{}", outcome.word()));
        Some(view! {
            <li>
                <div class="list-text"><a class="list-title" href=path>{member.number.clone()}</a><small>{word}</small></div>
            </li>
        })
    });
    let open: Vec<_> = open.collect();
    let left: Vec<_> = left.collect();
    view! {
        <section class="section" aria-labelledby="invoices">
            <h2 id="invoices">{t("dunning-its-invoices")}</h2>
            <ul class="list">{open}{left}</ul>
        </section>
    }
    .into_any()
}

/// What is the matter with charging one invoice.
fn plight(it: &InQuestion) -> AnyView {
    let key = match (it.hold, it.next_attempt) {
        (Some(Hold::Disputed), _) => "dunning-held-disputed",
        (Some(Hold::OnItsWay), _) | (None, NextAttempt::Wait) => "dunning-held-on-its-way",
        (Some(Hold::InstallmentPlan), _) => "dunning-held-plan",
        (None, NextAttempt::At(at, _)) => {
            return view! { {t("dunning-next-attempt")}" "<TimeText at/> }.into_any();
        }
        (None, NextAttempt::NeedsCustomer) => "dunning-attempt-needs-customer",
        (None, NextAttempt::Exhausted) => "dunning-attempt-exhausted",
        (None, NextAttempt::NoCharge) => "dunning-attempt-no-charge",
    };
    t(key).into_any()
}

fn acts(access: &CustomerRead, standing: &CampaignStanding) -> AnyView {
    let campaign = &standing.campaign;
    let base = campaign_path(access.tenant, campaign.campaign_id);
    if campaign.status.is_final() {
        return ().into_any();
    }
    let can_pause = matches!(campaign.status, CampaignStatus::Running | CampaignStatus::Paused);
    let resume = (campaign.status == CampaignStatus::Paused).then(|| {
        view! {
            <form method="post" action=format!("{base}/resume")>
                <button class="btn btn-primary">{t("dunning-resume")}</button>
            </form>
        }
    });
    let pause = can_pause.then(|| pause_form(&base, standing.today.to_string()));
    let next = standing.next_step().filter(|_| can_pause);
    let skip = next.map(|(position, _)| {
        view! {
            <form method="post" action=format!("{base}/skip")>
                <input r#type="hidden" name="position" value=position.to_string()/>
                <button class="btn">{t("dunning-skip")}</button>
            </form>
        }
    });
    view! {
        <section class="section no-print" aria-labelledby="acts">
            <h2 id="acts">{t("dunning-acts")}</h2>
            <div class="stack">{resume}{pause}{skip}{write_off_form(&base, standing)}</div>
        </section>
    }
    .into_any()
}

fn pause_form(base: &str, today: String) -> AnyView {
    view! {
        <details class="confirm">
            <summary class="btn">{t("dunning-pause")}"…"</summary>
            <form class="confirm-body" method="post" action=format!("{base}/pause")>
                <div class="field">
                    <label r#for="reason">{t("dunning-pause-why")}</label>
                    <select class="input" id="reason" name="reason">
                        <option value="promise_to_pay">{t("dunning-pause-promise-to-pay")}</option>
                        <option value="staff">{t("dunning-pause-staff")}</option>
                    </select>
                </div>
                <div class="field">
                    <label r#for="until">{t("dunning-pause-until")}</label>
                    <p class="hint" id="until-hint">{t("dunning-pause-until-hint")}</p>
                    <input class="input input-short" r#type="date" id="until" name="until" min=today aria-describedby="until-hint"/>
                </div>
                <div class="field">
                    <label r#for="remark">{t("dunning-remark")}</label>
                    <input class="input" id="remark" name="remark" maxlength="500"/>
                </div>
                <div class="actions"><button class="btn btn-primary">{t("dunning-pause")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn write_off_form(base: &str, standing: &CampaignStanding) -> AnyView {
    let warning = t_with("dunning-write-off-warning", &[("amount", standing.overdue.into())]);
    view! {
        <details class="confirm">
            <summary class="btn btn-danger">{t("dunning-write-off")}"…"</summary>
            <form class="confirm-body" method="post" action=format!("{base}/write-off")>
                <p>{warning}</p>
                <div class="field">
                    <label r#for="why">{t("dunning-write-off-why")}</label>
                    <input class="input" id="why" name="why" required=true maxlength="500"/>
                </div>
                <div class="actions"><button class="btn btn-danger">{t("dunning-write-off")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
