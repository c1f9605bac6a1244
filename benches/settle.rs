//! Settling a charge that was paid: how many a second `settle_charge` carries through, from the look-up
//! at the gateway to the commit of payment, allocation, invoice, timeline, ledger, fee and outbox.
//!
//! Two baselines write the same rows by hand-written SQL, statement by statement in one transaction,
//! as a superuser (no row security), without a look-up and without a rule:
//! - `bare SQL`: with `session_replication_role = replica`, so that no trigger fires (no audit log, no
//!   guards, no check that the ledger balances, no foreign keys);
//! - `bare SQL, triggers`: with all of them.
//!
//! The gateway is a page in this process that is always paid, read by the real adapter over HTTP; each
//! tenant settles one charge at a time, as in the product.
//!
//! `cargo bench --bench settle`; BENCH_SECONDS (default 8) is the length of one measurement.

#[path = "support/fresh.rs"]
mod fresh;

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use fresh::{Fresh, TASKS, rate};
use quittance::domain::id::{ChargeId, TenantId};
use quittance::flows::payments::Till;
use quittance::flows::payments::settle_charge::settle_charge;
use quittance::gateway::stripe::{Stripe, StripeConfig};
use quittance::gateway::{Gateway, GatewayId, Gateways, HttpSettings, Secret};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NO_TRIGGERS: &str = "set session_replication_role = replica";
/// Charges of each tenant, of which there is one for each task; more than can be settled in a measurement.
const CHARGES: usize = 10_000;

/// One tenant for each task, each with the same number of open invoices over 119.00, for each of which a
/// hosted page is open. Their ids follow from their numbers.
const SEED: &[&str] = &[
    "insert into seller_entities (seller_id, code, legal_name, country, created_at)
     values ('7e220000-0000-7000-8000-000000000000', 'bench', 'Bench Ltd', 'IE', now())",
    "insert into number_series (series_id, seller_id, kind, code, prefix, next_number)
     values ('7e330000-0000-7000-8000-000000000000', '7e220000-0000-7000-8000-000000000000', 'invoice', 'bench', 'B-', 1)",
    "insert into tenants (tenant_id, account_ref, legal_name, currency, country, created_at, updated_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(t), 12, '0'))::uuid, 'C-' || t, 'Customer ' || t, 'EUR', 'IE',
            now(), now()
       from generate_series(0, {tenants}) t",
    "insert into invoices (tenant_id, invoice_id, seller_id, series_id, number, status, currency, issued_on, due_on,
            subtotal_minor, total_minor, seller, buyer, created_at, finalized_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(t), 12, '0'))::uuid,
            ('7e440000-0000-7000-8000-' || lpad(to_hex(t * {charges} + c), 12, '0'))::uuid,
            '7e220000-0000-7000-8000-000000000000', '7e330000-0000-7000-8000-000000000000', 'B-' || t || '-' || c,
            'open', 'EUR', current_date, current_date, 11900, 11900, '{seller}', '{buyer}', now(), now()
       from generate_series(0, {tenants}) t, generate_series(0, {charges} - 1) c",
    "insert into charges (tenant_id, charge_id, gateway, purpose, way, currency, amount_minor, state, idempotency_key,
            provider_session_ref, action_url, created_at, created_by, sent_at)
     select tenant_id, overlay(invoice_id::text placing '7e55' from 1 for 4)::uuid, 'stripe', 'payment', 'hosted', 'EUR',
            11900, 'requires_action', invoice_id::text, 'cs_' || number, 'https://page.example', now(), 'system:bench', now()
       from invoices",
    "insert into charge_invoices (tenant_id, charge_id, invoice_id, position, currency, amount_minor)
     select tenant_id, overlay(invoice_id::text placing '7e55' from 1 for 4)::uuid, invoice_id, 0, 'EUR', 11900
       from invoices",
    "vacuum analyze",
];

