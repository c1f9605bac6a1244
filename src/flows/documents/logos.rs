//! Logos of sellers, ready for a PDF. A logo is read from the database once per process: it is known by the
//! hash of its bytes, so that what is kept can never be out of date.

use crate::documents::logo;
use crate::documents::model::Picture;
use crate::domain::party::LogoRef;
use crate::store::sellers::logos;
use crate::store::{StoreError, TenantTx};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More than the sellers of any operator; some megabytes at most.
const KEPT: usize = 32;

type Kept = Vec<(String, Arc<Picture>)>;

static PICTURES: Mutex<Kept> = Mutex::new(Vec::new());

/// The picture of this logo. None, and an error in the log, when the database has lost it: an invoice does
/// not wait for a picture.
pub async fn picture(tx: &mut TenantTx, logo: &LogoRef) -> Result<Option<Picture>, StoreError> {
    if let Some(picture) = kept(&logo.sha256) {
        return Ok(Some(Picture::clone(&picture)));
    }
    let png = logos::png_within(tx, &logo.sha256).await?;
    let Some(Ok(picture)) = png.map(|png| logo::picture(&png)) else {
        tracing::error!(logo = logo.sha256, "a seller's logo is not there or does not read");
        return Ok(None);
    };
    keep(&logo.sha256, &picture);
    Ok(Some(picture))
}

fn pictures() -> MutexGuard<'static, Kept> {
    PICTURES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kept(sha256: &str) -> Option<Arc<Picture>> {
    pictures().iter().find(|(known, _)| known == sha256).map(|(_, picture)| picture.clone())
}

fn keep(sha256: &str, picture: &Picture) {
    let mut pictures = pictures();
    if pictures.len() >= KEPT {
        pictures.remove(0);
    }
    pictures.push((sha256.to_owned(), Arc::new(picture.clone())));
}
