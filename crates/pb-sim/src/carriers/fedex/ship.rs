//! `POST /ship/v1/shipments`, and the same without a sale. The same request twice is sold twice: nothing here tells that it
//! is the same.
use super::desk::{Client, Desk, Payload, day, list, text, today};
use super::label;
use super::load::{Load, Price, amount, dollars, money};
use super::rate::{after, postal};
use super::refusal::Refusal;
use super::shape::{SHIP_REQUEST, VALIDATE_REQUEST};
use super::table::{self, Service};
use super::{PREFIX, number};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Beyond as many it makes a job of it.
const MOST: usize = 40;
/// Days ahead that a label may be made for.
const DAYS_AHEAD: i32 = 10;
/// Digits of a telephone number at least.
const PHONE: usize = 10;
const SHIPMENT_SERVICES: &[&str] = &[
    "COD",
    "RETURN_SHIPMENT",
    "ELECTRONIC_TRADE_DOCUMENTS",
    "FEDEX_ONE_RATE",
    "SATURDAY_DELIVERY",
    "HOLD_AT_LOCATION",
    "EVENT_NOTIFICATION",
];
const PACKAGE_SERVICES: &[&str] = &["SIGNATURE_OPTION", "COD"];

pub(super) async fn ship(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(SHIP_REQUEST)?;
    let mut world = desk.world();
    let asked = Asked::look(&client, request, today(&world))?;
    if asked.load.pieces.len() > MOST || request["oneLabelAtATime"] == true {
        let words = "Jobs and labels one at a time are not made here";
        return Err(Refusal::bad("SHIPMENT.PROCESSING.INVALID", words));
    }
    let sale = asked.sell(&mut world);
    let answer = asked.answer(&sale)?;
    world.ledger.sales.push(sale);
    Ok(client.answer(json!({ "transactionShipments": [answer] })))
}

pub(super) async fn validate(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(VALIDATE_REQUEST)?;
    Asked::look(&client, request, today(&desk.world()))?;
    Ok(client.answer(json!({
        "alerts": [{
            "code": "SHIPMENT.VALIDATION.SUCCESS",
            "alertType": "NOTE",
            "message": "Shipment has been successfully validated.",
        }],
    })))
}

/// A request that was looked through.
struct Asked<'a> {
    request: &'a Value,
    shipment: &'a Value,
    load: Load,
    service: &'static Service,
    ships: Date,
}

fn refuse(path: &str, words: impl Into<String>) -> Refusal {
    Refusal::value(&format!("requestedShipment/{path}"), words)
}

impl<'a> Asked<'a> {
    fn look(client: &Client, request: &'a Value, today: Date) -> Result<Self, Refusal> {
        client.owns(text(request, "/accountNumber/value"))?;
        let shipment = &request["requestedShipment"];
        party(&shipment["shipper"], "shipper")?;
        party(&shipment["recipients"][0], "recipients/1")?;
        payment(request, &shipment["shippingChargesPayment"])?;
        let ships = match shipment["shipDatestamp"].is_null() {
            true => today,
            false => day(request, "/requestedShipment/shipDatestamp")?,
        };
        let ahead = today.until(ships).map_or(-1, |span| span.get_days());
        if !(0..=DAYS_AHEAD).contains(&ahead) {
            let words = format!("{ships} is not between today and {DAYS_AHEAD} days ahead");
            return Err(refuse("shipDatestamp", words));
        }
        let from = &shipment["shipper"]["address"];
        let to = &shipment["recipients"][0]["address"];
        let load = Load::of(shipment, from, to)?;
        let code = text(shipment, "/serviceType");
        let sold = load.services();
        let service = sold.into_iter().find(|s| s.code == code).ok_or_else(|| {
            let words = "Invalid service and packaging combination.";
            Refusal::bad("SERVICE.PACKAGECOMBINATION.INVALID", words)
        })?;
        let asked = Self {
            request,
            shipment,
            load,
            service,
            ships,
        };
        asked.references()?;
        asked.services()?;
        asked.customs()?;
        asked.label()?;
        Ok(asked)
    }

