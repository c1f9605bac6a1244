//! Amounts and dates as the page's language writes them.

use crate::domain::money::Money;
use crate::web::ui;
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;

/// An amount that never breaks over lines.
#[component]
pub fn MoneyText(amount: Money) -> impl IntoView {
    view! { <span class="money">{ui::money(amount)}</span> }
}

/// A civil date.
#[component]
pub fn DateText(on: Date) -> impl IntoView {
    view! { <time datetime=on.to_string()>{ui::date(on)}</time> }
}

/// An instant, in the viewer's time zone.
#[component]
pub fn TimeText(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.to_string()>{ui::date_time(at)}</time> }
}
