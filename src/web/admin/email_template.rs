//! One mail's wording in one language: rewording it, seeing what readers would get, sending it to
//! oneself, going back. What the page shows is in `email_template_view`.

use crate::auth::StaffSession;
use crate::error::AppError;
use crate::flows::emails::save_wording::{SaveWordingError, save_wording};
use crate::i18n::{self, Locale};
use crate::jobs::{self, TestMail};
use crate::mail::templates::{
    Brand, Field, MailKind, Rendered, Template, Wording, WordingFault, sample,
};
use crate::state::App;
use crate::store::audit;
use crate::store::email_templates::{self, StoredWording};
use crate::web::admin::email_template_view::{TemplatePage, answer};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use uuid::Uuid;

/// Where the session keeps the text that is being previewed.
const DRAFT: &str = "email_template_draft";

/// As for captured mail: the mail's own styles, and nothing that runs, loads or leads anywhere.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; \
     frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

#[derive(Debug, Deserialize)]
pub struct TemplatePath {
    template: String,
    language: String,
}

impl TemplatePath {
    fn read(&self) -> Result<(MailKind, Locale), AppError> {
        let kind = self.template.parse().map_err(|_| AppError::NotFound)?;
        let exact = |locale: &Locale| locale.as_bcp47() == self.language;
        let locale = Locale::ALL.into_iter().find(exact).ok_or(AppError::NotFound)?;
        Ok((kind, locale))
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    /// A version of the history; 0 is the built-in wording.
    version: Option<i32>,
    /// The text that the session keeps under this id.
    draft: Option<Uuid>,
    #[serde(default)]
    done: String,
}

/// A text that was previewed and not saved.
#[derive(Serialize, Deserialize)]
struct Draft {
    id: Uuid,
    template: String,
    language: String,
    subject: String,
    body: String,
}

async fn history(
    app: &App,
    kind: MailKind,
    locale: Locale,
) -> Result<Vec<StoredWording>, AppError> {
    let mut tx = app.db.staff_read().await?;
    Ok(email_templates::history(&mut tx, kind.word(), locale.as_bcp47()).await?)
}

/// The words of a version; None when there is no such one.
fn version_of(
    kind: MailKind,
    locale: Locale,
    history: &[StoredWording],
    version: i32,
) -> Option<Wording> {
    if version == 0 {
        return Some(Wording::built_in(kind, locale));
    }
    let stored = history.iter().find(|stored| stored.version == version)?;
    Some(match &stored.words {
        Some((subject, body)) => Wording { subject: subject.clone(), body: body.clone() },
        None => Wording::built_in(kind, locale),
    })
}

async fn load(
    app: &App,
    staff: &StaffSession,
    (kind, locale): (MailKind, Locale),
) -> Result<TemplatePage, AppError> {
    let history = history(app, kind, locale).await?;
    let people: Vec<Uuid> = history.iter().map(|stored| stored.created_by).collect();
    let mut tx = app.db.staff_read().await?;
    let names = audit::names(&mut tx, &people, &[]).await?;
    let known = history.first().map_or(0, |stored| stored.version);
    let wording = version_of(kind, locale, &history, known);
    Ok(TemplatePage {
        kind,
        locale,
        can_edit: staff.role.can_change_settings(),
        own_address: staff.email.clone(),
        brand: Brand::of_operator(&app.operator_name),
        base_url: app.config.public_url.clone(),
        known,
        once: Uuid::now_v7(),
        wording: wording.unwrap_or_else(|| Wording::built_in(kind, locale)),
        errors: FieldErrors::none(),
        said: None,
        viewed: None,
        frame: None,
        preview: None,
        history,
        names,
    })
}

fn rendered(app: &App, kind: MailKind, locale: Locale, wording: &Wording) -> Option<Rendered> {
    let template = Template::read(kind, wording).ok()?;
    let brand = Brand::of_operator(&app.operator_name);
    Some(sample(kind, locale, &brand, &app.config.public_url, &template))
}

/// GET /admin/email-templates/{template}/{language}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<TemplatePath>,
    Query(shown): Query<Shown>,
) -> Result<Response, AppError> {
    let (kind, locale) = path.read()?;
    let mut page = load(&app, &staff, (kind, locale)).await?;
    if let Some(version) = shown.version {
        page.wording =
            version_of(kind, locale, &page.history, version).ok_or(AppError::NotFound)?;
        page.viewed = Some(version);
    }
    let version = shown.version.unwrap_or(page.known);
    page.frame = Some(format!("{}?version={version}", page.frame_path()));
    page.preview = rendered(&app, kind, locale, &page.wording);
    page.said = page.done(&shown.done);
    Ok(answer(ui, StatusCode::OK, page))
}

