//! `/settings/payment-methods/autopay`: whether due invoices are collected by themselves, up to which
//! amount, and the text that is agreed to (row D10).

use super::payment_method_text::method_title;
use crate::auth::{Client, CustomerSession};
use crate::domain::autopay::{Collection, Cover};
use crate::domain::currency::Currency;
use crate::domain::invoice::Invoice;
use crate::domain::payment_method::SavedMethod;
use crate::error::AppError;
use crate::flows::payments::autopay::{self, AutopayError, Deciding};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{TenantTx, tenants};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, date, date_time, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;

struct Loaded {
    currency: Currency,
    /// None: autopay is off.
    cover: Option<Cover>,
    method: Option<SavedMethod>,
    decided: Option<(Timestamp, String)>,
}

async fn load(app: &App, customer: &CustomerSession) -> Result<Loaded, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let newest = crate::store::autopay::current(&mut tx).await?;
    Ok(Loaded {
        currency: tenants::profile(&mut tx).await?.currency,
        cover: newest.as_ref().and_then(|consent| consent.covers),
        method: autopay::default_method(&mut tx).await?,
        decided: newest
            .filter(|consent| !consent.decided_email.is_empty())
            .map(|consent| (consent.decided_at, consent.decided_email)),
    })
}

/// GET /settings/payment-methods/autopay
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer).await?;
    let limit = loaded.cover.and_then(|cover| cover.limit);
    let limit = limit.map(|limit| i18n::amount_input(ui.locale, limit)).unwrap_or_default();
    let typed = Typed::of(&[("limit", limit)]);
    Ok(answer(ui, StatusCode::OK, loaded, &typed, FieldErrors::none()))
}

/// POST /settings/payment-methods/autopay
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    client: Client,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer).await?;
    let actor = customer.actor();
    let (client_ip, language) = (client.ip.to_string(), ui.locale.as_bcp47());
    let deciding =
        Deciding { actor: &actor, email: &customer.email, client_ip: &client_ip, language };
    let mut tx = app.db.tenant(customer.tenant, &actor, ui.now).await?;
    let (decided, done) = match typed.get("intent") {
        "off" => (autopay::turn_off(&mut tx, ui.now, &deciding).await, "autopay_off"),
        "on" => {
            let limit = match typed.get("limit") {
                "" => Ok(None),
                text => i18n::parse_amount(ui.locale, loaded.currency, text).map(Some),
            };
            match limit {
                Ok(limit) => {
                    (autopay::turn_on(&mut tx, ui.now, &deciding, limit).await, "autopay_on")
                }
                Err(error) => {
                    let said = error.message(ui.locale);
                    return Ok(refused(ui, loaded, &typed, said));
                }
            }
        }
        _ => return Err(AppError::BadRequest),
    };
    match decided {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::see_other(&format!("{}?done={done}", paths::PAYMENT_METHODS)))
        }
        Err(AutopayError::LimitNotPositive) => {
            let said = i18n::text(ui.locale, "pay-amount-not-positive").into_owned();
            Ok(refused(ui, loaded, &typed, said))
        }
        // The last method went while the form was open; the page says what to do.
        Err(AutopayError::NoMethod) => Ok(render::see_other(paths::AUTOPAY)),
        Err(AutopayError::Store(error)) => Err(error.into()),
    }
}

fn refused(ui: Ui, loaded: Loaded, typed: &Typed, said: String) -> Response {
    let mut errors = FieldErrors::none();
    errors.add("limit", said);
    answer(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, typed, errors)
}

fn answer(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "autopay-title");
    render::page(ui, status, &title, || view(&loaded, typed, errors))
}

fn view(loaded: &Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let crumbs = vec![(paths::PAYMENT_METHODS.to_owned(), t("payment-methods-title").into_owned())];
    let body = match &loaded.method {
        None => {
            let way_on = (paths::PAYMENT_METHODS.to_owned(), t("autopay-add-method").into_owned());
            view! { <Empty title=t("autopay-no-method-title") text=t("autopay-no-method") action=way_on/> }
                .into_any()
        }
        Some(method) => form(loaded, method, typed, errors),
    };
    let decided = loaded.decided.as_ref().map(|(at, email)| {
        let args = [("time", Arg::from(date_time(*at))), ("email", Arg::from(email.as_str()))];
        let key = if loaded.cover.is_some() { "autopay-agreed" } else { "autopay-turned-off" };
        view! { <p class="small muted">{t_with(key, &args)}</p> }
    });
    view! {
        <PageHead title=t("autopay-title") sub=t("autopay-sub").into_any() crumbs/>
        {body}
        {decided}
    }
    .into_any()
}

