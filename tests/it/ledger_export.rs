//! The ledger export (row N1): hledger and beancount themselves accept it, agree with the portal on what
//! each customer owes, and would notice if a number were wrong. Both programs must be installed; see
//! bin/test.

use crate::harness::books::eur;
use crate::harness::{TESTER, World};
use quittance::domain::id::TenantId;
use quittance::domain::ledger::Account;
use quittance::domain::party::PostalAddress;
use quittance::flows::ledger_export::{self, JournalFormat};
use quittance::flows::payments::record_offline_payment::record_offline_payment;
use quittance::store::ledger;
use quittance::store::tenants::{self, BillingProfile};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const ODD_NAMES: [(&str, &str); 7] = [
    ("O'Hara \"& Sons\"; 100% | Partners", "quote\"ref"),
    ("شركة الواحة للتجارة", "شركة"),
    ("🧁 Cupcakes\nand\r\nLines", "line\nbreak"),
    ("  * ! (code) type: X", "type: A"),
    ("back\\slash \u{202e}turned", "A:B"),
    ("\u{7}", "a b"),
    ("株式会社", "A-B"),
];

#[tokio::test(flavor = "multi_thread")]
async fn odd_names_and_references_reach_both_programs_unharmed() {
    let world = World::new().await;
    let books = world.books("seller").await;
    for ((name, account_ref), quantity) in ODD_NAMES.into_iter().zip(100..) {
        let tenant = odd_tenant(&world, name, account_ref).await;
        let invoice = world.issue(tenant, &books, quantity).await;
        let mut received = world.transfer(eur(50_00), &[invoice.invoice_id], "key");
        received.reference = format!("{name} \t; {account_ref}");
        let (mut tx, now, today) = (world.write(tenant).await, world.now(), world.today());
        record_offline_payment(&mut tx, now, today, &TESTER, &received).await.unwrap();
        tx.commit().await.unwrap();
    }
    both_programs_accept_and_agree(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_ledger_is_a_journal_too() {
    let world = World::new().await;
    both_programs_accept_and_agree(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_programs_notice_a_posting_that_is_missing() {
    let world = World::new().await;
    let books = world.books("seller").await;
    let tenant = world.tenant("Ledger").await;
    let invoice = world.issue(tenant, &books, 100).await;
    world.pay(tenant, eur(18_99), &[invoice.invoice_id], "key").await;
    for format in JournalFormat::ALL {
        let journal = Journal::of(&world, format).await;
        // The customer owes 119.00 - 18.99 = 100.01; a journal that says so by one cent less is refused.
        let wrong = journal.text().replace("100.01", "100.00");
        assert_ne!(wrong, journal.text());
        fs::write(&journal.path, wrong).unwrap();
        assert!(!journal.checked().status.success(), "{}", format.word());
    }
}

/// Both formats are accepted, and each customer's balance is the one of `store::ledger`.
pub async fn both_programs_accept_and_agree(world: &World) {
    for format in JournalFormat::ALL {
        let journal = Journal::of(world, format).await;
        let checked = journal.checked();
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{}: {said}\n{}", format.word(), journal.text());
        assert!(said.trim().is_empty(), "{}: {said}", format.word());
        if format == JournalFormat::Hledger {
            assert_eq!(journal.hledger_balances(), expected_balances(world).await);
        }
    }
}

async fn odd_tenant(world: &World, name: &str, account_ref: &str) -> TenantId {
    let tenant = TenantId::new();
    let profile = BillingProfile {
        account_ref: account_ref.into(),
        legal_name: name.into(),
        address: PostalAddress { country: "DE".into(), ..PostalAddress::default() },
        billing_emails: vec![],
        language: "en".into(),
        currency: eur(0).currency,
        display_currency: None,
        time_zone: "UTC".into(),
        tax_ids: vec![],
    };
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    tenants::create(&mut tx, tenant, &profile, "test", world.now()).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

/// What each customer owes by `store::ledger`, where it is not zero, as sorted (currency, amount):
/// the references are changed on the way.
async fn expected_balances(world: &World) -> Vec<(String, String)> {
    let mut read = world.db().staff_read().await.unwrap();
    let rows = tenants::search(&mut read, "", None, 1_000).await.unwrap();
    let mut balances = Vec::new();
    for row in rows {
        let mut tx = world.db().tenant_read(row.tenant_id).await.unwrap();
        for (account, amount) in ledger::balances(&mut tx).await.unwrap() {
            if account == Account::Receivable && !amount.is_zero() {
                balances.push((
                    amount.currency.code().to_owned(),
                    amount.to_major().normalize().to_string(),
                ));
            }
        }
    }
    balances.sort();
    balances
}

/// An export in a folder of its own.
struct Journal {
    format: JournalFormat,
    path: PathBuf,
}

impl Journal {
    async fn of(world: &World, format: JournalFormat) -> Self {
        let folder =
            std::env::temp_dir().join(format!("quittance-journal-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        let path = folder.join("ledger");
        let mut file = fs::File::create(&path).unwrap();
        ledger_export::export(world.db(), format, &mut file).await.unwrap();
        Self { format, path }
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn checked(&self) -> Output {
        match self.format {
            JournalFormat::Hledger => self.hledger(&["check", "--strict"]),
            JournalFormat::Beancount => run(Command::new("bean-check").arg(&self.path)),
        }
    }

    fn hledger(&self, arguments: &[&str]) -> Output {
        run(Command::new("hledger").arg("-f").arg(&self.path).args(arguments))
    }

    /// What customers owe by hledger's own sums.
    fn hledger_balances(&self) -> Vec<(String, String)> {
        let output = self.hledger(&["bal", "-O", "json", "--flat", "Assets:Receivable"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut balances = Vec::new();
        for row in report[0].as_array().unwrap() {
            for amount in row[3].as_array().unwrap() {
                let quantity = &amount["aquantity"];
                let mantissa = quantity["decimalMantissa"].as_i64().unwrap();
                let places = quantity["decimalPlaces"].as_u64().unwrap();
                let major = rust_decimal::Decimal::new(mantissa, u32::try_from(places).unwrap());
                balances.push((
                    amount["acommodity"].as_str().unwrap().to_owned(),
                    major.normalize().to_string(),
                ));
            }
        }
        balances.sort();
        balances
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.path.parent().unwrap());
    }
}

/// Runs with a UTF-8 locale, which hledger needs to read anything but ASCII.
fn run(command: &mut Command) -> Output {
    command.env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8");
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; see bin/test"))
}