/// POST /admin/email-templates/{template}/{language}: preview, a test to oneself, or save.
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    session: Session,
    ui: Ui,
    Path(path): Path<TemplatePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (kind, locale) = path.read()?;
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let known: i32 = typed.get("known").parse().map_err(|_| AppError::BadRequest)?;
    let once: Uuid = typed.id("once").ok_or(AppError::BadRequest)?;
    let untrimmed = |name| typed.all(name).next().unwrap_or_default().to_owned();
    let wording = Wording { subject: untrimmed("subject"), body: untrimmed("body") };
    let mut page = load(&app, &staff, (kind, locale)).await?;
    page.known = known;
    page.once = once;
    page.wording = wording.clone();
    if let Err(faults) = Template::read(kind, &wording) {
        page.errors = field_errors(ui.locale, &faults);
        return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    match typed.get("do") {
        "save" => save(&app, &staff, ui, page).await,
        "test" => {
            send_test(&app, &staff, &page).await?;
            // The text may change before the next test, which is another one.
            page.once = Uuid::now_v7();
            page.said = page.done("test");
            preview(&app, &session, ui, page).await
        }
        _ => preview(&app, &session, ui, page).await,
    }
}

/// Enter in a field previews, too; the text is in nobody's mail until it is saved.
async fn preview(
    app: &App,
    session: &Session,
    ui: Ui,
    mut page: TemplatePage,
) -> Result<Response, AppError> {
    let draft = Draft {
        id: Uuid::now_v7(),
        template: page.kind.word().to_owned(),
        language: page.locale.as_bcp47().to_owned(),
        subject: page.wording.subject.clone(),
        body: page.wording.body.clone(),
    };
    session.insert(DRAFT, &draft).await.map_err(AppError::internal)?;
    page.frame = Some(format!("{}?draft={}", page.frame_path(), draft.id));
    page.preview = rendered(app, page.kind, page.locale, &page.wording);
    Ok(answer(ui, StatusCode::OK, page))
}

async fn save(
    app: &App,
    staff: &StaffSession,
    ui: Ui,
    mut page: TemplatePage,
) -> Result<Response, AppError> {
    let now = app.clock.now();
    let mut tx = app.db.operator(&staff.actor(), now).await?;
    let mail = (page.kind, page.locale);
    match save_wording(&mut tx, now, staff.person.0, mail, page.known, Some(&page.wording)).await {
        Ok(version) => {
            tx.commit().await?;
            let done = if version == page.known { "unchanged" } else { "saved" };
            Ok(see_other(&format!("{}?done={done}", page.path())))
        }
        Err(SaveWordingError::Faults(faults)) => {
            page.errors = field_errors(ui.locale, &faults);
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(SaveWordingError::ChangedMeanwhile) => {
            drop(tx);
            Ok(conflict(app, staff, ui, page).await?)
        }
        Err(SaveWordingError::Store(error)) => Err(error.into()),
    }
}

/// Somebody saved since the form was opened: theirs is shown beside ours, and saving again replaces it.
async fn conflict(
    app: &App,
    staff: &StaffSession,
    ui: Ui,
    typed: TemplatePage,
) -> Result<Response, AppError> {
    let mut page = load(app, staff, (typed.kind, typed.locale)).await?;
    page.wording = typed.wording;
    page.frame = Some(format!("{}?version={}", page.frame_path(), page.known));
    let theirs = version_of(page.kind, page.locale, &page.history, page.known);
    page.preview = theirs.and_then(|theirs| rendered(app, page.kind, page.locale, &theirs));
    page.errors.add("body", i18n::text(ui.locale, "admin-template-changed-meanwhile"));
    Ok(answer(ui, StatusCode::CONFLICT, page))
}

fn field_errors(locale: Locale, faults: &[WordingFault]) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for fault in faults {
        let field = match fault.field {
            Field::Subject => "subject",
            Field::Body => "body",
        };
        errors.add(field, fault.sentence(locale));
    }
    errors
}

