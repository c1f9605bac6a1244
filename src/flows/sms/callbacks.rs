//! What the provider of text messages tells us: what became of a message, and what somebody replied.

use super::consent::end_for_number;
use super::{ACTOR, Sender};
use crate::domain::id::{SmsId, TenantId};
use crate::domain::sms::{ConsentReason, SmsState};
use crate::sms::{CallbackError, Fate};
use crate::store::{Db, StoreError, sms_messages};
use jiff::Timestamp;

/// Why a callback is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeCallbackError {
    /// No provider is set up here, or there is no such message.
    #[error("nothing here is told by text messages")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] CallbackError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A callback as it came.
#[derive(Clone, Copy, Debug)]
pub struct Callback<'a> {
    /// The whole address as the provider knows it.
    pub url: &'a str,
    pub signature: &'a str,
    pub fields: &'a [(String, String)],
}

/// Takes in what became of a message: twice, late or out of order changes nothing.
pub async fn take_status(
    (db, sender): (&Db, &Sender),
    now: Timestamp,
    (tenant, sms): (TenantId, SmsId),
    callback: Callback<'_>,
) -> Result<(), TakeCallbackError> {
    let sender = sender.as_ref().ok_or(TakeCallbackError::NotFound)?;
    let report = sender.read_status(callback.url, callback.signature, callback.fields)?;
    let (state, code) = match report.fate {
        Fate::OnItsWay => (SmsState::Sent, None),
        Fate::Delivered => (SmsState::Delivered, None),
        Fate::Undelivered { code } => (SmsState::Undelivered, i32::try_from(code).ok()),
    };
    let mut tx = match db.tenant(tenant, &ACTOR, now).await {
        Err(StoreError::NotFound) => return Err(TakeCallbackError::NotFound),
        tx => tx?,
    };
    if sms_messages::state(&mut tx, sms).await?.is_none() {
        return Err(TakeCallbackError::NotFound);
    }
    let told = (state, code);
    if sms_messages::told(&mut tx, sms, told, &report.reference, now).await? {
        metrics::counter!("quittance_sms_total", "outcome" => state.word()).increment(1);
    }
    tx.commit().await?;
    Ok(())
}

/// Takes in a message that somebody sent us: STOP ends messages to that number for good.
pub async fn take_incoming(
    (db, sender): (&Db, &Sender),
    now: Timestamp,
    callback: Callback<'_>,
) -> Result<(), TakeCallbackError> {
    let sender = sender.as_ref().ok_or(TakeCallbackError::NotFound)?;
    let incoming = sender.read_incoming(callback.url, callback.signature, callback.fields)?;
    let number = incoming.from.parse().map_err(|_| CallbackError::Unreadable)?;
    if incoming.is_stop {
        end_for_number(db, now, &number, ConsentReason::Stop).await?;
    }
    Ok(())
}
