use super::database::{TEST, World};
use crate::auth::Auth;
use crate::auth::client::{Client, ClientIpSource};
use crate::auth::link;
use crate::domain::access::MemberRole;
use crate::domain::id::{BillingRunId, InvitationId, TenantId};
use crate::flows::people::invite;
use crate::jobs::schedule::{Calls, Every, Missed, Recurring, queue_due_slots};
use crate::jobs::{InvitationMail, SignInLinkMail, TestMail};
use crate::jobs::{Job, Work, enqueue, enqueue_at, enqueue_once, queue, run_due_jobs};
use crate::mail::Mailer;
use crate::store::jobs::{LEASE, NewJob, Settlement};
use crate::store::{Actor, OperatorTx, StoreError};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

fn memory() -> Mailer {
    Mailer::memory("Acme", "billing@acme.example").unwrap()
}

/// A mail server that is not there: nothing listens on the discard port.
fn unreachable() -> Mailer {
    Mailer::smtp("smtp://127.0.0.1:9?tls=none".parse().unwrap(), "Acme", "billing@acme.example")
        .unwrap()
}

fn invitation(email: &str, expires_at: Timestamp) -> Job {
    Job::SendInvitation(InvitationMail {
        tenant_id: TenantId::new(),
        invitation_id: InvitationId::new(),
        email: email.into(),
        tenant_name: "Kundin GmbH".into(),
        inviter_name: Some("Olga".into()),
        language: "en".into(),
        token: "s3cret".into(),
        expires_at,
    })
}

fn test_mail() -> Job {
    Job::SendTestMail(TestMail {
        email: "ada@acme.example".into(),
        template: "invoice_issued".into(),
        language: "en".into(),
        subject: "About {number}".into(),
        body: "Dear {account}".into(),
    })
}

fn sign_in_link(expires_at: Timestamp) -> Job {
    Job::SendSignInLink(SignInLinkMail {
        email: "olga@kundin.example".into(),
        name: "Olga".into(),
        language: Some("en".into()),
        token: "s3cret".into(),
        next: String::new(),
        expires_at,
    })
}

async fn operator(world: &World) -> OperatorTx {
    world.db.operator(&TEST, world.clock.now()).await.unwrap()
}

