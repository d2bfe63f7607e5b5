//! `POST …/booking`: one consignment, and no more. The same one twice is sold twice: nothing here tells that it is the
//! same. And `GET …/customers.json`.
use super::desk::{Desk, User, base, decimal, json_of, many, text, whole};
use super::guide::{is_postal_code, longest_first};
use super::label::Paper;
use super::price::Price;
use super::refusal::{self, Said};
use super::shape::{BOOKING, booking_code};
use super::table::{self, Product};
use super::{CUSTOMER, PREFIX, customs, number};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::{Wrong, check};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::CountryCode;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) async fn book(
    State(desk): State<Desk>,
    _: User,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match json_of(&headers, &body) {
        Ok(request) => request,
        Err(words) => {
            let said = ("BOOK_INPUT-059".to_owned(), words);
            return refusal::booking(StatusCode::BAD_REQUEST, None, &[said]);
        }
    };
    if many(&request, "/consignments").len() > 1 {
        let words = "Multiple consignments in one booking is not supported".to_owned();
        let said = ("BOOK-INPUT-005".to_owned(), words);
        return refusal::booking(StatusCode::BAD_REQUEST, None, &[said]);
    }
    let correlation = request["consignments"][0]["correlationId"].as_str();
    if let Err(complaint) = check(&request, BOOKING, "") {
        let said = match complaint.wrong {
            Wrong::Unknown | Wrong::Type(_) => "BOOK_INPUT-059".to_owned(),
            Wrong::Missing => booking_code(&complaint.path, true),
            Wrong::Value(_) => booking_code(&complaint.path, false),
        };
        let said = (said, refusal::words(&complaint));
        return refusal::booking(StatusCode::BAD_REQUEST, correlation, &[said]);
    }
    let asked = Asked {
        request: &request,
        consignment: &request["consignments"][0],
    };
    let product = match asked.product() {
        Ok(product) => product,
        // What was understood and is not carried is in a 200.
        Err(said) => return refusal::booking(StatusCode::OK, correlation, &[said]),
    };
    let mut world = desk.world();
    let sale = asked.sell(&mut world, product);
    let uuid = Uuid::new_v4();
    let answer = asked.answer(&sale, &base(&headers), uuid, product);
    // A test sells nothing: it is in no ledger, nobody tracks it, and yet it has a label.
    if request["testIndicator"] == false {
        world.ledger.sales.push(sale.clone());
    }
    desk.own().papers.insert(uuid, Paper { sale });
    Json(answer).into_response()
}

/// A request whose fields were looked through one by one.
struct Asked<'a> {
    request: &'a Value,
    consignment: &'a Value,
}

impl<'a> Asked<'a> {
    fn lane(&self) -> (&'a str, &'a str) {
        let country =
            |party: &str| text(self.consignment, &format!("/parties/{party}/countryCode"));
        (country("sender"), country("recipient"))
    }

