//! Disputes: opened by a bank, answered by the merchant once and in time, decided by the bank.
//!
//! A merchant in Nigeria has 16 hours; those of Saturdays and Sundays do not count; then the claim is
//! accepted in its name (support.paystack.com, articles 2125378 and 2125442). Reminders come every four
//! hours.

use super::account::Turn;
use super::agenda::Errand;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::records::{Dispute, DisputeStatus, Resolution, Status};
use super::{refunds, shapes, webhooks};
use serde_json::{Value, json};

const SECONDS_TO_ANSWER: i64 = 16 * 3_600;
const REMINDED_EVERY_SECONDS: i64 = 4 * 3_600;
const DAY: i64 = 86_400;
/// Lagos is an hour ahead of UTC, all year.
const LAGOS: i64 = 3_600;
pub const CATEGORIES: [&str; 3] = ["chargeback", "fraud", "general"];

/// The instant `seconds` after `from` on a clock that stands still on Saturdays and Sundays in Lagos.
fn working_seconds_after(from: i64, seconds: i64) -> i64 {
    let (mut at, mut left) = (from + LAGOS, seconds);
    loop {
        let midnight = (at.div_euclid(DAY) + 1) * DAY;
        // 1970-01-01 was a Thursday: days 2 and 3 after it begin a weekend.
        let is_weekend = matches!(at.div_euclid(DAY).rem_euclid(7), 2 | 3);
        if !is_weekend && left <= midnight - at {
            return at + left - LAGOS;
        }
        if !is_weekend {
            left -= midnight - at;
        }
        at = midnight;
    }
}

/// The customer's bank wants the money back. `None` if nothing was paid there.
pub fn open(turn: &mut Turn, transaction: u64, category: &str) -> Option<u64> {
    let paid = turn.transaction(transaction).filter(|t| t.status == Status::Success)?;
    let (amount, now) = (paid.amount, turn.now);
    let (id, due_at) = (turn.id(), working_seconds_after(now, SECONDS_TO_ANSWER));
    turn.account.disputes.push(Dispute {
        id,
        transaction,
        refund_amount: amount,
        status: DisputeStatus::AwaitingMerchant,
        resolution: None,
        category: category.to_owned(),
        evidence: None,
        attachments: Vec::new(),
        messages: vec![("Customer complained about debit without value".to_owned(), now)],
        due_at,
        resolved_at: None,
        created_at: now,
        updated_at: now,
    });
    tell(turn, id, "create");
    turn.plan(now + REMINDED_EVERY_SECONDS, Errand::RemindOfDispute { dispute: id });
    turn.plan(due_at, Errand::LapseDispute { dispute: id });
    Some(id)
}

/// The merchant is reminded until it has answered.
pub fn remind(turn: &mut Turn, id: u64) {
    if awaits_merchant(turn, id) {
        tell(turn, id, "remind");
        let again = turn.now + REMINDED_EVERY_SECONDS;
        turn.plan(again, Errand::RemindOfDispute { dispute: id });
    }
}

/// Nobody answered in time.
pub fn lapse(turn: &mut Turn, id: u64) {
    if awaits_merchant(turn, id) {
        lose(turn, id, Resolution::AutoAccepted);
    }
}

fn awaits_merchant(turn: &Turn, id: u64) -> bool {
    turn.dispute(id).is_some_and(|dispute| dispute.status == DisputeStatus::AwaitingMerchant)
}

/// The bank decides what the merchant has contested. Paystack has no word for a claim that was lost in
/// spite of an answer: it is told as accepted.
pub fn decide(turn: &mut Turn, id: u64, is_won: bool) {
    if turn.dispute(id).is_none_or(|dispute| dispute.status == DisputeStatus::Resolved) {
        return;
    }
    if is_won {
        resolve_as(turn, id, Resolution::Declined);
    } else {
        lose(turn, id, Resolution::AutoAccepted);
    }
}

