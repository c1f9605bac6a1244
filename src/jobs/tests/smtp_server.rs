//! A small mail server that misbehaves on demand, by the recipient's name:
//! `later-…` 451 at RCPT, `first-later-…` 451 the first time, `never-…` 550 at RCPT, `blocked-…` 554 5.7.1
//! at RCPT, `full-…` 552 after the message, `drop-…` closes the connection after it took the message,
//! `slow-…` answers after 3 s.
//!
//! It speaks plainly, or with TLS from the first byte or after STARTTLS, and then wants a password.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// User `post`, password `sesame`, as AUTH PLAIN writes them.
const PLAIN: &str = "AHBvc3QAc2VzYW1l";

/// A message that the server took, whatever it answered then.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The envelope's sender.
    pub sender: String,
    pub message: Vec<u8>,
    pub is_encrypted: bool,
}

/// How the server encrypts.
#[derive(Clone)]
pub enum Encryption {
    None,
    StartTls(TlsAcceptor),
    Implicit(TlsAcceptor),
}

/// A certificate authority of one test, and what it signs.
pub struct Authority {
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
    pub pem: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Test authority");
        let pem = params.self_signed(&key).unwrap().pem().into_bytes();
        Self { issuer: rcgen::Issuer::new(params, key), pem }
    }

    /// What a server of this name shows.
    pub fn acceptor(&self, host: &str) -> TlsAcceptor {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec![host.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

#[derive(Clone)]
struct State {
    taken: Arc<Mutex<Vec<Taken>>>,
    seen: Arc<Mutex<HashSet<String>>>,
    connections: Arc<Mutex<u32>>,
    /// The commands that came, and whether they were encrypted.
    commands: Arc<Mutex<Vec<(String, bool)>>>,
    encryption: Encryption,
}

pub struct SmtpServer {
    pub port: u16,
    state: State,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl SmtpServer {
    pub async fn start() -> Self {
        Self::encrypting(Encryption::None).await
    }

    pub async fn encrypting(encryption: Encryption) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State {
            taken: Arc::default(),
            seen: Arc::default(),
            connections: Arc::default(),
            commands: Arc::default(),
            encryption,
        };
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *shared.connections.lock().unwrap() += 1;
                // A client that goes away ends its conversation with an error; that is its business.
                let conversation = welcome(stream, shared.clone());
                tokio::spawn(async move { conversation.await.unwrap_or_default() });
            }
        });
        Self { port, state, accepting }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.state.taken.lock().unwrap().clone()
    }

    pub fn connections(&self) -> u32 {
        *self.state.connections.lock().unwrap()
    }

    /// (verb, whether it was encrypted), in the order of all connections.
    pub fn commands(&self) -> Vec<(String, bool)> {
        self.state.commands.lock().unwrap().clone()
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

async fn welcome(stream: TcpStream, state: State) -> std::io::Result<()> {
    let (mut wire, is_encrypted): (Box<dyn Wire>, bool) = match &state.encryption {
        Encryption::Implicit(acceptor) => (Box::new(acceptor.accept(stream).await?), true),
        Encryption::None | Encryption::StartTls(_) => (Box::new(stream), false),
    };
    wire.write_all(b"220 test ESMTP\r\n").await?;
    if let (Some(wire), Encryption::StartTls(acceptor)) =
        (converse(wire, is_encrypted, &state).await?, &state.encryption)
    {
        let wire = Box::new(acceptor.accept(wire).await?);
        converse(wire, true, &state).await?;
    }
    Ok(())
}

/// Talks until the end, or until the client wants to go on encrypted: then the wire comes back.
async fn converse(
    wire: Box<dyn Wire>,
    is_encrypted: bool,
    state: &State,
) -> std::io::Result<Option<Box<dyn Wire>>> {
    let mut stream = BufReader::new(wire);
    let (mut sender, mut recipient) = (String::new(), String::new());
    let wants_password = !matches!(state.encryption, Encryption::None);
    let mut is_known = !wants_password;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        state.commands.lock().unwrap().push((command.clone(), is_encrypted));
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match command.as_str() {
            "EHLO" => greeting(state, is_encrypted),
            "STAR" => {
                stream.write_all(b"220 go ahead\r\n").await?;
                return Ok(Some(stream.into_inner()));
            }
            "AUTH" => {
                is_known = line.trim_end().ends_with(PLAIN);
                if is_known { "235 welcome\r\n" } else { "535 5.7.8 no\r\n" }
            }
            "MAIL" if !is_known => "530 5.7.0 who are you\r\n",
            "MAIL" => {
                sender = address();
                "250 ok\r\n"
            }
            "NOOP" | "RSET" => "250 ok\r\n",
            "RCPT" => {
                recipient = address();
                let is_first = state.seen.lock().unwrap().insert(recipient.clone());
                answer_to_recipient(&recipient, is_first)
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await?;
                let message = read_message(&mut stream).await?;
                let sender = sender.clone();
                state.taken.lock().unwrap().push(Taken { sender, message, is_encrypted });
                if recipient.starts_with("drop-") {
                    return Ok(None);
                }
                if recipient.starts_with("slow-") {
                    tokio::time::sleep(Duration::from_secs(3)).await;
                }
                if recipient.starts_with("full-") {
                    "552 mailbox full\r\n"
                } else {
                    "250 taken\r\n"
                }
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(None);
            }
            _ => "502 not here\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// A password is offered before TLS, too: whoever takes the offer gives it away.
fn greeting(state: &State, is_encrypted: bool) -> &'static str {
    match (&state.encryption, is_encrypted) {
        (Encryption::None, _) => "250-test\r\n250 8BITMIME\r\n",
        (Encryption::StartTls(_), false) => {
            "250-test\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"
        }
        _ => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
    }
}

fn answer_to_recipient(recipient: &str, is_first: bool) -> &'static str {
    if recipient.starts_with("later-") || (recipient.starts_with("first-later-") && is_first) {
        "451 try later\r\n"
    } else if recipient.starts_with("never-") {
        "550 5.1.1 <never-b@x.example>: no such user never-b\r\n"
    } else if recipient.starts_with("blocked-") {
        "554 5.7.1 your network is listed\r\n"
    } else {
        "250 ok\r\n"
    }
}

async fn read_message(stream: &mut BufReader<Box<dyn Wire>>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(message);
        }
        // A leading dot was doubled on the way (RFC 5321 4.5.2).
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
