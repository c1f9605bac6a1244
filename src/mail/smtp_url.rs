//! Reads the mail server's URL, as it stands in the configuration.
//!
//! `smtp://user:password@host:port?tls=required|opportunistic|none` (port 587) or `smtps://…` (port
//! 465). User and password are percent-encoded where they hold `:`, `@`, `/`, `?` or `%`.

use std::fmt;
use std::str::FromStr;

const SUBMISSION_PORT: u16 = 587;
const SUBMISSIONS_PORT: u16 = 465;

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (`smtps://`).
    Implicit,
    /// By STARTTLS; a server that does not offer it gets no message. The default.
    Required,
    /// By STARTTLS where offered: an attacker on the way can switch it off.
    Opportunistic,
    /// Never: for a server on the same machine.
    None,
}

/// How to reach the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// PEM of a certificate authority to be trusted beside the public ones.
    pub extra_root_pem: Option<Vec<u8>>,
    /// The longest that one message may take, connecting included.
    pub send_timeout_s: u32,
}

impl fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No password in a log.
        write!(f, "SmtpConfig({}:{}, {:?})", self.host, self.port, self.tls)
    }
}

/// Why a URL was refused. It may hold a password, so it is not repeated.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    #[error("the mail server's URL must start with smtp:// or smtps://")]
    Scheme,
    #[error("the mail server's URL names no host")]
    NoHost,
    #[error("the mail server's port is not a number from 1 to 65535")]
    Port,
    #[error("the mail server's user or password is not percent-encoded UTF-8, or one is missing")]
    Credentials,
    #[error("the only option of the mail server's URL is tls=required, opportunistic or none")]
    Option,
    #[error("a password is only sent with tls=required or smtps://, or to this machine")]
    PasswordInTheClear,
}

impl FromStr for SmtpConfig {
    type Err = SmtpUrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = url.split_once("://").ok_or(SmtpUrlError::Scheme)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (tls, default_port) = match (scheme, query) {
            ("smtps", "") => (Tls::Implicit, SUBMISSIONS_PORT),
            ("smtp", "" | "tls=required") => (Tls::Required, SUBMISSION_PORT),
            ("smtp", "tls=opportunistic") => (Tls::Opportunistic, SUBMISSION_PORT),
            ("smtp", "tls=none") => (Tls::None, SUBMISSION_PORT),
            ("smtp" | "smtps", _) => return Err(SmtpUrlError::Option),
            _ => return Err(SmtpUrlError::Scheme),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (credentials, address) = match rest.rsplit_once('@') {
            Some((user_info, address)) => (Some(read_credentials(user_info)?), address),
            None => (None, rest),
        };
        let (host, port) = read_address(address, default_port)?;
        let is_local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let is_encrypted = matches!(tls, Tls::Implicit | Tls::Required);
        if credentials.is_some() && !is_encrypted && !is_local {
            return Err(SmtpUrlError::PasswordInTheClear);
        }
        Ok(Self { host, port, tls, credentials, extra_root_pem: None, send_timeout_s: 60 })
    }
}

fn read_credentials(user_info: &str) -> Result<(String, String), SmtpUrlError> {
    let (user, password) = user_info.split_once(':').ok_or(SmtpUrlError::Credentials)?;
    match (percent_decoded(user), percent_decoded(password)) {
        (Some(user), Some(password)) if !user.is_empty() => Ok((user, password)),
        _ => Err(SmtpUrlError::Credentials),
    }
}

/// `host`, `host:port`, `[::1]:port`.
fn read_address(address: &str, default_port: u16) -> Result<(String, u16), SmtpUrlError> {
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, Some(rest.strip_prefix(':').ok_or(SmtpUrlError::Port)?)),
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() || host.contains('/') {
        return Err(SmtpUrlError::NoHost);
    }
    let port = match port {
        None => default_port,
        Some(port) => port.parse().ok().filter(|&port| port > 0).ok_or(SmtpUrlError::Port)?,
    };
    Ok((host.to_owned(), port))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<SmtpConfig, SmtpUrlError> {
        url.parse()
    }

    #[test]
    fn encryption_is_required_unless_the_url_says_otherwise() {
        let config = read("smtp://mail.example").unwrap();
        assert_eq!((config.tls, config.port), (Tls::Required, 587));
        let config = read("smtps://mail.example").unwrap();
        assert_eq!((config.tls, config.port), (Tls::Implicit, 465));
        assert_eq!(read("smtp://mail.example?tls=none").unwrap().tls, Tls::None);
        assert_eq!(read("smtp://mail.example?tls=nome"), Err(SmtpUrlError::Option));
        assert_eq!(read("smtps://mail.example?tls=none"), Err(SmtpUrlError::Option));
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let config = read("smtp://billing%40acme.example:p%3Ass%2F@mail.example:2525/").unwrap();
        let expected = ("billing@acme.example".to_owned(), "p:ss/".to_owned());
        assert_eq!(config.credentials, Some(expected));
        assert_eq!((config.host.as_str(), config.port), ("mail.example", 2525));
        assert_eq!(read("smtp://user@mail.example"), Err(SmtpUrlError::Credentials));
        assert_eq!(read("smtp://u:%zz@mail.example"), Err(SmtpUrlError::Credentials));
    }

    #[test]
    fn a_password_never_travels_in_the_clear() {
        let refused = Err(SmtpUrlError::PasswordInTheClear);
        assert_eq!(read("smtp://u:p@mail.example?tls=none"), refused);
        assert_eq!(read("smtp://u:p@mail.example?tls=opportunistic"), refused);
        assert!(read("smtp://u:p@127.0.0.1:1025?tls=none").is_ok());
    }

    #[test]
    fn an_ipv6_host_stands_in_brackets() {
        let config = read("smtp://[::1]:2525?tls=none").unwrap();
        assert_eq!((config.host.as_str(), config.port), ("::1", 2525));
    }

    #[test]
    fn a_log_shows_no_password() {
        let config = read("smtp://user:sesame@mail.example").unwrap();
        assert_eq!(format!("{config:?}"), "SmtpConfig(mail.example:587, Required)");
    }
}
