//! Somebody rewords a mail, goes back to an earlier wording, or to the built-in one: always by a further
//! version.

use crate::i18n::Locale;
use crate::mail::templates::{MailKind, Template, Wording, WordingFault};
use crate::store::email_templates::{self, StoredWording};
use crate::store::{OperatorTx, StoreError, audit};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveWordingError {
    #[error("the wording does not read")]
    Faults(Vec<WordingFault>),
    /// Somebody saved since the form was opened.
    #[error("the wording is at another version meanwhile")]
    ChangedMeanwhile,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SaveWordingError {
    fn from(error: StoreError) -> Self {
        if error.is_refusal_of("email_templates_pkey") {
            Self::ChangedMeanwhile
        } else {
            Self::Store(error)
        }
    }
}

/// Saves `wording` (None: the built-in one) as the version after `known_version`, which is 0 for a mail
/// that was never reworded. Returns the version that counts now: the known one when nothing changed.
pub async fn save_wording(
    tx: &mut OperatorTx,
    now: Timestamp,
    by: Uuid,
    (kind, locale): (MailKind, Locale),
    known_version: i32,
    wording: Option<&Wording>,
) -> Result<i32, SaveWordingError> {
    let words = match wording {
        Some(wording) => {
            Template::read(kind, wording).map_err(SaveWordingError::Faults)?;
            let tidied = wording.tidied();
            Some((tidied.subject, tidied.body))
        }
        None => None,
    };
    let (template, language) = (kind.word(), locale.as_bcp47());
    let current = email_templates::current_of_operator(tx, template, language).await?;
    let version = current.as_ref().map_or(0, |current| current.version);
    if version != known_version {
        return Err(SaveWordingError::ChangedMeanwhile);
    }
    let current_words = current.and_then(|current| current.words);
    if current_words == words {
        return Ok(version);
    }
    let stored = StoredWording {
        template: template.to_owned(),
        language: language.to_owned(),
        version: version + 1,
        words,
        created_at: now,
        created_by: by,
    };
    email_templates::insert(tx, &stored).await?;
    let subject_id = format!("{template}/{language}");
    let after = match &stored.words {
        Some((subject, body)) => {
            json!({ "version": stored.version, "subject": subject, "body": body })
        }
        None => json!({ "version": stored.version, "built_in": true }),
    };
    audit::append_operator(tx, "email_template.saved", "email_template", &subject_id, Some(after))
        .await?;
    Ok(stored.version)
}
