//! `/credits/top-up`: buying credit ahead (row B9). An amount in a currency the customer is invoiced in, and
//! what to pay with; a card is entered on the gateway's own page. The credit is there when the money is.

use super::pay::{NEW_METHOD, is_under_way};
use super::pay_view::{method_choices, save_choice};
use super::payer;
use crate::auth::CustomerSession;
use crate::domain::charge::Charge;
use crate::domain::credit_grant::purchase_limits;
use crate::domain::currency::Currency;
use crate::domain::id::PaymentMethodId;
use crate::domain::payment_method::{Expiry, SavedMethod};
use crate::error::AppError;
use crate::flows::payments::buy_credit::{BuyCreditError, CreditOrder, buy_credit, currencies};
use crate::flows::payments::pay_invoice::{PayInvoiceError, PayWith};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{charges, payment_methods};
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::ui::{Ui, money, t, t_with, ui};
use crate::web::{paths, provider_page, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use uuid::Uuid;

struct Loaded {
    /// At least one; the customer's own first.
    currencies: Vec<Currency>,
    methods: Vec<SavedMethod>,
    /// Whether the gateway's page offers more than cards.
    takes_debits: bool,
    /// Top-ups that are on their way.
    under_way: Vec<Charge>,
}

/// # Errors  `Forbidden` to whoever may not pay; `NotFound` where nothing can be paid online.
async fn load(app: &App, customer: &CustomerSession) -> Result<Loaded, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let till = &app.work.till;
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let currencies = currencies(till, &mut tx).await?;
    if currencies.is_empty() {
        return Err(AppError::NotFound);
    }
    let today = app.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut methods = payment_methods::list(&mut tx).await?;
    methods.retain(|method| {
        let takes = |currency: &Currency| till.charges(method, purchase_limits(*currency).0);
        method.expiry(today) != Expiry::Expired && currencies.iter().any(takes)
    });
    let mut under_way = charges::living_top_ups(&mut tx).await?;
    under_way.retain(is_under_way);
    let takes_debits = currencies.iter().any(|currency| till.takes_debits(*currency));
    Ok(Loaded { currencies, methods, takes_debits, under_way })
}

/// GET /credits/top-up
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer).await?;
    let first = loaded.methods.first().map(|method| method.payment_method_id.to_string());
    let typed = Typed::of(&[("method", first.unwrap_or_else(|| NEW_METHOD.to_owned()))]);
    Ok(answer(&app, ui, StatusCode::OK, loaded, &typed, FieldErrors::none()))
}

/// POST /credits/top-up
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer).await?;
    let order = match credit_order(&ui, &loaded, &typed) {
        Ok(order) => order,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(answer(&app, ui, status, loaded, &typed, errors));
        }
    };
    match buy_credit(&app.work.till, &payer::of(&customer), &order).await {
        Ok(paying) => Ok(provider_page::go_on(&app.work.till, &paying)),
        Err(error) => {
            let (status, errors) = refusal(&ui, error)?;
            Ok(answer(&app, ui, status, loaded, &typed, errors))
        }
    }
}

/// The order as typed, or what does not read.
fn credit_order(ui: &Ui, loaded: &Loaded, typed: &Typed) -> Result<CreditOrder, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = |key| i18n::text(ui.locale, key);
    let asked: Option<Currency> = typed.get("currency").parse().ok();
    let currency = asked.filter(|asked| loaded.currencies.contains(asked));
    let amount = match currency.map(|c| i18n::parse_amount(ui.locale, c, typed.get("amount"))) {
        Some(Ok(amount)) => Some(amount),
        Some(Err(error)) => {
            errors.add("amount", error.message(ui.locale));
            None
        }
        None => {
            errors.add("currency", text("top-up-other-currency"));
            None
        }
    };
    let with = match typed.get("method") {
        NEW_METHOD => Some(PayWith::HostedPage { saves_method: !typed.get("save").is_empty() }),
        method => method.parse::<PaymentMethodId>().ok().map(PayWith::Saved),
    };
    if with.is_none() {
        errors.add("methods", text("pay-choose-method"));
    }
    match (typed.id::<Uuid>("id"), amount, with) {
        (Some(key), Some(amount), Some(with)) => {
            Ok(CreditOrder { idempotency_key: key.to_string(), amount, with })
        }
        _ => {
            if errors.is_empty() {
                errors.add("amount", text("pay-form-again"));
            }
            Err(errors)
        }
    }
}

