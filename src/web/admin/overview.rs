//! The staff's first screen: what is owed and how late, what to chase, whether the queues move.

use crate::auth::StaffSession;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::i18n::Arg;
use crate::state::App;
use crate::store::diagnostics::{self, Queues};
use crate::store::invoice_lists::{self, Ageing, FoundInvoice};
use crate::store::review;
use crate::web::admin::parts::FoundInvoiceTable;
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;

/// Overdue invoices shown.
const MOST_OVERDUE: i64 = 10;

/// The width of the ageing bar, in its own units.
const BAR_WIDTH: i64 = 1000;

/// A share that is there at all is at least this wide.
const BAR_WIDTH_MIN: i64 = 4;

struct Overview {
    ageing: Vec<Ageing>,
    overdue: Vec<FoundInvoice>,
    queues: Queues,
    /// What waits for a person.
    review_items: i64,
}

async fn load(app: &App, today: Date) -> Result<Overview, AppError> {
    let mut tx = app.db.staff_read().await?;
    let ageing = invoice_lists::ageing(&mut tx, today).await?;
    let overdue = invoice_lists::most_overdue(&mut tx, today, MOST_OVERDUE).await?;
    let review_items = review::open_count(&mut tx).await?;
    drop(tx);
    Ok(Overview { ageing, overdue, review_items, queues: diagnostics::queues(&app.db).await? })
}

/// GET /admin
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let overview = load(&app, ui.today()).await?;
    let title = crate::i18n::text(ui.locale, "admin-overview-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(overview)))
}

fn view(overview: Overview) -> AnyView {
    let Overview { ageing, overdue, queues, review_items } = overview;
    let bars: Vec<_> = ageing.iter().enumerate().map(|(no, row)| ageing_bar(no, row)).collect();
    let receivables = if bars.is_empty() {
        view! { <p class="muted">{t("admin-nothing-owed")}</p> }.into_any()
    } else {
        view! { <div class="stack-l stack">{bars}</div> }.into_any()
    };
    let today = ui().today();
    let overdue = if overdue.is_empty() {
        view! { <Empty title=t("admin-no-overdue-title") text=t("admin-no-overdue-text")/> }
            .into_any()
    } else {
        view! { <FoundInvoiceTable rows=overdue today/> }.into_any()
    };
    view! {
        <PageHead title=t("admin-overview-title") sub=queue_line(&queues).into_any()/>
        {review_notice(review_items)}
        {search_form("")}
        <section class="section" aria-labelledby="receivables">
            <div class="section-head"><h2 id="receivables">{t("admin-receivables")}</h2></div>
            {receivables}
        </section>
        <section class="section" aria-labelledby="overdue">
            <div class="section-head">
                <h2 id="overdue">{t("admin-most-overdue")}</h2>
                <a href=format!("{}?state=overdue", paths::ADMIN_INVOICES)>{t("admin-all-overdue")}</a>
            </div>
            {overdue}
        </section>
    }
    .into_any()
}

fn review_notice(count: i64) -> Option<AnyView> {
    (count > 0).then(|| {
        let text = t_with("review-open-items", &[("count", Arg::from(count))]);
        view! {
            <div class="notice" data-tone="warning" role="status">
                <div><p>{text}</p></div>
                <a href=paths::ADMIN_REVIEW>{t("review-see")}</a>
            </div>
        }
        .into_any()
    })
}

/// The search for customers and invoice numbers; the results are on the customers' page.
pub fn search_form(text: &str) -> AnyView {
    view! {
        <form class="filter" method="get" action=paths::ADMIN_CUSTOMERS role="search">
            <div class="field">
                <label class="visually-hidden" for="q">{t("admin-search-label")}</label>
                <input class="input" id="q" name="q" r#type="search" value=text.to_owned() maxlength="200" placeholder=t("admin-search-label")/>
            </div>
            <button class="btn">{t("admin-search")}</button>
        </form>
    }
    .into_any()
}

