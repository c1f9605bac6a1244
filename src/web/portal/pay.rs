//! `/pay` and `/invoices/{id}/pay`: how much of which invoices, and with what (rows B4, D11). A card is
//! entered on the gateway's own page; no field of ours takes a number.
//!
//! One payment covers invoices of one seller in one currency; others of the selection are offered as
//! the next payments. What is being paid already is named and left out.

use super::credit_use::{self, CreditOffer};
use super::pay_form::{pay_order, refusal};
use super::pay_view::view;
use super::payer;
use crate::auth::CustomerSession;
use crate::domain::charge::{Charge, ChargeState, ChargeWay};
use crate::domain::currency::Currency;
use crate::domain::deposit::FixedDeposit;
use crate::domain::id::{InvoiceId, SellerId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::{Money, MoneyError};
use crate::domain::payment_method::{Expiry, SavedMethod};
use crate::error::AppError;
use crate::flows::payments::pay_invoice::{INVOICES_MAX, pay_invoice};
use crate::flows::payments::route::Availability;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::charges::{self, Reservation};
use crate::store::{TenantTx, deposits, installments, invoices, payment_methods};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::ui::{Ui, money, t_with};
use crate::web::{paths, provider_page, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::time::Duration;

/// The value of the choice that leads to the gateway's page.
pub(super) const NEW_METHOD: &str = "new";

/// What the page shows.
pub(super) struct Loaded {
    /// Everything that was asked for, whether or not something is left to pay on it.
    pub asked: Vec<Asked>,
    /// What this payment can cover, in the order in which it settles.
    pub rows: Vec<Payable>,
    /// Payments that are on their way, of any of the invoices asked for.
    pub under_way: Vec<(Option<String>, Charge)>,
    /// The rest of the selection, each group a payment of its own.
    pub others: Vec<OtherPayment>,
    pub methods: Vec<SavedMethod>,
    /// Whether the gateway's page offers more than cards.
    pub takes_debits: bool,
    /// Credit that can be used instead, for a single invoice of which nothing is on its way.
    pub credit: Option<CreditOffer>,
    /// For how long whoever would take the payment is left alone yet; None: a new card can be entered.
    pub down_for: Option<Duration>,
    pub today: Date,
}

pub(super) struct Asked {
    pub invoice_id: InvoiceId,
    pub number: Option<String>,
    pub currency: Currency,
}

/// An invoice with something left to pay.
pub(super) struct Payable {
    pub invoice: Invoice,
    /// What is due and on its way with no other payment.
    pub free: Money,
    /// What of it is due first: an unpaid deposit or the next part of an installment plan, and when.
    pub first: Option<(Money, Date)>,
    /// Whether it is paid in installments.
    pub is_in_installments: bool,
}

/// Invoices of another seller or currency.
pub(super) struct OtherPayment {
    pub seller: String,
    pub amount: Money,
    pub invoices: Vec<InvoiceId>,
}

/// # Errors  `NotFound` also when nothing of it can be paid online at all.
async fn load(
    app: &App,
    customer: &CustomerSession,
    ids: &[InvoiceId],
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let found = find(&mut tx, ids).await?;
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let reservations = charges::reservations(&mut tx, ids).await?;
    let on_the_way: Vec<_> =
        reservations.into_iter().filter(|other| is_under_way(&other.charge)).collect();
    let deposits = deposits::of_invoices(&mut tx, ids).await?;
    let (mut asked, mut rows, mut under_way) = (Vec::new(), Vec::new(), Vec::new());
    for invoice in found {
        let (invoice_id, number, currency) =
            (invoice.invoice_id, invoice.number.clone(), invoice.currency);
        asked.push(Asked { invoice_id, number, currency });
        let of_it = on_the_way.iter().filter(|other| other.invoice_id == invoice.invoice_id);
        under_way.extend(of_it.map(|other| (invoice.number.clone(), other.charge.clone())));
        let free = free_of(&invoice, &on_the_way).map_err(AppError::internal)?;
        if free.is_positive() {
            let deposit = deposits.iter().find(|(id, _)| *id == invoice.invoice_id);
            let first = deposit.map(|(_, deposit)| first_part(deposit, &invoice, free));
            let first = first.transpose().map_err(AppError::internal)?.flatten();
            let part = next_part(&mut tx, &invoice, free).await?;
            let is_in_installments = part.is_some();
            rows.push(Payable { invoice, free, first: part.or(first), is_in_installments });
        }
    }
    let (rows, others) = one_payment(rows).map_err(AppError::internal)?;
    let till = &app.work.till;
    let is_taken = |amount| till.takes(amount);
    let total = total(&rows).map_err(AppError::internal)?;
    if !rows.is_empty() && !total.is_some_and(is_taken) && !rows.iter().any(|r| is_taken(r.free)) {
        return Err(AppError::NotFound);
    }
    let today = app.clock.now().to_zoned(TimeZone::UTC).date();
    let mut methods = payment_methods::list(&mut tx).await?;
    methods.retain(|method| method.expiry(today) != Expiry::Expired);
    let currency = rows.first().map(|row| row.free.currency);
    let least = rows.iter().map(|row| row.free).min_by_key(|free| free.amount_minor);
    methods.retain(|method| least.is_none_or(|amount| till.charges(method, amount)));
    let takes_debits = currency.is_some_and(|currency| till.takes_debits(currency));
    let credit = match (&rows[..], under_way.is_empty()) {
        ([row], true) => credit_use::offer(&mut tx, today, &row.invoice).await?,
        _ => None,
    };
    let down_for = match total {
        Some(total) => down_for(app, &mut tx, total).await?,
        None => None,
    };
    Ok(Loaded { asked, rows, under_way, others, methods, takes_debits, credit, down_for, today })
}

/// For how long nobody takes so much yet.
async fn down_for(
    app: &App,
    tx: &mut TenantTx,
    amount: Money,
) -> Result<Option<Duration>, AppError> {
    let availability = app.work.till.availability(tx, amount).await;
    Ok(match availability.map_err(AppError::internal)? {
        Availability::Down { retry_in } => Some(retry_in),
        Availability::Open | Availability::NotTaken => None,
    })
}

async fn find(tx: &mut TenantTx, ids: &[InvoiceId]) -> Result<Vec<Invoice>, AppError> {
    let mut found: Vec<Invoice> = Vec::with_capacity(ids.len());
    for &id in ids {
        if found.iter().any(|known| known.invoice_id == id) {
            continue;
        }
        let invoice = invoices::find(tx, id).await?;
        let invoice = invoice.filter(|invoice| invoice.status != InvoiceStatus::Draft);
        found.push(invoice.ok_or(AppError::NotFound)?);
    }
    Ok(found)
}

/// What is due on the invoice and with none of these payments on its way; never less than zero.
pub(super) fn free_of(invoice: &Invoice, under_way: &[Reservation]) -> Result<Money, MoneyError> {
    let mut free = invoice.due()?;
    for other in under_way.iter().filter(|other| other.invoice_id == invoice.invoice_id) {
        free = free.checked_sub(other.amount)?;
    }
    Ok(if free.is_negative() { Money::zero(free.currency) } else { free })
}

/// What is left of the deposit, if that is not all there is to pay.
fn first_part(
    deposit: &FixedDeposit,
    invoice: &Invoice,
    free: Money,
) -> Result<Option<(Money, Date)>, MoneyError> {
    let left = deposit.left(invoice.paid, invoice.due()?)?;
    let is_part = left.is_positive() && left.min(free)? == left && left != free;
    Ok(is_part.then_some((left, deposit.due_on)))
}

/// What is left of the next part of the plan that rules the invoice, if that is not all there is to pay.
async fn next_part(
    tx: &mut TenantTx,
    invoice: &Invoice,
    free: Money,
) -> Result<Option<(Money, Date)>, AppError> {
    let running = installments::running_plan_of(tx, invoice.invoice_id).await?;
    let Some(id) = running else { return Ok(None) };
    let plan = installments::find(tx, id).await?;
    let Some(agreed) = plan.and_then(|plan| plan.agreed) else { return Ok(None) };
    let standing = agreed.standing(invoice);
    let part = match standing.down_payment.is_paid() {
        true => standing.next().map(|part| (part.left(), part.due_on)),
        false => Some((standing.down_payment.left(), None)),
    };
    let part = part.filter(|(left, _)| left.amount_minor < free.amount_minor);
    Ok(part.map(|(left, on)| (left, on.unwrap_or(agreed.down_payment_due_on))))
}

/// An open page of the gateway can be left and another way chosen; everything else must end first.
pub(super) fn is_under_way(charge: &Charge) -> bool {
    !(charge.way == ChargeWay::Hosted && charge.state == ChargeState::RequiresAction)
}

/// The rows of the first one's seller and currency, and the others by theirs.
fn one_payment(rows: Vec<Payable>) -> Result<(Vec<Payable>, Vec<OtherPayment>), MoneyError> {
    let key = |row: &Payable| (row.invoice.seller_id, row.free.currency);
    let mut groups: Vec<((SellerId, Currency), Vec<Payable>)> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|(known, _)| *known == key(&row)) {
            Some((_, group)) => group.push(row),
            None => groups.push((key(&row), vec![row])),
        }
    }
    let mut groups = groups.into_iter().map(|(_, group)| group);
    let first = groups.next().unwrap_or_default();
    let mut others = Vec::new();
    for group in groups {
        let amount = total(&group)?;
        let seller = group.first().and_then(|row| row.invoice.seller.as_ref());
        let seller = seller.map(|seller| seller.brand_name().to_owned()).unwrap_or_default();
        let invoices = group.iter().map(|row| row.invoice.invoice_id).collect();
        others.extend(amount.map(|amount| OtherPayment { seller, amount, invoices }));
    }
    Ok((first, others))
}

