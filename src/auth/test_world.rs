//! What the tests of sign-in stand on: a migrated database reached as the restricted roles, a clock
//! that can be moved, tenants and people, and a browser that keeps cookies.
//!
//! All tests of a process share one database. They do not meet, because each makes its own tenants,
//! addresses and client.

use super::{Auth, Client, ClientIpSource, password, session};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::currency::Currency;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{PersonId, TenantId};
use crate::domain::party::PostalAddress;
use crate::flows::documents::stored_file::StoredFiles;
use crate::flows::payments::Till;
use crate::flows::people::{NewPerson, add_member, add_staff, create_person};
use crate::jobs::Work;
use crate::local_postgres::{LocalPostgres, shared_test_cluster};
use crate::mail::Mailer;
use crate::seal::KeyRing;
use crate::state::{App, Parts};
use crate::store::roles::{self, Role};
use crate::store::sessions::PgSessionStore;
use crate::store::tenants::{self, BillingProfile};
use crate::store::{Actor, Db, PoolSizes, TenantTx};
use crate::web::error_page;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use axum::middleware::from_fn_with_state;
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use sqlx::{Connection, PgConnection};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// The password of everybody who has one.
pub const PASSWORD: &str = "correct horse battery";

static MIGRATED: OnceCell<()> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(1);

pub struct World {
    pub auth: Auth,
    pub client: Client,
    number: u32,
}

fn cluster() -> &'static LocalPostgres {
    shared_test_cluster().expect("a PostgreSQL for tests")
}

fn database() -> String {
    format!("quittance_auth_test_{}", std::process::id())
}

/// Databases of test processes that have ended are dropped; nobody else will.
async fn create_database() {
    let admin = cluster().options("postgres", "postgres");
    let mut connection = PgConnection::connect_with(&admin).await.unwrap();
    let left_over: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database where datname like 'quittance_auth_test_%'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    for name in left_over {
        let pid = name.rsplit('_').next().unwrap();
        if !std::path::Path::new("/proc").join(pid).exists() || name == database() {
            let drop = format!("drop database if exists {name} with (force)");
            sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
        }
    }
    roles::create(&admin, &database(), |_| None).await.unwrap();
    roles::migrate(&cluster().options(Role::Owner.name(), &database())).await.unwrap();
}

impl World {
    pub async fn new() -> Self {
        MIGRATED.get_or_init(create_database).await;
        let sizes = PoolSizes { portal: 8, staff_read: 1, worker: 2 };
        let connect = |role: Role| cluster().options(role.name(), &database());
        let db = Db::connect(connect, sizes).await.unwrap();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let auth = Auth::new(db, Clock::system(), ClientIpSource::TrustedProxy);
        // 198.18.0.0/15 is for tests of networks (RFC 2544); each world is its own client.
        let ip = IpAddr::V4(Ipv4Addr::from_bits(0xC612_0000 + number * 256));
        Self { auth, client: Client { ip, user_agent: "Testbrowser/1.0".into() }, number }
    }

    pub fn now(&self) -> Timestamp {
        self.auth.clock.now()
    }

    pub fn advance(&self, by: SignedDuration) {
        self.auth.clock.set_offset_seconds(self.auth.clock.offset_seconds() + by.as_secs());
    }

    /// An address that no other world has.
    pub fn email(&self, local: &str) -> EmailAddress {
        format!("{local}@world{}.example", self.number).parse().unwrap()
    }

    pub async fn tenant(&self, name: &str) -> TenantId {
        let tenant = TenantId::new();
        let profile = BillingProfile {
            account_ref: format!("{name}-{}", self.number),
            legal_name: name.to_owned(),
            address: PostalAddress::default(),
            billing_emails: vec![],
            language: "en".into(),
            currency: "EUR".parse::<Currency>().unwrap(),
            display_currency: None,
            time_zone: "Europe/Berlin".into(),
            tax_ids: vec![],
        };
        let now = self.now();
        let mut tx = self.auth.db.operator(&Actor::System("test"), now).await.unwrap();
        tenants::create(&mut tx, tenant, &profile, "test", now).await.unwrap();
        tx.commit().await.unwrap();
        tenant
    }

