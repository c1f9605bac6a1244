//! A document of every script we bundle, rendered as customers' documents are: shows that the fonts are
//! there and the writer works.

use super::{Finding, Health};
use crate::documents::{self, RenderError, Rendered, paper};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SellerId, SeriesId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines, Line};
use crate::domain::money::Money;
use crate::domain::party::{Buyer, PostalAddress, Seller};
use crate::domain::tax_total::TaxCategory;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use uuid::Uuid;

const PROBED_ON: Date = date(2026, 1, 1);

/// Text of every script whose font is in the binary.
const SCRIPTS: &str = "Ọláńrewájú Łódź ₦ € שלום سلام";

pub(super) async fn pdf() -> Finding {
    const CHECK: &str = "diagnosis-pdf";
    let failed = |fact: String| {
        Finding::new(CHECK, Health::Fail, "diagnosis-pdf-failed").details(vec![fact])
    };
    match tokio::task::spawn_blocking(render).await {
        Ok(Ok(rendered)) if rendered.missing_glyphs > 0 => {
            Finding::new(CHECK, Health::Warn, "diagnosis-pdf-missing-glyphs")
                .with("count", rendered.missing_glyphs)
        }
        Ok(Ok(rendered)) => {
            Finding::new(CHECK, Health::Ok, "diagnosis-pdf-ok").with("bytes", rendered.bytes.len())
        }
        Ok(Err(error)) => failed(error.to_string()),
        Err(panicked) => failed(panicked.to_string()),
    }
}

fn render() -> Result<Rendered, RenderError> {
    // A finalised invoice always has a page.
    let page = paper::invoice(&invoice()).ok_or(RenderError::NotWritable)?;
    documents::render(&page)
}

fn invoice() -> InvoiceWithLines {
    let amount = Money { amount_minor: 100, currency: Currency::EUR };
    let zero = Money::zero(Currency::EUR);
    let seller_id = SellerId(Uuid::nil());
    let line = Line {
        line_no: 1,
        description: SCRIPTS.to_owned(),
        sku: String::new(),
        quantity: Decimal::ONE,
        unit_price: Decimal::ONE,
        amount,
        tax_category: TaxCategory::OutsideScope,
        tax_rate_percent: Decimal::ZERO,
        tax: zero,
        service: None,
    };
    let invoice = Invoice {
        tenant_id: TenantId(Uuid::nil()),
        invoice_id: InvoiceId(Uuid::nil()),
        seller_id,
        series_id: SeriesId(Uuid::nil()),
        number: Some("PROBE".to_owned()),
        status: InvoiceStatus::Open,
        currency: Currency::EUR,
        issued_on: PROBED_ON,
        due_on: PROBED_ON,
        service: None,
        purchase_order: String::new(),
        memo: String::new(),
        language: "en".to_owned(),
        subtotal: amount,
        tax: zero,
        total: amount,
        paid: zero,
        credited: zero,
        seller: Some(seller(seller_id)),
        buyer: Some(buyer()),
        disputed: false,
        replaces: None,
        created_at: Timestamp::UNIX_EPOCH,
        finalized_at: Some(Timestamp::UNIX_EPOCH),
        paid_at: None,
        voided_at: None,
        pdf_sha256: None,
    };
    InvoiceWithLines { invoice, lines: vec![line], taxes: Vec::new() }
}

fn seller(seller_id: SellerId) -> Seller {
    Seller {
        seller_id,
        legal_name: "Probe".to_owned(),
        address: PostalAddress::default(),
        email: String::new(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: Vec::new(),
        bank_accounts: Vec::new(),
        brand_color: "#000000".to_owned(),
        logo: None,
        footer: std::collections::BTreeMap::new(),
    }
}

fn buyer() -> Buyer {
    Buyer {
        legal_name: SCRIPTS.to_owned(),
        account_ref: "PROBE".to_owned(),
        address: PostalAddress::default(),
        tax_ids: Vec::new(),
        email: String::new(),
    }
}
