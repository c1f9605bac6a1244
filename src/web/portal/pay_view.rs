//! How the pay page looks: one amount for one invoice, a table of amounts for several.

use super::credit_use;
use super::pay::{Loaded, NEW_METHOD, OtherPayment, Payable, total};
use super::pay_form::typed_amount;
use super::payment_method_text::{duration_note, expiry_note, method_title};
use crate::domain::charge::{Charge, ChargeState};
use crate::domain::invoice::standing;
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::i18n::{self, Arg};
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::StandingBadge;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::ui::{date, date_time, t, t_with, ui};
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;

/// The page under its title.
pub(super) fn view(title: String, loaded: Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let mut crumbs = vec![(paths::INVOICES.to_owned(), t("invoices-title").into_owned())];
    if let [row] = &loaded.rows[..] {
        let number = row.invoice.number.clone().unwrap_or_default();
        crumbs.push((paths::invoice(row.invoice.invoice_id), number));
    }
    let several = loaded.rows.len() + loaded.under_way.len() > 1;
    let under_way: Vec<_> = loaded
        .under_way
        .iter()
        .map(|(number, charge)| under_way_notice(charge, number.as_deref().filter(|_| several)))
        .collect();
    let body = match &loaded.rows[..] {
        [] => error_only(errors),
        rows => view! {
            {loaded.credit.map(credit_use::form)}
            {loaded.down_for.map(|rest| provider_down(rows, rest))}
            {form(rows, &loaded, typed, errors)}
        }
        .into_any(),
    };
    view! {
        <PageHead title sub=sub(&loaded.rows) crumbs/>
        {under_way}
        {body}
        {others(&loaded.others)}
    }
    .into_any()
}

fn sub(rows: &[Payable]) -> AnyView {
    let due = match total(rows) {
        Ok(Some(due)) => {
            view! { {t("invoice-amount-due")}" "<strong><MoneyText amount=due/></strong>" · " }
        }
        _ => return ().into_any(),
    };
    match rows {
        [row] => {
            view! { {due}{t("invoice-due-on")}" "<DateText on=row.invoice.due_on/> }.into_any()
        }
        _ => {
            let seller = rows.first().and_then(|row| row.invoice.seller.as_ref());
            let name = seller.map(|seller| seller.brand_name().to_owned());
            view! { {due}<bdi>{name}</bdi> }.into_any()
        }
    }
}

/// A payment that must end before its amount can be paid another way; `number` where several invoices
/// are on the page.
pub(super) fn under_way_notice(charge: &Charge, number: Option<&str>) -> AnyView {
    let amount = Arg::from(charge.amount);
    let text = match (number, charge.state, charge.sent_at) {
        (Some(number), ..) => {
            t_with("pay-under-way-of", &[("amount", amount), ("number", Arg::from(number))])
        }
        (None, ChargeState::Processing, Some(since)) => {
            let time = Arg::from(date_time(since));
            t_with("pay-on-the-way", &[("amount", amount), ("time", time)])
        }
        (None, ..) => t_with("pay-under-way", &[("amount", amount)]),
    };
    view! {
        <div class="notice" data-tone="info" role="status">
            <div><p>{text}</p></div>
            <a href=paths::charge_return(charge.charge_id)>{t("pay-see-payment")}</a>
        </div>
    }
    .into_any()
}

/// Why nothing can be paid any more.
fn error_only(errors: FieldErrors) -> AnyView {
    let back = paths::INVOICES;
    view! {
        <div id="amount"><ErrorSummary errors/></div>
        <div class="actions"><a class="btn" href=back>{t("invoices-title")}</a></div>
    }
    .into_any()
}

