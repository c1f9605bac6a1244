//! `/invoices/{id}`: what one invoice is for, how it stands, how to pay it, what happened to it (row B3).
//!
//! Drafts do not exist for customers, nor do other tenants' invoices: both are 404.

use super::autopay::{self, Planned};
use super::credit_use::{self, CreditOffer};
use super::documents::download;
use super::explain::explained;
use super::explain_view::{Explained, line_explanations};
use super::installment_offer::{InstallmentOffer, installment_offer};
use super::invoice_settlements::{credit_note_list, settlement_list};
use super::invoice_stub::payment_stub;
use super::pay::{free_of, is_under_way, pay_text};
use super::pay_view::under_way_notice;
use super::timeline::Timeline;
use crate::auth::CustomerSession;
use crate::domain::charge::ChargeState;
use crate::domain::deposit::FixedDeposit;
use crate::domain::document::DocumentKind;
use crate::domain::fx::TaxConversion;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines, Standing};
use crate::domain::money::Money;
use crate::domain::tax_evidence::ExemptionProof;
use crate::error::AppError;
use crate::flows::dunning::standing::CampaignStanding;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::charges::{self, Reservation};
use crate::store::credit_notes::{self, CreditNoteListRow};
use crate::store::deposits;
use crate::store::documents::{self, DocumentEvent};
use crate::store::fx;
use crate::store::invoices;
use crate::store::paging::PageFrom;
use crate::store::payments::{self, SettlementRow};
use crate::store::people::{self, Member};
use crate::store::tax_evidence;
use crate::web::admin::invoice::deposit_fact;
use crate::web::components::amounts::DateText;
use crate::web::components::badge::{StandingBadge, due_sentence};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::{
    Party, Total, document_totals, exemption_fact, period, sheet, tax_conversion_total,
};
use crate::web::path::Path;
use crate::web::portal::dunning;
use crate::web::ui::{Ui, date, date_time, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;

/// More than any invoice has; the list is complete.
const CREDIT_NOTES_MAX: usize = 200;

struct Loaded {
    document: InvoiceWithLines,
    due: Money,
    settlements: Vec<SettlementRow>,
    credit_notes: Vec<CreditNoteListRow>,
    events: Vec<DocumentEvent>,
    members: Vec<Member>,
    replaces: Option<Link>,
    replaced_by: Option<Link>,
    /// Payments that are on their way.
    under_way: Vec<Reservation>,
    /// What is due first, and what of it is left.
    deposit: Option<(FixedDeposit, Money)>,
    /// What this reader can pay online now.
    payable: Option<Money>,
    planned: Planned,
    /// It is pursued, with the others that are overdue.
    dunned: Option<CampaignStanding>,
    can_pay: bool,
    /// The tax in the seller's own currency.
    tax_conversion: Option<TaxConversion>,
    exemption: Option<ExemptionProof>,
    /// Credit that this reader can use for it now.
    credit: Option<CreditOffer>,
    /// How it is paid in installments, or could be.
    installments: InstallmentOffer,
    /// Why lines that a subscription made are what they are.
    explained: Vec<Explained>,
}

/// Another invoice: its page and its number.
struct Link {
    id: InvoiceId,
    number: String,
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    ui: &Ui,
    id: InvoiceId,
) -> Result<Loaded, AppError> {
    let today = ui.today();
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let document = invoices::find_with_lines(&mut tx, id)
        .await?
        .filter(|document| document.invoice.status != InvoiceStatus::Draft)
        .ok_or(AppError::NotFound)?;
    let replaces = match document.invoice.replaces {
        Some(id) => invoices::find(&mut tx, id).await?.and_then(|i| link(id, i.number)),
        None => None,
    };
    // A replacement that is still a draft has no number and is not shown.
    let replaced_by =
        invoices::replacement(&mut tx, id).await?.and_then(|(id, number)| link(id, number));
    let due = document.invoice.due().map_err(AppError::internal)?;
    let planned = autopay::planned(app, &mut tx, &document.invoice).await?;
    let mut under_way = charges::reservations(&mut tx, &[id]).await?;
    under_way.retain(|other| is_under_way(&other.charge));
    let free = free_of(&document.invoice, &under_way).map_err(AppError::internal)?;
    let deposit = match deposits::of_invoice(&mut tx, id).await? {
        Some(deposit) => {
            let left = deposit.left(document.invoice.paid, due).map_err(AppError::internal)?;
            Some((deposit, left))
        }
        None => None,
    };
    let pays = customer.role.can_change_billing() && free.is_positive();
    let credit = match pays && under_way.is_empty() {
        true => credit_use::offer(&mut tx, today, &document.invoice).await?,
        false => None,
    };
    // The page that the button leads to proposes the deposit first.
    let first = deposit.map(|(_, left)| left.amount_minor).filter(|left| *left > 0);
    let first = first.map_or(free.amount_minor, |left| left.min(free.amount_minor));
    let first = Money { amount_minor: first, ..free };
    Ok(Loaded {
        payable: (pays && app.work.till.takes(free)).then_some(first),
        planned,
        dunned: dunning::of_invoice(app, &mut tx, ui.now, id).await?,
        can_pay: customer.role.can_change_billing(),
        credit,
        installments: installment_offer(&mut tx, id, customer.role.can_change_billing()).await?,
        explained: explained(&mut tx, &document).await?,
        under_way,
        deposit,
        due,
        settlements: payments::settlements(&mut tx, id).await?,
        credit_notes: credit_notes::list(&mut tx, Some(id), PageFrom::Start, CREDIT_NOTES_MAX)
            .await?
            .rows,
        events: documents::events(&mut tx, id.0).await?,
        members: people::members(&mut tx).await?,
        replaces,
        replaced_by,
        tax_conversion: fx::tax_conversion(&mut tx, id).await?,
        exemption: tax_evidence::evidence_of(&mut tx, id).await?.and_then(|proof| proof.exemption),
        document,
    })
}

fn link(id: InvoiceId, number: Option<String>) -> Option<Link> {
    number.map(|number| Link { id, number })
}

/// GET /invoices/{id}
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, &ui, read_id(&id)?).await?;
    let number = loaded.document.invoice.number.clone().unwrap_or_default();
    let title = i18n::text_with(ui.locale, "invoice-title", &[("number", number.into())]);
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || view(title, loaded)))
}

