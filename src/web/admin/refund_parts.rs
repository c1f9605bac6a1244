//! Parts that the staff's pages about refunds share.

use crate::domain::refund::{RefundChannel, RefundReason, RefundState};
use crate::store::refund_lists::ListedRefund;
use crate::web::ui::t;
use leptos::prelude::*;

/// How a refund stands: a word and a shape.
pub fn state_badge(refund: &ListedRefund) -> AnyView {
    let state = refund.state.word();
    let text = state_name(refund.channel, refund.state);
    view! { <span class="badge" data-state=state>{text}</span> }.into_any()
}

fn state_name(channel: RefundChannel, state: RefundState) -> String {
    match (channel, state) {
        (RefundChannel::Offline, RefundState::Pending) => {
            t("refund-state-pending-offline").into_owned()
        }
        _ => t(&format!("refund-state-{}", state.word().replace('_', "-"))).into_owned(),
    }
}

#[must_use]
pub fn reason_name(reason: RefundReason) -> String {
    t(&format!("refund-reason-{}", reason.word().replace('_', "-"))).into_owned()
}

/// The card or account that the money goes back to, or that it goes by bank.
#[must_use]
pub fn destination(refund: &ListedRefund) -> String {
    match &refund.method {
        Some(method) if refund.channel == RefundChannel::Gateway => {
            source_name(method, &refund.payment_reference)
        }
        _ => t("refund-way-bank").into_owned(),
    }
}

/// `Card •••• 4242`.
#[must_use]
pub fn source_name(method: &str, reference: &str) -> String {
    let method = t(&format!("payment-method-{}", method.replace('_', "-")));
    format!("{method} {reference}").trim().to_owned()
}
