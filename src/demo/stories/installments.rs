//! Installment plans of the demo: one that runs, of which two installments are paid; one that somebody has
//! asked for; one in default, after three reminders in vain.

use super::super::book::{Book, bill, cents, item};
use super::super::customers::{CUSTOMERS, Customer};
use super::super::sellers::Sellers;
use super::super::{ACTOR, LoadDemoError, MAILED, civil};
use super::{DE_19, IE_23};
use crate::domain::access::MemberRole;
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{
    Frequency, InstallmentPlan, NotCharged, PlanEventKind, PlanTerms,
};
use crate::domain::money::Money;
use crate::domain::payment::PaymentMethod;
use crate::domain::tax_total::TaxCategory;
use crate::flows::installments::{
    Acceptance, eligible, follow_invoice, request, show_agreement, take_plan,
};
use crate::flows::payments::Till;
use crate::flows::payments::record_offline_payment::{OfflinePayment, record_offline_payment};
use crate::i18n::Locale;
use crate::store::installments::{self, attempts, lists};
use crate::store::{Actor, Db, StoreError, TenantTx, outbox, people};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::json;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Story {
    TwoPaid,
    Requested,
    Defaulted,
}

/// Each with its customer's number in the table, and since when.
const STORIES: [(Story, u8, i64); 3] =
    [(Story::TwoPaid, 2, 65), (Story::Requested, 10, 3), (Story::Defaulted, 12, 75)];

/// Tells what was not told before.
pub(in crate::demo) async fn load(
    db: &Db,
    till: &Till,
    now: Timestamp,
) -> Result<(), LoadDemoError> {
    for (story, number, days_ago) in STORIES {
        let Some(customer) = CUSTOMERS.iter().find(|one| one.number == number) else { continue };
        let mut tx = db.worker_tenant(customer.tenant(), &ACTOR, now).await?;
        if !lists::of_customer(&mut tx, None, 1).await?.is_empty() {
            continue;
        }
        tell(&mut tx, till, customer, (story, days_ago), now).await?;
        outbox::dispatch_without_message(&mut tx, now - MAILED, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn tell(
    tx: &mut TenantTx,
    till: &Till,
    customer: &Customer,
    (story, days_ago): (Story, i64),
    now: Timestamp,
) -> Result<(), LoadDemoError> {
    let sellers = Sellers::find(tx).await?;
    let mut book = Book::new(tx, customer, sellers, ACTOR, now, till.clone());
    let name = "Lumen on-site training, per day";
    let tax = match story {
        Story::TwoPaid => DE_19,
        Story::Requested => (TaxCategory::ReverseCharge, Decimal::ZERO),
        Story::Defaulted => IE_23,
    };
    let days = item(name, "TRAIN-D", 2, cents(585_20), tax);
    let invoice = book.issue(bill(days_ago + 5, 14, vec![days])).await?.invoice_id;
    let then = before(now, days_ago);
    let members = people::members(tx).await?;
    let owner = members.iter().find(|member| member.role == MemberRole::Owner);
    let owner = owner.ok_or(StoreError::NotFound)?;
    let actor = Actor::Person(owner.person.0);
    if story == Story::Requested {
        let note = "Our new line starts in January; until then money is short.";
        let terms = terms(6, note);
        let id = (InstallmentPlanId::new(), invoice);
        let asked = request(tx, then, &till.keys, id, &terms, &actor).await;
        return asked.map(drop).map_err(LoadDemoError::subscription);
    }
    let agreed = agree(tx, till, customer, then, invoice, (&actor, &owner.email)).await?;
    let Some(schedule) = agreed.agreed.as_ref().map(|agreed| &agreed.schedule) else {
        return Ok(());
    };
    pay(tx, before(now, days_ago - 1), invoice, schedule.down_payment).await?;
    let parts = schedule.installments.iter();
    if story == Story::TwoPaid {
        for (number, part) in (0..).zip(parts.take(2)) {
            pay(tx, before(now, days_ago - 29 - 30 * number), invoice, part.amount).await?;
        }
        return Ok(());
    }
    for attempt in 1..=3 {
        let at = before(now, days_ago - 36 - 4 * i64::from(attempt));
        miss(tx, at, &agreed, attempt).await?;
    }
    Ok(())
}

fn terms(installments: u32, note: &str) -> PlanTerms {
    PlanTerms {
        installments,
        frequency: Frequency::Monthly,
        first_due_on: None,
        days: Vec::new(),
        down_payment_percent: Decimal::from(25),
        note: note.to_owned(),
    }
}

async fn agree(
    tx: &mut TenantTx,
    till: &Till,
    customer: &Customer,
    then: Timestamp,
    invoice: InvoiceId,
    (actor, email): (&Actor, &str),
) -> Result<InstallmentPlan, LoadDemoError> {
    let locale = Locale::from_bcp47(customer.language).unwrap_or_default();
    let (found, _, rules) = eligible(tx, invoice).await.map_err(LoadDemoError::subscription)?;
    let terms = terms(6, "");
    let with = (&terms, &rules);
    let shown = show_agreement(tx, then, &found, with, None, None, locale).await;
    let acceptance = Acceptance {
        actor,
        email,
        client_ip: "203.0.113.7",
        locale,
        shown_sha256: shown.map_err(LoadDemoError::subscription)?.sha256,
        method: None,
    };
    let id = (InstallmentPlanId::new(), invoice);
    let taken = take_plan(tx, then, till, id, &terms, &acceptance).await;
    taken.map_err(LoadDemoError::subscription)
}

async fn pay(
    tx: &mut TenantTx,
    at: Timestamp,
    invoice: InvoiceId,
    amount: Money,
) -> Result<(), LoadDemoError> {
    let received = OfflinePayment {
        method: PaymentMethod::BankTransfer,
        reference: "Installment".into(),
        amount,
        received_on: civil(at),
        invoices: vec![invoice],
        idempotency_key: format!("demo-installment-{}", at.as_second()),
    };
    record_offline_payment(tx, at, civil(at), &ACTOR, &received).await?;
    Ok(())
}

/// Nobody paid, again.
async fn miss(
    tx: &mut TenantTx,
    at: Timestamp,
    plan: &InstallmentPlan,
    attempt: i32,
) -> Result<(), LoadDemoError> {
    let id = plan.plan_id;
    attempts::insert(tx, id, (1, attempt), Err(NotCharged::NoMethod), at).await?;
    let (kind, detail) = (PlanEventKind::AttemptFailed, json!({ "number": 1 }));
    installments::record_event(tx, id, kind, &ACTOR, detail, at).await?;
    Ok(follow_invoice(tx, at, plan.invoice_id).await?)
}

fn before(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}
