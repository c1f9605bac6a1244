//! Which sign stands for a currency in which language (CLDR 48, `en-GB` and `de`).
//!
//! Where CLDR writes the bare code although the currency has a sign of its own that nobody mistakes
//! (₦, ₺, ₴), we write the sign: CLDR's choice aims at fonts of long ago.

use super::Locale;
use crate::domain::currency::Currency;

/// The sign that readers of `locale` know, or the ISO code.
pub(super) fn symbol(locale: Locale, currency: Currency) -> &'static str {
    let by_language = match locale {
        Locale::En => english(currency.code()),
        Locale::De => german(currency.code()),
    };
    by_language
        .or_else(|| everywhere(currency.code()))
        .or_else(|| currency.own_symbol())
        .unwrap_or(currency.code())
}

fn english(code: &str) -> Option<&'static str> {
    Some(match code {
        "USD" => "US$",
        "AUD" => "A$",
        "JPY" => "JP¥",
        _ => return None,
    })
}

fn german(code: &str) -> Option<&'static str> {
    Some(match code {
        "USD" => "$",
        "AUD" => "AU$",
        "JPY" => "¥",
        "THB" => "฿",
        _ => return None,
    })
}

fn everywhere(code: &str) -> Option<&'static str> {
    Some(match code {
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "HKD" => "HK$",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "TWD" => "NT$",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => return None,
    })
}
