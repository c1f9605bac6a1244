//! Refunds: queued at once, under way soon, with the customer later; never more than was paid.

use super::account::Turn;
use super::agenda::Errand;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::records::{Refund, RefundStatus, Status, Transaction};
use super::{shapes, webhooks};
use serde_json::{Value, json};

/// Paystack names days, and in test mode does it within moments; these are this simulator's.
const BEGINS_AFTER_SECONDS: i64 = 20;
const SETTLES_AFTER_SECONDS: i64 = 60;

pub fn create(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let name = fields.required("transaction")?;
    let paid = turn.named_transaction(&name)?.clone();
    if !matches!(paid.status, Status::Success | Status::Reversed) {
        return Err(ApiError::invalid("Transaction has not been paid and cannot be refunded"));
    }
    let left = paid.amount - given_back(turn, paid.id);
    if left == 0 {
        return Err(ApiError::invalid("Transaction has been fully reversed"));
    }
    let amount = fields.amount("amount")?.unwrap_or(left);
    if amount == 0 || amount > left {
        return Err(ApiError::invalid("Refund amount cannot be greater than initial amount"));
    }
    if fields.text("currency").is_some_and(|currency| currency != paid.currency) {
        return Err(ApiError::invalid("Refund currency differs from the transaction's"));
    }
    let note = |name| fields.text(name);
    let customer_note = note("customer_note")
        .unwrap_or_else(|| format!("Refund for transaction {}", paid.reference));
    let merchant_note =
        note("merchant_note").unwrap_or_else(|| format!("{customer_note} by merchant@example.com"));
    let id = queue(turn, &paid, amount, None, (customer_note, merchant_note));
    let made = turn.refund_mut(id).map(|refund| refund.clone());
    let made = made.ok_or_else(ApiError::no_transaction)?;
    let mut data = shapes::refund(&made);
    // Here, and only here, the transaction is told whole.
    data["transaction"] = brief(&paid);
    data["deducted_amount"] = json!(0);
    Ok(Answer::new("Refund has been queued for processing", data))
}

fn brief(t: &Transaction) -> Value {
    json!({
        "id": t.id, "domain": "test", "reference": t.reference, "amount": t.amount,
        "paid_at": t.paid_at.map(shapes::instant), "channel": t.channel, "currency": t.currency,
        "authorization": { "exp_month": null, "exp_year": null, "account_name": null },
        "customer": { "international_format_phone": null }, "plan": {},
        "subaccount": { "currency": null }, "split": {}, "order_id": null,
        "paidAt": t.paid_at.map(shapes::instant), "pos_transaction_data": null, "source": null,
        "fees_breakdown": null,
    })
}

/// A refund of a dispute that was accepted: the bank takes it, whatever was given back before.
pub fn of_dispute(turn: &mut Turn, transaction: u64, amount: i64, dispute: u64) {
    let Some(paid) = turn.transaction(transaction).cloned() else { return };
    let amount = amount.min(paid.amount - given_back(turn, paid.id));
    if amount > 0 {
        let note = format!("Chargeback of transaction {}", paid.reference);
        queue(turn, &paid, amount, Some(dispute), (note.clone(), note));
    }
}

fn queue(
    turn: &mut Turn,
    paid: &Transaction,
    amount: i64,
    dispute: Option<u64>,
    (customer_note, merchant_note): (String, String),
) -> u64 {
    let (id, now) = (turn.id(), turn.now);
    turn.account.refunds.push(Refund {
        id,
        transaction: paid.id,
        dispute,
        amount,
        currency: paid.currency.clone(),
        status: RefundStatus::Pending,
        customer_note,
        merchant_note,
        created_at: now,
        updated_at: now,
    });
    tell(turn, id);
    turn.plan(now + BEGINS_AFTER_SECONDS, Errand::BeginRefund { refund: id });
    turn.plan(now + SETTLES_AFTER_SECONDS, Errand::EndRefund { refund: id });
    id
}

/// What has been given back of a transaction, or is on its way.
fn given_back(turn: &Turn, transaction: u64) -> i64 {
    let refunds = turn.account.refunds.iter();
    let counts = |refund: &&Refund| {
        refund.transaction == transaction && refund.status != RefundStatus::Failed
    };
    refunds.filter(counts).map(|refund| refund.amount).sum()
}

