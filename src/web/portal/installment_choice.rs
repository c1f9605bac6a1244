//! `/invoices/{id}/installments`: paying an invoice in installments (row B7). The reader chooses how many and
//! how often, sees the exact schedule and the words of the agreement, and agrees to exactly that; or asks
//! for it, where staff decide. What is shown is made on the server; no script is needed.

use super::installment_method::{chosen, method_choices, saved_methods};
use crate::auth::{Client, CustomerSession};
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{PlanRules, PlanStatus};
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::error::AppError;
use crate::flows::installments::{
    Acceptance, InstallmentError, Shown, eligible, payable_method, request, show_agreement,
    take_plan,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{TenantTx, invoices};
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextAreaField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::installment_parts::{agreement_words, schedule};
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{installment_typed, paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use uuid::Uuid;

struct Loaded {
    invoice: Invoice,
    due: Money,
    rules: PlanRules,
    methods: Vec<SavedMethod>,
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    tx: &mut TenantTx,
    id: InvoiceId,
) -> Result<Result<Loaded, InstallmentError>, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    match eligible(tx, id).await {
        Ok((invoice, due, rules)) => {
            let methods = saved_methods(app, tx, due).await?;
            Ok(Ok(Loaded { invoice, due, rules, methods }))
        }
        Err(InstallmentError::NotFound) => Err(AppError::NotFound),
        Err(InstallmentError::Store(error)) => Err(error.into()),
        Err(refused) => Ok(Err(refused)),
    }
}

/// GET /invoices/{id}/installments
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let loaded = match load(&app, &customer, &mut tx, id).await? {
        Ok(loaded) => loaded,
        Err(refused) => return not_offered(ui, StatusCode::OK, id, refused),
    };
    let typed = query.or(&installment_typed::proposed(&loaded.rules));
    preview(&app, ui, &mut tx, loaded, typed, StatusCode::OK).await
}

