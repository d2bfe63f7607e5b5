//! How the API key is sent, against a server that takes it in one way alone.
use super::*;
use crate::engine::{Engine, EngineOptions};
use crate::{Cx, Test as _};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use std::sync::{Arc, Mutex};

/// What came in `Authorization`, and the one thing that is taken.
#[derive(Clone)]
struct Door {
    taken: &'static str,
    shown: Arc<Mutex<Vec<String>>>,
}

async fn open(State(door): State<Door>, headers: HeaderMap) -> (StatusCode, String) {
    let shown = headers["authorization"].to_str().unwrap().to_owned();
    let good = shown == door.taken;
    door.shown.lock().unwrap().push(shown);
    match good {
        true => (
            StatusCode::OK,
            include_str!("../fixtures/served_200.json").to_owned(),
        ),
        false => (
            StatusCode::UNAUTHORIZED,
            include_str!("../fixtures/key_401.json").to_owned(),
        ),
    }
}

/// What a test of the connection says, and what it showed, so many times.
async fn tested(
    taken: &'static str,
    mut account: Account,
    times: usize,
) -> (Vec<Result<String, pb_domain::Problem>>, Vec<String>) {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let door = Door {
        taken,
        shown: Arc::default(),
    };
    let router = Router::new().fallback(open).with_state(door.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    account.settings.insert(host::URL.to_owned(), url);
    // What is remembered of one account is none of another's.
    account.id = AccountId(Uuid::new_v4());
    let engine = Engine::new(EngineOptions {
        attempts: 1,
        ..EngineOptions::default()
    })
    .unwrap();
    let now = now();
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let mut said = Vec::new();
    for _ in 0..times {
        said.push(connection::VelocityTest.test(cx).await);
    }
    let shown = door.shown.lock().unwrap().clone();
    (said, shown)
}

#[tokio::test]
async fn the_key_goes_alone_and_with_bearer_when_it_must() {
    let (said, shown) = tested("hush-token", account(), 1).await;
    assert!(
        said[0]
            .as_ref()
            .unwrap()
            .contains("2 couriers within 560001"),
        "{said:?}"
    );
    assert_eq!(shown, ["hush-token"]);
    // The second time it is known.
    let (said, shown) = tested("Bearer hush-token", account(), 2).await;
    assert!(said.iter().all(Result::is_ok), "{said:?}");
    assert_eq!(
        shown,
        ["hush-token", "Bearer hush-token", "Bearer hush-token"]
    );
    let (said, shown) = tested("another", account(), 1).await;
    assert_eq!(said[0].as_ref().unwrap_err().kind, ProblemKind::Auth);
    assert_eq!(shown.len(), 2);
}

#[tokio::test]
async fn the_account_may_say_which() {
    for (setting, shows) in [
        (host::ALONE, "hush-token"),
        (host::BEARER, "Bearer hush-token"),
    ] {
        let (said, shown) = tested("another", with(&[(host::SHOWN, setting)]), 1).await;
        assert_eq!(said[0].as_ref().unwrap_err().kind, ProblemKind::Auth);
        assert_eq!(shown, [shows]);
    }
    // A key that was copied with its scheme is the same key.
    let mut copied = account();
    let token = " Bearer hush-token ".to_owned();
    copied.secrets.insert("token".to_owned(), token);
    let (said, shown) = tested("hush-token", copied, 1).await;
    assert!(said[0].is_ok(), "{said:?}");
    assert_eq!(shown, ["hush-token"]);
}

#[tokio::test]
async fn without_a_key_and_to_another_host_nothing_leaves() {
    let mut none = account();
    none.secrets.clear();
    let (said, shown) = tested("hush-token", none, 1).await;
    let problem = said[0].as_ref().unwrap_err();
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some("token"))
    );
    assert!(shown.is_empty());
    let engine = Engine::new(EngineOptions::default()).unwrap();
    let (moved, now) = (with(&[(host::URL, "http://127.0.0.1:9")]), now());
    let cx = Cx {
        account: &moved,
        engine: &engine,
        now: &now,
    };
    let problem = host::call(cx, "buy", Effect::Binds, &prepared().request).await;
    assert_eq!(problem.unwrap_err().kind, ProblemKind::Invalid);
}
