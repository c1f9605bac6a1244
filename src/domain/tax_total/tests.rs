use super::*;
use proptest::prelude::*;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

fn line(amount_minor: i64, category: TaxCategory, rate: &str) -> TaxableLine {
    TaxableLine { amount: eur(amount_minor), category, rate_percent: rate.parse().unwrap() }
}

fn standard(amount_minor: i64, rate: &str) -> TaxableLine {
    line(amount_minor, TaxCategory::Standard, rate)
}

fn net_totals(lines: &[TaxableLine]) -> DocumentTotals {
    totals_of_net_lines(Currency::EUR, lines).unwrap()
}

fn minor(amounts: &[Money]) -> Vec<i64> {
    amounts.iter().map(|amount| amount.amount_minor).collect()
}

#[test]
fn tax_is_rounded_once_on_the_sum_and_not_per_line() {
    // Lago's case: 279.16 × 20 % = 55.832. Per line it would be 13.67 + 13.67 + 11.50 + 17.00 = 55.84.
    let lines = [68_33, 68_33, 57_50, 85_00].map(|amount| standard(amount, "20"));
    let totals = net_totals(&lines);
    assert_eq!((totals.net, totals.tax, totals.gross), (eur(27_916), eur(55_83), eur(334_99)));
    // Exactly 13.666, 13.666, 11.50 and 17.00: cut to 55.82, so the first of the equals gains a cent.
    assert_eq!(minor(&totals.line_taxes), [13_67, 13_66, 11_50, 17_00]);
}

#[test]
fn each_category_and_rate_has_its_own_row() {
    let lines = [
        standard(100_00, "19"),
        standard(50_00, "7"),
        standard(10_05, "19.00"),
        line(20_00, TaxCategory::Exempt, "0"),
        line(5_00, TaxCategory::ReverseCharge, "0"),
    ];
    let totals = net_totals(&lines);
    let rows: Vec<_> = totals
        .subtotals
        .iter()
        .map(|row| (row.category.code(), row.rate_percent.to_string(), row.taxable, row.tax))
        .collect();
    assert_eq!(
        rows,
        [
            ("S", "7".to_owned(), eur(50_00), eur(3_50)),
            ("S", "19".to_owned(), eur(110_05), eur(20_91)), // 20.9095
            ("E", "0".to_owned(), eur(20_00), eur(0)),
            ("AE", "0".to_owned(), eur(5_00), eur(0)),
        ]
    );
    assert_eq!((totals.net, totals.tax, totals.gross), (eur(185_05), eur(24_41), eur(209_46)));
    assert_eq!(minor(&totals.line_taxes), [19_00, 3_50, 1_91, 0, 0]);
}

#[test]
fn tax_can_be_taken_out_of_prices_that_include_it() {
    let totals = totals_of_gross_lines(Currency::EUR, &[standard(600_00, "10")]).unwrap();
    assert_eq!((totals.net, totals.tax, totals.gross), (eur(545_45), eur(54_55), eur(600_00)));
    let totals = totals_of_gross_lines(Currency::EUR, &[standard(784_46, "19")]).unwrap();
    assert_eq!((totals.net, totals.tax, totals.gross), (eur(659_21), eur(125_25), eur(784_46)));
}

#[test]
fn a_credit_note_mirrors_its_invoice() {
    let totals = net_totals(&[standard(-625_743_54, "25")]);
    // 156 435.885 rounds away from zero.
    assert_eq!((totals.tax, totals.gross), (eur(-156_435_89), eur(-782_179_43)));
    let lines = [-68_33, -68_33, -57_50, -85_00].map(|amount| standard(amount, "20"));
    assert_eq!(minor(&net_totals(&lines).line_taxes), [-13_67, -13_66, -11_50, -17_00]);
}

