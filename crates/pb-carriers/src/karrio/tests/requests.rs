//! What leaves, as Karrio documents it.
use super::*;

#[test]
fn rates_are_asked_of_the_proxy() {
    let request = rate::request(&server(), &consignment()).expect("said");
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.url,
        "https://ship.example.com/karrio/v1/proxy/rates"
    );
    assert_eq!(
        body(&request),
        json!({
            "shipper": { "person_name": "Acorn Goods", "company_name": "Acorn Goods", "address_line1": "12 Mill Road",
                         "city": "Austin", "state_code": "TX", "postal_code": "78701", "country_code": "US", "phone_number": "+1 512 555 0143" },
            "recipient": { "person_name": "Bo Birch", "address_line1": "12 Mill Road", "address_line2": "Flat 3, Ward 5",
                           "city": "Reno", "state_code": "NV", "postal_code": "89501", "country_code": "US" },
            "parcels": [{ "weight": 1.25, "weight_unit": "KG", "packaging_type": "your_packaging" }],
            "options": { "shipment_date": "2026-11-20" },
            "reference": "1001",
        })
    );
}

#[test]
fn a_draft_names_its_connection_and_never_a_service() {
    let purchase = PurchaseId(Uuid::nil());
    let request =
        ship::draft_request(&server(), purchase, &consignment(), &offer(), "ZPL").expect("said");
    assert_eq!(request.url, "https://ship.example.com/karrio/v1/shipments");
    let draft = body(&request);
    assert_eq!(draft["carrier_ids"], json!(["ups-main"]));
    assert_eq!(draft["label_type"], "ZPL");
    assert_eq!(draft["payment"], json!({ "paid_by": "sender" }));
    assert_eq!(
        draft["metadata"]["packbench_purchase"],
        purchase.to_string()
    );
    assert_eq!(draft["parcels"][0]["reference_number"], "1001");
    assert!(draft.get("service").is_none(), "with it, drafting buys");
}

#[test]
fn the_generic_connector_gets_no_reference_it_would_take_for_a_tracking_number() {
    let generic = Offer {
        ext: "generic".to_owned(),
        ..offer()
    };
    let request = ship::draft_request(
        &server(),
        PurchaseId(Uuid::nil()),
        &consignment(),
        &generic,
        "PDF",
    )
    .expect("said");
    assert!(
        body(&request)["parcels"][0]
            .get("reference_number")
            .is_none()
    );
}

#[test]
fn the_rest_of_them() {
    for (request, method, path) in [
        (
            settle::request(&server(), "shp_1"),
            "GET",
            "v1/shipments/shp_1",
        ),
        (
            label::request(&server(), "shp_1"),
            "POST",
            "v1/shipments/shp_1/documents/label",
        ),
        (
            option::request(&server(), "ups"),
            "GET",
            "v1/carriers/ups/options",
        ),
        (connection::server_request(&server()), "GET", ""),
        (
            connection::connections_request(&server()),
            "GET",
            "v1/connections?active=true",
        ),
        (history::request(&server(), "shp_1"), "POST", "graphql"),
        (
            void::request(&server(), &sale()),
            "POST",
            "v1/proxy/shipping/ups/cancel",
        ),
        (
            track::request(&server(), &sale(), "1Z1"),
            "POST",
            "v1/proxy/tracking?carrier_id=ups-main",
        ),
    ] {
        assert_eq!(request.method, method, "{path}");
        assert_eq!(
            request.url,
            format!("https://ship.example.com/karrio/{path}")
        );
        assert!(
            !request
                .headers
                .iter()
                .any(|(n, _)| n.eq_ignore_ascii_case("authorization"))
        );
    }
    let cancel = body(&void::request(&server(), &sale()));
    assert_eq!(cancel["shipment_identifier"], "1Z1");
    assert_eq!(cancel["carrier_id"], "ups-main");
    let track = body(&track::request(&server(), &sale(), "1Z1"));
    assert_eq!(
        track,
        json!({ "tracking_number": "1Z1", "carrier_name": "ups" })
    );
}

#[test]
fn an_id_cannot_lead_out_of_its_path() {
    let request = settle::request(&server(), "../../api/tokens?x=");
    assert_eq!(
        request.url,
        "https://ship.example.com/karrio/v1/shipments/..%2F..%2Fapi%2Ftokens%3Fx="
    );
}

