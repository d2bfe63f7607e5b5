//! DTDC's spelling of what is sent, and nothing else. Numbers are texts.

use serde::Serialize;

/// `POST /api/customer/integration/consignment/softdata`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Softdata {
    pub(super) consignments: [Consignment; 1],
}

/// What is to be sold.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Consignment {
    pub(super) customer_code: String,
    pub(super) service_type_id: String,
    /// `NON-DOCUMENT`.
    pub(super) load_type: &'static str,
    pub(super) description: String,
    /// `cm`.
    pub(super) dimension_unit: &'static str,
    pub(super) length: String,
    pub(super) width: String,
    pub(super) height: String,
    /// `kg`.
    pub(super) weight_unit: &'static str,
    pub(super) weight: String,
    pub(super) declared_value: String,
    pub(super) num_pieces: String,
    pub(super) origin_details: Party,
    pub(super) destination_details: Party,
    pub(super) return_details: Back,
    pub(super) customer_reference_number: String,
    /// `CASH`, or empty.
    pub(super) cod_collection_mode: &'static str,
    pub(super) cod_amount: String,
    pub(super) commodity_id: String,
    pub(super) is_risk_surcharge_applicable: bool,
    pub(super) invoice_number: String,
    pub(super) invoice_date: String,
    /// Of several parcels alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) pieces_detail: Vec<Piece>,
}

/// A place with who is there.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) alternate_phone: String,
    pub(super) address_line_1: String,
    pub(super) address_line_2: String,
    pub(super) pincode: String,
    pub(super) city: String,
    pub(super) state: String,
}

/// The same where it comes back to, with two other names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Back {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) alternate_phone: String,
    pub(super) address_line_1: String,
    pub(super) address_line_2: String,
    pub(super) pincode: String,
    pub(super) city_name: String,
    pub(super) state_name: String,
}

/// One of several parcels.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Piece {
    pub(super) description: String,
    pub(super) declared_value: String,
    pub(super) weight: String,
    pub(super) height: String,
    pub(super) length: String,
    pub(super) width: String,
}

/// `POST /api/customer/integration/consignment/cancel`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cancel<'a> {
    #[serde(rename = "AWBNo")]
    pub(super) numbers: [&'a str; 1],
    #[serde(rename = "customerCode")]
    pub(super) customer_code: String,
}

/// `POST /dtdc-api/rest/JSONCnTrk/getTrackDetails`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Track<'a> {
    /// `cnno` or `reference`.
    #[serde(rename = "trkType")]
    pub(super) kind: &'static str,
    #[serde(rename = "strcnno")]
    pub(super) number: &'a str,
    /// `Y`: every scan.
    #[serde(rename = "addtnlDtl")]
    pub(super) details: &'static str,
}

/// `POST /ratecalapi/PincodeApiCall`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Lane<'a> {
    pub(super) org_pincode: &'a str,
    pub(super) des_pincode: &'a str,
}
