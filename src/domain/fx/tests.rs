use super::*;
use crate::domain::id::SellerId;
use crate::domain::party::{PostalAddress, Seller, TaxRegistration};
use jiff::civil::date;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn ecb(quote: &str, rate: &str) -> Quote {
    let quoted_on = date(2026, 10, 30);
    Quote {
        rate_id: Uuid::now_v7(),
        base: Currency::EUR,
        quote: currency(quote),
        rate: rate.parse().unwrap(),
        source: RateSource::Ecb,
        quoted_on,
        as_of: ecb_published_at(quoted_on).unwrap(),
        expires_at: ecb_expires_at(quoted_on).unwrap(),
    }
}

fn rate(from: &str, to: &str) -> Result<ExchangeRate, RateError> {
    let quotes =
        [ecb("USD", "1.1172"), ecb("JPY", "175.68"), ecb("GBP", "0.8338"), ecb("ISK", "136.5")];
    ExchangeRate::between(currency(from), currency(to), &quotes, at("2026-11-01T12:00:00Z"))
}

fn converted(from: &str, minor: i64, to: &str) -> i64 {
    let amount = Money::new(minor, currency(from));
    convert(amount, &rate(from, to).unwrap()).unwrap().amount.amount_minor
}

#[test]
fn an_amount_is_converted_exactly_and_rounded_once() {
    assert_eq!(converted("EUR", 100_00, "USD"), 111_72);
    // 100 / 1.1172 = 89.509488…
    assert_eq!(converted("USD", 100_00, "EUR"), 89_51);
    assert_eq!(converted("USD", -100_00, "EUR"), -89_51);
    // No decimals: 1.00 × 175.68 = 175.68 yen, and 176 / 175.68 = 1.0018…
    assert_eq!(converted("EUR", 1_00, "JPY"), 176);
    assert_eq!(converted("JPY", 176, "EUR"), 1_00);
    // A half goes away from zero.
    assert_eq!(converted("EUR", 1_00, "ISK"), 137);
    assert_eq!(converted("EUR", -1_00, "ISK"), -137);
}

#[test]
fn a_cross_rate_goes_through_the_euro_and_is_not_rounded_on_its_way() {
    // 1000 × 0.8338 / 1.1172 = 746.3301…
    assert_eq!(converted("USD", 1000_00, "GBP"), 746_33);
    // 0.02 × 175.68 / 1.1172 = 3.145…; rounded to two euro cents in between it would be 3.51.
    assert_eq!(converted("USD", 2, "JPY"), 3);
    let printed = rate("USD", "GBP").unwrap().printed();
    assert_eq!((printed.one, printed.is.to_string().as_str()), (Currency::USD, "0.74633011"));
}

#[test]
fn a_quote_is_printed_as_it_was_quoted_in_either_direction() {
    for (from, to) in [("EUR", "USD"), ("USD", "EUR")] {
        let printed = rate(from, to).unwrap().printed();
        let expected =
            PrintedRate { one: Currency::EUR, is: "1.1172".parse().unwrap(), of: Currency::USD };
        assert_eq!(printed, expected);
    }
}

#[test]
fn a_rate_that_has_expired_is_no_rate() {
    let quotes = [ecb("USD", "1.1172"), ecb("GBP", "0.8338")];
    let between = |to: &str, when: &str| {
        ExchangeRate::between(Currency::USD, currency(to), &quotes, at(when)).map(|_| ())
    };
    // Friday's rate: Monday's comes on 2 November at 16:00 CET; a day of grace.
    assert_eq!(between("EUR", "2026-11-03T14:59:59Z"), Ok(()));
    let expired_at = at("2026-11-03T15:00:00Z");
    let stale = |to: &str| RateError::Stale {
        from: Currency::USD,
        to: currency(to),
        quoted_on: date(2026, 10, 30),
        expired_at,
    };
    assert_eq!(between("EUR", "2026-11-03T15:00:00Z"), Err(stale("EUR")));
    assert_eq!(between("GBP", "2026-11-03T15:00:00Z"), Err(stale("GBP")));
    // Before it was published there was none.
    let missing = RateError::Missing { from: Currency::USD, to: Currency::EUR };
    assert_eq!(between("EUR", "2026-10-30T14:59:59Z"), Err(missing));
    let missing = RateError::Missing { from: Currency::USD, to: Currency::NGN };
    assert_eq!(between("NGN", "2026-11-01T00:00:00Z"), Err(missing));
}

