//! All SQL of the product, and the transactions through which it may be reached.
//!
//! `TenantTx` is the only key to a tenant's tables: it carries the tenant in the database session,
//! where row-level security reads it. Forgetting the tenant does not compile. Owns no rule: what may
//! be stored is decided in `domain`, in which order things happen in `flows`.

pub mod allocations;
pub mod api_keys;
pub mod audit;
pub mod autopay;
pub mod billing_runs;
pub mod bounces;
pub mod card_links;
pub mod charge_fees;
pub mod charge_lists;
pub mod charges;
pub mod checks;
pub mod clock;
pub mod clock_advances;
pub mod coupons;
pub mod coverage_scan;
pub mod credit_grants;
pub mod credit_notes;
pub mod declined_mail;
pub mod deployment;
pub mod deposits;
pub mod diagnostics;
pub mod dispute_lists;
pub mod disputes;
mod document_lines;
pub mod documents;
pub mod dunning;
pub mod dunning_attempts;
pub mod dunning_lists;
pub mod dunning_report;
pub mod dunning_schedules;
pub mod email_lists;
pub mod email_templates;
pub mod emails;
pub mod error;
pub mod fx;
pub mod imports;
pub mod installments;
pub mod invoice_lists;
pub mod invoices;
pub mod jobs;
pub mod ledger;
pub mod notices;
pub mod outbox;
pub mod paging;
pub mod payment_lists;
pub mod payment_methods;
pub mod payment_terms;
pub mod payments;
pub mod people;
pub mod plans;
pub mod receipts;
pub mod recompute;
pub mod refund_lists;
pub mod refunds;
pub mod renewals;
pub mod review;
pub mod roles;
pub mod routing;
pub mod schedule;
pub mod sealed;
pub mod sellers;
pub mod sessions;
pub mod sign_in;
pub mod sms_consents;
pub mod sms_messages;
pub mod subscription_lists;
pub mod subscriptions;
pub mod tax_evidence;
pub mod tenants;
mod transaction;
pub mod usage;
pub mod usage_alerts;
pub mod webhook_inbox;
pub mod withholding;

use crate::domain::id::TenantId;
pub use error::StoreError;
use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{PgConnection, Postgres, Transaction};
use std::fmt;
use std::time::Duration;
pub use transaction::PoolState;
use transaction::{Scope, Watched};
use uuid::Uuid;

/// The audit chain that belongs to the operator and not to a tenant.
pub const OPERATOR_CHAIN: Uuid = Uuid::nil();

/// Who acts, as the audit log records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody of the customer.
    Person(Uuid),
    /// Somebody of the operator.
    Staff(Uuid),
    /// The product itself; the word says which part.
    System(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::System(part) => write!(f, "system:{part}"),
        }
    }
}

/// Three pools, one per restricted role. None of the roles owns a table or bypasses row security.
#[derive(Clone, Debug)]
pub struct Db {
    portal: PgPool,
    staff_read: PgPool,
    worker: PgPool,
}

/// One tenant's transaction. Dropping it rolls back; only the caller that began it commits.
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    tenant: TenantId,
    watched: Watched,
}

/// A read-only transaction across tenants, as the role that can only select.
pub struct StaffRead {
    tx: Transaction<'static, Postgres>,
    _watched: Watched,
}

/// A transaction on the operator's own rows (jobs, schedule, sellers, clock) as the worker role. No tenant
/// is set: of tenants' tables it sees the list of tenants and those with the policy `worker_finds`.
pub struct OperatorTx {
    tx: Transaction<'static, Postgres>,
    watched: Watched,
}

/// How many connections each pool may hold.
#[derive(Clone, Copy, Debug)]
pub struct PoolSizes {
    pub portal: u32,
    pub staff_read: u32,
    pub worker: u32,
}

impl Default for PoolSizes {
    fn default() -> Self {
        // Measured on two cores: beyond 16 the throughput still grows but the 99th percentile explodes.
        Self { portal: 16, staff_read: 4, worker: 6 }
    }
}

impl Db {
    /// Pools for the three roles; `options(role)` says how to connect as one of them.
    pub async fn connect(
        options: impl Fn(roles::Role) -> PgConnectOptions,
        sizes: PoolSizes,
    ) -> Result<Self, StoreError> {
        let pool = async |role: roles::Role, size: u32| {
            PgPoolOptions::new()
                .max_connections(size)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                // A broken connection shows itself at the first statement; the check costs 8 %.
                .test_before_acquire(false)
                .connect_with(options(role).options([("timezone", "UTC")]))
                .await
        };
        Ok(Self {
            portal: pool(roles::Role::Portal, sizes.portal).await?,
            staff_read: pool(roles::Role::StaffRead, sizes.staff_read).await?,
            worker: pool(roles::Role::Worker, sizes.worker).await?,
        })
    }

    /// Ok when no pool's role could step over row-level security.
    /// # Errors  names the role and what is wrong with it.
    pub async fn check_restricted(&self) -> Result<(), roles::RolesError> {
        for pool in [&self.portal, &self.staff_read, &self.worker] {
            roles::check_restricted(pool).await?;
        }
        Ok(())
    }

