//! Which kinds of mail one gets, on the page of one's account (row B15). What must reach a customer is
//! named and cannot be turned off.

use crate::auth::Principal;
use crate::domain::mail_topic::MailTopic;
use crate::error::AppError;
use crate::state::App;
use crate::store::declined_mail;
use crate::web::paths;
use crate::web::ui::{Ui, t};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a person does without; `None` for staff, who get no mail about a customer.
pub(super) async fn load(
    app: &App,
    principal: &Principal,
) -> Result<Option<BTreeSet<MailTopic>>, AppError> {
    let Principal::Customer(customer) = principal else { return Ok(None) };
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    Ok(Some(declined_mail::topics(&mut tx, customer.person).await?))
}

/// Stores what is ticked; any other word than a topic's is nothing that can be turned off.
pub(super) async fn save(
    app: &App,
    principal: &Principal,
    ui: &Ui,
    ticked: &BTreeMap<String, String>,
) -> Result<(), AppError> {
    let Principal::Customer(customer) = principal else { return Err(AppError::NotFound) };
    let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
    for topic in MailTopic::ALL {
        let is_declined = !ticked.contains_key(topic.word());
        declined_mail::set(&mut tx, customer.person, *topic, is_declined, ui.now).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) fn form(declined: BTreeSet<MailTopic>) -> impl IntoView {
    let topics: Vec<_> = MailTopic::ALL
        .iter()
        .map(|topic| {
            let word = topic.word();
            let (id, hint) = (format!("mail-{word}"), format!("mail-{word}-hint"));
            let key = word.replace('_', "-");
            let is_wanted = !declined.contains(topic);
            view! {
                <div class="check">
                    <input r#type="checkbox" id=id.clone() name=word value="yes" checked=is_wanted aria-describedby=hint.clone()/>
                    <label r#for=id>{t(&format!("mail-topic-{key}"))}</label>
                    <p class="hint" id=hint>{t(&format!("mail-topic-hint-{key}"))}</p>
                </div>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="mail">
            <div class="section-head"><h2 id="mail">{t("mail-preferences-title")}</h2></div>
            <p>{t("mail-preferences-sub")}</p>
            <form class="form" method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="mail"/>
                <fieldset class="fieldset">
                    <legend class="visually-hidden">{t("mail-preferences-title")}</legend>
                    {topics}
                </fieldset>
                <p class="small muted">{t("mail-preferences-always")}</p>
                <div class="actions"><button class="btn">{t("action-save")}</button></div>
            </form>
        </section>
    }
}
