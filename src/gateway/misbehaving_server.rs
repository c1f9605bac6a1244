//! Owns a provider that does everything wrong which a real one may: for tests of the adapters.
//!
//! It speaks bare TCP, because a web framework will neither hang up in the middle nor promise more bytes
//! than it sends.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it does with a request, after it has read all of it.
#[derive(Clone, Debug)]
pub enum Misbehaviour {
    /// Answers: status, further header lines (each ending in CRLF), body.
    Answer(u16, String, String),
    /// Keeps the connection and says nothing.
    Hang,
    /// Cuts the connection.
    Reset,
    /// Promises a body and hangs up in the middle of it.
    HalfAnAnswer,
    /// Sends a body of so many bytes.
    Huge(usize),
}

impl Misbehaviour {
    pub fn status(status: u16) -> Self {
        Self::Answer(status, String::new(), "{}".to_owned())
    }

    pub fn json(body: &serde_json::Value) -> Self {
        Self::Answer(200, String::new(), body.to_string())
    }
}

pub struct MisbehavingServer {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for MisbehavingServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MisbehavingServer {
    /// Does with the first request what the script says first, and so on; the last entry is repeated.
    pub async fn start(script: Vec<Misbehaviour>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            let mut kept_open = Vec::new();
            let mut turns = 0;
            while let Ok((mut connection, _)) = listener.accept().await {
                let request = read_request(&mut connection).await;
                seen.lock().unwrap().push(request);
                let misbehaviour = script[turns.min(script.len() - 1)].clone();
                turns += 1;
                if let Some(connection) = act(misbehaviour, connection).await {
                    kept_open.push(connection);
                }
            }
        });
        Self { url, requests, task }
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn read_request(connection: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let length = connection.read(&mut chunk).await.unwrap_or(0);
        bytes.extend_from_slice(&chunk[..length]);
        let text = String::from_utf8_lossy(&bytes);
        if length == 0 || is_complete(&text) {
            return text.into_owned();
        }
    }
}

fn is_complete(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

/// Gives the connection back if it shall stay open.
async fn act(misbehaviour: Misbehaviour, mut connection: TcpStream) -> Option<TcpStream> {
    let (status, headers, body) = match misbehaviour {
        Misbehaviour::Hang => return Some(connection),
        Misbehaviour::Reset => {
            connection.set_zero_linger().unwrap();
            return None;
        }
        Misbehaviour::HalfAnAnswer => {
            let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
            connection.write_all(half.as_bytes()).await.unwrap();
            return None;
        }
        Misbehaviour::Huge(length) => (200, String::new(), "x".repeat(length)),
        Misbehaviour::Answer(status, headers, body) => (status, headers, body),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n");
    let answer = format!("{head}{headers}\r\n{body}");
    // The client may have hung up already, because the body is too long for it.
    let _ = connection.write_all(answer.as_bytes()).await;
    None
}
