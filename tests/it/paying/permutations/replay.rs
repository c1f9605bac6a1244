//! Messages as they were captured, and their replay in every order.

use crate::harness::database::run;
use crate::harness::shop::Shop;
use crate::harness::{Setup, till};
use jiff::{SignedDuration, Timestamp};
use quittance::flows::payments::Till;
use quittance::flows::payments::recover_charges::recover_charges;
use quittance::flows::payments::webhooks::{read_webhook, take_webhook};
use quittance::store::diagnostics;
use quittance::store::webhook_inbox::{self, Reading};
use reqwest::header::HeaderMap;
use sqlx::PgConnection;

/// 5! = 120 orders. Of more messages the newest are turned; the older ones never come.
const MESSAGES_MAX: usize = 5;

/// What paying writes; kept beside and put back before each order.
const TABLES: &str =
    "charges, charge_invoices, invoices, payments, allocations, credit_balances, payment_methods,
    ledger_transactions, ledger_entries, outbox, document_events, webhook_inbox";

/// What must be the same in the end. Not the times, and of a charge that succeeded not what went wrong
/// on the way.
const STATE: &str = "
    select jsonb_pretty(jsonb_build_object(
      'charges', (select jsonb_agg(jsonb_build_array(state, way, amount_minor, payment_id is not null,
                                     case when state = 'failed' then failure_code end, action_url is not null)
                                   order by charge_id) from charges),
      'invoices', (select jsonb_agg(jsonb_build_array(status, paid_minor, due_minor) order by invoice_id) from invoices),
      'payments', (select jsonb_agg(jsonb_build_array(method, reference, amount_minor, allocated_minor) order by payment_id) from payments),
      'allocations', (select jsonb_agg(jsonb_build_array(invoice_id, payment_id, amount_minor) order by payment_id) from allocations),
      'credit', (select sum(balance_minor) from credit_balances),
      'methods', (select jsonb_agg(jsonb_build_array(kind, last4, is_default) order by kind) from payment_methods),
      'ledger', (select jsonb_object_agg(account, minor)
                   from (select account, sum(amount_minor) as minor from ledger_entries group by account) l),
      'told', (select jsonb_agg(jsonb_build_array(event, document_id) order by event, document_id) from outbox),
      'reserved', (select count(*) from charge_invoices where is_living)))";

/// In a few words: the newest charge, its invoice, what was received.
const OUTCOME: &str = "
    select c.state || ' ' || i.status || ' ' ||
           (select coalesce(sum(p.amount_minor), 0) from payments p where p.payment_id = c.payment_id)
      from charges c
      join charge_invoices ci using (tenant_id, charge_id)
      join invoices i using (tenant_id, invoice_id)
     order by c.created_at desc
     limit 1";

struct Message {
    kind: String,
    headers: HeaderMap,
    body: Vec<u8>,
    sent_at: Timestamp,
    /// How far the gateway was when it sent it: see [`Replay::gateways`].
    stage: usize,
    /// Whether anything of ours is read again for it.
    concerns_us: bool,
}

pub struct Replay<'a> {
    shop: &'a Shop,
    messages: Vec<Message>,
    /// The gateway after each act of the customer's or of time, and when that was.
    gateways: Vec<(Till, Timestamp)>,
    superuser: PgConnection,
}

impl<'a> Replay<'a> {
    /// The state as it stands is the one that every order begins with.
    pub async fn begin(shop: &'a Shop) -> Self {
        let mut superuser = shop.world.database.superuser().await;
        let keep = format!(
            "set session_replication_role = replica;
             create schema kept;
             create function put_back() returns void language plpgsql as $$
             declare t text; columns text;
             begin
               foreach t in array string_to_array(regexp_replace('{TABLES}', '\\s', '', 'g'), ',') loop
                 -- What is generated is generated again.
                 select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
                  where attrelid = t::regclass and attnum > 0 and attgenerated = '' and not attisdropped;
                 execute format('delete from %I', t);
                 execute format('insert into %I (%s) select %s from kept.%I', t, columns, columns, t);
               end loop;
             end $$;
             do $$ declare t text; begin
               foreach t in array string_to_array(regexp_replace('{TABLES}', '\\s', '', 'g'), ',') loop
                 execute format('create table kept.%I as select * from %I', t, t);
               end loop;
             end $$;
             delete from kept.webhook_inbox"
        );
        run(&mut superuser, &keep).await;
        Self { shop, messages: Vec::new(), gateways: Vec::new(), superuser }
    }

