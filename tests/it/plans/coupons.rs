//! Coupons: made once, redeemed as often as they say, archived.

use super::{admin, number};
use crate::harness::World;
use quittance::domain::coupon::NotRedeemable;
use quittance::domain::currency::Currency;
use quittance::flows::coupons::redeem_coupon::{RedeemCouponError, redeem_coupon};
use reqwest::StatusCode;
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

const NEW: &str = "/admin/coupons/new";

fn form<'a>(id: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = [("id", id), ("code", "welcome-20"), ("name", "Welcome"), ("duration", "once")];
    let mut form = base.to_vec();
    form.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    form.extend(fields);
    form
}

#[tokio::test]
async fn a_coupon_is_made_once_and_its_code_is_its_own() {
    let world = World::new().await;
    let admin = admin(&world).await;
    assert!(admin.get("/admin/coupons").await.text().contains("No coupons yet"));
    let id = Uuid::now_v7().to_string();
    let fixed = form(&id, &[("amounts", "EUR 5.00\r\nUSD 6"), ("redemptions-max", "100")]);
    for _ in 0..2 {
        let answer = admin.post(NEW, &fixed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    assert_eq!(number(&world, "select count(*) from coupons").await, 1);
    assert_eq!(number(&world, "select sum(amount_minor)::bigint from coupon_amounts").await, 11_00);
    let page = admin.get(&format!("/admin/coupons/{id}")).await.text();
    assert!(page.contains("WELCOME-20") && page.contains("0 of 100"), "{page}");
    // Typed otherwise it is the same code.
    let other = Uuid::now_v7().to_string();
    let taken = admin.post(NEW, &form(&other, &[("code", "Welcome-20"), ("percent", "5")])).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text().contains("id=\"code-error\""), "{}", taken.text());
    let archive = format!("/admin/coupons/{id}/archive");
    assert_eq!(admin.post(&archive, &[("archived", "yes")]).await.status, StatusCode::SEE_OTHER);
    assert!(admin.get("/admin/coupons?q=welcome").await.text().contains("Archived"));
    let logged = "select count(*) from audit_log where subject_kind = 'coupon'";
    assert_eq!(number(&world, logged).await, 2);
}

#[tokio::test]
async fn a_coupon_that_makes_no_sense_is_refused_at_its_field() {
    let world = World::new().await;
    let admin = admin(&world).await;
    for (at, fields) in [
        ("percent", &[("percent", "101")][..]),
        ("percent", &[]),
        ("percent", &[("percent", "5"), ("amounts", "EUR 5")]),
        ("amounts", &[("amounts", "EUR 0")]),
        ("amounts", &[("amounts", "EUR 5\r\nEUR 6")]),
        ("amounts", &[("amounts", "five")]),
        ("code", &[("percent", "5"), ("code", "ten euros")]),
        ("name", &[("percent", "5"), ("name", " ")]),
        ("periods", &[("percent", "5"), ("duration", "periods"), ("periods", "0")]),
        ("plans", &[("percent", "5"), ("plans", "Büro")]),
        ("redemptions-max", &[("percent", "5"), ("redemptions-max", "0")]),
        ("redeem-until", &[("percent", "5"), ("redeem-until", "2020-01-01")]),
    ] {
        let id = Uuid::now_v7().to_string();
        let answer = admin.post(NEW, &form(&id, fields)).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.contains(&format!("id=\"{at}-error\"")), "{fields:?}: {page}");
    }
    assert_eq!(number(&world, "select count(*) from coupons").await, 0);
}

#[tokio::test]
async fn of_eight_who_want_the_last_three_at_once_three_get_one() {
    let world = Arc::new(World::with_connections(16).await);
    let admin = admin(&world).await;
    let id = Uuid::now_v7().to_string();
    let last = form(&id, &[("percent", "20"), ("redemptions-max", "3")]);
    assert_eq!(admin.post(NEW, &last).await.status, StatusCode::SEE_OTHER);
    let mut tasks = JoinSet::new();
    for name in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        let tenant = world.tenant(name).await;
        let world = Arc::clone(&world);
        tasks.spawn(async move {
            let mut tx = world.write(tenant).await;
            let redeemed =
                redeem_coupon(&mut tx, " welcome-20", "team", Currency::EUR, world.today()).await;
            if redeemed.is_ok() {
                tx.commit().await.unwrap();
            }
            redeemed
        });
    }
    let outcomes = tasks.join_all().await;
    let is_used_up = |outcome: &Result<_, RedeemCouponError>| {
        let used_up = NotRedeemable::UsedUp { max: 3 };
        matches!(outcome, Err(RedeemCouponError::NotRedeemable(reason)) if *reason == used_up)
    };
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|one| is_used_up(one)).count(), 5, "{outcomes:?}");
    assert_eq!(number(&world, "select redemptions::bigint from coupons").await, 3);
    // One that is not committed was not redeemed, and nothing takes one back.
    let mut superuser = world.database.superuser().await;
    let fewer = sqlx::query("update coupons set redemptions = 0").execute(&mut superuser).await;
    assert!(fewer.unwrap_err().to_string().contains("was redeemed 3 times"));
}
