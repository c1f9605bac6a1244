//! Letters about subscriptions: finds what a reminder names. Which words it has is `mail::templates`'.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of, page};
use super::{Work, wording};
use crate::domain::id::SubscriptionId;
use crate::domain::money::Money;
use crate::domain::notice::NoticeFacts;
use crate::domain::proration::Fraction;
use crate::domain::subscription::discounted;
use crate::flows::plans::move_subscribers::MoveNotice;
use crate::flows::subscriptions::remind::{occurrence, reminder_of};
use crate::i18n::Locale;
use crate::mail::templates::{Brand, PlanMoving, SubscriptionReminder};
use crate::store::outbox::OutboxRow;
use crate::store::tenants::BillingProfile;
use crate::store::{TenantTx, sellers, subscriptions};
use jiff::Timestamp;
use jiff::civil::Date;

/// About a boundary that is near; None when it has passed, or nothing renews there any more.
pub(super) async fn reminder(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let found = subscriptions::find(tx, SubscriptionId(row.document_id)).await?;
    let subscription = found.ok_or(missing)?;
    let reminder = reminder_of(&subscription)?;
    let still = |it: &_| row.occurrence == occurrence(it);
    let Some(reminder) = reminder.filter(still).filter(|it| it.is_due(now)) else {
        return Ok(None);
    };
    let billed = &subscription.billed;
    let due = billed.invoice_due(None, reminder.boundary, &())?;
    let currency = subscription.currency;
    let (at, coupons) = (reminder.boundary, &subscription.coupons);
    let lines = discounted(currency, at, due.lines, coupons, Fraction::WHOLE)?;
    let mut amount = Money::zero(currency);
    for one in &lines {
        amount = amount.checked_add(one.line.amount)?.checked_sub(one.discount)?;
    }
    let on = reminder.boundary.to_zoned(billed.cycle.zone.clone()).date();
    let seller = sellers::load(tx, subscription.seller_id, on).await?;
    let message = SubscriptionReminder {
        about: reminder.kind,
        account: &profile.legal_name,
        plan: &billed.phase_at(reminder.boundary).terms.version.name,
        on,
        amount,
        link: &format!("{}/", work.base_url),
    };
    let kind = message.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(&seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    let facts = noted(message.plan, on).with_amount(amount);
    let letter = letter_of(Some(&seller), false, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts)))
}

/// What the notice in the portal says of a plan and a day.
fn noted(plan: &str, on: Date) -> NoticeFacts {
    NoticeFacts { plan: Some(plan.to_owned()), on: Some(on), ..NoticeFacts::default() }
}

/// About a move to another version of the plan; None when it was taken back meanwhile.
pub(super) async fn plan_moving(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let Ok(notice) = serde_json::from_value::<MoveNotice>(row.payload.clone()) else {
        return Err(missing);
    };
    let found = subscriptions::find(tx, SubscriptionId(row.document_id)).await?;
    let subscription = found.ok_or(missing)?;
    let billed = &subscription.billed;
    let terms = &billed.phase_at(notice.changes_at).terms;
    let has_ended = billed.in_force.ends_at().is_some_and(|end| end <= notice.changes_at);
    if terms.version.version_id != notice.version_id || has_ended {
        return Ok(None);
    }
    let on = notice.changes_at.to_zoned(billed.cycle.zone.clone()).date();
    let seller = sellers::load(tx, subscription.seller_id, on).await?;
    let message = PlanMoving {
        account: &profile.legal_name,
        plan: &terms.version.name,
        on,
        previous: Money::new(notice.old_minor, subscription.currency),
        amount: Money::new(notice.new_minor, subscription.currency),
        link: &page(work, row),
    };
    let kind = PlanMoving::KIND;
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(&seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    let facts = noted(message.plan, on).with_amount(message.amount);
    let letter = letter_of(Some(&seller), false, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts)))
}
