//! What a page knows of its request: who looks at it, in which language, at which path.

use super::ui::{Ui, Viewer};
use crate::auth::Principal;
use crate::auth::principal::AuthRejection;
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// The cookie in which somebody who is not signed in keeps their language.
pub const LANGUAGE_COOKIE: &str = "language";

/// One request for a page.
#[derive(Clone, Debug)]
pub struct Visit {
    pub ui: Ui,
    pub principal: Option<Principal>,
}

impl Visit {
    /// The text of this key in the visitor's language, for what is said outside of a view.
    #[must_use]
    pub fn say(&self, key: &str) -> Cow<'static, str> {
        i18n::text(self.ui.locale, key)
    }

    /// As [`Visit::say`], with the key's variables filled in.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        i18n::text_with(self.ui.locale, key, args)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AuthRejection> {
        let principal =
            <Principal as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
        let (viewer, language, time_zone) = match &principal {
            None => (Viewer::Nobody, None, None),
            Some(Principal::Customer(it)) => (
                Viewer::Customer {
                    name: it.name.clone(),
                    email: it.email.clone(),
                    role: it.role,
                    tenant_name: it.tenant_name.clone(),
                    belongs_to_several: it.membership_count > 1,
                },
                Some(it.language.as_str()),
                TimeZone::get(&it.time_zone).ok(),
            ),
            Some(Principal::Staff(it)) => (
                Viewer::Staff { name: it.name.clone(), email: it.email.clone(), role: it.role },
                Some(it.language.as_str()),
                None,
            ),
        };
        let ui = Ui {
            locale: language
                .and_then(Locale::from_bcp47)
                .unwrap_or_else(|| locale_of_stranger(&parts.headers)),
            time_zone: time_zone.unwrap_or(TimeZone::UTC),
            now: app.clock.now(),
            viewer,
            path: parts.uri.path().to_owned(),
            operator_name: app.config.operator_name.as_str().into(),
            is_sandbox: app.is_sandbox,
            clock_moved: app.clock.offset_seconds() != 0,
        };
        Ok(Self { ui, principal })
    }
}

/// The language cookie, else what the browser asks for.
fn locale_of_stranger(headers: &HeaderMap) -> Locale {
    let chosen = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == LANGUAGE_COOKIE)
        .and_then(|(_, tag)| Locale::from_bcp47(tag));
    chosen.unwrap_or_else(|| {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::negotiate(wanted.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_language_is_the_cookies_then_the_browsers() {
        let headers = |cookie: &str, accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            headers
        };
        assert_eq!(locale_of_stranger(&headers("a=b; language=de", "en")), Locale::De);
        assert_eq!(locale_of_stranger(&headers("language=xx", "de-AT, en;q=0.5")), Locale::De);
        assert_eq!(locale_of_stranger(&HeaderMap::new()), Locale::En);
    }
}
