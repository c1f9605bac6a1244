//! `quittance mail bounce`: a mail server hands over what came back (docs/OPERATIONS.md has the recipe).

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::emails::receive_bounce::{Received, receive_bounce};
use crate::mail::read_notice;
use crate::store::{Db, StoreError};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// EX_TEMPFAIL of sysexits.h: the mail server keeps the notice and hands it over again.
pub const EXIT_TRY_LATER: u8 = 75;
/// A notice holds our message, at most with its attachment; what is beyond that is not read.
const NOTICE_BYTES_MAX: u64 = 32 << 20;

/// What comes back by mail.
#[derive(Debug, clap::Subcommand)]
pub enum MailCommand {
    /// Record a notice of a mail that could not be delivered, or is late
    Bounce {
        /// The address it came to; without it, the message's headers say
        #[arg(long)]
        to: Option<String>,
        /// The message; - or nothing: standard input
        file: Option<PathBuf>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum MailCommandError {
    #[error("QUITTANCE_BOUNCE_ADDRESS is not set: no mail was sent with an address for bounces")]
    NoBounceAddress,
    #[error("the message cannot be read: {0}")]
    Read(io::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MailCommandError {
    /// Whether the same notice can be recorded later. A setting that is wrong will be put right.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        !matches!(self, Self::Read(_))
    }
}

/// Says on standard output what became of the message. A message that is no notice is no error: the mail
/// server must not send a bounce for a bounce.
pub async fn run(command: MailCommand, config: Config) -> Result<(), MailCommandError> {
    let MailCommand::Bounce { to, file } = command;
    let bytes = read(file).map_err(MailCommandError::Read)?;
    let received =
        open::with_database(&config, async |db| receive(db, &config, &bytes, to).await).await?;
    println!("{}", said(received));
    Ok(())
}

fn read(file: Option<PathBuf>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file.filter(|path| path.as_os_str() != "-") {
        Some(path) => File::open(path)?.take(NOTICE_BYTES_MAX).read_to_end(&mut bytes)?,
        None => io::stdin().lock().take(NOTICE_BYTES_MAX).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

async fn receive(
    db: &Db,
    config: &Config,
    bytes: &[u8],
    to: Option<String>,
) -> Result<Received, MailCommandError> {
    let now = open::clock_of(db).await?.now();
    let addresses = open::bounce_address(config, db, now).await?;
    let addresses = addresses.ok_or(MailCommandError::NoBounceAddress)?;
    Ok(receive_bounce(db, &addresses, &read_notice(bytes), to.as_deref(), now).await?)
}

fn said(received: Received) -> String {
    match received {
        Received::Bounced { status } => format!("recorded: not delivered ({status})"),
        Received::Delayed { status } => format!("recorded: late ({status})"),
        Received::KnownAlready => "known already".to_owned(),
        Received::NotOurs => "not to an address of ours: nothing recorded".to_owned(),
        Received::MailIsGone => "the mail it is about is kept no more".to_owned(),
        Received::Ignored => "no notice of a failure: nothing recorded".to_owned(),
    }
}
