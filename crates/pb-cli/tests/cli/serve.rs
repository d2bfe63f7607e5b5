//! `pb serve`: the window's host on loopback; and two processes on one profile.
use crate::run::Bench;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Longest that one answer may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running `pb serve`.
struct Server {
    child: Child,
    port: u16,
    token: String,
}

struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Response {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|e| panic!("no JSON ({e}): {} {}", self.status, self.body))
    }

    fn has(&self, header: &str) -> bool {
        self.head
            .lines()
            .any(|line| line.eq_ignore_ascii_case(header))
    }
}

impl Server {
    fn start(bench: &Bench) -> Self {
        Self::start_with(bench, &[]).0
    }

    /// The same with further words; and what it said.
    fn start_with(bench: &Bench, words: &[&str]) -> (Self, Value) {
        let ui = bench.path("ui");
        std::fs::create_dir_all(ui.join("assets")).expect("a folder");
        std::fs::write(
            ui.join("index.html"),
            "<!doctype html><title>Packbench</title>",
        )
        .expect("written");
        std::fs::write(ui.join("assets/app.js"), "export {};").expect("written");
        std::fs::write(bench.path("secret.txt"), "not for the web").expect("written");
        let ui = ui.to_str().expect("a plain path");
        let mut child = bench
            .command(&[&["serve", "--json", "--ui", ui], words].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let said = child.stdout.as_mut().expect("its stdout");
        let mut lines = BufReader::new(said).lines();
        let mut document = String::new();
        while serde_json::from_str::<Value>(&document).is_err() {
            let line = lines
                .next()
                .unwrap_or_else(|| panic!("it ended, saying: {document}"));
            document.push_str(&line.expect("text"));
        }
        let document: Value = serde_json::from_str(&document).expect("JSON");
        let token = document["token"].as_str().expect("a token").to_owned();
        let url = document["url"].as_str().expect("an address");
        let (address, fragment) = url.split_once("/#token=").expect("the token's fragment");
        assert_eq!(fragment, token);
        assert_eq!(token.len(), 64);
        let port = address
            .strip_prefix("http://127.0.0.1:")
            .and_then(|p| p.parse().ok())
            .expect("a port of loopback");
        (Self { child, port, token }, document)
    }

    fn send(&self, request: &str) -> TcpStream {
        Self::send_to(self.port, request)
    }

    fn send_to(port: u16, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connects");
        stream
            .set_read_timeout(Some(DEADLINE))
            .expect("a time limit");
        stream.write_all(request.as_bytes()).expect("sends");
        stream
    }

    /// Sends a request as a browser would, under a host's name.
    fn ask(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> Response {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        let mut answer = String::new();
        self.send(&request)
            .read_to_string(&mut answer)
            .expect("answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .expect("a status");
        Response {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn name(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn bearer(&self) -> String {
        format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token
        )
    }

    fn call(&self, name: &str, request: &Value) -> Response {
        self.ask(
            &self.name(),
            "POST",
            &format!("/api/call/{name}"),
            &self.bearer(),
            &request.to_string(),
        )
    }

    fn get(&self, path: &str) -> Response {
        self.ask(&self.name(), "GET", path, "", "")
    }

    /// The events from now on.
    fn events(&self) -> impl Iterator<Item = Value> + use<> {
        let request = format!(
            "GET /api/events?token={} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n",
            self.token,
            self.name()
        );
        let mut lines = BufReader::new(self.send(&request))
            .lines()
            .map_while(Result::ok);
        let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        assert!(head[0].contains("200"), "{head:?}");
        assert!(
            head.iter()
                .any(|line| line.eq_ignore_ascii_case("content-type: text/event-stream")),
            "{head:?}"
        );
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }

    /// Stops it as Ctrl-C would, and gives its exit code.
    fn stop(mut self) -> Option<i32> {
        let interrupt = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(interrupt.success());
        self.child.wait().expect("ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when it was stopped in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn nothing_is_answered_without_the_token() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let name = server.name();
    let path = "/api/call/orders";
    assert_eq!(server.ask(&name, "POST", path, "", "{}").status, 401);
    assert_eq!(
        server
            .ask(&name, "POST", path, "Authorization: Bearer wrong\r\n", "{}")
            .status,
        401
    );
    assert_eq!(
        server
            .ask(
                &name,
                "POST",
                path,
                &format!("Authorization: Basic {}\r\n", server.token),
                "{}"
            )
            .status,
        401
    );
    // The token in the address is for events alone: addresses end up in logs.
    assert_eq!(
        server
            .ask(
                &name,
                "POST",
                &format!("{path}?token={}", server.token),
                "",
                "{}"
            )
            .status,
        401
    );
    assert_eq!(server.get("/api/events").status, 401);
    assert_eq!(server.get("/api/events?token=0000").status, 401);
    assert_eq!(server.get("/api/anything").status, 401);
    let orders = server.call("orders", &json!({}));
    assert_eq!(orders.status, 200, "{}", orders.body);
    assert!(orders.json()["total"].as_u64().expect("a count") > 3);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn another_name_leads_nowhere() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let port = server.port;
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "127.0.0.1",
        &format!("127.0.0.1:{}", port ^ 1),
        &format!("127.0.0.1.evil.example:{port}"),
    ] {
        assert_eq!(server.ask(host, "GET", "/", "", "").status, 403, "{host}");
        assert_eq!(
            server
                .ask(host, "POST", "/api/call/orders", &server.bearer(), "{}")
                .status,
            403,
            "{host}"
        );
    }
    assert_eq!(
        server
            .ask(
                &format!("localhost:{port}"),
                "POST",
                "/api/call/orders",
                &server.bearer(),
                "{}"
            )
            .status,
        200
    );
    let answer = server.ask(
        &server.name(),
        "POST",
        "/api/call/orders",
        &format!("{}Origin: https://evil.example\r\n", server.bearer()),
        "{}",
    );
    assert!(
        !answer.head.to_lowercase().contains("access-control"),
        "{}",
        answer.head
    );
}

#[test]
fn the_window_is_served_with_strict_headers_and_nothing_beside_it() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let index = server.get("/");
    assert_eq!(index.status, 200);
    assert!(index.body.contains("<title>Packbench</title>"));
    assert!(index.has("content-type: text/html"), "{}", index.head);
    for header in [
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(index.has(header), "{header}: {}", index.head);
        assert!(server.call("orders", &json!({})).has(header), "{header}");
    }
    assert!(
        index
            .head
            .to_lowercase()
            .contains("content-security-policy: default-src 'self'"),
        "{}",
        index.head
    );
    assert!(
        server
            .get("/assets/app.js")
            .has("content-type: text/javascript")
    );
    assert_eq!(
        server.get("/orders/somewhere").body,
        index.body,
        "the window finds its own way"
    );
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//etc/passwd",
    ] {
        let answer = server.get(path);
        assert!(
            !answer.body.contains("not for the web") && !answer.body.contains("root:"),
            "{path}: {}",
            answer.body
        );
    }
}

#[test]
fn failures_come_as_they_are_with_a_fitting_status() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for (name, request, status, code) in [
        ("no_such_command", json!({}), 404, "not_found"),
        ("order", json!({ "id": nobody }), 404, "not_found"),
        ("order", json!({ "id": "x" }), 422, "invalid"),
        ("test_print", json!({}), 503, "printer"),
        ("track", json!({ "id": nobody }), 404, "not_found"),
    ] {
        let answer = server.call(name, &request);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (status, Some(code)),
            "{name}: {}",
            answer.body
        );
        assert!(
            answer.json()["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
    let broken = server.ask(
        &server.name(),
        "POST",
        "/api/call/orders",
        &server.bearer(),
        "{\"text\": ",
    );
    assert_eq!(
        (broken.status, broken.json()["code"].as_str()),
        (422, Some("invalid"))
    );
    assert_eq!(server.call("app_state", &json!({})).json()["stage"], "open");
    // Opening what is open changes nothing.
    assert_eq!(
        server
            .call("open_bench", &json!({ "passphrase": null }))
            .json()["stage"],
        "open"
    );
    assert_eq!(server.call("orders", &json!({})).status, 200);
}

#[test]
fn a_second_process_hands_over_and_its_doings_are_heard() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let mut events = server.events();
    // The owner is told; the second process needs no passphrase, since it opens nothing.
    let other = bench
        .command(&["ship", "1001", "--weight", "1kg", "--json"])
        .env_remove("PACKBENCH_PASSPHRASE")
        .output()
        .expect("runs");
    let other = crate::run::Ran::from(other);
    assert_eq!(other.code, 0, "{other}");
    let id = other.json()["id"].clone();
    let heard = events
        .find(|event| event["event"] == "shipment")
        .expect("an event");
    assert_eq!(heard["id"], id);
    assert_eq!(
        server.call("shipment", &json!({ "id": id })).json()["purchase"],
        "bought"
    );
    assert_eq!(
        bench.fails(&["ship", "1001", "--weight", "1kg"]),
        (3, "already_shipped".to_owned())
    );
    // Stopping ends the stream, and lets the profile go.
    assert_eq!(server.stop(), Some(0));
    events.for_each(drop);
    assert_eq!(bench.json(&["show", "1001"])["shipment"]["id"], id);
}

#[test]
fn when_the_owner_goes_the_second_process_takes_over() {
    let bench = Bench::new();
    let first = Server::start(&bench);
    let second = Server::start(&bench);
    let state = second.call("app_state", &json!({}));
    assert_eq!(state.json()["profile"]["handed_over"], true);
    assert_eq!(first.stop(), Some(0));
    let orders = second.call("orders", &json!({}));
    assert_eq!(orders.status, 200, "{}", orders.body);
    assert_eq!(
        second.call("app_state", &json!({})).json()["profile"]["handed_over"],
        false
    );
}

#[test]
fn a_port_that_is_taken_and_a_window_that_is_not_built_are_said() {
    let bench = Bench::new();
    let server = Server::start(&bench);
    let ui = bench.path("ui");
    let ui = ui.to_str().expect("a plain path");
    assert_eq!(
        bench.fails(&["serve", "--ui", ui, "--port", &server.port.to_string()]),
        (3, "precondition".to_owned())
    );
    let empty = tempfile::tempdir().expect("a folder");
    let (code, failure) = bench.fails(&[
        "serve",
        "--ui",
        empty.path().to_str().expect("a plain path"),
    ]);
    assert_eq!((code, failure.as_str()), (4, "not_found"));
}

#[test]
fn news_is_heard_on_a_port_that_leads_to_nothing_else() {
    let bench = Bench::new();
    let secrets = ["client_id", "client_secret", "webhook_credential"];
    let pairs: Vec<String> = secrets.map(|key| format!("{key}=PB_TEST_{key}")).into();
    let mut words = vec![
        "setup",
        "account",
        "--carrier",
        "ups",
        "--name",
        "Ours",
        "--set",
        "account_number=A1B2C3",
    ];
    pairs
        .iter()
        .for_each(|pair| words.extend(["--secret", pair.as_str()]));
    let mut command = bench.command(&words);
    for key in secrets {
        command.env(format!("PB_TEST_{key}"), format!("the {key}"));
    }
    assert!(command.output().expect("runs").status.success());
    let (server, said) = Server::start_with(&bench, &["--news-port", "0"]);
    let news = said["news"].as_array().expect("addresses");
    assert_eq!(news.len(), 1, "the table of prices tells nothing: {said}");
    assert_eq!(news[0][0], "Ours");
    let address = news[0][1].as_str().expect("an address");
    let rest = address.strip_prefix("http://127.0.0.1:").expect("loopback");
    let (port, path) = rest.split_once('/').expect("a path");
    let port: u16 = port.parse().expect("a port");
    let body = json!({
        "trackingNumber": "1ZA1B2C30310420013", "gmtActivityDate": "20261203", "gmtActivityTime": "181400",
        "activityStatus": { "type": "D", "code": "011", "description": "DELIVERED" },
    });
    let tell = |path: &str, method: &str, credential: &str| {
        let body = body.to_string();
        let request = format!(
            "{method} /{path} HTTP/1.1\r\nHost: hooks.shop.example\r\nConnection: close\r\nContent-Length: {}\r\n\
             credential: {credential}\r\nx-api-key: the client_id\r\n\r\n{body}",
            body.len()
        );
        let mut answer = String::new();
        Server::send_to(port, &request)
            .read_to_string(&mut answer)
            .expect("answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert_eq!(body, "", "nobody is told more");
        head.split(' ')
            .nth(1)
            .and_then(|s| s.parse::<u16>().ok())
            .expect("a status")
    };
    assert_eq!(tell(path, "POST", "the webhook_credential"), 200);
    assert_eq!(tell(path, "POST", "guessed"), 403);
    assert_eq!(tell(path, "GET", "the webhook_credential"), 405);
    let nobody = format!("news/{}", uuid::Uuid::nil());
    assert_eq!(tell(&nobody, "POST", "the webhook_credential"), 404);
    assert_eq!(
        tell("api/call/bench", "POST", "the webhook_credential"),
        404
    );
    assert_eq!(server.stop(), Some(0));
}
