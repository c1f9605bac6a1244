//! `/credit-notes`: the customer's credit notes, newest first.

use super::list_key::{AfterQuery, cut, older_path};
use crate::auth::CustomerSession;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::credit_notes::{self, CreditNoteListRow};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Credit notes on one page.
const PAGE: usize = 25;

/// GET /credit-notes
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<AfterQuery>,
) -> Result<Response, AppError> {
    let after = query.key();
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let rows = credit_notes::list(&mut tx, None, after, PAGE as i64 + 1).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "credit-notes-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(rows, after.is_some())))
}

fn view(mut rows: Vec<CreditNoteListRow>, is_further_page: bool) -> AnyView {
    if rows.is_empty() {
        return view! {
            <PageHead title=t("credit-notes-title")/>
            <Empty title=t("credit-notes-empty-title") text=t("credit-notes-empty")/>
        }
        .into_any();
    }
    let has_older = cut(&mut rows, PAGE);
    let older = rows
        .last()
        .filter(|_| has_older)
        .map(|row| older_path(paths::CREDIT_NOTES, row.issued_on, row.credit_note_id));
    let newest = is_further_page.then(|| paths::CREDIT_NOTES.to_owned());
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let summary = t_with("credit-notes-shown", &[("count", Arg::from(count))]);
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <PageHead title=t("credit-notes-title") sub=t("credit-notes-sub").into_any()/>
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("credit-notes-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("credit-note-number")}</th>
                        <th scope="col">{t("invoice-issued-on")}</th>
                        <th scope="col">{t("credit-note-of")}</th>
                        <th scope="col" class="num amount">{t("credit-note-total")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pager summary newer=newest older/>
        </div>
    }
    .into_any()
}

fn row(note: CreditNoteListRow) -> AnyView {
    let of = match note.invoice {
        Some((id, number)) => view! { <a href=paths::invoice(id)>{number}</a> }.into_any(),
        None => t("credit-note-of-none").into_any(),
    };
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=paths::credit_note(note.credit_note_id)>{note.number}</a></th>
            <td class="meta" data-label=t("invoice-issued-on")><DateText on=note.issued_on/></td>
            <td class="meta" data-label=t("credit-note-of")>{of}</td>
            <td class="num amount"><MoneyText amount=note.total/></td>
        </tr>
    }
    .into_any()
}
