//! Owns one HTTP exchange with a provider: limits, time-outs, and whether a failure came before or
//! after sending. Knows no provider.
//!
//! Redirects are not followed: they would carry the key elsewhere. Proxies of the environment are not
//! used. An error never holds the address, the headers or the body.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, Url};

use super::error::{GatewayError, NotSent, UnknownOutcome};

/// A key that is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether real money moves with it: `sk_live_…` at both providers, `rk_live_…` at Stripe.
    pub(crate) fn is_live(&self) -> bool {
        self.0.starts_with("sk_live_") || self.0.starts_with("rk_live_")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpSettings {
    pub connect_timeout: Duration,
    /// For questions, from the first byte sent to the last received.
    pub ask_timeout: Duration,
    /// For changes. Long, because giving up early only makes the outcome unknown.
    pub change_timeout: Duration,
    pub body_bytes_max: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            ask_timeout: Duration::from_secs(10),
            // A bank may think for half a minute before it answers a charge.
            change_timeout: Duration::from_secs(60),
            body_bytes_max: 4 << 20,
        }
    }
}

/// Why a client cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    #[error("the address of the gateway is not an http or https URL without query")]
    BadBaseUrl,
    #[error("a live key is sent over https only")]
    LiveKeyOverPlainHttp,
    #[error("the TLS client cannot be set up")]
    Tls,
}

/// Whether a request changes something at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Ask,
    Change,
}

/// What came back, whatever its status.
pub(crate) struct Reply {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub request_id: Option<String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, GatewayError> {
        serde_json::from_slice(&self.body).map_err(|_| self.unreadable())
    }

    pub(crate) fn unreadable(&self) -> GatewayError {
        GatewayError::Unknown(UnknownOutcome::Unreadable { status: self.status })
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

pub(crate) struct HttpClient {
    client: Client,
    base_url: Url,
    settings: HttpSettings,
}

impl HttpClient {
    pub(crate) fn new(
        base_url: &str,
        key: &Secret,
        settings: HttpSettings,
    ) -> Result<Self, ClientError> {
        let base_url = Url::parse(base_url).map_err(|_| ClientError::BadBaseUrl)?;
        let is_plain = base_url.scheme() == "http";
        if !(is_plain || base_url.scheme() == "https") || base_url.query().is_some() {
            return Err(ClientError::BadBaseUrl);
        }
        if is_plain && key.is_live() {
            return Err(ClientError::LiveKeyOverPlainHttp);
        }
        let client = Client::builder()
            .tls_backend_preconfigured(tls()?)
            .https_only(!is_plain)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(settings.connect_timeout)
            .user_agent(concat!("Quittance/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| ClientError::Tls)?;
        Ok(Self { client, base_url, settings })
    }

    /// A request to the path made of `segments`, each of them escaped.
    pub(crate) fn request(&self, method: reqwest::Method, segments: &[&str]) -> RequestBuilder {
        let mut url = self.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        self.client.request(method, url)
    }

    /// A request to an address that the provider gave us; never with our key.
    /// # Errors  `Unknown` if the address is none, or plain http while the provider's is not.
    pub(crate) fn request_elsewhere(
        &self,
        method: reqwest::Method,
        url: &str,
    ) -> Result<RequestBuilder, GatewayError> {
        let unreadable = GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 });
        let url = Url::parse(url).map_err(|_| unreadable.clone())?;
        let is_safe = url.scheme() == "https" || self.base_url.scheme() == "http";
        if is_safe { Ok(self.client.request(method, url)) } else { Err(unreadable) }
    }

    /// Sends it and reads the whole answer.
    /// # Errors  `NotSent` if no connection came about, otherwise `Unknown`.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        effect: Effect,
    ) -> Result<Reply, GatewayError> {
        let timeout = match effect {
            Effect::Ask => self.settings.ask_timeout,
            Effect::Change => self.settings.change_timeout,
        };
        let sent = request.timeout(timeout).send().await.map_err(|e| not_answered(&e))?;
        let status = sent.status().as_u16();
        let retry_after = seconds(sent.headers(), "retry-after");
        let request_id = header_text(sent.headers(), "request-id");
        let body = self.body(sent, status).await?;
        Ok(Reply { status, retry_after, request_id, body })
    }

    async fn body(
        &self,
        mut sent: reqwest::Response,
        status: u16,
    ) -> Result<Vec<u8>, GatewayError> {
        let mut body = Vec::new();
        while let Some(chunk) = sent.chunk().await.map_err(|e| not_answered(&e))? {
            if body.len() + chunk.len() > self.settings.body_bytes_max {
                return Err(GatewayError::Unknown(UnknownOutcome::Unreadable { status }));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn not_answered(error: &reqwest::Error) -> GatewayError {
    if error.is_connect() || error.is_builder() {
        GatewayError::NotSent(NotSent::NoConnection)
    } else if error.is_timeout() {
        GatewayError::Unknown(UnknownOutcome::Timeout)
    } else {
        GatewayError::Unknown(UnknownOutcome::ConnectionLost)
    }
}

/// The roots of Mozilla, compiled in: an image without certificates works, and ours are the same as
/// those of the database and the mail server.
fn tls() -> Result<rustls::ClientConfig, ClientError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// A number of seconds; the other form, a date, is not used by payment providers.
fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    header_text(headers, name)?.trim().parse().ok().map(Duration::from_secs)
}
