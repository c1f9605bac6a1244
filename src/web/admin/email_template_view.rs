//! What the page of one mail's wording shows: the form, the whitelist, the preview, the history.

use crate::i18n::{Arg, Locale};
use crate::mail::templates::{
    BODY_LENGTH_MAX, Brand, MailKind, Rendered, SUBJECT_LENGTH_MAX, Wording, sample_values,
};
use crate::store::email_templates::StoredWording;
use crate::web::admin::email_templates::{is_unreadable, kind_name, language_name};
use crate::web::admin::parts::OnceKey;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextAreaField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// Lines of the text's field.
const BODY_ROWS: u32 = 14;

/// What is said after an act: (word in the address, tone, sentence).
const DONE: [(&str, Tone, &str); 6] = [
    ("saved", Tone::Success, "admin-template-done-saved"),
    ("unchanged", Tone::Info, "admin-template-done-unchanged"),
    ("restored", Tone::Success, "admin-template-done-restored"),
    ("changed", Tone::Warning, "admin-template-changed-meanwhile"),
    ("unreadable", Tone::Danger, "admin-template-done-unreadable"),
    ("test", Tone::Success, "admin-template-done-test"),
];

pub struct TemplatePage {
    pub kind: MailKind,
    pub locale: Locale,
    pub can_edit: bool,
    /// Where a test goes.
    pub own_address: String,
    pub brand: Brand,
    pub base_url: String,
    /// The version that was current when the form was made.
    pub known: i32,
    pub once: Uuid,
    /// What stands in the form.
    pub wording: Wording,
    pub errors: FieldErrors,
    pub said: Option<(Tone, &'static str)>,
    /// An earlier version that is looked at.
    pub viewed: Option<i32>,
    pub frame: Option<String>,
    pub preview: Option<Rendered>,
    /// The newest first.
    pub history: Vec<StoredWording>,
    pub names: HashMap<Uuid, String>,
}

impl TemplatePage {
    pub fn path(&self) -> String {
        paths::admin_email_template(self.kind.word(), self.locale.as_bcp47())
    }

    pub fn frame_path(&self) -> String {
        format!("{}/html", self.path())
    }