#[test]
fn a_line_that_takes_off_reduces_the_taxed_sum() {
    let totals = net_totals(&[standard(100_00, "20"), standard(-33_33, "20")]);
    // 66.67 × 20 % = 13.334.
    assert_eq!((totals.net, totals.tax), (eur(66_67), eur(13_33)));
    // Exactly 20.000 and −6.666: the whole loss goes to the line that is not exact.
    assert_eq!(minor(&totals.line_taxes), [20_00, -6_67]);
}

#[test]
fn lines_that_cancel_out_cancel_their_tax() {
    let totals = net_totals(&[standard(10_00, "20"), standard(-10_00, "20")]);
    assert_eq!((totals.net, totals.tax), (eur(0), eur(0)));
    assert_eq!(minor(&totals.line_taxes), [2_00, -2_00]);
    let empty = net_totals(&[]);
    assert_eq!((empty.gross, empty.subtotals.len()), (eur(0), 0));
}

#[test]
fn rates_have_as_many_decimals_as_the_law_gives_them() {
    assert_eq!(net_totals(&[standard(100_00, "8.875")]).tax, eur(8_88));
    assert_eq!(net_totals(&[standard(123_45, "7.25")]).tax, eur(8_95)); // 8.950125
    let yen = TaxableLine { amount: Money::new(999, Currency::JPY), ..standard(0, "10.5") };
    let totals = totals_of_net_lines(Currency::JPY, &[yen]).unwrap();
    assert_eq!(totals.tax, Money::new(105, Currency::JPY)); // 104.895
}

#[test]
fn a_rate_that_contradicts_its_category_is_refused() {
    for (category, rate) in [
        (TaxCategory::Standard, "0"),
        (TaxCategory::Standard, "-5"),
        (TaxCategory::ReverseCharge, "19"),
        (TaxCategory::ZeroRated, "5"),
    ] {
        let refused = totals_of_net_lines(Currency::EUR, &[line(1_00, category, rate)]);
        let rate_percent = rate.parse().unwrap();
        assert_eq!(refused, Err(TaxTotalError::RateNotAllowed { category, rate_percent }));
    }
}

#[test]
fn lines_of_another_currency_are_refused() {
    let refused = totals_of_net_lines(Currency::USD, &[standard(1_00, "20")]);
    let mismatch = MoneyError::CurrencyMismatch { left: Currency::USD, right: Currency::EUR };
    assert_eq!(refused, Err(TaxTotalError::Money(mismatch)));
}

#[test]
fn category_codes_are_read_back() {
    for category in TaxCategory::ALL {
        assert_eq!(category.code().parse(), Ok(category));
    }
    assert_eq!("s".parse::<TaxCategory>(), Err(TaxTotalError::UnknownCategory("s".to_owned())));
}

proptest! {
    #[test]
    fn everything_adds_up(
        amounts in proptest::collection::vec((-1_000_000_i64..10_000_000, 0_usize..4), 0..40),
        inclusive in any::<bool>(),
    ) {
        let rates = ["20", "7.5", "8.875", "0"];
        let lines: Vec<TaxableLine> = amounts
            .into_iter()
            .map(|(amount, rate)| match rates[rate] {
                "0" => line(amount, TaxCategory::Exempt, "0"),
                rate => standard(amount, rate),
            })
            .collect();
        let totals = if inclusive {
            totals_of_gross_lines(Currency::EUR, &lines).unwrap()
        } else {
            totals_of_net_lines(Currency::EUR, &lines).unwrap()
        };
        let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|a| a.amount_minor).sum::<i64>();
        let line_sum = sum(&mut lines.iter().map(|line| line.amount));
        prop_assert_eq!(if inclusive { totals.gross } else { totals.net }.amount_minor, line_sum);
        prop_assert_eq!(totals.net.checked_add(totals.tax), Ok(totals.gross));
        prop_assert_eq!(sum(&mut totals.subtotals.iter().map(|row| row.taxable)), totals.net.amount_minor);
        prop_assert_eq!(sum(&mut totals.subtotals.iter().map(|row| row.tax)), totals.tax.amount_minor);
        prop_assert_eq!(sum(&mut totals.line_taxes.iter().copied()), totals.tax.amount_minor);
    }
}