/// The form, and under it what it comes to.
async fn preview(
    app: &App,
    ui: Ui,
    tx: &mut TenantTx,
    loaded: Loaded,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, AppError> {
    let (shown, errors) = match shown(app, &ui, tx, &loaded, &typed).await? {
        Ok(shown) => (Some(shown), FieldErrors::none()),
        Err(errors) => (None, errors),
    };
    let status = if errors.is_empty() { status } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(answer(ui, status, loaded, &typed, shown, errors))
}

async fn shown(
    app: &App,
    ui: &Ui,
    tx: &mut TenantTx,
    loaded: &Loaded,
    typed: &Typed,
) -> Result<Result<Shown, FieldErrors>, AppError> {
    let mut terms = match installment_typed::read(ui, typed) {
        Ok(terms) => terms,
        Err(errors) => return Ok(Err(errors)),
    };
    let rules = &loaded.rules;
    terms.down_payment_percent = rules.down_payment_percent;
    let is_allowed = terms.within(rules, loaded.due).and_then(|()| match rules.is_self_service {
        true => terms.is_prompt(ui.today()),
        false => Ok(()),
    });
    if let Err(refused) = is_allowed {
        return Ok(Err(installment_typed::refusal(ui, &refused)));
    }
    let method = chosen(typed, &loaded.methods);
    let till = &app.work.till;
    let method = payable_method(tx, till, loaded.due, method).await;
    let method = match method {
        Ok(method) => method,
        Err(error) => return Ok(Err(refusal(ui, error)?)),
    };
    let with = (&terms, rules);
    let invoice = &loaded.invoice;
    let shown = show_agreement(tx, ui.now, invoice, with, method.as_ref(), None, ui.locale).await;
    match shown {
        Ok(shown) => Ok(Ok(shown)),
        Err(error) => Ok(Err(refusal(ui, error)?)),
    }
}

/// POST /invoices/{id}/installments
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    client: Client,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let mut read = app.db.tenant_read(customer.tenant).await?;
    invoices::find(&mut read, id).await?.ok_or(AppError::NotFound)?;
    drop(read);
    let plan: InstallmentPlanId = typed.id("id").ok_or(AppError::BadRequest)?;
    let terms = match installment_typed::read(&ui, &typed) {
        Ok(terms) => terms,
        Err(_) => return again(&app, &customer, ui, id, typed, StatusCode::OK).await,
    };
    let actor = customer.actor();
    let mut tx = app.db.tenant(customer.tenant, &actor, ui.now).await?;
    let till = &app.work.till;
    let made = if typed.get("intent") == "request" {
        request(&mut tx, ui.now, &till.keys, (plan, id), &terms, &actor).await
    } else if typed.get("agree").is_empty() {
        drop(tx);
        let mut tx = app.db.tenant_read(customer.tenant).await?;
        return match load(&app, &customer, &mut tx, id).await? {
            Ok(loaded) => unconfirmed(&app, ui, &mut tx, loaded, typed).await,
            Err(refused) => not_offered(ui, StatusCode::UNPROCESSABLE_ENTITY, id, refused),
        };
    } else {
        let client_ip = client.ip.to_string();
        let acceptance = Acceptance {
            actor: &actor,
            email: &customer.email,
            client_ip: &client_ip,
            locale: ui.locale,
            shown_sha256: read_sha256(typed.get("shown")).ok_or(AppError::BadRequest)?,
            method: typed.get("method").parse().ok(),
        };
        take_plan(&mut tx, ui.now, till, (plan, id), &terms, &acceptance).await
    };
    match made {
        Ok(plan) => {
            tx.commit().await?;
            let pays_now = plan.status == PlanStatus::Pending && till.is_open();
            let page = if pays_now {
                paths::invoice_pay(id)
            } else {
                format!("{}?done=begun", paths::installment_plan(plan.plan_id))
            };
            Ok(render::see_other(&page))
        }
        Err(InstallmentError::ShownOther) => {
            drop(tx);
            again(&app, &customer, ui, id, typed, StatusCode::CONFLICT).await
        }
        Err(InstallmentError::NotFound) => Err(AppError::NotFound),
        Err(InstallmentError::Terms(_) | InstallmentError::NoSuchMethod) => {
            drop(tx);
            again(&app, &customer, ui, id, typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(refused) => not_offered(ui, StatusCode::UNPROCESSABLE_ENTITY, id, refused),
    }
}

/// The page again, as things stand now.
async fn again(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    id: InvoiceId,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    match load(app, customer, &mut tx, id).await? {
        Ok(loaded) => preview(app, ui, &mut tx, loaded, typed, status).await,
        Err(refused) => not_offered(ui, StatusCode::UNPROCESSABLE_ENTITY, id, refused),
    }
}

async fn unconfirmed(
    app: &App,
    ui: Ui,
    tx: &mut TenantTx,
    loaded: Loaded,
    typed: Typed,
) -> Result<Response, AppError> {
    let shown = shown(app, &ui, tx, &loaded, &typed).await?.ok();
    let errors = FieldErrors::one("agree", i18n::text(ui.locale, "installment-agree-first"));
    Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, &typed, shown, errors))
}

