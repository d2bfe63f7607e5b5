//! How an account is let in.
use super::*;
use crate::engine::{Login, LoginRequest};
use secrecy::ExposeSecret as _;

fn asked(request: Result<LoginRequest, Problem>) -> (String, Value) {
    let request = request.unwrap();
    assert!(request.credentials.is_empty());
    (request.request.url, body(&request.request.body))
}

#[test]
fn a_password_brings_a_short_token_and_that_the_long_one() {
    let account = account();
    let pair = json!({ "USERNAME": "hush-username", "PASSWORD": "hush-password" });
    let login = login::of(&account).unwrap();
    assert_eq!(
        asked(login.request(&account)),
        (format!("{API}/v2/user/ownerconnect"), pair.clone())
    );
    let short = login.needs().unwrap();
    assert_eq!(
        asked(short.request(&account)),
        (format!("{API}/v2/user/Login"), pair)
    );
    assert!(short.needs().is_none());
    assert_ne!(short.name(), login.name());
}

#[test]
fn a_token_of_the_website_needs_no_password() {
    let mut account = account();
    account.secrets = [(host::TOKEN.to_owned(), "hush-website".to_owned())].into();
    let login = login::of(&account).unwrap();
    assert_eq!(
        asked(login.request(&account)),
        (
            format!("{API}/v2/user/LoginVTP"),
            json!({ "TOKEN": "hush-website" })
        )
    );
    assert!(login.needs().is_none());
}

#[test]
fn a_token_is_shown_in_its_own_header_and_kept_for_a_day() {
    let grant = login::OWNER.read(&recorded!("login_200.json")).unwrap();
    assert!(
        grant
            .token
            .expose_secret()
            .starts_with("eyJhbGciOiJFUzI1NiJ9.")
    );
    assert_eq!(grant.lifetime, Duration::from_secs(86_400));
    let short = login::SHORT.read(&recorded!("login_200.json")).unwrap();
    assert!(short.lifetime < grant.lifetime);
    let (name, value) = login::OWNER.show("abc").unwrap();
    assert_eq!((name.as_str(), value.to_str().unwrap()), ("token", "abc"));
    assert!(value.is_sensitive());
}

#[test]
fn who_is_not_let_in_is_told_within_a_yes_of_http() {
    let problem = login::SHORT
        .read(&recorded!("password_200.json"))
        .unwrap_err();
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some(host::PASSWORD))
    );
    assert_eq!(problem.carrier_text, "Invalid owner account or password!");
    let said = login::SHORT.said(&crate::spoilt::answer(403, "<html>hush</html>"));
    assert_eq!(said, ("403".to_owned(), String::new()));
}

#[test]
fn a_token_that_is_not_taken_is_told_from_everything_else() {
    let expired = |answer: &Answer| login::OWNER.expired(answer);
    for answer in [
        recorded!("token_200.json"),
        refusal(201, "Token invalid or expired"),
        refusal(202, "Header Token is required"),
        crate::spoilt::answer(401, ""),
    ] {
        assert!(expired(&answer), "{answer:?}");
    }
    // What leaves a purchase in doubt is not made again with another token.
    for answer in [
        recorded!("ship_200.json"),
        recorded!("route_200.json"),
        recorded!("system_200.json"),
        recorded!("duplicate_200.json"),
        refusal(200, "Token invalid"),
        crate::spoilt::answer(200, r#"{"message":"Token invalid"}"#),
        crate::spoilt::answer(500, "Token invalid"),
    ] {
        assert!(!expired(&answer), "{answer:?}");
    }
}

#[tokio::test]
async fn an_account_without_credentials_asks_nobody() {
    for (lacks, field) in [
        (&[host::USERNAME][..], host::USERNAME),
        (&[host::PASSWORD], host::PASSWORD),
        (&[host::USERNAME, host::PASSWORD], host::USERNAME),
    ] {
        let mut account = account();
        account
            .secrets
            .retain(|name, _| !lacks.contains(&name.as_str()));
        let bench = Bench::new(account, []);
        let problem = PROFILE.test.unwrap().test(bench.cx()).await.unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (ProblemKind::Auth, Some(field))
        );
        assert_eq!(bench.said(), []);
    }
}
