//! `POST /labels/v3/label`, `/labels/v3/return-label`, `/international-labels/v3/international-label`, and reprints.
//!
//! The same key with the same payload gives the label that was sold under it, and sells nothing.
use super::address::is_in_state;
use super::desk::{Desk, Own, Payer, Payload, day, key, text, today};
use super::price::{Class, Load, class, dollars, number as amount, zone};
use super::refusal::Refusal;
use super::shape::{ABROAD_LABEL, HOME_LABEL, REPRINT, RETURN_LABEL};
use super::{ACCOUNT, MID, PREFIX, customs, number, paper};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

/// How often a label is printed again.
const REPRINTS: u32 = 3;

/// Which kind of label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Home,
    Back,
    Abroad,
}

impl Kind {
    /// Days ahead that it may be mailed.
    fn days_ahead(self) -> i32 {
        match self {
            Self::Abroad => 7,
            _ => 45,
        }
    }

    /// What its facts and its picture are called.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Back => ("returnLabelMetadata", "returnLabelImage"),
            _ => ("labelMetadata", "labelImage"),
        }
    }
}

pub(super) async fn home(
    State(desk): State<Desk>,
    payer: Payer,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    buy(
        &desk,
        &payer,
        &headers,
        payload.read(HOME_LABEL)?,
        Kind::Home,
    )
}

pub(super) async fn back(
    State(desk): State<Desk>,
    payer: Payer,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    buy(
        &desk,
        &payer,
        &headers,
        payload.read(RETURN_LABEL)?,
        Kind::Back,
    )
}

pub(super) async fn abroad(
    State(desk): State<Desk>,
    payer: Payer,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    buy(
        &desk,
        &payer,
        &headers,
        payload.read(ABROAD_LABEL)?,
        Kind::Abroad,
    )
}

fn buy(
    desk: &Desk,
    payer: &Payer,
    headers: &HeaderMap,
    request: &Value,
    kind: Kind,
) -> Result<Response, Refusal> {
    let key = key(headers)?;
    let mut world = desk.world();
    let mut own = desk.own();
    if let Some((asked, number)) = key.and_then(|key| own.keys.get(&key)) {
        if asked != request {
            let words = "The idempotency key was used for another request";
            return Err(Refusal::bad("400", words).about("X-Idempotency-Key"));
        }
        let sale = world.ledger.numbered(PREFIX, number);
        let sale = sale.ok_or_else(|| Refusal::new(503, "503", "The label is lost"))?;
        return answer(headers, sale, kind, &sale.asked["imageInfo"]);
    }
    let package = &request["packageDescription"];
    let today = today(world.clock.now());
    names(request)?;
    mailing_date(package, today, kind)?;
    places(request, kind)?;
    packaging(package)?;
    image(request, kind)?;
    let load = Load::of(package, &package["packageOptions"]["packageValue"])?;
    load.is_taken()?;
    customs::check(request, kind == Kind::Abroad)?;
    let class = sold_class(package, &load)?;
    let kind_of_price = match payer.contract {
        true => "CONTRACT",
        false => "COMMERCIAL",
    };
    let cents = charged(request, (class, kind_of_price), &load)?;
    if payer.account != ACCOUNT {
        let words = "There are insufficient funds in the account";
        return Err(Refusal::bad("100007", words));
    }
    let sale = sell(&mut world, request, (class, cents), kind, key);
    let answer = answer(headers, &sale, kind, &request["imageInfo"])?;
    if let Some(key) = key {
        own.keys
            .insert(key, (request.clone(), sale.shipment.clone()));
    }
    world.ledger.sales.push(sale);
    Ok(answer)
}

/// A person with two names, or a firm, on both sides.
fn names(request: &Value) -> Result<(), Refusal> {
    for side in ["toAddress", "fromAddress"] {
        let of = |name: &str| text(&request[side], name);
        let person = !of("/firstName").is_empty() && !of("/lastName").is_empty();
        if !person && of("/firm").is_empty() {
            let words = "The First and Last Name or Firm Name are always required";
            return Err(Refusal::bad("160188", words).about(&format!("{side}.firstName")));
        }
    }
    Ok(())
}

