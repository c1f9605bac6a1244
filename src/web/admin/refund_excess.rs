//! The part of a credit note's form that says what becomes of its excess over what is due.

use crate::domain::credit_note::CreditNote;
use crate::domain::money::Money;
use crate::domain::refund::{Refund, RefundChannel};
use crate::error::AppError;
use crate::flows::refunds::{Excess, RefundCreditNoteError};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::refund_form;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{FieldErrors, SelectField, TextField};
use crate::web::components::sheet::Total;
use crate::web::ui::t;
use leptos::prelude::*;

pub const CREDIT: &str = "credit";
const TO_SOURCE: &str = "source";
const BY_BANK: &str = "bank";

/// What was chosen; what does not read is added to `errors`.
pub fn read(locale: Locale, typed: &Typed, errors: &mut FieldErrors) -> Option<Excess> {
    match typed.get("excess") {
        // A form from before there was a choice.
        CREDIT | "" => Some(Excess::Credit),
        TO_SOURCE => Some(Excess::ToSource),
        BY_BANK => i18n::parse_date(typed.get("paid-on"))
            .map(|paid_on| Excess::ByBank { reference: typed.get("reference").to_owned(), paid_on })
            .map_err(|error| errors.add("paid-on", error.message(locale)))
            .ok(),
        _ => {
            errors.add("excess", i18n::text(locale, "refund-form-choose"));
            None
        }
    }
}

pub fn refusal(locale: Locale, error: RefundCreditNoteError) -> Result<FieldErrors, AppError> {
    let mut errors = FieldErrors::none();
    match error {
        RefundCreditNoteError::NotEnoughAtSource { left, asked } => {
            let amount = |amount| Arg::from(i18n::money(locale, amount));
            let args = [("left", amount(left)), ("asked", amount(asked))];
            errors.add("excess", i18n::text_with(locale, "refund-excess-not-enough", &args));
        }
        RefundCreditNoteError::Refund(error) => {
            let (field, sentence) = refund_form::refusal(locale, error)?;
            errors.add(if field == "paid-on" { field } else { "excess" }, sentence);
        }
    }
    Ok(errors)
}

/// Sends those refunds that go through a gateway.
pub async fn send(app: &App, access: &CustomerRead, refunds: &[Refund]) {
    for refund in refunds.iter().filter(|refund| refund.channel == RefundChannel::Gateway) {
        refund_form::send_now(app, access, refund.refund_id).await;
    }
}

pub fn fields(typed: &Typed, errors: &FieldErrors) -> AnyView {
    let option = |word: &str, key: &str| (word.to_owned(), t(key).into_owned());
    let options = vec![
        option(CREDIT, "refund-excess-credit"),
        option(TO_SOURCE, "refund-excess-source"),
        option(BY_BANK, "refund-excess-bank"),
    ];
    view! {
        <SelectField name="excess" label=t("refund-excess-legend") options selected=typed.get("excess") hint=t("refund-excess-hint").into_owned() errors=errors.clone()/>
        <fieldset class="fieldset">
            <legend>{t("refund-form-bank")}</legend>
            <div class="form-row">
                <TextField name="reference" label=t("refund-form-reference") value=typed.get("reference") errors=errors.clone() optional=true/>
                <TextField name="paid-on" label=t("refund-form-paid-on") value=typed.get("paid-on") errors=errors.clone() kind="date" optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

/// Where the note's amount goes that does not reduce its invoice.
pub fn totals(note: &CreditNote, refunds: &[Refund]) -> Vec<Total> {
    let back_minor: i64 = refunds.iter().map(|refund| refund.amount.amount_minor).sum();
    let stays =
        Money { amount_minor: note.to_balance.amount_minor - back_minor, ..note.to_balance };
    let mut totals = vec![Total::plain(t("admin-note-to-credit"), stays)];
    totals.extend(refunds.iter().map(|refund| {
        let key = match refund.channel {
            RefundChannel::Gateway => "refund-excess-goes-to",
            RefundChannel::Offline => "refund-excess-by-bank",
        };
        Total::plain(t(key), refund.amount)
    }));
    totals
}
