//! `POST /api/shipments/{version}/ship`. The same request twice is sold twice: nothing here tells that it is
//! the same.
use super::desk::{Client, Desk, Payload, is_account, many, response, text};
use super::price::{Load, Price, amount, fuel, money, pounds};
use super::rate::{UNAVAILABLE, in_version, is_negotiated, known_version};
use super::refusal::Refusal;
use super::shape::{SHIP_REQUEST, ship_code};
use super::table::{self, NOT_ON_RETURNS, Service};
use super::{PREFIX, label, number, paper, transit};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Packages of a shipment that get a receipt.
const RECEIPTS: usize = 5;

pub(super) async fn ship(
    State(desk): State<Desk>,
    _: Client,
    Path(version): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    let request = payload.read("ShipmentRequest", SHIP_REQUEST, ship_code)?;
    let shipment = &request["Shipment"];
    let load = Load::of(shipment, "Packaging", "ShipmentRequest/Shipment", "120600")?;
    let mut world = desk.world();
    let today = transit::today(world.clock.now());
    let asked = Asked {
        request,
        shipment,
        load: &load,
    };
    asked.parties()?;
    asked.payment()?;
    let service = asked.service()?;
    asked.references()?;
    asked.options()?;
    asked.date(today)?;
    asked.label()?;
    asked.forms(&desk)?;
    let sale = sell(&mut world, &asked, service);
    let answer = answer(&asked, service, &sale)?;
    world.ledger.sales.push(sale);
    Ok(Json(in_version(answer, &version)))
}

/// A request whose fields were looked through one by one.
struct Asked<'a> {
    request: &'a Value,
    shipment: &'a Value,
    load: &'a Load,
}

