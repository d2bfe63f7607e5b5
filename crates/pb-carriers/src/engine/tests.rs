//! The engine against servers that misbehave.
#![allow(clippy::unwrap_used, reason = "tests")]

mod limits;
mod logins;
mod query;

use super::send::jittered;
use super::*;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::any;
use pb_domain::{Account, AccountId};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

fn account() -> Account {
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "acme".to_owned(),
        name: "Acme".to_owned(),
        enabled: true,
        settings: BTreeMap::new(),
        secrets: BTreeMap::from([("token".to_owned(), "sesame-1234".to_owned())]),
        table: None,
    }
}

fn engine(change: impl FnOnce(&mut EngineOptions)) -> Engine {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let mut options = EngineOptions {
        first_wait: Duration::from_millis(1),
        ..EngineOptions::default()
    };
    change(&mut options);
    Engine::new(options).expect("an engine")
}

async fn send(engine: &Engine, effect: Effect, request: &Request) -> Result<Answer, Problem> {
    let account = account();
    let key = credential("Token sesame-1234").expect("plain text");
    engine
        .send(Call {
            account: &account,
            operation: "test",
            request,
            credentials: &[Credential::Header(&header::AUTHORIZATION, &key)],
            effect,
            plain_http: false,
        })
        .await
}

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// A server that does as it is told with every connection it accepts, and counts them.
async fn raw(answer: &'static [u8], then_wait: bool) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _some = stream.read(&mut request).await;
                let _gone = stream.write_all(answer).await;
                if then_wait {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    (address, count)
}

fn get(address: SocketAddr) -> Request {
    Request::get(format!("http://{address}/path"))
}

#[tokio::test]
async fn a_purchase_leaves_once_whatever_happens() {
    for (answer, waits) in [
        (&b""[..], false),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", false),
        (b"not HTTP at all\r\n\r\n", false),
        (b"", true),
    ] {
        let (address, count) = raw(answer, waits).await;
        let engine = engine(|o| o.binding_timeout = Duration::from_millis(300));
        let problem = send(&engine, Effect::Binds, &get(address))
            .await
            .expect_err("no answer");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_server_that_was_lost_is_noticed_when_it_answers_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let engine = engine(|o| o.attempts = 1);
    assert!(
        !engine.probe().await,
        "nothing is lost that was never asked"
    );
    let problem = send(&engine, Effect::Asks, &get(address)).await;
    assert_eq!(problem.unwrap_err().kind, ProblemKind::Unavailable);
    assert!(!engine.probe().await);
    assert_eq!(*engine.reachability().borrow(), Reachability::Unreachable);

    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let app = Router::new().fallback(any(
        async move |headers: HeaderMap, uri: axum::http::Uri| {
            let credential = headers.contains_key(header::AUTHORIZATION);
            heard
                .lock()
                .unwrap()
                .push((uri.path().to_owned(), credential));
            StatusCode::NOT_FOUND
        },
    ));
    let listener = TcpListener::bind(address).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    assert!(engine.probe().await, "whatever it answers, it is there");
    assert_eq!(*engine.reachability().borrow(), Reachability::Reached);
    assert!(!engine.probe().await, "it is asked once");
    assert_eq!(*asked.lock().unwrap(), [("/".to_owned(), false)]);
}

#[tokio::test]
async fn a_draft_leaves_once_and_its_failure_is_harmless() {
    let (address, count) = raw(b"", false).await;
    let problem = send(&engine(|_| ()), Effect::Drafts, &get(address))
        .await
        .expect_err("no answer");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_question_is_asked_again() {
    let (address, count) = raw(b"", false).await;
    let problem = send(&engine(|_| ()), Effect::Asks, &get(address))
        .await
        .expect_err("no answer");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

/// Answers 503 twice, then 200; a purchase must not see the third.
async fn moody() -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let app = Router::new()
        .fallback(any(|State(count): State<Arc<AtomicUsize>>| async move {
            match count.fetch_add(1, Ordering::SeqCst) {
                0 | 1 => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    [(header::RETRY_AFTER, "0")],
                    "later",
                ),
                _ => (StatusCode::OK, [(header::RETRY_AFTER, "")], "now"),
            }
        }))
        .with_state(Arc::clone(&count));
    (serve(app).await, count)
}

#[tokio::test]
async fn a_server_that_asks_for_time_gets_it_for_questions_only() {
    let (address, _) = moody().await;
    let answer = send(&engine(|_| ()), Effect::Asks, &get(address))
        .await
        .expect("an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"now"[..]));

    let (address, count) = moody().await;
    let answer = send(&engine(|_| ()), Effect::Binds, &get(address))
        .await
        .expect("an answer");
    assert_eq!(
        answer.status, 503,
        "as it is: the carrier's folder says what it means"
    );
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_waited() {
    let count = Arc::new(AtomicUsize::new(0));
    let app = Router::new()
        .fallback(any(|State(count): State<Arc<AtomicUsize>>| async move {
            count.fetch_add(1, Ordering::SeqCst);
            (
                StatusCode::TOO_MANY_REQUESTS,
                [(header::RETRY_AFTER, "3600")],
            )
        }))
        .with_state(Arc::clone(&count));
    let address = serve(app).await;
    let answer = send(&engine(|_| ()), Effect::Asks, &get(address))
        .await
        .expect("an answer");
    assert_eq!(
        (answer.status, answer.retry_after_seconds()),
        (429, Some(3600))
    );
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_deadline_in_the_past_sends_nothing() {
    let (address, count) = raw(b"", false).await;
    let engine = engine(|_| ()).until(Instant::now());
    let problem = send(&engine, Effect::Binds, &get(address))
        .await
        .expect_err("too late");
    assert_eq!(
        problem.kind,
        ProblemKind::Unavailable,
        "nothing can have left"
    );
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let app = Router::new().fallback(any(|| async { vec![b'x'; 4096] }));
    let address = serve(app).await;
    let engine = engine(|o| o.max_answer = 1024);
    let asked = send(&engine, Effect::Asks, &get(address))
        .await
        .expect_err("too long");
    assert_eq!(asked.kind, ProblemKind::Unavailable);
    let bought = send(&engine, Effect::Binds, &get(address))
        .await
        .expect_err("too long");
    assert_eq!(bought.kind, ProblemKind::UnknownOutcome);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let count = Arc::new(AtomicUsize::new(0));
    let app = Router::new()
        .fallback(any(|State(count): State<Arc<AtomicUsize>>| async move {
            count.fetch_add(1, Ordering::SeqCst);
            (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")])
        }))
        .with_state(Arc::clone(&count));
    let address = serve(app).await;
    for effect in [Effect::Asks, Effect::Binds] {
        let answer = send(&engine(|_| ()), effect, &get(address))
            .await
            .expect("an answer");
        assert_eq!(
            (answer.status, answer.header("location")),
            (302, "/elsewhere")
        );
    }
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_cannot_be_reached_was_not_sent() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let engine = engine(|_| ());
    let reachability = engine.reachability();
    assert_eq!(*reachability.borrow(), Reachability::Untried);
    let problem = send(&engine, Effect::Binds, &get(free))
        .await
        .expect_err("nobody listens");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(
        problem.text.contains("refuses the connection"),
        "{}",
        problem.text
    );
    assert_eq!(*reachability.borrow(), Reachability::Unreachable);
}

/// Speaks HTTP where TLS is expected.
#[tokio::test]
async fn a_handshake_that_fails_was_not_sent() {
    let (address, _) = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", false).await;
    let secure = Request::get(format!("https://{address}/"));
    let problem = send(&engine(|_| ()), Effect::Binds, &secure)
        .await
        .expect_err("no handshake");
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
}

#[tokio::test]
async fn an_answer_shows_that_the_network_is_there() {
    let app = Router::new().fallback(any(|| async { StatusCode::INTERNAL_SERVER_ERROR }));
    let address = serve(app).await;
    let engine = engine(|_| ());
    send(&engine, Effect::Asks, &get(address))
        .await
        .expect("an answer");
    assert_eq!(*engine.reachability().borrow(), Reachability::Reached);
    let (hung, _) = raw(b"", true).await;
    let hurried = engine.until(Instant::now() + Duration::from_millis(200));
    send(&hurried, Effect::Asks, &get(hung))
        .await
        .expect_err("no answer");
    assert_eq!(
        *engine.reachability().borrow(),
        Reachability::Reached,
        "a server that hangs was reached"
    );
}

#[tokio::test]
async fn captures_show_the_call_and_hide_what_is_nobodys_business() {
    async fn echo(headers: HeaderMap, body: String) -> impl IntoResponse {
        assert_eq!(
            headers[header::AUTHORIZATION],
            "Token sesame-1234",
            "it does leave"
        );
        let parsed: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        let name = parsed["recipient"]["person_name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let answer = serde_json::json!({
            "error": format!("{name} of sesame-1234 is unknown"),
            "access_token": "other-secret", "tracking_number": "1Z0001", "label": "A".repeat(1000),
        });
        (
            [
                ("x-request-id", "req_1"),
                ("set-cookie", "session=other-secret"),
            ],
            answer.to_string(),
        )
    }
    let address = serve(Router::new().fallback(any(echo))).await;
    let captures = Arc::new(Mutex::new(Vec::<Capture>::new()));
    let sink = Arc::clone(&captures);
    let engine = engine(|o| {
        o.sink = Some(Arc::new(move |exchange| {
            sink.lock().unwrap().push(exchange.capture());
        }));
        o.clock = || Timestamp::UNIX_EPOCH;
    });
    let body = serde_json::json!({
        "recipient": { "person_name": "Bo Birch", "city": "Reno", "country_code": "US" },
        "options": { "email_notification_to": "bo@example.com" },
        "parcels": [{ "weight": 1.25 }],
    });
    let request = Request::post_json(
        format!("http://{address}/v1?token=sesame-1234&limit=5"),
        &body,
    );
    send(&engine, Effect::Drafts, &request)
        .await
        .expect("an answer");
    let captures = captures.lock().unwrap();
    let [capture] = captures.as_slice() else {
        panic!("one call: {captures:?}")
    };
    assert_eq!(capture.at, Timestamp::UNIX_EPOCH);
    assert_eq!(
        (capture.method.as_str(), capture.status),
        ("POST", Some(200))
    );
    assert_eq!(capture.url, format!("http://{address}/v1?token=&limit="));
    let all = format!(
        "{capture:?}{}",
        serde_json::to_string(capture).expect("JSON")
    );
    for hidden in [
        "sesame",
        "other-secret",
        "Bo Birch",
        "Reno",
        "bo@example.com",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        assert!(!all.contains(hidden), "{hidden} is in {all}");
    }
    for shown in ["1Z0001", "1.25", "req_1", "country_code", "is unknown"] {
        assert!(all.contains(shown), "{shown} is not in {all}");
    }
}

#[tokio::test]
async fn every_attempt_is_captured() {
    let (address, _) = raw(b"", false).await;
    let captures = Arc::new(Mutex::new(Vec::<Capture>::new()));
    let sink = Arc::clone(&captures);
    let engine = engine(|o| {
        o.sink = Some(Arc::new(move |exchange| {
            sink.lock().unwrap().push(exchange.capture());
        }));
    });
    send(&engine, Effect::Asks, &get(address))
        .await
        .expect_err("no answer");
    let captures = captures.lock().unwrap();
    assert_eq!(captures.len(), 3);
    assert!(
        captures
            .iter()
            .all(|c| c.status.is_none() && c.answer.contains("broke"))
    );
}

mod addresses {
    use super::*;

    #[test]
    fn plain_http_is_a_choice() {
        for good in [
            "https://ship.example.com",
            "https://192.0.2.7:8443/karrio",
            "http://127.0.0.1:5002",
            "http://localhost:5002/",
            "http://[::1]:5002",
        ] {
            assert!(admit(good, false).is_ok(), "{good}");
        }
        for plain in [
            "http://ship.example.com",
            "http://192.168.1.20:5002",
            "http://localhost.example.com",
        ] {
            let problem = admit(plain, false).expect_err(plain);
            assert_eq!(
                (problem.kind, problem.field.as_deref()),
                (ProblemKind::Invalid, Some("url"))
            );
            assert!(
                problem.text.contains("without encryption"),
                "{}",
                problem.text
            );
            assert!(admit(plain, true).is_ok(), "{plain}: chosen");
        }
        for bad in [
            "",
            "ship.example.com",
            "ftp://ship.example.com",
            "https://me:secret@ship.example.com",
            "file:///etc/passwd",
        ] {
            let problem = admit(bad, true).expect_err(bad);
            assert!(
                !problem.hint.is_empty() && !problem.text.contains("secret"),
                "{problem:?}"
            );
        }
    }

    #[test]
    fn a_key_with_line_ends_is_no_key() {
        let problem = credential("Token a\nb").expect_err("not sendable");
        assert_eq!(problem.kind, ProblemKind::Auth);
        assert!(!format!("{:?}", credential("Token sesame").unwrap()).contains("sesame"));
    }
}

mod data {
    use super::*;

    #[test]
    fn requests_survive_the_journal_byte_for_byte() {
        let request = Request {
            method: "POST".to_owned(),
            url: "https://a.example.com/".to_owned(),
            headers: vec![("Accept".to_owned(), "*/*".to_owned())],
            body: (0..=255).collect(),
        };
        let kept = serde_json::to_string(&request).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Request>(&kept).expect("JSON"),
            request
        );
        assert!(
            !format!("{request:?}").contains("[0, 1"),
            "a body may hold an address"
        );
    }

    #[test]
    fn waits_are_seconds_or_a_date() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        for (given, wait) in [
            ("60", Some(60)),
            ("Fri, 20 Nov 2026 12:02:00 GMT", Some(120)),
            ("Fri, 20 Nov 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            let mut headers = http::HeaderMap::new();
            headers.insert(header::RETRY_AFTER, given.parse().unwrap());
            let answer = Answer::new(429, headers, Vec::new(), now);
            assert_eq!(answer.retry_after_seconds(), wait, "{given}");
        }
    }

    #[test]
    fn jitter_is_up_to_thirty_percent() {
        let wait = Duration::from_millis(100);
        for _ in 0..100 {
            assert!((100..=130).contains(&jittered(wait).as_millis()));
        }
    }
}