    /// A transaction that reads as one tenant. Drop it when done: there is nothing to commit.
    pub async fn tenant_read(&self, tenant: TenantId) -> Result<TenantTx, StoreError> {
        let begin = format!("begin read only; set local app.tenant_id = '{}'", tenant.0);
        // One round trip; a Uuid prints hex and dashes only, so nothing can be injected.
        let (tx, watched) = self.begin(Scope::TenantRead, Some(tenant), begin).await?;
        Ok(TenantTx { tx, tenant, watched })
    }

    /// A transaction that writes as one tenant. Writers of one tenant take turns: its row is locked
    /// first, which keeps the audit chain and every balance simple, and makes deadlocks impossible.
    /// # Errors  `NotFound` when there is no such tenant.
    pub async fn tenant(
        &self,
        tenant: TenantId,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<TenantTx, StoreError> {
        self.write_as(Scope::Tenant, tenant, actor, now).await
    }

    /// As [`Db::tenant`], with the worker's role: for jobs and imports.
    pub async fn worker_tenant(
        &self,
        tenant: TenantId,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<TenantTx, StoreError> {
        self.write_as(Scope::WorkerTenant, tenant, actor, now).await
    }

    /// A read-only transaction across tenants.
    pub async fn staff_read(&self) -> Result<StaffRead, StoreError> {
        self.read_as_staff("begin read only").await
    }

    /// As [`Db::staff_read`], and every statement sees what the first one saw: for exports that are read
    /// page after page.
    pub async fn staff_snapshot(&self) -> Result<StaffRead, StoreError> {
        self.read_as_staff("begin isolation level repeatable read, read only").await
    }

    /// A transaction on the operator's own rows.
    pub async fn operator(&self, actor: &Actor, now: Timestamp) -> Result<OperatorTx, StoreError> {
        let begin = format!("begin; {}", settings(actor, now));
        let (tx, watched) = self.begin(Scope::Operator, None, begin).await?;
        Ok(OperatorTx { tx, watched })
    }

    /// Waits for the transactions that have begun, then closes every connection.
    pub async fn close(&self) {
        tokio::join!(self.portal.close(), self.staff_read.close(), self.worker.close());
    }

    async fn read_as_staff(&self, begin: &str) -> Result<StaffRead, StoreError> {
        let (tx, watched) = self.begin(Scope::StaffRead, None, begin.into()).await?;
        Ok(StaffRead { tx, _watched: watched })
    }

    async fn write_as(
        &self,
        scope: Scope,
        tenant: TenantId,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<TenantTx, StoreError> {
        let begin =
            format!("begin; set local app.tenant_id = '{}'; {}", tenant.0, settings(actor, now));
        let (mut tx, watched) = self.begin(scope, Some(tenant), begin).await?;
        let locked = sqlx::query!(
            "select tenant_id from tenants where tenant_id = $1 for no key update",
            tenant.0
        )
        .fetch_optional(&mut *tx)
        .await?;
        if locked.is_none() {
            return Err(StoreError::NotFound);
        }
        Ok(TenantTx { tx, tenant, watched })
    }

    /// The portal's pool, for what belongs to no tenant: sessions, sign-in and the doors.
    pub(crate) fn portal_pool(&self) -> &PgPool {
        &self.portal
    }

    /// The worker's pool, for the job queue and the clock.
    pub(crate) fn worker_pool(&self) -> &PgPool {
        &self.worker
    }

    /// The staff's pool, for tests that prove what its role may not do.
    #[cfg(test)]
    pub(crate) fn staff_pool(&self) -> &PgPool {
        &self.staff_read
    }
}

/// The settings that triggers read. An actor prints hex, dashes, colons and lowercase words only.
fn settings(actor: &Actor, now: Timestamp) -> String {
    format!("set local app.actor = '{actor}'; set local app.now = '{now}'")
}

impl TenantTx {
    /// The tenant whose rows this transaction sees.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The connection, for the functions of `store`.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Why the following writes happen, as the audit log records it.
    pub async fn set_reason(&mut self, reason: &str) -> Result<(), StoreError> {
        sqlx::query!("select set_config('app.reason', $1, true) as applied", reason)
            .fetch_one(self.conn())
            .await?;
        Ok(())
    }

    /// From here on everything is only tried, until [`Self::look_back`].
    pub async fn look_ahead(&mut self) -> Result<(), StoreError> {
        sqlx::query!("savepoint looked_ahead").execute(self.conn()).await?;
        Ok(())
    }

    /// Takes back what was tried since [`Self::look_ahead`], also when that failed.
    pub async fn look_back(&mut self) -> Result<(), StoreError> {
        sqlx::query!("rollback to savepoint looked_ahead").execute(self.conn()).await?;
        sqlx::query!("release savepoint looked_ahead").execute(self.conn()).await?;
        Ok(())
    }

    /// Makes all of it true, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.watched.commit(self.tx).await
    }
}

impl StaffRead {
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

impl OperatorTx {
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        self.watched.commit(self.tx).await
    }

    /// Goes on as one tenant inside the same transaction, which is how an import stays all or nothing:
    /// row security holds for one tenant at a time, the commit covers all of them.
    pub async fn visit_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        sqlx::query!(
            "select set_config('app.tenant_id', $1, true) as applied",
            tenant.0.to_string()
        )
        .fetch_one(self.conn())
        .await?;
        Ok(())
    }
}

/// A stored value that does not read as its domain type.
fn corrupt(column: &'static str, value: impl fmt::Display) -> StoreError {
    StoreError::Corrupt { column, value: value.to_string() }
}
