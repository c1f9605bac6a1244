//! How the page of an installment plan looks to its customer.

use super::installment_choice::accept_fields;
use super::installment_method::method_choices;
use super::payment_method_text::method_title;
use super::timeline::name_of;
use crate::domain::id::PaymentMethodId;
use crate::domain::installment::{InstallmentAttempt, InstallmentPlan, PlanStatus, PlanTerms};
use crate::domain::invoice::Invoice;
use crate::domain::payment_method::SavedMethod;
use crate::flows::installments::Shown;
use crate::i18n::Arg;
use crate::store::installments::PlanHistoryEvent;
use crate::store::people::Member;
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::installment_parts::{
    agreement_words, history, parts, schedule, status_badge, today,
};
use crate::web::installment_typed::frequency_text;
use crate::web::paths;
use crate::web::ui::{date, money, t, t_with};
use leptos::prelude::*;

pub(super) struct Loaded {
    pub plan: InstallmentPlan,
    pub invoice: Invoice,
    pub terms: PlanTerms,
    /// What would be agreed to now, while it is offered.
    pub offer: Option<Shown>,
    pub attempts: Vec<InstallmentAttempt>,
    pub events: Vec<PlanHistoryEvent>,
    pub members: Vec<Member>,
    pub methods: Vec<SavedMethod>,
    /// What is charged now; None: they pay by hand.
    pub method: Option<SavedMethod>,
    /// What the reader chose to look at.
    pub chosen: Option<PaymentMethodId>,
    pub can_change: bool,
    pub can_pay: bool,
    /// A payment is on its way.
    pub is_held: bool,
}

/// What the page says first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Said(&'static str),
    /// The box was not ticked.
    AgreeFirst,
    ShownOther,
    NotAnyMore,
}

impl Done {
    /// What was done, by the word in the address.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "begun" => Self::Said("installment-done-begun"),
            "accepted" => Self::Said("installment-done-accepted"),
            "declined" => Self::Said("installment-done-declined"),
            "withdrawn" => Self::Said("installment-done-withdrawn"),
            "method" => Self::Said("installment-done-method"),
            _ => Self::Nothing,
        }
    }

    fn notice(self) -> Option<AnyView> {
        let (tone, key) = match self {
            Self::Nothing => return None,
            Self::Said(key) => (Tone::Success, key),
            Self::AgreeFirst => (Tone::Danger, "installment-agree-first"),
            Self::ShownOther => (Tone::Warning, "installment-shown-other"),
            Self::NotAnyMore => (Tone::Warning, "installment-not-any-more"),
        };
        Some(view! { <Notice tone text=t(key)/> }.into_any())
    }
}

pub(super) fn view(title: String, loaded: &Loaded, done: Done) -> AnyView {
    let plan = &loaded.plan;
    let crumbs = vec![(paths::INSTALLMENT_PLANS.to_owned(), t("installments-title").into_owned())];
    let invoice = plan.invoice_id;
    let number = loaded.invoice.number.clone().unwrap_or_default();
    let sub = view! { {t("agreement-invoice")}" "<a href=paths::invoice(invoice)>{number}</a> };
    let file = plan.agreed.is_some().then(|| {
        view! { <a class="btn" href=paths::installment_agreement(plan.plan_id) download="">{t("installment-download")}</a> }
    });
    let members = &loaded.members;
    view! {
        <PageHead title badge=status_badge(plan.status) crumbs sub=sub.into_any() actions=file.into_any()/>
        {done.notice()}
        {standing_notice(loaded)}
        <div class="with-aside">
            <div>
                {offer(loaded)}
                {waiting(loaded)}
                {parts(plan, &loaded.invoice, &loaded.attempts, today())}
            </div>
            <aside>
                {pay(loaded)}
                {method_form(loaded)}
                {history(&loaded.events, |actor| name_of(actor, members))}
                {give_up(loaded)}
            </aside>
        </div>
    }
    .into_any()
}

/// What the reader must know first.
fn standing_notice(loaded: &Loaded) -> Option<AnyView> {
    let plan = &loaded.plan;
    let (tone, text) = match plan.status {
        PlanStatus::Pending => {
            let due_on = plan.agreed.as_ref()?.down_payment_due_on;
            let args = [("date", Arg::from(date(due_on)))];
            (Tone::Info, t_with("installment-pending-notice", &args))
        }
        PlanStatus::Failed => {
            let due = loaded.invoice.due().ok().filter(|due| due.is_positive())?;
            let args = [("amount", Arg::from(money(due)))];
            (Tone::Danger, t_with("installment-failed-notice", &args))
        }
        PlanStatus::Requested => (Tone::Info, t("installment-requested-notice").into_owned()),
        PlanStatus::Offered if loaded.offer.is_none() => {
            (Tone::Warning, t("installment-offer-void").into_owned())
        }
        _ if loaded.is_held && plan.status.runs() => {
            (Tone::Info, t("installment-under-way").into_owned())
        }
        _ => return None,
    };
    Some(view! { <Notice tone text/> }.into_any())
}

