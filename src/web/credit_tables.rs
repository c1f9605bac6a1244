//! What a customer's credit consists of and what moved it, for their own page and for staff's.

use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::id::{CreditNoteId, InvoiceId, PaymentId};
use crate::domain::receipt::receipt_number;
use crate::i18n::Arg;
use crate::store::credit_grants::{CreditGrant, MovementRow};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::ui::{money, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;

/// A kind of credit in the reader's language.
#[must_use]
pub fn kind_name(kind: GrantKind) -> String {
    t(&format!("credit-kind-{}", kind.word().replace('_', "-"))).into_owned()
}

fn reason_name(reason: MovementReason) -> String {
    t(&format!("credit-moved-{}", reason.word().replace('_', "-"))).into_owned()
}

/// What is left of each grant, in the order in which they are spent.
pub fn grant_table(grants: Vec<CreditGrant>, today: Date) -> AnyView {
    let rows: Vec<_> = grants.into_iter().map(|grant| grant_row(grant, today)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("credit-grants-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("credit-kind")}</th>
                    <th scope="col">{t("credit-granted-on")}</th>
                    <th scope="col">{t("credit-usable-until")}</th>
                    <th scope="col" class="num amount">{t("credit-left")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn grant_row(grant: CreditGrant, today: Date) -> AnyView {
    let note =
        (!grant.note.is_empty()).then(|| view! { <small><bdi>{grant.note.clone()}</bdi></small> });
    let until = match grant.expires_on {
        Some(on) if on < today => t("credit-ended").into_any(),
        Some(on) => view! { <DateText on/> }.into_any(),
        None => t("credit-ends-never").into_any(),
    };
    let whole = (grant.remaining != grant.amount).then(|| {
        let text = t_with("credit-left-of", &[("amount", Arg::from(money(grant.amount)))]);
        view! { <small>{text}</small> }
    });
    let granted_on = grant.granted_at.to_zoned(crate::web::ui::ui().time_zone.clone()).date();
    view! {
        <tr>
            <th scope="row" class="lead">{kind_name(grant.kind)}{note}</th>
            <td class="meta" data-label=t("credit-granted-on")><DateText on=granted_on/></td>
            <td class="meta" data-label=t("credit-usable-until")>{until}</td>
            <td class="num amount"><MoneyText amount=grant.remaining/>{whole}</td>
        </tr>
    }
    .into_any()
}

/// What moved the credit, newest first. The functions say where an invoice, a credit
/// note and a payment are.
pub fn movement_table(
    rows: Vec<MovementRow>,
    invoice_path: impl Fn(InvoiceId) -> String,
    credit_note_path: impl Fn(CreditNoteId) -> String,
    payment_path: impl Fn(PaymentId) -> String,
) -> AnyView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let link = match (row.reason, row.invoice, row.credit_note) {
                (_, Some((id, number)), _) => Some((invoice_path(id), number)),
                (
                    MovementReason::Granted | MovementReason::NoteVoided,
                    None,
                    Some((id, number)),
                ) => Some((credit_note_path(id), number)),
                (MovementReason::Granted, None, None) => {
                    row.payment.map(|id| (payment_path(id), receipt_number(id)))
                }
                _ => None,
            };
            let what = match (row.reason, row.payment) {
                (MovementReason::Granted, Some(_)) => t("credit-moved-bought").into_owned(),
                (reason, _) => reason_name(reason),
            };
            let link =
                link.map(|(path, number)| view! { <a class="nowrap" href=path>{number}</a> });
            view! {
                <tr>
                    <th scope="row" class="lead">{what}<small>{kind_name(row.kind)}</small></th>
                    <td class="meta" data-label=t("term-date")><DateText on=row.moved_on/></td>
                    <td class="meta" data-label=t("credit-moved-for")>{link}</td>
                    <td class="num amount"><MoneyText amount=row.amount/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("credit-movements-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("credit-moved")}</th>
                    <th scope="col">{t("term-date")}</th>
                    <th scope="col">{t("credit-moved-for")}</th>
                    <th scope="col" class="num amount">{t("term-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
