//! Letters about use and spending: finds what was reached. Which words it has is `mail::templates`'.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of};
use super::{Work, wording};
use crate::domain::id::SubscriptionId;
use crate::domain::notice::NoticeFacts;
use crate::domain::usage_alert::Threshold;
use crate::flows::usage::check_alerts::crossing_of;
use crate::i18n::Locale;
use crate::mail::templates::{AboutUsage, Brand, UsageNotice};
use crate::store::outbox::OutboxRow;
use crate::store::subscriptions::Subscription;
use crate::store::tenants::BillingProfile;
use crate::store::usage_alerts::Crossing;
use crate::store::{TenantTx, sellers, subscriptions};
use jiff::Timestamp;

/// About a threshold that was reached; None when nothing is known of it.
pub(super) async fn alert(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let id = SubscriptionId(row.document_id);
    let subscription = subscriptions::find(tx, id).await?.ok_or(missing)?;
    let Some(crossing) = crossing_of(tx, id, &row.occurrence).await? else { return Ok(None) };
    let terms = &subscription.billed.phase_at(crossing.crossed_at).terms;
    let name = component_name(&subscription, &crossing);
    let Some(about) = about(&crossing, &name) else { return Ok(None) };
    let on = now.to_zoned(subscription.billed.cycle.zone.clone()).date();
    let seller = sellers::load(tx, subscription.seller_id, on).await?;
    let message = UsageNotice {
        about,
        account: &profile.legal_name,
        plan: &terms.version.name,
        link: &format!("{}/usage", work.base_url),
    };
    let kind = message.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(&seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    let letter = letter_of(Some(&seller), false, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts(&crossing, &name, &terms.version.name))))
}

/// What the notice in the portal says: the threshold, and for spending what was spent.
fn facts(crossing: &Crossing, name: &str, plan: &str) -> NoticeFacts {
    let facts = NoticeFacts { plan: Some(plan.to_owned()), ..NoticeFacts::default() };
    match (&crossing.alert.threshold, crossing.spend) {
        (Threshold::Percent { percent, .. }, _) => NoticeFacts {
            percent: i32::try_from(*percent).ok(),
            meter: Some(name.to_owned()),
            ..facts
        },
        (Threshold::Spend { .. }, Some(spent)) => facts.with_amount(spent),
        (Threshold::Spend { amount, .. }, None) => facts.with_amount(*amount),
    }
}

/// What the invoice calls the meter that was crossed.
fn component_name(subscription: &Subscription, crossing: &Crossing) -> String {
    let Threshold::Percent { meter, .. } = &crossing.alert.threshold else { return String::new() };
    let charged = subscription.billed.phase_at(crossing.crossed_at).terms.charged();
    let of_it = charged.iter().find(|it| it.component.meter() == Some(meter));
    of_it.map_or_else(|| meter.clone(), |it| it.component.description.clone())
}

fn about<'a>(crossing: &Crossing, name: &'a str) -> Option<AboutUsage<'a>> {
    Some(match &crossing.alert.threshold {
        Threshold::Percent { percent, .. } => {
            let (used, limit) = crossing.used_of?;
            AboutUsage::Limit { name, percent: *percent, used, limit }
        }
        Threshold::Spend { amount, is_cap: false } => {
            AboutUsage::Spend { spent: crossing.spend?, threshold: *amount }
        }
        Threshold::Spend { amount, is_cap: true } => {
            AboutUsage::Cap { spent: crossing.spend?, cap: *amount }
        }
    })
}
