//! `/credit-notes/{id}`: what one credit note credits, of which invoice, and where the money went.

use super::documents::download;
use super::refunds;
use super::timeline::Timeline;
use crate::auth::CustomerSession;
use crate::domain::credit_note::{CreditNote, CreditNoteWithLines};
use crate::domain::document::DocumentKind;
use crate::domain::fx::TaxConversion;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::documents::{self, DocumentEvent};
use crate::store::people::{self, Member};
use crate::store::refund_lists::ListedRefund;
use crate::store::{credit_notes, fx, invoices};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::void_badge;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::{Party, document_totals, sheet, tax_conversion_total};
use crate::web::path::Path;
use crate::web::ui::{Ui, date_time, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;

struct Loaded {
    document: CreditNoteWithLines,
    of: Option<(InvoiceId, String)>,
    events: Vec<DocumentEvent>,
    members: Vec<Member>,
    refunds: Vec<ListedRefund>,
    tax_conversion: Option<TaxConversion>,
}

async fn load(app: &App, customer: &CustomerSession, id: CreditNoteId) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let document = credit_notes::find_with_lines(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let of = match document.credit_note.invoice_id {
        Some(id) => invoices::find(&mut tx, id).await?.and_then(|i| Some((id, i.number?))),
        None => None,
    };
    Ok(Loaded {
        events: documents::events(&mut tx, id.0).await?,
        members: people::members(&mut tx).await?,
        refunds: refunds::load_of_note(&mut tx, id).await?,
        tax_conversion: fx::credited_conversion(&mut tx, id).await?,
        of,
        document,
    })
}

/// GET /credit-notes/{id}
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, read_id(&id)?).await?;
    let number = loaded.document.credit_note.number.as_str();
    let title = i18n::text_with(ui.locale, "credit-note-title", &[("number", number.into())]);
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || view(title, loaded)))
}

/// GET /credit-notes/{id}/pdf
pub async fn pdf(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    download(&app, &customer, &ui, &headers, DocumentKind::CreditNote, read_id(&id)?.0).await
}

/// Text that is no id names nothing.
fn read_id(text: &str) -> Result<CreditNoteId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn view(title: String, loaded: Loaded) -> impl IntoView {
    let Loaded { document, of, events, members, refunds, tax_conversion } = loaded;
    let note = &document.credit_note;
    let sub = view! { {t("invoice-issued-on")}" "<DateText on=note.issued_on/> };
    let voided = note.voided.as_ref().map(|voided| {
        let text =
            t_with("credit-note-voided", &[("time", Arg::from(date_time(voided.voided_at)))]);
        view! { <Notice tone=Tone::Warning text/> }
    });
    let badge = note.voided.is_some().then(void_badge);
    let actions = view! {
        <a class="btn" href=paths::credit_note_pdf(note.credit_note_id) download="">{t("action-download-pdf")}</a>
    };
    view! {
        <PageHead title badge=badge.into_any() sub=sub.into_any() actions=actions.into_any()
            crumbs=vec![(paths::CREDIT_NOTES.to_owned(), t("credit-notes-title").into_owned())]/>
        {voided}
        <div class="with-aside">
            <div>{paper(&document, of, tax_conversion.as_ref())}</div>
            <aside>
                {note.voided.is_none().then(|| placed(note, refunds))}
                <Timeline events members/>
            </aside>
        </div>
    }
}

fn paper(
    document: &CreditNoteWithLines,
    of: Option<(InvoiceId, String)>,
    tax_conversion: Option<&TaxConversion>,
) -> impl IntoView + use<> {
    let note = &document.credit_note;
    let fact = |key: &'static str, value: AnyView| (t(key).into_owned(), value);
    let reason = t(&format!("credit-reason-{}", note.reason.word().replace('_', "-")));
    let mut facts = vec![
        fact("document-customer-number", note.buyer.account_ref.clone().into_any()),
        fact("document-credit-reason", reason.into_any()),
    ];
    if let Some((id, number)) = of {
        let link = view! { <a href=paths::invoice(id)>{number}</a> };
        facts.push(fact("credit-note-of", link.into_any()));
    }
    let parties = vec![Party::seller(note.seller.clone()), Party::buyer(note.buyer.clone())];
    let mut totals = document_totals(note.subtotal, &document.taxes, note.total);
    if let Some(grand) = totals.last_mut() {
        grand.label = t("document-amount-credited").into_owned();
    }
    totals.extend(tax_conversion.map(tax_conversion_total));
    sheet(facts, parties, &document.lines, &document.taxes, totals, &note.memo)
}

/// Where the credited amount went: off the invoice first, the rest to the customer's credit.
fn placed(note: &CreditNote, refunds: Vec<ListedRefund>) -> AnyView {
    let row = |key: &'static str, amount: crate::domain::money::Money| {
        (!amount.is_zero())
            .then(|| view! { <div><dt>{t(key)}</dt><dd><MoneyText amount/></dd></div> })
    };
    view! {
        <section class="stub" aria-labelledby="placed">
            <h2 id="placed">{t("credit-note-placed")}</h2>
            <dl class="facts facts-end">
                {row("credit-note-applied", note.applied)}
                {row("credit-note-to-credit", note.to_balance)}
                <div><dt>{t("credit-note-total")}</dt><dd class="strong"><MoneyText amount=note.total/></dd></div>
            </dl>
            {refunds::of_note(refunds)}
            <p class="small muted">{t("credit-note-placed-note")}</p>
        </section>
    }
    .into_any()
}
