//! One invoice for staff: what the customer sees, its history, and what can be done with it. The acts
//! themselves are in `invoice_acts`.

use crate::domain::deposit::FixedDeposit;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::fx::TaxConversion;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines};
use crate::domain::money::Money;
use crate::domain::tax_evidence::TaxEvidence;
use crate::error::AppError;
use crate::flows::documents::stored_file::{self, StoredFileError};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::credit_notes::CreditNoteListRow;
use crate::store::documents::DocumentEvent;
use crate::store::paging::PageFrom;
use crate::store::payments::{Origin, SettlementRow};
use crate::store::{
    TenantTx, credit_grants, credit_notes, deposits, documents, fx, invoices, payments, sellers,
    tax_evidence,
};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::customer_parts::{credit_note_table, method_name};
use crate::web::admin::done::{Done, DoneQuery};
use crate::web::admin::invoice_act_forms::acts;
use crate::web::admin::invoice_allocations::allocation_list;
use crate::web::admin::invoice_explanations;
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::tax_proof::tax_proof;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::badge::StandingBadge;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::{
    Party, Total, document_totals, exemption_fact, period, sheet, tax_conversion_total,
};
use crate::web::path::Path;
use crate::web::portal::explain_view::Explained;
use crate::web::ui::{Ui, date, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

/// The invoice in the address. That it is this customer's is seen when it is read.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct InvoicePath {
    pub invoice: InvoiceId,
}

/// What the page shows.
pub struct InvoicePage {
    pub document: InvoiceWithLines,
    parties: Vec<Party>,
    settlements: Vec<SettlementRow>,
    credit_notes: Vec<CreditNoteListRow>,
    events: Vec<DocumentEvent>,
    replaces: Option<(InvoiceId, String)>,
    replaced_by: Option<(InvoiceId, String)>,
    /// The customer's credit in the invoice's currency.
    pub credit: Money,
    /// As fixed; for a draft as it would be fixed now.
    deposit: Option<FixedDeposit>,
    tax_conversion: Option<TaxConversion>,
    tax_evidence: Option<TaxEvidence>,
    done: Done,
    /// Why lines that a subscription made are what they are.
    explained: Vec<Explained>,
}

/// # Errors  `NotFound` for another customer's invoice.
pub async fn load(
    app: &App,
    access: &CustomerRead,
    id: InvoiceId,
    done: &DoneQuery,
) -> Result<InvoicePage, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let document = invoices::find_with_lines(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let replaces = match document.invoice.replaces {
        Some(original) => invoices::find(&mut tx, original).await?,
        None => None,
    };
    let replaced_by = invoices::replacement(&mut tx, id).await?;
    Ok(InvoicePage {
        parties: parties(&mut tx, access, &document).await?,
        settlements: payments::settlements(&mut tx, id).await?,
        credit_notes: credit_notes::list(&mut tx, Some(id), PageFrom::Start, 50).await?.rows,
        events: documents::events(&mut tx, id.0).await?,
        replaces: replaces
            .map(|original| (original.invoice_id, original.number.unwrap_or_default())),
        replaced_by: replaced_by.map(|(id, number)| (id, number.unwrap_or_default())),
        credit: credit_grants::balance_in(&mut tx, document.invoice.currency).await?,
        deposit: deposit(&mut tx, &document.invoice).await?,
        done: done.load(&mut tx).await?,
        tax_conversion: fx::tax_conversion(&mut tx, id).await?,
        tax_evidence: tax_evidence::evidence_of(&mut tx, id).await?,
        explained: invoice_explanations::load(&mut tx, &document).await?,
        document,
    })
}

/// The parties as frozen; for a draft as they would be frozen now.
async fn parties(
    tx: &mut TenantTx,
    access: &CustomerRead,
    document: &InvoiceWithLines,
) -> Result<Vec<Party>, AppError> {
    let invoice = &document.invoice;
    let buyer = invoice.buyer.clone().unwrap_or_else(|| access.profile.buyer());
    let seller = match &invoice.seller {
        Some(seller) => seller.clone(),
        None => sellers::load(tx, invoice.seller_id, invoice.issued_on).await?,
    };
    Ok(vec![Party::seller(seller), Party::buyer(buyer)])
}

async fn deposit(tx: &mut TenantTx, invoice: &Invoice) -> Result<Option<FixedDeposit>, AppError> {
    if invoice.status != InvoiceStatus::Draft {
        return Ok(deposits::of_invoice(tx, invoice.invoice_id).await?);
    }
    let asked = deposits::find(tx, invoice.invoice_id).await?;
    Ok(asked.and_then(|deposit| deposit.fix(invoice.total, invoice.issued_on, invoice.due_on).ok()))
}

/// GET /admin/customers/{tenant}/invoices/{invoice}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Path(InvoicePath { invoice }): Path<InvoicePath>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let page = load(&app, &access, invoice, &done).await?;
    Ok(answer(ui, StatusCode::OK, access, page, None))
}