/// Nobody takes a card now: when it may work again, and how to pay without one.
fn provider_down(rows: &[Payable], rest: Duration) -> AnyView {
    let minutes = i64::try_from(rest.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX);
    let text = t_with("pay-provider-down", &[("minutes", Arg::from(minutes))]);
    let first =
        rows.first().and_then(|row| Some((row.invoice.seller.as_ref()?, row.free.currency)));
    let account = first.and_then(|(seller, currency)| seller.bank_account(currency.code()));
    let transfer = account.map(|account| {
        let lines: Vec<_> =
            account.rows.iter().map(|(label, value)| format!("{label} {value}")).collect();
        let numbers: Vec<_> = rows.iter().filter_map(|row| row.invoice.number.clone()).collect();
        let args = [
            ("account", Arg::from(lines.join(", "))),
            ("reference", Arg::from(numbers.join(", "))),
        ];
        view! { <p>{t_with("pay-by-transfer", &args)}</p> }
    });
    view! {
        <div class="notice" data-tone="warning" role="status"><div><p>{text}</p>{transfer}</div></div>
    }
    .into_any()
}

fn form(rows: &[Payable], loaded: &Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let sandbox =
        ui().is_sandbox.then(|| view! { <Notice tone=Tone::Info text=t("pay-sandbox-cards")/> });
    let (action, back, amounts) = match rows {
        [row] => {
            let id = row.invoice.invoice_id;
            (paths::invoice_pay(id), paths::invoice(id), one_amount(row, typed, &errors))
        }
        _ => {
            let amounts = amount_table(rows, loaded.today, typed, &errors);
            (paths::PAY.to_owned(), paths::INVOICES.to_owned(), amounts)
        }
    };
    view! {
        {sandbox}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" action=action>
            <OnceKey id=Uuid::now_v7()/>
            {amounts}
            {method_choices(&loaded.methods, loaded.takes_debits, typed, &errors)}
            {save_choice(typed)}
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("pay-now")}</button>
                <a class="btn btn-quiet" href=back>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn one_amount(row: &Payable, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let hint = match row.first {
        Some((first, on)) => {
            let args = [
                ("first", Arg::from(first)),
                ("date", Arg::from(date(on))),
                ("amount", Arg::from(row.free)),
            ];
            let is_part = row.is_in_installments;
            t_with(if is_part { "pay-installment-hint" } else { "pay-deposit-hint" }, &args)
        }
        None => t_with("pay-amount-hint", &[("amount", row.free.into())]),
    };
    let label = t_with("pay-amount-in", &[("currency", Arg::from(row.free.currency.code()))]);
    let id = row.invoice.invoice_id;
    view! {
        <input r#type="hidden" name="invoice" value=id.to_string()/>
        <TextField name="amount" label value=typed_amount(typed, id) hint errors=errors.clone() inputmode="decimal" numeric=true/>
    }
    .into_any()
}

/// The invoices with an amount each. The first button of the form is the one that only adds up, so that
/// the enter key in an amount never pays.
fn amount_table(
    rows: &[Payable],
    today: jiff::civil::Date,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let lines: Vec<_> = rows.iter().map(|row| amount_row(row, today, typed)).collect();
    let error = errors
        .of("amount")
        .map(|sentence| view! { <p class="error" id="amount-error">{sentence}</p> });
    let sum = typed_total(rows, typed).map(|sum| view! { <MoneyText amount=sum/> });
    view! {
        <fieldset class="fieldset" id="amount" aria-describedby="amount-hint">
            <legend>{t("pay-several-amounts")}</legend>
            <p class="hint" id="amount-hint">{t("pay-several-hint")}</p>
            {error}
            <table class="table table-rows">
                <caption class="visually-hidden">{t("invoices-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("invoice-number")}</th>
                        <th scope="col">{t("invoice-due-on")}</th>
                        <th scope="col">{t("invoice-state")}</th>
                        <th scope="col" class="num">{t("invoice-amount-due")}</th>
                        <th scope="col" class="num">{t("pay-several-amount")}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" class="lead">{t("pay-several-total")}</th>
                        <td></td><td></td>
                        <td class="act"><button class="btn btn-small" name="intent" value="total">{t("pay-several-add-up")}</button></td>
                        <td class="num amount">{sum}</td>
                    </tr>
                </tfoot>
            </table>
        </fieldset>
    }
    .into_any()
}

fn amount_row(row: &Payable, today: jiff::civil::Date, typed: &Typed) -> AnyView {
    let invoice = &row.invoice;
    let id = invoice.invoice_id;
    let number = invoice.number.clone().unwrap_or_default();
    let label = t_with("pay-several-amount-of", &[("number", Arg::from(&number))]);
    let standing = standing(invoice.status, invoice.due_on, today);
    let partly_settled = row.free != invoice.total;
    view! {
        <tr>
            <th scope="row" class="lead"><a class="nowrap" href=paths::invoice(id)>{number}</a></th>
            <td class="meta" data-label=t("invoice-due-on")><DateText on=invoice.due_on/></td>
            <td class="state"><StandingBadge standing partly_settled disputed=invoice.disputed/></td>
            <td class="num amount"><MoneyText amount=row.free/></td>
            <td class="num" data-label=t("pay-several-amount")>
                <input r#type="hidden" name="invoice" value=id.to_string()/>
                <input class="input num input-short" name="amount" aria-label=label inputmode="decimal"
                    maxlength="40" value=typed_amount(typed, id).to_owned()/>
            </td>
        </tr>
    }
    .into_any()
}

/// What the amounts on the page sum to; None while one of them does not read.
fn typed_total(rows: &[Payable], typed: &Typed) -> Option<Money> {
    let currency = rows.first()?.free.currency;
    let mut sum = Money::zero(currency);
    for row in rows {
        let amount = typed_amount(typed, row.invoice.invoice_id).trim();
        if !amount.is_empty() {
            let amount = i18n::parse_amount(ui().locale, currency, amount).ok()?;
            sum = sum.checked_add(amount).ok()?;
        }
    }
    Some(sum)
}

/// Whether a new method is kept.
pub(super) fn save_choice(typed: &Typed) -> AnyView {
    view! {
        <div class="check">
            <input r#type="checkbox" id="save" name="save" value="yes" checked=!typed.get("save").is_empty()/>
            <label r#for="save">{t("pay-save-method")}</label>
            <p class="hint">{t("pay-save-method-hint")}</p>
        </div>
    }
    .into_any()
}

/// What to pay with: these methods or a new one; `takes_debits`: that may be more than a card.
pub(super) fn method_choices(
    methods: &[SavedMethod],
    takes_debits: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let (new, new_hint) = match takes_debits {
        true => ("pay-new-method", "pay-new-method-hint"),
        false => ("pay-new-card", "pay-new-card-hint"),
    };
    let error = errors
        .of("methods")
        .map(|sentence| view! { <p class="error" id="methods-error">{sentence}</p> });
    let chosen = typed.get("method");
    let saved: Vec<_> = methods
        .iter()
        .map(|method| {
            let id = method.payment_method_id.to_string();
            let is_chosen = id == chosen;
            let badge = method
                .is_default
                .then(|| view! { <span class="badge">{t("payment-methods-default")}</span> });
            view! {
                <label class="choice">
                    <input r#type="radio" name="method" value=id checked=is_chosen/>
                    <span><span class="choice-title">{method_title(method)}</span>{expiry_note(method)}{duration_note(method)}</span>
                    {badge}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="fieldset" id="methods">
            <legend>{t("pay-with")}</legend>
            {error}
            <div class="choices">
                {saved}
                <label class="choice">
                    <input r#type="radio" name="method" value=NEW_METHOD checked={chosen == NEW_METHOD}/>
                    <span><span class="choice-title">{t(new)}</span><small>{t(new_hint)}</small></span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The rest of the selection: other sellers and currencies, each a payment of its own.
fn others(others: &[OtherPayment]) -> Option<AnyView> {
    let entries: Vec<_> = others
        .iter()
        .map(|other| {
            let text = t_with(
                "pay-other-payment",
                &[("amount", Arg::from(other.amount)), ("seller", Arg::from(&other.seller))],
            );
            view! { <li><a href=paths::pay(&other.invoices)>{text}</a></li> }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="other-payments">
                <h2 id="other-payments">{t("pay-others-title")}</h2>
                <p class="muted">{t("pay-others-why")}</p>
                <ul class="documents">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
