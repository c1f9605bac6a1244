//! What customers do with their subscriptions, by quote and confirmation: what was quoted is what is
//! made, to the minor unit, or nothing is; also when the confirmation is cut off in the middle.

use super::Simulation;
use crate::harness::TESTER;
use crate::harness::stop::{settled, stop_after};
use jiff::{SignedDuration, ToSpan};
use quittance::domain::id::{QuoteId, SubscriptionId, TenantId};
use quittance::domain::subscription::ChangeError;
use quittance::flows::subscriptions::quote::{
    Asking, Confirmed, Quote, QuoteError, confirm, quote,
};
use quittance::flows::subscriptions::{Act, ActError, Outcome, Unused, When};
use quittance::flows::usage::metered::Metered;
use quittance::store::subscriptions::{self, Subscription};

/// How many documents a customer has, and what they come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Documents {
    invoices: i64,
    invoiced_minor: i64,
    notes: i64,
    credited_minor: i64,
}

impl Documents {
    /// These and what the outcome says it makes.
    fn and(self, outcome: &Outcome) -> Self {
        let count = |list: &[_]| i64::try_from(list.len()).unwrap();
        let total = |list: &[quittance::flows::subscriptions::QuotedDocument]| -> i64 {
            list.iter().map(|document| document.total_minor).sum()
        };
        Self {
            invoices: self.invoices + count(&outcome.invoices),
            invoiced_minor: self.invoiced_minor + total(&outcome.invoices),
            notes: self.notes + count(&outcome.credit_notes),
            credited_minor: self.credited_minor + total(&outcome.credit_notes),
        }
    }
}

impl Simulation {
    pub async fn documents_of(&mut self, tenant: TenantId) -> Documents {
        sqlx::query_as(
            "select (select count(*) from invoices where tenant_id = $1) as invoices,
                    (select coalesce(sum(total_minor), 0)::bigint from invoices where tenant_id = $1)
                      as invoiced_minor,
                    (select count(*) from credit_notes where tenant_id = $1) as notes,
                    (select coalesce(sum(total_minor), 0)::bigint from credit_notes where tenant_id = $1)
                      as credited_minor",
        )
        .bind(tenant.0)
        .fetch_one(&mut self.superuser)
        .await
        .unwrap()
    }

    async fn subscription(&self, tenant: TenantId, id: SubscriptionId) -> Subscription {
        let mut tx = self.world.db().tenant_read(tenant).await.unwrap();
        subscriptions::find(&mut tx, id).await.unwrap().unwrap()
    }

    /// Some act with some subscription; a quote may turn old or wrong before it is confirmed.
    pub async fn act(&mut self) {
        // Nobody acts twice within a second, to which acts are counted.
        let seconds = self.dice.between(1, 5);
        self.advance(SignedDuration::from_secs(seconds));
        let (customer, id) = self.some_subscription();
        let tenant = self.customers[customer].tenant;
        let subscription = self.subscription(tenant, id).await;
        let act = self.some_act(&subscription);
        self.note(format!("{id} {act:?}"));
        let before = self.documents_of(tenant).await;
        let quoted = quote(self.asking(tenant), self.world.now(), id, act).await;
        assert_eq!(self.documents_of(tenant).await, before, "a quote changes nothing");
        let quote = match quoted {
            Ok(quote) => quote,
            Err(error) => return self.refused(&error),
        };
        self.count("quoted");
        if self.dice.one_in(3) {
            self.let_something_happen(customer).await;
        }
        match self.dice.one_in(6) {
            true => self.confirm_cut_off(customer, &quote).await,
            false => self.confirm(customer, &quote).await,
        }
    }

