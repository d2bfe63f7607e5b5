//! Tokens: how they are got, what they open, when they end.
use super::*;
use crate::carriers::Answer;

const LOGIN: &str = "/v2/user/Login";
const OWNER: &str = "/v2/user/ownerconnect";
const SECRETLY: &str = "/v2/user/LoginVTP";
const LIST: &str = "/v2/user/listInventory";

fn named() -> Value {
    json!({ "USERNAME": USERNAME, "PASSWORD": PASSWORD })
}

#[tokio::test]
async fn a_short_token_is_changed_into_a_long_one_that_opens_the_rest() {
    let mut client = stranger();
    let required = "Header Token is required";
    assert_eq!(message(&client.get(LIST).await), required);
    assert_eq!(client.refusal(OWNER, &named()).await, required);
    let short = client.data(LOGIN, &named()).await;
    assert!(short["expired"].as_i64() > Some(client.sim.now().as_millisecond()));
    client.token = text_of(&short["token"]);
    assert_eq!(message(&client.get(LIST).await), "Token invalid");
    let long = client.data(OWNER, &named()).await;
    assert!(long["expired"].as_i64() > short["expired"].as_i64());
    client.token = text_of(&long["token"]);
    assert_eq!(client.rows(LIST).await.len(), 2);
    assert_eq!(client.refusal(OWNER, &named()).await, "Token invalid");
    // As a bearer it is none.
    let url = format!("{}{LIST}", client.sim.url_of(PREFIX));
    let request = client.http.get(url).bearer_auth(&client.token);
    let answer = read(request.send().await.expect("an answer")).await;
    assert_eq!(message(&answer), required);
    client.token = "wrong".to_owned();
    assert_eq!(message(&client.get(LIST).await), "Token invalid");
}

#[tokio::test]
async fn the_secret_of_the_website_opens_everything_too() {
    let mut client = stranger();
    let token = client.data(SECRETLY, &json!({ "TOKEN": SECRET })).await;
    client.token = text_of(&token["token"]);
    client.buy(&parcel("ST-1")).await;
    let wrong = client.refusal(SECRETLY, &json!({ "TOKEN": "wrong" })).await;
    assert_eq!(wrong, "Token invalid");
    let none = client.refusal(SECRETLY, &json!({})).await;
    assert_eq!(none, "Incorrect data: TOKEN");
}

#[tokio::test]
async fn a_wrong_name_or_password_is_told() {
    let mut client = stranger();
    let odd = "Invalid owner account or password!";
    for change in [json!({ "PASSWORD": "x" }), json!({ "USERNAME": "x" })] {
        assert_eq!(client.refusal(LOGIN, &with(named(), &change)).await, odd);
    }
    client.token = text_of(&client.data(LOGIN, &named()).await["token"]);
    let other = with(named(), &json!({ "USERNAME": MASKED }));
    assert_eq!(client.refusal(OWNER, &other).await, odd, "another's token");
    for (name, value) in [
        ("USERNAME", Value::Null),
        ("PASSWORD", Value::Null),
        ("PASSWORD", json!(7)),
        ("password", json!("x")),
    ] {
        let failed = client
            .refusal(LOGIN, &with(named(), &json!({ name: value })))
            .await;
        assert_eq!(failed, format!("Incorrect data: {name}"));
    }
}

#[tokio::test]
async fn tokens_end_by_the_clock_and_by_a_fault() {
    let mut client = start().await;
    let long = client.token.clone();
    client.token = text_of(&client.data(LOGIN, &named()).await["token"]);
    client.sim.pass(24 * HOUR);
    let expired = "Token invalid or expired";
    assert_eq!(client.refusal(OWNER, &named()).await, expired);
    client.token = long;
    client.sim.pass(363 * 24 * HOUR);
    assert_eq!(client.get(LIST).await.1["error"], false);
    let fault = Fault::instead(Answer::TokenExpired);
    client.sim.fail_next(PREFIX, Op::Buy, fault);
    assert_eq!(client.refusal(CREATE, &parcel("ST-1")).await, expired);
    assert_eq!(message(&client.get(LIST).await), expired);
    assert_eq!(client.sim.ledger().len(), 0);
    let mut later = start().await;
    later.sim.pass(365 * 24 * HOUR);
    assert_eq!(message(&later.get(LIST).await), expired);
    later.token.clear();
    later.data(LOGIN, &named()).await;
}

#[tokio::test]
async fn the_api_and_the_labels_are_at_their_own_host_names() {
    let client = start().await;
    let at = async |host: &str, path: &str| {
        let url = format!("{}/{host}{path}", client.sim.url());
        let request = client.http.get(url).header("Token", &client.token);
        request.send().await.expect("an answer").status().as_u16()
    };
    let page = "/DigitalizePrint/report.do?type=2&bill=x";
    for (api, print) in [
        ("partner.viettelpost.vn", "digitalize.viettelpost.vn"),
        ("partnerdev.viettelpost.vn", "dev-print.viettelpost.vn"),
    ] {
        assert_eq!((at(api, LIST).await, at(print, page).await), (200, 200));
        assert_eq!((at(print, LIST).await, at(api, page).await), (404, 404));
    }
}