#[tokio::main]
async fn main() {
    let length = fresh::length();
    // reqwest asks for one before it builds a client, also for plain http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let fresh = fresh::open("bench_settle").await;
    let bare = fresh.superuser(NO_TRIGGERS).await;
    let triggered = fresh.superuser("select 1").await;
    eprintln!("seeding {} charges …", TASKS * CHARGES);
    for statement in SEED {
        let sql = statement
            .replace("{tenants}", &(TASKS - 1).to_string())
            .replace("{charges}", &CHARGES.to_string())
            .replace("{seller}", &seller().to_string())
            .replace("{buyer}", &buyer().to_string());
        sqlx::query(AssertSqlSafe(sql)).execute(&bare).await.expect(statement);
    }
    let till = till(&fresh, &paid_pages().await);
    let charges = Charges::default();
    settle(&till, &charges, length / 4).await;
    // In turns, because a shared machine drifts.
    let mut rates = [0.0; 3];
    for _ in 0..2 {
        rates[0] += settle(&till, &charges, length / 2).await / 2.0;
        rates[1] += by_hand(&bare, &charges, length / 2).await / 2.0;
        rates[2] += by_hand(&triggered, &charges, length / 2).await / 2.0;
    }
    println!("settle_charge       {:>8.0} charges/s", rates[0]);
    println!("bare SQL            {:>8.0} charges/s", rates[1]);
    println!("bare SQL, triggers  {:>8.0} charges/s", rates[2]);
    println!("settle / bare       {:>8.2}", rates[0] / rates[1]);
    println!("settle / triggers   {:>8.2}", rates[0] / rates[2]);
}

/// Who issued the invoices, as they have it printed.
fn seller() -> Value {
    json!({
        "seller_id": "7e220000-0000-7000-8000-000000000000", "legal_name": "Bench Ltd", "address": address(),
        "email": "billing@bench.example", "website": "https://bench.example", "tax_ids": [], "bank_accounts": [],
        "brand_color": "#0f5c4d", "footer": {}
    })
}

fn buyer() -> Value {
    json!({
        "legal_name": "Customer", "account_ref": "C-1", "address": address(), "tax_ids": [],
        "email": "owner@bench.example"
    })
}

fn address() -> Value {
    json!({
        "line1": "1 Street", "line2": "", "city": "Cork", "region": "", "postal_code": "T12", "country": "IE"
    })
}

/// Which charge of each tenant is next.
#[derive(Clone, Default)]
struct Charges(Arc<[AtomicUsize; TASKS]>);

impl Charges {
    /// The next open charge of the task's tenant: tenant, and the number of charge and invoice.
    fn take(&self, task: usize) -> (TenantId, usize) {
        let tenant = task % TASKS;
        let next = self.0[tenant].fetch_add(1, Ordering::Relaxed);
        assert!(next < CHARGES, "all charges of the seed are settled: shorten BENCH_SECONDS");
        (TenantId(numbered(0x7e00, tenant)), tenant * CHARGES + next)
    }
}

/// 7e00 tenants, 7e44 invoices, 7e55 charges, as the seed makes them.
fn numbered(kind: u128, number: usize) -> Uuid {
    let number = u128::try_from(number).expect("fits");
    Uuid::from_u128((kind << 112) + 0x0000_0000_7000_8000_0000_0000_0000 + number)
}

async fn settle(till: &Till, charges: &Charges, length: Duration) -> f64 {
    let (till, charges) = (till.clone(), charges.clone());
    rate(length, move |number| {
        let (till, (tenant, charge)) = (till.clone(), charges.take(number));
        async move {
            let id = ChargeId(numbered(0x7e55, charge));
            let settled = settle_charge(&till, tenant, id).await.expect("settles");
            assert!(settled.payment.is_some());
        }
    })
    .await
}

