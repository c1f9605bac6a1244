//! The way to a gateway's page: a form posts to us, and we send the browser on.
//!
//! Browsers check `form-action` at every step of a form's journey, so a page with such a form names the
//! gateway's origin beside our own. What leads anywhere else goes by a link on a page of ours.

use crate::domain::id::ChargeId;
use crate::flows::payments::Till;
use crate::flows::payments::pay_invoice::Paying;
use crate::server::CONTENT_SECURITY_POLICY;
use crate::web::paths;
use crate::web::render::see_other;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// The page, from which forms may lead to the gateways' pages.
pub fn may_lead_there(till: &Till, mut response: Response) -> Response {
    let origins = till.page_origins.join(" ");
    let ours = "form-action 'self'";
    let policy = CONTENT_SECURITY_POLICY.replace(ours, &format!("{ours} {origins}"));
    // An origin is ASCII without control characters.
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// 303 to the gateway's page, or to the charge's own page where there is none or it stands elsewhere.
pub fn go_on(till: &Till, paying: &Paying) -> Response {
    match at_a_gateway(till, paying) {
        Some(url) => see_other(&url),
        None => to_result(paying.charge),
    }
}

/// The gateway's page; None where there is none or it stands elsewhere.
pub fn at_a_gateway(till: &Till, paying: &Paying) -> Option<String> {
    paying.go_to.clone().filter(|url| leads_to_a_gateway(till, url))
}

fn to_result(charge: ChargeId) -> Response {
    see_other(&paths::charge_return(charge))
}

fn leads_to_a_gateway(till: &Till, url: &str) -> bool {
    let origin = url::Url::parse(url).map(|url| url.origin().ascii_serialization());
    origin.is_ok_and(|origin| till.page_origins.contains(&origin))
}
