//! The customer's credit (row K1): spent soonest-ending first, never twice and never below zero however
//! many come at once; what ends is swept once; what comes back goes where it came from. And voiding a
//! credit note (row J1) as long as its credit was not used.

mod notes;
mod pages;
mod topup;

use crate::harness::books::eur;
use crate::harness::database::{attempt, run};
use crate::harness::{TESTER, World};
use crate::numbering::alone;
use jiff::civil::{Date, date};
use quittance::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use quittance::domain::id::{AllocationId, GrantId, RefundId, TenantId};
use quittance::domain::money::Money;
use quittance::flows::credits::{
    CreditError, CreditPurpose, GiveCreditError, NewGrant, draw, expire_credit, give_credit, grant,
    put_back, refundable_credit, spendable_credit, take_back_credit,
};
use quittance::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use quittance::store::roles::Role;
use quittance::store::{credit_grants, diagnostics, ledger, tenants};
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

const AT_ONCE: usize = 64;

/// Credit of this kind that was the customer's before: no posting of its own.
fn new(kind: GrantKind, amount_minor: i64, expires_on: Option<Date>) -> NewGrant {
    NewGrant {
        grant_id: GrantId::new(),
        kind,
        source_id: None,
        amount: eur(amount_minor),
        expires_on,
        priority: USUAL_PRIORITY,
        note: String::new(),
    }
}

