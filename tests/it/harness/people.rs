//! People of a world and their sessions. A session is begun through the product's own function; only
//! the page with the password field is left out.

use super::{Browser, TESTER, World};
use quittance::auth::Client;
use quittance::auth::session::{self, Method};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::email_address::EmailAddress;
use quittance::domain::id::{PersonId, TenantId};
use quittance::flows::people::{NewPerson, add_member, add_staff, create_person};
use quittance::store::people;
use quittance::store::sessions::PgSessionStore;
use quittance::store::sign_in::SignInTx;
use std::sync::Arc;
use tower_sessions::Session;

impl World {
    /// Somebody who belongs to nothing yet.
    pub async fn person(&self, local: &str) -> PersonId {
        let email: EmailAddress = format!("{local}@people.example").parse().unwrap();
        let new = NewPerson { email: &email, name: local, password_hash: None };
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        let person = create_person(&mut tx, self.now(), &new).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    pub async fn join(&self, person: PersonId, tenant: TenantId, role: MemberRole) {
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        add_member(&mut tx, self.now(), tenant, person, role).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn member(&self, local: &str, tenant: TenantId, role: MemberRole) -> PersonId {
        let person = self.person(local).await;
        self.join(person, tenant, role).await;
        person
    }

    pub async fn staff(&self, local: &str, role: StaffRole) -> PersonId {
        let person = self.person(local).await;
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        add_staff(&mut tx, self.now(), person, role).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// Gives `person` a password, for the page that asks for one.
    pub async fn set_password(&self, person: PersonId, password: &str) {
        let hash = self.app.auth.passwords.hash(password).await.unwrap();
        let mut tx = SignInTx::begin(self.db(), &TESTER, self.now()).await.unwrap();
        people::set_password(&mut tx, person, &hash).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which `person` is signed in.
    pub async fn sign_in(&self, person: PersonId) -> Browser {
        let store = PgSessionStore::new(self.db(), self.app.clock.clone());
        let session = Session::new(None, Arc::new(store), None);
        let client =
            Client { ip: [198, 18, 0, 1].into(), user_agent: "Mozilla/5.0 (it)".to_owned() };
        session::begin(&self.app.auth, &session, person, &client, Method::Password).await.unwrap();
        session.save().await.unwrap();
        self.browser().with_session(session.id().unwrap())
    }
}