#[test]
fn weights_and_sizes_are_never_declared_smaller() {
    let kg = |grams: i64, more: i64| Weight::from_micrograms(grams * 1_000_000 + more);
    for (weight, said) in [
        (kg(1_250, 0), json!(1.25)),
        (kg(1_250, 1), json!(1.251)),
        (kg(0, 1), json!(0.001)),
        (kg(2_000, 0), json!(2)),
        (
            Weight::new(Decimal::ONE, WeightUnit::Lb).unwrap(),
            json!(0.454),
        ),
    ] {
        let mut shipment = consignment();
        shipment.parcels = vec![parcel(weight)];
        assert_eq!(
            words(&shipment).expect("said")["parcels"][0]["weight"],
            said,
            "{weight}"
        );
    }
    let mut shipment = consignment();
    shipment.parcels[0].dimensions = Some(Dimensions {
        length: Length::new(Decimal::from(12), LengthUnit::In).unwrap(),
        width: Length::from_mm(203),
        height: Length::from_micrometres(1),
    });
    let parcel = &words(&shipment).expect("said")["parcels"][0];
    assert_eq!(
        (
            &parcel["length"],
            &parcel["width"],
            &parcel["height"],
            &parcel["dimension_unit"]
        ),
        (&json!(30.5), &json!(20.3), &json!(0.1), &json!("CM"))
    );
}

#[test]
fn extras_and_customs() {
    let mut shipment = consignment();
    shipment.options = ShipOptions {
        cod: Some(usd(4_990)),
        insurance: Some(usd(10_000)),
        signature: true,
        instructions: " Ring twice ".to_owned(),
        ..ShipOptions::default()
    };
    shipment.goods_value = Some(usd(4_990));
    shipment.customs = Some(customs());
    let said = words(&shipment).expect("said");
    assert_eq!(
        said["options"],
        json!({ "shipment_date": "2026-11-20", "currency": "USD", "declared_value": 49.9, "insurance": 100,
                "cash_on_delivery": 49.9, "signature_confirmation": true, "shipper_instructions": "Ring twice" })
    );
    assert_eq!(
        said["customs"],
        json!({
            "commodities": [{ "title": "Ceramic mug", "description": "Ceramic mug", "quantity": 2, "weight": 0.4, "weight_unit": "KG",
                              "value_amount": 24.95, "value_currency": "USD", "hs_code": "691200", "sku": "MUG-1", "origin_country": "US" }],
            "content_type": "merchandise", "incoterm": "DDP", "invoice": "INV-7", "commercial_invoice": true,
            "duty": { "paid_by": "sender", "currency": "USD", "declared_value": 49.9 }, "signer": "Acorn Goods",
        })
    );
    assert_eq!(said["parcels"][0]["description"], "Ceramic mug");
}

fn customs() -> Customs {
    Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Ddp,
        invoice_number: "INV-7".to_owned(),
        items: vec![CustomsItem {
            description: "Ceramic mug".to_owned(),
            sku: "MUG-1".to_owned(),
            hs_code: "691200".to_owned(),
            origin: CountryCode::from_code("US"),
            quantity: 2,
            unit_value: usd(2_495),
            unit_weight: Weight::from_grams(400),
        }],
    }
}

#[test]
fn what_karrio_would_swallow_is_stopped_here() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, Change)] = &[
        ("parcels", |c| c.parcels.clear()),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.weight", |c| {
            c.parcels[0].weight = Weight::from_grams(-5);
        }),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions = Some(Dimensions {
                length: Length::from_mm(100),
                width: Length::from_mm(0),
                height: Length::from_mm(100),
            });
        }),
        ("ship_date", |c| "03/04/2026".clone_into(&mut c.ship_date)),
        ("ship_date", |c| c.ship_date.clear()),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_to.city", |c| c.ship_to.city = "x".repeat(51)),
        ("ship_from.line1", |c| c.ship_from.line1 = "é".repeat(101)),
        ("ship_to.postal_code", |c| {
            c.ship_to.postal_code = "1".repeat(21);
        }),
        ("reference", |c| c.reference = "r".repeat(101)),
        ("customs.items", |c| {
            c.customs = Some(Customs {
                items: Vec::new(),
                ..customs()
            });
        }),
        ("customs.items.0.quantity", |c| {
            c.customs = Some(customs());
            c.customs.as_mut().unwrap().items[0].quantity = 0;
        }),
        ("customs.items.0.unit_weight", |c| {
            c.customs = Some(customs());
            c.customs.as_mut().unwrap().items[0].unit_weight = Weight::ZERO;
        }),
        ("options", |c| {
            c.goods_value = Some(Money::new(1, Currency::from_code("EUR").unwrap()));
            c.options.cod = Some(usd(1));
        }),
    ];
    for (field, change) in cases {
        let mut shipment = consignment();
        change(&mut shipment);
        let problem = words(&shipment).expect_err(field);
        assert_eq!(problem.kind, ProblemKind::Invalid, "{field}");
        assert_eq!(problem.field.as_deref(), Some(*field));
    }
}
