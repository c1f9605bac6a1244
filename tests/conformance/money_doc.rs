//! `docs/MONEY.md` cannot lie: every table in it is recomputed from the rules, and every test it names
//! exists. A table says above itself by which function of this module it is recomputed.

mod amounts;
mod records;

use quittance::domain::currency::Currency;
use quittance::domain::money::Money;
use rust_decimal::Decimal;
use std::path::Path;

/// The cells of one row as they stand in the document, given the cells that are the row's question.
type Recompute = fn(&[&str]) -> Vec<String>;

/// What stands after `recomputed:`, how many cells of a row are its question, and the rest of it.
const TABLES: &[(&str, usize, Recompute)] = &[
    ("rounding", 2, amounts::rounding),
    ("line amounts", 3, amounts::line_amounts),
    ("worked tiers", 1, amounts::worked_tiers),
    ("tiered prices", 1, amounts::tiered_prices),
    ("flat fees", 1, amounts::flat_fees),
    ("packages", 5, amounts::packages),
    ("transactions", 5, amounts::transactions),
    ("parts of a period", 3, amounts::parts_of_a_period),
    ("commitments", 3, amounts::commitments),
    ("discounts", 2, amounts::discounts),
    ("tax", 2, amounts::tax),
    ("tax included", 2, amounts::tax_included),
    ("several taxes", 2, amounts::several_taxes),
    ("splits", 2, amounts::splits),
    ("credit against due", 2, amounts::credit_against_due),
    ("tax of credit notes", 2, amounts::tax_of_credit_notes),
    ("ways to count", 2, records::ways_to_count),
    ("changes", 3, records::changes),
    ("installment plans", 4, records::installment_plans),
    ("declines", 1, records::declines),
    ("answers due", 2, records::answers_due),
    ("standard rates", 3, records::standard_rates),
    ("states of the US", 2, records::states_of_the_us),
];

#[test]
fn every_table_of_the_document_on_money_is_what_the_rules_give() {
    let document = document();
    let (mut faults, mut recomputed) = (Vec::new(), Vec::new());
    let mut table = None;
    for (number, line) in document.lines().enumerate() {
        if let Some(name) = marker(line) {
            table = TABLES.iter().find(|(known, ..)| *known == name);
            assert!(table.is_some(), "line {}: nothing recomputes {name}", number + 1);
            recomputed.push(name);
        } else if line.starts_with('|') {
            let (.., questions, recompute) =
                table.unwrap_or_else(|| panic!("line {}: a table nobody recomputes", number + 1));
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if is_head(&document, number) {
                continue;
            }
            let answer = recompute(&cells[..*questions]);
            if cells[*questions..] != answer {
                faults.push(format!("line {}: {line}\n  is {}", number + 1, answer.join(" | ")));
            }
        } else if !line.is_empty() {
            table = None;
        }
    }
    assert!(faults.is_empty(), "docs/MONEY.md is wrong:\n{}", faults.join("\n"));
    for (name, ..) in TABLES {
        assert!(recomputed.contains(name), "docs/MONEY.md has no table {name:?} any more");
    }
}

#[test]
fn every_test_that_the_document_on_money_names_exists() {
    let document = document();
    let sources = sources(&root().join("src/domain"));
    let names =
        document.split('*').filter(|word| word.contains('_') && !word.contains([' ', '\n']));
    let mut count = 0;
    for name in names {
        let function = format!("fn {name}(");
        assert!(sources.iter().any(|source| source.contains(&function)), "no test {name}");
        count += 1;
    }
    assert!(count >= 20, "only {count} names were found");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    std::fs::read_to_string(root().join("docs/MONEY.md")).expect("docs/MONEY.md")
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts.append(&mut sources(&path));
        } else {
            texts.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
    texts
}

fn marker(line: &str) -> Option<&str> {
    line.strip_prefix("<!-- recomputed: ")?.strip_suffix(" -->")
}

/// The names of the columns and the line of dashes below them.
fn is_head(document: &str, number: usize) -> bool {
    let is_dashes =
        |number: usize| document.lines().nth(number).is_some_and(|line| line.starts_with("|---"));
    is_dashes(number) || is_dashes(number + 1)
}

fn decimal(text: &str) -> Decimal {
    text.trim_end_matches('%').trim().parse().unwrap_or_else(|why| panic!("{text:?}: {why}"))
}

fn optional(text: &str) -> Option<Decimal> {
    (text != "none").then(|| decimal(text))
}

fn usd(text: &str) -> Money {
    Money::from_major_exact(decimal(text), Currency::USD).expect("whole cents")
}

fn amounts(text: &str) -> Vec<Money> {
    text.split(" + ").map(usd).collect()
}

fn major(amount: Money) -> String {
    amount.to_major().to_string()
}

fn majors(amounts: impl IntoIterator<Item = Money>) -> String {
    amounts.into_iter().map(major).collect::<Vec<_>>().join(" + ")
}
