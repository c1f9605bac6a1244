//! What the page after a post says: which act succeeded. The address carries a word of ours or the key
//! of the payment; amounts are read from the customer's rows, never from the address.

use crate::domain::payment::Payment;
use crate::i18n::Arg;
use crate::store::{StoreError, TenantTx, payments};
use crate::web::components::layout::{Notice, Tone};
use crate::web::ui::{money, t, t_with};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

/// The acts that are confirmed: (word in the address, sentence).
const ACTS: [(&str, &str); 13] = [
    ("drafted", "admin-done-drafted"),
    ("deleted", "admin-done-deleted"),
    ("finalized", "admin-done-finalized"),
    ("voided", "admin-done-voided"),
    ("reissued", "admin-done-reissued"),
    ("written-off", "admin-done-written-off"),
    ("credited", "admin-done-credited"),
    ("credit-applied", "admin-done-credit-applied"),
    ("taken-off", "admin-done-taken-off"),
    ("credit-granted", "admin-done-credit-granted"),
    ("credit-taken-back", "admin-done-credit-taken-back"),
    ("note-voided", "admin-done-note-voided"),
    ("address-cleared", "admin-done-address-cleared"),
];

#[derive(Debug, Default, Deserialize)]
pub struct DoneQuery {
    #[serde(default)]
    done: String,
    /// The key of a payment that was recorded.
    recorded: Option<Uuid>,
}

/// What was done, ready to be said.
#[derive(Default)]
pub struct Done {
    act: Option<&'static str>,
    payment: Option<Payment>,
}

impl DoneQuery {
    /// Looks up the payment that was recorded, as the customer that the page is about.
    pub async fn load(&self, tx: &mut TenantTx) -> Result<Done, StoreError> {
        let act = ACTS.iter().find(|(word, _)| *word == self.done).map(|(_, key)| *key);
        let payment = match self.recorded {
            Some(key) => payments::find_by_idempotency_key(tx, &key.to_string()).await?,
            None => None,
        };
        Ok(Done { act, payment })
    }
}

impl Done {
    /// The notice, or nothing.
    #[must_use]
    pub fn notice(&self) -> Option<AnyView> {
        let text = match (&self.payment, self.act) {
            (Some(payment), _) => recorded(payment),
            (None, Some(key)) => t(key).into_owned(),
            (None, None) => return None,
        };
        Some(view! { <Notice tone=Tone::Success text/> }.into_any())
    }
}

/// How the payment was used; an over-payment is said, never silent.
fn recorded(payment: &Payment) -> String {
    let to_credit = payment.amount.amount_minor - payment.allocated.amount_minor;
    let credit = crate::domain::money::Money { amount_minor: to_credit, ..payment.amount };
    let amounts = [
        ("amount", Arg::from(money(payment.amount))),
        ("settled", Arg::from(money(payment.allocated))),
        ("credit", Arg::from(money(credit))),
    ];
    if !payment.method.is_money() {
        return t_with("withholding-done-recorded", &amounts[..1]);
    }
    match (payment.allocated.amount_minor, to_credit) {
        (_, 0) => t_with("admin-done-recorded", &amounts[..1]),
        (0, _) => t_with("admin-done-recorded-as-credit", &amounts[..1]),
        _ => t_with("admin-done-recorded-with-credit", &amounts),
    }
}
