//! What leaves, as the MyDHL API spells it, and what it does not take.
use super::*;
use crate::dhl::tests::{body, country, header};
use crate::{PickupOrder, PickupParcels};
use pb_domain::{ContentsType, Incoterm, Weight};

fn shipper() -> Value {
    json!({
        "postalAddress": { "postalCode": "53113", "cityName": "Bonn", "countryCode": "DE", "addressLine1": "Lange Straße 7" },
        "contactInformation": { "phone": "+49228901820", "companyName": "Acorn Goods GmbH", "fullName": "Packing Dept", "email": "shop@example.com" },
        "typeCode": "business",
    })
}

fn receiver() -> Value {
    json!({
        "postalAddress": { "postalCode": "89501", "cityName": "Reno", "countryCode": "US", "provinceCode": "NV", "addressLine1": "5 Elm Street", "addressLine2": "Flat 3" },
        "contactInformation": { "phone": "+17755550143", "companyName": "Bo Birch", "fullName": "Bo Birch" },
        "typeCode": "private",
    })
}

#[test]
fn rates_are_asked_for_all_products() {
    let desk = desk();
    let mut valued = abroad();
    valued.options.insurance = Some(euro(10_000));
    valued.options.signature = true;
    let request = rate::request(desk.cx(), &valued).unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://express.api.dhl.com/mydhlapi/rates")
    );
    assert_eq!(
        body(&request),
        json!({
            "customerDetails": {
                "shipperDetails": shipper()["postalAddress"],
                "receiverDetails": receiver()["postalAddress"],
            },
            "accounts": [
                { "typeCode": "shipper", "number": "123456789" },
                { "typeCode": "duties-taxes", "number": "123456789" },
            ],
            "valueAddedServices": [
                { "serviceCode": "II", "value": 100, "currency": "EUR" },
                { "serviceCode": "SF" },
                { "serviceCode": "DD" },
            ],
            "plannedShippingDateAndTime": "2026-11-27T17:00:00 GMT+01:00",
            "unitOfMeasurement": "metric",
            "isCustomsDeclarable": true,
            "monetaryAmount": [
                { "typeCode": "declaredValue", "value": 34.99, "currency": "EUR" },
                { "typeCode": "insuredValue", "value": 100, "currency": "EUR" },
            ],
            "packages": [{ "weight": 1.25, "dimensions": { "length": 30, "width": 20, "height": 10 } }],
        })
    );
    let test = Desk::new(with(&[("environment", "test")]));
    let request = rate::request(test.cx(), &abroad()).unwrap();
    assert_eq!(
        request.url,
        "https://express.api.dhl.com/mydhlapi/test/rates"
    );
}

#[test]
fn a_purchase_is_whole() {
    let desk = desk();
    let prepared = prepared_at(&desk, &abroad());
    assert_eq!(
        (prepared.reference.as_str(), prepared.quoted),
        (KEY, euro(8_925))
    );
    assert_eq!(
        prepared.request.url,
        "https://express.api.dhl.com/mydhlapi/shipments"
    );
    assert_eq!(header(&prepared.request, "Message-Reference"), KEY);
    let line = |number, text: &str, price, pieces, weight| {
        json!({
            "number": number,
            "description": text,
            "price": price,
            "quantity": { "value": pieces, "unitOfMeasurement": "PCS" },
            "commodityCodes": [{ "typeCode": "outbound", "value": "090210" }],
            "exportReasonType": "permanent",
            "manufacturerCountry": "VN",
            "weight": { "netValue": weight, "grossValue": weight },
        })
    };
    assert_eq!(
        body(&prepared.request),
        json!({
            "plannedShippingDateAndTime": "2026-11-27T17:00:00 GMT+01:00",
            "pickup": { "isRequested": false },
            "productCode": "P",
            "getRateEstimates": true,
            "accounts": [
                { "typeCode": "shipper", "number": "123456789" },
                { "typeCode": "duties-taxes", "number": "123456789" },
            ],
            "valueAddedServices": [{ "serviceCode": "DD" }],
            "outputImageProperties": {
                "printerDPI": 200,
                "encodingFormat": "zpl",
                "splitTransportAndWaybillDocLabels": false,
                "imageOptions": [
                    { "typeCode": "label", "templateName": "ECOM26_84_001" },
                    { "typeCode": "waybillDoc", "isRequested": false },
                ],
            },
            "customerReferences": [
                { "value": "1001", "typeCode": "CU" },
                { "value": KEY, "typeCode": "CU" },
            ],
            "customerDetails": { "shipperDetails": shipper(), "receiverDetails": receiver() },
            "content": {
                "packages": [{ "weight": 1.25, "dimensions": { "length": 30, "width": 20, "height": 10 } }],
                "isCustomsDeclarable": true,
                "declaredValue": 34.99,
                "declaredValueCurrency": "EUR",
                "description": "Green tea, Tea cup",
                "incoterm": "DDP",
                "unitOfMeasurement": "metric",
                "exportDeclaration": {
                    "lineItems": [
                        line(1, "Green tea", json!(12.5), 2, json!(0.5)),
                        line(2, "Tea cup", json!(9.99), 1, json!(0.25)),
                    ],
                    "invoice": { "number": "INV-7", "date": "2026-11-27" },
                    "exportReason": "Sale",
                    "exportReasonType": "permanent",
                    "shipmentType": "commercial",
                },
            },
        })
    );
}

