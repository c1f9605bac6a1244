//! Page heads, notices, empty states and pagers.

use crate::web::ui::t;
use leptos::prelude::*;

/// The head of a page: crumbs (none on the first level), title, a line under it, actions.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    /// Parents: (path, text), from the first level down.
    #[prop(optional)]
    crumbs: Vec<(String, String)>,
    #[prop(optional, into)] badge: Option<AnyView>,
    #[prop(optional, into)] sub: Option<AnyView>,
    #[prop(optional, into)] actions: Option<AnyView>,
) -> impl IntoView {
    let trail = (!crumbs.is_empty()).then(|| {
        let parents: Vec<_> = crumbs
            .into_iter()
            .map(|(path, text)| view! { <li><a href=path>{text}</a></li> })
            .collect();
        view! {
            <nav class="crumbs" aria-label=t("nav-breadcrumb")>
                <ol>{parents}<li aria-current="page">{title.clone()}</li></ol>
            </nav>
        }
    });
    view! {
        <header class="page-head">
            {trail}
            <div>
                <h1 class="page-title"><bdi>{title}</bdi>" "{badge}</h1>
                {sub.map(|sub| view! { <p class="page-sub">{sub}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="actions no-print">{actions}</div> })}
        </header>
    }
}

/// What a notice is about; decides its colour and how it is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Success,
    Info,
    Warning,
    Danger,
}

/// A sentence that answers what the reader just did, or warns.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    let (word, role) = match tone {
        Tone::Success => ("success", "status"),
        Tone::Info => ("info", "status"),
        Tone::Warning => ("warning", "status"),
        Tone::Danger => ("danger", "alert"),
    };
    view! { <div class="notice" data-tone=word role=role><div><p>{text}</p></div></div> }
}

/// A list without entries: says why, and what to do.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// (path, text) of the way on.
    #[prop(optional)]
    action: Option<(String, String)>,
) -> impl IntoView {
    let action = action.map(|(path, text)| {
        view! { <div class="actions"><a class="btn" href=path>{text}</a></div> }
    });
    view! { <div class="empty"><h2>{title}</h2><p>{text}</p>{action}</div> }
}

/// Links to the neighbouring pages of a list; a direction without a page is left out.
#[component]
pub fn Pager(
    #[prop(into)] summary: String,
    newer: Option<String>,
    older: Option<String>,
) -> impl IntoView {
    let newer = newer
        .map(|href| view! { <a class="btn btn-small" href=href rel="prev">{t("pager-newer")}</a> });
    let older = older
        .map(|href| view! { <a class="btn btn-small" href=href rel="next">{t("pager-older")}</a> });
    view! {
        <nav class="pager" aria-label=t("pager-label")>
            <span>{summary}</span>
            <div class="actions">{newer}{older}</div>
        </nav>
    }
}