pub fn fetch(turn: &mut Turn, id: &str) -> Result<Answer, ApiError> {
    let found = turn.account.refunds.iter().find(|refund| refund.id.to_string() == id);
    let found = found.ok_or_else(|| ApiError::not_found("Refund not found"))?;
    Ok(Answer::new("Refund retrieved", shapes::refund(found)))
}

/// All refunds, or those of one transaction, named by number or reference.
pub fn list(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let name = fields.text("transaction").or_else(|| fields.text("reference"));
    let transaction = match name {
        Some(name) => Some(turn.named_transaction(&name)?.id),
        None => None,
    };
    let currency = fields.text("currency");
    let wanted = turn
        .account
        .refunds
        .iter()
        .filter(|refund| transaction.is_none_or(|id| id == refund.transaction))
        .filter(|refund| currency.as_ref().is_none_or(|code| *code == refund.currency));
    Ok(shapes::listed("Refunds retrieved", wanted, fields.page(), shapes::refund))
}

/// It is under way.
pub fn begin(turn: &mut Turn, id: u64) {
    move_on(turn, id, &[RefundStatus::Pending], RefundStatus::Processing);
}

/// It has reached the customer. What was given back entirely is told as reversed from then on.
pub fn settle(turn: &mut Turn, id: u64) {
    let from = [RefundStatus::Pending, RefundStatus::Processing, RefundStatus::NeedsAttention];
    if !move_on(turn, id, &from, RefundStatus::Processed) {
        return;
    }
    let Some(transaction) = turn.refund_mut(id).map(|refund| refund.transaction) else { return };
    let refunds = turn.account.refunds.iter();
    let arrived = refunds
        .filter(|refund| refund.transaction == transaction)
        .filter(|refund| refund.status == RefundStatus::Processed);
    let arrived: i64 = arrived.map(|refund| refund.amount).sum();
    if let Some(t) = turn.transaction_mut(transaction)
        && arrived == t.amount
    {
        t.status = Status::Reversed;
    }
}

/// The bank did not take it: the money is the merchant's again.
pub fn fail(turn: &mut Turn, id: u64) {
    let from = [RefundStatus::Pending, RefundStatus::Processing, RefundStatus::NeedsAttention];
    move_on(turn, id, &from, RefundStatus::Failed);
}

/// Nobody knows where to send it.
pub fn hold(turn: &mut Turn, id: u64) {
    let from = [RefundStatus::Pending, RefundStatus::Processing];
    move_on(turn, id, &from, RefundStatus::NeedsAttention);
}

fn move_on(turn: &mut Turn, id: u64, from: &[RefundStatus], to: RefundStatus) -> bool {
    let now = turn.now;
    let Some(refund) = turn.refund_mut(id) else { return false };
    if !from.contains(&refund.status) {
        return false;
    }
    refund.status = to;
    refund.updated_at = now;
    tell(turn, id);
    true
}

/// `refund.<status>`. Its amount is text in the events of a refund that goes well and a number in the
/// others; only `needs-attention` has the refund's own id.
fn tell(turn: &mut Turn, id: u64) {
    let Some(refund) = turn.refund_mut(id).map(|refund| refund.clone()) else { return };
    let Some(paid) = turn.transaction(refund.transaction) else { return };
    let customer = turn.customer(paid.customer);
    let goes_well = !matches!(refund.status, RefundStatus::Failed | RefundStatus::NeedsAttention);
    let amount = if goes_well { json!(refund.amount.to_string()) } else { json!(refund.amount) };
    let has_reference = !matches!(refund.status, RefundStatus::Pending | RefundStatus::Processing);
    let mut told = json!({
        "status": refund.status.word(),
        "transaction_reference": paid.reference,
        "refund_reference": has_reference.then(|| format!("TRF_{}", refund.id)),
        "amount": amount,
        "currency": refund.currency,
        "processor": "instant-transfer",
        "customer": {
            "first_name": customer.and_then(|c| c.first_name.clone()),
            "last_name": customer.and_then(|c| c.last_name.clone()),
            "email": customer.map(|c| c.email.clone()),
        },
        "integration": shapes::INTEGRATION,
        "domain": "test",
    });
    if refund.status == RefundStatus::NeedsAttention {
        told["id"] = json!(refund.id.to_string());
        told["customer_note"] = json!(refund.customer_note);
        told["merchant_note"] = json!(refund.merchant_note);
    }
    webhooks::emit(turn, &format!("refund.{}", refund.status.word()), &told);
}
