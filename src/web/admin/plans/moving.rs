//! `/admin/plans/{plan}/versions/{version}/move`: who has the version gets another one from a day on. What
//! each would pay is shown before it is confirmed.

use super::version::{VersionPath, load};
use super::words::{headline, offer_text, version_text};
use super::{move_path, moving_path, new_version_path, version_path};
use crate::auth::StaffSession;
use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use crate::domain::money::Money;
use crate::domain::plan::{CatalogueVersion, PlanKind, VersionStanding, standing};
use crate::error::AppError;
use crate::flows::plans::move_subscribers::{
    MoveError, MovedTerms, NotMoved, PREVIEWED, PreviewedMove, move_subscribers, preview_move,
    targets,
};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::plans;
use crate::store::plans::moves::NewMove;
use crate::web::admin::parts::{OnceKey, query};
use crate::web::admin::subscriptions::path as subscription_path;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::{Ui, date, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use leptos::prelude::*;
use uuid::Uuid;

/// So far ahead a move can be.
const YEARS_AHEAD: i32 = 3;
/// The form's first proposal: customers hear of it so long before.
const DAYS_AHEAD: i32 = 30;

/// The page before it is drawn.
struct Moving {
    from: CatalogueVersion,
    targets: Vec<CatalogueVersion>,
    to: String,
    on: String,
    errors: FieldErrors,
    /// What was asked for, and what it means.
    previewed: Option<(NewMove, Vec<PreviewedMove>)>,
}

/// The version, and those that its subscribers can be moved to, the current ones first.
async fn load_moving(
    app: &App,
    staff: &StaffSession,
    ui: &Ui,
    path: VersionPath,
) -> Result<Moving, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let (from, _) = load(app, path).await?;
    if from.kind != PlanKind::Plan {
        return Err(AppError::NotFound);
    }
    let all = plans::all(&mut app.db.staff_read().await?).await?;
    let mut found: Vec<CatalogueVersion> = targets(&all, &from).into_iter().cloned().collect();
    let plan = from.version.plan_id;
    found.sort_by_key(|one| {
        let is_current = standing(one, &all, ui.today()) == VersionStanding::Current;
        (one.version.plan_id != plan, !is_current)
    });
    let to = found.first().map(|one| one.version.version_id.to_string()).unwrap_or_default();
    let on = ui.today().checked_add(DAYS_AHEAD.days()).unwrap_or(ui.today()).to_string();
    let errors = FieldErrors::none();
    Ok(Moving { from, targets: found, to, on, errors, previewed: None })
}

impl Moving {
    /// Takes over what was typed; None with the errors at their fields.
    fn read(&mut self, locale: Locale, today: Date, typed: &Typed) -> Option<NewMove> {
        (self.to, self.on) = (typed.get("to").to_owned(), typed.get("on").to_owned());
        let to = typed.id::<PlanVersionId>("to");
        let to = to.filter(|id| self.targets.iter().any(|one| one.version.version_id == *id));
        if to.is_none() {
            self.errors.add("to", i18n::text(locale, "admin-choose-one"));
        }
        let latest = today.checked_add(YEARS_AHEAD.years()).unwrap_or(Date::MAX);
        let on = match i18n::parse_date(&self.on) {
            Ok(on) if (today..=latest).contains(&on) => Some(on),
            Ok(_) => {
                self.errors.add("on", i18n::text(locale, "plans-error-moves-on"));
                None
            }
            Err(error) => {
                self.errors.add("on", error.message(locale));
                None
            }
        };
        let from = self.from.version.version_id;
        to.zip(on).map(|(to, moves_on)| NewMove { from, to, moves_on })
    }

    fn answer(self, ui: Ui) -> Response {
        let is_fine = self.errors.is_empty();
        let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let title = i18n::text(ui.locale, "plans-move-title").into_owned();
        render::page(ui, status, &title.clone(), move || view(title, self))
    }
}

/// GET …/move: the form, and with `to` and `on` what it would mean.
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<VersionPath>,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let mut page = load_moving(&app, &staff, &ui, path).await?;
    if typed.get("to").is_empty() && typed.get("on").is_empty() {
        return Ok(page.answer(ui));
    }
    if let Some(asked) = page.read(ui.locale, ui.today(), &typed) {
        let (actor, after) = (staff.actor(), after(typed.get("after")));
        let found = preview_move(&app.db, ui.now, &actor, &asked, after).await.map_err(refused)?;
        page.previewed = Some((asked, found));
    }
    Ok(page.answer(ui))
}

