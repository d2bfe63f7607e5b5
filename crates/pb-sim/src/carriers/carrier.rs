//! What a folder gives of its carrier.
use super::fault::Op;
use super::push::Push;
use super::{Shared, World};
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::Response;

/// A simulated carrier, as it is registered.
pub(super) trait Carrier: Sync {
    /// Its prefix: the first part of every path here.
    fn prefix(&self) -> &'static str;

    /// Its own host names; a request for one of them is this carrier's, without the prefix.
    fn hosts(&self) -> &'static [&'static str];

    /// What a request asks for; paths are the carrier's own. `None` where nothing can go wrong.
    fn op(&self, method: &Method, path: &str) -> Option<Op>;

    /// An error in the carrier's shape.
    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response;

    /// 429 in the carrier's words.
    fn throttled(&self) -> Response;

    /// Opens it for business.
    fn open(&self, shared: &Shared) -> Open;
}

/// What a carrier has to tell since it was last asked.
pub(super) type Due = Box<dyn FnMut(&World) -> Vec<Push> + Send>;

/// A carrier that is open.
pub(super) struct Open {
    /// Its paths, without the prefix.
    pub(super) router: Router,
    /// What it tells by itself, where it does.
    pub(super) due: Option<Due>,
}
