//! The two pages of a version that is being written: its fields, and what they would become.

use super::fields::{component_fields, terms_fields};
use super::names::COMPONENTS;
use super::review::{component_table, entitlement_lists, example_sections, tries};
use super::text::VersionText;
use super::words::{days_text, interval_text};
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::plan::CatalogueVersion;
use crate::flows::subscriptions::publish_plan::CatalogueEntry;
use crate::i18n::{self, Arg, Locale};
use crate::web::admin::parts::OnceKey;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::render;
use crate::web::ui::{Ui, date, t};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

/// What the form is for.
pub enum About {
    NewPlan,
    /// A further version of a plan that exists: its versions.
    Plan(PlanId, Vec<CatalogueVersion>),
}

/// Which of the two pages.
pub enum Step {
    Typing { errors: FieldErrors, notice: Option<&'static str> },
    Looking { entry: Box<CatalogueEntry>, notice: Option<&'static str> },
}

/// The form as it is answered.
pub struct FormPage {
    pub about: About,
    pub id: PlanVersionId,
    pub text: VersionText,
    pub step: Step,
}

/// Names what was looked at: another word in it, another digest. Whose it is and when do not count.
pub fn digest(entry: &CatalogueEntry) -> String {
    let version = &entry.version;
    let said = serde_json::json!([
        version.code,
        entry.kind.word(),
        version.name,
        entry.description,
        version.currency.code(),
        version.interval.unit.word(),
        version.interval.count,
        version.trial_days,
        version.components,
        version.effective_on.to_string(),
        entry.entitlements,
        entry.is_offered,
    ]);
    let hash = Sha256::digest(said.to_string().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

type Crumbs = Vec<(String, String)>;

fn way_back(about: &About) -> (Crumbs, String) {
    let mut crumbs = vec![(paths::ADMIN_PLANS.to_owned(), t("plans-title").into_owned())];
    match about {
        About::NewPlan => (crumbs, paths::ADMIN_PLANS.to_owned()),
        About::Plan(plan, versions) => {
            let path = paths::admin_plan(*plan);
            let name = versions.first().map_or("", |one| one.version.name.as_str());
            crumbs.push((path.clone(), name.to_owned()));
            (crumbs, path)
        }
    }
}

fn steps(at: usize) -> AnyView {
    let steps: Vec<_> = ["plans-step-write", "plans-step-review", "plans-step-published"]
        .into_iter()
        .enumerate()
        .map(|(no, key)| view! { <li aria-current=(no == at).then_some("step")>{t(key)}</li> })
        .collect();
    view! { <ol class="steps">{steps}</ol> }.into_any()
}

impl FormPage {
    pub fn answer(self, ui: Ui, status: StatusCode) -> Response {
        let title = match &self.about {
            About::NewPlan => i18n::text(ui.locale, "plans-new").into_owned(),
            About::Plan(_, versions) => {
                let name = versions.first().map_or("", |one| one.version.name.as_str());
                i18n::text_with(ui.locale, "plans-new-version-of", &[("plan", Arg::from(name))])
            }
        };
        let locale = ui.locale;
        render::page(ui, status, &title.clone(), move || match &self.step {
            Step::Typing { errors, notice } => self.typing(title, errors, *notice),
            Step::Looking { entry, notice } => self.looking(locale, title, entry, *notice),
        })
    }

    fn typing(&self, title: String, errors: &FieldErrors, notice: Option<&str>) -> AnyView {
        let (crumbs, cancel) = way_back(&self.about);
        let is_new = matches!(self.about, About::NewPlan);
        let notice = notice.map(|key| view! { <Notice tone=Tone::Info text=t(key)/> });
        view! {
            <PageHead title crumbs/>
            {steps(0)}
            {notice}
            <ErrorSummary errors=errors.clone()/>
            <form class="form" method="post" novalidate>
                <OnceKey id=self.id.0/>
                // The first button is the one that Enter presses: it only shows.
                <button class="visually-hidden" name="do" value="preview" tabindex="-1" aria-hidden="true"></button>
                {terms_fields(&self.text, is_new, errors)}
                {component_fields(&self.text, errors)}
                <div class="actions actions-wide">
                    <button class="btn btn-primary" name="do" value="preview">{t("plans-review")}</button>
                    <a class="btn btn-quiet" href=cancel>{t("action-cancel")}</a>
                </div>
            </form>
        }
        .into_any()
    }

    fn looking(
        &self,
        locale: Locale,
        title: String,
        entry: &CatalogueEntry,
        notice: Option<&str>,
    ) -> AnyView {
        let (crumbs, cancel) = way_back(&self.about);
        let (version, currency) = (&entry.version, entry.version.currency);
        let notice = notice.map(|key| view! { <Notice tone=Tone::Danger text=t(key)/> });
        let further = |at: usize| {
            let typed = self.text.components.get(at).map_or("", |one| one.tries.as_str());
            let field = view! {
                <TextField name=&COMPONENTS[at].tries label=t("plans-tries") value=typed hint=t("plans-tries-hint") errors=FieldErrors::none() optional=true/>
            };
            (tries(locale, typed), Some(field.into_any()))
        };
        view! {
            <PageHead title crumbs/>
            {steps(1)}
            {notice}
            <form class="stack stack-l" method="post" novalidate>
                <OnceKey id=self.id.0/>
                <input r#type="hidden" name="seen" value=digest(entry)/>
                {self.hidden_fields()}
                <button class="visually-hidden" name="do" value="preview" tabindex="-1" aria-hidden="true"></button>
                {facts(entry)}
                {component_table(&version.components, currency)}
                <section class="section" aria-labelledby="grants">
                    <div class="section-head"><h2 id="grants">{t("plans-grants")}</h2></div>
                    {entitlement_lists(&entry.entitlements)}
                </section>
                <section class="section" aria-labelledby="examples">
                    <div class="section-head"><h2 id="examples">{t("plans-examples")}</h2></div>
                    <p class="muted">{t("plans-examples-note")}</p>
                    {example_sections(&version.components, currency, further)}
                    <div class="actions"><button class="btn" name="do" value="preview">{t("plans-compute")}</button></div>
                </section>
                <p>{t("plans-publish-note")}</p>
                <div class="actions actions-wide">
                    <button class="btn btn-primary" name="do" value="publish">{t("plans-publish")}</button>
                    <button class="btn" name="do" value="edit">{t("plans-go-back")}</button>
                    <a class="btn btn-quiet" href=cancel>{t("action-cancel")}</a>
                </div>
            </form>
        }
        .into_any()
    }

    /// What was typed, out of sight; the quantities to try have a field of their own.
    fn hidden_fields(&self) -> AnyView {
        let tries: Vec<&str> = COMPONENTS.iter().map(|names| names.tries.as_str()).collect();
        let hidden: Vec<_> = self
            .text
            .fields()
            .into_iter()
            .filter(|(name, _)| !tries.contains(name))
            .map(|(name, value)| view! { <input r#type="hidden" name=name value=value/> })
            .collect();
        hidden.into_any()
    }
}

fn facts(entry: &CatalogueEntry) -> AnyView {
    let version = &entry.version;
    let offer = format!("{}, {}", version.currency.code(), interval_text(version.interval));
    let offered = if entry.is_offered { "plans-offered" } else { "plans-not-offered" };
    view! {
        <dl class="facts">
            <div><dt>{t("plans-name")}</dt><dd><bdi>{version.name.clone()}</bdi>" "<code>{version.code.clone()}</code></dd></div>
            <div><dt>{t("plans-offer")}</dt><dd>{offer}</dd></div>
            <div><dt>{t("plans-effective-on")}</dt><dd>{date(version.effective_on)}</dd></div>
            <div><dt>{t("plans-trial")}</dt><dd>{days_text(version.trial_days)}</dd></div>
            <div><dt>{t("plans-self-service")}</dt><dd>{t(offered)}</dd></div>
        </dl>
    }
    .into_any()
}
