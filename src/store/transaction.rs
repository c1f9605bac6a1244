//! How transactions begin and end, and what traces and metrics see of them: the scope, the tenant's id,
//! how long; never a statement or a parameter.

use super::{Db, StoreError};
use crate::clock::Stopwatch;
use crate::domain::id::TenantId;
use metrics::{gauge, histogram};
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use tracing::{Instrument, Span, debug_span, field};

/// What a transaction may see, which also says whose connections it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    TenantRead,
    Tenant,
    WorkerTenant,
    StaffRead,
    Operator,
    SignIn,
}

impl Scope {
    fn word(self) -> &'static str {
        match self {
            Self::TenantRead => "tenant_read",
            Self::Tenant => "tenant",
            Self::WorkerTenant => "worker_tenant",
            Self::StaffRead => "staff_read",
            Self::Operator => "operator",
            Self::SignIn => "sign_in",
        }
    }

    /// Dropping what only reads is its usual end.
    fn only_reads(self) -> bool {
        matches!(self, Self::TenantRead | Self::StaffRead)
    }
}

/// A pool as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolState {
    pub name: &'static str,
    /// Connections that it may hold, that are held by somebody, and that wait for somebody.
    pub max: u32,
    pub used: u32,
    pub idle: u32,
}

impl Db {
    /// The three pools.
    #[must_use]
    pub fn pools(&self) -> [PoolState; 3] {
        [("portal", &self.portal), ("staff_read", &self.staff_read), ("worker", &self.worker)].map(
            |(name, pool)| {
                let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
                let max = pool.options().get_max_connections();
                PoolState { name, max, used: pool.size().saturating_sub(idle), idle }
            },
        )
    }

    fn pool_of(&self, scope: Scope) -> (&'static str, &PgPool) {
        match scope {
            Scope::TenantRead | Scope::Tenant | Scope::SignIn => ("portal", &self.portal),
            Scope::WorkerTenant | Scope::Operator => ("worker", &self.worker),
            Scope::StaffRead => ("staff_read", &self.staff_read),
        }
    }

    /// Begins a transaction with the statement `begin`, to its end even if the caller is dropped
    /// meanwhile.
    ///
    /// A request is dropped where it waits when its client goes away. sqlx (0.9) rolls back only what it
    /// knows to have begun: dropped before the answer to `begin`, it would give the connection back to
    /// the pool inside an open transaction, with a tenant set. So a task of its own waits for that answer.
    pub(super) async fn begin(
        &self,
        scope: Scope,
        tenant: Option<TenantId>,
        begin: String,
    ) -> Result<(Transaction<'static, Postgres>, Watched), StoreError> {
        let (name, pool) = self.pool_of(scope);
        let watched = Watched::begin(scope, tenant);
        let waiting = Waiting::begin(name);
        let pool = pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        let begun = begun.instrument(debug_span!(parent: &watched.span, "begin")).await;
        drop(waiting);
        // The task panics never; it is cancelled when the runtime ends.
        Ok((begun.unwrap_or(Err(sqlx::Error::WorkerCrashed))?, watched))
    }
}

/// Counts a transaction that has no connection yet, also when its caller goes away meanwhile.
struct Waiting {
    pool: &'static str,
    since: Stopwatch,
}

impl Waiting {
    fn begin(pool: &'static str) -> Self {
        gauge!("quittance_db_pool_waiting", "pool" => pool).increment(1.0);
        Self { pool, since: Stopwatch::start() }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        gauge!("quittance_db_pool_waiting", "pool" => self.pool).decrement(1.0);
        histogram!("quittance_db_begin_duration_seconds", "pool" => self.pool)
            .record(self.since.elapsed());
    }
}

/// The span and the stop-watch of a transaction; both end with it.
pub(super) struct Watched {
    span: Span,
    scope: Scope,
    since: Stopwatch,
    outcome: &'static str,
}

impl Watched {
    fn begin(scope: Scope, tenant: Option<TenantId>) -> Self {
        let span = debug_span!(
            "transaction",
            otel.name = format!("transaction {}", scope.word()),
            db.system.name = "postgresql",
            db.transaction.scope = scope.word(),
            db.transaction.outcome = field::Empty,
            tenant_id = tenant.map(field::display),
        );
        let outcome = if scope.only_reads() { "read" } else { "rolled_back" };
        Self { span, scope, since: Stopwatch::start(), outcome }
    }

    /// Commits, and ends.
    pub(super) async fn commit(
        mut self,
        tx: Transaction<'static, Postgres>,
    ) -> Result<(), StoreError> {
        tx.commit().instrument(debug_span!(parent: &self.span, "commit")).await?;
        self.outcome = "committed";
        Ok(())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.span.record("db.transaction.outcome", self.outcome);
        histogram!("quittance_db_transaction_duration_seconds",
            "scope" => self.scope.word(), "outcome" => self.outcome)
        .record(self.since.elapsed());
    }
}
