//! A customer's refunds, as their pages show them: in the list of payments, on a payment's page and on a
//! credit note's.

use crate::domain::id::{CreditNoteId, PaymentId};
use crate::domain::refund::{RefundChannel, RefundState};
use crate::i18n::Arg;
use crate::store::refund_lists::{self, ListedRefund};
use crate::store::{StoreError, TenantTx};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::paths;
use crate::web::ui::{date, t, t_with};
use leptos::prelude::*;

/// Refunds shown in one place.
const SHOWN: i64 = 50;

/// The tenant's newest refunds.
pub async fn load(tx: &mut TenantTx) -> Result<Vec<ListedRefund>, StoreError> {
    refund_lists::newest(tx, None, None, SHOWN).await
}

/// The refunds of one payment.
pub async fn load_of_payment(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Vec<ListedRefund>, StoreError> {
    refund_lists::newest(tx, Some(payment), None, SHOWN).await
}

/// The refunds that paid out a credit note.
pub async fn load_of_note(
    tx: &mut TenantTx,
    note: CreditNoteId,
) -> Result<Vec<ListedRefund>, StoreError> {
    refund_lists::newest(tx, None, Some(note), SHOWN).await
}

/// The refunds under a heading of their own; nothing when there is none.
pub fn section(refunds: Vec<ListedRefund>) -> Option<AnyView> {
    let rows: Vec<_> = refunds.into_iter().filter(is_shown).map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="refunds">
                <div class="section-head"><h2 id="refunds">{t("refunds-portal-title")}</h2></div>
                <table class="table table-rows">
                    <caption class="visually-hidden">{t("refunds-portal-caption")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t("refunds-portal-to")}</th>
                            <th scope="col">{t("refunds-portal-on")}</th>
                            <th scope="col">{t("refunds-portal-state")}</th>
                            <th scope="col" class="num amount">{t("term-amount")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    })
}

/// Sentences for the place where a credit note's page says where its amount went.
pub fn of_note(refunds: Vec<ListedRefund>) -> Vec<AnyView> {
    refunds
        .into_iter()
        .filter(is_shown)
        .map(|refund| {
            let sentence = sentence(&refund);
            view! { <p class="small"><MoneyText amount=refund.amount/>" "{sentence}</p> }.into_any()
        })
        .collect()
}

/// What the customer never heard of is the staff's affair: a refund that the gateway did not even take.
fn is_shown(refund: &ListedRefund) -> bool {
    refund.state.holds_money() || refund.was_accepted
}

fn sentence(refund: &ListedRefund) -> String {
    let key = match refund.state {
        RefundState::Succeeded => "refunds-portal-of-note",
        RefundState::Failed | RefundState::Canceled => {
            return t("refunds-portal-failed-note").into_owned();
        }
        _ => "refunds-portal-of-note-pending",
    };
    let on = refund.paid_on.unwrap_or(refund.requested_on);
    let args = [("destination", Arg::from(destination(refund))), ("date", Arg::from(date(on)))];
    t_with(key, &args)
}

fn destination(refund: &ListedRefund) -> String {
    match &refund.method {
        Some(method) if refund.channel == RefundChannel::Gateway => {
            if refund.payment_reference.is_empty() {
                t(&format!("payment-method-{}", method.replace('_', "-"))).into_owned()
            } else {
                refund.payment_reference.clone()
            }
        }
        _ => t("refund-way-bank").into_owned(),
    }
}

fn row(refund: ListedRefund) -> AnyView {
    let state = refund.state.word();
    // How far it has come between us and the gateway is nothing a customer waits for.
    let name = match refund.state {
        RefundState::Created | RefundState::Sent | RefundState::Pending => {
            t("refund-state-pending")
        }
        _ => t(&format!("refund-state-{}", state.replace('_', "-"))),
    };
    let note = refund.credit_note.as_ref().map(|(id, number)| {
        view! { <small><a href=paths::credit_note(*id)>{number.clone()}</a></small> }
    });
    let on = refund.paid_on.unwrap_or(refund.requested_on);
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{destination(&refund)}</bdi>{note}</th>
            <td class="meta" data-label=t("refunds-portal-on")><DateText on/></td>
            <td class="state"><span class="badge" data-state=state>{name}</span></td>
            <td class="num amount"><MoneyText amount=refund.amount/></td>
        </tr>
    }
    .into_any()
}
