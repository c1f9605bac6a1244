//! `/admin/coupons/new`: a coupon is written once; its terms never change afterwards.

use crate::auth::StaffSession;
use crate::domain::coupon::{CouponDuration, CouponError, CouponOff, CouponTerms};
use crate::domain::currency::Currency;
use crate::domain::id::CouponId;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::coupons::create_coupon::{CreateCouponError, create_coupon};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::{Typed, number};
use crate::web::components::form::{
    ErrorSummary, FieldErrors, SelectField, TextAreaField, TextField,
};
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;

fn is_allowed(staff: &StaffSession) -> Result<(), AppError> {
    if staff.role.can_change_settings() { Ok(()) } else { Err(AppError::Forbidden) }
}

/// GET /admin/coupons/new
pub async fn show(staff: StaffSession, ui: Ui) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    let typed = Typed::of(&[("duration", "once".to_owned())]);
    Ok(answer(ui, StatusCode::OK, CouponId::new(), typed, FieldErrors::none()))
}

/// POST /admin/coupons/new
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    let id: CouponId = typed.id("id").ok_or(AppError::BadRequest)?;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let terms = match read(ui.locale, ui.today(), &typed) {
        Ok(terms) => terms,
        Err(errors) => return Ok(answer(ui, refused, id, typed, errors)),
    };
    let (actor, now) = (staff.actor(), ui.now);
    let mut tx = app.db.operator(&actor, now).await?;
    match create_coupon(&mut tx, now, &actor, id, terms).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?done=created", paths::admin_coupon(id))))
        }
        Err(error) => {
            let errors = refusal(ui.locale, error)?;
            Ok(answer(ui, refused, id, typed, errors))
        }
    }
}

fn read(locale: Locale, today: Date, typed: &Typed) -> Result<CouponTerms, FieldErrors> {
    let mut errors = FieldErrors::none();
    let off = read_off(locale, typed, &mut errors);
    let duration = read_duration(locale, typed, &mut errors);
    let redemptions_max = match typed.get("redemptions-max") {
        "" => None,
        text => {
            let max = text.parse::<u32>().ok();
            if max.is_none() {
                errors.add("redemptions-max", i18n::text(locale, "coupons-error-redemptions"));
            }
            max
        }
    };
    let redeem_until = match typed.get("redeem-until") {
        "" => None,
        text => match i18n::parse_date(text) {
            Ok(until) if until >= today => Some(until),
            Ok(_) => {
                errors.add("redeem-until", i18n::text(locale, "coupons-error-until"));
                None
            }
            Err(error) => {
                errors.add("redeem-until", error.message(locale));
                None
            }
        },
    };
    match (off, duration) {
        (Some(off), Some(duration)) if errors.is_empty() => Ok(CouponTerms {
            code: typed.get("code").to_owned(),
            name: typed.get("name").to_owned(),
            off,
            duration,
            plan_codes: codes(typed.get("plans")),
            component_codes: codes(typed.get("components")),
            redemptions_max,
            redeem_until,
        }),
        _ => Err(errors),
    }
}

/// A percentage or amounts, one of the two.
fn read_off(locale: Locale, typed: &Typed, errors: &mut FieldErrors) -> Option<CouponOff> {
    let (percent, amounts) = (typed.get("percent"), typed.get("amounts"));
    if percent.is_empty() == amounts.is_empty() {
        errors.add("percent", i18n::text(locale, "coupons-error-percent-or-amounts"));
        return None;
    }
    if !percent.is_empty() {
        let read = number(locale, percent.trim_end_matches('%').trim());
        if read.is_none() {
            errors.add("percent", i18n::text(locale, "coupons-error-percent"));
        }
        return read.map(CouponOff::Percent);
    }
    let lines = amounts.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut read = Vec::new();
    for line in lines {
        match read_amount(locale, line) {
            Some(amount) => read.push(amount),
            None => {
                let args = [("line", Arg::from(line))];
                errors.add("amounts", i18n::text_with(locale, "coupons-error-amount-line", &args));
            }
        }
    }
    errors.is_empty().then_some(CouponOff::Fixed(read))
}

/// `EUR 5.00`.
fn read_amount(locale: Locale, line: &str) -> Option<Money> {
    let (code, amount) = line.split_once(char::is_whitespace)?;
    let currency: Currency = code.to_uppercase().parse().ok()?;
    i18n::parse_amount(locale, currency, amount).ok()
}

