//! Each mail with invented values, made through its own type: what previews and tests show.

use super::layout::{self, Content};
use super::{
    AboutCollecting, AboutInstallments, AboutInvoice, AboutPlan, AboutUsage, Brand,
    CreditNoteIssued, DunningReminder, Invitation, InvoiceIssued, MailKind, MethodExpiring,
    OverdueInvoice, PaymentReceived, PlanMoving, RefundNotice, Rendered, SignInLink,
    SubscriptionReminder, Template, UsageNotice, Variable,
};
use crate::domain::autopay::AskFirst;
use crate::domain::currency::Currency;
use crate::domain::dunning::{DunningTemplate, Entitlement};
use crate::domain::money::Money;
use crate::domain::renewal::ReminderKind;
use crate::i18n::Locale;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

const ACCOUNT: &str = "Nordlicht GmbH";
const PERSON: &str = "Anna Möller";
const INVOICE_NUMBER: &str = "LUM-2026-00418";
const SECOND_INVOICE_NUMBER: &str = "LUM-2026-00431";
const CREDIT_NOTE_NUMBER: &str = "LUM-CN-2026-00031";
const CARD: &str = "•••• 4242";
const REFERENCE: &str = "RF18 5390 0754 7034";
const DUE_ON: Date = date(2026, 12, 4);
const METHOD: &str = "Visa •••• 4242";
const PLAN: &str = "Business";
const METER: &str = "API calls";
/// What staff write, in whatever language they write it.
const REASON: &str = "Q4/2026";
const FAILURE: &str = "insufficient_funds";
const EXPIRES_ON: Date = date(2026, 12, 31);
const RECEIVED_ON: Date = date(2026, 11, 20);
/// 27 November 2026, 09:00 UTC.
const VALID_UNTIL_S: i64 = 1_795_770_000;
/// Leads to a page that says that the link is none.
const SIGN_IN_LINK: &str = "/sign-in/link/example";
/// Leads to a page that says that the link is none, too.
const CARD_LINK: &str = "/card/example";
const INVITATION_LINK: &str = "/invitations/example";

const fn eur(amount_minor: i64) -> Money {
    Money { amount_minor, currency: Currency::EUR }
}

/// The mail as somebody would get it, in this wording. `base_url` is the deployment's address.
#[must_use]
pub fn sample(
    kind: MailKind,
    locale: Locale,
    brand: &Brand,
    base_url: &str,
    template: &Template,
) -> Rendered {
    with_sample(kind, locale, brand, base_url, |content| layout::render(content, brand, template))
}

/// The whitelist with the values that the sample has.
#[must_use]
pub fn sample_values(
    kind: MailKind,
    locale: Locale,
    brand: &Brand,
    base_url: &str,
) -> Vec<(Variable, String)> {
    with_sample(kind, locale, brand, base_url, |content| content.values.clone())
}

