//! Job: text messages leave, each at most once.

use super::{Report, Work};
use crate::flows::sms::send_one::{Attempt, Sending, send_one};
use crate::store::{StoreError, sms_messages};

/// Messages looked at in one go; a provider takes about one a second from one number.
const BATCH: i64 = 20;

/// Sends what is due; the report is empty when nothing was.
pub(super) async fn run(work: &Work) -> Result<Report, StoreError> {
    let sending =
        Sending { db: &work.db, clock: &work.clock, sender: &work.sms, base_url: &work.base_url };
    let mut report = Report::default();
    for (tenant, sms) in sms_messages::due(&work.db, work.clock.now(), BATCH).await? {
        match send_one(&sending, tenant, sms).await {
            Ok(Attempt::NotDue) => {}
            Ok(Attempt::Sent) => report.sms_sent += 1,
            Ok(Attempt::Postponed) => report.sms_postponed += 1,
            Ok(Attempt::Failed) => report.sms_failed += 1,
            Ok(Attempt::Suppressed) => report.sms_suppressed += 1,
            Err(error) if error.is_retryable() => return Err(error),
            // The others have their turn.
            Err(error) => tracing::error!(%tenant, %sms, %error, "a text message cannot be read"),
        }
    }
    Ok(report)
}
