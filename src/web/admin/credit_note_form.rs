//! Correcting an invoice: which quantity of which line is credited, and why (row J1). The preview is the
//! act itself in a transaction that is not committed, so it cannot say anything else.

use crate::domain::credit_note::{CreditNoteWithLines, CreditReason, CreditedBefore};
use crate::domain::id::CreditNoteId;
use crate::domain::invoice::{InvoiceStatus, InvoiceWithLines, Line};
use crate::domain::refund::Refund;
use crate::error::AppError;
use crate::flows::credit_notes::issue_credit_note::{
    CreditedLine, IssueCreditNoteError, issue_credit_note,
};
use crate::flows::refunds::{Excess, refund_credit_note};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::{credit_notes, invoices};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::invoice::{InvoicePath, title as invoice_title};
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::refund_excess as note_excess;
use crate::web::admin::typed::{Typed, number as read_number, number_input};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextAreaField};
use crate::web::components::layout::PageHead;
use crate::web::components::sheet::{Total, document_totals, total_list};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, number, t, t_with, ui};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;

struct NoteForm {
    id: CreditNoteId,
    original: InvoiceWithLines,
    before: CreditedBefore,
    typed: Typed,
    errors: FieldErrors,
    preview: Option<Issued>,
}

/// # Errors  `NotFound` for another customer's invoice, and for one that no note can correct.
async fn load_original(
    app: &App,
    access: &CustomerRead,
    path: InvoicePath,
) -> Result<(InvoiceWithLines, CreditedBefore), AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let original =
        invoices::find_with_lines(&mut tx, path.invoice).await?.ok_or(AppError::NotFound)?;
    if !matches!(original.invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid) {
        return Err(AppError::NotFound);
    }
    let currency = original.invoice.currency;
    let before = credit_notes::credited_before(&mut tx, path.invoice, currency).await?;
    Ok((original, before))
}

fn field(line_no: i32) -> String {
    format!("quantity-{line_no}")
}

fn left(line: &Line, before: &CreditedBefore) -> Decimal {
    line.quantity - before.quantity_of(line.line_no)
}

/// GET /admin/customers/{tenant}/invoices/{invoice}/credit-note
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(path): Path<InvoicePath>,
) -> Result<Response, AppError> {
    let (original, before) = load_original(&app, &desk.0, path).await?;
    let mut typed = Typed::of(&[
        ("reason", CreditReason::BillingError.word().to_owned()),
        ("excess", note_excess::CREDIT.to_owned()),
    ]);
    for line in &original.lines {
        typed.push(&field(line.line_no), number_input(ui.locale, left(line, &before)));
    }
    let id = CreditNoteId::new();
    let errors = FieldErrors::none();
    let form = NoteForm { id, original, before, typed, errors, preview: None };
    Ok(answer(ui, StatusCode::OK, desk.0, form))
}