/// What to tell the customer; nothing was charged in any of these cases.
fn refusal(ui: &Ui, error: BuyCreditError) -> Result<(StatusCode, FieldErrors), AppError> {
    let text = |key| i18n::text(ui.locale, key).into_owned();
    let limit = |key, amount| {
        let args = [("amount", Arg::from(i18n::money(ui.locale, amount)))];
        i18n::text_with(ui.locale, key, &args)
    };
    let errors = match error {
        BuyCreditError::TooLittle { least } => {
            FieldErrors::one("amount", limit("top-up-too-little", least))
        }
        BuyCreditError::TooMuch { most } => {
            FieldErrors::one("amount", limit("top-up-too-much", most))
        }
        BuyCreditError::OtherCurrency(_) => {
            FieldErrors::one("currency", text("top-up-other-currency"))
        }
        BuyCreditError::Pay(PayInvoiceError::NotTaken(_)) => {
            FieldErrors::one("amount", text("top-up-not-taken"))
        }
        BuyCreditError::Pay(PayInvoiceError::NoSuchMethod) => {
            FieldErrors::one("methods", text("pay-method-gone"))
        }
        BuyCreditError::Pay(PayInvoiceError::KeyReused) => {
            FieldErrors::one("amount", text("pay-form-again"))
        }
        BuyCreditError::Pay(PayInvoiceError::Unavailable(reason)) => {
            tracing::warn!(%reason, "a top-up could not be begun");
            let errors = FieldErrors::one("methods", text("pay-provider-unavailable"));
            return Ok((StatusCode::SERVICE_UNAVAILABLE, errors));
        }
        BuyCreditError::Pay(PayInvoiceError::Store(error)) => return Err(error.into()),
        BuyCreditError::Pay(error) => return Err(AppError::internal(error)),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, errors))
}

fn answer(
    app: &App,
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "top-up-title");
    let page = render::page(ui, status, &title, || view(&loaded, typed, errors));
    provider_page::may_lead_there(&app.work.till, page)
}

fn view(loaded: &Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let crumbs = vec![(paths::CREDITS.to_owned(), t("credits-title").into_owned())];
    let sandbox =
        ui().is_sandbox.then(|| view! { <Notice tone=Tone::Info text=t("pay-sandbox-cards")/> });
    let under_way: Vec<_> = loaded.under_way.iter().map(under_way_notice).collect();
    view! {
        <PageHead title=t("top-up-title") sub=t("top-up-sub").into_any() crumbs/>
        {under_way}
        {sandbox}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" action=paths::TOP_UP>
            <OnceKey id=Uuid::now_v7()/>
            {currency_field(&loaded.currencies, typed, &errors)}
            {amount_field(&loaded.currencies, typed, &errors)}
            {method_choices(&loaded.methods, loaded.takes_debits, typed, &errors)}
            {save_choice(typed)}
            <p class="hint">{t("top-up-terms")}</p>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("pay-now")}</button>
                <a class="btn btn-quiet" href=paths::CREDITS>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn under_way_notice(charge: &Charge) -> AnyView {
    let text = t_with("top-up-under-way", &[("amount", Arg::from(charge.amount))]);
    view! {
        <div class="notice" data-tone="info" role="status">
            <div><p>{text}</p></div>
            <a href=paths::charge_return(charge.charge_id)>{t("pay-see-payment")}</a>
        </div>
    }
    .into_any()
}

/// Nothing to choose where there is one; a wrong one is said all the same.
fn currency_field(currencies: &[Currency], typed: &Typed, errors: &FieldErrors) -> AnyView {
    if let [currency] = currencies {
        let error = errors
            .of("currency")
            .map(|sentence| view! { <p class="error" id="currency">{sentence}</p> });
        return view! {
            {error}
            <input r#type="hidden" name="currency" value=currency.code()/>
        }
        .into_any();
    }
    let options = currencies.iter().map(|c| (c.code().to_owned(), c.code().to_owned())).collect();
    view! {
        <SelectField name="currency" label=t("term-currency") options selected=typed.get("currency").to_owned()
            errors=errors.clone()/>
    }
    .into_any()
}

fn amount_field(currencies: &[Currency], typed: &Typed, errors: &FieldErrors) -> AnyView {
    let label = match currencies {
        [currency] => t_with("pay-amount-in", &[("currency", Arg::from(currency.code()))]),
        _ => t("term-amount").into_owned(),
    };
    let limits: Vec<_> = currencies
        .iter()
        .map(|currency| {
            let (least, most) = purchase_limits(*currency);
            let args = [("least", Arg::from(money(least))), ("most", Arg::from(money(most)))];
            t_with("top-up-limits", &args)
        })
        .collect();
    view! {
        <TextField name="amount" label value=typed.get("amount").to_owned() hint=limits.join(" · ")
            errors=errors.clone() inputmode="decimal" numeric=true max_length=40/>
    }
    .into_any()
}
