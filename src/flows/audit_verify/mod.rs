//! Proving the audit log: every entry hashes to what it says, and begins where the one before it
//! ended. From the database, or offline from an export. Row A7.
//!
//! What is hashed is the database's `audit_hash`, repeated here. A chain that was cut off at its end is
//! still a chain: whoever wants to notice that keeps an export, whose last line counts the entries.

mod export;
#[cfg(test)]
mod tests;

pub use export::{AuditExportError, export};

use crate::store::audit::{self, AuditRecord};
use crate::store::{Db, OPERATOR_CHAIN, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, BufRead};
use uuid::Uuid;

/// Entries in memory at a time.
const PAGE: i64 = 1_000;

/// What was proved, and the last line of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    pub entries: u64,
    pub chains: u64,
}

/// What is wrong with the first entry that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("follows entry {previous}: entries between them are missing or out of order")]
    Sequence { previous: i64 },
    #[error("does not begin where the entry before it ended")]
    PreviousHash,
    #[error("does not hash to what it says: it was changed")]
    Hash,
}

#[derive(Debug, thiserror::Error)]
pub enum AuditVerifyError {
    #[error("audit log broken: entry {sequence} of chain {} {fault}", chain_name(*chain))]
    Broken { chain: Uuid, sequence: i64, fault: Fault },
    /// Not what an export writes: changed by a hand or on the way.
    #[error("audit log broken: line {line} of the file is not as it was exported")]
    BrokenLine { line: u64 },
    #[error("audit log broken: the file holds {found:?}, its last line says {expected:?}")]
    BrokenEnd { expected: Verified, found: Verified },
    #[error("audit log broken: the file ends without its last line")]
    NoEnd,
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn chain_name(chain: Uuid) -> String {
    if chain == OPERATOR_CHAIN { "operator".into() } else { chain.to_string() }
}

/// Proves the log of the database, as it stands at one instant.
pub async fn verify_database(db: &Db) -> Result<Verified, AuditVerifyError> {
    let mut snapshot = db.staff_snapshot().await?;
    let mut chains = Chains::default();
    let mut after = (Uuid::nil(), 0);
    loop {
        let page = audit::page(&mut snapshot, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(chains.verified()) };
        after = (last.tenant_id, last.sequence);
        for record in &page {
            chains.link(record)?;
        }
    }
}

/// Proves an export without any database.
pub fn verify_export(file: impl BufRead) -> Result<Verified, AuditVerifyError> {
    let mut chains = Chains::default();
    let mut end = None;
    for (line, number) in file.split(b'\n').zip(1..) {
        let (line, broken) = (line?, AuditVerifyError::BrokenLine { line: number });
        if end.is_some() {
            return Err(broken);
        }
        match read_line(&line) {
            Some(ExportLine::Record(record)) => chains.link(&record)?,
            Some(ExportLine::End(verified)) => end = Some(verified),
            None => return Err(broken),
        }
    }
    let (expected, found) = (end.ok_or(AuditVerifyError::NoEnd)?, chains.verified());
    if expected == found { Ok(found) } else { Err(AuditVerifyError::BrokenEnd { expected, found }) }
}

/// A line of an export.
#[derive(Debug)]
enum ExportLine {
    Record(Box<AuditRecord>),
    End(Verified),
}

/// None unless the line is, byte for byte, what an export writes.
fn read_line(line: &[u8]) -> Option<ExportLine> {
    let (read, written) = match serde_json::from_slice::<AuditRecord>(line) {
        Ok(record) => {
            let written = serde_json::to_vec(&record).ok()?;
            (ExportLine::Record(Box::new(record)), written)
        }
        Err(_) => {
            let end: Verified = serde_json::from_slice(line).ok()?;
            (ExportLine::End(end), serde_json::to_vec(&end).ok()?)
        }
    };
    (written == line).then_some(read)
}

/// How far each chain was followed: its last sequence and hash.
#[derive(Debug, Default)]
struct Chains {
    heads: HashMap<Uuid, (i64, String)>,
    entries: u64,
}

impl Chains {
    fn link(&mut self, record: &AuditRecord) -> Result<(), AuditVerifyError> {
        let (previous, previous_hash) = self.heads.entry(record.tenant_id).or_default();
        let fault = if record.sequence != *previous + 1 {
            Some(Fault::Sequence { previous: *previous })
        } else if record.previous_hash != *previous_hash {
            Some(Fault::PreviousHash)
        } else if hash(record) != Some(record.hash.clone()) {
            Some(Fault::Hash)
        } else {
            None
        };
        if let Some(fault) = fault {
            let (chain, sequence) = (record.tenant_id, record.sequence);
            return Err(AuditVerifyError::Broken { chain, sequence, fault });
        }
        (*previous, *previous_hash) = (record.sequence, record.hash.clone());
        self.entries += 1;
        Ok(())
    }

    fn verified(&self) -> Verified {
        Verified { entries: self.entries, chains: self.heads.len() as u64 }
    }
}

/// The hash of an entry in hex, as `audit_hash` computes it; None when the previous one is no hex.
fn hash(record: &AuditRecord) -> Option<String> {
    let AuditRecord { tenant_id, sequence, at, actor, action, subject_kind, .. } = record;
    let AuditRecord { subject_id, reason, before, after, .. } = record;
    let (tenant, sequence) = (tenant_id.to_string(), sequence.to_string());
    let fields: [&str; 10] =
        [&tenant, &sequence, at, actor, action, subject_kind, subject_id, reason, before, after];
    let digest = Sha256::new()
        .chain_update(from_hex(&record.previous_hash)?)
        .chain_update(fields.join("\u{1f}"))
        .finalize();
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?)).collect()
}
