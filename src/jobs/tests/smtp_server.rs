//! A small mail server that misbehaves on demand, by the recipient's name:
//! `later-…` 451 at RCPT, `first-later-…` 451 the first time, `never-…` 550 at RCPT, `full-…` 552
//! after the message, `drop-…` closes the connection after it took the message, `slow-…` answers
//! after 3 s.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A message that the server took, whatever it answered then.
#[derive(Clone, Debug)]
pub struct Taken {
    pub message: Vec<u8>,
}

#[derive(Clone, Default)]
struct State {
    taken: Arc<Mutex<Vec<Taken>>>,
    seen: Arc<Mutex<HashSet<String>>>,
    connections: Arc<Mutex<u32>>,
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
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State::default();
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *shared.connections.lock().unwrap() += 1;
                // A client that goes away ends its conversation with an error; that is its business.
                let conversation = converse(stream, shared.clone());
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
}

async fn converse(stream: TcpStream, state: State) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let mut recipient = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match command.as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME\r\n",
            "MAIL" | "NOOP" | "RSET" => "250 ok\r\n",
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let is_first = state.seen.lock().unwrap().insert(recipient.clone());
                answer_to_recipient(&recipient, is_first)
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await?;
                let message = read_message(&mut stream).await?;
                state.taken.lock().unwrap().push(Taken { message });
                if recipient.starts_with("drop-") {
                    return Ok(());
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
                return Ok(());
            }
            _ => "502 not here\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn answer_to_recipient(recipient: &str, is_first: bool) -> &'static str {
    if recipient.starts_with("later-") || (recipient.starts_with("first-later-") && is_first) {
        "451 try later\r\n"
    } else if recipient.starts_with("never-") {
        "550 no such user\r\n"
    } else {
        "250 ok\r\n"
    }
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
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
