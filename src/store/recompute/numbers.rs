//! Numbers that are missing in a series.

use super::super::{StaffRead, StoreError};

/// A series in which numbers are missing before, between or after those that were given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberGap {
    pub series: String,
    pub prefix: String,
    pub digits: u16,
    pub first_missing: i64,
    pub last_missing: i64,
}

/// The gaps of all series that allocate numbers here, at most 100. A document whose number does not read
/// as one of its series leaves a gap where it should be.
pub async fn number_gaps(tx: &mut StaffRead) -> Result<Vec<NumberGap>, StoreError> {
    let rows = sqlx::query!(
        r#"with given as (
             select s.series_id, substr(d.number, length(s.prefix) + 1) as digits
               from number_series s
               join (select series_id, number from invoices where number is not null
                     union all
                     select series_id, number from credit_notes) d on d.series_id = s.series_id
              where s.next_number is not null and starts_with(d.number, s.prefix)
           ),
           numbers as (
             select series_id, digits::bigint as n from given where digits ~ '^[0-9]{1,18}$'
             union all
             -- before the first and behind the last
             select series_id, first_number - 1 from number_series where next_number is not null
             union all
             select series_id, next_number from number_series where next_number is not null
           ),
           steps as (
             select series_id, n, lead(n) over (partition by series_id order by n) as next_n
               from numbers
           )
           select s.code, s.prefix, s.digits, t.n + 1 as "first_missing!", t.next_n - 1 as "last_missing!"
             from steps t
             join number_series s on s.series_id = t.series_id
            where t.next_n > t.n + 1
            order by s.code, s.prefix, t.n
            limit 100"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| NumberGap {
            series: r.code,
            prefix: r.prefix,
            digits: u16::try_from(r.digits).unwrap_or(1),
            first_missing: r.first_missing,
            last_missing: r.last_missing,
        })
        .collect())
}
