//! What leaves, as the APIs spell it, and what they do not take.
use super::*;
use crate::dhl::tests::{country, millimetres};
use crate::engine::Login as _;
use pb_domain::{ContentsType, Incoterm, Weight};

fn shipper() -> Value {
    json!({
        "name1": "Acorn Goods GmbH",
        "name2": "Packing Dept",
        "addressStreet": "Lange Straße 7",
        "postalCode": "53113",
        "city": "Bonn",
        "country": "DEU",
    })
}

#[test]
fn a_purchase_is_whole() {
    let prepared = prepared_at(&desk(), &consignment(), "V01PAK");
    assert_eq!(prepared.reference, REFERENCE);
    assert_eq!(
        (
            prepared.request.method.as_str(),
            prepared.request.url.as_str()
        ),
        (
            "POST",
            "https://api-eu.dhl.com/parcel/de/shipping/v2/orders?includeDocs=include&docFormat=ZPL2&printFormat=910-300-400&mustEncode=true"
        )
    );
    assert_eq!(header(&prepared.request, "Accept-Language"), "en-US");
    assert_eq!(
        body(&prepared.request),
        json!({
            "profile": "STANDARD_GRUPPENPROFIL",
            "shipments": [{
                "product": "V01PAK",
                "billingNumber": "33333333330102",
                "refNo": REFERENCE,
                "shipDate": "2026-11-27",
                "shipper": shipper(),
                "consignee": {
                    "name1": "Cara Cedar",
                    "addressStreet": "Kurze Allee 2a",
                    "additionalAddressInformation1": "Hinterhaus",
                    "postalCode": "10115",
                    "city": "Berlin",
                    "country": "DEU",
                },
                "details": {
                    "dim": { "uom": "mm", "length": 300, "width": 200, "height": 100 },
                    "weight": { "uom": "g", "value": 1250 },
                },
            }],
        })
    );
}

#[test]
fn abroad_goods_are_declared() {
    let mut tea = abroad();
    tea.options.insurance = Some(euro(60_000));
    let asked = body(&prepared_at(&desk(), &tea, "V53WPAK").request);
    let shipment = &asked["shipments"][0];
    assert_eq!(shipment["billingNumber"], "33333333335301");
    assert_eq!(
        shipment["consignee"],
        json!({
            "name1": "Bo Birch",
            "addressStreet": "5 Elm Street",
            "additionalAddressInformation1": "Flat 3",
            "postalCode": "89501",
            "city": "Reno",
            "state": "US-NV",
            "country": "USA",
        })
    );
    assert_eq!(
        shipment["services"],
        json!({
            "endorsement": "RETURN",
            "additionalInsurance": { "currency": "EUR", "value": 600 },
            "postalDeliveryDutyPaid": true,
        })
    );
    let item = |text: &str, pieces, value: Value| {
        json!({
            "itemDescription": text,
            "countryOfOrigin": "VNM",
            "hsCode": "090210",
            "packagedQuantity": pieces,
            "itemValue": { "currency": "EUR", "value": value },
            "itemWeight": { "uom": "g", "value": 250 },
        })
    };
    assert_eq!(
        shipment["customs"],
        json!({
            "invoiceNo": "INV-7",
            "exportType": "COMMERCIAL_GOODS",
            "postalCharges": { "currency": "EUR", "value": 0 },
            "items": [item("Green tea", 2, json!(12.5)), item("Tea cup", 1, json!(9.99))],
        })
    );
}

