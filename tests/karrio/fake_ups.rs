//! A fake UPS for Karrio's connector: as strict as the real one, and with a ledger of what it sold.
//!
//! Paths, codes and rules are those of UPS' REST interfaces, version 2409. What goes wrong is chosen
//! by a test for one reference (rating, shipping) or one tracking number (voids, tracking), so that
//! tests do not meet.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

const CLIENT: &str = "fake-client";
const SECRET: &str = "fake-secret";
const ACCOUNT: &str = "F4K3AC";
const TOKEN: &str = "fake-bearer";

/// What the fake was asked to do wrong, once.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Refuses with a code and words.
    Refuse(&'static str, &'static str),
    /// Fails with a page.
    Html,
    /// Says yes and nothing else.
    Empty,
    /// Does what was asked, then hangs up.
    DropAfter,
    /// Says nothing until it is told how to go on: as if nothing had been, or with a fault.
    Hang(oneshot::Receiver<Option<Fault>>),
}

/// One label that the fake sold.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) reference: String,
    pub(crate) numbers: Vec<String>,
    pub(crate) parcel_references: Vec<String>,
    pub(crate) pounds: Vec<String>,
    pub(crate) international: bool,
    pub(crate) voided: bool,
    pub(crate) scanned: bool,
}

#[derive(Default)]
struct Books {
    ledger: Vec<Sale>,
    faults: HashMap<(&'static str, String), VecDeque<Fault>>,
    calls: Vec<(&'static str, String)>,
}

/// The fake, running.
pub(crate) struct FakeUps {
    pub(crate) url: String,
    books: Arc<Mutex<Books>>,
}

impl FakeUps {
    /// Starts it on a thread of its own, so that it outlives the runtime of any one test.
    pub(crate) fn start() -> Self {
        let books = Arc::new(Mutex::new(Books::default()));
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&books));
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                    .await
                    .expect("a free port");
                tell.send(listener.local_addr().expect("bound"))
                    .expect("awaited");
                axum::serve(listener, app).await.expect("serves");
            });
        });
        let address = told.recv().expect("the fake starts");
        Self {
            url: format!("http://{address}"),
            books,
        }
    }

    /// Makes the next such call go wrong.
    pub(crate) fn fault(&self, call: &'static str, about: &str, fault: Fault) {
        let mut books = self.books.lock().unwrap();
        books
            .faults
            .entry((call, about.to_owned()))
            .or_default()
            .push_back(fault);
    }

    /// Lets the next such call hang until it is told how to go on.
    pub(crate) fn hang(&self, call: &'static str, about: &str) -> oneshot::Sender<Option<Fault>> {
        let (release, held) = oneshot::channel();
        self.fault(call, about, Fault::Hang(held));
        release
    }

    /// What was sold under a reference.
    pub(crate) fn sold(&self, reference: &str) -> Vec<Sale> {
        let books = self.books.lock().unwrap();
        books
            .ledger
            .iter()
            .filter(|s| s.reference == reference)
            .cloned()
            .collect()
    }

    /// How often a call came in.
    pub(crate) fn calls(&self, call: &'static str, about: &str) -> usize {
        let books = self.books.lock().unwrap();
        books
            .calls
            .iter()
            .filter(|c| **c == (call, about.to_owned()))
            .count()
    }

    /// The driver scans a parcel.
    pub(crate) fn scan(&self, number: &str) {
        let mut books = self.books.lock().unwrap();
        for sale in books
            .ledger
            .iter_mut()
            .filter(|s| s.numbers.iter().any(|n| n == number))
        {
            sale.scanned = true;
        }
    }
}

struct Refusal(StatusCode, &'static str, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        json_answer(
            status,
            &json!({ "response": { "errors": [{ "code": code, "message": message }] } }),
        )
    }
}

fn invalid(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, code, message.into())
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}

