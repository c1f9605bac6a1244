//! A database of one test's own, on the shared test cluster, and the little world in it.

use crate::clock::Clock;
use crate::domain::currency::Currency;
use crate::domain::document::DocumentKind;
use crate::domain::id::{InvoiceId, PersonId, SellerId, SeriesId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines};
use crate::domain::money::Money;
use crate::domain::party::{PostalAddress, Seller};
use crate::flows::payments::Till;
use crate::jobs::{Attachment, AttachmentError, AttachmentSource, Work};
use crate::local_postgres::{LocalPostgres, shared_test_cluster};
use crate::mail::Mailer;
use crate::store::outbox::{self, Event};
use crate::store::sellers::{self, SeriesKind};
use crate::store::tenants::{self, BillingProfile};
use crate::store::{Actor, Db, PoolSizes, invoices, roles};
use async_trait::async_trait;
use jiff::civil::date;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

pub const TEST: Actor = Actor::System("test");

/// A migrated database that is dropped with `close`; one left by a failing test goes with the cluster.
pub struct World {
    pub db: Db,
    pub clock: Clock,
    pub seller: Seller,
    pub series: SeriesId,
    name: String,
}

fn cluster() -> &'static LocalPostgres {
    shared_test_cluster().unwrap()
}

impl World {
    pub async fn new() -> Self {
        let name = format!("jobs_{}", Uuid::now_v7().simple());
        roles::create(&cluster().options("postgres", "postgres"), &name, |_| None).await.unwrap();
        roles::migrate(&cluster().options(roles::Role::Owner.name(), &name)).await.unwrap();
        let sizes = PoolSizes { portal: 2, staff_read: 1, worker: 8 };
        let db = Db::connect(|role| cluster().options(role.name(), &name), sizes).await.unwrap();
        let clock = Clock::system();
        let seller = seller();
        let mut tx = db.operator(&TEST, clock.now()).await.unwrap();
        sellers::save(&mut tx, "acme", &seller, clock.now()).await.unwrap();
        let kind = SeriesKind::Invoice;
        let series =
            sellers::ensure_series(&mut tx, seller.seller_id, kind, "main", "INV-", Some(1))
                .await
                .unwrap();
        tx.commit().await.unwrap();
        Self { db, clock, seller, series, name }
    }

    /// Background work over this world.
    pub fn work(&self, mailer: Mailer) -> Work {
        Work {
            sms: None,
            db: self.db.clone(),
            clock: self.clock.clone(),
            mailer,
            attachments: Arc::new(OnePdf),
            base_url: "https://billing.example".into(),
            till: Till::closed(self.db.clone(), self.clock.clone()),
        }
    }

    /// Moves this process's clock only.
    pub fn wait_s(&self, seconds: i64) {
        self.clock.set_offset_seconds(self.clock.offset_seconds() + seconds);
    }

    pub async fn tenant(&self, language: &str, billing_emails: &[&str]) -> TenantId {
        let tenant = TenantId::new();
        let profile = BillingProfile {
            account_ref: tenant.to_string(),
            legal_name: "Kundin & Söhne GmbH".into(),
            address: PostalAddress::default(),
            billing_emails: billing_emails.iter().map(|&email| email.to_owned()).collect(),
            language: language.into(),
            currency: Currency::EUR,
            display_currency: None,
            time_zone: "Europe/Berlin".into(),
            tax_ids: Vec::new(),
        };
        let now = self.clock.now();
        let mut tx = self.db.operator(&TEST, now).await.unwrap();
        tenants::create(&mut tx, tenant, &profile, "test", now).await.unwrap();
        tx.commit().await.unwrap();
        tenant
    }

    /// Makes a person the tenant's owner, as the schema's owner would.
    pub async fn owner(&self, tenant: TenantId, email: &str) -> PersonId {
        let person = PersonId::new();
        let at = self.clock.now().to_string();
        self.as_superuser(&format!(
            "insert into people (person_id, email, name, created_at)
             values ('{person}', '{email}', 'Olga', '{at}');
             insert into memberships (tenant_id, person_id, role, created_at)
             values ('{tenant}', '{person}', 'owner', '{at}')"
        ))
        .await;
        person
    }

    /// Issues an invoice over 119.00 EUR as the portal would; its event is in the outbox.
    pub async fn issue_invoice(&self, tenant: TenantId) -> InvoiceId {
        let now = self.clock.now();
        let mut tx = self.db.tenant(tenant, &TEST, now).await.unwrap();
        let draft = self.draft(tenant);
        let with_lines =
            InvoiceWithLines { invoice: draft.clone(), lines: Vec::new(), taxes: Vec::new() };
        invoices::insert_draft(&mut tx, &with_lines).await.unwrap();
        let number = sellers::take_number(&mut tx, self.series).await.unwrap();
        let buyer = tenants::profile(&mut tx).await.unwrap().buyer();
        let invoice = draft.finalize(number.unwrap(), self.seller.clone(), buyer, now).unwrap();
        invoices::save_finalized(&mut tx, &invoice).await.unwrap();
        let id = invoice.invoice_id;
        let event = Event::InvoiceIssued;
        let kind = DocumentKind::Invoice;
        assert!(
            outbox::push(&mut tx, now, event, kind, id.0, serde_json::json!({})).await.unwrap()
        );
        tx.commit().await.unwrap();
        id
    }

    fn draft(&self, tenant: TenantId) -> Invoice {
        let eur = |amount_minor| Money { amount_minor, currency: Currency::EUR };
        Invoice {
            tenant_id: tenant,
            invoice_id: InvoiceId::new(),
            seller_id: self.seller.seller_id,
            series_id: self.series,
            number: None,
            status: InvoiceStatus::Draft,
            currency: Currency::EUR,
            issued_on: date(2026, 3, 5),
            due_on: date(2026, 4, 4),
            service: None,
            purchase_order: String::new(),
            memo: String::new(),
            language: "en".into(),
            subtotal: eur(119_00),
            tax: eur(0),
            total: eur(119_00),
            paid: eur(0),
            credited: eur(0),
            seller: None,
            buyer: None,
            disputed: false,
            replaces: None,
            created_at: self.clock.now(),
            finalized_at: None,
            paid_at: None,
            voided_at: None,
            pdf_sha256: None,
        }
    }

    /// For what no role of the product may do.
    pub async fn as_superuser(&self, sql: &str) {
        let options = cluster().options("postgres", &self.name);
        let mut connection = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    }

    pub async fn close(self) {
        let Self { db, name, .. } = self;
        drop(db);
        let options = cluster().options("postgres", "postgres");
        let mut admin = PgConnection::connect_with(&options).await.unwrap();
        let drop = format!("drop database {name} with (force)");
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
    }
}

fn seller() -> Seller {
    Seller {
        seller_id: SellerId::new(),
        legal_name: "Acme <Billing>".into(),
        address: PostalAddress { country: "DE".into(), ..PostalAddress::default() },
        email: "office@acme.example".into(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: Vec::new(),
        bank_accounts: Vec::new(),
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: BTreeMap::from([("en".into(), "Acme Ltd · Registered in England 123".into())]),
    }
}

/// The same file for every document.
pub struct OnePdf;

#[async_trait]
impl AttachmentSource for OnePdf {
    async fn attachment(
        &self,
        _: TenantId,
        _: DocumentKind,
        _: Uuid,
    ) -> Result<Attachment, AttachmentError> {
        Ok(Attachment {
            file_name: "INV/000001.pdf".into(),
            content_type: "application/pdf".into(),
            bytes: b"%PDF-1.7 \x00\xff\r\n.\r\n".to_vec(),
        })
    }
}
