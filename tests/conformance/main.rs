//! The acceptance cases that others fixed, run against the public rules of `domain/`.
//!
//! Every JSON file of a folder is read: the copy in `tests/conformance/cases`, or the folder named by
//! `CASES_DIR`. Each `op` is mapped onto the rules in the module named for its file; an `op` that no
//! module knows is a failure. An `op` for which the rules rightly have no concept stands in
//! [`not_applicable::NOT_APPLICABLE`] with its reason. This file owns the reading, the comparison and
//! the closing table, and no rule.

mod answer;
mod billing_periods;
mod credit_notes;
mod dunning_disputes;
mod einvoices;
mod input;
mod installments;
mod invoices_tax_rounding;
mod money_doc;
mod not_applicable;
mod pricing_models;
mod proration;
mod reference_data;
mod state_machines;
mod webhooks_signatures;

use answer::agrees;
use input::Input;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// What the rules say to one case: the facts they give, or why they refuse.
pub type Answer = Result<Value, Refused>;

/// The rules refused the case. `{"error": …}` is expected then; the reason is compared word for word.
#[derive(Debug)]
pub struct Refused(pub String);

#[derive(Deserialize)]
struct CaseFile {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    op: String,
    input: Value,
    expected: Value,
}

enum Verdict {
    Passed,
    Failed(String),
    NotApplicable,
}

/// Each module answers the ops it knows and gives `None` for the others.
const MODULES: &[fn(&str, &Input) -> Option<Answer>] = &[
    billing_periods::answer,
    dunning_disputes::answer,
    installments::answer,
    invoices_tax_rounding::answer,
    pricing_models::answer,
    proration::answer,
    reference_data::answer,
    webhooks_signatures::answer,
];

fn judge(case: &Case) -> Verdict {
    if not_applicable::NOT_APPLICABLE.iter().any(|(op, _)| *op == case.op) {
        return Verdict::NotApplicable;
    }
    let question = with_precision(&case.input, &case.expected);
    let input = Input::new(&question);
    // An adapter that finds its input malformed panics: that is a failed case, not the end of the run.
    let answer =
        std::panic::catch_unwind(|| MODULES.iter().find_map(|answer| answer(&case.op, &input)));
    let actual = match answer {
        Err(panic) => return Verdict::Failed(format!("panicked: {}", panic_text(&panic))),
        Ok(None) => return Verdict::Failed(format!("unknown op {}", case.op)),
        Ok(Some(Ok(actual))) => actual,
        Ok(Some(Err(Refused(reason)))) => serde_json::json!({ "error": reason }),
    };
    if agrees(&decided(case), &actual) {
        return Verdict::Passed;
    }
    Verdict::Failed(format!("expected {}\n       actual   {actual}", case.expected))
}

/// What is expected of a case, without the facts that its input does not decide.
fn decided(case: &Case) -> Value {
    let mut expected = case.expected.clone();
    if let Some(facts) = expected.as_object_mut() {
        facts.retain(|fact, _| !is_undecided(&case.op, fact));
    }
    expected
}

fn is_undecided(op: &str, fact: &str) -> bool {
    not_applicable::UNDECIDED.iter().any(|(of, name, _)| *of == op && *name == fact)
}

/// A few cases say beside the expected amounts to how many `decimals` they are stated. That is a part of
/// the question: without it an amount is stated in the minor units of its currency.
fn with_precision(input: &Value, expected: &Value) -> Value {
    let mut question = input.clone();
    if let (Some(facts), Some(decimals)) = (question.as_object_mut(), expected.get("decimals")) {
        facts.insert("decimals".to_owned(), decimals.clone());
    }
    question
}

fn panic_text(panic: &Box<dyn std::any::Any + Send>) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words")
}

fn case_files() -> Vec<PathBuf> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/cases");
    let folder = std::env::var("CASES_DIR").unwrap_or_else(|_| own.to_owned());
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{folder}: {why}"));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no case file in {folder}");
    files
}

#[test]
fn the_rules_agree_with_every_acceptance_case() {
    let mut table = vec![format!("{:34}{:>8}{:>8}{:>8}", "", "passed", "failed", "n/a")];
    let (mut failures, mut undecided) = (0, Vec::new());
    for path in case_files() {
        let text = std::fs::read_to_string(&path).expect("a readable case file");
        let file: CaseFile =
            serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let (mut passed, mut failed, mut not_applicable) = (0, 0, 0);
        for case in &file.cases {
            match judge(case) {
                Verdict::Passed => passed += 1,
                Verdict::NotApplicable => not_applicable += 1,
                Verdict::Failed(why) => {
                    failed += 1;
                    println!("FAILED {} ({})\n       {why}", case.id, case.op);
                }
            }
        }
        failures += failed;
        for (op, fact, reason) in not_applicable::UNDECIDED {
            let is_asked = |case: &&Case| case.op == *op && case.expected.get(fact).is_some();
            match file.cases.iter().filter(is_asked).count() {
                0 => {}
                count => {
                    undecided.push(format!("{op}: {fact} not compared in {count} cases: {reason}"))
                }
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        table.push(format!("{name:34}{passed:>8}{failed:>8}{not_applicable:>8}"));
    }
    table.append(&mut undecided);
    println!("{}", table.join("\n"));
    assert_eq!(failures, 0, "{failures} cases failed");
}
