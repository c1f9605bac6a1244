//! The gateways that the settings name, each behind its breaker.

use crate::config::{Config, StripeAccount};
use crate::gateway::stripe::{Stripe, StripeConfig};
use crate::gateway::{
    BreakerSettings, ClientError, Gateway, GatewayId, Gateways, Guarded, HttpSettings,
};
use std::sync::Arc;

const STRIPE_API: &str = "https://api.stripe.com";
const STRIPE_FILES: &str = "https://files.stripe.com";
/// Where Stripe's hosted pages stand.
const STRIPE_PAGES: &str = "https://checkout.stripe.com";

/// The id under which the account's charges are stored, and the end of its webhooks' address.
const STRIPE: &str = "stripe";

#[derive(Debug, thiserror::Error)]
pub enum GatewaySetupError {
    #[error("Stripe: {0}")]
    Stripe(ClientError),
}

/// All gateways, and the origins of their pages.
pub fn configured(config: &Config) -> Result<(Gateways, Arc<[String]>), GatewaySetupError> {
    let Some(account) = &config.stripe else { return Ok((Gateways::default(), Arc::from([]))) };
    let stripe = stripe(account).map_err(GatewaySetupError::Stripe)?;
    let guarded: Arc<dyn Gateway> =
        Arc::new(Guarded::new(Arc::new(stripe), BreakerSettings::default()));
    let pages = account.api_url.as_deref().and_then(origin);
    let pages = pages.unwrap_or_else(|| STRIPE_PAGES.to_owned());
    Ok((Gateways::new([(GatewayId::from(STRIPE), guarded)]), Arc::from([pages])))
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

/// Scheme, host and port. A simulator has its pages where its interface is.
fn origin(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url).ok()?;
    Some(parsed.origin().ascii_serialization())
}
