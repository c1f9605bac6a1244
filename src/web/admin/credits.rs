//! A customer's credit for staff: what is left of it, what moved it, giving some away and taking that
//! back while nobody has spent it (row K1). What was the customer's money is not given or taken here.

use super::credits_view::{CreditsPage, view};
use crate::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use crate::domain::currency::Currency;
use crate::domain::id::GrantId;
use crate::error::AppError;
use crate::flows::credits::{
    CreditError, GiveCreditError, NewGrant, give_credit, take_back_credit,
};
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::credit_grants;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::done::DoneQuery;
use crate::web::admin::links;
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::list_key::PageQuery;
use crate::web::render::{self, see_other};
use crate::web::ui::Ui;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

/// Movements on one page.
const PAGE: usize = 25;

/// What staff may give.
pub(super) const GIVEN: [GrantKind; 2] = [GrantKind::Goodwill, GrantKind::Promotional];

async fn load(
    app: &App,
    access: &CustomerRead,
    (query, done): (&PageQuery, &DoneQuery),
    (typed, errors): (Typed, FieldErrors),
) -> Result<CreditsPage, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let balances = credit_grants::balances(&mut tx).await?;
    let mut currencies = vec![access.profile.currency];
    for balance in &balances {
        if !currencies.contains(&balance.currency) {
            currencies.push(balance.currency);
        }
    }
    Ok(CreditsPage {
        done: done.load(&mut tx).await?,
        grants: credit_grants::with_something_left(&mut tx).await?,
        movements: credit_grants::movements(&mut tx, query.page_from(), PAGE).await?,
        balances,
        currencies,
        typed,
        errors,
    })
}

/// The forms as they are first shown.
fn untouched(access: &CustomerRead) -> Typed {
    Typed::of(&[
        ("id", GrantId::new().to_string()),
        ("take-back-id", Uuid::now_v7().to_string()),
        ("currency", access.profile.currency.code().to_owned()),
        ("kind", GrantKind::Goodwill.word().to_owned()),
        ("priority", USUAL_PRIORITY.to_string()),
    ])
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, page: CreditsPage) -> Response {
    let title = i18n::text(ui.locale, "admin-credits-title");
    render::page(ui, status, &title, move || view(&access, page))
}

/// GET /admin/customers/{tenant}/credits
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(query): Query<PageQuery>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let form = (untouched(&access), FieldErrors::none());
    let page = load(&app, &access, (&query, &done), form).await?;
    Ok(answer(ui, StatusCode::OK, access, page))
}

/// POST /admin/customers/{tenant}/credits
pub async fn grant(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let outcome = match read_grant(ui.locale, &typed) {
        Ok(new) => try_grant(&app, &desk, ui.locale, &new).await?,
        Err(errors) => Err(errors),
    };
    finish(&app, ui, desk, typed, outcome, "credit-granted").await
}

/// POST /admin/customers/{tenant}/credits/take-back
pub async fn take_back(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let outcome = try_take_back(&app, &desk, ui.locale, &typed).await?;
    finish(&app, ui, desk, typed, outcome, "credit-taken-back").await
}

/// Back to the page with what was done, or the page again with why it was not (422).
async fn finish(
    app: &App,
    ui: Ui,
    desk: CustomerWrite,
    typed: Typed,
    outcome: Result<(), FieldErrors>,
    done: &str,
) -> Result<Response, AppError> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={done}", links::credits(desk.0.tenant)))),
        Err(errors) => {
            let (query, nothing_done) = (PageQuery::default(), DoneQuery::default());
            let typed = typed.or(&untouched(&desk.0));
            let page = load(app, &desk.0, (&query, &nothing_done), (typed, errors)).await?;
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, page))
        }
    }
}

/// The grant as typed, or what does not read.
fn read_grant(locale: Locale, typed: &Typed) -> Result<NewGrant, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = |key| i18n::text(locale, key).into_owned();
    let grant_id: Option<GrantId> = typed.id("id");
    if grant_id.is_none() {
        errors.add("amount", text("admin-credit-form-again"));
    }
    let kind: Option<GrantKind> = typed.get("kind").parse().ok().filter(|k| GIVEN.contains(k));
    if kind.is_none() {
        errors.add("kind", text("admin-choose-one"));
    }
    let currency: Option<Currency> = typed.get("currency").parse().ok();
    if currency.is_none() {
        errors.add("currency", text("admin-choose-one"));
    }
    let amount = currency.and_then(|currency| {
        i18n::parse_amount(locale, currency, typed.get("amount"))
            .map_err(|error| errors.add("amount", error.message(locale)))
            .ok()
    });
    let expires_on = match typed.get("expires-on") {
        "" => None,
        on => i18n::parse_date(on)
            .map_err(|error| errors.add("expires-on", error.message(locale)))
            .ok(),
    };
    let priority: Option<i16> =
        typed.get("priority").parse().ok().filter(|p| (0..=100).contains(p));
    if priority.is_none() {
        errors.add("priority", text("admin-credit-priority-range"));
    }
    match (grant_id, kind, amount, priority) {
        (Some(grant_id), Some(kind), Some(amount), Some(priority)) if errors.is_empty() => {
            Ok(NewGrant {
                grant_id,
                kind,
                source_id: None,
                amount,
                expires_on,
                priority,
                note: typed.get("note").to_owned(),
            })
        }
        _ => Err(errors),
    }
}

/// Gives it, or says which rule refused it.
async fn try_grant(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    new: &NewGrant,
) -> Result<Result<(), FieldErrors>, AppError> {
    let mut tx = desk.begin(app).await?;
    let actor = desk.0.staff.actor();
    match give_credit(&mut tx, desk.0.now, desk.0.today, &actor, new).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Ok(()))
        }
        Err(error) => refusal(locale, error).map(Err),
    }
}

async fn try_take_back(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    typed: &Typed,
) -> Result<Result<(), FieldErrors>, AppError> {
    let (Some(grant), Some(once)) = (typed.id::<GrantId>("grant"), typed.id("take-back-id")) else {
        return refusal(locale, GiveCreditError::NotFound).map(Err);
    };
    let mut tx = desk.begin(app).await?;
    let reason = typed.get("take-back-reason");
    match take_back_credit(&mut tx, desk.0.now, desk.0.today, grant, once, reason).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Ok(()))
        }
        Err(error) => refusal(locale, error).map(Err),
    }
}

fn refusal(locale: Locale, error: GiveCreditError) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        GiveCreditError::NotFound => ("grant", "admin-credit-no-such-grant"),
        GiveCreditError::NotGivenAway { .. } => ("grant", "admin-credit-not-given-away"),
        GiveCreditError::NothingLeft => ("grant", "admin-credit-nothing-left"),
        GiveCreditError::NoReason => ("take-back-reason", "admin-refused-no-reason"),
        GiveCreditError::EndsInThePast { .. } => ("expires-on", "admin-credit-ends-in-past"),
        GiveCreditError::KeyReused => ("amount", "admin-credit-form-again"),
        GiveCreditError::Credit(CreditError::NotPositive) => {
            ("amount", "admin-payment-not-positive")
        }
        GiveCreditError::Store(error) | GiveCreditError::Credit(CreditError::Store(error)) => {
            return Err(error.into());
        }
        error @ (GiveCreditError::Credit(_) | GiveCreditError::Posting(_)) => {
            return Err(AppError::internal(error));
        }
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}
