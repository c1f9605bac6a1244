//! `/invoices/{id}/pay`: how much, and with what (row B4). A card is entered on the gateway's own page;
//! no field of ours takes a number.

use super::credit_use::{self, CreditOffer};
use super::payer;
use super::payment_method_text::{duration_note, expiry_note, method_title};
use crate::auth::CustomerSession;
use crate::domain::charge::{Charge, ChargeState, ChargeWay};
use crate::domain::id::{InvoiceId, PaymentMethodId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::payment_method::{Expiry, SavedMethod};
use crate::error::AppError;
use crate::flows::payments::pay_invoice::{PayInvoiceError, PayOrder, PayWith, pay_invoice};
use crate::flows::payments::route::Availability;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{charges, invoices, payment_methods};
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::ui::{Ui, date_time, money, t, t_with, ui};
use crate::web::{paths, provider_page, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;

/// The value of the choice that leads to the gateway's page.
const NEW_METHOD: &str = "new";

struct Loaded {
    invoice: Invoice,
    due: Money,
    methods: Vec<SavedMethod>,
    /// Whether the gateway's page offers more than cards.
    takes_debits: bool,
    /// A payment that is on its way; nothing else can be paid meanwhile.
    under_way: Option<Charge>,
    /// For how long whoever would take the payment is left alone yet; None: a new card can be entered.
    down_for: Option<Duration>,
    credit: Option<CreditOffer>,
}

/// # Errors  `NotFound` also for an invoice that cannot be paid online at all.
async fn load(app: &App, customer: &CustomerSession, id: InvoiceId) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let invoice = invoices::find(&mut tx, id)
        .await?
        .filter(|invoice| invoice.status != InvoiceStatus::Draft)
        .ok_or(AppError::NotFound)?;
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let due = invoice.due().map_err(AppError::internal)?;
    if due.is_positive() && !app.work.till.takes(due) {
        return Err(AppError::NotFound);
    }
    let today = app.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut methods = payment_methods::list(&mut tx).await?;
    methods.retain(|method| method.expiry(today) != Expiry::Expired);
    methods.retain(|method| method.kind.takes(due.currency));
    let under_way = charges::living_of_invoice(&mut tx, id).await?.filter(is_under_way);
    let takes_debits = app.work.till.takes_debits(due.currency);
    let credit = credit_use::offer(&mut tx, today, &invoice).await?;
    let availability = app.work.till.availability(&mut tx, due).await;
    let down_for = match availability.map_err(AppError::internal)? {
        Availability::Down { retry_in } => Some(retry_in),
        Availability::Open | Availability::NotTaken => None,
    };
    Ok(Loaded { invoice, due, methods, takes_debits, under_way, down_for, credit })
}

/// An open page of the gateway can be left and another way chosen; everything else must end first.
pub(super) fn is_under_way(charge: &Charge) -> bool {
    !(charge.way == ChargeWay::Hosted && charge.state == ChargeState::RequiresAction)
}

/// GET /invoices/{id}/pay
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    if !loaded.due.is_positive() {
        return Ok(render::see_other(&paths::invoice(id)));
    }
    let first = loaded.methods.first().map(|method| method.payment_method_id.to_string());
    let typed = Typed::of(&[
        ("amount", i18n::amount_input(ui.locale, loaded.due)),
        ("method", first.unwrap_or_else(|| NEW_METHOD.to_owned())),
    ]);
    Ok(answer(&app, ui, StatusCode::OK, loaded, typed, FieldErrors::none()))
}

/// POST /invoices/{id}/pay
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    let order = match read(&ui, &loaded, id, &typed) {
        Ok(order) => order,
        Err(errors) => {
            return Ok(answer(&app, ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, typed, errors));
        }
    };
    match pay_invoice(&app.work.till, &payer::of(&customer), &order).await {
        Ok(paying) => Ok(provider_page::go_on(&app.work.till, &paying)),
        Err(error) => {
            let (status, errors) = refusal(&ui, error)?;
            let loaded = load(&app, &customer, id).await?;
            Ok(answer(&app, ui, status, loaded, typed, errors))
        }
    }
}