#[test]
fn within_a_country_nothing_is_declared() {
    let desk = desk();
    let asked = body(&prepared_at(&desk, &consignment()).request);
    let content = &asked["content"];
    assert_eq!(content["isCustomsDeclarable"], false);
    assert_eq!(content["description"], "Goods");
    assert_eq!(content["incoterm"], "DAP");
    assert!(content["declaredValue"].is_null() && content["exportDeclaration"].is_null());
    assert!(asked["valueAddedServices"].is_null());
    let mut papers = abroad();
    papers.customs.as_mut().unwrap().contents = ContentsType::Documents;
    let asked = body(&prepared_at(&desk, &papers).request);
    assert_eq!(asked["content"]["isCustomsDeclarable"], false);
}

#[test]
fn what_the_account_chose_is_asked_for() {
    let all = Desk::new(with(&[
        ("invoice", "electronic"),
        ("waybill", "one"),
        ("label_size", "ECOM26_A6_002"),
        ("label_format", "epl"),
        ("label_dpi", "300"),
    ]));
    let mut gift = abroad();
    let customs = gift.customs.as_mut().unwrap();
    customs.contents = ContentsType::Gift;
    customs.incoterm = Incoterm::Ddu;
    let asked = body(&prepared_at(&all, &gift).request);
    assert_eq!(
        asked["valueAddedServices"],
        json!([{ "serviceCode": "WY" }])
    );
    assert_eq!(
        asked["outputImageProperties"],
        json!({
            "printerDPI": 300,
            "encodingFormat": "epl",
            "splitTransportAndWaybillDocLabels": false,
            "imageOptions": [
                { "typeCode": "label", "templateName": "ECOM26_A6_002" },
                { "typeCode": "waybillDoc", "templateName": "ARCH_8X4", "isRequested": true },
                { "typeCode": "invoice", "templateName": "COMMERCIAL_INVOICE_P_10", "isRequested": true, "invoiceType": "commercial" },
            ],
        })
    );
    let declaration = &asked["content"]["exportDeclaration"];
    assert_eq!(declaration["shipmentType"], "personal");
    assert_eq!(asked["content"]["incoterm"], "DAP");
    // A4 is for office printers.
    let a4 = Desk::new(with(&[("label_size", "ECOM26_84_A4_001")]));
    for (accept, format, template) in [
        (Format::Zpl, "zpl", "ECOM26_84_001"),
        (Format::Png, "pdf", "ECOM26_84_A4_001"),
    ] {
        let prepared = ship::prepared(a4.cx(), purchase(), &abroad(), &rate("P"), accept).unwrap();
        let images = &body(&prepared.request)["outputImageProperties"];
        assert_eq!(images["encodingFormat"], format);
        assert_eq!(images["imageOptions"][0]["templateName"], template);
    }
}

#[test]
fn a_return_is_paid_by_the_import_account() {
    let mut back = consignment();
    std::mem::swap(&mut back.ship_from, &mut back.ship_to);
    back.direction = Direction::Return;
    let asked = body(&prepared_at(&desk(), &back).request);
    assert_eq!(
        asked["accounts"],
        json!([{ "typeCode": "payer", "number": "987654321" }])
    );
    let none = Desk::new(with(&[("import_account_number", "")]));
    let problem = rate::request(none.cx(), &back).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("import_account_number"));
}

