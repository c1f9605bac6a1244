//! Over HTTP against the simulator of Stripe: opened, won, lost, asked about, heard of twice, late or
//! never.

use crate::harness::shop::{GOOD_CARD, Shop};
use crate::harness::{Browser, STRIPE_KEY, TESTER};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::id::InvoiceId;
use quittance::flows::payments::reverse_allocation::reverse_allocation;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What stands in the ledger once an invoice of 119.00 was paid by card and nothing else happened:
/// 2.9 % and 0.30 are the gateway's.
const PAID: &str = "gateway_clearing 11525, gateway_fees 375, sales -10000, tax_payable -1900";
/// 119.00 and a fee of 15.00 were withdrawn: 115.25 − 134.00.
const WITHDRAWN: &str = "disputed_funds 11900, gateway_clearing -1875, gateway_fees 1875, \
                         sales -10000, tax_payable -1900";
/// 119.00 came back, the fee did not.
const REINSTATED: &str =
    "gateway_clearing 10025, gateway_fees 1875, sales -10000, tax_payable -1900";
const LOST: &str = "dispute_losses 11900, gateway_clearing -1875, gateway_fees 1875, \
                    sales -10000, tax_payable -1900";

/// A shop in which one invoice was paid by card.
struct Disputed {
    shop: Shop,
    invoice: InvoiceId,
    intent: String,
}

impl Disputed {
    async fn paid() -> Self {
        let shop = Shop::open().await;
        let invoice = shop.invoice().await.invoice_id;
        let page = shop.open_page(invoice, &[]).await;
        let back = shop.enter_card(&page, GOOD_CARD).await;
        shop.follow(&back).await;
        shop.deliver_webhooks().await;
        let intent = shop.intents().await[0]["id"].as_str().unwrap().to_owned();
        let disputed = Self { shop, invoice, intent };
        assert_eq!(disputed.ledger().await, PAID);
        disputed
    }

    async fn opened(reason: &str, is_inquiry: bool) -> Self {
        let disputed = Self::paid().await;
        disputed.open(reason, is_inquiry).await;
        disputed
    }

    /// A bank disputes the payment. Its messages wait for their delivery.
    async fn open(&self, reason: &str, is_inquiry: bool) {
        let body = json!({ "reason": reason, "inquiry": is_inquiry });
        self.shop.control(&format!("/charges/{}/dispute", self.intent), body).await;
    }

    /// The gateway's name for the dispute.
    async fn reference(&self) -> String {
        let path = format!("/v1/disputes?payment_intent={}", self.intent);
        let request = self.shop.provider.request(Method::GET, &path).bearer_auth(STRIPE_KEY);
        let answer = self.shop.provider.send(request).await;
        let list: Value = serde_json::from_slice(&answer.body).unwrap();
        list["data"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The bank decides: `win`, `lose`, `escalate`.
    async fn decide(&self, verb: &str) {
        let path = format!("/disputes/{}/{verb}", self.reference().await);
        self.shop.control(&path, json!({})).await;
    }

    async fn ledger(&self) -> String {
        self.shop
            .text(
                "select string_agg(account || ' ' || balance, ', ' order by account)
                   from (select account, sum(amount_minor)::text as balance from ledger_entries
                          group by account having sum(amount_minor) <> 0) b",
            )
            .await
    }

    /// The dispute's status, what it withholds of the payment, and whether the invoice is marked.
    async fn state(&self) -> (String, i64, bool) {
        let status = "select coalesce(string_agg(status, ' '), '') from disputes";
        let marked = format!(
            "select disputed::int::bigint from invoices where invoice_id = '{}'",
            self.invoice
        );
        (
            self.shop.text(status).await,
            self.shop.number("select disputed_minor from payments").await,
            self.shop.number(&marked).await == 1,
        )
    }

    async fn events(&self, kind: &str) -> i64 {
        let sql = format!("select count(*) from document_events where kind = '{kind}'");
        self.shop.number(&sql).await
    }

    async fn lose_messages(&self, kind: &str) {
        let rule = json!({ "type": kind, "fault": "drop", "times": 50 });
        self.shop.control("/webhooks/faults", rule).await;
    }
}

fn is(status: &str, withheld_minor: i64, is_marked: bool) -> (String, i64, bool) {
    (status.to_owned(), withheld_minor, is_marked)
}

#[tokio::test]
async fn an_opened_dispute_withholds_its_amount_and_is_told_on_both_documents() {
    let disputed = Disputed::opened("product_not_received", false).await;
    let shop = &disputed.shop;
    shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("needs_response", 119_00, true));
    assert_eq!(disputed.ledger().await, WITHDRAWN);
    // On the payment and on its invoice.
    assert_eq!(
        (disputed.events("disputed").await, disputed.events("dispute_closed").await),
        (2, 0)
    );
    let kept = shop.text("select reason || ' ' || raw_reason || ' ' || raw_status || ' ' || network_reason_code from disputes").await;
    assert_eq!(kept, "product_not_received product_not_received needs_response 13.1");
    let days =
        "select (extract(epoch from evidence_due_at - opened_at) / 86400)::bigint from disputes";
    assert_eq!(shop.number(days).await, 14);
    let page = shop.browser.get(&format!("/invoices/{}", disputed.invoice)).await.text();
    assert!(page.contains("Disputed"), "{page}");
    let payment = shop.text("select payment_id::text from payments").await;
    let page = shop.browser.get(&format!("/payments/{payment}")).await.text();
    assert!(page.contains("Your bank disputes €119.00 of this payment."), "{page}");
}

#[tokio::test]
async fn a_won_dispute_brings_back_the_money_and_not_the_fee() {
    let disputed = Disputed::opened("fraudulent", false).await;
    disputed.shop.deliver_webhooks().await;
    disputed.decide("win").await;
    disputed.shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("won", 0, false));
    assert_eq!(disputed.ledger().await, REINSTATED);
    assert_eq!(
        (disputed.events("disputed").await, disputed.events("dispute_closed").await),
        (2, 2)
    );
}

