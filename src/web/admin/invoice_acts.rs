//! What staff do with one invoice: finalise, delete, void, void and reissue, write off, place credit.
//! Each is a form on the invoice's page (`invoice_act_forms`); a refusal comes back on that page.

use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceError;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::fx::convert_tax::ConvertTaxError;
use crate::flows::invoices::delete_draft::{DeleteDraftError, delete_draft};
use crate::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use crate::flows::invoices::reissue_invoice::{ReissueInvoiceError, reissue_invoice};
use crate::flows::invoices::void_invoice::{VoidInvoiceError, void_invoice};
use crate::flows::invoices::write_off_invoice::{WriteOffInvoiceError, write_off_invoice};
use crate::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::invoices;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::done::DoneQuery;
use crate::web::admin::invoice::{self, InvoicePath};
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Why an act did not happen: a rule said no, or something broke.
enum Stopped {
    Refused(Refusal),
    Broken(AppError),
}

/// A rule's no, as the page says it.
enum Refusal {
    Key(&'static str),
    Settled(Money),
}

impl<E: Into<AppError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

impl Refusal {
    fn sentence(&self, locale: Locale) -> String {
        match self {
            Self::Key(key) => i18n::text(locale, key).into_owned(),
            Self::Settled(settled) => i18n::text_with(
                locale,
                "admin-refused-settled",
                &[("amount", Arg::from(i18n::money(locale, *settled)))],
            ),
        }
    }
}

fn refused(key: &'static str) -> Stopped {
    Stopped::Refused(Refusal::Key(key))
}

fn invoice_rule(error: InvoiceError) -> Stopped {
    match error {
        InvoiceError::NotDraft { .. } => refused("admin-refused-not-draft"),
        InvoiceError::NotOpen { .. } => refused("admin-refused-not-open"),
        InvoiceError::AlreadySettled { settled } => Stopped::Refused(Refusal::Settled(settled)),
        InvoiceError::MoreThanDue { .. }
        | InvoiceError::MoreThanSettled { .. }
        | InvoiceError::NotPositive => refused("admin-refused-changed"),
        InvoiceError::Money(error) => Stopped::Broken(AppError::internal(error)),
    }
}

/// Back to the page with what was done, or the page again with why it was not (422).
async fn finish(
    app: &App,
    ui: Ui,
    desk: CustomerWrite,
    id: InvoiceId,
    outcome: Result<String, Stopped>,
) -> Result<Response, AppError> {
    match outcome {
        Ok(path) => Ok(see_other(&path)),
        Err(Stopped::Broken(error)) => Err(error),
        Err(Stopped::Refused(refusal)) => {
            let page = invoice::load(app, &desk.0, id, &DoneQuery::default()).await?;
            let sentence = refusal.sentence(ui.locale);
            Ok(invoice::answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, page, Some(sentence)))
        }
    }
}

fn done(desk: &CustomerWrite, id: InvoiceId, word: &str) -> String {
    format!("{}?done={word}", paths::admin_invoice(desk.0.tenant, id))
}

/// POST …/finalize
pub async fn finalize(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
) -> Result<Response, AppError> {
    let outcome = try_finalize(&app, &desk, id).await;
    finish(&app, ui, desk, id, outcome).await
}

async fn try_finalize(app: &App, desk: &CustomerWrite, id: InvoiceId) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    let actor = desk.0.staff.actor();
    finalize_invoice(&mut tx, desk.0.now, &actor, id).await.map_err(finalize_stopped)?;
    tx.commit().await?;
    Ok(done(desk, id, "finalized"))
}

fn finalize_stopped(error: FinalizeInvoiceError) -> Stopped {
    match error {
        FinalizeInvoiceError::NotFound => AppError::NotFound.into(),
        FinalizeInvoiceError::NoSeries => refused("admin-refused-series-closed"),
        FinalizeInvoiceError::Deposit(_) => refused("admin-refused-deposit"),
        FinalizeInvoiceError::Invoice(error) => invoice_rule(error),
        FinalizeInvoiceError::Tax(ConvertTaxError::NoRate { .. }) => refused("fx-refused-no-rate"),
        FinalizeInvoiceError::Store(error) => error.into(),
        error => AppError::internal(error).into(),
    }
}

/// POST …/delete
pub async fn delete(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
) -> Result<Response, AppError> {
    let outcome = try_delete(&app, &desk, id).await;
    finish(&app, ui, desk, id, outcome).await
}