/// The page; `refused` says why an act did not happen.
pub fn answer(
    ui: Ui,
    status: StatusCode,
    access: CustomerRead,
    page: InvoicePage,
    refused: Option<String>,
) -> Response {
    let title = title(ui.locale, &page.document);
    let browser_title = title.clone();
    render::page(ui, status, &browser_title, move || view(&access, title, page, refused))
}

/// "Invoice LUM-1" or "Draft invoice".
#[must_use]
pub fn title(locale: Locale, document: &InvoiceWithLines) -> String {
    match &document.invoice.number {
        Some(number) => {
            i18n::text_with(locale, "admin-invoice-title", &[("number", Arg::from(number))])
        }
        None => i18n::text(locale, "admin-draft-title").into_owned(),
    }
}

fn view(
    access: &CustomerRead,
    title: String,
    page: InvoicePage,
    refused: Option<String>,
) -> AnyView {
    let notice = match refused {
        Some(text) => Some(view! { <Notice tone=Tone::Danger text/> }.into_any()),
        None => page.done.notice(),
    };
    let invoice = &page.document.invoice;
    let standing = invoice.standing(access.today);
    let partly_settled = invoice.paid.amount_minor + invoice.credited.amount_minor > 0;
    let disputed = invoice.disputed;
    let badge = view! { <StandingBadge standing partly_settled disputed/> }.into_any();
    let (issued_on, due_on) = (invoice.issued_on, invoice.due_on);
    let sub = view! {
        {t("admin-issued-on")}" "<DateText on=issued_on/>" · "{t("admin-due-on")}" "<DateText on=due_on/>
    };
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let links = links_between(access, &page);
    let credit_notes = (!page.credit_notes.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="credit-notes">
                <div class="section-head"><h2 id="credit-notes">{t("admin-credit-notes")}</h2></div>
                {credit_note_table(access.tenant, page.credit_notes.clone())}
            </section>
        }
    });
    let acts = acts(access, &page);
    let allocations = allocation_list(access, page.document.invoice.status, &page.settlements);
    let exemption = page.tax_evidence.as_ref().and_then(|proof| proof.exemption.as_ref());
    let facts =
        facts(invoice, page.deposit).into_iter().chain(exemption.map(exemption_fact)).collect();
    let totals = totals(&page);
    view! {
        {notice}
        <PageHead title crumbs badge=badge sub=sub.into_any()/>
        {links}
        <div class="with-aside">
            <div class="stack stack-l">
                {sheet(facts, page.parties, &page.document.lines, &page.document.taxes, totals, &page.document.invoice.memo)}
                {tax_proof(page.tax_evidence)}
                {invoice_explanations::section(access.tenant, page.document.invoice.invoice_id, &page.explained)}
                {allocations}
                {credit_notes}
            </div>
            <aside class="stack stack-l">
                {acts}
                {about(&page.document.invoice)}
                {timeline(page.events)}
            </aside>
        </div>
    }
    .into_any()
}

/// What it replaces and what replaced it.
fn links_between(access: &CustomerRead, page: &InvoicePage) -> Option<AnyView> {
    let link = |key: &'static str, (id, number): &(InvoiceId, String)| {
        let number = if number.is_empty() { t("admin-draft").into_owned() } else { number.clone() };
        let path = paths::admin_invoice(access.tenant, *id);
        view! { <p>{t(key)}" "<a class="nowrap" href=path>{number}</a></p> }
    };
    let replaces = page.replaces.as_ref().map(|original| link("admin-replaces", original));
    let replaced_by = page.replaced_by.as_ref().map(|later| link("admin-replaced-by", later));
    (replaces.is_some() || replaced_by.is_some()).then(|| {
        view! { <div class="notice" data-tone="info"><div>{replaces}{replaced_by}</div></div> }
            .into_any()
    })
}

fn totals(page: &InvoicePage) -> Vec<Total> {
    let invoice = &page.document.invoice;
    let mut totals = document_totals(invoice.subtotal, &page.document.taxes, invoice.total);
    totals.extend(page.tax_conversion.as_ref().map(tax_conversion_total));
    totals.extend(
        page.settlements
            .iter()
            .filter(|row| row.stands())
            .map(|row| Total::plain(settled_by(row), negated(row.amount))),
    );
    if invoice.status == InvoiceStatus::Open
        && let Ok(due) = invoice.due()
    {
        totals.push(Total::due(t("admin-amount-due"), due));
    }
    totals
}

fn negated(amount: Money) -> Money {
    Money { amount_minor: amount.amount_minor.saturating_neg(), ..amount }
}

pub(super) fn settled_by(row: &SettlementRow) -> String {
    let on = Arg::from(date(row.on));
    match row.origin {
        Origin::Payment(_) if row.reverses.is_some() => {
            t_with("admin-taken-off-on", &[("date", on)])
        }
        Origin::Payment(_) => {
            let method = method_name(row.method.as_deref().unwrap_or("other"));
            t_with("admin-settled-by-payment", &[("method", method.into()), ("date", on)])
        }
        Origin::CreditNote(_) => t_with(
            "admin-settled-by-credit-note",
            &[("number", Arg::from(row.label.as_str())), ("date", on)],
        ),
        Origin::Credit if row.reverses.is_some() => t_with("admin-taken-off-on", &[("date", on)]),
        Origin::Credit => t_with("admin-settled-by-credit", &[("date", on)]),
    }
}