    fn items(&self) -> &'a [Value] {
        list(self.shipment, "/requestedPackageLineItems")
    }

    fn has(&self, service: &str) -> bool {
        let services = list(
            self.shipment,
            "/shipmentSpecialServices/specialServiceTypes",
        );
        services.iter().any(|s| s == service)
    }

    /// Each kind has its length; Ground prints less of the customer's.
    fn references(&self) -> Result<(), Refusal> {
        for (at, item) in (1..).zip(self.items()) {
            for reference in list(item, "/customerReferences") {
                let most = match text(reference, "/customerReferenceType") {
                    "CUSTOMER_REFERENCE" if !table::is_ground(self.service.code) => 40,
                    "RMA_ASSOCIATION" => 20,
                    _ => 30,
                };
                if text(reference, "/value").chars().count() > most {
                    let path = format!("requestedPackageLineItems/{at}/customerReferences");
                    return Err(refuse(&path, format!("It has more than {most} characters")));
                }
            }
        }
        Ok(())
    }

    /// Services are known, and those that need a detail have it.
    fn services(&self) -> Result<(), Refusal> {
        let services = &self.shipment["shipmentSpecialServices"];
        let path = "shipmentSpecialServices";
        let known = |all: &[Value], known: &[&str], path: &str| {
            let odd = all
                .iter()
                .find(|s| !known.contains(&s.as_str().unwrap_or_default()));
            match odd {
                Some(odd) => Err(refuse(path, format!("There is no service {odd} here"))),
                None => Ok(()),
            }
        };
        known(
            list(services, "/specialServiceTypes"),
            SHIPMENT_SERVICES,
            &format!("{path}/specialServiceTypes"),
        )?;
        for (at, item) in (1..).zip(self.items()) {
            let services = &item["packageSpecialServices"];
            let path = format!("requestedPackageLineItems/{at}/packageSpecialServices");
            let all = list(services, "/specialServiceTypes");
            known(
                all,
                PACKAGE_SERVICES,
                &format!("{path}/specialServiceTypes"),
            )?;
            if all.iter().any(|s| s == "SIGNATURE_OPTION")
                && services["signatureOptionType"].is_null()
            {
                return Err(refuse(
                    &format!("{path}/signatureOptionType"),
                    "It says who signs",
                ));
            }
        }
        for (service, detail) in [
            ("COD", "shipmentCODDetail"),
            ("RETURN_SHIPMENT", "returnShipmentDetail"),
            ("ELECTRONIC_TRADE_DOCUMENTS", "etdDetail"),
        ] {
            if self.has(service) == services[detail].is_null() {
                let words = format!("{service} and {detail} go together");
                return Err(refuse(&format!("{path}/{detail}"), words));
            }
        }
        let cash = &services["shipmentCODDetail"]["codCollectionAmount"];
        let at = format!("requestedShipment/{path}/shipmentCODDetail/codCollectionAmount");
        if !cash.is_null() && amount(cash, &at)? == Decimal::ZERO {
            return Err(Refusal::value(&at, "There is nothing to collect"));
        }
        if text(services, "/returnShipmentDetail/returnType") == "PENDING" {
            let words = "Labels that are mailed are not made here";
            return Err(refuse(&format!("{path}/returnShipmentDetail"), words));
        }
        let attached = list(services, "/etdDetail/attachedDocuments");
        if attached.iter().any(|d| !d["documentId"].is_null()) {
            let words = "No document was uploaded here";
            return Err(refuse(
                &format!("{path}/etdDetail/attachedDocuments"),
                words,
            ));
        }
        Ok(())
    }

    /// What crosses a border has goods with a value, which add up to what is stated in all.
    fn customs(&self) -> Result<(), Refusal> {
        let (from, to) = self.load.countries();
        let customs = &self.shipment["customsClearanceDetail"];
        if from != to && customs.is_null() {
            let words = "Goods that cross a border have commodities";
            return Err(Refusal::bad("COMMODITY.NOT.FOUND", words));
        }
        if customs.is_null() {
            return Ok(());
        }
        payment(self.request, &customs["dutiesPayment"])?;
        let mut sum = Decimal::ZERO;
        for (at, line) in (1..).zip(list(customs, "/commodities")) {
            let path = format!("requestedShipment/customsClearanceDetail/commodities/{at}");
            let value = amount(&line["customsValue"], &format!("{path}/customsValue"))?;
            amount(&line["unitPrice"], &format!("{path}/unitPrice"))?;
            if value == Decimal::ZERO && customs["isDocumentOnly"] != true {
                let words = format!("{path}/customsValue is not above zero");
                return Err(Refusal::bad(
                    "COMMODITIES.CUSTOMSVALUE.LESSTHANREQUIRED",
                    words,
                ));
            }
            sum += value;
        }
        let total = &customs["totalCustomsValue"];
        let path = "requestedShipment/customsClearanceDetail/totalCustomsValue";
        if !total.is_null() && amount(total, path)? != sum {
            return Err(Refusal::value(path, format!("The goods are worth {sum}")));
        }
        Ok(())
    }

    /// A format that is drawn here, on paper that it goes on.
    fn label(&self) -> Result<(), Refusal> {
        let label = &self.shipment["labelSpecification"];
        let (image, stock) = (text(label, "/imageType"), text(label, "/labelStockType"));
        let path = "labelSpecification";
        if image == "EPL2" {
            let words = "EPL2 is not drawn here";
            return Err(refuse(&format!("{path}/imageType"), words));
        }
        let rolls = [
            "STOCK_4X6",
            "STOCK_4X675",
            "STOCK_4X8",
            "STOCK_4X9",
            "STOCK_4X675_LEADING_DOC_TAB",
            "STOCK_4X675_TRAILING_DOC_TAB",
            "STOCK_4X9_LEADING_DOC_TAB",
            "STOCK_4X9_TRAILING_DOC_TAB",
            "STOCK_4X85_TRAILING_DOC_TAB",
            "STOCK_4X105_TRAILING_DOC_TAB",
        ];
        let sheets = [
            "PAPER_4X6",
            "PAPER_4X675",
            "PAPER_4X8",
            "PAPER_4X9",
            "PAPER_7X475",
            "PAPER_85X11_BOTTOM_HALF_LABEL",
            "PAPER_85X11_TOP_HALF_LABEL",
            "PAPER_LETTER",
            // A working client sends it with PDF.
            "STOCK_4X6",
        ];
        let fits = match image {
            "ZPLII" => rolls.contains(&stock),
            _ => sheets.contains(&stock),
        };
        if !fits {
            let words = format!("{image} is not printed on {stock}");
            return Err(refuse(&format!("{path}/labelStockType"), words));
        }
        match (image, label["resolution"].as_u64()) {
            (_, None) | ("ZPLII", Some(203)) => Ok(()),
            ("ZPLII", Some(300)) => Err(refuse(
                &format!("{path}/resolution"),
                "300 dpi are not drawn here",
            )),
            _ => Err(refuse(
                &format!("{path}/resolution"),
                "It is 203 or 300, of ZPLII alone",
            )),
        }
    }

    fn charged(&self) -> Price {
        self.load.price(self.service, true)
    }

    fn sell(&self, world: &mut World) -> Sale {
        let ground = table::is_ground(self.service.code);
        let parcels: Vec<Sold> = self
            .load
            .pieces
            .iter()
            .map(|_| Sold {
                number: number::number(ground, world.next_serial()),
                voided_at: None,
                course: Course::default(),
            })
            .collect();
        let mut references: Vec<String> = Vec::new();
        for item in self.items() {
            for reference in list(item, "/customerReferences") {
                let value = text(reference, "/value").to_owned();
                if !references.contains(&value) {
                    references.push(value);
                }
            }
        }
        Sale {
            carrier: PREFIX,
            shipment: parcels
                .first()
                .map(|p| p.number.clone())
                .unwrap_or_default(),
            service: self.service.code.to_owned(),
            references,
            parcels,
            charge: money(self.charged().total()),
            sold_at: world.clock.now(),
            asked: self.request.clone(),
        }
    }

    fn answer(&self, sale: &Sale) -> Result<Value, Refusal> {
        let (image, inline) = (
            text(self.shipment, "/labelSpecification/imageType"),
            text(self.request, "/labelResponseOptions") == "LABEL",
        );
        let arrives = after(self.ships, self.service.days);
        let mut pieces = Vec::new();
        for (at, (parcel, piece)) in sale.parcels.iter().zip(&self.load.pieces).enumerate() {
            let price = self
                .load
                .piece_price(self.service, piece)
                .by_contract()
                .total();
            let mut document = json!({
                "contentType": "LABEL",
                "copiesToPrint": 1,
                "docType": image,
            });
            if inline {
                document["encodedLabel"] = label::encoded(sale, at, image)?.into();
            } else {
                let url = format!("https://www.fedex.com/document/v1/{}", parcel.number);
                document["url"] = url.into();
            }
            pieces.push(json!({
                "masterTrackingNumber": sale.shipment,
                "trackingNumber": parcel.number,
                "acceptanceTrackingNumber": parcel.number,
                "packageSequenceNumber": at + 1,
                "serviceCategory": category(self.service),
                "deliveryDatestamp": arrives.to_string(),
                "netChargeAmount": dollars(price),
                "netRateAmount": dollars(price),
                "currency": "USD",
                "customerReferences": [],
                "packageDocuments": [document],
            }));
        }
        let (from, to) = self.load.countries();
        let rated = |kind: &str, price: Price| {
            json!({
                "rateType": kind,
                "totalBaseCharge": dollars(price.base),
                "totalSurcharges": dollars(price.fuel + price.home + price.options),
                "totalTaxes": 0.0,
                "totalNetCharge": dollars(price.total()),
                "currency": "USD",
            })
        };
        let mut answer = json!({
            "masterTrackingNumber": sale.shipment,
            "serviceType": self.service.code,
            "serviceName": self.service.name,
            "serviceCategory": category(self.service),
            "shipDatestamp": self.ships.to_string(),
            "pieceResponses": pieces,
            "completedShipmentDetail": {
                "usDomestic": (from, to) == ("US", "US"),
                "carrierCode": company(self.service),
                "masterTrackingId": { "trackingIdType": company(self.service), "trackingNumber": sale.shipment },
                "operationalDetail": { "transitTime": table::in_words(self.service.days) },
                "shipmentRating": {
                    "actualRateType": "PAYOR_ACCOUNT_PACKAGE",
                    "shipmentRateDetails": [
                        rated("PAYOR_LIST_PACKAGE", self.load.price(self.service, false)),
                        rated("PAYOR_ACCOUNT_PACKAGE", self.charged()),
                    ],
                },
            },
            "alerts": [],
        });
        if self.makes_an_invoice() {
            answer["shipmentDocuments"] = json!([{
                "contentType": "COMMERCIAL_INVOICE",
                "copiesToPrint": 1,
                "docType": "PDF",
                "encodedLabel": label::invoice(sale),
            }]);
        }
        Ok(answer)
    }

    /// Where it is asked for with the papers, or to be sent.
    fn makes_an_invoice(&self) -> bool {
        let has = |path: &str| {
            list(self.shipment, path)
                .iter()
                .any(|d| d == "COMMERCIAL_INVOICE")
        };
        has("/shippingDocumentSpecification/shippingDocumentTypes")
            || has("/shipmentSpecialServices/etdDetail/requestedDocumentTypes")
    }
}