fn with_sample<T>(
    kind: MailKind,
    locale: Locale,
    brand: &Brand,
    base_url: &str,
    read: impl FnOnce(&Content<'_>) -> T,
) -> T {
    let account = ACCOUNT;
    let invoice_link = format!("{base_url}/invoices");
    match kind {
        MailKind::InvoiceIssued => read(&invoice_issued(&invoice_link).content(locale, brand)),
        MailKind::CreditNoteIssued | MailKind::CreditNoteUnlinked => {
            let link = &format!("{base_url}/credit-notes");
            read(&credit_note_issued(kind, link).content(locale, brand))
        }
        MailKind::PaymentReceived => {
            let mail = PaymentReceived {
                account,
                amount: eur(1_200_00),
                received_on: RECEIVED_ON,
                reference: REFERENCE,
                invoices: &[(INVOICE_NUMBER.to_owned(), eur(1_190_00))],
                to_credit: eur(10_00),
                bought_credit: false,
                link: &format!("{base_url}/payments"),
            };
            read(&mail.content(locale, brand))
        }
        MailKind::RefundSent | MailKind::RefundFailed => {
            let link = &format!("{base_url}/payments");
            read(&refund_notice(kind, link).content(locale, brand))
        }
        MailKind::AutopayUpcoming
        | MailKind::AutopayNotCollected
        | MailKind::AutopayFailed
        | MailKind::PaymentFailed => {
            let (number, amount, link) = (INVOICE_NUMBER, eur(1_190_00), invoice_link.as_str());
            let invoice = AboutInvoice { account, number, amount, link };
            let update_card = format!("{base_url}{CARD_LINK}");
            read(&about_collecting(kind, &update_card).content(&invoice, locale, brand))
        }
        MailKind::DunningFriendly | MailKind::DunningFirm | MailKind::DunningFinal => {
            let invoices = overdue_invoices();
            let link = &format!("{base_url}/pay?currency=EUR");
            let update_card = &format!("{base_url}{CARD_LINK}");
            let mail = DunningReminder { update_card, ..dunning_reminder(kind, &invoices, link) };
            read(&mail.content(locale, brand))
        }
        MailKind::MethodExpiring => {
            let link = &format!("{base_url}/settings/payment-methods");
            let update_card = &format!("{base_url}{CARD_LINK}");
            let last_on = EXPIRES_ON;
            let mail = MethodExpiring { account, method: METHOD, last_on, update_card, link };
            read(&mail.content(locale))
        }
        MailKind::RenewalUpcoming | MailKind::TrialEnding => {
            read(&subscription_reminder(kind, base_url).content(locale, brand))
        }
        MailKind::UsageLimit | MailKind::UsageSpend | MailKind::SpendCap => {
            let link = &format!("{base_url}/usage");
            read(&usage_notice(kind, link).content(locale, brand))
        }
        MailKind::PlanMoving => read(&plan_moving(base_url).content(locale, brand)),
        MailKind::InstallmentAccepted
        | MailKind::InstallmentCompleted
        | MailKind::InstallmentDefaulted
        | MailKind::InstallmentFailed
        | MailKind::InstallmentOffered
        | MailKind::InstallmentRefused
        | MailKind::InstallmentUpcoming => {
            let (number, amount) = (INVOICE_NUMBER, eur(359_88));
            let link = &format!("{base_url}/installment-plans");
            let plan = AboutPlan { account, number, amount, link };
            read(&about_installments(kind).content(&plan, locale, brand))
        }
        MailKind::SignInLink => {
            let link = &format!("{base_url}{SIGN_IN_LINK}");
            read(&SignInLink { name: PERSON, minutes: 15, link }.content(locale))
        }
        MailKind::Invitation => {
            let valid_until = Timestamp::from_second(VALID_UNTIL_S).unwrap_or(Timestamp::MAX);
            let link = &format!("{base_url}{INVITATION_LINK}");
            let mail = Invitation { inviter: PERSON, account, valid_until, link };
            read(&mail.content(locale))
        }
    }
}

fn invoice_issued(link: &str) -> InvoiceIssued<'_> {
    InvoiceIssued {
        account: ACCOUNT,
        number: INVOICE_NUMBER,
        total: eur(1_190_00),
        due_on: DUE_ON,
        collected_from: None,
        link,
    }
}

fn overdue_invoices() -> [OverdueInvoice; 2] {
    let overdue = |number: &str, due_on, minor| OverdueInvoice {
        number: number.to_owned(),
        due_on,
        due: eur(minor),
    };
    [
        overdue(INVOICE_NUMBER, date(2026, 11, 2), 1_190_00),
        overdue(SECOND_INVOICE_NUMBER, date(2026, 11, 9), 59_50),
    ]
}

