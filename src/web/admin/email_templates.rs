//! The wordings of all mails, in every language: built-in, or an operator's own (row C6).

use crate::auth::StaffSession;
use crate::error::AppError;
use crate::i18n::{self, Arg, Locale};
use crate::mail::templates::{MailKind, Template, Wording};
use crate::state::App;
use crate::store::email_templates::{self, StoredWording};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::render;
use crate::web::ui::{Ui, t, t_with};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// GET /admin/email-templates
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let stored = email_templates::all_current(&mut tx).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "admin-templates-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&stored)))
}

/// What the mail is called.
#[must_use]
pub fn kind_name(kind: MailKind) -> String {
    t(&format!("admin-template-{}", kind.word().replace('_', "-"))).into_owned()
}

#[must_use]
pub fn language_name(locale: Locale) -> String {
    t(&format!("language-{}", locale.as_bcp47())).into_owned()
}

/// The current wording that does not read any more; then the built-in one is sent.
#[must_use]
pub fn is_unreadable(kind: MailKind, stored: &StoredWording) -> bool {
    stored.words.as_ref().is_some_and(|(subject, body)| {
        let wording = Wording { subject: subject.clone(), body: body.clone() };
        Template::read(kind, &wording).is_err()
    })
}

fn view(stored: &[StoredWording]) -> AnyView {
    let rows: Vec<_> = MailKind::ALL
        .into_iter()
        .flat_map(|kind| Locale::ALL.into_iter().map(move |locale| (kind, locale)))
        .map(|(kind, locale)| {
            let stored = stored.iter().find(|stored| {
                stored.template == kind.word() && stored.language == locale.as_bcp47()
            });
            row(kind, locale, stored)
        })
        .collect();
    view! {
        <PageHead title=t("admin-templates-title") sub=t("admin-templates-sub").into_any()/>
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-templates-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-template-mail")}</th>
                    <th scope="col">{t("admin-template-language")}</th>
                    <th scope="col">{t("admin-template-saved-at")}</th>
                    <th scope="col">{t("admin-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(kind: MailKind, locale: Locale, stored: Option<&StoredWording>) -> AnyView {
    let path = paths::admin_email_template(kind.word(), locale.as_bcp47());
    let (tone, state) = match stored {
        Some(stored) if is_unreadable(kind, stored) => ("danger", "admin-template-unreadable"),
        Some(stored) if stored.words.is_some() => ("accent", "admin-template-edited"),
        _ => ("neutral", "admin-template-built-in"),
    };
    let saved = stored.map(|stored| {
        let version = t_with("admin-template-version", &[("version", Arg::from(stored.version))]);
        let at = stored.created_at;
        view! { <td class="meta" data-label=t("admin-template-saved-at")><TimeText at/>" · "{version}</td> }
            .into_any()
    });
    let saved = saved.unwrap_or_else(|| view! { <td class="meta wide-only"></td> }.into_any());
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=path>{kind_name(kind)}</a></th>
            <td class="meta" data-label=t("admin-template-language")>{language_name(locale)}</td>
            {saved}
            <td class="state"><span class="badge" data-tone=tone>{t(state)}</span></td>
        </tr>
    }
    .into_any()
}
