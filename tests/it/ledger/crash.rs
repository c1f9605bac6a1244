//! Whoever stops in the middle leaves nothing half done. Each flow is stopped at every place where it
//! waits for the database, and made to fail at every statement that writes; afterwards every table is
//! as before, or all of it happened.

use crate::harness::books::{Books, eur, pieces};
use crate::harness::database::run;
use crate::harness::stop::{settled, stop_after};
use crate::harness::town::fingerprint;
use crate::harness::{TESTER, World};
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, InvoiceId, TenantId};
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use quittance::flows::invoices::draft_invoice::draft_invoice;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::flows::payments::record_offline_payment::record_offline_payment;
use quittance::store::diagnostics;
use quittance::store::sign_in::SignInTx;
use rust_decimal::Decimal;

/// What is done to the books, each in a transaction that it commits itself.
#[derive(Clone, Copy, Debug)]
enum Act {
    Draft,
    Finalise,
    Pay,
    Credit,
    Void,
    WriteOff,
    ApplyCredit,
}

const ACTS: [Act; 7] =
    [Act::Draft, Act::Finalise, Act::Pay, Act::Credit, Act::Void, Act::WriteOff, Act::ApplyCredit];

struct Stage {
    world: World,
    books: Books,
    tenant: TenantId,
    draft: InvoiceId,
    /// 119.00 due, untouched.
    open: InvoiceId,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Stage {
    async fn new() -> Self {
        let world = World::new().await;
        let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
        let paid = world.issue(tenant, &books, 10).await.invoice_id;
        world.pay(tenant, eur(20_00), &[paid], "leaves 8.10 of credit").await;
        let draft = world.draft(tenant, &books, &[pieces(7)]).await;
        let open = world.issue(tenant, &books, 100).await.invoice_id;
        Self { world, books, tenant, draft, open }
    }

    async fn perform(&self, act: Act) -> Result<(), Failure> {
        let world = &self.world;
        let (now, today) = (world.now(), world.today());
        let mut tx = world.db().tenant(self.tenant, &TESTER, now).await?;
        match act {
            Act::Draft => {
                let terms = world.terms(&self.books);
                draft_invoice(&mut tx, now, terms, &[pieces(3), pieces(4)]).await?;
            }
            Act::Finalise => {
                finalize_invoice(&mut tx, now, &TESTER, self.draft).await?;
            }
            Act::Pay => {
                let received = world.transfer(eur(130_00), &[self.open], "key");
                record_offline_payment(&mut tx, now, today, &TESTER, &received).await?;
            }
            Act::Credit => {
                let (id, reason) = (CreditNoteId::new(), CreditReason::Goodwill);
                let credited = [CreditedLine { line_no: 1, quantity: Decimal::from(40) }];
                let of = self.open;
                issue_credit_note(&mut tx, now, today, &TESTER, id, of, reason, "", &credited)
                    .await?;
            }
            Act::Void => {
                void_invoice(&mut tx, now, today, &TESTER, self.open, "wrong").await?;
            }
            Act::WriteOff => {
                write_off_invoice(&mut tx, now, today, &TESTER, self.open, "gone").await?;
            }
            Act::ApplyCredit => {
                apply_credit(&mut tx, now, today, &TESTER, self.open).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn assert_consistent(&self, context: &str) {
        let mut tx = self.world.db().staff_read().await.unwrap();
        assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), [], "{context}");
    }
}

/// Dropped while it waits for the answer to `begin`, a transaction must not stay open on a connection
/// that the pool hands to the next request.
#[tokio::test]
async fn a_transaction_that_is_dropped_while_it_begins_leaves_its_connection_clean() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let mut superuser = world.database.superuser().await;
    let (db, now) = (world.db(), world.now());
    for stops in 0..6 {
        let _ = stop_after(stops, db.tenant(tenant, &TESTER, now)).await;
        let _ = stop_after(stops, db.tenant_read(tenant)).await;
        let _ = stop_after(stops, db.worker_tenant(tenant, &TESTER, now)).await;
        let _ = stop_after(stops, db.operator(&TESTER, now)).await;
        let _ = stop_after(stops, db.staff_read()).await;
        let _ = stop_after(stops, SignInTx::begin(db, &TESTER, now)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
    }
}

#[tokio::test]
async fn a_flow_that_is_dropped_anywhere_happened_whole_or_not_at_all() {
    let mut all_stops = 0;
    for act in ACTS {
        let stage = Stage::new().await;
        let mut superuser = stage.world.database.superuser().await;
        let before = fingerprint(&mut superuser).await;
        let mut stops = 0;
        loop {
            let ended = stop_after(stops, stage.perform(act)).await;
            settled(&mut superuser, &format!("{act:?}, stop {stops}")).await;
            if let Some(outcome) = ended {
                outcome.unwrap();
                break;
            }
            let after = fingerprint(&mut superuser).await;
            if after != before {
                // Dropped while it waited to hear that the commit was done, which it was.
                break;
            }
            stops += 1;
        }
        all_stops += stops;
        assert_ne!(fingerprint(&mut superuser).await, before, "{act:?} did nothing");
        stage.assert_consistent(&format!("{act:?} after {stops} stops")).await;
    }
    // On a busy machine an answer may be there before it is waited for; not all of them.
    assert!(all_stops > 20, "the flows waited {all_stops} times; were they stopped at all?");
}

/// Each table gets a trigger that counts the writing statements of a transaction and fails at the one
/// that `crash_plan` names.
const FAIL_AT_A_STATEMENT: &str = "
    create table crash_plan (at_statement integer not null);
    grant select on crash_plan to public;
    insert into crash_plan values (1);
    create function crash() returns trigger language plpgsql as $$
    declare v_statement integer := coalesce(nullif(current_setting('test.statement', true), ''), '0')::integer + 1;
    begin
      perform set_config('test.statement', v_statement::text, true);
      if v_statement = (select at_statement from crash_plan) then
        raise exception 'crash at statement % on %', v_statement, tg_table_name using errcode = 'io_error';
      end if;
      return null;
    end $$;
    do $$ declare t text; begin
      for t in select relname from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'crash_plan' loop
        execute format('create trigger aa_crash before insert or update or delete on %I
                          for each statement execute function crash()', t);
      end loop;
    end $$;";

#[tokio::test]
async fn a_flow_of_which_any_statement_fails_changes_nothing() {
    for act in ACTS {
        let stage = Stage::new().await;
        let mut superuser = stage.world.database.superuser().await;
        run(&mut superuser, FAIL_AT_A_STATEMENT).await;
        let before = fingerprint(&mut superuser).await;
        let mut failed = 0;
        while stage.perform(act).await.is_err() {
            failed += 1;
            assert!(failed < 60, "{act:?} fails for another reason");
            settled(&mut superuser, &format!("{act:?}, statement {failed}")).await;
            assert_eq!(fingerprint(&mut superuser).await, before, "{act:?}, statement {failed}");
            run(&mut superuser, "update crash_plan set at_statement = at_statement + 1").await;
        }
        assert!(failed >= 3, "{act:?} wrote {failed} times; did the triggers fire?");
        assert_ne!(fingerprint(&mut superuser).await, before, "{act:?} did nothing");
        stage.assert_consistent(&format!("{act:?}")).await;
    }
}
