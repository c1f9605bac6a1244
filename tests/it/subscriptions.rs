//! What is done with a subscription after it began (rows E5, E6, B6): what is quoted is what is made, to
//! the cent, or nothing is; what was paid ahead and is not used comes back by a credit note.

mod acts;
mod changes;
mod paid_first;

use crate::billing::terms::assert_covered;
use crate::billing::{find, publish, run, subscribed, subscribed_with};
use crate::harness::books::{Books, eur};
use crate::harness::{TESTER, World};
use jiff::civil::date;
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, InvoiceId, QuoteId, SubscriptionId, TenantId};
use quittance::domain::period::IntervalUnit;
use quittance::domain::plan::PlanVersion;
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::quote::{
    Asking, Confirmed, Quote, QuoteError, confirm, quote,
};
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use quittance::flows::subscriptions::{Act, ActError, Outcome, Unused, When};
use std::sync::Arc;
use uuid::Uuid;

/// A customer with a subscription: 100.00 and three seats at 5.00 a month, taxed at 19 %, from 1 March.
pub struct Contract {
    pub world: Arc<World>,
    pub tenant: TenantId,
    pub books: Books,
    pub id: SubscriptionId,
    pub small: PlanVersion,
}

impl Contract {
    /// Billed on 1 March, looked at when half of its 31 days are over.
    pub async fn begun(options: SubscribeOptions) -> Self {
        let world = Arc::new(World::with_connections(16).await);
        let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
        let small = publish(&world, 100, IntervalUnit::Month).await;
        let (starts, version) = ("2026-03-01T00:00:00Z", small.version_id);
        let id = subscribed_with(&world, tenant, &books, version, starts, options).await;
        run(&world).await;
        let contract = Self { world, tenant, books, id, small };
        contract.move_to("2026-03-16T12:00:00Z");
        contract
    }

    pub fn move_to(&self, at: &str) {
        self.world.move_clock_to(at.parse().unwrap());
    }

    pub fn asking(&self) -> Asking<'_> {
        let db = self.world.db();
        Asking { db, tenant: self.tenant, actor: &TESTER, usage: &NoUsage }
    }

    pub async fn quote(&self, act: Act) -> Result<Quote, QuoteError> {
        quote(self.asking(), self.world.now(), self.id, act).await
    }

    pub async fn confirm(&self, id: QuoteId) -> Result<Confirmed, QuoteError> {
        confirm(self.asking(), self.world.now(), self.id, id).await
    }

    /// Quoted and confirmed; what was made is what was quoted.
    pub async fn done(&self, act: Act) -> (SubscriptionId, Outcome) {
        let quote = self.quote(act).await.unwrap();
        match self.confirm(quote.quote_id).await.unwrap() {
            Confirmed::Done { subscription_id, outcome } => {
                assert_eq!(outcome.sha256(), quote.outcome.sha256());
                (subscription_id, *outcome)
            }
            Confirmed::Differs(other) => panic!("{:#?} became {:#?}", quote.outcome, other.outcome),
        }
    }

    pub async fn refused(&self, act: Act) -> ActError {
        match self.quote(act).await.unwrap_err() {
            QuoteError::Act(error) => error,
            other => panic!("{other}"),
        }
    }

    /// The customer's spendable credit, in cents.
    pub async fn credit(&self) -> i64 {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar(
            "select coalesce(sum(amount_minor), 0)::bigint from credit_movements where tenant_id = $1",
        )
        .bind(self.tenant.0)
        .fetch_one(&mut superuser)
        .await
        .unwrap()
    }

    /// Every open invoice is paid by bank.
    pub async fn pay_everything(&self) {
        let mut superuser = self.world.database.superuser().await;
        let open: Vec<(Uuid, i64)> = sqlx::query_as(
            "select invoice_id, due_minor from invoices where tenant_id = $1 and due_minor > 0",
        )
        .bind(self.tenant.0)
        .fetch_all(&mut superuser)
        .await
        .unwrap();
        for (invoice, due_minor) in open {
            let key = format!("wire for {invoice}");
            self.world.pay(self.tenant, eur(due_minor), &[invoice.into()], &key).await;
        }
    }

    /// A part of the first line of the first invoice is credited as staff does it.
    pub async fn credit_by_hand(&self, quantity: &str) {
        let mut superuser = self.world.database.superuser().await;
        let first: Uuid =
            sqlx::query_scalar("select invoice_id from invoices order by number limit 1")
                .fetch_one(&mut superuser)
                .await
                .unwrap();
        let (now, today) = (self.world.now(), date(2026, 3, 16));
        let credited = [CreditedLine { line_no: 1, quantity: quantity.parse().unwrap() }];
        let (id, of, reason) =
            (CreditNoteId::new(), InvoiceId::from(first), CreditReason::Goodwill);
        let mut tx = self.world.write(self.tenant).await;
        issue_credit_note(&mut tx, now, today, &TESTER, id, of, reason, "", &credited)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Another subscription of the customer, to the same plan with thirty days of trial, begun now.
    pub async fn in_trial(&self) -> Self {
        let small = &self.small;
        let new = NewVersion {
            code: "trial".into(),
            name: small.name.clone(),
            currency: small.currency,
            interval: small.interval,
            trial_days: 30,
            components: small.components.clone(),
            effective_on: date(2026, 1, 1),
        };
        let now = self.world.now();
        let mut tx = self.world.db().operator(&TESTER, now).await.unwrap();
        let version = publish_plan(&mut tx, now, &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        let starts = now.to_string();
        let (world, tenant, books) = (Arc::clone(&self.world), self.tenant, self.books);
        let id = subscribed(&world, tenant, &books, version.version_id, &starts).await;
        self.move_to("2026-03-20T00:00:00Z");
        Self { world, tenant, books, id, small: version }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let mut superuser = self.world.database.superuser().await;
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
    }

    pub async fn assert_covered(&self) {
        assert_covered(&self.world, self.tenant, self.id).await;
    }
}

pub fn to(version: &PlanVersion, seats: u32, when: When) -> Act {
    Act::Change { version: version.version_id, seats, add_ons: vec![], when }
}

pub fn cancel(when: When, unused: Unused) -> Act {
    Act::Cancel { when, unused, reason: "too dear".into() }
}
