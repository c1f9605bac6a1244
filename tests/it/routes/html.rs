//! As much of HTML as the tests read: the forms of a page, and what must not stand in one.

/// A form that is posted, with its fields as a browser would send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The address it is posted to; empty: the page's own.
    pub action: String,
    /// (name, value)
    pub fields: Vec<(String, String)>,
}

/// The forms of a page with this method, "get" or "post".
pub fn forms(html: &str, method: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    for part in html.split("<form").skip(1) {
        let (opening, rest) = part.split_once('>').unwrap();
        let body = rest.split("</form>").next().unwrap();
        let is_wanted = attribute(opening, "method").unwrap_or("get".into()) == method;
        if is_wanted {
            let action = attribute(opening, "action").unwrap_or_default();
            forms.push(Form { action, fields: fields(body) });
        }
    }
    forms
}

/// A select sends its selected option, else its first.
fn fields(body: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut is_chosen = true;
    for tag in tags(body) {
        let kind = tag[1..].split(|c: char| !c.is_alphabetic()).next().unwrap();
        let value = attribute(tag, "value").unwrap_or_default();
        match (kind, attribute(tag, "name")) {
            ("input" | "textarea" | "button" | "select", Some(name)) => {
                is_chosen = kind != "select";
                fields.push((name, value));
            }
            ("option", _) if !is_chosen || attribute(tag, "selected").is_some() => {
                is_chosen = true;
                if let Some(select) = fields.last_mut() {
                    select.1 = value;
                }
            }
            _ => {}
        }
    }
    fields
}

/// Opening tags, from `<` to `>`; a `>` inside quotes does not end one.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let mut quote = None;
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if c == open => quote = None,
                (None, '>') => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        tags.push(&rest[..end]);
        rest = &rest[end..];
    }
    tags
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    attributes(tag).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// (name in lower case, value) of a tag, entities resolved as far as our pages use them.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut attributes = Vec::new();
    let mut rest = inner.find(char::is_whitespace).map_or("", |at| &inner[at..]).trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..name_end].to_lowercase();
        rest = &rest[name_end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (raw, following) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            value = raw
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
            rest = following;
        }
        attributes.push((name, value));
        rest = rest.trim_start();
    }
    attributes
}

/// What a strict Content-Security-Policy would refuse to run, or what only works with a lax one.
pub fn inline_code(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(html) {
        let name =
            tag.trim_start_matches('<').split(|c: char| !c.is_alphanumeric()).next().unwrap();
        let has_source = attribute(tag, "src").is_some();
        if name == "style" || (name == "script" && !has_source) {
            found.push(tag.to_owned());
        }
        for (attribute, value) in attributes(tag) {
            let runs = attribute == "style"
                || (attribute.starts_with("on") && attribute.len() > 2)
                || value.trim_start().to_lowercase().starts_with("javascript:");
            if runs {
                found.push(tag.to_owned());
            }
        }
    }
    found
}

#[test]
fn the_scan_finds_every_kind_of_inline_code() {
    for html in [
        "<script>alert(1)</script>",
        "<p style='color: red'>",
        "<a href=\"javascript:void 0\">",
        "<button type=submit onclick=go()>",
        "<IMG SRC=x ONERROR=go()>",
        "<style>p { color: red }</style>",
    ] {
        assert_eq!(inline_code(html).len(), 1, "{html}");
    }
    let fine = "<script src=\"/enhance.js\" defer></script><p class=\"on\" title=\"a > b\">style=\"x\"</p>";
    assert_eq!(inline_code(fine), Vec::<String>::new());
}

#[test]
fn the_forms_of_a_page_are_read_as_a_browser_sends_them() {
    let html = r#"<form method="get" action="/a"><input name="q"></form>
        <form method="post"><input type="hidden" name="id" value="a&amp;b"/><select name="role"><option value="x">
        <option value="y" selected></select><select name="kind"><option value="k"></select><textarea name="memo"></textarea><button name="intent" value="go">Go</button></form>"#;
    let pairs = [("id", "a&b"), ("role", "y"), ("kind", "k"), ("memo", ""), ("intent", "go")];
    let fields = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    assert_eq!(forms(html, "post"), [Form { action: String::new(), fields }]);
    assert_eq!(forms(html, "get").len(), 1);
}
