//! Where to go after signing in: only ever a path of this deployment.

/// No link of ours is longer; a longer one is not worth keeping.
const MAX_LENGTH: usize = 512;

/// `path` if it leads nowhere but to a page of this site, else `None`.
///
/// Refused are `//host`, `/\host` (browsers read both as another host), schemes, control characters,
/// and the doors themselves, which would lead in a circle or straight out again.
#[must_use]
pub fn safe(path: &str) -> Option<&str> {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= MAX_LENGTH
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let page = path.split(['?', '#']).next().unwrap_or_default();
    let is_door = ["/sign-in", "/sign-out", "/switch-tenant"].iter().any(|door| {
        page == *door || page.strip_prefix(door).is_some_and(|rest| rest.starts_with('/'))
    });
    (is_local && !is_door).then_some(path)
}

/// `page?next=…`, or `page` alone when `next` is not worth keeping.
#[must_use]
pub fn with_next(page: &str, next: &str) -> String {
    match safe(next) {
        Some(next) if next != "/" => {
            let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            format!("{page}?{query}")
        }
        _ => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_are_kept() {
        for path in ["/", "/invoices", "/invoices?state=open&q=a%20b", "/admin/customers/x#notes"] {
            assert_eq!(safe(path), Some(path));
        }
        for path in [
            "",
            "invoices",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\nb",
            "/a b",
            "javascript:alert(1)",
            "/sign-in",
            "/sign-in?next=/",
            "/sign-in/link/abc",
            "/sign-out",
            "/switch-tenant",
        ] {
            assert_eq!(safe(path), None, "{path:?}");
        }
        assert_eq!(safe(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn the_path_survives_the_query() {
        assert_eq!(
            with_next("/sign-in", "/invoices?state=open&q=a%20b"),
            "/sign-in?next=%2Finvoices%3Fstate%3Dopen%26q%3Da%2520b"
        );
        assert_eq!(with_next("/sign-in", "//evil.example"), "/sign-in");
        assert_eq!(with_next("/sign-in", "/"), "/sign-in");
    }
}
