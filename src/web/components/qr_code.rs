//! A QR code as an image in the page: dark on white in both colour schemes, because scanners need it so.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Light modules around the code (ISO/IEC 18004 §9.1).
const QUIET_ZONE: i32 = 4;

/// The code, or nothing when `payload` is too long for one. `label` says what scanning it does.
#[component]
pub fn QrImage(#[prop(into)] payload: String, #[prop(into)] label: String) -> impl IntoView {
    QrCode::encode_text(&payload, QrCodeEcc::Medium).ok().map(|code| {
        let side = code.size() + 2 * QUIET_ZONE;
        let dark = dark_modules(&code);
        view! {
            <svg class="no-print" width="148" height="148" viewBox=format!("0 0 {side} {side}") role="img"
                aria-label=label shape-rendering="crispEdges">
                <rect width="100%" height="100%" fill="#fff"></rect>
                <path fill="#000" d=dark></path>
            </svg>
        }
    })
}

/// One run of dark modules after the other, row by row.
fn dark_modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y)).count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                // Writing into a String cannot fail.
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    path
}
