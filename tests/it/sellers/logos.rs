//! Logos over HTTP: what is taken, what is not and leaves no trace, where they appear, and how they are served.

use super::{Desk, assert_status, upload, upload_from};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use quittance::domain::access::StaffRole;
use reqwest::StatusCode;
use std::io::Cursor;

pub fn file(picture: RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A plain logo in this colour.
pub fn png(red: u8) -> Vec<u8> {
    file(RgbaImage::from_pixel(300, 80, Rgba([red, 20, 20, 255])), ImageFormat::Png)
}

const STORED: &str =
    "select coalesce(string_agg(encode(logo_sha256, 'hex'), ','), '') from seller_entities";

#[tokio::test]
async fn a_logo_is_stored_once_shown_everywhere_and_served_for_ever() {
    let desk = Desk::new().await;
    let path = format!("{}/logo", desk.path());
    for _ in 0..2 {
        let answer = upload(&desk.admin, &path, "..\\..\\etc/passwd", &png(200)).await;
        assert_status(&answer, StatusCode::SEE_OTHER, "upload");
    }
    assert_eq!(desk.text("select count(*)::text from seller_logos").await, "1");
    let hash = desk.text(STORED).await;
    let address = format!("/logos/{hash}");
    // Anybody may have it, without a session, and keep it.
    let served = desk.world().browser().get(&address).await;
    assert_status(&served, StatusCode::OK, "served");
    assert_eq!(served.header("content-type"), "image/png");
    assert_eq!(served.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(served.header("x-content-type-options"), "nosniff");
    assert!(served.header("content-security-policy").contains("img-src 'self'"));
    assert!(served.header("set-cookie").is_empty());
    assert!(served.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    // On the seller's page, and in the head of the customer's.
    let image =
        format!("src=\"{address}\" alt=\"Logo of main Handels GmbH\" width=\"300\" height=\"80\"");
    assert!(desk.admin.get(&desk.path()).await.text().contains(&image));
    let owner = desk.world().sign_in(desk.town.a.owner).await;
    let head = format!("src=\"{address}\" alt=\"main Handels GmbH\"");
    assert!(owner.get("/").await.text().contains(&head));
    // Removed by the hash that the page showed.
    let stale = desk.post("/logo/remove", &[("logo", &"0".repeat(64))]).await;
    assert_status(&stale, StatusCode::UNPROCESSABLE_ENTITY, "another logo");
    assert_eq!(desk.text(STORED).await, hash);
    let removed = desk.post("/logo/remove", &[("logo", &hash)]).await;
    assert_status(&removed, StatusCode::SEE_OTHER, "removed");
    assert!(!owner.get("/").await.text().contains("/logos/"));
    // Issued documents may still name it.
    assert_eq!(desk.world().browser().get(&address).await.status, StatusCode::OK);
    let log = "select string_agg(left(coalesce(before ->> 'logo_sha256', '-'), 1) || '>' ||
                                 left(coalesce(after ->> 'logo_sha256', '-'), 1), ' ' order by sequence)
                 from audit_log where action = 'seller.updated'";
    assert_eq!(desk.text(log).await, "->\\ \\>-");
}

#[tokio::test]
async fn what_is_no_logo_is_refused_with_the_reason_and_leaves_no_trace() {
    let desk = Desk::new().await;
    let path = format!("{}/logo", desk.path());
    let truncated = png(9)[..120].to_vec();
    let wide = file(RgbaImage::from_pixel(5000, 20, Rgba([9, 9, 9, 255])), ImageFormat::Png);
    let clear = file(RgbaImage::from_pixel(60, 60, Rgba([0, 0, 0, 0])), ImageFormat::Png);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (name, file, sentence) in [
        ("logo.png", b"GIF89a\x40\x00\x40\x00\x80".to_vec(), "neither a PNG nor a JPEG"),
        ("logo.png", svg, "SVG files are not taken"),
        ("logo.png", truncated, "damaged or incomplete"),
        ("logo.png", wide, "The picture has 5,000 × 20 pixels"),
        ("logo.png", clear, "can be seen on white paper"),
        ("logo.png", Vec::new(), "Choose a file"),
        ("logo.png", vec![0x89; 600 * 1024], "larger than 512 KB"),
        ("logo.png", vec![0; 2 << 20], "larger than 512 KB"),
        ("logo.php", b"<?php system($_GET['c']);".to_vec(), "neither a PNG nor a JPEG"),
    ] {
        let answer = upload(&desk.admin, &path, name, &file).await;
        assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, sentence);
        assert!(answer.text().contains(sentence), "{sentence}: {}", answer.text());
        assert!(answer.text().contains("href=\"#logo\""), "{sentence}");
    }
    assert_eq!(desk.text(STORED).await, "");
    assert_eq!(desk.text("select count(*)::text from seller_logos").await, "0");
    assert_eq!(
        desk.text("select count(*)::text from audit_log where action = 'seller.updated'").await,
        "0"
    );
}

#[tokio::test]
async fn what_hides_in_or_behind_a_picture_is_not_stored() {
    let desk = Desk::new().await;
    let mut polyglot = png(200);
    polyglot.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04 4242424242424242");
    let path = format!("{}/logo", desk.path());
    let answer = upload(&desk.admin, &path, "4242424242424242.png", &polyglot).await;
    assert_status(&answer, StatusCode::SEE_OTHER, "polyglot");
    let traces = "select count(*)::text from seller_logos
                   where position('script'::bytea in bytes) > 0 or position('4242'::bytea in bytes) > 0";
    assert_eq!(desk.text(traces).await, "0");
    let named = "select count(*)::text from audit_log where after::text like '%4242424242%'";
    assert_eq!(desk.text(named).await, "0");
}

#[tokio::test]
async fn nobody_but_an_administrator_from_our_own_page_uploads() {
    let desk = Desk::new().await;
    let world = desk.world();
    let path = format!("{}/logo", desk.path());
    for role in [StaffRole::Support, StaffRole::Finance, StaffRole::Auditor] {
        let browser = world.sign_in(world.staff(role.word(), role).await).await;
        let answer = upload(&browser, &path, "logo.png", &png(200)).await;
        assert_status(&answer, StatusCode::FORBIDDEN, role.word());
    }
    let owner = world.sign_in(desk.town.a.owner).await;
    let answer = upload(&owner, &path, "logo.png", &png(200)).await;
    assert_status(&answer, StatusCode::NOT_FOUND, "a customer");
    let answer = upload_from(&desk.admin, &path, "logo.png", &png(200), "cross-site").await;
    assert_status(&answer, StatusCode::FORBIDDEN, "from a foreign site");
    assert_eq!(desk.text(STORED).await, "");
}

#[tokio::test]
async fn nothing_but_a_logo_is_reachable_by_a_hash() {
    let desk = Desk::new().await;
    let nobody = desk.world().browser();
    let file = desk.text("select encode(sha256, 'hex') from document_files limit 1").await;
    assert_eq!(file.len(), 64);
    for id in [file.as_str(), &"f".repeat(64), "x", "%27", &"g".repeat(64), &"0".repeat(65)] {
        let answer = nobody.get(&format!("/logos/{id}")).await;
        assert_status(&answer, StatusCode::NOT_FOUND, id);
        assert!(!answer.header("cache-control").contains("public"), "{id}");
    }
}
