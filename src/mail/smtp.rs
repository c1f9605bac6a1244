//! Hands messages to a mail server, step by step, so that it is always known how far one got.
//!
//! lettre's own transport sends in one call, whose error does not say whether the message had been
//! handed over; its timeout, moreover, does not bound the answer to DATA. So the conversation is led
//! here over lettre's connection, under one clock.

use super::smtp_url::{SmtpConfig, Tls};
use super::{MailConfigError, Refusal, SendError};
use crate::domain::bounce::{EnhancedStatus, RefusedAt};
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Servers close idle connections after a few minutes (RFC 5321 4.5.3.2.7 asks for five).
const IDLE_LIMIT: Duration = Duration::from_secs(60);
const IDLE_CONNECTIONS: usize = 4;

pub(super) struct SmtpTransport {
    config: SmtpConfig,
    tls: Option<TlsParameters>,
    hello: ClientId,
    /// Connections kept for the next message, each with the time of its last use.
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl std::fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.config.fmt(f)
    }
}

impl SmtpTransport {
    pub(super) fn new(config: SmtpConfig) -> Result<Self, MailConfigError> {
        let tls = match config.tls {
            Tls::None => None,
            Tls::Implicit | Tls::Required | Tls::Opportunistic => Some(tls_parameters(&config)?),
        };
        Ok(Self { config, tls, hello: ClientId::default(), idle: Mutex::default() })
    }

    /// Sends one message within the configured time.
    pub(super) async fn send(&self, envelope: &Envelope, message: &[u8]) -> Result<(), SendError> {
        let handed_over = AtomicBool::new(false);
        let limit = Duration::from_secs(self.config.send_timeout_s.into());
        match tokio::time::timeout(limit, self.deliver(envelope, message, &handed_over)).await {
            Ok(outcome) => outcome,
            Err(_) if handed_over.load(Ordering::Relaxed) => Err(SendError::Uncertain {
                reason: format!("no answer within {} s", limit.as_secs()),
            }),
            Err(_) => Err(SendError::Later {
                reason: format!("the mail server took longer than {} s", limit.as_secs()),
            }),
        }
    }

    /// Sets `handed_over` before the first byte of the message leaves.
    async fn deliver(
        &self,
        envelope: &Envelope,
        message: &[u8],
        handed_over: &AtomicBool,
    ) -> Result<(), SendError> {
        let mut connection = match self.idle_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let options = mail_options(&connection, envelope, message)?;
        // A refused sender is the operator's mistake, not this message's: it is tried again.
        let sender = Mail::new(envelope.from().cloned(), options);
        connection.command(sender).await.map_err(later)?;
        for recipient in envelope.to() {
            let recipient = Rcpt::new(recipient.clone(), Vec::new());
            connection.command(recipient).await.map_err(refused_at(RefusedAt::Recipient))?;
        }
        connection.command(Data).await.map_err(refused_at(RefusedAt::Message))?;
        handed_over.store(true, Ordering::Relaxed);
        connection.message(message).await.map_err(after_handing_over)?;
        self.keep(connection);
        Ok(())
    }

    /// A kept connection that still answers. One that failed half way is never kept.
    async fn idle_connection(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, last_used) = self.lock_idle().pop()?;
            if last_used.elapsed() < IDLE_LIMIT && connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.lock_idle();
        if idle.len() < IDLE_CONNECTIONS {
            idle.push((connection, Instant::now()));
        }
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection, encrypted and signed in as configured. Whatever fails here says nothing
    /// about the message, so that all of it is worth another try.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let at_once = self.tls.clone().filter(|_| self.config.tls == Tls::Implicit);
        let address = (self.config.host.as_str(), self.config.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, None, &self.hello, at_once, None)
                .await
                .map_err(later)?;
        if let (Some(tls), Tls::Required | Tls::Opportunistic) = (&self.tls, self.config.tls) {
            let is_offered = connection.can_starttls();
            if is_offered || self.config.tls == Tls::Required {
                // Refuses by itself where STARTTLS is not offered.
                connection.starttls(tls.clone(), &self.hello).await.map_err(later)?;
            }
        }
        if let Some((user, password)) = &self.config.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(later)?;
        }
        Ok(connection)
    }
}

fn tls_parameters(config: &SmtpConfig) -> Result<TlsParameters, MailConfigError> {
    let tls = |error: SmtpError| MailConfigError::Tls(described(&error));
    let mut parameters = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.extra_root_pem {
        parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(tls)?);
    }
    parameters.build().map_err(tls)
}

/// What the server must be told about a message that is not plain ASCII.
fn mail_options(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<Vec<MailParameter>, SendError> {
    let can = |extension| connection.server_info().supports_feature(extension);
    let mut options = Vec::new();
    let is_ascii = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
    if !envelope.to().iter().chain(envelope.from()).all(is_ascii) {
        if !can(Extension::SmtpUtfEight) {
            let reason = "the mail server cannot send to addresses beyond ASCII".to_owned();
            return Err(SendError::Refused { reason, answer: None });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !message.is_ascii() && can(Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(options)
}

fn later(error: SmtpError) -> SendError {
    SendError::Later { reason: described(&error) }
}

/// Before the message was handed over, only a permanent answer is final.
fn refused_at(at: RefusedAt) -> impl Fn(SmtpError) -> SendError {
    move |error| {
        if !error.is_permanent() {
            return later(error);
        }
        let reason = described(&error);
        let diagnostic = std::error::Error::source(&error).map(ToString::to_string);
        let diagnostic = diagnostic.unwrap_or_default();
        let code = error.status().map_or(550, u16::from);
        let status = EnhancedStatus::of_reply(code, &diagnostic, at);
        let diagnostic = format!("smtp; {code} {diagnostic}");
        SendError::Refused { reason, answer: Some(Refusal { status, diagnostic }) }
    }
}

fn after_handing_over(error: SmtpError) -> SendError {
    if error.is_permanent() || error.is_transient() {
        // An answer, at least: the server did not take it.
        refused_at(RefusedAt::Message)(error)
    } else {
        SendError::Uncertain { reason: described(&error) }
    }
}

/// The error with its cause, which lettre does not print by itself.
fn described(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        let more = source.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = source.source();
    }
    text
}
