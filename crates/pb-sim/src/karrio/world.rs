//! What the simulated server and the simulated carriers remember.
use super::Seen;
use super::carriers::{self, CONNECTIONS, Connection, Load, Sale, Service};
use super::fault::Faults;
use super::shipment::{Bought, Shipment, new_id, tracking_link};
use crate::label::{self, Label};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Everything behind one lock.
pub(super) struct World {
    pub(super) faults: Faults,
    pub(super) requests: Vec<Seen>,
    pub(super) shipments: Vec<Shipment>,
    pub(super) ledger: Vec<Sale>,
    /// Tracker ids by tracking number.
    trackers: BTreeMap<String, String>,
    /// The next tracking number; starts with the time, so that no two runs give the same one.
    serial: u64,
}

impl World {
    pub(super) fn new() -> Self {
        let millis = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0);
        Self {
            faults: Faults::default(),
            requests: Vec::new(),
            shipments: Vec::new(),
            ledger: Vec::new(),
            trackers: BTreeMap::new(),
            serial: millis,
        }
    }

    pub(super) fn shipment(&self, id: &str) -> Option<&Shipment> {
        self.shipments.iter().find(|s| s.id == id)
    }

    pub(super) fn shipment_mut(&mut self, id: &str) -> Option<&mut Shipment> {
        self.shipments.iter_mut().find(|s| s.id == id)
    }

    /// The carrier sells: the ledger gets a line, and the numbers are what the label says.
    pub(super) fn sell(
        &mut self,
        shipment: &Shipment,
        connection: &Connection,
        service: &Service,
    ) -> Vec<String> {
        let numbers: Vec<String> = shipment
            .parcels()
            .iter()
            .map(|_| self.next_number(connection))
            .collect();
        let cents = service
            .price(&Load::of(&shipment.fields))
            .map_or(0, |p| p.total());
        self.ledger.push(Sale {
            shipment: shipment.id.clone(),
            carrier: connection.name.to_owned(),
            service: service.code.to_owned(),
            tracking_numbers: numbers.clone(),
            charged: carriers::money(cents),
            reference: shipment.text("reference").to_owned(),
            voided: false,
            scans: Vec::new(),
        });
        numbers
    }

    fn next_number(&mut self, connection: &Connection) -> String {
        let serial = self.serial;
        self.serial += 1;
        let check = serial
            .to_string()
            .bytes()
            .rev()
            .enumerate()
            .fold(0, |sum, (i, digit)| {
                sum + u64::from(digit - b'0') * if i % 2 == 0 { 3 } else { 1 }
            });
        format!("{}{serial}{}", connection.prefix, (10 - check % 10) % 10)
    }

    /// What Karrio keeps of a sale.
    pub(super) fn bought(
        &mut self,
        shipment: &Shipment,
        connection: &'static Connection,
        service: &'static Service,
        rate: &Value,
        tracking_numbers: Vec<String>,
    ) -> Bought {
        let label = draw(shipment, connection, service, &tracking_numbers);
        let tracker_id = tracking_numbers
            .first()
            .filter(|_| connection.full)
            .map(|n| self.tracker_id(n));
        let mut rate = rate.clone();
        if !connection.full {
            rate["meta"]["custom_carrier_name"] = json!(connection.name);
        }
        Bought {
            connection,
            service,
            rate,
            tracking_numbers,
            label: Some(label),
            tracker_id,
        }
    }

    pub(super) fn tracker_id(&mut self, number: &str) -> String {
        self.trackers
            .entry(number.to_owned())
            .or_insert_with(|| new_id("trk"))
            .clone()
    }

    /// The tracking number of a tracker, by its id or by the number itself.
    pub(super) fn tracked_number(&self, id_or_number: &str) -> Option<String> {
        self.trackers
            .iter()
            .find(|(number, id)| *id == id_or_number || *number == id_or_number)
            .map(|(n, _)| n.clone())
    }

    /// Tracker ids and numbers, newest last.
    pub(super) fn trackers(&self) -> Vec<(String, String)> {
        self.trackers
            .iter()
            .map(|(number, id)| (id.clone(), number.clone()))
            .collect()
    }

    pub(super) fn sale(&self, number: &str) -> Option<&Sale> {
        self.ledger
            .iter()
            .find(|s| s.tracking_numbers.iter().any(|n| n == number))
    }

    /// The carrier voids; whether it knew the number.
    pub(super) fn void(&mut self, number: &str) -> bool {
        let sale = self
            .ledger
            .iter_mut()
            .find(|s| s.tracking_numbers.iter().any(|n| n == number));
        sale.is_some_and(|sale| {
            sale.voided = true;
            true
        })
    }

    /// Every parcel takes its next step, and Karrio hears of it.
    pub(super) fn advance(&mut self, now: Timestamp) {
        self.advance_those(now, |_| true);
    }

    /// The parcels of one sale take their next step.
    pub(super) fn advance_one(&mut self, number: &str, now: Timestamp) {
        self.advance_those(now, |sale| {
            sale.tracking_numbers.iter().any(|n| n == number)
        });
    }

    fn advance_those(&mut self, now: Timestamp, those: impl Fn(&Sale) -> bool) {
        for sale in self.ledger.iter_mut().filter(|sale| those(sale)) {
            sale.advance(now);
            let status = match sale.status() {
                "picked_up" => "shipped",
                "pending" => continue,
                other => other,
            };
            let known = self.shipments.iter_mut().find(|s| {
                s.bought.as_ref().is_some_and(|b| {
                    b.connection.full && b.tracking_numbers == sale.tracking_numbers
                })
            });
            if let Some(shipment) = known.filter(|s| s.status != "cancelled") {
                shipment.status = status;
            }
        }
    }
}

