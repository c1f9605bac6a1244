//! Account names that hledger and beancount both accept, one per customer where a customer's balance
//! is kept.

use crate::domain::ledger::Account;
use sha2::{Digest, Sha256};

/// Bytes of the hash in a changed name: 2^48 names, so that thousands of customers do not meet.
const HASH_BYTES: usize = 6;
/// What marks a changed name; a reference that looks like one is changed itself.
const HASH_MARK: &str = "-x";

/// The account's name, in beancount's spelling.
pub(super) fn name(account: Account, account_ref: &str) -> String {
    match account {
        Account::Receivable => format!("Assets:Receivable:{}", component(account_ref)),
        Account::CustomerCredit => {
            format!("Liabilities:Customer-Credit:{}", component(account_ref))
        }
        Account::RefundsPending => "Liabilities:Refunds-Pending".into(),
        Account::Bank => "Assets:Bank".into(),
        Account::GatewayClearing => "Assets:Gateway-Clearing".into(),
        Account::DisputedFunds => "Assets:Disputed-Funds".into(),
        Account::GatewayFees => "Expenses:Gateway-Fees".into(),
        Account::DisputeLosses => "Expenses:Dispute-Losses".into(),
        Account::PromotionalCredit => "Expenses:Promotional-Credit".into(),
        Account::ExpiredCredit => "Income:Expired-Credit".into(),
        Account::Sales => "Income:Sales".into(),
        Account::TaxPayable => "Liabilities:Tax-Payable".into(),
        Account::WithholdingTaxReceivable => "Assets:Withholding-Tax-Receivable".into(),
        Account::BadDebt => "Expenses:Bad-Debt".into(),
        Account::OpeningBalance => "Equity:Opening-Balances".into(),
    }
}

/// The reference itself where it is a component of an account name; else what can be kept of it and
/// a hash, so that two references never share a name.
fn component(account_ref: &str) -> String {
    if is_component(account_ref) && !looks_changed(account_ref) {
        return account_ref.to_owned();
    }
    let kept: String = account_ref
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '-' })
        .collect();
    let kept = kept.trim_matches('-');
    let hash: String = Sha256::digest(account_ref)
        .iter()
        .take(HASH_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}{HASH_MARK}{hash}", if kept.is_empty() { "C" } else { kept })
}

/// Beancount: a capital letter or digit, then letters, digits and hyphens.
fn is_component(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn looks_changed(text: &str) -> bool {
    text.rsplit_once(HASH_MARK).is_some_and(|(_, hash)| {
        hash.len() == 2 * HASH_BYTES && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_reference_is_its_own_name() {
        assert_eq!(name(Account::Receivable, "12346"), "Assets:Receivable:12346");
        assert_eq!(component("LAGOS-COLD"), "LAGOS-COLD");
    }

    #[test]
    fn different_references_never_share_a_name() {
        let refs = ["a b", "a-b", "A B", "A-B", "A:B", "شركة", "会社", "", "\n", "🧁", "A-B\n"];
        let mut names: Vec<_> = refs.iter().map(|it| component(it)).collect();
        assert!(names.iter().all(|it| is_component(it)), "{names:?}");
        // Somebody's reference may be what another's became.
        names.push(component(&component("a b")));
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
