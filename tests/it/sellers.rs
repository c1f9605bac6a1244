//! Sellers that staff look after (row C7): settings with their checks and their version, logos, number series,
//! archiving; and that none of it touches a document that was issued.

mod documents;
mod logos;
mod series;
mod settings;

use crate::harness::browser::Answer;
use crate::harness::town::Town;
use crate::harness::{Browser, World};
use quittance::domain::id::SellerId;
use reqwest::{Method, StatusCode, header};
use sqlx::AssertSqlSafe;

/// A town with its administrator in a browser.
struct Desk {
    town: Town,
    admin: Browser,
}

impl Desk {
    async fn new() -> Self {
        let town = Town::new().await;
        let admin = town.world.sign_in(town.admin).await;
        Self { town, admin }
    }

    fn world(&self) -> &World {
        &self.town.world
    }

    fn path(&self) -> String {
        format!("/admin/sellers/{}", self.town.books.seller)
    }

    /// The fields of the settings as the form would send them unchanged, with these in place of some.
    async fn fields(&self, changed: &[(&str, &str)]) -> Vec<(String, String)> {
        let page = self.admin.get(&format!("{}/edit", self.path())).await.text();
        let mut fields = form_fields(&page, "legal-name");
        for (name, value) in changed {
            let field = fields.iter_mut().find(|(known, _)| known == name);
            field.unwrap_or_else(|| panic!("no field {name}")).1 = (*value).to_owned();
        }
        fields
    }

    async fn save(&self, changed: &[(&str, &str)]) -> Answer {
        let fields = self.fields(changed).await;
        self.post("/edit", &pairs(&fields)).await
    }

    async fn post(&self, act: &str, form: &[(&str, &str)]) -> Answer {
        self.admin.post(&format!("{}{act}", self.path()), form).await
    }

    async fn text(&self, sql: &str) -> String {
        let mut superuser = self.world().database.superuser().await;
        let text: Option<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap();
        text.unwrap_or_default()
    }
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The fields of the posted form that has one of this name.
fn form_fields(html: &str, name: &str) -> Vec<(String, String)> {
    let forms = crate::routes::html::forms(html, "post");
    let form = forms.into_iter().find(|form| form.fields.iter().any(|(n, _)| n == name));
    form.unwrap_or_else(|| panic!("no form with {name}")).fields
}

/// Sends `file` as a browser sends the only file of a form.
async fn upload(browser: &Browser, path: &str, name: &str, file: &[u8]) -> Answer {
    upload_from(browser, path, name, file, "same-origin").await
}

async fn upload_from(browser: &Browser, path: &str, name: &str, file: &[u8], site: &str) -> Answer {
    const BOUNDARY: &str = "----it-boundary";
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"{name}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let request = browser
        .request(Method::POST, path)
        .header("sec-fetch-site", site)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body);
    browser.send(request).await
}

fn assert_status(answer: &Answer, status: StatusCode, context: &str) {
    assert_eq!(answer.status, status, "{context}: {:.2000}", answer.text());
}

/// How a seller's row looks, without what every change moves.
fn settings_sql(seller: SellerId) -> String {
    format!(
        "select (to_jsonb(s) - array['version', 'updated_at'])::text from seller_entities s
          where seller_id = '{seller}'"
    )
}