/// POST /admin/customers/{tenant}/invoices/{invoice}/credit-note
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(path): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (original, before) = load_original(&app, &desk.0, path).await?;
    let id: CreditNoteId = typed.id("id").ok_or(AppError::BadRequest)?;
    let issue = typed.get("do") == "issue";
    let outcome = match read(ui.locale, &typed, &original) {
        Ok((reason, lines, excess)) => {
            let memo = typed.get("memo");
            let note = Note { id, path, reason, memo, lines: &lines, excess: &excess };
            act(&app, &desk, ui.locale, note, issue).await?
        }
        Err(errors) => Err(errors),
    };
    let mut form =
        NoteForm { id, original, before, typed, errors: FieldErrors::none(), preview: None };
    let status = match outcome {
        Ok(issued) if issue => {
            note_excess::send(&app, &desk.0, &issued.refunds).await;
            let page = paths::admin_credit_note(desk.0.tenant, id);
            return Ok(see_other(&format!("{page}?done=credited")));
        }
        Ok(issued) => {
            form.preview = Some(issued);
            StatusCode::OK
        }
        Err(errors) => {
            form.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Ok(answer(ui, status, desk.0, form))
}

/// Reason and lines as typed; an empty quantity is zero.
fn read(
    locale: Locale,
    typed: &Typed,
    original: &InvoiceWithLines,
) -> Result<(CreditReason, Vec<CreditedLine>, Excess), FieldErrors> {
    let mut errors = FieldErrors::none();
    let reason: Option<CreditReason> = typed.get("reason").parse().ok();
    if reason.is_none() {
        errors.add("reason", i18n::text(locale, "admin-choose-one"));
    }
    let mut lines = Vec::new();
    for line in &original.lines {
        let text = typed.get(&field(line.line_no)).to_owned();
        let quantity =
            if text.is_empty() { Some(Decimal::ZERO) } else { read_number(locale, &text) };
        match quantity {
            Some(quantity) => lines.push(CreditedLine { line_no: line.line_no, quantity }),
            None => errors.add("lines", line_error(locale, "admin-note-unreadable", line.line_no)),
        }
    }
    match (reason, note_excess::read(locale, typed, &mut errors)) {
        (Some(reason), Some(excess)) if errors.is_empty() => Ok((reason, lines, excess)),
        _ => Err(errors),
    }
}

fn line_error(locale: Locale, key: &str, line_no: i32) -> String {
    i18n::text_with(locale, key, &[("line", Arg::from(line_no.to_string()))])
}

struct Note<'a> {
    id: CreditNoteId,
    path: InvoicePath,
    reason: CreditReason,
    memo: &'a str,
    lines: &'a [CreditedLine],
    excess: &'a Excess,
}

/// A note with the refunds that pay out its excess.
struct Issued {
    note: CreditNoteWithLines,
    refunds: Vec<Refund>,
}

/// Issues the note; without `commit` everything is rolled back, its number too.
async fn act(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    note: Note<'_>,
    commit: bool,
) -> Result<Result<Issued, FieldErrors>, AppError> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let (id, of) = (note.id, note.path.invoice);
    let issued =
        issue_credit_note(&mut tx, now, today, &actor, id, of, note.reason, note.memo, note.lines)
            .await;
    let issued = match issued {
        Ok(issued) => issued,
        Err(error) => return refusal(locale, error).map(Err),
    };
    let excess = note.excess;
    match refund_credit_note(&mut tx, now, today, &actor, &issued.credit_note, excess).await {
        Ok(refunds) => {
            if commit {
                tx.commit().await?;
            }
            Ok(Ok(Issued { note: issued, refunds }))
        }
        Err(error) => note_excess::refusal(locale, error).map(Err),
    }
}

fn refusal(locale: Locale, error: IssueCreditNoteError) -> Result<FieldErrors, AppError> {
    let text = |key| i18n::text(locale, key).into_owned();
    let sentence = match error {
        IssueCreditNoteError::NotFound | IssueCreditNoteError::NotIssued { .. } => {
            return Err(AppError::NotFound);
        }
        IssueCreditNoteError::NothingCredited => text("admin-note-nothing"),
        IssueCreditNoteError::NoSeries => text("admin-note-no-series"),
        IssueCreditNoteError::MoreThanInvoiced { line_no, left, .. } => {
            let args = [("line", Arg::from(line_no.to_string())), ("left", Arg::from(left))];
            i18n::text_with(locale, "admin-note-more-than-invoiced", &args)
        }
        IssueCreditNoteError::MoreThanLeft { left, .. } => {
            let args = [("left", Arg::from(i18n::money(locale, left)))];
            i18n::text_with(locale, "admin-note-more-than-left", &args)
        }
        IssueCreditNoteError::Store(error) => return Err(error.into()),
        error => return Err(AppError::internal(error)),
    };
    let mut errors = FieldErrors::none();
    errors.add("lines", sentence);
    Ok(errors)
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: NoteForm) -> Response {
    let title = i18n::text(ui.locale, "admin-issue-credit-note");
    render::page(ui, status, &title, move || view(&access, form))
}

