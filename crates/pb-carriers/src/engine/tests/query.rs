//! Credentials that stand in the address.
use super::*;
use axum::extract::RawQuery;

/// The parameter arrives encoded beside those of the request, and is in nothing that is kept or read.
#[tokio::test]
async fn a_credential_in_the_address_is_nowhere_else() {
    let app = Router::new().route(
        "/path",
        any(async |RawQuery(query): RawQuery| query.unwrap_or_default()),
    );
    let address = serve(app).await;
    let captures: Arc<Mutex<Vec<Capture>>> = Arc::default();
    let sink = Arc::clone(&captures);
    let engine = engine(|o| {
        o.sink = Some(Arc::new(move |exchange: Exchange| {
            sink.lock().unwrap().push(exchange.capture());
        }));
    });
    let request = Request::get(format!("http://{address}/path?lang=en"));
    let before = request.clone();
    for (secret, sent) in [
        ("sesame-5678", "lang=en&apikey="),
        ("open me&5678", "lang=en&apikey=open+me%265678"),
    ] {
        let answer = engine
            .send(Call {
                account: &account(),
                operation: "test",
                request: &request,
                credentials: &[Credential::Query("apikey", secret)],
                effect: Effect::Asks,
                plain_http: false,
            })
            .await
            .expect("an answer");
        let heard = String::from_utf8(answer.body).expect("text");
        assert!(heard.starts_with(sent), "{heard}");
        assert!(!heard.contains("sesame"), "{heard}");
    }
    assert_eq!(request, before);
    let captures = captures.lock().unwrap();
    assert_eq!(captures.len(), 2);
    let shown = format!("{captures:?}");
    assert!(!shown.contains("5678"), "{shown}");
}

#[tokio::test]
async fn a_dry_run_shows_that_it_is_there_and_not_what_it_is() {
    let dry_run = DryRun::new([]);
    let shown = dry_run.clone();
    let engine = engine(|o| o.dry_run = Some(dry_run));
    for url in [
        "https://acme.example/path",
        "https://acme.example/path?lang=en",
    ] {
        let answered = engine
            .send(Call {
                account: &account(),
                operation: "test",
                request: &Request::get(url),
                credentials: &[Credential::Query("apikey", "sesame-5678")],
                effect: Effect::Asks,
                plain_http: false,
            })
            .await;
        assert!(answered.is_err(), "nobody was asked");
    }
    let urls: Vec<String> = shown.said().into_iter().map(|unsent| unsent.url).collect();
    assert_eq!(
        urls,
        [
            "https://acme.example/path?apikey=…",
            "https://acme.example/path?lang=en&apikey=…"
        ]
    );
}
