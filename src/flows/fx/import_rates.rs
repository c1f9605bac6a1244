//! Taking in a file of rates. All of it or nothing; a second time it changes nothing.

use super::feed::{self, FeedError, FeedFormat, Skipped};
use crate::store::fx::{self, Inserted};
use crate::store::{Actor, Db, StoreError, audit};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Rates that are stored in one statement.
const AT_ONCE: usize = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum ImportRatesError {
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a file did.
#[derive(Clone, Debug)]
pub struct ImportedRates {
    pub format: FeedFormat,
    /// The first and the last day.
    pub days: (Date, Date),
    pub read: usize,
    pub inserted: Inserted,
    pub skipped: Skipped,
}

/// Reads the file and stores what is new in it. One entry in the audit log, if anything was.
/// # Errors  nothing was stored.
pub async fn import_rates(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    bytes: &[u8],
) -> Result<ImportedRates, ImportRatesError> {
    let feed = feed::read(bytes)?;
    let days = feed.quotes.iter().map(|quote| quote.quoted_on);
    let days = days.clone().min().zip(days.max()).ok_or(FeedError::Empty)?;
    let mut tx = db.operator(actor, now).await?;
    let mut inserted = Inserted::default();
    for quotes in feed.quotes.chunks(AT_ONCE) {
        let some = fx::insert_quotes(&mut tx, quotes, &actor.to_string(), now).await?;
        inserted.new += some.new;
        inserted.known += some.known;
        inserted.differing += some.differing;
    }
    if inserted.new > 0 {
        let sha256: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let after = json!({
            "format": feed.format.name(),
            "from": days.0,
            "to": days.1,
            "rates": inserted.new,
            "sha256": sha256,
        });
        let (action, kind) = ("exchange_rates.imported", "exchange_rates");
        audit::append_operator(&mut tx, action, kind, &sha256, Some(after)).await?;
    }
    tx.commit().await?;
    let read = feed.quotes.len();
    Ok(ImportedRates { format: feed.format, days, read, inserted, skipped: feed.skipped })
}
