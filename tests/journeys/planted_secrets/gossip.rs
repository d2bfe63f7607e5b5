//! A server in front of a simulated carrier that, when told to, repeats all that it was told: the credential,
//! encoded in every way, and the people of the shipment.
use super::needle::PEOPLE;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How it gossips.
#[derive(Clone, Copy)]
pub(super) enum Words {
    /// In the carrier's own envelope of errors, with this status.
    Errors(u16),
    /// As a page of HTML, with this status.
    Page(u16),
}

type Mood = Option<(&'static str, Words)>;

/// The server. It forwards to the carrier whatever it does not gossip about.
pub(super) struct Gossip {
    port: u16,
    mood: Arc<Mutex<Mood>>,
}

impl Gossip {
    pub(super) fn start(carrier: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let mood = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&mood);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let mood = Arc::clone(&shared);
                std::thread::spawn(move || answer(client, carrier, &mood));
            }
        });
        Self { port, mood }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Gossips about requests with a text in their first line while `work` runs.
    pub(super) fn about<T>(&self, part: &'static str, words: Words, work: impl FnOnce() -> T) -> T {
        *self.mood.lock().unwrap() = Some((part, words));
        let done = work();
        *self.mood.lock().unwrap() = None;
        done
    }
}

/// One request; none is shorter than it says, or the test fails elsewhere.
fn answer(mut client: TcpStream, carrier: u16, mood: &Mutex<Mood>) -> Option<()> {
    let mut seen = Vec::new();
    let mut buffer = [0; 65536];
    let (head, body_at) = loop {
        let read = client.read(&mut buffer).ok().filter(|n| *n > 0)?;
        seen.extend_from_slice(&buffer[..read]);
        if let Some(at) = seen.windows(4).position(|w| w == b"\r\n\r\n") {
            break (String::from_utf8_lossy(&seen[..at]).into_owned(), at + 4);
        }
    };
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let length = header("content-length")
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    while seen.len() - body_at < length {
        let read = client.read(&mut buffer).ok().filter(|n| *n > 0)?;
        seen.extend_from_slice(&buffer[..read]);
    }
    let body = String::from_utf8_lossy(&seen[body_at..]).into_owned();
    let mood = *mood.lock().unwrap();
    if let Some((_, words)) =
        mood.filter(|(part, _)| head.lines().next().is_some_and(|l| l.contains(part)))
    {
        let line = head.lines().next().unwrap_or_default();
        // Whoever was told of nobody has nobody to tell of.
        let told_of = ["shipments", "rates", "track", "cancel"];
        let people = told_of.iter().any(|part| line.contains(part));
        let told = gossip(&header("authorization").unwrap_or_default(), &body, people);
        let (status, kind, body) = match words {
            Words::Errors(status) => {
                let error =
                    json!({ "code": "echo", "message": told, "details": { "received": body } });
                (
                    status,
                    "application/json",
                    json!({ "errors": [error] }).to_string(),
                )
            }
            Words::Page(status) => (
                status,
                "text/html",
                format!("<html><body>{told}</body></html>"),
            ),
        };
        let answer = format!(
            "HTTP/1.1 {status} Gossip\r\ncontent-type: {kind}\r\nx-echo: {told}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        return client.write_all(answer.as_bytes()).ok();
    }
    let mut server = TcpStream::connect(("127.0.0.1", carrier)).ok()?;
    let head = head
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"))
        .collect::<Vec<_>>()
        .join("\r\n");
    server
        .write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes())
        .ok()?;
    server.write_all(&seen[body_at..]).ok()?;
    let mut answered = Vec::new();
    server.read_to_end(&mut answered).ok()?;
    client.write_all(&answered).ok()?;
    client.shutdown(Shutdown::Write).ok()
}

fn gossip(authorization: &str, body: &str, people: bool) -> String {
    let people = if people {
        PEOPLE.join(", ")
    } else {
        String::new()
    };
    let token = authorization
        .split_once(' ')
        .map_or(authorization, |(_, token)| token);
    let form: String = token.bytes().map(|b| format!("%{b:02X}")).collect();
    let [basic, alone, shifted] = [
        format!("merchant:{token}"),
        token.to_owned(),
        format!("x{token}y"),
    ]
    .map(|text| STANDARD.encode(text));
    let reference = body.len();
    format!(
        "Authorization: {authorization} is not known; key {token}, Basic {basic}, {alone}, {shifted}, {form}, \
         api_key={token}; {people}; {reference} bytes"
    )
}
