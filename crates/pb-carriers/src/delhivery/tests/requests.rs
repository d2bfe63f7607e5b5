//! What leaves, as Delhivery spells it.
use super::*;
use crate::{PickupOrder, PickupParcels};
use rate::Mode;

#[test]
fn a_price_is_asked_for_each_service_with_its_size() {
    let request = rate::request(&account(), &consignment(), Mode::Surface).unwrap();
    assert_eq!(request.method, "GET");
    assert_eq!(header(&request, "Accept"), "application/json");
    assert_eq!(
        parts(&request),
        (
            "https://track.delhivery.com/api/kinko/v1/invoice/charges/.json".to_owned(),
            pairs(&[
                ("md", "S"),
                ("ss", "Delivered"),
                ("d_pin", "560001"),
                ("o_pin", "411001"),
                ("cgm", "1250"),
                ("pt", "Pre-paid"),
                ("l", "26"),
                ("b", "20"),
                ("h", "10"),
                ("ipkg_type", "box"),
            ])
        )
    );
    let mut cash = two();
    cash.options.cod = Some(inr(129_950));
    let request = rate::request(&with(&[("environment", "staging")]), &cash, Mode::Express);
    assert_eq!(
        parts(&request.unwrap()),
        (
            "https://staging-express.delhivery.com/api/kinko/v1/invoice/charges/.json".to_owned(),
            pairs(&[
                ("md", "E"),
                ("ss", "Delivered"),
                ("d_pin", "560001"),
                ("o_pin", "411001"),
                ("cgm", "1850"),
                ("pt", "COD"),
                ("cod", "1299.5"),
            ])
        )
    );
    let (_, query) = parts(&rate::request(&account(), &back(), Mode::Surface).unwrap());
    assert!(query.contains(&("ss".to_owned(), "DTO".to_owned())));
    assert_eq!(Mode::of(&account()), [Mode::Surface, Mode::Express]);
    assert_eq!(Mode::of(&with(&[("modes", "Express")])), [Mode::Express]);
}

#[test]
fn days_and_pincodes_are_asked_for() {
    let request = transit::request(&account(), &consignment(), Mode::Express).unwrap();
    assert_eq!(
        request.url,
        "https://track.delhivery.com/api/dc/expected_tat?origin_pin=411001&destination_pin=560001&mot=E&pdt=B2C"
    );
    assert_eq!(serve::customer(&consignment()).unwrap(), "560001");
    assert_eq!(
        serve::customer(&back()).unwrap(),
        "560001",
        "where it is fetched"
    );
    assert_eq!(
        serve::request(&account(), "560001").unwrap().url,
        "https://track.delhivery.com/c/api/pin-codes/json/?filter_codes=560001"
    );
}

#[test]
fn waybills_are_asked_for_by_the_client() {
    let plain = number::bulk_request(&account(), 500).unwrap();
    assert_eq!(
        plain.url,
        "https://track.delhivery.com/waybill/api/bulk/json/?count=500"
    );
    let named = with(&[("client", "ACORN GOODS")]);
    assert_eq!(
        number::bulk_request(&named, 25).unwrap().url,
        "https://track.delhivery.com/waybill/api/bulk/json/?cl=ACORN+GOODS&count=25"
    );
    assert_eq!(
        number::request(&account()).unwrap().url,
        "https://track.delhivery.com/waybill/api/fetch/json/"
    );
}

#[test]
fn a_manifest_is_a_form_with_json_under_a_fetched_waybill() {
    let prepared = prepared_for(&account(), &consignment());
    assert_eq!(
        (prepared.reference.as_str(), prepared.quoted),
        (FIRST, inr(11_800))
    );
    let request = &prepared.request;
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://track.delhivery.com/api/cmu/create.json")
    );
    assert_eq!(
        header(request, "Content-Type"),
        "application/x-www-form-urlencoded"
    );
    let text = String::from_utf8(request.body.clone()).unwrap();
    assert!(text.starts_with("format=json&data=%7B"), "{text}");
    assert!(!text[17..].contains(['&', '#', ';', '\\', '"']), "{text}");
    assert_eq!(
        data(&prepared),
        json!({
            "shipments": [{
                "waybill": FIRST,
                "order": "1001",
                "payment_mode": "Prepaid",
                "shipping_mode": "Surface",
                "total_amount": "4200.5",
                "weight": "1250",
                "shipment_length": "26",
                "shipment_width": "20",
                "shipment_height": "10",
                "name": "Bo Birch",
                "phone": "9845012345",
                "add": "5 Elm & Oak Street, Flat #3, Ashok Nagar",
                "city": "Bengaluru",
                "state": "Karnataka",
                "pin": "560001",
                "country": "India",
                "address_type": "home",
                "seller_name": "Packing Dept",
                "seller_add": "Acorn Goods, 12 Mill Road, Pune, Maharashtra 411001",
            }],
            "pickup_location": { "name": "Acorn Pune" },
        })
    );
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, prepared_for(&account(), &consignment()));
    assert!(!serde_json::to_string(&prepared).unwrap().contains("hush-"));
}