async fn count(work: &Work, kind: &str, state: &str) -> i64 {
    let mut tx = work.db.staff_read().await.unwrap();
    let counts = queue::counts(&mut tx).await.unwrap();
    counts.iter().filter(|c| c.kind == kind && c.state == state).map(|c| c.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_never_run_one_job_twice() {
    let world = World::new().await;
    let mut tx = operator(&world).await;
    let (now, later) = (world.clock.now(), world.clock.now() + SignedDuration::from_hours(1));
    for number in 0..40 {
        let job = invitation(&format!("person-{number}@kundin.example"), later);
        enqueue(&mut tx, now, &job).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mailer = memory();
    let (one, two) = (world.work(mailer.clone()), world.work(mailer.clone()));
    let (one, two) = tokio::join!(run_due_jobs(&one), run_due_jobs(&two));
    let done = |report: crate::jobs::Report| {
        report.jobs_done.get("send_invitation").copied().unwrap_or_default()
    };
    assert_eq!(done(one.unwrap()) + done(two.unwrap()), 40);
    assert_eq!(mailer.sent_in_memory().len(), 40);
    world.close().await;
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_over_when_its_lease_ends() {
    let world = World::new().await;
    let work = world.work(memory());
    let mut tx = operator(&world).await;
    let now = world.clock.now();
    let job = invitation("a@kundin.example", now + SignedDuration::from_hours(1));
    enqueue(&mut tx, now, &job).await.unwrap();
    tx.commit().await.unwrap();

    let dead_worker = queue::claim(&world.db, &Job::KINDS, now).await.unwrap().unwrap();
    run_due_jobs(&work).await.unwrap();
    assert!(work.mailer.sent_in_memory().is_empty(), "the lease holds");

    world.wait_s(LEASE.as_secs() + 1);
    run_due_jobs(&work).await.unwrap();
    assert_eq!(work.mailer.sent_in_memory().len(), 1);

    // The worker was only slow: what it says now no longer counts.
    let says = Settlement::Dead { error: "too late" };
    let counts =
        queue::settle(&world.db, &dead_worker, says, true, world.clock.now()).await.unwrap();
    assert!(!counts);
    assert_eq!(count(&work, "send_invitation", "done").await, 1);
    world.close().await;
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_given_up_and_forgets_its_secret() {
    let world = World::new().await;
    let work = world.work(unreachable());
    let mut tx = operator(&world).await;
    let now = world.clock.now();
    let job = invitation("a@kundin.example", now + SignedDuration::from_hours(1000));
    enqueue(&mut tx, now, &job).await.unwrap();
    tx.commit().await.unwrap();
    let mut tries = 0;
    while count(&work, "send_invitation", "dead").await == 0 {
        let report = run_due_jobs(&work).await.unwrap();
        tries += report.jobs_failed.get("send_invitation").copied().unwrap_or_default();
        // More than the longest wait of an hour and its spread of a fifth.
        world.wait_s(4400);
        assert!(tries <= 12);
    }
    assert_eq!(tries, 12);
    let mut staff = world.db.staff_read().await.unwrap();
    let dead = queue::dead(&mut staff, 10).await.unwrap().remove(0);
    assert!(dead.last_error.starts_with("mail: not now"), "{}", dead.last_error);
    let mut tx = operator(&world).await;
    let stored = queue::find(&mut tx, dead.job_id.0).await.unwrap().unwrap();
    assert_eq!(stored.payload, json!({}));
    let again = queue::redrive(&mut tx, dead.job_id, world.clock.now()).await.unwrap();
    assert!(!again, "there is nothing left to send");
    world.close().await;
}

#[tokio::test]
async fn a_failed_job_waits_before_its_next_try() {
    let world = World::new().await;
    let work = world.work(unreachable());
    let mut tx = operator(&world).await;
    let now = world.clock.now();
    let job = invitation("a@kundin.example", now + SignedDuration::from_hours(1));
    enqueue(&mut tx, now, &job).await.unwrap();
    tx.commit().await.unwrap();
    let failed = |report: crate::jobs::Report| report.jobs_failed.values().sum::<u32>();
    assert_eq!(failed(run_due_jobs(&work).await.unwrap()), 1);
    // The first wait is 10 s, spread from 8 to 12.
    world.wait_s(6);
    assert_eq!(failed(run_due_jobs(&work).await.unwrap()), 0);
    world.wait_s(7);
    assert_eq!(failed(run_due_jobs(&work).await.unwrap()), 1);
    world.close().await;
}

#[tokio::test]
async fn a_unique_key_queues_once_and_a_rollback_queues_nothing() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let job = Job::DeleteFinishedJobs;
    let mut abandoned = operator(&world).await;
    assert!(enqueue_once(&mut abandoned, now, "key", &job).await.unwrap());
    drop(abandoned);
    let mut tx = operator(&world).await;
    assert!(enqueue_once(&mut tx, now, "key", &job).await.unwrap());
    assert!(!enqueue_once(&mut tx, now, "key", &job).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(count(&work, "delete_finished_jobs", "ready").await, 1);
    world.close().await;
}

#[tokio::test]
async fn a_job_does_not_run_before_its_time() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let mut tx = operator(&world).await;
    let in_an_hour = now + SignedDuration::from_hours(1);
    let job = invitation("a@kundin.example", now + SignedDuration::from_hours(9));
    enqueue_at(&mut tx, now, in_an_hour, None, &job).await.unwrap();
    tx.commit().await.unwrap();
    world.wait_s(3590);
    run_due_jobs(&work).await.unwrap();
    assert!(work.mailer.sent_in_memory().is_empty());
    world.wait_s(20);
    run_due_jobs(&work).await.unwrap();
    assert_eq!(work.mailer.sent_in_memory().len(), 1);
    world.close().await;
}

#[tokio::test]
async fn the_portal_may_put_work_in_for_its_tenant_and_read_nothing() {
    let world = World::new().await;
    let (mine, other) = (world.tenant("en", &[]).await, world.tenant("en", &[]).await);
    let now = world.clock.now();
    let mut tx = world.db.tenant(mine, &TEST, now).await.unwrap();
    assert!(enqueue_once(&mut tx, now, "key", &Job::DeleteFinishedJobs).await.unwrap());
    assert!(!enqueue_once(&mut tx, now, "key", &Job::DeleteFinishedJobs).await.unwrap());
    tx.commit().await.unwrap();
    // As a sign-in does, outside every tenant.
    let mut portal = world.db.portal_pool().acquire().await.unwrap();
    enqueue(&mut *portal, now, &sign_in_link(now)).await.unwrap();
    let read = sqlx::query("select payload from jobs").fetch_all(&mut *portal).await;
    assert!(read.unwrap_err().to_string().contains("permission denied"));
    // Work for another tenant is refused by row security.
    let mut tx = world.db.tenant(mine, &TEST, now).await.unwrap();
    let foreign = sqlx::query(
        "insert into jobs (job_id, kind, tenant_id, run_at, created_at)
         values (gen_random_uuid(), 'x', $1, clock_timestamp(), clock_timestamp())",
    )
    .bind(other.0)
    .execute(tx.conn())
    .await;
    assert!(foreign.unwrap_err().to_string().contains("row-level security"));
    world.close().await;
}

#[tokio::test]
async fn staff_see_jobs_but_not_the_links_in_them() {
    let world = World::new().await;
    let pool = world.db.staff_pool();
    sqlx::query("select kind, state, last_error from jobs").fetch_all(pool).await.unwrap();
    let read = sqlx::query("select payload from jobs").fetch_all(pool).await;
    assert!(read.unwrap_err().to_string().contains("permission denied"));
    world.close().await;
}

#[tokio::test]
async fn a_kind_that_only_a_newer_version_knows_is_left_to_it() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let mut tx = operator(&world).await;
    let new = NewJob { kind: "brew_tea", payload: json!({}), unique_key: None, run_at: now };
    queue::insert(&mut tx, new, now).await.unwrap();
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    assert_eq!(count(&work, "brew_tea", "ready").await, 1);
    world.close().await;
}

#[tokio::test]
async fn a_payload_that_does_not_read_is_given_up_at_once() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let mut tx = operator(&world).await;
    let new = NewJob { kind: "send_invitation", payload: json!([]), unique_key: None, run_at: now };
    queue::insert(&mut tx, new, now).await.unwrap();
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    assert_eq!(count(&work, "send_invitation", "dead").await, 1);
    world.close().await;
}

#[test]
fn every_kind_of_job_reads_back_what_it_stored() {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let jobs = [
        sign_in_link(now),
        invitation("a@kundin.example", now),
        test_mail(),
        Job::DeleteEndedSignInRows,
        Job::DeleteFinishedJobs,
        Job::DeleteReadWebhooks,
        Job::DeleteOldNotices,
        Job::RecoverCharges,
        Job::PostFees,
        Job::RecoverRefunds,
        Job::CollectDue,
        Job::CollectFrom { tenant_id: TenantId::new() },
        Job::AnnounceCollections,
        Job::Dun,
        Job::DunCustomer { tenant_id: TenantId::new() },
        Job::CollectInstallments,
        Job::CollectInstallmentsFrom { tenant_id: TenantId::new() },
        Job::AnnounceInstallments,
        Job::WarnOfExpiringMethods,
        Job::ForgetMethod { gateway: "stripe".into(), provider_ref: "pm_1".into() },
        Job::CheckDisputes,
        Job::ExpireCredit,
        Job::RunBilling,
        Job::SettleWaitingChanges,
        Job::SettleLateUsage,
        Job::RemindOfRenewals,
        Job::MoveSubscribers,
        Job::FollowArrears,
        Job::RollUpUsage,
        Job::CheckUsageAlerts { after: None },
        Job::CarryOutBilling { run_id: BillingRunId::new() },
        Job::ScanCoverage { after: None, faults: 0 },
        Job::CheckLedger,
        Job::VerifyAuditLog,
    ];
    assert_eq!(jobs.each_ref().map(Job::kind), Job::KINDS);
    for job in jobs {
        let payload = job.payload().unwrap();
        assert_eq!(Job::decode(job.kind(), payload), Some(job));
    }
}

#[tokio::test]
async fn a_sign_in_link_is_mailed_and_its_secret_forgotten() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let mut tx = operator(&world).await;
    let key = Some("link");
    let job = sign_in_link(now + SignedDuration::from_mins(15));
    enqueue_at(&mut tx, now, now, key, &job).await.unwrap();
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    let mail = work.mailer.sent_in_memory().remove(0);
    assert_eq!(
        (mail.subject.as_str(), mail.to.as_str()),
        ("Your sign-in link", "olga@kundin.example")
    );
    assert!(mail.text.starts_with("Hello Olga,"), "{}", mail.text);
    assert!(mail.text.contains("\nhttps://billing.example/sign-in/link/s3cret\n"), "{}", mail.text);
    assert!(mail.text.contains("for 15 minutes"), "{}", mail.text);
    let left = sqlx::query_scalar::<_, i64>(
        "select count(*) from jobs where payload::text like '%s3cret%'",
    )
    .fetch_one(world.db.worker_pool())
    .await
    .unwrap();
    assert_eq!(left, 0);
    world.close().await;
}

#[tokio::test]
async fn a_link_that_expired_in_the_queue_is_not_sent() {
    let world = World::new().await;
    let work = world.work(memory());
    let now = world.clock.now();
    let mut tx = operator(&world).await;
    enqueue(&mut tx, now, &sign_in_link(now + SignedDuration::from_mins(15))).await.unwrap();
    tx.commit().await.unwrap();
    world.wait_s(16 * 60);
    run_due_jobs(&work).await.unwrap();
    assert!(work.mailer.sent_in_memory().is_empty());
    assert_eq!(count(&work, "send_sign_in_link", "done").await, 1);
    world.close().await;
}

#[tokio::test]
async fn what_sign_in_and_invitations_put_into_the_queue_is_mailed() {
    let world = World::new().await;
    let work = world.work(memory());
    let tenant = world.tenant("de", &[]).await;
    let owner = world.owner(tenant, "olga@kundin.example").await;
    let auth = Auth::new(world.db.clone(), world.clock.clone(), ClientIpSource::Socket);
    let client = Client { ip: [127, 0, 0, 1].into(), user_agent: String::new() };
    link::request(&auth, &client, &"olga@kundin.example".parse().unwrap(), "").await.unwrap();
    let now = world.clock.now();
    let actor = Actor::Person(owner.0);
    let mut tx = world.db.tenant(tenant, &actor, now).await.unwrap();
    let invited =
        invite(&mut tx, &actor, now, &"new@kundin.example".parse().unwrap(), MemberRole::Viewer)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    let sent = work.mailer.sent_in_memory();
    let to = |address: &str| sent.iter().find(|mail| mail.to == address).unwrap();
    assert!(to("olga@kundin.example").text.contains("https://billing.example/sign-in/link/"));
    let invitation = to("new@kundin.example");
    assert_eq!(invitation.subject, "Olga lädt Sie zu Kundin & Söhne GmbH ein");
    let url = format!("https://billing.example/invitations/{}", invited.token.as_str());
    assert!(invitation.text.contains(&url), "{}", invitation.text);
    world.close().await;
}

const TIMETABLE: [Recurring; 2] = [
    Recurring {
        name: "hourly_newest",
        every: Every::Hours(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::DeleteFinishedJobs),
    },
    Recurring {
        name: "hourly_each",
        every: Every::Hours(1),
        missed: Missed::RunEach,
        calls: Calls::Queue(|_| Job::DeleteEndedSignInRows),
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_is_taken_by_one_of_two_workers() {
    let world = World::new().await;
    let work = world.work(memory());
    let mut queued = 0;
    for _ in 0..5 {
        let now = world.clock.now();
        let (one, two) = tokio::join!(
            queue_due_slots(&work, &TIMETABLE, now),
            queue_due_slots(&work, &TIMETABLE, now)
        );
        queued += one.unwrap() + two.unwrap();
        world.wait_s(3600);
    }
    // Five hours, two jobs in each.
    assert_eq!(queued, 10);
    world.close().await;
}

#[tokio::test]
async fn after_a_pause_one_job_catches_up_once_and_the_other_slot_by_slot() -> Result<(), StoreError>
{
    let world = World::new().await;
    let work = world.work(memory());
    queue_due_slots(&work, &TIMETABLE, world.clock.now()).await?;
    world.wait_s(4 * 3600);
    // One of "newest", four of "each".
    assert_eq!(queue_due_slots(&work, &TIMETABLE, world.clock.now()).await?, 5);
    assert_eq!(queue_due_slots(&work, &TIMETABLE, world.clock.now()).await?, 0);
    world.close().await;
    Ok(())
}
