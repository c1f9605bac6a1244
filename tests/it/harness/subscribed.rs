//! Plans and subscriptions of a world, through the product's own flows.

use super::books::Books;
use super::{TESTER, World};
use jiff::civil::date;
use quittance::domain::currency::Currency;
use quittance::domain::id::{SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, Interval};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanVersion, PriceTerms, QuantityOf,
};
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use rust_decimal::Decimal;

/// In advance: `amount` in euros.
pub fn component(code: &str, quantity: QuantityOf, model: ModelTerms) -> Component {
    let (description, timing) = (code.to_uppercase(), ComponentTiming::InAdvance);
    Component { code: code.into(), description, quantity, timing, price: PriceTerms::from(model) }
}

impl World {
    /// 100.00 a period and 5.00 for each seat.
    pub async fn plan(&self, code: &str, interval: Interval, trial_days: u16) -> PlanVersion {
        let base = ModelTerms::Flat { amount: Decimal::from(100) };
        let seat = ModelTerms::PerUnit { unit_amount: Decimal::from(5) };
        let components = vec![
            component("base", QuantityOf::One, base),
            component("seats", QuantityOf::Seats, seat),
        ];
        let new = NewVersion {
            code: code.into(),
            name: code.to_uppercase(),
            currency: Currency::EUR,
            interval,
            trial_days,
            components,
            effective_on: date(2026, 1, 1),
        };
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        let version = publish_plan(&mut tx, self.now(), &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        version
    }

    /// Three seats of it, from `starts_at` on.
    pub async fn subscribe(
        &self,
        tenant: TenantId,
        books: &Books,
        version: &PlanVersion,
        starts_at: &str,
    ) -> SubscriptionId {
        let order = SubscribeOrder {
            idempotency_key: format!("{} from {starts_at}", version.code),
            seller: books.seller,
            version: version.version_id,
            seats: 3,
            starts_at: starts_at.parse().unwrap(),
            alignment: Alignment::Anniversary,
            options: SubscribeOptions::default(),
        };
        let mut tx = self.write(tenant).await;
        let id = subscribe(&mut tx, self.now(), &TESTER, &order).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}
