//! Writing an invoice: a draft, previewed as often as one likes, saved, finalised (row C1). Works
//! without script: every button of the form posts it, and all but two only show it again.

use crate::domain::deposit::Deposit;
use crate::domain::id::{InvoiceId, SellerId, SeriesId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus, InvoiceWithLines};
use crate::error::AppError;
use crate::flows::fx::convert_tax::ConvertTaxError;
use crate::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice_as, price};
use crate::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use crate::flows::invoices::revise_draft::{ReviseDraftError, revise_draft};
use crate::flows::invoices::set_deposit::{SetDepositError, set_deposit};
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::invoice_lists::{self, InvoiceFilter};
use crate::store::paging::PageFrom;
use crate::store::sellers::SeriesKind;
use crate::store::{TenantTx, deposits, invoices, payment_terms, sellers};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::draft_deposit::{
    deposit_fields, deposit_refusal, read_deposit, write_deposit,
};
use crate::web::admin::draft_fields::{line_fields, terms_fields, totals};
use crate::web::admin::draft_typed::{
    ROWS, ROWS_ADDED, ROWS_AT_FIRST, ROWS_MAX, draft_refusal, read, row_count, written,
};
use crate::web::admin::invoice::InvoicePath;
use crate::web::admin::links;
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Span;
use jiff::civil::Date;
use leptos::prelude::*;

/// Days to pay that a new form proposes where no seller can say.
const DAYS_TO_PAY: i64 = 30;

type Series = Vec<(SellerId, String, SeriesId)>;

struct DraftForm {
    id: InvoiceId,
    is_new: bool,
    typed: Typed,
    rows: usize,
    errors: FieldErrors,
    series: Series,
    preview: Option<InvoiceWithLines>,
}

async fn load_series(app: &App, access: &CustomerRead) -> Result<Series, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    Ok(sellers::issuing_series(&mut tx, SeriesKind::Invoice).await?)
}

/// The series, or at least the seller, of the customer's newest invoice; else the first there is.
async fn proposed_series(
    app: &App,
    access: &CustomerRead,
    series: &Series,
) -> Result<Option<SeriesId>, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let (filter, today) = (InvoiceFilter::default(), access.today);
    let newest = invoice_lists::page(&mut tx, &filter, PageFrom::Start, today, 1).await?;
    let newest = match newest.rows.first() {
        Some(row) => invoices::find(&mut tx, row.invoice_id).await?,
        None => None,
    };
    let rank = |(seller, _, id): &&(SellerId, String, SeriesId)| {
        let invoice = newest.as_ref();
        let is_its_series = invoice.is_some_and(|invoice| invoice.series_id == *id);
        let is_its_seller = invoice.is_some_and(|invoice| invoice.seller_id == *seller);
        (!is_its_series, !is_its_seller)
    };
    Ok(series.iter().min_by_key(rank).map(|(.., id)| *id))
}

/// As agreed with the customer, else as the proposed seller says.
async fn due_on(
    app: &App,
    access: &CustomerRead,
    series: &Series,
    proposed: Option<SeriesId>,
) -> Result<Date, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    if let Some(terms) = payment_terms::find(&mut tx).await? {
        return terms.due_on(access.today).map_err(AppError::internal);
    }
    let days = match series.iter().find(|(.., id)| Some(*id) == proposed) {
        Some((seller, ..)) => sellers::days_to_pay(&mut tx, *seller).await?,
        None => None,
    };
    Ok(access.today.saturating_add(Span::new().days(days.unwrap_or(DAYS_TO_PAY))))
}

/// GET /admin/customers/{tenant}/invoices/new
pub async fn show_new(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
) -> Result<Response, AppError> {
    let access = desk.0;
    let series = load_series(&app, &access).await?;
    let proposed = proposed_series(&app, &access, &series).await?;
    let due_on = due_on(&app, &access, &series, proposed).await?;
    let typed = Typed::of(&[
        ("series", proposed.map(|id| id.to_string()).unwrap_or_default()),
        ("currency", access.profile.currency.code().to_owned()),
        ("issued-on", access.today.to_string()),
        ("due-on", due_on.to_string()),
    ]);
    let form = DraftForm {
        id: InvoiceId::new(),
        is_new: true,
        typed,
        rows: ROWS_AT_FIRST,
        errors: FieldErrors::none(),
        series,
        preview: None,
    };
    Ok(answer(ui, StatusCode::OK, access, form))
}

