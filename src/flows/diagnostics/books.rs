//! The books: what is kept twice agrees, and the ledger sums to nothing.

use super::{Finding, Health, could_not_look};
use crate::domain::ledger::Account;
use crate::domain::money::Money;
use crate::flows::reconcile_invoices::{self, Summary, reconcile_newest};
use crate::i18n::Locale;
use crate::store::{Db, diagnostics, ledger};
use std::collections::BTreeMap;

pub(super) async fn contradictions(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-contradictions";
    let found = async {
        let mut tx = db.staff_read().await?;
        diagnostics::contradictions(&mut tx).await
    };
    match found.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(found) if found.is_empty() => {
            Finding::new(CHECK, Health::Ok, "diagnosis-contradictions-none")
        }
        Ok(found) => {
            let details = found
                .iter()
                .map(|one| format!("{} {}: {:+}", one.what, one.subject, one.difference_minor))
                .collect();
            Finding::new(CHECK, Health::Fail, "diagnosis-contradictions-found")
                .with("count", found.len())
                .details(details)
        }
    }
}

/// Invoices that are computed again each time somebody asks how the deployment is.
const NEWEST: i64 = 100;
/// Anomalies named.
const NAMED: usize = 20;

pub(super) async fn newest_invoices(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-reconciliation";
    let mut details = Vec::new();
    let mut summary = Summary::default();
    let looked = async {
        let mut tx = db.staff_read().await?;
        let mut found = |finding: reconcile_invoices::Finding| {
            let number = finding.subject().map(|subject| subject.number.clone());
            if matches!(finding, reconcile_invoices::Finding::Anomaly(_)) && details.len() < NAMED {
                let said = reconcile_invoices::sentence(Locale::En, &finding);
                details.push(format!("{}: {said}", number.unwrap_or_default()));
            }
        };
        reconcile_newest(&mut tx, NEWEST, &mut summary, &mut found).await
    };
    match looked.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(()) if summary.anomalies == 0 => {
            let key = "diagnosis-reconciliation-fine";
            Finding::new(CHECK, Health::Ok, key).with("count", count(summary.invoices))
        }
        Ok(()) => {
            let key = "diagnosis-reconciliation-found";
            let found = Finding::new(CHECK, Health::Fail, key);
            found.with("count", count(summary.anomalies)).details(details)
        }
    }
}

fn count(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

pub(super) async fn trial_balance(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-trial-balance";
    let balances = async {
        let mut tx = db.staff_read().await?;
        ledger::trial_balance(&mut tx).await
    };
    match balances.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(balances) => judge_trial_balance(&balances),
    }
}

/// The sum over all accounts, in minor units, of each currency in which it is not nothing.
pub(in crate::flows) fn uneven_currencies(
    balances: &[(Account, Money)],
) -> BTreeMap<&'static str, i128> {
    let mut sums = sums(balances);
    sums.retain(|_, sum| *sum != 0);
    sums
}

fn sums(balances: &[(Account, Money)]) -> BTreeMap<&'static str, i128> {
    let mut sums = BTreeMap::new();
    for (_, amount) in balances {
        let sum = sums.entry(amount.currency.code()).or_insert(0);
        *sum += i128::from(amount.amount_minor);
    }
    sums
}

fn judge_trial_balance(balances: &[(Account, Money)]) -> Finding {
    const CHECK: &str = "diagnosis-trial-balance";
    let off: Vec<String> =
        uneven_currencies(balances).iter().map(|(code, sum)| format!("{code}: {sum:+}")).collect();
    if off.is_empty() {
        let currencies = sums(balances).len();
        Finding::new(CHECK, Health::Ok, "diagnosis-trial-balance-even").with("count", currencies)
    } else {
        Finding::new(CHECK, Health::Fail, "diagnosis-trial-balance-off")
            .with("count", off.len())
            .details(off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_must_be_even_in_each_currency_by_itself() {
        let money =
            |code: &str, amount_minor| Money { amount_minor, currency: code.parse().unwrap() };
        let even = [
            (Account::Receivable, money("EUR", 119_00)),
            (Account::Sales, money("EUR", -100_00)),
            (Account::TaxPayable, money("EUR", -19_00)),
        ];
        assert_eq!(judge_trial_balance(&even).health, Health::Ok);
        let crossed = [(Account::Bank, money("EUR", 5)), (Account::Sales, money("USD", -5))];
        let finding = judge_trial_balance(&crossed);
        assert_eq!(finding.health, Health::Fail);
        assert_eq!(finding.details, ["EUR: +5", "USD: -5"]);
    }
}
