//! Where the open platform is for an account, and the one way to speak to it.

use super::super::answer::{json, missing, said, text, truth};
use super::seal::SignKey;
use crate::Cx;
use crate::engine::{Answer, Call, Effect, Request, admit};
use jiff::Zoned;
use jiff::tz::{TimeZone, offset};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use url::{Url, form_urlencoded};

/// The account's settings and secrets.
pub(super) const SENDER: &str = "sender_no";
pub(super) const AUTHORIZATION: &str = "authorization";
pub(super) const SIGN_KEY: &str = "platform_sign_key";
pub(super) const USER_CODE: &str = "user_code";
pub(super) const ENVIRONMENT: &str = "environment";
pub(super) const SANDBOX: &str = "sandbox";
const HOST: &str = "https://api.ems.com.cn";
const PATH: &[&str] = &["amp-prod-api", "f", "amp", "api"];
/// The fields of the form that say what is asked; the second is misspelt at China Post.
const CODE: &str = "apiCode";
pub(super) const PAYLOAD: &str = "logitcsInterface";
/// The code for yes.
const YES: &str = "00000";

/// China's time, of one zone.
pub(super) fn china() -> TimeZone {
    TimeZone::fixed(offset(8))
}

/// A moment as China Post writes it.
pub(super) fn written(now: &Zoned) -> String {
    let here = now.with_time_zone(china());
    here.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn endpoint(account: &Account) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => HOST,
        own => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    let last = match account.setting(ENVIRONMENT) {
        SANDBOX => "test",
        _ => "open",
    };
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(PATH).push(last);
    }
    Ok(url)
}

/// A request before it is sealed: its code, and what it says as plain JSON. No secret is in it.
pub(super) fn request(account: &Account, code: &str, payload: &Value) -> Result<Request, Problem> {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair(CODE, code)
        .append_pair(PAYLOAD, &payload.to_string())
        .finish();
    Ok(Request::post_form(endpoint(account)?, &body))
}

/// The contract's number.
pub(super) fn sender(account: &Account) -> &str {
    account.setting(SENDER).trim()
}

/// The same request as it leaves: under the account's contract and authorization, sealed with its key.
fn sealed(cx: Cx<'_>, request: &Request) -> Result<Request, Problem> {
    let account = cx.account;
    let authorization = account.secret(AUTHORIZATION).trim();
    if authorization.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no authorization code", account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(AUTHORIZATION));
    }
    let key = SignKey::read(account.secret(SIGN_KEY), SIGN_KEY)?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(&request.body) {
        if name == PAYLOAD {
            form.append_pair(PAYLOAD, &key.seal(&value));
        } else {
            form.append_pair(&name, &value);
        }
    }
    form.append_pair("senderNo", sender(account))
        .append_pair("authorization", authorization)
        .append_pair("timeStamp", &written(cx.now))
        .append_pair("msgType", "0")
        .append_pair("version", "V1.0.0");
    let user = account.setting(USER_CODE).trim();
    if !user.is_empty() {
        form.append_pair("userCode", user);
    }
    Ok(Request {
        body: form.finish().into_bytes(),
        ..request.clone()
    })
}

/// Makes a call, sealed for the account's own platform only: a request that was prepared for another one, before
/// the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    if request.url != endpoint(cx.account)?.as_str() {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another platform than the account now names",
        )
        .hint(
            "Give the account its former environment again, or look at China Post's pages yourself",
        )
        .field(ENVIRONMENT));
    }
    let request = sealed(cx, request)?;
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request: &request,
            credentials: &[],
            effect,
            plain_http: false,
        })
        .await
}

/// What an answer that says yes brings: `retBody`, which is JSON written as a text, or a text.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    let mut body = json(answer, effect)?;
    let code = text(&body["retCode"]);
    match truth(&body["success"]) {
        Some(true) if code == YES => Ok(match body["retBody"].take() {
            Value::String(inner) => serde_json::from_str(&inner).unwrap_or(Value::String(inner)),
            other => other,
        }),
        Some(false) if !code.is_empty() && code != YES => {
            Err(said(effect, &code, &text(&body["retMsg"]), AUTHORIZATION))
        }
        _ => Err(missing(effect, "clear yes or no")),
    }
}