#[tokio::test]
async fn a_lost_dispute_is_a_loss_and_moves_no_more_money() {
    let disputed = Disputed::opened("fraudulent", false).await;
    disputed.shop.deliver_webhooks().await;
    disputed.decide("lose").await;
    disputed.shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("lost", 119_00, false));
    assert_eq!(disputed.ledger().await, LOST);
    let refused = "update payments set refunded_minor = 1";
    let mut superuser = disputed.shop.world.database.superuser().await;
    let refusal = crate::harness::database::attempt(&mut superuser, refused).await.unwrap_err();
    assert_eq!(refusal.constraint.as_deref(), Some("payments_never_over_returned"));
}

#[tokio::test]
async fn an_inquiry_moves_no_money_until_it_becomes_a_dispute() {
    let disputed = Disputed::opened("general", true).await;
    disputed.shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("warning_needs_response", 0, true));
    assert_eq!(disputed.ledger().await, PAID);
    disputed.decide("escalate").await;
    disputed.shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("needs_response", 119_00, true));
    assert_eq!(disputed.ledger().await, WITHDRAWN);
    let closed = Disputed::opened("general", true).await;
    closed.decide("lose").await;
    closed.shop.deliver_webhooks().await;
    assert_eq!(closed.state().await, is("warning_closed", 0, false));
    assert_eq!(closed.ledger().await, PAID);
}

#[tokio::test]
async fn messages_that_come_twice_and_backwards_change_nothing_more() {
    let disputed = Disputed::paid().await;
    let twice = json!({ "type": "*", "fault": "duplicate", "copies": 2, "times": 50 });
    disputed.shop.control("/webhooks/faults", twice).await;
    disputed.shop.control("/webhooks/reverse", json!({})).await;
    disputed.open("fraudulent", false).await;
    disputed.shop.deliver_webhooks().await;
    disputed.decide("win").await;
    disputed.shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("won", 0, false));
    assert_eq!(disputed.ledger().await, REINSTATED);
    assert_eq!(
        (disputed.events("disputed").await, disputed.events("dispute_closed").await),
        (2, 2)
    );
    assert_eq!(disputed.shop.number("select count(*) from dispute_movements").await, 2);
}

#[tokio::test]
async fn lost_messages_are_made_up_for_by_the_next_one_or_by_looking_again() {
    // Only the last message arrives.
    let last = Disputed::paid().await;
    last.lose_messages("charge.dispute.created").await;
    last.lose_messages("charge.dispute.funds_withdrawn").await;
    last.open("fraudulent", false).await;
    last.shop.deliver_webhooks().await;
    assert_eq!(last.state().await, is("", 0, false));
    last.decide("lose").await;
    last.shop.deliver_webhooks().await;
    assert_eq!(last.state().await, is("lost", 119_00, false));
    assert_eq!(last.ledger().await, LOST);
    assert_eq!((last.events("disputed").await, last.events("dispute_closed").await), (2, 2));
    // Only the first one does.
    let first = Disputed::opened("fraudulent", false).await;
    first.shop.deliver_webhooks().await;
    first.lose_messages("*").await;
    first.decide("win").await;
    first.shop.deliver_webhooks().await;
    assert_eq!(first.state().await, is("needs_response", 119_00, true));
    first.shop.world.advance(jiff::SignedDuration::from_hours(7));
    first.shop.world.run_due_jobs().await;
    assert_eq!(first.state().await, is("won", 0, false));
    assert_eq!(first.ledger().await, REINSTATED);
}

