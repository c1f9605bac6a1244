//! `/settings/phone`: whether one gets text messages about this customer, and on which number. Typing in
//! the code that was sent there is the consent.

use crate::auth::{Auth, Client, CustomerSession};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::sms::ConsentReason;
use crate::error::AppError;
use crate::flows::sms::consent::{self, ConsentError};
use crate::i18n::{Arg, text, text_with};
use crate::state::App;
use crate::store::sms_consents::{self, Consent};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::sign_in::{Wait, retry_after};
use crate::web::ui::{Ui, date_time, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct PhoneQuery {
    /// What the form before this page did.
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Verified,
    Ended,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum PhoneForm {
    SendCode {
        #[serde(default)]
        number: String,
        #[serde(default)]
        consent: String,
    },
    Verify {
        #[serde(default)]
        code: String,
    },
    TurnOff,
}

/// What the page shows.
struct Loaded {
    consent: Option<Consent>,
    /// A code is on its way to this number.
    waits_for: Option<PhoneNumber>,
    is_offered: bool,
    tenant_name: String,
}

async fn load(app: &App, customer: &CustomerSession, ui: &Ui) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let code = sms_consents::code(&mut tx, customer.person).await?;
    Ok(Loaded {
        consent: sms_consents::of_person(&mut tx, customer.person).await?,
        waits_for: code.filter(|code| ui.now < code.expires_at).map(|code| code.number),
        is_offered: app.work.sms.is_some(),
        tenant_name: customer.tenant_name.clone(),
    })
}

/// GET /settings/phone
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<PhoneQuery>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, &ui).await?;
    let notice = query.done.map(|done| match done {
        Done::Verified => "phone-done-verified",
        Done::Ended => "phone-done-ended",
    });
    Ok(page(ui, StatusCode::OK, loaded, notice, Typed::default()))
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    number: String,
    has_consented: bool,
    errors: FieldErrors,
}

/// POST /settings/phone
pub async fn submit(
    State(app): State<App>,
    State(auth): State<Auth>,
    client: Client,
    customer: CustomerSession,
    ui: Ui,
    Form(form): Form<PhoneForm>,
) -> Result<Response, AppError> {
    if app.work.sms.is_none() {
        return Err(AppError::NotFound);
    }
    let mut typed = Typed::default();
    let result = match form {
        PhoneForm::SendCode { number, consent } => {
            let parsed = number.parse::<PhoneNumber>();
            typed = Typed { number, has_consented: !consent.is_empty(), ..typed };
            if parsed.is_err() {
                typed.errors.add("number", text(ui.locale, "phone-error-number"));
            }
            if !typed.has_consented {
                typed.errors.add("consent", text(ui.locale, "phone-consent-needed"));
            }
            let (Ok(number), true) = (parsed, typed.errors.is_empty()) else {
                let loaded = load(&app, &customer, &ui).await?;
                return Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, None, typed));
            };
            let sender = app.operator_name.to_string();
            let sent = consent::send_code(&auth, &client, &customer, &number, &sender).await;
            sent.map(|()| paths::PHONE.to_owned())
        }
        PhoneForm::Verify { code } => {
            let verified = consent::verify(&app.db, ui.now, &client, &customer, &code).await;
            verified.map(|()| format!("{}?done=verified", paths::PHONE))
        }
        PhoneForm::TurnOff => {
            let ended = consent::withdraw(&app.db, ui.now, &client, &customer).await;
            ended.map(|()| format!("{}?done=ended", paths::PHONE))
        }
    };
    match result {
        Ok(path) => Ok(render::see_other(&path)),
        Err(ConsentError::WrongCode) => {
            typed.errors.add("code", text(ui.locale, "phone-error-code"));
            let loaded = load(&app, &customer, &ui).await?;
            Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, None, typed))
        }
        Err(ConsentError::Wait { until }) => {
            let wait = Wait::until(until, ui.now);
            let minutes = [("minutes", Arg::from(wait.minutes()))];
            typed.errors.add("number", text_with(ui.locale, "phone-error-wait", &minutes));
            let loaded = load(&app, &customer, &ui).await?;
            let answer = page(ui, StatusCode::TOO_MANY_REQUESTS, loaded, None, typed);
            Ok(retry_after(answer, wait))
        }
        Err(ConsentError::Store(error)) => Err(error.into()),
        Err(error @ ConsentError::Randomness(_)) => Err(AppError::internal(error)),
    }
}

