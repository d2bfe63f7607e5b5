//! A station in a process of its own, and what it says.
use super::needle::WRONG_PASSPHRASE;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

type Heard = Arc<Mutex<Vec<u8>>>;

/// A running `pb serve`.
pub(super) struct Process {
    child: Child,
    port: u16,
    /// What lets a browser in: said once, on stdout, and nowhere else.
    pub(super) token: String,
    readers: Vec<JoinHandle<()>>,
    pub(super) stdout: Heard,
    pub(super) stderr: Heard,
    pub(super) events: Heard,
}

/// `pb` in a home folder, with everything it would log.
pub(super) fn pb(home: &Path, passphrase: Option<&str>, args: &[&str]) -> Output {
    command(home, passphrase)
        .args(args)
        .output()
        .expect("pb runs")
}

fn command(home: &Path, passphrase: Option<&str>) -> Command {
    let mut command = Command::new(journeys::app("pb"));
    command
        .env("PACKBENCH_HOME", home)
        .env("PACKBENCH_STATE", home.join("state"))
        .env("PACKBENCH_FONTS", journeys::fonts())
        .env("RUST_LOG", "debug")
        .env_remove("PACKBENCH_PASSPHRASE")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stdin(Stdio::null());
    if let Some(passphrase) = passphrase {
        command.env("PACKBENCH_PASSPHRASE", passphrase);
    }
    command
}

impl Process {
    /// Starts one. No bench is open yet.
    pub(super) fn start(home: &Path) -> Self {
        let ui = home.parent().expect("it lies in a folder").join("ui");
        std::fs::create_dir_all(&ui).expect("a folder");
        std::fs::write(ui.join("index.html"), "<!doctype html>").expect("written");
        let mut child = command(home, None)
            .args(["serve", "--json", "--ui"])
            .arg(&ui)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pb starts");
        let mut said = BufReader::new(child.stdout.take().expect("its stdout"));
        let stdout = Heard::default();
        let mut document = String::new();
        while serde_json::from_str::<Value>(&document).is_err() {
            let read = said.read_line(&mut document).expect("text");
            assert!(read > 0, "it ended, saying {document}");
        }
        stdout
            .lock()
            .unwrap()
            .extend_from_slice(document.as_bytes());
        let document: Value = serde_json::from_str(&document).expect("JSON");
        let token = document["token"].as_str().expect("a token").to_owned();
        let url = document["url"].as_str().expect("an address");
        let port = url
            .trim_start_matches("http://127.0.0.1:")
            .split('/')
            .next()
            .and_then(|port| port.parse().ok())
            .expect("a port");
        let (stderr, events) = (Heard::default(), Heard::default());
        let complaints = child.stderr.take().expect("its stderr");
        let mut process = Self {
            child,
            port,
            token,
            readers: vec![keep(said, &stdout), keep(complaints, &stderr)],
            stdout,
            stderr,
            events,
        };
        let stream = process.send("GET", "/api/events", "");
        process.readers.push(keep(stream, &process.events));
        process
    }

    fn send(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.port,
            self.token,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sends");
        stream
    }

    /// Runs a command: its answer, or its failure.
    pub(super) fn call(&self, name: &str, request: &Value) -> Result<Value, Value> {
        let mut stream = self.send("POST", &format!("/api/call/{name}"), &request.to_string());
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{name}: {e}: {answer}"));
        if head.starts_with("HTTP/1.1 200") {
            Ok(value)
        } else {
            Err(value)
        }
    }

    /// Kills it where it stands.
    pub(super) fn kill(mut self) -> (Heard, Heard, Heard) {
        self.child.kill().expect("it is killed");
        self.ended()
    }

    /// Stops it in order.
    pub(super) fn stop(mut self) -> (Heard, Heard, Heard) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("kill runs").success());
        self.ended()
    }

    fn ended(&mut self) -> (Heard, Heard, Heard) {
        self.child.wait().expect("it ends");
        for reader in self.readers.drain(..) {
            reader.join().expect("it is read to the end");
        }
        let (out, err, events) = (&self.stdout, &self.stderr, &self.events);
        (Arc::clone(out), Arc::clone(err), Arc::clone(events))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps what somebody says until it stops.
fn keep(mut from: impl std::io::Read + Send + 'static, to: &Heard) -> JoinHandle<()> {
    let to = Arc::clone(to);
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            to.lock().unwrap().extend_from_slice(&buffer[..read]);
        }
    })
}

/// What a wrong passphrase comes to; nothing is said of the words that were tried.
pub(super) fn try_wrong(process: &Process) -> Value {
    process
        .call(
            "open_bench",
            &serde_json::json!({ "passphrase": WRONG_PASSPHRASE }),
        )
        .expect_err("it is wrong")
}
