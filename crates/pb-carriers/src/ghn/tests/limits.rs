//! What GHN does not take, told before it is asked.
use super::*;
use crate::Rates as _;

#[tokio::test]
async fn each_limit_names_its_field_before_anything_leaves() {
    type Change = fn(&mut Consignment);
    let cases: &[(&str, ProblemKind, Change)] = &[
        ("ship_to.name", ProblemKind::Invalid, |c| {
            c.ship_to.name.clear();
        }),
        ("ship_to.line1", ProblemKind::Invalid, |c| {
            c.ship_to.line1 = " ".to_owned();
        }),
        ("ship_to.phone", ProblemKind::Invalid, |c| {
            c.ship_to.phone.clear();
        }),
        ("ship_to.phone", ProblemKind::Invalid, |c| {
            c.ship_to.phone = "ask".to_owned();
        }),
        ("ship_to.phone", ProblemKind::Invalid, |c| {
            c.ship_to.phone = "+1 512 555 0143".to_owned();
        }),
        ("ship_to.phone", ProblemKind::Invalid, |c| {
            c.ship_to.phone = "0987".to_owned();
        }),
        ("ship_to.country", ProblemKind::Invalid, |c| {
            c.ship_to.country = None;
        }),
        ("ship_to.country", ProblemKind::Unsupported, |c| {
            c.ship_to.country = CountryCode::from_code("TH");
        }),
        ("ship_from.country", ProblemKind::Unsupported, |c| {
            c.ship_from.country = CountryCode::from_code("US");
        }),
        ("direction", ProblemKind::Unsupported, |c| {
            c.direction = Direction::Return;
        }),
        ("options.signature", ProblemKind::Unsupported, |c| {
            c.options.signature = true;
        }),
        ("options.cod", ProblemKind::Invalid, |c| {
            c.options.cod = Some(dong(50_000_001));
        }),
        ("options.cod", ProblemKind::Invalid, |c| {
            c.options.cod = Some(dong(0));
        }),
        ("options.cod", ProblemKind::Invalid, |c| {
            c.options.cod = Some(Money::new(100, Currency::from_code("USD").unwrap()));
        }),
        ("options.insurance", ProblemKind::Invalid, |c| {
            c.options.insurance = Some(dong(-1));
        }),
        ("parcels", ProblemKind::Invalid, |c| c.parcels.clear()),
        ("parcels", ProblemKind::Unsupported, |c| {
            c.parcels.push(parcel());
        }),
        ("parcels.0.weight", ProblemKind::Invalid, |c| {
            c.parcels[0].weight = Weight::ZERO;
        }),
        ("parcels.0.weight", ProblemKind::Invalid, |c| {
            c.parcels[0].weight = Weight::from_micrograms(50_000_000_001);
        }),
        ("parcels.0.dimensions", ProblemKind::Invalid, |c| {
            c.parcels[0].dimensions = None;
        }),
        ("parcels.0.dimensions", ProblemKind::Invalid, |c| {
            c.parcels[0].dimensions = Some(centimetres([201, 1, 1]));
        }),
    ];
    for (at, (field, kind, change)) in cases.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let bench = Bench::new(account(), []);
        let (cx, rate) = (bench.cx(), rate_of(&bench.account));
        let bought = ships()
            .prepare(cx, purchase(), &odd, &rate, Format::Zpl)
            .await;
        let rated = rate::GhnRates.rate(cx, &odd).await;
        for problem in [bought.unwrap_err(), rated.unwrap_err()] {
            assert_eq!(
                problem.field.as_deref(),
                Some(*field),
                "case {at}: {problem:?}"
            );
            assert_eq!(problem.kind, *kind, "case {at}: {problem:?}");
            assert!(
                !problem.hint.is_empty() && !problem.text.is_empty(),
                "case {at}"
            );
        }
        assert_eq!(bench.said(), [], "case {at}");
    }
}

#[tokio::test]
async fn what_just_fits_is_said() {
    let mut tight = consignment();
    tight.parcels[0].weight = Weight::from_grams(50_000);
    tight.parcels[0].dimensions = Some(centimetres([200, 1, 1]));
    tight.options.cod = Some(dong(50_000_000));
    let (_, prepared) = prepared(account(), &tight, []).await;
    let order = body(&prepared.request.body);
    assert_eq!(
        (&order["weight"], &order["length"]),
        (&json!(50_000), &json!(200))
    );
    assert_eq!(order["cod_amount"], 50_000_000);
}

#[tokio::test]
async fn sizes_and_weights_never_go_down() {
    let mut odd = consignment();
    odd.parcels[0].weight = Weight::from_micrograms(1);
    odd.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_micrometres(100_001),
        width: Length::from_mm(100),
        height: Length::from_mm(1),
    });
    let (_, prepared) = prepared(account(), &odd, []).await;
    let order = body(&prepared.request.body);
    let sizes = ["weight", "length", "width", "height"].map(|name| order[name].as_i64().unwrap());
    assert_eq!(sizes, [1, 11, 10, 1]);
}

#[tokio::test]
async fn a_strangers_rate_and_an_account_that_is_not_whole_are_told() {
    let (bench, plain) = (Bench::new(account(), []), consignment());
    let rate = rate_of(&account());
    let prepare = ships().prepare(bench.cx(), purchase(), &plain, &rate, Format::Zpl);
    assert_eq!(prepare.await.unwrap_err().field.as_deref(), Some("rate"));
    let odd = Rate {
        service: "7".to_owned(),
        ..rate_of(&bench.account)
    };
    let prepare = ships().prepare(bench.cx(), purchase(), &plain, &odd, Format::Zpl);
    assert_eq!(prepare.await.unwrap_err().field.as_deref(), Some("rate"));
    let station = Bench::new(with(&[(order::STATION, "main street")]), []);
    let rated = rate::GhnRates.rate(station.cx(), &consignment()).await;
    assert_eq!(rated.unwrap_err().field.as_deref(), Some(order::STATION));
    let shopless = Bench::new(with(&[(host::SHOP, "")]), new_places());
    let rated = rate::GhnRates.rate(shopless.cx(), &consignment()).await;
    assert_eq!(rated.unwrap_err().field.as_deref(), Some(host::SHOP));
}

#[tokio::test]
async fn an_address_in_doubt_is_asked_about_and_nothing_is_bought() {
    for (ward, text) in [
        ("Tân Lập", "several wards"),
        ("Phường Bến Nghé", "has no ward"),
        ("", "is missing"),
    ] {
        let mut odd = consignment();
        odd.ship_to.ward = ward.to_owned();
        let bench = Bench::new(account(), new_places());
        let rate = rate_of(&bench.account);
        let prepare = ships().prepare(bench.cx(), purchase(), &odd, &rate, Format::Zpl);
        let problem = prepare.await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("ship_to.ward"));
        assert!(problem.text.contains(text), "{problem:?}");
    }
}

#[tokio::test]
async fn no_shift_is_told() {
    let none = crate::spoilt::answer(200, r#"{"code":200,"message":"Success","data":[]}"#);
    let account = with(&[(shift::SETTING, shift::FIRST)]);
    let bench = Bench::new(account, new_places().into_iter().chain([none]));
    let (rate, plain) = (rate_of(&bench.account), consignment());
    let prepare = ships().prepare(bench.cx(), purchase(), &plain, &rate, Format::Zpl);
    let problem = prepare.await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(shift::SETTING));
}
