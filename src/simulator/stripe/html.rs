//! The look of Stripe's pages.

pub use crate::simulator::html::{escape, input};

/// A whole page. `body` is HTML.
pub fn page(title: &str, body: &str) -> String {
    crate::simulator::html::page("Stripe", title, body)
}