fn dunning_reminder<'a>(
    kind: MailKind,
    invoices: &'a [OverdueInvoice],
    link: &'a str,
) -> DunningReminder<'a> {
    let template = match kind {
        MailKind::DunningFriendly => DunningTemplate::Friendly,
        MailKind::DunningFirm => DunningTemplate::Firm,
        _ => DunningTemplate::Final,
    };
    let (total, next) = (eur(1_249_50), Some((DUE_ON, Entitlement::ReadOnly)));
    let update_card = link;
    DunningReminder { template, account: ACCOUNT, invoices, total, next, update_card, link }
}

fn plan_moving(link: &str) -> PlanMoving<'_> {
    let (previous, amount) = (eur(1_000_00), eur(1_100_00));
    PlanMoving { account: ACCOUNT, plan: PLAN, on: DUE_ON, previous, amount, link }
}

fn credit_note_issued(kind: MailKind, link: &str) -> CreditNoteIssued<'_> {
    let is_linked = kind == MailKind::CreditNoteIssued;
    CreditNoteIssued {
        account: ACCOUNT,
        number: CREDIT_NOTE_NUMBER,
        invoice_number: is_linked.then_some(INVOICE_NUMBER),
        total: eur(119_00),
        applied: eur(if is_linked { 100_00 } else { 0 }),
        to_credit: eur(if is_linked { 19_00 } else { 119_00 }),
        link,
    }
}

fn subscription_reminder(kind: MailKind, link: &str) -> SubscriptionReminder<'_> {
    let about = match kind {
        MailKind::TrialEnding => ReminderKind::TrialEnding,
        _ => ReminderKind::RenewalUpcoming,
    };
    let amount = eur(1_000_00);
    SubscriptionReminder { about, account: ACCOUNT, plan: PLAN, on: DUE_ON, amount, link }
}

fn usage_notice(kind: MailKind, link: &str) -> UsageNotice<'_> {
    let about = match kind {
        MailKind::UsageLimit => AboutUsage::Limit {
            name: METER,
            percent: 80,
            used: Decimal::from(8_012),
            limit: Decimal::from(10_000),
        },
        MailKind::UsageSpend => AboutUsage::Spend { spent: eur(50_20), threshold: eur(50_00) },
        _ => AboutUsage::Cap { spent: eur(100_10), cap: eur(100_00) },
    };
    UsageNotice { about, account: ACCOUNT, plan: PLAN, link }
}

fn refund_notice(kind: MailKind, link: &str) -> RefundNotice<'_> {
    RefundNotice {
        has_failed: kind == MailKind::RefundFailed,
        account: ACCOUNT,
        amount: eur(19_00),
        destination: CARD,
        credit_note: Some(CREDIT_NOTE_NUMBER),
        link,
    }
}

fn about_installments(kind: MailKind) -> AboutInstallments<'static> {
    match kind {
        MailKind::InstallmentAccepted => AboutInstallments::Accepted { due_on: DUE_ON },
        MailKind::InstallmentCompleted => AboutInstallments::Completed,
        MailKind::InstallmentDefaulted => AboutInstallments::Defaulted,
        MailKind::InstallmentFailed => AboutInstallments::Failed { failure_code: FAILURE },
        MailKind::InstallmentRefused => AboutInstallments::Refused { reason: REASON },
        MailKind::InstallmentUpcoming => {
            AboutInstallments::Upcoming { due_on: DUE_ON, method: Some(METHOD) }
        }
        _ => AboutInstallments::Offered,
    }
}

fn about_collecting(kind: MailKind, update_card: &str) -> AboutCollecting<'_> {
    match kind {
        MailKind::AutopayUpcoming => AboutCollecting::Upcoming { on: DUE_ON, method: METHOD },
        MailKind::AutopayNotCollected => {
            AboutCollecting::NotCollected { due_on: DUE_ON, why: AskFirst::OverLimit }
        }
        MailKind::AutopayFailed => AboutCollecting::Failed { failure_code: FAILURE, update_card },
        _ => AboutCollecting::CameBack { failure_code: FAILURE },
    }
}