fn lose(turn: &mut Turn, id: u64, resolution: Resolution) {
    let Some(dispute) = turn.dispute(id).cloned() else { return };
    refunds::of_dispute(turn, dispute.transaction, dispute.refund_amount, id);
    if let Some(t) = turn.transaction_mut(dispute.transaction)
        && t.amount == dispute.refund_amount
    {
        t.status = Status::Reversed;
    }
    resolve_as(turn, id, resolution);
}

fn resolve_as(turn: &mut Turn, id: u64, resolution: Resolution) {
    let now = turn.now;
    if let Some(dispute) = turn.dispute_mut(id) {
        dispute.status = DisputeStatus::Resolved;
        dispute.resolution = Some(resolution);
        dispute.resolved_at = Some(now);
        dispute.updated_at = now;
    }
    tell(turn, id, "resolve");
}

fn tell(turn: &mut Turn, id: u64, what: &str) {
    if let Some(dispute) = turn.dispute(id) {
        let told = shapes::dispute(turn, dispute);
        webhooks::emit(turn, &format!("charge.dispute.{what}"), &told);
    }
}

fn find<'a>(turn: &'a Turn, id: &str) -> Result<&'a Dispute, ApiError> {
    let found = turn.account.disputes.iter().find(|dispute| dispute.id.to_string() == id);
    found.ok_or_else(|| ApiError::not_found("Dispute not found"))
}

/// One that the merchant may still answer.
fn open_to_answers(turn: &Turn, id: &str) -> Result<u64, ApiError> {
    let dispute = find(turn, id)?;
    match dispute.status {
        DisputeStatus::AwaitingMerchant => Ok(dispute.id),
        _ => Err(ApiError::invalid("Dispute has been resolved or is no longer awaiting feedback")),
    }
}

fn shown(turn: &Turn, id: u64) -> Value {
    turn.dispute(id).map_or(Value::Null, |dispute| shapes::dispute(turn, dispute))
}

pub fn fetch(turn: &mut Turn, id: &str) -> Result<Answer, ApiError> {
    let id = find(turn, id)?.id;
    Ok(Answer::new("Dispute retrieved", shown(turn, id)))
}

pub fn of_transaction(turn: &mut Turn, transaction: &str) -> Result<Answer, ApiError> {
    let paid = turn.named_transaction(transaction)?.id;
    let found = turn.account.disputes.iter().rev().find(|dispute| dispute.transaction == paid);
    let found = found.ok_or_else(|| ApiError::not_found("Dispute not found"))?;
    Ok(Answer::new("Dispute retrieved successfully", shapes::dispute(turn, found)))
}

pub fn list(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let transaction = match fields.text("transaction") {
        Some(name) => Some(turn.named_transaction(&name)?.id),
        None => None,
    };
    let status = fields.text("status");
    let wanted = turn
        .account
        .disputes
        .iter()
        .filter(|dispute| transaction.is_none_or(|id| id == dispute.transaction))
        .filter(|dispute| status.as_ref().is_none_or(|word| word == dispute.status.word()));
    let shape = |dispute: &Dispute| shapes::dispute(turn, dispute);
    Ok(shapes::listed("Disputes retrieved", wanted, fields.page(), shape))
}