/// What stands on the document beside its lines.
fn facts(invoice: &Invoice, deposit: Option<FixedDeposit>) -> Vec<(String, AnyView)> {
    let fact = |key: &str, value: AnyView| (t(key).into_owned(), value);
    let (issued_on, due_on) = (invoice.issued_on, invoice.due_on);
    let number = invoice.number.clone().unwrap_or_else(|| "–".to_owned());
    let mut facts = vec![
        fact("document-invoice-number", number.into_any()),
        fact("document-issued-on", view! { <DateText on=issued_on/> }.into_any()),
        fact("document-due-on", view! { <DateText on=due_on/> }.into_any()),
    ];
    if let Some(days) = invoice.service {
        facts.push(fact("document-service-period", period(days)));
    }
    if !invoice.purchase_order.is_empty() {
        facts.push(fact("document-purchase-order", invoice.purchase_order.clone().into_any()));
    }
    facts.extend(deposit.map(|deposit| fact("invoice-deposit", deposit_fact(deposit))));
    facts
}

/// How much of it is due first, and when.
pub fn deposit_fact(deposit: FixedDeposit) -> AnyView {
    let args = [("amount", Arg::from(deposit.amount)), ("date", Arg::from(date(deposit.due_on)))];
    t_with("invoice-deposit-by", &args).into_any()
}

/// What staff ask about the document itself.
fn about(invoice: &Invoice) -> AnyView {
    let pdf = (invoice.status != InvoiceStatus::Draft).then(|| {
        let path = links::invoice_act(invoice.tenant_id, invoice.invoice_id, "pdf");
        view! { <ul class="documents"><li><a href=path download="">{t("admin-invoice-pdf")}</a></li></ul> }
    });
    view! {
        <dl class="facts">
            <div><dt>{t("admin-currency")}</dt><dd>{invoice.currency.code()}</dd></div>
            <div><dt>{t("admin-language")}</dt><dd>{super::customer::language_name(&invoice.language)}</dd></div>
        </dl>
        {pdf}
    }
    .into_any()
}

/// What happened to a document, oldest first; nothing when nothing did.
pub fn timeline(events: Vec<DocumentEvent>) -> Option<AnyView> {
    (!events.is_empty()).then(|| {
        let entries: Vec<_> = events.into_iter().map(event).collect();
        view! {
            <section class="section" aria-labelledby="history">
                <div class="section-head"><h2 id="history">{t("admin-history")}</h2></div>
                <ol class="timeline">{entries}</ol>
            </section>
        }
        .into_any()
    })
}

fn event(event: DocumentEvent) -> AnyView {
    let tone = match event.kind {
        DocumentEventKind::Paid => Some("success"),
        DocumentEventKind::Voided
        | DocumentEventKind::WrittenOff
        | DocumentEventKind::Disputed
        | DocumentEventKind::RefundFailed
        | DocumentEventKind::PaymentFailed
        | DocumentEventKind::Bounced => Some("danger"),
        _ => None,
    };
    let name = t(&format!("admin-event-{}", event.kind.word().replace('_', "-")));
    let said =
        |name: &str| event.detail.get(name).and_then(|text| text.as_str()).map(str::to_owned);
    let reason = said("reason").map(|reason| view! { <small>{reason}</small> });
    let is_mail = matches!(event.kind, DocumentEventKind::Emailed | DocumentEventKind::Bounced);
    let recipient =
        said("recipient").filter(|_| is_mail).map(|recipient| view! { <small>{recipient}</small> });
    let status = said("status").filter(|_| is_mail).map(|status| {
        let text = t_with("admin-email-status", &[("status", Arg::from(status))]);
        view! { <small>{text}</small> }
    });
    view! { <li data-tone=tone>{name}{reason}{recipient}{status}<TimeText at=event.happened_at/></li> }.into_any()
}

/// GET /admin/customers/{tenant}/invoices/{invoice}/pdf
pub async fn pdf(
    State(app): State<App>,
    access: CustomerRead,
    Path(InvoicePath { invoice }): Path<InvoicePath>,
) -> Result<Response, AppError> {
    stored_pdf(&app, &access, DocumentKind::Invoice, invoice.0).await
}

/// The stored file of a document, as the customer downloads it.
pub async fn stored_pdf(
    app: &App,
    access: &CustomerRead,
    kind: DocumentKind,
    id: Uuid,
) -> Result<Response, AppError> {
    let file = stored_file::stored_file(&app.db, access.now, access.tenant, kind, id)
        .await
        .map_err(|error| match error {
            StoredFileError::NotFound => AppError::NotFound,
            StoredFileError::Store(error) => error.into(),
            error => AppError::internal(error),
        })?;
    // The name is letters, digits and dashes.
    let disposition = format!("attachment; filename=\"{}\"", file.file_name);
    let disposition = HeaderValue::try_from(disposition).map_err(AppError::internal)?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file.bytes)
        .into_response())
}