fn queue_line(queues: &Queues) -> AnyView {
    let count = |list: &[(String, i64)], states: &[&str]| -> i64 {
        list.iter().filter(|(state, _)| states.contains(&state.as_str())).map(|(_, n)| n).sum()
    };
    let waiting = count(&queues.jobs, &["ready", "running"])
        + count(&queues.emails, &["queued", "sending"])
        + queues.outbox_waiting;
    let stuck = count(&queues.jobs, &["dead"]) + count(&queues.emails, &["failed", "uncertain"]);
    let waiting = t_with("admin-queues-waiting", &[("count", Arg::from(waiting))]);
    let (tone, stuck_text) = if stuck == 0 {
        ("success", t("admin-queues-none-stuck").into_owned())
    } else {
        ("danger", t_with("admin-queues-stuck", &[("count", Arg::from(stuck))]))
    };
    view! {
        {waiting}" "<a class="tone" data-tone=tone href=paths::ADMIN_DIAGNOSTICS>{stuck_text}</a>
    }
    .into_any()
}

fn ageing_bar(no: usize, row: &Ageing) -> AnyView {
    let shares = [
        (row.not_due, "admin-age-not-due"),
        (row.late_1_to_30, "admin-age-30"),
        (row.late_31_to_60, "admin-age-60"),
        (row.late_61_to_90, "admin-age-90"),
        (row.late_over_90, "admin-age-later"),
    ];
    let currency = row.not_due.currency;
    let total_minor: i64 = shares.iter().map(|(amount, _)| amount.amount_minor).sum();
    let widths = widths(shares.map(|(amount, _)| amount.amount_minor));
    let mut x = 0;
    let bars: Vec<_> = widths
        .into_iter()
        .enumerate()
        .map(|(age, width)| {
            let left = x;
            x += width;
            view! { <rect class=format!("age-{age}") x=left.to_string() width=width.to_string() height="10"/> }
        })
        .collect();
    let legend: Vec<_> = shares
        .into_iter()
        .enumerate()
        .filter(|(_, (amount, _))| !amount.is_zero())
        .map(|(age, (amount, key))| {
            view! { <div class=format!("age-{age}")><dt>{t(key)}</dt><dd class="money">{crate::web::ui::money(amount)}</dd></div> }
        })
        .collect();
    let title_id = format!("ageing-{no}");
    let labelled_by = title_id.clone();
    let title = t_with("admin-ageing-title", &[("currency", Arg::from(currency.code()))]);
    view! {
        <div class="ageing">
            <p class="strong">{t_with("admin-owed-in", &[("currency", Arg::from(currency.code()))])}" "<MoneyText amount=Money { amount_minor: total_minor, currency }/></p>
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-labelledby=labelled_by>
                <title id=title_id>{title}</title>
                {bars}
            </svg>
            <dl class="legend">{legend}</dl>
        </div>
    }
    .into_any()
}

/// Widths in the proportion of the amounts that together fill the bar; a share that is there at all
/// can be seen, at the cost of the widest one.
fn widths(amounts_minor: [i64; 5]) -> [i64; 5] {
    let total: i128 = amounts_minor.iter().map(|&minor| i128::from(minor)).sum();
    if total <= 0 {
        return [0; 5];
    }
    let mut widths = amounts_minor.map(|minor| {
        let exact = i128::from(minor) * i128::from(BAR_WIDTH) / total;
        let exact = i64::try_from(exact).unwrap_or(BAR_WIDTH);
        if minor > 0 { exact.max(BAR_WIDTH_MIN) } else { 0 }
    });
    let excess = widths.iter().sum::<i64>() - BAR_WIDTH;
    if let Some(widest) = widths.iter_mut().max() {
        *widest -= excess;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ageing_bar_is_always_full_and_no_share_vanishes() {
        assert_eq!(widths([520, 240, 120, 80, 40]), [520, 240, 120, 80, 40]);
        // 1 of a million is nothing of a thousand, and is still shown.
        assert_eq!(widths([999_999, 1, 0, 0, 0]), [996, 4, 0, 0, 0]);
        assert_eq!(widths([1, 1, 1, 0, 0]).iter().sum::<i64>(), 1000);
        assert_eq!(widths([0; 5]), [0; 5]);
        assert_eq!(widths([i64::MAX / 5; 5]), [200; 5]);
    }
}