#[test]
fn a_time_that_is_over_is_not_planned() {
    let planned = |now: &str, day: &str| {
        let mut desk = desk();
        desk.now = now.parse().unwrap();
        let mut there = consignment();
        there.ship_date = day.to_owned();
        rate::request(desk.cx(), &there)
            .map(|request| body(&request)["plannedShippingDateAndTime"].clone())
            .map_err(|problem| problem.field.unwrap_or_default())
    };
    let evening = "2026-11-27T18:30:00+01:00[Europe/Berlin]";
    assert_eq!(
        planned(evening, "2026-11-27").unwrap(),
        "2026-11-27T18:35:00 GMT+01:00"
    );
    assert_eq!(
        planned(evening, "2026-11-20").unwrap(),
        "2026-11-27T18:35:00 GMT+01:00"
    );
    assert_eq!(
        planned(evening, "2026-12-07").unwrap(),
        "2026-12-07T17:00:00 GMT+01:00"
    );
    assert_eq!(planned(evening, "2026-12-08"), Err("ship_date".to_owned()));
    let summer = "2026-07-01T10:00:00-07:00[America/Los_Angeles]";
    assert_eq!(
        planned(summer, "2026-07-02").unwrap(),
        "2026-07-02T17:00:00 GMT-07:00"
    );
}

#[test]
fn weights_and_sizes_never_go_down() {
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_micrograms(1_250_000_001);
    heavy.parcels[0].dimensions = Some(crate::dhl::tests::millimetres(301, 1, 200));
    let asked = body(&prepared_at(&desk(), &heavy).request);
    assert_eq!(
        asked["content"]["packages"][0],
        json!({ "weight": 1.251, "dimensions": { "length": 31, "width": 20, "height": 1 } })
    );
}

#[test]
fn a_blank_postal_code_is_still_there() {
    let mut ireland = consignment();
    ireland.ship_to.country = Some(country("IE"));
    ireland.ship_to.postal_code.clear();
    ireland.ship_to.phone = "+353 1 234 5678".to_owned();
    let asked = body(&prepared_at(&desk(), &ireland).request);
    let place = &asked["customerDetails"]["receiverDetails"]["postalAddress"];
    assert_eq!(place["postalCode"], "");
    assert!(place["provinceCode"].is_null(), "Berlin is no code");
    let asked = body(&rate::request(desk().cx(), &ireland).unwrap());
    assert_eq!(
        asked["customerDetails"]["receiverDetails"]["postalCode"],
        ""
    );
}

#[test]
fn each_limit_names_its_field() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("ship_to.name", |c| c.ship_to.name = "x".repeat(256)),
        ("ship_to.company", |c| c.ship_to.company = "x".repeat(101)),
        ("ship_to.line1", |c| c.ship_to.line1 = "x".repeat(46)),
        ("ship_to.line1", |c| c.ship_to.line1 = " ".to_owned()),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(46)),
        ("ship_to.city", |c| c.ship_to.city.clear()),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "1".repeat(13);
        }),
        ("ship_to.phone", |c| c.ship_to.phone.clear()),
        ("ship_to.phone", |c| c.ship_to.phone = "ask Bo".to_owned()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_to.region", |c| {
            *c = abroad();
            c.ship_to.region = "Nevada".to_owned();
        }),
        ("ship_from.name", |c| {
            c.ship_from.name.clear();
            c.ship_from.company.clear();
        }),
        ("parcels", |c| c.parcels.clear()),
        ("parcels", |c| c.parcels = vec![parcel(100); 1_000]),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.dimensions", |c| c.parcels[0].dimensions = None),
        ("ship_date", |c| c.ship_date = "soon".to_owned()),
        ("options.reference", |c| c.reference = "x".repeat(36)),
        ("options.instructions", |c| {
            c.options.instructions = "Ring".to_owned();
        }),
        ("options.insurance", |c| c.options.insurance = Some(euro(0))),
        ("options.cod", |c| c.options.cod = Some(euro(100))),
        ("customs.items", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items.1.origin", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items[1].origin = None;
        }),
        ("customs.items.0.hs_code", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items[0].hs_code = "tea".to_owned();
        }),
        ("customs.items.0.quantity", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items[0].quantity = 0;
        }),
    ];
    let desk = desk();
    for (at, (expected, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let refused = ship::prepared(desk.cx(), purchase(), &odd, &rate("P"), Format::Zpl);
        let problem = refused.expect_err("it is not sayable");
        assert!(
            !problem.text.is_empty() && !problem.hint.is_empty(),
            "{problem:?}"
        );
        assert_eq!(problem.field.as_deref(), Some(*expected), "case {at}");
    }
    let mut foreign = rate("P");
    foreign.account = pb_domain::AccountId(uuid::Uuid::max());
    assert!(ship::prepared(desk.cx(), purchase(), &consignment(), &foreign, Format::Zpl).is_err());
}

