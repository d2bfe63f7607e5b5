//! What carriers tell by themselves: calls to the address that a subscriber left with them.
use axum::body::Body;
use axum::http::{Method, Request, Uri, header};
use hyper_util::rt::TokioIo;
use std::io;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a subscriber has to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// Where a carrier tells what happens, as it is set in the carrier's portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// `http://127.0.0.1:PORT/…`. Nothing here speaks TLS.
    pub url: String,
    /// What the carrier shows, so that it is known.
    pub credential: String,
}

/// A call to make: JSON, unless a header of its own says what it is.
#[derive(Clone, Debug)]
pub(super) struct Push {
    pub(super) carrier: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

/// A call that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The carrier's prefix.
    pub carrier: &'static str,
    /// Where to.
    pub url: String,
    /// As it was sent: JSON, with most.
    pub body: String,
    /// The HTTP status it was answered with, or why it was not.
    pub answer: Result<u16, String>,
}

/// Makes a call, once.
pub(super) async fn send(push: &Push) -> Result<u16, String> {
    match tokio::time::timeout(DEADLINE, post(push)).await {
        Ok(Ok(status)) => Ok(status),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

async fn post(push: &Push) -> io::Result<u16> {
    let bad = |words: &str| io::Error::new(io::ErrorKind::InvalidInput, words.to_owned());
    let uri: Uri = push.url.parse().map_err(|_| bad("no address"))?;
    let host = uri.authority().ok_or_else(|| bad("no host in it"))?.clone();
    if uri.scheme_str() != Some("http") {
        return Err(bad("only http is spoken here"));
    }
    let stream = TcpStream::connect((host.host(), host.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let path = uri.path_and_query().map_or("/", |p| p.as_str());
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, host.as_str());
    let says_what = |(name, _): &(&str, String)| header::CONTENT_TYPE == *name;
    if !push.headers.iter().any(says_what) {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    for (name, value) in &push.headers {
        request = request.header(*name, value);
    }
    let request = request
        .body(Body::from(push.body.clone()))
        .map_err(io::Error::other)?;
    let asking = sender.send_request(request);
    tokio::select! {
        answer = asking => answer.map(|a| a.status().as_u16()).map_err(io::Error::other),
        lost = connection => Err(lost.err().map_or_else(|| bad("the connection ended"), io::Error::other)),
    }
}
