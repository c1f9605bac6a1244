//! Money that stood on the wrong invoice: taken off once, never lost, never more than either side has
//! (row D11).

use crate::harness::TESTER;
use crate::harness::books::{Books, eur};
use crate::harness::database::{attempt, run};
use crate::harness::{Browser, World};
use futures_util::future::join_all;
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::id::{AllocationId, InvoiceId, TenantId};
use quittance::domain::invoice::InvoiceError;
use quittance::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use quittance::flows::payments::reverse_allocation::{ReverseAllocationError, reverse_allocation};
use quittance::store::diagnostics;
use reqwest::StatusCode;
use sqlx::AssertSqlSafe;

const AT_ONCE: usize = 64;

struct Office {
    world: World,
    books: Books,
    tenant: TenantId,
    finance: Browser,
}

impl Office {
    async fn open() -> Self {
        let world = World::with_connections(16).await;
        let books = world.books("main").await;
        let tenant = world.tenant("Alpha").await;
        let finance = world.staff("finance", StaffRole::Finance).await;
        let finance = world.sign_in(finance).await;
        Self { world, books, tenant, finance }
    }

    /// An open invoice over 119.00.
    async fn invoice(&self) -> InvoiceId {
        self.world.issue(self.tenant, &self.books, 100).await.invoice_id
    }

    async fn number(&self, sql: &str) -> i64 {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut superuser).await.unwrap()
    }

    /// The only allocation of this invoice that stands.
    async fn standing(&self, invoice: InvoiceId) -> AllocationId {
        let mut superuser = self.world.database.superuser().await;
        let sql = format!(
            "select allocation_id from allocations a where invoice_id = '{invoice}' and amount_minor > 0
                and not exists (select from allocations r where r.reverses_allocation_id = a.allocation_id)"
        );
        AllocationId(
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap(),
        )
    }

    fn path(&self, allocation: AllocationId) -> String {
        format!("/admin/customers/{}/allocations/{allocation}/reverse", self.tenant)
    }

    async fn status(&self, invoice: InvoiceId) -> String {
        let mut superuser = self.world.database.superuser().await;
        let sql = format!("select status from invoices where invoice_id = '{invoice}'");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap()
    }

    async fn credit(&self) -> i64 {
        self.number("select coalesce(sum(balance_minor), 0)::bigint from credit_balances").await
    }

    async fn reverse(&self, allocation: AllocationId) -> Result<(), ReverseAllocationError> {
        let mut tx = self.world.write(self.tenant).await;
        let (now, today) = (self.world.now(), self.world.today());
        reverse_allocation(&mut tx, now, today, &TESTER, allocation, "wrong invoice").await?;
        tx.commit().await.map_err(ReverseAllocationError::Store)
    }

    async fn place_credit(&self, invoice: InvoiceId) -> Result<(), ApplyCreditError> {
        let mut tx = self.world.write(self.tenant).await;
        let (now, today) = (self.world.now(), self.world.today());
        apply_credit(&mut tx, now, today, &TESTER, invoice).await?;
        tx.commit().await.map_err(ApplyCreditError::Store)
    }

    /// What must hold whatever happened.
    async fn the_books_hold(&self, context: &str) {
        let wrong_invoices = "select count(*) from invoices i where paid_minor + credited_minor > total_minor
            or paid_minor <> (select coalesce(sum(amount_minor), 0) from allocations a
                               where a.invoice_id = i.invoice_id and credit_note_id is null)
            or credited_minor <> (select coalesce(sum(amount_minor), 0) from allocations a
                                   where a.invoice_id = i.invoice_id and credit_note_id is not null)";
        assert_eq!(self.number(wrong_invoices).await, 0, "{context}: invoices");
        let wrong_payments = "select count(*) from payments p where allocated_minor > amount_minor
            or allocated_minor <> (select coalesce(sum(amount_minor), 0) from allocations a
                                    where a.payment_id = p.payment_id)";
        assert_eq!(self.number(wrong_payments).await, 0, "{context}: payments");
        let ledger = "select coalesce(sum(amount_minor), 0)::bigint from ledger_entries";
        assert_eq!(self.number(ledger).await, 0, "{context}: the ledger");
        let granted = "select coalesce(sum(remaining_minor), 0)::bigint from credit_grants";
        assert_eq!(self.number(granted).await, self.credit().await, "{context}: credit and grants");
        // What came and what was issued is all there: due less credit is what was billed less what came.
        let owed = "select (select coalesce(sum(due_minor), 0) from invoices)
                         - (select coalesce(sum(balance_minor), 0) from credit_balances)
                         - (select coalesce(sum(total_minor), 0) from invoices where status <> 'draft')
                         + (select coalesce(sum(total_minor), 0) from credit_notes)
                         + (select coalesce(sum(amount_minor), 0) from payments)";
        assert_eq!(
            self.number(&format!("select ({owed})::bigint")).await,
            0,
            "{context}: something is lost"
        );
        let mut tx = self.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), [], "{context}");
    }
}

