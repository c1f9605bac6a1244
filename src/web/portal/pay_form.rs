//! What was typed on the pay page, read into an order, and what to say when it is refused.

use super::pay::{Asked, Loaded, NEW_METHOD};
use crate::domain::charge::ChargedInvoice;
use crate::domain::id::{InvoiceId, PaymentMethodId};
use crate::error::AppError;
use crate::flows::payments::pay_invoice::{PayInvoiceError, PayOrder, PayWith};
use crate::i18n::{self, Arg};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::ui::Ui;
use axum::http::StatusCode;
use uuid::Uuid;

/// The order as typed, or what does not read.
pub(super) fn pay_order(ui: &Ui, loaded: &Loaded, typed: &Typed) -> Result<PayOrder, FieldErrors> {
    let mut errors = FieldErrors::none();
    let key: Option<Uuid> = typed.id("id");
    let invoices = amounts(ui, loaded, typed, &mut errors);
    let with = match typed.get("method") {
        NEW_METHOD => Some(PayWith::HostedPage { saves_method: !typed.get("save").is_empty() }),
        method => method.parse::<PaymentMethodId>().ok().map(PayWith::Saved),
    };
    if with.is_none() {
        errors.add("methods", i18n::text(ui.locale, "pay-choose-method"));
    }
    match (key, with) {
        (Some(key), Some(with)) if errors.is_empty() => {
            Ok(PayOrder { idempotency_key: key.to_string(), invoices, with })
        }
        (None, _) if errors.is_empty() => {
            errors.add("amount", i18n::text(ui.locale, "pay-form-again"));
            Err(errors)
        }
        _ => Err(errors),
    }
}

/// Each invoice with its amount, in the form's order. Of several, those whose amount was emptied are left
/// out. What cannot be paid any more stays in: the same form again finds its charge, another is told why.
fn amounts(
    ui: &Ui,
    loaded: &Loaded,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Vec<ChargedInvoice> {
    let pairs: Vec<_> = typed.all("invoice").zip(typed.all("amount")).collect();
    let several = pairs.len() > 1;
    let mut invoices = Vec::with_capacity(pairs.len());
    for (id, amount) in &pairs {
        if several && amount.trim().is_empty() {
            continue;
        }
        let asked = loaded.asked.iter().find(|asked| asked.invoice_id.to_string() == **id);
        let Some(asked) = asked else { continue };
        match i18n::parse_amount(ui.locale, asked.currency, amount) {
            Ok(amount) => {
                invoices.push(ChargedInvoice { invoice_id: asked.invoice_id, amount });
            }
            Err(error) => {
                errors.add("amount", about(ui, asked, several, error.message(ui.locale)));
            }
        }
    }
    if invoices.is_empty() && errors.is_empty() {
        errors.add("amount", i18n::text(ui.locale, "pay-nothing-chosen"));
    }
    invoices
}

/// The sentence, with the invoice's number in front where there are several.
fn about(ui: &Ui, asked: &Asked, several: bool, sentence: String) -> String {
    let number = asked.number.as_ref().filter(|_| several);
    match number {
        Some(number) => {
            let args = [("number", Arg::from(number)), ("sentence", Arg::from(sentence))];
            i18n::text_with(ui.locale, "pay-of-invoice", &args)
        }
        None => sentence,
    }
}

/// What to tell the customer; nothing was charged in any of these cases.
pub(super) fn refusal(
    ui: &Ui,
    loaded: &Loaded,
    error: PayInvoiceError,
) -> Result<(StatusCode, FieldErrors), AppError> {
    let mut errors = FieldErrors::none();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let text = |key| i18n::text(ui.locale, key).into_owned();
    match error {
        PayInvoiceError::NotFound => return Err(AppError::NotFound),
        PayInvoiceError::NotOpen { .. } if loaded.rows.is_empty() => {
            errors.add("amount", text("pay-nothing-due"));
        }
        PayInvoiceError::NotOpen { .. } => errors.add("amount", text("pay-selection-changed")),
        PayInvoiceError::Occupied { .. } => errors.add("amount", text("pay-selection-occupied")),
        PayInvoiceError::NotPositive => errors.add("amount", text("pay-amount-not-positive")),
        PayInvoiceError::MoreThanDue { invoice, due } => {
            let args = [("amount", Arg::from(i18n::money(ui.locale, due)))];
            let sentence = i18n::text_with(ui.locale, "pay-more-than-due", &args);
            let asked = loaded.asked.iter().find(|asked| asked.invoice_id == invoice);
            let several = loaded.asked.len() > 1;
            let said = asked.map(|asked| about(ui, asked, several, sentence.clone()));
            errors.add("amount", said.unwrap_or(sentence));
        }
        PayInvoiceError::NoSuchMethod => errors.add("methods", text("pay-method-gone")),
        PayInvoiceError::NotTaken(_) => errors.add("amount", text("pay-amount-not-taken")),
        PayInvoiceError::KeyReused => errors.add("amount", text("pay-form-again")),
        PayInvoiceError::Mixed | PayInvoiceError::Count { .. } | PayInvoiceError::NamedTwice(_) => {
            errors.add("amount", text("pay-selection-changed"))
        }
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

/// What an amount field shows: as typed, or nothing where the invoice was not in the form.
pub(super) fn typed_amount(typed: &Typed, invoice: InvoiceId) -> &str {
    let id = invoice.to_string();
    let mut pairs = typed.all("invoice").zip(typed.all("amount"));
    pairs.find(|(known, _)| *known == id).map_or("", |(_, amount)| amount)
}