/// All that is left to pay on these; None for none.
pub(super) fn total(rows: &[Payable]) -> Result<Option<Money>, MoneyError> {
    let Some(first) = rows.first() else { return Ok(None) };
    let zero = Money::zero(first.free.currency);
    rows.iter().try_fold(zero, |sum, row| sum.checked_add(row.free)).map(Some)
}

/// GET /invoices/{id}/pay
pub async fn show_one(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let mut loaded = load(&app, &customer, &[id]).await?;
    if loaded.rows.is_empty() && loaded.under_way.is_empty() {
        return Ok(render::see_other(&paths::invoice(id)));
    }
    if !query.get("all").is_empty() {
        loaded.rows.iter_mut().for_each(|row| row.first = None);
    }
    Ok(propose(&app, ui, loaded))
}

/// GET /pay?invoice=…&invoice=… or /pay?currency=EUR: those chosen, or everything due in a currency.
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let ids = match query.get("currency").parse::<Currency>() {
        Ok(currency) => {
            let mut tx = app.db.tenant_read(customer.tenant).await?;
            let due = invoices::open_in_currency(&mut tx, currency).await?;
            due.into_iter().map(|(id, _)| id).take(INVOICES_MAX).collect()
        }
        Err(_) => chosen(&query)?,
    };
    let loaded = load(&app, &customer, &ids).await?;
    if loaded.rows.is_empty() && loaded.under_way.is_empty() {
        return Ok(render::see_other(paths::INVOICES));
    }
    Ok(propose(&app, ui, loaded))
}

