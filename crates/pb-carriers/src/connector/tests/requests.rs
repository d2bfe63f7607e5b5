//! What leaves, to the letter of the contract.
use super::*;

#[test]
fn rates_are_asked_in_the_contracts_words() {
    let mut consignment = consignment();
    consignment.options.signature = true;
    consignment.options.instructions = " Ring twice ".to_owned();
    let request = rate::request(&server(), &consignment).unwrap();
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.url,
        "https://courier.example.com/packbench/v1/rates"
    );
    assert_eq!(body(&request), wanted!("rates_request.json"));
}

#[test]
fn what_crosses_a_border_says_what_it_is() {
    let mut abroad = consignment();
    abroad.ship_to = Address {
        name: "Cléo Cèdre".to_owned(),
        line1: "3 rue des Tilleuls".to_owned(),
        city: "Lyon".to_owned(),
        postal_code: "69002".to_owned(),
        country: CountryCode::from_code("FR"),
        ..Address::default()
    };
    abroad.parcels = vec![parcel(Weight::from_grams(850))];
    abroad.reference = "1002".to_owned();
    abroad.options.cod = Some(usd(1_000));
    abroad.options.insurance = Some(usd(5_000));
    abroad.customs = Some(Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Dap,
        invoice_number: "INV-7".to_owned(),
        items: vec![CustomsItem {
            description: "Ceramic mug".to_owned(),
            sku: "MUG-1".to_owned(),
            hs_code: "691200".to_owned(),
            origin: CountryCode::from_code("US"),
            quantity: 2,
            unit_value: usd(2_100),
            unit_weight: Weight::from_micrograms(400_000_001),
        }],
    });
    let request = rate::request(&server(), &abroad).unwrap();
    assert_eq!(body(&request), wanted!("abroad_request.json"));
}

#[test]
fn a_purchase_has_its_key_its_reference_and_its_limit() {
    let prepared = prepared();
    assert_eq!(prepared.reference, REFERENCE);
    assert_eq!(prepared.quoted, usd(640));
    assert_eq!(
        prepared.request.url,
        "https://courier.example.com/packbench/v1/shipments"
    );
    assert!(
        prepared
            .request
            .headers
            .contains(&("Idempotency-Key".to_owned(), REFERENCE.to_owned()))
    );
    assert_eq!(body(&prepared.request), wanted!("purchase_request.json"));
}

#[test]
fn the_printer_has_its_way_with_formats() {
    for (accept, first) in [
        (Format::Zpl, "zpl"),
        (Format::Epl, "epl"),
        (Format::Pdf, "pdf"),
        (Format::Png, "pdf"),
    ] {
        let purchase = PurchaseId(Uuid::nil());
        let made = ship::prepared(&server(), purchase, &consignment(), &van(), accept, now());
        assert_eq!(body(&made.unwrap().request)["label_formats"][0], first);
    }
}

#[test]
fn a_rate_of_another_account_buys_nothing() {
    let foreign = Rate {
        carrier_data: Value::Null,
        ..van()
    };
    let purchase = PurchaseId(Uuid::nil());
    let refused = ship::prepared(
        &server(),
        purchase,
        &consignment(),
        &foreign,
        Format::Zpl,
        now(),
    );
    assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
}

#[test]
fn a_look_up_says_when_the_purchase_left() {
    let request = settle::find_request(&server(), &prepared()).unwrap();
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.url,
        format!(
            "https://courier.example.com/packbench/v1/shipments?reference={REFERENCE}&requested_at=2026-11-20T14%3A03%3A07Z"
        )
    );
}

#[test]
fn a_booking_names_one_number_for_each_parcel() {
    let numbers = ["VC200000014".to_owned()];
    let booked = number::book_request(&server(), &numbers, &consignment(), &van()).unwrap();
    assert_eq!(booked.reference, "VC200000014");
    assert_eq!(body(&booked.request), wanted!("booking_request.json"));
    for wrong in [&[][..], &["A".to_owned(), "B".to_owned()]] {
        let refused = number::book_request(&server(), wrong, &consignment(), &van());
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Invalid);
    }
    let reserve = number::reserve_request(&server(), 3);
    assert_eq!(body(&reserve), wanted!("numbers_request.json"));
}

#[test]
fn ids_stay_in_their_place() {
    for (url, path) in [
        (void::request(&server(), "../S 1").url, "..%2FS%201/void"),
        (label::request(&server(), "S/1").url, "S%2F1/labels"),
        (void::look(&server(), "S?1").url, "S%3F1"),
    ] {
        assert_eq!(
            url,
            format!("https://courier.example.com/packbench/v1/shipments/{path}")
        );
    }
    assert_eq!(
        body(&void::request(&server(), "S-1")),
        wanted!("void_request.json")
    );
    let track = track::request(&server(), "VC 1").url;
    assert!(track.ends_with("/v1/tracking/VC%201"), "{track}");
}

#[test]
fn what_lacks_something_is_stopped_here() {
    type Spoil = fn(&mut Consignment);
    let cases: [(&str, Spoil); 6] = [
        ("parcels", |c| c.parcels.clear()),
        ("parcels.0.weight", |c| c.parcels[0].weight = Weight::ZERO),
        ("parcels.0.dimensions", |c| {
            c.parcels[0].dimensions.as_mut().unwrap().width = Length::default();
        }),
        ("ship_to.country", |c| c.ship_to.country = None),
        ("ship_date", |c| c.ship_date = "tomorrow".to_owned()),
        ("customs.items", |c| {
            c.customs = Some(Customs {
                contents: ContentsType::Gift,
                incoterm: Incoterm::Dap,
                invoice_number: String::new(),
                items: Vec::new(),
            });
        }),
    ];
    for (field, spoil) in cases {
        let mut bad = consignment();
        spoil(&mut bad);
        let problem = rate::request(&server(), &bad).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field));
        assert_eq!(problem.kind, ProblemKind::Invalid);
    }
}
