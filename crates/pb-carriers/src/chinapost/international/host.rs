//! Where the international order API is for an account, and the one way to speak to it.

use crate::Cx;
use crate::engine::{Answer, Call, Effect, Request, admit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use pb_domain::{Account, Problem, ProblemKind};
use url::{Url, form_urlencoded};

/// The account's secret.
pub(super) const KEY: &str = "key";
/// The account's settings.
pub(super) const CUSTOMER: &str = "ec_company_id";
pub(super) const OFFICE: &str = "wh_code";
pub(super) const MAIL_TYPE: &str = "mail_type";
const BASE: &str = "https://my.ems.com.cn/pcpErp-web/a/pcp";
/// The fields that are signed, and the field that each one's signature goes into.
const SIGNED: &[(&str, &str)] = &[
    ("logistics_interface", "data_digest"),
    ("barCode", "dataDigest"),
];

/// The address of a path of the API.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let base = match account.setting("url") {
        "" => BASE,
        own => own,
    };
    let mut url = admit(base, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    Ok(url)
}

/// A form that is not signed yet, so that no secret is in it.
pub(super) fn form(url: Url, fields: &[(&str, &str)]) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    Request::post_form(url, &body)
}

/// The customer's number at China Post.
pub(super) fn customer(account: &Account) -> &str {
    account.setting(CUSTOMER).trim()
}

/// The signature of a text: the sixteen bytes of MD5 over it and the key, in Base64. It is what China Post asks for;
/// its strength is TLS's.
pub(super) fn digest(text: &str, key: &str) -> String {
    STANDARD.encode(Md5::digest(format!("{text}{key}")))
}

/// The same request as it leaves.
fn signed(account: &Account, request: &Request) -> Result<Request, Problem> {
    let key = account.secret(KEY).trim();
    if key.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no key", account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(KEY));
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(&request.body) {
        form.append_pair(&name, &value);
        if let Some((_, into)) = SIGNED.iter().find(|(signed, _)| *signed == name) {
            form.append_pair(into, &digest(&value, key));
        }
    }
    Ok(Request {
        body: form.finish().into_bytes(),
        ..request.clone()
    })
}

/// Makes a call, signed for the account's own host only: a request that was prepared for another one, before the
/// account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let host = url(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former address again, or look at China Post's pages yourself")
        .field("url"));
    }
    let request = signed(cx.account, request)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with OpenSSL: the bytes of the digest, and not its hexadecimal text, are in Base64.
    #[test]
    fn a_text_is_signed_with_the_bytes_of_its_digest() {
        assert_eq!(digest(r#"{"a":1}"#, "SECRET"), "MNV2FL2yFrtv1d7E8Z1Kdg==");
    }
}
