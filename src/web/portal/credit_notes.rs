//! `/credit-notes`: the customer's credit notes, newest first.

use crate::auth::CustomerSession;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::credit_notes::{self, CreditNoteListRow};
use crate::store::paging::Page;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::void_badge;
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key::{PageQuery, neighbours};
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
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let page = credit_notes::list(&mut tx, None, query.page_from(), PAGE).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "credit-notes-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page)))
}

fn view(page: Page<CreditNoteListRow>) -> AnyView {
    if page.rows.is_empty() {
        return view! {
            <PageHead title=t("credit-notes-title")/>
            <Empty title=t("credit-notes-empty-title") text=t("credit-notes-empty")/>
        }
        .into_any();
    }
    let (newer, older) =
        neighbours(paths::CREDIT_NOTES, &page, |row| (row.issued_on, row.credit_note_id));
    let count = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let summary = t_with("credit-notes-shown", &[("count", Arg::from(count))]);
    let rows: Vec<_> = page.rows.into_iter().map(row).collect();
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
            <Pager summary newer older/>
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
            <th scope="row" class="lead"><a class="nowrap" href=paths::credit_note(note.credit_note_id)>{note.number}</a>{note.is_void.then(void_badge)}</th>
            <td class="meta" data-label=t("invoice-issued-on")><DateText on=note.issued_on/></td>
            <td class="meta" data-label=t("credit-note-of")>{of}</td>
            <td class="num amount"><MoneyText amount=note.total/></td>
        </tr>
    }
    .into_any()
}
