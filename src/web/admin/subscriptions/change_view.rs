//! The form of an act on a subscription, and the quote with every document that it would make.

use super::change::ActForm;
use super::new_view::named;
use super::{act_path, path};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::plan::PlanKind;
use crate::flows::subscriptions::quote::Quote;
use crate::flows::subscriptions::{Outcome, QuotedDocument, QuotedLine, Unused};
use crate::i18n::Arg;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::parts::customer_crumbs;
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::form::{ErrorSummary, SelectField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::period;
use crate::web::ui::{number, t, t_with};
use leptos::prelude::*;

/// A quote that is to be confirmed.
pub(super) struct Shown {
    pub act: &'static str,
    pub quote: Quote,
    pub reason: String,
    /// What was quoted before no longer holds.
    pub differs: bool,
}

pub(super) fn form_view(access: &CustomerRead, form: &ActForm) -> AnyView {
    let id = form.subscription.subscription_id;
    let here = path(access.tenant, id);
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    crumbs.push((here.clone(), name_of(form)));
    let (typed, errors) = (&form.typed, &form.errors);
    let note = t(&format!("desk-act-note-{}", form.act));
    view! {
        <PageHead title=t(&format!("desk-act-{}", form.act)) crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <input r#type="hidden" name="act" value=form.act/>
            <p class="muted">{note}</p>
            {(form.act == "change").then(|| terms_fields(form))}
            {matches!(form.act, "change" | "cancel" | "pause").then(|| when_field(form))}
            {(form.act == "cancel").then(|| unused_field(form))}
            <TextField name="reason" label=t("desk-reason") value=typed.get("reason") errors=errors.clone() max_length=500/>
            <div class="actions">
                <button class="btn btn-primary">{t("desk-act-show")}</button>
                <a class="btn btn-quiet" href=here>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn name_of(form: &ActForm) -> String {
    let last = form.subscription.billed.phases().last();
    last.map(|phase| phase.terms.version.name.clone()).unwrap_or_default()
}

fn terms_fields(form: &ActForm) -> AnyView {
    let (typed, errors) = (&form.typed, &form.errors);
    let currency = form.subscription.currency;
    let on = crate::web::ui::ui().today();
    let mut versions: Vec<_> = form
        .choices
        .of_kind(PlanKind::Plan, currency, on)
        .into_iter()
        .filter(|one| one.version.currency == currency)
        .map(|one| (one.version.version_id.to_string(), named(one)))
        .collect();
    // Who has an archived version keeps it while the seats change.
    if !versions.iter().any(|(id, _)| id == typed.get("version")) {
        versions.insert(0, (typed.get("version").to_owned(), name_of(form)));
    }
    view! {
        <SelectField name="version" label=t("desk-plan") options=versions selected=typed.get("version") errors=errors.clone()/>
        <TextField name="seats" label=t("subscription-seats") value=typed.get("seats") errors=errors.clone() inputmode="numeric" numeric=true/>
        {super::new_view::add_on_fields(&form.choices, (currency, on), typed, errors)}
    }
    .into_any()
}

fn when_field(form: &ActForm) -> AnyView {
    let options = vec![
        ("now".to_owned(), t("desk-when-now").into_owned()),
        ("period-end".to_owned(), t("desk-when-period-end").into_owned()),
    ];
    view! { <SelectField name="when" label=t("desk-when") options selected=form.typed.get("when") errors=form.errors.clone()/> }
        .into_any()
}

fn unused_field(form: &ActForm) -> AnyView {
    let options = Unused::ALL
        .iter()
        .map(|unused| {
            let word = unused.word();
            (word.to_owned(), t(&format!("desk-unused-{word}")).into_owned())
        })
        .collect();
    view! { <SelectField name="unused" label=t("desk-unused") options selected=form.typed.get("unused") hint=t("desk-unused-hint") errors=form.errors.clone()/> }
        .into_any()
}

pub(super) fn quote_view(access: &CustomerRead, shown: Shown) -> AnyView {
    let Shown { act, quote, reason, differs } = shown;
    let id = quote.subscription_id;
    let here = path(access.tenant, id);
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    crumbs.push((here.clone(), t("desk-one").into_owned()));
    let changed =
        differs.then(|| view! { <Notice tone=Tone::Warning text=t("desk-quote-differs")/> });
    let outcome = &quote.outcome;
    let Ok(currency) = outcome.currency.parse::<Currency>() else {
        return view! { <Notice tone=Tone::Danger text=t("desk-refused-turned")/> }.into_any();
    };
    let money = |minor| Money::new(minor, currency);
    let sum = |key: &'static str, minor: i64| {
        (minor != 0).then(|| {
            let amount = money(minor);
            view! { <div><dt>{t(key)}</dt><dd><MoneyText amount/></dd></div> }
        })
    };
    let pay_until = outcome.pay_until.map(|at| {
        view! { <div><dt>{t("desk-quote-pay-until")}</dt><dd><TimeText at/></dd></div> }
    });
    let later_credit = outcome.later_credit_notes.iter().map(|note| note.left_minor).sum();
    let (effective_at, expires_at) = (outcome.effective_at, quote.expires_at);
    view! {
        {changed}
        <PageHead title=t(&format!("desk-act-{act}")) crumbs sub=t("desk-quote-sub").into_any()/>
        <dl class="facts">
            <div><dt>{t("desk-quote-from")}</dt><dd><TimeText at=effective_at/></dd></div>
            {pay_until}
            <div><dt>{t("desk-quote-due-now")}</dt><dd><MoneyText amount=money(outcome.due_now_minor)/></dd></div>
            {sum("desk-quote-becomes-credit", outcome.becomes_credit_minor)}
            {sum("desk-quote-credit-when-paid", later_credit)}
            {sum("desk-quote-refunded", outcome.refunded_minor)}
            <div><dt>{t("desk-quote-holds-until")}</dt><dd><TimeText at=expires_at/></dd></div>
        </dl>
        {made(outcome, currency)}
        <form method="post" action=act_path(access.tenant, id, "confirm")>
            <input r#type="hidden" name="quote" value=quote.quote_id.to_string()/>
            <input r#type="hidden" name="act" value=act/>
            <input r#type="hidden" name="reason" value=reason/>
            <div class="actions">
                <button class="btn btn-primary">{t("desk-quote-confirm")}</button>
                <a class="btn btn-quiet" href=here>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

/// Every document that it would make, now and later.
fn made(outcome: &Outcome, currency: Currency) -> AnyView {
    let notes: Vec<_> = outcome
        .credit_notes
        .iter()
        .map(|note| document("desk-quote-credit-note", note, currency))
        .collect();
    let invoices: Vec<_> = outcome
        .invoices
        .iter()
        .map(|invoice| document("desk-quote-invoice", invoice, currency))
        .collect();
    let later: Vec<_> = outcome
        .later_credit_notes
        .iter()
        .map(|note| document("desk-quote-later-credit-note", note, currency))
        .collect();
    let idle = (!outcome.idle_coupons.is_empty()).then(|| {
        let codes = outcome.idle_coupons.join(", ");
        let text = t_with("desk-quote-idle-coupons", &[("coupons", Arg::from(codes))]);
        view! { <Notice tone=Tone::Info text/> }
    });
    let next =
        outcome.next_invoice.as_ref().map(|next| document("desk-quote-next", next, currency));
    view! { {idle}{notes}{invoices}{later}{next} }.into_any()
}

fn document(key: &'static str, document: &QuotedDocument, currency: Currency) -> AnyView {
    let title = match &document.of_number {
        Some(of) => format!("{} {of}", t(key)),
        None => t(key).into_owned(),
    };
    let rows: Vec<_> = document.lines.iter().map(|line| row(line, currency)).collect();
    let total = Money::new(document.total_minor, currency);
    let tax = Money::new(document.tax_minor, currency);
    let with_tax = t_with("desk-quote-total", &[("tax", Arg::from(tax))]);
    view! {
        <section class="section">
            <div class="section-head"><h2>{title.clone()}</h2></div>
            <table class="table table-rows">
                <caption class="visually-hidden">{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("document-line-description")}</th>
                        <th scope="col" class="num">{t("document-line-quantity")}</th>
                        <th scope="col" class="num amount">{t("document-line-amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row" colspan="2" class="lead">{with_tax}</th><td class="num amount"><MoneyText amount=total/></td></tr></tfoot>
            </table>
        </section>
    }
    .into_any()
}

fn row(line: &QuotedLine, currency: Currency) -> AnyView {
    let amount = Money::new(line.amount_minor, currency);
    let service = line.service.map(|days| view! { <small>{period(days)}</small> });
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{line.description.clone()}</bdi>{service}</th>
            <td class="num meta" data-label=t("document-line-quantity")>{number(line.quantity)}</td>
            <td class="num amount"><MoneyText amount/></td>
        </tr>
    }
    .into_any()
}