    /// A person with [`PASSWORD`].
    pub async fn person(&self, local: &str) -> PersonId {
        // Hashing is slow in tests; every person has the same password, so one hash does.
        static HASH: OnceCell<String> = OnceCell::const_new();
        let hash =
            HASH.get_or_init(|| async { self.auth.passwords.hash(PASSWORD).await.unwrap() }).await;
        assert_eq!(password::check_new(PASSWORD, &self.email(local)), Ok(()));
        let email = self.email(local);
        let new = NewPerson { email: &email, name: local, password_hash: Some(hash) };
        let mut tx = self.auth.db.operator(&Actor::System("test"), self.now()).await.unwrap();
        let person = create_person(&mut tx, self.now(), &new).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    pub async fn member(&self, local: &str, tenant: TenantId, role: MemberRole) -> PersonId {
        let person = self.person(local).await;
        let mut tx = self.auth.db.operator(&Actor::System("test"), self.now()).await.unwrap();
        add_member(&mut tx, self.now(), tenant, person, role).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    pub async fn staff(&self, local: &str, role: StaffRole) -> PersonId {
        let person = self.person(local).await;
        let mut tx = self.auth.db.operator(&Actor::System("test"), self.now()).await.unwrap();
        add_staff(&mut tx, self.now(), person, role).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    pub async fn write(&self, tenant: TenantId, actor: &Actor) -> TenantTx {
        self.auth.db.tenant(tenant, actor, self.now()).await.unwrap()
    }

    /// A connection as `role`, to see what that role can see.
    pub async fn connection(&self, role: Role) -> PgConnection {
        PgConnection::connect_with(&cluster().options(role.name(), &database())).await.unwrap()
    }

    /// The payloads of the queued jobs of this kind that mention this world's addresses.
    pub async fn queued(&self, kind: &str) -> Vec<serde_json::Value> {
        let mut connection = self.connection(Role::Worker).await;
        sqlx::query_scalar(
            "select payload from jobs where kind = $1 and payload ->> 'email' like $2
              order by job_id",
        )
        .bind(kind)
        .bind(format!("%@world{}.example", self.number))
        .fetch_all(&mut connection)
        .await
        .unwrap()
    }

    /// A browser that visits `pages`.
    pub fn browser(&self, pages: Router<Auth>) -> Browser {
        let store = PgSessionStore::new(&self.auth.db, self.auth.clock.clone());
        let router = pages.layer(session::layer(store, false)).with_state(self.auth.clone());
        Browser { router, cookie: None, ip: self.client.ip, language: "en" }
    }

    /// A browser that visits pages of the product, with its error pages.
    pub fn visitor(&self, pages: Router<App>) -> Browser {
        let app = self.app();
        let store = PgSessionStore::new(&self.auth.db, self.auth.clock.clone());
        let router = pages
            .layer(from_fn_with_state(app.clone(), error_page::fill_in))
            .layer(session::layer(store, false))
            .with_state(app);
        Browser { router, cookie: None, ip: self.client.ip, language: "en" }
    }

    fn app(&self) -> App {
        let (db, clock) = (self.auth.db.clone(), self.auth.clock.clone());
        let work = Work {
            sms: None,
            db: db.clone(),
            clock: clock.clone(),
            mailer: Mailer::memory("Lumen", "billing@lumen.example").unwrap(),
            attachments: Arc::new(StoredFiles {
                db: db.clone(),
                clock: clock.clone(),
                keys: KeyRing::of(Vec::new()),
            }),
            base_url: "http://localhost".into(),
            till: Till::closed(db.clone(), clock.clone()),
        };
        App::new(Parts {
            db,
            clock,
            auth: self.auth.clone(),
            work,
            config: Config::read(|_| None).unwrap(),
            is_sandbox: false,
            operator_name: "Lumen".into(),
        })
    }
}

/// A client over the router that keeps the session cookie, without any network.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// The session's id as the cookie holds it.
    pub cookie: Option<String>,
    ip: IpAddr,
    pub language: &'static str,
}

/// An answer that was read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub set_cookie: Option<String>,
    pub retry_after: Option<String>,
    pub cache_control: Option<String>,
    pub body: String,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, serde_urlencoded::to_string(form).unwrap()).await
    }

    async fn send(&mut self, method: Method, path: &str, form: String) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::USER_AGENT, "Testbrowser/1.0")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header("x-forwarded-for", self.ip.to_string());
        if let Some(id) = &self.cookie {
            request = request.header(header::COOKIE, format!("quittance={id}"));
        }
        let request = request.body(Body::from(form)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.read(response).await
    }

    async fn read(&mut self, response: Response<Body>) -> Answer {
        let text = |name: header::HeaderName| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        let (location, set_cookie) = (text(header::LOCATION), text(header::SET_COOKIE));
        let (retry_after, cache_control) = (text(header::RETRY_AFTER), text(header::CACHE_CONTROL));
        if let Some(cookie) = &set_cookie {
            let value = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
            self.cookie = (!value.is_empty()).then(|| value.to_owned());
        }
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status, location, set_cookie, retry_after, cache_control, body }
    }
}
