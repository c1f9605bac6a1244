//! Owns which tax rates are in force where and when. The rates are data with sources (`*.toml`), never
//! code; the data is read once, and a test reads every row.
//!
//! Not here: how tax is computed (`tax_total`), who is taxed at all (reverse charge, exemption). Row L1,
//! semantics 4.7 to 4.9.

mod territory;
mod us;
mod vat;

pub use territory::{PlaceRate, rate_at_place, territory_at};
pub use us::{Nexus, UsRate, UsState, us_state};
pub use vat::{DatedRate, DatedRates, parking_rate, reduced_rates, standard_rate};

use jiff::civil::Date;

/// The row in force on `on`: the last that began then or before. `rows` ascend by date.
fn in_force<T>(rows: &[T], from: impl Fn(&T) -> Date, on: Date) -> Option<&T> {
    rows[..rows.partition_point(|row| from(row) <= on)].last()
}

#[cfg(test)]
mod tests;
