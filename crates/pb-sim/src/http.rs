//! What simulated servers have in common: serving a router on a port whose plug can be pulled, and faults that
//! wait for their request.
use crate::plug::Plug;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tower::ServiceExt as _;

/// What all requests to a server share.
pub(crate) struct Shared<W>(Arc<Mutex<W>>);

impl<W> Shared<W> {
    pub(crate) fn new(world: W) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, W> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W> Clone for Shared<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Clone, Copy)]
pub(crate) struct Dropped;

/// Serves on a port of loopback; 0 takes a free one.
pub(crate) fn serve(port: u16, router: Router) -> io::Result<Plug> {
    Plug::start(port, move |stream| {
        let router = router.clone();
        async move {
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let router = router.clone();
                async move {
                    let Ok(response) = router.oneshot(request.map(Body::new)).await;
                    // An error here closes the connection without an answer.
                    match response.extensions().get::<Dropped>() {
                        Some(Dropped) => Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
                        None => Ok(response),
                    }
                }
            });
            // The other side may go whenever it likes.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        }
    })
}

/// No answer: the connection is closed.
pub(crate) fn dropped() -> Response {
    let mut response = StatusCode::OK.into_response();
    response.extensions_mut().insert(Dropped);
    response
}

/// 500 with a page of HTML, as from a proxy in front.
pub(crate) fn html_500() -> Response {
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        [(header::CONTENT_TYPE, "text/html")],
        "<html><body><h1>500 Internal Server Error</h1></body></html>",
    )
        .into_response()
}

/// An answer's status with another body of JSON; 200 and the one that stands in when there is no answer.
pub(crate) async fn rewritten(
    done: Option<Response>,
    stand_in: &'static str,
    change: impl FnOnce(Bytes) -> Bytes,
) -> Response {
    let (status, body) = match done {
        Some(done) => (done.status(), done.into_body()),
        None => (StatusCode::OK, Body::from(stand_in)),
    };
    let whole = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, change(whole)).into_response()
}

/// The first half of a body.
pub(crate) fn half(whole: &Bytes) -> Bytes {
    whole.slice(..whole.len() / 2)
}

/// Something that goes wrong with one request; `A` says how it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault<A> {
    /// Whether the request is carried out all the same.
    pub carried_out: bool,
    /// What the client gets.
    pub answer: A,
}

impl<A> Fault<A> {
    /// Nothing is carried out.
    pub fn instead(answer: A) -> Self {
        Self {
            carried_out: false,
            answer,
        }
    }

    /// It is carried out, and then the answer goes wrong.
    pub fn after(answer: A) -> Self {
        Self {
            carried_out: true,
            answer,
        }
    }
}

/// Faults that wait for their request, by what it asks for.
#[derive(Debug)]
pub(crate) struct Faults<O, A> {
    next: HashMap<O, VecDeque<Fault<A>>>,
    all: HashMap<O, Fault<A>>,
}

impl<O, A> Default for Faults<O, A> {
    fn default() -> Self {
        Self {
            next: HashMap::new(),
            all: HashMap::new(),
        }
    }
}

impl<O: Copy + Eq + Hash, A: Clone> Faults<O, A> {
    /// The next so many requests of a kind go wrong.
    pub(crate) fn fail_times(&mut self, op: O, times: usize, fault: &Fault<A>) {
        let next = self.next.entry(op).or_default();
        next.extend(std::iter::repeat_n(fault.clone(), times));
    }

    pub(crate) fn fail_next(&mut self, op: O, fault: Fault<A>) {
        self.next.entry(op).or_default().push_back(fault);
    }

    pub(crate) fn fail_all(&mut self, op: O, fault: Fault<A>) {
        self.all.insert(op, fault);
    }

    /// The fault of the next request of a kind; single ones go first, and once.
    pub(crate) fn take(&mut self, op: O) -> Option<Fault<A>> {
        self.next
            .get_mut(&op)
            .and_then(VecDeque::pop_front)
            .or_else(|| self.all.get(&op).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_faults_go_first_and_once() {
        let mut faults = Faults::default();
        faults.fail_all("rates", Fault::instead("html"));
        faults.fail_next("rates", Fault::instead("dropped"));
        let answers: Vec<_> = (0..3)
            .filter_map(|_| faults.take("rates"))
            .map(|f| f.answer)
            .collect();
        assert_eq!(answers, ["dropped", "html", "html"]);
        assert_eq!(faults.take("draft"), None);
        faults.fail_times("draft", 2, &Fault::after("late"));
        assert_eq!((0..3).filter_map(|_| faults.take("draft")).count(), 2);
    }
}
