//! A mail's words as an operator types them, and their reading: either all of it is understood, or the
//! faults say what is not and where.
//!
//! ```text
//! subject   one line of text and {variables}
//! body      paragraphs, separated by an empty line; lines that begin with "- " are a list;
//!           **bold**; [label]({link}) or [label](https://…), which alone in its paragraph is a button
//! ```
//! Everything else is text, HTML too. A brace is always a variable's: there is no other syntax, so that
//! nothing beyond the whitelist can be reached.

use super::kind::{MailKind, Variable};
use super::markup::{Block, Piece, blocks, pieces};
use crate::i18n::{Arg, Locale, text, text_with};

/// Characters; longer subjects are cut off by every mail program.
pub const SUBJECT_LENGTH_MAX: usize = 150;
/// Characters.
pub const BODY_LENGTH_MAX: usize = 8_000;

/// A subject and a body as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub subject: String,
    pub body: String,
}

impl Wording {
    /// The catalogue's words, with `{variables}` where values will stand.
    #[must_use]
    pub fn built_in(kind: MailKind, locale: Locale) -> Self {
        let args: Vec<(&'static str, Arg<'_>)> = kind
            .variables()
            .iter()
            .map(|variable| (variable.word(), Arg::from(format!("{{{}}}", variable.word()))))
            .collect();
        let (subject, body) = kind.keys();
        Self { subject: text_with(locale, subject, &args), body: text_with(locale, body, &args) }
    }

    /// With one kind of line end, and without spaces around, as it is stored.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let body = self.body.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        let body: Vec<&str> = body.lines().map(str::trim_end).collect();
        Self { subject: self.subject.trim().to_owned(), body: body.join("\n").trim().to_owned() }
    }
}

/// A wording that was understood: nothing in it can fail any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub(super) subject: Vec<Piece>,
    pub(super) body: Vec<Block>,
}

impl Template {
    /// Reads a wording for this mail.
    /// # Errors  the first fault of the subject, and the first of the body.
    pub fn read(kind: MailKind, wording: &Wording) -> Result<Self, Vec<WordingFault>> {
        let wording = wording.tidied();
        let subject = read_subject(kind, &wording.subject);
        let body = read_body(kind, &wording.body);
        match (subject, body) {
            (Ok(subject), Ok(body)) => Ok(Self { subject, body }),
            (subject, body) => Err(subject.err().into_iter().chain(body.err()).collect()),
        }
    }

    /// The catalogue's wording.
    /// # Panics  when the catalogue holds one that does not read, which a test rules out.
    #[must_use]
    pub fn built_in(kind: MailKind, locale: Locale) -> Self {
        Self::read(kind, &Wording::built_in(kind, locale)).expect("tested for every mail")
    }
}

/// Which of the two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Subject,
    Body,
}

/// What is wrong with a wording, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingFault {
    pub field: Field,
    /// From 1; a subject has one line.
    pub line: usize,
    pub fault: Fault,
}

/// What is wrong. Texts are the operator's own, cut to a readable length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Blank,
    TooLong {
        max: usize,
    },
    /// A subject of several lines, which would start another header.
    SeveralLines,
    /// A character that cannot be seen: control, or one that turns the direction of text.
    Invisible,
    /// Not on this mail's whitelist.
    UnknownVariable {
        name: String,
    },
    /// A brace that begins or ends nothing.
    Brace {
        near: String,
    },
    /// An address in the subject, where everybody who sees the list of mails would read it.
    LinkInSubject {
        name: String,
    },
    /// A link that leads neither to the mail's own address nor to one with https.
    ForeignLink {
        target: String,
    },
    /// A link without a label, or without its closing bracket.
    BrokenLink {
        near: String,
    },
    UnclosedBold,
    /// The mail is of no use without this variable.
    Missing {
        name: String,
    },
}

impl WordingFault {
    fn in_subject(fault: Fault) -> Self {
        Self { field: Field::Subject, line: 1, fault }
    }

    fn in_body((line, fault): (usize, Fault)) -> Self {
        Self { field: Field::Body, line, fault }
    }

