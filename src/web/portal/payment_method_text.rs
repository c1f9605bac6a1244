//! How a saved method is called on pages: its name, its network and last four digits, when it ends.

use crate::domain::payment_method::{Expiry, SavedMethod, SavedMethodKind};
use crate::i18n::Arg;
use crate::web::ui::{date, t, t_with, ui};
use leptos::prelude::*;

/// "Visa ending 4242", after the customer's own name for it.
pub fn method_title(method: &SavedMethod) -> String {
    let kind = match (method.kind, method.brand.as_deref()) {
        (SavedMethodKind::Card, Some("visa")) => t("method-visa"),
        (SavedMethodKind::Card, Some("mastercard")) => t("method-mastercard"),
        (SavedMethodKind::Card, Some("amex")) => t("method-amex"),
        (SavedMethodKind::Card, _) => t("payment-method-card"),
        (SavedMethodKind::SepaDebit, _) => t("method-sepa-debit"),
        (SavedMethodKind::BacsDebit, _) => t("method-bacs-debit"),
        (SavedMethodKind::AchDebit, _) => t("method-ach-debit"),
        (SavedMethodKind::Other, _) => t("payment-method-other"),
    };
    let named = match &method.last4 {
        Some(last4) => {
            let args = [("kind", Arg::from(&*kind)), ("digits", Arg::from(last4.as_str()))];
            t_with("method-ending", &args)
        }
        None => kind.into_owned(),
    };
    if method.nickname.is_empty() { named } else { format!("{} · {named}", method.nickname) }
}

/// How long a payment with it takes; nothing for what arrives at once.
pub fn duration_note(method: &SavedMethod) -> Option<AnyView> {
    let days = method.kind.arrives_within_days()?;
    let text = t_with("method-takes-days", &[("days", Arg::from(i64::from(days)))]);
    Some(view! { <small>{text}</small> }.into_any())
}

/// When it ends, pointed out if that is soon; nothing for what has no end.
pub fn expiry_note(method: &SavedMethod) -> Option<AnyView> {
    let last = method.expires_on?;
    let args = [("date", Arg::from(date(last)))];
    let (tone, text) = match method.expiry(ui().today()) {
        Expiry::Good => (None, t_with("method-works-until", &args)),
        Expiry::Soon => (Some("warning"), t_with("method-expires-soon", &args)),
        Expiry::Expired => (Some("danger"), t_with("method-expired", &args)),
    };
    Some(view! { <small class="tone" data-tone=tone>{text}</small> }.into_any())
}
