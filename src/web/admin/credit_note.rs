//! One credit note for staff.

use crate::domain::credit_note::{CreditNoteWithLines, Voided};
use crate::domain::document::DocumentKind;
use crate::domain::fx::TaxConversion;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::domain::invoice::InvoiceError;
use crate::error::AppError;
use crate::flows::credit_notes::void_credit_note::{VoidCreditNoteError, void_credit_note};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::{credit_notes, fx, invoices};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::done::{Done, DoneQuery};
use crate::web::admin::invoice::stored_pdf;
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::DateText;
use crate::web::components::badge::void_badge;
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::{Party, Total, document_totals, sheet, tax_conversion_total};
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::{Ui, date_time, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
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
    tax_conversion: Option<TaxConversion>,
    done: Done,
    /// Why an act on it was refused.
    refused: Option<String>,
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
    let tax_conversion = fx::credited_conversion(&mut tx, id).await?;
    Ok(NotePage { note, original, tax_conversion, done: done.load(&mut tx).await?, refused: None })
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
    Ok(answer(ui, StatusCode::OK, access, page))
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, page: NotePage) -> Response {
    let number = Arg::from(page.note.credit_note.number.as_str());
    let title = i18n::text_with(ui.locale, "admin-credit-note-title", &[("number", number)]);
    let heading = title.clone();
    render::page(ui, status, &title, move || view(&access, heading, page))
}

/// POST /admin/customers/{tenant}/credit-notes/{credit_note}/void
pub async fn void(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(CreditNotePath { credit_note: id }): Path<CreditNotePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let reason = typed.get("void-reason");
    match void_credit_note(&mut tx, now, today, &actor, id, reason).await {
        Ok(_) => {
            tx.commit().await?;
            let page = paths::admin_credit_note(desk.0.tenant, id);
            Ok(see_other(&format!("{page}?done=note-voided")))
        }
        Err(error) => {
            drop(tx);
            let refused = Some(refusal(ui.locale, error)?);
            let page = load(&app, &desk.0, id, &DoneQuery::default()).await?;
            let page = NotePage { refused, ..page };
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, page))
        }
    }
}

fn refusal(locale: Locale, error: VoidCreditNoteError) -> Result<String, AppError> {
    let text = |key| i18n::text(locale, key).into_owned();
    match error {
        VoidCreditNoteError::NotFound => Err(AppError::NotFound),
        VoidCreditNoteError::NoReason => Ok(text("admin-refused-no-reason")),
        VoidCreditNoteError::CreditSpent { given, left } => {
            let args = [
                ("given", Arg::from(i18n::money(locale, given))),
                ("left", Arg::from(i18n::money(locale, left))),
            ];
            Ok(i18n::text_with(locale, "admin-note-credit-spent", &args))
        }
        VoidCreditNoteError::Invoice(InvoiceError::NotOpen { .. }) => {
            Ok(text("admin-note-invoice-written-off"))
        }
        VoidCreditNoteError::Store(error) => Err(error.into()),
        error @ (VoidCreditNoteError::Invoice(_)
        | VoidCreditNoteError::Credit(_)
        | VoidCreditNoteError::Posting(_)) => Err(AppError::internal(error)),
    }
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
    let NotePage { note, original, tax_conversion, done, refused } = page;
    let credit_note = note.credit_note;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let issued_on = credit_note.issued_on;
    let sub = view! { {t("admin-issued-on")}" "<DateText on=issued_on/> };
    let original = original.map(|(id, number)| {
        let path = paths::admin_invoice(access.tenant, id);
        view! { <div><dt>{t("admin-invoice")}</dt><dd><a href=path>{number}</a></dd></div> }
    });
    let mut totals = document_totals(credit_note.subtotal, &note.taxes, credit_note.total);
    totals.extend(tax_conversion.as_ref().map(tax_conversion_total));
    totals.push(Total::plain(t("admin-note-applied"), credit_note.applied));
    totals.push(Total::plain(t("admin-note-to-credit"), credit_note.to_balance));
    let reason = t(&format!("credit-reason-{}", credit_note.reason.word().replace('_', "-")));
    let voided = credit_note.voided.as_ref().map(voided_notice);
    let badge = credit_note.voided.is_some().then(void_badge);
    let can_void = access.staff.role.can_handle_money() && credit_note.voided.is_none();
    let voiding = can_void.then(|| void_form(access, credit_note.credit_note_id));
    let refused = refused.map(|text| view! { <Notice tone=Tone::Danger text/> });
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
        {refused}
        {voided}
        <PageHead title=heading badge=badge.into_any() crumbs sub=sub.into_any()/>
        <div class="with-aside">
            <div>{sheet(facts, parties, &note.lines, &note.taxes, totals, &credit_note.memo)}</div>
            <aside class="stack">
                <dl class="facts">
                    {original}
                    <div><dt>{t("admin-reason")}</dt><dd>{reason}</dd></div>
                    <div><dt>{t("admin-currency")}</dt><dd>{credit_note.currency.code()}</dd></div>
                </dl>
                {voiding}
                <ul class="documents"><li><a href=pdf download="">{t("admin-credit-note-pdf")}</a></li></ul>
            </aside>
        </div>
    }
    .into_any()
}

/// That the note credits nothing any more, and why.
fn voided_notice(voided: &Voided) -> AnyView {
    let args = [
        ("time", Arg::from(date_time(voided.voided_at))),
        ("reason", Arg::from(voided.reason.as_str())),
    ];
    let text = t_with("admin-note-is-void", &args);
    view! { <Notice tone=Tone::Warning text/> }.into_any()
}

fn void_form(access: &CustomerRead, id: CreditNoteId) -> AnyView {
    view! {
        <section class="stub" aria-labelledby="acts">
            <h2 id="acts">{t("admin-actions")}</h2>
            <details class="confirm">
                <summary class="btn btn-danger">{t("admin-note-void")}"…"</summary>
                <form class="confirm-body" method="post" action=links::void_credit_note(access.tenant, id)>
                    <p>{t("admin-note-void-confirm")}</p>
                    <TextField name="void-reason" label=t("admin-reason") value="" errors=FieldErrors::none()/>
                    <div class="actions"><button class="btn btn-primary btn-danger">{t("admin-note-void")}</button></div>
                </form>
            </details>
        </section>
    }
    .into_any()
}
