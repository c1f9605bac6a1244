//! Tax that customers withhold (row L3): it settles an invoice beside the bank's money, and is never money
//! itself: no receipt, no refund, no credit.

use crate::harness::books::{Books, eur};
use crate::harness::{TESTER, World};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::id::{InvoiceId, TenantId};
use quittance::domain::money::Money;
use quittance::domain::payment::Payment;
use quittance::flows::payments::record_offline_payment::RecordPaymentError;
use quittance::flows::payments::record_withholding_tax::{
    WithheldTax, WithholdingTaxError, record_withholding_tax,
};
use quittance::flows::payments::reverse_allocation::reverse_allocation;
use quittance::store::{diagnostics, ledger, payments};
use reqwest::StatusCode;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

struct Desk {
    world: World,
    books: Books,
    tenant: TenantId,
}

impl Desk {
    async fn open() -> Self {
        let world = World::with_connections(16).await;
        let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
        Self { world, books, tenant }
    }

    /// An open invoice over 119.00.
    async fn invoice(&self) -> InvoiceId {
        self.world.issue(self.tenant, &self.books, 100).await.invoice_id
    }

    fn withheld(&self, minor: i64, rate: i64, invoices: &[InvoiceId], key: &str) -> WithheldTax {
        WithheldTax {
            amount: eur(minor),
            certificate_number: "WHT/2026/0007".into(),
            rate_percent: Decimal::from(rate),
            certified_on: self.world.today(),
            invoices: invoices.to_vec(),
            idempotency_key: key.into(),
        }
    }

    async fn record(&self, withheld: &WithheldTax) -> Result<Payment, WithholdingTaxError> {
        let (now, today) = (self.world.now(), self.world.today());
        let mut tx = self.world.write(self.tenant).await;
        let payment = record_withholding_tax(&mut tx, now, today, &TESTER, withheld).await?;
        tx.commit().await.unwrap();
        Ok(payment)
    }

    async fn account(&self, account: &str) -> Money {
        let mut tx = self.world.db().tenant_read(self.tenant).await.unwrap();
        let balances = ledger::balances(&mut tx).await.unwrap();
        balances.iter().find(|(a, _)| a.word() == account).map_or(eur(0), |(_, money)| *money)
    }