async fn answer(State(books): State<Arc<Mutex<Books>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 4 << 20)
        .await
        .expect("a body that ends");
    let path = parts
        .uri
        .path()
        .trim_start_matches("/wwwcie.ups.com")
        .to_owned();
    serve(&books, &parts.method, &path, &parts.headers, &body)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn serve(
    books: &Mutex<Books>,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    };
    if path == "/security/v1/oauth/token" {
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        if header("authorization") != basic || body != b"grant_type=client_credentials" {
            return Err(Refusal(
                StatusCode::UNAUTHORIZED,
                "250002",
                "Invalid Authentication Information.".into(),
            ));
        }
        // Every value is a text, the time in milliseconds.
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        return Ok(json_answer(
            StatusCode::OK,
            &json!({ "token_type": "Bearer", "issued_at": now.as_millis().to_string(), "client_id": CLIENT,
                     "access_token": TOKEN, "scope": "", "expires_in": "14399", "refresh_count": "0", "status": "approved" }),
        ));
    }
    if header("authorization") != format!("Bearer {TOKEN}") {
        return Err(Refusal(
            StatusCode::UNAUTHORIZED,
            "250002",
            "Invalid Authentication Information.".into(),
        ));
    }
    let parse = || {
        serde_json::from_slice::<Value>(body)
            .map_err(|_| invalid("10002", "The JSON document is not well formed."))
    };
    match (method.as_str(), path) {
        ("POST", "/api/rating/v2409/Shop") => {
            let asked = parse()?;
            let about = text(
                &asked,
                "/RateRequest/Request/TransactionReference/CustomerContext",
            );
            let answer = || rate(&asked);
            with_fault(books, "rate", about, answer).await
        }
        ("POST", "/api/shipments/v2409/ship") => {
            let asked = parse()?;
            let about = text(
                &asked,
                "/ShipmentRequest/Request/TransactionReference/CustomerContext",
            );
            let answer = || sell(books, &about, &asked);
            with_fault(books, "ship", about.clone(), answer).await
        }
        ("DELETE", path) if path.starts_with("/api/shipments/v2409/void/cancel/") => {
            let number = last_segment(path);
            with_fault(books, "void", number.clone(), || void(books, &number)).await
        }
        ("GET", path) if path.starts_with("/api/track/v1/details/") => {
            if header("transId").is_empty() || header("transactionSrc").is_empty() {
                return Err(invalid("VR0000", "Missing transId or transactionSrc"));
            }
            let number = last_segment(path);
            with_fault(books, "track", number.clone(), || Ok(track(books, &number))).await
        }
        _ => Err(Refusal(
            StatusCode::NOT_FOUND,
            "10009",
            format!("{method} {path} is not here"),
        )),
    }
}

