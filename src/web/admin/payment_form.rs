//! Recording a payment that came outside: wire, cheque, cash (row D9). In full, in part, or more than is
//! due: what is left over becomes credit, and the next page says so.

use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::payment::PaymentMethod;
use crate::error::AppError;
use crate::flows::payments::record_offline_payment::{
    OfflinePayment, RecordPaymentError, record_offline_payment,
};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::invoice_lists::{self, InvoiceFilter, InvoiceListRow, StateFilter};
use crate::store::paging::PageFrom;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::customer_parts::method_name;
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::typed::Typed;
use crate::web::admin::withholding_form;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, date, money, t, t_with};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

/// Open invoices offered; the payment can always go to the oldest ones instead.
const OFFERED: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub struct ForInvoice {
    /// The invoice the form was opened from.
    invoice: Option<InvoiceId>,
}

struct PaymentForm {
    once: Uuid,
    typed: Typed,
    errors: FieldErrors,
    open: Vec<InvoiceListRow>,
    currencies: Vec<Currency>,
}

/// Open invoices, the longest due first.
pub(super) async fn load_open(
    app: &App,
    access: &CustomerRead,
) -> Result<Vec<InvoiceListRow>, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let filter = InvoiceFilter {
        state: Some(StateFilter::Is(InvoiceStatus::Open)),
        ..InvoiceFilter::default()
    };
    let page =
        invoice_lists::page(&mut tx, &filter, PageFrom::Start, access.today, OFFERED).await?;
    let mut open = page.rows;
    open.sort_by_key(|row| (row.due_on, row.invoice_id));
    Ok(open)
}

/// The customer's own currency and those of the open invoices.
fn currencies(access: &CustomerRead, open: &[InvoiceListRow]) -> Vec<Currency> {
    let mut currencies = vec![access.profile.currency];
    for row in open {
        if !currencies.contains(&row.total.currency) {
            currencies.push(row.total.currency);
        }
    }
    currencies
}

/// GET /admin/customers/{tenant}/payments/new
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Query(ForInvoice { invoice }): Query<ForInvoice>,
) -> Result<Response, AppError> {
    let open = load_open(&app, &desk.0).await?;
    let chosen = open.iter().find(|row| Some(row.invoice_id) == invoice);
    let currency = chosen.map_or(desk.0.profile.currency, |row| row.total.currency);
    let mut typed = Typed::of(&[
        ("currency", currency.code().to_owned()),
        ("received-on", desk.0.today.to_string()),
        ("method", PaymentMethod::BankTransfer.word().to_owned()),
    ]);
    if let Some(row) = chosen {
        typed.push("amount", i18n::amount_input(ui.locale, row.due));
        typed.push("invoice", row.invoice_id.to_string());
    }
    let currencies = currencies(&desk.0, &open);
    let form =
        PaymentForm { once: Uuid::now_v7(), typed, errors: FieldErrors::none(), open, currencies };
    Ok(answer(ui, StatusCode::OK, desk.0, form))
}

/// POST /admin/customers/{tenant}/payments/new
pub async fn record(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Query(ForInvoice { invoice }): Query<ForInvoice>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let once: Uuid = typed.id("id").ok_or(AppError::BadRequest)?;
    let is_withheld = typed.get("method") == PaymentMethod::WithholdingTax.word();
    let outcome = match read(ui.locale, once, &typed) {
        Ok(payment) if is_withheld => {
            withholding_form::try_record(&app, &desk, ui.locale, payment, &typed).await?
        }
        Ok(payment) => try_record(&app, &desk, ui.locale, &payment).await?,
        Err(errors) => Err(errors),
    };
    match outcome {
        Ok(()) => {
            let tenant = desk.0.tenant;
            let page = invoice.map_or_else(
                || paths::admin_customer(tenant),
                |id| paths::admin_invoice(tenant, id),
            );
            Ok(see_other(&format!("{page}?recorded={once}")))
        }
        Err(errors) => {
            let open = load_open(&app, &desk.0).await?;
            let currencies = currencies(&desk.0, &open);
            let form = PaymentForm { once, typed, errors, open, currencies };
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form))
        }
    }
}

/// The payment as typed, or what does not read.
fn read(locale: Locale, once: Uuid, typed: &Typed) -> Result<OfflinePayment, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = |key| i18n::text(locale, key).into_owned();
    let method: Option<PaymentMethod> = typed.get("method").parse().ok();
    if method.is_none() {
        errors.add("method", text("admin-choose-one"));
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
    let received_on = i18n::parse_date(typed.get("received-on"))
        .map_err(|error| errors.add("received-on", error.message(locale)))
        .ok();
    let invoices: Option<Vec<InvoiceId>> = typed.all("invoice").map(|id| id.parse().ok()).collect();
    if invoices.is_none() {
        errors.add("invoices", text("admin-payment-no-such-invoice"));
    }
    match (method, amount, received_on, invoices) {
        (Some(method), Some(amount), Some(received_on), Some(invoices)) => Ok(OfflinePayment {
            method,
            reference: typed.get("reference").to_owned(),
            amount,
            received_on,
            invoices,
            idempotency_key: once.to_string(),
        }),
        _ => Err(errors),
    }
}