fn mailing_date(package: &Value, today: Date, kind: Kind) -> Result<(), Refusal> {
    let given = text(package, "/mailingDate");
    if given.is_empty() && kind == Kind::Back {
        return Ok(());
    }
    match day(given, today, kind.days_ahead()) {
        Some(_) => Ok(()),
        None => Err(Refusal::bad(
            "160001",
            format!(
                "The mailing date {given} is not from today to {} days ahead",
                kind.days_ahead()
            ),
        )
        .about("packageDescription.mailingDate")),
    }
}

/// ZIP Codes lie in their states, and abroad is abroad.
fn places(request: &Value, kind: Kind) -> Result<(), Refusal> {
    let sides: &[&str] = match kind {
        Kind::Abroad => &["fromAddress"],
        _ => &["toAddress", "fromAddress"],
    };
    for side in sides {
        let address = &request[*side];
        if !is_in_state(text(address, "/ZIPCode"), text(address, "/state")) {
            let words = "The ZIP Code does not lie in the state";
            return Err(Refusal::bad("160183", words).about(&format!("{side}.ZIPCode")));
        }
        if text(address, "/streetAddress").contains("Nowhere") {
            let words = "The address cannot be validated";
            return Err(Refusal::bad("160263", words).about(&format!("{side}.streetAddress")));
        }
    }
    if kind == Kind::Abroad && request["toAddress"]["countryISOAlpha2Code"] == "US" {
        let words = "The country is not another one";
        return Err(Refusal::bad("160188", words).about("toAddress.countryISOAlpha2Code"));
    }
    Ok(())
}

/// A rate indicator, or a shape with a packaging type; never both.
fn packaging(package: &Value) -> Result<(), Refusal> {
    let has = |name: &str| !package[name].is_null();
    let wrong = match (has("rateIndicator"), has("shape"), has("packagingType")) {
        (true, false, false) => return Ok(()),
        (false, true, true) => {
            let words = "shape with packagingType is not sold here: name a rateIndicator";
            return Err(Refusal::bad("160287", words).about("packageDescription.packagingType"));
        }
        (true, _, _) => (
            "160284",
            "rateIndicator and shape or packagingType exclude each other",
        ),
        (false, true, false) => ("160285", "packagingType is required with shape"),
        (false, false, true) => ("160286", "shape is required with packagingType"),
        (false, false, false) => ("160287", "rateIndicator is required"),
    };
    Err(Refusal::bad(wrong.0, wrong.1).about("packageDescription.rateIndicator"))
}

/// Formats and sizes that go together.
fn image(request: &Value, kind: Kind) -> Result<(), Refusal> {
    let image = &request["imageInfo"];
    let (format, size) = (text(image, "/imageType"), text(image, "/labelType"));
    let receipt = text(image, "/receiptOption");
    let customs = !request["customsForm"].is_null();
    let is_zpl = format.starts_with("ZPL");
    let small = !["", "4X6LABEL"].contains(&size);
    let cases = [
        (
            is_zpl && size == "4X4LABEL",
            "160366",
            "4X4LABEL is not supported with ZPL",
        ),
        (
            is_zpl && size == "2X7LABEL",
            "160366",
            "2X7LABEL is not supported with ZPL",
        ),
        (size == "6X4LABEL", "160367", "6X4LABEL is not supported"),
        (
            customs && small,
            "160366",
            "Customs forms only support 4X6LABEL",
        ),
        (
            customs && ["PNG", "JPG", "GIF", "SVG", "EPL300DPI"].contains(&format),
            "160366",
            "The imageType is not supported with customs forms",
        ),
        (
            format == "EPL300DPI" && small,
            "160366",
            "EPL300DPI only supports 4X6LABEL",
        ),
        (
            format == "EPL300DPI" && kind == Kind::Back,
            "160366",
            "EPL300DPI is not supported for Return Labels",
        ),
        (
            (is_zpl || format == "EPL300DPI") && receipt == "SAME_PAGE",
            "160366",
            "SAME_PAGE is not supported with ZPL or EPL",
        ),
    ];
    match cases.iter().find(|(is, _, _)| *is) {
        None => Ok(()),
        Some((_, code, words)) => Err(Refusal::bad(code, *words).about("imageInfo")),
    }
}

