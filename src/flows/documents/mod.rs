//! The files of documents: rendered once, stored, the same bytes ever after.

pub mod stored_file;
