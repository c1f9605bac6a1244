//! A charge: one attempt to get money, or a method that can be charged later, through a gateway.
//!
//! Owns its states and what a look-up at the gateway makes of them (row D5). What has ended stays as it
//! ended; the database holds the same (`guard_charge`). Not here: calling the gateway, which the flows
//! do, and what a payment is, which a charge becomes when it succeeds.

use super::credit_grant::GrantKind;
use super::id::{ChargeId, InvoiceId, PaymentId, PaymentMethodId, TenantId};
use super::money::Money;
use super::payment_method::SavedMethod;
use super::word::word_enum;
use jiff::{SignedDuration, Timestamp};

word_enum! {
    pub enum ChargePurpose: "charge purpose" {
        /// Invoices are paid with it.
        Payment = "payment",
        /// Nothing is charged, a method is saved.
        Setup = "setup",
        /// Credit is bought ahead; no invoice is named.
        TopUp = "top_up",
    }
}

impl ChargePurpose {
    /// Whether money comes of it.
    #[must_use]
    pub fn takes_money(self) -> bool {
        self != Self::Setup
    }

    /// What becomes of its money as far as no invoice takes it.
    #[must_use]
    pub fn credit_kind(self) -> GrantKind {
        match self {
            Self::TopUp => GrantKind::Prepaid,
            Self::Payment | Self::Setup => GrantKind::Payment,
        }
    }
}

word_enum! {
    /// How the customer pays.
    pub enum ChargeWay: "charge way" {
        /// On a page of the gateway.
        Hosted = "hosted",
        /// With a method that was saved before.
        Saved = "saved",
    }
}

word_enum! {
    pub enum ChargeState: "charge state" {
        /// Stored; the gateway has not been asked for money.
        Created = "created",
        /// The gateway was asked. What came of it is known, or will be looked up; never asked again.
        Sent = "sent",
        /// The customer must act: on the hosted page, or at their bank.
        RequiresAction = "requires_action",
        /// The money is on its way, for days with a direct debit.
        Processing = "processing",
        Succeeded = "succeeded",
        Failed = "failed",
        Canceled = "canceled",
        /// The hosted page closed without a payment.
        Expired = "expired",
    }
}

impl ChargeState {
    /// While it lives it reserves its part of its invoices: nothing else is charged for that.
    #[must_use]
    pub fn is_living(self) -> bool {
        matches!(self, Self::Created | Self::Sent | Self::RequiresAction | Self::Processing)
    }
}

/// A charge as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub tenant_id: TenantId,
    pub charge_id: ChargeId,
    /// The gateway's id, as configured.
    pub gateway: String,
    pub purpose: ChargePurpose,
    pub way: ChargeWay,
    pub payment_method: Option<PaymentMethodId>,
    /// Whether the method used may be charged again later.
    pub saves_method: bool,
    /// Zero to save a method.
    pub amount: Money,
    pub state: ChargeState,
    pub provider_session_ref: Option<String>,
    pub provider_charge_ref: Option<String>,
    /// Where the customer goes on.
    pub action_url: Option<String>,
    /// The gateway's or the issuer's code for what went wrong last.
    pub failure_code: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub payment: Option<PaymentId>,
}

/// What a charge is for: the invoice and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChargedInvoice {
    pub invoice_id: InvoiceId,
    pub amount: Money,
}

/// What a look-up saw at the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The hosted page is open; `failure_code` is of the last attempt on it, if one was refused.
    OpenPage {
        failure_code: Option<String>,
    },
    /// The customer must go there to answer their bank.
    Question {
        url: Option<String>,
    },
    Processing,
    /// The money is there. `amount` is what the customer paid.
    Paid {
        amount: Money,
    },
    /// The method is saved and nothing was charged.
    SavedMethod,
    Failed {
        failure_code: String,
    },
    Canceled,
    Expired,
    /// It never reached the gateway, and never will. Ends only what has come no further than `sent`.
    NeverMade,
    /// The gateway was not asked yet, for so long that nobody will. Ends only what is still `created`.
    NeverSent,
    /// Nothing that this version understands, or nothing new: look again later.
    Unclear,
}