/// The order as typed, or what does not read.
fn read(ui: &Ui, loaded: &Loaded, id: InvoiceId, typed: &Typed) -> Result<PayOrder, FieldErrors> {
    let mut errors = FieldErrors::none();
    let key: Option<Uuid> = typed.id("id");
    let amount = i18n::parse_amount(ui.locale, loaded.invoice.currency, typed.get("amount"))
        .map_err(|error| errors.add("amount", error.message(ui.locale)))
        .ok();
    let with = match typed.get("method") {
        NEW_METHOD => Some(PayWith::HostedPage { saves_method: !typed.get("save").is_empty() }),
        method => method.parse::<PaymentMethodId>().ok().map(PayWith::Saved),
    };
    if with.is_none() {
        errors.add("methods", i18n::text(ui.locale, "pay-choose-method"));
    }
    match (key, amount, with) {
        (Some(key), Some(amount), Some(with)) => {
            Ok(PayOrder { idempotency_key: key.to_string(), invoice: id, amount, with })
        }
        (None, _, _) if errors.is_empty() => {
            errors.add("amount", i18n::text(ui.locale, "pay-form-again"));
            Err(errors)
        }
        _ => Err(errors),
    }
}

/// What to tell the customer; nothing was charged in any of these cases.
fn refusal(ui: &Ui, error: PayInvoiceError) -> Result<(StatusCode, FieldErrors), AppError> {
    let mut errors = FieldErrors::none();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let text = |key| i18n::text(ui.locale, key).into_owned();
    match error {
        PayInvoiceError::NotFound => return Err(AppError::NotFound),
        PayInvoiceError::NotOpen { .. } => errors.add("amount", text("pay-nothing-due")),
        PayInvoiceError::NotPositive => errors.add("amount", text("pay-amount-not-positive")),
        PayInvoiceError::MoreThanDue { due } => {
            let amount = i18n::money(ui.locale, due);
            let args = [("amount", Arg::from(amount))];
            errors.add("amount", i18n::text_with(ui.locale, "pay-more-than-due", &args));
        }
        PayInvoiceError::NoSuchMethod => errors.add("methods", text("pay-method-gone")),
        PayInvoiceError::NotTaken(_) => errors.add("amount", text("pay-amount-not-taken")),
        PayInvoiceError::KeyReused => errors.add("amount", text("pay-form-again")),
        PayInvoiceError::Unavailable(reason) => {
            tracing::warn!(%reason, "a payment could not be begun");
            status = StatusCode::SERVICE_UNAVAILABLE;
            errors.add("methods", text("pay-provider-unavailable"));
        }
        PayInvoiceError::Store(error) => return Err(error.into()),
        error @ (PayInvoiceError::Invoice(_)
        | PayInvoiceError::Routing(_)
        | PayInvoiceError::Settle(_)) => {
            return Err(AppError::internal(error));
        }
    }
    Ok((status, errors))
}

fn answer(
    app: &App,
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let number = loaded.invoice.number.clone().unwrap_or_default();
    let title = i18n::text_with(ui.locale, "pay-title", &[("number", Arg::from(number))]);
    let page = render::page(ui, status, &title.clone(), || view(title, loaded, &typed, errors));
    provider_page::may_lead_there(&app.work.till, page)
}

fn view(title: String, loaded: Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let Loaded { invoice, due, methods, takes_debits, under_way, down_for, credit } = loaded;
    let down = down_for.map(|rest| provider_down(&invoice, due, rest));
    let number = invoice.number.clone().unwrap_or_default();
    let crumbs = vec![
        (paths::INVOICES.to_owned(), t("invoices-title").into_owned()),
        (paths::invoice(invoice.invoice_id), number),
    ];
    let sub = view! {
        {t("invoice-amount-due")}" "<strong><MoneyText amount=due/></strong>" · "
        {t("invoice-due-on")}" "<DateText on=invoice.due_on/>
    };
    let body = match under_way {
        Some(charge) => under_way_notice(&charge),
        None => view! {
            {credit.map(credit_use::form)}
            {down}
            {form(&invoice, due, (methods, takes_debits), typed, errors)}
        }
        .into_any(),
    };
    view! { <PageHead title sub=sub.into_any() crumbs/> {body} }.into_any()
}