/// 64 hexadecimal digits.
pub(super) fn read_sha256(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

pub(super) fn write_sha256(sha256: &[u8; 32]) -> String {
    sha256.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What to tell the reader about terms that cannot be agreed to.
pub(super) fn refusal(ui: &Ui, error: InstallmentError) -> Result<FieldErrors, AppError> {
    match error {
        InstallmentError::Terms(refused) => Ok(installment_typed::refusal(ui, &refused)),
        InstallmentError::NoSuchMethod => {
            Ok(FieldErrors::one("methods", i18n::text(ui.locale, "pay-method-gone")))
        }
        InstallmentError::NotFound => Err(AppError::NotFound),
        InstallmentError::Store(error) => Err(error.into()),
        error => Err(AppError::internal(error)),
    }
}

/// A plan cannot be begun; the page says why, or leads to the one that there is.
fn not_offered(
    ui: Ui,
    status: StatusCode,
    id: InvoiceId,
    refused: InstallmentError,
) -> Result<Response, AppError> {
    let said = match refused {
        InstallmentError::Running(plan) | InstallmentError::Waiting(plan) => {
            return Ok(render::see_other(&paths::installment_plan(plan)));
        }
        InstallmentError::NotOpen => return Ok(render::see_other(&paths::invoice(id))),
        InstallmentError::Disputed => i18n::text(ui.locale, "installment-disputed").into_owned(),
        InstallmentError::UnderWay => i18n::text(ui.locale, "installment-under-way").into_owned(),
        InstallmentError::NotSelfService => {
            i18n::text(ui.locale, "installment-ask-instead").into_owned()
        }
        InstallmentError::Terms(refused) => {
            let errors = installment_typed::refusal(&ui, &refused);
            errors.of("installments").unwrap_or_default()
        }
        InstallmentError::NotFound => return Err(AppError::NotFound),
        InstallmentError::Store(error) => return Err(error.into()),
        error => return Err(AppError::internal(error)),
    };
    let title = i18n::text(ui.locale, "installment-choice-title").into_owned();
    Ok(render::page(ui, status, &title.clone(), move || {
        view! {
            <PageHead title/>
            <Notice tone=Tone::Info text=said/>
            <div class="actions"><a class="btn" href=paths::invoice(id)>{t("installment-back-to-invoice")}</a></div>
        }
    }))
}

fn answer(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: &Typed,
    shown: Option<Shown>,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "installment-choice-title").into_owned();
    let has_changed = status == StatusCode::CONFLICT;
    render::page(ui, status, &title.clone(), || {
        view(title, &loaded, typed, shown.as_ref(), errors, has_changed)
    })
}

fn view(
    title: String,
    loaded: &Loaded,
    typed: &Typed,
    shown: Option<&Shown>,
    errors: FieldErrors,
    has_changed: bool,
) -> AnyView {
    let invoice = &loaded.invoice;
    let number = invoice.number.clone().unwrap_or_default();
    let crumbs = vec![
        (paths::INVOICES.to_owned(), t("invoices-title").into_owned()),
        (paths::invoice(invoice.invoice_id), number.clone()),
    ];
    let args = [("number", Arg::from(&number)), ("amount", Arg::from(loaded.due))];
    let sub = t_with("installment-choice-sub", &args);
    let changed = has_changed
        .then(|| view! { <Notice tone=Tone::Warning text=t("installment-shown-other")/> });
    let rules = &loaded.rules;
    let counts = (rules.fewest_installments, rules.most_installments);
    view! {
        <PageHead title sub=sub.into_any() crumbs/>
        {changed}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="get">
            {installment_typed::fields(counts, &rules.frequencies, typed, &errors)}
            {method_choices(&loaded.methods, typed, &errors)}
            <div class="actions actions-wide"><button class="btn">{t("installment-show-schedule")}</button></div>
        </form>
        {shown.map(|shown| agree(loaded, typed, shown, &errors))}
    }
    .into_any()
}

/// The schedule, the words, and the yes.
fn agree(loaded: &Loaded, typed: &Typed, shown: &Shown, errors: &FieldErrors) -> AnyView {
    let act = if loaded.rules.is_self_service {
        accept_fields(shown, errors)
    } else {
        view! {
            <p>{t("installment-request-note")}</p>
            <TextAreaField name="note" label=t("installment-request-why") value=typed.get("note") errors=errors.clone() optional=true max_length=1000_u32 rows=3_u32/>
            <div class="actions actions-wide"><button class="btn btn-primary" name="intent" value="request">{t("installment-request")}</button></div>
        }
        .into_any()
    };
    let method = chosen(typed, &loaded.methods).map(|id| id.to_string()).unwrap_or_default();
    view! {
        {schedule(&shown.schedule, shown.down_payment_due_on)}
        {agreement_words(&shown.page)}
        <form class="form" method="post" action=paths::invoice_installments(loaded.invoice.invoice_id)>
            <OnceKey id=Uuid::now_v7()/>
            {installment_typed::hidden(typed)}
            <input r#type="hidden" name="method" value=method/>
            {act}
        </form>
    }
    .into_any()
}

/// The hash of what is shown, the checkbox, the button.
pub(super) fn accept_fields(shown: &Shown, errors: &FieldErrors) -> AnyView {
    let button = match shown.schedule.down_payment.is_positive() {
        true => {
            let args = [("amount", Arg::from(shown.schedule.down_payment))];
            t_with("installment-agree-and-pay", &args)
        }
        false => t("installment-agree").into_owned(),
    };
    let error = errors
        .of("agree")
        .map(|sentence| view! { <p class="error" id="agree-error">{sentence}</p> });
    view! {
        <input r#type="hidden" name="shown" value=write_sha256(&shown.sha256)/>
        <div class="check">
            <input r#type="checkbox" id="agree" name="agree" value="yes" required/>
            <label r#for="agree">{t("installment-agree-label")}</label>
            <p class="hint">{t("installment-agree-hint")}</p>
            {error}
        </div>
        <div class="actions actions-wide"><button class="btn btn-primary" name="intent" value="accept">{button}</button></div>
    }
    .into_any()
}