/// Once per form, however often it is sent.
async fn send_test(app: &App, staff: &StaffSession, page: &TemplatePage) -> Result<(), AppError> {
    let mail = TestMail {
        email: staff.email.clone(),
        template: page.kind.word().to_owned(),
        language: page.locale.as_bcp47().to_owned(),
        subject: page.wording.subject.clone(),
        body: page.wording.body.clone(),
    };
    let now = app.clock.now();
    let mut tx = app.db.operator(&staff.actor(), now).await?;
    let key = format!("test_mail:{}", page.once);
    jobs::enqueue_once(&mut tx, now, &key, &mail.into()).await?;
    Ok(tx.commit().await?)
}

/// POST /admin/email-templates/{template}/{language}/restore
pub async fn restore(
    State(app): State<App>,
    staff: StaffSession,
    Path(path): Path<TemplatePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (kind, locale) = path.read()?;
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let number = |name| typed.get(name).parse::<i32>().map_err(|_| AppError::BadRequest);
    let (known, version) = (number("known")?, number("version")?);
    let history = history(&app, kind, locale).await?;
    let is_built_in = version == 0
        || history.iter().any(|stored| stored.version == version && stored.words.is_none());
    let wording = if is_built_in {
        None
    } else {
        Some(version_of(kind, locale, &history, version).ok_or(AppError::NotFound)?)
    };
    let now = app.clock.now();
    let mut tx = app.db.operator(&staff.actor(), now).await?;
    let saved =
        save_wording(&mut tx, now, staff.person.0, (kind, locale), known, wording.as_ref()).await;
    let done = match saved {
        Ok(saved) => {
            tx.commit().await?;
            if saved == known { "unchanged" } else { "restored" }
        }
        Err(SaveWordingError::Faults(_)) => "unreadable",
        Err(SaveWordingError::ChangedMeanwhile) => "changed",
        Err(SaveWordingError::Store(error)) => return Err(error.into()),
    };
    let page = paths::admin_email_template(kind.word(), locale.as_bcp47());
    Ok(see_other(&format!("{page}?done={done}")))
}

/// GET /admin/email-templates/{template}/{language}/html: the mail as HTML, for the page's frame.
pub async fn html(
    State(app): State<App>,
    _staff: StaffSession,
    session: Session,
    Path(path): Path<TemplatePath>,
    Query(shown): Query<Shown>,
) -> Result<Response, AppError> {
    let (kind, locale) = path.read()?;
    let wording = match shown.draft {
        Some(id) => {
            let draft: Option<Draft> = session.get(DRAFT).await.map_err(AppError::internal)?;
            draft
                .filter(|draft| {
                    let (template, language) = (kind.word(), locale.as_bcp47());
                    draft.id == id && draft.template == template && draft.language == language
                })
                .map(|draft| Wording { subject: draft.subject, body: draft.body })
        }
        None => {
            let history = history(&app, kind, locale).await?;
            let current = history.first().map_or(0, |stored| stored.version);
            version_of(kind, locale, &history, shown.version.unwrap_or(current))
        }
    };
    let wording = wording.ok_or(AppError::NotFound)?;
    // A version that no longer reads has no looks; what is sent in its place is the built-in one.
    let mail = rendered(&app, kind, locale, &wording)
        .or_else(|| rendered(&app, kind, locale, &Wording::built_in(kind, locale)))
        .ok_or(AppError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_POLICY)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, mail.html_body).into_response())
}
