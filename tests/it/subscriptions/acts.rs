//! Ends, pauses, trials, other intervals, and what is taken up again.

use super::*;
use quittance::domain::subscription_status::SubscriptionStatus;

#[tokio::test]
async fn a_cancellation_now_credits_what_is_unused_and_bills_nothing_any_more() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.pay_everything().await;
    let (_, outcome) = contract.done(cancel(When::Now, Unused::Credit)).await;
    let note = &outcome.credit_notes[0];
    assert_eq!(contract.credit().await, note.total_minor);
    assert_eq!(outcome.next_billing_at, None);
    let ended = find(&contract.world, contract.tenant, contract.id).await;
    assert_eq!(ended.status, SubscriptionStatus::Canceled);
    contract.assert_covered().await;
    contract.move_to("2026-06-01T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 0);
    assert!(matches!(contract.refused(Act::Resume).await, ActError::HasEnded));
}

#[tokio::test]
async fn what_the_operator_keeps_is_not_credited() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let (_, outcome) = contract.done(cancel(When::Now, Unused::Keep)).await;
    assert_eq!(outcome.credit_notes.len(), 0);
    contract.assert_covered().await;
}

#[tokio::test]
async fn an_end_with_the_period_can_be_undone_until_it_takes_effect() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let (_, outcome) = contract.done(cancel(When::PeriodEnd, Unused::Keep)).await;
    assert_eq!((outcome.invoices.len(), outcome.credit_notes.len()), (0, 0));
    let second = contract.refused(cancel(When::PeriodEnd, Unused::Keep)).await;
    assert!(matches!(second, ActError::IsEnding { .. }), "{second}");
    contract.done(Act::UndoCancel).await;
    assert!(matches!(contract.refused(Act::UndoCancel).await, ActError::NothingToUndo));
    contract.done(cancel(When::PeriodEnd, Unused::Keep)).await;
    contract.move_to("2026-04-02T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 0);
    assert!(matches!(contract.refused(Act::UndoCancel).await, ActError::HasEnded));
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_pause_credits_charges_nothing_and_the_rest_is_charged_when_it_ends() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.pay_everything().await;
    let (_, paused) = contract.done(Act::Pause { when: When::Now }).await;
    assert!(paused.becomes_credit_minor > 0);
    let state = || async { find(&contract.world, contract.tenant, contract.id).await.status };
    assert_eq!(state().await, SubscriptionStatus::Paused);
    assert!(matches!(
        contract.refused(Act::Pause { when: When::Now }).await,
        ActError::AlreadyPaused
    ));
    contract.move_to("2026-05-10T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 0);
    let (_, resumed) = contract.done(Act::Resume).await;
    assert_eq!(state().await, SubscriptionStatus::Active);
    assert!(resumed.invoices[0].total_minor > 0);
    assert!(matches!(contract.refused(Act::Resume).await, ActError::NotPaused));
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_pause_from_the_period_end_begins_there() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.done(Act::Pause { when: When::PeriodEnd }).await;
    let state = || async { find(&contract.world, contract.tenant, contract.id).await.status };
    assert_eq!(state().await, SubscriptionStatus::Active);
    contract.move_to("2026-04-02T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 0);
    assert_eq!(state().await, SubscriptionStatus::Paused);
}

#[tokio::test]
async fn another_interval_ends_the_cycle_and_begins_one_of_its_own() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.pay_everything().await;
    let yearly = publish(&contract.world, 1000, IntervalUnit::Year).await;
    let (follower, outcome) = contract.done(to(&yearly, 3, When::Now)).await;
    assert_ne!(follower, contract.id);
    // 1000 + 15, with 19 %
    assert_eq!(outcome.invoices.last().unwrap().total_minor, 1207_85);
    assert_eq!(outcome.due_now_minor, 1207_85 - outcome.credit_notes[0].total_minor);
    assert_covered(&contract.world, contract.tenant, follower).await;
    contract.assert_covered().await;
    let next = find(&contract.world, contract.tenant, follower).await.next_billing_at.unwrap();
    assert!(next.to_string().starts_with("2027-03-16T"), "{next}");
}

#[tokio::test]
async fn another_interval_from_the_period_end_can_be_undone() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let yearly = publish(&contract.world, 1000, IntervalUnit::Year).await;
    let (follower, _) = contract.done(to(&yearly, 3, When::PeriodEnd)).await;
    contract.done(Act::UndoChange).await;
    let gone = find(&contract.world, contract.tenant, follower).await;
    assert_eq!((gone.status, gone.next_billing_at), (SubscriptionStatus::Canceled, None));
    // And again, and this time it happens.
    contract.move_to("2026-03-17T00:00:00Z");
    let (follower, _) = contract.done(to(&yearly, 3, When::PeriodEnd)).await;
    contract.move_to("2026-04-02T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 1);
    let old = find(&contract.world, contract.tenant, contract.id).await;
    assert_eq!(old.status, SubscriptionStatus::Canceled);
    assert_covered(&contract.world, contract.tenant, follower).await;
}

#[tokio::test]
async fn what_has_ended_is_taken_up_again_once() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    assert!(matches!(contract.refused(Act::Reactivate).await, ActError::NotEnded));
    contract.done(cancel(When::Now, Unused::Credit)).await;
    contract.move_to("2026-03-20T00:00:00Z");
    let (follower, outcome) = contract.done(Act::Reactivate).await;
    assert_eq!(outcome.invoices[0].total_minor, 136_85);
    assert_covered(&contract.world, contract.tenant, follower).await;
    let again = contract.refused(Act::Reactivate).await;
    assert!(matches!(again, ActError::AlreadyFollowed), "{again}");
}

