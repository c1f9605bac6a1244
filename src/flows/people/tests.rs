//! A customer's people on a real database, as the restricted roles.

use super::*;
use crate::auth::link;
use crate::auth::test_world::{PASSWORD, World};
use crate::auth::token::Token;
use crate::domain::access::StaffRole;
use crate::domain::id::{InvitationId, TenantId};
use crate::store::roles::Role;
use jiff::SignedDuration;

const NEW_PASSWORD: &str = "a fresh passphrase";

async fn invite_as(
    world: &World,
    tenant: TenantId,
    actor: &Actor,
    local: &str,
    role: MemberRole,
) -> Result<Invited, InviteError> {
    let mut tx = world.write(tenant, actor).await;
    let invited = invite(&mut tx, actor, world.now(), &world.email(local), role).await?;
    tx.commit().await.unwrap();
    Ok(invited)
}

async fn accept_new(world: &World, token: &Token) -> Result<(PersonId, TenantId), AcceptError> {
    accept_as_new_person(&world.auth, &world.client, token.as_str(), "Newcomer", NEW_PASSWORD).await
}

async fn role_in(world: &World, person: PersonId, tenant: TenantId) -> Option<MemberRole> {
    let profile = people::customer(&world.auth.db, person, tenant).await.unwrap();
    profile.map(|profile| profile.role)
}

#[tokio::test]
async fn an_invited_stranger_sets_name_and_password_and_is_a_member() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let invited =
        invite_as(&world, tenant, &Actor::Person(ada.0), "new", MemberRole::Viewer).await.unwrap();
    let mail = world.queued("send_invitation").await;
    assert_eq!(mail[0]["token"], invited.token.as_str());
    assert_eq!(mail[0]["tenant_name"], "Acme");
    assert_eq!(mail[0]["inviter_name"], "ada");
    let offer = offer(&world.auth, &world.client, invited.token.as_str()).await.unwrap();
    assert_eq!((offer.tenant, offer.role, offer.has_account), (tenant, MemberRole::Viewer, false));
    let (person, joined) = accept_new(&world, &invited.token).await.unwrap();
    assert_eq!(joined, tenant);
    assert_eq!(role_in(&world, person, tenant).await, Some(MemberRole::Viewer));
    let email = world.email("new");
    let signed_in =
        crate::auth::sign_in::with_password(&world.auth, &world.client, &email, NEW_PASSWORD).await;
    assert_eq!(signed_in.unwrap(), person);
}

#[tokio::test]
async fn of_two_acceptances_at_once_one_wins() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let invited =
        invite_as(&world, tenant, &Actor::Person(ada.0), "new", MemberRole::Viewer).await.unwrap();
    let attempts = (0..6).map(|_| accept_new(&world, &invited.token));
    let outcomes = futures_util::future::join_all(attempts).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
}

#[tokio::test]
async fn accepting_and_revoking_at_once_never_both_succeed() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let actor = Actor::Person(ada.0);
    for round in 0..5 {
        let local = format!("new{round}");
        let invited = invite_as(&world, tenant, &actor, &local, MemberRole::Viewer).await.unwrap();
        let revoke = async {
            let mut tx = world.write(tenant, &actor).await;
            revoke_invitation(&mut tx, &actor, world.now(), invited.invitation).await?;
            tx.commit().await.map_err(PeopleError::from)
        };
        let (accepted, revoked) = tokio::join!(accept_new(&world, &invited.token), revoke);
        assert!(accepted.is_ok() != revoked.is_ok(), "{accepted:?} {revoked:?}");
    }
}

#[tokio::test]
async fn an_invitation_expires_after_seven_days_and_makes_room_for_another() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let actor = Actor::Person(ada.0);
    let invited = invite_as(&world, tenant, &actor, "new", MemberRole::Viewer).await.unwrap();
    world.advance(SignedDuration::from_hours(7 * 24));
    assert!(matches!(accept_new(&world, &invited.token).await, Err(AcceptError::Gone)));
    let again = invite_as(&world, tenant, &actor, "new", MemberRole::Manager).await.unwrap();
    accept_new(&world, &again.token).await.unwrap();
}

#[tokio::test]
async fn an_address_has_one_open_invitation_and_members_get_none() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let actor = Actor::Person(ada.0);
    let invited = invite_as(&world, tenant, &actor, "new", MemberRole::Viewer).await.unwrap();
    let twice = invite_as(&world, tenant, &actor, "new", MemberRole::Viewer).await;
    assert!(matches!(twice, Err(InviteError::AlreadyInvited)));
    let member = invite_as(&world, tenant, &actor, "ada", MemberRole::Viewer).await;
    assert!(matches!(member, Err(InviteError::AlreadyMember)));
    let owner = invite_as(&world, tenant, &actor, "other", MemberRole::Owner).await;
    assert!(matches!(owner, Err(InviteError::RoleNotInvitable { role: MemberRole::Owner })));
    let mut tx = world.write(tenant, &actor).await;
    revoke_invitation(&mut tx, &actor, world.now(), invited.invitation).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(accept_new(&world, &invited.token).await, Err(AcceptError::Gone)));
    invite_as(&world, tenant, &actor, "new", MemberRole::Viewer).await.unwrap();
}

