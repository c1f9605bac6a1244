//! A seller's number series on its page: what each is at, and the forms to open, close and delete one.

use super::access::SellerDesk;
use super::page::Refusal;
use crate::domain::id::SeriesId;
use crate::domain::number_series::{SeriesKind, TypedSeries, printed};
use crate::i18n::Arg;
use crate::store::sellers::series::NumberSeries;
use crate::web::admin::parts::OnceKey;
use crate::web::components::form::{FieldErrors, SelectField, TextField};
use crate::web::paths;
use crate::web::ui::{number, t, t_with};
use leptos::prelude::*;
use rust_decimal::Decimal;

pub fn series_section(desk: &SellerDesk, series: &[NumberSeries], refusal: &Refusal) -> AnyView {
    let rows: Vec<_> = series.iter().map(|series| row(desk, series)).collect();
    let acts = desk.can_change().then(|| view! { <th scope="col">{t("admin-actions")}</th> });
    let table = if rows.is_empty() {
        view! { <p class="muted">{t("admin-seller-series-none")}</p> }.into_any()
    } else {
        view! {
            <table class="table table-rows">
                <caption class="visually-hidden">{t("admin-seller-series")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("admin-seller-series-next")}</th>
                        <th scope="col">{t("admin-seller-series-kind")}</th>
                        <th scope="col" class="num">{t("admin-seller-issued")}</th>
                        <th scope="col">{t("admin-state")}</th>
                        {acts}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let form = desk.can_change().then(|| open_form(desk, refusal));
    view! {
        <section class="section" aria-labelledby="series">
            <div class="section-head"><h2 id="series">{t("admin-seller-series")}</h2></div>
            {table}
            {form}
        </section>
    }
    .into_any()
}

/// The name of a kind of document.
fn kind_name(kind: SeriesKind) -> String {
    match kind {
        SeriesKind::Invoice => t("admin-invoices-title").into_owned(),
        SeriesKind::CreditNote => t("admin-credit-notes").into_owned(),
    }
}

fn row(desk: &SellerDesk, series: &NumberSeries) -> AnyView {
    let next = match series.next_number {
        Some(next) => printed(&series.prefix, series.digits, next),
        None => series.prefix.clone(),
    };
    let issued = match series.next_number {
        Some(next) => number(Decimal::from(next - series.first_number)),
        None => "–".to_owned(),
    };
    let drafts = (series.drafts > 0).then(|| {
        view! { <small>{t_with("admin-seller-series-drafts", &[("count", Arg::from(series.drafts))])}</small> }
    });
    let (tone, word) = if series.next_number.is_none() {
        ("neutral", t("admin-seller-series-elsewhere"))
    } else if series.is_open() {
        ("success", t("admin-seller-series-open"))
    } else {
        ("neutral", t("admin-seller-series-closed"))
    };
    let acts =
        desk.can_change().then(|| view! { <td class="act">{acts(desk, series, &next)}</td> });
    view! {
        <tr>
            <th scope="row" class="lead"><span class="mono nowrap">{next}</span>{drafts}</th>
            <td class="meta" data-label=t("admin-seller-series-kind")>{kind_name(series.kind)}</td>
            <td class="meta num" data-label=t("admin-seller-issued")>{issued}</td>
            <td class="state"><span class="badge" data-tone=tone>{word}</span></td>
            {acts}
        </tr>
    }
    .into_any()
}

/// A series that issued something is closed; one that did not may be deleted.
fn acts(desk: &SellerDesk, series: &NumberSeries, next: &str) -> Option<AnyView> {
    if !series.is_open() {
        return None;
    }
    let deletes = !series.is_used() && series.drafts == 0;
    let (act, key, confirm) = if deletes {
        ("delete", "admin-seller-series-delete", t("admin-seller-series-delete-confirm"))
    } else {
        ("close", "admin-seller-series-close", t("admin-seller-series-close-confirm"))
    };
    let (seller, id) = (paths::admin_seller(desk.id()), series.series_id);
    let of = format!(" {next}");
    Some(
        view! {
            <details class="confirm">
                <summary class="btn btn-small">{t(key)}"…"<span class="visually-hidden">{of}</span></summary>
                <form class="confirm-body" method="post" action=format!("{seller}/series/{id}/{act}")>
                    <p>{confirm}</p>
                    <div class="actions"><button class="btn btn-small btn-danger">{t(key)}</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn open_form(desk: &SellerDesk, refusal: &Refusal) -> AnyView {
    let Refusal { errors, series } = refusal;
    let names = ["series-kind", "series-prefix", "series-digits", "series-first"];
    let is_refused = names.iter().any(|name| errors.has(name));
    let typed = if is_refused { series.clone() } else { proposed() };
    view! {
        <details class="more" open=is_refused>
            <summary>{t("admin-seller-series-new")}</summary>
            {fields(desk, &typed, errors)}
        </details>
    }
    .into_any()
}

fn proposed() -> TypedSeries {
    TypedSeries {
        kind: SeriesKind::Invoice.word().to_owned(),
        prefix: String::new(),
        digits: "6".to_owned(),
        first_number: "1".to_owned(),
    }
}

fn fields(desk: &SellerDesk, typed: &TypedSeries, errors: &FieldErrors) -> AnyView {
    let kinds = SeriesKind::ALL.map(|kind| (kind.word().to_owned(), kind_name(kind))).to_vec();
    let action = format!("{}/series", paths::admin_seller(desk.id()));
    view! {
        <form class="form" method="post" action=action novalidate>
            <OnceKey id=SeriesId::new().0/>
            <p class="hint">{t("admin-seller-series-hint")}</p>
            <div class="form-row">
                <SelectField name="series-kind" label=t("admin-seller-series-kind") options=kinds selected=typed.kind.clone() errors=errors.clone()/>
                <TextField name="series-prefix" label=t("admin-seller-series-prefix") value=typed.prefix.clone() errors=errors.clone() autocomplete="off" optional=true max_length=20/>
            </div>
            <div class="form-row">
                <TextField name="series-digits" label=t("admin-seller-series-digits") value=typed.digits.clone() errors=errors.clone() inputmode="numeric" numeric=true max_length=2/>
                <TextField name="series-first" label=t("admin-seller-series-first") value=typed.first_number.clone() errors=errors.clone() inputmode="numeric" numeric=true max_length=12/>
            </div>
            <div class="actions"><button class="btn">{t("admin-seller-series-new")}</button></div>
        </form>
    }
    .into_any()
}
