//! Where the demo's simulated gateways are served, for commands beside it: time that is moved by `advance`
//! collects money there.

use super::simulate;
use crate::config::Config;
use std::path::PathBuf;

fn file(config: &Config, gateway: &str) -> PathBuf {
    config.home().join(format!("simulated-{gateway}.url"))
}

/// Remembers the simulators that the settings name.
pub fn remember(config: &Config) -> std::io::Result<()> {
    let stripe = config.stripe.as_ref().and_then(|account| account.api_url.as_deref());
    let paystack = config.paystack.as_ref().and_then(|account| account.api_url.as_deref());
    let twilio = config.sms.as_ref().and_then(|account| account.api_url.as_deref());
    std::fs::write(file(config, "twilio"), twilio.unwrap_or_default())?;
    std::fs::write(file(config, "stripe"), stripe.unwrap_or_default())?;
    std::fs::write(file(config, "paystack"), paystack.unwrap_or_default())
}

/// Uses the simulators that a demo of this home serves, or served last, unless a gateway is set.
pub fn use_them(config: &mut Config) {
    if config.stripe.is_some() || config.paystack.is_some() {
        return;
    }
    let remembered = |gateway: &str| {
        let url = std::fs::read_to_string(file(config, gateway)).ok();
        url.filter(|url| !url.is_empty())
    };
    let (stripe, paystack) = (remembered("stripe"), remembered("paystack"));
    let twilio = remembered("twilio").filter(|_| config.sms.is_none());
    if let Some(url) = twilio {
        config.sms = simulate::sms_account(url);
    }
    config.stripe = stripe.map(simulate::stripe_account);
    config.paystack = paystack.map(simulate::paystack_account);
}
