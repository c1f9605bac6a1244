//! The operator's wordings of mails: whether each can still be composed.

use super::{Finding, Health, could_not_look};
use crate::mail::templates::{MailKind, Template, Wording};
use crate::store::Db;
use crate::store::email_templates::{self, StoredWording};

pub(super) async fn wordings(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-wordings";
    let read = async {
        let mut tx = db.staff_read().await?;
        email_templates::all_current(&mut tx).await
    };
    match read.await {
        Ok(stored) => {
            let broken: Vec<String> = stored.iter().filter_map(fault).collect();
            let edited = stored.iter().filter(|stored| stored.words.is_some()).count();
            if broken.is_empty() {
                Finding::new(CHECK, Health::Ok, "diagnosis-wordings-ok").with("count", edited)
            } else {
                Finding::new(CHECK, Health::Warn, "diagnosis-wordings-unreadable")
                    .with("count", broken.len())
                    .details(broken)
            }
        }
        Err(error) => could_not_look(CHECK, &error),
    }
}

/// Which wording does not read, and why; None for one that does, or that no mail of ours asks for.
fn fault(stored: &StoredWording) -> Option<String> {
    let kind: MailKind = stored.template.parse().ok()?;
    let (subject, body) = stored.words.clone()?;
    let faults = Template::read(kind, &Wording { subject, body }).err()?;
    let (name, language, version) = (&stored.template, &stored.language, stored.version);
    Some(format!("{name} {language}, version {version}: {:?}", faults.first()?.fault))
}
