//! A sample invoice with a seller's settings as they are saved: how a document of it looks. Nothing is
//! stored, no number is taken.

use super::access::SellerDesk;
use crate::documents::model::PaperDocument;
use crate::documents::{self, logo, paper};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SeriesId, TenantId};
use crate::domain::invoice::InvoiceWithLines;
use crate::domain::number_series::{SeriesKind, printed};
use crate::domain::party::{Buyer, PostalAddress, Seller};
use crate::domain::seller_settings::SellerRegistration;
use crate::domain::tax_total::TaxCategory;
use crate::error::AppError;
use crate::flows::invoices::draft_invoice::{DraftLine, DraftTerms, price};
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::sellers::{logos, series};
use crate::web::ui::Ui;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Span;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

/// The rate of the sample's tax in percent, whatever the seller's country has.
const SAMPLE_RATE: i64 = 20;

#[derive(Debug, Default, Deserialize)]
pub struct PreviewQuery {
    #[serde(default)]
    language: String,
    #[serde(default)]
    currency: String,
}

/// GET /admin/sellers/{seller}/preview
pub async fn show(
    State(app): State<App>,
    desk: SellerDesk,
    ui: Ui,
    Query(query): Query<PreviewQuery>,
) -> Result<Response, AppError> {
    let locale = Locale::from_bcp47(&query.language).unwrap_or(ui.locale);
    let currency = query.currency.parse().unwrap_or(Currency::EUR);
    let number = number(&app, &desk).await?;
    let mut paper = sample(&desk, locale, currency, ui.today(), number)?;
    if let Some(stored) = &desk.seller.logo
        && let Some(png) = logos::png(&app.db, &stored.sha256).await?
    {
        paper.brand.logo = Some(logo::picture(&png).map_err(AppError::internal)?);
    }
    let rendered = documents::render(&paper).map_err(AppError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"sample.pdf\"")),
    ];
    Ok((headers, rendered.bytes).into_response())
}

/// Number 0 of the seller's series: it shows how numbers look, and no document ever has it.
async fn number(app: &App, desk: &SellerDesk) -> Result<String, AppError> {
    let mut tx = app.db.staff_read().await?;
    let series = series::of_seller(&mut tx, desk.id()).await?;
    let open = series.iter().find(|series| series.kind == SeriesKind::Invoice && series.is_open());
    let (prefix, digits) = open.map_or(("", 6), |series| (series.prefix.as_str(), series.digits));
    Ok(printed(prefix, digits, 0))
}

fn sample(
    desk: &SellerDesk,
    locale: Locale,
    currency: Currency,
    today: Date,
    number: String,
) -> Result<PaperDocument, AppError> {
    let draft = draft(desk, locale, currency, today)?;
    let InvoiceWithLines { invoice, lines, taxes } = draft;
    let invoice = invoice
        .finalize(number, seller(desk, today), buyer(locale), desk.now)
        .map_err(AppError::internal)?;
    let document = InvoiceWithLines { invoice, lines, taxes };
    let mut paper = paper::invoice(&document).ok_or(AppError::NotFound)?;
    paper.title = i18n::text(locale, "admin-seller-sample-title").into_owned();
    // Nobody should pay it by accident.
    if let Some(payment) = &mut paper.payment {
        payment.qr = None;
    }
    Ok(paper)
}

fn draft(
    desk: &SellerDesk,
    locale: Locale,
    currency: Currency,
    today: Date,
) -> Result<InvoiceWithLines, AppError> {
    let terms = DraftTerms {
        seller_id: desk.id(),
        series_id: SeriesId(Uuid::nil()),
        currency,
        issued_on: today,
        due_on: today.saturating_add(Span::new().days(desk.seller.settings.days_to_pay)),
        service: None,
        purchase_order: String::new(),
        memo: i18n::text(locale, "admin-seller-sample-memo").into_owned(),
        language: locale.as_bcp47().to_owned(),
        replaces: None,
    };
    let line = |key: &str, quantity: i64, unit_price: i64| DraftLine {
        description: i18n::text(locale, key).into_owned(),
        sku: String::new(),
        quantity: Decimal::from(quantity),
        unit_price: Decimal::from(unit_price),
        tax_category: TaxCategory::Standard,
        tax_rate_percent: Decimal::from(SAMPLE_RATE),
        service: None,
    };
    let lines =
        [line("admin-seller-sample-line-1", 1, 490), line("admin-seller-sample-line-2", 3, 85)];
    let (tenant, id) = (TenantId(Uuid::nil()), InvoiceId(desk.id().0));
    price(tenant, desk.now, id, terms, &lines).map_err(AppError::internal)
}

/// As it would be frozen into a document of today.
fn seller(desk: &SellerDesk, today: Date) -> Seller {
    let settings = desk.seller.settings.clone();
    let holds = |it: &&SellerRegistration| it.holds_on(today);
    Seller {
        seller_id: desk.id(),
        legal_name: settings.legal_name,
        trading_name: settings.trading_name,
        address: settings.address,
        email: settings.email,
        phone: settings.phone,
        website: settings.website,
        tax_ids: settings
            .registrations
            .iter()
            .filter(holds)
            .map(SellerRegistration::as_printed)
            .collect(),
        bank_accounts: settings.bank_accounts,
        brand_color: settings.brand_color,
        logo: desk.seller.logo.clone(),
        footer: settings.footer,
    }
}

fn buyer(locale: Locale) -> Buyer {
    Buyer {
        legal_name: i18n::text(locale, "admin-seller-sample-buyer").into_owned(),
        account_ref: "0000".to_owned(),
        address: PostalAddress::default(),
        tax_ids: Vec::new(),
        email: String::new(),
    }
}
