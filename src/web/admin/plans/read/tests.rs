use super::super::names::COMPONENTS;
use super::super::written::written;
use super::*;
use crate::domain::id::PlanId;
use crate::domain::plan::{CatalogueVersion, PlanVersion, examples};
use crate::web::admin::typed::Typed;
use jiff::Timestamp;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 20);

/// The form of one metered component with graduated tiers, in the words of `locale`.
fn metered(model: &str, edge: &str, prices: [&str; 2], included: &str) -> VersionText {
    let typed = Typed::of(&[
        ("code", "business".to_owned()),
        ("kind", "plan".to_owned()),
        ("name", "Business".to_owned()),
        ("currency", "usd".to_owned()),
        ("interval-unit", "month".to_owned()),
        ("interval-count", "1".to_owned()),
        ("effective-on", "2026-11-20".to_owned()),
        ("offered", "yes".to_owned()),
        ("features", "Single sign-on\r\n\r\nAudit log".to_owned()),
        ("limits", "projects = 50\nseats: 10".to_owned()),
        ("components", "1".to_owned()),
        ("c1-code", "calls".to_owned()),
        ("c1-description", "API calls".to_owned()),
        ("c1-quantity", "meter".to_owned()),
        ("c1-meter", "api-calls".to_owned()),
        ("c1-timing", "in_arrears".to_owned()),
        ("c1-model", model.to_owned()),
        ("c1-included", included.to_owned()),
        ("c1-tiers", "2".to_owned()),
        ("c1-t1-up-to", edge.to_owned()),
        ("c1-t1-unit", prices[0].to_owned()),
        ("c1-t2-unit", prices[1].to_owned()),
    ]);
    VersionText::typed(&typed)
}

fn read_as(locale: Locale, text: &VersionText) -> Result<CatalogueEntry, FieldErrors> {
    read(locale, TODAY, PlanVersionId::new(), text)
}

fn costs(entry: &CatalogueEntry, quantities: &[i64]) -> Vec<i64> {
    let quantities: Vec<_> = quantities.iter().map(|n| Decimal::from(*n)).collect();
    let version = &entry.version;
    let found = examples(&version.components[0], version.currency, &quantities).unwrap();
    found.iter().map(|example| example.amount.amount_minor).collect()
}

#[test]
fn what_the_form_makes_costs_what_it_says_on_both_sides_of_the_edge() {
    let quantities = [9_999, 10_000, 10_001];
    // × 0.008; then the 10,001st at 0.005
    let graduated = read_as(Locale::En, &metered("graduated", "10,000", ["0.008", "0.005"], ""));
    assert_eq!(costs(&graduated.unwrap(), &quantities), [79_99, 80_00, 80_01]);
    // 9,999 × 0.008 = 79.992; 10,001 × 0.005 = 50.005
    let volume = read_as(Locale::De, &metered("volume", "10.000", ["0,008", "0,005"], ""));
    assert_eq!(costs(&volume.unwrap(), &quantities), [79_99, 80_00, 50_01]);
    // 2,000 are free: the edge is at 12,000
    let included = read_as(Locale::En, &metered("graduated", "10000", ["0.008", "0.005"], "2,000"));
    assert_eq!(costs(&included.unwrap(), &[2_000, 2_001, 12_000, 12_001]), [0, 1, 80_00, 80_01]);
}

#[test]
fn features_and_limits_are_read_line_by_line() {
    let entry = read_as(Locale::En, &metered("graduated", "10", ["1", "2"], "")).unwrap();
    assert_eq!(entry.entitlements.features, ["Single sign-on", "Audit log"]);
    assert_eq!(entry.entitlements.limit("projects"), Some(Decimal::from(50)));
    assert_eq!(entry.entitlements.limit("seats"), Some(Decimal::TEN));
    let mut text = metered("graduated", "10", ["1", "2"], "");
    text.set("limits", "projects 50");
    assert!(read_as(Locale::En, &text).unwrap_err().has("limits"));
}

#[test]
fn each_field_that_does_not_read_is_named() {
    let mut text = metered("graduated", "ten", ["1,5", "free"], "-1");
    text.set("currency", "EURO");
    text.set("interval-count", "0");
    text.set("trial-days", "two weeks");
    text.set("effective-on", "2026-11-19");
    let errors = read_as(Locale::En, &text).unwrap_err();
    let names = ["currency", "interval-count", "trial-days", "effective-on"];
    let component = ["c1-t1-up-to", "c1-t1-unit", "c1-t2-unit", "c1-included"];
    for name in names.into_iter().chain(component) {
        assert!(errors.has(name), "{name}");
    }
}

#[test]
fn a_stored_version_reads_back_the_same_in_every_language() {
    let new = read_as(Locale::En, &metered("volume", "10,000", ["0.008", "0.005"], "500")).unwrap();
    let stored = CatalogueVersion {
        version: PlanVersion {
            plan_id: PlanId::new(),
            version_id: new.version_id,
            code: new.version.code.clone(),
            version_no: 1,
            name: new.version.name.clone(),
            currency: new.version.currency,
            interval: new.version.interval,
            trial_days: 14,
            components: new.version.components.clone(),
        },
        kind: new.kind,
        description: "For teams".into(),
        entitlements: new.entitlements.clone(),
        effective_on: TODAY,
        is_offered: true,
        archived_at: None,
        created_at: Timestamp::UNIX_EPOCH,
    };
    for locale in Locale::ALL {
        let again = read_as(locale, &written(locale, &stored, TODAY)).unwrap();
        assert_eq!(again.version.components, new.version.components);
        assert_eq!(again.entitlements, new.entitlements);
        assert_eq!((again.version.trial_days, again.description.as_str()), (14, "For teams"));
    }
}

#[test]
fn rows_come_and_go_without_losing_what_was_typed() {
    let mut text = metered("graduated", "10", ["1", "2"], "");
    assert!(text.change_rows("add-tier 1") && text.change_rows("add-component"));
    assert_eq!((text.components.len(), text.components[0].tiers.len()), (2, 3));
    assert!(text.change_rows("remove-tier 1 1"));
    assert_eq!(text.components[0].tiers[0].unit, "2");
    for nonsense in ["remove-tier 9 9", "remove-component 0", "remove-component 99", "add-tier x"] {
        let before = text.clone();
        text.change_rows(nonsense);
        assert_eq!(text, before, "{nonsense}");
    }
    assert!(text.change_rows("remove-component 1"));
    assert_eq!(text.components[0].code, "");
    assert!(!text.change_rows("preview"));
    // What one page sends is what the next one reads.
    let sent: Vec<(&str, String)> = text.fields();
    assert_eq!(VersionText::typed(&Typed::of(&sent)), text);
    assert!(sent.iter().any(|(name, _)| *name == COMPONENTS[0].code));
}
