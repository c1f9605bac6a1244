//! With what installments are paid: the choice among the saved methods, or by hand.

use super::payment_method_text::{duration_note, expiry_note, method_title};
use crate::domain::id::PaymentMethodId;
use crate::domain::money::Money;
use crate::domain::payment_method::{Expiry, SavedMethod};
use crate::error::AppError;
use crate::state::App;
use crate::store::{TenantTx, payment_methods};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::ui::t;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The value of the choice of no method.
pub(super) const BY_HAND: &str = "hand";

/// The saved methods that can be charged with parts of `amount`, the preferred one first.
pub(super) async fn saved_methods(
    app: &App,
    tx: &mut TenantTx,
    amount: Money,
) -> Result<Vec<SavedMethod>, AppError> {
    let today = app.clock.now().to_zoned(TimeZone::UTC).date();
    let mut methods = payment_methods::list(tx).await?;
    methods.retain(|method| method.expiry(today) != Expiry::Expired);
    methods.retain(|method| app.work.till.charges(method, amount));
    Ok(methods)
}

/// The method that was chosen; the first one when nothing was.
pub(super) fn chosen(typed: &Typed, methods: &[SavedMethod]) -> Option<PaymentMethodId> {
    match typed.get("method") {
        "first" => methods.first().map(|method| method.payment_method_id),
        text => text.parse().ok(),
    }
}

/// The choice; nothing where there is only one.
pub(super) fn method_choices(
    methods: &[SavedMethod],
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    if methods.is_empty() {
        return view! {
            <input r#type="hidden" name="method" value=BY_HAND/>
            <p class="small muted">{t("installment-no-saved-method")}</p>
        }
        .into_any();
    }
    let selected = chosen(typed, methods);
    let choices: Vec<_> = methods
        .iter()
        .map(|method| {
            let id = method.payment_method_id;
            view! {
                <label class="choice">
                    <input r#type="radio" name="method" value=id.to_string() checked=selected == Some(id)/>
                    <span><span class="choice-title">{method_title(method)}</span>{expiry_note(method)}{duration_note(method)}</span>
                </label>
            }
        })
        .collect();
    let error = errors
        .of("methods")
        .map(|sentence| view! { <p class="error" id="methods-error">{sentence}</p> });
    view! {
        <fieldset class="fieldset" id="methods">
            <legend>{t("installment-pay-with")}</legend>
            {error}
            <div class="choices">
                {choices}
                <label class="choice">
                    <input r#type="radio" name="method" value=BY_HAND checked=selected.is_none()/>
                    <span><span class="choice-title">{t("installment-by-hand")}</span><small>{t("installment-by-hand-note")}</small></span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}