impl Charge {
    /// The charge of an invoice that is made without the customer, on the method that they allowed.
    #[must_use]
    pub fn off_session(
        tenant_id: TenantId,
        method: &SavedMethod,
        amount: Money,
        now: Timestamp,
    ) -> Self {
        Self {
            tenant_id,
            charge_id: ChargeId::new(),
            gateway: method.gateway.clone(),
            purpose: ChargePurpose::Payment,
            way: ChargeWay::Saved,
            payment_method: Some(method.payment_method_id),
            saves_method: false,
            amount,
            state: ChargeState::Created,
            provider_session_ref: None,
            provider_charge_ref: None,
            action_url: None,
            failure_code: None,
            created_at: now,
            sent_at: None,
            payment: None,
        }
    }

    /// The payment that its money is, if any came: the two share an id, so that what the gateway keeps with
    /// the charge leads to the payment, also when the money came after the charge had ended.
    #[must_use]
    pub fn payment_id(&self) -> PaymentId {
        PaymentId(self.charge_id.0)
    }

    /// The state after a look-up; the same one when nothing changed. An ended charge never changes.
    #[must_use]
    pub fn state_after(&self, seen: &Seen) -> ChargeState {
        if !self.state.is_living() {
            return self.state;
        }
        match (seen, self.purpose) {
            (Seen::OpenPage { .. } | Seen::Question { .. }, _) => ChargeState::RequiresAction,
            (Seen::Processing, _) => ChargeState::Processing,
            (Seen::Paid { .. }, ChargePurpose::Payment | ChargePurpose::TopUp)
            | (Seen::SavedMethod, ChargePurpose::Setup) => ChargeState::Succeeded,
            (Seen::Failed { .. }, _) => ChargeState::Failed,
            (Seen::Canceled, _) => ChargeState::Canceled,
            // Somebody else may have opened the page or sent the charge since this was found out.
            (Seen::NeverSent, _) if self.state == ChargeState::Created => ChargeState::Canceled,
            (Seen::NeverMade, _)
                if matches!(self.state, ChargeState::Created | ChargeState::Sent) =>
            {
                ChargeState::Canceled
            }
            (Seen::Expired, _) => ChargeState::Expired,
            // Money for a page that takes none, or none where some was asked for: a person looks.
            (Seen::Paid { .. }, ChargePurpose::Setup)
            | (Seen::SavedMethod, ChargePurpose::Payment | ChargePurpose::TopUp)
            | (Seen::Unclear | Seen::NeverSent | Seen::NeverMade, _) => self.state,
        }
    }
}

/// The failure code of a charge that never reached its gateway.
pub const NEVER_MADE: &str = "never_made";

/// How long a hosted page stays open.
pub const PAGE_OPEN: SignedDuration = SignedDuration::from_mins(60);

/// How long the customer's bank may wait for an answer about a saved method before the charge is canceled.
pub const BANK_QUESTION_OPEN: SignedDuration = SignedDuration::from_hours(24);

/// After how long without news the charge is looked up again, and after how long in all a person
/// should look at it (row D7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub look_up_after: SignedDuration,
    pub stuck_after: SignedDuration,
}