/// GET /admin/customers/{tenant}/invoices/{invoice}/edit
pub async fn show_edit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
) -> Result<Response, AppError> {
    let access = desk.0;
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let draft = invoices::find_with_lines(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let deposit = deposits::find(&mut tx, id).await?;
    drop(tx);
    if draft.invoice.status != InvoiceStatus::Draft {
        return Ok(see_other(&paths::admin_invoice(access.tenant, id)));
    }
    if draft.lines.len() > ROWS_MAX {
        return Err(AppError::BadRequest);
    }
    let series = load_series(&app, &access).await?;
    let mut typed = written(ui.locale, &draft);
    if let Some(deposit) = &deposit {
        write_deposit(ui.locale, &mut typed, deposit);
    }
    let rows = row_count(&typed);
    let form = DraftForm {
        id,
        is_new: false,
        typed,
        rows,
        errors: FieldErrors::none(),
        series,
        preview: Some(draft),
    };
    Ok(answer(ui, StatusCode::OK, access, form))
}

/// POST /admin/customers/{tenant}/invoices/new
pub async fn submit_new(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let id = typed.id("id").ok_or(AppError::BadRequest)?;
    submit(&app, desk, ui, id, true, typed).await
}

/// POST /admin/customers/{tenant}/invoices/{invoice}/edit
pub async fn submit_edit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice: id }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(desk.0.tenant).await?;
    invoices::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    submit(&app, desk, ui, id, false, typed).await
}

