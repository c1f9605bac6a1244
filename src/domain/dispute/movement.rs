//! Owns what a gateway's bookings for a dispute post to the ledger, by the gateway's own figures.
//!
//! ```text
//! withdrawn    Dr disputed_funds     Cr gateway_clearing
//! fee          Dr gateway_fees       Cr gateway_clearing
//! reinstated   Dr gateway_clearing   Cr disputed_funds
//! lost         Dr dispute_losses     Cr disputed_funds
//! ```
//!
//! Inquiries are booked nowhere, so they post nothing. Losing moves no money (trap T2): each booking of a
//! lost dispute, whenever it is heard of, leaves the disputed funds for the losses.

use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// One booking of the gateway, in the currency in which it settles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Our name for it, and the source of its postings.
    pub movement_id: Uuid,
    /// The gateway's name for it: the same one is never booked twice.
    pub provider_ref: String,
    /// Negative when it was taken from us.
    pub amount: Money,
    /// What the gateway keeps for it; negative when it gives a fee back.
    pub fee: Money,
    pub moved_at: Timestamp,
}

impl Movement {
    /// What the booking posts. `description` names the dispute.
    /// # Errors  `Money` for the one amount that has no negative.
    pub fn postings(&self, description: &str, on: Date) -> Result<[Posting; 2], PostingError> {
        let taken = self.amount.checked_neg()?;
        let kind = match taken.is_positive() {
            true => PostingKind::DisputeWithdrawn,
            false => PostingKind::DisputeReinstated,
        };
        let moved =
            [debit(Account::DisputedFunds, taken), credit(Account::GatewayClearing, taken)?];
        let fee =
            [debit(Account::GatewayFees, self.fee), credit(Account::GatewayClearing, self.fee)?];
        Ok([
            Posting::new(kind, self.movement_id, description, on, moved)?,
            Posting::new(PostingKind::DisputeFee, self.movement_id, description, on, fee)?,
        ])
    }

    /// What it posts that the dispute was lost.
    /// # Errors  as [`Self::postings`].
    pub fn loss(&self, description: &str, on: Date) -> Result<Posting, PostingError> {
        let taken = self.amount.checked_neg()?;
        let entries =
            [debit(Account::DisputeLosses, taken), credit(Account::DisputedFunds, taken)?];
        Posting::new(PostingKind::DisputeLost, self.movement_id, description, on, entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn movement(amount: Money, fee: Money) -> Movement {
        let movement_id = Uuid::now_v7();
        let moved_at = Timestamp::UNIX_EPOCH;
        Movement { movement_id, provider_ref: "txn_1".into(), amount, fee, moved_at }
    }

    fn balances(postings: &[Posting]) -> BTreeMap<&'static str, i64> {
        let mut balances = BTreeMap::new();
        for entry in postings.iter().flat_map(Posting::entries) {
            *balances.entry(entry.account.word()).or_insert(0) += entry.amount.amount_minor;
        }
        balances.retain(|_, balance| *balance != 0);
        balances
    }

    const ON: Date = date(2026, 11, 20);

    #[test]
    fn a_withdrawal_with_its_fee_leaves_the_clearing_account() {
        let withdrawn = movement(eur(-119_00), eur(15_00)).postings("du_1", ON).unwrap();
        let expected =
            [("disputed_funds", 119_00), ("gateway_clearing", -134_00), ("gateway_fees", 15_00)];
        assert_eq!(balances(&withdrawn), expected.into());
    }

    #[test]
    fn a_won_dispute_brings_the_amount_back_and_not_the_fee() {
        let mut all = movement(eur(-119_00), eur(15_00)).postings("du_1", ON).unwrap().to_vec();
        all.extend(movement(eur(119_00), eur(0)).postings("du_1", ON).unwrap());
        assert_eq!(all[2].kind, PostingKind::DisputeReinstated);
        assert_eq!(balances(&all), [("gateway_clearing", -15_00), ("gateway_fees", 15_00)].into());
    }

    #[test]
    fn a_lost_dispute_makes_a_loss_of_what_was_withdrawn() {
        let withdrawn = movement(eur(-119_00), eur(0));
        let mut all = withdrawn.postings("du_1", ON).unwrap().to_vec();
        all.push(withdrawn.loss("du_1", ON).unwrap());
        let expected = [("dispute_losses", 119_00), ("gateway_clearing", -119_00)];
        assert_eq!(balances(&all), expected.into());
    }
}
