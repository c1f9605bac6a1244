//! How a top-up stands, on the page of its charge: what the charge page says of an invoice's payment, said
//! of credit.

use crate::domain::charge::{Charge, ChargeState, ChargeWay};
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::web::paths;
use crate::web::ui::{money, t, t_with};
use leptos::prelude::*;

/// "€50.00 of credit".
pub(super) fn sub(charge: &Charge) -> String {
    t_with("top-up-of", &[("amount", Arg::from(money(charge.amount)))])
}

/// `received` is what came and is credit now.
pub(super) fn done(received: Money) -> String {
    t_with("top-up-done", &[("amount", Arg::from(money(received)))])
}

/// Another try, as long as none has the money; then the credit and the payment's receipt.
pub(super) fn ways_on(charge: &Charge, can_pay: bool, received: Option<Money>) -> AnyView {
    let is_open_page =
        charge.state == ChargeState::RequiresAction && charge.way == ChargeWay::Hosted;
    let is_free = received.is_none() && (!charge.state.is_living() || is_open_page);
    let class = if is_open_page { "btn" } else { "btn btn-primary" };
    let anew = (is_free && can_pay)
        .then(|| view! { <a class=class href=paths::TOP_UP>{t("charge-other-way")}</a> });
    let payment = received.map(|_| {
        let href = paths::payment(charge.payment_id());
        view! { <a class="btn" href=href>{t("top-up-see-payment")}</a> }
    });
    view! {
        {anew}
        <a class="btn" href=paths::CREDITS>{t("credit-see")}</a>
        {payment}
    }
    .into_any()
}
