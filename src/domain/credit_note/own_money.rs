//! What of a credit note's excess the customer may have paid out: never more than the money of their own
//! that stands on the invoice. What credit that was given away has paid, or a bank took back, comes back
//! as credit that only pays invoices.

use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};

/// What one payment put on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidShare {
    /// Of the payment, what stands on the invoice.
    pub placed: Money,
    /// Of the payment, what banks have withdrawn.
    pub disputed: Money,
}

/// The customer's own money on an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMoney {
    pub payments: Vec<PaidShare>,
    /// What came out of credit that had been the customer's money.
    pub credit: Money,
    /// What earlier credit notes of the invoice have already made refundable credit again.
    pub given_back: Money,
}

impl OwnMoney {
    /// How the excess of a credit note divides into what may be paid out and what only pays invoices.
    /// Neither is negative; their sum is `excess`.
    /// # Errors  the currencies differ.
    pub fn divide(&self, excess: Money) -> Result<(Money, Money), MoneyError> {
        let left = self.left(excess.currency)?;
        let refundable = excess.min(left)?.max(Money::zero(excess.currency))?;
        Ok((refundable, excess.checked_sub(refundable)?))
    }

    /// Less than nothing when a bank took what was given back before.
    fn left(&self, currency: Currency) -> Result<Money, MoneyError> {
        let mut left = self.credit.checked_sub(self.given_back)?;
        for share in &self.payments {
            // A bank takes no more of this invoice than the payment put there.
            let kept = share.placed.checked_sub(share.disputed)?.max(Money::zero(currency))?;
            left = left.checked_add(kept)?;
        }
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn own(payments: &[(i64, i64)], credit: i64, given_back: i64) -> OwnMoney {
        let share = |&(placed, disputed): &(i64, i64)| PaidShare {
            placed: eur(placed),
            disputed: eur(disputed),
        };
        OwnMoney {
            payments: payments.iter().map(share).collect(),
            credit: eur(credit),
            given_back: eur(given_back),
        }
    }

    #[test]
    fn what_was_paid_may_be_paid_out() {
        let paid = own(&[(119_00, 0)], 0, 0);
        assert_eq!(paid.divide(eur(59_50)), Ok((eur(59_50), eur(0))));
    }

    #[test]
    fn what_was_given_away_and_paid_the_invoice_only_pays_invoices_again() {
        // 119.00 = 70.00 by wire + 9.00 of an over-payment + 40.00 promotional.
        let mixed = own(&[(70_00, 0)], 9_00, 0);
        assert_eq!(mixed.divide(eur(119_00)), Ok((eur(79_00), eur(40_00))));
        assert_eq!(own(&[], 0, 0).divide(eur(119_00)), Ok((eur(0), eur(119_00))));
    }

    #[test]
    fn what_a_bank_took_back_is_not_paid_out_once_more() {
        assert_eq!(own(&[(119_00, 119_00)], 0, 0).divide(eur(119_00)), Ok((eur(0), eur(119_00))));
        // Of two payments the one is disputed by more than it put here: 60.00 - 80.00 is nothing.
        let two = own(&[(60_00, 80_00), (59_00, 0)], 0, 0);
        assert_eq!(two.divide(eur(119_00)), Ok((eur(59_00), eur(60_00))));
    }

    #[test]
    fn the_notes_of_one_invoice_give_back_its_own_money_once() {
        // 100.00 of 119.00 was paid; 40.50 was given back by the first note.
        let second = own(&[(100_00, 0)], 0, 40_50);
        assert_eq!(second.divide(eur(59_50)), Ok((eur(59_50), eur(0))));
        assert_eq!(second.divide(eur(60_00)), Ok((eur(59_50), eur(50))));
        // The bank took everything after the first note: 0.00 - 40.50.
        assert_eq!(own(&[(100_00, 100_00)], 0, 40_50).divide(eur(1_00)), Ok((eur(0), eur(1_00))));
    }

    #[test]
    fn another_currency_is_refused() {
        assert!(own(&[(1_00, 0)], 0, 0).divide(Money::new(1_00, Currency::USD)).is_err());
    }
}
