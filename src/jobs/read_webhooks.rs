//! Job: what gateways told us is read, each message until it is understood or given up.

use super::backoff::Backoff;
use super::{Report, Work};
use crate::flows::payments::webhooks::read_webhook;
use crate::flows::review::raise_failed_message;
use crate::store::StoreError;
use crate::store::webhook_inbox::{self, Reading};

/// Messages read in one go.
const BATCH: u32 = 50;
const BACKOFF: Backoff = Backoff { first_s: 10, longest_s: 3600 };
/// With the waits above the last try comes about nine hours after the first.
const ATTEMPTS_MAX: i32 = 18;

/// Reads what waits; the report is empty when nothing did.
pub(super) async fn run(work: &Work) -> Result<Report, StoreError> {
    let mut report = Report::default();
    for _ in 0..BATCH {
        let Some(message) = webhook_inbox::claim(&work.db, work.clock.now()).await? else { break };
        let result = read_webhook(&work.till, &message).await;
        let now = work.clock.now();
        let error = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
        let (reading, count, outcome) = match result {
            Ok(true) => (Reading::Done, &mut report.webhooks_read, "done"),
            Ok(false) => (Reading::Ignored, &mut report.webhooks_read, "ignored"),
            Err(_) if message.attempts < ATTEMPTS_MAX => {
                let at = now + BACKOFF.wait(message.attempts);
                (Reading::Later { at, error: &error }, &mut report.webhooks_postponed, "later")
            }
            Err(_) => (Reading::Failed { error: &error }, &mut report.webhooks_failed, "failed"),
        };
        *count += 1;
        if matches!(reading, Reading::Failed { .. }) {
            raise_failed_message(&work.db, &message, &error, now).await?;
        }
        webhook_inbox::settle(&work.db, &message, &reading, now).await?;
        metrics::counter!("quittance_webhooks_read_total", "outcome" => outcome).increment(1);
    }
    Ok(report)
}