/// A class with an indicator and a category that there is a price for.
fn sold_class(package: &Value, load: &Load) -> Result<&'static Class, Refusal> {
    let no_sku = || Refusal::bad("030002", "No SKU was found for the given ingredients");
    let class = class(text(package, "/mailClass")).ok_or_else(no_sku)?;
    if !load.fits(class) {
        let words = "The weight or the size is not allowed for the class";
        return Err(Refusal::bad("030023", words).about("packageDescription.weight"));
    }
    let category = text(package, "/processingCategory");
    if load.is_nonstandard() && category == "MACHINABLE" {
        return Err(no_sku());
    }
    if let Some(code) = load.extras().iter().find(|c| !class.extras.contains(c)) {
        let words = format!("The extra service {code} is not supported with the class");
        return Err(Refusal::bad("160155", words).about("packageDescription.extraServices"));
    }
    Ok(class)
}

/// Postage, fees and extras, in cents.
struct Cents {
    postage: i64,
    fees: Vec<(&'static str, i64)>,
    extras: Vec<(&'static str, i64)>,
}

impl Cents {
    fn total(&self) -> i64 {
        let further = self.fees.iter().chain(&self.extras);
        self.postage + further.map(|(_, cents)| cents).sum::<i64>()
    }
}

fn charged(
    request: &Value,
    (class, kind_of_price): (&Class, &str),
    load: &Load,
) -> Result<Cents, Refusal> {
    let package = &request["packageDescription"];
    let indicator = text(package, "/rateIndicator");
    let rule = class.indicators.iter().find(|(code, _)| *code == indicator);
    let from = text(request, "/fromAddress/ZIPCode");
    let zone = match text(request, "/toAddress/ZIPCode") {
        "" => Some(9),
        to => zone(from, to),
    };
    let postage = rule
        .zip(zone)
        .and_then(|((_, rule), zone)| load.postage(class, *rule, zone, kind_of_price));
    let postage = postage
        .ok_or_else(|| Refusal::bad("030002", "No SKU was found for the given ingredients"))?;
    let extras: Option<Vec<(&str, i64)>> = load.extras().iter().map(|c| load.extra(*c)).collect();
    let extras = extras.ok_or_else(|| {
        Refusal::bad("160155", "packageValue is required for insurance")
            .about("packageDescription.packageOptions.packageValue")
    })?;
    Ok(Cents {
        postage,
        fees: load.fees(),
        extras,
    })
}

fn sell(
    world: &mut World,
    request: &Value,
    (class, cents): (&Class, Cents),
    kind: Kind,
    key: Option<Uuid>,
) -> Sale {
    let serial = world.next_serial();
    let number = match (kind, class.code) {
        (Kind::Abroad, "PRIORITY_MAIL_EXPRESS_INTERNATIONAL") => number::s10("EZ", serial),
        (Kind::Abroad, "PRIORITY_MAIL_INTERNATIONAL") => number::s10("CZ", serial),
        (Kind::Abroad, _) => number::s10("LZ", serial),
        (Kind::Back, _) => number::package_number("94058", MID, serial),
        (Kind::Home, _) => number::package_number("94001", MID, serial),
    };
    let references = request["packageDescription"]["customerReference"].as_array();
    let references = references.into_iter().flatten();
    let mut references: Vec<String> = references
        .map(|r| text(r, "/referenceNumber").to_owned())
        .collect();
    references.extend(key.map(|key| key.to_string()));
    let priced = |list: &[(&str, i64)]| -> Vec<Value> {
        let entry = |(name, cents): &(&str, i64)| json!({ "name": name, "SKU": "DXTX0XXXXCX0000", "price": amount(*cents) });
        list.iter().map(entry).collect()
    };
    let mut asked = request.clone();
    // What it was sold at, for answers to the same key.
    asked["sold"] = json!({
        "postage": amount(cents.postage),
        "fees": priced(&cents.fees),
        "extraServices": priced(&cents.extras),
    });
    Sale {
        carrier: PREFIX,
        shipment: number.clone(),
        service: class.code.to_owned(),
        references,
        parcels: vec![Sold {
            number,
            voided_at: None,
            course: Course::default(),
        }],
        charge: dollars(cents.total()),
        sold_at: world.clock.now(),
        asked,
    }
}

/// The facts of a label.
fn facts(sale: &Sale) -> Value {
    let request = &sale.asked;
    let package = &request["packageDescription"];
    let mut facts = json!({
        "labelAddress": request["toAddress"],
        "constructCode": "C03",
        "SKU": "DUXP0XXXXC00000",
        "postage": request["sold"]["postage"],
        "extraServices": request["sold"]["extraServices"],
        "fees": request["sold"]["fees"],
        "weightUOM": "lb",
        "weight": package["weight"],
        "mailingDate": package["mailingDate"],
    });
    if number::is_s10(&sale.shipment) {
        facts["internationalTrackingNumber"] = sale.shipment.clone().into();
        facts["constructCode"] = "I01".into();
        return facts;
    }
    let to = &request["toAddress"];
    let routing = format!("420{}{}", text(to, "/ZIPCode"), text(to, "/ZIPPlus4"));
    facts["links"] = json!([{
        "rel": ["Tracking URL"],
        "href": format!("https://tools.usps.com/go/TrackConfirmAction_input?origTrackNum={routing}{}", sale.shipment),
    }]);
    facts["routingInformation"] = routing.into();
    facts["trackingNumber"] = sale.shipment.clone().into();
    facts["bannerText"] = "USPS TRACKING # eVS".into();
    facts
}

fn answer(
    headers: &HeaderMap,
    sale: &Sale,
    kind: Kind,
    image: &Value,
) -> Result<Response, Refusal> {
    let (facts_name, image_name) = kind.names();
    let drawn = paper::label(sale, image)?;
    Ok(paper::answer(
        headers,
        (facts_name, facts(sale)),
        (image_name, drawn),
    ))
}

pub(super) async fn reprint(
    State(desk): State<Desk>,
    _: Payer,
    Path(number): Path<String>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    again(&desk, &headers, &payload, &number)
}

pub(super) async fn reprint_by_key(
    State(desk): State<Desk>,
    _: Payer,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    let number = by_key(&desk.own(), &headers)?;
    again(&desk, &headers, &payload, &number)
}

/// The number that was sold under a request's key.
pub(super) fn by_key(own: &Own, headers: &HeaderMap) -> Result<String, Refusal> {
    let key = key(headers)?.ok_or_else(|| {
        Refusal::bad("400", "X-Idempotency-Key is missing").about("X-Idempotency-Key")
    })?;
    let sold = own.keys.get(&key).map(|(_, number)| number.clone());
    sold.ok_or_else(|| Refusal::bad("160039", "There is no label under this key"))
}

fn again(
    desk: &Desk,
    headers: &HeaderMap,
    payload: &Payload,
    number: &str,
) -> Result<Response, Refusal> {
    let request = payload.read(REPRINT)?;
    let world = desk.world();
    let sale = world.ledger.numbered(PREFIX, number);
    let sale = sale.ok_or_else(|| Refusal::bad("160039", "There is no such label"))?;
    if sale.voided() {
        return Err(Refusal::bad(
            "160397",
            "Canceled labels are not eligible for reprint",
        ));
    }
    let today = today(world.clock.now()).to_string();
    let mailing = text(&sale.asked, "/packageDescription/mailingDate");
    if !mailing.is_empty() && today.as_str() > mailing {
        return Err(Refusal::bad(
            "160301",
            "Labels can only be reprinted up to the mailing date",
        ));
    }
    let mut own = desk.own();
    let count = own.reprints.entry(number.to_owned()).or_default();
    if *count >= REPRINTS {
        let words = format!("Labels can only be reprinted up to {REPRINTS} times");
        return Err(Refusal::bad("160301", words));
    }
    let drawn = paper::label(sale, &request["imageInfo"])?;
    *count += 1;
    let whole = json!({
        "labelMetadata": facts(sale),
        "reprintInfo": { "reprintNumber": *count, "reprintLimit": REPRINTS },
    });
    Ok(paper::answer(
        headers,
        ("labelMetadata", whole),
        ("labelImage", drawn),
    ))
}