#[test]
fn every_choice_of_the_account_is_asked_for() {
    let mut all = with(&[
        ("age", "A18"),
        ("endorsement", "ABANDON"),
        ("abroad", "premium"),
        ("contact", "pass"),
        ("unknown_addresses", "print"),
        ("label_format", "PDF"),
        ("label_size", "A4"),
        ("environment", "sandbox"),
        ("cod_holder", "Acorn Goods GmbH"),
    ]);
    all.secrets
        .insert("cod_iban".to_owned(), "DE02 1001 0010".to_owned());
    let desk = Desk::new(all);
    let mut paid = consignment();
    paid.options.cod = Some(euro(4_990));
    paid.options.signature = true;
    let prepared = prepared_at(&desk, &paid, "V01PAK");
    assert_eq!(
        prepared.request.url,
        "https://api-sandbox.dhl.com/parcel/de/shipping/v2/orders?includeDocs=include&docFormat=PDF&printFormat=A4"
    );
    let shipment = &body(&prepared.request)["shipments"][0];
    assert_eq!(
        shipment["services"],
        json!({
            "visualCheckOfAge": "A18",
            "signedForByRecipient": true,
            "cashOnDelivery": {
                "amount": { "currency": "EUR", "value": 49.9 },
                "bankAccount": { "accountHolder": "Acorn Goods GmbH", "iban": "DE0210010010" },
                "transferNote1": REFERENCE,
            },
        })
    );
    assert_eq!(shipment["consignee"]["email"], "cara@example.com");
    assert!(
        shipment["consignee"]["phone"].is_null(),
        "not within Germany"
    );
    let asked = body(&prepared_at(&desk, &abroad(), "V53WPAK").request);
    let shipment = &asked["shipments"][0];
    assert_eq!(
        shipment["services"],
        json!({ "endorsement": "ABANDON", "premium": true, "postalDeliveryDutyPaid": true })
    );
    assert_eq!(shipment["consignee"]["phone"], "+17755550143");
    let mut other = abroad();
    let customs = other.customs.as_mut().unwrap();
    (customs.contents, customs.incoterm) = (ContentsType::Other, Incoterm::Dap);
    other.parcels[0].weight = Weight::from_grams(900);
    let asked = body(&prepared_at(&desk, &other, "V66WPI").request);
    let shipment = &asked["shipments"][0];
    assert_eq!(shipment["services"], json!({ "endorsement": "ABANDON" }));
    assert_eq!(shipment["customs"]["exportType"], "OTHER");
    assert_eq!(shipment["customs"]["exportDescription"], "Green tea");
}

#[test]
fn a_parcel_is_a_shipment_and_is_tried_before() {
    let mut two = consignment();
    two.parcels.push(parcel(700));
    two.options.insurance = Some(euro(1_001));
    let prepared = prepared_at(&desk(), &two, "V01PAK");
    let asked = body(&prepared.request);
    let all = asked["shipments"].as_array().unwrap();
    let of = |at: usize| {
        (
            all[at]["refNo"].clone(),
            all[at]["details"]["weight"]["value"].clone(),
        )
    };
    assert_eq!(all.len(), 2);
    assert_eq!(of(0), (json!("1001-00000001/1"), json!(1250)));
    assert_eq!(of(1), (json!("1001-00000001/2"), json!(700)));
    let insured = |at: usize| all[at]["services"]["additionalInsurance"]["value"].clone();
    assert_eq!(
        (insured(0), insured(1)),
        (json!(5.01), json!(5)),
        "to the cent"
    );
    let rehearsal = ship::rehearsal(&prepared.request).unwrap();
    assert_eq!(
        rehearsal.url,
        format!("{}&validate=true", prepared.request.url)
    );
    assert_eq!(rehearsal.body, prepared.request.body);
}

#[test]
fn lockers_and_post_offices_are_no_streets() {
    let consignee = |line1: &str, line2: &str, company: &str| {
        let mut there = consignment();
        there.ship_to.line1 = line1.to_owned();
        there.ship_to.line2 = line2.to_owned();
        there.ship_to.company = company.to_owned();
        let prepared = ship::prepared(
            desk().cx(),
            purchase(),
            &there,
            &rate("V01PAK"),
            Format::Zpl,
        );
        prepared.map(|p| body(&p.request)["shipments"][0]["consignee"].clone())
    };
    let locker = json!({
        "name": "Cara Cedar",
        "lockerID": 118,
        "postNumber": "1234567",
        "postalCode": "10115",
        "city": "Berlin",
        "country": "DEU",
    });
    for (line2, company) in [
        ("1234567", ""),
        ("Postnummer: 1234567", ""),
        ("Post-Nr. 1234567", ""),
        ("", "1234567"),
    ] {
        assert_eq!(
            consignee("Packstation 118", line2, company),
            Ok(locker.clone()),
            "{line2}"
        );
    }
    let none = consignee("Packstation 118", "", "").unwrap_err();
    assert_eq!(none.field.as_deref(), Some("ship_to.line2"));
    assert_eq!(
        consignee("Postfiliale 512", "", ""),
        Ok(json!({
            "name": "Cara Cedar",
            "retailID": 512,
            "email": "cara@example.com",
            "postalCode": "10115",
            "city": "Berlin",
            "country": "DEU",
        }))
    );
    // A street with that name is a street.
    let street = consignee("Packstationsweg 118", "", "").unwrap();
    assert_eq!(street["addressStreet"], "Packstationsweg 118");
}