#[test]
fn tracking_asks_for_many_at_once() {
    let request = track::request(&with(&[]), &[WAYBILL, PIECES[0]]).unwrap();
    assert_eq!(
        request.url,
        "https://express.api.dhl.com/mydhlapi/tracking?shipmentTrackingNumber=1234567891&pieceTrackingNumber=JD014600012345678901&trackingView=all-checkpoints&levelOfDetail=all"
    );
    let request = settle::request(&with(&[]), KEY, &consignment()).unwrap();
    assert_eq!(
        request.url,
        format!(
            "https://express.api.dhl.com/mydhlapi/tracking?shipmentReference={KEY}&shipmentReferenceType=CU&shipperAccountNumber=123456789&dateRangeFrom=2026-11-16&dateRangeTo=2026-12-11&trackingView=shipment-details-only&levelOfDetail=all"
        )
    );
}

#[test]
fn towns_are_looked_up() {
    let request = address::request(&with(&[]), &bonn()).unwrap();
    assert_eq!(
        request.url,
        "https://express.api.dhl.com/mydhlapi/address-validate?type=delivery&countryCode=DE&postalCode=53113&cityName=Bonn&strictValidation=false"
    );
}

fn order() -> PickupOrder {
    let parcels = |service: &str, count| PickupParcels {
        service: service.to_owned(),
        count,
        country: country("US"),
    };
    PickupOrder {
        address: bonn(),
        day: "2026-11-27".to_owned(),
        ready: "14:00".to_owned(),
        close: "18:00".to_owned(),
        parcels: vec![parcels("P", 2), parcels("Y", 1)],
        weight: Weight::from_grams(5_000),
        heaviest: Weight::from_grams(3_000),
        instructions: "Back door".to_owned(),
        reference: String::new(),
    }
}

#[test]
fn a_driver_is_ordered() {
    let desk = desk();
    let request = pickup::request(desk.cx(), &order()).unwrap();
    assert_eq!(request.url, "https://express.api.dhl.com/mydhlapi/pickups");
    let accounts = json!([{ "typeCode": "shipper", "number": "123456789" }]);
    let shipment = |code: &str, packages: Value| {
        json!({
            "productCode": code,
            "accounts": accounts,
            "isCustomsDeclarable": false,
            "unitOfMeasurement": "metric",
            "packages": packages,
        })
    };
    assert_eq!(
        body(&request),
        json!({
            "plannedPickupDateAndTime": "2026-11-27T14:00:00 GMT+01:00",
            "closeTime": "18:00",
            "location": "reception",
            "locationType": "business",
            "accounts": accounts,
            "specialInstructions": [{ "value": "Back door", "typeCode": "TBD" }],
            "customerDetails": { "shipperDetails": shipper() },
            "shipmentDetails": [
                shipment("P", json!([{ "weight": 3 }, { "weight": 1 }])),
                shipment("Y", json!([{ "weight": 1 }])),
            ],
        })
    );
    let cancel = pickup::cancel_request(&with(&[]), "PRG261127000123").unwrap();
    assert_eq!(
        (cancel.method.as_str(), cancel.url.as_str()),
        (
            "DELETE",
            "https://express.api.dhl.com/mydhlapi/pickups/PRG261127000123?requestorName=Our+DHL&reason=not+needed"
        )
    );
    assert!(pickup::cancel_request(&with(&[]), "../rates").is_err());
    type Change = fn(&mut PickupOrder);
    let cases: &[(&str, Change)] = &[
        ("day", |o| o.day = "today".to_owned()),
        ("ready", |o| o.ready = "2 pm".to_owned()),
        ("close", |o| o.close = "14:00".to_owned()),
        ("parcels", |o| o.parcels.clear()),
        ("weight", |o| o.weight = Weight::ZERO),
        ("instructions", |o| o.instructions = "x".repeat(76)),
        ("address.phone", |o| o.address.phone.clear()),
    ];
    for (field, change) in cases {
        let mut odd = order();
        change(&mut odd);
        let problem = pickup::request(desk.cx(), &odd).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(*field));
    }
}

/// What was prepared in one environment is not sent in the other.
#[tokio::test]
async fn a_purchase_stays_in_its_environment() {
    let (production, test) = (desk(), Desk::new(with(&[("environment", "test")])));
    let crate::Ship::Remote(ships) = &PROFILE.ship else {
        panic!("it sells")
    };
    for (there, here) in [(&production, &test), (&test, &production)] {
        let prepared = prepared_at(there, &consignment());
        let problem = ships.buy(here.cx(), &prepared, &consignment()).await;
        let problem = problem.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid);
        assert_eq!(problem.field.as_deref(), Some("environment"));
    }
}
