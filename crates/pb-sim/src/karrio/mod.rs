//! A simulated Karrio 2026.1.32 server with two simulated carriers behind it.
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::io;
use std::time::Duration;

/// What a request asks for; faults are set by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `/v1/references`, `/v1/connections`, `/v1/carriers`.
    Connections,
    /// `POST /v1/proxy/rates`.
    Rates,
    /// `POST /v1/shipments`, and changes to a draft.
    Draft,
    /// `POST /v1/shipments/{id}/purchase`.
    Purchase,
    /// `GET /v1/shipments/{id}`, and lists.
    Shipment,
    /// `POST /v1/shipments/{id}/documents/label`, `label.pdf`, `label.zpl`.
    Label,
    /// `POST /v1/shipments/{id}/cancel`.
    Cancel,
    /// Trackers, and tracking by the proxy.
    Track,
}

/// Something that goes wrong with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whether the request is carried out all the same: the carrier sells, voids, and so on.
    pub carried_out: bool,
    /// What the client gets.
    pub answer: Answer,
}

/// What a client gets instead of the usual answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The usual answer, after this long.
    Late(Duration),
    /// No answer, with the connection open.
    Never,
    /// No answer: the connection is closed.
    Dropped,
    /// 500 with a page of HTML, as from a proxy in front.
    Html500,
    /// 200 with half of the JSON.
    HalfJson,
    /// 200 without a body.
    Empty200,
    /// 424 with the carrier's own code and words.
    CarrierRefuses {
        /// Code.
        code: String,
        /// Words.
        message: String,
    },
    /// 424 with `SHIPPING_SDK_INTERNAL_ERROR`: Karrio could not reach or read the carrier.
    SdkInternalError,
    /// 424 with an error that has no message.
    NoMessage424,
    /// 429 with `Retry-After`.
    Throttled {
        /// Seconds.
        retry_after: u32,
    },
    /// The usual answer, but the label is missing from it and cannot be fetched.
    WithoutLabel,
}

/// One thing a simulated carrier sold.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// Id of the shipment at Karrio.
    pub shipment: String,
    /// The carrier's name, such as `sim_express`.
    pub carrier: String,
    /// The service, such as `sim_express_next_day`.
    pub service: String,
    /// Tracking numbers, one a parcel.
    pub tracking_numbers: Vec<String>,
    /// What it charged.
    pub charged: Decimal,
    /// In which currency.
    pub currency: String,
    /// The reference on it.
    pub reference: String,
    /// Whether the carrier voided it.
    pub voided: bool,
}

/// A simulated Karrio server.
#[derive(Debug)]
pub struct SimKarrio {}

impl SimKarrio {
    /// The API key it takes.
    pub const TOKEN: &'static str = "key_5109ba7c0ffee0005109ba7c0ffee000";

    /// Starts on a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts on a port of loopback.
    pub fn start_on(_port: u16) -> io::Result<Self> {
        todo!()
    }

    /// Its address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        todo!()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        todo!()
    }

    /// Everything the carriers behind it sold, oldest first.
    pub fn ledger(&self) -> Vec<Sale> {
        todo!()
    }

    /// Method and path of every request so far, oldest first.
    pub fn requests(&self) -> Vec<String> {
        todo!()
    }

    /// The next request of a kind goes wrong; several wait in turn.
    pub fn fail_next(&self, _op: Op, _fault: Fault) {
        todo!()
    }

    /// Every request of a kind goes wrong until `heal`.
    pub fn fail_all(&self, _op: Op, _fault: Fault) {
        todo!()
    }

    /// Forgets all faults, and plugs it in.
    pub fn heal(&self) {
        todo!()
    }

    /// Pulls the plug: connections drop and further ones are refused.
    pub fn unplug(&self) {
        todo!()
    }

    /// Puts the plug back in.
    pub fn plug(&self) {
        todo!()
    }

    /// Moves every parcel that is on its way one step on: picked up, in transit, out for delivery,
    /// delivered; the step happens at `now`.
    pub fn advance(&self, _now: Timestamp) {
        todo!()
    }
}
