//! `PUT /api/v1/package/create`. The same request twice is sold twice: nothing here tells that it is the same.
use super::PREFIX;
use super::desk::{Client, Desk, Own, Payload, day, text};
use super::place::{self, Place};
use super::price::Load;
use super::rate::{decimal, volume, whole};
use super::refusal::Refusal;
use super::shape::{LOCATION, SHIPMENT};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use pb_domain::Money;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Heaviest parcel, in grams.
const HEAVIEST: u64 = 30_000;
/// Vendor of every shipment.
const VENDOR: &str = "EKART";

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(SHIPMENT)?;
    let mut world = desk.world();
    let own = desk.own();
    let order = Order {
        asked: &asked,
        own: &own,
    };
    let places = Places {
        seller: order.place("pickup_location")?,
        back: order.place("return_location")?,
        customer: pin_of(&asked["drop_location"]),
    };
    order.mode()?;
    order.money()?;
    order.size()?;
    order.extras(day(world.clock.now()))?;
    let load = match order.served(&places) {
        Ok(load) => load,
        Err(remark) => {
            return Ok(Json(json!({
                "status": false, "remark": remark, "tracking_id": "", "vendor": "", "barcodes": {},
            })));
        }
    };
    let charge = load.price().money();
    let sale = sell(&mut world, &asked, order.parcels(), charge);
    let answer = answer(&world, &asked, &sale);
    world.ledger.sales.push(sale);
    Ok(Json(answer))
}

/// PIN codes of a shipment.
struct Places {
    seller: u32,
    back: u32,
    customer: u32,
}

/// A request whose fields were looked through one by one.
struct Order<'a> {
    asked: &'a Value,
    own: &'a Own,
}

pub(super) fn pin_of(place: &Value) -> u32 {
    let pin = match &place["pin"] {
        Value::Null => &place["pincode"],
        pin => pin,
    };
    u32::try_from(whole(pin)).unwrap_or_default()
}

/// The seller's place of a name, written out: what it says, else the kept address that it names, else the only one.
pub(super) fn resolved<'a>(own: &'a Own, asked: &'a Value, name: &str) -> Option<&'a Value> {
    let place = &asked[name];
    let is_alias = place.as_object().is_some_and(|members| {
        members.len() == 1 && members.get("name").is_some_and(Value::is_string)
    });
    if is_alias {
        return own.address(text(place, "/name"));
    }
    match (place, own.addresses.as_slice()) {
        (Value::Object(_), _) => Some(place),
        (Value::Null, [only]) => Some(only),
        _ => None,
    }
}

