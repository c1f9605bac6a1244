//! `/admin/sms`: the newest text messages of all customers and what became of them. Numbers are shown by
//! their last digits; texts are not shown.

use crate::auth::StaffSession;
use crate::domain::sms::SmsState;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::sms_messages::{self, SmsRow};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Messages that are shown.
const SHOWN: i64 = 200;

/// GET /admin/sms
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let rows = sms_messages::newest(&mut tx, SHOWN).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "sms-admin-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(rows)))
}

fn view(rows: Vec<SmsRow>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <PageHead title=t("sms-admin-title") sub=t("sms-admin-sub").into_any()/>
            <Empty title=t("sms-admin-empty-title") text=t("sms-admin-empty")/>
        }
        .into_any();
    }
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <PageHead title=t("sms-admin-title") sub=t("sms-admin-sub").into_any()/>
        <table class="table table-rows">
            <caption class="visually-hidden">{t("sms-admin-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("sms-admin-kind")}</th>
                    <th scope="col">{t("sms-admin-customer")}</th>
                    <th scope="col">{t("sms-admin-number")}</th>
                    <th scope="col">{t("sms-admin-made")}</th>
                    <th scope="col">{t("sms-admin-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(sms: SmsRow) -> AnyView {
    let kind = t(&format!("sms-kind-{}", sms.kind.word().replace('_', "-")));
    let state = t(&format!("sms-state-{}", sms.state.word()));
    let tone = match sms.state {
        SmsState::Queued | SmsState::Sending | SmsState::Suppressed => "neutral",
        SmsState::Sent => "info",
        SmsState::Delivered => "success",
        SmsState::Undelivered | SmsState::Failed => "danger",
    };
    let code = sms.error_code.map(|code| {
        let said = t_with("sms-admin-code", &[("code", Arg::from(code.to_string()))]);
        view! { " "<small>{said}</small> }
    });
    view! {
        <tr>
            <th scope="row" class="lead">{kind}</th>
            <td class="meta" data-label=t("sms-admin-customer")><a href=paths::admin_customer(sms.tenant)><bdi>{sms.tenant_name}</bdi></a></td>
            <td class="meta" data-label=t("sms-admin-number")>{sms.number.masked()}</td>
            <td class="meta" data-label=t("sms-admin-made")><TimeText at=sms.created_at/></td>
            <td class="meta" data-label=t("sms-admin-state")><span class="badge" data-tone=tone>{state}</span>{code}</td>
        </tr>
    }
    .into_any()
}