/// POST …/move: stores the move. The same form again is the same move.
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<VersionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut page = load_moving(&app, &staff, &ui, path).await?;
    let id: PlanMoveId = typed.id("id").ok_or(AppError::BadRequest)?;
    let Some(asked) = page.read(ui.locale, ui.today(), &typed) else { return Ok(page.answer(ui)) };
    move_subscribers(&app.db, ui.now, &staff.actor(), id, &asked).await.map_err(refused)?;
    Ok(see_other(&format!("{}?done=stored", move_path(path, id))))
}

/// What the form offers is checked before: these come of a catalogue that has changed meanwhile.
pub(super) fn refused(error: MoveError) -> AppError {
    match error {
        MoveError::NoSuchMove | MoveError::NoSuchVersion => AppError::NotFound,
        MoveError::OtherOffer | MoveError::Archived => AppError::BadRequest,
        MoveError::Store(error) => error.into(),
    }
}

/// The last one of the page before, as the link names it.
fn after(text: &str) -> Option<(TenantId, SubscriptionId)> {
    let (tenant, subscription) = text.split_once('.')?;
    let id = |text| Uuid::parse_str(text).ok();
    Some((id(tenant)?.into(), id(subscription)?.into()))
}

fn view(title: String, page: Moving) -> AnyView {
    let version = &page.from.version;
    let (plan, id) = (version.plan_id, version.version_id);
    let own = format!("{}, {}", offer_text(version), version_text(version));
    let crumbs = vec![
        (paths::ADMIN_PLANS.to_owned(), t("plans-title").into_owned()),
        (paths::admin_plan(plan), version.name.clone()),
        (version_path(plan, id), own),
    ];
    let sub = t("plans-move-sub").into_any();
    let body = if page.targets.is_empty() {
        let way_on = (new_version_path(plan), t("plans-new-version").into_owned());
        view! { <Empty title=t("plans-move-no-target") text=t("plans-move-no-target-text") action=way_on/> }
            .into_any()
    } else {
        let shown = page.previewed.as_ref().map(|(asked, found)| preview(&page, asked, found));
        view! { <ErrorSummary errors=page.errors.clone()/>{form(&page)}{shown} }.into_any()
    };
    view! { <PageHead title crumbs sub=sub/>{body} }.into_any()
}

fn form(page: &Moving) -> AnyView {
    let version = &page.from.version;
    let name = |one: &CatalogueVersion| {
        let (name, no) = (&one.version.name, version_text(&one.version));
        format!("{name}, {no}: {}", headline(&one.version))
    };
    let options = page.targets.iter().map(|one| (one.version.version_id.to_string(), name(one)));
    let errors = page.errors.clone();
    let has_preview = page.previewed.is_some();
    let class = if has_preview { "btn" } else { "btn btn-primary" };
    view! {
        <form class="form" method="get" action=moving_path(version) novalidate>
            <SelectField name="to" label=t("plans-move-to") options=options.collect() selected=page.to.clone() errors=errors.clone()/>
            <TextField name="on" label=t("plans-move-on") value=page.on.clone() hint=t("plans-move-on-hint") errors=errors kind="date"/>
            <div class="actions"><button class=class>{t("plans-move-preview")}</button></div>
        </form>
    }
    .into_any()
}

/// Who would be moved, at which price, and who not.
fn preview(page: &Moving, asked: &NewMove, found: &[PreviewedMove]) -> AnyView {
    let currency = page.from.version.currency;
    let mut difference = Money::zero(currency);
    let (mut moved, mut kept) = (Vec::new(), Vec::new());
    for one in found {
        match &one.terms {
            Ok(terms) => {
                let more = terms.new.checked_sub(terms.old).unwrap_or(Money::zero(currency));
                difference = difference.checked_add(more).unwrap_or(difference);
                moved.push(moved_row(one, terms, more));
            }
            Err(why) => kept.push(kept_entry(one, why)),
        }
    }
    if moved.is_empty() && kept.is_empty() {
        return view! { <Empty title=t("plans-move-nobody") text=t("plans-move-nobody-text")/> }
            .into_any();
    }
    let further = (found.len() == PREVIEWED).then(|| further(page, found)).flatten();
    let moved = (!moved.is_empty()).then(|| moved_table(moved, difference));
    let confirm = (moved.is_some() || further.is_some()).then(|| confirm(page, asked));
    view! { {moved}{kept_list(kept)}{further}{confirm} }.into_any()
}

