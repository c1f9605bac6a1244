//! Reads invoices of the past from a file (row H7): comma-separated, one invoice a line, such as the export of
//! an older system. Every line that does not read is named; nothing is guessed, and nothing stored.
//!
//! Columns, in any order, others are passed over: `customerID`, `invoiceNumber`, `DueDate`, `InvoiceAmount`,
//! `SettledDate` (empty: unpaid), and if there are `Disputed` (yes or no), `currency` and `DaysLate`. Days are
//! `2012-02-23`, or with slashes: whether the day or the month comes first is what all lines agree on.

use super::simulate::Past;
use crate::domain::currency::Currency;
use crate::domain::dunning::PastInvoice;
use crate::domain::money::Money;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What is read of an upload.
pub const FILE_BYTES_MAX: usize = 4 << 20;
pub const LINES_MAX: usize = 20_000;
/// Lines that are named when they do not read.
const NAMED_MAX: usize = 20;
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PastFileError {
    #[error("the file is larger than {} MiB", FILE_BYTES_MAX >> 20)]
    TooLarge,
    #[error("the file is no text in UTF-8")]
    NotText,
    #[error("the column {0} is missing")]
    NoColumn(&'static str),
    #[error("the file has no invoice")]
    Empty,
    #[error("the file has more than {LINES_MAX} lines")]
    TooManyLines,
    /// Both orders would read, and mean other days.
    #[error("02/03 may be a day of February or of March: write days as 2012-02-23")]
    AmbiguousDates,
    #[error("{} lines do not read", .0.len())]
    Lines(Vec<LineError>),
}

/// A line that does not read; the heading is line 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    pub line: u64,
    pub fault: LineFault,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    #[error("as many fields as the heading are expected")]
    Fields,
    #[error("no customer")]
    Customer,
    #[error("{0:?} is no day")]
    Day(String),
    #[error("{0:?} is no amount above zero")]
    Amount(String),
    #[error("{0:?} is no currency")]
    Currency(String),
    #[error("{0:?} is neither yes nor no")]
    Disputed(String),
    #[error("invoice {0:?} stands there twice")]
    Twice(String),
}

/// How slashed days are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

struct Columns {
    customer: usize,
    number: usize,
    due_on: usize,
    amount: usize,
    settled_on: usize,
    disputed: Option<usize>,
    currency: Option<usize>,
    days_late: Option<usize>,
}

/// The invoices of a file; those without a currency of their own are in `currency`.
///
/// The last day of it is the latest due date or payment.
///
/// # Errors
/// The first thing wrong with the whole, or the first twenty lines that do not read.
pub fn read(bytes: &[u8], currency: Currency) -> Result<Past, PastFileError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(PastFileError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PastFileError::NotText)?;
    // A record after a carriage return would be numbered as the line before it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|_| PastFileError::NotText)?)?;
    let mut records = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(LineError { line, fault: LineFault::Fields });
            }
        }
        if records.len() + faults.len() > LINES_MAX {
            return Err(PastFileError::TooManyLines);
        }
    }
    if records.is_empty() && faults.is_empty() {
        return Err(PastFileError::Empty);
    }
    let order = columns.order(&records)?;
    let mut invoices = Vec::with_capacity(records.len());
    let mut numbers = BTreeSet::new();
    for record in &records {
        let number = &record[columns.number];
        let read = match numbers.insert(number) {
            true => columns.invoice(record, order, currency),
            false => Err(LineFault::Twice(number.to_owned())),
        };
        match read {
            Ok(invoice) => invoices.push(invoice),
            Err(fault) => {
                let line = record.position().map_or(0, csv::Position::line);
                faults.push(LineError { line, fault });
            }
        }
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.line);
        faults.truncate(NAMED_MAX);
        return Err(PastFileError::Lines(faults));
    }
    let dues = || invoices.iter().map(|it| it.due_on);
    let from = dues().min().ok_or(PastFileError::Empty)?;
    let settled = invoices.iter().filter_map(|it| it.settled_on);
    let until = dues().chain(settled).max().ok_or(PastFileError::Empty)?;
    Ok(Past { invoices, from, until, is_cut: false })
}

