//! The filter of the list of invoices, as it stands in the address: read from it and written to it.
//!
//! Whatever somebody types into the address bar is either understood or left out and named; it never
//! fails the page (row B2).

use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::i18n::parse_date;
use crate::store::invoice_lists::{InvoiceFilter, StateFilter};
use crate::store::paging::PageFrom;
use crate::web::{list_key, paths};
use jiff::civil::Date;
use serde::Deserialize;

/// Longest text that is searched for, in characters.
const TEXT_MAX: usize = 100;

/// The states a customer may choose, in the order of the form. Drafts are none of theirs.
pub const STATES: [StateFilter; 6] = [
    StateFilter::Is(InvoiceStatus::Open),
    StateFilter::Overdue,
    StateFilter::Disputed,
    StateFilter::Is(InvoiceStatus::Paid),
    StateFilter::Is(InvoiceStatus::Void),
    StateFilter::Is(InvoiceStatus::Uncollectible),
];

/// The word of a state in the address, and in the key of its message (`status-overdue`).
#[must_use]
pub fn state_word(state: StateFilter) -> &'static str {
    match state {
        StateFilter::Is(status) => status.word(),
        StateFilter::Overdue => "overdue",
        StateFilter::Disputed => "disputed",
    }
}

/// The address's parameters as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvoicesQuery {
    pub state: String,
    pub currency: String,
    pub from: String,
    pub to: String,
    pub q: String,
    pub after: String,
    pub before: String,
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub filter: InvoiceFilter,
    pub page: PageFrom<InvoiceId>,
    /// Something in the address was not understood and left out.
    pub has_ignored: bool,
}

impl Asked {
    #[must_use]
    pub fn read(query: &InvoicesQuery) -> Self {
        let mut has_ignored = false;
        let state = read(&query.state, &mut has_ignored, |word| {
            STATES.into_iter().find(|state| state_word(*state) == word)
        });
        let currency =
            read(&query.currency, &mut has_ignored, |code| code.parse::<Currency>().ok());
        let mut date = |typed: &str| read(typed, &mut has_ignored, |text| parse_date(text).ok());
        let (issued_from, issued_to) = (date(&query.from), date(&query.to));
        let after = read(&query.after, &mut has_ignored, list_key::read);
        let before = read(&query.before, &mut has_ignored, list_key::read);
        let page = list_key::page_from(after, before);
        let text: String = query.q.trim().chars().filter(|c| *c != '\0').take(TEXT_MAX).collect();
        let filter = InvoiceFilter {
            state,
            currency,
            issued_from,
            issued_to,
            text,
            ..InvoiceFilter::default()
        };
        Self { filter, page, has_ignored }
    }

    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.filter != InvoiceFilter::default()
    }
}

/// Nothing when nothing was typed; nothing, and remembered, when it does not read.
fn read<T>(typed: &str, has_ignored: &mut bool, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let value = parse(typed);
    *has_ignored |= value.is_none();
    value
}

/// The address of a list with this filter, from its newest invoice on.
#[must_use]
pub fn list_path(filter: &InvoiceFilter) -> String {
    address(filter, None)
}

/// The address of the page that ends before, or begins after, this invoice.
#[must_use]
pub fn page_path(
    filter: &InvoiceFilter,
    direction: &'static str,
    on: Date,
    id: InvoiceId,
) -> String {
    address(filter, Some((direction, list_key::write(on, id))))
}

fn address(filter: &InvoiceFilter, page: Option<(&'static str, String)>) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if let Some(state) = filter.state {
        pairs.push(("state", state_word(state).to_owned()));
    }
    if let Some(currency) = filter.currency {
        pairs.push(("currency", currency.code().to_owned()));
    }
    if let Some(from) = filter.issued_from {
        pairs.push(("from", from.to_string()));
    }
    if let Some(to) = filter.issued_to {
        pairs.push(("to", to.to_string()));
    }
    if !filter.text.is_empty() {
        pairs.push(("q", filter.text.clone()));
    }
    pairs.extend(page);
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    let query = address.extend_pairs(&pairs).finish();
    if query.is_empty() {
        paths::INVOICES.to_owned()
    } else {
        format!("{}?{query}", paths::INVOICES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn query(pairs: &str) -> InvoicesQuery {
        serde_urlencoded::from_str(pairs).unwrap()
    }

    #[test]
    fn a_filter_survives_the_way_through_the_address() {
        let id = InvoiceId::new();
        let filter = InvoiceFilter {
            state: Some(StateFilter::Overdue),
            currency: Some(Currency::EUR),
            issued_from: Some(date(2026, 1, 1)),
            issued_to: Some(date(2026, 6, 30)),
            text: "PO 100% & more".into(),
            ..InvoiceFilter::default()
        };
        let path = page_path(&filter, "after", date(2026, 5, 4), id);
        let asked = Asked::read(&query(path.split_once('?').unwrap().1));
        assert_eq!(asked.filter, filter);
        assert_eq!(asked.page, PageFrom::After(date(2026, 5, 4), id));
        assert!(!asked.has_ignored);
        assert_eq!(list_path(&InvoiceFilter::default()), "/invoices");
    }

    #[test]
    fn what_does_not_read_is_left_out_and_remembered() {
        for pairs in [
            "state=draft",
            "state=OPEN'--",
            "currency=euro",
            "from=yesterday",
            "to=2026-02-30",
            "after=2026-01-01",
            "before=x_y",
        ] {
            let asked = Asked::read(&query(pairs));
            assert!(asked.has_ignored, "{pairs}");
            assert!(!asked.is_filtered() && asked.page == PageFrom::Start, "{pairs}");
        }
        let nothing = Asked::read(&query("state=&currency=&from=&to=&q=+"));
        assert!(!nothing.has_ignored && !nothing.is_filtered());
    }
}