#[tokio::test]
async fn an_invitation_does_not_open_an_account_that_exists() {
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let bob = world.member("bob", bolt, MemberRole::Owner).await;
    let ada = world.member("ada", acme, MemberRole::Owner).await;
    let invited =
        invite_as(&world, acme, &Actor::Person(ada.0), "bob", MemberRole::Manager).await.unwrap();
    // The link alone changes nothing about the account.
    assert!(matches!(accept_new(&world, &invited.token).await, Err(AcceptError::MustSignIn)));
    let email = world.email("bob");
    let still =
        crate::auth::sign_in::with_password(&world.auth, &world.client, &email, PASSWORD).await;
    assert_eq!(still.unwrap(), bob);
    // Nor does being signed in as somebody else.
    let as_ada = accept_as_signed_in(&world.auth, invited.token.as_str(), ada).await;
    assert!(matches!(as_ada, Err(AcceptError::MustSignIn)));
    // Signed in as the invited one, it joins; the refusals before did not use it up.
    let joined = accept_as_signed_in(&world.auth, invited.token.as_str(), bob).await.unwrap();
    assert_eq!(joined, (bob, acme));
    assert_eq!(role_in(&world, bob, acme).await, Some(MemberRole::Manager));
    assert_eq!(people::memberships(&world.auth.db, bob).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_database_itself_refuses_to_make_a_second_account_for_an_address() {
    // The flow's check and the insert are apart: between them the account may come into being.
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let ada = world.member("ada", acme, MemberRole::Owner).await;
    let bob = world.member("bob", bolt, MemberRole::Owner).await;
    let one =
        invite_as(&world, acme, &Actor::Person(ada.0), "new", MemberRole::Viewer).await.unwrap();
    let two =
        invite_as(&world, bolt, &Actor::Person(bob.0), "new", MemberRole::Viewer).await.unwrap();
    let (first, second) =
        tokio::join!(accept_new(&world, &one.token), accept_new(&world, &two.token));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let loser = if first.is_ok() { second } else { first };
    assert!(matches!(loser, Err(AcceptError::MustSignIn)), "{loser:?}");
}

#[tokio::test]
async fn members_change_people_as_their_role_allows() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let manager = world.member("manager", tenant, MemberRole::Manager).await;
    let viewer = world.member("viewer", tenant, MemberRole::Viewer).await;
    let other = world.member("other", tenant, MemberRole::Manager).await;
    let allowed = async |actor: PersonId, target: PersonId| {
        let actor = Actor::Person(actor.0);
        // Rolled back: each cell of the matrix starts from the same people.
        let mut tx = world.write(tenant, &actor).await;
        let removed = remove_member(&mut tx, &actor, target).await.is_ok();
        drop(tx);
        let mut tx = world.write(tenant, &actor).await;
        let changed = change_role(&mut tx, &actor, target, MemberRole::Viewer).await.is_ok();
        assert_eq!(removed, changed);
        removed
    };
    let everybody = [owner, manager, viewer, other];
    let mut matrix = Vec::new();
    for actor in everybody {
        let mut row = Vec::new();
        for target in everybody {
            row.push(allowed(actor, target).await);
        }
        matrix.push(row);
    }
    assert_eq!(
        matrix,
        [
            // owner, manager, viewer, other manager
            [false, true, true, true],
            [false, false, true, true],
            [false, false, false, false],
            [false, true, true, false],
        ]
    );
    for (actor, may_invite) in [(owner, true), (manager, true), (viewer, false)] {
        let local = format!("by-{actor}");
        let outcome =
            invite_as(&world, tenant, &Actor::Person(actor.0), &local, MemberRole::Viewer).await;
        assert_eq!(outcome.is_ok(), may_invite);
    }
    let actor = Actor::Person(owner.0);
    let mut tx = world.write(tenant, &actor).await;
    let second_owner = change_role(&mut tx, &actor, manager, MemberRole::Owner).await;
    assert!(matches!(second_owner, Err(PeopleError::Forbidden)));
}

#[tokio::test]
async fn of_staff_only_admins_change_a_customers_people_and_not_the_owner() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let viewer = world.member("viewer", tenant, MemberRole::Viewer).await;
    for role in StaffRole::ALL {
        let staff = Actor::Staff(world.staff(role.word(), role).await.0);
        let mut tx = world.write(tenant, &staff).await;
        let removed = remove_member(&mut tx, &staff, viewer).await;
        assert_eq!(removed.is_ok(), role == StaffRole::Admin, "{role:?}");
        drop(tx);
        let mut tx = world.write(tenant, &staff).await;
        assert!(remove_member(&mut tx, &staff, owner).await.is_err());
    }
    // A member of the customer does not become staff by saying so.
    let pretender = Actor::Staff(owner.0);
    let mut tx = world.write(tenant, &pretender).await;
    let refused = remove_member(&mut tx, &pretender, viewer).await;
    assert!(matches!(refused, Err(PeopleError::Forbidden)));
}