/// What the merchant offers to give back, before it answers.
pub fn update(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Answer, ApiError> {
    let id = open_to_answers(turn, id)?;
    let amount = fields.amount("refund_amount")?;
    let amount = amount.ok_or_else(|| ApiError::missing("refund_amount is required"))?;
    check_amount(turn, id, amount)?;
    if let Some(dispute) = turn.dispute_mut(id) {
        dispute.refund_amount = amount;
    }
    // A list of one, as the samples have it.
    Ok(Answer::new("Dispute updated successfully", json!([shown(turn, id)])))
}

fn check_amount(turn: &Turn, id: u64, amount: i64) -> Result<(), ApiError> {
    let paid = turn.dispute(id).and_then(|dispute| turn.transaction(dispute.transaction));
    if paid.is_some_and(|t| amount > t.amount) {
        return Err(ApiError::invalid("Refund amount cannot be greater than initial amount"));
    }
    Ok(())
}

pub fn add_evidence(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Answer, ApiError> {
    let id = open_to_answers(turn, id)?;
    let (number, at) = (turn.id(), shapes::instant(turn.now));
    let mut evidence = json!({ "id": number, "dispute": id, "createdAt": at, "updatedAt": at });
    for name in ["customer_email", "customer_name", "service_details"] {
        evidence[name] = json!(fields.required(name)?);
    }
    for name in ["customer_phone", "delivery_address", "delivery_date"] {
        evidence[name] = json!(fields.text(name));
    }
    if let Some(dispute) = turn.dispute_mut(id) {
        dispute.evidence = Some(evidence.clone());
    }
    Ok(Answer::new("Evidence created", evidence))
}

pub fn upload_url(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Answer, ApiError> {
    open_to_answers(turn, id)?;
    let name = fields.required("upload_filename")?;
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let file_name = format!("{}.{extension}", turn.code(20));
    // Whoever knows the address may put the file there: no key is asked for.
    let signed_url = format!(
        "{}?X-Amz-Signature={}",
        turn.page(&format!("/uploads/{file_name}")),
        turn.code(32)
    );
    let data = json!({ "signedUrl": signed_url, "fileName": file_name });
    Ok(Answer::new("Upload url generated", data))
}

/// The merchant's only answer.
pub fn resolve(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Answer, ApiError> {
    let id = open_to_answers(turn, id)?;
    let message = fields.required("message")?;
    let file = fields.required("uploaded_filename")?;
    let amount = fields.amount("refund_amount")?;
    let amount = amount.ok_or_else(|| ApiError::missing("refund_amount is required"))?;
    check_amount(turn, id, amount)?;
    if !turn.account.uploads.contains(&file) {
        return Err(ApiError::invalid("Uploaded file not found"));
    }
    let now = turn.now;
    let Some(dispute) = turn.dispute_mut(id) else { return Err(ApiError::no_such_route()) };
    let is_fraud_claim = dispute.category == "fraud";
    match fields.required("resolution")?.as_str() {
        "declined" if is_fraud_claim && dispute.evidence.is_none() => {
            return Err(ApiError::missing("evidence is required for fraud claims"));
        }
        "declined" => {
            dispute.status = DisputeStatus::AwaitingBank;
            dispute.resolution = Some(Resolution::Declined);
        }
        "merchant-accepted" => dispute.refund_amount = amount,
        _ => return Err(ApiError::invalid("resolution is invalid")),
    }
    dispute.attachments.push(file);
    dispute.messages.push((message, now));
    dispute.updated_at = now;
    if dispute.status == DisputeStatus::AwaitingMerchant {
        lose(turn, id, Resolution::MerchantAccepted);
    }
    Ok(Answer::new("Dispute successfully resolved", shown(turn, id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(at: &str) -> String {
        let at: jiff::Timestamp = at.parse().unwrap();
        let due = working_seconds_after(at.as_second(), SECONDS_TO_ANSWER);
        jiff::Timestamp::from_second(due).unwrap().to_string()
    }

    #[test]
    fn sixteen_hours_do_not_run_at_the_weekend() {
        // 2026-11-16 is a Monday; Lagos is an hour ahead.
        assert_eq!(due("2026-11-16T08:00:00Z"), "2026-11-17T00:00:00Z");
        // Friday noon in Lagos: 12 hours of Friday, 4 of Monday.
        assert_eq!(due("2026-11-20T11:00:00Z"), "2026-11-23T03:00:00Z");
        // Saturday: the 16 hours begin on Monday at midnight in Lagos.
        assert_eq!(due("2026-11-21T11:00:00Z"), "2026-11-23T15:00:00Z");
    }
}