    /// The sentence for a word in the address; nothing for other words.
    pub fn done(&self, word: &str) -> Option<(Tone, &'static str)> {
        DONE.iter().find(|(known, ..)| *known == word).map(|(_, tone, key)| (*tone, *key))
    }
}

pub fn answer(ui: Ui, status: StatusCode, page: TemplatePage) -> Response {
    let kind = page.kind.word().replace('_', "-");
    let title = crate::i18n::text(ui.locale, &format!("admin-template-{kind}"));
    render::page(ui, status, &title, move || view(page))
}

fn view(page: TemplatePage) -> AnyView {
    let crumbs =
        vec![(paths::ADMIN_EMAIL_TEMPLATES.to_owned(), t("admin-templates-title").into_owned())];
    let title = kind_name(page.kind);
    let current = page.history.first();
    let state = match current {
        Some(stored) if stored.words.is_some() => {
            t_with("admin-template-version", &[("version", Arg::from(stored.version))])
        }
        _ => t("admin-template-built-in").into_owned(),
    };
    let sub = view! { {language_name(page.locale)}" · "{state} };
    let broken = current.filter(|stored| is_unreadable(page.kind, stored)).map(|_| {
        view! { <Notice tone=Tone::Danger text=t("admin-template-unreadable-note")/> }
    });
    let said = page.said.map(|(tone, key)| {
        let text = t_with(key, &[("address", Arg::from(page.own_address.as_str()))]);
        view! { <Notice tone text/> }
    });
    let viewed = page.viewed.map(|version| viewed_note(&page, version));
    let editing = if page.can_edit { form(&page) } else { words(&page.wording) };
    view! {
        {said}
        <PageHead title crumbs sub=sub.into_any()/>
        {broken}
        {viewed}
        <ErrorSummary errors=page.errors.clone()/>
        <div class="with-aside">
            <div class="stack stack-l">
                {editing}
                {preview(&page)}
            </div>
            <aside class="stack stack-l">
                {variables(&page)}
                {help()}
                {history(&page)}
            </aside>
        </div>
    }
    .into_any()
}

fn form(page: &TemplatePage) -> AnyView {
    let test = t_with("admin-template-test", &[("address", Arg::from(page.own_address.as_str()))]);
    view! {
        <form class="form" method="post" action=page.path() novalidate>
            <input r#type="hidden" name="known" value=page.known.to_string()/>
            <OnceKey name="once" id=page.once/>
            // The first button is the one that Enter presses: it only shows.
            <button class="visually-hidden" name="do" value="preview" tabindex="-1" aria-hidden="true"></button>
            <div class="stack">
                <TextField name="subject" label=t("admin-template-subject") value=page.wording.subject.clone() errors=page.errors.clone() max_length=length(SUBJECT_LENGTH_MAX) autocomplete="off"/>
                <TextAreaField name="body" label=t("admin-template-body") value=page.wording.body.clone() hint=t("admin-template-body-hint").into_owned() errors=page.errors.clone() max_length=length(BODY_LENGTH_MAX) rows=BODY_ROWS/>
            </div>
            <div class="actions actions-wide">
                <button class="btn btn-primary" name="do" value="save">{t("admin-template-save")}</button>
                <button class="btn" name="do" value="preview">{t("action-preview")}</button>
                <button class="btn" name="do" value="test">{test}</button>
            </div>
        </form>
    }
    .into_any()
}

fn length(max: usize) -> u32 {
    u32::try_from(max).unwrap_or(u32::MAX)
}

/// For those who may read and not change.
fn words(wording: &Wording) -> AnyView {
    view! {
        <section class="section" aria-labelledby="words">
            <div class="section-head"><h2 id="words">{t("admin-template-words")}</h2></div>
            <dl class="facts"><div><dt>{t("admin-template-subject")}</dt><dd>{wording.subject.clone()}</dd></div></dl>
            <pre class="code" tabindex="0"><code>{wording.body.clone()}</code></pre>
            <p class="small muted">{t("admin-template-read-only")}</p>
        </section>
    }
    .into_any()
}

fn viewed_note(page: &TemplatePage, version: i32) -> AnyView {
    let text = if version == 0 {
        t("admin-template-viewing-built-in").into_owned()
    } else {
        t_with("admin-template-viewing", &[("version", Arg::from(version))])
    };
    let restore = (page.can_edit && version != page.known).then(|| {
        view! {
            <form method="post" action=format!("{}/restore", page.path())>
                <input r#type="hidden" name="known" value=page.known.to_string()/>
                <input r#type="hidden" name="version" value=version.to_string()/>
                <button class="btn btn-small">{t("admin-template-restore")}</button>
            </form>
        }
    });
    view! { <div class="notice" data-tone="info" role="status"><div><p>{text}</p></div>{restore}</div> }
        .into_any()
}

fn preview(page: &TemplatePage) -> Option<AnyView> {
    let mail = page.preview.as_ref()?;
    let language = page.locale.as_bcp47();
    let frame = page.frame.clone().map(|src| {
        view! { <iframe class="mail-frame" sandbox="" src=src title=t("admin-template-as-html")></iframe> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="preview">
                <div class="section-head"><h2 id="preview">{t("admin-template-preview")}</h2></div>
                <dl class="facts"><div><dt>{t("admin-template-subject")}</dt><dd lang=language>{mail.subject.clone()}</dd></div></dl>
                {frame}
                <details class="more">
                    <summary>{t("admin-template-as-text")}</summary>
                    <pre class="code" tabindex="0" lang=language><code>{mail.text_body.clone()}</code></pre>
                </details>
            </section>
        }
        .into_any(),
    )
}

/// The whitelist, with what each value means and how it looks.
fn variables(page: &TemplatePage) -> AnyView {
    let values = sample_values(page.kind, page.locale, &page.brand, &page.base_url);
    let rows: Vec<_> = values
        .into_iter()
        .map(|(variable, value)| {
            let name = format!("{{{}}}", variable.word());
            let meaning = t(&format!("admin-variable-{}", variable.word().replace('_', "-")));
            let is_required = page.kind.required() == Some(variable);
            let required = is_required.then(|| view! { " "<span class="badge">{t("admin-variable-required")}</span> });
            view! {
                <div><dt><code>{name}</code>{required}</dt><dd>{meaning}<br/><span class="small muted" lang=page.locale.as_bcp47()>{value}</span></dd></div>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="variables">
            <div class="section-head"><h2 id="variables">{t("admin-template-variables")}</h2></div>
            <p class="small muted">{t("admin-template-variables-note")}</p>
            <dl class="facts">{rows}</dl>
        </section>
    }
    .into_any()
}

fn help() -> AnyView {
    let rules: Vec<_> = [
        ("admin-markup-paragraph", ""),
        ("admin-markup-bold", "**…**"),
        ("admin-markup-list", "- …"),
        ("admin-markup-link", "[…]({link})"),
        ("admin-markup-button", "[…]({link})"),
    ]
    .into_iter()
    .map(|(key, sign)| {
        let sign = (!sign.is_empty()).then(|| view! { <code>{sign}</code>" " });
        view! { <li>{sign}{t(key)}</li> }
    })
    .collect();
    view! {
        <section class="section" aria-labelledby="markup">
            <div class="section-head"><h2 id="markup">{t("admin-template-markup")}</h2></div>
            <ul class="prose small">{rules}</ul>
            <p class="small muted">{t("admin-template-frame-note")}</p>
        </section>
    }
    .into_any()
}

fn history(page: &TemplatePage) -> AnyView {
    let entries: Vec<_> = page.history.iter().map(|stored| version(page, stored)).collect();
    let built_in = format!("{}?version=0", page.path());
    let restore = (page.can_edit && page.history.first().is_some_and(|s| s.words.is_some())).then(|| {
        view! {
            <details class="confirm">
                <summary class="btn btn-small">{t("admin-template-restore-built-in")}"…"</summary>
                <form class="confirm-body" method="post" action=format!("{}/restore", page.path())>
                    <input r#type="hidden" name="known" value=page.known.to_string()/>
                    <input r#type="hidden" name="version" value="0"/>
                    <p>{t("admin-template-restore-confirm")}</p>
                    <div class="actions"><button class="btn btn-primary">{t("admin-template-restore-built-in")}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <section class="section" aria-labelledby="history">
            <div class="section-head"><h2 id="history">{t("admin-history")}</h2></div>
            <ul class="list">
                {entries}
                <li><div class="list-text"><a class="list-title" href=built_in>{t("admin-template-built-in")}</a></div></li>
            </ul>
            {restore}
        </section>
    }
    .into_any()
}

fn version(page: &TemplatePage, stored: &StoredWording) -> AnyView {
    let name = page.names.get(&stored.created_by).cloned().unwrap_or_default();
    let version = t_with("admin-template-version", &[("version", Arg::from(stored.version))]);
    let link = format!("{}?version={}", page.path(), stored.version);
    let restored =
        stored.words.is_none().then(|| view! { <small>{t("admin-template-went-back")}</small> });
    let at = stored.created_at;
    let current = (stored.version == page.history.first().map_or(0, |newest| newest.version)).then(
        || view! { " "<span class="badge" data-tone="accent">{t("admin-template-current")}</span> },
    );
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><a href=link>{version}</a>{current}</span>
                <small><bdi>{name}</bdi>", "<TimeText at/></small>
                {restored}
            </div>
        </li>
    }
    .into_any()
}