    /// What is wrong, in a sentence that names the place.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let line = ("line", Arg::from(self.line));
        let said = |key: &str, name: &'static str, value: &str| {
            text_with(locale, key, &[line.clone(), (name, Arg::from(value))])
        };
        match (&self.fault, self.field) {
            (Fault::Blank, Field::Subject) => text(locale, "mail-fault-blank-subject").into_owned(),
            (Fault::Blank, Field::Body) => text(locale, "mail-fault-blank-body").into_owned(),
            (Fault::TooLong { max }, Field::Subject) => {
                text_with(locale, "mail-fault-long-subject", &[("max", Arg::from(*max))])
            }
            (Fault::TooLong { max }, Field::Body) => {
                text_with(locale, "mail-fault-long-body", &[("max", Arg::from(*max))])
            }
            (Fault::SeveralLines, _) => text(locale, "mail-fault-several-lines").into_owned(),
            (Fault::Invisible, _) => text_with(locale, "mail-fault-invisible", &[line]),
            (Fault::UnknownVariable { name }, _) => {
                said("mail-fault-unknown-variable", "name", name)
            }
            (Fault::Brace { near }, _) => said("mail-fault-brace", "near", near),
            (Fault::LinkInSubject { name }, _) => {
                text_with(locale, "mail-fault-link-in-subject", &[("name", Arg::from(name))])
            }
            (Fault::ForeignLink { target }, _) => said("mail-fault-foreign-link", "target", target),
            (Fault::BrokenLink { near }, _) => said("mail-fault-broken-link", "near", near),
            (Fault::UnclosedBold, _) => text_with(locale, "mail-fault-unclosed-bold", &[line]),
            (Fault::Missing { name }, _) => {
                text_with(locale, "mail-fault-missing", &[("name", Arg::from(name))])
            }
        }
    }
}

fn read_subject(kind: MailKind, typed: &str) -> Result<Vec<Piece>, WordingFault> {
    let refused = |fault| Err(WordingFault::in_subject(fault));
    if typed.is_empty() {
        return refused(Fault::Blank);
    }
    if typed.contains(['\n', '\r']) {
        return refused(Fault::SeveralLines);
    }
    if typed.chars().any(is_invisible) {
        return refused(Fault::Invisible);
    }
    if typed.chars().count() > SUBJECT_LENGTH_MAX {
        return refused(Fault::TooLong { max: SUBJECT_LENGTH_MAX });
    }
    let pieces = pieces(kind, typed, 1).map_err(|(_, fault)| WordingFault::in_subject(fault))?;
    for piece in &pieces {
        if let Piece::Value(variable) = piece
            && variable.is_link()
        {
            return refused(Fault::LinkInSubject { name: variable.word().to_owned() });
        }
    }
    Ok(pieces)
}

fn read_body(kind: MailKind, typed: &str) -> Result<Vec<Block>, WordingFault> {
    if typed.is_empty() {
        return Err(WordingFault::in_body((1, Fault::Blank)));
    }
    if typed.chars().count() > BODY_LENGTH_MAX {
        return Err(WordingFault::in_body((1, Fault::TooLong { max: BODY_LENGTH_MAX })));
    }
    if let Some(line) = typed.lines().position(|line| line.chars().any(is_invisible)) {
        return Err(WordingFault::in_body((line + 1, Fault::Invisible)));
    }
    let blocks = blocks(kind, typed).map_err(WordingFault::in_body)?;
    match kind.required() {
        Some(variable) if !blocks.iter().any(|block| block.names(variable)) => {
            let last = typed.lines().count().max(1);
            let fault = Fault::Missing { name: variable.word().to_owned() };
            Err(WordingFault::in_body((last, fault)))
        }
        _ => Ok(blocks),
    }
}

/// Control characters, and those that turn the direction of what follows (Unicode 9, explicit
/// formatting), with which an address can be made to look like another.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// As much of a text as an error message repeats.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let mut shown: String = line.chars().take(SHOWN).collect();
    if line.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The variable with this name, if the mail has it.
pub(super) fn variable(kind: MailKind, name: &str) -> Result<Variable, Fault> {
    kind.variables()
        .iter()
        .copied()
        .find(|variable| variable.word() == name)
        .ok_or_else(|| Fault::UnknownVariable { name: excerpt(name) })
}
