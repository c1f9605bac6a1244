//! The pages of people and sign-in, as a browser without script sees them.

use crate::auth::test_world::{Answer, Browser, PASSWORD, World};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{InvitationId, PersonId, TenantId};
use crate::flows::people::{Invited, invite};
use crate::store::Actor;
use crate::web::app;
use axum::http::StatusCode;

fn site(world: &World) -> Browser {
    world.visitor(app::routes())
}

async fn sign_in(world: &World, browser: &mut Browser, local: &str) -> Answer {
    let email = world.email(local).to_string();
    browser.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await
}

async fn signed_in(world: &World, local: &str) -> Browser {
    let mut browser = site(world);
    let answer = sign_in(world, &mut browser, local).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    browser
}

async fn invited(world: &World, tenant: TenantId, by: PersonId, local: &str) -> Invited {
    let actor = Actor::Person(by.0);
    let mut tx = world.write(tenant, &actor).await;
    let invited =
        invite(&mut tx, &actor, world.now(), &world.email(local), MemberRole::Viewer).await;
    tx.commit().await.unwrap();
    invited.unwrap()
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = site(&world);
    let asked = browser.get("/settings/people?done=invited").await;
    let sign_in_page = asked.location.unwrap();
    assert_eq!(sign_in_page, "/sign-in?next=%2Fsettings%2Fpeople%3Fdone%3Dinvited");
    let page = browser.get(&sign_in_page).await;
    assert!(
        page.body.contains(r#"name="next" value="/settings/people?done=invited""#),
        "{}",
        page.body
    );
    assert!(page.body.contains(r#"<form method="post" action="/sign-in""#), "{}", page.body);
    let email = world.email("ada").to_string();
    let form = [("email", email.as_str()), ("password", PASSWORD), ("next", "/settings/people")];
    assert_eq!(browser.post("/sign-in", &form).await.location.unwrap(), "/settings/people");
    assert_eq!(browser.get("/sign-in").await.location.unwrap(), "/", "already signed in");
    let form = [("email", email.as_str()), ("password", PASSWORD), ("next", "//evil.example")];
    assert_eq!(browser.post("/sign-in", &form).await.location.unwrap(), "/");
}

#[tokio::test]
async fn a_refused_sign_in_keeps_the_address_and_not_the_password() {
    let world = World::new().await;
    world.person("ada").await;
    let mut browser = site(&world);
    let email = world.email("ada").to_string();
    let answer = browser.post("/sign-in", &[("email", &email), ("password", "a wrong one")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("The e-mail address or the password is not right."));
    assert!(answer.body.contains(&format!(r#"value="{email}""#)));
    assert!(!answer.body.contains("a wrong one"));
    let empty = browser.post("/sign-in", &[("email", "ada"), ("password", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.body.contains(r##"<a href="#email">"##)
            && empty.body.contains(r##"<a href="#password">"##)
    );
}

#[tokio::test]
async fn the_page_is_the_same_for_an_unknown_address_down_to_the_wait() {
    let world = World::new().await;
    world.person("ada").await;
    let mut browser = site(&world);
    let mut pages = Vec::new();
    for local in ["ada", "eve"] {
        let email = world.email(local).to_string();
        for _ in 0..7 {
            let answer =
                browser.post("/sign-in", &[("email", &email), ("password", "wrong")]).await;
            pages.push((answer.status, answer.body.replace(&email, "…"), answer.retry_after));
        }
    }
    let (known, unknown) = pages.split_at(7);
    let statuses: Vec<u16> = known.iter().map(|page| page.0.as_u16()).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 429]);
    assert!(known[6].1.contains("Please wait 1 minute."));
    for (known, unknown) in known.iter().zip(unknown) {
        assert_eq!((known.0, &known.1), (unknown.0, &unknown.1));
        assert_eq!(known.2.is_some(), unknown.2.is_some());
    }
}

#[tokio::test]
async fn a_link_is_asked_for_opened_and_pressed_once() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = site(&world);
    let mut answers = Vec::new();
    for local in ["ada", "nobody"] {
        let email = world.email(local).to_string();
        let answer = browser.post("/sign-in/link", &[("link_email", &email)]).await;
        answers.push((answer.status, answer.location, answer.set_cookie, answer.body));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].1.as_deref(), Some("/sign-in/link"));
    let sent = browser.get("/sign-in/link").await;
    assert!(sent.body.contains("It works once and for 15 minutes."), "{}", sent.body);
    let jobs = world.queued("send_sign_in_link").await;
    let link = format!("/sign-in/link/{}", jobs[0]["token"].as_str().unwrap());
    // Opening it, as a mail scanner does, signs nobody in.
    let opened = browser.get(&link).await;
    assert_eq!((opened.status, opened.set_cookie), (StatusCode::OK, None));
    assert_eq!(opened.cache_control.as_deref(), Some("no-store"));
    let pressed = browser.post(&link, &[]).await;
    assert_eq!(pressed.location.as_deref(), Some("/"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let mut other = site(&world);
    assert_eq!(other.get(&link).await.status, StatusCode::GONE);
    assert_eq!(other.post(&link, &[]).await.status, StatusCode::GONE);
    assert_eq!(other.cookie, None);
}

#[tokio::test]
async fn a_mailed_link_leads_to_the_page_that_was_asked_for() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = site(&world);
    let page = browser.get("/sign-in?next=/settings/people").await;
    let kept = page.body.matches(r#"name="next" value="/settings/people""#).count();
    assert_eq!(kept, 2, "the password's form and the link's: {}", page.body);
    let email = world.email("ada").to_string();
    for (next, stored) in [("/settings/people", "/settings/people"), ("//evil.example", "")] {
        browser.post("/sign-in/link", &[("link_email", &email), ("next", next)]).await;
        let jobs = world.queued("send_sign_in_link").await;
        assert_eq!(jobs.last().unwrap()["next"], stored);
    }
    let jobs = world.queued("send_sign_in_link").await;
    let link = format!("/sign-in/link/{}", jobs.last().unwrap()["token"].as_str().unwrap());
    // Somebody who changes the link is not led off this site.
    let mut other = site(&world);
    let pressed = other.post(&format!("{link}?next=https://evil.example"), &[]).await;
    assert_eq!(pressed.location.as_deref(), Some("/"));
    browser.post("/sign-in/link", &[("link_email", &email)]).await;
    let jobs = world.queued("send_sign_in_link").await;
    let link = format!("/sign-in/link/{}", jobs.last().unwrap()["token"].as_str().unwrap());
    let pressed = browser.post(&format!("{link}?next=%2Fsettings%2Fpeople"), &[]).await;
    assert_eq!(pressed.location.as_deref(), Some("/settings/people"));
}

#[tokio::test]
async fn the_pages_speak_german_to_a_german_browser() {
    let world = World::new().await;
    let mut browser = site(&world);
    browser.language = "de-DE,de;q=0.9";
    let page = browser.get("/sign-in").await;
    assert!(page.body.contains(r#"<html lang="de""#) && page.body.contains("Anmelden"));
    let gone = browser.get("/sign-in/link/nonsense").await;
    assert!(gone.body.contains("bereits verwendet oder ist abgelaufen"), "{}", gone.body);
}

#[tokio::test]
async fn signing_out_returns_to_sign_in_and_says_so() {
    let world = World::new().await;
    world.staff("adm", StaffRole::Admin).await;
    let mut browser = signed_in(&world, "adm").await;
    assert_eq!(browser.get("/settings/account").await.status, StatusCode::OK);
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(browser.cookie, None);
    let page = browser.get(&answer.location.unwrap()).await;
    assert!(page.body.contains("You are signed out."));
}

#[tokio::test]
async fn somebody_without_an_account_is_told_so_and_can_sign_out() {
    let world = World::new().await;
    world.person("ada").await;
    let mut browser = signed_in(&world, "ada").await;
    assert_eq!(browser.get("/").await.location.as_deref(), Some("/switch-tenant"));
    let page = browser.get("/switch-tenant").await;
    assert!(page.body.contains("you do not belong to any account"), "{}", page.body);
    assert!(page.body.contains(r#"action="/sign-out""#));
}

#[tokio::test]
async fn an_account_is_chosen_from_a_list_of_ones_own() {
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let other = world.tenant("Other").await;
    world.member("ada", acme, MemberRole::Viewer).await;
    world.member("ada", bolt, MemberRole::Manager).await;
    let mut browser = signed_in(&world, "ada").await;
    let page = browser.get("/switch-tenant").await;
    assert!(
        page.body.contains("Acme") && page.body.contains("Bolt") && !page.body.contains("Other")
    );
    let choose =
        |tenant: TenantId| [("account", tenant.to_string()), ("next", "/settings/people".into())];
    let form = choose(bolt);
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post("/switch-tenant", &form).await;
    assert_eq!(answer.location.as_deref(), Some("/settings/people"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let foreign = browser.post("/switch-tenant", &[("account", &other.to_string())]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let staff = browser.post("/switch-tenant", &[("account", "staff")]).await;
    assert_eq!(staff.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stranger_accepts_an_invitation_and_is_signed_in() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let link = format!("/invitations/{}", invited(&world, tenant, ada, "new").await.token.as_str());
    let mut browser = site(&world);
    let page = browser.get(&link).await;
    assert!(page.body.contains("Join Acme") && page.body.contains(r#"name="password""#));
    let weak = browser.post(&link, &[("name", "Nina New"), ("password", "password123")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.body.contains("too easy to guess") && weak.body.contains(r#"value="Nina New""#));
    let nameless = browser.post(&link, &[("name", " "), ("password", "a fresh passphrase")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("name", "Nina New"), ("password", "a fresh passphrase")];
    assert_eq!(browser.post(&link, &form).await.location.as_deref(), Some("/"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_invitation_to_an_account_asks_it_to_sign_in_and_nobody_else() {
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let ada = world.member("ada", acme, MemberRole::Owner).await;
    world.member("bob", bolt, MemberRole::Owner).await;
    let link = format!("/invitations/{}", invited(&world, acme, ada, "bob").await.token.as_str());
    let mut stranger = site(&world);
    let page = stranger.get(&link).await;
    assert!(
        page.body.contains("Sign in to it to accept.") && !page.body.contains(r#"name="password""#)
    );
    let takeover = [("name", "Eve"), ("password", "a fresh passphrase")];
    let refused = stranger.post(&link, &takeover).await;
    assert_eq!((refused.status, refused.set_cookie), (StatusCode::UNPROCESSABLE_ENTITY, None));
    let mut other = signed_in(&world, "ada").await;
    assert!(other.get(&link).await.body.contains("You are signed in as"));
    assert_eq!(other.post(&link, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut bob = signed_in(&world, "bob").await;
    assert!(bob.get(&link).await.body.contains("Accept invitation"));
    assert_eq!(bob.post(&link, &[]).await.location.as_deref(), Some("/"));
    let people = bob.get("/settings/people").await;
    assert!(people.body.contains("Acme"), "signed in to the account just joined");
}

#[tokio::test]
async fn the_owner_invites_changes_and_removes() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let bob = world.member("bob", tenant, MemberRole::Manager).await;
    let mut browser = signed_in(&world, "ada").await;
    let bad = [("intent", "invite"), ("email", "nonsense"), ("role", "manager")];
    let refused = browser.post("/settings/people", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(r#"value="nonsense""#), "{}", refused.body);
    assert!(refused.body.contains(r#"<option value="manager" selected"#));
    let email = world.email("new").to_string();
    let form = [("intent", "invite"), ("email", email.as_str()), ("role", "viewer")];
    let done = browser.post("/settings/people", &form).await;
    assert_eq!(done.location.as_deref(), Some("/settings/people?done=invited"));
    let page = browser.get("/settings/people?done=invited").await;
    assert!(page.body.contains("The invitation was sent.") && page.body.contains(&email));
    let twice = browser.post("/settings/people", &form).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("This address has an open invitation."));
    let bob = bob.to_string();
    let form = [("intent", "change_role"), ("person", bob.as_str()), ("role", "viewer")];
    assert_eq!(browser.post("/settings/people", &form).await.status, StatusCode::SEE_OTHER);
    let crown = [("intent", "change_role"), ("person", bob.as_str()), ("role", "owner")];
    assert_eq!(browser.post("/settings/people", &crown).await.status, StatusCode::FORBIDDEN);
    let form = [("intent", "remove"), ("person", bob.as_str())];
    assert_eq!(browser.post("/settings/people", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.post("/settings/people", &form).await.status, StatusCode::NOT_FOUND);
    let foreign = InvitationId::new().to_string();
    let form = [("intent", "revoke"), ("invitation", foreign.as_str())];
    assert_eq!(browser.post("/settings/people", &form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_viewer_sees_people_and_every_change_is_forbidden() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let bob = world.member("bob", tenant, MemberRole::Manager).await.to_string();
    world.member("vic", tenant, MemberRole::Viewer).await;
    let invitation = invited(&world, tenant, ada, "new").await.invitation.to_string();
    let mut browser = signed_in(&world, "vic").await;
    let page = browser.get("/settings/people").await;
    assert!(page.body.contains(world.email("bob").as_str()));
    assert!(!page.body.contains(r#"name="intent""#), "no form that would be refused");
    let email = world.email("x").to_string();
    for form in [
        vec![("intent", "invite"), ("email", email.as_str()), ("role", "viewer")],
        vec![("intent", "revoke"), ("invitation", invitation.as_str())],
        vec![("intent", "remove"), ("person", bob.as_str())],
        vec![("intent", "change_role"), ("person", bob.as_str()), ("role", "viewer")],
    ] {
        let answer = browser.post("/settings/people", &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{form:?}");
    }
}

#[tokio::test]
async fn the_account_page_changes_name_language_and_password() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = signed_in(&world, "ada").await;
    let account = "/settings/account";
    let empty = [("intent", "profile"), ("name", ""), ("language", "de")];
    assert_eq!(browser.post(account, &empty).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("intent", "profile"), ("name", "Ada Lovelace"), ("language", "de")];
    let saved = browser.post(account, &form).await;
    let page = browser.get(&saved.location.unwrap()).await;
    assert!(
        page.body.contains("Ihr Profil wurde gespeichert.") && page.body.contains("Ada Lovelace")
    );
    let change = |current, new| {
        [("intent", "password"), ("current_password", current), ("new_password", new)]
    };
    let wrong = browser.post(account, &change("wrong", "a fresh passphrase")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(r##"<a href="#current_password">"##));
    let short = browser.post(account, &change(PASSWORD, "short")).await;
    assert!(short.body.contains("mindestens 10 Zeichen"), "{}", short.body);
    let done = browser.post(account, &change(PASSWORD, "a fresh passphrase")).await;
    assert_eq!(done.location.as_deref(), Some("/settings/account?done=password"));
    let old = sign_in(&world, &mut site(&world), "ada").await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_account_page_lists_sessions_and_ends_them() {
    let world = World::new().await;
    world.staff("adm", StaffRole::Admin).await;
    let mut here = signed_in(&world, "adm").await;
    let mut there = signed_in(&world, "adm").await;
    let page = here.get("/settings/account").await;
    assert_eq!(page.body.matches(r#"name="session" value=""#).count(), 1, "only the other one");
    assert!(page.body.contains("This device"));
    let id =
        page.body.split(r#"name="session" value=""#).nth(1).unwrap().split('"').next().unwrap();
    let form = [("intent", "end_session"), ("session", id)];
    let ended = here.post("/settings/account", &form).await;
    assert_eq!(ended.location.as_deref(), Some("/settings/account?done=session_ended"));
    assert_eq!(there.get("/settings/account").await.status, StatusCode::SEE_OTHER);
    let mut third = signed_in(&world, "adm").await;
    here.post("/settings/account", &[("intent", "end_other_sessions")]).await;
    assert_eq!(third.get("/settings/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/settings/account").await.status, StatusCode::OK);
}
