//! The rules, each kept and broken by a small document.

use super::*;

fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

fn standard_rated() -> WrittenTax {
    WrittenTax { category: Some("S".into()), rate_percent: decimal("19") }
}

/// One line of 100.00 and one of 50.00 less 30.00, 19 %, 40.00 paid: 142.80 with tax, 102.80 due.
fn sound() -> WrittenAmounts {
    let line = |net| WrittenLine { net: decimal(net), tax: standard_rated() };
    WrittenAmounts {
        document_currency: Some("EUR".into()),
        lines: vec![line("100.00"), line("50.00")],
        adjustments: vec![WrittenAdjustment {
            is_charge: false,
            amount: decimal("30.00"),
            tax: standard_rated(),
        }],
        tax_totals: vec![WrittenTaxTotal {
            currency: Some("EUR".into()),
            tax: decimal("22.80"),
            subtotals: vec![WrittenSubtotal {
                taxable: decimal("120.00"),
                tax_amount: decimal("22.80"),
                tax: standard_rated(),
            }],
        }],
        totals: Some(WrittenTotals {
            sum_of_lines: decimal("150.00"),
            allowances: decimal("30"),
            tax_exclusive: decimal("120.00"),
            tax_inclusive: decimal("142.80"),
            prepaid: decimal("40.00"),
            payable: decimal("102.80"),
            ..WrittenTotals::default()
        }),
    }
}

fn codes(written: &WrittenAmounts) -> Vec<String> {
    written.broken_rules().iter().map(|rule| rule.code()).collect()
}

#[test]
fn a_sound_document_breaks_no_rule_and_an_empty_one_neither() {
    assert_eq!(codes(&sound()), [""; 0]);
    assert_eq!(codes(&WrittenAmounts::default()), [""; 0]);
}

#[test]
fn a_total_that_is_a_cent_off_breaks_the_rules_that_speak_of_it() {
    let off_by_a_cent = |change: fn(&mut WrittenTotals)| {
        let mut written = sound();
        change(written.totals.as_mut().unwrap());
        codes(&written)
    };
    assert_eq!(off_by_a_cent(|t| t.payable = decimal("102.81")), ["BR-CO-16"]);
    assert_eq!(off_by_a_cent(|t| t.tax_inclusive = decimal("142.81")), ["BR-CO-15", "BR-CO-16"]);
    assert_eq!(off_by_a_cent(|t| t.tax_exclusive = decimal("120.01")), ["BR-CO-13", "BR-CO-15"]);
    assert_eq!(off_by_a_cent(|t| t.sum_of_lines = decimal("150.01")), ["BR-CO-10", "BR-CO-13"]);
    assert_eq!(off_by_a_cent(|t| t.allowances = None), ["BR-CO-11", "BR-CO-13"]);
    assert_eq!(off_by_a_cent(|t| t.charges = decimal("0.01")), ["BR-CO-12", "BR-CO-13"]);
}

#[test]
fn the_tax_of_a_row_may_be_off_by_less_than_one() {
    let with_row_tax = |tax_amount| {
        let mut written = sound();
        written.tax_totals[0].subtotals[0].tax_amount = decimal(tax_amount);
        codes(&written)
    };
    assert_eq!(with_row_tax("23.79"), ["BR-CO-14"]);
    assert_eq!(with_row_tax("23.80"), ["BR-CO-14", "BR-CO-17", "BR-S-09"]);
}

#[test]
fn a_category_without_tax_is_exact_and_charges_none() {
    let exempt = WrittenTax { category: Some("E".into()), rate_percent: decimal("0") };
    let written = |taxable, tax_amount| WrittenAmounts {
        lines: vec![WrittenLine { net: decimal("100"), tax: exempt.clone() }],
        tax_totals: vec![WrittenTaxTotal {
            tax: decimal(tax_amount),
            subtotals: vec![WrittenSubtotal {
                taxable: decimal(taxable),
                tax_amount: decimal(tax_amount),
                tax: exempt.clone(),
            }],
            ..WrittenTaxTotal::default()
        }],
        ..WrittenAmounts::default()
    };
    assert_eq!(codes(&written("100.00", "0")), [""; 0]);
    assert_eq!(codes(&written("100.01", "0")), ["BR-E-08"]);
    assert_eq!(codes(&written("100.00", "0.10")), ["BR-E-09"]);
}

#[test]
fn the_total_counts_the_tax_in_the_documents_own_currency_once() {
    let mut written = sound();
    written.tax_totals.push(WrittenTaxTotal {
        currency: Some("SEK".into()),
        tax: decimal("250.00"),
        subtotals: Vec::new(),
    });
    assert_eq!(codes(&written), [""; 0]);
    written.tax_totals[1].currency = Some("EUR".into());
    assert_eq!(codes(&written), ["BR-CO-15"]);
}

#[test]
fn every_rule_is_found_by_its_code() {
    for rule in Rule::all() {
        assert_eq!(rule.code().parse(), Ok(rule));
    }
    assert_eq!("BR-01".parse::<Rule>(), Err(UnknownRule("BR-01".into())));
}