#[tokio::test]
async fn a_trial_costs_nothing_until_it_ends_and_can_be_ended_early() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let trial = contract.in_trial().await;
    assert_eq!(contract.count("invoices").await, 1);
    let (_, outcome) = trial.done(Act::EndTrial).await;
    assert_eq!(outcome.invoices[0].total_minor, 136_85);
    assert!(matches!(trial.refused(Act::EndTrial).await, ActError::NotInTrial));
    trial.assert_covered().await;
}

#[tokio::test]
async fn who_cancels_in_the_trial_pays_nothing() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let trial = contract.in_trial().await;
    let (_, outcome) = trial.done(cancel(When::Now, Unused::Credit)).await;
    assert_eq!((outcome.invoices.len(), outcome.credit_notes.len()), (0, 0));
    assert_eq!(
        find(&trial.world, trial.tenant, trial.id).await.status,
        SubscriptionStatus::Canceled
    );
    trial.move_to("2026-06-01T00:00:00Z");
    assert_eq!(run(&trial.world).await.invoiced, 2); // April and May of the other one
}

#[tokio::test]
async fn another_tenant_can_neither_quote_nor_confirm() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    let beta = contract.world.tenant("Beta").await;
    let asking = Asking { tenant: beta, ..contract.asking() };
    let confirmed = confirm(asking, contract.world.now(), contract.id, quote.quote_id).await;
    assert!(matches!(confirmed, Err(QuoteError::NoSuchQuote)));
    let act = cancel(When::Now, Unused::Credit);
    let quoted = super::quote(asking, contract.world.now(), contract.id, act).await;
    assert!(matches!(quoted, Err(QuoteError::Act(ActError::NotFound))));
}

#[tokio::test]
async fn a_trial_in_which_a_change_is_planned_is_not_ended_early() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let trial = contract.in_trial().await;
    trial.done(to(&trial.small, 9, When::PeriodEnd)).await;
    let refused = trial.refused(Act::EndTrial).await;
    assert!(matches!(refused, ActError::ChangeScheduled { .. }), "{refused}");
    trial.done(Act::UndoChange).await;
    trial.done(Act::EndTrial).await;
    trial.assert_covered().await;
}

#[tokio::test]
async fn beside_a_planned_switch_of_interval_nothing_is_canceled_until_that_is_undone() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let yearly = publish(&contract.world, 1000, IntervalUnit::Year).await;
    contract.done(to(&yearly, 3, When::PeriodEnd)).await;
    for when in [When::Now, When::PeriodEnd] {
        let refused = contract.refused(cancel(when, Unused::Credit)).await;
        assert!(matches!(refused, ActError::IsEnding { .. }), "{refused}");
    }
    contract.done(Act::UndoChange).await;
    contract.done(cancel(When::Now, Unused::Credit)).await;
    contract.move_to("2026-06-01T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 0);
    contract.assert_covered().await;
}

#[tokio::test]
async fn what_is_taken_up_again_keeps_its_minimum() {
    let options = SubscribeOptions { commitment: Some(eur(150_00)), ..Default::default() };
    let contract = Contract::begun(options).await;
    contract.done(cancel(When::Now, Unused::Credit)).await;
    contract.move_to("2026-03-20T00:00:00Z");
    let (follower, _) = contract.done(Act::Reactivate).await;
    let found = find(&contract.world, contract.tenant, follower).await;
    assert_eq!(found.billed.commitment, Some(eur(150_00)));
}

#[tokio::test]
async fn between_void_and_reissue_nothing_is_done() {
    use quittance::flows::invoices::finalize_invoice::finalize_invoice;
    use quittance::flows::invoices::reissue_invoice::reissue_invoice;
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let first: Uuid = sqlx::query_scalar("select invoice_id from invoices")
        .fetch_one(&mut contract.world.database.superuser().await)
        .await
        .unwrap();
    let (now, today, draft) = (contract.world.now(), contract.world.today(), InvoiceId::new());
    let mut tx = contract.world.write(contract.tenant).await;
    reissue_invoice(&mut tx, now, today, &TESTER, first.into(), draft, "wrong name").await.unwrap();
    tx.commit().await.unwrap();
    for act in [to(&contract.small, 9, When::Now), cancel(When::Now, Unused::Credit)] {
        let refused = contract.refused(act).await;
        assert!(matches!(refused, ActError::AwaitsReissue), "{refused}");
    }
    let mut tx = contract.world.write(contract.tenant).await;
    finalize_invoice(&mut tx, now, &TESTER, draft).await.unwrap();
    tx.commit().await.unwrap();
    contract.done(to(&contract.small, 9, When::Now)).await;
    contract.assert_covered().await;
}

#[tokio::test]
async fn who_resumes_with_a_late_invoice_is_not_active() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.done(Act::Pause { when: When::Now }).await;
    // March's half is due since 1 April.
    contract.move_to("2026-04-10T00:00:00Z");
    run(&contract.world).await;
    contract.done(Act::Resume).await;
    let state = find(&contract.world, contract.tenant, contract.id).await.status;
    assert_eq!(state, SubscriptionStatus::PastDue);
}
