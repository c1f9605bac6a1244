//! What these tests stand on: one customer with a seller to invoice it from, and browsers in which
//! somebody is signed in. Everything but the set-up goes through the router.

use crate::auth::test_world::{PASSWORD, World};
use crate::config::Config;
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SellerId, SeriesId, TenantId};
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::domain::party::{PostalAddress, Seller};
use crate::domain::tax_total::TaxCategory;
use crate::flows::documents::stored_file::StoredFiles;
use crate::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice};
use crate::flows::invoices::finalize_invoice::finalize_invoice;
use crate::flows::payments::Till;
use crate::jobs::Work;
use crate::mail::Mailer;
use crate::seal::KeyRing;
use crate::server;
use crate::state::{App, Parts};
use crate::store::paging::PageFrom;
use crate::store::sellers::{self, SeriesKind};
use crate::store::{Actor, credit_grants, invoices, payments};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::{Span, tz::TimeZone};
use rust_decimal::Decimal;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

const TESTER: Actor = Actor::System("test");

pub struct Desk {
    pub world: World,
    pub app: App,
    pub tenant: TenantId,
    seller: SellerId,
    series: SeriesId,
}

pub fn eur(amount_minor: i64) -> Money {
    Money { amount_minor, currency: Currency::EUR }
}

/// `quantity` at `price` each, net, with 19 % on top.
pub fn line(quantity: &str, price: &str) -> DraftLine {
    DraftLine {
        description: "Consulting".into(),
        sku: String::new(),
        quantity: quantity.parse().unwrap(),
        unit_price: price.parse().unwrap(),
        tax_category: TaxCategory::Standard,
        tax_rate_percent: Decimal::from(19),
        service: None,
    }
}

impl Desk {
    /// A customer "Acme" with an owner, and one member of staff of each role, named by it.
    pub async fn open() -> Self {
        Self::with(false, None).await
    }

    /// As [`Desk::open`], for a sandbox that captures mail in `folder`.
    pub async fn sandbox(folder: &Path) -> Self {
        Self::with(true, Some(folder)).await
    }

    async fn with(is_sandbox: bool, folder: Option<&Path>) -> Self {
        let world = World::new().await;
        let app = app(&world, is_sandbox, folder);
        let tenant = world.tenant("Acme").await;
        world.member("owner", tenant, MemberRole::Owner).await;
        for role in StaffRole::ALL {
            world.staff(role.word(), role).await;
        }
        let (seller, series) = seller(&world).await;
        Self { world, app, tenant, seller, series }
    }

    pub fn page(&self) -> String {
        format!("/admin/customers/{}", self.tenant)
    }

    pub fn invoice_page(&self, id: InvoiceId) -> String {
        format!("{}/invoices/{id}", self.page())
    }

