use super::*;

fn typed() -> TypedBillingDetails {
    TypedBillingDetails {
        legal_name: "Ardmore Bakery Ltd".into(),
        line1: "3 Oliver Plunkett Street".into(),
        city: "Cork".into(),
        postal_code: "T12 R6XV".into(),
        country: "IE".into(),
        emails: "accounts@ardmore.example".into(),
        language: "en".into(),
        time_zone: "Europe/Dublin".into(),
        ..TypedBillingDetails::default()
    }
}

fn tax_id(jurisdiction: &str, number: &str) -> TypedTaxId {
    TypedTaxId { jurisdiction: jurisdiction.into(), number: number.into() }
}

fn registration(kind: &str, value: &str) -> TaxRegistration {
    TaxRegistration { kind: kind.into(), value: value.into() }
}

fn checked(typed: &TypedBillingDetails) -> Result<BillingDetails, Vec<(Field, Problem)>> {
    check(typed, &[], &["en", "de"])
}

#[test]
fn every_problem_is_named_at_once_in_the_order_of_the_form() {
    let nothing = TypedBillingDetails::default();
    let fields = [
        Field::LegalName,
        Field::Line1,
        Field::City,
        Field::Country,
        Field::Emails,
        Field::Language,
        Field::TimeZone,
    ];
    assert_eq!(checked(&nothing).unwrap_err(), fields.map(|field| (field, Problem::Missing)));
}

#[test]
fn one_line_of_a_document_is_one_line() {
    let folded = TypedBillingDetails { legal_name: "  Ardmore\r\n\tBakery  ".into(), ..typed() };
    assert_eq!(checked(&folded).unwrap().legal_name, "Ardmore Bakery");
    let long = TypedBillingDetails { city: "ä".repeat(121), ..typed() };
    let too_long = Problem::TooLong { max: 120 };
    assert_eq!(checked(&long).unwrap_err(), [(Field::City, too_long)]);
    let fits = TypedBillingDetails { city: "ä".repeat(120), ..typed() };
    assert!(checked(&fits).is_ok());
}

#[test]
fn several_addresses_each_once_and_the_wrong_one_is_named() {
    let emails = "A@x.example\n b@x.example, a@x.example;\n\n".to_owned();
    let several = TypedBillingDetails { emails, ..typed() };
    assert_eq!(checked(&several).unwrap().emails, ["a@x.example", "b@x.example"]);
    let wrong = TypedBillingDetails { emails: "a@x.example\nbob".into(), ..typed() };
    let problem = Problem::NotAnEmail { typed: "bob".into() };
    assert_eq!(checked(&wrong).unwrap_err(), [(Field::Emails, problem)]);
    let many: Vec<_> = (0..11).map(|n| format!("a{n}@x.example")).collect();
    let many = TypedBillingDetails { emails: many.join("\n"), ..typed() };
    let problem = Problem::TooManyEmails { max: 10 };
    assert_eq!(checked(&many).unwrap_err(), [(Field::Emails, problem)]);
}

#[test]
fn tax_numbers_are_stored_as_they_are_printed_and_an_empty_row_is_none() {
    let ids = vec![tax_id("DE", "de 136 695 976"), tax_id("IE", ""), tax_id("US", "")];
    let with_ids = TypedBillingDetails { tax_ids: ids, ..typed() };
    assert_eq!(checked(&with_ids).unwrap().tax_ids, [registration("VAT", "DE136695976")]);
}

#[test]
fn a_wrong_digit_is_found_in_its_row() {
    let ids = vec![tax_id("DE", "DE136695976"), tax_id("DE", "DE136695977")];
    let wrong = TypedBillingDetails { tax_ids: ids, ..typed() };
    let problem = Problem::TaxId(TaxIdError::CheckDigit);
    assert_eq!(checked(&wrong).unwrap_err(), [(Field::TaxId(1), problem)]);
}

#[test]
fn an_untouched_number_of_an_import_does_not_block_a_new_street() {
    let stored = [registration("TIN", "no rule knows this")];
    let ids = vec![tax_id("NG", "no rule knows this")];
    let kept = TypedBillingDetails { tax_ids: ids, ..typed() };
    assert_eq!(check(&kept, &stored, &["en"]).unwrap().tax_ids, stored);
    assert!(check(&kept, &[], &["en"]).is_err());
}

#[test]
fn only_what_the_form_offers_is_a_choice() {
    let bad = TypedBillingDetails {
        country: "UK".into(),
        language: "fr".into(),
        display_currency: "XAU".into(),
        time_zone: "EST".into(),
        ..typed()
    };
    let fields = [Field::Country, Field::Language, Field::DisplayCurrency, Field::TimeZone];
    assert_eq!(checked(&bad).unwrap_err(), fields.map(|field| (field, Problem::NotAChoice)));
}

#[test]
fn places_are_time_zones_and_made_up_ones_are_not() {
    assert!(is_time_zone("Africa/Lagos") && is_time_zone("UTC"));
    for name in ["", "Europe", "Europe/Atlantis", "EST5EDT", "+01:00", "/etc/passwd", "../UTC"] {
        assert!(!is_time_zone(name), "{name:?}");
    }
}

#[test]
fn a_number_on_file_finds_its_jurisdiction_again() {
    assert_eq!(jurisdiction_of(&registration("VAT", "DE136695976"), "IE"), Some("DE"));
    assert_eq!(jurisdiction_of(&registration("VAT", "EL094259216"), "GR"), Some("EL"));
    assert_eq!(jurisdiction_of(&registration("RC", "1849203"), "NG"), None);
}
