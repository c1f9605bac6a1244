//! What a defect looks like from outside.

use super::desk::Desk;
use crate::server;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

async fn panicking() {
    panic!("as a defect does");
}

#[tokio::test]
async fn a_panic_is_answered_by_a_page_with_the_security_headers() {
    let desk = Desk::open().await;
    let pages = Router::new().route("/", get(panicking));
    let broken = server::with_pages(desk.app.clone(), pages);
    let answer = desk.visitor("admin").await.on(broken).get("/").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("cache-control").contains("private"));
    // The page of somebody who is signed in, with a reference into the log and not the cause.
    answer.says("/sign-out");
    answer.says("Reference");
    assert!(!answer.text().contains("as a defect does"));
}
