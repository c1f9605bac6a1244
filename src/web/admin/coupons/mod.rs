//! `/admin/coupons`: the operator's coupons (row E8). All staff read; administrators create and archive.

pub mod form;
pub mod list;
pub mod page;
pub mod words;