impl Asked<'_> {
    fn is_return(&self) -> bool {
        !self.shipment["ReturnService"].is_null()
    }

    /// Whether references belong to packages: within the United States, and within Puerto Rico.
    fn references_by_package(&self) -> bool {
        matches!(self.load.countries(), ("US", "US") | ("PR", "PR"))
    }

    fn refuse(&self, path: &str, words: &str) -> Refusal {
        let path = format!("ShipmentRequest/Shipment/{path}");
        Refusal::bad(ship_code(&path), format!("{words} {path}"))
    }

    /// The account is the client's, and addresses of the United States and Canada have a state and a code.
    fn parties(&self) -> Result<(), Refusal> {
        if !is_account(text(self.shipment, "/Shipper/ShipperNumber")) {
            return Err(self.refuse("Shipper/ShipperNumber", "Missing or invalid"));
        }
        let validate = text(self.request, "/Request/RequestOption") == "validate";
        for side in ["Shipper", "ShipTo", "ShipFrom"] {
            let address = &self.shipment[side]["Address"];
            let country = text(address, "/CountryCode");
            if !["US", "CA", "PR"].contains(&country) {
                continue;
            }
            for field in ["StateProvinceCode", "PostalCode"] {
                if text(address, &format!("/{field}")).is_empty() {
                    let path = format!("{side}/Address/{field}");
                    return Err(self.refuse(&path, "Missing or empty"));
                }
            }
            let (postal, state) = (
                text(address, "/PostalCode"),
                text(address, "/StateProvinceCode"),
            );
            if validate && country == "US" && !table::is_in_state(postal, state) {
                let words = format!("Address Validation Error on {side} address");
                return Err(Refusal::bad("120802", words));
            }
        }
        let (from, to) = self.load.countries();
        let documents = !self.shipment["DocumentsOnlyIndicator"].is_null();
        if from != to && !documents && text(self.shipment, "/Description").is_empty() {
            return Err(self.refuse("Description", "Missing or empty"));
        }
        Ok(())
    }

    /// Somebody pays for the transport, and who pays from an account has it.
    fn payment(&self) -> Result<(), Refusal> {
        const PAYERS: [&str; 4] = [
            "BillShipper",
            "BillReceiver",
            "BillThirdParty",
            "ConsigneeBilledIndicator",
        ];
        let path = "PaymentInformation/ShipmentCharge";
        let charges = many(&self.shipment["PaymentInformation"]["ShipmentCharge"]);
        if !charges.iter().any(|c| c["Type"] == "01") {
            return Err(self.refuse(&format!("{path}/Type"), "Nobody pays for the transport in"));
        }
        for charge in charges {
            if PAYERS.iter().all(|payer| charge[payer].is_null()) {
                return Err(self.refuse(path, "No payer in"));
            }
            let account = &charge["BillShipper"]["AccountNumber"];
            if account.as_str().is_some_and(|account| !is_account(account)) {
                let path = format!("{path}/BillShipper/AccountNumber");
                return Err(self.refuse(&path, "Missing or invalid"));
            }
        }
        Ok(())
    }

    fn service(&self) -> Result<&'static Service, Refusal> {
        let code = text(self.shipment, "/Service/Code");
        let service = table::find(code).filter(|s| self.load.is_taken_by(s));
        let service = service.ok_or_else(|| Refusal::bad("111212", UNAVAILABLE))?;
        if !self.is_return() {
            return Ok(service);
        }
        if NOT_ON_RETURNS.contains(&code) {
            return Err(self.refuse("Service/Code", "Not on returns:"));
        }
        let packages = many(&self.shipment["Package"]);
        let (from, _) = self.load.countries();
        let most = if ["US", "PR"].contains(&from) { 1 } else { 20 };
        if packages.len() > most {
            return Err(self.refuse("Package", &format!("A return has at most {most} of")));
        }
        for (number, package) in (1..).zip(packages) {
            if text(package, "/Description").is_empty() {
                let path = format!("Package/{number}/Description");
                return Err(self.refuse(&path, "Missing or empty"));
            }
        }
        Ok(service)
    }

    fn references(&self) -> Result<(), Refusal> {
        let whole = &self.shipment["ReferenceNumber"];
        if self.references_by_package() && !whole.is_null() {
            return Err(self.refuse("ReferenceNumber", "Only at packages:"));
        }
        let mut all = vec![("ReferenceNumber".to_owned(), whole)];
        for (number, package) in (1..).zip(many(&self.shipment["Package"])) {
            let path = format!("Package/{number}/ReferenceNumber");
            let here = &package["ReferenceNumber"];
            if !self.references_by_package() && !here.is_null() {
                return Err(self.refuse(&path, "Only at the shipment:"));
            }
            all.push((path, here));
        }
        for (path, references) in all {
            for reference in many(references) {
                let value = text(reference, "/Value");
                let most = match value.chars().all(|c| c.is_ascii_digit()) {
                    true => 24,
                    false => 14,
                };
                let plain = value.chars().all(|c| c.is_ascii_alphanumeric());
                let barcode = !reference["BarCodeIndicator"].is_null();
                if barcode && (!plain || value.len() > most) {
                    return Err(self.refuse(&path, "Not for a barcode:"));
                }
            }
        }
        Ok(())
    }

    /// Signatures are the packages' within the country, and the shipment's beyond it.
    fn options(&self) -> Result<(), Refusal> {
        let whole = "ShipmentServiceOptions/DeliveryConfirmation";
        let at_shipment =
            !self.shipment["ShipmentServiceOptions"]["DeliveryConfirmation"].is_null();
        if self.references_by_package() && at_shipment {
            return Err(self.refuse(whole, "Only at packages:"));
        }
        for (number, package) in (1..).zip(many(&self.shipment["Package"])) {
            let at_package = !package["PackageServiceOptions"]["DeliveryConfirmation"].is_null();
            if !self.references_by_package() && at_package {
                let path = format!("Package/{number}/PackageServiceOptions/DeliveryConfirmation");
                return Err(self.refuse(&path, "Only at the shipment:"));
            }
        }
        Ok(())
    }

    /// A day from today on, at most seven ahead.
    fn date(&self, today: Date) -> Result<(), Refusal> {
        let given = text(self.shipment, "/ShipmentDate");
        if given.is_empty() {
            return Ok(());
        }
        // The documentation has the first form, a working client sends the second.
        let parsed = |form| jiff::fmt::strtime::parse(form, given).and_then(|day| day.to_date());
        let day = parsed("%Y%m%d").or_else(|_| parsed("%Y-%m-%d"));
        let ahead = day
            .and_then(|day| today.until(day))
            .map(|span| span.get_days());
        match ahead {
            Ok(0..=7) => Ok(()),
            _ => Err(self.refuse("ShipmentDate", &format!("Invalid value {given} of"))),
        }
    }

    fn label(&self) -> Result<(), Refusal> {
        let specification = &self.request["LabelSpecification"];
        let format = text(specification, "/LabelImageFormat/Code");
        let path = "ShipmentRequest/LabelSpecification";
        if ["EPL", "SPL"].contains(&format) {
            let words = format!("{path}/LabelImageFormat/Code {format} is not drawn here");
            return Err(Refusal::bad("120700", words));
        }
        if format == "ZPL" && specification["LabelStockSize"].is_null() {
            let words = format!("Missing or empty {path}/LabelStockSize");
            return Err(Refusal::bad("120700", words));
        }
        Ok(())
    }

    /// An invoice has products, and forms of one's own were uploaded.
    fn forms(&self, desk: &Desk) -> Result<(), Refusal> {
        let forms = &self.shipment["ShipmentServiceOptions"]["InternationalForms"];
        let path = "ShipmentServiceOptions/InternationalForms";
        let own = desk.own();
        for kind in many(&forms["FormType"]) {
            match kind.as_str().unwrap_or_default() {
                "01" if forms["Product"].is_null() => {
                    return Err(self.refuse(&format!("{path}/Product"), "Missing or empty"));
                }
                "07" => {
                    let ids = many(&forms["UserCreatedForm"])
                        .into_iter()
                        .flat_map(|form| many(&form["DocumentID"]))
                        .filter_map(Value::as_str);
                    let ids: Vec<&str> = ids.collect();
                    let path = format!("{path}/UserCreatedForm/DocumentID");
                    if ids.is_empty() {
                        return Err(self.refuse(&path, "Missing or empty"));
                    }
                    if let Some(id) = ids.iter().find(|id| !own.documents.contains(**id)) {
                        return Err(self.refuse(&path, &format!("{id} was not uploaded:")));
                    }
                }
                "01" | "03" | "04" | "05" | "06" | "09" | "11" => {}
                other => {
                    let path = format!("{path}/FormType");
                    return Err(self.refuse(&path, &format!("Invalid value {other} of")));
                }
            }
        }
        Ok(())
    }

    fn all_references(&self) -> Vec<String> {
        let packages = many(&self.shipment["Package"]);
        let mut all = many(&self.shipment["ReferenceNumber"]);
        all.extend(packages.iter().flat_map(|p| many(&p["ReferenceNumber"])));
        let mut values: Vec<String> = Vec::new();
        for reference in all {
            let value = text(reference, "/Value").to_owned();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }
}

