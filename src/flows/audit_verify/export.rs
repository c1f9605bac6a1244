//! Writing the audit log down: one JSON object a line, each with the very text that was hashed, and
//! a last line that counts them.

use super::{PAGE, Verified};
use crate::store::{Db, StoreError, audit};
use std::io;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum AuditExportError {
    #[error("the audit log cannot be written: {0}")]
    Write(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes all chains, as they stand at one instant, to `out`. Proves nothing: see `verify_export`.
/// # Errors  `Write`; then what was written so far is no export.
pub async fn export(
    db: &Db,
    out: &mut (dyn io::Write + Send),
) -> Result<Verified, AuditExportError> {
    let mut snapshot = db.staff_snapshot().await?;
    let (mut written, mut after) = (Verified::default(), (Uuid::nil(), 0));
    let mut chain = None;
    loop {
        let page = audit::page(&mut snapshot, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.tenant_id, last.sequence);
        for record in &page {
            write_line(out, record)?;
            written.entries += 1;
            // Chains come one after the other.
            written.chains += u64::from(chain.replace(record.tenant_id) != Some(record.tenant_id));
        }
    }
    write_line(out, &written)?;
    out.flush()?;
    Ok(written)
}

fn write_line(out: &mut (dyn io::Write + Send), line: &impl serde::Serialize) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}
