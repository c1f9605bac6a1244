//! How the page of an installment plan looks to staff.

use crate::domain::id::TenantId;
use crate::domain::installment::{
    Frequency, INSTALLMENTS_MAX, InstallmentAttempt, InstallmentPlan, PlanStatus, PlanTerms,
    Schedule,
};
use crate::domain::invoice::Invoice;
use crate::domain::payment_method::SavedMethod;
use crate::flows::installments::Agreement;
use crate::i18n::Arg;
use crate::mail::templates::method_label;
use crate::store::installments::PlanHistoryEvent;
use crate::store::installments::agreements::Agreement as StoredAgreement;
use crate::store::people::Member;
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextAreaField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::installment_parts::{history, parts, schedule, status_badge};
use crate::web::installment_typed::{fields, frequency_text};
use crate::web::paths;
use crate::web::portal::timeline::name_of;
use crate::web::ui::{t, t_with, ui};
use jiff::ToSpan;
use jiff::civil::Date;
use leptos::prelude::*;

pub(super) struct Loaded {
    pub tenant: TenantId,
    pub customer: String,
    pub today: Date,
    pub plan: InstallmentPlan,
    pub invoice: Invoice,
    pub terms: PlanTerms,
    /// What the proposal comes to today.
    pub asked: Option<Schedule>,
    /// What stands in the fields of an answer.
    pub typed: Typed,
    pub agreement: Option<(StoredAgreement, Agreement)>,
    pub method: Option<SavedMethod>,
    pub attempts: Vec<InstallmentAttempt>,
    pub events: Vec<PlanHistoryEvent>,
    pub members: Vec<Member>,
    pub can_write: bool,
}

pub(super) fn view(
    title: String,
    loaded: &Loaded,
    done: Option<&'static str>,
    errors: FieldErrors,
) -> AnyView {
    let plan = &loaded.plan;
    let mut crumbs = customer_crumbs(loaded.tenant, &loaded.customer);
    crumbs.insert(
        0,
        (paths::ADMIN_INSTALLMENT_PLANS.to_owned(), t("installments-title").into_owned()),
    );
    let number = loaded.invoice.number.clone().unwrap_or_default();
    let invoice = paths::admin_invoice(loaded.tenant, plan.invoice_id);
    let sub = view! { {t("agreement-invoice")}" "<a href=invoice>{number}</a> };
    let file = plan.agreed.is_some().then(|| {
        let href = paths::admin_installment_agreement(loaded.tenant, plan.plan_id);
        view! { <a class="btn" href=href download="">{t("installment-download")}</a> }
    });
    let done = done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
    let members = &loaded.members;
    let proposal = loaded.asked.as_ref().filter(|_| plan.status.waits()).map(|asked| {
        let until = loaded.today + i64::from(plan.rules.down_payment_days).max(1).days();
        schedule(asked, until)
    });
    view! {
        <PageHead title badge=status_badge(plan.status) crumbs sub=sub.into_any() actions=file.into_any()/>
        {done}
        <ErrorSummary errors=errors.clone()/>
        <div class="with-aside">
            <div>
                {facts(loaded)}
                {proposal}
                {parts(plan, &loaded.invoice, &loaded.attempts, loaded.today)}
                {answer_form(loaded, &errors)}
            </div>
            <aside>
                {acts(loaded, &errors)}
                {history(&loaded.events, |actor| name_of(actor, members))}
            </aside>
        </div>
    }
    .into_any()
}

