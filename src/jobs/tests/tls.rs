//! Mail leaves encrypted, to the server that was meant, or not at all; a password never goes in clear.

use super::database::World;
use super::smtp_server::{Authority, Encryption, SmtpServer};
use crate::jobs::run_due_jobs;
use crate::mail::{Mailer, SmtpConfig};
use crate::store::emails::{self, EmailRow};

/// The two ways of TLS, each as (URL's begin, server).
async fn servers(authority: &Authority, host: &str) -> [(&'static str, SmtpServer); 2] {
    let start_tls = Encryption::StartTls(authority.acceptor(host));
    let implicit = Encryption::Implicit(authority.acceptor(host));
    [
        ("smtp", SmtpServer::encrypting(start_tls).await),
        ("smtps", SmtpServer::encrypting(implicit).await),
    ]
}

fn mailer(scheme: &str, port: u16, trusted: Option<&Authority>) -> Mailer {
    let url = format!("{scheme}://post:sesame@localhost:{port}");
    let mut config: SmtpConfig = url.parse().unwrap();
    config.extra_root_pem = trusted.map(|authority| authority.pem.clone());
    config.send_timeout_s = 5;
    Mailer::smtp(config, "Acme", "billing@acme.example").unwrap()
}

/// Tries to send one invoice's mail; returns its row.
async fn try_to_send(world: &World, mailer: Mailer) -> EmailRow {
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    run_due_jobs(&world.work(mailer)).await.unwrap();
    let mut tx = world.db.tenant_read(tenant).await.unwrap();
    emails::about(&mut tx, invoice.0).await.unwrap().remove(0)
}

/// Nothing left, and it is tried again later.
async fn assert_stays(world: &World, server: &SmtpServer, mailer: Mailer, says: &str) {
    let row = try_to_send(world, mailer).await;
    assert_eq!((row.state.as_str(), row.attempts), ("queued", 1), "{:?}", row.last_error);
    assert!(server.taken().is_empty());
    let secret = server.commands().into_iter().find(|(verb, _)| verb == "AUTH" || verb == "MAIL");
    assert_eq!(secret, None);
    let error = row.last_error.unwrap();
    assert!(error.to_lowercase().contains(says), "{error}");
}

#[tokio::test]
async fn a_server_with_a_certificate_from_the_given_authority_gets_the_message_encrypted() {
    let (world, authority) = (World::new().await, Authority::new());
    for (scheme, server) in servers(&authority, "localhost").await {
        let row = try_to_send(&world, mailer(scheme, server.port, Some(&authority))).await;
        assert_eq!(row.state, "sent", "{scheme}: {:?}", row.last_error);
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].is_encrypted);
        // Before TLS nothing is said but the greeting and the wish for it.
        for (verb, is_encrypted) in server.commands() {
            assert!(is_encrypted || verb == "EHLO" || verb == "STAR", "{scheme}: {verb} in clear");
        }
        assert!(server.commands().contains(&("AUTH".into(), true)));
    }
    world.close().await;
}

#[tokio::test]
async fn an_unknown_authority_gets_nothing() {
    let (world, authority, other) = (World::new().await, Authority::new(), Authority::new());
    for (scheme, server) in servers(&authority, "localhost").await {
        for trusted in [None, Some(&other)] {
            let mailer = mailer(scheme, server.port, trusted);
            assert_stays(&world, &server, mailer, "certificate").await;
        }
    }
    world.close().await;
}

#[tokio::test]
async fn a_server_of_another_name_gets_nothing() {
    let (world, authority) = (World::new().await, Authority::new());
    for (scheme, server) in servers(&authority, "mail.other.example").await {
        let mailer = mailer(scheme, server.port, Some(&authority));
        assert_stays(&world, &server, mailer, "name").await;
    }
    world.close().await;
}

#[tokio::test]
async fn a_server_that_offers_no_starttls_gets_neither_password_nor_message() {
    let (world, authority) = (World::new().await, Authority::new());
    let server = SmtpServer::start().await;
    let mailer = mailer("smtp", server.port, Some(&authority));
    assert_stays(&world, &server, mailer, "starttls").await;
    // One that speaks plainly where TLS is expected from the first byte.
    let mut config: SmtpConfig = format!("smtps://localhost:{}", server.port).parse().unwrap();
    config.send_timeout_s = 2;
    let mailer = Mailer::smtp(config, "Acme", "billing@acme.example").unwrap();
    let row = try_to_send(&world, mailer).await;
    assert_eq!(row.state, "queued");
    assert!(server.taken().is_empty());
    world.close().await;
}
