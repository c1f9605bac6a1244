//! Exchange rates: taking them in, and what is converted with them.

pub mod approximate;
pub mod convert_tax;
pub mod enter_rate;
pub mod feed;
pub mod import_rates;
