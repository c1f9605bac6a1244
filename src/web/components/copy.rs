//! Text for machines that somebody will want to paste elsewhere.

use crate::i18n::Arg;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// The text with a button that copies it; without script one click selects the whole.
#[component]
pub fn CopyText(
    #[prop(into)] text: String,
    /// What is copied, for those who hear the button only.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let said = t_with("action-copy-what", &[("what", Arg::from(label))]);
    view! {
        <span class="copy">
            <code>{text.clone()}</code>
            <button class="btn btn-small btn-quiet" r#type="button" data-copy=text data-copied=t("action-copied")
                aria-label=said hidden=true>{t("action-copy")}</button>
        </span>
    }
}
