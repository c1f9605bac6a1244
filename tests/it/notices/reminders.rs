//! Dunning by every channel: a step reaches the portal and the phone as it reaches the mailbox, once, and
//! whoever declines reminders gets the last one all the same.

use crate::dunning::{STANDARD, days_pass, due_ago, dunning_shop};
use crate::harness::TESTER;
use crate::harness::database::run;
use crate::harness::shop::Shop;
use quittance::domain::dunning::{Channel, DunningStep, DunningTemplate};
use quittance::domain::id::DunningScheduleId;
use quittance::flows::dunning::save_schedule::save_schedule;
use quittance::store::dunning_schedules;

/// The standard schedule with these steps.
async fn schedule(shop: &Shop, steps: &[(u32, Channel, DunningTemplate)]) {
    let id: DunningScheduleId = STANDARD.parse().unwrap();
    let mut tx = shop.world.db().staff_read().await.unwrap();
    let mut terms = dunning_schedules::versions(&mut tx, id).await.unwrap().remove(0).terms;
    drop(tx);
    terms.steps = steps
        .iter()
        .map(|&(after_days, channel, template)| DunningStep { after_days, channel, template })
        .collect();
    save_schedule(shop.world.db(), shop.world.now(), &TESTER, id, 1, terms).await.unwrap();
}

async fn allow_texts(shop: &Shop) {
    let mut superuser = shop.world.database.superuser().await;
    let sql = "insert into sms_consents (tenant_id, consent_id, person_id, number, is_on, reason, wording_version,
                                         language, client_ip, decided_at, decided_by, version)
               select tenant_id, gen_random_uuid(), person_id, '+491701234567', true, 'verified', 1, 'en',
                      '127.0.0.1', '2026-03-01', 'system:test', 1
                 from memberships where role = 'owner'";
    run(&mut superuser, sql).await;
}

#[tokio::test]
async fn a_step_by_text_message_and_in_the_portal_is_told_once() {
    let shop = dunning_shop().await;
    allow_texts(&shop).await;
    let (sms, in_app) = (Channel::Sms, Channel::InApp);
    let (friendly, last) = (DunningTemplate::Friendly, DunningTemplate::Final);
    schedule(&shop, &[(2, in_app, friendly), (4, sms, friendly), (6, sms, last)]).await;
    let invoice = due_ago(&shop, 0).await;
    days_pass(&shop, 8).await;
    let notice =
        "select event || ' ' || document_id || ' ' || (facts ->> 'amount_minor') from notices
                   where event in ('payment_reminder', 'final_reminder')";
    assert_eq!(shop.text(notice).await, format!("payment_reminder {invoice} 11900"));
    let texts =
        "select string_agg(event || ' ' || segments, ', ' order by created_at) from sms_messages";
    assert_eq!(shop.text(texts).await, "payment_reminder 1, final_reminder 1");
    let body = shop.text("select body from sms_messages where event = 'final_reminder'").await;
    assert!(body.contains("last reminder. €119.00 for invoice INV-"), "{body}");
    let page = shop.browser.get("/notices").await.text();
    assert!(page.contains("A payment is overdue"), "{page}");
    assert_eq!(crate::dunning::mails(&shop).await, 0);
}

#[tokio::test]
async fn whoever_declines_reminders_gets_the_last_one_all_the_same() {
    let shop = dunning_shop().await;
    let mut superuser = shop.world.database.superuser().await;
    let only_the_owner =
        "set session_replication_role = replica; update tenants set billing_emails = '{}'";
    run(&mut superuser, only_the_owner).await;
    let form = [("intent", "mail"), ("receipts", "yes"), ("usage", "yes")];
    shop.browser.post("/settings/account", &form).await;
    let email = Channel::Email;
    let (friendly, last) = (DunningTemplate::Friendly, DunningTemplate::Final);
    schedule(&shop, &[(2, email, friendly), (4, email, last)]).await;
    due_ago(&shop, 0).await;
    days_pass(&shop, 6).await;
    assert_eq!(crate::dunning::mails(&shop).await, 1);
    let subject = shop.text("select subject from emails where event = 'dunning_reminder'").await;
    assert!(subject.contains("Last reminder"), "{subject}");
    // Both stand in the portal.
    let notices = "select string_agg(event, ', ' order by posted_at) from notices where event like '%reminder'";
    assert_eq!(shop.text(notices).await, "payment_reminder, final_reminder");
}
