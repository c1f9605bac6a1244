//! Parts that pages are composed of. Props are domain values; formatting happens here and nowhere else.

pub mod amounts;
pub mod badge;
pub mod form;
pub mod layout;