/// The label the carrier gives, with the format it claims. Two traps of real connectors are in it:
/// worldwide labels are PDF whatever was asked, and a custom carrier's PNG is SVG.
fn draw(
    shipment: &Shipment,
    connection: &Connection,
    service: &Service,
    numbers: &[String],
) -> (&'static str, Vec<u8>) {
    let parcels = shipment.parcels();
    let labels: Vec<Label<'_>> = numbers
        .iter()
        .zip(parcels)
        .enumerate()
        .map(|(i, (number, parcel))| Label {
            carrier: connection.display_name,
            service: service.name,
            tracking_number: number,
            reference: shipment.text("reference"),
            shipper: lines(&shipment.fields["shipper"]),
            recipient: lines(&shipment.fields["recipient"]),
            piece: (i + 1, numbers.len()),
            weight: format!(
                "{} {}",
                parcel["weight"],
                parcel["weight_unit"].as_str().unwrap_or_default()
            ),
        })
        .collect();
    match shipment.text("label_type") {
        _ if service.code == "sim_express_worldwide" => ("PDF", label::pdf(&labels)),
        "ZPL" => ("ZPL", label::zpl(&labels)),
        "PNG" if !connection.full => (
            "PNG",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        ),
        "PNG" => match label::png(&labels) {
            Some(png) => ("PNG", png),
            None => ("PDF", label::pdf(&labels)),
        },
        _ => ("PDF", label::pdf(&labels)),
    }
}

/// An address line by line.
fn lines(address: &Value) -> Vec<String> {
    let of = |field: &str| address[field].as_str().unwrap_or_default().trim();
    let town = format!("{} {} {}", of("city"), of("state_code"), of("postal_code"));
    [
        of("person_name"),
        of("company_name"),
        of("address_line1"),
        of("address_line2"),
        &town,
        of("country_code"),
    ]
    .map(str::to_owned)
    .into()
}

/// A validated request with the options Karrio adds; a day it cannot read is an exception there.
pub(super) fn with_options(
    mut fields: Map<String, Value>,
    body: &Value,
    now: Timestamp,
) -> Result<Map<String, Value>, String> {
    // Anything but a dictionary is taken as none.
    let mut options = body["options"].as_object().cloned().unwrap_or_default();
    let now = now.to_zoned(TimeZone::UTC);
    for (name, format) in [
        ("shipment_date", "%Y-%m-%d"),
        ("shipping_date", "%Y-%m-%dT%H:%M"),
    ] {
        match options.get(name).and_then(Value::as_str) {
            Some(given) if jiff::fmt::strtime::parse(format, given).is_err() => {
                return Err(format!(
                    "time data '{given}' does not match format '{format}'"
                ));
            }
            Some(_) => {}
            None => drop(options.insert(name.to_owned(), json!(now.strftime(format).to_string()))),
        }
    }
    fields.insert("options".to_owned(), Value::Object(options));
    Ok(fields)
}

