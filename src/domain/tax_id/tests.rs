use super::*;

fn number(jurisdiction: &str, typed: &str) -> Result<String, TaxIdError> {
    TaxId::parse(jurisdiction, typed).map(|id| id.number)
}

#[test]
fn vat_numbers_of_every_member_state_are_accepted() {
    for (state, typed, compact) in [
        ("AT", "AT U13585627", "U13585627"),
        ("BE", "BE 428.759.497", "0428759497"),
        ("BG", "BG 175 074 752", "175074752"),
        ("CY", "CY-10259033P ", "10259033P"),
        ("CZ", "CZ 25123891", "25123891"),
        ("DE", "DE 136,695 976", "136695976"),
        ("DK", "DK 13585628", "13585628"),
        ("EE", "EE 100 931 558", "100931558"),
        ("EL", "EL 094259216 ", "094259216"),
        ("GR", "GR 94259216", "094259216"),
        ("ES", "ES B-58378431", "B58378431"),
        ("FI", "FI 20774740", "20774740"),
        ("FR", "Fr 40 303 265 045", "40303265045"),
        ("HR", "HR 33392005961", "33392005961"),
        ("HU", "HU-12892312", "12892312"),
        ("IE", "IE 6433435F", "6433435F"),
        ("IE", "IE 8D79739I", "8D79739I"),
        ("IT", "IT 00743110157", "00743110157"),
        ("LT", "119511515", "119511515"),
        ("LT", "LT 100001919017", "100001919017"),
        ("LU", "LU 150 274 42", "15027442"),
        ("LV", "LV 4000 3521 600", "40003521600"),
        ("LV", "161175-19997", "16117519997"),
        ("MT", "MT 1167-9112", "11679112"),
        ("NL", "NL4495445B01", "004495445B01"),
        ("NL", "NL016652B01", "000016652B01"),
        ("PL", "PL 8567346215", "8567346215"),
        ("PT", "PT 501 964 843", "501964843"),
        ("RO", "185 472 90", "18547290"),
        ("RO", "RO 185 472 90", "RO18547290"),
        ("SE", "SE 123456789701", "123456789701"),
        ("SI", "SI 5022 3054", "50223054"),
        ("SK", "SK 202 274 96 19", "2022749619"),
        ("XI", "XI 980780684", "980780684"),
        ("EU-OSS", "EU 372022452", "EU372022452"),
    ] {
        assert_eq!(number(state, typed).as_deref(), Ok(compact), "{state} {typed}");
    }
}

#[test]
fn a_changed_digit_is_noticed() {
    for (state, typed) in [
        ("AT", "U13585628"),
        ("BE", "0428759498"),
        ("BG", "175074753"),
        ("CY", "10259033Z"),
        ("CZ", "25123890"),
        ("DE", "136695977"),
        ("DK", "13585629"),
        ("EE", "100594103"),
        ("EL", "123456781"),
        ("ES", "B64717839"),
        ("FR", "84323140391"),
        ("HR", "33392005962"),
        ("HU", "12892313"),
        ("IE", "6433435E"),
        ("IT", "00743110158"),
        ("LT", "119511516"),
        ("LU", "15027443"),
        ("LV", "40003521601"),
        ("MT", "11679113"),
        ("PL", "8567346216"),
        ("PT", "501964842"),
        ("RO", "RO18547291"),
        ("SE", "123456789101"),
        ("SI", "50223055"),
        ("GB", "802311781"),
        ("CH", "CHE-107.787.578 IVA"),
        ("NO", "NO 995 525 829 MVA"),
        ("CA", "123456783"),
        ("AU", "99 999 999 999"),
        ("BR", "16727230000198"),
        ("GH", "C0000803562"),
        ("IL", "516179150"),
        ("MK", "4030000375890"),
        ("EC", "1714307104001"),
    ] {
        assert_eq!(number(state, typed), Err(TaxIdError::CheckDigit), "{state} {typed}");
    }
}

