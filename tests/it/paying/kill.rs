//! `kill -9` of the real binary before and after every step of paying, and of the database in the middle
//! of one (rows D5, S1). Whatever the moment: after the restart the customer has paid once or can pay,
//! the gateway took money once, the books agree.
//!
//! The process is held at the step from outside (`harness::hold`), killed, and started again. Then either
//! the customer comes back at once, or nobody does and time passes.

mod street;

use crate::harness::hold::Hold;
use crate::harness::hold::Hold::{
    AnswerOnItsWay, CallOnItsWay, CommitLands, CommitLost, Idle, Read, Write,
};
use street::{After, During, Street};

/// One moment: what it is called, what is going on, and where that is held.
type Case = (&'static str, During, Hold);

const SESSIONS: &str = "/v1/checkout/sessions";
const INTENTS: &str = "/v1/payment_intents";
const ANY: &str = "true";
const ENDED: &str = "new.state = 'succeeded'";

const OPENING_A_PAGE: &[Case] = &[
    ("before the charge is stored", During::Submit, Write("charges", "insert", ANY)),
    ("in the first transaction", During::Submit, Write("charge_invoices", "insert", ANY)),
    ("the first commit is lost", During::Submit, CommitLost("charges", "insert", ANY)),
    ("the first commit lands", During::Submit, CommitLands("charges", "insert", ANY)),
    ("before the gateway is asked", During::Submit, Read("gateway_customers")),
    ("the customer is on its way", During::Submit, CallOnItsWay("POST", "/v1/customers")),
    ("the customer's answer", During::Submit, AnswerOnItsWay("POST", "/v1/customers")),
    ("the customer is not stored", During::Submit, Write("gateway_customers", "insert", ANY)),
    ("the page is on its way", During::Submit, CallOnItsWay("POST", SESSIONS)),
    ("the page's answer", During::Submit, AnswerOnItsWay("POST", SESSIONS)),
    ("the page is not stored", During::Submit, Write("charges", "update", ANY)),
    ("the page's commit is lost", During::Submit, CommitLost("charges", "update", ANY)),
    ("the page's commit lands", During::Submit, CommitLands("charges", "update", ANY)),
    ("the customer types", During::Typing, Idle),
    (
        "the older page is being closed",
        During::NewerAttempt,
        CallOnItsWay("POST", "/v1/checkout/sessions/*"),
    ),
    (
        "the older page is closed, the answer is not here",
        During::NewerAttempt,
        AnswerOnItsWay("POST", "/v1/checkout/sessions/*"),
    ),
    (
        "the older charge is not ended",
        During::NewerAttempt,
        Write("charges", "update", "new.state = 'canceled'"),
    ),
];

const AFTER_PAYING: &[Case] = &[
    ("paid, nobody knows", During::Paid, Idle),
    ("the look-up is on its way", During::Return, CallOnItsWay("GET", "/v1/checkout/sessions/*")),
    ("before the payment", During::Return, Write("payments", "insert", ANY)),
    ("before the allocation", During::Return, Write("allocations", "insert", ANY)),
    ("before the invoice is paid", During::Return, Write("invoices", "update", ANY)),
    ("before the ledger", During::Return, Write("ledger_transactions", "insert", ANY)),
    ("in the ledger", During::Return, Write("ledger_entries", "insert", "new.entry_no = 2")),
    (
        "before the gateway's fee",
        During::Return,
        Write("ledger_entries", "insert", "new.account = 'gateway_fees'"),
    ),
    ("before the outbox", During::Return, Write("outbox", "insert", ANY)),
    ("before the method is kept", During::ReturnSaving, Write("payment_methods", "insert", ANY)),
    ("before the charge ends", During::Return, Write("charges", "update", ENDED)),
    ("the settlement's commit is lost", During::Return, CommitLost("payments", "insert", ANY)),
    ("the settlement's commit lands", During::Return, CommitLands("payments", "insert", ANY)),
    ("before a webhook is stored", During::Webhooks, Write("webhook_inbox", "insert", ANY)),
    ("a webhook's commit is lost", During::Webhooks, CommitLost("webhook_inbox", "insert", ANY)),
    (
        "a webhook is stored, not answered",
        During::Webhooks,
        CommitLands("webhook_inbox", "insert", ANY),
    ),
    ("a webhook is stored, not read", During::Webhooks, Write("webhook_inbox", "update", ANY)),
    ("a webhook is being read", During::Webhooks, CallOnItsWay("GET", "/v1/*")),
    ("a webhook settles", During::Webhooks, Write("ledger_entries", "insert", ANY)),
    ("a webhook's settlement lands", During::Webhooks, CommitLands("payments", "insert", ANY)),
    (
        "a webhook has settled, not marked",
        During::Webhooks,
        Write("webhook_inbox", "update", "new.state = 'done'"),
    ),
    ("the recovery looks up", During::Recovery, CallOnItsWay("GET", "/v1/*")),
    ("the recovery settles", During::Recovery, Write("ledger_entries", "insert", ANY)),
    ("the recovery's commit lands", During::Recovery, CommitLands("payments", "insert", ANY)),
    (
        "the recovery is not marked done",
        During::Recovery,
        Write("jobs", "update", "new.state = 'done' and new.kind = 'recover_charges'"),
    ),
];

const SAVED_METHOD: &[Case] = &[
    ("before the charge is stored", During::Saved, Write("charges", "insert", ANY)),
    ("in the first transaction", During::Saved, Write("charge_invoices", "insert", ANY)),
    ("the first commit is lost", During::Saved, CommitLost("charges", "insert", ANY)),
    ("the first commit lands", During::Saved, CommitLands("charges", "insert", ANY)),
    ("before the right to send is taken", During::Saved, Read("gateway_customers")),
    ("before it is marked as sent", During::Saved, Write("charges", "update", ANY)),
    ("the mark's commit is lost", During::Saved, CommitLost("charges", "update", ANY)),
    ("marked as sent, never sent", During::Saved, CommitLands("charges", "update", ANY)),
    ("the charge is on its way", During::Saved, CallOnItsWay("POST", INTENTS)),
    ("charged, the answer is not here", During::Saved, AnswerOnItsWay("POST", INTENTS)),
    ("answered, not stored", During::Saved, Write("payments", "insert", ANY)),
    ("before the invoice is paid", During::Saved, Write("invoices", "update", ANY)),
    ("before the ledger", During::Saved, Write("ledger_entries", "insert", ANY)),
    ("before the outbox", During::Saved, Write("outbox", "insert", ANY)),
    ("before the charge ends", During::Saved, Write("charges", "update", ENDED)),
    ("the settlement's commit is lost", During::Saved, CommitLost("payments", "insert", ANY)),
    ("the settlement's commit lands", During::Saved, CommitLands("payments", "insert", ANY)),
];

/// Kills at each of the moments, twice, on one deployment, which is whole at the end.
async fn survives_all(cases: &[Case]) {
    let mut street = Street::open().await;
    for &(name, during, hold) in cases {
        for after in [After::CustomerReturns, After::TimePasses] {
            let about = format!("kill -9: {name} ({after:?})");
            let scene = street.prepare(during).await;
            let mut held = hold.take(&street.shop).await;
            let mut act = street.begin(&scene).await;
            if !held.reached(&street.shop).await {
                street.never_came_there(&mut act, &about).await;
            }
            street.server.kill();
            let _ = act.await;
            held.release(&about).await;
            street.recovers(&scene, after, &about).await;
        }
    }
    street.is_healthy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_opening_a_page_it_charges_once_or_not_at_all() {
    survives_all(OPENING_A_PAGE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_after_the_money_was_taken_it_records_it_once() {
    survives_all(AFTER_PAYING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_charging_a_saved_method_it_charges_once_or_not_at_all() {
    survives_all(SAVED_METHOD).await;
}

const DATABASE_CRASHES: &[Case] = &[
    ("in the first transaction", During::Submit, Write("charge_invoices", "insert", ANY)),
    ("the page is not stored", During::Submit, Write("charges", "update", ANY)),
    ("in the middle of the settlement", During::Return, Write("ledger_entries", "insert", ANY)),
    ("before the settlement's commit", During::Return, CommitLost("payments", "insert", ANY)),
    ("a webhook is not stored", During::Webhooks, Write("webhook_inbox", "insert", ANY)),
    ("charged, not stored", During::Saved, Write("payments", "insert", ANY)),
    ("paid, nobody knows", During::Paid, Idle),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_in_the_middle_loses_and_doubles_nothing() {
    let mut street = Street::alone().await;
    for &(name, during, hold) in DATABASE_CRASHES {
        let about = format!("crash of the database: {name}");
        let scene = street.prepare(during).await;
        let mut held = hold.take(&street.shop).await;
        let mut act = street.begin(&scene).await;
        if !held.reached(&street.shop).await {
            street.never_came_there(&mut act, &about).await;
        }
        street.shop.world.database.crash().await;
        // The server lives on, and says that it failed.
        if let Some(status) = act.await.unwrap() {
            assert!(status.is_server_error(), "{about}: answered {status}");
        }
        assert!(street.server.is_running(), "{about}: {}", street.server.log());
        held.forget(&street.shop).await;
        street.recovers_without_restart(&scene, &about).await;
    }
    street.is_healthy().await;
}
