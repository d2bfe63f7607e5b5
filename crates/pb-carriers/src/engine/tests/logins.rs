//! Tokens: got once for all, kept, got anew, refused.

use super::*;
use async_trait::async_trait;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::post;
use futures::future::join_all;
use http::HeaderName;
use secrecy::ExposeSecret as _;
use serde_json::json;
use std::sync::atomic::AtomicI64;

/// A carrier that lets in whoever shows a token it gave and still takes.
#[derive(Default)]
struct World {
    logins: AtomicUsize,
    calls: AtomicUsize,
    /// What a login is answered instead.
    refuses: Mutex<Option<(StatusCode, &'static str)>>,
    /// No token is good.
    locked: std::sync::atomic::AtomicBool,
    taken: Mutex<Vec<String>>,
}

impl World {
    fn count(&self) -> (usize, usize) {
        (
            self.logins.load(Ordering::SeqCst),
            self.calls.load(Ordering::SeqCst),
        )
    }

    /// Takes no token any more that it gave so far.
    fn revoke(&self) {
        self.taken.lock().unwrap().clear();
    }
}

async fn login(State(world): State<Arc<World>>, headers: HeaderMap, body: String) -> Response {
    let n = world.logins.fetch_add(1, Ordering::SeqCst) + 1;
    assert_eq!(
        headers[header::AUTHORIZATION],
        "Basic bWVyY2hhbnQtNzc6c2VzYW1lLTEyMzQ="
    );
    assert_eq!(headers["x-merchant-id"], "A1B2C3");
    assert_eq!(body, "grant_type=client_credentials");
    if let Some(refusal) = *world.refuses.lock().unwrap() {
        return refusal.into_response();
    }
    let token = format!("opaque-token-{n}");
    world.taken.lock().unwrap().push(token.clone());
    json!({ "access_token": token, "expires_in": "3600", "status": "approved" })
        .to_string()
        .into_response()
}

async fn work(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    world.calls.fetch_add(1, Ordering::SeqCst);
    let shown = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
    let token = shown.strip_prefix("Bearer ").unwrap();
    let good = world.taken.lock().unwrap().iter().any(|t| t == token);
    if good && !world.locked.load(Ordering::SeqCst) {
        return format!("welcome, bearer of {token}").into_response();
    }
    let words =
        json!({ "error": "invalid_token", "error_description": format!("{token} is not known") });
    (StatusCode::UNAUTHORIZED, words.to_string()).into_response()
}

async fn world() -> (SocketAddr, Arc<World>) {
    let world = Arc::new(World::default());
    let app = Router::new()
        .route("/token", post(login))
        .fallback(any(work))
        .with_state(Arc::clone(&world));
    (serve(app).await, world)
}

const LOGIN: ClientCredentials = ClientCredentials {
    name: "oauth",
    url: |account| account.setting("login").to_owned(),
    id: "client_id",
    secret: "client_secret",
    by: By::Basic,
    grant: "client_credentials",
    scope: "",
    headers: &[("x-merchant-id", "merchant")],
    fields: &[],
};
static OAUTH: ClientCredentials = LOGIN;

fn member(address: SocketAddr) -> Account {
    let settings = [
        ("login", format!("http://{address}/token")),
        ("client_id", "merchant-77".to_owned()),
        ("merchant", "A1B2C3".to_owned()),
    ];
    Account {
        settings: settings.map(|(k, v)| (k.to_owned(), v)).into(),
        secrets: [("client_secret".to_owned(), "sesame-1234".to_owned())].into(),
        ..account()
    }
}

async fn ask(
    engine: &Engine,
    account: &Account,
    effect: Effect,
    address: SocketAddr,
) -> Result<Answer, Problem> {
    engine
        .send(Call {
            account,
            operation: "test",
            request: &get(address),
            credentials: &[Credential::Login(&OAUTH)],
            effect,
            plain_http: false,
        })
        .await
}

#[tokio::test]
async fn fifty_calls_that_want_a_token_log_in_once() {
    let (address, world) = world().await;
    let (engine, account) = (engine(|_| ()), member(address));
    let all = join_all((0..50).map(|_| ask(&engine, &account, Effect::Asks, address))).await;
    assert!(all.iter().all(|a| a.as_ref().unwrap().status == 200));
    assert_eq!(world.count(), (1, 50));
    // As many whose token is taken back at once.
    world.revoke();
    let all = join_all((0..50).map(|_| ask(&engine, &account, Effect::Asks, address))).await;
    assert!(all.iter().all(|a| a.as_ref().unwrap().status == 200));
    assert_eq!(world.count(), (2, 150));
}

#[tokio::test]
async fn a_login_that_fails_is_one_for_all_and_no_purchases_outcome() {
    let (address, world) = world().await;
    let (engine, account) = (engine(|_| ()), member(address));
    let words = r#"{"error":"invalid_client","error_description":"Who is merchant-77?"}"#;
    for (status, kind) in [
        (StatusCode::UNAUTHORIZED, ProblemKind::Auth),
        (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::Auth),
        (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Unavailable),
        (StatusCode::OK, ProblemKind::Unavailable),
    ] {
        *world.refuses.lock().unwrap() = Some((status, words));
        let before = world.count().0;
        let all = join_all((0..50).map(|_| ask(&engine, &account, Effect::Binds, address))).await;
        for problem in all.into_iter().map(Result::unwrap_err) {
            assert_eq!(problem.kind, kind, "{problem:?}");
            assert_eq!(problem.carrier_code, "invalid_client");
            assert_eq!(problem.carrier_text, "Who is merchant-77?");
            assert!(!problem.hint.is_empty());
        }
        assert_eq!(world.count(), (before + 1, 0), "{status}");
    }
    *world.refuses.lock().unwrap() = None;
    let answer = ask(&engine, &account, Effect::Binds, address).await;
    assert_eq!(answer.unwrap().status, 200, "the next one asks again");
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_got_anew_once() {
    let (address, world) = world().await;
    let (engine, account) = (engine(|_| ()), member(address));
    for effect in [Effect::Asks, Effect::Drafts, Effect::Binds] {
        ask(&engine, &account, effect, address).await.unwrap();
        world.revoke();
        let (logins, calls) = world.count();
        let answer = ask(&engine, &account, effect, address).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(world.count(), (logins + 1, calls + 2));

        world.locked.store(true, Ordering::SeqCst);
        let problem = ask(&engine, &account, effect, address).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth, "{effect:?}: {problem:?}");
        assert_eq!(problem.carrier_code, "invalid_token");
        assert_eq!(problem.carrier_text, "… is not known", "without the token");
        assert_eq!(world.count(), (logins + 2, calls + 4), "twice and no more");
        world.locked.store(false, Ordering::SeqCst);
    }
}

static NOW: AtomicI64 = AtomicI64::new(0);

#[tokio::test]
async fn a_token_is_got_anew_a_minute_before_it_expires() {
    let (address, world) = world().await;
    let account = member(address);
    let engine = engine(|o| {
        o.clock = || Timestamp::from_second(NOW.load(Ordering::SeqCst)).unwrap();
    });
    for (second, logins) in [(0, 1), (3539, 1), (3540, 2), (7079, 2), (7080, 3)] {
        NOW.store(second, Ordering::SeqCst);
        ask(&engine, &account, Effect::Asks, address).await.unwrap();
        assert_eq!(world.count().0, logins, "{second} s");
    }
}

#[tokio::test]
async fn a_login_that_hangs_keeps_to_each_callers_deadline() {
    let (hung, logins) = raw(b"", true).await;
    let (address, world) = world().await;
    let account = member(hung);
    let engine = engine(|o| o.timeout = Duration::from_secs(5));
    let by = |millis| engine.until(Instant::now() + Duration::from_millis(millis));
    let began = Instant::now();
    let (hasty, patient) = (by(100), by(400));
    let (first, second) = tokio::join!(
        ask(&hasty, &account, Effect::Binds, address),
        ask(&patient, &account, Effect::Asks, address)
    );
    for problem in [first.unwrap_err(), second.unwrap_err()] {
        assert_eq!(
            problem.kind,
            ProblemKind::Unavailable,
            "nothing left: {problem:?}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(logins.load(Ordering::SeqCst), 1, "one flight");
    assert_eq!(world.count(), (0, 0));
}

/// What a station's database does.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<(AccountId, String), AccessToken>>);

#[async_trait]
impl TokenStore for Kept {
    async fn kept(&self, account: AccountId, login: &'static str) -> Option<AccessToken> {
        let kept = self.0.lock().unwrap();
        kept.get(&(account, login.to_owned())).cloned()
    }

    async fn keep(&self, account: &Account, login: &'static str, token: &AccessToken) {
        let mut kept = self.0.lock().unwrap();
        kept.insert((account.id, login.to_owned()), token.clone());
    }
}

#[tokio::test]
async fn a_token_outlives_the_program_but_not_the_credentials() {
    let (address, world) = world().await;
    let account = member(address);
    let kept = Arc::new(Kept::default());
    let start = || {
        engine(|o| {
            o.tokens = Some(kept.clone());
        })
    };
    let ours = start();
    ask(&ours, &account, Effect::Asks, address).await.unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while kept.0.lock().unwrap().is_empty() {
        assert!(Instant::now() < end, "it is not kept");
        tokio::task::yield_now().await;
    }
    let after = start();
    ask(&after, &account, Effect::Asks, address).await.unwrap();
    assert_eq!(world.count().0, 1, "the token that was kept");
    world.revoke();
    ask(&after, &account, Effect::Asks, address).await.unwrap();
    assert_eq!(world.count().0, 2, "one that is not taken is not kept good");

    // What the store does when the account is saved with other credentials.
    kept.0.lock().unwrap().clear();
    let mut other = account.clone();
    other.settings.insert("site".to_owned(), "2".to_owned());
    ask(&after, &other, Effect::Asks, address).await.unwrap();
    assert_eq!(world.count().0, 3, "another's token is not used");
}

#[tokio::test]
async fn no_token_is_in_what_is_captured_or_shown() {
    let (address, world) = world().await;
    let account = member(address);
    let captures = Arc::new(Mutex::new(Vec::<Capture>::new()));
    let sink = Arc::clone(&captures);
    let kept = Arc::new(Kept::default());
    let engine = engine(|o| {
        o.sink = Some(Arc::new(move |exchange| {
            sink.lock().unwrap().push(exchange.capture());
        }));
        o.tokens = Some(kept.clone());
    });
    let welcome = ask(&engine, &account, Effect::Asks, address).await.unwrap();
    assert_eq!(welcome.body, "welcome, bearer of …".as_bytes());
    world.locked.store(true, Ordering::SeqCst);
    let problem = ask(&engine, &account, Effect::Asks, address)
        .await
        .unwrap_err();
    *world.refuses.lock().unwrap() = Some((StatusCode::OK, "opaque-token-9 in words of its own"));
    let odd = ask(&engine, &account, Effect::Asks, address)
        .await
        .unwrap_err();
    let captures = captures.lock().unwrap();
    let operations: Vec<&str> = captures.iter().map(|c| c.operation).collect();
    assert_eq!(
        operations,
        ["login", "test", "test", "login", "test", "test", "login"]
    );
    let shown = format!("{captures:?}{problem:?}{engine:?}{kept:?}", kept = kept.0);
    for hidden in ["opaque-token", "sesame-1234", "bWVyY2hhbnQtNzc6"] {
        assert!(!shown.contains(hidden), "{hidden} is in {shown}");
    }
    assert!(
        shown.contains("expires_in"),
        "a login's answer is shown: {shown}"
    );
    assert!(odd.carrier_text.contains("in words of its own"));
}

/// Not OAuth: the token is in a path of its own, got with another login's token, and shown in its own header.
struct Permit;
static PERMIT: Permit = Permit;

impl Login for Permit {
    fn name(&self) -> &'static str {
        "permit"
    }

    fn needs(&self) -> Option<&'static dyn Login> {
        Some(&OAUTH)
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let url = account.setting("login").replace("/token", "/permit/long");
        Ok(LoginRequest {
            request: Request::post_json(url, &json!({ "user": account.setting("client_id") })),
            credentials: Vec::new(),
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let value: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let token = value["data"].as_str().ok_or_else(|| {
            Problem::new(ProblemKind::Refused, "No permit").carrier("E-7", "not today")
        })?;
        Ok(Grant {
            token: token.to_owned().into(),
            lifetime: Duration::from_secs(30),
        })
    }

    fn show(&self, token: &str) -> Result<(HeaderName, http::HeaderValue), Problem> {
        Ok((HeaderName::from_static("x-permit"), credential(token)?))
    }
}

#[tokio::test]
async fn an_odd_login_may_need_another_ones_token() {
    let asked = Arc::new(AtomicUsize::new(0));
    let answers = Arc::clone(&asked);
    let app = Router::new()
        .route(
            "/token",
            post(async || r#"{"access_token":"first-pass","expires_in":600}"#),
        )
        .route(
            "/permit/{kind}",
            post(async move |Path(kind): Path<String>, headers: HeaderMap| {
                assert_eq!(
                    (kind.as_str(), &headers[header::AUTHORIZATION]),
                    ("long", &"Bearer first-pass".parse().unwrap())
                );
                match answers.fetch_add(1, Ordering::SeqCst) {
                    0 => json!({ "error": true }).to_string(),
                    _ => json!({ "data": "second-pass" }).to_string(),
                }
            }),
        )
        .fallback(any(async |headers: HeaderMap| {
            assert_eq!(headers[header::AUTHORIZATION], "Bearer first-pass");
            assert_eq!(headers["x-permit"], "second-pass");
            "both"
        }));
    let address = serve(app).await;
    let (engine, account) = (engine(|_| ()), member(address));
    let request = get(address);
    let call = Call {
        account: &account,
        operation: "buy",
        request: &request,
        credentials: &[Credential::Login(&OAUTH), Credential::Login(&PERMIT)],
        effect: Effect::Binds,
        plain_http: false,
    };
    let problem = engine.send(call).await.unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Auth, "E-7"),
        "a refused login is no refused purchase"
    );
    for _ in 0..2 {
        assert_eq!(engine.send(call).await.unwrap().body, b"both");
    }
    assert_eq!(
        asked.load(Ordering::SeqCst),
        2,
        "half of a short life is used"
    );
}

#[test]
fn credentials_are_shown_as_each_carrier_wants_them() {
    let account = member(SocketAddr::from(([127, 0, 0, 1], 1)));
    let body = |login: ClientCredentials| {
        let asked = login.request(&account).unwrap();
        let names: Vec<String> = asked
            .credentials
            .iter()
            .map(|(n, v)| format!("{n} {v:?}"))
            .collect();
        (String::from_utf8(asked.request.body).unwrap(), names)
    };
    let further = &[("child_key", "merchant"), ("absent", "nothing")];
    let (form, headers) = body(ClientCredentials {
        by: By::Form,
        grant: "csp_credentials",
        scope: "a b",
        headers: &[],
        fields: further,
        ..LOGIN
    });
    assert_eq!(
        form,
        "grant_type=csp_credentials&client_id=merchant-77&client_secret=sesame-1234&scope=a+b&child_key=A1B2C3"
    );
    assert!(headers.is_empty());
    let (object, headers) = body(ClientCredentials {
        by: By::Json,
        ..LOGIN
    });
    assert_eq!(
        object,
        r#"{"grant_type":"client_credentials","client_id":"merchant-77","client_secret":"sesame-1234"}"#
    );
    assert_eq!(headers, ["x-merchant-id Sensitive"]);
    let mut poor = account.clone();
    poor.secrets.clear();
    let problem = LOGIN.request(&poor).err().unwrap();
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some("client_secret"))
    );
}

#[test]
fn lifetimes_are_numbers_or_texts() {
    let read = |body: &str| {
        let answer = Answer::new(200, HeaderMap::new(), body.into(), Timestamp::UNIX_EPOCH);
        LOGIN.read(&answer)
    };
    for (body, seconds) in [
        (r#"{"access_token":"t","expires_in":3600}"#, 3600),
        (r#"{"access_token":"t","expires_in":"14399"}"#, 14399),
        (r#"{"access_token":"t"}"#, 300),
        (r#"{"access_token":" t\n","expires_in":"soon"}"#, 300),
    ] {
        let grant = read(body).unwrap();
        assert_eq!(grant.lifetime.as_secs(), seconds, "{body}");
        assert_eq!(grant.token.expose_secret(), "t");
    }
    for body in [
        "",
        "<html>",
        "[]",
        r#"{"access_token":7}"#,
        r#"{"access_token":" "}"#,
    ] {
        assert_eq!(
            read(body).unwrap_err().kind,
            ProblemKind::Unavailable,
            "{body}"
        );
    }
}
