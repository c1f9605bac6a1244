//! The gateways that the settings name, each behind its breaker.

use crate::config::{Config, PaystackAccount, SmsAccount, StripeAccount};
use crate::flows::sms::Sender;
use crate::gateway::paystack::{Paystack, PaystackConfig};
use crate::gateway::stripe::{Stripe, StripeConfig};
use crate::gateway::{
    BreakerSettings, ClientError, Gateway, GatewayId, Gateways, Guarded, HttpSettings,
};
use crate::sms::twilio::{Twilio, TwilioConfig};
use std::sync::Arc;

const STRIPE_API: &str = "https://api.stripe.com";
const STRIPE_FILES: &str = "https://files.stripe.com";
const PAYSTACK_API: &str = "https://api.paystack.co";
const TWILIO_API: &str = "https://api.twilio.com";
/// Where their hosted pages stand.
const STRIPE_PAGES: &str = "https://checkout.stripe.com";
const PAYSTACK_PAGES: &str = "https://checkout.paystack.com";

/// The ids under which the accounts' charges are stored, and the ends of their webhooks' addresses.
const STRIPE: &str = "stripe";
const PAYSTACK: &str = "paystack";

#[derive(Debug, thiserror::Error)]
pub enum GatewaySetupError {
    #[error("Stripe: {0}")]
    Stripe(ClientError),
    #[error("Paystack: {0}")]
    Paystack(ClientError),
    #[error("Twilio: {0}")]
    Twilio(ClientError),
}

/// Who sends text messages, if the settings name somebody.
pub fn sms_sender(config: &Config) -> Result<Sender, GatewaySetupError> {
    let Some(account) = &config.sms else { return Ok(None) };
    let twilio = twilio(account).map_err(GatewaySetupError::Twilio)?;
    Ok(Some(Arc::new(twilio)))
}

fn twilio(account: &SmsAccount) -> Result<Twilio, ClientError> {
    Twilio::new(TwilioConfig {
        base_url: account.api_url.clone().unwrap_or_else(|| TWILIO_API.to_owned()),
        account_sid: account.account_sid.clone(),
        auth_token: account.auth_token.clone(),
        from: account.from.as_str().to_owned(),
        http: HttpSettings::default(),
    })
}

/// All gateways, and the origins of their pages.
pub fn configured(config: &Config) -> Result<(Gateways, Arc<[String]>), GatewaySetupError> {
    let mut gateways = Vec::new();
    let mut pages = Vec::new();
    if let Some(account) = &config.stripe {
        let gateway = stripe(account).map_err(GatewaySetupError::Stripe)?;
        gateways.push((GatewayId::from(STRIPE), guarded(gateway)));
        pages.push(origin(account.api_url.as_deref(), STRIPE_PAGES));
    }
    if let Some(account) = &config.paystack {
        let gateway = paystack(account).map_err(GatewaySetupError::Paystack)?;
        gateways.push((GatewayId::from(PAYSTACK), guarded(gateway)));
        pages.push(origin(account.api_url.as_deref(), PAYSTACK_PAGES));
    }
    Ok((Gateways::new(gateways), Arc::from(pages)))
}

fn guarded(gateway: impl Gateway + 'static) -> Arc<dyn Gateway> {
    Arc::new(Guarded::new(Arc::new(gateway), BreakerSettings::default()))
}

fn stripe(account: &StripeAccount) -> Result<Stripe, ClientError> {
    let url = |stripes: &str| account.api_url.clone().unwrap_or_else(|| stripes.to_owned());
    let stripe = Stripe::new(StripeConfig {
        base_url: url(STRIPE_API),
        files_base_url: url(STRIPE_FILES),
        secret_key: account.secret_key.clone(),
        webhook_secret: account.webhook_secret.clone(),
        http: HttpSettings::default(),
    })?;
    Ok(stripe.offering(account.method_kinds.clone()))
}

fn paystack(account: &PaystackAccount) -> Result<Paystack, ClientError> {
    Paystack::new(PaystackConfig {
        base_url: account.api_url.clone().unwrap_or_else(|| PAYSTACK_API.to_owned()),
        secret_key: account.secret_key.clone(),
        currencies: account.currencies.clone(),
        http: HttpSettings::default(),
    })
}

/// Scheme, host and port of the pages. A simulator has its pages where its interface is.
fn origin(api_url: Option<&str>, real: &str) -> String {
    let parsed = api_url.and_then(|url| url::Url::parse(url).ok());
    parsed.map_or_else(|| real.to_owned(), |url| url.origin().ascii_serialization())
}
