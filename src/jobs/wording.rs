//! The wording that counts for a mail which is composed now.

use crate::i18n::Locale;
use crate::mail::templates::{MailKind, Template, Wording};
use crate::store::email_templates::{self, StoredWording};
use crate::store::{OperatorTx, StoreError, TenantTx};

/// A wording that reads, and its version; 0 is the built-in one.
pub(super) struct Chosen {
    pub template: Template,
    pub version: i32,
}

/// The operator's current wording of this mail, else the built-in one.
pub(super) async fn current(
    tx: &mut TenantTx,
    kind: MailKind,
    locale: Locale,
) -> Result<Chosen, StoreError> {
    let stored = email_templates::current(tx, kind.word(), locale.as_bcp47()).await?;
    Ok(chosen(kind, locale, stored))
}

/// As [`current`], for mails that belong to no tenant.
pub(super) async fn current_of_operator(
    tx: &mut OperatorTx,
    kind: MailKind,
    locale: Locale,
) -> Result<Chosen, StoreError> {
    let stored = email_templates::current_of_operator(tx, kind.word(), locale.as_bcp47()).await?;
    Ok(chosen(kind, locale, stored))
}

/// A stored wording that no longer reads, because an upgrade took a variable away, must not keep a
/// mail from its reader: the built-in one is used, and `doctor` says so until somebody rewords it.
fn chosen(kind: MailKind, locale: Locale, stored: Option<StoredWording>) -> Chosen {
    let built_in = || Chosen { template: Template::built_in(kind, locale), version: 0 };
    let Some(StoredWording { words: Some((subject, body)), version, .. }) = stored else {
        return built_in();
    };
    match Template::read(kind, &Wording { subject, body }) {
        Ok(template) => Chosen { template, version },
        Err(_) => {
            tracing::error!(template = kind.word(), %locale, version, "a wording no longer reads");
            metrics::counter!("quittance_email_templates_unreadable_total").increment(1);
            built_in()
        }
    }
}
