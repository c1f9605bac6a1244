//! The part of the payment form that is for withheld tax only, and recording that (row L3).

use super::payment_form::refusal;
use crate::error::AppError;
use crate::flows::payments::record_offline_payment::OfflinePayment;
use crate::flows::payments::record_withholding_tax::{
    WithheldTax, WithholdingTaxError, record_withholding_tax,
};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::typed::{self, Typed};
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::ui::t;
use leptos::prelude::*;

/// Shown with every payment, because the form works without script; needed for withheld tax only.
pub(super) fn fields(typed: &Typed, errors: &FieldErrors) -> AnyView {
    let is_open = errors.has("withholding-rate") || !typed.get("withholding-rate").is_empty();
    view! {
        <details class="more" open=is_open>
            <summary>{t("withholding-only-for")}</summary>
            <p class="hint">{t("withholding-how")}</p>
            <TextField name="withholding-rate" label=t("withholding-rate-percent") value=typed.get("withholding-rate") hint=t("withholding-rate-hint").into_owned() errors=errors.clone() inputmode="decimal" short=true max_length=8 optional=true/>
        </details>
    }
    .into_any()
}

/// Records what the form says as withheld tax, or says which rule refused it.
pub(super) async fn try_record(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    payment: OfflinePayment,
    typed: &Typed,
) -> Result<Result<(), FieldErrors>, AppError> {
    let Some(rate_percent) = typed::number(locale, typed.get("withholding-rate")) else {
        return refused(locale, WithholdingTaxError::NotARate).map(Err);
    };
    let withheld = WithheldTax {
        amount: payment.amount,
        certificate_number: payment.reference,
        rate_percent,
        certified_on: payment.received_on,
        invoices: payment.invoices,
        idempotency_key: payment.idempotency_key,
    };
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    match record_withholding_tax(&mut tx, now, today, &actor, &withheld).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Ok(()))
        }
        Err(error) => refused(locale, error).map(Err),
    }
}

fn refused(locale: Locale, error: WithholdingTaxError) -> Result<FieldErrors, AppError> {
    let amount = |key, amount| i18n::text_with(locale, key, &[("amount", Arg::from(amount))]);
    let text = |key| i18n::text(locale, key).into_owned();
    let (field, sentence) = match error {
        WithholdingTaxError::NoCertificate => ("reference", text("withholding-error-certificate")),
        WithholdingTaxError::NotARate => ("withholding-rate", text("withholding-error-rate")),
        WithholdingTaxError::NoInvoice => ("invoices", text("withholding-error-no-invoice")),
        WithholdingTaxError::MoreThanDue { due } => {
            ("amount", amount("withholding-error-more-than-due", due))
        }
        WithholdingTaxError::MoreThanTheRate { at_most } => {
            ("amount", amount("withholding-error-more-than-rate", at_most))
        }
        WithholdingTaxError::Record(error) => return refusal(locale, error),
        WithholdingTaxError::Store(error) => return Err(error.into()),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, sentence);
    Ok(errors)
}
