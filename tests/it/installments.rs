//! Installment plans, from the page to the last cent: the real pages, jobs and adapter over HTTP against the
//! simulator of Stripe (rows G1 to G4, B7).

mod agreeing;
mod collecting;
mod desk;
mod money;
mod sealed;
mod stories;

use crate::harness::Browser;
use crate::harness::database::run;
use crate::harness::shop::Shop;
use quittance::domain::id::InvoiceId;
use reqwest::StatusCode;

/// A card that is refused for want of money, as the gateway names it.
pub const POOR: &str = "pm_card_chargeDeclinedInsufficientFunds";

/// An open invoice over 119.00 that is due in so many days.
pub async fn invoice(shop: &Shop) -> InvoiceId {
    crate::autopay::invoice_due_in(shop, 10).await
}

/// The fields that the page's form for agreeing sends unseen.
pub fn hidden(html: &str) -> Vec<(String, String)> {
    let form = html.split("<form").filter(|form| form.contains("method=\"post\""));
    let form = form.clone().find(|form| form.contains("name=\"shown\"")).unwrap_or_else(|| {
        form.clone().find(|form| form.contains("value=\"request\"")).expect("a form to agree")
    });
    let form = form.split("</form>").next().unwrap();
    let value = |tag: &str, name: &str| {
        let after = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(after.split('"').next().unwrap().replace("&#x0A;", "\n"))
    };
    form.split("<input")
        .skip(1)
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((value(tag, "name")?, value(tag, "value")?)))
        .collect()
}

/// What the form sends for these terms, as it was shown now.
pub async fn shown(shop: &Shop, invoice: InvoiceId, query: &str) -> Vec<(String, String)> {
    let page = shop.browser.get(&format!("/invoices/{invoice}/installments?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    hidden(&page.text())
}

/// Sends the form with the box ticked; returns the status and where it leads.
pub async fn send(
    browser: &Browser,
    invoice: InvoiceId,
    form: &[(String, String)],
) -> (StatusCode, String, String) {
    let mut pairs: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.extend([("agree", "yes"), ("intent", "accept")]);
    let answer = browser.post(&format!("/invoices/{invoice}/installments"), &pairs).await;
    let to = match answer.status {
        StatusCode::SEE_OTHER => answer.header("location").to_owned(),
        _ => String::new(),
    };
    (answer.status, to, answer.text())
}

/// Takes a plan of three monthly installments; `method` is a saved one, or "hand". Returns its id.
pub async fn take(shop: &Shop, invoice: InvoiceId, method: &str) -> String {
    let query = format!("installments=3&frequency=monthly&method={method}");
    let form = shown(shop, invoice, &query).await;
    let (status, _, html) = send(&shop.browser, invoice, &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    let sql = format!("select plan_id::text from installment_plans where invoice_id = '{invoice}'");
    shop.text(&sql).await
}

/// Pays what the pay page proposes, or `amount`, with this saved method.
pub async fn pay(shop: &Shop, invoice: InvoiceId, method: &str, amount: Option<&str>) {
    let mut fields = vec![("method", method)];
    fields.extend(amount.map(|amount| ("amount", amount)));
    let form = shop.form(invoice, &fields).await;
    let to = shop.submit(invoice, &form).await;
    shop.follow(&to).await;
}

/// A shop with a saved card.
pub async fn with_card() -> (Shop, String) {
    let shop = Shop::open().await;
    let method = shop.save_card(crate::harness::shop::GOOD_CARD).await;
    (shop, method)
}

/// A plan that is active: three installments of 29.75 after as much down, charged to the card.
pub async fn active() -> (Shop, InvoiceId, String, String) {
    let (shop, method) = with_card().await;
    let invoice = invoice(&shop).await;
    let plan = take(&shop, invoice, &method).await;
    pay(&shop, invoice, &method, None).await;
    assert_eq!(status(&shop, &plan).await, "active");
    (shop, invoice, plan, method)
}

pub async fn status(shop: &Shop, plan: &str) -> String {
    shop.text(&format!("select status from installment_plans where plan_id = '{plan}'")).await
}

/// What is due on the invoice.
pub async fn due(shop: &Shop, invoice: InvoiceId) -> i64 {
    shop.number(&format!("select due_minor from invoices where invoice_id = '{invoice}'")).await
}

pub async fn attempts(shop: &Shop, plan: &str) -> i64 {
    let sql = format!("select count(*) from installment_attempts where plan_id = '{plan}'");
    shop.number(&sql).await
}

pub async fn events(shop: &Shop, plan: &str) -> String {
    shop.text(&format!(
        "select coalesce(string_agg(kind, ' ' order by happened_at, event_id), '')
           from installment_events where plan_id = '{plan}'"
    ))
    .await
}

/// The saved card is charged at the gateway as this one of its test cards from now on.
pub async fn card_becomes(shop: &Shop, provider_ref: &str) {
    let mut superuser = shop.world.database.superuser().await;
    let sql = format!(
        "set session_replication_role = replica;
         update payment_methods set provider_ref = '{provider_ref}'"
    );
    run(&mut superuser, &sql).await;
}
