//! What happens to the documents of a simulation: payments, credit notes by hand, voids and their
//! replacements, write-offs; and what customers use.

use super::Simulation;
use super::catalogue::METERS;
use crate::harness::TESTER;
use jiff::SignedDuration;
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, InvoiceId, TenantId};
use quittance::domain::money::Money;
use quittance::domain::payment::PaymentMethod;
use quittance::domain::usage::{EventName, UsageEvent};
use quittance::flows::credit_notes::issue_credit_note::{
    CreditedLine, IssueCreditNoteError, issue_credit_note,
};
use quittance::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use quittance::flows::invoices::reissue_invoice::{ReissueInvoiceError, reissue_invoice};
use quittance::flows::invoices::void_invoice::{VoidInvoiceError, void_invoice};
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::record_offline_payment::{OfflinePayment, record_offline_payment};
use quittance::flows::usage::record_events::{CustomerEvent, record_events};
use quittance::store::subscriptions::NEVER_TWICE;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A document that something can be done with.
#[derive(Clone, Copy, sqlx::FromRow)]
struct Document {
    invoice_id: Uuid,
    due_minor: i64,
}

impl Simulation {
    /// The customer's invoices in this state, by number.
    async fn invoices_in(&mut self, tenant: TenantId, states: &[&str]) -> Vec<Document> {
        sqlx::query_as(
            "select invoice_id, due_minor
               from invoices
              where tenant_id = $1 and status = any($2)
              order by number",
        )
        .bind(tenant.0)
        .bind(states)
        .fetch_all(&mut self.superuser)
        .await
        .unwrap()
    }

    /// All that is open is paid, or one invoice, in part, exactly or with too much.
    pub async fn pay(&mut self, customer: usize) {
        let (tenant, currency) =
            (self.customers[customer].tenant, self.customers[customer].currency);
        let open = self.invoices_in(tenant, &["open"]).await;
        if open.is_empty() {
            return;
        }
        let one = *self.dice.pick(&open);
        let (amount, invoices) = match self.dice.between(1, 6) {
            1..=3 => (open.iter().map(|it| it.due_minor).sum(), Vec::new()),
            4 => (self.dice.between(1, one.due_minor), vec![one.invoice_id.into()]),
            5 => (one.due_minor, vec![one.invoice_id.into()]),
            _ => (one.due_minor + self.dice.between(1, 100_00), vec![one.invoice_id.into()]),
        };
        self.receive(customer, Money::new(amount, currency), invoices).await;
    }

    async fn receive(&mut self, customer: usize, amount: Money, invoices: Vec<InvoiceId>) {
        let (now, today) = (self.world.now(), self.today_of(customer));
        let received = OfflinePayment {
            method: PaymentMethod::BankTransfer,
            reference: "wire".into(),
            amount,
            received_on: today,
            invoices,
            idempotency_key: format!("payment {}", self.next_number()),
        };
        let mut tx = self.world.write(self.customers[customer].tenant).await;
        record_offline_payment(&mut tx, now, today, &TESTER, &received).await.unwrap();
        tx.commit().await.unwrap();
        self.note(format!("customer {customer} pays {amount:?}"));
        self.count("payments");
    }

    /// Staff credits a part of a line of an issued invoice.
    pub async fn correct_by_hand(&mut self, customer: usize) {
        let tenant = self.customers[customer].tenant;
        let issued = self.invoices_in(tenant, &["open", "paid"]).await;
        if issued.is_empty() {
            return;
        }
        let of = self.dice.pick(&issued).invoice_id;
        let lines: Vec<(i32, Decimal)> = sqlx::query_as(
            "select line_no, quantity from invoice_lines
              where tenant_id = $1 and invoice_id = $2 and quantity > 0
              order by line_no",
        )
        .bind(tenant.0)
        .bind(of)
        .fetch_all(&mut self.superuser)
        .await
        .unwrap();
        if lines.is_empty() {
            return;
        }
        let (line_no, quantity) = *self.dice.pick(&lines);
        let part = Decimal::new(*self.dice.pick(&[10, 25, 50, 100]), 2);
        let credited = [CreditedLine { line_no, quantity: quantity * part }];
        let (now, today, id) = (self.world.now(), self.today_of(customer), CreditNoteId::new());
        let mut tx = self.world.write(tenant).await;
        let (of, reason) = (of.into(), CreditReason::Goodwill);
        let note =
            issue_credit_note(&mut tx, now, today, &TESTER, id, of, reason, "", &credited).await;
        match note {
            Ok(_) => {
                tx.commit().await.unwrap();
                self.note(format!("staff credits {part} of line {line_no} of {of}"));
                self.count("credit notes by hand");
            }
            Err(
                IssueCreditNoteError::MoreThanInvoiced { .. }
                | IssueCreditNoteError::MoreThanLeft { .. }
                | IssueCreditNoteError::NothingCredited,
            ) => {}
            Err(error) => panic!("line {line_no} of {of}: {error}"),
        }
    }