impl Order<'_> {
    fn mode_is(&self, mode: &str) -> bool {
        self.asked["payment_mode"] == mode
    }

    fn is(&self, flag: &str) -> bool {
        self.asked[flag] == true
    }

    /// The PIN code of the seller's place of a name. The place of return is that of the pickup where it is not said.
    fn place(&self, name: &str) -> Result<u32, Refusal> {
        let given = &self.asked[name];
        if given.is_null() && name == "return_location" {
            return self.place("pickup_location");
        }
        let members = given.as_object().map(serde_json::Map::len);
        let is_alias = members == Some(1) && given["name"].is_string();
        if !given.is_null() && !is_alias {
            check(given, LOCATION, name)?;
        }
        if let Some(place) = resolved(self.own, self.asked, name) {
            return Ok(pin_of(place));
        }
        match is_alias {
            true => Err(Refusal::not_found(format!(
                "Address with alias {} not found",
                text(given, "/name")
            ))),
            false => Err(Refusal::bad(format!("{name} cannot be null or empty"))),
        }
    }

    /// What a mode of payment asks for.
    fn mode(&self) -> Result<(), Refusal> {
        let cash = decimal(&self.asked["cod_amount"]);
        let reason = text(self.asked, "/return_reason").trim();
        if self.mode_is("COD") != (cash > Decimal::ZERO) {
            let words = "cod_amount must be above 0 for payment_mode COD, and 0 for others";
            return Err(Refusal::bad(words));
        }
        if self.mode_is("Pickup") && reason.is_empty() {
            return Err(Refusal::bad(
                "return_reason cannot be null or empty for payment_mode Pickup",
            ));
        }
        let check = &self.asked["qc_details"];
        let is_right = self.mode_is("Pickup") && check["qc_shipment"] == true;
        if !check.is_null() && !is_right {
            let words = "qc_details is for payment_mode Pickup, with qc_shipment true";
            return Err(Refusal::bad(words));
        }
        if self.mode_is("Pickup") && (self.is("mps") || self.is("obd_shipment")) {
            return Err(Refusal::bad(
                "mps and obd_shipment are not for payment_mode Pickup",
            ));
        }
        if text(self.asked, "/consignee_alternate_phone")
            .chars()
            .count()
            < 10
        {
            let words = "consignee_alternate_phone must have at least 10 characters";
            return Err(Refusal::bad(words));
        }
        Ok(())
    }

    /// The total is the taxable amount and the tax, and the commodity value is the taxable amount as a text.
    fn money(&self) -> Result<(), Refusal> {
        let amount = |name: &str| decimal(&self.asked[name]);
        let taxable = amount("taxable_amount");
        if amount("total_amount") != taxable + amount("tax_value") {
            let words = "total_amount must be the sum of taxable_amount and tax_value";
            return Err(Refusal::bad(words));
        }
        let stated: Result<Decimal, _> = text(self.asked, "/commodity_value").parse();
        match stated {
            Ok(stated) if stated == taxable => Ok(()),
            _ => Err(Refusal::bad(
                "commodity_value must be taxable_amount as a text",
            )),
        }
    }

    /// Sizes or a template, never both; several parcels have items and packages.
    fn size(&self) -> Result<(), Refusal> {
        const SIDES: [&str; 3] = ["length", "height", "width"];
        let mut missing = SIDES.iter().filter(|side| self.asked[**side].is_null());
        let missing = (missing.clone().count(), missing.next());
        match (&self.asked["templateName"], missing) {
            (Value::Null, (0, _)) => {}
            (Value::Null, (_, Some(side))) => {
                return Err(Refusal::bad(format!("{side} cannot be null or empty")));
            }
            (Value::Null, _) => {}
            (template, (3, _)) => {
                let words = format!("The packaging template {template} was not found");
                return Err(Refusal::not_found(words));
            }
            _ => {
                return Err(Refusal::bad(
                    "Only one of templateName or length, width, height is accepted",
                ));
            }
        }
        let items = self.asked["items"].as_array().map_or(0, Vec::len);
        if !self.is("mps") {
            if !self.asked["packages"].is_null() {
                return Err(Refusal::bad("packages is for shipments with mps true"));
            }
            return self.liftable(whole(&self.asked["weight"]));
        }
        if items == 0 {
            return Err(Refusal::bad("items cannot be null or empty with mps true"));
        }
        if self.asked["packages"].is_null() {
            let words = "packages cannot be null or empty with mps true";
            return Err(Refusal::bad(words));
        }
        for item in self.asked["items"].as_array().into_iter().flatten() {
            for name in ["length", "breadth", "height", "weight"] {
                if !item[name].is_null() && decimal(&item[name]) <= Decimal::ZERO {
                    return Err(Refusal::bad(format!("items.{name} must be greater than 0")));
                }
            }
            self.liftable(whole(&item["weight"]))?;
        }
        Ok(())
    }

    fn liftable(&self, grams: u64) -> Result<(), Refusal> {
        match grams > HEAVIEST {
            true => Err(Refusal::bad(format!(
                "weight must not exceed {HEAVIEST} grams"
            ))),
            false => Ok(()),
        }
    }

    /// The day of dispatch is a day, and not gone. Delayed dispatch is not enabled for the account.
    fn extras(&self, today: Date) -> Result<(), Refusal> {
        if self.is("delayed_dispatch") {
            let words = "delayed_dispatch is not enabled for this account";
            return Err(Refusal::bad(words));
        }
        let wanted = text(self.asked, "/preferred_dispatch_date");
        let day: Result<Date, _> = wanted.parse();
        match day {
            _ if wanted.is_empty() => Ok(()),
            Ok(day) if day >= today => Ok(()),
            _ => Err(Refusal::bad(
                "preferred_dispatch_date must be a day from today on",
            )),
        }
    }

    /// What is priced, if both ends are served; else why not.
    fn served(&self, places: &Places) -> Result<Load, String> {
        let find = |what: &str, pin: u32| -> Result<Place, String> {
            place::find(pin).ok_or_else(|| format!("{what} pincode {pin} is not serviceable"))
        };
        let from = find("Pickup", places.seller)?;
        find("Return", places.back)?;
        let to = find("Drop", places.customer)?;
        let cash = decimal(&self.asked["cod_amount"]);
        if cash > Decimal::from(to.cash) {
            return Err(format!(
                "COD of {cash} is not serviceable at {}",
                places.customer
            ));
        }
        if self.mode_is("Pickup") && !to.returns {
            return Err(format!(
                "Reverse pickup is not serviceable at {}",
                places.customer
            ));
        }
        let weight = match self.asked["items"].as_array() {
            Some(items) if self.is("mps") => {
                let weights = items.iter().map(|item| whole(&item["weight"]));
                weights.fold(0, u64::saturating_add)
            }
            _ => whole(&self.asked["weight"]),
        };
        Ok(Load {
            from,
            to,
            weight,
            volume: volume(self.asked),
            express: false,
            reverse: self.mode_is("Pickup"),
            checked: !self.asked["qc_details"].is_null(),
            cash,
        })
    }

    /// How many there are.
    fn parcels(&self) -> usize {
        let packages = self.asked["packages"].as_array().into_iter().flatten();
        let counts = packages.map(|package| text(package, "/count").parse().unwrap_or(1));
        match counts.sum::<usize>() {
            0 => 1,
            count => count,
        }
    }
}