#[test]
fn a_return_has_its_own_api() {
    let prepared = prepared_at(&desk(), &back(), "V07PAK");
    assert_eq!(
        prepared.request.url,
        "https://api-eu.dhl.com/parcel/de/shipping/returns/v1/orders?labelType=SHIPMENT_LABEL"
    );
    assert_eq!(
        body(&prepared.request),
        json!({
            "receiverId": "deu",
            "customerReference": "1001",
            "shipmentReference": REFERENCE,
            "shipper": {
                "name1": "Cara Cedar",
                "name3": "Hinterhaus",
                "addressStreet": "Kurze Allee",
                "addressHouse": "2a",
                "postalCode": "10115",
                "city": "Berlin",
            },
            "itemWeight": { "uom": "g", "value": 1250 },
        })
    );
    let mut foreign = back();
    foreign.customs = abroad().customs;
    let asked = body(&prepared_at(&desk(), &foreign, "V07PAK").request);
    assert_eq!(
        asked["customsDetails"]["items"][0]["itemDescription"],
        "Green tea"
    );
    let refused = |change: fn(&mut Consignment)| {
        let mut odd = back();
        change(&mut odd);
        let refused = ship::prepared(desk().cx(), purchase(), &odd, &rate("V07PAK"), Format::Zpl);
        refused.unwrap_err().field.unwrap_or_default()
    };
    assert_eq!(refused(|c| c.parcels.push(parcel(1))), "parcels");
    assert_eq!(
        refused(|c| c.ship_from.line1 = "Kurze Allee".to_owned()),
        "ship_from.line1"
    );
    assert_eq!(refused(|c| c.options.signature = true), "options");
    for (line, street, house) in [
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
        ("Am Markt 3-5", "Am Markt", "3-5"),
        ("Kurze  Allee 2 a", "Kurze Allee", "2 a"),
    ] {
        let mut there = back();
        there.ship_from.line1 = line.to_owned();
        let shipper = &body(&prepared_at(&desk(), &there, "V07PAK").request)["shipper"];
        assert_eq!(
            (&shipper["addressStreet"], &shipper["addressHouse"]),
            (&json!(street), &json!(house))
        );
    }
}

#[test]
fn what_was_bought_is_named_again() {
    let account = with(&[]);
    let numbers = [FIRST.to_owned(), SECOND.to_owned()];
    let void = void::request(&account, &numbers).unwrap();
    assert_eq!(
        (void.method.as_str(), void.url.as_str()),
        (
            "DELETE",
            "https://api-eu.dhl.com/parcel/de/shipping/v2/orders?profile=STANDARD_GRUPPENPROFIL&shipment=00340434123450000014&shipment=00340434123450000021"
        )
    );
    let sale = label::asked(&prepared_at(&desk(), &consignment(), "V01PAK").request);
    assert_eq!(
        (sale.format.as_str(), sale.size.as_str()),
        ("ZPL2", "910-300-400")
    );
    let again = label::request(&account, &numbers, &sale).unwrap();
    assert_eq!(
        again.url,
        "https://api-eu.dhl.com/parcel/de/shipping/v2/orders?shipment=00340434123450000014&shipment=00340434123450000021&includeDocs=include&docFormat=ZPL2&printFormat=910-300-400"
    );
    let close = manifest::close_request(&account, &numbers).unwrap();
    assert_eq!(
        close.url,
        "https://api-eu.dhl.com/parcel/de/shipping/v2/manifests?all=false"
    );
    assert_eq!(
        body(&close),
        json!({ "profile": "STANDARD_GRUPPENPROFIL", "shipmentNumbers": numbers })
    );
    let paper = manifest::paper_request(&account, "2026-11-27").unwrap();
    assert_eq!(
        paper.url,
        "https://api-eu.dhl.com/parcel/de/shipping/v2/manifests?date=2026-11-27&includeDocs=include"
    );
}

