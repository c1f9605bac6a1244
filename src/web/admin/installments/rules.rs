//! `/admin/installment-rules`: what is offered to everybody, on one seller's invoices, or to one customer.

use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::id::{SellerId, TenantId};
use crate::domain::installment::{Frequency, PlanRules, RulesRefused};
use crate::error::AppError;
use crate::flows::installments::save_rules::{SaveRulesError, Scope, save_rules};
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::installments::rules;
use crate::store::sellers::settings;
use crate::store::tenants;
use crate::web::admin::parts::query;
use crate::web::admin::typed::{Typed, number};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::installment_typed::frequency_text;
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;

struct Loaded {
    scope: Scope,
    /// Whom they are for, by name; None: everybody.
    name: Option<String>,
    /// Set for this scope; None: as for everybody.
    own: Option<PlanRules>,
    inherited: PlanRules,
    sellers: Vec<(SellerId, String)>,
}

fn scope(query: &Typed) -> Result<Scope, AppError> {
    match (query.get("seller"), query.get("customer")) {
        ("", "") => Ok(Scope::Everybody),
        (seller, "") => seller.parse().map(Scope::Seller).map_err(|_| AppError::NotFound),
        (_, customer) => customer.parse().map(Scope::Customer).map_err(|_| AppError::NotFound),
    }
}

fn address(scope: Scope, done: &str) -> String {
    let (seller, customer) = match scope {
        Scope::Everybody => (String::new(), String::new()),
        Scope::Seller(seller) => (seller.to_string(), String::new()),
        Scope::Customer(customer) => (String::new(), customer.to_string()),
    };
    let query = query(&[("seller", &seller), ("customer", &customer), ("done", done)]);
    format!("{}{query}", paths::ADMIN_INSTALLMENT_RULES)
}

async fn load(app: &App, scope: Scope) -> Result<Loaded, AppError> {
    let mut tx = app.db.staff_read().await?;
    let everybody = rules::of_seller(&mut tx, None).await?;
    let found = settings::all(&mut tx).await?;
    let sellers: Vec<_> =
        found.iter().map(|seller| (seller.seller_id, seller.settings.legal_name.clone())).collect();
    let (name, own) = match scope {
        Scope::Everybody => (None, everybody.clone()),
        Scope::Seller(id) => {
            let name = sellers.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
            (Some(name.ok_or(AppError::NotFound)?), rules::of_seller(&mut tx, Some(id)).await?)
        }
        Scope::Customer(id) => {
            let (name, own) = of_customer(app, id).await?;
            (Some(name), own)
        }
    };
    Ok(Loaded { scope, name, own, inherited: everybody.unwrap_or_default(), sellers })
}

async fn of_customer(app: &App, id: TenantId) -> Result<(String, Option<PlanRules>), AppError> {
    let mut tx = app.db.tenant_read(id).await?;
    let profile = tenants::profile(&mut tx).await?;
    Ok((profile.legal_name, rules::of_customer(&mut tx).await?))
}

/// GET /admin/installment-rules
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let loaded = load(&app, scope(&query)?).await?;
    let rules = loaded.own.clone().unwrap_or_else(|| loaded.inherited.clone());
    let typed = typed_of(ui.locale, &rules);
    let is_saved = query.get("done") == "saved";
    Ok(answer(ui, StatusCode::OK, loaded, &typed, FieldErrors::none(), is_saved))
}

/// POST /admin/installment-rules
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let scope = scope(&typed)?;
    let loaded = load(&app, scope).await?;
    let actor = staff.actor();
    let read = match typed.get("intent") {
        "inherit" if scope != Scope::Everybody => Ok(None),
        _ => read(ui.locale, &typed).map(Some),
    };
    let saved = match &read {
        Ok(rules) => save_rules(&app.db, ui.now, scope, rules.as_ref(), &actor).await,
        Err((field, key)) => {
            let errors = FieldErrors::one(field, i18n::text(ui.locale, key));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(answer(ui, status, loaded, &typed, errors, false));
        }
    };
    match saved {
        Ok(()) => Ok(render::see_other(&address(scope, "saved"))),
        Err(SaveRulesError::Refused(refused)) => {
            let (field, key) = refusal(refused);
            let errors = FieldErrors::one(field, i18n::text(ui.locale, key));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer(ui, status, loaded, &typed, errors, false))
        }
        Err(SaveRulesError::Store(error)) => Err(error.into()),
    }
}

