//! `/admin/sellers`: the operator's legal issuers (row C7). All staff read; administrators change.
//!
//! `page` shows one seller with everything that can be done to it; each act is a form of its own, and a
//! refusal comes back on that page. Settings have their own form (`form`, `fields`, `typed`).

pub mod access;
pub mod archive;
mod fields;
pub mod form;
pub mod list;
pub mod logo;
pub mod page;
mod page_parts;
pub mod preview;
pub mod series;
mod series_parts;
mod typed;
