//! Faults on demand.
use std::time::Duration;

/// What a request asks for; faults are set by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `GET /v1/about`.
    About,
    /// `POST /v1/rates`.
    Rates,
    /// `POST /v1/shipments`.
    Buy,
    /// `GET /v1/shipments?reference=…`.
    Find,
    /// `GET /v1/shipments/{id}`.
    Shipment,
    /// `GET /v1/shipments/{id}/labels`.
    Labels,
    /// `POST /v1/shipments/{id}/void`.
    Void,
    /// `GET /v1/tracking/{number}`.
    Track,
    /// `POST /v1/numbers`.
    Numbers,
    /// `POST /v1/bookings`.
    Book,
}

/// Something that goes wrong with one request.
pub type Fault = crate::http::Fault<Answer>;

/// What a client gets instead of the usual answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The usual answer, after this long; the request is always carried out. What buys is being
    /// processed meanwhile.
    Late(Duration),
    /// 202 at once; it is sold this long afterwards. For purchases.
    Accepted(Duration),
    /// The usual answer without the labels, which can be fetched. For purchases.
    WithoutLabels,
    /// The request arrives twice, as when something on the way repeats it; the second answer is the
    /// one that the client gets.
    Repeated,
    /// The usual answer, whose body is there twice, one after the other.
    SaidTwice,
    /// No answer, with the connection open.
    Never,
    /// No answer: the connection is closed.
    Dropped,
    /// 500 with a page of HTML, as from a proxy in front.
    Html500,
    /// 500 in the protocol's words.
    Problem500,
    /// 503 with `Retry-After`, in the protocol's words.
    Unavailable {
        /// Seconds.
        retry_after: u32,
    },
    /// The usual status with the first half of the JSON.
    HalfJson,
    /// 200 without a body.
    Empty200,
    /// 429; never carried out.
    Throttled {
        /// Seconds in `Retry-After`, which may be absent.
        retry_after: Option<u32>,
    },
    /// 422 with a code and words; never carried out.
    Refuses {
        /// Code.
        code: String,
        /// Words.
        detail: String,
    },
}

impl Answer {
    /// The fault with a name, as the command line gives it.
    pub fn from_name(name: &str) -> Option<Fault> {
        Some(match name {
            "dropped-after" => Fault::after(Self::Dropped),
            "dropped-before" => Fault::instead(Self::Dropped),
            "500-after" => Fault::after(Self::Problem500),
            "html-500" => Fault::instead(Self::Html500),
            "half-json" => Fault::after(Self::HalfJson),
            "said-twice" => Fault::after(Self::SaidTwice),
            "repeated" => Fault::after(Self::Repeated),
            "never" => Fault::after(Self::Never),
            "slow" => Fault::after(Self::Late(Duration::from_secs(8))),
            "throttled" => Fault::instead(Self::Throttled {
                retry_after: Some(5),
            }),
            "throttled-silently" => Fault::instead(Self::Throttled { retry_after: None }),
            "without-labels" => Fault::after(Self::WithoutLabels),
            _ => return None,
        })
    }

    /// The names that [`Answer::from_name`] knows.
    pub const NAMES: &'static str = "dropped-after, dropped-before, 500-after, html-500, half-json, \
said-twice, repeated, never, slow, throttled, throttled-silently, without-labels";
}

/// Faults that wait for their request.
pub(super) type Faults = crate::http::Faults<Op, Answer>;
