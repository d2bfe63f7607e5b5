//! A shipment as Karrio keeps it and shows it.
use super::carriers::{Connection, Service};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

#[derive(Clone)]
pub(super) struct Shipment {
    pub(super) id: String,
    /// The validated request, options included.
    pub(super) fields: Map<String, Value>,
    pub(super) rates: Vec<Value>,
    pub(super) messages: Vec<Value>,
    pub(super) status: &'static str,
    pub(super) created_at: String,
    pub(super) request_id: String,
    pub(super) bought: Option<Bought>,
}

/// What Karrio knows of the purchase.
#[derive(Clone)]
pub(super) struct Bought {
    pub(super) connection: &'static Connection,
    pub(super) service: &'static Service,
    pub(super) rate: Value,
    pub(super) tracking_numbers: Vec<String>,
    /// Format claimed, and the bytes; none where the carrier gave none.
    pub(super) label: Option<(&'static str, Vec<u8>)>,
    pub(super) tracker_id: Option<String>,
}

/// A new id of Karrio's: a prefix and 32 hexadecimal digits.
pub(super) fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", uuid::Uuid::new_v4().simple())
}

impl Shipment {
    pub(super) fn text(&self, field: &str) -> &str {
        self.fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Where the label is, as Karrio writes it: relative, and named after the format it claims.
    pub(super) fn label_url(&self) -> Option<String> {
        let (format, _) = self.bought.as_ref()?.label.as_ref()?;
        Some(format!(
            "/v1/shipments/{}/label.{}",
            self.id,
            format.to_lowercase()
        ))
    }

    pub(super) fn parcels(&self) -> &[Value] {
        self.fields
            .get("parcels")
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The shipment as JSON. Only the answer to a purchase has the label's bytes in it.
    pub(super) fn json(&self, with_label: bool) -> Value {
        let bought = self.bought.as_ref();
        let url = self.label_url();
        let documents: Vec<Value> = bought
            .and_then(|b| b.label.as_ref())
            .map(|(format, bytes)| {
                let base64 = with_label.then(|| BASE64_STANDARD.encode(bytes));
                json!({ "category": "label", "format": format, "url": url, "base64": base64 })
            })
            .into_iter()
            .collect();
        let parcels: Vec<Value> = self
            .parcels()
            .iter()
            .enumerate()
            .map(|(i, parcel)| {
                let mut parcel = parcel.clone();
                // The carrier's number overwrites the merchant's own reference.
                if let Some(number) = bought.and_then(|b| b.tracking_numbers.get(i)) {
                    parcel["reference_number"] = json!(number);
                }
                parcel
            })
            .collect();
        let number = bought.and_then(|b| b.tracking_numbers.first());
        // Not an echo of the request: what the carrier gave.
        let label_type = bought
            .and_then(|b| b.label.as_ref())
            .map_or(self.text("label_type"), |(format, _)| format);
        json!({
            "id": self.id,
            "object_type": "shipment",
            "tracking_url": bought.zip(number).map(|(b, n)| format!("/v1/trackers/{}/{n}", b.connection.name)),
            "shipper": self.fields["shipper"],
            "recipient": self.fields["recipient"],
            "return_address": self.fields["return_address"],
            "billing_address": self.fields["billing_address"],
            "parcels": parcels,
            "services": self.fields["services"],
            "options": self.fields["options"],
            "payment": self.fields["payment"],
            "customs": self.fields["customs"],
            "rates": self.rates,
            "reference": self.fields["reference"],
            "order_id": self.fields["order_id"],
            // Not an echo: what the carrier gave.
            "label_type": label_type,
            "carrier_ids": self.fields["carrier_ids"],
            "tracker_id": bought.and_then(|b| b.tracker_id.as_ref()),
            "created_at": self.created_at,
            "metadata": self.fields["metadata"],
            "messages": self.messages,
            "is_archived": false,
            "archived_at": null,
            "status": self.status,
            "carrier_name": bought.map(|b| b.connection.ext),
            "carrier_id": bought.map(|b| b.connection.carrier_id),
            "tracking_number": number,
            "shipment_identifier": number,
            "selected_rate": bought.map(|b| &b.rate),
            "meta": self.meta(),
            "return_shipment": null,
            "service": bought.map(|b| b.service.code),
            "selected_rate_id": bought.map(|b| &b.rate["id"]),
            "test_mode": true,
            "is_return": false,
            "label_url": url,
            "invoice_url": null,
            "shipping_documents": documents,
        })
    }

    fn meta(&self) -> Value {
        let mut meta = json!({ "request_id": self.request_id });
        let Some(bought) = &self.bought else {
            return meta;
        };
        let connection = bought.connection;
        meta["service_name"] = json!(bought.service.name);
        for key in ["ext", "carrier", "rate_provider"] {
            meta[key] = json!(connection.ext);
        }
        if connection.full {
            meta["tracking_numbers"] = json!(bought.tracking_numbers);
            if let Some(number) = bought.tracking_numbers.first() {
                meta["carrier_tracking_link"] = json!(tracking_link(connection, number));
            }
        } else {
            meta["custom_carrier_name"] = json!(connection.name);
        }
        meta
    }
}

/// The carrier's own page about a tracking number; on a domain that never exists.
pub(super) fn tracking_link(connection: &Connection, number: &str) -> String {
    format!("https://{}.example/track/{number}", connection.carrier_id)
}