fn moved_row(one: &PreviewedMove, terms: &MovedTerms, more: Money) -> AnyView {
    let href = subscription_path(one.subscriber.tenant_id, one.subscriber.subscription_id);
    let seats = t_with("subscription-seats-count", &[("count", Arg::from(i64::from(terms.seats)))]);
    let usage = terms.is_metered.then(|| view! { <small>{t("plans-move-and-usage")}</small> });
    view! {
        <tr>
            <th scope="row" class="lead"><a href=href><bdi>{one.subscriber.tenant_name.clone()}</bdi></a><small>{seats}</small></th>
            <td class="meta" data-label=t("plans-move-first-period")><DateText on=terms.changes_on/></td>
            <td class="meta num" data-label=t("plans-move-until-then")><MoneyText amount=terms.old/></td>
            <td class="num amount"><MoneyText amount=terms.new/>{usage}</td>
            <td class="meta num" data-label=t("plans-move-difference")>{signed(more)}</td>
        </tr>
    }
    .into_any()
}

/// With its sign, whichever it is.
fn signed(amount: Money) -> String {
    if amount.is_positive() { format!("+{}", money(amount)) } else { money(amount) }
}

fn moved_table(rows: Vec<AnyView>, difference: Money) -> AnyView {
    let args = [("count", Arg::from(rows.len())), ("difference", Arg::from(signed(difference)))];
    let summary = t_with("plans-move-summary", &args);
    view! {
        <section class="section" aria-labelledby="moved">
            <div class="section-head"><h2 id="moved">{t("plans-move-moved")}</h2></div>
            <p class="muted">{summary}" "{t("plans-move-prices-note")}</p>
            <table class="table table-rows">
                <caption class="visually-hidden">{t("plans-move-moved")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("plans-move-customer")}</th>
                        <th scope="col">{t("plans-move-first-period")}</th>
                        <th scope="col" class="num">{t("plans-move-until-then")}</th>
                        <th scope="col" class="num amount">{t("plans-move-from-then")}</th>
                        <th scope="col" class="num">{t("plans-move-difference")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn kept_entry(one: &PreviewedMove, why: &NotMoved) -> AnyView {
    let href = subscription_path(one.subscriber.tenant_id, one.subscriber.subscription_id);
    let key = match why {
        NotMoved::Refused(refusal) => refusal_key(refusal.word()),
        NotMoved::Act(_) | NotMoved::Price(_) | NotMoved::Store(_) => refusal_key("failed"),
    };
    view! {
        <li>
            <div class="list-text"><a class="list-title" href=href><bdi>{one.subscriber.tenant_name.clone()}</bdi></a><small>{t(&key)}</small></div>
        </li>
    }
    .into_any()
}

pub(super) fn refusal_key(word: &str) -> String {
    format!("plans-kept-{}", word.replace('_', "-"))
}

fn kept_list(entries: Vec<AnyView>) -> Option<AnyView> {
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="kept">
                <div class="section-head"><h2 id="kept">{t("plans-move-kept")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

fn further(page: &Moving, found: &[PreviewedMove]) -> Option<AnyView> {
    let last = &found.last()?.subscriber;
    let after = format!("{}.{}", last.tenant_id, last.subscription_id);
    let asked = query(&[("to", &page.to), ("on", &page.on), ("after", &after)]);
    let href = format!("{}{asked}", moving_path(&page.from.version));
    Some(
        view! { <p>{t("plans-move-more")}" "<a href=href>{t("plans-move-show-more")}</a></p> }
            .into_any(),
    )
}

fn confirm(page: &Moving, asked: &NewMove) -> AnyView {
    let to = asked.to.to_string();
    let on = [("date", Arg::from(date(asked.moves_on)))];
    view! {
        <details class="confirm">
            <summary class="btn btn-primary">{t("plans-move-now")}"…"</summary>
            <form class="confirm-body" method="post" action=moving_path(&page.from.version)>
                <OnceKey id=PlanMoveId::new().0/>
                <input r#type="hidden" name="to" value=to/>
                <input r#type="hidden" name="on" value=asked.moves_on.to_string()/>
                <p><strong>{t_with("plans-move-question", &on)}</strong>" "{t("plans-move-told")}</p>
                <div class="actions"><button class="btn btn-primary">{t("plans-move-now")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