#[test]
fn what_staff_entered_prevails_until_it_expires() {
    let manual = Quote {
        source: RateSource::Manual,
        as_of: at("2026-10-01T00:00:00Z"),
        expires_at: at("2026-11-01T00:00:00Z"),
        ..ecb("USD", "1.1")
    };
    let quotes = [ecb("USD", "1.1172"), manual];
    let source = |when: &str| {
        ExchangeRate::between(Currency::EUR, Currency::USD, &quotes, at(when)).unwrap().source
    };
    assert_eq!(source("2026-10-31T23:59:59Z"), RateSource::Manual);
    assert_eq!(source("2026-11-01T00:00:00Z"), RateSource::Ecb);
}

#[test]
fn an_amount_of_another_currency_is_refused() {
    let rate = rate("USD", "EUR").unwrap();
    let refused = convert(Money::new(1, Currency::GBP), &rate);
    let mismatch = MoneyError::CurrencyMismatch { left: Currency::GBP, right: Currency::USD };
    assert_eq!(refused, Err(mismatch));
    let largest = convert(Money::new(i64::MAX, Currency::USD), &rate).unwrap();
    assert!(largest.amount.is_positive());
}

#[test]
fn the_rate_before_a_long_weekend_counts_until_after_it() {
    // Good Friday 3 April 2026, Easter Monday 6 April: Thursday's rate is followed on Tuesday 7.
    assert!(!is_target_day(date(2026, 4, 3)) && !is_target_day(date(2026, 4, 6)));
    assert!(is_target_day(date(2026, 4, 2)) && is_target_day(date(2026, 4, 7)));
    assert_eq!(ecb_expires_at(date(2026, 4, 2)), Some(at("2026-04-08T15:00:00Z")));
    // Christmas 2026 is a Friday, and the 26th a Saturday.
    assert_eq!(ecb_expires_at(date(2026, 12, 24)), Some(at("2026-12-29T15:00:00Z")));
    assert!(!is_target_day(date(2027, 1, 1)) && !is_target_day(date(2027, 3, 26)));
}

#[test]
fn a_rate_has_at_most_twelve_digits_and_is_above_zero() {
    let quotable = |text: &str| is_quotable(text.parse().unwrap());
    assert!(quotable("1571.19506675") && quotable("0.000000000001") && quotable("20275.170000000"));
    for text in ["0", "-1", "1571.195066751", "0.0000000000001"] {
        assert!(!quotable(text), "{text}");
    }
    let difference = |last: &str, new: &str| {
        difference_percent(last.parse().unwrap(), new.parse().unwrap()).unwrap().to_string()
    };
    assert_eq!(difference("1.10", "1.21"), "10");
    assert_eq!(difference("1500", "15"), "99");
}

fn seller(country: &str, tax_ids: &[&str]) -> Seller {
    Seller {
        seller_id: SellerId::new(),
        legal_name: "Seller".into(),
        trading_name: String::new(),
        address: PostalAddress { country: country.into(), ..PostalAddress::default() },
        email: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: tax_ids
            .iter()
            .map(|value| TaxRegistration { kind: "VAT".into(), value: (*value).into() })
            .collect(),
        bank_accounts: Vec::new(),
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: [].into(),
    }
}

#[test]
fn tax_is_stated_in_the_sellers_currency_where_the_law_asks_for_it() {
    let of = |country: &str, tax_ids: &[&str], document: &str| {
        let found = tax_currency(&seller(country, tax_ids), currency(document));
        found.map(|found| (found.currency.code(), found.is_required))
    };
    assert_eq!(of("DE", &["DE129273398"], "EUR"), None);
    assert_eq!(of("DE", &["DE129273398"], "USD"), Some(("EUR", true)));
    assert_eq!(of("PL", &["PL5260001246"], "EUR"), Some(("PLN", true)));
    assert_eq!(of("GB", &[], "EUR"), Some(("GBP", true)));
    // An Irish company that is registered in the United Kingdom states sterling there.
    assert_eq!(of("IE", &["IE3518264DH", "GB412876505"], "GBP"), None);
    // Nigeria takes the tax in the currency of the transaction.
    assert_eq!(of("NG", &["20418736-0001"], "USD"), Some(("NGN", false)));
    assert_eq!(of("VU", &[], "USD"), None);
}

proptest! {
    #[test]
    fn there_and_back_is_never_further_off_than_the_roundings(minor in -1_000_000_000_i64..1_000_000_000) {
        let there = converted("USD", minor, "GBP");
        let back = converted("GBP", there, "USD");
        // A penny is worth 1.34 cents: half of one, and half a cent.
        prop_assert!((back - minor).abs() <= 1, "{minor} {there} {back}");
    }

    #[test]
    fn more_is_never_converted_to_less(minor in 0_i64..1_000_000_000_000, more in 0_i64..1_000_000) {
        prop_assert!(converted("USD", minor, "JPY") <= converted("USD", minor + more, "JPY"));
    }
}
