//! What a meter counts is charged once, whatever a customer subscribes to.

use super::*;
use quittance::domain::id::PlanVersionId;
use quittance::domain::plan::{PlanKind, PlanVersion};
use quittance::flows::subscriptions::one_meter::MeterTaken;
use quittance::flows::subscriptions::publish_plan::CatalogueEntry;
use quittance::flows::subscriptions::quote::act_now;
use quittance::flows::subscriptions::subscribe::SubscribeError;
use quittance::flows::subscriptions::{Act, ActError, Unused, When};

/// Something that charges 0.02 a call, or 10.00 a month.
async fn published(calls: &Calls, code: &str, kind: PlanKind, is_metered: bool) -> PlanVersion {
    let (quantity, timing, model) = match is_metered {
        true => (
            QuantityOf::Meter("calls".into()),
            ComponentTiming::InArrears,
            ModelTerms::PerUnit { unit_amount: "0.02".parse().unwrap() },
        ),
        false => (
            QuantityOf::One,
            ComponentTiming::InAdvance,
            ModelTerms::Flat { amount: Decimal::from(10) },
        ),
    };
    let component = Component {
        code: code.into(),
        description: code.to_uppercase(),
        quantity,
        timing,
        price: PriceTerms::from(model),
    };
    let version = NewVersion {
        code: code.into(),
        name: code.to_uppercase(),
        currency: Currency::EUR,
        interval: Interval::every(IntervalUnit::Month),
        trial_days: 0,
        components: vec![component],
        effective_on: date(2026, 1, 1),
    };
    let entry = CatalogueEntry { kind, ..version.into() };
    let mut tx = calls.world.db().operator(&TESTER, calls.world.now()).await.unwrap();
    let version = publish_plan(&mut tx, calls.world.now(), &TESTER, entry).await.unwrap();
    tx.commit().await.unwrap();
    version
}

impl Calls {
    async fn subscribes(
        &self,
        version: PlanVersionId,
        starts_at: &str,
    ) -> Result<SubscriptionId, SubscribeError> {
        let mut tx = self.world.write(self.tenant).await;
        let first = subscriptions::find(&mut tx, self.id).await.unwrap().unwrap();
        let order = SubscribeOrder {
            idempotency_key: format!("{version} from {starts_at}"),
            seller: first.seller_id,
            version,
            seats: 1,
            starts_at: starts_at.parse().unwrap(),
            alignment: Alignment::Anniversary,
            options: SubscribeOptions::default(),
        };
        let id = subscribe(&mut tx, self.world.now(), &TESTER, &order).await?;
        tx.commit().await.unwrap();
        Ok(id)
    }

    async fn acts(&self, id: SubscriptionId, act: Act) -> Result<(), ActError> {
        let mut tx = self.world.write(self.tenant).await;
        act_now(&mut tx, self.world.now(), &TESTER, &Metered, id, &act).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

fn to(version: PlanVersionId, add_ons: Vec<(PlanVersionId, u32)>) -> Act {
    Act::Change { version, seats: 1, add_ons, when: When::Now }
}

#[tokio::test]
async fn two_subscriptions_of_a_customer_never_charge_for_one_use() {
    let calls = Calls::billed_monthly().await;
    let other = published(&calls, "other", PlanKind::Plan, true).await.version_id;
    let refused = calls.subscribes(other, "2026-03-02T00:00:00Z").await;
    let taken = MeterTaken { meter: "calls".into(), plan: "API".into() };
    assert!(matches!(refused, Err(SubscribeError::MeterTaken(it)) if it == taken));
    // From when the first ends, the second may charge; and then that end is not undone.
    let reason = String::from("other plan");
    let end = Act::Cancel { when: When::PeriodEnd, unused: Unused::Keep, reason };
    calls.acts(calls.id, end).await.unwrap();
    assert!(calls.subscribes(other, "2026-03-31T23:59:59Z").await.is_err());
    let second = calls.subscribes(other, "2026-04-01T00:00:00Z").await.unwrap();
    let undone = calls.acts(calls.id, Act::UndoCancel).await;
    let taken = MeterTaken { meter: "calls".into(), plan: "OTHER".into() };
    assert!(matches!(undone, Err(ActError::MeterTaken(it)) if it == taken));
    // April's 100 calls are charged once, by the second.
    assert_eq!(calls.sender.send(&event("before", 50, "2026-03-02T08:00:00Z")).await.0, 202);
    calls.world.move_clock_to("2026-04-20T00:00:00Z".parse().unwrap());
    assert_eq!(calls.sender.send(&event("april", 100, "2026-04-10T00:00:00Z")).await.0, 202);
    calls.world.move_clock_to("2026-05-02T00:00:00Z".parse().unwrap());
    run_due(calls.world.db(), &calls.world.app.clock, &Metered).await.unwrap();
    let charged: Vec<(uuid::Uuid, Decimal)> = sqlx::query_as(
        "select subscription_id, quantity from subscription_coverage where upper(covered) > '2026-04-01T00:00:00Z'",
    )
    .fetch_all(&mut calls.world.database.superuser().await)
    .await
    .unwrap();
    assert_eq!(charged, [(second.0, Decimal::from(100))]);
}

#[tokio::test]
async fn no_change_comes_to_charge_for_what_is_charged_elsewhere() {
    let calls = Calls::billed_monthly().await;
    let plain = published(&calls, "plain", PlanKind::Plan, false).await.version_id;
    let other = published(&calls, "other", PlanKind::Plan, true).await.version_id;
    let extra = published(&calls, "extra", PlanKind::AddOn, true).await.version_id;
    let second = calls.subscribes(plain, "2026-03-02T00:00:00Z").await.unwrap();
    for refused in [to(other, vec![]), to(plain, vec![(extra, 1)])] {
        let refused = calls.acts(second, refused).await;
        assert!(matches!(refused, Err(ActError::MeterTaken(_))), "{refused:?}");
    }
    // Nor does an add-on beside its own plan.
    let mut tx = calls.world.db().tenant_read(calls.tenant).await.unwrap();
    let first = subscriptions::find(&mut tx, calls.id).await.unwrap().unwrap();
    let own = first.billed.phases()[0].terms.version.version_id;
    drop(tx);
    let twice = calls.acts(calls.id, to(own, vec![(extra, 1)])).await;
    assert!(matches!(twice, Err(ActError::MeterTaken(_))), "{twice:?}");
    // Paused, the first charges for nothing: the second may, and then the first cannot go on.
    calls.acts(calls.id, Act::Pause { when: When::Now }).await.unwrap();
    calls.world.advance(jiff::SignedDuration::from_mins(5));
    calls.acts(second, to(other, vec![])).await.unwrap();
    let resumed = calls.acts(calls.id, Act::Resume).await;
    assert!(matches!(resumed, Err(ActError::MeterTaken(_))), "{resumed:?}");
}
