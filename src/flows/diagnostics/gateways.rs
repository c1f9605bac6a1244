//! Payment providers: who is left alone because of failures (row D14).

use super::{Finding, Health};
use crate::flows::payments::Till;

const CHECK: &str = "diagnosis-gateways";

/// How the providers stand, as this process sees them.
#[must_use]
pub fn gateways(till: &Till) -> Finding {
    let configured = till.gateways.iter().count();
    let resting: Vec<String> =
        till.resting().map(|(gateway, rest)| format!("{gateway}: {} s", rest.as_secs())).collect();
    if configured == 0 {
        return Finding::new(CHECK, Health::Ok, "diagnosis-gateways-none");
    }
    if resting.is_empty() {
        return Finding::new(CHECK, Health::Ok, "diagnosis-gateways-ok").with("count", configured);
    }
    let health = if resting.len() == configured { Health::Fail } else { Health::Warn };
    let finding = Finding::new(CHECK, health, "diagnosis-gateways-resting");
    finding.with("count", resting.len()).details(resting)
}
