//! The last attempts to pay and what came of them, in plain words.

use super::charge::decline_text;
use crate::domain::charge::ChargeState;
use crate::i18n::Arg;
use crate::store::charge_lists::ChargeListRow;
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::paths;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// The attempts in the order given; nothing when there was none.
pub fn section(attempts: Vec<ChargeListRow>) -> Option<AnyView> {
    if attempts.is_empty() {
        return None;
    }
    let entries: Vec<_> = attempts.into_iter().map(entry).collect();
    Some(
        view! {
            <section class="section" aria-labelledby="attempts">
                <div class="section-head"><h2 id="attempts">{t("attempts-title")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any(),
    )
}

fn entry(row: ChargeListRow) -> AnyView {
    let what = match &row.invoice_number {
        Some(number) => {
            let key = if row.by_autopay { "attempts-autopay" } else { "attempts-yours" };
            t_with(key, &[("number", Arg::from(number.as_str()))])
        }
        None => t("top-up-title").into_owned(),
    };
    let (tone, outcome) = match row.state {
        ChargeState::Succeeded => (Some("success"), t("attempts-paid")),
        ChargeState::Processing => (None, t("status-on-the-way")),
        ChargeState::Failed => (Some("danger"), t("attempts-declined")),
        ChargeState::RequiresAction => (Some("warning"), t("attempts-waits-for-you")),
        ChargeState::Created | ChargeState::Sent => (None, t("attempts-waits")),
        ChargeState::Canceled | ChargeState::Expired => (None, t("charge-ended-title")),
    };
    let reason = row
        .failure_code
        .as_deref()
        .filter(|_| row.state == ChargeState::Failed)
        .map(|code| view! { " "{decline_text(code)} });
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><a href=paths::charge_return(row.charge_id)>{what}</a></span>
                <small class="tone" data-tone=tone>{outcome}{reason}</small>
                <small><TimeText at=row.created_at/></small>
            </div>
            <MoneyText amount=row.amount/>
        </li>
    }
    .into_any()
}
