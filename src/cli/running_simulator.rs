//! Where the demo's simulated gateway is served, for commands beside it: time that is moved by `advance`
//! collects money there.

use super::simulate;
use crate::config::Config;
use std::path::PathBuf;

fn file(config: &Config) -> PathBuf {
    config.home().join("simulated-stripe.url")
}

/// Remembers the simulator that the settings name.
pub fn remember(config: &Config) -> std::io::Result<()> {
    let url = config.stripe.as_ref().and_then(|account| account.api_url.as_deref());
    std::fs::write(file(config), url.unwrap_or_default())
}

/// Uses the simulator that a demo of this home serves, or served last, unless a gateway is set.
pub fn use_it(config: &mut Config) {
    if config.stripe.is_none()
        && let Ok(url) = std::fs::read_to_string(file(config))
        && !url.is_empty()
    {
        config.stripe = Some(simulate::account(url));
    }
}
