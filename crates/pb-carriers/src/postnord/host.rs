//! Where PostNord is for an account, and the one way to speak to it.
//!
//! The key stands in the address of every call, and so is added as it leaves.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's setting that says which of PostNord's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// PostNord's acceptance test system.
pub(super) const SANDBOX: &str = "sandbox";
/// The account's setting that says which company the agreement is with.
pub(super) const ISSUER: &str = "agreement";
const PRODUCTION_HOST: &str = "https://api2.postnord.com";
const SANDBOX_HOST: &str = "https://atapi2.postnord.com";

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", SANDBOX) => SANDBOX_HOST,
        ("", _) => PRODUCTION_HOST,
        (own, _) => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push("rest").extend(path);
    }
    Ok(url)
}

/// A PostNord company, as a customer has an agreement with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Issuer {
    /// Its code.
    pub(super) code: &'static str,
    /// Its country.
    pub(super) country: &'static str,
    /// How many digits its customer numbers have.
    digits: &'static [usize],
}

const ISSUERS: &[Issuer] = &[
    Issuer {
        code: "Z11",
        country: "DK",
        digits: &[8, 9],
    },
    Issuer {
        code: "Z12",
        country: "SE",
        digits: &[8, 10],
    },
    Issuer {
        code: "Z13",
        country: "NO",
        digits: &[7],
    },
    Issuer {
        code: "Z14",
        country: "FI",
        digits: &[8, 10],
    },
];

/// The company that the account's agreement is with: Sweden's until another is chosen.
pub(super) fn issuer(account: &Account) -> Issuer {
    let code = account.setting(ISSUER);
    let chosen = ISSUERS.iter().find(|issuer| issuer.code == code);
    *chosen.unwrap_or(&ISSUERS[1])
}

/// The customer number, with as many digits as its country's have.
pub(super) fn customer_number(account: &Account) -> Result<String, Problem> {
    let number: String = account
        .setting("customer_number")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let issuer = issuer(account);
    if number.bytes().all(|b| b.is_ascii_digit()) && issuer.digits.contains(&number.len()) {
        return Ok(number);
    }
    let digits: Vec<String> = issuer.digits.iter().map(ToString::to_string).collect();
    Err(invalid(
        "customer_number",
        format!(
            "The account {} has no customer number of {} digits",
            account.name,
            digits.join(" or ")
        ),
    ))
}

/// The number that PostNord knows the integration by.
pub(super) fn application_id(account: &Account) -> Result<u32, Problem> {
    let id: Option<u32> = account.setting("application_id").parse().ok();
    id.filter(|id| *id > 0).ok_or_else(|| {
        invalid(
            "application_id",
            format!(
                "The account {} has no application ID, which is a number from PostNord",
                account.name
            ),
        )
    })
}

/// Makes a call with the account's key, which leaves for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
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
        .hint(
            "Give the account its former environment again, or look at PostNord's portal yourself",
        )
        .field(ENVIRONMENT));
    }
    let key = cx.account.secret("api_key");
    if key.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no API key", cx.account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field("api_key"));
    }
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Query("apikey", key)],
            effect,
            plain_http: false,
        })
        .await
}
