//! The rules for a seller's settings, field by field.

use super::*;

const LANGUAGES: [&str; 2] = ["en", "de"];

fn typed() -> TypedSeller {
    TypedSeller {
        code: "dublin".into(),
        legal_name: "Lumen Software Ltd".into(),
        line1: "14 Hanover Quay".into(),
        city: "Dublin".into(),
        country: "IE".into(),
        brand_color: "#0f5c4d".into(),
        days_to_pay: "30".into(),
        ..TypedSeller::default()
    }
}

fn registration(jurisdiction: &str, kind: &str, number: &str) -> TypedRegistration {
    TypedRegistration {
        jurisdiction: jurisdiction.into(),
        kind: kind.into(),
        number: number.into(),
        ..TypedRegistration::default()
    }
}

fn problems(typed: &TypedSeller) -> Problems {
    check(typed, &[], &LANGUAGES).err().unwrap_or_default()
}

#[test]
fn what_an_invoice_needs_is_required_and_nothing_else() {
    let settings = check(&typed(), &[], &LANGUAGES).unwrap();
    assert_eq!((settings.days_to_pay, settings.brand_color.as_str()), (30, "#0f5c4d"));
    let fields: Vec<Field> =
        problems(&TypedSeller::default()).into_iter().map(|(field, _)| field).collect();
    use Field::{BrandColor, City, Code, Country, DaysToPay, LegalName, Line1};
    assert_eq!(fields, [Code, LegalName, Line1, City, Country, DaysToPay, BrandColor]);
}

#[test]
fn a_code_is_what_a_mapping_can_name() {
    for code in ["Dublin", "a b", "ä", "x".repeat(31).as_str(), "a/b"] {
        let wrong = TypedSeller { code: code.into(), ..typed() };
        assert_eq!(problems(&wrong), [(Field::Code, Problem::NotACode)], "{code}");
    }
}

#[test]
fn tax_numbers_are_checked_by_the_rule_of_their_country() {
    let mut seller = typed();
    seller.registrations = vec![
        registration("IE", "", "3518264 DH"),
        registration("DE", "USt-IdNr.", "DE136695976"),
        registration("", "Steuernummer", "22/815/08154"),
        registration("GB", "", ""),
    ];
    let settings = check(&seller, &[], &LANGUAGES).unwrap();
    let printed: Vec<_> = settings.registrations.iter().map(|it| (&*it.kind, &*it.value)).collect();
    assert_eq!(
        printed,
        [("VAT", "IE3518264DH"), ("USt-IdNr.", "DE136695976"), ("Steuernummer", "22/815/08154")]
    );

    seller.registrations = vec![registration("DE", "", "DE136695977")];
    assert_eq!(problems(&seller), [(Field::TaxNumber(0), Problem::TaxId(TaxIdError::CheckDigit))]);
    seller.registrations = vec![registration("", "", "22/815/08154")];
    assert_eq!(problems(&seller), [(Field::TaxKind(0), Problem::Missing)]);
    let twice = registration("DE", "", "136 695 976");
    seller.registrations = vec![registration("DE", "", "DE136695976"), twice];
    assert_eq!(problems(&seller), [(Field::TaxNumber(1), Problem::Twice)]);
}

#[test]
fn a_number_on_file_that_was_not_touched_passes() {
    let stored = SellerRegistration {
        jurisdiction: String::new(),
        kind: "VAT".into(),
        value: "DE000000000".into(),
        valid_from: None,
        valid_to: None,
    };
    let mut seller = typed();
    seller.registrations = vec![registration("DE", "VAT", "DE000000000")];
    assert_eq!(problems(&seller).len(), 1);
    assert!(check(&seller, std::slice::from_ref(&stored), &LANGUAGES).is_ok());
}

#[test]
fn a_registration_holds_from_its_first_to_its_last_day() {
    let mut seller = typed();
    let mut row = registration("DE", "", "DE136695976");
    (row.valid_from, row.valid_to) = ("2026-03-01".into(), "2026-03-31".into());
    seller.registrations = vec![row.clone()];
    let settings = check(&seller, &[], &LANGUAGES).unwrap();
    let held = |day: &str| settings.registrations[0].holds_on(day.parse().unwrap());
    assert_eq!(
        ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"].map(held),
        [false, true, true, false]
    );
    row.valid_to = "2026-02-01".into();
    seller.registrations = vec![row.clone()];
    assert_eq!(problems(&seller), [(Field::TaxTo(0), Problem::PeriodReversed)]);
    row.valid_to = "soon".into();
    seller.registrations = vec![row];
    assert_eq!(problems(&seller), [(Field::TaxTo(0), Problem::NotADate)]);
}