    /// Takes what the gateway has to say by now.
    pub async fn capture(&mut self) {
        run(&mut self.superuser, "delete from webhook_inbox").await;
        self.shop.simulator.tick().await;
        let rows: Vec<(String, serde_json::Value, Vec<u8>, String)> = sqlx::query_as(
            "select kind, headers, body, object_kind from webhook_inbox order by inbox_id",
        )
        .fetch_all(&mut self.superuser)
        .await
        .unwrap();
        let (sent_at, stage) = (self.shop.world.now(), self.gateways.len());
        assert!(!rows.is_empty(), "the gateway said nothing");
        self.messages.extend(rows.into_iter().map(|(kind, headers, body, object_kind)| {
            let headers = headers.as_object().unwrap().iter().map(|(name, value)| {
                (name.parse().unwrap(), value.as_str().unwrap().parse().unwrap())
            });
            let concerns_us = matches!(&*object_kind, "charge" | "session");
            Message { kind, headers: headers.collect(), body, sent_at, stage, concerns_us }
        }));
        let world = &self.shop.world;
        let stripe = Some(&*self.shop.freeze_gateway().await.leak());
        let setup = Setup { stripe, ..Setup::default() };
        self.gateways.push((till(world.db(), &world.app.clock, setup, &world.url), sent_at));
    }

    /// Reads the messages in every order, and in every order of all but one; each comes twice, and all
    /// come once more in the end. `outcome` is what each must come to; beside it nothing may differ.
    pub async fn every_order(mut self, outcome: &str) {
        let concerning = |m: &&Message| m.concerns_us;
        let all: Vec<usize> =
            (0..self.messages.len()).filter(|&m| self.messages[m].concerns_us).collect();
        let kinds: Vec<_> = self.messages.iter().filter(concerning).map(|m| &*m.kind).collect();
        println!("{} messages: {kinds:?}", kinds.len());
        let turned: Vec<usize> = all.iter().copied().rev().take(MESSAGES_MAX).collect();
        let mut orders = permutations(&turned);
        for left_out in &turned {
            let rest: Vec<_> = turned.iter().copied().filter(|m| m != left_out).collect();
            orders.extend(permutations(&rest));
        }
        let mut expected = None;
        for is_late in [true, false] {
            for order in &orders {
                let state = self.play(order, is_late, order.len() == turned.len(), outcome).await;
                let first = expected.get_or_insert_with(|| state.clone());
                assert_eq!(&state, first, "{}", self.named(order, is_late));
            }
        }
        println!("{} orders, each against two gateways: one state", orders.len());
        let mut tx = self.shop.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
    }

    /// The state after this order.
    async fn play(
        &mut self,
        order: &[usize],
        is_late: bool,
        is_whole: bool,
        outcome: &str,
    ) -> String {
        run(&mut self.superuser, "select put_back()").await;
        let end = self.gateways.len() - 1;
        let mut stage = if is_late { end } else { 0 };
        for &number in order {
            stage = stage.max(self.messages[number].stage);
            self.deliver(number).await;
            assert!(self.read_one(stage).await, "a message was not stored");
            self.deliver(number).await;
            assert!(!self.read_one(stage).await, "a duplicate was stored");
        }
        // Only what nobody told us may be left to the recovery.
        if !is_late && !is_whole {
            let (till, at) = &self.gateways[end];
            self.shop.world.move_clock_to(*at + SignedDuration::from_mins(66));
            recover_charges(till).await.unwrap();
        }
        let found = self.text(OUTCOME).await;
        assert_eq!(found, outcome, "{}", self.named(order, is_late));
        let state = self.text(STATE).await;
        for &number in order {
            self.deliver(number).await;
            assert!(!self.read_one(end).await, "a duplicate was stored");
        }
        assert_eq!(self.text(STATE).await, state, "{}", self.named(order, is_late));
        state
    }

    async fn text(&mut self, sql: &'static str) -> String {
        sqlx::query_scalar(sql).fetch_one(&mut self.superuser).await.unwrap()
    }

    async fn deliver(&self, number: usize) {
        let (message, world) = (&self.messages[number], &self.shop.world);
        world.move_clock_to(message.sent_at);
        let till = &world.app.work.till;
        take_webhook(till, "stripe", &message.headers, &message.body).await.unwrap();
    }

    /// Reads what waits, while the gateway is as far as `stage`; false when nothing does.
    async fn read_one(&self, stage: usize) -> bool {
        let ((till, at), world) = (&self.gateways[stage], &self.shop.world);
        world.move_clock_to(*at + SignedDuration::from_secs(1));
        let now = world.now();
        let Some(message) = webhook_inbox::claim(&till.db, now).await.unwrap() else {
            return false;
        };
        read_webhook(till, &message).await.unwrap();
        webhook_inbox::settle(&till.db, &message, &Reading::Done, now).await.unwrap();
        true
    }

    fn named(&self, order: &[usize], is_late: bool) -> String {
        let kinds: Vec<_> = order.iter().map(|&number| &*self.messages[number].kind).collect();
        let gateway = if is_late { "at its end" } else { "as far as the newest message" };
        format!("{}, the gateway {gateway}", kinds.join(", "))
    }
}

/// Every order of these.
fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    let Some((first, rest)) = of.split_first() else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for shorter in permutations(rest) {
        for place in 0..=shorter.len() {
            let mut longer = shorter.clone();
            longer.insert(place, *first);
            all.push(longer);
        }
    }
    all
}

#[test]
fn five_messages_have_120_orders() {
    let mut all = permutations(&[0, 1, 2, 3, 4]);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120);
}