    async fn text(&self, sql: &str) -> String {
        let mut superuser = self.world.database.superuser().await;
        let sql = format!("select coalesce(({sql})::text, '')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap()
    }

    async fn books_agree(&self) {
        let mut tx = self.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
        let sum = "select coalesce(sum(amount_minor), 0) from ledger_entries";
        assert_eq!(self.text(sum).await, "0");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bank_money_and_withheld_tax_pay_an_invoice_together() {
    let desk = Desk::open().await;
    let invoice = desk.invoice().await;
    // 5 % of the net 100.00 is withheld; the bank brings the rest.
    let withheld = desk.withheld(5_00, 5, &[invoice], "certificate");
    let payment = desk.record(&withheld).await.unwrap();
    desk.world.pay(desk.tenant, eur(114_00), &[invoice], "bank").await;
    let status = format!("select status from invoices where invoice_id = '{invoice}'");
    assert_eq!(desk.text(&status).await, "paid");
    assert_eq!(desk.account("withholding_tax_receivable").await, eur(5_00));
    assert_eq!(desk.account("bank").await, eur(114_00));
    assert_eq!(desk.account("receivable").await, eur(0));
    desk.books_agree().await;
    crate::ledger_export::both_programs_accept_and_agree(&desk.world).await;
    // Shown as what it is, to both sides; nobody is told that money came.
    let owner = desk.world.member("owner", desk.tenant, MemberRole::Owner).await;
    let owner = desk.world.sign_in(owner).await;
    let page = owner.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("Withholding tax") && page.contains("WHT/2026/0007"), "{page}");
    let id = payment.payment_id;
    let page = owner.get(&format!("/payments/{id}")).await.text();
    assert!(page.contains("Tax withheld") && page.contains("5%"), "{page}");
    assert!(!page.contains("Download receipt") && !page.contains("Amount received"), "{page}");
    let receipt = owner.get(&format!("/payments/{id}/receipt")).await;
    assert_eq!(receipt.status, StatusCode::NOT_FOUND);
    let told = "select count(*) from outbox where event = 'payment_received'";
    assert_eq!(desk.text(told).await, "1"); // the transfer
    // It cannot go back.
    let finance = desk.world.staff("finance", StaffRole::Finance).await;
    let finance = desk.world.sign_in(finance).await;
    let refund = format!("/admin/customers/{}/payments/{id}/refund", desk.tenant);
    assert_eq!(finance.get(&refund).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn withheld_tax_is_never_more_than_is_due_or_than_its_rate_makes() {
    let desk = Desk::open().await;
    let (first, second) = (desk.invoice().await, desk.invoice().await);
    desk.world.pay(desk.tenant, eur(116_00), &[first], "most").await;
    let refused = |outcome| match outcome {
        Err(error) => error,
        Ok(payment) => panic!("{payment:?}"),
    };
    let more = refused(desk.record(&desk.withheld(3_01, 5, &[first], "a")).await);
    assert!(matches!(more, WithholdingTaxError::MoreThanDue { due } if due == eur(3_00)));
    // 10 % of 119.00
    let more = refused(desk.record(&desk.withheld(11_91, 10, &[second], "b")).await);
    assert!(
        matches!(more, WithholdingTaxError::MoreThanTheRate { at_most } if at_most == eur(11_90))
    );
    let none = refused(desk.record(&desk.withheld(1_00, 5, &[], "c")).await);
    assert!(matches!(none, WithholdingTaxError::NoInvoice));
    let unproven =
        WithheldTax { certificate_number: " ".into(), ..desk.withheld(1_00, 5, &[second], "d") };
    assert!(matches!(desk.record(&unproven).await, Err(WithholdingTaxError::NoCertificate)));
    let free = refused(desk.record(&desk.withheld(1_00, 0, &[second], "e")).await);
    assert!(matches!(free, WithholdingTaxError::NotARate));
    let tomorrow = WithheldTax {
        certified_on: desk.world.today().tomorrow().unwrap(),
        ..desk.withheld(1_00, 5, &[second], "f")
    };
    let early = refused(desk.record(&tomorrow).await);
    assert!(matches!(early, WithholdingTaxError::Record(RecordPaymentError::InTheFuture { .. })));
    assert_eq!(desk.text("select count(*) from withholding_certificates").await, "0");
    desk.books_agree().await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_records_the_certificate_once() {
    let desk = Desk::open().await;
    let invoice = desk.invoice().await;
    let finance = desk.world.staff("finance", StaffRole::Finance).await;
    let finance = desk.world.sign_in(finance).await;
    let page = format!("/admin/customers/{}/payments/new", desk.tenant);
    let send = async |amount: &str, id: &str, rate: &str| {
        let invoice = invoice.to_string();
        let form = [
            ("id", id),
            ("amount", amount),
            ("currency", "EUR"),
            ("method", "withholding_tax"),
            ("received-on", "2026-03-02"),
            ("reference", "WHT/2026/0007"),
            ("withholding-rate", rate),
            ("invoice", &invoice),
        ];
        finance.post(&page, &form).await
    };
    let id = Uuid::now_v7().to_string();
    let missing = send("10.00", &id, "").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Enter the rate that was withheld"), "{}", missing.text());
    for _ in 0..2 {
        assert_eq!(send("10.00", &id, "10").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(send("9.00", &id, "10").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = finance.get(&format!("/admin/customers/{}?recorded={id}", desk.tenant)).await.text();
    assert!(said.contains("Withholding tax of €10.00 was recorded."), "{said}");
    assert_eq!(desk.text("select count(*) from payments").await, "1");
    assert_eq!(desk.account("withholding_tax_receivable").await, eur(10_00));
    // Money in the name of a tax has no certificate, and is refused.
    desk.books_agree().await;
}

#[tokio::test]
async fn withheld_tax_that_is_taken_off_becomes_nobodys_credit() {
    let desk = Desk::open().await;
    let invoice = desk.invoice().await;
    desk.record(&desk.withheld(5_00, 5, &[invoice], "certificate")).await.unwrap();
    let mut tx = desk.world.write(desk.tenant).await;
    let settlements = payments::settlements(&mut tx, invoice).await.unwrap();
    let (now, today) = (desk.world.now(), desk.world.today());
    let placed = settlements[0].allocation_id;
    for _ in 0..2 {
        let reversed = reverse_allocation(&mut tx, now, today, &TESTER, placed, "wrong").await;
        assert_eq!(reversed.unwrap().amount, eur(5_00));
    }
    tx.commit().await.unwrap();
    for account in ["withholding_tax_receivable", "customer_credit", "bank"] {
        assert_eq!(desk.account(account).await, eur(0), "{account}");
    }
    assert_eq!(desk.account("receivable").await, eur(119_00));
    assert_eq!(desk.text("select count(*) from credit_grants").await, "0");
    // The same certificate can be recorded where it belongs.
    let right = desk.invoice().await;
    desk.record(&desk.withheld(5_00, 5, &[right], "anew")).await.unwrap();
    assert_eq!(desk.account("withholding_tax_receivable").await, eur(5_00));
    desk.books_agree().await;
}

#[tokio::test]
async fn what_was_withheld_is_never_paid_out_when_the_invoice_is_credited() {
    let desk = Desk::open().await;
    let invoice = desk.invoice().await;
    desk.record(&desk.withheld(5_00, 5, &[invoice], "certificate")).await.unwrap();
    desk.world.pay(desk.tenant, eur(114_00), &[invoice], "bank").await;
    desk.world.credit(desk.tenant, invoice, 100).await;
    // 119.00 come back: what the bank brought may be paid out, the rest only pays invoices.
    let of = |kind: &str| {
        format!("select sum(amount_minor)::bigint from credit_grants where kind = '{kind}'")
    };
    assert_eq!(desk.text(&of("credit_note")).await, "11400");
    assert_eq!(desk.text(&of("goodwill")).await, "500");
    desk.books_agree().await;
}