/// The patience with a living charge in this state.
#[must_use]
pub fn patience(state: ChargeState, way: ChargeWay) -> Patience {
    let (look_up_after, stuck_after) = match (state, way) {
        (ChargeState::Created, _) => (10, 90),
        // The gateway gives up after minutes; until then absence is not final.
        (ChargeState::Sent, _) => (3, 30),
        (ChargeState::RequiresAction, ChargeWay::Hosted) => (65, 180),
        // Canceled after [`BANK_QUESTION_OPEN`]; an hour later something must be wrong.
        (ChargeState::RequiresAction, ChargeWay::Saved) => (15, 25 * 60),
        // A direct debit takes up to 14 days.
        _ => (60, 15 * 24 * 60),
    };
    Patience {
        look_up_after: SignedDuration::from_mins(look_up_after),
        stuck_after: SignedDuration::from_mins(stuck_after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    fn charge(purpose: ChargePurpose, state: ChargeState) -> Charge {
        Charge {
            tenant_id: TenantId::new(),
            charge_id: ChargeId::new(),
            gateway: "stripe".into(),
            purpose,
            way: ChargeWay::Hosted,
            payment_method: None,
            saves_method: false,
            amount: Money::new(88_10, Currency::EUR),
            state,
            provider_session_ref: Some("cs_1".into()),
            provider_charge_ref: None,
            action_url: None,
            failure_code: None,
            created_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            payment: None,
        }
    }

    fn everything_seen() -> Vec<Seen> {
        vec![
            Seen::OpenPage { failure_code: None },
            Seen::Question { url: None },
            Seen::Processing,
            Seen::Paid { amount: Money::new(88_10, Currency::EUR) },
            Seen::SavedMethod,
            Seen::Failed { failure_code: "card_declined".into() },
            Seen::Canceled,
            Seen::Expired,
            Seen::NeverMade,
            Seen::Unclear,
        ]
    }

    #[test]
    fn what_has_ended_stays_as_it_ended() {
        for state in ChargeState::ALL.iter().filter(|state| !state.is_living()) {
            for seen in everything_seen() {
                assert_eq!(charge(ChargePurpose::Payment, *state).state_after(&seen), *state);
            }
        }
    }

    #[test]
    fn money_for_a_page_that_takes_none_settles_nothing() {
        let amount = Money::new(1, Currency::EUR);
        let setup = charge(ChargePurpose::Setup, ChargeState::RequiresAction);
        assert_eq!(setup.state_after(&Seen::Paid { amount }), ChargeState::RequiresAction);
        assert_eq!(setup.state_after(&Seen::SavedMethod), ChargeState::Succeeded);
        let payment = charge(ChargePurpose::Payment, ChargeState::RequiresAction);
        assert_eq!(payment.state_after(&Seen::SavedMethod), ChargeState::RequiresAction);
    }

    #[test]
    fn a_top_up_settles_with_money_and_not_with_a_saved_method() {
        let top_up = charge(ChargePurpose::TopUp, ChargeState::RequiresAction);
        let amount = Money::new(50_00, Currency::EUR);
        assert_eq!(top_up.state_after(&Seen::Paid { amount }), ChargeState::Succeeded);
        assert_eq!(top_up.state_after(&Seen::SavedMethod), ChargeState::RequiresAction);
        assert_eq!(ChargePurpose::TopUp.credit_kind(), GrantKind::Prepaid);
    }

    #[test]
    fn a_refused_card_leaves_the_hosted_page_open_for_another_one() {
        let open = charge(ChargePurpose::Payment, ChargeState::RequiresAction);
        let seen = Seen::OpenPage { failure_code: Some("insufficient_funds".into()) };
        assert_eq!(open.state_after(&seen), ChargeState::RequiresAction);
    }

    #[test]
    fn a_late_failure_of_a_debit_ends_it() {
        let debit = charge(ChargePurpose::Payment, ChargeState::Processing);
        let seen = Seen::Failed { failure_code: "insufficient_funds".into() };
        assert_eq!(debit.state_after(&seen), ChargeState::Failed);
    }

    #[test]
    fn what_somebody_opened_or_sent_meanwhile_is_not_ended_as_never_made() {
        let never = [Seen::NeverMade, Seen::NeverSent];
        for seen in &never {
            for state in [ChargeState::RequiresAction, ChargeState::Processing] {
                assert_eq!(charge(ChargePurpose::Payment, state).state_after(seen), state);
            }
            let created = charge(ChargePurpose::Payment, ChargeState::Created);
            assert_eq!(created.state_after(seen), ChargeState::Canceled);
        }
        let sent = charge(ChargePurpose::Payment, ChargeState::Sent);
        assert_eq!(sent.state_after(&Seen::NeverSent), ChargeState::Sent);
        assert_eq!(sent.state_after(&Seen::NeverMade), ChargeState::Canceled);
    }
}