#[tokio::test]
async fn a_dispute_that_is_heard_of_before_its_payment_settles_it_first() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    for kind in ["payment_intent.*", "charge.succeeded", "checkout.*", "charge.updated"] {
        let rule = json!({ "type": kind, "fault": "drop", "times": 50 });
        shop.control("/webhooks/faults", rule).await;
    }
    // A card whose payments are disputed at once; the customer's browser is closed.
    shop.enter_card(&page, "4000000000000259").await;
    assert_eq!(shop.received().await, (0, 0));
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    let intent = shop.intents().await[0]["id"].as_str().unwrap().to_owned();
    let disputed = Disputed { shop, invoice, intent };
    assert_eq!(disputed.state().await, is("needs_response", 119_00, true));
    assert_eq!(disputed.ledger().await, WITHDRAWN);
}

#[tokio::test]
async fn what_was_refunded_before_is_not_withheld_twice() {
    let disputed = Disputed::opened("fraudulent", false).await;
    let mut superuser = disputed.shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, "update payments set refunded_minor = 5000")
        .await;
    disputed.shop.deliver_webhooks().await;
    // The bank took all 119.00; 69.00 of the payment were left.
    assert_eq!(disputed.state().await, is("needs_response", 69_00, true));
    assert_eq!(disputed.ledger().await, WITHDRAWN);
}

#[tokio::test]
async fn an_invoice_is_marked_only_while_a_disputed_payment_stands_on_it() {
    let disputed = Disputed::opened("general", true).await;
    let shop = &disputed.shop;
    shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("warning_needs_response", 0, true));
    // An inquiry withholds nothing, so that the payment can still be taken off.
    let placed = shop.text("select allocation_id::text from allocations").await.parse().unwrap();
    let mut tx = shop.world.write(shop.tenant).await;
    let (now, today) = (shop.world.now(), shop.world.today());
    reverse_allocation(&mut tx, now, today, &TESTER, placed, "wrong invoice").await.unwrap();
    tx.commit().await.unwrap();
    disputed.decide("escalate").await;
    shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("needs_response", 119_00, false));
    disputed.decide("lose").await;
    shop.deliver_webhooks().await;
    assert_eq!(disputed.state().await, is("lost", 119_00, false));
    // Opened on both documents; closed on the payment alone.
    let told = (disputed.events("disputed").await, disputed.events("dispute_closed").await);
    assert_eq!(told, (2, 1));
}

#[tokio::test]
async fn a_dispute_of_somebody_else_on_the_same_account_is_none_of_ours() {
    let shop = Shop::open().await;
    let form = [
        ("amount", "500"),
        ("currency", "eur"),
        ("payment_method", "pm_card_createDispute"),
        ("payment_method_types[0]", "card"),
        ("confirm", "true"),
    ];
    let request = shop.provider.request(Method::POST, "/v1/payment_intents");
    let request = request.bearer_auth(STRIPE_KEY).form(&form);
    assert_eq!(shop.provider.send(request).await.status, StatusCode::OK);
    shop.deliver_webhooks().await;
    assert_eq!(shop.number("select count(*) from disputes").await, 0);
    let left = "select count(*) from webhook_inbox where state <> 'ignored'";
    assert_eq!(shop.number(left).await, 0);
}

#[tokio::test]
async fn staff_see_it_in_their_list_and_another_customer_sees_nothing() {
    let disputed = Disputed::opened("duplicate", false).await;
    let shop = &disputed.shop;
    shop.deliver_webhooks().await;
    let payment = shop.text("select payment_id::text from payments").await;
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let finance: Browser = shop.world.sign_in(finance).await;
    let list = finance.get("/admin/disputes").await.text();
    let customer = format!("/admin/customers/{}", shop.tenant);
    let links = [
        format!("href=\"{customer}/payments/{payment}\""),
        format!("href=\"{customer}/invoices/{}\"", disputed.invoice),
        format!("stripe · {}", disputed.reference().await),
    ];
    let words = ["Alpha GmbH", "Charged twice", "Needs a response", "€119.00"];
    for said in links.iter().map(String::as_str).chain(words) {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(finance.get("/admin/disputes?state=closed").await.text().contains("No disputes"));
    let page = finance.get(&format!("{customer}/payments/{payment}")).await.text();
    assert!(page.contains("Charged twice") && page.contains("Needs a response"), "{page}");
    let other = shop.world.tenant("Beta").await;
    let other = shop.world.member("other", other, MemberRole::Owner).await;
    let other = shop.world.sign_in(other).await;
    for path in ["", "/receipt"] {
        let answer = other.get(&format!("/payments/{payment}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
