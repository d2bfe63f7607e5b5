//! Turns and rests: what keeps calls from leaving.

use super::*;

const SLOW: Limits = Limits {
    allowances: &[Allowance {
        operations: &["test"],
        calls: 20,
        per: Duration::from_secs(1),
        burst: 2,
    }],
    quota: Some(QuotaHeaders {
        remaining: "x-quota-left",
        reset: "x-quota-reset",
        counts: ResetCounts::SecondsFromNow,
    }),
};

/// Answers what it is told, and counts.
async fn told(
    answer: impl Fn() -> Answered + Clone + Send + Sync + 'static,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let app = Router::new().fallback(any(move || {
        let (answer, counted) = (answer.clone(), Arc::clone(&counted));
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            answer()
        }
    }));
    (serve(app).await, count)
}

type Answered = (StatusCode, [(&'static str, &'static str); 2], &'static str);

const FINE: Answered = (StatusCode::OK, [("x-a", ""), ("x-b", "")], "fine");

async fn named(
    engine: &Engine,
    operation: &'static str,
    effect: Effect,
    address: SocketAddr,
) -> Result<Answer, Problem> {
    let account = account();
    engine
        .send(Call {
            account: &account,
            operation,
            request: &get(address),
            credentials: &[],
            effect,
            plain_http: false,
        })
        .await
}

#[tokio::test]
async fn calls_wait_for_their_turn() {
    let (address, count) = told(|| FINE).await;
    let engine = engine(|o| o.limits = |_| &SLOW);
    let began = Instant::now();
    let calls = (0..6).map(|_| named(&engine, "test", Effect::Asks, address));
    for answer in futures::future::join_all(calls).await {
        answer.unwrap();
    }
    assert!(
        began.elapsed() >= Duration::from_millis(190),
        "two at once, four at 50 ms each: {:?}",
        began.elapsed()
    );
    assert_eq!(count.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn a_turn_that_comes_too_late_is_said_and_nothing_leaves() {
    const ONE_AN_HOUR: Limits = Limits {
        allowances: &[Allowance {
            operations: &[],
            calls: 1,
            per: Duration::from_secs(3600),
            burst: 1,
        }],
        quota: None,
    };
    let (address, count) = told(|| FINE).await;
    let engine = engine(|o| o.limits = |_| &ONE_AN_HOUR);
    for effect in [Effect::Asks, Effect::Drafts, Effect::Binds] {
        let operation = match effect {
            Effect::Asks => "ask",
            Effect::Drafts => "draft",
            Effect::Binds => "buy",
        };
        named(&engine, operation, effect, address).await.unwrap();
        let before = count.load(Ordering::SeqCst);
        let problem = named(&engine, operation, effect, address)
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::RateLimited, "{problem:?}");
        assert!(
            problem
                .retry_after
                .is_some_and(|s| (3000..=3601).contains(&s))
        );
        assert!(
            problem.text.contains("nothing was sent"),
            "{}",
            problem.text
        );
        assert_eq!(count.load(Ordering::SeqCst), before);
    }
}

#[tokio::test]
async fn a_wish_for_patience_stops_this_operation_alone() {
    for (wish, status) in [
        (
            [("retry-after", "30"), ("x-b", "")],
            StatusCode::TOO_MANY_REQUESTS,
        ),
        (
            [("retry-after", "30"), ("x-b", "")],
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (
            [
                ("retry-after", "Thu, 01 Jan 1970 00:00:30 GMT"),
                ("x-b", ""),
            ],
            StatusCode::TOO_MANY_REQUESTS,
        ),
        (
            [("x-quota-left", "0"), ("x-quota-reset", "30")],
            StatusCode::OK,
        ),
    ] {
        let (address, count) = told(move || (status, wish, "")).await;
        let engine = engine(|o| {
            o.limits = |_| &SLOW;
            o.clock = || Timestamp::UNIX_EPOCH;
            o.timeout = Duration::from_secs(5);
        });
        let answer = named(&engine, "test", Effect::Asks, address).await.unwrap();
        assert_eq!(answer.status, status.as_u16());
        for effect in [Effect::Asks, Effect::Binds] {
            let problem = named(&engine, "test", effect, address).await.unwrap_err();
            assert_eq!(problem.kind, ProblemKind::RateLimited, "{wish:?}");
            assert!(problem.retry_after.is_some_and(|s| (1..=30).contains(&s)));
        }
        assert_eq!(count.load(Ordering::SeqCst), 1, "{wish:?}");
        named(&engine, "other", Effect::Asks, address)
            .await
            .unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2, "{wish:?}");
    }
}

#[tokio::test]
async fn a_short_wish_is_waited_for() {
    let first = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (address, count) = told(move || {
        if first.swap(false, Ordering::SeqCst) {
            let wish = [("retry-after", "1"), ("x-b", "")];
            return (StatusCode::TOO_MANY_REQUESTS, wish, "");
        }
        FINE
    })
    .await;
    let engine = engine(|_| ());
    // A purchase is not made twice: its answer is what it is, and the next one waits.
    let began = Instant::now();
    let answer = named(&engine, "buy", Effect::Binds, address).await.unwrap();
    assert_eq!(answer.status, 429);
    let answer = named(&engine, "buy", Effect::Binds, address).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(990));
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_carrier_that_fails_is_left_alone_for_a_while() {
    let works = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let told_by = Arc::clone(&works);
    let (address, count) = told(move || {
        if told_by.load(Ordering::SeqCst) {
            return FINE;
        }
        (StatusCode::INTERNAL_SERVER_ERROR, FINE.1, "<html>")
    })
    .await;
    let engine = engine(|o| o.patience.rest = Duration::from_secs(3600));
    let id = account().id;
    for n in 0..5 {
        assert!(engine.resting(id).is_none(), "after {n}");
        named(&engine, "rate", Effect::Asks, address).await.unwrap();
    }
    let resting = engine.resting(id).expect("it rests");
    assert!(resting.why.contains("status 500"), "{}", resting.why);
    for (operation, effect) in [("rate", Effect::Asks), ("buy", Effect::Binds)] {
        let problem = named(&engine, operation, effect, address)
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "nothing left");
        assert!(problem.text.contains("rests since"), "{}", problem.text);
        assert!(problem.retry_after.is_some_and(|s| s <= 3601));
    }
    assert_eq!(count.load(Ordering::SeqCst), 5);
    // A person who asks whether it is back is not told to wait.
    works.store(true, Ordering::SeqCst);
    let insisting = engine.insisting();
    named(&insisting, "test", Effect::Asks, address)
        .await
        .unwrap();
    assert!(engine.resting(id).is_none(), "it answered");
    named(&engine, "rate", Effect::Asks, address).await.unwrap();
}

#[tokio::test]
async fn one_call_tries_when_the_rest_is_over() {
    let (address, count) = raw(b"", false).await;
    let engine = engine(|o| {
        o.attempts = 1;
        o.patience = Patience {
            failures: 2,
            rest: Duration::from_millis(150),
        };
    });
    for _ in 0..2 {
        named(&engine, "rate", Effect::Asks, address)
            .await
            .unwrap_err();
    }
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let end = Instant::now() + Duration::from_secs(20);
    while count.load(Ordering::SeqCst) < 3 {
        assert!(Instant::now() < end, "nobody tries");
        let all = (0..10).map(|_| named(&engine, "rate", Effect::Asks, address));
        futures::future::join_all(all).await;
    }
    assert_eq!(count.load(Ordering::SeqCst), 3, "one of ten");
}

#[tokio::test]
async fn a_missing_network_is_no_carriers_failure() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let engine = engine(|o| o.attempts = 1);
    let id = account().id;
    for _ in 0..6 {
        named(&engine, "rate", Effect::Asks, free)
            .await
            .unwrap_err();
    }
    assert!(engine.resting(id).is_none(), "nobody answers at all");
    let ours = TcpListener::bind(free).await.unwrap();
    let app = Router::new().fallback(any(|| async { StatusCode::OK }));
    let served = tokio::spawn(async move { axum::serve(ours, app).await });
    named(&engine, "rate", Effect::Asks, free).await.unwrap();
    served.abort();
    assert!(served.await.is_err(), "it is gone");
    for _ in 0..6 {
        named(&engine, "rate", Effect::Asks, free)
            .await
            .unwrap_err();
    }
    assert!(engine.resting(id).is_none(), "nor does anybody else");
    let (other, _) = told(|| FINE).await;
    let mut elsewhere = account();
    elsewhere.id = AccountId(Uuid::from_u128(2));
    let request = get(other);
    let call = Call {
        account: &elsewhere,
        operation: "rate",
        request: &request,
        credentials: &[],
        effect: Effect::Asks,
        plain_http: false,
    };
    engine.send(call).await.unwrap();
    for _ in 0..5 {
        named(&engine, "rate", Effect::Asks, free)
            .await
            .unwrap_err();
    }
    assert!(engine.resting(id).is_some(), "others answer, it does not");
    let app = Router::new().fallback(any(|| async { StatusCode::OK }));
    let listener = TcpListener::bind(free).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    named(&engine, "rate", Effect::Asks, free).await.unwrap();
    assert!(
        engine.resting(id).is_none(),
        "it is there again, and noticed at once"
    );
}
