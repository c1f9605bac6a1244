//! `/admin/exchange-rates`: what holds now, with source, time and end; the history of a pair; and a form
//! for a rate that no feed has (row M2).

use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::fx::RateSource;
use crate::error::AppError;
use crate::flows::fx::enter_rate::{EnterRateError, EnteredRate, enter_rate};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::fx::{self, StoredQuote};
use crate::web::admin::parts::{OnceKey, OnwardPager, query};
use crate::web::admin::typed::{self, Typed};
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, number, t, t_with, ui};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

/// Rows of a pair's history on one page.
const HISTORY: i64 = 50;
/// How long a typed rate counts unless staff say otherwise.
const PROPOSED_DAYS: i32 = 7;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RateQuery {
    /// `EUR-USD`: the history of this pair.
    pair: String,
    /// Microseconds: older ones only.
    before: String,
    done: String,
}

struct RatePage {
    current: Vec<StoredQuote>,
    history: Option<History>,
    is_entered: bool,
    /// `None` for staff who may not enter rates.
    form: Option<RateForm>,
}

struct History {
    pair: (Currency, Currency),
    rows: Vec<StoredQuote>,
    older: Option<String>,
}

struct RateForm {
    once: Uuid,
    typed: Typed,
    errors: FieldErrors,
    asks_again: bool,
}

async fn load(app: &App, asked: &RateQuery, form: Option<RateForm>) -> Result<RatePage, AppError> {
    let mut tx = app.db.staff_read().await?;
    let mut history = None;
    if let Some(pair) = read_pair(&asked.pair) {
        let before = asked.before.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
        let mut rows = fx::history(&mut tx, pair, before, HISTORY + 1).await?;
        let limit = usize::try_from(HISTORY).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| has_more).map(|row| row.quote.as_of.as_microsecond());
        let older = last.map(|at| {
            let pairs = [("pair", asked.pair.as_str()), ("before", &at.to_string())];
            format!("{}{}", paths::ADMIN_EXCHANGE_RATES, query(&pairs))
        });
        history = Some(History { pair, rows, older });
    }
    let is_entered = asked.done == "entered";
    Ok(RatePage { current: fx::current(&mut tx).await?, history, is_entered, form })
}

fn read_pair(text: &str) -> Option<(Currency, Currency)> {
    let (base, quote) = text.split_once('-')?;
    Some((base.parse().ok()?, quote.parse().ok()?))
}

/// GET /admin/exchange-rates
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(asked): Query<RateQuery>,
) -> Result<Response, AppError> {
    let form = staff.role.can_handle_money().then(|| untouched(&ui));
    let page = load(&app, &asked, form).await?;
    Ok(answer(ui, StatusCode::OK, page))
}

/// POST /admin/exchange-rates
pub async fn enter(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let once: Uuid = typed.id("id").ok_or(AppError::BadRequest)?;
    let (errors, asks_again) = match read(ui.locale, once, &typed) {
        Err(errors) => (errors, false),
        Ok(entered) => match enter_rate(&app.db, ui.now, &staff.actor(), &entered).await {
            Ok(()) => {
                return Ok(see_other(&format!("{}?done=entered", paths::ADMIN_EXCHANGE_RATES)));
            }
            Err(error) => refusal(ui.locale, error)?,
        },
    };
    let form = RateForm { once, typed, errors, asks_again };
    let page = load(&app, &RateQuery::default(), Some(form)).await?;
    Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, page))
}

fn untouched(ui: &Ui) -> RateForm {
    let until = ui.today().checked_add(PROPOSED_DAYS.days()).unwrap_or(ui.today());
    let fields = [("base", "EUR".to_owned()), ("valid-until", until.to_string())];
    let typed = Typed::of(&fields);
    RateForm { once: Uuid::now_v7(), typed, errors: FieldErrors::none(), asks_again: false }
}

/// The rate as typed, or what does not read.
fn read(locale: Locale, once: Uuid, typed: &Typed) -> Result<EnteredRate, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut currency = |field: &'static str| {
        let currency: Option<Currency> = typed.get(field).to_uppercase().parse().ok();
        if currency.is_none() {
            errors.add(field, i18n::text(locale, "fx-error-currency"));
        }
        currency
    };
    let (base, quote) = (currency("base"), currency("quote"));
    let rate: Option<Decimal> = typed::number(locale, typed.get("rate"));
    if rate.is_none() {
        errors.add("rate", i18n::text(locale, "fx-error-rate"));
    }
    let valid_until = i18n::parse_date(typed.get("valid-until"))
        .map_err(|error| errors.add("valid-until", error.message(locale)))
        .ok();
    match (base, quote, rate, valid_until) {
        (Some(base), Some(quote), Some(rate), Some(valid_until)) => Ok(EnteredRate {
            rate_id: once,
            base,
            quote,
            rate,
            valid_until,
            is_confirmed: typed.get("confirmed") == "yes",
        }),
        _ => Err(errors),
    }
}

/// The sentence, and whether a tick in the box would let it pass.
fn refusal(locale: Locale, error: EnterRateError) -> Result<(FieldErrors, bool), AppError> {
    let mut errors = FieldErrors::none();
    let (field, sentence) = match error {
        EnterRateError::OneCurrency => {
            ("quote", i18n::text(locale, "fx-error-one-currency").into())
        }
        EnterRateError::NotARate => ("rate", i18n::text(locale, "fx-error-rate").into()),
        EnterRateError::NotInTime => ("valid-until", i18n::text(locale, "fx-error-until").into()),
        EnterRateError::AlreadyEntered => ("rate", i18n::text(locale, "fx-error-entered").into()),
        EnterRateError::FarFromTheLast { last, percent } => {
            let args = [
                ("percent", Arg::Percent(percent)),
                ("last", Arg::from(i18n::number(locale, last))),
            ];
            errors.add("rate", i18n::text_with(locale, "fx-error-far", &args));
            return Ok((errors, true));
        }
        EnterRateError::Store(error) => return Err(error.into()),
    };
    let sentence: String = sentence;
    errors.add(field, sentence);
    Ok((errors, false))
}

