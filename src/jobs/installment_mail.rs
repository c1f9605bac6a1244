//! Letters about installment plans: finds what they name. Which words they have is `mail::templates`'.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of, page};
use super::{Work, wording};
use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::{InstallmentPlan, PlanStatus};
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::domain::notice::NoticeFacts;
use crate::i18n::Locale;
use crate::mail::templates::{AboutInstallments, AboutPlan, Brand, method_label};
use crate::store::outbox::{Event, OutboxRow};
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, installments, invoices, payment_methods};

/// About a plan; None when there is nothing to tell any more.
pub(super) async fn about_plan(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = || DeliverOutboxError::NoDocument { kind: row.document_kind };
    let id = InstallmentPlanId(row.document_id);
    let plan = installments::find(tx, id).await?.ok_or_else(missing)?;
    let invoice = invoices::find(tx, plan.invoice_id).await?.ok_or_else(missing)?;
    let (Some(number), Some(seller)) = (&invoice.number, &invoice.seller) else {
        return Err(missing());
    };
    let label = method_of(tx, row, id, locale).await?;
    let Some((about, amount)) = about(row, &plan, &invoice, label.as_deref()) else {
        return Ok(None);
    };
    let link = page(work, row);
    let named = AboutPlan { account: &profile.legal_name, number, amount, link: &link };
    let kind = about.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(seller, locale);
    let rendered = about.render(&named, locale, &brand, &chosen.template);
    let has_agreement = row.event == Event::InstallmentAccepted;
    let code = row.payload.get("failure_code").and_then(|code| code.as_str());
    let facts = NoticeFacts {
        number: Some(number.clone()),
        failure_code: code.map(str::to_owned),
        ..NoticeFacts::default()
    };
    let letter = letter_of(Some(seller), has_agreement, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts.with_amount(amount))))
}

/// With what the installment will be charged; only the mail about the next one names it.
async fn method_of(
    tx: &mut TenantTx,
    row: &OutboxRow,
    plan: InstallmentPlanId,
    locale: Locale,
) -> Result<Option<String>, StoreError> {
    if row.event != Event::InstallmentUpcoming {
        return Ok(None);
    }
    let Some(method) = installments::agreements::mandated_method(tx, plan).await? else {
        return Ok(None);
    };
    let method = payment_methods::find(tx, method).await?;
    Ok(method.map(|method| method_label(locale, &method)))
}

fn about<'a>(
    row: &'a OutboxRow,
    plan: &InstallmentPlan,
    invoice: &Invoice,
    method: Option<&'a str>,
) -> Option<(AboutInstallments<'a>, Money)> {
    let text = |name: &str| row.payload.get(name).and_then(|value| value.as_str());
    let due = invoice.due().ok()?;
    let number = row.payload.get("number").and_then(serde_json::Value::as_u64);
    let standing = plan.agreed.as_ref().map(|agreed| agreed.standing(invoice));
    match row.event {
        Event::InstallmentOffered if plan.status == PlanStatus::Offered => {
            Some((AboutInstallments::Offered, due))
        }
        Event::InstallmentRefused => {
            Some((AboutInstallments::Refused { reason: text("reason")? }, due))
        }
        Event::InstallmentAccepted => {
            let agreed = plan.agreed.as_ref()?;
            let due_on = agreed.down_payment_due_on;
            Some((AboutInstallments::Accepted { due_on }, agreed.total))
        }
        Event::InstallmentUpcoming if plan.status == PlanStatus::Active => {
            let standing = standing?;
            let part = standing.installments.iter().find(|p| Some(u64::from(p.number)) == number);
            let part = part.filter(|part| !part.is_paid())?;
            Some((AboutInstallments::Upcoming { due_on: part.due_on?, method }, part.left()))
        }
        Event::InstallmentFailed => {
            let amount_minor = row.payload.get("amount_minor")?.as_i64()?;
            let failure_code = text("failure_code").unwrap_or_default();
            let amount = Money { amount_minor, ..due };
            Some((AboutInstallments::Failed { failure_code }, amount))
        }
        Event::InstallmentDefaulted => Some((AboutInstallments::Defaulted, due)),
        Event::InstallmentCompleted => {
            Some((AboutInstallments::Completed, plan.agreed.as_ref()?.total))
        }
        _ => None,
    }
}