/// One number for all parcels of a shipment.
fn sell(world: &mut World, asked: &Value, parcels: usize, charge: Money) -> Sale {
    let serial = world.next_serial();
    let kind = match asked["payment_mode"] == "COD" {
        true => 'C',
        false => 'P',
    };
    let parcel = Sold {
        number: format!("SIM{kind}{:010}", serial % 10_000_000_000),
        voided_at: None,
        course: Course::default(),
    };
    Sale {
        carrier: PREFIX,
        shipment: format!(
            "5{:05}PB{:07}",
            serial / 10_000_000 % 100_000,
            serial % 10_000_000
        ),
        service: "SURFACE".to_owned(),
        references: vec![text(asked, "/order_number").to_owned()],
        parcels: vec![parcel; parcels],
        charge,
        sold_at: world.clock.now(),
        asked: asked.clone(),
    }
}

fn answer(world: &World, asked: &Value, sale: &Sale) -> Value {
    let order = text(asked, "/order_number");
    // The order's number gets something before it where it was used already: its barcode is unique.
    let before = world.ledger.under(PREFIX, order).count();
    let barcode = match before {
        0 => order.to_owned(),
        n => format!("R{n}-{order}"),
    };
    let waybill = sale.numbers().first().copied().unwrap_or_default();
    let mut barcodes = json!({ "wbn": waybill, "order": barcode });
    if asked["payment_mode"] == "COD" {
        barcodes["cod"] = waybill.into();
    }
    json!({
        "status": true,
        "remark": "Successfully created shipment",
        "tracking_id": sale.shipment,
        "vendor": VENDOR,
        "barcodes": barcodes,
    })
}