fn sell(world: &mut World, asked: &Asked<'_>, service: &Service) -> Sale {
    let account = text(asked.shipment, "/Shipper/ShipperNumber");
    let pair = number::service_pair(service.code, asked.is_return());
    let parcels: Vec<Sold> = many(&asked.shipment["Package"])
        .iter()
        .map(|_| Sold {
            number: number::number(account, pair, world.next_serial()),
            voided_at: None,
            course: Course::default(),
        })
        .collect();
    let price = charged(asked, service);
    Sale {
        carrier: PREFIX,
        shipment: parcels
            .first()
            .map(|p| p.number.clone())
            .unwrap_or_default(),
        service: service.code.to_owned(),
        references: asked.all_references(),
        parcels,
        charge: money(price.total()),
        sold_at: world.clock.now(),
        asked: asked.request.clone(),
    }
}

fn charged(asked: &Asked<'_>, service: &Service) -> Price {
    let price = asked.load.price(service);
    match is_negotiated(asked.shipment) {
        true => price.negotiated(),
        false => price,
    }
}

fn answer(asked: &Asked<'_>, service: &Service, sale: &Sale) -> Result<Value, Refusal> {
    let (load, price) = (asked.load, asked.load.price(service));
    let format = text(asked.request, "/LabelSpecification/LabelImageFormat/Code");
    let receipts = match asked.request["ReceiptSpecification"].is_null() {
        true => 0,
        false => RECEIPTS,
    };
    let mut packages = Vec::new();
    for (at, (parcel, piece)) in sale.parcels.iter().zip(&load.pieces).enumerate() {
        let price = load.piece_price(service, piece);
        let mut package = json!({
            "TrackingNumber": parcel.number,
            "BaseServiceCharge": amount(price.base),
            "ServiceOptionsCharges": amount(price.options),
            "ItemizedCharges": fuel(price.fuel),
            "ShippingLabel": label::image(sale, at, format, "ImageFormat")?,
        });
        if at < receipts {
            let number = &parcel.number;
            let html = format!("<html><body><h1>UPS receipt</h1><p>{number}</p></body></html>");
            package["ShippingReceipt"] = json!({
                "ImageFormat": { "Code": "HTML", "Description": "HTML" },
                "GraphicImage": BASE64_STANDARD.encode(html),
            });
        }
        packages.push(package);
    }
    let mut results = json!({
        "ShipmentCharges": {
            "TransportationCharges": amount(price.base + price.fuel),
            "ServiceOptionsCharges": amount(price.options),
            "ItemizedCharges": fuel(price.fuel),
            "TotalCharges": amount(price.total()),
        },
        "BillingWeight": pounds(load.billed()),
        "ShipmentIdentificationNumber": sale.shipment,
        "PackageResults": packages,
    });
    if is_negotiated(asked.shipment) {
        let total = amount(price.negotiated().total());
        results["NegotiatedRateCharges"] = json!({ "TotalCharge": total });
    }
    let options = &asked.shipment["ShipmentServiceOptions"];
    let forms = &options["InternationalForms"];
    if many(&forms["FormType"]).iter().any(|kind| **kind == "01") {
        results["Form"] = json!({
            "Code": "01",
            "Description": "All Requested International Forms",
            "Image": paper::image("Invoice", &paper::invoice(asked.shipment, forms)),
            "FormGroupId": sale.shipment,
        });
    }
    let cash = many(&asked.shipment["Package"])
        .into_iter()
        .map(|package| &package["PackageServiceOptions"]["COD"])
        .chain([&options["COD"]])
        .find(|cash| !cash.is_null());
    if let Some(cash) = cash {
        let (value, currency) = (
            text(cash, "/CODAmount/MonetaryValue"),
            text(cash, "/CODAmount/CurrencyCode"),
        );
        let lines = [format!("Collect {value} {currency} for {}", sale.shipment)];
        results["CODTurnInPage"] = json!({ "Image": paper::image("C.O.D. turn-in page", &lines) });
    }
    if let Some(value) = high_value(asked) {
        let lines = [
            format!("Shipment {}, declared {value} USD", sale.shipment),
            "Print two copies; the driver signs both.".to_owned(),
        ];
        results["HighValueReport"] = json!({ "Image": paper::image("High value report", &lines) });
    }
    Ok(json!({
        "ShipmentResponse": {
            "Response": response(asked.request),
            "ShipmentResults": results,
        },
    }))
}

/// What is declared, where a report is due: between 999 and 50,000 dollars, and not on the way back.
fn high_value(asked: &Asked<'_>) -> Option<Decimal> {
    let declared = |package: &Value| {
        let value = &package["PackageServiceOptions"]["DeclaredValue"];
        let dollars = value["CurrencyCode"] == "USD";
        let amount: Option<Decimal> = text(value, "/MonetaryValue").parse().ok();
        amount.filter(|_| dollars)
    };
    let range = Decimal::from(999)..Decimal::from(50_000);
    many(&asked.shipment["Package"])
        .into_iter()
        .filter_map(declared)
        .find(|value| *value > range.start && *value < range.end)
        .filter(|_| !asked.is_return())
}
