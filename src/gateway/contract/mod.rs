//! What every gateway promises, tested over real HTTP against a simulator of its provider (row D1).
//!
//! A promise is a function of a [`Stand`]: a gateway in front of a provider whose cards, pages, banks and
//! faults a test can move. `stripe` and `paystack` are the stands; a further provider brings a stand, not
//! tests. What a gateway cannot do, its `Capabilities` say, and the promise is then about the refusal.

mod charges;
mod faults;
mod money_back;
mod pages;
mod paystack;
mod stripe;
mod webhooks;

use std::sync::Arc;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::*;
use crate::domain::currency::Currency;
use crate::domain::id::{PaymentId, TenantId};
use crate::domain::money::Money;

/// How a saved method behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Pays,
    Declines,
    HasNoFunds,
    HasExpired,
    WasStolen,
    /// The bank asks each time, and nobody but the customer can answer.
    Asks,
    /// A debit that stays on its way until the test ends it.
    TakesDays,
    /// Pays, and the payment is disputed at once.
    PaysAndDisputes,
}

/// What goes wrong with the next charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    ErrorBefore,
    ErrorAfter,
    HangAfter,
    ResetBefore,
    ResetAfter,
    RateLimit,
}

/// A gateway and the world behind it.
#[async_trait::async_trait]
pub trait Stand: Send + Sync {
    fn gateway(&self) -> Arc<dyn Gateway>;
    /// A currency in which all of its methods can be charged.
    fn currency(&self) -> Currency;
    /// The code by which a decline of such a method is known.
    fn decline_code(&self, behaviour: Behaviour) -> &'static str;
    /// Saves a method that behaves so.
    async fn save(&self, customer: &GatewayCustomer, behaviour: Behaviour) -> SavedMethod;
    /// The customer enters a good card on a hosted page.
    async fn enter_card(&self, page: &HostedSession);
    /// The customer answers their bank.
    async fn answer_bank(&self, redirect_url: &str, accepts: bool);
    /// A debit that takes days ends now.
    async fn end_debit(&self, charge: &ChargeRef, settles: bool);
    async fn break_next_charge(&self, fault: Fault);
    /// So many charges of a customer exist at the provider, whatever became of them.
    async fn charges_of(&self, customer: &GatewayCustomer) -> usize;
    /// The webhooks that have arrived, after waiting for one of a payment that went through.
    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)>;
}

/// Makes a `#[tokio::test]` of each promise, for one stand.
macro_rules! keeps_its_promises {
    ($start:path) => {
        keeps_its_promises! { @of $start;
            charges: a_saved_method_is_charged
                each_decline_is_a_failed_charge_with_its_code
                the_bank_may_ask_a_customer_who_is_there
                a_question_of_the_bank_can_be_withdrawn
                what_is_paid_is_not_canceled
                a_bank_that_asks_when_nobody_is_there_declines
                a_debit_is_on_its_way_until_it_settles
                a_debit_may_come_back
                fees_are_what_the_provider_kept;
            faults: the_same_key_charges_once
                many_requests_with_one_key_make_one_charge
                a_key_is_not_taken_for_another_amount
                a_charge_lost_after_it_was_made_is_found
                a_charge_lost_before_it_was_made_is_not_found
                a_provider_at_its_limit_has_done_nothing;
            money_back: refunds_add_up_and_never_exceed_the_charge
                the_same_key_refunds_once
                a_dispute_is_read_with_its_reason_and_deadline
                evidence_is_submitted
                a_dispute_can_be_accepted;
            pages: a_setup_page_saves_a_method
                a_payment_page_pays_and_saves_the_method
                a_closed_page_takes_no_payment
                the_same_key_opens_one_page
                a_detached_method_cannot_be_charged;
            webhooks: a_webhook_is_believed_and_leads_to_its_object;
        }
    };
    (@of $start:path; $($group:ident: $($promise:ident)+;)+) => {
        $(mod $group {
            $(#[tokio::test]
            async fn $promise() {
                let stand = $start().await;
                crate::gateway::contract::$group::$promise(&stand).await;
            })+
        })+
    };
}
use keeps_its_promises;

/// The instant at which all of this happens, for simulator and signatures alike: 2027-01-15T08:00:00Z.
fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

/// A new key; also a portable one.
fn key() -> IdempotencyKey {
    IdempotencyKey(PaymentId::new().to_string())
}

async fn customer(stand: &dyn Stand) -> GatewayCustomer {
    let request = CustomerRequest {
        idempotency_key: key(),
        tenant_id: TenantId::new(),
        // Some providers know a customer by the address alone.
        email: format!("ada.{}@example.com", key()),
        name: "Ada Obi".to_owned(),
    };
    stand.gateway().create_customer(&request).await.unwrap()
}

fn tags() -> Tags {
    Tags { tenant_id: TenantId::new(), payment_id: Some(PaymentId::new()), invoice_id: None }
}

fn money(stand: &dyn Stand, amount_minor: i64) -> Money {
    Money::new(amount_minor, stand.currency())
}

/// A charge of 100.00 to a new customer with a method that behaves so; nobody is there.
async fn request(stand: &dyn Stand, behaviour: Behaviour) -> ChargeRequest {
    let customer = customer(stand).await;
    ChargeRequest {
        idempotency_key: key(),
        amount: money(stand, 100_00),
        method: stand.save(&customer, behaviour).await,
        customer,
        presence: Presence::OffSession,
        description: "Invoice INV-7".to_owned(),
        tags: tags(),
    }
}

fn page(customer: &GatewayCustomer, purpose: SessionPurpose) -> SessionRequest {
    SessionRequest {
        idempotency_key: key(),
        customer: customer.clone(),
        purpose,
        kinds: Vec::new(),
        description: "Invoice INV-7".to_owned(),
        success_url: "https://portal.example/done".to_owned(),
        cancel_url: "https://portal.example/back".to_owned(),
        expires_at: None,
        tags: tags(),
    }
}

fn on_session(request: ChargeRequest) -> ChargeRequest {
    let return_url = "https://portal.example/back".to_owned();
    ChargeRequest { presence: Presence::OnSession { return_url }, ..request }
}

/// A charge that has gone through.
async fn paid(stand: &dyn Stand, behaviour: Behaviour) -> Charge {
    let request = request(stand, behaviour).await;
    let charge = stand.gateway().charge(&request).await.unwrap();
    assert_eq!(charge.state, ChargeState::Succeeded);
    charge
}

fn lookup(request: &ChargeRequest) -> ChargeLookup {
    ChargeLookup {
        idempotency_key: request.idempotency_key.clone(),
        charge: None,
        customer: request.customer.reference.clone(),
    }
}