fn refusal(refused: RulesRefused) -> (&'static str, &'static str) {
    match refused {
        RulesRefused::Count => ("fewest", "installment-rules-count"),
        RulesRefused::Totals => ("least_total", "installment-rules-totals"),
        RulesRefused::DownPayment => ("down_payment", "installment-rules-down-payment"),
        RulesRefused::NoFrequency => ("frequencies", "installment-choose-frequency"),
        RulesRefused::Days => ("grace_days", "installment-rules-days"),
    }
}

fn typed_of(locale: Locale, rules: &PlanRules) -> Typed {
    let decimal = |value: Decimal| i18n::number(locale, value.normalize());
    let flag = |is_set: bool| if is_set { "yes".to_owned() } else { String::new() };
    let currencies: Vec<&str> = rules.currencies.iter().map(|one| one.code()).collect();
    let mut typed = Typed::of(&[
        ("allowed", flag(rules.is_allowed)),
        ("self_service", flag(rules.is_self_service)),
        ("fewest", rules.fewest_installments.to_string()),
        ("most", rules.most_installments.to_string()),
        ("least_total", plain(locale, rules.least_total)),
        ("most_total", rules.most_total.map(|most| plain(locale, most)).unwrap_or_default()),
        ("currencies", currencies.join(" ")),
        ("down_payment", decimal(rules.down_payment_percent)),
        ("grace_days", rules.grace_days.to_string()),
        ("down_payment_days", rules.down_payment_days.to_string()),
    ]);
    for one in &rules.frequencies {
        typed.push("frequencies", one.word());
    }
    typed
}

/// A number without groups, as it is read back.
fn plain(locale: Locale, value: Decimal) -> String {
    let text = value.normalize().to_string();
    if locale == Locale::De { text.replace('.', ",") } else { text }
}

type Refused = (&'static str, &'static str);

fn read(locale: Locale, typed: &Typed) -> Result<PlanRules, Refused> {
    let whole = |name: &'static str| -> Result<u32, Refused> {
        typed.get(name).parse().map_err(|_| (name, "installment-rules-number"))
    };
    let decimal = |name: &'static str| -> Result<Decimal, Refused> {
        number(locale, typed.get(name)).ok_or((name, "installment-rules-number"))
    };
    let currencies: Result<Vec<Currency>, _> = typed
        .get("currencies")
        .to_uppercase()
        .split([',', ';', ' '])
        .filter(|code| !code.is_empty())
        .map(|code| code.parse::<Currency>())
        .collect();
    let frequencies: Vec<Frequency> =
        typed.all("frequencies").filter_map(|word| word.parse().ok()).collect();
    Ok(PlanRules {
        is_allowed: !typed.get("allowed").is_empty(),
        is_self_service: !typed.get("self_service").is_empty(),
        fewest_installments: whole("fewest")?,
        most_installments: whole("most")?,
        least_total: decimal("least_total")?,
        most_total: match typed.get("most_total") {
            "" => None,
            _ => Some(decimal("most_total")?),
        },
        currencies: currencies.map_err(|_| ("currencies", "installment-rules-currencies"))?,
        frequencies,
        down_payment_percent: decimal("down_payment")?,
        grace_days: whole("grace_days")?,
        down_payment_days: whole("down_payment_days")?,
    })
}

fn answer(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: &Typed,
    errors: FieldErrors,
    is_saved: bool,
) -> Response {
    let title = i18n::text(ui.locale, "installment-rules").into_owned();
    render::page(ui, status, &title.clone(), || view(title, &loaded, typed, errors, is_saved))
}