/// Nobody takes a card now: when it may work again, and how to pay without one.
fn provider_down(invoice: &Invoice, due: Money, rest: Duration) -> AnyView {
    let minutes = i64::try_from(rest.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX);
    let text = t_with("pay-provider-down", &[("minutes", Arg::from(minutes))]);
    let seller = invoice.seller.as_ref();
    let account = seller.and_then(|seller| seller.bank_account(due.currency.code()));
    let transfer = account.map(|account| {
        let rows: Vec<_> =
            account.rows.iter().map(|(label, value)| format!("{label} {value}")).collect();
        let number = invoice.number.clone().unwrap_or_default();
        let args = [("account", Arg::from(rows.join(", "))), ("reference", Arg::from(number))];
        view! { <p>{t_with("pay-by-transfer", &args)}</p> }
    });
    view! {
        <div class="notice" data-tone="warning" role="status"><div><p>{text}</p>{transfer}</div></div>
    }
    .into_any()
}

/// A payment that must end before another can begin.
pub(super) fn under_way_notice(charge: &Charge) -> AnyView {
    let amount = ("amount", charge.amount.into());
    let text = match (charge.state, charge.sent_at) {
        (ChargeState::Processing, Some(since)) => {
            t_with("pay-on-the-way", &[amount, ("time", Arg::from(date_time(since)))])
        }
        _ => t_with("pay-under-way", &[amount]),
    };
    view! {
        <div class="notice" data-tone="info" role="status">
            <div><p>{text}</p></div>
            <a href=paths::charge_return(charge.charge_id)>{t("pay-see-payment")}</a>
        </div>
    }
    .into_any()
}

fn form(
    invoice: &Invoice,
    due: Money,
    (methods, takes_debits): (Vec<SavedMethod>, bool),
    typed: &Typed,
    errors: FieldErrors,
) -> AnyView {
    let hint = t_with("pay-amount-hint", &[("amount", due.into())]);
    let label = t_with("pay-amount-in", &[("currency", Arg::from(due.currency.code()))]);
    let sandbox =
        ui().is_sandbox.then(|| view! { <Notice tone=Tone::Info text=t("pay-sandbox-cards")/> });
    view! {
        {sandbox}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <OnceKey id=Uuid::now_v7()/>
            <TextField name="amount" label value=typed.get("amount") hint errors=errors.clone() inputmode="decimal" numeric=true/>
            {method_choices(methods, takes_debits, typed, &errors)}
            <div class="check">
                <input r#type="checkbox" id="save" name="save" value="yes" checked=!typed.get("save").is_empty()/>
                <label r#for="save">{t("pay-save-method")}</label>
                <p class="hint">{t("pay-save-method-hint")}</p>
            </div>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("pay-now")}</button>
                <a class="btn btn-quiet" href=paths::invoice(invoice.invoice_id)>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn method_choices(
    methods: Vec<SavedMethod>,
    takes_debits: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let (new, new_hint) = match takes_debits {
        true => ("pay-new-method", "pay-new-method-hint"),
        false => ("pay-new-card", "pay-new-card-hint"),
    };
    let error = errors
        .of("methods")
        .map(|sentence| view! { <p class="error" id="methods-error">{sentence}</p> });
    let chosen = typed.get("method");
    let saved: Vec<_> = methods
        .into_iter()
        .map(|method| {
            let id = method.payment_method_id.to_string();
            let is_chosen = id == chosen;
            let badge = method
                .is_default
                .then(|| view! { <span class="badge">{t("payment-methods-default")}</span> });
            view! {
                <label class="choice">
                    <input r#type="radio" name="method" value=id checked=is_chosen/>
                    <span><span class="choice-title">{method_title(&method)}</span>{expiry_note(&method)}{duration_note(&method)}</span>
                    {badge}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="fieldset" id="methods">
            <legend>{t("pay-with")}</legend>
            {error}
            <div class="choices">
                {saved}
                <label class="choice">
                    <input r#type="radio" name="method" value=NEW_METHOD checked={chosen == NEW_METHOD}/>
                    <span><span class="choice-title">{t(new)}</span><small>{t(new_hint)}</small></span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The amount as it stands on the button that leads here.
pub(super) fn pay_text(due: Money) -> String {
    t_with("pay-amount", &[("amount", Arg::from(money(due)))])
}
