//! From a request to the context of its page: language, time zone, viewer.

use super::ui::{Ui, Viewer};
use crate::auth::Principal;
use crate::domain::id::{PersonId, TenantId};
use crate::i18n::Locale;
use crate::state::App;
use crate::store::tenants::zone_named;
use crate::store::{StoreError, notices};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use jiff::tz::TimeZone;
use std::convert::Infallible;

/// The cookie that remembers the language of somebody who has not signed in.
pub const LANGUAGE_COOKIE: &str = "language";

/// Never fails: a page that cannot say who looks at it still has a language and a clock.
impl FromRequestParts<App> for Ui {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let principal =
            <Principal as OptionalFromRequestParts<App>>::from_request_parts(parts, app)
                .await
                .ok()
                .flatten();
        let path = parts.uri.path().to_owned();
        Ok(match principal {
            Some(Principal::Customer(customer)) => {
                let locale = Locale::from_bcp47(&customer.language).unwrap_or_default();
                let time_zone = zone_named(&customer.time_zone);
                let unread = unread_notices(app, customer.tenant, customer.person);
                let seller = app.seller_marks().of(&app.db, customer.tenant).await;
                let viewer = Viewer::Customer {
                    seller,
                    name: customer.name,
                    email: customer.email,
                    role: customer.role,
                    tenant_name: customer.tenant_name,
                    belongs_to_several: customer.membership_count > 1,
                };
                let unread_notices = unread.await;
                Ui { unread_notices, ..context(app, path, locale, time_zone, viewer) }
            }
            Some(Principal::Staff(staff)) => {
                let locale = Locale::from_bcp47(&staff.language).unwrap_or_default();
                let viewer =
                    Viewer::Staff { name: staff.name, email: staff.email, role: staff.role };
                context(app, path, locale, TimeZone::UTC, viewer)
            }
            None => context(app, path, stranger_locale(parts), TimeZone::UTC, Viewer::Nobody),
        })
    }
}

fn context(app: &App, path: String, locale: Locale, time_zone: TimeZone, viewer: Viewer) -> Ui {
    Ui {
        locale,
        time_zone,
        now: app.clock.now(),
        viewer,
        path,
        operator_name: app.operator_name.clone(),
        is_sandbox: app.is_sandbox,
        clock_moved: app.clock.offset_seconds() != 0,
        takes_payments: app.work.till.is_open(),
        unread_notices: 0,
    }
}

/// For the navigation; a page without the count is better than none.
async fn unread_notices(app: &App, tenant: TenantId, person: PersonId) -> i64 {
    let count = async {
        let mut tx = app.db.tenant_read(tenant).await?;
        notices::unread(&mut tx, person, app.clock.now()).await
    };
    let count: Result<i64, StoreError> = count.await;
    count.unwrap_or_else(|error| {
        tracing::warn!(%error, "unread notices cannot be counted");
        0
    })
}

/// What a stranger chose before, else what their browser asks for.
fn stranger_locale(parts: &Parts) -> Locale {
    let header =
        |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header(header::COOKIE)
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == LANGUAGE_COOKIE)
        .and_then(|(_, tag)| Locale::from_bcp47(tag))
        .unwrap_or_else(|| Locale::negotiate(header(header::ACCEPT_LANGUAGE)))
}