fn page(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    notice: Option<&'static str>,
    typed: Typed,
) -> Response {
    let title = text(ui.locale, "phone-title");
    render::page(ui, status, &title, move || {
        let crumbs = vec![(paths::ACCOUNT.to_owned(), t("account-title").into_owned())];
        let notice = notice.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
        let standing = standing(&loaded);
        let is_on = loaded.consent.as_ref().is_some_and(Consent::is_on);
        let errors = typed.errors.clone();
        let forms = loaded.is_offered.then(|| forms(loaded, typed));
        let off = is_on.then(|| {
            view! {
                <form method="post">
                    <button class="btn" name="intent" value="turn_off">{t("phone-turn-off")}</button>
                </form>
            }
        });
        view! {
            <PageHead title=t("phone-title") crumbs sub=t("phone-sub").into_any()/>
            {notice}
            <ErrorSummary errors/>
            <p>{standing}</p>
            {off}
            {forms}
        }
    })
}

/// How it stands, in a sentence.
fn standing(loaded: &Loaded) -> String {
    if !loaded.is_offered {
        return t("phone-unavailable").into_owned();
    }
    let Some(consent) = &loaded.consent else { return t("phone-off").into_owned() };
    let number = Arg::from(consent.number.masked());
    match consent.reason {
        ConsentReason::Verified => {
            let date = Arg::from(date_time(consent.decided_at));
            t_with("phone-on", &[("number", number), ("date", date)])
        }
        ConsentReason::Withdrawn => t("phone-off").into_owned(),
        ConsentReason::Stop => t_with("phone-ended-stop", &[("number", number)]),
        ConsentReason::Barred => t_with("phone-ended-barred", &[("number", number)]),
    }
}

/// The code, while one is on its way; and the number.
fn forms(loaded: Loaded, typed: Typed) -> AnyView {
    let is_on = loaded.consent.as_ref().is_some_and(Consent::is_on);
    let number = number_form(&loaded.tenant_name, &typed);
    let Some(waits_for) = loaded.waits_for else {
        if !is_on || !typed.errors.is_empty() {
            return number;
        }
        return view! {
            <details class="more"><summary>{t("phone-other-number")}</summary>{number}</details>
        }
        .into_any();
    };
    let sent = t_with("phone-code-sent", &[("number", Arg::from(waits_for.masked()))]);
    let is_open = typed.errors.has("number") || typed.errors.has("consent");
    view! {
        <form class="form" method="post">
            <p>{sent}</p>
            <TextField name="code" label=t("phone-code") value="" errors=typed.errors
                autocomplete="one-time-code" inputmode="numeric" short=true max_length=10/>
            <div class="actions"><button class="btn btn-primary" name="intent" value="verify">{t("phone-confirm")}</button></div>
        </form>
        <details class="more" open=is_open><summary>{t("phone-other-number")}</summary>{number}</details>
    }
    .into_any()
}

fn number_form(tenant_name: &str, typed: &Typed) -> AnyView {
    let operator = ui().operator_name.to_string();
    let agreed = [("account", Arg::from(tenant_name)), ("operator", Arg::from(operator))];
    let says = t_with("phone-consent", &agreed);
    let error = typed.errors.of("consent");
    let described = error.is_some().then_some("consent-error");
    let error = error.map(|says| view! { <p class="error" id="consent-error">{says}</p> });
    view! {
        <form class="form" method="post">
            <TextField name="number" label=t("phone-number") value=typed.number.clone() errors=typed.errors.clone()
                kind="tel" autocomplete="tel" hint=t("phone-number-hint").into_owned() max_length=30/>
            <div class="check">
                <input r#type="checkbox" id="consent" name="consent" value="yes" checked=typed.has_consented aria-describedby=described/>
                <label r#for="consent">{says}</label>
                {error}
            </div>
            <div class="actions"><button class="btn btn-primary" name="intent" value="send_code">{t("phone-send-code")}</button></div>
        </form>
    }
    .into_any()
}

/// The way to this page, on the page of one's account; nothing where no text messages are offered.
pub(super) fn link(is_offered: bool) -> Option<AnyView> {
    is_offered.then(|| {
        view! {
            <section class="section" aria-labelledby="phone">
                <div class="section-head"><h2 id="phone">{t("phone-account-title")}</h2></div>
                <p><a href=paths::PHONE>{t("phone-account-link")}</a></p>
            </section>
        }
        .into_any()
    })
}
