//! Sellers, invoices and money of a world, through the product's own flows.

use super::{TESTER, World};
use jiff::civil::date;
use quittance::domain::credit_note::{CreditNoteWithLines, CreditReason};
use quittance::domain::currency::Currency;
use quittance::domain::fx::{Quote, RateSource};
use quittance::domain::id::{CreditNoteId, InvoiceId, SellerId, SeriesId, TenantId};
use quittance::domain::invoice::Invoice;
use quittance::domain::money::Money;
use quittance::domain::party::{BankAccount, PostalAddress, Seller, TaxRegistration};
use quittance::domain::payment::{Payment, PaymentMethod};
use quittance::domain::tax_total::TaxCategory;
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use quittance::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice};
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::payments::record_offline_payment::{OfflinePayment, record_offline_payment};
use quittance::store::TenantTx;
use quittance::store::fx::insert_quotes;
use quittance::store::sellers::{self, SeriesKind};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A seller that numbers its documents here.
#[derive(Clone, Copy, Debug)]
pub struct Books {
    pub seller: SellerId,
    pub invoices: SeriesId,
    pub credit_notes: SeriesId,
}

pub fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

/// What a German seller needs to tax an invoice in dollars or naira: one euro is 1.25 dollars or 1,500 naira.
fn standing_rates() -> [Quote; 2] {
    [(Currency::USD, Decimal::new(125, 2)), (Currency::NGN, Decimal::from(1_500))].map(
        |(quote, rate)| Quote {
            rate_id: Uuid::now_v7(),
            base: Currency::EUR,
            quote,
            rate,
            source: RateSource::Manual,
            quoted_on: date(2020, 1, 1),
            as_of: "2020-01-01T00:00:00Z".parse().unwrap(),
            expires_at: "2100-01-01T00:00:00Z".parse().unwrap(),
        },
    )
}

/// `quantity` pieces at 1.00 net each, with 19 % on top: 100 pieces are 119.00.
pub fn pieces(quantity: i64) -> DraftLine {
    DraftLine {
        description: "Consulting".into(),
        sku: "CON-1".into(),
        quantity: Decimal::from(quantity),
        unit_price: Decimal::ONE,
        tax_category: TaxCategory::Standard,
        tax_rate_percent: Decimal::from(19),
        service: None,
    }
}

impl World {
    /// The seller with this code, and a series for each kind of document that begins with 1.
    pub async fn books(&self, code: &str) -> Books {
        let seller = Seller {
            seller_id: SellerId::new(),
            legal_name: format!("{code} Handels GmbH"),
            address: PostalAddress {
                line1: "Marktplatz 2".into(),
                line2: String::new(),
                city: "Hamburg".into(),
                region: String::new(),
                postal_code: "20095".into(),
                country: "DE".into(),
            },
            email: "billing@seller.example".into(),
            trading_name: String::new(),
            phone: String::new(),
            website: "https://seller.example".into(),
            tax_ids: vec![TaxRegistration { kind: "VAT".into(), value: "DE129273398".into() }],
            bank_accounts: vec![BankAccount {
                currency: "EUR".into(),
                bank_name: "Bank".into(),
                rows: vec![("IBAN".into(), "DE89370400440532013000".into())],
            }],
            brand_color: "#0f5c4d".into(),
            logo: None,
            footer: [("en".to_owned(), "Register HRB 1".to_owned())].into(),
        };
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        let seller = sellers::save(&mut tx, code, &seller, self.now()).await.unwrap();
        let invoices =
            sellers::ensure_series(&mut tx, seller, SeriesKind::Invoice, "main", "INV-", Some(1))
                .await
                .unwrap();
        let credit_notes =
            sellers::ensure_series(&mut tx, seller, SeriesKind::CreditNote, "main", "CN-", Some(1))
                .await
                .unwrap();
        insert_quotes(&mut tx, &standing_rates(), "system:test", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        Books { seller, invoices, credit_notes }
    }

    /// What a draft says unless a test says otherwise: euros, today, due in 30 days.
    pub fn terms(&self, books: &Books) -> DraftTerms {
        let today = self.today();
        DraftTerms {
            seller_id: books.seller,
            series_id: books.invoices,
            currency: Currency::EUR,
            issued_on: today,
            due_on: today.checked_add(jiff::Span::new().days(30)).unwrap(),
            service: None,
            purchase_order: "PO-1".into(),
            memo: String::new(),
            language: "en".into(),
            replaces: None,
        }
    }

    pub async fn draft(&self, tenant: TenantId, books: &Books, lines: &[DraftLine]) -> InvoiceId {
        let mut tx = self.write(tenant).await;
        let draft = draft_invoice(&mut tx, self.now(), self.terms(books), lines).await.unwrap();
        tx.commit().await.unwrap();
        draft.invoice.invoice_id
    }

    /// An open invoice over `quantity` pieces: see [`pieces`].
    pub async fn issue(&self, tenant: TenantId, books: &Books, quantity: i64) -> Invoice {
        let draft = self.draft(tenant, books, &[pieces(quantity)]).await;
        let mut tx = self.write(tenant).await;
        let invoice = finalize_invoice(&mut tx, self.now(), &TESTER, draft).await.unwrap();
        tx.commit().await.unwrap();
        invoice
    }

    /// A bank transfer of `amount` for these invoices.
    pub async fn pay(
        &self,
        tenant: TenantId,
        amount: Money,
        invoices: &[InvoiceId],
        key: &str,
    ) -> Payment {
        let mut tx = self.write(tenant).await;
        let payment = self.pay_in(&mut tx, amount, invoices, key).await;
        tx.commit().await.unwrap();
        payment
    }

    async fn pay_in(
        &self,
        tx: &mut TenantTx,
        amount: Money,
        invoices: &[InvoiceId],
        key: &str,
    ) -> Payment {
        let received = self.transfer(amount, invoices, key);
        let (now, today) = (self.now(), self.today());
        record_offline_payment(tx, now, today, &TESTER, &received).await.unwrap()
    }

    pub fn transfer(&self, amount: Money, invoices: &[InvoiceId], key: &str) -> OfflinePayment {
        OfflinePayment {
            method: PaymentMethod::BankTransfer,
            reference: "wire".into(),
            amount,
            received_on: self.today(),
            invoices: invoices.to_vec(),
            idempotency_key: key.to_owned(),
        }
    }

    /// A credit note over `quantity` pieces of the invoice's only line.
    pub async fn credit(
        &self,
        tenant: TenantId,
        invoice: InvoiceId,
        quantity: i64,
    ) -> CreditNoteWithLines {
        let mut tx = self.write(tenant).await;
        let credited = [CreditedLine { line_no: 1, quantity: Decimal::from(quantity) }];
        let note = issue_credit_note(
            &mut tx,
            self.now(),
            self.today(),
            &TESTER,
            CreditNoteId::new(),
            invoice,
            CreditReason::Goodwill,
            "",
            &credited,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        note
    }
}