/// What `settle_charge` writes, in its order.
const BY_HAND: [&str; 12] = [
    "select tenant_id from tenants where tenant_id = $1 for update",
    "select invoice_id from invoices where tenant_id = $1 and invoice_id = $3 for update",
    "insert into payments (tenant_id, payment_id, method, reference, currency, amount_minor, allocated_minor, received_on,
            recorded_at, recorded_by, idempotency_key)
     values ($1, $2, 'card', '•••• 4242', 'EUR', 11900, 11900, current_date, now(), 'system:bench', $2::text)",
    "insert into document_events (tenant_id, event_id, document_kind, document_id, kind, actor, detail, happened_at)
     values ($1, gen_random_uuid(), 'payment', $2, 'payment_recorded', 'system:bench', '{}', now())",
    "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, currency, amount_minor, allocated_at)
     values ($1, gen_random_uuid(), $3, $2, 'EUR', 11900, now())",
    "update invoices set status = 'paid', paid_minor = 11900, paid_at = now() where tenant_id = $1 and invoice_id = $3",
    "insert into document_events (tenant_id, event_id, document_kind, document_id, kind, actor, detail, happened_at)
     values ($1, gen_random_uuid(), 'invoice', $3, 'payment_recorded', 'system:bench', '{}', now()),
            ($1, gen_random_uuid(), 'invoice', $3, 'paid', 'system:bench', '{}', now())",
    "with posted as (
       insert into ledger_transactions (tenant_id, transaction_id, kind, source_kind, source_id, description,
              effective_on, posted_at)
       values ($1, gen_random_uuid(), 'payment_received', 'payment', $2, '•••• 4242', current_date, now())
       returning tenant_id, transaction_id)
     insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
     select tenant_id, transaction_id, no, account, 'EUR', minor
       from posted, (values (1, 'gateway_clearing', 11900), (2, 'receivable', -11900)) e (no, account, minor)",
    "with posted as (
       insert into ledger_transactions (tenant_id, transaction_id, kind, source_kind, source_id, description,
              effective_on, posted_at)
       values ($1, gen_random_uuid(), 'gateway_fee', 'payment', $2, '', current_date, now())
       returning tenant_id, transaction_id)
     insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
     select tenant_id, transaction_id, no, account, 'EUR', minor
       from posted, (values (1, 'gateway_fees', 204), (2, 'gateway_clearing', -204)) e (no, account, minor)",
    "insert into outbox (tenant_id, outbox_id, event, document_kind, document_id, created_at, next_attempt_at)
     values ($1, gen_random_uuid(), 'payment_received', 'payment', $2, now(), now())",
    "update charges set state = 'succeeded', payment_id = $2, provider_charge_ref = 'pi_1', action_url = null,
            checked_at = now()
      where tenant_id = $1 and charge_id = $2",
    "update charge_invoices set is_living = false where tenant_id = $1 and charge_id = $2 and is_living",
];

async fn by_hand(pool: &PgPool, charges: &Charges, length: Duration) -> f64 {
    let (pool, charges) = (pool.clone(), charges.clone());
    rate(length, move |number| {
        let (pool, (tenant, charge)) = (pool.clone(), charges.take(number));
        async move {
            // What the triggers read.
            let begin = format!(
                "begin; set local app.tenant_id = '{tenant}'; set local app.actor = 'system:bench';
                 set local app.now = '2026-11-20T12:00:00Z'"
            );
            let mut tx = pool.begin_with(AssertSqlSafe(begin)).await.expect("begins");
            for statement in BY_HAND {
                let query = sqlx::query(statement).bind(tenant.0);
                let query = query.bind(numbered(0x7e55, charge)).bind(numbered(0x7e44, charge));
                query.execute(&mut *tx).await.expect(statement);
            }
            tx.commit().await.expect("commits");
        }
    })
    .await
}

/// An address where every hosted page is paid; returns it.
async fn paid_pages() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("has an address");
    let router = Router::new().route("/v1/checkout/sessions/{id}", get(paid_page));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn paid_page(Path(id): Path<String>) -> Json<Value> {
    let card = json!({
        "id": "pm_1", "object": "payment_method", "type": "card",
        "card": { "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030, "fingerprint": "f" }
    });
    let booked = json!({
        "id": "txn_1", "object": "balance_transaction", "amount": 11_900, "fee": 204, "net": 11_696,
        "currency": "eur", "created": 1_790_000_000
    });
    let intent = json!({
        "id": format!("pi_{id}"), "object": "payment_intent", "status": "succeeded", "amount": 11_900,
        "amount_received": 11_900, "currency": "eur", "created": 1_790_000_000, "metadata": {},
        "payment_method": card,
        "latest_charge": { "id": "ch_1", "object": "charge", "amount_refunded": 0, "disputed": false,
                           "balance_transaction": booked }
    });
    Json(json!({
        "id": id, "object": "checkout.session", "status": "complete", "payment_status": "paid",
        "metadata": {}, "payment_intent": intent
    }))
}

fn till(fresh: &Fresh, stripe_url: &str) -> Till {
    let stripe = Stripe::new(StripeConfig {
        base_url: stripe_url.to_owned(),
        files_base_url: stripe_url.to_owned(),
        secret_key: Secret::new("sk_test_of_the_bench"),
        webhook_secret: Secret::new("whsec_of_the_bench"),
        http: HttpSettings::default(),
    });
    let stripe: Arc<dyn Gateway> = Arc::new(stripe.expect("a client"));
    Till {
        gateways: Gateways::new([(GatewayId::from("stripe"), stripe)]),
        ..Till::closed(fresh.db.clone(), fresh.clock.clone())
    }
}