#[test]
fn the_login_is_a_password_for_half_an_hour() {
    let mut account = with(&[]);
    account
        .secrets
        .insert("api_secret".to_owned(), "hush-api_secret".to_owned());
    let login = login::LOGIN.request(&account).unwrap();
    assert_eq!(
        login.request.url,
        "https://api-eu.dhl.com/parcel/de/account/auth/ropc/v1/token"
    );
    assert_eq!(
        String::from_utf8(login.request.body).unwrap(),
        "grant_type=password&client_id=hush-api_key&client_secret=hush-api_secret&username=hush-username&password=hush-password"
    );
    let grant = login::LOGIN
        .read(&recorded!("parcel_token_200.json"))
        .unwrap();
    assert_eq!(grant.lifetime.as_secs(), 1_799);
}

#[test]
fn each_limit_names_its_field() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, &str, Change)] = &[
        ("ship_to.name", "V01PAK", |c| {
            c.ship_to.name = "x".repeat(51);
        }),
        ("ship_to.company", "V01PAK", |c| {
            c.ship_to.company = "x".repeat(51);
        }),
        ("ship_to.line1", "V01PAK", |c| {
            c.ship_to.line1 = "x".repeat(51);
        }),
        ("ship_to.line2", "V01PAK", |c| {
            c.ship_to.line2 = "x".repeat(61);
        }),
        ("ship_from.line2", "V01PAK", |c| {
            c.ship_from.line2 = "x".repeat(51);
        }),
        ("ship_to.city", "V01PAK", |c| {
            c.ship_to.city = "x".repeat(41);
        }),
        ("ship_to.postal_code", "V01PAK", |c| {
            c.ship_to.postal_code = "1".repeat(11);
        }),
        ("ship_to.country", "V01PAK", |c| c.ship_to.country = None),
        ("parcels", "V01PAK", |c| c.parcels.clear()),
        ("parcels", "V01PAK", |c| c.parcels = vec![parcel(10); 31]),
        ("parcels.0.weight", "V01PAK", |c| {
            c.parcels[0].weight = Weight::ZERO;
        }),
        ("parcels.0.weight", "V01PAK", |c| {
            c.parcels[0].weight = Weight::from_grams(31_501);
        }),
        ("parcels.0.weight", "V62KP", |_| {}),
        ("parcels.0.dimensions", "V01PAK", |c| {
            c.parcels[0].dimensions = Some(millimetres(1_201, 10, 10));
        }),
        ("ship_date", "V01PAK", |c| c.ship_date = "soon".to_owned()),
        ("options.reference", "V01PAK", |c| {
            c.reference = "x".repeat(24);
        }),
        ("options.instructions", "V01PAK", |c| {
            c.options.instructions = "Ring".to_owned();
        }),
        ("options.insurance", "V01PAK", |c| {
            c.options.insurance = Some(euro(0));
        }),
        ("options.cod", "V01PAK", |c| {
            c.options.cod = Some(euro(100));
            c.parcels.push(parcel(10));
        }),
        ("cod_holder", "V01PAK", |c| c.options.cod = Some(euro(100))),
        ("parcels", "V53WPAK", |c| {
            *c = abroad();
            c.parcels.push(parcel(10));
        }),
        ("customs.items", "V53WPAK", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items.clear();
        }),
        ("customs.items.1.unit_value", "V53WPAK", |c| {
            *c = abroad();
            let pound = pb_domain::Currency::from_code("GBP").unwrap();
            c.customs.as_mut().unwrap().items[1].unit_value = pb_domain::Money::new(1, pound);
        }),
        ("customs.items.0.hs_code", "V53WPAK", |c| {
            *c = abroad();
            c.customs.as_mut().unwrap().items[0].hs_code = "12345".to_owned();
        }),
        ("participation_v54epak", "V54EPAK", |c| {
            c.ship_to.country = Some(country("FR"));
        }),
        ("rate", "V99", |_| {}),
    ];
    let desk = desk();
    for (at, (expected, service, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let refused = ship::prepared(desk.cx(), purchase(), &odd, &rate(service), Format::Zpl);
        let problem = refused.expect_err("it is not sayable");
        assert!(
            !problem.text.is_empty() && !problem.hint.is_empty(),
            "{problem:?}"
        );
        assert_eq!(
            problem.field.as_deref(),
            Some(*expected),
            "case {at}: {problem:?}"
        );
    }
    let none = Desk::new(with(&[("ekp", "12345")]));
    let refused = ship::prepared(
        none.cx(),
        purchase(),
        &consignment(),
        &rate("V01PAK"),
        Format::Zpl,
    );
    assert_eq!(refused.unwrap_err().field.as_deref(), Some("ekp"));
}