#[test]
fn numbers_of_other_countries_are_accepted() {
    for (country, typed, compact) in [
        ("GB", "GB980780684", "980780684"),
        ("GB", "GD001", "GD001"),
        ("CH", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("NO", "NO 995 525 828 MVA", "995525828MVA"),
        ("GE", "GE12345678901", "12345678901"),
        ("MK", "МК 4057009501106", "4057009501106"),
        ("US", "91-1144442", "911144442"),
        ("CA", "12302 6635 RC 0001", "123026635RC0001"),
        ("MX", "COMG-600703", "COMG600703"),
        ("MX", "Ñ&E 930714 8T4", "Ñ&E9307148T4"),
        ("BR", "12. ABC.345 /01DE–35", "12ABC34501DE35"),
        ("CO", "213-123-432-1", "2131234321"),
        ("EC", "1792060346-001", "1792060346001"),
        ("UY", "UY 21 140634 001 1", "211406340011"),
        ("NG", "01012345-0001", "010123450001"),
        ("GH", "C0000803561", "C0000803561"),
        ("KE", "p051365947m", "P051365947M"),
        ("ZA", "0001339050", "0001339050"),
        ("AU", "83 914 571 673", "83914571673"),
        ("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV"),
        ("TW", "6214-0097", "62140097"),
        ("HK", "1234567(8)", "12345678"),
        ("IL", "3933742-3", "039337423"),
        ("AE", "104-479-084-600-003", "104479084600003"),
        // Sony Group and Toyota, from the public register of corporate numbers.
        ("JP", "5010401067252", "5010401067252"),
        ("JP", "1180301018771", "1180301018771"),
    ] {
        assert_eq!(number(country, typed).as_deref(), Ok(compact), "{country} {typed}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    assert_eq!(number("FR", "IO334175221"), Err(TaxIdError::Format));
    assert_eq!(number("IE", "8?79739J"), Err(TaxIdError::Format));
    assert_eq!(number("CA", "12345678Z"), Err(TaxIdError::Format));
    assert_eq!(number("BR", "16.727.230/0001=97"), Err(TaxIdError::Format));
    assert_eq!(number("US", "911-14-4442"), Err(TaxIdError::Format));
    assert_eq!(number("IN", "27AAPFU0939F1Z"), Err(TaxIdError::Length { found: 14 }));
    assert_eq!(number("KE", "12345"), Err(TaxIdError::Length { found: 5 }));
    assert_eq!(number("US", "07-1144442"), Err(TaxIdError::Component));
    assert_eq!(number("DE", ""), Err(TaxIdError::Length { found: 0 }));
    let unknown = TaxIdError::UnknownJurisdiction("XX".to_owned());
    assert_eq!(number("XX", "1"), Err(unknown));
}

#[test]
fn the_prefix_of_an_eu_number_says_whose_it_is() {
    let parsed =
        |typed| TaxId::parse_eu_vat(typed).map(|id| (id.jurisdiction.clone(), id.on_document()));
    let of = |state: &str, number: &str| Ok((state.to_owned(), number.to_owned()));
    assert_eq!(parsed("ATU57194903"), of("AT", "ATU57194903"));
    assert_eq!(parsed("BE697449992"), of("BE", "BE0697449992"));
    assert_eq!(parsed("GR 094259216"), of("EL", "EL094259216"));
    assert_eq!(parsed("ro 18547290"), of("RO", "RO18547290"));
    assert_eq!(parsed("XI980780684"), of("XI", "XI980780684"));
    assert_eq!(parsed("EU372022452"), of("EU-OSS", "EU372022452"));
    for stranger in ["XX123456789", "GB980780684", "", "É"] {
        assert!(matches!(parsed(stranger), Err(TaxIdError::UnknownJurisdiction(_))), "{stranger}");
    }
}

#[test]
fn kinds_are_named_the_same_in_json_and_in_code() {
    let id = TaxId::parse("FR", "FR61954506077").unwrap();
    assert_eq!((id.kind.code(), id.to_string()), ("eu_vat", "FR61954506077".to_owned()));
    let json = serde_json::to_string(&id).unwrap();
    assert_eq!(json, r#"{"kind":"eu_vat","jurisdiction":"FR","number":"61954506077"}"#);
    for scheme in FAMILIES.into_iter().flatten() {
        let json = serde_json::to_string(&scheme.kind).unwrap();
        assert_eq!(json, format!("\"{}\"", scheme.kind.code()));
    }
}

#[test]
fn every_member_state_has_a_rule() {
    for country in Country::all().filter(|country| country.is_eu()) {
        assert!(TaxId::has_rule_for(country), "{country}");
    }
    assert!(TaxId::has_rule_for(Country::NG));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_rule_panic(typed in "[A-Z0-9ÑМ&*+?. -]{0,17}|.{0,10}|[A-Z]{0,3}[0-9]{5,15}[A-Z]{0,3}") {
        for scheme in FAMILIES.into_iter().flatten() {
            let _ = TaxId::parse(scheme.jurisdiction, &typed);
        }
        let _ = TaxId::parse_eu_vat(&typed);
    }
}
