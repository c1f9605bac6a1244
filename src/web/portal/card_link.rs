//! `/card/{token}`: a new card without signing in, by the link of a mail (row H4). Opening it shows a
//! button; only pressing it opens the provider's page. Whatever is wrong with a link, the page is the same.

use crate::auth::{Auth, Client};
use crate::error::AppError;
use crate::flows::card_link::{self, CardLinkError, CardOffer};
use crate::flows::payments::pay_invoice::PayInvoiceError;
use crate::flows::payments::settle_charge::SettleChargeError;
use crate::i18n::{Arg, text};
use crate::state::App;
use crate::web::components::layout::{Notice, Tone};
use crate::web::path::Path;
use crate::web::sign_in::{Wait, password, retry_after, secret};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, provider_page, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// GET /card/{token}
pub async fn show(
    State(app): State<App>,
    State(auth): State<Auth>,
    client: Client,
    ui: Ui,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    match card_link::offer(&auth, &client, &token).await {
        Ok(offer) => Ok(page(&app, ui, StatusCode::OK, offer, None)),
        Err(error) => refused(ui, error),
    }
}

/// POST /card/{token}: on to the provider's page.
pub async fn submit(
    State(app): State<App>,
    State(auth): State<Auth>,
    client: Client,
    ui: Ui,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let till = &app.work.till;
    match card_link::open_page(till, &auth, &client, &token).await {
        Ok(paying) => Ok(secret(match provider_page::at_a_gateway(till, &paying) {
            Some(url) => render::see_other(&url),
            // The same button, pressed a moment ago, is being answered.
            None => render::see_other(&format!("/card/{token}")),
        })),
        Err(CardLinkError::Page(PayInvoiceError::Unavailable(reason))) => {
            tracing::warn!(%reason, "the page for a new card cannot be opened");
            match card_link::offer(&auth, &client, &token).await {
                Ok(offer) => {
                    let notice = Some("pay-provider-unavailable");
                    Ok(page(&app, ui, StatusCode::SERVICE_UNAVAILABLE, offer, notice))
                }
                Err(error) => refused(ui, error),
            }
        }
        Err(error) => refused(ui, error),
    }
}

/// GET /card/{token}/done: back from the provider.
pub async fn done(
    State(app): State<App>,
    State(auth): State<Auth>,
    client: Client,
    ui: Ui,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let outcome = card_link::outcome(&app.work.till, &auth, &client, &token).await;
    let is_saved = match outcome {
        Ok(is_saved) => is_saved,
        // It is asked again by the job that looks after charges.
        Err(CardLinkError::Settle(SettleChargeError::LookUp(error))) => {
            tracing::warn!(%error, "a new card could not be looked up");
            false
        }
        Err(error) => return refused(ui, error),
    };
    let (tone, key) = match is_saved {
        true => (Tone::Success, "card-link-saved"),
        false => (Tone::Warning, "card-link-not-saved"),
    };
    let again = (!is_saved).then(|| format!("/card/{token}"));
    let title = text(ui.locale, "card-link-title");
    Ok(secret(render::gate(ui, StatusCode::OK, &title, move || {
        let again =
            again.map(|path| view! { <p><a class="btn" href=path>{t("card-link-again")}</a></p> });
        view! {
            <h1>{t("card-link-title")}</h1>
            <Notice tone text=t(key)/>
            {again}
        }
    })))
}

fn refused(ui: Ui, error: CardLinkError) -> Result<Response, AppError> {
    match error {
        CardLinkError::Gone => Ok(gone(ui)),
        CardLinkError::Wait { until } => {
            let wait = Wait::until(until, ui.now);
            let says = password::too_many(&ui, wait);
            Ok(retry_after(sentence(ui, StatusCode::TOO_MANY_REQUESTS, says), wait))
        }
        // Nothing is taken online here any more: for whoever holds the link it does not work.
        CardLinkError::Page(PayInvoiceError::NotTaken(_)) => Ok(gone(ui)),
        CardLinkError::Page(PayInvoiceError::Store(error)) | CardLinkError::Store(error) => {
            Err(error.into())
        }
        error => Err(AppError::internal(error)),
    }
}

fn gone(ui: Ui) -> Response {
    let says = text(ui.locale, "card-link-invalid").into_owned();
    sentence(ui, StatusCode::GONE, says)
}

fn sentence(ui: Ui, status: StatusCode, says: String) -> Response {
    let title = text(ui.locale, "card-link-title");
    secret(render::gate(ui, status, &title, move || {
        view! {
            <h1>{t("card-link-title")}</h1>
            <Notice tone=Tone::Warning text=says/>
            <p><a class="btn" href=paths::SIGN_IN>{t("card-link-sign-in")}</a></p>
        }
    }))
}

fn page(
    app: &App,
    ui: Ui,
    status: StatusCode,
    offer: CardOffer,
    notice: Option<&'static str>,
) -> Response {
    let title = text(ui.locale, "card-link-title");
    let page = render::gate(ui, status, &title, move || {
        let seller = Arg::from(offer.seller_name.clone());
        let sub = match offer.last4 {
            Some(last4) => {
                t_with("card-link-for-card", &[("seller", seller), ("last4", Arg::from(last4))])
            }
            None => t_with("card-link-for", &[("seller", seller)]),
        };
        let notice = notice.map(|key| view! { <Notice tone=Tone::Danger text=t(key)/> });
        view! {
            <div><h1>{t("card-link-title")}</h1><p class="page-sub">{sub}</p></div>
            {notice}
            <form class="form" method="post">
                <div class="actions actions-wide"><button class="btn btn-primary">{t("card-link-go")}</button></div>
                <p class="small muted">{t("card-link-hint")}</p>
            </form>
        }
    });
    secret(provider_page::may_lead_there(&app.work.till, page))
}
