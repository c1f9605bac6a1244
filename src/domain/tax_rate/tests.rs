use super::territory::TERRITORIES;
use super::us::STATES;
use super::vat::{DatedRate, RATES};
use super::*;
use crate::domain::country::Country;
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use jiff::civil::date;
use rust_decimal::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn standard(code: &str, on: Date) -> Option<String> {
    standard_rate(country(code), on).map(|rate| rate.percent.to_string())
}

fn rates_ascend(what: &str, rates: &[DatedRate]) {
    assert!(rates.windows(2).all(|pair| pair[0].from < pair[1].from), "{what}");
    for rate in rates {
        assert!(rate.percent >= Decimal::ZERO && rate.percent < decimal("30"), "{what}");
    }
}

#[test]
fn every_row_is_read_dated_ascending_and_has_a_source() {
    for (code, rates) in &RATES.countries {
        let what = code.code();
        rates_ascend(what, &rates.standard);
        rates_ascend(what, &rates.parking);
        assert!(rates.standard[0].from <= date(2011, 1, 1), "{what} begins too late");
        assert!(rates.reduced.windows(2).all(|pair| pair[0].from < pair[1].from), "{what}");
        for reduced in &rates.reduced {
            let own = standard_rate(*code, reduced.from).unwrap().percent;
            assert!(
                reduced.percents.is_sorted() && reduced.percents.iter().all(|rate| *rate < own)
            );
            assert!(RATES.sources.contains_key(&reduced.source), "{what}");
        }
        for rate in rates.standard.iter().chain(&rates.parking) {
            assert!(RATES.sources.contains_key(&rate.source), "{what}");
        }
    }
    for territory in &TERRITORIES.territories {
        rates_ascend(&territory.name, &territory.standard);
        assert!(!territory.postcodes.is_empty());
        for rate in &territory.standard {
            assert!(TERRITORIES.sources.contains_key(&rate.source), "{}", territory.name);
        }
    }
    for (code, state) in &STATES.states {
        assert!(STATES.sources.contains_key(&state.source), "{code}");
        assert!(state.percent < decimal("8"), "{code}");
        assert!(state.taxable_fraction.is_none_or(|part| part <= Decimal::ONE), "{code}");
    }
    assert_eq!(STATES.states.len(), 51);
}

#[test]
fn every_member_state_has_rates() {
    for state in Country::all().filter(|state| state.is_eu()) {
        assert!(standard_rate(state, date(2010, 1, 1)).is_some(), "{state}");
    }
    assert_eq!(standard_rate(Country::US, date(2026, 1, 1)), None);
}

#[test]
fn a_rate_changes_on_its_day() {
    assert_eq!(standard("DE", date(2020, 6, 30)).as_deref(), Some("19"));
    assert_eq!(standard("DE", date(2020, 7, 1)).as_deref(), Some("16"));
    assert_eq!(standard("DE", date(2020, 12, 31)).as_deref(), Some("16"));
    assert_eq!(standard("DE", date(2021, 1, 1)).as_deref(), Some("19"));
    assert_eq!(standard("IE", date(2021, 2, 28)).as_deref(), Some("21"));
    assert_eq!(standard("IE", date(2021, 3, 1)).as_deref(), Some("23"));
    assert_eq!(standard("FI", date(2024, 9, 1)).as_deref(), Some("25.5"));
    assert_eq!(standard("NG", date(2020, 1, 31)).as_deref(), Some("5"));
    assert_eq!(standard("NG", date(2020, 2, 1)).as_deref(), Some("7.5"));
    assert_eq!(standard("GB", date(2011, 1, 3)).as_deref(), Some("17.5"));
    assert_eq!(standard("GB", date(2011, 1, 4)).as_deref(), Some("20"));
    assert_eq!(standard("DE", date(2006, 12, 31)), None);
}

#[test]
fn reduced_rates_are_listed_from_the_lowest() {
    let reduced = |code, on| {
        let rates = reduced_rates(country(code), on).map_or(&[][..], |rates| &rates.percents);
        rates.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(reduced("FR", date(2026, 6, 1)), ["2.1", "5.5", "10"]);
    assert_eq!(reduced("FI", date(2025, 12, 31)), ["10", "14"]);
    assert_eq!(reduced("FI", date(2026, 1, 1)), ["10", "13.5"]);
    assert!(reduced("DK", date(2026, 6, 1)).is_empty());
    let parking = parking_rate(country("LU"), date(2026, 6, 1)).unwrap();
    assert_eq!(parking.percent, decimal("14"));
}

#[test]
fn a_postcode_may_have_a_rate_of_its_own() {
    let at = |code, postcode, on| {
        let place = rate_at_place(country(code), postcode, on).unwrap();
        (place.percent.to_string(), place.territory)
    };
    let day = date(2026, 6, 1);
    assert_eq!(at("ES", "35001", day), ("0".to_owned(), Some("Canary Islands")));
    assert_eq!(at("ES", "28013", day), ("21".to_owned(), None));
    assert_eq!(at("DE", "D-27498", day), ("0".to_owned(), Some("Heligoland")));
    assert_eq!(at("AT", "6992", day), ("19".to_owned(), Some("Mittelberg")));
    assert_eq!(at("PT", "9500-321", day), ("16".to_owned(), Some("Azores")));
    assert_eq!(at("PT", "9500-321", date(2021, 6, 30)), ("18".to_owned(), Some("Azores")));
    assert_eq!(at("PT", "1000-001", day), ("23".to_owned(), None));
    assert_eq!(at("FR", "97411", day), ("8.5".to_owned(), Some("Reunion")));
    // A postcode of another length is none of these.
    assert_eq!(territory_at(country("AT"), "66911"), None);
    assert_eq!(territory_at(country("DE"), ""), None);
}

#[test]
fn a_source_is_told_in_words() {
    let rate = standard_rate(Country::DE, date(2020, 7, 1)).unwrap();
    assert!(rate.source().contains("Corona-Steuerhilfegesetz"));
    let reduced = reduced_rates(country("FI"), date(2026, 1, 1)).unwrap();
    assert!(reduced.source().contains("vero.fi"));
    let place = rate_at_place(country("FI"), "22100", date(2026, 1, 1)).unwrap();
    assert!(place.source.contains("Article 6"));
    let (source, looked_up) = us_state("TX").unwrap().source();
    assert!(!source.is_empty() && looked_up == date(2026, 6, 2));
}

#[test]
fn nothing_is_collected_in_the_us_unless_the_operator_says_where() {
    let charge = Money::new(1000_00, Currency::USD);
    assert_eq!(Nexus::default().rate_for("TX", charge, true), Ok(None));
    let nexus = Nexus::in_states(["TX", "CT", "MD", "CA", "ZZ"]);
    let rate = |state, is_business| nexus.rate_for(state, charge, is_business).unwrap();
    let of = |minor, percent: &str| {
        Some(UsRate { taxable: Money::new(minor, Currency::USD), percent: decimal(percent) })
    };
    // Texas taxes 80 % of 1000.00.
    assert_eq!(rate("TX", true), of(800_00, "6.25"));
    assert_eq!(rate("CT", true), of(1000_00, "1"));
    assert_eq!(rate("CT", false), of(1000_00, "6.35"));
    assert_eq!(rate("MD", true), of(1000_00, "3"));
    assert_eq!(rate("CA", true), None);
    assert_eq!(rate("NY", true), None);
    // 80 % of 0.99 is 0.792.
    let small = nexus.rate_for("TX", Money::new(99, Currency::USD), false).unwrap();
    assert_eq!(small, of(79, "6.25"));
}
