//! Paging by key: newest first, by (date, id), never by offset, so that the hundredth page costs what
//! the first does (row B2). Owns the condition, the order and what a page says of its neighbours.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// From where a page goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFrom<Id> {
    /// The newest.
    Start,
    /// Older than this one.
    After(Date, Id),
    /// Newer than this one.
    Before(Date, Id),
}

/// A page of a list, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<Row> {
    pub rows: Vec<Row>,
    pub has_newer: bool,
    pub has_older: bool,
}

/// Goes on a query that ends in its `where`: the condition of the page, its order, and a limit of one row
/// more than `limit`, which tells whether the list goes on.
pub(super) fn push_page<Id: Copy + Into<Uuid>>(
    query: &mut QueryBuilder<Postgres>,
    (on_column, id_column): (&'static str, &'static str),
    from: PageFrom<Id>,
    limit: usize,
) {
    let (condition, order) = match from {
        PageFrom::Start => (None, " desc"),
        PageFrom::After(on, id) => (Some(("<", on, id)), " desc"),
        PageFrom::Before(on, id) => (Some((">", on, id)), ""),
    };
    if let Some((than, on, id)) = condition {
        query.push(" and (").push(on_column).push(", ").push(id_column).push(") ").push(than);
        query.push(" (").push_bind(on.to_sqlx()).push(", ").push_bind(id.into()).push(")");
    }
    query.push(" order by ").push(on_column).push(order).push(", ");
    query.push(id_column).push(order).push(" limit ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
}

impl<Row> Page<Row> {
    /// Of the rows that a query with [`push_page`] found, those of the page.
    pub(super) fn cut<Id>(mut rows: Vec<Row>, from: PageFrom<Id>, limit: usize) -> Self {
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        match from {
            PageFrom::Start => Self { rows, has_newer: false, has_older: has_more },
            PageFrom::After(..) => Self { rows, has_newer: true, has_older: has_more },
            PageFrom::Before(..) => {
                rows.reverse();
                Self { rows, has_newer: has_more, has_older: true }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_row_too_many_tells_that_the_list_goes_on_and_is_not_shown() {
        let on = date(2026, 2, 3);
        let page = Page::cut(vec![3, 2, 1], PageFrom::<Uuid>::Start, 2);
        assert_eq!(page, Page { rows: vec![3, 2], has_newer: false, has_older: true });
        let page = Page::cut(vec![2, 1], PageFrom::After(on, Uuid::nil()), 2);
        assert_eq!(page, Page { rows: vec![2, 1], has_newer: true, has_older: false });
        // Towards the newer ones the query runs upwards; the page is shown newest first all the same.
        let page = Page::cut(vec![4, 5, 6], PageFrom::Before(on, Uuid::nil()), 2);
        assert_eq!(page, Page { rows: vec![5, 4], has_newer: true, has_older: true });
    }
}
