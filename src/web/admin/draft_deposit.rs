//! The deposit of a draft, between the form and the flow (row D10): one field takes a share ("25 %") or
//! an amount, another the day; empty is none.

use crate::domain::currency::Currency;
use crate::domain::deposit::{Deposit, DepositError, DepositShare};
use crate::error::AppError;
use crate::i18n::{self, Arg, Locale};
use crate::web::admin::typed::{Typed, number, number_input};
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::ui::t;
use leptos::prelude::*;

/// The deposit as typed, None where nothing is typed, or what does not read.
pub fn read_deposit(
    locale: Locale,
    typed: &Typed,
    currency: Currency,
) -> Result<Option<Deposit>, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = typed.get("deposit");
    if text.is_empty() {
        return Ok(None);
    }
    let share = match text.strip_suffix('%') {
        Some(percent) => match number(locale, percent) {
            Some(percent) => Some(DepositShare::Percent(percent)),
            None => {
                errors.add("deposit", i18n::text(locale, "admin-deposit-no-share"));
                None
            }
        },
        None => i18n::parse_amount(locale, currency, text)
            .map(DepositShare::Amount)
            .map_err(|error| errors.add("deposit", error.message(locale)))
            .ok(),
    };
    let due_on = match typed.get("deposit-due-on") {
        "" => None,
        date => i18n::parse_date(date)
            .map_err(|error| errors.add("deposit-due-on", error.message(locale)))
            .ok(),
    };
    match share {
        Some(share) if errors.is_empty() => Ok(Some(Deposit { share, due_on })),
        _ => Err(errors),
    }
}

/// Adds the fields that read back as this deposit.
pub fn write_deposit(locale: Locale, typed: &mut Typed, deposit: &Deposit) {
    let share = match deposit.share {
        DepositShare::Percent(percent) => format!("{} %", number_input(locale, percent)),
        DepositShare::Amount(amount) => i18n::amount_input(locale, amount),
    };
    typed.push("deposit", share);
    typed.push("deposit-due-on", deposit.due_on.map(|on| on.to_string()).unwrap_or_default());
}

/// Where and why a deposit does not fit its draft.
pub fn deposit_refusal(locale: Locale, error: DepositError) -> Result<FieldErrors, AppError> {
    let amount = |amount| [("amount", Arg::from(i18n::money(locale, amount)))];
    let (field, sentence) = match error {
        DepositError::NoShare(_) => ("deposit", text(locale, "admin-deposit-no-share")),
        DepositError::NotPositive => ("deposit", text(locale, "admin-deposit-not-positive")),
        DepositError::NothingToPay => ("deposit", text(locale, "admin-deposit-nothing-to-pay")),
        DepositError::MoreThanTotal { total, .. } => {
            let key = "admin-deposit-more-than-total";
            ("deposit", i18n::text_with(locale, key, &amount(total)))
        }
        DepositError::DueOutside { .. } => {
            ("deposit-due-on", text(locale, "admin-deposit-due-outside"))
        }
        error @ DepositError::Money(_) => return Err(AppError::internal(error)),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, sentence);
    Ok(errors)
}

fn text(locale: Locale, key: &'static str) -> String {
    i18n::text(locale, key).into_owned()
}

/// The two fields.
pub fn deposit_fields(typed: &Typed, errors: &FieldErrors) -> AnyView {
    view! {
        <div class="form-row form-row-short">
            <TextField name="deposit" label=t("admin-deposit") value=typed.get("deposit") hint=t("admin-deposit-hint").into_owned() errors=errors.clone() max_length=40 optional=true/>
            <TextField name="deposit-due-on" label=t("admin-deposit-due-on") value=typed.get("deposit-due-on") hint=t("admin-deposit-due-on-hint").into_owned() errors=errors.clone() kind="date" optional=true/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn a_share_and_an_amount_read_back_as_they_were_written() {
        let amount = crate::domain::money::Money::new(1_250_50, Currency::EUR);
        for share in [DepositShare::Percent(Decimal::new(125, 1)), DepositShare::Amount(amount)] {
            for locale in Locale::ALL {
                let due_on = Some(jiff::civil::date(2026, 12, 1));
                let deposit = Deposit { share, due_on };
                let mut typed = Typed::default();
                write_deposit(locale, &mut typed, &deposit);
                assert_eq!(read_deposit(locale, &typed, Currency::EUR), Ok(Some(deposit)));
            }
        }
        let none = read_deposit(Locale::En, &Typed::default(), Currency::EUR);
        assert_eq!(none, Ok(None));
        let odd = Typed::of(&[("deposit", "a quarter %".to_owned())]);
        assert!(read_deposit(Locale::En, &odd, Currency::EUR).is_err());
    }
}
