//! The second half of every charge: the gateway is asked, while no transaction is open, and what it said
//! is stored (rows B4, D5). Only the one caller that takes the charge from `created` to `sent` asks for
//! money, ever; whatever happens to it then, the charge is looked up.

use super::fail_over::fail_over;
use super::gateway_customer::{self, GatewayCustomerError};
use super::look_up::{self, Found, provider_key};
use super::pay_invoice::{PayInvoiceError, Paying};
use super::settle_charge::record;
use super::{Payer, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay, PAGE_OPEN, Seen};
use crate::domain::id::{ChargeId, PaymentId};
use crate::flows::card_link::way_back;
use crate::gateway::{
    ChargeRequest, Gateway, GatewayCustomer, GatewayError, HostedSession, MethodRef, Presence,
    SavedMethod, SessionPurpose, SessionRequest, Tags, UnknownOutcome,
};
use crate::i18n::{self, Locale};
use crate::store::{StoreError, charges, invoices, payment_methods, routing, tenants};
use std::sync::Arc;

/// Numbers of invoices that stand in a charge's description at the gateway; the rest is counted.
const NUMBERS_TOLD: usize = 5;

/// Goes on with a stored charge, from wherever it stands. The customer is there to answer their bank.
pub(in crate::flows) async fn proceed(
    till: &Till,
    payer: &Payer,
    charge: Charge,
) -> Result<Paying, PayInvoiceError> {
    let presence = Presence::OnSession { return_url: till.return_url(charge.charge_id) };
    proceed_as(till, payer, charge, presence).await
}

/// As [`proceed`], while nobody is there: if the bank asks, the charge fails.
pub(in crate::flows) async fn charge_off_session(
    till: &Till,
    payer: &Payer,
    charge: Charge,
) -> Result<Paying, PayInvoiceError> {
    proceed_as(till, payer, charge, Presence::OffSession).await
}

async fn proceed_as(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    presence: Presence,
) -> Result<Paying, PayInvoiceError> {
    if charge.state != ChargeState::Created {
        let waits = charge.state == ChargeState::RequiresAction;
        let go_to = charge.action_url.filter(|_| waits);
        return Ok(Paying { charge: charge.charge_id, go_to });
    }
    let Some(gateway) = till.gateway(&charge.gateway).map(Arc::clone) else {
        return Err(PayInvoiceError::NotTaken(charge.amount));
    };
    match charge.way {
        ChargeWay::Hosted => open_page(till, payer, charge, gateway.as_ref()).await,
        ChargeWay::Saved => send(till, payer, charge, gateway.as_ref(), presence).await,
    }
}

/// Opens the gateway's page. The same key opens the same page, so this may happen twice; and nobody can
/// pay on a page whose address was not stored, so that an error simply ends the charge. Where it is certain
/// that the gateway did nothing, the next one is asked.
async fn open_page(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    gateway: &dyn Gateway,
) -> Result<Paying, PayInvoiceError> {
    let id = charge.charge_id;
    let opened = match gateway_customer::ensure(till, payer, &charge.gateway, gateway).await {
        Ok(customer) => {
            let request = page_request(till, &charge, customer, gateway).await?;
            gateway.open_session(&request).await
        }
        Err(GatewayCustomerError::Gateway(error)) => Err(error),
        Err(error) => return Err(error.into()),
    };
    match opened {
        Ok(page) => store_page(till, payer, id, page).await,
        // The same form, sent a moment ago, is being answered.
        Err(GatewayError::Unknown(UnknownOutcome::KeyTaken)) => {
            Ok(Paying { charge: id, go_to: None })
        }
        Err(error) => fail_over(till, payer, charge, error).await,
    }
}

async fn page_request(
    till: &Till,
    charge: &Charge,
    customer: GatewayCustomer,
    gateway: &dyn Gateway,
) -> Result<SessionRequest, PayInvoiceError> {
    let usual = till.return_url(charge.charge_id);
    let return_url = way_back(till, charge).await?.unwrap_or(usual);
    let purpose = match charge.purpose {
        ChargePurpose::Payment | ChargePurpose::TopUp => {
            SessionPurpose::Payment { amount: charge.amount, saves_method: charge.saves_method }
        }
        ChargePurpose::Setup => SessionPurpose::Setup { currency: charge.amount.currency },
    };
    let (tags, description) = described(till, charge).await?;
    Ok(SessionRequest {
        idempotency_key: provider_key(charge),
        customer,
        purpose,
        kinds: till.kinds_for(gateway, charge.amount.currency),
        description,
        success_url: return_url.clone(),
        cancel_url: return_url,
        expires_at: Some(charge.created_at + PAGE_OPEN),
        tags,
    })
}