#[test]
fn what_the_account_says_stands_in_the_manifest() {
    let account = with(&[
        ("client", "ACORN GOODS"),
        ("goods", "Tea and tea cups"),
        ("gstin", "27aaaaa0000a1z5"),
        ("pickup_location", " Acorn  Pune"),
    ]);
    let mut cash = consignment();
    cash.options.cod = Some(inr(129_900));
    let said = data(&prepared_for(&account, &cash));
    let parcel = &said["shipments"][0];
    assert_eq!(parcel["client"], "ACORN GOODS");
    assert_eq!(parcel["products_desc"], "Tea and tea cups");
    assert_eq!(parcel["seller_gst_tin"], "27AAAAA0000A1Z5");
    assert_eq!(
        (&parcel["payment_mode"], &parcel["cod_amount"]),
        (&json!("COD"), &json!("1299"))
    );
    assert_eq!(
        said["pickup_location"]["name"], " Acorn  Pune",
        "to the space"
    );
    // A pool's service may have any name: then the account's usual way is taken.
    let pooled = Rate {
        service: "any".to_owned(),
        ..rate()
    };
    let prepared = ship::prepared(&account, &numbers(1), &cash, &pooled).unwrap();
    assert!(
        data(&prepared)["shipments"][0]
            .get("shipping_mode")
            .is_none()
    );
}

#[test]
fn several_parcels_are_one_shipment_with_a_master() {
    let mut cash = two();
    cash.options.cod = Some(inr(100_001));
    let said = data(&prepared_for(&account(), &cash));
    let of = |i: usize, name: &str| said["shipments"][i][name].clone();
    for (i, number) in [FIRST, SECOND].into_iter().enumerate() {
        assert_eq!(of(i, "waybill"), number);
        assert_eq!(of(i, "master_id"), FIRST);
        assert_eq!(of(i, "shipment_type"), "MPS");
        assert_eq!(of(i, "mps_children"), "2");
        assert_eq!(of(i, "mps_amount"), "1000.01");
    }
    assert_eq!(
        (of(0, "order"), of(1, "order")),
        (json!("1001"), json!("1001-2"))
    );
    assert_eq!(
        (of(0, "cod_amount"), of(1, "cod_amount")),
        (json!("500.01"), json!("500")),
        "together the whole"
    );
    assert_eq!(
        (of(0, "weight"), of(1, "weight")),
        (json!("1250"), json!("600"))
    );
    let paid = data(&prepared_for(&account(), &two()));
    assert_eq!(paid["shipments"][1]["mps_amount"], "0");
    let one = data(&prepared_for(&account(), &consignment()));
    assert!(one["shipments"][0].get("master_id").is_none());
}

#[test]
fn a_return_is_fetched_from_the_customer() {
    let said = data(&prepared_for(&account(), &back()));
    let parcel = &said["shipments"][0];
    assert_eq!(parcel["payment_mode"], "Pickup");
    assert_eq!(
        (&parcel["name"], &parcel["pin"]),
        (&json!("Bo Birch"), &json!("560001"))
    );
    assert_eq!(
        (
            &parcel["return_name"],
            &parcel["return_pin"],
            &parcel["return_add"]
        ),
        (
            &json!("Packing Dept"),
            &json!("411001"),
            &json!("Acorn Goods, 12 Mill Road")
        )
    );
    assert_eq!(parcel["return_phone"], "9876543210");
    assert_eq!(parcel["return_country"], "India");
}

