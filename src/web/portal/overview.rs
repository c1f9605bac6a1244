//! What is due, when, and what needs doing: the customer's first screen (row B1).

use crate::auth::{CustomerSession, Principal};
use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::dunning::standing::CampaignStanding;
use crate::flows::fx::approximate::{self, Approximation};
use crate::i18n::Arg;
use crate::state::App;
use crate::store::TenantTx;
use crate::store::credit_grants;
use crate::store::invoice_lists::{self, DueSum, InvoiceFilter, InvoicePage, StateFilter};
use crate::store::paging::PageFrom;
use crate::store::tenants::{self, BillingProfile};
use crate::store::{charge_lists, invoices};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::portal::autopay::{self, Planned};
use crate::web::portal::dunning;
use crate::web::portal::invoice_table::InvoiceTable;
use crate::web::portal::overview_plans::{self, Plans};
use crate::web::portal::pay::pay_text;
use crate::web::ui::{Ui, date, money, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;

/// Recent invoices shown.
const RECENT: usize = 5;

const OPEN_INVOICES: &str = "/invoices?state=open";
const OVERDUE_INVOICES: &str = "/invoices?state=overdue";

struct Overview {
    due: Vec<DueSum>,
    next_due: Option<(InvoiceId, Date, Money)>,
    credit: Vec<Money>,
    recent: InvoicePage,
    profile: BillingProfile,
    /// What this reader can pay online: the one invoice that is due, or all in one of the currencies.
    payable: Vec<PayLink>,
    /// Payments that have begun and not arrived.
    on_the_way: Vec<Money>,
    /// About how much it is in the currency that this reader has chosen: of what is due, then of credit.
    approximations: Vec<(Money, Approximation)>,
    /// What autopay does with the invoice that is due next.
    planned: Option<Planned>,
    plans: Plans,
    /// What is overdue and pursued, by currency.
    dunned: Vec<CampaignStanding>,
}

/// Where a payment begins.
enum PayLink {
    One(InvoiceId, Money),
    All(Currency),
}

async fn load(app: &App, customer: &CustomerSession, ui: &Ui) -> Result<Overview, AppError> {
    let today = ui.today();
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let profile = tenants::profile(&mut tx).await?;
    let mut due = invoice_lists::due_sums(&mut tx, today).await?;
    // Stable: the preferred currency comes first, the others keep their order.
    due.sort_by_key(|sum| Some(sum.due.currency) != profile.display_currency);
    let all = InvoiceFilter::default();
    let payable = match customer.role.can_change_billing() {
        true => pay_links(app, &mut tx, &due, today).await?,
        false => Vec::new(),
    };
    let next_due = invoice_lists::next_due(&mut tx, today).await?;
    let next = match next_due {
        Some((id, ..)) => invoices::find(&mut tx, id).await?,
        None => None,
    };
    let planned = match &next {
        Some(invoice) => Some(autopay::planned(app, &mut tx, invoice).await?),
        None => None,
    };
    let credit = credit_grants::balances(&mut tx).await?;
    let sums: Vec<Money> = due.iter().map(|sum| sum.due).chain(credit.iter().copied()).collect();
    let wanted = profile.display_currency;
    Ok(Overview {
        plans: overview_plans::load(&mut tx, ui.now).await?,
        dunned: dunning::load(app, &mut tx, ui.now).await?,
        payable,
        planned,
        next_due,
        approximations: approximations(&mut tx, customer, ui.now, wanted, &sums).await?,
        on_the_way: charge_lists::on_the_way(&mut tx).await?,
        credit,
        recent: invoice_lists::page(&mut tx, &all, PageFrom::Start, today, RECENT).await?,
        due,
        profile,
    })
}

/// None for those that are in the reader's currency anyway, or that no rate holds for.
async fn approximations(
    tx: &mut TenantTx,
    customer: &CustomerSession,
    now: Timestamp,
    of_customer: Option<Currency>,
    sums: &[Money],
) -> Result<Vec<(Money, Approximation)>, AppError> {
    let wanted = approximate::reading_currency(tx, customer.person, of_customer).await?;
    let Some(wanted) = wanted else { return Ok(Vec::new()) };
    let mut known = Vec::new();
    for &sum in sums {
        if let Some(about) = approximate::approximate(tx, now, sum, wanted).await? {
            known.push((sum, about));
        }
    }
    Ok(known)
}

async fn pay_links(
    app: &App,
    tx: &mut TenantTx,
    due: &[DueSum],
    today: Date,
) -> Result<Vec<PayLink>, AppError> {
    let till = &app.work.till;
    if let [DueSum { open_count: 1, .. }] = due {
        let state = Some(StateFilter::Is(InvoiceStatus::Open));
        let open = InvoiceFilter { state, ..InvoiceFilter::default() };
        let page = invoice_lists::page(tx, &open, PageFrom::Start, today, 1).await?;
        let one = page.rows.first().filter(|row| till.takes(row.due));
        return Ok(one.map(|row| PayLink::One(row.invoice_id, row.due)).into_iter().collect());
    }
    let taken = due.iter().filter(|sum| till.takes(sum.due));
    Ok(taken.map(|sum| PayLink::All(sum.due.currency)).collect())
}

/// GET /
pub async fn show(
    State(app): State<App>,
    principal: Principal,
    ui: Ui,
) -> Result<Response, AppError> {
    let customer = match principal {
        Principal::Customer(customer) => customer,
        // The portal's address without a path is what everybody types.
        Principal::Staff(_) => return Ok(render::see_other("/admin")),
    };
    let overview = load(&app, &customer, &ui).await?;
    let title = crate::i18n::text(ui.locale, "overview-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&customer, overview)))
}

fn view(customer: &CustomerSession, overview: Overview) -> AnyView {
    let Overview {
        due,
        next_due,
        credit,
        recent,
        profile,
        payable,
        on_the_way,
        planned,
        plans,
        dunned,
        ..
    } = overview;
    let about = overview.approximations;
    let on_the_way: Vec<_> = on_the_way.into_iter().map(on_the_way_notice).collect();
    let planned = planned.and_then(|planned| planned.notice());
    let can_pay = customer.role.can_change_billing();
    let mut late = due.clone();
    late.retain(|sum| dunned.iter().all(|it| it.overdue.currency != sum.due.currency));
    let attention = attention(&late, &profile, can_pay);
    let dunned: Vec<_> = dunned.iter().map(|it| dunning::notice(it, can_pay)).collect();
    let body = if recent.rows.is_empty() {
        view! { {facts(None, credit, &about)} {no_invoices_yet(&profile)} }.into_any()
    } else {
        view! { {due_hero(&due, payable, &about)} {facts(next_due, credit, &about)} {recent_invoices(recent)} }
            .into_any()
    };
    view! {
        <PageHead title=t("overview-title") sub=view! { <bdi>{customer.tenant_name.clone()}</bdi> }.into_any()/>
        {dunned}
        {attention}
        {on_the_way}
        {planned}
        {body}
        {overview_plans::section(&plans)}
    }
    .into_any()
}

/// What somebody has to do something about; nothing when all is well.
fn attention(due: &[DueSum], profile: &BillingProfile, can_change: bool) -> Vec<AnyView> {
    let overdue = due.iter().filter(|sum| sum.overdue_count > 0).map(|sum| {
        let args = [("count", Arg::from(sum.overdue_count)), ("amount", Arg::from(sum.overdue))];
        let link = t_with("overview-see-overdue", &args[..1]);
        to_do("danger", &t_with("overview-overdue", &args), OVERDUE_INVOICES, link)
    });
    let address = &profile.address;
    let is_incomplete =
        address.line1.is_empty() || address.country.is_empty() || profile.billing_emails.is_empty();
    let details = (is_incomplete && can_change).then(|| {
        let text = t("overview-details-incomplete");
        let link = t("overview-complete-details").into_owned();
        to_do("warning", &text, paths::BILLING_DETAILS, link)
    });
    overdue.chain(details).collect()
}

fn on_the_way_notice(amount: Money) -> AnyView {
    let text = t_with("overview-on-the-way", &[("amount", amount.into())]);
    view! { <Notice tone=Tone::Info text/> }.into_any()
}

fn to_do(tone: &'static str, text: &str, path: &'static str, link: String) -> AnyView {
    let role = if tone == "danger" { "alert" } else { "status" };
    view! {
        <div class="notice" data-tone=tone role=role>
            <div><p>{text.to_owned()}</p></div><a href=path>{link}</a>
        </div>
    }
    .into_any()
}

fn due_hero(
    due: &[DueSum],
    payable: Vec<PayLink>,
    about: &[(Money, Approximation)],
) -> impl IntoView + use<> {
    if due.is_empty() {
        return view! {
            <section class="hero" aria-labelledby="due">
                <h2 class="hero-label" id="due">{t("overview-amount-due")}</h2>
                <p class="hero-amount">{t("overview-nothing-due")}</p>
                <p class="hero-note">{t("overview-nothing-due-note")}</p>
            </section>
        }
        .into_any();
    }
    let amounts: Vec<_> = due.iter().map(|sum| view! { <MoneyText amount=sum.due/>" " }).collect();
    let is_long = due.iter().map(|sum| money(sum.due).chars().count()).sum::<usize>() > 13;
    let see_open = if payable.is_empty() { "btn btn-primary" } else { "btn" };
    let pay: Vec<_> = payable
        .into_iter()
        .map(|link| {
            let (href, text) = match link {
                PayLink::One(id, amount) => (paths::invoice_pay(id), pay_text(amount)),
                PayLink::All(currency) => {
                    let args = [("currency", Arg::from(currency.code()))];
                    (paths::pay_all(currency), t_with("pay-all-in", &args))
                }
            };
            view! { <a class="btn btn-primary" href=href>{text}</a> }
        })
        .collect();
    let notes: Vec<_> = due.iter().map(|sum| due_note(sum, due.len() > 1)).collect();
    let about: Vec<_> = due
        .iter()
        .filter_map(|sum| about_text(sum.due, about, due.len() > 1))
        .map(|text| view! { <p class="hero-note">{text}</p> })
        .collect();
    view! {
        <section class="hero" aria-labelledby="due">
            <h2 class="hero-label" id="due">{t("overview-amount-due")}</h2>
            <p class=if is_long { "hero-amount is-long" } else { "hero-amount" }>{amounts}</p>
            {about}
            {notes}
            <div class="actions actions-wide">
                {pay}
                <a class=see_open href=OPEN_INVOICES>{t("overview-see-open")}</a>
            </div>
        </section>
    }
    .into_any()
}

/// "approx. …": for reading only, with the day of its rate; in front of it the currency where there are
/// several sums.
fn about_text(sum: Money, about: &[(Money, Approximation)], several: bool) -> Option<String> {
    let (_, about) = about.iter().find(|(of, _)| *of == sum)?;
    let args = [("amount", Arg::from(about.amount)), ("date", Arg::from(date(about.quoted_on)))];
    let text = t_with("fx-approximately", &args);
    Some(if several { format!("{}: {text}", sum.currency.code()) } else { text })
}

/// How many invoices the sum is made of; in front of it the currency where there are several.
fn due_note(sum: &DueSum, several: bool) -> AnyView {
    let currency = several.then(|| format!("{}: ", sum.due.currency.code()));
    let count = ("count", Arg::from(sum.open_count));
    let text = if sum.overdue_count == sum.open_count {
        t_with("overview-open-overdue", &[count])
    } else if sum.overdue_count > 0 {
        t_with("overview-open-partly-overdue", &[count, ("overdue", sum.overdue_count.into())])
    } else {
        t_with("overview-open-invoices", &[count, ("date", date(sum.next_due_on).into())])
    };
    view! { <p class="hero-note">{currency}{text}</p> }.into_any()
}

/// The next due date and the credit balance, where there are any.
fn facts(
    next_due: Option<(InvoiceId, Date, Money)>,
    credit: Vec<Money>,
    about: &[(Money, Approximation)],
) -> Option<AnyView> {
    let next = next_due.map(|(id, on, amount)| {
        let days = (on - ui().today()).get_days();
        let when = if days == 0 {
            t("due-today").into_owned()
        } else {
            t_with("due-in-days", &[("days", Arg::from(i64::from(days)))])
        };
        view! {
            <div>
                <dt>{t("overview-next-due")}</dt>
                <dd><a href=paths::invoice(id)><MoneyText amount/></a></dd>
                <dd class="stat-note"><DateText on/>", "{when}</dd>
            </div>
        }
    });
    let about_credit: Vec<_> = credit
        .iter()
        .filter_map(|sum| about_text(*sum, about, credit.len() > 1))
        .map(|text| view! { <dd class="stat-note">{text}</dd> })
        .collect();
    let credit = (!credit.is_empty()).then(|| {
        let amounts: Vec<_> =
            credit.into_iter().map(|amount| view! { <MoneyText amount/>" " }).collect();
        view! {
            <div>
                <dt>{t("overview-credit")}</dt>
                <dd><a href=paths::CREDITS>{amounts}</a></dd>
                {about_credit}
                <dd class="stat-note">{t("overview-credit-note")}</dd>
            </div>
        }
    });
    (next.is_some() || credit.is_some())
        .then(|| view! { <dl class="stats">{next}{credit}</dl> }.into_any())
}

fn recent_invoices(recent: InvoicePage) -> AnyView {
    let all = recent
        .has_older
        .then(|| view! { <a href=paths::INVOICES>{t("overview-all-invoices")}</a> });
    view! {
        <section class="section" aria-labelledby="recent">
            <div class="section-head"><h2 id="recent">{t("overview-recent")}</h2>{all}</div>
            <InvoiceTable rows=recent.rows/>
        </section>
    }
    .into_any()
}

/// A customer without any document: where the first one will arrive.
fn no_invoices_yet(profile: &BillingProfile) -> AnyView {
    let text = match profile.billing_emails.first() {
        Some(email) => t_with("overview-empty-mailed-to", &[("email", Arg::from(email))]),
        None => t("invoices-empty").into_owned(),
    };
    let way_on = (paths::BILLING_DETAILS.to_owned(), t("invoices-empty-action").into_owned());
    view! { <Empty title=t("invoices-empty-title") text action=way_on/> }.into_any()
}