    /// An open invoice is voided; mostly a draft takes its place, which is issued at once or later.
    pub async fn void(&mut self, customer: usize) {
        let tenant = self.customers[customer].tenant;
        let open = self.invoices_in(tenant, &["open"]).await;
        if open.is_empty() {
            return;
        }
        let of: InvoiceId = self.dice.pick(&open).invoice_id.into();
        let (now, today) = (self.world.now(), self.today_of(customer));
        let (is_replaced, is_issued) = (!self.dice.one_in(4), self.dice.one_in(2));
        let mut tx = self.world.write(tenant).await;
        let voided = match is_replaced {
            true => {
                let draft = InvoiceId::new();
                let made =
                    reissue_invoice(&mut tx, now, today, &TESTER, of, draft, "mistake").await;
                made.map(|_| Some(draft))
            }
            false => {
                let void = void_invoice(&mut tx, now, today, &TESTER, of, "mistake").await;
                void.map(|_| None).map_err(ReissueInvoiceError::Void)
            }
        };
        match voided {
            Ok(draft) => {
                tx.commit().await.unwrap();
                self.note(format!("staff voids {of}, replaced by {draft:?}"));
                self.count("voided");
                self.drafts.extend(draft.map(|draft| (tenant, draft)));
                if is_issued {
                    self.issue_drafts().await;
                }
            }
            Err(ReissueInvoiceError::Void(VoidInvoiceError::Invoice(_))) => {}
            Err(ReissueInvoiceError::OfAnOpenChange) => self.note(format!("{of} is not reissued")),
            Err(error) => panic!("voiding {of}: {error}"),
        }
    }

    /// Drafts that replace voided invoices are issued; one whose time was billed meanwhile is not.
    pub async fn issue_drafts(&mut self) {
        for (tenant, draft) in std::mem::take(&mut self.drafts) {
            let mut tx = self.world.write(tenant).await;
            match finalize_invoice(&mut tx, self.world.now(), &TESTER, draft).await {
                Ok(_) => {
                    tx.commit().await.unwrap();
                    self.note(format!("staff issues {draft}"));
                    self.count("reissued");
                }
                Err(FinalizeInvoiceError::Store(error)) if error.is_refusal_of(NEVER_TWICE) => {
                    self.note(format!("{draft} is not issued: its time is billed"));
                    self.count("reissues refused");
                }
                Err(error) => panic!("issuing {draft}: {error}"),
            }
        }
    }

    pub async fn write_off(&mut self, customer: usize) {
        let tenant = self.customers[customer].tenant;
        let open = self.invoices_in(tenant, &["open"]).await;
        if open.is_empty() {
            return;
        }
        let of: InvoiceId = self.dice.pick(&open).invoice_id.into();
        let (now, today) = (self.world.now(), self.today_of(customer));
        let mut tx = self.world.write(tenant).await;
        write_off_invoice(&mut tx, now, today, &TESTER, of, "lost").await.unwrap();
        tx.commit().await.unwrap();
        self.note(format!("staff writes {of} off"));
        self.count("written off");
    }

    /// Up to twenty events, some late, some sent twice, some correcting earlier ones.
    pub async fn use_something(&mut self, customer: usize) {
        let count = self.dice.between(1, 20);
        let mut events = Vec::new();
        for _ in 0..count {
            let number = self.next_number();
            let corrects = match self.dice.one_in(8) {
                true => self.customers[customer].events.pop(),
                false => None,
            };
            let (corrects, meter) = match corrects {
                Some((name, meter)) => (Some(name), meter),
                None => (None, *self.dice.pick(&METERS)),
            };
            let back = SignedDuration::from_mins(match self.dice.one_in(4) {
                true => self.dice.between(0, 45 * 1_440),
                false => self.dice.between(0, 2 * 1_440),
            });
            let event = UsageEvent {
                source: "simulation".into(),
                id: format!("e{number}"),
                meter: meter.into(),
                quantity: Decimal::new(self.dice.between(0, 9_999), 2),
                occurred_at: self.world.now() - back,
                properties: serde_json::Map::new(),
                corrects,
            };
            let name = EventName { source: event.source.clone(), id: event.id.clone() };
            let account_ref = self.customers[customer].account_ref.clone();
            events.push(CustomerEvent { customer: account_ref, event });
            self.customers[customer].events.push((name, meter));
        }
        let (db, now) = (self.world.db(), self.world.now());
        let recorded = record_events(db, &self.known, now, events.clone()).await.unwrap();
        assert_eq!(recorded.accepted, u64::try_from(count).unwrap());
        if self.dice.one_in(4) {
            let again = record_events(db, &self.known, now, events).await.unwrap();
            assert_eq!(again.accepted, 0, "what was sent twice counts once");
        }
        self.note(format!("customer {customer} uses {count} times"));
        self.count("usage batches");
    }
}
