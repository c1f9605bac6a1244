//! The customer agrees: by themselves within the rules, or to an offer. What they agree to must be what
//! they were shown, word for word; it is stored sealed, with the file, in the same transaction that makes
//! the plan run.

use super::agreement::{Shown, payable, payable_method, show_agreement, terms_of};
use super::sealed::{self, Agreement, Consent};
use super::{InstallmentError, after, eligible, follow_invoice, load, local_day};
use crate::documents;
use crate::documents::paper::{Signature, sign_agreement};
use crate::domain::document::DocumentKind;
use crate::domain::id::{InstallmentPlanId, InvoiceId, PaymentMethodId};
use crate::domain::installment::{
    Agreed, BegunBy, InstallmentPlan, PlanEvent, PlanEventKind, PlanStatus, PlanTerms,
};
use crate::domain::invoice::Invoice;
use crate::flows::payments::Till;
use crate::i18n::Locale;
use crate::store::installments::{self, agreements};
use crate::store::outbox::{self, Event};
use crate::store::{Actor, TenantTx, tenants};
use jiff::Timestamp;
use serde_json::json;

/// Who agrees, from where, to what.
#[derive(Clone, Debug)]
pub struct Acceptance<'a> {
    pub actor: &'a Actor,
    pub email: &'a str,
    pub client_ip: &'a str,
    /// In which the agreement was read.
    pub locale: Locale,
    /// Of the page that was shown.
    pub shown_sha256: [u8; 32],
    /// What may be charged when an installment is due; None: the customer pays by hand.
    pub method: Option<PaymentMethodId>,
}

/// A customer takes a plan by themselves. The form chose the plan's id: sent twice, it is one plan.
/// # Errors  as [`eligible`]; `NotSelfService`, `Terms`, `ShownOther`, `NoSuchMethod`.
pub async fn take_plan(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    (id, invoice_id): (InstallmentPlanId, InvoiceId),
    terms: &PlanTerms,
    acceptance: &Acceptance<'_>,
) -> Result<InstallmentPlan, InstallmentError> {
    if let Some(plan) = installments::find(tx, id).await? {
        return Ok(plan);
    }
    let (_, due, rules) = eligible(tx, invoice_id).await?;
    if !rules.is_self_service {
        return Err(InstallmentError::NotSelfService);
    }
    let terms = PlanTerms { down_payment_percent: rules.down_payment_percent, ..terms.clone() };
    terms.within(&rules, due)?;
    terms.is_prompt(tenants::profile(tx).await?.civil_date(now))?;
    let plan = InstallmentPlan {
        tenant_id: tx.tenant(),
        plan_id: id,
        invoice_id,
        status: PlanStatus::Offered,
        begun_by: BegunBy::Customer,
        replaces: None,
        rules,
        created_at: now,
        created_by: acceptance.actor.to_string(),
        agreed: None,
        ended_at: None,
    };
    let sealed = sealed::seal_terms(&till.keys, tx, id, &terms)?;
    installments::insert(tx, &plan, &sealed, &id.to_string()).await?;
    agree(tx, now, till, plan, acceptance).await
}

/// A customer accepts what staff offer. Accepted before, the plan is returned as it is.
/// # Errors  `WrongState`, `ShownOther`, `NoSuchMethod`; `Running` when another plan runs meanwhile.
pub async fn accept_offer(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    id: InstallmentPlanId,
    acceptance: &Acceptance<'_>,
) -> Result<InstallmentPlan, InstallmentError> {
    let plan = load(tx, id).await?;
    if plan.agreed.is_some() {
        return Ok(plan);
    }
    agree(tx, now, till, plan, acceptance).await
}

