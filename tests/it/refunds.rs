//! Money that goes back (rows J1 J2 J3): staff's real forms, the real adapter over HTTP, the simulator of
//! Stripe.

mod crash;
mod notes;
mod provider;
mod races;
mod states;
mod webhooks;

use crate::harness::books::eur;
use crate::harness::shop::Shop;
use crate::harness::{Browser, STRIPE_KEY};
use quittance::domain::access::StaffRole;
use quittance::domain::id::{InvoiceId, PaymentId, PersonId};
use quittance::domain::money::Money;
use quittance::store::diagnostics;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

/// Its refunds are pending for three days.
const SLOW_REFUND_CARD: &str = "4000000000007726";
/// The bank sends its refunds back after three days.
const FAILING_REFUND_CARD: &str = "4000000000005126";

/// A shop with somebody of the operator's finance.
struct Counter {
    shop: Shop,
    /// Of the operator's finance.
    finance: PersonId,
}

impl Counter {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let finance = shop.world.staff("finance", StaffRole::Finance).await;
        Self { shop, finance }
    }

    /// A browser in which finance has just signed in: a session does not last for the days that go by.
    async fn finance(&self) -> Browser {
        self.shop.world.sign_in(self.finance).await
    }

    /// Pays `amount` (as typed) of the invoice with this card.
    async fn pay(&self, invoice: InvoiceId, amount: &str, card: &str) -> PaymentId {
        let page = self.shop.open_page(invoice, &[("amount", amount)]).await;
        let back = self.shop.enter_card(&page, card).await;
        self.shop.follow(&back).await;
        let newest = "select payment_id::text from payments order by payment_id desc limit 1";
        self.shop.text(newest).await.parse().unwrap()
    }

    /// 119.00 that came by this card and are credit, because the invoice was credited whole.
    async fn paid_and_credited(&self, card: &str) -> PaymentId {
        let invoice = self.shop.invoice().await.invoice_id;
        let payment = self.pay(invoice, "119.00", card).await;
        self.shop.world.credit(self.shop.tenant, invoice, 100).await;
        payment
    }

    fn page(&self, payment: PaymentId) -> String {
        format!("/admin/customers/{}/payments/{payment}/refund", self.shop.tenant)
    }

    /// Sends the refund form; the key is the form's.
    async fn submit(&self, payment: PaymentId, key: Uuid, fields: &[(&str, &str)]) -> StatusCode {
        let key = key.to_string();
        let mut form = vec![("id", &*key), ("way", "source"), ("reason", "over_payment")];
        form.retain(|(name, _)| !fields.iter().any(|(known, _)| known == name));
        form.extend(fields);
        self.finance().await.post(&self.page(payment), &form).await.status
    }

    async fn refund(&self, payment: PaymentId, amount: &str) -> StatusCode {
        self.submit(payment, Uuid::now_v7(), &[("amount", amount)]).await
    }

    /// Does something with the only refund that is in this state.
    async fn act(&self, state: &str, act: &str, form: &[(&str, &str)]) -> String {
        let sql = format!("select refund_id::text from refunds where state = '{state}'");
        let refund = self.shop.text(&sql).await;
        let path = format!("/admin/customers/{}/refunds/{refund}/{act}", self.shop.tenant);
        let answer = self.finance().await.post(&path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.text());
        answer.header("location").rsplit_once("done=").unwrap().1.to_owned()
    }

    /// The states of all refunds, in the order in which they were asked for.
    async fn states(&self) -> String {
        let sql = "select coalesce(string_agg(state, ' ' order by refund_id), '') from refunds";
        self.shop.text(sql).await
    }

    /// The refunds at the gateway.
    async fn there(&self) -> Vec<Value> {
        let request = self.shop.provider.request(Method::GET, "/v1/refunds?limit=100");
        let answer = self.shop.provider.send(request.bearer_auth(STRIPE_KEY)).await;
        let list: Value = serde_json::from_slice(&answer.body).unwrap();
        list["data"].as_array().unwrap().clone()
    }

    /// What went back there, in minor units.
    async fn returned_there_minor(&self) -> i64 {
        let refunds = self.there().await;
        let gone = refunds.iter().filter(|refund| refund["status"] != "failed");
        gone.map(|refund| refund["amount"].as_i64().unwrap()).sum()
    }

    /// Refunds the newest charge at the gateway, as its dashboard does.
    async fn refund_there(&self, amount_minor: i64) {
        let intents = self.shop.intents().await;
        let (intent, amount) = (intents[0]["id"].as_str().unwrap(), amount_minor.to_string());
        let form = [("payment_intent", intent), ("amount", &amount)];
        let request = self.shop.provider.request(Method::POST, "/v1/refunds").form(&form);
        let answer = self.shop.provider.send(request.bearer_auth(STRIPE_KEY)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }

    /// The oldest refund at the gateway fails there, and we hear of it.
    async fn fail_there(&self) {
        let there = self.there().await;
        let oldest = there.last().unwrap()["id"].as_str().unwrap();
        self.shop.control(&format!("/refunds/{oldest}/fail"), serde_json::json!({})).await;
        self.shop.deliver_webhooks().await;
    }

    async fn credit(&self) -> Money {
        let sql = "select coalesce(sum(balance_minor), 0)::bigint from credit_balances";
        eur(self.shop.number(sql).await)
    }

    /// What the payments' own counters say went back.
    async fn counted(&self) -> Money {
        eur(self.shop.number("select sum(refunded_minor)::bigint from payments").await)
    }

    /// An account of the ledger, debits positive.
    async fn account(&self, account: &str) -> Money {
        let sql = format!(
            "select coalesce(sum(amount_minor), 0)::bigint from ledger_entries where account = '{account}'"
        );
        eur(self.shop.number(&sql).await)
    }

    async fn mails(&self, event: &str) -> i64 {
        self.shop.number(&format!("select count(*) from emails where event = '{event}'")).await
    }

    async fn days_go_by(&self, days: i64) {
        self.shop.world.advance(jiff::SignedDuration::from_hours(24 * days));
        self.shop.deliver_webhooks().await;
    }

    /// What is kept twice agrees.
    async fn books_agree(&self) {
        let mut tx = self.shop.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
    }
}
