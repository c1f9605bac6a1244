//! The small markup of a mail's body, read into blocks. What it means stands in `wording`.

use super::kind::{MailKind, Variable};
use super::wording::{Fault, excerpt, variable};

/// Text, or the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Value(Variable),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Value(Variable),
    /// With https.
    Fixed(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    Piece { piece: Piece, is_bold: bool },
    Link { label: Vec<Piece>, target: Target, is_bold: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    List(Vec<Vec<Inline>>),
    /// A link alone in its paragraph; without a label the mail's usual one stands on it.
    Button {
        label: Option<Vec<Piece>>,
        target: Target,
    },
}

/// A fault and the line it is in, from 1.
pub(super) type Found = (usize, Fault);

impl Block {
    /// Whether the value stands somewhere in the block.
    pub(super) fn names(&self, wanted: Variable) -> bool {
        let in_pieces = |pieces: &[Piece]| pieces.contains(&Piece::Value(wanted));
        let in_target = |target: &Target| *target == Target::Value(wanted);
        let in_inline = |inline: &Inline| match inline {
            Inline::Piece { piece, .. } => *piece == Piece::Value(wanted),
            Inline::Link { label, target, .. } => in_pieces(label) || in_target(target),
        };
        match self {
            Self::Paragraph(inlines) => inlines.iter().any(in_inline),
            Self::List(items) => items.iter().flatten().any(in_inline),
            Self::Button { label, target } => {
                in_target(target) || label.as_deref().is_some_and(in_pieces)
            }
        }
    }
}

/// The body's blocks.
pub(super) fn blocks(kind: MailKind, body: &str) -> Result<Vec<Block>, Found> {
    let mut blocks = Vec::new();
    // Lines of the same sort that follow each other, from which line on.
    let mut run: (usize, bool, Vec<&str>) = (1, false, Vec::new());
    for (index, line) in body.lines().enumerate() {
        let is_item = line.starts_with("- ");
        if line.trim().is_empty() || is_item != run.1 {
            blocks.extend(block(kind, &run)?);
            run = (index + 1, is_item, Vec::new());
        }
        if !line.trim().is_empty() {
            run.2.push(line);
        } else {
            run.0 = index + 2;
        }
    }
    blocks.extend(block(kind, &run)?);
    Ok(blocks)
}

fn block(
    kind: MailKind,
    (first_line, is_list, lines): &(usize, bool, Vec<&str>),
) -> Result<Option<Block>, Found> {
    if lines.is_empty() {
        return Ok(None);
    }
    if *is_list {
        let items = lines
            .iter()
            .enumerate()
            .map(|(index, line)| inlines(kind, line[2..].trim(), first_line + index));
        return Ok(Some(Block::List(items.collect::<Result<_, _>>()?)));
    }
    let mut inlines = inlines(kind, lines.join("\n").trim(), *first_line)?;
    let alone = (inlines.len() == 1).then(|| inlines.remove(0));
    Ok(Some(match alone {
        Some(Inline::Link { label, target, .. }) => Block::Button { label: Some(label), target },
        Some(Inline::Piece { piece: Piece::Value(link), .. }) if link.is_link() => {
            Block::Button { label: None, target: Target::Value(link) }
        }
        Some(other) => Block::Paragraph(vec![other]),
        None => Block::Paragraph(inlines),
    }))
}

/// Reads a text from left to right, remembering in which line it is.
struct Reader<'a> {
    kind: MailKind,
    rest: &'a str,
    line: usize,
    plain: String,
}