/// Records it, or says which rule refused it.
async fn try_record(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    payment: &OfflinePayment,
) -> Result<Result<(), FieldErrors>, AppError> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    match record_offline_payment(&mut tx, now, today, &actor, payment).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Ok(()))
        }
        Err(error) => refusal(locale, error).map(Err),
    }
}

pub(super) fn refusal(locale: Locale, error: RecordPaymentError) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        RecordPaymentError::NotPositive => ("amount", "admin-payment-not-positive"),
        RecordPaymentError::NotMoney => ("method", "admin-choose-one"),
        RecordPaymentError::InTheFuture { .. } => ("received-on", "admin-payment-in-future"),
        RecordPaymentError::NoSuchInvoice(_) => ("invoices", "admin-payment-no-such-invoice"),
        RecordPaymentError::NotOpen { .. } => ("invoices", "admin-payment-not-open"),
        RecordPaymentError::OtherCurrency { .. } => ("invoices", "admin-payment-other-currency"),
        RecordPaymentError::KeyReused => ("amount", "admin-payment-key-reused"),
        RecordPaymentError::Store(error) => return Err(error.into()),
        error @ (RecordPaymentError::Invoice(_)
        | RecordPaymentError::Posting(_)
        | RecordPaymentError::Credit(_)) => {
            return Err(AppError::internal(error));
        }
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: PaymentForm) -> Response {
    let title = i18n::text(ui.locale, "admin-record-payment");
    render::page(ui, status, &title, move || view(&access, form))
}

fn view(access: &CustomerRead, form: PaymentForm) -> AnyView {
    let PaymentForm { once, typed, errors, open, currencies } = form;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let methods = PaymentMethod::ALL
        .iter()
        .map(|method| (method.word().to_owned(), method_name(method.word())))
        .collect();
    let currencies = currencies
        .into_iter()
        .map(|currency| (currency.code().to_owned(), currency.code().to_owned()))
        .collect();
    view! {
        <PageHead title=t("admin-record-payment") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <OnceKey id=once/>
            <div class="form-row">
                <TextField name="amount" label=t("admin-amount") value=typed.get("amount") errors=errors.clone() inputmode="decimal" numeric=true/>
                <SelectField name="currency" label=t("admin-currency") options=currencies selected=typed.get("currency") errors=errors.clone()/>
            </div>
            <div class="form-row">
                <SelectField name="method" label=t("admin-method") options=methods selected=typed.get("method") errors=errors.clone()/>
                <TextField name="received-on" label=t("admin-received-on") value=typed.get("received-on") errors=errors.clone() kind="date"/>
            </div>
            <TextField name="reference" label=t("admin-payment-reference") value=typed.get("reference") hint=t("admin-payment-reference-hint").into_owned() errors=errors.clone() optional=true/>
            {withholding_form::fields(&typed, &errors)}
            {invoice_choices(open, &typed, &errors)}
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("admin-record-payment")}</button>
                <a class="btn btn-quiet" href=paths::admin_customer(access.tenant)>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

/// The open invoices to tick; none ticked means the oldest first.
fn invoice_choices(open: Vec<InvoiceListRow>, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let error = errors
        .of("invoices")
        .map(|sentence| view! { <p class="error" id="invoices-error">{sentence}</p> });
    if open.is_empty() {
        return view! { <div id="invoices">{error}<p class="muted">{t("admin-payment-nothing-open")}</p></div> }
            .into_any();
    }
    let choices: Vec<_> = open.into_iter().map(|row| choice(row, typed)).collect();
    view! {
        <fieldset class="fieldset" id="invoices" aria-describedby="invoices-hint">
            <legend>{t("admin-payment-for")}</legend>
            <p class="hint" id="invoices-hint">{t("admin-payment-for-hint")}</p>
            {error}
            <div class="choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// One open invoice to tick.
pub(super) fn choice(row: InvoiceListRow, typed: &Typed) -> AnyView {
    let id = row.invoice_id.to_string();
    let is_ticked = typed.all("invoice").any(|ticked| ticked == id);
    let due: Money = row.due;
    let due_on = t_with("admin-due-on-date", &[("date", Arg::from(date(row.due_on)))]);
    view! {
        <label class="choice">
            <input r#type="checkbox" name="invoice" value=id checked=is_ticked/>
            <span><span class="choice-title">{row.number.unwrap_or_default()}</span><small>{due_on}</small></span>
            <span class="money">{money(due)}</span>
        </label>
    }
    .into_any()
}
