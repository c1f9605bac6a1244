//! How documents are numbered: which series there are, what they print, and which a seller may open (row C2).
//!
//! Owns the rules for opening one. That numbers have no gap is the database's promise: the next number is
//! taken in the transaction that issues the document.

use std::str::FromStr;

/// Characters of a prefix.
pub const PREFIX_MAX: usize = 20;
/// Digits that a number is filled up to with zeros.
pub const DIGITS_MAX: u16 = 12;
/// The largest number a series may begin with: what twelve digits hold.
pub const FIRST_MAX: i64 = 999_999_999_999;

/// Which documents a series numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesKind {
    Invoice,
    CreditNote,
}

/// A stored word that is no kind of series.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of series {0:?}")]
pub struct UnknownSeriesKind(pub String);

impl SeriesKind {
    pub const ALL: [Self; 2] = [Self::Invoice, Self::CreditNote];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }
}

impl FromStr for SeriesKind {
    type Err = UnknownSeriesKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word);
        kind.ok_or_else(|| UnknownSeriesKind(word.to_owned()))
    }
}

/// A series as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeries {
    pub kind: SeriesKind,
    pub prefix: String,
    pub digits: u16,
    pub first_number: i64,
}

/// A series as it was typed into a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSeries {
    pub kind: String,
    pub prefix: String,
    pub digits: String,
    pub first_number: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesField {
    Kind,
    Prefix,
    Digits,
    FirstNumber,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeriesProblem {
    NotAChoice,
    TooLong {
        max: usize,
    },
    /// Letters, digits and `- / . _` are allowed.
    Characters,
    NotBetween {
        least: i64,
        most: i64,
    },
    /// Documents from elsewhere carry this prefix with numbers up to `last`.
    NotAfter {
        last: i64,
    },
    /// Some number of both series would read the same.
    Collides {
        with: String,
    },
}

impl NewSeries {
    /// What the number `n` of this series prints.
    #[must_use]
    pub fn printed(&self, n: i64) -> String {
        printed(&self.prefix, self.digits, n)
    }
}

/// `n` filled up with zeros to `digits`, after the prefix. A number that outgrew its digits is longer.
#[must_use]
pub fn printed(prefix: &str, digits: u16, n: i64) -> String {
    format!("{prefix}{n:0width$}", width = usize::from(digits))
}

/// The series that was typed, or everything that is wrong with it, in the form's order. `prefixes` are those
/// of all series of the seller, of either kind, closed ones included; `last_printed` is the highest number
/// that a document of the seller has behind this prefix: an imported one, for ours would collide.
pub fn check(
    typed: &TypedSeries,
    prefixes: &[&str],
    last_printed: Option<i64>,
) -> Result<NewSeries, Vec<(SeriesField, SeriesProblem)>> {
    let mut problems = Vec::new();
    let kind = typed.kind.parse::<SeriesKind>().ok();
    if kind.is_none() {
        problems.push((SeriesField::Kind, SeriesProblem::NotAChoice));
    }
    let prefix = typed.prefix.trim();
    problems.extend(prefix_problem(prefix, prefixes).map(|it| (SeriesField::Prefix, it)));
    let digits = whole(&typed.digits, 1, i64::from(DIGITS_MAX));
    let first_number = whole(&typed.first_number, 1, FIRST_MAX);
    let not_between = |least, most| SeriesProblem::NotBetween { least, most };
    if digits.is_none() {
        problems.push((SeriesField::Digits, not_between(1, i64::from(DIGITS_MAX))));
    }
    match (first_number, last_printed) {
        (None, _) => problems.push((SeriesField::FirstNumber, not_between(1, FIRST_MAX))),
        (Some(first), Some(last)) if first <= last => {
            problems.push((SeriesField::FirstNumber, SeriesProblem::NotAfter { last }));
        }
        _ => {}
    }
    match (kind, digits.and_then(|n| u16::try_from(n).ok()), first_number) {
        (Some(kind), Some(digits), Some(first_number)) if problems.is_empty() => {
            Ok(NewSeries { kind, prefix: prefix.to_owned(), digits, first_number })
        }
        _ => Err(problems),
    }
}

fn prefix_problem(prefix: &str, others: &[&str]) -> Option<SeriesProblem> {
    if prefix.chars().count() > PREFIX_MAX {
        return Some(SeriesProblem::TooLong { max: PREFIX_MAX });
    }
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-/._".contains(c);
    if !prefix.chars().all(is_allowed) {
        return Some(SeriesProblem::Characters);
    }
    let other = others.iter().find(|other| can_collide(prefix, other))?;
    Some(SeriesProblem::Collides { with: (*other).to_owned() })
}

/// Whether one prefix is the other with digits behind it: `R-` and `R-1` both print `R-100`.
fn can_collide(a: &str, b: &str) -> bool {
    let continues = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()))
    };
    continues(a, b) || continues(b, a)
}

fn whole(typed: &str, least: i64, most: i64) -> Option<i64> {
    let digits = typed.trim();
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_plain { digits.parse().ok() } else { None };
    number.filter(|n| (least..=most).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(prefix: &str, digits: &str, first: &str) -> TypedSeries {
        TypedSeries {
            kind: "invoice".into(),
            prefix: prefix.into(),
            digits: digits.into(),
            first_number: first.into(),
        }
    }

    #[test]
    fn a_number_is_filled_up_and_never_cut_off() {
        let series = check(&typed(" 2027/R-", "4", "0988"), &[], None).unwrap();
        assert_eq!(series.printed(988), "2027/R-0988");
        assert_eq!(series.printed(12_345), "2027/R-12345");
    }

    #[test]
    fn series_that_could_print_the_same_number_are_refused() {
        for (new, old) in [("R-", "R-"), ("R-1", "R-"), ("R-", "R-20"), ("", "2026"), ("7", "")] {
            let problems = check(&typed(new, "6", "1"), &["X-", old], None).unwrap_err();
            let collides = SeriesProblem::Collides { with: old.into() };
            assert_eq!(problems, [(SeriesField::Prefix, collides)], "{new} {old}");
        }
        for (new, old) in [("LUM-CN-", "LUM-"), ("R27-", "R26-"), ("r-", "R-"), ("", "INV-")] {
            assert!(check(&typed(new, "6", "1"), &[old], None).is_ok(), "{new} {old}");
        }
    }

    #[test]
    fn a_series_begins_after_the_documents_that_carry_its_prefix() {
        let first = |first: &str| check(&typed("R-", "6", first), &[""], Some(42));
        let not_after = (SeriesField::FirstNumber, SeriesProblem::NotAfter { last: 42 });
        assert_eq!(first("42"), Err(vec![not_after]));
        assert!(first("43").is_ok());
    }

    #[test]
    fn what_does_not_read_is_said_at_its_field() {
        let fields = |typed: &TypedSeries| -> Vec<SeriesField> {
            check(typed, &[], None).unwrap_err().into_iter().map(|(field, _)| field).collect()
        };
        let wrong = TypedSeries { kind: "receipt".into(), ..typed("A B", "0", "-1") };
        use SeriesField::{Digits, FirstNumber, Kind, Prefix};
        assert_eq!(fields(&wrong), [Kind, Prefix, Digits, FirstNumber]);
        assert_eq!(
            fields(&typed(&"A".repeat(21), "13", "1000000000000")),
            [Prefix, Digits, FirstNumber]
        );
        assert_eq!(fields(&typed("Ä-", "", "1e3")), [Prefix, Digits, FirstNumber]);
    }

    #[test]
    fn stored_words_read_back() {
        for kind in SeriesKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
    }
}
