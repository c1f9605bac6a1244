//! Which e-mails a person gets: what is declined does not come, what is owed cannot be declined.

use crate::harness::books::eur;
use crate::harness::database::{attempt, run};
use crate::harness::shop::Shop;
use reqwest::StatusCode;

const ACCOUNT: &str = "/settings/account";
/// Everything but receipts.
const WITHOUT_RECEIPTS: [(&str, &str); 4] =
    [("intent", "mail"), ("expiring_cards", "yes"), ("usage", "yes"), ("payment_reminders", "yes")];

async fn mailed(shop: &Shop, event: &str) -> Vec<String> {
    let mut superuser = shop.world.database.superuser().await;
    sqlx::query_scalar("select recipient from emails where event = $1 order by recipient")
        .bind(event)
        .fetch_all(&mut superuser)
        .await
        .unwrap()
}

/// A shop that mails to an office and to the owner.
async fn shop_with_two_addresses() -> Shop {
    let shop = Shop::open().await;
    let mut superuser = shop.world.database.superuser().await;
    let sql = "set session_replication_role = replica;
               update tenants t set billing_emails = array['office@alpha.example',
                 (select upper(p.email) from memberships m join people p using (person_id)
                   where m.tenant_id = t.tenant_id and m.role = 'owner')]";
    run(&mut superuser, sql).await;
    shop
}

#[tokio::test]
async fn a_declined_topic_does_not_come_to_the_person_and_comes_to_the_others() {
    let shop = shop_with_two_addresses().await;
    let first = shop.invoice().await.invoice_id;
    shop.world.pay(shop.tenant, eur(119_00), &[first], "one").await;
    shop.world.run_due_jobs().await;
    assert_eq!(mailed(&shop, "payment_received").await.len(), 2);
    let page = shop.browser.get(ACCOUNT).await.text();
    assert!(
        page.contains("id=\"mail-receipts\" name=\"receipts\" value=\"yes\" checked"),
        "{page}"
    );
    assert!(page.contains("These always come"), "{page}");
    let answer = shop.browser.post(ACCOUNT, &WITHOUT_RECEIPTS).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let second = shop.invoice().await.invoice_id;
    shop.world.pay(shop.tenant, eur(119_00), &[second], "two").await;
    shop.world.run_due_jobs().await;
    let receipts = mailed(&shop, "payment_received").await;
    assert_eq!(receipts.iter().filter(|it| it.starts_with("office@")).count(), 2, "{receipts:?}");
    assert_eq!(receipts.len(), 3, "{receipts:?}");
    // An invoice comes all the same.
    assert_eq!(mailed(&shop, "invoice_issued").await.len(), 4);
    // Ticked again, it comes again.
    let all = [&WITHOUT_RECEIPTS[..], &[("receipts", "yes")]].concat();
    shop.browser.post(ACCOUNT, &all).await;
    assert_eq!(shop.number("select count(*) from declined_mail").await, 0);
}

#[tokio::test]
async fn what_is_owed_cannot_be_declined_whatever_a_form_or_a_program_says() {
    let shop = Shop::open().await;
    let form =
        [("intent", "mail"), ("invoices", "no"), ("dunning_final", "no"), ("security", "no")];
    assert_eq!(shop.browser.post(ACCOUNT, &form).await.status, StatusCode::SEE_OTHER);
    let mut superuser = shop.world.database.superuser().await;
    let topics: Vec<String> = sqlx::query_scalar("select topic from declined_mail order by topic")
        .fetch_all(&mut superuser)
        .await
        .unwrap();
    assert_eq!(topics, ["expiring_cards", "payment_reminders", "receipts", "usage"]);
    let sql = "insert into declined_mail (tenant_id, person_id, topic, declined_at)
               select tenant_id, gen_random_uuid(), 'invoices', '2026-03-02' from tenants";
    let refusal = attempt(&mut superuser, sql).await.unwrap_err();
    assert_eq!(refusal.constraint.as_deref(), Some("declined_mail_topic_known"));
}
