//! The forms of what staff do with one invoice, as it stands and as the reader's role allows. The acts
//! are in `invoice_acts`.

use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::invoice::InvoicePage;
use crate::web::admin::links;
use crate::web::admin::parts::OnceKey;
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::ui::{money, t, t_with};
use leptos::prelude::*;
use uuid::Uuid;

/// The acts that this reader may do with this invoice as it stands; nothing when there is none.
pub fn acts(access: &CustomerRead, page: &InvoicePage) -> Option<AnyView> {
    if !access.staff.role.can_handle_money() {
        return None;
    }
    let invoice = &page.document.invoice;
    let acts = match invoice.status {
        InvoiceStatus::Draft => draft_acts(invoice).into_any(),
        InvoiceStatus::Open => open_acts(invoice, page).into_any(),
        InvoiceStatus::Paid => credit_note_link(invoice, false).into_any(),
        InvoiceStatus::Void | InvoiceStatus::Uncollectible => return None,
    };
    Some(
        view! {
            <section class="stub" aria-labelledby="acts">
                <h2 id="acts">{t("admin-actions")}</h2>
                {acts}
            </section>
        }
        .into_any(),
    )
}

fn draft_acts(invoice: &Invoice) -> AnyView {
    let path = |act| links::invoice_act(invoice.tenant_id, invoice.invoice_id, act);
    let total = t_with("admin-finalize-confirm", &[("amount", Arg::from(money(invoice.total)))]);
    view! {
        <details class="confirm">
            <summary class="btn btn-primary">{t("admin-finalize")}"…"</summary>
            <form class="confirm-body" method="post" action=path("finalize")>
                <p>{total}</p>
                <div class="actions"><button class="btn btn-primary">{t("admin-finalize")}</button></div>
            </form>
        </details>
        <div class="actions"><a class="btn" href=path("edit")>{t("admin-edit-draft")}</a></div>
        <details class="confirm">
            <summary class="btn btn-danger">{t("admin-delete-draft")}"…"</summary>
            <form class="confirm-body" method="post" action=path("delete")>
                <p>{t("admin-delete-confirm")}</p>
                <div class="actions"><button class="btn btn-primary btn-danger">{t("admin-delete-draft")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn open_acts(invoice: &Invoice, page: &InvoicePage) -> AnyView {
    let due = invoice.due().unwrap_or(Money::zero(invoice.currency));
    let is_untouched = invoice.paid.amount_minor + invoice.credited.amount_minor == 0;
    let path = |act| links::invoice_act(invoice.tenant_id, invoice.invoice_id, act);
    let credit = (page.credit.amount_minor > 0).then(|| {
        let placed = page.credit.min(due).unwrap_or(due);
        let text = t_with("admin-apply-credit", &[("amount", Arg::from(money(placed)))]);
        view! {
            <form method="post" action=path("apply-credit")>
                <input r#type="hidden" name="due" value=due.amount_minor.to_string()/>
                <button class="btn">{text}</button>
            </form>
            <p class="small"><a href=links::place_credit(invoice.tenant_id)>{t("admin-place-credit")}</a></p>
        }
    });
    let voiding = if is_untouched {
        view! {
            {with_reason(path("reissue"), "reissue-reason", "admin-reissue", "admin-reissue-confirm", Some(Uuid::now_v7()))}
            {with_reason(path("void"), "void-reason", "admin-void", "admin-void-confirm", None)}
        }
        .into_any()
    } else {
        view! { <p class="small muted">{t("admin-void-not-possible")}</p> }.into_any()
    };
    let payment = links::new_payment(invoice.tenant_id, Some(invoice.invoice_id));
    view! {
        <div class="actions"><a class="btn btn-primary" href=payment>{t("admin-record-payment")}</a></div>
        {credit}
        {credit_note_link(invoice, true)}
        {voiding}
        {with_reason(path("write-off"), "write-off-reason", "admin-write-off", "admin-write-off-confirm", None)}
    }
    .into_any()
}

fn credit_note_link(invoice: &Invoice, is_open: bool) -> AnyView {
    let path = links::invoice_act(invoice.tenant_id, invoice.invoice_id, "credit-note");
    let class = if is_open { "btn" } else { "btn btn-primary" };
    view! { <div class="actions"><a class=class href=path>{t("admin-issue-credit-note")}</a></div> }
        .into_any()
}

/// A dangerous act behind a confirmation that asks why. `name` is the reason's field.
fn with_reason(
    action: String,
    name: &'static str,
    act: &'static str,
    warning: &'static str,
    once: Option<Uuid>,
) -> AnyView {
    let once = once.map(|id| view! { <OnceKey id/> });
    view! {
        <details class="confirm">
            <summary class="btn btn-danger">{t(act)}"…"</summary>
            <form class="confirm-body" method="post" action=action>
                {once}
                <p>{t(warning)}</p>
                <TextField name label=t("admin-reason") value="" errors=FieldErrors::none()/>
                <div class="actions"><button class="btn btn-primary btn-danger">{t(act)}</button></div>
            </form>
        </details>
    }
    .into_any()
}
