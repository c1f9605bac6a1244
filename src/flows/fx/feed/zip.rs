//! The one file of a ZIP, as the ECB offers its history. Nothing else of ZIP: no folders, no encryption,
//! no second file.

use super::{FILE_BYTES_MAX, FeedError};
use flate2::read::DeflateDecoder;
use std::io::Read;

/// The end record: 22 bytes, then a comment of at most 64 KiB.
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const COMMENT_MAX: usize = 0xFFFF;
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";
const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ENCRYPTED: u16 = 1;

/// The bytes of the only file.
/// # Errors  `TooLarge` for one that unpacks to more than a feed has; `BrokenZip`.
pub(super) fn only_file(bytes: &[u8]) -> Result<Vec<u8>, FeedError> {
    let broken = FeedError::BrokenZip;
    let tail = bytes.len().saturating_sub(END_BYTES + COMMENT_MAX);
    let end = bytes[tail..]
        .windows(END_SIGNATURE.len())
        .rposition(|window| window == END_SIGNATURE)
        .map(|found| tail + found)
        .ok_or(broken("no end record"))?;
    if u16_at(bytes, end + 10)? != 1 {
        return Err(broken("it does not have exactly one file"));
    }
    let entry = usize_at(bytes, end + 16)?;
    if bytes.get(entry..entry.saturating_add(4)) != Some(ENTRY_SIGNATURE) {
        return Err(broken("no directory"));
    }
    let (flags, method) = (u16_at(bytes, entry + 8)?, u16_at(bytes, entry + 10)?);
    let (packed, unpacked) = (usize_at(bytes, entry + 20)?, usize_at(bytes, entry + 24)?);
    let local = usize_at(bytes, entry + 42)?;
    if flags & ENCRYPTED != 0 {
        return Err(broken("it is encrypted"));
    }
    if unpacked > FILE_BYTES_MAX {
        return Err(FeedError::TooLarge);
    }
    if bytes.get(local..local.saturating_add(4)) != Some(LOCAL_SIGNATURE) {
        return Err(broken("no file where the directory says"));
    }
    let names = usize::from(u16_at(bytes, local + 26)?) + usize::from(u16_at(bytes, local + 28)?);
    let start = local + LOCAL_BYTES + names;
    let content = start.checked_add(packed).and_then(|end| bytes.get(start..end));
    let content = content.ok_or(broken("it is cut off"))?;
    match method {
        STORED => Ok(content.to_vec()),
        DEFLATED => inflate(content),
        _ => Err(broken("it is packed in another way than deflate")),
    }
}

/// What the directory says of sizes is not believed.
fn inflate(content: &[u8]) -> Result<Vec<u8>, FeedError> {
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    DeflateDecoder::new(content)
        .take(limit + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| FeedError::BrokenZip("it does not unpack"))?;
    if unpacked.len() > FILE_BYTES_MAX { Err(FeedError::TooLarge) } else { Ok(unpacked) }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, FeedError> {
    let read = at.checked_add(2).and_then(|end| bytes.get(at..end));
    let read = read.and_then(|read| read.try_into().ok());
    read.map(u16::from_le_bytes).ok_or(FeedError::BrokenZip("it is cut off"))
}

fn usize_at(bytes: &[u8], at: usize) -> Result<usize, FeedError> {
    let read = at.checked_add(4).and_then(|end| bytes.get(at..end));
    let read = read.and_then(|read| read.try_into().ok()).map(u32::from_le_bytes);
    read.and_then(|read| read.try_into().ok()).ok_or(FeedError::BrokenZip("it is cut off"))
}
