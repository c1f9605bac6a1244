//! Joins `style/` into one stylesheet, hashes it and the files of `public/`, and writes `$OUT_DIR/assets.rs`
//! for `include!`. Owns the order of the stylesheet; serving the bytes is the server's business.
//! Standard library only: anything that compiles CSS would add half a minute to a clean build.

use std::{env, fmt::Write as _, fs, path::Path};

/// The cascade: a later file wins over an earlier one. Components do not depend on each other's order.
const STYLE: &[&str] = &[
    "tokens",
    "base",
    "layout",
    "components/brand",
    "components/button",
    "components/badge",
    "components/menu",
    "components/page",
    "components/money",
    "components/table",
    "components/form",
    "components/notice",
    "components/facts",
    "components/list",
    "components/meter",
    "components/strip",
    "components/usage",
    "components/code",
    "components/mail",
    "components/sign_in",
    "print",
];

/// Files of `public/` that stand in pages under `/assets/<stem>.<hash>.<ext>` and never expire, with the name of their constant.
const HASHED: &[(&str, &str)] = &[("inter.woff2", "FONT"), ("enhance.js", "ENHANCE_JS")];

/// Files of `public/` that have a well-known address, and so no hash.
const ROOT: &[&str] =
    &["favicon.svg", "favicon.ico", "brand.svg", "manifest.webmanifest", "robots.txt"];

fn main() {
    // The migrations are embedded: a new file must rebuild the crate.
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=style");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let public = |name: &str| {
        let path = format!("{root}/public/{name}");
        println!("cargo:rerun-if-changed={path}");
        (read(&path), path)
    };

    let mut css = STYLE.iter().map(|name| squeeze(&style(&root, name))).collect::<String>();
    let mut rust = String::new();
    let mut table = String::new();
    for (name, constant) in HASHED {
        let (bytes, path) = public(name);
        let url = hashed_url(name, &bytes);
        css = css.replace(&format!("/assets/{name}"), &url);
        let _ = writeln!(rust, "pub const {constant}_PATH: &str = {url:?};");
        let _ = writeln!(table, "    ({url:?}, {:?}, include_bytes!({path:?})),", mime(name));
    }

    let css_file = Path::new(&out).join("main.css");
    fs::write(&css_file, &css).expect("OUT_DIR is writable");
    let url = hashed_url("main.css", css.as_bytes());
    let _ = writeln!(rust, "pub const CSS: &str = include_str!({css_file:?});");
    let _ = writeln!(rust, "pub const CSS_PATH: &str = {url:?};");
    let _ = writeln!(table, "    (CSS_PATH, \"text/css; charset=utf-8\", CSS.as_bytes()),");
    let _ = write!(
        rust,
        "/// Address, media type, body: may be cached for ever.\n{TABLE} IMMUTABLE: {TYPE} = &[\n{table}];\n"
    );

    table = String::new();
    for name in ROOT {
        let (_, path) = public(name);
        let _ = writeln!(table, "    (\"/{name}\", {:?}, include_bytes!({path:?})),", mime(name));
    }
    let _ = write!(
        rust,
        "/// Address, media type, body: cached for a day.\n{TABLE} WELL_KNOWN: {TYPE} = &[\n{table}];\n"
    );
    fs::write(Path::new(&out).join("assets.rs"), rust).expect("OUT_DIR is writable");
}

const TABLE: &str = "pub static";
const TYPE: &str = "&[(&str, &str, &[u8])]";

fn read(path: &str) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn style(root: &str, name: &str) -> String {
    let path = format!("{root}/style/{name}.css");
    String::from_utf8(read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

/// `main.css` → `/assets/main.<16 hex digits of FNV-1a>.css`.
fn hashed_url(name: &str, bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let (stem, extension) = name.rsplit_once('.').expect("an asset has an extension");
    format!("/assets/{stem}.{hash:016x}.{extension}")
}

/// Drops comments and needless white space. Strings are kept as they are; spaces around `:`, `+`, `>` and
/// `(` are kept, because in selectors and `calc()` they mean something.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in rest.by_ref().skip(1) {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '"' | '\'' => {
                out.push(c);
                let mut escaped = false;
                for inner in rest.by_ref() {
                    out.push(inner);
                    if inner == c && !escaped {
                        break;
                    }
                    escaped = inner == '\\' && !escaped;
                }
            }
            c if c.is_whitespace() => {
                if !out.ends_with([' ', '{', '}', ';', ',']) {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' | ',' => {
                out.truncate(out.trim_end_matches(' ').len());
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
