//! The files of documents: rendered once, stored, the same bytes ever after.

pub mod logos;
pub mod numbering;
mod receipt;
pub mod record_download;
pub mod stored_file;
