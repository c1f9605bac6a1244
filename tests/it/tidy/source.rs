//! The source as text: its files, their lines without comments and strings, their functions.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Source {
    /// From the repository's root, with slashes.
    pub path: String,
    pub text: String,
}

/// All files below `folder` with this extension ("" for none), sorted; none when there is no folder.
pub fn all(folder: &str, extension: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    files
        .into_iter()
        .filter(|file| file.extension().map_or("", |found| found.to_str().unwrap()) == extension)
        .filter_map(|file| {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            // What does not read as text is none of ours.
            fs::read_to_string(&file).ok().map(|text| Source { path, text })
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let is_generated = path.ends_with("node_modules") || path.ends_with("test-results");
        if path.is_dir() && !is_generated {
            collect(&path, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}

impl Source {
    /// A file that only tests compile.
    pub fn is_test_only(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        name == "tests.rs"
            || name.ends_with("_tests.rs")
            || name.starts_with("test_")
            || self.path.contains("/tests/")
    }

    /// The text before the tests that stand in the same file.
    fn without_tests(&self) -> &str {
        match self.text.find("\n#[cfg(test)]\nmod tests {") {
            Some(at) => &self.text[..at],
            None => &self.text,
        }
    }

    pub fn lines_without_tests(&self) -> usize {
        self.without_tests().lines().count()
    }

    /// (number, line) of what is compiled: no comments, no tests; what stands between quotes is blank.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, String)> {
        self.without_tests()
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, without_strings(line)))
    }

    /// (name, lines) of each function.
    pub fn functions(&self) -> Vec<(String, usize)> {
        let lines: Vec<&str> = self.without_tests().lines().collect();
        let mut functions = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let Some(name) = function_name(line) else { continue };
            let indent = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indent}}}");
            let is_declaration = |l: &&str| l.trim_end().ends_with(';') && l.starts_with(indent);
            let length = lines[index..].iter().position(|l| **l == end);
            if let Some(length) = length.filter(|_| !is_declaration(line)) {
                functions.push((name, length + 1));
            }
        }
        functions
    }
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.trim_start();
    if words.starts_with("//") {
        return None;
    }
    if let Some(rest) = words.strip_prefix("pub") {
        words = match rest.strip_prefix('(') {
            Some(inner) => inner.split_once(')')?.1,
            None => rest,
        };
    }
    for qualifier in ["const ", "async ", "unsafe "] {
        words = words.trim_start().strip_prefix(qualifier).unwrap_or(words.trim_start());
    }
    let name = words.strip_prefix("fn ")?;
    Some(name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
}

/// A line with what stands between double quotes, and a comment at its end, taken out.
fn without_strings(line: &str) -> String {
    let (mut code, mut is_string, mut previous) = (String::new(), false, ' ');
    for c in line.chars() {
        match c {
            '"' if previous != '\\' && (previous != '\'' || is_string) => is_string = !is_string,
            '/' if previous == '/' && !is_string => {
                code.pop();
                break;
            }
            c if !is_string => code.push(c),
            _ => {}
        }
        previous = if previous == '\\' && c == '\\' { ' ' } else { c };
    }
    code
}

/// Texts in views that are no key of the catalogue: literals between tags, and attributes that people
/// read. (line, text), when there are two letters side by side in it.
pub fn text_nodes(text: &str) -> Vec<(usize, String)> {
    const SPOKEN: [&str; 5] = ["title=", "aria-label=", "placeholder=", "alt=", "label="];
    let mut found = Vec::new();
    let end = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let text = &text[..end];
    let mut rest = 0;
    while let Some(open) = text[rest..].find('"').map(|at| rest + at) {
        let Some(close) = closing_quote(text, open) else { break };
        let before = text[..open].trim_end();
        let literal = &text[open + 1..close];
        let line_start = text[..open].rfind('\n').map_or(0, |at| at + 1);
        let is_comment = text[line_start..open].trim_start().starts_with("//");
        let follows_tag =
            before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->");
        let follows_value = before.ends_with('}') && before.len() < open + 1 && is_in_view(before);
        let is_spoken = SPOKEN.iter().any(|attribute| {
            let at = before.len().saturating_sub(attribute.len() + 1);
            text.is_char_boundary(at) && text[at..open].trim_start().ends_with(attribute)
        });
        if !is_comment && (follows_tag || follows_value || is_spoken) && has_word(literal) {
            found.push((text[..open].matches('\n').count() + 1, literal.to_owned()));
        }
        rest = close + 1;
    }
    found
}

fn closing_quote(text: &str, open: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text[open + 1..].char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some(open + 1 + at),
            _ => escaped = false,
        }
    }
    None
}

/// Whether the brace that was just closed belongs to a view: it was opened right after a tag or text.
fn is_in_view(before: &str) -> bool {
    let mut depth = 0_i32;
    for (at, c) in before.char_indices().rev() {
        match c {
            '}' => depth += 1,
            '{' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            let opened_after = before[..at].trim_end();
            return opened_after.ends_with('>') && !opened_after.ends_with("=>");
        }
    }
    false
}

fn has_word(literal: &str) -> bool {
    let letters: Vec<bool> = literal.chars().map(char::is_alphabetic).collect();
    letters.windows(2).any(|pair| pair[0] && pair[1])
}

#[test]
fn texts_between_tags_and_spoken_attributes_are_found_and_keys_are_not() {
    let page = r#"view! { <p class="small" title="Pay now">"Due today"</p> <b>{t("invoice-due")}" on "{date}</b> }
        let tone = match due { true => "warn", false => "ok" }; <i>" · "</i>"#;
    let texts: Vec<String> = text_nodes(page).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["Pay now", "Due today", " on "]);
}

#[test]
fn comments_and_strings_are_no_code() {
    let code = without_strings(r#"let a = "f64 in // text"; let b = '"'; // f32"#);
    assert!(!code.contains("f64") && !code.contains("f32"), "{code}");
    assert!(code.contains("let b"), "{code}");
}

#[test]
fn the_length_of_a_function_is_counted_from_its_first_line_to_its_last() {
    let text = "pub(crate) async fn long(\n    a: u8,\n) {\n    if a == 0 {\n    }\n}\n".to_owned();
    let source = Source { path: String::new(), text };
    assert_eq!(source.functions(), [("long".to_owned(), 6)]);
}