    pub fn series(&self) -> String {
        self.series.to_string()
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Visitor {
        let ip = self.world.client.ip.to_string();
        Visitor { router: server::router(self.app.clone()), cookie: None, ip }
    }

    /// A browser in which this person is signed in: `owner`, or a staff role's word.
    pub async fn visitor(&self, local: &str) -> Visitor {
        let mut visitor = self.stranger();
        let email = self.world.email(local).to_string();
        let answer = visitor.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        visitor
    }

    pub async fn draft(&self, lines: &[DraftLine]) -> InvoiceId {
        let now = self.world.now();
        let today = now.to_zoned(TimeZone::UTC).date();
        let terms = DraftTerms {
            seller_id: self.seller,
            series_id: self.series,
            currency: Currency::EUR,
            issued_on: today,
            due_on: today.saturating_add(Span::new().days(14)),
            service: None,
            purchase_order: String::new(),
            memo: String::new(),
            language: "en".into(),
            replaces: None,
        };
        let mut tx = self.world.write(self.tenant, &TESTER).await;
        let draft = draft_invoice(&mut tx, now, terms, lines).await.unwrap();
        tx.commit().await.unwrap();
        draft.invoice.invoice_id
    }

    /// An open invoice with these lines.
    pub async fn issue(&self, lines: &[DraftLine]) -> InvoiceId {
        let id = self.draft(lines).await;
        let mut tx = self.world.write(self.tenant, &TESTER).await;
        finalize_invoice(&mut tx, self.world.now(), &TESTER, id).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn invoice(&self, id: InvoiceId) -> Invoice {
        let mut tx = self.app.db.tenant_read(self.tenant).await.unwrap();
        invoices::find(&mut tx, id).await.unwrap().expect("the invoice")
    }

    pub async fn credit(&self) -> Money {
        let mut tx = self.app.db.tenant_read(self.tenant).await.unwrap();
        credit_grants::balance_in(&mut tx, Currency::EUR).await.unwrap()
    }

    pub async fn payment_count(&self) -> usize {
        let mut tx = self.app.db.tenant_read(self.tenant).await.unwrap();
        payments::list(&mut tx, PageFrom::Start, 100).await.unwrap().rows.len()
    }
}

fn app(world: &World, is_sandbox: bool, folder: Option<&Path>) -> App {
    let (db, clock) = (world.auth.db.clone(), world.auth.clock.clone());
    let (name, address) = ("Lumen", "billing@lumen.example");
    let mailer = match folder {
        Some(folder) => Mailer::folder(folder, name, address),
        None => Mailer::memory(name, address),
    };
    let work = Work {
        sms: None,
        db: db.clone(),
        clock: clock.clone(),
        mailer: mailer.unwrap(),
        attachments: Arc::new(StoredFiles {
            db: db.clone(),
            clock: clock.clone(),
            keys: KeyRing::of(Vec::new()),
        }),
        base_url: "http://127.0.0.1:8080".into(),
        till: Till::closed(db.clone(), clock.clone()),
    };
    App::new(Parts {
        db,
        clock,
        auth: world.auth.clone(),
        work,
        config: Config::read(|_| None).unwrap(),
        is_sandbox,
        operator_name: "Lumen".into(),
    })
}

async fn seller(world: &World) -> (SellerId, SeriesId) {
    let now = world.now();
    let code = Uuid::now_v7().simple().to_string();
    let seller = Seller {
        seller_id: SellerId::new(),
        legal_name: "Lumen Software Ltd".into(),
        address: PostalAddress { country: "DE".into(), ..PostalAddress::default() },
        email: "billing@lumen.example".into(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: Vec::new(),
        bank_accounts: Vec::new(),
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: std::collections::BTreeMap::new(),
    };
    let mut tx = world.auth.db.operator(&TESTER, now).await.unwrap();
    let seller = sellers::save(&mut tx, &code, &seller, now).await.unwrap();
    let (invoice, note) = (SeriesKind::Invoice, SeriesKind::CreditNote);
    let series = sellers::ensure_series(&mut tx, seller, invoice, "main", "LUM-", Some(1)).await;
    sellers::ensure_series(&mut tx, seller, note, "main", "CN-", Some(1)).await.unwrap();
    tx.commit().await.unwrap();
    (seller, series.unwrap())
}

/// A browser without script, without any network.
pub struct Visitor {
    router: Router,
    cookie: Option<String>,
    ip: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of the hidden field with this name on the page.
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let field = format!(r#"name="{name}" value=""#);
        let start = text.find(&field).unwrap_or_else(|| panic!("no {name} in {text}"));
        let rest = &text[start + field.len()..];
        rest[..rest.find('"').unwrap()].to_owned()
    }

    #[track_caller]
    pub fn says(&self, sentence: &str) {
        assert!(self.text().contains(sentence), "{sentence:?} is not in {}", self.text());
    }

    #[track_caller]
    pub fn leads_to(&self, path: &str) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        assert!(self.location().starts_with(path), "{} is not {path}", self.location());
    }
}

impl Visitor {
    /// The same person, served by this router.
    pub fn on(self, router: Router) -> Self {
        Self { router, ..self }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, serde_urlencoded::to_string(form).unwrap()).await
    }

    /// Posts, and reads the page that it leads to.
    pub async fn post_and_follow(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let location = answer.location().to_owned();
        self.get(&location).await
    }

    async fn send(&mut self, method: Method, path: &str, form: String) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", &self.ip);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(Body::from(form)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}
