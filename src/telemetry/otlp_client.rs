//! HTTP for the exporter: one post of protobuf to a collector, bounded in time and in answer. TLS is
//! the one that mail and the database use already, with the roots of the web.

use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use std::time::Duration;

/// A collector that takes longer is as good as down. The specification's default.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What a collector answers is empty or says which spans it did not want.
const ANSWER_BYTES_MAX: usize = 64 << 10;

#[derive(Clone, Debug)]
pub(super) struct OtlpClient {
    inner: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl OtlpClient {
    pub(super) fn new() -> Self {
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Self { inner: Client::builder(TokioExecutor::new()).build(connector) }
    }
}

#[async_trait::async_trait]
impl HttpClient for OtlpClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let exchange = async {
            let response = self.inner.request(request.map(Full::new)).await?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body))
        };
        tokio::time::timeout(TIMEOUT, exchange).await?
    }
}
