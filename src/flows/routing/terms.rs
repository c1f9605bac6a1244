//! The terms of a rule as JSON, which is what is sealed.

use crate::domain::currency::Currency;
use crate::domain::routing::{AmountRange, Conditions, Terms};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Stored {
    currencies: Vec<Currency>,
    from_minor: Option<i64>,
    below_minor: Option<i64>,
    kinds: Vec<String>,
    gateways: Vec<String>,
}

pub(super) fn write(terms: &Terms) -> Vec<u8> {
    let conditions = &terms.conditions;
    let stored = Stored {
        currencies: conditions.currencies.clone(),
        from_minor: conditions.amount.from_minor,
        below_minor: conditions.amount.below_minor,
        kinds: conditions.kinds.iter().map(|kind| kind.word().to_owned()).collect(),
        gateways: terms.gateways.clone(),
    };
    // Strings and numbers only: it cannot fail.
    serde_json::to_vec(&stored).unwrap_or_default()
}

/// None for what this version does not understand.
pub(super) fn read(plain: &[u8]) -> Option<Terms> {
    let stored: Stored = serde_json::from_slice(plain).ok()?;
    let kinds: Result<Vec<_>, _> = stored.kinds.iter().map(|kind| kind.parse()).collect();
    let terms = Terms {
        conditions: Conditions {
            currencies: stored.currencies,
            amount: AmountRange { from_minor: stored.from_minor, below_minor: stored.below_minor },
            kinds: kinds.ok()?,
        },
        gateways: stored.gateways,
    };
    terms.check().is_ok().then_some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::payment_method::SavedMethodKind;

    #[test]
    fn terms_read_back_as_they_were_written_and_nonsense_does_not_read() {
        let terms = Terms {
            conditions: Conditions {
                currencies: vec![Currency::NGN],
                amount: AmountRange { from_minor: Some(100_00), below_minor: None },
                kinds: vec![SavedMethodKind::Card, SavedMethodKind::SepaDebit],
            },
            gateways: vec!["paystack".into(), "stripe".into()],
        };
        assert_eq!(read(&write(&terms)), Some(terms.clone()));
        assert_eq!(read(b"{}"), None);
        let nowhere = Terms { gateways: Vec::new(), ..terms };
        assert_eq!(read(&write(&nowhere)), None, "a rule leads somewhere");
    }
}