fn facts(loaded: &Loaded) -> AnyView {
    let terms = &loaded.terms;
    let count = t_with("installment-count", &[("count", Arg::from(i64::from(terms.installments)))]);
    let note = (!terms.note.is_empty()).then(|| {
        view! { <div><dt>{t("installment-request-why")}</dt><dd><bdi>{terms.note.clone()}</bdi></dd></div> }
    });
    let method = loaded.plan.agreed.is_some().then(|| {
        let text = match &loaded.method {
            Some(method) => method_label(ui().locale, method),
            None => t("agreement-by-hand").into_owned(),
        };
        view! { <div><dt>{t("agreement-method")}</dt><dd>{text}</dd></div> }
    });
    let accepted = loaded.agreement.as_ref().map(|(stored, agreement)| {
        let hash: String = stored.terms_sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        view! {
            <div><dt>{t("agreement-accepted")}</dt><dd><bdi>{agreement.email.clone()}</bdi>", "<TimeText at=stored.accepted_at/>", "<code>{agreement.client_ip.clone()}</code></dd></div>
            <div><dt>{t("installment-fingerprint")}</dt><dd><code>{hash}</code></dd></div>
        }
    });
    let replaces = loaded.plan.replaces.map(|old| {
        let href = paths::admin_installment_plan(loaded.tenant, old);
        view! { <div><dt>{t("installment-replaces")}</dt><dd><a href=href>{t("installment-earlier-plan")}</a></dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{t("installment-how-many")}</dt><dd>{count}</dd></div>
            <div><dt>{t("installment-how-often")}</dt><dd>{frequency_text(terms.frequency)}</dd></div>
            {note}{method}{accepted}{replaces}
        </dl>
    }
    .into_any()
}

/// The answer to a request: yes, with these terms or others.
fn answer_form(loaded: &Loaded, errors: &FieldErrors) -> Option<AnyView> {
    if loaded.plan.status != PlanStatus::Requested || !loaded.can_write {
        return None;
    }
    let typed = &loaded.typed;
    Some(
        view! {
            <section class="section" aria-labelledby="answer">
                <h2 id="answer">{t("installment-answer")}</h2>
                <form class="form" method="post">
                    {fields((2, INSTALLMENTS_MAX), Frequency::ALL, typed, errors)}
                    <TextField name="down_payment" label=t("installment-down-payment-percent") value=typed.get("down_payment") errors=errors.clone() inputmode="decimal" numeric=true short=true/>
                    <div class="actions actions-wide"><button class="btn btn-primary" name="intent" value="approve">{t("installment-approve")}</button></div>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// What can be done with the plan as it stands.
fn acts(loaded: &Loaded, errors: &FieldErrors) -> Option<AnyView> {
    if !loaded.can_write {
        return None;
    }
    let plan = &loaded.plan;
    let other = (plan.status == PlanStatus::Active).then(|| {
        let href = paths::admin_invoice_installments(loaded.tenant, plan.invoice_id);
        view! { <div class="actions"><a class="btn" href=href>{t("installment-other-terms")}</a></div> }
    });
    let act = match plan.status {
        PlanStatus::Requested => {
            Some(with_reason("refuse", "installment-refuse", "installment-refuse-note", errors))
        }
        PlanStatus::Active => {
            Some(with_reason("end", "installment-end", "installment-end-note", errors))
        }
        PlanStatus::Offered | PlanStatus::Pending => Some(
            view! {
                <details class="confirm">
                    <summary class="btn btn-danger">{t("installment-withdraw")}</summary>
                    <form class="confirm-body" method="post">
                        <p>{t("installment-withdraw-note")}</p>
                        <div class="actions"><button class="btn btn-primary btn-danger" name="intent" value="withdraw">{t("installment-withdraw")}</button></div>
                    </form>
                </details>
            }
            .into_any(),
        ),
        _ => None,
    };
    Some(view! { {other}{act} }.into_any())
}

fn with_reason(
    intent: &'static str,
    key: &'static str,
    note: &'static str,
    errors: &FieldErrors,
) -> AnyView {
    view! {
        <details class="confirm" open=errors.has("reason")>
            <summary class="btn btn-danger">{t(key)}</summary>
            <form class="confirm-body form" method="post">
                <p>{t(note)}</p>
                <TextAreaField name="reason" label=t("installment-reason") value="" errors=errors.clone() max_length=500_u32 rows=2_u32/>
                <div class="actions"><button class="btn btn-primary btn-danger" name="intent" value=intent>{t(key)}</button></div>
            </form>
        </details>
    }
    .into_any()
}
