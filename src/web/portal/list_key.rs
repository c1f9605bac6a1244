//! From where a list goes on, as the address says it: `?after=2026-11-20_0192…`.

use jiff::civil::Date;
use serde::Deserialize;
use std::fmt::Display;
use std::str::FromStr;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AfterQuery {
    pub after: String,
}

impl AfterQuery {
    /// The last row of the page before; None, which is the first page, also when it does not read.
    #[must_use]
    pub fn key<Id: FromStr>(&self) -> Option<(Date, Id)> {
        let (on, id) = self.after.split_once('_')?;
        Some((on.parse().ok()?, id.parse().ok()?))
    }
}

/// The address of the page after this row.
#[must_use]
pub fn older_path(list: &str, on: Date, id: impl Display) -> String {
    format!("{list}?after={on}_{id}")
}

/// Takes the row too many that says whether the list goes on; returns whether it was there.
pub fn cut<Row>(rows: &mut Vec<Row>, page: usize) -> bool {
    let has_more = rows.len() > page;
    rows.truncate(page);
    has_more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::PaymentId;
    use jiff::civil::date;

    #[test]
    fn a_key_survives_the_address_and_nonsense_is_the_first_page() {
        let id = PaymentId::new();
        let path = older_path("/payments", date(2026, 2, 3), id);
        let after = path.strip_prefix("/payments?after=").unwrap().to_owned();
        assert_eq!(AfterQuery { after }.key(), Some((date(2026, 2, 3), id)));
        for after in ["", "2026-02-03", "x_y", "2026-02-30_"] {
            assert_eq!(AfterQuery { after: after.into() }.key::<PaymentId>(), None);
        }
    }

    #[test]
    fn the_row_too_many_is_not_shown() {
        let mut rows = vec![1, 2, 3];
        assert!(cut(&mut rows, 2));
        assert_eq!(rows, [1, 2]);
        assert!(!cut(&mut rows, 2));
    }
}
