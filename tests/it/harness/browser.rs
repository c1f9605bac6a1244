//! A browser over real HTTP: keeps cookies, follows no redirect, posts forms as browsers do.

use reqwest::{Client, Method, RequestBuilder, StatusCode, header, redirect};
use tower_sessions::session::Id;

/// A client with its cookies.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    url: String,
    session: Option<String>,
}

/// An answer that was read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub body: Vec<u8>,
}

impl Browser {
    pub fn new(url: &str) -> Self {
        // reqwest asks for one before it builds a client, also for plain http.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            .cookie_store(true)
            .user_agent("Mozilla/5.0 (it)")
            .build()
            .unwrap();
        Self { http, url: url.to_owned(), session: None }
    }

    /// The same browser with the cookie of a session that was begun elsewhere.
    pub fn with_session(mut self, id: Id) -> Self {
        self.session = Some(format!("quittance={id}"));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Posts a form from a page of this site.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::ORIGIN, &self.url);
        self.send(request.form(form)).await
    }

    /// A request to be completed and then given to [`Browser::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.session {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }
}

impl Answer {
    /// The body as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, or "".
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }
}
