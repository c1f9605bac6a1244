use super::*;

/// Two entries of the operator's chain.
fn export_of_two() -> String {
    let mut text = String::new();
    let mut previous_hash = String::new();
    for sequence in 1..=2 {
        let mut record = AuditRecord {
            tenant_id: OPERATOR_CHAIN,
            sequence,
            at: "2026-11-20T09:30:00.000000Z".into(),
            actor: "system:test".into(),
            action: "clock.advanced".into(),
            subject_kind: "deployment".into(),
            subject_id: "clock".into(),
            reason: "Überfällig; \"zitiert\"".into(),
            before: String::new(),
            after: r#"{"seconds": 60}"#.into(),
            previous_hash: previous_hash.clone(),
            hash: String::new(),
        };
        record.hash = hash(&record).unwrap();
        previous_hash.clone_from(&record.hash);
        text += &serde_json::to_string(&record).unwrap();
        text.push('\n');
    }
    text + "{\"entries\":2,\"chains\":1}\n"
}

#[test]
fn the_hash_is_that_of_the_fields_with_unit_separators_between_them() {
    let text = export_of_two();
    let first: AuditRecord = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let expected = Sha256::digest(
        "00000000-0000-0000-0000-000000000000\u{1f}1\u{1f}2026-11-20T09:30:00.000000Z\u{1f}system:test\
         \u{1f}clock.advanced\u{1f}deployment\u{1f}clock\u{1f}Überfällig; \"zitiert\"\u{1f}\u{1f}{\"seconds\": 60}",
    );
    let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(first.hash, expected);
}

#[test]
fn an_untouched_export_is_proved() {
    let verified = verify_export(export_of_two().as_bytes()).unwrap();
    assert_eq!(verified, Verified { entries: 2, chains: 1 });
}

#[test]
fn no_byte_of_an_export_can_be_changed() {
    let text = export_of_two().into_bytes();
    for position in 0..text.len() {
        let mut changed = text.clone();
        changed[position] ^= 1;
        assert!(verify_export(changed.as_slice()).is_err(), "byte {position}");
        // The case of a letter is one bit too.
        changed[position] = text[position] ^ 0x20;
        assert!(verify_export(changed.as_slice()).is_err(), "byte {position}");
    }
}

#[test]
fn the_first_broken_entry_is_named() {
    let text =
        export_of_two().replacen("\"sequence\":2,\"at\":\"2026", "\"sequence\":2,\"at\":\"2025", 1);
    let error = verify_export(text.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "audit log broken: entry 2 of chain operator does not hash to what it says: it was changed"
    );
}

#[test]
fn a_missing_line_is_noticed_wherever_it_was() {
    let text = export_of_two();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for missing in 0..lines.len() {
        let rest: String = lines
            .iter()
            .enumerate()
            .filter(|(no, _)| *no != missing)
            .map(|(_, line)| *line)
            .collect();
        assert!(verify_export(rest.as_bytes()).is_err(), "line {missing}");
    }
}