/// The offer, with everything that would be agreed to.
fn offer(loaded: &Loaded) -> Option<AnyView> {
    let shown = loaded.offer.as_ref()?;
    let none = FieldErrors::none();
    let chosen = loaded.chosen.map(|id| id.to_string()).unwrap_or_default();
    let typed = Typed::of(&[("method", chosen.clone())]);
    let choose = (loaded.can_change && !loaded.methods.is_empty()).then(|| {
        view! {
            <form class="form" method="get">
                {method_choices(&loaded.methods, &typed, &none)}
                <div class="actions"><button class="btn">{t("installment-show-schedule")}</button></div>
            </form>
        }
    });
    let note = (!loaded.terms.note.is_empty()).then(|| {
        view! { <p class="prose"><bdi>{loaded.terms.note.clone()}</bdi></p> }
    });
    let acts = loaded.can_change.then(|| {
        view! {
            <form class="form" method="post">
                <input r#type="hidden" name="method" value=chosen/>
                {accept_fields(shown, &none)}
            </form>
            <form method="post">
                <div class="actions"><button class="btn" name="intent" value="decline">{t("installment-decline")}</button></div>
            </form>
        }
    });
    Some(
        view! {
            {note}
            {choose}
            {schedule(&shown.schedule, shown.down_payment_due_on)}
            {agreement_words(&shown.page)}
            {acts}
        }
        .into_any(),
    )
}

/// What was asked for, while nobody has answered.
fn waiting(loaded: &Loaded) -> Option<AnyView> {
    let waits = matches!(
        loaded.plan.status,
        PlanStatus::Requested | PlanStatus::Refused | PlanStatus::Cancelled
    );
    if !waits || loaded.plan.agreed.is_some() {
        return None;
    }
    let terms = &loaded.terms;
    let note = (!terms.note.is_empty()).then(|| {
        view! { <div><dt>{t("installment-request-why")}</dt><dd><bdi>{terms.note.clone()}</bdi></dd></div> }
    });
    let count = t_with("installment-count", &[("count", Arg::from(i64::from(terms.installments)))]);
    Some(
        view! {
            <section class="section" aria-labelledby="asked">
                <h2 id="asked">{t("installment-asked-for")}</h2>
                <dl class="facts">
                    <div><dt>{t("installment-how-many")}</dt><dd>{count}</dd></div>
                    <div><dt>{t("installment-how-often")}</dt><dd>{frequency_text(terms.frequency)}</dd></div>
                    {note}
                </dl>
            </section>
        }
        .into_any(),
    )
}

/// The next part, and everything.
fn pay(loaded: &Loaded) -> Option<AnyView> {
    let agreed = loaded.plan.agreed.as_ref().filter(|_| loaded.can_pay)?;
    let id = loaded.plan.invoice_id;
    let standing = agreed.standing(&loaded.invoice);
    let due = loaded.invoice.due().ok()?;
    let part = match standing.down_payment.is_paid() {
        true => standing.next()?,
        false => &standing.down_payment,
    };
    let runs = loaded.plan.status.runs();
    let (key, first) = match (runs, part.number) {
        (true, 0) => ("installment-pay-down-payment", part.left()),
        (true, _) => ("installment-pay-next", part.left()),
        (false, _) => ("installment-pay-all", due),
    };
    let all = (runs && first != due).then(|| {
        let text = t_with("installment-pay-all", &[("amount", Arg::from(due))]);
        view! { <a class="btn" href=paths::invoice_pay_all(id)>{text}</a> }
    });
    let next = part.due_on.filter(|_| runs).map(|on| {
        view! { <p class="small muted">{t_with("installment-next-due", &[("date", Arg::from(date(on)))])}</p> }
    });
    let text = t_with(key, &[("amount", Arg::from(first))]);
    Some(
        view! {
            <section class="stub" aria-labelledby="pay">
                <h2 id="pay">{t("installment-pay")}</h2>
                {next}
                <div class="actions actions-wide">
                    <a class="btn btn-primary" href=paths::invoice_pay(id)>{text}</a>
                    {all}
                </div>
            </section>
        }
        .into_any(),
    )
}

/// With what the installments are collected, and the choice of another.
fn method_form(loaded: &Loaded) -> Option<AnyView> {
    if !loaded.plan.status.runs() {
        return None;
    }
    let now = match &loaded.method {
        Some(method) => {
            let args = [("method", Arg::from(method_title(method)))];
            t_with("installment-charged-to", &args)
        }
        None => t("installment-paid-by-hand").into_owned(),
    };
    let change = (loaded.can_change && !loaded.methods.is_empty()).then(|| {
        let current = loaded.method.as_ref().map(|one| one.payment_method_id.to_string());
        let typed = Typed::of(&[("method", current.unwrap_or_default())]);
        view! {
            <details class="more">
                <summary>{t("installment-change-method")}</summary>
                <form class="form" method="post">
                    {method_choices(&loaded.methods, &typed, &FieldErrors::none())}
                    <p class="small">{t("installment-method-consent")}</p>
                    <div class="actions"><button class="btn" name="intent" value="method">{t("action-save")}</button></div>
                </form>
            </details>
        }
    });
    let add = (loaded.can_change && loaded.methods.is_empty()).then(|| {
        view! { <p class="small"><a href=paths::PAYMENT_METHODS>{t("autopay-add-method")}</a></p> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="method-now">
                <h2 id="method-now">{t("agreement-method")}</h2>
                <p>{now}</p>
                {change}{add}
            </section>
        }
        .into_any(),
    )
}

/// Taking back what is not begun.
fn give_up(loaded: &Loaded) -> Option<AnyView> {
    let key = match loaded.plan.status {
        PlanStatus::Requested => "installment-withdraw-request",
        PlanStatus::Pending => "installment-withdraw-plan",
        _ => return None,
    };
    loaded.can_change.then(|| {
        view! {
            <details class="confirm">
                <summary class="btn btn-danger">{t(key)}</summary>
                <form class="confirm-body" method="post">
                    <p>{t("installment-withdraw-note")}</p>
                    <div class="actions"><button class="btn btn-primary btn-danger" name="intent" value="withdraw">{t(key)}</button></div>
                </form>
            </details>
        }
        .into_any()
    })
}
