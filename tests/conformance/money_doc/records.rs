//! The tables on proration, payment plans, declines, disputes and tax rates.

use super::{decimal, major, majors, usd};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};
use quittance::domain::country::Country;
use quittance::domain::dispute::{PaystackCountry, respond_by};
use quittance::domain::dunning::{DeclineAdvice, stripe_decline};
use quittance::domain::installment::PlanAmounts;
use quittance::domain::money::Money;
use quittance::domain::period::Period;
use quittance::domain::proration::{
    ChangeDay, Fraction, PeriodPrice, ProrationMethod, ProrationRule, change,
};
use quittance::domain::tax_rate::{Nexus, rate_at_place, standard_rate};

/// 10.00 more from noon on 16 March 2026.
pub fn ways_to_count(cells: &[&str]) -> Vec<String> {
    let method = match cells {
        ["seconds", ""] => ProrationMethod::Second,
        ["minutes", ""] => ProrationMethod::Minute,
        ["days", "belongs to the new price"] => ProrationMethod::Day(ChangeDay::New),
        ["days", "belongs to the old price"] => ProrationMethod::Day(ChangeDay::Old),
        other => panic!("counting {other:?}"),
    };
    let midnight = |month| date(2026, month, 1).to_zoned(TimeZone::UTC).expect("a day").timestamp();
    let march = Period::new(midnight(3), midnight(4)).expect("a period");
    let noon: Timestamp = "2026-03-16T12:00:00Z".parse().expect("an instant");
    let rule = ProrationRule { method, zone: TimeZone::UTC };
    let unused = rule.unused(march, noon).expect("a share");
    let (numerator, denominator) = unused.lowest_terms();
    vec![format!("{numerator} of {denominator}"), major(unused.of(usd("10.00")).expect("a cost"))]
}

pub fn changes(cells: &[&str]) -> Vec<String> {
    let (numerator, denominator) = cells[2].split_once(" of ").expect("a share");
    let integer = |text: &str| text.parse().expect("an integer");
    let unused = Fraction::new(integer(numerator), integer(denominator)).expect("a share");
    let [old, new] = [cells[0], cells[1]].map(|price| PeriodPrice::full(usd(price)));
    let change = change(unused, old, new).expect("a change");
    vec![major(change.credit), major(change.charge), major(change.net().expect("one currency"))]
}

pub fn installment_plans(cells: &[&str]) -> Vec<String> {
    let currency = cells[0].parse().expect("a currency");
    let invoice = Money::from_major_exact(decimal(cells[1]), currency).expect("an amount");
    let count = cells[3].parse().expect("a number of installments");
    let plan = PlanAmounts::of(invoice, decimal(cells[2]), count).expect("a plan");
    vec![major(plan.down_payment), majors(plan.installments)]
}

pub fn declines(cells: &[&str]) -> Vec<String> {
    let words = match stripe_decline(cells[0]) {
        DeclineAdvice::RetryLater => "tried again on schedule",
        DeclineAdvice::NeedsCustomer => "the customer must act first",
        DeclineAdvice::NeverRetry => "never again with this card",
    };
    vec![words.to_owned()]
}

/// Days and times on the clock of the merchant's country.
pub fn answers_due(cells: &[&str]) -> Vec<String> {
    const FORMAT: &str = "%a %d %b %Y %H:%M";
    let (country, zone) = match cells[0] {
        "Nigeria" => (PaystackCountry::Nigeria, "Africa/Lagos"),
        "South Africa" => (PaystackCountry::SouthAfrica, "Africa/Johannesburg"),
        other => panic!("no account in {other}"),
    };
    let zone = TimeZone::get(zone).expect("a zone");
    let opened: DateTime =
        strtime::parse(FORMAT, cells[1]).and_then(|parsed| parsed.to_datetime()).expect("a time");
    let opened = opened.to_zoned(zone.clone()).expect("an instant").timestamp();
    let due = respond_by(opened, country).expect("a deadline").to_zoned(zone);
    vec![due.strftime(FORMAT).to_string()]
}

pub fn standard_rates(cells: &[&str]) -> Vec<String> {
    let country: Country = cells[0][..2].parse().expect("a country");
    let on: Date = cells[2].parse().expect("a day");
    let percent = match cells[1] {
        "" => standard_rate(country, on).expect("a rate").percent,
        postcode => rate_at_place(country, postcode, on).expect("a rate").percent,
    };
    vec![format!("{} %", percent.normalize())]
}

/// Of 1,000.00 for software as a service.
pub fn states_of_the_us(cells: &[&str]) -> Vec<String> {
    let nexus = Nexus::in_states([cells[0]]);
    let is_business = cells[1] == "business";
    match nexus.rate_for(cells[0], usd("1000.00"), is_business).expect("a taxable part") {
        Some(rate) => vec![major(rate.taxable), format!("{} %", rate.percent.normalize())],
        None => vec!["none".to_owned(), "none".to_owned()],
    }
}