/// Somebody with a name and a telephone, in a place that is one.
fn party(party: &Value, at: &str) -> Result<(), Refusal> {
    let contact = &party["contact"];
    if text(contact, "/personName").is_empty() && text(contact, "/companyName").is_empty() {
        let words = "A person or a company is missing";
        return Err(refuse(&format!("{at}/contact/personName"), words));
    }
    let phone = text(contact, "/phoneNumber");
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let plain = phone
        .chars()
        .all(|c| c.is_ascii_digit() || " ()+-.".contains(c));
    if digits < PHONE || !plain {
        let words = format!("{phone} is no telephone number");
        return Err(refuse(&format!("{at}/contact/phoneNumber"), words));
    }
    let address = &party["address"];
    let country = text(address, "/countryCode");
    if ["US", "CA"].contains(&country) {
        for field in ["stateOrProvinceCode", "postalCode"] {
            if text(address, &format!("/{field}")).is_empty() {
                let path = format!("{at}/address/{field}");
                return Err(refuse(&path, format!("{country} has one")));
            }
        }
    }
    postal(address, &format!("requestedShipment/{at}/address"))
}

/// Who is said to pay as the sender pays from the account that ships.
fn payment(request: &Value, payment: &Value) -> Result<(), Refusal> {
    let payor = text(payment, "/payor/responsibleParty/accountNumber/value");
    match text(payment, "/paymentType") {
        "SENDER" if !payor.is_empty() && payor != text(request, "/accountNumber/value") => {
            let words = "The payor's account is not the shipper's, though the sender pays";
            Err(Refusal::bad("ACCOUNT.NUMBER.MISMATCH", words))
        }
        "THIRD_PARTY" if payor.is_empty() => Err(refuse(
            "shippingChargesPayment/payor",
            "A third party has an account",
        )),
        _ => Ok(()),
    }
}

fn category(service: &Service) -> &'static str {
    match table::is_ground(service.code) {
        true => "GROUND",
        false => "EXPRESS",
    }
}

pub(super) fn company(service: &Service) -> &'static str {
    match table::is_ground(service.code) {
        true => "FDXG",
        false => "FDXE",
    }
}
