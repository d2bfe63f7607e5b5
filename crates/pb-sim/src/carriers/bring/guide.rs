//! `POST /shippingguide/api/v2/products`: prices and days, or why a product is not available, in a 200.
use super::CUSTOMER;
use super::desk::{Desk, User, decimal, json_of, many, text, whole};
use super::price::Price;
use super::refusal;
use super::shape::GUIDE;
use super::table::{self, Product};
use crate::carriers::schema::check;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

/// Customer numbers for tests, which have list prices.
const FOR_TESTS: &[&str] = &["5", "6"];

pub(super) async fn products(
    State(desk): State<Desk>,
    _: User,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match json_of(&headers, &body) {
        Ok(request) => request,
        Err(words) => return refusal::guide("", &words),
    };
    if let Err(complaint) = check(&request, GUIDE, "") {
        let field = refusal::path(&complaint.path);
        return refusal::guide(&field, &refusal::words(&complaint));
    }
    let today = desk.world().clock.now().to_zoned(TimeZone::UTC).date();
    let mut answers = Vec::new();
    for (at, consignment) in many(&request, "/consignments").iter().enumerate() {
        match Asked::of(at, consignment, &request, today) {
            Ok(asked) => answers.push(asked.answer()),
            Err((field, words)) => return refusal::guide(&field, &words),
        }
    }
    let answer = json!({
        "traceMessages": [],
        "uniqueId": Uuid::new_v4(),
        "consignments": answers,
    });
    Json(answer).into_response()
}

/// One consignment whose fields were looked through.
struct Asked<'a> {
    request: &'a Value,
    consignment: &'a Value,
    lane: (&'a str, &'a str),
    day: Date,
}

impl<'a> Asked<'a> {
    fn of(
        at: usize,
        consignment: &'a Value,
        request: &'a Value,
        today: Date,
    ) -> Result<Self, (String, String)> {
        let wrong = |field: &str, words: String| (format!("consignments[{at}].{field}"), words);
        let lane = (
            text(consignment, "/fromCountryCode"),
            text(consignment, "/toCountryCode"),
        );
        for (country, code, field) in [
            (lane.0, "/fromPostalCode", "fromPostalCode"),
            (lane.1, "/toPostalCode", "toPostalCode"),
        ] {
            let code = text(consignment, code);
            if !is_postal_code(country, code) {
                return Err(wrong(
                    field,
                    format!("{code} is not a postal code of {country}"),
                ));
            }
        }
        for (n, package) in many(consignment, "/packages").iter().enumerate() {
            let has = |name: &str| !package[name].is_null();
            let sides = ["length", "width", "height"].map(has);
            let some = sides.contains(&true);
            if some && sides.contains(&false) || !some && !has("volumeInDm3") && !has("grossWeight")
            {
                let words = "Either volume or weight or dimensions must be present".to_owned();
                return Err(wrong(&format!("packages[{n}]"), words));
            }
        }
        let date = &consignment["shippingDate"];
        let day = match date {
            Value::Null => today,
            date => {
                let written = ["/year", "/month", "/day"].map(|part| text(date, part));
                let parsed = written.join("-").parse();
                parsed.map_err(|_| wrong("shippingDate", "It is not a day".to_owned()))?
            }
        };
        Ok(Self {
            request,
            consignment,
            lane,
            day,
        })
    }

    fn wants(&self, name: &str) -> bool {
        self.request[name] == true
    }

    fn answer(&self) -> Value {
        let products: Vec<Value> = many(self.consignment, "/products")
            .iter()
            .map(|product| self.product(product))
            .collect();
        let id = &self.consignment["id"];
        json!({ "consignmentId": id, "products": products })
    }