impl Columns {
    fn of(heading: &csv::StringRecord) -> Result<Columns, PastFileError> {
        let find = |name: &str| heading.iter().position(|it| it.eq_ignore_ascii_case(name));
        let needed = |name: &'static str| find(name).ok_or(PastFileError::NoColumn(name));
        Ok(Columns {
            customer: needed("customerID")?,
            number: needed("invoiceNumber")?,
            due_on: needed("DueDate")?,
            amount: needed("InvoiceAmount")?,
            settled_on: needed("SettledDate")?,
            disputed: find("Disputed"),
            currency: find("currency"),
            days_late: find("DaysLate"),
        })
    }

    /// The order in which every slashed day of the file reads; `DaysLate` tells where both do.
    fn order(&self, records: &[csv::StringRecord]) -> Result<Order, PastFileError> {
        let orders = [Order::DayFirst, Order::MonthFirst];
        let days = || records.iter().flat_map(|it| [&it[self.due_on], &it[self.settled_on]]);
        let slashed = || days().filter(|text| text.contains('/'));
        let reads = |order: &Order| slashed().filter(|text| day(text, *order).is_none()).count();
        let fewest = orders.iter().map(reads).min().unwrap_or(0);
        let possible: Vec<_> = orders.into_iter().filter(|it| reads(it) == fewest).collect();
        // Where even the better order does not read everything, its lines are named later.
        if possible.len() == 1 || slashed().next().is_none() || fewest > 0 {
            return Ok(possible[0]);
        }
        let agrees = |order: &Order| records.iter().all(|it| self.days_late_agree(it, *order));
        let proven: Vec<_> = possible.into_iter().filter(agrees).collect();
        match (self.days_late, proven.as_slice()) {
            (Some(_), [order]) => Ok(*order),
            _ => Err(PastFileError::AmbiguousDates),
        }
    }

    fn days_late_agree(&self, record: &csv::StringRecord, order: Order) -> bool {
        let stated = self.days_late.and_then(|at| record[at].parse::<i32>().ok());
        let days = (day(&record[self.due_on], order), day(&record[self.settled_on], order));
        match (stated, days) {
            (Some(stated), (Some(due_on), Some(settled_on))) => {
                (settled_on - due_on).get_days().max(0) == stated
            }
            _ => true,
        }
    }

    fn invoice(
        &self,
        record: &csv::StringRecord,
        order: Order,
        default: Currency,
    ) -> Result<PastInvoice, LineFault> {
        let customer = record[self.customer].to_owned();
        if customer.is_empty() {
            return Err(LineFault::Customer);
        }
        let due_on = self.read_day(record, self.due_on, order)?;
        let settled_on = match &record[self.settled_on] {
            "" => None,
            _ => Some(self.read_day(record, self.settled_on, order)?),
        };
        let currency = match self.currency.map(|at| &record[at]) {
            None | Some("") => default,
            Some(code) => code.parse().map_err(|_| LineFault::Currency(code.to_owned()))?,
        };
        let text = &record[self.amount];
        let amount = text.parse::<Decimal>().ok();
        let due = amount.and_then(|it| Money::from_major_exact(it, currency).ok());
        let due = due.filter(|due| due.amount_minor > 0);
        let due = due.ok_or_else(|| LineFault::Amount(text.to_owned()))?;
        let is_disputed = match self.disputed.map(|at| record[at].to_ascii_lowercase()) {
            Some(word) if ["yes", "true", "1"].contains(&&*word) => true,
            Some(word) if !["no", "false", "0", ""].contains(&&*word) => {
                return Err(LineFault::Disputed(word));
            }
            _ => false,
        };
        let zone = TimeZone::UTC;
        Ok(PastInvoice { customer, due, due_on, settled_on, is_disputed, refused: None, zone })
    }

    fn read_day(
        &self,
        record: &csv::StringRecord,
        at: usize,
        order: Order,
    ) -> Result<Date, LineFault> {
        let text = &record[at];
        day(text, order).ok_or_else(|| LineFault::Day(text.to_owned()))
    }
}