#[tokio::test]
async fn nobody_reaches_the_people_of_another_tenant() {
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let ada = world.member("ada", acme, MemberRole::Owner).await;
    let bob = world.member("bob", bolt, MemberRole::Owner).await;
    let viewer = world.member("viewer", bolt, MemberRole::Viewer).await;
    let invited =
        invite_as(&world, bolt, &Actor::Person(bob.0), "new", MemberRole::Viewer).await.unwrap();
    let actor = Actor::Person(ada.0);
    let mut tx = world.write(acme, &actor).await;
    assert!(matches!(remove_member(&mut tx, &actor, viewer).await, Err(PeopleError::NotFound)));
    let revoked = revoke_invitation(&mut tx, &actor, world.now(), invited.invitation).await;
    assert!(matches!(revoked, Err(PeopleError::NotFound)));
    assert_eq!(people::members(&mut tx).await.unwrap().len(), 1);
    assert_eq!(people::open_invitations(&mut tx, world.now()).await.unwrap(), []);
    drop(tx);
    // Nor by opening the other tenant's transaction: the right is looked up there.
    let mut tx = world.write(bolt, &actor).await;
    assert!(matches!(remove_member(&mut tx, &actor, viewer).await, Err(PeopleError::Forbidden)));
}

#[tokio::test]
async fn changes_of_people_stand_on_the_tenants_chain_with_their_actor() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let bob = world.member("bob", tenant, MemberRole::Viewer).await;
    let actor = Actor::Person(ada.0);
    let invited = invite_as(&world, tenant, &actor, "new", MemberRole::Viewer).await.unwrap();
    let (new, _) = accept_new(&world, &invited.token).await.unwrap();
    let mut tx = world.write(tenant, &actor).await;
    change_role(&mut tx, &actor, bob, MemberRole::Manager).await.unwrap();
    remove_member(&mut tx, &actor, new).await.unwrap();
    tx.commit().await.unwrap();
    let mut staff = world.connection(Role::StaffRead).await;
    let entries: Vec<(String, String)> = sqlx::query_as(
        "select actor, action from audit_log where tenant_id = $1 order by sequence desc limit 5",
    )
    .bind(tenant.0)
    .fetch_all(&mut staff)
    .await
    .unwrap();
    let entry = |actor: String, action: &str| (actor, action.to_owned());
    assert_eq!(
        entries,
        [
            entry(format!("person:{ada}"), "membership.deleted"),
            entry(format!("person:{ada}"), "membership.updated"),
            entry(format!("person:{new}"), "membership.created"),
            entry(format!("person:{new}"), "invitation.updated"),
            entry(format!("person:{ada}"), "invitation.created"),
        ]
    );
}

#[tokio::test]
async fn a_tenant_has_one_owner_and_a_person_is_made_once() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    assert_eq!(world.person("ada").await, ada);
    let bob = world.person("bob").await;
    let now = world.now();
    let add = async |person, role| {
        let mut tx = world.auth.db.operator(&Actor::System("test"), now).await.unwrap();
        add_member(&mut tx, now, tenant, person, role).await
    };
    assert!(matches!(add(bob, MemberRole::Owner).await, Err(ProvisionError::HasOwner)));
    assert!(matches!(add(ada, MemberRole::Viewer).await, Err(ProvisionError::AlreadyMember)));
    assert!(add(bob, MemberRole::Viewer).await.is_ok());
}

#[tokio::test]
async fn somebody_made_without_a_password_signs_in_by_link_and_is_not_opened_by_an_invitation() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let email = world.email("imported");
    let now = world.now();
    let mut tx = world.auth.db.operator(&Actor::System("test"), now).await.unwrap();
    let new = NewPerson { email: &email, name: "Imported", password_hash: None };
    let imported = create_person(&mut tx, now, &new).await.unwrap();
    tx.commit().await.unwrap();
    let invited =
        invite_as(&world, tenant, &Actor::Person(ada.0), "imported", MemberRole::Viewer).await;
    let refused = accept_new(&world, &invited.unwrap().token).await;
    assert!(matches!(refused, Err(AcceptError::MustSignIn)));
    link::request(&world.auth, &world.client, &email, "").await.unwrap();
    let jobs = world.queued("send_sign_in_link").await;
    let token = jobs[0]["token"].as_str().unwrap();
    assert_eq!(link::consume(&world.auth, &world.client, token).await.unwrap(), imported);
}

#[tokio::test]
async fn a_stranger_with_a_made_up_token_learns_nothing() {
    let world = World::new().await;
    let made_up = Token::generate().unwrap();
    assert!(matches!(accept_new(&world, &made_up).await, Err(AcceptError::Gone)));
    let joined = accept_as_signed_in(&world.auth, made_up.as_str(), PersonId::new()).await;
    assert!(matches!(joined, Err(AcceptError::Gone)));
    let actor = Actor::System("test");
    let tenant = world.tenant("Acme").await;
    let mut tx = world.write(tenant, &actor).await;
    let revoked = revoke_invitation(&mut tx, &actor, world.now(), InvitationId::new()).await;
    assert!(matches!(revoked, Err(PeopleError::NotFound)));
}
