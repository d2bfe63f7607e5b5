//! What carriers have in common, as a client sees it.
use super::*;
use axum::http::Method;

fn http() -> reqwest::Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy();
    client.build().expect("a client")
}

#[tokio::test]
async fn a_carrier_is_at_its_prefix_and_at_its_host_names() {
    let sim = SimCarriers::start().expect("starts");
    let http = http();
    let path = "security/v1/oauth/token";
    for (url, host) in [
        (format!("{}/ups/{path}", sim.url()), None),
        (format!("{}/{path}", sim.url()), Some("onlinetools.ups.com")),
        (format!("{}/{path}", sim.url()), Some("wwwcie.ups.com")),
        (format!("{}/{path}", sim.url()), Some("wwwcie.ups.com:443")),
        (format!("{}/wwwcie.ups.com/{path}", sim.url()), None),
    ] {
        let mut request = http
            .post(&url)
            .basic_auth(ups::CLIENT_ID, Some(ups::CLIENT_SECRET))
            .form(&[("grant_type", "client_credentials")]);
        if let Some(host) = host {
            request = request.header("Host", host);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200, "{url} {host:?}");
    }
    // And by a proxy, as software that knows only the real addresses is pointed here.
    let proxy = reqwest::Proxy::http(sim.url()).expect("a proxy");
    let by_proxy = reqwest::Client::builder()
        .proxy(proxy)
        .build()
        .expect("a client");
    let response = by_proxy
        .post("http://onlinetools.ups.com/security/v1/oauth/token")
        .basic_auth(ups::CLIENT_ID, Some(ups::CLIENT_SECRET))
        .form(&[("grant_type", "client_credentials")])
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    let nobody = http.get(format!("{}/acme/x", sim.url())).send().await;
    let nobody = nobody.expect("an answer");
    assert_eq!(nobody.status().as_u16(), 404);
    assert!(nobody.text().await.expect("words").contains("ups"));
    let seen = sim.requests();
    assert_eq!(seen.len(), 6, "who is not known is not logged");
    assert!(seen.iter().all(|s| s.path == "/security/v1/oauth/token"));
    assert_eq!(seen[4].header("host"), Some("wwwcie.ups.com"));
    assert!(seen[0].body.starts_with(b"grant_type"));
}

#[test]
fn prefixes_and_hosts_are_one_carriers() {
    let mut names: Vec<&str> = CARRIERS
        .iter()
        .flat_map(|c| c.hosts().iter().copied().chain([c.prefix()]))
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    for carrier in CARRIERS {
        assert_eq!(carrier.op(&Method::GET, "/no/such/path"), None);
    }
}

#[test]
fn the_clock_goes_as_fast_as_it_is_set() {
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some(Timestamp::UNIX_EPOCH),
        speed: 3_600,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while sim.now().as_second() < 60 {
        assert!(std::time::Instant::now() < end);
        std::thread::yield_now();
    }
}