fn view(access: &CustomerRead, form: NoteForm) -> AnyView {
    let NoteForm { id, original, before, typed, errors, preview } = form;
    let invoice = &original.invoice;
    let page = paths::admin_invoice(access.tenant, invoice.invoice_id);
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    crumbs.push((page.clone(), invoice_title(ui().locale, &original)));
    let reasons = CreditReason::ALL
        .into_iter()
        .map(|reason| {
            let key = format!("credit-reason-{}", reason.word().replace('_', "-"));
            (reason.word().to_owned(), t(&key).into_owned())
        })
        .collect();
    let error = errors
        .of("lines")
        .map(|sentence| view! { <p class="error" id="lines-error">{sentence}</p> });
    let rows: Vec<_> = original.lines.iter().map(|line| line_row(line, &before, &typed)).collect();
    view! {
        <PageHead title=t("admin-issue-credit-note") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <OnceKey id=id.0/>
            <SelectField name="reason" label=t("admin-reason") options=reasons selected=typed.get("reason") errors=errors.clone()/>
            <div id="lines" class="stack">
                <p class="hint">{t("admin-note-hint")}</p>
                {error}
                {line_table(rows)}
            </div>
            {note_excess::fields(&typed, &errors)}
            <TextAreaField name="memo" label=t("admin-memo") value=typed.get("memo") hint=t("admin-memo-hint").into_owned() errors=errors.clone() optional=true/>
            <div class="actions"><button class="btn" name="do" value="preview">{t("action-preview")}</button></div>
            {preview.as_ref().map(outcome)}
            <details class="confirm" open=preview.is_some()>
                <summary class="btn btn-primary">{t("admin-issue-credit-note")}"…"</summary>
                <div class="confirm-body">
                    <p>{t("admin-note-confirm")}</p>
                    <div class="actions">
                        <button class="btn btn-primary" name="do" value="issue">{t("admin-issue-credit-note")}</button>
                        <a class="btn btn-quiet" href=page>{t("action-cancel")}</a>
                    </div>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn line_table(rows: Vec<impl IntoView + 'static>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-lines")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("document-line-description")}</th>
                    <th scope="col" class="num">{t("document-line-unit-price")}</th>
                    <th scope="col" class="num">{t("admin-note-left")}</th>
                    <th scope="col" class="num amount">{t("admin-note-quantity")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn line_row(line: &Line, before: &CreditedBefore, typed: &Typed) -> AnyView {
    let name = field(line.line_no);
    let value = typed.get(&name).to_owned();
    let label = t_with("admin-note-quantity-of", &[("line", Arg::from(&line.description))]);
    let price = i18n::unit_price(ui().locale, line.unit_price, line.amount.currency);
    let left = left(line, before);
    let is_left = !left.is_zero();
    let input = is_left.then(|| {
        view! { <input class="input num input-short" name=name value=value inputmode="decimal" maxlength="40" aria-label=label/> }
    });
    view! {
        <tr>
            <th scope="row" class="lead">{line.description.clone()}</th>
            <td class="num meta" data-label=t("document-line-unit-price")><span class="money">{price}</span></td>
            <td class="num meta" data-label=t("admin-note-left")>{number(left)}</td>
            <td class="num amount">{input}{(!is_left).then_some("–")}</td>
        </tr>
    }
    .into_any()
}

/// What the note comes to, and where its amount goes.
fn outcome(issued: &Issued) -> AnyView {
    let note = &issued.note;
    let credit_note = &note.credit_note;
    let mut totals = document_totals(credit_note.subtotal, &note.taxes, credit_note.total);
    totals.push(Total::plain(t("admin-note-applied"), credit_note.applied));
    totals.extend(note_excess::totals(credit_note, &issued.refunds));
    view! {
        <section class="panel" aria-labelledby="preview" role="status">
            <h2 id="preview">{t("action-preview")}</h2>
            {total_list(totals)}
        </section>
    }
    .into_any()
}