impl World {
    async fn grant(&self, tenant: TenantId, new: &NewGrant) -> GrantId {
        let mut tx = self.write(tenant).await;
        let id = grant(&mut tx, self.now(), &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn give(&self, tenant: TenantId, new: &NewGrant) -> GrantId {
        let mut tx = self.write(tenant).await;
        let given = give_credit(&mut tx, self.now(), self.today(), &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        given
    }

    async fn left_of(&self, tenant: TenantId, id: GrantId) -> i64 {
        let mut tx = self.db().tenant_read(tenant).await.unwrap();
        credit_grants::find(&mut tx, id).await.unwrap().expect("the grant").remaining.amount_minor
    }

    async fn balance(&self, tenant: TenantId) -> Money {
        let mut tx = self.db().tenant_read(tenant).await.unwrap();
        credit_grants::balance_in(&mut tx, eur(0).currency).await.unwrap()
    }

    async fn account(&self, tenant: TenantId, account: &str) -> i64 {
        let mut tx = self.db().tenant_read(tenant).await.unwrap();
        let balances = ledger::balances(&mut tx).await.unwrap();
        balances.iter().find(|(a, _)| a.word() == account).map_or(0, |(_, m)| m.amount_minor)
    }

    /// Everything that is kept twice agrees.
    async fn assert_books_agree(&self) {
        let mut tx = self.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
    }

    /// Draws and commits; the amount, or what there was instead.
    async fn draw(
        &self,
        tenant: TenantId,
        purpose: CreditPurpose,
        amount_minor: i64,
    ) -> Result<i64, i64> {
        let mut tx = self.write(tenant).await;
        match draw(&mut tx, self.now(), self.today(), purpose, eur(amount_minor)).await {
            Ok(parts) => {
                tx.commit().await.unwrap();
                Ok(parts.iter().map(|part| part.amount.amount_minor).sum())
            }
            Err(CreditError::NotEnough { available }) => Err(available.amount_minor),
            Err(error) => panic!("{error}"),
        }
    }
}

fn invoice() -> CreditPurpose {
    CreditPurpose::Invoice(AllocationId::new())
}

fn refund() -> CreditPurpose {
    CreditPurpose::Refund(RefundId::new())
}

#[tokio::test]
async fn credit_is_drawn_soonest_ending_first_and_goes_back_where_it_came_from() {
    let world = World::new().await; // 2026-03-02
    let tenant = world.tenant("Alpha").await;
    let never = world.grant(tenant, &new(GrantKind::Payment, 10_00, None)).await;
    let june = world.grant(tenant, &new(GrantKind::Prepaid, 10_00, Some(date(2026, 6, 30)))).await;
    let april =
        world.grant(tenant, &new(GrantKind::Promotional, 10_00, Some(date(2026, 4, 30)))).await;
    // Ended yesterday and not swept yet: it gives nothing.
    world.grant(tenant, &new(GrantKind::Payment, 10_00, Some(date(2026, 3, 1)))).await;

    let purpose = invoice();
    assert_eq!(world.draw(tenant, purpose, 25_00).await, Ok(25_00));
    let left = async || {
        let of = async |id| world.left_of(tenant, id).await;
        [of(april).await, of(june).await, of(never).await]
    };
    assert_eq!(left().await, [0, 0, 5_00]);
    assert_eq!(world.draw(tenant, invoice(), 5_01).await, Err(5_00));
    // The same purpose again draws nothing more, and goes back once.
    assert_eq!(world.draw(tenant, purpose, 25_00).await, Ok(25_00));
    for _ in 0..2 {
        let mut tx = world.write(tenant).await;
        assert_eq!(put_back(&mut tx, world.now(), purpose).await.unwrap(), eur(25_00));
        tx.commit().await.unwrap();
    }
    assert_eq!(left().await, [10_00, 10_00, 10_00]);
    let mut tx = world.write(tenant).await;
    let never_drawn = put_back(&mut tx, world.now(), refund()).await;
    assert!(matches!(never_drawn, Err(CreditError::NothingDrawn)));
}

#[tokio::test]
async fn what_was_given_away_is_spent_but_never_paid_out() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    world.give(tenant, &new(GrantKind::Goodwill, 10_00, None)).await;
    world.grant(tenant, &new(GrantKind::CreditNote, 3_00, None)).await;
    assert_eq!(world.draw(tenant, refund(), 3_01).await, Err(3_00));
    assert_eq!(world.draw(tenant, refund(), 3_00).await, Ok(3_00));
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let (today, euro) = (world.today(), eur(0).currency);
    assert_eq!(refundable_credit(&mut tx, today, euro).await.unwrap(), eur(0));
    assert_eq!(spendable_credit(&mut tx, today, euro).await.unwrap(), eur(10_00));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixty_four_spends_of_ten_at_once_a_credit_of_a_hundred_pays_exactly_ten() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(AT_ONCE as u32).await);
    let tenant = world.tenant("Alpha").await;
    // Five grants that no ten divides: 33 + 27 + 15 + 12.50 + 12.50.
    for (amount, ends) in [
        (33_00, Some(date(2026, 5, 1))),
        (27_00, Some(date(2026, 4, 1))),
        (15_00, None),
        (12_50, Some(date(2026, 4, 1))),
        (12_50, None),
    ] {
        world.grant(tenant, &new(GrantKind::Prepaid, amount, ends)).await;
    }
    let mut spenders = JoinSet::new();
    for _ in 0..AT_ONCE {
        let world = world.clone();
        spenders.spawn(async move { world.draw(tenant, invoice(), 10_00).await });
    }
    let drawn = spenders.join_all().await;
    assert_eq!(drawn.iter().filter(|outcome| outcome.is_ok()).count(), 10);
    assert!(drawn.iter().all(|outcome| matches!(outcome, Ok(10_00) | Err(0))));
    assert_eq!(world.balance(tenant).await, eur(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refunds_and_invoices_at_once_share_one_credit() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(AT_ONCE as u32).await);
    let tenant = world.tenant("Alpha").await;
    world.grant(tenant, &new(GrantKind::Payment, 35_00, None)).await;
    world.grant(tenant, &new(GrantKind::CreditNote, 25_00, Some(date(2026, 4, 1)))).await;
    world.grant(tenant, &new(GrantKind::Promotional, 40_00, Some(date(2026, 4, 1)))).await;
    let mut spenders = JoinSet::new();
    for number in 0..AT_ONCE {
        let (world, is_refund) = (world.clone(), number % 2 == 0);
        spenders.spawn(async move {
            let purpose = if is_refund { refund() } else { invoice() };
            (is_refund, world.draw(tenant, purpose, 10_00).await.is_ok())
        });
    }
    let outcomes = spenders.join_all().await;
    let taken = |refunds| outcomes.iter().filter(|(of, ok)| *of == refunds && *ok).count();
    // Any invoice may take what is left, so all of it is gone; refunds had 60.00 at most.
    assert_eq!(taken(true) + taken(false), 10);
    assert!(taken(true) <= 6, "{} refunds", taken(true));
    assert_eq!(world.balance(tenant).await, eur(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credit_that_ends_while_it_is_spent_is_either_spent_or_ended() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(24).await);
    let tenant = world.tenant("Alpha").await;
    let ends = new(GrantKind::Promotional, 100_00, Some(world.today()));
    world.give(tenant, &ends).await;
    let (noon, tomorrow) = (world.now(), world.now() + jiff::SignedDuration::from_hours(24));
    let today = world.today();
    let mut tasks = JoinSet::new();
    for number in 0..24 {
        let world = world.clone();
        tasks.spawn(async move {
            if number % 8 == 7 {
                expire_credit(world.db(), &TESTER, tomorrow).await.unwrap();
                return 0;
            }
            let mut tx = world.write(tenant).await;
            let drawn = draw(&mut tx, noon, today, invoice(), eur(10_00)).await;
            let amount = if drawn.is_ok() { 10_00 } else { 0 };
            tx.commit().await.unwrap();
            amount
        });
    }
    let spent: i64 = tasks.join_all().await.into_iter().sum();
    assert_eq!(world.balance(tenant).await, eur(0));
    assert_eq!(world.account(tenant, "expired_credit").await, spent - 100_00);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_ended_is_swept_once_however_many_sweep() {
    let world = Arc::new(World::new().await);
    let tenant = world.tenant("Alpha").await;
    let ending = world.give(tenant, &new(GrantKind::Goodwill, 8_00, Some(date(2026, 3, 4)))).await;
    let staying = world.give(tenant, &new(GrantKind::Goodwill, 5_00, None)).await;
    // On its last day it can still be spent.
    world.move_clock_to("2026-03-04T23:00:00Z".parse().unwrap());
    assert_eq!(expire_credit(world.db(), &TESTER, world.now()).await.unwrap(), 0);
    world.move_clock_to("2026-03-05T00:30:00Z".parse().unwrap());
    let mut sweepers = JoinSet::new();
    for _ in 0..4 {
        let world = world.clone();
        sweepers
            .spawn(async move { expire_credit(world.db(), &TESTER, world.now()).await.unwrap() });
    }
    assert_eq!(sweepers.join_all().await.into_iter().sum::<u32>(), 1);
    assert_eq!(world.left_of(tenant, ending).await, 0);
    assert_eq!(world.left_of(tenant, staying).await, 5_00);
    // 13.00 were given, 8.00 of them ended: 5.00 are owed.
    assert_eq!(world.account(tenant, "promotional_credit").await, 13_00);
    assert_eq!(world.account(tenant, "expired_credit").await, -8_00);
    assert_eq!(world.account(tenant, "customer_credit").await, -5_00);
    world.assert_books_agree().await;
}

#[tokio::test]
async fn credit_ends_by_the_customers_day_and_the_timetable_sweeps_it() {
    let world = World::new().await;
    let (west, east) = (world.tenant("West").await, world.tenant("East").await);
    for (tenant, zone) in [(west, "America/Los_Angeles"), (east, "Pacific/Auckland")] {
        let mut tx = world.write(tenant).await;
        let mut profile = tenants::profile(&mut tx).await.unwrap();
        profile.time_zone = zone.into();
        tenants::update_profile(&mut tx, &profile, world.now()).await.unwrap();
        tx.commit().await.unwrap();
        world.give(tenant, &new(GrantKind::Goodwill, 1_00, Some(date(2026, 3, 4)))).await;
    }
    // Already the fifth in Auckland (UTC+13), still the fourth in Los Angeles (UTC-8).
    world.move_clock_to("2026-03-04T12:00:00Z".parse().unwrap());
    world.run_due_jobs().await;
    assert_eq!((world.balance(east).await, world.balance(west).await), (eur(0), eur(1_00)));
    world.move_clock_to("2026-03-05T09:00:00Z".parse().unwrap());
    world.run_due_jobs().await;
    assert_eq!(world.balance(west).await, eur(0));
    world.assert_books_agree().await;
}

#[tokio::test]
async fn credit_that_comes_back_after_its_end_can_be_used_for_thirty_days_and_ends_again() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let id = world.give(tenant, &new(GrantKind::Goodwill, 9_00, Some(date(2026, 3, 10)))).await;
    let books = world.books("main").await;
    let invoice = world.issue(tenant, &books, 5).await.invoice_id; // 5.95
    let mut tx = world.write(tenant).await;
    let (now, today) = (world.now(), world.today());
    apply_credit(&mut tx, now, today, &TESTER, invoice).await.unwrap();
    tx.commit().await.unwrap();
    world.move_clock_to("2026-03-20T12:00:00Z".parse().unwrap());
    assert_eq!(expire_credit(world.db(), &TESTER, world.now()).await.unwrap(), 1);

    let mut superuser = world.database.superuser().await;
    let allocation: Uuid = sqlx::query_scalar("select allocation_id from allocations")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    let mut tx = world.write(tenant).await;
    let purpose = CreditPurpose::Invoice(allocation.into());
    assert_eq!(put_back(&mut tx, world.now(), purpose).await.unwrap(), eur(5_95));
    tx.commit().await.unwrap();
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let grant = credit_grants::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((grant.remaining, grant.expires_on), (eur(5_95), Some(date(2026, 4, 19))));
    drop(tx);
    world.move_clock_to("2026-04-20T12:00:00Z".parse().unwrap());
    assert_eq!(expire_credit(world.db(), &TESTER, world.now()).await.unwrap(), 1);
    assert_eq!(world.balance(tenant).await, eur(0));
}

#[tokio::test]
async fn a_form_submitted_twice_gives_once_and_takes_back_once() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let wish = new(GrantKind::Promotional, 20_00, None);
    for _ in 0..2 {
        world.give(tenant, &wish).await;
    }
    assert_eq!(world.balance(tenant).await, eur(20_00));
    let (now, today) = (world.now(), world.today());
    let mut tx = world.write(tenant).await;
    let other = NewGrant { amount: eur(21_00), ..wish.clone() };
    let reused = give_credit(&mut tx, now, today, &TESTER, &other).await;
    assert!(matches!(reused, Err(GiveCreditError::KeyReused)));
    drop(tx);

    assert_eq!(world.draw(tenant, invoice(), 5_00).await, Ok(5_00));
    let form = Uuid::now_v7();
    for _ in 0..2 {
        let mut tx = world.write(tenant).await;
        let back =
            take_back_credit(&mut tx, now, today, wish.grant_id, form, "by mistake").await.unwrap();
        assert_eq!(back, eur(15_00));
        tx.commit().await.unwrap();
    }
    assert_eq!(world.balance(tenant).await, eur(0));
    assert_eq!(world.account(tenant, "promotional_credit").await, 5_00);
}

#[tokio::test]
async fn staff_neither_give_nor_take_back_what_is_the_customers_money() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let (now, today) = (world.now(), world.today());
    let paid = world.pay(tenant, eur(10_00), &[], "too much").await;
    let mut tx = world.write(tenant).await;
    let id = credit_grants::find_by_source(&mut tx, GrantKind::Payment, paid.payment_id.0)
        .await
        .unwrap()
        .expect("the over-payment")
        .grant_id;
    let taken = take_back_credit(&mut tx, now, today, id, Uuid::now_v7(), "because").await;
    assert!(matches!(taken, Err(GiveCreditError::NotGivenAway { kind: GrantKind::Payment })));
    let prepaid = new(GrantKind::Prepaid, 1_00, None);
    let given = give_credit(&mut tx, now, today, &TESTER, &prepaid).await;
    assert!(matches!(given, Err(GiveCreditError::NotGivenAway { kind: GrantKind::Prepaid })));
    let over = new(GrantKind::Goodwill, 1_00, Some(date(2026, 3, 1)));
    let given = give_credit(&mut tx, now, today, &TESTER, &over).await;
    assert!(matches!(given, Err(GiveCreditError::EndsInThePast { .. })));
}

#[tokio::test]
async fn another_tenants_grant_can_be_neither_found_nor_taken_nor_moved() {
    let world = World::new().await;
    let (a, b) = (world.tenant("Alpha").await, world.tenant("Beta").await);
    let of_b = world.give(b, &new(GrantKind::Goodwill, 10_00, None)).await;
    let (now, today) = (world.now(), world.today());
    let mut tx = world.write(a).await;
    let taken = take_back_credit(&mut tx, now, today, of_b, Uuid::now_v7(), "mine").await;
    assert!(matches!(taken, Err(GiveCreditError::NotFound)));
    drop(tx);
    assert_eq!(world.draw(a, invoice(), 1_00).await, Err(0));
    // By hand: the grant is looked for among the own ones.
    let mut connection = world.database.inside(Role::Portal, a.0).await;
    let theft = format!(
        "insert into credit_movements (tenant_id, movement_id, grant_id, currency, amount_minor, reason, purpose_id,
                                       moved_at)
         values ('{a}', gen_random_uuid(), '{of_b}', 'EUR', -100, 'applied', gen_random_uuid(), '2026-03-02')"
    );
    let refused = attempt(&mut connection, &theft).await.expect_err("moved");
    assert_eq!(
        refused.constraint.as_deref(),
        Some("credit_movements_tenant_id_grant_id_currency_fkey")
    );
    assert_eq!(world.left_of(b, of_b).await, 10_00);
}