/// The invoices named, each once, at most a hundred.
fn chosen(typed: &Typed) -> Result<Vec<InvoiceId>, AppError> {
    let mut ids: Vec<InvoiceId> = Vec::new();
    for id in typed.all("invoice") {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.truncate(INVOICES_MAX);
    Ok(ids)
}

/// The page as it opens: everything in full, of a single invoice its deposit first; the preferred method
/// is chosen.
fn propose(app: &App, ui: Ui, loaded: Loaded) -> Response {
    let first = loaded.methods.first().map(|method| method.payment_method_id.to_string());
    let mut typed = Typed::of(&[("method", first.unwrap_or_else(|| NEW_METHOD.to_owned()))]);
    let is_single = loaded.rows.len() == 1;
    for row in &loaded.rows {
        let first = row.first.filter(|_| is_single).map_or(row.free, |(amount, _)| amount);
        typed.push("invoice", row.invoice.invoice_id.to_string());
        typed.push("amount", i18n::amount_input(ui.locale, first));
    }
    answer(app, ui, StatusCode::OK, loaded, &typed, FieldErrors::none())
}

/// POST /invoices/{id}/pay
pub async fn submit_one(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, AppError> {
    if typed.get("invoice").is_empty() {
        typed.push("invoice", id.to_string());
    }
    if typed.get("invoice") != id.to_string() {
        return Err(AppError::BadRequest);
    }
    take(&app, &customer, ui, typed).await
}

/// POST /pay
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    take(&app, &customer, ui, typed).await
}

async fn take(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    typed: Typed,
) -> Result<Response, AppError> {
    let ids = chosen(&typed)?;
    let loaded = load(app, customer, &ids).await?;
    let order = match pay_order(&ui, &loaded, &typed) {
        Ok(order) if typed.get("intent") != "total" => order,
        // Only the sum was asked for.
        Ok(_) => return Ok(answer(app, ui, StatusCode::OK, loaded, &typed, FieldErrors::none())),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(answer(app, ui, status, loaded, &typed, errors));
        }
    };
    match pay_invoice(&app.work.till, &payer::of(customer), &order).await {
        Ok(paying) => Ok(provider_page::go_on(&app.work.till, &paying)),
        Err(error) => {
            let loaded = load(app, customer, &ids).await?;
            let (status, errors) = refusal(&ui, &loaded, error)?;
            Ok(answer(app, ui, status, loaded, &typed, errors))
        }
    }
}

fn answer(
    app: &App,
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let title = title(&ui, &loaded);
    let page = render::page(ui, status, &title.clone(), || view(title, loaded, typed, errors));
    provider_page::may_lead_there(&app.work.till, page)
}

fn title(ui: &Ui, loaded: &Loaded) -> String {
    let number = match (&loaded.rows[..], &loaded.under_way[..]) {
        ([row], _) => row.invoice.number.clone(),
        ([], [(number, _), ..]) => number.clone(),
        (rows, _) => {
            let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            let args = [("count", Arg::from(count))];
            return i18n::text_with(ui.locale, "pay-several-title", &args);
        }
    };
    let number = number.unwrap_or_default();
    i18n::text_with(ui.locale, "pay-title", &[("number", Arg::from(number))])
}

/// The amount as it stands on the button that leads here.
pub(super) fn pay_text(due: Money) -> String {
    t_with("pay-amount", &[("amount", Arg::from(money(due)))])
}
