//! What reduced an invoice: payments, credit, credit notes.

use crate::i18n::Arg;
use crate::store::credit_notes::CreditNoteListRow;
use crate::store::payments::{Origin, SettlementRow};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::void_badge;
use crate::web::paths;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// Each sum that was placed on the invoice, oldest first; nothing when there is none.
pub fn settlement_list(settlements: Vec<SettlementRow>) -> Option<AnyView> {
    let rows: Vec<_> = settlements.into_iter().map(settlement_row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="payments">
                <h2 id="payments">{t("invoice-payments")}</h2>
                <table class="table table-rows">
                    <caption class="visually-hidden">{t("invoice-payments-caption")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t("invoice-paid-with")}</th>
                            <th scope="col">{t("term-date")}</th>
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

fn settlement_row(row: SettlementRow) -> impl IntoView {
    let (what, reference) = match row.origin {
        Origin::Payment(_) => {
            let reference = (!row.label.is_empty())
                .then(|| view! { <small><bdi>{row.label.clone()}</bdi></small> });
            let method = method_name(row.method.as_deref().unwrap_or("other"));
            (method.into_any(), reference)
        }
        Origin::CreditNote(id) => {
            let text = t_with("invoice-credit-note-number", &[("number", Arg::from(&row.label))]);
            (view! { <a href=paths::credit_note(id)>{text}</a> }.into_any(), None)
        }
        Origin::Credit => (t("payment-method-credit").into_any(), None),
    };
    view! {
        <tr>
            <th scope="row" class="lead">{what}{reference}</th>
            <td class="meta" data-label=t("term-date")><DateText on=row.on/></td>
            <td class="num amount"><MoneyText amount=row.amount/></td>
        </tr>
    }
}

/// A stored method word in the reader's language.
#[must_use]
pub fn method_name(word: &str) -> String {
    t(&format!("payment-method-{}", word.replace('_', "-"))).into_owned()
}

/// The credit notes of the invoice, newest first; nothing when there is none.
pub fn credit_note_list(notes: Vec<CreditNoteListRow>) -> Option<AnyView> {
    let entries: Vec<_> = notes
        .into_iter()
        .map(|note| {
            view! {
                <li>
                    <div class="list-text">
                        <a class="list-title" href=paths::credit_note(note.credit_note_id)>{note.number}</a>{note.is_void.then(void_badge)}
                        <small><DateText on=note.issued_on/></small>
                    </div>
                    <div class="list-end"><MoneyText amount=note.total/></div>
                </li>
            }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="credit-notes">
                <h2 id="credit-notes">{t("invoice-credit-notes")}</h2>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
