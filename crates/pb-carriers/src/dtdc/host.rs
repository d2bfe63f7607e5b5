//! Where DTDC is for an account: three servers, each with a proof of its own, or none.

use super::login::LOGIN;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::HeaderName;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's secret for consignments, labels and cancellations.
pub(super) const API_KEY: &str = "api_key";
/// The account's settings with other servers than DTDC's own.
pub(super) const TRACKING_URL: &str = "tracking_url";
pub(super) const PINCODE_URL: &str = "pincode_url";

static KEY: HeaderName = HeaderName::from_static("api-key");

/// One of DTDC's servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    /// Consignments, labels, cancellations: by the API key.
    Booking,
    /// Tracks: by the tracking login.
    Tracking,
    /// Where it goes, which anybody may ask.
    Pincode,
}

impl Server {
    fn setting(self) -> &'static str {
        match self {
            Self::Booking => "url",
            Self::Tracking => TRACKING_URL,
            Self::Pincode => PINCODE_URL,
        }
    }

    fn own(self) -> &'static str {
        match self {
            Self::Booking => "https://dtdcapi.shipsy.io",
            Self::Tracking => "https://blktracksvc.dtdc.com",
            Self::Pincode => "https://smarttrack-ctbsplus.dtdc.com",
        }
    }

    /// The address of a path.
    pub(super) fn url(self, account: &Account, path: &str) -> Result<Url, Problem> {
        let host = match account.setting(self.setting()) {
            "" => self.own(),
            other => other,
        };
        let mut url = admit(host, false)?;
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/'));
        }
        Ok(url)
    }
}

/// A setting that DTDC cannot do without.
pub(super) fn stated(account: &Account, name: &str) -> Result<String, Problem> {
    match account.setting(name).trim() {
        "" => Err(
            invalid(name, format!("The account {} has no {name}", account.name))
                .hint("Enter it in Settings, Carriers"),
        ),
        text => Ok(text.to_owned()),
    }
}

/// A secret that DTDC cannot do without.
pub(super) fn secret<'a>(account: &'a Account, name: &str) -> Result<&'a str, Problem> {
    match account.secret(name).trim() {
        "" => Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no {name}", account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(name)),
        secret => Ok(secret),
    }
}

/// Makes a call with what proves the account to that server, which leaves for the account's own server only: a request
/// that was prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    server: Server,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let host = server.url(cx.account, "")?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former server again, or look into DTDC's portal yourself")
        .field(server.setting()));
    }
    let key;
    let shown;
    let credentials: &[Credential<'_>] = match server {
        Server::Booking => {
            key = credential(secret(cx.account, API_KEY)?)?;
            shown = [Credential::Header(&KEY, &key)];
            &shown
        }
        Server::Tracking => &[Credential::Login(&LOGIN)],
        Server::Pincode => &[],
    };
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials,
            effect,
            plain_http: false,
        })
        .await
}