/// GET /invoices/{id}/pdf
pub async fn pdf(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    download(&app, &customer, &ui, &headers, DocumentKind::Invoice, read_id(&id)?.0).await
}

/// Text that is no id names nothing.
fn read_id(text: &str) -> Result<InvoiceId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn view(title: String, loaded: Loaded) -> impl IntoView {
    let Loaded { document, due, settlements, credit_notes, events, members, .. } = loaded;
    let invoice = &document.invoice;
    let standing = invoice.standing(ui().today());
    let partly_settled = invoice.status == InvoiceStatus::Open && due != invoice.total;
    let on_the_way =
        loaded.under_way.iter().any(|other| other.charge.state == ChargeState::Processing);
    let in_installments = loaded.installments.runs();
    let badge = view! { <StandingBadge standing partly_settled disputed=invoice.disputed on_the_way in_installments/> };
    let is_said = !on_the_way && !in_installments;
    let sentence = due_sentence(standing).filter(|_| is_said).map(|sentence| {
        let is_late = matches!(standing, Standing::Overdue { .. });
        view! { ", "<span class="tone" data-tone=is_late.then_some("danger")>{sentence}</span> }
    });
    let rest = due.is_positive().then(|| {
        let rest = t_with("invoice-rest-due", &[("amount", due.into())]);
        view! { " · "<strong class="money">{rest}</strong> }
    });
    let sub = view! {
        {t("invoice-issued-on")}" "<DateText on=invoice.issued_on/>" · "
        {t("invoice-due-on")}" "<DateText on=invoice.due_on/>{sentence}{rest}
    };
    let pay = loaded.payable.map(|free| {
        view! { <a class="btn btn-primary" href=paths::invoice_pay(invoice.invoice_id)>{pay_text(free)}</a> }
    });
    let under_way: Vec<_> =
        loaded.under_way.iter().map(|other| under_way_notice(&other.charge, None)).collect();
    let planned = loaded.planned.notice().filter(|_| loaded.under_way.is_empty());
    let actions = view! {
        {pay}
        {loaded.installments.action(invoice.invoice_id)}
        <a class="btn" href=paths::invoice_pdf(invoice.invoice_id) download="">{t("action-download-pdf")}</a>
    };
    view! {
        <PageHead title badge=badge.into_any() sub=sub.into_any() actions=actions.into_any()
            crumbs=vec![(paths::INVOICES.to_owned(), t("invoices-title").into_owned())]/>
        {under_way}
        {loaded.dunned.map(|it| dunning::notice(&it, loaded.can_pay))}
        {planned}
        {loaded.installments.notice()}
        {notices(invoice, loaded.replaces, loaded.replaced_by)}
        {loaded.deposit.and_then(|(deposit, left)| deposit_notice(deposit, left))}
        <div class="with-aside">
            <div>
                {paper(&document, due, loaded.deposit, (loaded.tax_conversion.as_ref(), loaded.exemption.as_ref()))}
                {line_explanations(invoice.invoice_id, &loaded.explained)}
                {settlement_list(settlements.into_iter().filter(SettlementRow::stands).collect())}
                {credit_note_list(credit_notes)}
            </div>
            <aside>
                {loaded.credit.map(credit_use::form)}
                {payment_stub(invoice, due)}
                <Timeline events members/>
            </aside>
        </div>
    }
}

