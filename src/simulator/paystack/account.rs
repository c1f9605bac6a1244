//! One Paystack account (an "integration"): everything a secret key reaches. `Turn` is one request or one
//! errand that is carried out on it; endpoints take `&mut Turn` and never see a lock, a clock or a
//! connection.

use super::agenda::{Agenda, Errand};
use super::error::ApiError;
use super::records::{Authorization, Customer, Dispute, Refund, Transaction};
use crate::simulator::faults::Faults;
use crate::simulator::ids::Ids;
use crate::simulator::outbox::Outbox;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use url::Url;

/// Ids count on from here, so that they are as long as Paystack's, beyond 32 bits.
const FIRST_ID: u64 = 4_300_000_001;

/// What a simulator is started with.
#[derive(Clone)]
pub struct Options {
    /// The key requests must carry and webhooks are signed with, `sk_test_…`.
    pub secret_key: String,
    /// Where all events go: an integration has one address.
    pub webhook_url: Option<Url>,
    /// The address under which a browser reaches the hosted pages, without a path.
    pub public_url: Url,
    /// The only source of time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Codes follow from it.
    pub seed: u64,
    /// Where the state is kept across restarts; `None` keeps it in memory only.
    pub snapshot: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub customers: Vec<Customer>,
    pub authorizations: Vec<Authorization>,
    pub transactions: Vec<Transaction>,
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
    /// Documents that were put into the store of evidence.
    pub uploads: Vec<String>,
    next_id: u64,
    ids: Ids,
    pub agenda: Agenda,
    pub outbox: Outbox,
    pub faults: Faults,
    /// How far `/_simulator/advance` has moved this account's time ahead of `Options::now`.
    pub ahead_seconds: i64,
}

impl Account {
    pub fn new(seed: u64) -> Self {
        Self {
            customers: Vec::new(),
            authorizations: Vec::new(),
            transactions: Vec::new(),
            refunds: Vec::new(),
            disputes: Vec::new(),
            uploads: Vec::new(),
            next_id: FIRST_ID,
            ids: Ids::new(seed),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            faults: Faults::default(),
            ahead_seconds: 0,
        }
    }

    /// What was under way when the service stopped is not any more.
    pub fn after_restart(mut self) -> Self {
        self.outbox.forget_unfinished();
        self
    }
}

pub struct Turn<'a> {
    pub account: &'a mut Account,
    pub public_url: &'a Url,
    pub webhook_url: Option<&'a Url>,
    /// Unix seconds.
    pub now: i64,
}

impl Turn<'_> {
    /// A number that nothing else has.
    pub fn id(&mut self) -> u64 {
        self.account.next_id += 1;
        self.account.next_id
    }

    /// `length` lower-case letters or digits that were not drawn before.
    pub fn code(&mut self, length: usize) -> String {
        self.account.ids.letters(length).to_lowercase()
    }

    pub fn plan(&mut self, due_at: i64, errand: Errand) {
        self.account.agenda.add(due_at, errand);
    }

    /// The address of one of this simulator's pages.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    pub fn customer(&self, id: u64) -> Option<&Customer> {
        self.account.customers.iter().find(|customer| customer.id == id)
    }

    pub fn authorization(&self, code: &str) -> Option<&Authorization> {
        self.account.authorizations.iter().find(|authorization| authorization.code == code)
    }

    pub fn transaction(&self, id: u64) -> Option<&Transaction> {
        self.account.transactions.iter().find(|transaction| transaction.id == id)
    }

    pub fn transaction_mut(&mut self, id: u64) -> Option<&mut Transaction> {
        self.account.transactions.iter_mut().find(|transaction| transaction.id == id)
    }

    /// The transaction of this reference, or with this number as id.
    /// # Errors  404 or 400 in Paystack's words when there is none.
    pub fn named_transaction(&self, name: &str) -> Result<&Transaction, ApiError> {
        let is_it = |t: &&Transaction| t.reference == name || t.id.to_string() == name;
        self.account.transactions.iter().find(is_it).ok_or_else(ApiError::no_transaction)
    }

    pub fn refund_mut(&mut self, id: u64) -> Option<&mut Refund> {
        self.account.refunds.iter_mut().find(|refund| refund.id == id)
    }

    pub fn dispute(&self, id: u64) -> Option<&Dispute> {
        self.account.disputes.iter().find(|dispute| dispute.id == id)
    }

    pub fn dispute_mut(&mut self, id: u64) -> Option<&mut Dispute> {
        self.account.disputes.iter_mut().find(|dispute| dispute.id == id)
    }
}
