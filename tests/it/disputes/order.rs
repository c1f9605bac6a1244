//! What a gateway says of one dispute, read in every order: reads overtake one another, so an older one
//! may come last. The end is always the same.

use crate::harness::World;
use crate::harness::books::eur;
use quittance::domain::dispute::{DisputeReport, DisputeStatus, Movement};
use quittance::domain::id::{PaymentId, TenantId};
use quittance::domain::money::Money;
use quittance::flows::disputes::take_in::record;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use DisputeStatus::{Lost, NeedsResponse, UnderReview, WarningNeedsResponse, Won};

/// A booking of the gateway: its name there, what it moved, its fee.
type Booking = (&'static str, i64, i64);
/// What one read of the dispute showed.
type Read = (DisputeStatus, &'static [Booking]);

const WITHDRAWN: Booking = ("txn_out", -1_00, 15);
const REINSTATED: Booking = ("txn_back", 1_00, 0);

const WON: [Read; 5] = [
    (WarningNeedsResponse, &[]),
    (NeedsResponse, &[WITHDRAWN]),
    (UnderReview, &[WITHDRAWN]),
    (Won, &[WITHDRAWN]),
    (Won, &[WITHDRAWN, REINSTATED]),
];
const LOST: [Read; 5] = [
    (NeedsResponse, &[]),
    (NeedsResponse, &[WITHDRAWN]),
    (UnderReview, &[WITHDRAWN]),
    // The decision was seen before the booking.
    (Lost, &[]),
    (Lost, &[WITHDRAWN]),
];

/// Every order of five.
fn orders() -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..5 {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                let left = (0..5).filter(|next| !order.contains(next)).collect::<Vec<_>>();
                left.into_iter().map(move |next| [order.clone(), vec![next]].concat())
            })
            .collect();
    }
    orders
}

struct Bank {
    world: World,
    tenant: TenantId,
    payment: PaymentId,
}

impl Bank {
    /// 500.00, so that no dispute of 1.00 meets the limit.
    async fn open() -> Self {
        let world = World::new().await;
        let tenant = world.tenant("Alpha").await;
        let payment = world.pay(tenant, eur(500_00), &[], "all").await.payment_id;
        Self { world, tenant, payment }
    }

    async fn read(&self, dispute: &str, (status, booked): Read) {
        let report = DisputeReport {
            gateway: "stripe".into(),
            provider_ref: dispute.to_owned(),
            amount: Some(eur(1_00)),
            status: Some(status),
            raw_status: status.word().into(),
            raw_resolution: None,
            raw_reason: Some("fraudulent".into()),
            network_reason_code: None,
            evidence_due_at: None,
            evidence_submissions: 0,
            opened_at: None,
            closed_at: None,
        };
        let now = self.world.now();
        let movement = |(name, amount, fee): &Booking| Movement {
            movement_id: Uuid::now_v7(),
            provider_ref: (*name).to_owned(),
            amount: eur(*amount),
            fee: eur(*fee),
            moved_at: now,
        };
        let moved: Vec<Movement> = booked.iter().map(movement).collect();
        let mut tx = self.world.write(self.tenant).await;
        record(&mut tx, now, self.payment, &report, &moved).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Account by account, what the postings of one dispute left.
    async fn ledger_of(&self, dispute: &str) -> String {
        let sql = format!(
            "select coalesce(string_agg(account || ' ' || balance, ', ' order by account), '') from (
               select e.account, sum(e.amount_minor)::text as balance
                 from ledger_entries e join ledger_transactions t using (tenant_id, transaction_id)
                where t.description = '{dispute}'
                group by e.account having sum(e.amount_minor) <> 0) b"
        );
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap()
    }

    async fn withheld(&self) -> Money {
        let sql = "select disputed_minor from payments";
        let mut superuser = self.world.database.superuser().await;
        eur(sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap())
    }
}

#[tokio::test]
async fn a_won_dispute_ends_the_same_in_every_order_of_its_reads() {
    let bank = Bank::open().await;
    let orders = orders();
    assert_eq!(orders.len(), 120);
    for (number, order) in orders.iter().enumerate() {
        let dispute = format!("du_{number}");
        for read in order {
            bank.read(&dispute, WON[*read]).await;
        }
        let ledger = bank.ledger_of(&dispute).await;
        assert_eq!(ledger, "gateway_clearing -15, gateway_fees 15", "{order:?}");
    }
    assert_eq!(bank.withheld().await, eur(0));
}

#[tokio::test]
async fn a_lost_dispute_ends_the_same_in_every_order_of_its_reads() {
    let bank = Bank::open().await;
    for (number, order) in orders().iter().enumerate() {
        let dispute = format!("du_{number}");
        for read in order {
            bank.read(&dispute, LOST[*read]).await;
        }
        let ledger = bank.ledger_of(&dispute).await;
        let expected = "dispute_losses 100, gateway_clearing -115, gateway_fees 15";
        assert_eq!(ledger, expected, "{order:?}");
    }
    assert_eq!(bank.withheld().await, eur(120_00));
}