/// Rates of all connections that `carrier_ids` lets through, cheapest first; `None` when it lets none.
pub(super) fn rate(fields: &Map<String, Value>) -> Option<Vec<Value>> {
    let texts = |name: &str| -> Vec<&str> {
        fields
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let (wanted, services) = (texts("carrier_ids"), texts("services"));
    let load = Load::of(fields);
    let connections: Vec<_> = CONNECTIONS
        .iter()
        .filter(|c| wanted.is_empty() || wanted.contains(&c.carrier_id) || wanted.contains(&c.id))
        .collect();
    if connections.is_empty() {
        return None;
    }
    let mut rates: Vec<Value> = connections
        .iter()
        .flat_map(|c| carriers::rates(c, &load, &services))
        .collect();
    rates.sort_by(|a, b| {
        a["total_charge"]
            .as_f64()
            .unwrap_or(0.0)
            .total_cmp(&b["total_charge"].as_f64().unwrap_or(0.0))
    });
    for rate in &mut rates {
        let mut with_id = json!({ "id": new_id("rat") });
        if let (Some(with_id), Some(rate)) = (with_id.as_object_mut(), rate.as_object_mut()) {
            with_id.append(rate);
        }
        *rate = with_id;
    }
    Some(rates)
}

/// What the carriers refuse at a purchase though Karrio does not: its code and words.
pub(super) fn carrier_refusal(shipment: &Shipment) -> Option<(&'static str, &'static str)> {
    let blank = |side: &str, field: &str| {
        shipment.fields[side][field]
            .as_str()
            .unwrap_or_default()
            .trim()
            .is_empty()
    };
    for side in ["shipper", "recipient"] {
        if blank(side, "person_name") && blank(side, "company_name")
            || blank(side, "address_line1")
            || blank(side, "city")
        {
            return Some((
                "SIM120",
                "Name, street and city of both addresses are required",
            ));
        }
    }
    if shipment
        .parcels()
        .iter()
        .any(|p| p["weight"].as_f64().unwrap_or(0.0) <= 0.0)
    {
        return Some(("SIM121", "The weight of every package must be above zero"));
    }
    let country = |side: &str| {
        shipment.fields[side]["country_code"]
            .as_str()
            .unwrap_or_default()
    };
    let union = |side: &str| CUSTOMS_UNION.contains(&country(side));
    let crosses =
        country("shipper") != country("recipient") && !(union("shipper") && union("recipient"));
    if crosses && shipment.fields["customs"].is_null() {
        return Some(("SIM122", "Customs data is required for this destination"));
    }
    None
}

/// Members of the European Union's customs union.
const CUSTOMS_UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// A tracker as Karrio shows it: kept with the shipment, or asked for just now.
pub(super) fn tracker(world: &World, sale: &Sale, id: &str, number: &str, kept: bool) -> Value {
    let connection = sale.connection();
    let shipment = world.shipment(&sale.shipment);
    let of = |side: &str, field: &str| shipment.map(|s| s.fields[side][field].clone());
    let mut events = sale.events();
    if kept && let Some(shipment) = shipment {
        // Karrio's own entry has a status that its documentation does not list.
        events.push(json!({
            "date": shipment.created_at.get(..10),
            "time": "08:00 AM",
            "timestamp": shipment.created_at.get(..10).map(|day| format!("{day}T08:00:00.000Z")),
            "status": "created",
            "code": "CREATED",
            "reason": null,
            "description": "Shipment label created",
            "latitude": null,
            "longitude": null,
        }));
    }
    let mut tracker = json!({
        "id": id,
        "carrier_name": connection.map(|c| c.ext),
        "carrier_id": connection.map(|c| c.carrier_id),
        "tracking_number": number,
        "info": {
            "carrier_tracking_link": connection.map(|c| tracking_link(c, number)),
            "customer_name": of("recipient", "person_name"),
            "expected_delivery": null,
            "note": null,
            "order_date": null,
            "order_id": null,
            "package_weight": null,
            "package_weight_unit": null,
            "shipment_package_count": sale.tracking_numbers.len().to_string(),
            "shipment_pickup_date": null,
            "shipment_delivery_date": null,
            "shipment_service": sale.service,
            "shipment_origin_country": of("shipper", "country_code"),
            "shipment_origin_postal_code": of("shipper", "postal_code"),
            "shipment_destination_country": of("recipient", "country_code"),
            "shipment_destination_postal_code": of("recipient", "postal_code"),
            "shipping_date": shipment.map(|s| s.fields["options"]["shipping_date"].clone()),
            "signed_by": null,
            "source": "api",
        },
        "events": events,
        "delivered": sale.status() == "delivered",
        "test_mode": true,
        "status": sale.status(),
        "estimated_delivery": null,
        "meta": { "carrier": connection.map(|c| c.ext) },
        "object_type": "tracker",
        "is_archived": false,
        "archived_at": null,
        "metadata": {},
        "messages": [],
    });
    if kept {
        tracker["meta"]["request_id"] = json!(shipment.map(|s| &s.request_id));
        tracker["delivery_image_url"] = Value::Null;
        tracker["signature_image_url"] = Value::Null;
    } else {
        tracker["meta"]["ext"] = json!(connection.map(|c| c.ext));
        tracker["images"] = json!({ "delivery_image": null, "signature_image": null });
    }
    tracker
}
