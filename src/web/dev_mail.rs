//! The mail that a sandbox captured instead of sending (row C6). Open to anybody who reaches the
//! sandbox, because the link that signs somebody in arrives here; in a live deployment there is no such
//! page.

use crate::error::AppError;
use crate::i18n;
use crate::mail::{CapturedMail, MailFolder};
use crate::state::App;
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::ui::{Ui, Viewer, t};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use std::io;

/// Messages listed.
const LISTED: usize = 100;

/// A message's HTML brings its own styles and nothing else: no script, no request, no form, no window.
/// Only our own reader may frame it.
const MESSAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; \
     frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

/// # Errors  `NotFound` outside of sandboxes, and when mail really leaves.
fn folder(app: &App) -> Result<&MailFolder, AppError> {
    let folder = app.work.mailer.captured_folder();
    folder.filter(|_| app.is_sandbox).ok_or(AppError::NotFound)
}

fn unreadable(error: io::Error) -> AppError {
    AppError::internal(error)
}

async fn find(app: &App, id: &str) -> Result<CapturedMail, AppError> {
    folder(app)?.read(id).await.map_err(unreadable)?.ok_or(AppError::NotFound)
}

/// GET /dev/mail
pub async fn list(State(app): State<App>, ui: Ui) -> Result<Response, AppError> {
    let mails = folder(&app)?.list(LISTED).await.map_err(unreadable)?;
    Ok(answer(ui, mails, None, Vec::new()))
}

/// GET /dev/mail/{id}
pub async fn read(
    State(app): State<App>,
    ui: Ui,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let mail = find(&app, &id).await?;
    let mails = folder(&app)?.list(LISTED).await.map_err(unreadable)?;
    let links = own_links(&mail.text, &app.config.public_url);
    Ok(answer(ui, mails, Some(mail), links))
}

/// GET /dev/mail/{id}/html
pub async fn html(State(app): State<App>, Path(id): Path<String>) -> Result<Response, AppError> {
    let mail = find(&app, &id).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MESSAGE_POLICY)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, mail.html).into_response())
}

/// GET /dev/mail/{id}/attachments/{number}
pub async fn attachment(
    State(app): State<App>,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, AppError> {
    let mut attachments = find(&app, &id).await?.attachments;
    if number >= attachments.len() {
        return Err(AppError::NotFound);
    }
    let file = attachments.swap_remove(number);
    let disposition = format!("attachment; filename=\"{}\"", safe_file_name(&file.file_name));
    let disposition = HeaderValue::try_from(disposition).map_err(AppError::internal)?;
    // Whatever it claims to be, a browser shall only store it.
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file.bytes).into_response())
}

fn safe_file_name(name: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if keep(c) { c } else { '-' }).collect()
}

/// The addresses of this deployment in a message. They stand beside the message, because inside its
/// frame nothing can be followed.
fn own_links(text: &str, public_url: &str) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c| matches!(c, '<' | '>' | '(' | ')' | ',' | '.'));
        let is_ours = word
            .strip_prefix(public_url)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_ours && !links.iter().any(|known| known == word) {
            links.push(word.to_owned());
        }
    }
    links
}

fn answer(
    ui: Ui,
    mails: Vec<CapturedMail>,
    chosen: Option<CapturedMail>,
    links: Vec<String>,
) -> Response {
    let title = i18n::text(ui.locale, "mailbox-title");
    let is_stranger = matches!(ui.viewer, Viewer::Nobody);
    let body = move || view(mails, chosen, links);
    if is_stranger {
        render::gate(ui, StatusCode::OK, &title, body)
    } else {
        render::page(ui, StatusCode::OK, &title, body)
    }
}

fn view(mails: Vec<CapturedMail>, chosen: Option<CapturedMail>, links: Vec<String>) -> AnyView {
    let chosen_id = chosen.as_ref().map(|mail| mail.id.clone());
    let content = if mails.is_empty() {
        view! { <Empty title=t("mailbox-empty") text=t("mailbox-empty-text")/> }.into_any()
    } else {
        let entries: Vec<_> =
            mails.into_iter().map(|mail| entry(mail, chosen_id.as_deref())).collect();
        let message = chosen.map(|mail| message(mail, links));
        view! { <div class="mail"><ul class="mail-list">{entries}</ul>{message}</div> }.into_any()
    };
    view! {
        <PageHead title=t("mailbox-title")/>
        <Notice tone=Tone::Info text=t("mailbox-note")/>
        {content}
    }
    .into_any()
}

fn path(id: &str) -> String {
    format!("{}/{id}", paths::MAIL)
}

fn entry(mail: CapturedMail, chosen: Option<&str>) -> AnyView {
    let current = (chosen == Some(mail.id.as_str())).then_some("true");
    let at = mail.sent_at.map(|at| view! { <small><TimeText at/></small> });
    view! {
        <li>
            <a href=path(&mail.id) aria-current=current>
                <strong class="truncate">{mail.subject}</strong>
                {at}
                <small class="truncate">{mail.to}</small>
            </a>
        </li>
    }
    .into_any()
}

fn message(mail: CapturedMail, links: Vec<String>) -> AnyView {
    let files: Vec<_> = mail
        .attachments
        .iter()
        .enumerate()
        .map(|(number, file)| {
            let path = format!("{}/attachments/{number}", path(&mail.id));
            view! { <li><a href=path download="">{file.file_name.clone()}" "<small>{file.content_type.clone()}</small></a></li> }
        })
        .collect();
    let files = (!files.is_empty()).then(|| view! { <ul class="documents">{files}</ul> });
    let links: Vec<_> = links
        .into_iter()
        .map(|link| view! { <li><a class="truncate" href=link.clone()>{link.clone()}</a></li> })
        .collect();
    let links = (!links.is_empty()).then(|| {
        view! { <div class="stack stack-s"><h3>{t("mailbox-links")}</h3><ul>{links}</ul></div> }
    });
    let reply_to = (!mail.reply_to.is_empty())
        .then(|| view! { <div><dt>{t("mailbox-reply-to")}</dt><dd>{mail.reply_to}</dd></div> });
    let sent_at = mail
        .sent_at
        .map(|at| view! { <div><dt>{t("mailbox-sent-at")}</dt><dd><TimeText at/></dd></div> });
    let frame = format!("{}/html", path(&mail.id));
    view! {
        <article class="mail-message">
            <h2>{mail.subject}</h2>
            <dl class="facts">
                <div><dt>{t("mailbox-from")}</dt><dd>{mail.from}</dd></div>
                <div><dt>{t("mailbox-to")}</dt><dd>{mail.to}</dd></div>
                {reply_to}
                {sent_at}
            </dl>
            {links}
            {files}
            <iframe class="mail-frame" sandbox="" src=frame title=t("mailbox-body")></iframe>
            <details class="more"><summary>{t("mailbox-as-text")}</summary><pre class="code" tabindex="0"><code>{mail.text}</code></pre></details>
        </article>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_deployment_are_offered() {
        let text = "Sign in: http://127.0.0.1:8080/sign-in/abc.\nNot http://127.0.0.1:80809/x or http://evil.example/\nhttp://127.0.0.1:8080/sign-in/abc";
        assert_eq!(own_links(text, "http://127.0.0.1:8080"), ["http://127.0.0.1:8080/sign-in/abc"]);
    }

    #[test]
    fn a_file_name_cannot_leave_its_header() {
        assert_eq!(safe_file_name("LUM-1.pdf"), "LUM-1.pdf");
        assert_eq!(safe_file_name("a\"\r\nX: y/../z"), "a---X--y-..-z");
    }
}
