//! `POST /oauth2/v3/token`, `POST /payments/v3/payment-authorization` and
//! `GET /payments/v3/payment-account/{number}`.
use super::desk::{Client, Desk, Payload, header_of, text};
use super::refusal::Refusal;
use super::shape::ROLES;
use super::{ACCOUNT, CLIENT_ID, CLIENT_SECRET, CRID, EMPTY_ACCOUNT, MID, PREFIX};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// Whose payment authorizations are, beside the access tokens of [`PREFIX`].
pub(super) const PAYMENT: &str = "usps-payment";
/// What stands behind the account's number where the authorization names a holder of rates.
pub(super) const BY_CONTRACT: &str = " by contract";
/// Seconds that an access token lives, and a payment authorization.
pub(super) const LIFETIME: u64 = 28_799;
const PAYMENT_LIFETIME: u64 = 28_800;
const SCOPE: &str = "addresses international-labels international-prices labels payments pickup prices scan-forms shipments subscriptions-tracking tracking";

pub(super) async fn token(State(desk): State<Desk>, headers: HeaderMap, body: String) -> Response {
    let kind = header_of(&headers, header::CONTENT_TYPE.as_str());
    let fields: HashMap<String, String> = match kind.starts_with("application/json") {
        true => serde_json::from_str(&body).unwrap_or_default(),
        false => body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    let is = |name: &str, value: &str| fields.get(name).is_some_and(|v| v == value);
    let refuse = |status: StatusCode, error: &str, words: &str| {
        (
            status,
            Json(json!({ "error": error, "error_description": words, "error_uri": "" })),
        )
            .into_response()
    };
    if !is("grant_type", "client_credentials") {
        let words = "grant_type is not client_credentials";
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", words);
    }
    if !is("client_id", CLIENT_ID) || !is("client_secret", CLIENT_SECRET) {
        let words = "The client credentials are not valid";
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client", words);
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let lifetime = Duration::from_secs(LIFETIME);
    let token = world.tokens.give(PREFIX, CLIENT_ID, now, lifetime);
    Json(json!({
        "access_token": token,
        "token_type": "Bearer",
        "issued_at": now.as_millisecond(),
        "expires_in": LIFETIME,
        "status": "approved",
        "scope": SCOPE,
        "issuer": "api.usps.com",
        "client_id": CLIENT_ID,
        "application_name": "Simulated",
        "api_products": "[Public Access I]",
        "public_key": "",
    }))
    .into_response()
}

pub(super) async fn payment(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(ROLES)?;
    let roles: Vec<&Value> = request["roles"].as_array().into_iter().flatten().collect();
    let role = |name: &str| {
        let mut found = roles.iter().filter(|r| r["roleName"] == name);
        match (found.next(), found.next()) {
            (one, None) => Ok(one.copied()),
            _ => Err(Refusal::bad(
                "100004",
                format!("The role {name} is there twice"),
            )),
        }
    };
    let missing =
        |name: &str| Refusal::bad("100004", format!("The role {name} is missing")).about("roles");
    let payer = role("PAYER")?.ok_or_else(|| missing("PAYER"))?;
    let owner = role("LABEL_OWNER")?.ok_or_else(|| missing("LABEL_OWNER"))?;
    for role in [payer, owner] {
        if role["CRID"] != CRID {
            let words = format!("CRID {} is not enrolled in USPS Ship", role["CRID"]);
            return Err(Refusal::bad("160305", words).about("roles.CRID"));
        }
    }
    for name in ["MID", "manifestMID"] {
        if owner[name] != MID {
            let words = format!("{name} {} is not the business's", owner[name]);
            return Err(Refusal::bad("160302", words).about(&format!("roles.{name}")));
        }
    }
    let account = text(payer, "/accountNumber");
    if payer["accountType"] != "EPS" || ![ACCOUNT, EMPTY_ACCOUNT].contains(&account) {
        let words = "The account is not an active Enterprise Payment account";
        return Err(Refusal::bad("100001", words).about("roles.accountNumber"));
    }
    let whose = match role("RATE_HOLDER")? {
        Some(holder) if holder["accountNumber"] == *account => format!("{account}{BY_CONTRACT}"),
        Some(_) => {
            let words = "The account of the RATE_HOLDER has no contract";
            return Err(Refusal::bad("100002", words).about("roles.accountNumber"));
        }
        None => account.to_owned(),
    };
    let mut world = desk.world();
    let now = world.clock.now();
    let lifetime = Duration::from_secs(PAYMENT_LIFETIME);
    let token = world.tokens.give(PAYMENT, &whose, now, lifetime);
    Ok(Json(
        json!({ "paymentAuthorizationToken": token, "roles": request["roles"] }),
    ))
}

pub(super) async fn account(
    _: Client,
    Path(number): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    if query.get("accountType").is_none_or(|kind| kind != "EPS") {
        let words = "accountType is not EPS, which alone is known here";
        return Err(Refusal::bad("400", words).about("accountType"));
    }
    if ![ACCOUNT, EMPTY_ACCOUNT].contains(&number.as_str()) {
        return Err(Refusal::new(404, "100001", "There is no such account"));
    }
    let mut answer = json!({
        "accountType": "EPS",
        "accountNumber": number,
        "nonProfitStatus": false,
    });
    if query.contains_key("amount") {
        answer["sufficientFunds"] = Value::from(number == ACCOUNT);
    }
    Ok(Json(answer))
}
