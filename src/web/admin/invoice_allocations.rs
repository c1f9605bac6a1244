//! What stands on an invoice, one row per allocation, on its page for staff. Those who handle money can
//! take one off again.

use crate::domain::invoice::InvoiceStatus;
use crate::domain::payment::PaymentMethod;
use crate::store::payments::{Origin, SettlementRow};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::invoice::settled_by;
use crate::web::admin::links;
use crate::web::components::amounts::MoneyText;
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::ui::t;
use leptos::prelude::*;

/// The list; nothing when nothing was placed.
pub fn allocation_list(
    access: &CustomerRead,
    status: InvoiceStatus,
    settlements: &[SettlementRow],
) -> Option<AnyView> {
    let is_settling = matches!(status, InvoiceStatus::Open | InvoiceStatus::Paid);
    let may_take_off = access.staff.role.can_handle_money() && is_settling;
    let rows: Vec<_> = settlements
        .iter()
        .map(|row| {
            let can = may_take_off && row.can_be_taken_off();
            allocation_row(access, row, can)
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="allocations">
                <div class="section-head"><h2 id="allocations">{t("admin-allocations")}</h2></div>
                <ul class="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn allocation_row(access: &CustomerRead, row: &SettlementRow, can_be_taken_off: bool) -> AnyView {
    let note = match (&row.reverses, row.is_reversed) {
        (Some(_), _) => Some(view! { <small>{row.reason.clone()}</small> }.into_any()),
        (None, true) => Some(view! { <small>{t("admin-allocation-reversed")}</small> }.into_any()),
        (None, false) => None,
    };
    let label = (!row.label.is_empty() && !matches!(row.origin, Origin::CreditNote(_)))
        .then(|| view! { <small><bdi>{row.label.clone()}</bdi></small> });
    let take_off = can_be_taken_off.then(|| {
        let is_withheld = row.method.as_deref() == Some(PaymentMethod::WithholdingTax.word());
        let confirm =
            if is_withheld { "withholding-take-off-confirm" } else { "admin-take-off-confirm" };
        let action = links::reverse_allocation(access.tenant, row.allocation_id);
        view! {
            <details class="confirm">
                <summary class="btn btn-small btn-danger">{t("admin-take-off")}"…"</summary>
                <form class="confirm-body" method="post" action=action>
                    <p>{t(confirm)}</p>
                    <TextField name="reason" label=t("admin-reason") value="" errors=FieldErrors::none()/>
                    <div class="actions"><button class="btn btn-primary btn-danger">{t("admin-take-off")}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <li>
            <div class="list-text"><span class="list-title">{settled_by(row)}</span>{label}{note}{take_off}</div>
            <div class="list-end"><MoneyText amount=row.amount/></div>
        </li>
    }
    .into_any()
}
