//! What was used on each day, drawn on the server, with the same figures as a table.

use crate::i18n::Arg;
use crate::web::components::amounts::DateText;
use crate::web::ui::{date, number, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The drawing: 640 wide, of which the first 60 are the scale's.
const WIDTH: i64 = 640;
const LEFT: i64 = 60;
const TOP: i64 = 12;
const BOTTOM: i64 = 160;

/// A bar for each day, oldest first; nothing for a single day without use.
pub(super) fn daily_chart(at: usize, days: &[(Date, Decimal)], name: &str) -> Option<AnyView> {
    let most = days.iter().map(|(_, quantity)| *quantity).max()?;
    let (first, last) = (days.first()?.0, days.last()?.0);
    if most <= Decimal::ZERO {
        return None;
    }
    let id = format!("chart-{at}");
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    let step = (WIDTH - LEFT) / count;
    let bars: Vec<_> = days
        .iter()
        .zip(0_i64..)
        .map(|((on, quantity), at)| {
            let height = height(*quantity, most);
            let (x, width) = (LEFT + at * step, (step - 3).max(2));
            let said = format!("{}: {}", date(*on), number(*quantity));
            view! {
                <rect class="bar" x=x.to_string() y=(BOTTOM - height).to_string() width=width.to_string()
                    height=height.to_string()><title>{said}</title></rect>
            }
        })
        .collect();
    let rows: Vec<_> = days
        .iter()
        .rev()
        .map(|(on, quantity)| view! { <tr><th scope="row"><DateText on=*on/></th><td class="num">{number(*quantity)}</td></tr> })
        .collect();
    let end = (LEFT + step * count).to_string();
    let title = t_with("usage-by-day", &[("name", Arg::from(name))]);
    let half = (BOTTOM + TOP) / 2;
    Some(
        view! {
            <figure class="usage-chart">
                <svg class="chart" viewBox="0 0 640 200" role="img" aria-labelledby=id.clone()>
                    <title id=id.clone()>{title.clone()}</title>
                    <line class="grid" x1=LEFT.to_string() x2="640" y1=TOP.to_string() y2=TOP.to_string()/>
                    <line class="grid" x1=LEFT.to_string() x2="640" y1=half.to_string() y2=half.to_string()/>
                    <line class="grid" x1=LEFT.to_string() x2="640" y1=BOTTOM.to_string() y2=BOTTOM.to_string()/>
                    <text x="54" y=(TOP + 5).to_string() text-anchor="end">{short(most)}</text>
                    <text x="54" y=(BOTTOM + 4).to_string() text-anchor="end">"0"</text>
                    {bars}
                    <text x=LEFT.to_string() y="188">{date(first)}</text>
                    {(first != last).then(|| view! { <text x=end y="188" text-anchor="end">{date(last)}</text> })}
                </svg>
                <details class="more">
                    <summary>{t("usage-as-table")}</summary>
                    <table class="table table-tight">
                        <caption class="visually-hidden">{title}</caption>
                        <thead><tr><th scope="col">{t("usage-day")}</th><th scope="col" class="num">{t("usage-quantity")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            </figure>
        }
        .into_any(),
    )
}

/// The height of a bar: at least one unit where something was used.
fn height(quantity: Decimal, most: Decimal) -> i64 {
    if quantity <= Decimal::ZERO {
        return 0;
    }
    let share = quantity * Decimal::from(BOTTOM - TOP) / most;
    share.round().to_i64().unwrap_or(0).max(1)
}

/// A number that fits beside the scale: `12k`, `3.4M`.
fn short(quantity: Decimal) -> String {
    let scales = [(1_000_000_000, "G"), (1_000_000, "M"), (10_000, "k")];
    for (least, letter) in scales {
        if quantity >= Decimal::from(least) {
            let unit = if letter == "k" { 1_000 } else { least };
            let shown = (quantity / Decimal::from(unit)).round_dp(1).normalize();
            return format!("{}{letter}", number(shown));
        }
    }
    number(quantity.round_dp(1).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_day_fills_the_chart_and_the_least_use_is_seen() {
        let most = Decimal::from(1_000_000);
        assert_eq!(height(most, most), 148);
        assert_eq!(height(Decimal::from(500_000), most), 74);
        assert_eq!(height(Decimal::ONE, most), 1);
        assert_eq!(height(Decimal::ZERO, most), 0);
    }

    #[test]
    fn large_numbers_are_shortened() {
        assert_eq!(short(Decimal::from(9_999)), "9,999");
        assert_eq!(short(Decimal::from(12_340)), "12.3k");
        assert_eq!(short(Decimal::from(3_400_000)), "3.4M");
    }
}