fn answer(ui: Ui, status: StatusCode, page: RatePage) -> Response {
    let title = i18n::text(ui.locale, "fx-title");
    render::page(ui, status, &title, move || view(page))
}

fn view(page: RatePage) -> AnyView {
    let RatePage { current, history, is_entered, form } = page;
    let entered =
        is_entered.then(|| view! { <Notice tone=Tone::Success text=t("fx-done-entered")/> });
    let errors = form.as_ref().map(|form| form.errors.clone()).unwrap_or_default();
    let list = match (history, current.is_empty()) {
        (Some(history), _) => history_section(history),
        (None, true) => view! { <Empty title=t("fx-none") text=t("fx-none-text")/> }.into_any(),
        (None, false) => rate_table("fx-current", current, true),
    };
    view! {
        {entered}
        <PageHead title=t("fx-title") sub=t("fx-intro").into_owned().into_any()/>
        <ErrorSummary errors/>
        <div class="with-aside">
            <div class="stack stack-l">{list}</div>
            <aside class="stack stack-l">{form.map(rate_form)}</aside>
        </div>
    }
    .into_any()
}

fn history_section(history: History) -> AnyView {
    let (base, quote) = history.pair;
    let args = [("base", Arg::from(base.code())), ("quote", Arg::from(quote.code()))];
    let shown = t_with("fx-shown", &[("count", Arg::from(history.rows.len()))]);
    let heading = t_with("fx-history-of", &args);
    let first = Some(format!("{}?pair={base}-{quote}", paths::ADMIN_EXCHANGE_RATES));
    view! {
        <section class="section" aria-labelledby="history">
            <div class="section-head">
                <h2 id="history">{heading}</h2>
                <a href=paths::ADMIN_EXCHANGE_RATES>{t("fx-all-pairs")}</a>
            </div>
            {rate_table("fx-history", history.rows, false)}
            <OnwardPager summary=shown first=first next=history.older/>
        </section>
    }
    .into_any()
}

fn rate_table(caption: &'static str, rows: Vec<StoredQuote>, links: bool) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(|row| rate_row(row, links)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t(caption)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("fx-pair")}</th>
                    <th scope="col" class="num amount">{t("fx-rate")}</th>
                    <th scope="col">{t("fx-source")}</th>
                    <th scope="col">{t("fx-quoted-on")}</th>
                    <th scope="col">{t("fx-expires")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn rate_row(row: StoredQuote, links: bool) -> AnyView {
    let quote = row.quote;
    let pair = format!("{}/{}", quote.base, quote.quote);
    let pair = match links {
        true => {
            let href =
                format!("{}?pair={}-{}", paths::ADMIN_EXCHANGE_RATES, quote.base, quote.quote);
            view! { <a class="nowrap" href=href>{pair}</a> }.into_any()
        }
        false => view! { <span class="nowrap">{pair}</span> }.into_any(),
    };
    let source = match quote.source {
        RateSource::Ecb => t("fx-source-ecb-short"),
        RateSource::Manual => t("fx-source-manual-short"),
    };
    let expired = (quote.expires_at <= ui().now)
        .then(|| view! { " "<span class="badge" data-tone="warning">{t("fx-expired")}</span> });
    view! {
        <tr class=links.then_some("row-link")>
            <th scope="row" class="lead">{pair}</th>
            <td class="num amount"><span class="money">{number(quote.rate)}</span></td>
            <td class="meta" data-label=t("fx-source")>{source}</td>
            <td class="meta" data-label=t("fx-quoted-on")><DateText on=quote.quoted_on/></td>
            <td class="meta" data-label=t("fx-expires")><TimeText at=quote.expires_at/>{expired}</td>
        </tr>
    }
    .into_any()
}

fn rate_form(form: RateForm) -> AnyView {
    let RateForm { once, typed, errors, asks_again } = form;
    let again = asks_again.then(|| {
        view! {
            <label class="choice">
                <input r#type="checkbox" name="confirmed" value="yes"/>
                <span>{t("fx-confirm")}</span>
            </label>
        }
    });
    view! {
        <section class="stub" aria-labelledby="enter">
            <h2 id="enter">{t("fx-enter")}</h2>
            <form class="form" method="post" action=paths::ADMIN_EXCHANGE_RATES>
                <OnceKey id=once/>
                <TextField name="base" label=t("fx-base") value=typed.get("base") hint=t("fx-base-hint").into_owned() errors=errors.clone() short=true max_length=3/>
                <TextField name="quote" label=t("fx-quote") value=typed.get("quote") errors=errors.clone() short=true max_length=3/>
                <TextField name="rate" label=t("fx-rate") value=typed.get("rate") hint=t("fx-rate-hint").into_owned() errors=errors.clone() inputmode="decimal" numeric=true max_length=30/>
                <TextField name="valid-until" label=t("fx-valid-until") value=typed.get("valid-until") errors=errors.clone() kind="date"/>
                {again}
                <div class="actions"><button class="btn btn-primary">{t("fx-enter")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
