//! What happened in each customer's books, oldest first.

mod every_state;
mod germany;
mod nigeria;

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
}

impl Story {
    pub(super) async fn tell(self, book: &mut Book<'_>) -> Result<(), LoadDemoError> {
        match self {
            Self::EveryState => every_state::tell(book).await,
            Self::GermanDocuments => germany::tell(book).await,
            Self::Naira => nigeria::tell(book).await,
        }
    }
}

/// Irish VAT since 2021: 23 % standard, 13.5 % and 9 % reduced.
const IE_23: Tax = (TaxCategory::Standard, per_mille(230));
const IE_13_5: Tax = (TaxCategory::Standard, per_mille(135));
const IE_9: Tax = (TaxCategory::Standard, per_mille(90));
/// Printed books and manuals.
const IE_ZERO: Tax = (TaxCategory::ZeroRated, Decimal::ZERO);
const DE_19: Tax = (TaxCategory::Standard, per_mille(190));
const DE_7: Tax = (TaxCategory::Standard, per_mille(70));
/// Nigerian VAT since 2020.
const NG_7_5: Tax = (TaxCategory::Standard, per_mille(75));

const fn per_mille(rate: u32) -> Decimal {
    Decimal::from_parts(rate, 0, 0, false, 1)
}