async fn try_delete(app: &App, desk: &CustomerWrite, id: InvoiceId) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    delete_draft(&mut tx, id).await.map_err(|error| match error {
        DeleteDraftError::Invoice(error) => invoice_rule(error),
        DeleteDraftError::Store(error) => error.into(),
    })?;
    tx.commit().await?;
    Ok(format!("{}?done=deleted", paths::admin_customer(desk.0.tenant)))
}

/// POST …/void
pub async fn void(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let outcome = try_void(&app, &desk, id, typed.get("void-reason")).await;
    finish(&app, ui, desk, id, outcome).await
}

async fn try_void(
    app: &App,
    desk: &CustomerWrite,
    id: InvoiceId,
    reason: &str,
) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    void_invoice(&mut tx, now, today, &actor, id, reason).await.map_err(void_stopped)?;
    tx.commit().await?;
    Ok(done(desk, id, "voided"))
}

fn void_stopped(error: VoidInvoiceError) -> Stopped {
    match error {
        VoidInvoiceError::NotFound => AppError::NotFound.into(),
        VoidInvoiceError::NoReason => refused("admin-refused-no-reason"),
        VoidInvoiceError::Invoice(error) => invoice_rule(error),
        VoidInvoiceError::Posting(error) => AppError::internal(error).into(),
        VoidInvoiceError::Store(error) => error.into(),
    }
}

/// POST …/reissue
pub async fn reissue(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let Some(draft) = typed.id("id") else {
        return Err(desk.broken_form(&app, id).await);
    };
    let outcome = try_reissue(&app, &desk, id, draft, typed.get("reissue-reason")).await;
    finish(&app, ui, desk, id, outcome).await
}

async fn try_reissue(
    app: &App,
    desk: &CustomerWrite,
    id: InvoiceId,
    draft: InvoiceId,
    reason: &str,
) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let replacement = reissue_invoice(&mut tx, now, today, &actor, id, draft, reason)
        .await
        .map_err(|error| match error {
            ReissueInvoiceError::NoSeries => refused("admin-refused-no-series"),
            ReissueInvoiceError::OfAnOpenChange => refused("admin-refused-open-change"),
            ReissueInvoiceError::Void(error) => void_stopped(error),
            ReissueInvoiceError::Draft(error) => AppError::internal(error).into(),
            ReissueInvoiceError::Store(error) => error.into(),
        })?;
    tx.commit().await?;
    Ok(done(desk, replacement.invoice.invoice_id, "reissued"))
}

/// POST …/write-off
pub async fn write_off(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let outcome = try_write_off(&app, &desk, id, typed.get("write-off-reason")).await;
    finish(&app, ui, desk, id, outcome).await
}

async fn try_write_off(
    app: &App,
    desk: &CustomerWrite,
    id: InvoiceId,
    reason: &str,
) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    write_off_invoice(&mut tx, now, today, &actor, id, reason).await.map_err(
        |error| match error {
            WriteOffInvoiceError::NotFound => AppError::NotFound.into(),
            WriteOffInvoiceError::NoReason => refused("admin-refused-no-reason"),
            WriteOffInvoiceError::Invoice(error) => invoice_rule(error),
            WriteOffInvoiceError::Posting(error) => AppError::internal(error).into(),
            WriteOffInvoiceError::Store(error) => error.into(),
        },
    )?;
    tx.commit().await?;
    Ok(done(desk, id, "written-off"))
}

/// POST …/apply-credit
pub async fn place_credit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let Ok(due_minor) = typed.get("due").parse() else {
        return Err(desk.broken_form(&app, id).await);
    };
    let outcome = try_place_credit(&app, &desk, id, due_minor).await;
    finish(&app, ui, desk, id, outcome).await
}

/// `due_minor` is what was due when the form was rendered: a second submit finds less due, and is told
/// so instead of placing credit twice.
async fn try_place_credit(
    app: &App,
    desk: &CustomerWrite,
    id: InvoiceId,
    due_minor: i64,
) -> Result<String, Stopped> {
    let mut tx = desk.begin(app).await?;
    let invoice = invoices::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if invoice.due().map_err(AppError::internal)?.amount_minor != due_minor {
        return Err(refused("admin-refused-changed"));
    }
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    apply_credit(&mut tx, now, today, &actor, id).await.map_err(|error| match error {
        ApplyCreditError::NotFound => AppError::NotFound.into(),
        ApplyCreditError::NoCredit(_) => refused("admin-refused-no-credit"),
        ApplyCreditError::Invoice(error) => invoice_rule(error),
        ApplyCreditError::Posting(error) => AppError::internal(error).into(),
        ApplyCreditError::Credit(error) => AppError::internal(error).into(),
        ApplyCreditError::Store(error) => error.into(),
    })?;
    tx.commit().await?;
    Ok(done(desk, id, "credit-applied"))
}