async fn agree(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    mut plan: InstallmentPlan,
    acceptance: &Acceptance<'_>,
) -> Result<InstallmentPlan, InstallmentError> {
    let status = after(plan.status, PlanEvent::Accepted)?;
    let (invoice, due) = payable(tx, plan.invoice_id).await?;
    let method = payable_method(tx, till, due, acceptance.method).await?;
    let terms = terms_of(tx, &till.keys, &plan).await?;
    let with = (&terms, &plan.rules);
    let locale = acceptance.locale;
    let shown =
        show_agreement(tx, now, &invoice, with, method.as_ref(), plan.replaces, locale).await?;
    if shown.sha256 != acceptance.shown_sha256 {
        return Err(InstallmentError::ShownOther);
    }
    give_way(tx, now, &plan, acceptance.actor).await?;
    let agreed = agreed(now, &invoice, &shown)?;
    installments::save_agreed(tx, plan.plan_id, status, &agreed).await?;
    (plan.status, plan.agreed) = (status, Some(agreed));
    store_agreement(tx, now, till, &plan, shown, acceptance).await?;
    let detail = json!({
        "total_minor": due.amount_minor,
        "currency": due.currency.code(),
        "installments": terms.installments,
    });
    let (kind, id) = (PlanEventKind::Accepted, plan.plan_id);
    installments::record_event(tx, id, kind, acceptance.actor, detail, now).await?;
    let document = (DocumentKind::InstallmentPlan, id.0);
    outbox::push(tx, now, Event::InstallmentAccepted, document.0, document.1, json!({})).await?;
    // Without a down payment it is active at once.
    follow_invoice(tx, now, plan.invoice_id).await?;
    load(tx, id).await
}

/// The plan whose place this one takes ends; any other that runs is in the way.
async fn give_way(
    tx: &mut TenantTx,
    now: Timestamp,
    plan: &InstallmentPlan,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let running = installments::running_plan_of(tx, plan.invoice_id).await?;
    match (running, plan.replaces) {
        (None, None) => Ok(()),
        (Some(running), Some(replaces)) if running == replaces => {
            let old = load(tx, running).await?;
            let next = after(old.status, PlanEvent::Replaced)?;
            installments::save_status(tx, running, next, now).await?;
            let detail = json!({ "plan_id": plan.plan_id });
            let kind = PlanEventKind::Replaced;
            Ok(installments::record_event(tx, running, kind, actor, detail, now).await?)
        }
        (Some(running), _) => Err(InstallmentError::Running(running)),
        // What it was to replace has ended: there is nothing to move any more.
        (None, Some(old)) => {
            Err(InstallmentError::WrongState { status: load(tx, old).await?.status })
        }
    }
}

fn agreed(now: Timestamp, invoice: &Invoice, shown: &Shown) -> Result<Agreed, InstallmentError> {
    Ok(Agreed {
        schedule: shown.schedule.clone(),
        total: shown.total,
        paid_before: invoice.paid,
        credited_before: invoice.credited,
        accepted_at: now,
        down_payment_due_on: shown.down_payment_due_on,
    })
}

/// The page as shown, the signed file, and the consent to charge a method: sealed.
async fn store_agreement(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    plan: &InstallmentPlan,
    shown: Shown,
    acceptance: &Acceptance<'_>,
) -> Result<(), InstallmentError> {
    let (zone, _) = local_day(tx, now).await?;
    let (keys, id) = (&till.keys, plan.plan_id);
    let mut page = shown.page;
    let mut signed = page.clone();
    signed.document_id = id.to_string();
    let signature = Signature {
        email: acceptance.email,
        client_ip: acceptance.client_ip,
        accepted_at: now,
        time_zone: &zone,
        sha256: shown.sha256,
    };
    sign_agreement(acceptance.locale, &mut signed, &signature);
    let pdf = documents::render(&signed)?;
    page.brand.logo = None;
    let (email, client_ip) = (acceptance.email.to_owned(), acceptance.client_ip.to_owned());
    let language = acceptance.locale.as_bcp47();
    let agreement = Agreement { page, email: email.clone(), client_ip: client_ip.clone() };
    let agreement_sealed = sealed::seal_agreement(keys, tx, id, &agreement)?;
    let pdf_sealed = sealed::seal_pdf(keys, tx, id, &pdf.bytes)?;
    let stored = agreements::NewAgreement {
        terms_sha256: shown.sha256,
        language,
        agreement_sealed: &agreement_sealed,
        pdf_sealed: &pdf_sealed,
        pdf_sha256: pdf.sha256,
    };
    agreements::insert(tx, id, &stored, acceptance.actor, now).await?;
    let consent = Consent { email, client_ip, language: language.to_owned() };
    let sealed = sealed::seal_consent(keys, tx, (id, 1), &consent)?;
    let (method, actor) = (acceptance.method, acceptance.actor);
    agreements::insert_mandate(tx, (id, 1), method, &sealed, actor, now).await?;
    Ok(())
}