fn account(currency: &str, iban: &str, details: &str) -> TypedAccount {
    TypedAccount {
        currency: currency.into(),
        iban: iban.into(),
        details: details.into(),
        ..TypedAccount::default()
    }
}

#[test]
fn an_account_is_stored_as_it_is_printed_and_reads_back() {
    let mut seller = typed();
    let mut euros = account("EUR", "de89370400440532013000", "");
    euros.bic = "cobadeffxxx".into();
    let pounds = account("GBP", "", "Sort code: 60-16-13\nAccount number: 84920175");
    seller.accounts = vec![euros, TypedAccount::default(), pounds];
    let settings = check(&seller, &[], &LANGUAGES).unwrap();
    let row = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        settings.bank_accounts[0].rows,
        [row("IBAN", "DE89 3704 0044 0532 0130 00"), row("BIC", "COBADEFFXXX")]
    );
    assert_eq!(settings.bank_accounts[1].currency, "GBP");
    let again: Vec<_> = settings.bank_accounts.iter().map(typed_account).collect();
    seller.accounts = again;
    assert_eq!(check(&seller, &[], &LANGUAGES).unwrap(), settings);
}

#[test]
fn a_wrong_account_is_refused_at_its_field() {
    let of = |account: TypedAccount| problems(&TypedSeller { accounts: vec![account], ..typed() });
    assert_eq!(
        of(account("EUR", "DE88370400440532013000", "")),
        [(Field::Iban(0), Problem::Iban(BankIdError::CheckDigits))]
    );
    let no_number = TypedAccount { bank_name: "Bank".into(), ..TypedAccount::default() };
    assert_eq!(of(no_number), [(Field::Iban(0), Problem::Missing)]);
    let bad_bic = TypedAccount { bic: "COBA".into(), ..account("", "DE89370400440532013000", "") };
    assert_eq!(of(bad_bic), [(Field::Bic(0), Problem::Bic)]);
    assert_eq!(
        of(account("XXQ", "DE89370400440532013000", "")),
        [(Field::AccountCurrency(0), Problem::NotAChoice)]
    );
    let field = Field::AccountDetails(0);
    assert_eq!(of(account("", "", "60-16-13")), [(field, Problem::NotANamedLine)]);
    assert_eq!(
        of(account("", "", "IBAN (EUR): DE00")),
        [(field, Problem::Iban(BankIdError::CheckDigits))]
    );
    let two = vec![account("EUR", "DE89370400440532013000", ""); 2];
    let twice = TypedSeller { accounts: two, ..typed() };
    assert_eq!(problems(&twice), [(Field::AccountCurrency(1), Problem::Twice)]);
}

#[test]
fn white_is_no_brand_colour_and_a_darker_one_is_proposed() {
    let white = TypedSeller { brand_color: "#ffffff".into(), ..typed() };
    let [(Field::BrandColor, Problem::TooPale { contrast: 100, darker })] = &problems(&white)[..]
    else {
        panic!("{:?}", problems(&white))
    };
    assert!(darker.is_visible_on_paper());
    let none = TypedSeller { brand_color: "white".into(), ..typed() };
    assert_eq!(problems(&none), [(Field::BrandColor, Problem::NotAColor)]);
}

#[test]
fn a_footer_leaves_room_for_the_document() {
    let of = |text: String| {
        problems(&TypedSeller { footer: [("de".to_owned(), text)].into(), ..typed() })
    };
    let field = Field::Footer("de");
    assert_eq!(of("x".repeat(801)), [(field, Problem::TooLong { max: 800 })]);
    assert_eq!(of("x\n".repeat(9)), [(field, Problem::TooManyLines { max: 8 })]);
    assert_eq!(of("HRB 1\u{0} \r\n\r\nSitz:\tKiel".into()), []);
}

#[test]
fn contact_and_terms_are_checked() {
    let wrong = TypedSeller {
        email: "nobody".into(),
        website: "javascript:alert(1)".into(),
        days_to_pay: "366".into(),
        ..typed()
    };
    let fields: Vec<Field> = problems(&wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, [Field::Email, Field::Website, Field::DaysToPay]);
}
