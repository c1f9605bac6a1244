//! The rows of a seller's tax registrations: country, name, number, and the days on which they hold.

use super::{
    Check, Date, Field, Problem, REGISTRATIONS_MAX, SellerRegistration, TaxId, TypedRegistration,
    one_line,
};

/// Longest number that we print unchecked.
const NUMBER_MAX: usize = 40;

impl Check {
    pub(super) fn registrations(
        &mut self,
        typed: &[TypedRegistration],
        stored: &[SellerRegistration],
    ) -> Vec<SellerRegistration> {
        let mut registrations: Vec<SellerRegistration> = Vec::new();
        for (row, typed) in typed.iter().enumerate().take(REGISTRATIONS_MAX) {
            if typed.number.trim().is_empty() {
                continue;
            }
            let Some(registration) = self.registration(row, typed, stored) else { continue };
            let is_there = |other: &SellerRegistration| {
                (&other.kind, &other.value) == (&registration.kind, &registration.value)
            };
            if registrations.iter().any(is_there) {
                self.add(Field::TaxNumber(row), Problem::Twice);
            } else {
                registrations.push(registration);
            }
        }
        registrations
    }

    fn registration(
        &mut self,
        row: usize,
        typed: &TypedRegistration,
        stored: &[SellerRegistration],
    ) -> Option<SellerRegistration> {
        let (valid_from, valid_to) = self.validity(row, typed);
        let kind = one_line(&typed.kind);
        if kind.chars().count() > NUMBER_MAX {
            self.add(Field::TaxKind(row), Problem::TooLong { max: NUMBER_MAX });
        }
        let number = one_line(&typed.number);
        let mut jurisdiction = typed.jurisdiction.clone();
        let untouched = stored.iter().find(|it| it.value == number && it.kind == kind);
        let (kind, value) = if let Some(stored) = untouched {
            jurisdiction.clone_from(&stored.jurisdiction);
            (kind, number)
        } else if typed.jurisdiction.is_empty() {
            self.unchecked(row, kind, number)?
        } else {
            match TaxId::parse(&typed.jurisdiction, &number) {
                Ok(id) if kind.is_empty() => (id.kind.printed_name().to_owned(), id.on_document()),
                Ok(id) => (kind, id.on_document()),
                Err(error) => {
                    self.add(Field::TaxNumber(row), Problem::TaxId(error));
                    return None;
                }
            }
        };
        Some(SellerRegistration { jurisdiction, kind, value, valid_from, valid_to })
    }

    /// A number of a kind we have no rule for needs at least a name.
    fn unchecked(&mut self, row: usize, kind: String, number: String) -> Option<(String, String)> {
        if kind.is_empty() {
            self.add(Field::TaxKind(row), Problem::Missing);
            return None;
        }
        if number.chars().count() > NUMBER_MAX {
            self.add(Field::TaxNumber(row), Problem::TooLong { max: NUMBER_MAX });
        }
        Some((kind, number))
    }

    fn validity(&mut self, row: usize, typed: &TypedRegistration) -> (Option<Date>, Option<Date>) {
        let from = self.date(Field::TaxFrom(row), &typed.valid_from);
        let to = self.date(Field::TaxTo(row), &typed.valid_to);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.add(Field::TaxTo(row), Problem::PeriodReversed);
        }
        (from, to)
    }

    fn date(&mut self, field: Field, typed: &str) -> Option<Date> {
        if typed.trim().is_empty() {
            return None;
        }
        let date = typed.trim().parse().ok();
        if date.is_none() {
            self.add(field, Problem::NotADate);
        }
        date
    }
}
