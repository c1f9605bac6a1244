//! From where a list goes on, as the address says it: `?after=2026-11-20_0192…` or `?before=…`.

use crate::store::paging::{Page, PageFrom};
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt::Display;
use uuid::Uuid;

/// The part of an address that says which page of a list is meant.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    pub after: String,
    pub before: String,
}

impl PageQuery {
    /// The first page when neither reads.
    #[must_use]
    pub fn page_from<Id: From<Uuid>>(&self) -> PageFrom<Id> {
        page_from(read(&self.after), read(&self.before))
    }
}

/// `after` has precedence when both are given.
#[must_use]
pub fn page_from<Id>(after: Option<(Date, Id)>, before: Option<(Date, Id)>) -> PageFrom<Id> {
    match (after, before) {
        (Some((on, id)), _) => PageFrom::After(on, id),
        (None, Some((on, id))) => PageFrom::Before(on, id),
        (None, None) => PageFrom::Start,
    }
}

/// `2026-11-20_0192…`: a row of a list.
#[must_use]
pub fn write(on: Date, id: impl Display) -> String {
    format!("{on}_{id}")
}

/// Reads what [`write`] wrote; None for anything else, such as a day that no document has and the
/// database does not know (its calendar begins in 4713 BC, later than ours).
#[must_use]
pub fn read<Id: From<Uuid>>(key: &str) -> Option<(Date, Id)> {
    let (on, id) = key.split_once('_')?;
    let on = on.parse().ok().filter(|on: &Date| on.year() > 0)?;
    Some((on, id.parse::<Uuid>().ok()?.into()))
}

/// The addresses of the page with newer rows and of the page with older ones, each if there is one.
/// `list` is the list's own path without a query.
#[must_use]
pub fn neighbours<Row, Id: Display>(
    list: &str,
    page: &Page<Row>,
    key: impl Fn(&Row) -> (Date, Id),
) -> (Option<String>, Option<String>) {
    let address = |direction: &str, row: Option<&Row>| {
        row.map(|row| {
            let (on, id) = key(row);
            format!("{list}?{direction}={}", write(on, id))
        })
    };
    (
        page.has_newer.then(|| address("before", page.rows.first())).flatten(),
        page.has_older.then(|| address("after", page.rows.last())).flatten(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::PaymentId;
    use jiff::civil::date;

    #[test]
    fn a_key_survives_the_address_and_nonsense_is_the_first_page() {
        let id = PaymentId::new();
        let page = Page { rows: vec![(date(2026, 2, 3), id)], has_newer: true, has_older: true };
        let (newer, older) = neighbours("/payments", &page, |row| *row);
        let value =
            |address: Option<String>| address.unwrap().split_once('=').unwrap().1.to_owned();
        let query = PageQuery { after: value(older), before: String::new() };
        assert_eq!(query.page_from(), PageFrom::After(date(2026, 2, 3), id));
        let query = PageQuery { after: String::new(), before: value(newer) };
        assert_eq!(query.page_from(), PageFrom::Before(date(2026, 2, 3), id));
        let long_ago = format!("-009999-01-01_{id}");
        for after in ["", "2026-02-03", "x_y", "2026-02-30_", &long_ago] {
            let after: &str = after;
            let query = PageQuery { after: after.into(), before: after.into() };
            assert_eq!(query.page_from::<PaymentId>(), PageFrom::Start, "{after}");
        }
    }
}