#[test]
fn tracks_labels_and_cancellations_are_asked_for() {
    let track = track::request(&account(), &[FIRST, SECOND]).unwrap();
    assert_eq!(
        parts(&track),
        (
            "https://track.delhivery.com/api/v1/packages/json/".to_owned(),
            vec![
                ("waybill".to_owned(), format!("{FIRST},{SECOND}")),
                ("ref_ids".to_owned(), String::new())
            ]
        )
    );
    assert_eq!(
        label::request(&account(), FIRST).unwrap().url,
        format!("https://track.delhivery.com/api/p/packing_slip?wbns={FIRST}&pdf=true&pdf_size=4R")
    );
    let a4 = label::request(&with(&[("label_size", "A4")]), FIRST).unwrap();
    assert!(a4.url.ends_with("&pdf_size=A4"));
    let cancel = void::request(&account(), FIRST).unwrap();
    assert_eq!(cancel.url, "https://track.delhivery.com/api/p/edit");
    assert_eq!(header(&cancel, "Content-Type"), "application/json");
    assert_eq!(
        body(&cancel),
        json!({ "waybill": FIRST, "cancellation": "true" })
    );
}

#[test]
fn instructions_are_said() {
    let sale = |consignment: &Consignment| -> ship::Sale {
        serde_json::from_value(ship::Sale::of(consignment)).unwrap()
    };
    let outbound = sale(&consignment());
    assert_eq!(
        outbound,
        ship::Sale {
            reverse: false,
            pin: "560001".to_owned()
        }
    );
    let again = instruct::again_request(&account(), FIRST, &outbound).unwrap();
    assert_eq!(again.url, "https://track.delhivery.com/api/p/update");
    assert_eq!(
        body(&again),
        json!({ "data": [{ "waybill": FIRST, "act": "RE-ATTEMPT" }] })
    );
    let reverse = sale(&back());
    assert!(reverse.reverse);
    let again = instruct::again_request(&account(), FIRST, &reverse).unwrap();
    assert_eq!(body(&again)["data"][0]["act"], "PICKUP_RESCHEDULE");

    let mut moved = bengaluru();
    moved.line1 = "7 Fig Lane".to_owned();
    moved.phone = "9000012345".to_owned();
    let change = instruct::change_request(&account(), FIRST, &outbound, &moved).unwrap();
    assert_eq!(change.url, "https://track.delhivery.com/api/p/edit");
    assert_eq!(
        body(&change),
        json!({ "waybill": FIRST, "name": "Bo Birch", "phone": "9000012345", "add": "7 Fig Lane, Flat #3, Ashok Nagar" })
    );
    moved.postal_code = "560002".to_owned();
    let far = instruct::change_request(&account(), FIRST, &outbound, &moved).unwrap_err();
    assert_eq!(
        (far.kind, far.field.as_deref()),
        (ProblemKind::Unsupported, Some("address.postal_code"))
    );
    let unknown = instruct::change_request(&account(), FIRST, &ship::Sale::default(), &bengaluru());
    assert_eq!(unknown.unwrap_err().kind, ProblemKind::Unsupported);
}

fn driver() -> PickupOrder {
    PickupOrder {
        address: pune(),
        day: "2026-11-30".to_owned(),
        ready: "14:30".to_owned(),
        close: "18:00".to_owned(),
        parcels: vec![
            PickupParcels {
                service: "Surface".to_owned(),
                count: 3,
                country: country("IN"),
            },
            PickupParcels {
                service: "Express".to_owned(),
                count: 1,
                country: country("IN"),
            },
        ],
        weight: Weight::from_grams(4_000),
        heaviest: Weight::from_grams(1_250),
        instructions: String::new(),
        reference: String::new(),
    }
}

#[test]
fn a_driver_comes_to_the_pickup_location() {
    let today = "2026-11-28".parse().unwrap();
    let request = pickup::request(&account(), &driver(), today).unwrap();
    assert_eq!(request.url, "https://track.delhivery.com/fm/request/new/");
    assert_eq!(
        body(&request),
        json!({
            "pickup_location": "Acorn Pune",
            "pickup_date": "2026-11-30",
            "pickup_time": "14:30:00",
            "expected_package_count": 4,
        })
    );
    type Change = fn(&mut PickupOrder);
    let cases: &[(&str, Change)] = &[
        ("day", |o| o.day = "soon".to_owned()),
        ("day", |o| o.day = "2026-11-27".to_owned()),
        ("day", |o| o.day = "2026-12-06".to_owned()),
        ("ready", |o| o.ready = "noon".to_owned()),
        ("parcels", |o| o.parcels.clear()),
        ("instructions", |o| o.instructions = "Ring".to_owned()),
    ];
    for (field, change) in cases {
        let mut odd = driver();
        change(&mut odd);
        let problem = pickup::request(&account(), &odd, today).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(*field));
    }
    let last = PickupOrder {
        day: "2026-12-05".to_owned(),
        ..driver()
    };
    assert!(pickup::request(&account(), &last, today).is_ok());
}