    fn asking(&self, tenant: TenantId) -> Asking<'_> {
        Asking { db: self.world.db(), tenant, actor: &TESTER, usage: &Metered }
    }

    /// Between quote and confirmation.
    async fn let_something_happen(&mut self, customer: usize) {
        match self.dice.between(1, 6) {
            1 | 2 => {
                let minutes = self.dice.between(1, 40);
                self.advance(SignedDuration::from_mins(minutes));
            }
            3 => self.pay(customer).await,
            4 => self.use_something(customer).await,
            5 => self.correct_by_hand(customer).await,
            _ => self.run_once().await,
        }
    }

    async fn confirm(&mut self, customer: usize, quote: &Quote) {
        let tenant = self.customers[customer].tenant;
        let before = self.documents_of(tenant).await;
        let confirmed =
            confirm(self.asking(tenant), self.world.now(), quote.subscription_id, quote.quote_id)
                .await;
        let again = match self.check_confirmed(customer, before, quote, confirmed).await {
            Some(again) if self.dice.one_in(2) => again,
            _ => return,
        };
        // What it would be now is what it is, if nobody comes between again.
        let confirmed =
            confirm(self.asking(tenant), self.world.now(), again.subscription_id, again.quote_id)
                .await;
        let differs = self.check_confirmed(customer, before, &again, confirmed).await;
        assert!(differs.is_none(), "{:#?} became {:#?}", again.outcome, differs.unwrap().outcome);
    }

    /// The client goes away in the middle, and asks once more.
    async fn confirm_cut_off(&mut self, customer: usize, quote: &Quote) {
        let tenant = self.customers[customer].tenant;
        let before = self.documents_of(tenant).await;
        let polls = u32::try_from(self.dice.between(1, 120)).unwrap();
        let id: QuoteId = quote.quote_id;
        let whole = stop_after(
            polls,
            confirm(self.asking(tenant), self.world.now(), quote.subscription_id, id),
        )
        .await;
        settled(&mut self.superuser, "a confirmation that was cut off").await;
        let was_whole = whole.is_some();
        if let Some(confirmed) = whole {
            self.check_confirmed(customer, before, quote, confirmed).await;
            return;
        }
        self.count("confirmations cut off");
        let now = self.documents_of(tenant).await;
        assert!(now == before || now == before.and(&quote.outcome), "half of it: {was_whole}");
        let confirmed =
            confirm(self.asking(tenant), self.world.now(), quote.subscription_id, id).await;
        self.check_confirmed(customer, before, quote, confirmed).await;
    }

    /// All of what was quoted was done, or nothing; returns what it would be now if it differs.
    async fn check_confirmed(
        &mut self,
        customer: usize,
        before: Documents,
        quote: &Quote,
        confirmed: Result<Confirmed, QuoteError>,
    ) -> Option<Quote> {
        let tenant = self.customers[customer].tenant;
        let after = self.documents_of(tenant).await;
        match confirmed {
            Ok(Confirmed::Done { subscription_id, outcome }) => {
                let (made, quoted) = (outcome.sha256(), quote.outcome.sha256());
                assert_eq!(made, quoted, "{outcome:#?} was done, {:#?} quoted", quote.outcome);
                let expected = before.and(&quote.outcome);
                assert_eq!(after, expected, "what is stored is not what was quoted: {quote:#?}");
                if !self.subscriptions.contains(&(customer, subscription_id)) {
                    self.subscriptions.push((customer, subscription_id));
                }
                self.count("done");
                None
            }
            Ok(Confirmed::Differs(again)) => {
                assert_eq!(after, before, "it differs, and something was done: {again:#?}");
                self.count("differs");
                Some(*again)
            }
            Err(error) => {
                self.refused(&error);
                assert_eq!(after, before, "{error}, and something was done");
                None
            }
        }
    }

    /// An act may be refused for what the subscription is, and for nothing else.
    fn refused(&mut self, error: &QuoteError) {
        let QuoteError::Act(reason) = error else { panic!("{error}: {error:?}") };
        let is_lawful = matches!(
            reason,
            ActError::HasEnded
                | ActError::NotEnded
                | ActError::AlreadyFollowed
                | ActError::NotInTrial
                | ActError::NotPaused
                | ActError::InTrial
                | ActError::NotBegun { .. }
                | ActError::AwaitsReissue
                | ActError::PaidFirst
                | ActError::AlreadyPaused
                | ActError::WaitsForPayment { .. }
                | ActError::ChangeScheduled { .. }
                | ActError::IsEnding { .. }
                | ActError::NothingToUndo
                | ActError::Committed
                | ActError::MeterTaken(_)
                | ActError::ChangedSince { .. }
                | ActError::Change(ChangeError::Nothing | ChangeError::OutsideSubscription { .. })
        );
        assert!(is_lawful, "{reason}: {reason:?}");
        self.count("refused");
        self.note(format!("refused: {reason}"));
    }

    fn some_act(&mut self, subscription: &Subscription) -> Act {
        match self.dice.between(1, 20) {
            1..=9 => self.some_change(subscription),
            10 | 11 => Act::Cancel {
                when: self.some_instant(),
                unused: *self.dice.pick(&[Unused::Credit, Unused::Keep, Unused::Credit]),
                reason: "too dear".into(),
            },
            12 | 13 => Act::Pause { when: *self.dice.pick(&[When::Now, When::PeriodEnd]) },
            14 | 15 => Act::Resume,
            16 => Act::EndTrial,
            17 => Act::Reactivate,
            18 => Act::UndoCancel,
            _ => Act::UndoChange,
        }
    }

    fn some_change(&mut self, subscription: &Subscription) -> Act {
        let terms = &subscription.billed.phase_at(self.world.now()).terms;
        let versions = self.catalogue.plans_in(subscription.currency);
        let same_interval: Vec<_> =
            versions.iter().filter(|it| it.interval == terms.version.interval).copied().collect();
        let version = match self.dice.between(1, 10) {
            1..=3 => &*terms.version,
            4..=8 => *self.dice.pick(&same_interval),
            _ => *self.dice.pick(&versions),
        };
        let add_ons = self.catalogue.some_add_ons(&mut self.dice, version);
        let seats = u32::try_from(self.dice.between(1, 12)).unwrap();
        Act::Change { version: version.version_id, seats, add_ons, when: self.some_instant() }
    }

    fn some_instant(&mut self) -> When {
        match self.dice.between(1, 10) {
            1..=6 => When::Now,
            7..=9 => When::PeriodEnd,
            _ => {
                let today = self.world.today();
                When::FirstPeriodFrom(today.saturating_add(self.dice.between(1, 60).days()))
            }
        }
    }
}