/// What the gateway keeps with the charge and shows to the customer: ids and the invoices' numbers, or that
/// credit is bought.
async fn described(till: &Till, charge: &Charge) -> Result<(Tags, String), StoreError> {
    let mut tx = till.db.tenant_read(charge.tenant_id).await?;
    let charged = charges::invoices_of(&mut tx, charge.charge_id).await?;
    let mut numbers = Vec::new();
    for charged in charged.iter().take(NUMBERS_TOLD) {
        let invoice = invoices::find(&mut tx, charged.invoice_id).await?;
        numbers.extend(invoice.and_then(|invoice| invoice.number));
    }
    if charge.purpose == ChargePurpose::TopUp {
        let language = tenants::profile(&mut tx).await?.language;
        let locale = Locale::from_bcp47(&language).unwrap_or_default();
        numbers.push(i18n::text(locale, "top-up-description").into_owned());
    }
    let tags = Tags {
        tenant_id: charge.tenant_id,
        payment_id: Some(PaymentId(charge.charge_id.0)),
        invoice_id: charged.first().map(|charged| charged.invoice_id),
    };
    let more = charged.len().saturating_sub(NUMBERS_TOLD);
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    Ok((tags, numbers.join(", ") + &more))
}

/// Remembers the page before anybody is sent there.
async fn store_page(
    till: &Till,
    payer: &Payer,
    id: ChargeId,
    page: HostedSession,
) -> Result<Paying, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let mut charge = charges::find(&mut tx, id).await?.ok_or(PayInvoiceError::NotFound)?;
    if charge.state == ChargeState::Created {
        charge.state = ChargeState::RequiresAction;
        charge.provider_session_ref = Some(page.reference.0);
        charge.action_url = Some(page.url);
        charge.sent_at = Some(now);
        charges::save(&mut tx, &charge, now).await?;
        tx.commit().await?;
    } else if let Some(next) = routing::successor(&mut tx, id).await? {
        // Another one who sent this form was refused, and has gone on elsewhere.
        let next = charges::find(&mut tx, next).await?.ok_or(PayInvoiceError::NotFound)?;
        drop(tx);
        return Box::pin(proceed(till, payer, next)).await;
    }
    let waits = charge.state == ChargeState::RequiresAction;
    Ok(Paying { charge: id, go_to: charge.action_url.filter(|_| waits) })
}

/// Charges a saved method. Only the one caller that takes the charge from `created` to `sent` asks the
/// gateway, ever; whatever happens to it then, the charge is looked up.
async fn send(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    gateway: &dyn Gateway,
    presence: Presence,
) -> Result<Paying, PayInvoiceError> {
    let id = charge.charge_id;
    let customer = gateway_customer::ensure(till, payer, &charge.gateway, gateway).await?;
    let now = till.clock.now();
    let (tags, description) = described(till, &charge).await?;
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let method = match charge.payment_method {
        Some(method) => payment_methods::find(&mut tx, method).await?,
        None => None,
    };
    let Some(method) = method else {
        drop(tx);
        record(till, payer.tenant, id, Found::only(Seen::NeverMade)).await?;
        return Err(PayInvoiceError::NoSuchMethod);
    };
    if !charges::claim_sending(&mut tx, id, now).await? {
        return Ok(Paying { charge: id, go_to: None });
    }
    tx.commit().await?;
    let request = ChargeRequest {
        idempotency_key: provider_key(&charge),
        amount: charge.amount,
        customer,
        method: SavedMethod {
            reference: MethodRef(method.provider_ref),
            kind: look_up::method_kind(method.kind),
        },
        presence,
        description,
        tags,
    };
    let found = match gateway.charge(&request).await {
        Ok(made) => look_up::of_charge(made),
        // Nobody knows: it stays `sent` until it is looked up.
        Err(error) if !error.is_definite() => return Ok(Paying { charge: id, go_to: None }),
        Err(GatewayError::Refused(refusal)) => {
            Found::only(Seen::Failed { failure_code: refusal.code })
        }
        Err(_) => Found::only(Seen::NeverMade),
    };
    let charge = record(till, payer.tenant, id, found).await?;
    let waits = charge.state == ChargeState::RequiresAction;
    Ok(Paying { charge: id, go_to: charge.action_url.filter(|_| waits) })
}