/// What a reader must know before the figures.
fn notices(invoice: &Invoice, replaces: Option<Link>, replaced_by: Option<Link>) -> AnyView {
    let void = invoice.voided_at.map(|at| {
        let text = t_with("invoice-voided", &[("time", Arg::from(date_time(at)))]);
        linked(Tone::Warning, text, replaced_by, "invoice-see-replacement")
    });
    let replaces = replaces.map(|link| {
        let text = t_with("invoice-replaces", &[("number", Arg::from(&link.number))]);
        linked(Tone::Info, text, Some(link), "invoice-see-replaced")
    });
    let disputed =
        invoice.disputed.then(|| view! { <Notice tone=Tone::Info text=t("invoice-disputed")/> });
    view! { {void}{replaces}{disputed} }.into_any()
}

fn linked(tone: Tone, text: String, link: Option<Link>, key: &'static str) -> AnyView {
    let word = if tone == Tone::Warning { "warning" } else { "info" };
    let link = link.map(|link| {
        let text = t_with(key, &[("number", Arg::from(&link.number))]);
        view! { <a href=paths::invoice(link.id)>{text}</a> }
    });
    view! { <div class="notice" data-tone=word role="status"><div><p>{text}</p></div>{link}</div> }
        .into_any()
}

/// What is due before the rest, as long as it is.
fn deposit_notice(deposit: FixedDeposit, left: Money) -> Option<AnyView> {
    left.is_positive().then(|| {
        let is_late = deposit.due_on < ui().today();
        let key = if is_late { "invoice-deposit-overdue" } else { "invoice-deposit-due" };
        let args = [
            ("amount", Arg::from(deposit.amount)),
            ("left", Arg::from(left)),
            ("date", Arg::from(date(deposit.due_on))),
        ];
        let tone = if is_late { Tone::Danger } else { Tone::Info };
        view! { <Notice tone text=t_with(key, &args)/> }.into_any()
    })
}

fn paper(
    document: &InvoiceWithLines,
    due: Money,
    deposit: Option<(FixedDeposit, Money)>,
    (tax_conversion, exemption): (Option<&TaxConversion>, Option<&ExemptionProof>),
) -> AnyView {
    let invoice = &document.invoice;
    let mut facts = Vec::new();
    if let Some(buyer) = &invoice.buyer {
        facts.push(fact("document-customer-number", buyer.account_ref.clone().into_any()));
    }
    if let Some(days) = invoice.service {
        facts.push(fact("document-service-period", period(days)));
    }
    if !invoice.purchase_order.is_empty() {
        facts.push(fact("document-purchase-order", invoice.purchase_order.clone().into_any()));
    }
    if let Some((deposit, _)) = deposit {
        facts.push(fact("invoice-deposit", deposit_fact(deposit)));
    }
    facts.extend(exemption.map(exemption_fact));
    let seller = invoice.seller.clone().map(Party::seller);
    let buyer = invoice.buyer.clone().map(Party::buyer);
    let parties: Vec<_> = seller.into_iter().chain(buyer).collect();
    let totals = totals(document, due, tax_conversion);
    sheet(facts, parties, &document.lines, &document.taxes, totals, &invoice.memo)
}

fn fact(key: &'static str, value: AnyView) -> (String, AnyView) {
    (t(key).into_owned(), value)
}

/// As on the document, then what settled it and what is left.
fn totals(
    document: &InvoiceWithLines,
    due: Money,
    tax_conversion: Option<&TaxConversion>,
) -> Vec<Total> {
    let invoice = &document.invoice;
    let mut totals = document_totals(invoice.subtotal, &document.taxes, invoice.total);
    totals.extend(tax_conversion.map(tax_conversion_total));
    // The negative of a stored amount always exists.
    let less = |amount: Money| Money { amount_minor: -amount.amount_minor, ..amount };
    if !invoice.paid.is_zero() {
        totals.push(Total::plain(t("invoice-paid-so-far"), less(invoice.paid)));
    }
    if !invoice.credited.is_zero() {
        totals.push(Total::plain(t("invoice-credited"), less(invoice.credited)));
    }
    if matches!(invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid) {
        totals.push(Total::due(t("invoice-amount-due"), due));
    }
    totals
}