impl<'a> Reader<'a> {
    fn new(kind: MailKind, text: &'a str, line: usize) -> Self {
        Self { kind, rest: text, line, plain: String::new() }
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn fault<T>(&self, fault: Fault) -> Result<T, Found> {
        Err((self.line, fault))
    }

    /// The text before what comes next, if there is any.
    fn plain(&mut self) -> Option<Piece> {
        (!self.plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut self.plain)))
    }

    /// `{name}` at the front, with its braces.
    fn value(&mut self) -> Result<Variable, Found> {
        let inside = &self.rest[1..];
        let end = inside.find(['{', '}', '\n']);
        let Some(end) = end.filter(|&end| inside[end..].starts_with('}')) else {
            return self.fault(Fault::Brace { near: excerpt(self.rest) });
        };
        let name = &inside[..end];
        match variable(self.kind, name) {
            Ok(variable) => {
                self.take(end + 2);
                Ok(variable)
            }
            Err(_) if name.trim().is_empty() => {
                self.fault(Fault::Brace { near: excerpt(self.rest) })
            }
            Err(fault) => self.fault(fault),
        }
    }

    /// `[label](target)` at the front; None when the bracket is only a bracket.
    fn link(&mut self) -> Result<Option<(Vec<Piece>, Target)>, Found> {
        let Some(middle) = self.rest.find("](") else { return Ok(None) };
        let label = &self.rest[1..middle];
        if label.contains(['[', ']', '\n']) {
            return Ok(None);
        }
        let broken = Fault::BrokenLink { near: excerpt(self.rest) };
        let after = &self.rest[middle + 2..];
        let Some(length) = after.find([')', '\n', ' ']) else { return self.fault(broken) };
        if label.trim().is_empty() || !after[length..].starts_with(')') {
            return self.fault(broken);
        }
        let label = pieces(self.kind, label.trim(), self.line)?;
        let target = self.target(&after[..length])?;
        self.take(middle + 2 + length + 1);
        Ok(Some((label, target)))
    }

    fn target(&self, written: &str) -> Result<Target, Found> {
        let foreign = || Fault::ForeignLink { target: excerpt(written) };
        let named = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = named.filter(|name| !name.contains(['{', '}'])) {
            let found = variable(self.kind, name).map_err(|fault| (self.line, fault))?;
            return if found.is_link() { Ok(Target::Value(found)) } else { self.fault(foreign()) };
        }
        match fixed_address(written) {
            Some(address) => Ok(Target::Fixed(address)),
            None => self.fault(foreign()),
        }
    }
}

/// An https address with a host, without a name or password in it.
fn fixed_address(written: &str) -> Option<String> {
    let is_plain =
        !written.contains(['{', '}', '"', '<', '>', '\\']) && written.starts_with("https://");
    let url = url::Url::parse(written).ok().filter(|_| is_plain)?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && url.host_str().is_some_and(|host| host.contains('.')) && is_bare)
        .then(|| url.to_string())
}

/// Text and values, without markup: a subject, or the label of a link.
pub(super) fn pieces(kind: MailKind, text: &str, line: usize) -> Result<Vec<Piece>, Found> {
    let mut reader = Reader::new(kind, text, line);
    let mut pieces = Vec::new();
    while let Some(next) = reader.rest.chars().next() {
        match next {
            '{' => {
                let value = reader.value()?;
                pieces.extend(reader.plain());
                pieces.push(Piece::Value(value));
            }
            '}' => return reader.fault(Fault::Brace { near: excerpt(reader.rest) }),
            _ => {
                let taken = reader.take(next.len_utf8());
                reader.plain.push_str(taken);
            }
        }
    }
    pieces.extend(reader.plain());
    Ok(pieces)
}

fn inlines(kind: MailKind, text: &str, line: usize) -> Result<Vec<Inline>, Found> {
    let mut reader = Reader::new(kind, text, line);
    let mut inlines = Vec::new();
    let mut bold_since: Option<usize> = None;
    while let Some(next) = reader.rest.chars().next() {
        let is_bold = bold_since.is_some();
        let before =
            |reader: &mut Reader<'_>| reader.plain().map(|piece| Inline::Piece { piece, is_bold });
        if reader.rest.starts_with("**") {
            inlines.extend(before(&mut reader));
            bold_since = if is_bold { None } else { Some(reader.line) };
            reader.take(2);
            continue;
        }
        match next {
            '{' => {
                let value = reader.value()?;
                inlines.extend(before(&mut reader));
                inlines.push(Inline::Piece { piece: Piece::Value(value), is_bold });
                continue;
            }
            '}' => return reader.fault(Fault::Brace { near: excerpt(reader.rest) }),
            '[' => {
                if let Some((label, target)) = reader.link()? {
                    inlines.extend(before(&mut reader));
                    inlines.push(Inline::Link { label, target, is_bold });
                    continue;
                }
            }
            _ => {}
        }
        let taken = reader.take(next.len_utf8());
        reader.plain.push_str(taken);
    }
    if let Some(line) = bold_since {
        return Err((line, Fault::UnclosedBold));
    }
    let rest = reader.plain().map(|piece| Inline::Piece { piece, is_bold: false });
    inlines.extend(rest);
    Ok(inlines)
}
