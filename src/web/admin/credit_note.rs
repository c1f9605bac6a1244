//! One credit note for staff.

use crate::domain::credit_note::CreditNoteWithLines;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{credit_notes, invoices};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::done::{Done, DoneQuery};
use crate::web::admin::invoice::stored_pdf;
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::components::amounts::DateText;
use crate::web::components::layout::PageHead;
use crate::web::components::sheet::{Party, Total, document_totals, sheet};
use crate::web::path::Path;
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CreditNotePath {
    credit_note: CreditNoteId,
}

struct NotePage {
    note: CreditNoteWithLines,
    original: Option<(InvoiceId, String)>,
    done: Done,
}

async fn load(
    app: &App,
    access: &CustomerRead,
    id: CreditNoteId,
    done: &DoneQuery,
) -> Result<NotePage, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let note = credit_notes::find_with_lines(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let original = match note.credit_note.invoice_id {
        Some(invoice) => invoices::find(&mut tx, invoice).await?,
        None => None,
    };
    let original = original.map(|invoice| (invoice.invoice_id, invoice.number.unwrap_or_default()));
    Ok(NotePage { note, original, done: done.load(&mut tx).await? })
}

/// GET /admin/customers/{tenant}/credit-notes/{credit_note}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Path(CreditNotePath { credit_note }): Path<CreditNotePath>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let page = load(&app, &access, credit_note, &done).await?;
    let number = Arg::from(page.note.credit_note.number.as_str());
    let title = i18n::text_with(ui.locale, "admin-credit-note-title", &[("number", number)]);
    let heading = title.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&access, heading, page)))
}

/// GET /admin/customers/{tenant}/credit-notes/{credit_note}/pdf
pub async fn pdf(
    State(app): State<App>,
    access: CustomerRead,
    Path(CreditNotePath { credit_note }): Path<CreditNotePath>,
) -> Result<Response, AppError> {
    stored_pdf(&app, &access, DocumentKind::CreditNote, credit_note.0).await
}

fn view(access: &CustomerRead, heading: String, page: NotePage) -> AnyView {
    let NotePage { note, original, done } = page;
    let credit_note = note.credit_note;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let issued_on = credit_note.issued_on;
    let sub = view! { {t("admin-issued-on")}" "<DateText on=issued_on/> };
    let original = original.map(|(id, number)| {
        let path = paths::admin_invoice(access.tenant, id);
        view! { <div><dt>{t("admin-invoice")}</dt><dd><a href=path>{number}</a></dd></div> }
    });
    let mut totals = document_totals(credit_note.subtotal, &note.taxes, credit_note.total);
    totals.push(Total::plain(t("admin-note-applied"), credit_note.applied));
    totals.push(Total::plain(t("admin-note-to-credit"), credit_note.to_balance));
    let reason = t(&format!("credit-reason-{}", credit_note.reason.word().replace('_', "-")));
    let pdf = links::credit_note_pdf(access.tenant, credit_note.credit_note_id);
    let facts = vec![
        (t("credit-note-number").into_owned(), credit_note.number.clone().into_any()),
        (
            t("document-credit-note-issued-on").into_owned(),
            view! { <DateText on=issued_on/> }.into_any(),
        ),
    ];
    let parties = vec![Party::seller(credit_note.seller), Party::buyer(credit_note.buyer)];
    view! {
        {done.notice()}
        <PageHead title=heading crumbs sub=sub.into_any()/>
        <div class="with-aside">
            <div>{sheet(facts, parties, &note.lines, &note.taxes, totals, &credit_note.memo)}</div>
            <aside class="stack">
                <dl class="facts">
                    {original}
                    <div><dt>{t("admin-reason")}</dt><dd>{reason}</dd></div>
                    <div><dt>{t("admin-currency")}</dt><dd>{credit_note.currency.code()}</dd></div>
                </dl>
                <ul class="documents"><li><a href=pdf download="">{t("admin-credit-note-pdf")}</a></li></ul>
            </aside>
        </div>
    }
    .into_any()
}
