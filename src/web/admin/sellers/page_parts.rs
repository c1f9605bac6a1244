//! What stands beside a seller's facts: logo and colour, a sample invoice, archiving.

use super::access::SellerDesk;
use super::typed::ratio;
use crate::domain::brand_color::{BrandColor, TEXT_CONTRAST, WHITE};
use crate::i18n::{Arg, Locale};
use crate::store::sellers::series::NumberSeries;
use crate::store::sellers::settings::SellerEntity;
use crate::web::components::form::{FieldErrors, SelectField};
use crate::web::components::seller_mark::{SellerMark, monogram_square, seller_mark};
use crate::web::paths;
use crate::web::ui::{t, t_with, ui};
use leptos::prelude::*;

/// The mark as documents show it, what is to be known about the colour, and the forms for the logo.
pub fn appearance(desk: &SellerDesk, errors: &FieldErrors) -> AnyView {
    let settings = &desk.seller.settings;
    let trading = Some(&settings.trading_name).filter(|name| !name.is_empty());
    let name = trading.unwrap_or(&settings.legal_name);
    let mark = SellerMark {
        name: name.clone(),
        brand_color: settings.brand_color.clone(),
        logo: desk.seller.logo.clone(),
    };
    let forms = desk.can_change().then(|| logo_forms(desk, errors));
    // Without a logo the mark itself shows the colour.
    let swatch = desk.seller.logo.as_ref().map(|_| monogram_square(name, &settings.brand_color));
    view! {
        <section class="section" aria-labelledby="appearance">
            <div class="section-head"><h2 id="appearance">{t("admin-seller-appearance")}</h2></div>
            {seller_mark(mark)}
            <div class="cluster">{swatch}<code>{settings.brand_color.clone()}</code></div>
            {color_facts(&settings.brand_color)}
            {forms}
        </section>
    }
    .into_any()
}

/// What becomes of the colour where it would be hard to read.
fn color_facts(brand_color: &str) -> AnyView {
    let color: BrandColor = brand_color.parse().unwrap_or(WHITE);
    let contrast = color.contrast(WHITE);
    let letters = if color.letters() == WHITE {
        t("admin-seller-letters-white")
    } else {
        t("admin-seller-letters-dark")
    };
    let as_text = if contrast >= TEXT_CONTRAST {
        t("admin-seller-color-as-text").into_owned()
    } else {
        let darker = color.as_text().to_string();
        t_with("admin-seller-color-darkened", &[("darker", Arg::from(darker))])
    };
    let on_white = t_with(
        "admin-seller-color-contrast",
        &[("contrast", Arg::from(ratio(ui().locale, contrast)))],
    );
    view! {
        <p class="small muted">{letters}" "{as_text}" "{on_white}</p>
    }
    .into_any()
}

fn logo_forms(desk: &SellerDesk, errors: &FieldErrors) -> AnyView {
    let path = paths::admin_seller(desk.id());
    let described_by = if errors.has("logo") { "logo-hint logo-error" } else { "logo-hint" };
    let error = errors.of("logo").map(|text| view! { <p class="error" id="logo-error">{text}</p> });
    let remove = desk.seller.logo.as_ref().map(|logo| {
        view! {
            <details class="confirm">
                <summary class="btn btn-small btn-danger">{t("admin-seller-logo-remove")}"…"</summary>
                <form class="confirm-body" method="post" action=format!("{path}/logo/remove")>
                    <input r#type="hidden" name="logo" value=logo.sha256.clone()/>
                    <p>{t("admin-seller-logo-remove-confirm")}</p>
                    <div class="actions"><button class="btn btn-danger">{t("admin-seller-logo-remove")}</button></div>
                </form>
            </details>
        }
    });
    let label = if desk.seller.logo.is_some() {
        t("admin-seller-logo-replace")
    } else {
        t("admin-seller-logo-upload")
    };
    view! {
        <form class="form" method="post" action=format!("{path}/logo") enctype="multipart/form-data">
            <div class="field">
                <label for="logo">{t("admin-seller-logo")}</label>
                <p class="hint" id="logo-hint">{t("admin-seller-logo-hint")}</p>
                {error}
                <input class="input" id="logo" name="logo" r#type="file" accept="image/png,image/jpeg" required=true
                    aria-describedby=described_by aria-invalid=errors.has("logo").then_some("true")/>
            </div>
            <div class="actions"><button class="btn">{label}</button></div>
        </form>
        {remove}
    }
    .into_any()
}

/// A sample invoice with what is saved now.
pub fn preview_form(seller: &SellerEntity) -> AnyView {
    let languages = Locale::ALL
        .map(|locale| {
            let tag = locale.as_bcp47();
            (tag.to_owned(), t(&format!("language-{tag}")).into_owned())
        })
        .to_vec();
    let mut currencies: Vec<String> = seller
        .settings
        .bank_accounts
        .iter()
        .map(|account| account.currency.clone())
        .filter(|code| !code.is_empty())
        .collect();
    if currencies.is_empty() {
        currencies.push("EUR".to_owned());
    }
    let first = currencies.first().cloned().unwrap_or_default();
    let currencies = currencies.into_iter().map(|code| (code.clone(), code)).collect();
    let action = format!("{}/preview", paths::admin_seller(seller.seller_id));
    let language = ui().locale.as_bcp47();
    view! {
        <section class="section" aria-labelledby="preview">
            <div class="section-head"><h2 id="preview">{t("admin-seller-preview")}</h2></div>
            <form class="form" method="get" action=action>
                <p class="hint">{t("admin-seller-preview-hint")}</p>
                <div class="form-row">
                    <SelectField name="language" label=t("admin-language") options=languages selected=language errors=FieldErrors::none()/>
                    <SelectField name="currency" label=t("admin-currency") options=currencies selected=first errors=FieldErrors::none()/>
                </div>
                <div class="actions"><button class="btn">{t("admin-seller-preview")}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// Out of use and back; nothing when the viewer may not.
pub fn archive_form(desk: &SellerDesk, series: &[NumberSeries]) -> Option<AnyView> {
    let action = format!("{}/archive", paths::admin_seller(desk.id()));
    if !desk.can_change() {
        return None;
    }
    if desk.seller.archived_at.is_some() {
        return Some(
            view! {
                <form method="post" action=action>
                    <button class="btn" name="archived" value="no">{t("admin-seller-restore")}</button>
                </form>
            }
            .into_any(),
        );
    }
    let drafts: i64 = series.iter().map(|series| series.drafts).sum();
    let waiting = (drafts > 0).then(|| {
        view! { <p>{t_with("admin-seller-archive-drafts", &[("count", Arg::from(drafts))])}</p> }
    });
    Some(
        view! {
            <details class="confirm">
                <summary class="btn btn-danger">{t("admin-seller-archive")}"…"</summary>
                <form class="confirm-body" method="post" action=action>
                    <p>{t("admin-seller-archive-confirm")}</p>
                    {waiting}
                    <div class="actions"><button class="btn btn-danger" name="archived" value="yes">{t("admin-seller-archive")}</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}
