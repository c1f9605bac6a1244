//! The look of Paystack's pages, and its amounts as people read them.

pub use crate::simulator::html::{escape, input};

/// A whole page. `body` is HTML.
pub fn page(title: &str, body: &str) -> String {
    crate::simulator::html::page("Paystack", title, body)
}

/// `NGN 1234.50`: Paystack counts every currency in hundredths.
pub fn words(amount: i64, currency: &str) -> String {
    format!("{currency} {}.{:02}", amount / 100, amount % 100)
}
