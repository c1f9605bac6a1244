//! What happened on a day of a sandbox, in words: on the page and on the command line.

use crate::domain::money::Money;
use crate::i18n::{Arg, Locale, money, text, text_with};
use crate::mail::templates::MailKind;
use crate::store::clock_advances::{Happened, Happening};

/// "3 invoices finalised: INV-1, INV-2, INV-3".
#[must_use]
pub fn sentence(locale: Locale, happened: &Happened) -> String {
    let key = format!("clock-happened-{}", happened.happening.word().replace('_', "-"));
    let count = [("count", Arg::from(happened.count))];
    let said = text_with(locale, &key, &count);
    let rest = usize::try_from(happened.count).unwrap_or(0).saturating_sub(happened.names.len());
    let more = match (happened.names.is_empty(), rest) {
        (true, _) => detail(locale, happened),
        (false, 0) => Some(happened.names.join(", ")),
        (false, _) => Some(format!("{} …", happened.names.join(", "))),
    };
    match more {
        Some(more) => format!("{said}: {more}"),
        None => said,
    }
}

fn detail(locale: Locale, happened: &Happened) -> Option<String> {
    let detail = happened.detail.as_str();
    match happened.happening {
        Happening::PaymentReceived => {
            let currency = detail.parse().ok()?;
            Some(money(locale, Money { amount_minor: happened.amount_minor?, currency }))
        }
        Happening::EmailSent => {
            let kind: Option<MailKind> = detail.parse().ok();
            let name = kind.map(|kind| {
                text(locale, &format!("admin-template-{}", kind.word().replace('_', "-")))
            });
            Some(name.map_or_else(|| detail.to_owned(), std::borrow::Cow::into_owned))
        }
        // The word by which jobs are known on the page of diagnostics.
        Happening::JobFailed | Happening::JobGivenUp => Some(detail.to_owned()),
        _ => None,
    }
}
