//! Parts that pages are composed of. Props are domain values; formatting happens here and nowhere else.

pub mod amounts;
pub mod badge;
pub mod copy;
pub mod form;
pub mod layout;
pub mod payment;
pub mod qr_code;
pub mod seller_mark;
pub mod sheet;