/// Answers, unless something is to go wrong.
async fn with_fault(
    books: &Mutex<Books>,
    call: &'static str,
    about: String,
    answer: impl Fn() -> Result<Value, Refusal>,
) -> Result<Response, Refusal> {
    let mut fault = {
        let mut books = books.lock().unwrap();
        books.calls.push((call, about.clone()));
        books
            .faults
            .get_mut(&(call, about))
            .and_then(VecDeque::pop_front)
    };
    if let Some(Fault::Hang(held)) = fault {
        // A test that ended without a word has nobody who still waits.
        fault = held.await.unwrap_or(Some(Fault::Html));
    }
    match fault {
        None => answer().map(|body| json_answer(StatusCode::OK, &body)),
        Some(Fault::Refuse(code, message)) => Err(invalid(code, message)),
        Some(Fault::Html | Fault::Hang(_)) => Ok((
            StatusCode::INTERNAL_SERVER_ERROR,
            [(header::CONTENT_TYPE, "text/html")],
            "<html><body><h1>Service Temporarily Unavailable</h1></body></html>",
        )
            .into_response()),
        Some(Fault::Empty) => Ok(json_answer(StatusCode::OK, &json!({}))),
        Some(Fault::DropAfter) => {
            answer()?;
            // A body that breaks off closes the connection in the middle of the answer.
            let broken =
                futures::stream::iter([Err::<String, _>(std::io::Error::other("hung up"))]);
            Ok((
                [(header::CONTENT_LENGTH, "1000")],
                Body::from_stream(broken),
            )
                .into_response())
        }
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn last_segment(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// UPS takes one of a repeating node as itself or as a list.
fn many(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(list)) => list.clone(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one.clone()],
    }
}

fn check_address(party: &Value, who: &str) -> Result<(), Refusal> {
    let name = text(party, "/Name");
    if name.is_empty() || name.chars().count() > 35 {
        return Err(invalid("120201", format!("Missing or invalid {who} name")));
    }
    let lines = many(party.pointer("/Address/AddressLine"));
    if lines.is_empty()
        || lines.len() > 3
        || lines
            .iter()
            .any(|l| l.as_str().is_none_or(|l| l.len() > 35))
    {
        return Err(invalid(
            "120202",
            format!("Missing or invalid {who} address line"),
        ));
    }
    if text(party, "/Address/City").is_empty() {
        return Err(invalid("120205", format!("Missing or invalid {who} city")));
    }
    if text(party, "/Address/CountryCode").len() != 2 {
        return Err(invalid(
            "120207",
            format!("Missing or invalid {who} country code"),
        ));
    }
    Ok(())
}

/// Weights are texts; UPS takes up to 150 lb or 70 kg.
fn check_parcel(parcel: &Value, packaging: &str) -> Result<(), Refusal> {
    if text(parcel, &format!("/{packaging}/Code")).is_empty() {
        return Err(invalid("120605", "Missing or invalid package type"));
    }
    let unit = text(parcel, "/PackageWeight/UnitOfMeasurement/Code");
    let limit = match unit.as_str() {
        "LBS" => 150.0,
        "KGS" => 70.0,
        _ => return Err(invalid("120600", "Missing or invalid unit of measurement")),
    };
    match text(parcel, "/PackageWeight/Weight").parse::<f64>() {
        Ok(weight) if weight > 0.0 && weight <= limit => Ok(()),
        Ok(weight) if weight > limit => Err(invalid(
            "111035",
            "The maximum per package weight is exceeded",
        )),
        _ => Err(invalid("120602", "Missing or invalid package weight")),
    }
}

fn rate(asked: &Value) -> Result<Value, Refusal> {
    let Some(shipment) = asked.pointer("/RateRequest/Shipment") else {
        return Err(invalid("10003", "Missing Shipment"));
    };
    if text(shipment, "/Shipper/ShipperNumber") != ACCOUNT {
        return Err(invalid(
            "111580",
            "The shipper number is not valid for negotiated rates",
        ));
    }
    let parcels = many(shipment.get("Package"));
    if parcels.is_empty() || parcels.len() > 200 {
        return Err(invalid("111000", "Missing packages"));
    }
    for parcel in &parcels {
        check_parcel(parcel, "PackagingType")?;
    }
    let domestic = text(shipment, "/ShipTo/Address/CountryCode") == "US";
    let offers: &[(&str, &str, &str)] = if domestic {
        &[("03", "14.62", "4"), ("02", "31.90", "2")]
    } else {
        &[("65", "88.40", "3")]
    };
    let money = |amount: &str| json!({ "CurrencyCode": "USD", "MonetaryValue": amount });
    let rated: Vec<Value> = offers
        .iter()
        .map(|(code, amount, days)| {
            json!({
                "Service": { "Code": code, "Description": "" },
                "RatedShipmentAlert": [{ "Code": "110971", "Description": "Your invoice may vary from the displayed reference rates" }],
                "BillingWeight": { "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "3.0" },
                "TransportationCharges": money(amount), "BaseServiceCharge": money(amount),
                "ServiceOptionsCharges": money("0.00"), "TotalCharges": money(amount),
                "RatedPackage": [],
                "TimeInTransit": { "PackageBillType": "03", "ServiceSummary": { "Service": { "Description": "" }, "EstimatedArrival": { "BusinessDaysInTransit": days, "TotalTransitDays": days } } },
            })
        })
        .collect();
    Ok(json!({ "RateResponse": { "Response": ok(), "RatedShipment": rated } }))
}

fn ok() -> Value {
    json!({ "ResponseStatus": { "Code": "1", "Description": "Success" }, "Alert": [] })
}

fn sell(books: &Mutex<Books>, reference: &str, asked: &Value) -> Result<Value, Refusal> {
    let Some(shipment) = asked.pointer("/ShipmentRequest/Shipment") else {
        return Err(invalid("10003", "Missing Shipment"));
    };
    if text(shipment, "/Shipper/ShipperNumber") != ACCOUNT {
        return Err(invalid("120100", "Missing or invalid shipper number"));
    }
    check_address(&shipment["Shipper"], "shipper")?;
    check_address(&shipment["ShipTo"], "ship to")?;
    if text(shipment, "/Service/Code").is_empty() {
        return Err(invalid("120500", "Missing or invalid service code"));
    }
    let charges = many(shipment.pointer("/PaymentInformation/ShipmentCharge"));
    if charges.is_empty() || charges.len() > 3 {
        return Err(invalid("120400", "Missing or invalid payment information"));
    }
    let international = text(shipment, "/ShipTo/Address/CountryCode") != "US";
    if international && text(shipment, "/Description").is_empty() {
        return Err(invalid("120316", "Missing or invalid description of goods"));
    }
    let parcels = many(shipment.get("Package"));
    if parcels.is_empty() || parcels.len() > 200 {
        return Err(invalid("120600", "Missing packages"));
    }
    let mut parcel_references = Vec::new();
    for parcel in &parcels {
        check_parcel(parcel, "Packaging")?;
        let references = many(parcel.get("ReferenceNumber"));
        if international && !references.is_empty() {
            return Err(invalid(
                "120541",
                "Reference numbers are not allowed at package level for this shipment",
            ));
        }
        for given in &references {
            let value = text(given, "/Value");
            if value.is_empty() || value.len() > 35 {
                return Err(invalid(
                    "120542",
                    "Missing or invalid reference number value",
                ));
            }
            parcel_references.push(value);
        }
    }
    let format = text(
        asked,
        "/ShipmentRequest/LabelSpecification/LabelImageFormat/Code",
    );
    if !["GIF", "PNG", "ZPL", "EPL", "SPL"].contains(&format.as_str()) {
        return Err(invalid("120700", "Missing or invalid label image format"));
    }

    let mut books = books.lock().unwrap();
    let mut serial = books.ledger.iter().map(|s| s.numbers.len()).sum::<usize>();
    let numbers: Vec<String> = parcels
        .iter()
        .map(|_| {
            serial += 1;
            tracking_number(serial)
        })
        .collect();
    books.ledger.push(Sale {
        reference: reference.to_owned(),
        numbers: numbers.clone(),
        parcel_references,
        pounds: parcels
            .iter()
            .map(|p| text(p, "/PackageWeight/Weight"))
            .collect(),
        international,
        voided: false,
        scanned: false,
    });
    let results: Vec<Value> = numbers
        .iter()
        .map(|number| {
            json!({ "TrackingNumber": number,
                    "ShippingLabel": { "ImageFormat": { "Code": format, "Description": format }, "GraphicImage": label(&format, number) } })
        })
        .collect();
    Ok(
        json!({ "ShipmentResponse": { "Response": ok(), "ShipmentResults": {
        "ShipmentCharges": { "TotalCharges": { "CurrencyCode": "USD", "MonetaryValue": "14.62" } },
        "ShipmentIdentificationNumber": numbers[0],
        "PackageResults": results } } }),
    )
}

fn label(format: &str, number: &str) -> String {
    if format == "ZPL" {
        return STANDARD.encode(format!(
            "^XA^PW812^LL1218^FO60,900^BY3^BCN,180,Y,N,N^FD{number}^FS^XZ"
        ));
    }
    let picture = image::GrayImage::from_fn(400, 600, |x, _| {
        image::Luma([if x % 8 < 4 { 0 } else { 255 }])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture in memory");
    STANDARD.encode(png.into_inner())
}

/// `1Z`, account, service, serial, check digit over the fifteen between.
fn tracking_number(serial: usize) -> String {
    let body = format!("{ACCOUNT}03{serial:07}");
    let sum: u32 = body
        .chars()
        .enumerate()
        .map(|(i, c)| {
            let value = c.to_digit(10).unwrap_or_else(|| (u32::from(c) - 3) % 10);
            if i % 2 == 1 { value * 2 } else { value }
        })
        .sum();
    format!("1Z{body}{}", (10 - sum % 10) % 10)
}

fn void(books: &Mutex<Books>, number: &str) -> Result<Value, Refusal> {
    let mut books = books.lock().unwrap();
    let sale = books
        .ledger
        .iter_mut()
        .find(|s| s.numbers[0] == number && !s.voided);
    let Some(sale) = sale else {
        return Err(invalid(
            "190102",
            "No shipment found within the allowed void period",
        ));
    };
    sale.voided = true;
    Ok(
        json!({ "VoidShipmentResponse": { "Response": ok(), "SummaryResult": { "Status": { "Code": "1", "Description": "Voided" } } } }),
    )
}

/// A label that no driver has scanned is not known: status 200 and a warning.
fn track(books: &Mutex<Books>, number: &str) -> Value {
    let books = books.lock().unwrap();
    let known = books
        .ledger
        .iter()
        .any(|s| s.scanned && s.numbers.iter().any(|n| n == number));
    if !known {
        return json!({ "trackResponse": { "shipment": [{ "inquiryNumber": number, "warnings": [{ "code": "TW0001", "message": "Tracking Information Not Found" }] }] } });
    }
    let place = json!({ "address": { "city": "RENO", "stateProvince": "NV", "postalCode": "", "country": "US" } });
    json!({ "trackResponse": { "shipment": [{ "inquiryNumber": number, "package": [{
        "trackingNumber": number,
        "deliveryDate": [{ "type": "SDD", "date": "20261124" }],
        "activity": [
            { "location": place, "status": { "type": "I", "description": "Arrived at Facility", "code": "AR", "statusCode": "005" },
              "date": "20261121", "time": "134500", "gmtDate": "20261121", "gmtTime": "21:45:00", "gmtOffset": "-08:00" },
            { "location": place, "status": { "type": "M", "description": "Shipper created a label", "code": "MP", "statusCode": "003" },
              "date": "20261120", "time": "091500", "gmtDate": "20261120", "gmtTime": "17:15:00", "gmtOffset": "-08:00" },
        ] }] }] } })
}