fn day(text: &str, order: Order) -> Option<Date> {
    let on = if text.contains('/') {
        let mut parts = text.split('/');
        let (first, second) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let year = parts.next().filter(|it| it.len() == 4)?.parse().ok()?;
        let (day, month) = match order {
            Order::DayFirst => (first, second),
            Order::MonthFirst => (second, first),
        };
        if parts.next().is_some() {
            return None;
        }
        Date::new(year, month, day).ok()?
    } else {
        text.parse().ok()?
    };
    YEARS.contains(&on.year()).then_some(on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HEADING: &str = "customerID,invoiceNumber,DueDate,InvoiceAmount,SettledDate,Disputed";

    fn read_lines(heading: &str, lines: &[&str]) -> Result<Past, PastFileError> {
        read(format!("{heading}\r\n{}\r\n", lines.join("\r\n")).as_bytes(), Currency::USD)
    }

    #[test]
    fn the_order_of_day_and_month_is_what_all_lines_agree_on() {
        let past =
            read_lines(HEADING, &["A,1,02/03/2012,50.39,23/01/2012,No", "B,2,04/05/2012,1,,Yes"]);
        let past = past.unwrap();
        assert_eq!(past.invoices[0].due_on, date(2012, 3, 2));
        assert_eq!(past.invoices[0].due, Money::new(50_39, Currency::USD));
        assert_eq!(past.invoices[1].settled_on, None);
        assert!(past.invoices[1].is_disputed);
        assert_eq!((past.from, past.until), (date(2012, 3, 2), date(2012, 5, 4)));
        let past = read_lines(HEADING, &["A,1,02/03/2012,1,02/13/2012,No"]).unwrap();
        assert_eq!(past.invoices[0].due_on, date(2012, 2, 3));
        let past = read_lines(HEADING, &["A,1,2012-02-03,1,2012-02-13,No"]).unwrap();
        assert_eq!(past.invoices[0].due_on, date(2012, 2, 3));
    }

    #[test]
    fn days_that_read_both_ways_are_refused_unless_another_column_tells() {
        let line = "A,1,02/03/2012,1,05/03/2012,No";
        assert_eq!(read_lines(HEADING, &[line]), Err(PastFileError::AmbiguousDates));
        let with_days = format!("{HEADING},DaysLate");
        // 2 March to 5 March are 3 days; 3 February to 3 May would be 90.
        let past = read_lines(&with_days, &["A,1,02/03/2012,1,05/03/2012,No,3"]).unwrap();
        assert_eq!(past.invoices[0].due_on, date(2012, 3, 2));
        let past = read_lines(&with_days, &["A,1,02/03/2012,1,05/03/2012,No,90"]).unwrap();
        assert_eq!(past.invoices[0].due_on, date(2012, 2, 3));
    }

    #[test]
    fn every_line_that_does_not_read_is_named() {
        let refused = read_lines(
            HEADING,
            &[
                "A,1,2012-02-30,1,,No",
                "A,2,2012-02-01,1.005,,No",
                ",3,2012-02-01,1,,No",
                "A,4,2012-02-01,1,,perhaps",
                "A,5,2012-02-01,1",
                "A,6,2012-02-01,0,,No",
                "A,4,2012-02-01,1,,No",
                "A,7,2012-02-01,1,,No",
            ],
        );
        let Err(PastFileError::Lines(faults)) = refused else { panic!("{refused:?}") };
        let at: Vec<_> = faults.into_iter().map(|it| (it.line, it.fault)).collect();
        let expected = [
            (2, LineFault::Day("2012-02-30".into())),
            (3, LineFault::Amount("1.005".into())),
            (4, LineFault::Customer),
            (5, LineFault::Disputed("perhaps".into())),
            (6, LineFault::Fields),
            (7, LineFault::Amount("0".into())),
            (8, LineFault::Twice("4".into())),
        ];
        assert_eq!(at, expected);
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        assert_eq!(read_lines(HEADING, &[]), Err(PastFileError::Empty));
        assert_eq!(read(b"", Currency::EUR), Err(PastFileError::NoColumn("customerID")));
        assert_eq!(read(&[0xff, 0xfe], Currency::EUR), Err(PastFileError::NotText));
        let large = vec![b'a'; FILE_BYTES_MAX + 1];
        assert_eq!(read(&large, Currency::EUR), Err(PastFileError::TooLarge));
    }
}
