//! What happened in each customer's books, oldest first.

mod arrears;
mod credit;
mod every_state;
mod four_years;
mod germany;
pub(super) mod installments;
mod nigeria;
mod overseas;
pub(super) mod subscriptions;

use super::LoadDemoError;
use super::book::{Book, Tax};
use crate::domain::tax_total::TaxCategory;
use rust_decimal::Decimal;

/// Which story a customer's books tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    EveryState,
    GermanDocuments,
    Naira,
    Dollars,
    Yen,
    Dinars,
    ArabicName,
    LongNames,
    ReverseCharge,
    OverPayment,
    InArrears,
    FourYears,
}

impl Story {
    pub(super) async fn tell(self, book: &mut Book<'_>) -> Result<(), LoadDemoError> {
        match self {
            Self::EveryState => every_state::tell(book).await,
            Self::GermanDocuments => germany::tell(book).await,
            Self::Naira => nigeria::tell(book).await,
            Self::Dollars => overseas::dollars(book).await,
            Self::Yen => overseas::yen(book).await,
            Self::Dinars => overseas::dinars(book).await,
            Self::ArabicName => overseas::arabic_name(book).await,
            Self::LongNames => overseas::long_names(book).await,
            Self::ReverseCharge => credit::reverse_charge(book).await,
            Self::OverPayment => credit::over_payment(book).await,
            Self::InArrears => arrears::tell(book).await,
            Self::FourYears => four_years::tell(book).await,
        }
    }
}

/// Irish VAT since 2021: 23 % standard, 13.5 % and 9 % reduced.
const IE_23: Tax = (TaxCategory::Standard, tenths(230));
const IE_13_5: Tax = (TaxCategory::Standard, tenths(135));
const IE_9: Tax = (TaxCategory::Standard, tenths(90));
/// Printed books and manuals.
const IE_ZERO: Tax = (TaxCategory::ZeroRated, Decimal::ZERO);
const DE_19: Tax = (TaxCategory::Standard, tenths(190));
const DE_7: Tax = (TaxCategory::Standard, tenths(70));
const GB_20: Tax = (TaxCategory::Standard, tenths(200));
/// Nigerian VAT since 2020.
const NG_7_5: Tax = (TaxCategory::Standard, tenths(75));
/// Services to a business in another member state: the recipient owes the tax.
const REVERSE_CHARGE: Tax = (TaxCategory::ReverseCharge, Decimal::ZERO);
/// Services to a business outside the Union.
const OUTSIDE_SCOPE: Tax = (TaxCategory::OutsideScope, Decimal::ZERO);
const EXPORT: Tax = (TaxCategory::Export, Decimal::ZERO);

/// A rate in tenths of a per cent: `tenths(135)` is 13.5 %.
const fn tenths(rate: u32) -> Decimal {
    Decimal::from_parts(rate, 0, 0, false, 1)
}
