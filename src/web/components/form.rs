//! Form fields that keep what was typed and say what is wrong with it, where it is wrong.

use crate::i18n::Arg;
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

/// What is wrong with a submitted form: (field's id, sentence), in the form's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One sentence about one field.
    #[must_use]
    pub fn one(field: &'static str, sentence: impl Into<String>) -> Self {
        Self(vec![(field, sentence.into())])
    }

    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.0.push((field, sentence.into()));
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first sentence about this field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.clone())
    }

    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == field)
    }
}

/// Stands before a form that was refused (422); takes the focus and links to each field.
#[component]
pub fn ErrorSummary(errors: FieldErrors) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let count = i64::try_from(errors.0.len()).unwrap_or(i64::MAX);
        let items: Vec<_> = errors
            .0
            .into_iter()
            .map(|(field, sentence)| view! { <li><a href=format!("#{field}")>{sentence}</a></li> })
            .collect();
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus=true>
                <h2>{t_with("form-errors-title", &[("count", Arg::from(count))])}</h2>
                <ul>{items}</ul>
            </div>
        }
    })
}

/// A one-line input with label, hint and error.
#[component]
pub fn TextField(
    /// Both the element's id and the name it is submitted under.
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    errors: FieldErrors,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] optional: bool,
    /// For amounts: the input is aligned like a column of numbers.
    #[prop(optional)]
    numeric: bool,
    #[prop(optional)] short: bool,
    #[prop(default = 200)] max_length: u32,
) -> impl IntoView {
    let described_by = described_by(name, hint.is_some(), errors.has(name));
    let class = match (numeric, short) {
        (true, _) => "input num input-short",
        (false, true) => "input input-short",
        _ => "input",
    };
    view! {
        <div class="field">
            <FieldLabel name label optional/>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name errors=errors.clone()/>
            <input class=class id=name name=name r#type=kind value=value autocomplete=autocomplete
                inputmode=inputmode maxlength=max_length.to_string() required=!optional
                aria-describedby=described_by aria-invalid=errors.has(name).then_some("true")/>
        </div>
    }
}

/// A choice among (value, text).
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(into)] selected: String,
    errors: FieldErrors,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let described_by = described_by(name, hint.is_some(), errors.has(name));
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, text)| {
            let is_selected = value == selected;
            view! { <option value=value selected=is_selected>{text}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <FieldLabel name label optional/>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name errors=errors.clone()/>
            <select class="input" id=name name=name autocomplete=autocomplete required=!optional
                aria-describedby=described_by aria-invalid=errors.has(name).then_some("true")>
                {options}
            </select>
        </div>
    }
}

/// A text of several lines.
#[component]
pub fn TextAreaField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    errors: FieldErrors,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(default = 2000)] max_length: u32,
    /// Lines shown; without it the style decides.
    #[prop(optional)]
    rows: Option<u32>,
) -> impl IntoView {
    let described_by = described_by(name, hint.is_some(), errors.has(name));
    view! {
        <div class="field">
            <FieldLabel name label optional/>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name errors=errors.clone()/>
            <textarea class="input" id=name name=name rows=rows.map(|rows| rows.to_string()) maxlength=max_length.to_string() required=!optional
                aria-describedby=described_by aria-invalid=errors.has(name).then_some("true")>{escaped(&value)}</textarea>
        </div>
    }
}

/// Text as the content of a `textarea`. Leptos (0.8) escapes text everywhere but there, so that what somebody
/// typed could end the element and go on as markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[component]
fn FieldLabel(name: &'static str, label: String, optional: bool) -> impl IntoView {
    let mark = optional.then(|| view! { " "<span class="optional">{t("form-optional")}</span> });
    view! { <label r#for=name>{label}{mark}</label> }
}

#[component]
fn FieldError(name: &'static str, errors: FieldErrors) -> impl IntoView {
    errors
        .of(name)
        .map(|sentence| view! { <p class="error" id=format!("{name}-error")>{sentence}</p> })
}

fn described_by(name: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let hint = has_hint.then(|| format!("{name}-hint"));
    let error = has_error.then(|| format!("{name}-error"));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_into_a_text_area_stays_text() {
        let typed = "</textarea><form action=\"//evil.example\">&amp;";
        let html = view! {
            <TextAreaField name="memo" label="" value=typed errors=FieldErrors::none()/>
        }
        .to_html();
        assert!(html.contains("&lt;/textarea&gt;&lt;form action"), "{html}");
        assert!(html.contains("&amp;amp;</textarea>"), "{html}");
        assert_eq!(
            html.matches("<form").count() + html.matches("</textarea>").count(),
            1,
            "{html}"
        );
    }
}