async fn submit(
    app: &App,
    desk: CustomerWrite,
    ui: Ui,
    id: InvoiceId,
    is_new: bool,
    typed: Typed,
) -> Result<Response, AppError> {
    let series = load_series(app, &desk.0).await?;
    let act = typed.get("do").to_owned();
    let mut rows = row_count(&typed);
    if act == "rows" {
        rows = (rows + ROWS_ADDED).min(ROWS_MAX);
    }
    let mut form =
        DraftForm { id, is_new, typed, rows, errors: FieldErrors::none(), series, preview: None };
    let language = &desk.0.profile.language;
    let outcome = match read_draft(ui.locale, &form, language) {
        Err(errors) => Err(errors),
        Ok(draft) => match act.as_str() {
            "save" | "finalize" => {
                match store(app, &desk, ui.locale, id, draft, act == "finalize").await? {
                    Ok(path) => return Ok(see_other(&path)),
                    Err(errors) => Err(errors),
                }
            }
            _ => preview(&desk.0, ui.locale, id, draft)?,
        },
    };
    let status = match outcome {
        Ok(preview) => {
            form.preview = Some(preview);
            StatusCode::OK
        }
        // More rows are wanted before the form is complete: not the time to complain.
        Err(_) if act == "rows" => StatusCode::OK,
        Err(errors) => {
            form.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Ok(answer(ui, status, desk.0, form))
}

/// What was typed.
struct Draft {
    terms: DraftTerms,
    lines: Vec<DraftLine>,
    deposit: Option<Deposit>,
}

fn read_draft(locale: Locale, form: &DraftForm, language: &str) -> Result<Draft, FieldErrors> {
    let (terms, lines) = read(locale, &form.typed, &form.series, language)?;
    let deposit = read_deposit(locale, &form.typed, terms.currency)?;
    Ok(Draft { terms, lines, deposit })
}

fn preview(
    access: &CustomerRead,
    locale: Locale,
    id: InvoiceId,
    draft: Draft,
) -> Result<Result<InvoiceWithLines, FieldErrors>, AppError> {
    let Draft { terms, lines, deposit } = draft;
    let priced = match price(access.tenant, access.now, id, terms, &lines) {
        Ok(priced) => priced,
        Err(error) => return draft_refusal(locale, error).map(Err),
    };
    let invoice = &priced.invoice;
    let fits = deposit
        .map(|deposit| deposit.fix(invoice.total, invoice.issued_on, invoice.due_on))
        .transpose();
    match fits {
        Ok(_) => Ok(Ok(priced)),
        Err(error) => deposit_refusal(locale, error).map(Err),
    }
}

/// Stores the draft, and finalises it when asked to; where the next page is.
async fn store(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    id: InvoiceId,
    draft: Draft,
    finalize: bool,
) -> Result<Result<String, FieldErrors>, AppError> {
    let page = paths::admin_invoice(desk.0.tenant, id);
    let Draft { terms, lines, deposit } = draft;
    let mut tx = desk.begin(app).await?;
    if let Err(error) = save(&mut tx, desk, id, terms, &lines).await {
        return match error {
            ReviseDraftError::NotFound => Err(AppError::NotFound),
            // Sent twice, and the first one finalised it: that page says how it stands.
            ReviseDraftError::Invoice(InvoiceError::NotDraft { .. }) => Ok(Ok(page)),
            ReviseDraftError::Invoice(error) => Err(AppError::internal(error)),
            ReviseDraftError::Draft(error) => draft_refusal(locale, error).map(Err),
            ReviseDraftError::Store(error) => Err(error.into()),
        };
    }
    match set_deposit(&mut tx, id, deposit.as_ref()).await {
        Ok(()) => {}
        Err(SetDepositError::Deposit(error)) => return deposit_refusal(locale, error).map(Err),
        Err(SetDepositError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    }
    if finalize {
        let actor = desk.0.staff.actor();
        match finalize_invoice(&mut tx, desk.0.now, &actor, id).await {
            Ok(_) => {}
            // Closed between the form and now: choose another.
            Err(FinalizeInvoiceError::NoSeries) => {
                let why = i18n::text(locale, "admin-refused-series-closed");
                return Ok(Err(FieldErrors::one("series", why)));
            }
            Err(FinalizeInvoiceError::Tax(ConvertTaxError::NoRate { .. })) => {
                let why = i18n::text(locale, "fx-refused-no-rate");
                return Ok(Err(FieldErrors::one("currency", why)));
            }
            Err(FinalizeInvoiceError::NotFound) => return Err(AppError::NotFound),
            Err(FinalizeInvoiceError::Store(error)) => return Err(error.into()),
            Err(error) => return Err(AppError::internal(error)),
        }
    }
    tx.commit().await?;
    let word = if finalize { "finalized" } else { "drafted" };
    Ok(Ok(format!("{page}?done={word}")))
}

/// A form that is sent again after its draft was stored (twice, or from the browser's history) changes
/// that draft and makes no second one.
async fn save(
    tx: &mut TenantTx,
    desk: &CustomerWrite,
    id: InvoiceId,
    terms: DraftTerms,
    lines: &[DraftLine],
) -> Result<InvoiceWithLines, ReviseDraftError> {
    match invoices::find(tx, id).await? {
        Some(_) => revise_draft(tx, desk.0.now, id, terms, lines).await,
        None => Ok(draft_invoice_as(tx, desk.0.now, id, terms, lines).await?),
    }
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: DraftForm) -> Response {
    let key = if form.is_new { "admin-new-invoice" } else { "admin-edit-draft" };
    let title = i18n::text(ui.locale, key);
    let heading = title.clone().into_owned();
    render::page(ui, status, &title, move || view(&access, heading, form))
}

fn view(access: &CustomerRead, heading: String, form: DraftForm) -> AnyView {
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    if form.series.is_empty() {
        return view! {
            <PageHead title=heading crumbs/>
            <Notice tone=Tone::Warning text=t("admin-draft-no-series")/>
        }
        .into_any();
    }
    let DraftForm { id, is_new, typed, rows, errors, series, preview } = form;
    let cancel = if is_new {
        paths::admin_customer(access.tenant)
    } else {
        paths::admin_invoice(access.tenant, id)
    };
    let terms = links::payment_terms(access.tenant);
    let fieldsets: Vec<_> = ROWS
        .iter()
        .take(rows)
        .enumerate()
        .map(|(no, names)| line_fields(no + 1, names, &typed, &errors))
        .collect();
    let more = (rows < ROWS_MAX).then(|| {
        view! { <button class="btn" name="do" value="rows">{t("admin-draft-add-rows")}</button> }
    });
    view! {
        <PageHead title=heading crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" novalidate>
            <OnceKey id=id.0/>
            <input r#type="hidden" name="rows" value=rows.to_string()/>
            // The first button is the one that Enter presses: it only shows.
            <button class="visually-hidden" name="do" value="preview" tabindex="-1" aria-hidden="true"></button>
            {terms_fields(series, &typed, &errors)}
            <p class="hint"><a href=terms>{t("admin-payment-terms")}</a></p>
            {deposit_fields(&typed, &errors)}
            {fieldsets}
            <div class="actions">
                <button class="btn" name="do" value="preview">{t("action-preview")}</button>
                {more}
            </div>
            {preview.map(totals)}
            <div class="actions actions-wide">
                <button class="btn btn-primary" name="do" value="save">{t("admin-draft-save")}</button>
                <a class="btn btn-quiet" href=cancel>{t("action-cancel")}</a>
            </div>
            <details class="confirm">
                <summary class="btn">{t("admin-draft-save-and-finalize")}"…"</summary>
                <div class="confirm-body">
                    <p>{t("admin-finalize-note")}</p>
                    <div class="actions"><button class="btn" name="do" value="finalize">{t("admin-draft-save-and-finalize")}</button></div>
                </div>
            </details>
        </form>
    }
    .into_any()
}