fn form(loaded: &Loaded, method: &SavedMethod, typed: &Typed, errors: FieldErrors) -> AnyView {
    let title = method_title(method);
    let text = t_with("autopay-consent-text", &[("method", Arg::from(&*title))]);
    let label = t_with("autopay-limit-in", &[("currency", Arg::from(loaded.currency.code()))]);
    let is_on = loaded.cover.is_some();
    let agree = if is_on { "autopay-save" } else { "autopay-turn-on" };
    let off = is_on.then(|| {
        view! {
            <form method="post">
                <div class="actions">
                    <button class="btn btn-danger" name="intent" value="off">{t("autopay-turn-off")}</button>
                </div>
                <p class="small muted">{t("autopay-turn-off-note")}</p>
            </form>
        }
    });
    view! {
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <p>{text}</p>
            <p>{t("autopay-consent-scope")}</p>
            <TextField name="limit" label value=typed.get("limit") hint=t("autopay-limit-hint") errors inputmode="decimal" numeric=true optional=true/>
            <div class="actions actions-wide">
                <button class="btn btn-primary" name="intent" value="on">{t(agree)}</button>
                <a class="btn btn-quiet" href=paths::PAYMENT_METHODS>{t("action-cancel")}</a>
            </div>
        </form>
        {off}
    }
    .into_any()
}

/// How autopay stands, on the page of methods.
pub(super) fn section(
    cover: Option<Cover>,
    default: Option<&SavedMethod>,
    can_change: bool,
) -> AnyView {
    let said = match (cover, default) {
        (None, _) => t("autopay-is-off").into_owned(),
        (Some(_), None) => t("autopay-no-method").into_owned(),
        (Some(Cover { limit: None, .. }), Some(method)) => {
            t_with("autopay-is-on", &[("method", Arg::from(method_title(method)))])
        }
        (Some(Cover { limit: Some(limit), .. }), Some(method)) => {
            let args = [("method", Arg::from(method_title(method))), ("limit", limit.into())];
            t_with("autopay-is-on-up-to", &args)
        }
    };
    let state = if cover.is_some() { "autopay-on" } else { "autopay-off" };
    let key = if cover.is_some() { "autopay-change" } else { "autopay-set-up" };
    let act = (can_change && (cover.is_some() || default.is_some())).then(|| {
        view! { <div class="actions"><a class="btn" href=paths::AUTOPAY>{t(key)}</a></div> }
    });
    view! {
        <section class="section" aria-labelledby="autopay">
            <div class="section-head"><h2 id="autopay">{t("autopay-title")}</h2><span class="badge">{t(state)}</span></div>
            <p>{said}</p>
            {act}
        </section>
    }
    .into_any()
}

/// What autopay will do with an invoice, as its pages say it.
pub(super) struct Planned {
    collection: Option<Collection>,
    due_on: jiff::civil::Date,
}

/// Looks up what is planned for the invoice.
pub(super) async fn planned(
    app: &App,
    tx: &mut TenantTx,
    invoice: &Invoice,
) -> Result<Planned, AppError> {
    let collection = autopay::plan(&app.work.till, tx, invoice).await?;
    Ok(Planned { collection, due_on: invoice.due_on })
}

impl Planned {
    /// In a sentence; nothing when autopay is off.
    pub(super) fn notice(&self) -> Option<AnyView> {
        let (tone, said) = match self.collection.as_ref()? {
            Collection::OnDueDate { method } => {
                let args = [
                    ("date", Arg::from(date(self.due_on))),
                    ("method", Arg::from(method_title(method))),
                ];
                ("info", t_with("autopay-will-collect", &args))
            }
            Collection::AskFirst(why) => {
                ("warning", t(&format!("autopay-asks-{}", why.word())).into_owned())
            }
            Collection::NotCovered => return None,
        };
        let title = t("autopay-on");
        Some(
            view! {
                <div class="notice" data-tone=tone role="status">
                    <div><p><strong>{title}</strong>" "{said}</p></div>
                </div>
            }
            .into_any(),
        )
    }
}