    /// The product, if everything beside it is as it should be.
    fn product(&self) -> Result<&'static Product, Said> {
        let said = |code: &str, words: &str| (code.to_owned(), words.to_owned());
        if self.request["schemaVersion"] != 1 {
            return Err(said("BOOK-INPUT-001", "schemaVersion is 1"));
        }
        self.time()?;
        self.parties()?;
        let (from, to) = self.lane();
        let id = text(self.consignment, "/product/id");
        let product =
            table::find(id).ok_or_else(|| said("BOOK-INPUT-020", "Invalid product ID"))?;
        self.customer(product, from)?;
        if !product.goes(from, to) {
            let words = "The product is not available between the given countries";
            return Err(said("BOOK-INPUT-025", words));
        }
        let fits = |(grams, sides): (u64, Option<[u64; 3]>)| product.takes(grams, sides);
        if !self.packages().all(fits) {
            let words = "The shipment is too big to send with the given product";
            return Err(said("BOOK-INPUT-023", words));
        }
        self.extras(product)?;
        let grams = self.packages().map(|(grams, _)| grams);
        let grams = grams.fold(0, u64::saturating_add);
        match customs::wrong(self.consignment, product, (from, to), grams) {
            Some(said) => Err(said),
            None => Ok(product),
        }
    }

    /// Local time as ISO has it, or milliseconds.
    fn time(&self) -> Result<(), Said> {
        let good = match &self.consignment["shippingDateTime"] {
            Value::String(text) => text.parse::<DateTime>().is_ok(),
            Value::Number(millis) => millis.as_i64().is_some_and(|m| m > 0),
            _ => false,
        };
        match good {
            true => Ok(()),
            false => Err((
                "BOOK-INPUT-012".to_owned(),
                "Shipping date and time must be provided".to_owned(),
            )),
        }
    }

    fn parties(&self) -> Result<(), Said> {
        for (party, end) in [("sender", "-SENDER"), ("recipient", "-RECIPIENT")] {
            let party = &self.consignment["parties"][party];
            let country = text(party, "/countryCode");
            if CountryCode::from_code(country).is_none() {
                return Err((
                    format!("BOOK-INPUT-028{end}"),
                    "Invalid country code".to_owned(),
                ));
            }
            if !is_postal_code(country, text(party, "/postalCode")) {
                return Err((
                    format!("BOOK_INPUT-057{end}"),
                    "Invalid postal Code".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// The user's own number, or one for tests in a test.
    fn customer(&self, product: &Product, from: &str) -> Result<(), Said> {
        let number = text(self.consignment, "/product/customerNumber");
        let is_test = self.request["testIndicator"] == true;
        let is_norwegian = product.goes("NO", "NO");
        let good = match number {
            CUSTOMER => return Ok(()),
            "5" => is_test && is_norwegian,
            "6" => is_test && !is_norwegian,
            _ => {
                let words = "Invalid customer number".to_owned();
                return Err(("BOOK-INPUT-021".to_owned(), words));
            }
        };
        match good {
            true => Ok(()),
            false => Err((
                "BOOK-INPUT-029".to_owned(),
                format!("Invalid customer number for sender country {from} and product"),
            )),
        }
    }

    /// Each is sold with the product, and has what it needs.
    fn extras(&self, product: &Product) -> Result<(), Said> {
        let (from, to) = self.lane();
        let no = |code: &str, words: &str| Err((code.to_owned(), words.to_owned()));
        for extra in many(self.consignment, "/product/additionalServices") {
            let id = text(extra, "/id");
            if !product.books(id, from, to) {
                let words = format!("Additional service {id} is not for this product");
                return no("BOOK-INPUT-027", &words);
            }
            let has = |name: &str| !extra[name].is_null();
            if id == "1000" {
                if !["accountNumber", "amount", "currencyCode"]
                    .into_iter()
                    .all(has)
                {
                    let words = "Missing required input for cash on delivery. amount, currency and account are required.";
                    return no("BOOK-INPUT-037", words);
                }
                if decimal(&extra["amount"]).is_none_or(|amount| amount.scale() > 2) {
                    let words = "Invalid amount for Cash On Delivery, use amount with two decimal places only";
                    return no("BOOK-INPUT-054", words);
                }
                if text(extra, "/currencyCode") != "NOK" {
                    return no(
                        "BOOK-INPUT-036",
                        "Invalid currency code, use ISO 4217 currency code",
                    );
                }
            }
            if id == "EVARSLING" && !has("email") && !has("mobile") {
                let words =
                    "A valid mobile phone number or email address is required for eVarsling";
                return no("BOOK_VALIDATION-002", words);
            }
        }
        Ok(())
    }

    /// Grams and sides of each.
    fn packages(&self) -> impl Iterator<Item = (u64, Option<[u64; 3]>)> {
        many(self.consignment, "/packages").iter().map(|package| {
            let kilograms = decimal(&package["weightInKg"]).unwrap_or_default();
            let sides = ["lengthInCm", "widthInCm", "heightInCm"];
            let sides = sides.map(|name| &package["dimensions"][name]);
            let grams = kilograms.checked_mul(Decimal::ONE_THOUSAND).and_then(whole);
            let grams = grams.unwrap_or(u64::MAX);
            (grams, longest_first(sides))
        })
    }

    fn sell(&self, world: &mut World, product: &Product) -> Sale {
        let extras = many(self.consignment, "/product/additionalServices").iter();
        let extras = extras.map(|extra| text(extra, "/id"));
        let grams = self.packages().map(|(grams, _)| grams);
        let price = Price::list(product, self.lane(), grams, extras);
        let has_contract = text(self.consignment, "/product/customerNumber") == CUSTOMER;
        let price = if has_contract {
            price.contract()
        } else {
            price
        };
        let reference = text(self.consignment, "/parties/sender/reference");
        let references = Some(reference.to_owned()).filter(|r| !r.is_empty());
        let parcels = many(self.consignment, "/packages").iter().map(|_| Sold {
            number: number::parcel(world.next_serial()),
            voided_at: None,
            course: Course::default(),
        });
        let parcels = parcels.collect();
        Sale {
            carrier: PREFIX,
            shipment: number::consignment(world.next_serial()),
            service: product.id.to_owned(),
            references: references.into_iter().collect(),
            parcels,
            charge: price.paid(),
            sold_at: world.clock.now(),
            asked: self.consignment.clone(),
        }
    }

    /// No price is in it, and no label but where it is.
    fn answer(&self, sale: &Sale, base: &str, uuid: Uuid, product: &Product) -> Value {
        let expected = sale.sold_at.checked_add((product.days * 24).hours());
        let expected = expected.unwrap_or(Timestamp::MAX).as_millisecond();
        let packages = many(self.consignment, "/packages").iter();
        let packages: Vec<Value> = packages
            .zip(&sale.parcels)
            .map(|(asked, sold)| {
                json!({ "packageNumber": sold.number, "correlationId": asked["correlationId"] })
            })
            .collect();
        let kind = if product.id == "3570" { "zpl" } else { "pdf" };
        let shipment = &sale.shipment;
        json!({ "consignments": [{
            "correlationId": self.consignment["correlationId"],
            "errors": null,
            "confirmation": {
                "consignmentNumber": shipment,
                "productSpecificData": null,
                "links": {
                    "labels": format!("{base}/labels/id/{uuid}.{kind}"),
                    "waybill": null,
                    "tracking": format!("https://tracking.bring.com/tracking/{shipment}?lang=en"),
                },
                "dateAndTimes": { "earliestPickup": null, "expectedDelivery": expected },
                "packages": packages,
            },
        }] })
    }
}

pub(super) async fn customers(_: User) -> Json<Value> {
    let customer = |country: &str| {
        let products: Vec<&str> = table::from(country).collect();
        json!({
            "name": format!("Acorn Goods ({CUSTOMER})"),
            "customerNumber": CUSTOMER,
            "countryCode": country,
            "products": products,
        })
    };
    let customers: Vec<Value> = ["NO", "SE", "DK", "FI"].map(customer).into();
    Json(json!({ "customers": customers }))
}