fn view(
    title: String,
    loaded: &Loaded,
    typed: &Typed,
    errors: FieldErrors,
    is_saved: bool,
) -> AnyView {
    let crumbs =
        vec![(paths::ADMIN_INSTALLMENT_PLANS.to_owned(), t("installments-title").into_owned())];
    let saved =
        is_saved.then(|| view! { <Notice tone=Tone::Success text=t("installment-rules-saved")/> });
    let everybody = t("installment-rules-everybody").into_owned();
    let whom = loaded.name.clone().unwrap_or_else(|| everybody.clone());
    let mut tabs = vec![(Scope::Everybody, everybody)];
    tabs.extend(loaded.sellers.iter().map(|(id, name)| (Scope::Seller(*id), name.clone())));
    let tabs: Vec<_> = tabs
        .into_iter()
        .map(|(scope, name)| {
            let current = (scope == loaded.scope).then_some("page");
            view! { <li><a href=address(scope, "") aria-current=current><bdi>{name}</bdi></a></li> }
        })
        .collect();
    let inherited = (loaded.own.is_none() && loaded.scope != Scope::Everybody)
        .then(|| view! { <Notice tone=Tone::Info text=t("installment-rules-inherited")/> });
    view! {
        <PageHead title sub=whom.into_any() crumbs/>
        <nav class="tabs" aria-label=t("installment-rules-for")><ul>{tabs}</ul></nav>
        {saved}{inherited}
        <ErrorSummary errors=errors.clone()/>
        {form(loaded, typed, &errors)}
    }
    .into_any()
}

fn check(name: &'static str, key: &'static str, is_set: bool) -> AnyView {
    view! {
        <div class="check">
            <input r#type="checkbox" id=name name=name value="yes" checked=is_set/>
            <label r#for=name>{t(key)}</label>
        </div>
    }
    .into_any()
}

fn form(loaded: &Loaded, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let (seller, customer) = match loaded.scope {
        Scope::Everybody => (String::new(), String::new()),
        Scope::Seller(id) => (id.to_string(), String::new()),
        Scope::Customer(id) => (String::new(), id.to_string()),
    };
    let chosen: Vec<&str> = typed.all("frequencies").collect();
    let frequencies: Vec<_> = Frequency::ALL
        .iter()
        .map(|one| {
            let id = format!("frequency-{}", one.word());
            let is_set = chosen.contains(&one.word());
            view! {
                <div class="check">
                    <input r#type="checkbox" id=id.clone() name="frequencies" value=one.word() checked=is_set/>
                    <label r#for=id>{frequency_text(*one)}</label>
                </div>
            }
        })
        .collect();
    let inherit = (loaded.own.is_some() && loaded.scope != Scope::Everybody).then(|| {
        view! { <button class="btn" name="intent" value="inherit">{t("installment-rules-inherit")}</button> }
    });
    let is_set = |name| !typed.get(name).is_empty();
    view! {
        <form class="form" method="post" action=paths::ADMIN_INSTALLMENT_RULES>
            <input r#type="hidden" name="seller" value=seller/>
            <input r#type="hidden" name="customer" value=customer/>
            {check("allowed", "installment-rules-allowed", is_set("allowed"))}
            {check("self_service", "installment-rules-self-service", is_set("self_service"))}
            <div class="form-row form-row-short">
                <TextField name="fewest" label=t("installment-rules-fewest") value=typed.get("fewest") errors=errors.clone() inputmode="numeric" numeric=true/>
                <TextField name="most" label=t("installment-rules-most") value=typed.get("most") errors=errors.clone() inputmode="numeric" numeric=true/>
            </div>
            <div class="form-row form-row-short">
                <TextField name="least_total" label=t("installment-rules-least-total") value=typed.get("least_total") errors=errors.clone() inputmode="decimal" numeric=true/>
                <TextField name="most_total" label=t("installment-rules-most-total") value=typed.get("most_total") errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
            </div>
            <TextField name="currencies" label=t("installment-rules-currencies-label") value=typed.get("currencies") hint=t("installment-rules-currencies-hint") errors=errors.clone() optional=true/>
            <fieldset class="fieldset" id="frequencies"><legend>{t("installment-how-often")}</legend>{frequencies}</fieldset>
            <div class="form-row form-row-short">
                <TextField name="down_payment" label=t("installment-down-payment-percent") value=typed.get("down_payment") errors=errors.clone() inputmode="decimal" numeric=true/>
                <TextField name="down_payment_days" label=t("installment-rules-down-payment-days") value=typed.get("down_payment_days") errors=errors.clone() inputmode="numeric" numeric=true/>
                <TextField name="grace_days" label=t("installment-rules-grace-days") value=typed.get("grace_days") errors=errors.clone() inputmode="numeric" numeric=true/>
            </div>
            <div class="actions actions-wide"><button class="btn btn-primary">{t("action-save")}</button>{inherit}</div>
        </form>
    }
    .into_any()
}