fn read_duration(
    locale: Locale,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Option<CouponDuration> {
    match typed.get("duration") {
        "once" => Some(CouponDuration::Once),
        "forever" => Some(CouponDuration::Forever),
        "periods" => {
            let count = typed.get("periods").parse().ok();
            if count.is_none() {
                errors.add("periods", i18n::text(locale, "coupons-error-periods"));
            }
            count.map(CouponDuration::Periods)
        }
        _ => {
            errors.add("duration", i18n::text(locale, "admin-choose-one"));
            None
        }
    }
}

fn codes(typed: &str) -> Vec<String> {
    let mut codes: Vec<String> = typed
        .split([',', ';', ' '])
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

fn refusal(locale: Locale, error: CreateCouponError) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        CreateCouponError::CodeTaken { .. } => ("code", "coupons-error-code-taken"),
        CreateCouponError::Terms(error) => match error {
            CouponError::Code(_) => ("code", "coupons-error-code"),
            CouponError::NoName => ("name", "coupons-error-name"),
            CouponError::Percent { .. } => ("percent", "coupons-error-percent"),
            CouponError::NoAmount | CouponError::Amount { .. } => {
                ("amounts", "coupons-error-amount")
            }
            CouponError::CurrencyTwice(_) => ("amounts", "coupons-error-currency-twice"),
            CouponError::Periods => ("periods", "coupons-error-periods"),
            CouponError::Target(_) => ("plans", "coupons-error-target"),
            CouponError::NoRedemptions => ("redemptions-max", "coupons-error-redemptions"),
        },
        CreateCouponError::Store(error) => return Err(error.into()),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}

fn answer(ui: Ui, status: StatusCode, id: CouponId, typed: Typed, errors: FieldErrors) -> Response {
    let title = i18n::text(ui.locale, "coupons-new");
    render::page(ui, status, &title.clone(), move || view(&title, id, &typed, errors))
}

fn view(title: &str, id: CouponId, typed: &Typed, errors: FieldErrors) -> AnyView {
    let crumbs = vec![(paths::ADMIN_COUPONS.to_owned(), t("coupons-title").into_owned())];
    let durations = [
        ("once", "coupons-once"),
        ("periods", "coupons-several-periods"),
        ("forever", "coupons-forever"),
    ];
    let durations: Vec<_> =
        durations.map(|(word, key)| (word.to_owned(), t(key).into_owned())).into();
    view! {
        <PageHead title=title.to_owned() crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" novalidate>
            <OnceKey id=id.0/>
            <TextField name="code" label=t("coupons-code") value=typed.get("code") hint=t("coupons-code-hint") errors=errors.clone() max_length=40/>
            <TextField name="name" label=t("coupons-name") value=typed.get("name") hint=t("coupons-name-hint") errors=errors.clone() max_length=100/>
            <TextField name="percent" label=t("coupons-percent") value=typed.get("percent") hint=t("coupons-percent-hint") errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
            <TextAreaField name="amounts" label=t("coupons-amounts") value=typed.get("amounts") hint=t("coupons-amounts-hint").into_owned() errors=errors.clone() optional=true rows=3/>
            <div class="form-row">
                <SelectField name="duration" label=t("coupons-duration") options=durations selected=typed.get("duration") errors=errors.clone()/>
                <TextField name="periods" label=t("coupons-periods") value=typed.get("periods") errors=errors.clone() inputmode="numeric" numeric=true optional=true/>
            </div>
            <TextField name="plans" label=t("coupons-plans") value=typed.get("plans") hint=t("coupons-codes-hint") errors=errors.clone() optional=true/>
            <TextField name="components" label=t("coupons-components") value=typed.get("components") hint=t("coupons-codes-hint") errors=errors.clone() optional=true/>
            <div class="form-row form-row-short">
                <TextField name="redemptions-max" label=t("coupons-redemptions-max") value=typed.get("redemptions-max") errors=errors.clone() inputmode="numeric" numeric=true optional=true/>
                <TextField name="redeem-until" label=t("coupons-until") value=typed.get("redeem-until") errors=errors.clone() kind="date" optional=true/>
            </div>
            <p class="muted">{t("coupons-never-changes")}</p>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("coupons-create")}</button>
                <a class="btn btn-quiet" href=paths::ADMIN_COUPONS>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let base = [("code", "welcome"), ("name", "Welcome"), ("duration", "once")];
        let given: Vec<_> = fields.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        Typed::of(&given).or(&Typed::of(&base.map(|(name, text)| (name, text.to_owned()))))
    }

    #[test]
    fn amounts_are_read_by_currency_in_the_language_of_the_page() {
        let fields = [("amounts", "EUR 1.005,50\r\njpy 500"), ("plans", "team, business,team")];
        let terms = read(Locale::De, TODAY, &typed(&fields)).unwrap();
        let expected = [Money::new(1_005_50, Currency::EUR), Money::new(500, Currency::JPY)];
        assert_eq!(terms.off, CouponOff::Fixed(expected.into()));
        assert_eq!(terms.plan_codes, ["business", "team"]);
    }

    #[test]
    fn a_coupon_has_a_percentage_or_amounts_and_not_both() {
        let of = |fields: &[(&str, &str)]| read(Locale::En, TODAY, &typed(fields));
        assert!(of(&[]).unwrap_err().has("percent"));
        assert!(of(&[("percent", "10"), ("amounts", "EUR 5")]).unwrap_err().has("percent"));
        assert_eq!(
            of(&[("percent", "12.5 %")]).unwrap().off,
            CouponOff::Percent("12.5".parse().unwrap())
        );
        assert!(of(&[("amounts", "5 EUR")]).unwrap_err().has("amounts"));
    }

    #[test]
    fn each_field_that_does_not_read_is_named() {
        let fields = [
            ("percent", "a lot"),
            ("duration", "periods"),
            ("periods", "three"),
            ("redemptions-max", "-1"),
            ("redeem-until", "2026-11-19"),
        ];
        let errors = read(Locale::En, TODAY, &typed(&fields)).unwrap_err();
        for name in ["percent", "periods", "redemptions-max", "redeem-until"] {
            assert!(errors.has(name), "{name}");
        }
    }
}
