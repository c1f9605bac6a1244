//! What taking events in asks again and again: meters and the customers behind references.
//!
//! Neither changes once it is there: a meter is only ever added, a customer's reference is for ever. So what was read
//! once may be believed, and only what is unknown is asked for.

use crate::domain::id::TenantId;
use crate::domain::usage::Meter;
use crate::store::{OperatorTx, StoreError, usage};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Customers remembered; beyond, all are forgotten and asked for anew.
const CUSTOMERS_MAX: usize = 200_000;

/// Of one database. Cheap to clone; the clones share what they know.
#[derive(Clone, Default)]
pub struct Known(Arc<Remembered>);

#[derive(Default)]
struct Remembered {
    meters: RwLock<Arc<HashMap<String, Meter>>>,
    customers: RwLock<HashMap<String, TenantId>>,
}

impl Known {
    /// All meters by code, those of `codes` among them if they exist.
    pub(super) async fn meters<'a>(
        &self,
        tx: &mut OperatorTx,
        mut codes: impl Iterator<Item = &'a str>,
    ) -> Result<Arc<HashMap<String, Meter>>, StoreError> {
        let known = self.0.meters.read().unwrap_or_else(PoisonError::into_inner).clone();
        if codes.all(|code| known.contains_key(code)) {
            return Ok(known);
        }
        let read = usage::meters_for_intake(tx).await?;
        let read: HashMap<_, _> = read.into_iter().map(|one| (one.code.clone(), one)).collect();
        let read = Arc::new(read);
        *self.0.meters.write().unwrap_or_else(PoisonError::into_inner) = read.clone();
        Ok(read)
    }

    /// The customers behind these references, as far as there are any.
    pub(super) async fn customers(
        &self,
        tx: &mut OperatorTx,
        account_refs: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, TenantId>, StoreError> {
        let mut found = HashMap::new();
        let mut unknown = Vec::new();
        {
            let known = self.0.customers.read().unwrap_or_else(PoisonError::into_inner);
            for account_ref in account_refs {
                match known.get(account_ref) {
                    Some(&tenant) => drop(found.insert(account_ref.to_owned(), tenant)),
                    None => unknown.push(account_ref.to_owned()),
                }
            }
        }
        if !unknown.is_empty() {
            let read = usage::tenants_of(tx, &unknown).await?;
            let mut known = self.0.customers.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() + read.len() > CUSTOMERS_MAX {
                known.clear();
            }
            known.extend(read.iter().map(|(account_ref, tenant)| (account_ref.clone(), *tenant)));
            found.extend(read);
        }
        Ok(found)
    }
}
