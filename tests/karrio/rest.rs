//! Karrio's own interface, for what our adapter does not say to it: a carrier's own options.

use crate::bench::world;
use serde_json::{Value, json};

/// A user of the shared server.
pub(crate) struct Rest {
    key: String,
    http: reqwest::Client,
}

impl Rest {
    pub(crate) fn new(key: String) -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build();
        Self {
            key,
            http: http.expect("a client"),
        }
    }

    /// Asks, and gives the status with the answer.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}{path}", world().karrio.url);
        let key = format!("Token {}", self.key);
        let asked = self.http.post(url).header("authorization", key).json(body);
        let answer = asked.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    /// Drafts, and buys a service: the tracking number, or what Karrio answers else.
    pub(crate) async fn buy(&self, shipment: &Value, service: &str) -> Result<String, Value> {
        let (status, draft) = self.post("/v1/shipments", shipment).await;
        assert_eq!(status, 201, "{draft}");
        let rates = draft["rates"].as_array().expect("a list");
        let rate = rates.iter().find(|rate| rate["service"] == service);
        let rate = rate.unwrap_or_else(|| panic!("no {service} in {draft}"));
        let path = format!("/v1/shipments/{}/purchase", text(&draft["id"]));
        let purchase = json!({
            "selected_rate_id": rate["id"],
            "label_type": shipment["label_type"],
            "payment": { "paid_by": "sender" },
        });
        let (status, sold) = self.post(&path, &purchase).await;
        match status {
            200 => Ok(text(&sold["tracking_number"])),
            _ => Err(sold),
        }
    }

    /// Asks a connection where a parcel is.
    pub(crate) async fn track(&self, connector: &str, connection: &str, number: &str) -> Value {
        let path = format!("/v1/proxy/tracking?carrier_id={connection}");
        let body = json!({ "tracking_number": number, "carrier_name": connector });
        let (status, answer) = self.post(&path, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["tracking"].clone()
    }

    /// Takes a label back; the status with the answer.
    pub(crate) async fn void(
        &self,
        connector: &str,
        connection: &str,
        number: &str,
    ) -> (u16, Value) {
        let path = format!("/v1/proxy/shipping/{connector}/cancel");
        let body = json!({ "shipment_identifier": number, "carrier_id": connection });
        self.post(&path, &body).await
    }
}

/// What a message of a carrier says: its code and words.
pub(crate) fn said(messages: &Value) -> Vec<(String, String)> {
    let messages = messages.as_array().into_iter().flatten();
    messages
        .map(|message| (text(&message["code"]), text(&message["message"])))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