#[tokio::test]
async fn only_movements_move_credit_and_none_moves_it_below_zero() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let id = world.give(tenant, &new(GrantKind::Goodwill, 10_00, Some(date(2026, 4, 1)))).await;
    for (sql, constraint) in [
        ("update credit_balances set balance_minor = 99900", None),
        ("insert into credit_balances values (current_tenant(), 'USD', 100)", None),
        ("update credit_grants set remaining_minor = 0", None),
        ("update credit_grants set amount_minor = 1", None),
        ("delete from credit_grants", None),
        ("delete from credit_movements", None),
        (
            "update credit_grants set expires_on = '2026-03-31'",
            Some("credit_grants_end_is_only_put_off"),
        ),
    ] {
        let mut connection = world.database.inside(Role::Portal, tenant.0).await;
        let refused = attempt(&mut connection, sql).await.expect_err(sql);
        match constraint {
            None => assert!(refused.is_by_privilege(), "{sql}: {refused:?}"),
            Some(name) => assert_eq!(refused.constraint.as_deref(), Some(name)),
        }
    }
    let moving = |amount: i64, reason: &str| {
        format!(
            "insert into credit_movements (tenant_id, movement_id, grant_id, currency, amount_minor, reason,
                                           purpose_id, moved_at)
             values ('{tenant}', gen_random_uuid(), '{id}', 'EUR', {amount}, '{reason}', '{id}', '2026-03-02')"
        )
    };
    for (movement, constraint) in [
        (moving(-10_01, "applied"), "credit_grants_never_overdrawn"),
        (moving(1, "unapplied"), "credit_grants_never_overdrawn"),
        (moving(1, "applied"), "credit_movements_sign_fits_reason"),
        (moving(10_00, "granted"), "credit_movements_once"),
    ] {
        let mut connection = world.database.inside(Role::Worker, tenant.0).await;
        let refused = attempt(&mut connection, &movement).await.expect_err(&movement);
        assert_eq!(refused.constraint.as_deref(), Some(constraint), "{movement}");
    }
    // Even with every right, what is left of a grant takes the balance along.
    let mut superuser = world.database.superuser().await;
    run(&mut superuser, "update credit_grants set remaining_minor = 400").await;
    assert_eq!(world.balance(tenant).await, eur(4_00));
    let mut tx = world.db().staff_read().await.unwrap();
    let found = diagnostics::contradictions(&mut tx).await.unwrap();
    let found: Vec<_> = found.iter().map(|f| (f.what, f.difference_minor)).collect();
    assert_eq!(found, [("credit", 6_00), ("movements", -6_00)]);
}

#[tokio::test]
async fn applying_credit_says_how_much_of_it_can_be_used_today() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 10).await.invoice_id; // 11.90
    world.give(tenant, &new(GrantKind::Goodwill, 4_00, Some(world.today()))).await;
    world.advance(jiff::SignedDuration::from_hours(24));
    // Nothing swept it yet, and it is over all the same.
    let mut tx = world.write(tenant).await;
    let (now, today) = (world.now(), world.today());
    let applied = apply_credit(&mut tx, now, today, &TESTER, invoice).await;
    assert!(matches!(applied, Err(ApplyCreditError::NoCredit("EUR"))));
}
