//! Schedules: versions, defaults, choices.

use super::{STANDARD, days_pass, due_ago, dunning_shop, sent, soon, state};
use crate::harness::TESTER;
use quittance::domain::dunning::{Channel, DunningStep, DunningTemplate, ScheduleTerms};
use quittance::domain::id::DunningScheduleId;
use quittance::flows::dunning::save_schedule::{SaveScheduleError, choose_schedule, save_schedule};
use quittance::store::dunning_schedules::{self, Choice};

async fn standard(shop: &crate::harness::shop::Shop) -> ScheduleTerms {
    let mut tx = shop.world.db().staff_read().await.unwrap();
    let id: DunningScheduleId = STANDARD.parse().unwrap();
    dunning_schedules::versions(&mut tx, id).await.unwrap().remove(0).terms
}

#[tokio::test]
async fn a_running_campaign_keeps_its_version() {
    let shop = dunning_shop().await;
    due_ago(&shop, 1).await;
    soon(&shop).await;
    let mut terms = standard(&shop).await;
    let (channel, template) = (Channel::Email, DunningTemplate::Final);
    terms.steps = vec![DunningStep { after_days: 1, channel, template }];
    let id: DunningScheduleId = STANDARD.parse().unwrap();
    let (db, now) = (shop.world.db(), shop.world.now());
    let saved = save_schedule(db, now, &TESTER, id, 1, terms.clone()).await.unwrap();
    assert_eq!(saved, 2);
    // Sent again from the same form: somebody else's save is not overwritten.
    let again = save_schedule(db, now, &TESTER, id, 1, terms).await;
    assert!(matches!(again, Err(SaveScheduleError::Changed { version: 2 })), "{again:?}");
    days_pass(&shop, 3).await;
    assert_eq!(sent(&shop).await, "friendly sent", "not the final one of version 2");
    assert_eq!(shop.number("select version::bigint from dunning_campaigns").await, 1);
}

#[tokio::test]
async fn a_customer_can_have_a_schedule_of_their_own_or_none() {
    let shop = dunning_shop().await;
    let mut tx = shop.world.write(shop.tenant).await;
    let now = shop.world.now();
    choose_schedule(&mut tx, now, &TESTER, Choice::NotDunned).await.unwrap();
    choose_schedule(&mut tx, now, &TESTER, Choice::NotDunned).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shop.number("select count(*) from dunning_choices").await, 1);
    due_ago(&shop, 9).await;
    days_pass(&shop, 3).await;
    assert_eq!(state(&shop).await, "none");
    let mut own = standard(&shop).await;
    own.name = "Patient".into();
    own.thresholds_minor = [(quittance::domain::currency::Currency::EUR, 200_00)].into();
    let id = DunningScheduleId::new();
    save_schedule(shop.world.db(), now, &TESTER, id, 0, own).await.unwrap();
    let mut tx = shop.world.write(shop.tenant).await;
    choose_schedule(&mut tx, now, &TESTER, Choice::Schedule(id)).await.unwrap();
    tx.commit().await.unwrap();
    soon(&shop).await;
    assert_eq!(state(&shop).await, "none", "119.00 is less than 200.00");
    due_ago(&shop, 9).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "running full");
}

#[tokio::test]
async fn a_schedule_holds_only_channels_that_reach_somebody() {
    let shop = dunning_shop().await;
    for channel in [Channel::Email, Channel::Sms, Channel::InApp] {
        let mut terms = standard(&shop).await;
        terms.steps[0].channel = channel;
        let id = DunningScheduleId::new();
        let saved = save_schedule(shop.world.db(), shop.world.now(), &TESTER, id, 0, terms).await;
        assert!(saved.is_ok(), "{channel:?}: {saved:?}");
    }
}
