//! Whose mark stands at the head of a customer's pages, remembered for a minute: every page shows it, and
//! asking each time would cost a transaction per page. Owns the memory; what the mark is, `store::sellers`
//! decides.

use crate::domain::id::TenantId;
use crate::store::sellers::{self, Mark};
use crate::store::{Db, StoreError};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A changed logo shows on all nodes after this at the latest; on the node that changed it, at once.
const REMEMBERED_FOR: Duration = Duration::from_secs(60);

/// Customers remembered at most; beyond, all are forgotten.
const REMEMBERED: usize = 10_000;

#[derive(Debug, Default)]
pub struct SellerMarks(Mutex<HashMap<TenantId, (Instant, Option<Mark>)>>);

impl SellerMarks {
    /// The mark of the seller that this customer is billed by. Without a database the page has none.
    pub async fn of(&self, db: &Db, tenant: TenantId) -> Option<Mark> {
        if let Some(mark) = self.remembered(tenant) {
            return mark;
        }
        let mark = read(db, tenant).await.ok()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(tenant, (Instant::now(), mark.clone()));
        mark
    }

    fn remembered(&self, tenant: TenantId) -> Option<Option<Mark>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, mark) = known.get(&tenant)?;
        (since.elapsed() < REMEMBERED_FOR).then(|| mark.clone())
    }

    /// After a seller was changed here.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

async fn read(db: &Db, tenant: TenantId) -> Result<Option<Mark>, StoreError> {
    let mut tx = db.tenant_read(tenant).await?;
    sellers::mark_of_newest(&mut tx).await
}
