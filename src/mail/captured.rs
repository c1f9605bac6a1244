//! Messages that were captured instead of sent, and reading them back: a sandbox's mailbox.

use jiff::Timestamp;
use mail_parser::{Address, MessageParser, MimeHeaders};
use std::io;
use std::path::{Path, PathBuf};

/// The most that one listing reads.
const LISTED_MAX: usize = 500;
/// An id is a UUID; a longer one would only be refused by the file system.
const ID_LENGTH_MAX: usize = 64;

/// A file that came with a captured message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedAttachment {
    pub file_name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// A captured message, read back from what would have been sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedMail {
    /// Names the message in URLs: letters, digits and dashes.
    pub id: String,
    /// Without its angle brackets.
    pub message_id: String,
    /// `Acme Billing <billing@acme.example>`
    pub from: String,
    pub to: String,
    /// Empty when answers go to `from`.
    pub reply_to: String,
    pub subject: String,
    pub sent_at: Option<Timestamp>,
    pub text: String,
    pub html: String,
    pub attachments: Vec<CapturedAttachment>,
}

impl CapturedMail {
    /// Reads the bytes of a message; what is missing or unreadable in them is empty.
    #[must_use]
    pub fn parse(id: &str, bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).unwrap_or_default();
        let body = |body: Option<std::borrow::Cow<'_, str>>| {
            // On the wire every line ends with CRLF.
            body.map_or_else(String::new, |body| body.replace("\r\n", "\n"))
        };
        Self {
            id: id.to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            from: written_address(message.from()),
            to: written_address(message.to()),
            reply_to: written_address(message.reply_to()),
            subject: message.subject().unwrap_or_default().to_owned(),
            sent_at: message
                .date()
                .and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
            text: body(message.body_text(0)),
            html: body(message.body_html(0)),
            attachments: message
                .attachments()
                .map(|part| CapturedAttachment {
                    file_name: part.attachment_name().unwrap_or_default().to_owned(),
                    content_type: part.content_type().map_or_else(String::new, |kind| {
                        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
                    }),
                    bytes: part.contents().to_owned(),
                })
                .collect(),
        }
    }
}

fn written_address(address: Option<&Address<'_>>) -> String {
    let written = |address: &mail_parser::Addr<'_>| {
        let email = address.address().unwrap_or_default();
        match address.name() {
            Some(name) => format!("{name} <{email}>"),
            None => email.to_owned(),
        }
    };
    address.map_or_else(String::new, |list| list.iter().map(written).collect::<Vec<_>>().join(", "))
}

/// A folder with one `.eml` file per message, named by its message id.
#[derive(Clone, Debug)]
pub struct MailFolder {
    folder: PathBuf,
}

impl MailFolder {
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes a message, whole or not at all; the same message id replaces the same file.
    pub(super) async fn write(&self, message_id: &str, bytes: Vec<u8>) -> io::Result<()> {
        let id = id_of(message_id);
        tokio::fs::create_dir_all(&self.folder).await?;
        // A reader never sees half a message: the name appears when the file is complete.
        let unfinished = self.folder.join(format!("{id}.part"));
        tokio::fs::write(&unfinished, bytes).await?;
        tokio::fs::rename(&unfinished, self.path(&id)).await
    }

    /// The newest messages first, at most `limit` (and never more than 500).
    pub async fn list(&self, limit: usize) -> io::Result<Vec<CapturedMail>> {
        let mut ids = Vec::new();
        let mut entries = match tokio::fs::read_dir(&self.folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            if let Some(id) = Path::new(&name).to_str().and_then(|name| name.strip_suffix(".eml")) {
                ids.push(id.to_owned());
            }
        }
        // Message ids are UUIDs of version 7: in the order of their making.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.truncate(limit.min(LISTED_MAX));
        let mut mails = Vec::with_capacity(ids.len());
        for id in ids {
            mails.extend(self.read(&id).await?);
        }
        Ok(mails)
    }

    /// The message with this id, or None.
    pub async fn read(&self, id: &str) -> io::Result<Option<CapturedMail>> {
        // The id comes from a URL: only what we would have written ourselves is looked for.
        if id.is_empty() || id.len() > ID_LENGTH_MAX || id != id_of(id) {
            return Ok(None);
        }
        match tokio::fs::read(self.path(id)).await {
            Ok(bytes) => Ok(Some(CapturedMail::parse(id, &bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.eml"))
    }
}

/// `<0196…-…@host>` → `0196…-…`: the part before the host, letters, digits and dashes only.
fn id_of(message_id: &str) -> String {
    let local = message_id.trim_start_matches('<').split('@').next().unwrap_or_default();
    local.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}
