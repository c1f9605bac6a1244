//! The look of the simulators' own pages: plain HTML, no script, readable on a phone. They stand for a
//! provider's pages and never for ours, so their words are not in the message catalogue.

/// A whole page of a provider's simulator. `body` is HTML.
pub fn page(provider: &str, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head>\
         <body><p class=\"test\">Test mode: a simulator of {provider}, no real money moves</p><main>{body}</main></body></html>",
        escape(title)
    )
}

/// Text made safe inside elements and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:light-dark(#1a1f36,#e6e8ee);--dim:light-dark(#5b6478,#a3abbd);\
--ground:light-dark(#f6f8fa,#14171f);--sheet:light-dark(#fff,#1d212b);--line:light-dark(#d5dbe1,#39404f);\
--act:light-dark(#4b45c6,#6f69f0);--bad:light-dark(#a41c3b,#ff9aa8);--note:light-dark(#fff4d6,#3a2f10)}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
main{max-width:27rem;margin:1.5rem auto;padding:1.5rem;background:var(--sheet);border:1px solid var(--line);\
border-radius:12px}main.wide{max-width:70rem}.test{margin:0;padding:.4rem 1rem;background:var(--note);\
text-align:center;font-size:.85rem}h1{font-size:1.35rem;margin:0 0 .5rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}\
.total{font-size:1.9rem;font-weight:600;margin:.25rem 0 1rem}.small,dt,caption{color:var(--dim);font-size:.875rem}\
label{display:block;font-weight:500;font-size:.9rem;margin:.8rem 0 .25rem}\
input:not([type=radio]){width:100%;padding:.65rem .7rem;font:inherit;color:inherit;background:transparent;\
border:1px solid var(--line);border-radius:7px}fieldset{border:1px solid var(--line);border-radius:9px;margin:1rem 0;\
padding:.3rem .9rem .9rem}legend label{display:inline}legend{padding:0 .4rem}.pair{display:grid;\
grid-template-columns:1fr 1fr;gap:.8rem}button{width:100%;padding:.75rem;margin-top:1rem;font:inherit;font-weight:600;\
color:#fff;background:var(--act);border:0;border-radius:8px;cursor:pointer}button.plain{background:transparent;\
color:inherit;border:1px solid var(--line)}a{color:var(--act)}:focus-visible{outline:3px solid var(--act);\
outline-offset:2px}.error{color:var(--bad);border:1px solid currentColor;border-radius:8px;padding:.6rem .8rem}\
table{border-collapse:collapse;width:100%;font-size:.875rem}td,th{text-align:left;padding:.35rem .6rem;\
border-bottom:1px solid var(--line);vertical-align:top}.scroll{overflow-x:auto}code{font-size:.85em}\
ul{padding-left:1.1rem}";

/// A field with its label. `mode` is an `inputmode`, "" for none.
pub fn input(name: &str, label: &str, value: &str, kind: &str, mode: &str) -> String {
    let mode = if mode.is_empty() { String::new() } else { format!(" inputmode=\"{mode}\"") };
    format!(
        "<label for=\"{name}\">{label}</label>\
         <input id=\"{name}\" name=\"{name}\" type=\"{kind}\" value=\"{}\"{mode}>",
        escape(value)
    )
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_in_texts_stays_text() {
        assert_eq!(escape("<a href=\"'&\">"), "&lt;a href=&quot;&#39;&amp;&quot;&gt;");
    }
}