#[tokio::test]
async fn a_payment_on_the_wrong_invoice_is_taken_off_and_placed_on_the_right_one() {
    let office = Office::open().await;
    let (wrong, right) = (office.invoice().await, office.invoice().await);
    office.world.pay(office.tenant, eur(119_00), &[wrong], "wire").await;
    let allocation = office.standing(wrong).await;
    let page = format!("/admin/customers/{}/invoices/{wrong}", office.tenant);
    assert!(office.finance.get(&page).await.text().contains(&office.path(allocation)));
    let without = office.finance.post(&office.path(allocation), &[("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.status(wrong).await, "paid");
    let form = [("reason", "Placed on the wrong invoice")];
    let answer = office.finance.post(&office.path(allocation), &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!((office.status(wrong).await, office.credit().await), ("open".to_owned(), 119_00));
    let seen = office.finance.get(answer.header("location")).await.text();
    assert!(
        seen.contains("It was taken off") && seen.contains("Placed on the wrong invoice"),
        "{seen}"
    );
    assert!(!seen.contains(&office.path(allocation)), "it can be taken off once");
    office.the_books_hold("taken off").await;
    office.place_credit(right).await.unwrap();
    assert_eq!((office.status(right).await, office.credit().await), ("paid".to_owned(), 0));
    office.the_books_hold("placed").await;
    // Credit that was placed comes off too, and returns to the grant that gave it.
    office.reverse(office.standing(right).await).await.unwrap();
    assert_eq!((office.status(right).await, office.credit().await), ("open".to_owned(), 119_00));
    assert_eq!(office.number("select count(*) from credit_grants").await, 1);
    office.the_books_hold("taken off again").await;
    // The customer reads that it happened, and not what staff noted.
    let owner = office.world.member("owner", office.tenant, MemberRole::Owner).await;
    let owner = office.world.sign_in(owner).await;
    let seen = owner.get(&format!("/invoices/{wrong}")).await.text();
    assert!(seen.contains("was taken off this invoice again"), "{seen}");
    assert!(
        !seen.contains("Placed on the wrong invoice") && seen.contains("€119.00 due"),
        "{seen}"
    );
}

#[tokio::test]
async fn credit_is_placed_on_chosen_invoices_as_far_as_it_reaches() {
    let office = Office::open().await;
    let (first, second, third) =
        (office.invoice().await, office.invoice().await, office.invoice().await);
    // 119.00 settles the third, 31.00 is credit.
    office.world.pay(office.tenant, eur(150_00), &[third], "wire").await;
    let path = format!("/admin/customers/{}/place-credit", office.tenant);
    let page = office.finance.get(&path).await.text();
    assert!(page.contains("€31.00") && page.contains(&first.to_string()), "{page}");
    let (chosen, other) = (second.to_string(), first.to_string());
    let form = [("invoice", chosen.as_str()), ("invoice", other.as_str())];
    let answer = office.finance.post(&path, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(office.credit().await, 0);
    let paid = format!("select paid_minor from invoices where invoice_id = '{second}'");
    assert_eq!(office.number(&paid).await, 31_00);
    let again = office.finance.post(&path, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.the_books_hold("placed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_reversals_of_one_allocation_are_one() {
    let office = Office::open().await;
    let invoice = office.invoice().await;
    office.world.pay(office.tenant, eur(119_00), &[invoice], "wire").await;
    let allocation = office.standing(invoice).await;
    let path = office.path(allocation);
    let posts = (0..AT_ONCE).map(|_| office.finance.post(&path, &[("reason", "wrong")]));
    for answer in join_all(posts).await {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    assert_eq!(office.number("select count(*) from allocations").await, 2);
    assert_eq!((office.status(invoice).await, office.credit().await), ("open".to_owned(), 119_00));
    let posted = "select count(*) from ledger_transactions where kind = 'allocation_reversed'";
    assert_eq!(office.number(posted).await, 1);
    office.the_books_hold("64 at once").await;
}

#[tokio::test]
async fn only_money_on_a_living_invoice_is_taken_off() {
    let office = Office::open().await;
    let invoice = office.invoice().await;
    office.world.credit(office.tenant, invoice, 10).await;
    let of_note = office.standing(invoice).await;
    let refused = office.reverse(of_note).await;
    assert!(matches!(refused, Err(ReverseAllocationError::OfCreditNote)), "{refused:?}");
    let written_off = office.invoice().await;
    office.world.pay(office.tenant, eur(19_00), &[written_off], "part").await;
    let allocation = office.standing(written_off).await;
    let path = format!("/admin/customers/{}/invoices/{written_off}/write-off", office.tenant);
    office.finance.post(&path, &[("write-off-reason", "gone")]).await;
    let refused = office.reverse(allocation).await;
    let is_closed =
        matches!(refused, Err(ReverseAllocationError::Invoice(InvoiceError::NotOpen { .. })));
    assert!(is_closed, "{refused:?}");
    let support = office.world.staff("support", StaffRole::Support).await;
    let support = office.world.sign_in(support).await;
    let answer = support.post(&office.path(allocation), &[("reason", "wrong")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_a_bank_has_withdrawn_stays_on_its_invoice() {
    let office = Office::open().await;
    let invoice = office.invoice().await;
    office.world.pay(office.tenant, eur(119_00), &[invoice], "wire").await;
    let allocation = office.standing(invoice).await;
    let mut superuser = office.world.database.superuser().await;
    run(&mut superuser, "update payments set disputed_minor = 5000").await;
    let refused = office.reverse(allocation).await;
    let is_disputed = matches!(refused, Err(ReverseAllocationError::Disputed { disputed })
        if disputed == eur(50_00));
    assert!(is_disputed, "{refused:?}");
    let answer = office.finance.post(&office.path(allocation), &[("reason", "wrong")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("has withdrawn money of it"), "{}", answer.text());
    assert_eq!((office.status(invoice).await, office.credit().await), ("paid".to_owned(), 0));
    // The dispute is won.
    run(&mut superuser, "update payments set disputed_minor = 0").await;
    office.reverse(allocation).await.unwrap();
    office.the_books_hold("taken off").await;
}

#[tokio::test]
async fn the_database_itself_takes_off_the_exact_opposite_and_only_once() {
    let office = Office::open().await;
    let (tenant, invoice, other) = (office.tenant, office.invoice().await, office.invoice().await);
    office.world.pay(tenant, eur(119_00), &[invoice], "wire").await;
    let allocation = office.standing(invoice).await;
    let mut superuser = office.world.database.superuser().await;
    let reversal = |invoice: InvoiceId, minor: i64, reverses: &str| {
        format!(
            "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, currency, amount_minor,
                    allocated_at, reverses_allocation_id)
             select '{tenant}', gen_random_uuid(), '{invoice}', payment_id, 'EUR', {minor}, '2026-03-02', {reverses}
               from payments"
        )
    };
    let id = format!("'{allocation}'");
    for (sql, constraint) in [
        (reversal(invoice, -118_99, &id), "allocations_reversal_is_the_opposite"),
        (reversal(other, -119_00, &id), "allocations_reversal_is_the_opposite"),
        (reversal(invoice, 119_00, &id), "allocations_less_than_nothing_reverses"),
        (reversal(invoice, -119_00, "null"), "allocations_less_than_nothing_reverses"),
    ] {
        let refusal = attempt(&mut superuser, &sql).await.unwrap_err();
        assert_eq!(refusal.constraint.as_deref(), Some(constraint), "{sql}");
    }
    office.reverse(allocation).await.unwrap();
    let again = attempt(&mut superuser, &reversal(invoice, -119_00, &id)).await.unwrap_err();
    assert_eq!(again.constraint.as_deref(), Some("allocations_reversed_once"));
}

/// A small generator: the same seed tells the same story.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[tokio::test]
async fn no_sequence_of_paying_placing_and_taking_off_breaks_the_books() {
    for seed in 1..=4 {
        let office = Office::open().await;
        let mut dice = Dice(seed);
        let mut invoices = Vec::new();
        let mut credited = Vec::new();
        for step in 0..60 {
            let context = format!("seed {seed}, step {step}");
            if invoices.is_empty() || dice.roll(5) == 0 {
                let quantity = i64::try_from(1 + dice.roll(100)).unwrap();
                invoices.push(
                    office.world.issue(office.tenant, &office.books, quantity).await.invoice_id,
                );
            }
            let invoice = invoices[dice.roll(invoices.len())];
            match dice.roll(4) {
                0 => {
                    let amount = eur(i64::try_from(1 + dice.roll(150_00)).unwrap());
                    // The oldest first; what is over becomes credit.
                    office.world.pay(office.tenant, amount, &[], &context).await;
                }
                1 => {
                    let placed = office.place_credit(invoice).await;
                    let is_a_rule = matches!(
                        placed,
                        Err(ApplyCreditError::NoCredit(_) | ApplyCreditError::Invoice(_))
                    );
                    assert!(placed.is_ok() || is_a_rule, "{context}: {placed:?}");
                }
                // Each once: an invoice may be of one piece.
                2 if !credited.contains(&invoice) => {
                    credited.push(invoice);
                    office.world.credit(office.tenant, invoice, 1).await;
                }
                _ => {
                    let mut superuser = office.world.database.superuser().await;
                    let any = "select allocation_id from allocations order by md5(allocation_id::text || $1) limit 1";
                    let any =
                        sqlx::query_scalar(any).bind(&context).fetch_optional(&mut superuser).await;
                    let Some(any) = any.unwrap() else { continue };
                    let taken = office.reverse(AllocationId(any)).await;
                    let is_a_rule = matches!(
                        taken,
                        Err(ReverseAllocationError::OfCreditNote
                            | ReverseAllocationError::IsReversal)
                    );
                    assert!(taken.is_ok() || is_a_rule, "{context}: {taken:?}");
                }
            }
            office.the_books_hold(&context).await;
        }
        assert!(office.number("select count(*) from allocations where amount_minor < 0").await > 3);
    }
}
