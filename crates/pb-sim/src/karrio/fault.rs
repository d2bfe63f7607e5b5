//! Faults on demand.
use std::time::Duration;

/// What a request asks for; faults are set by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `/`, `/v1/references`, `/v1/connections`, `/v1/carriers`.
    Connections,
    /// `POST /v1/proxy/rates`, and new rates for a draft.
    Rates,
    /// `POST /v1/shipments`, and changes to a draft.
    Draft,
    /// `POST /v1/shipments/{id}/purchase`.
    Purchase,
    /// `GET /v1/shipments/{id}`, and lists.
    Shipment,
    /// `POST /v1/shipments/{id}/documents/label`, `label.pdf`, `label.zpl`.
    Label,
    /// `POST /v1/shipments/{id}/cancel`, and by the proxy.
    Cancel,
    /// Trackers, and tracking by the proxy.
    Track,
}

impl Op {
    /// Whether Karrio asks a carrier to answer it.
    pub(super) fn asks_carrier(self) -> bool {
        !matches!(self, Self::Connections | Self::Shipment | Self::Label)
    }
}

/// Something that goes wrong with one request. For what happens between the carrier and Karrio (see
/// [`Answer::at_carrier`]) what is carried out is the carrier's part alone: it sells or voids, and Karrio never
/// learns of it.
pub type Fault = crate::http::Fault<Answer>;

/// What a client gets instead of the usual answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The usual answer, but the carrier takes this long; the request is always carried out.
    Late(Duration),
    /// No answer, with the connection open.
    Never,
    /// No answer: the connection is closed.
    Dropped,
    /// 500 with a page of HTML, as from a proxy in front.
    Html500,
    /// 200 with the first half of the JSON.
    HalfJson,
    /// 200 without a body.
    Empty200,
    /// 429 with `Retry-After`; never carried out.
    Throttled {
        /// Seconds.
        retry_after: u32,
    },
    /// 424 with the carrier's own code and words.
    CarrierRefuses {
        /// Code.
        code: String,
        /// Words.
        message: String,
    },
    /// Rates: the first carrier refuses and the others answer, which makes it a 207. Else as `CarrierRefuses`.
    FirstCarrierRefuses {
        /// Code.
        code: String,
        /// Words.
        message: String,
    },
    /// 424 with `SHIPPING_SDK_INTERNAL_ERROR`: Karrio could not reach or read the carrier. Carried out, it
    /// was booked twice, since Karrio sends a failed carrier call again.
    SdkInternalError,
    /// 424 with an error that has no message: the carrier answered with nothing in it.
    NoMessage424,
    /// The usual answer, after the carrier booked twice: Karrio sent a call again whose first answer was
    /// lost. For purchases.
    BookedTwice,
    /// The usual answer, but the label is missing from it and cannot be fetched; always carried out. For
    /// purchases.
    WithoutLabel,
}

impl Answer {
    /// Whether it happens between the carrier and Karrio, after Karrio looked through the request.
    pub fn at_carrier(&self) -> bool {
        matches!(
            self,
            Self::Late(_)
                | Self::CarrierRefuses { .. }
                | Self::FirstCarrierRefuses { .. }
                | Self::SdkInternalError
                | Self::NoMessage424
                | Self::BookedTwice
                | Self::WithoutLabel
        )
    }
}

/// Faults that wait for their request.
pub(super) type Faults = crate::http::Faults<Op, Answer>;
