//! *Test connection*.

use crate::bench::{Bench, profile, world};
use crate::server::{LIVE_TOKEN, TEST_TOKEN};
use pb_carriers::engine::Reachability;
use pb_domain::{Problem, ProblemKind};

async fn test(bench: &Bench) -> Result<String, Problem> {
    profile()
        .test
        .expect("Karrio can be tested")
        .test(bench.cx())
        .await
}

#[tokio::test]
async fn says_what_it_reached() {
    let bench = Bench::new();
    let text = test(&bench).await.expect("connected");
    assert_eq!(
        text,
        "Karrio 2026.1.32 answers with 2 connected carriers: UPS, Valley Courier"
    );
    assert_eq!(*bench.engine.reachability().borrow(), Reachability::Reached);
}

#[tokio::test]
async fn a_live_key_sees_no_test_connection() {
    let text = test(&Bench::at(&world().karrio.url, LIVE_TOKEN))
        .await
        .expect("connected");
    assert!(text.contains("no carrier is connected"), "{text}");
}

#[tokio::test]
async fn a_wrong_key_is_said_in_words() {
    let problem = test(&Bench::at(&world().karrio.url, "key_wrong"))
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Auth);
    assert_eq!(problem.carrier_code, "invalid_token");
    assert_eq!(problem.field.as_deref(), Some("token"));
}

#[tokio::test]
async fn another_server_is_told_apart() {
    let problem = test(&Bench::at(&world().carriers.url(), TEST_TOKEN))
        .await
        .expect_err("not Karrio");
    assert_eq!(problem.field.as_deref(), Some("url"), "{problem:?}");
    let problem = test(&Bench::at(
        &format!("{}/v1/", world().karrio.url),
        TEST_TOKEN,
    ))
    .await
    .expect_err("a path too many");
    assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
}

#[tokio::test]
async fn nobody_there() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let bench = Bench::at(&format!("http://{free}"), TEST_TOKEN);
    let problem = test(&bench).await.expect_err("nobody listens");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(
        problem.text.contains("refuses the connection"),
        "{}",
        problem.text
    );
    assert_eq!(
        *bench.engine.reachability().borrow(),
        Reachability::Unreachable
    );
}