    fn product(&self, asked: &Value) -> Value {
        let (id, customer) = (text(asked, "/id"), text(asked, "/customerNumber"));
        let mut answer = json!({ "id": id });
        if !customer.is_empty() {
            answer["customerNumber"] = customer.into();
        }
        let fail = |mut answer: Value, code: &str, words: &str| {
            answer["errors"] = json!([{ "code": code, "description": words }]);
            answer
        };
        let Some(product) = table::find(id) else {
            return fail(answer, "INVALID_PRODUCT", "There is no such product");
        };
        answer["productionCode"] = product.code.into();
        if self.wants("withGuiInformation") {
            answer["guiInformation"] = json!({
                "displayName": product.name,
                "productName": product.name,
                "maxWeightInKgs": (product.heaviest / 1_000).to_string(),
            });
        }
        if ![CUSTOMER, ""].contains(&customer) && !FOR_TESTS.contains(&customer) {
            let words = "The customer number is not one of the user's";
            return fail(answer, "INVALID_CUSTOMER_NUMBER", words);
        }
        let (from, to) = self.lane;
        if !product.goes(from, to) {
            let words = "The product is not available between the given countries";
            return fail(answer, "INVALID_COUNTRY_PAIR", words);
        }
        if !self
            .packages()
            .all(|(grams, sides)| product.takes(grams, sides))
        {
            let words = "Package exceed maximum measurements";
            return fail(answer, "INVALID_MEASUREMENTS", words);
        }
        if self.wants("withPrice") {
            answer["price"] = self.price(product, customer == CUSTOMER);
        }
        if self.wants("withExpectedDelivery") {
            let (days, there) = arrival(self.day, product.days);
            answer["expectedDelivery"] = json!({
                "workingDays": days.to_string(),
                "userMessage": "",
                "formattedExpectedDeliveryDate": there.strftime("%d.%m.%Y").to_string(),
                "expectedDeliveryDate": {
                    "year": there.year().to_string(),
                    "month": there.month().to_string(),
                    "day": there.day().to_string(),
                },
                "alternativeDeliveryDates": [],
            });
        }
        answer
    }

    /// What is not sold with a product is left out of its price.
    fn price(&self, product: &Product, has_contract: bool) -> Value {
        let (from, to) = self.lane;
        let extras = many(self.consignment, "/additionalServices").iter();
        let extras = extras.map(|extra| text(extra, "/id"));
        let extras = extras.filter(|id| product.prices(id, from, to));
        let grams = self.packages().map(|(grams, _)| grams);
        let list = Price::list(product, self.lane, grams, extras);
        let mut price = json!({ "listPrice": list.written(), "zones": {} });
        if has_contract {
            price["netPrice"] = list.contract().written();
        }
        price
    }

    /// Grams and sides of each.
    fn packages(&self) -> impl Iterator<Item = (u64, Option<[u64; 3]>)> {
        many(self.consignment, "/packages").iter().map(|package| {
            let sides = ["length", "width", "height"].map(|name| &package[name]);
            (
                package["grossWeight"].as_u64().unwrap_or(0),
                longest_first(sides),
            )
        })
    }
}

/// Sides as they are compared: whole centimetres, up, longest first; none where one is missing.
pub(super) fn longest_first(sides: [&Value; 3]) -> Option<[u64; 3]> {
    let [a, b, c] = sides.map(|side| decimal(side).and_then(whole));
    let mut sides = [a?, b?, c?];
    sides.sort_unstable_by(|a, b| b.cmp(a));
    Some(sides)
}

/// Whether a text can be a postal code of a country; of most it is not known how they look.
pub(super) fn is_postal_code(country: &str, code: &str) -> bool {
    let digits = |n: usize| code.len() == n && code.bytes().all(|b| b.is_ascii_digit());
    match country {
        "NO" | "DK" => digits(4),
        "SE" | "FI" => digits(5),
        _ => !code.trim().is_empty(),
    }
}

/// How many working days it takes, and when it is there.
fn arrival(day: Date, days: i64) -> (i64, Date) {
    let (mut there, mut left) = (day, days);
    while left > 0 {
        there = there.saturating_add(1.day());
        if !matches!(there.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    (days, there)
}
