//! What GHTK does not take, told before it is asked.
use super::*;
use crate::Rates as _;

type Change = fn(&mut Consignment);

const CASES: &[(&str, ProblemKind, Change)] = &[
    ("ship_to.name", ProblemKind::Invalid, |c| {
        c.ship_to.name.clear();
    }),
    ("ship_to.line1", ProblemKind::Invalid, |c| {
        " ".clone_into(&mut c.ship_to.line1);
    }),
    ("ship_to.phone", ProblemKind::Invalid, |c| {
        c.ship_to.phone.clear();
    }),
    ("ship_to.phone", ProblemKind::Invalid, |c| {
        "ask".clone_into(&mut c.ship_to.phone);
    }),
    ("ship_to.phone", ProblemKind::Invalid, |c| {
        "0987".clone_into(&mut c.ship_to.phone);
    }),
    ("ship_to.phone", ProblemKind::Invalid, |c| {
        "+1 512 555 0143".clone_into(&mut c.ship_to.phone);
    }),
    ("ship_to.ward", ProblemKind::Invalid, |c| {
        c.ship_to.ward.clear();
    }),
    ("ship_to.region", ProblemKind::Invalid, |c| {
        c.ship_to.region.clear();
        c.ship_to.city.clear();
    }),
    ("ship_from.ward", ProblemKind::Invalid, |c| {
        c.ship_from.ward.clear();
    }),
    ("ship_from.phone", ProblemKind::Invalid, |c| {
        c.ship_from.phone.clear();
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
    ("options.instructions", ProblemKind::Invalid, |c| {
        c.options.instructions = "ề".repeat(121);
    }),
    ("options.cod", ProblemKind::Invalid, |c| {
        c.options.cod = Some(dong(20_000_001));
    }),
    ("options.cod", ProblemKind::Invalid, |c| {
        c.options.cod = Some(dong(0));
    }),
    ("options.cod", ProblemKind::Invalid, |c| {
        c.options.cod = Some(Money::new(100, Currency::from_code("USD").unwrap()));
    }),
    ("options.insurance", ProblemKind::Invalid, |c| {
        c.options.insurance = Some(dong(20_000_001));
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
        c.parcels[0].dimensions = Some(centimetres([0, 1, 1]));
    }),
];

#[tokio::test]
async fn each_limit_names_its_field_before_anything_leaves() {
    for (at, (field, kind, change)) in CASES.iter().enumerate() {
        let mut odd = consignment();
        change(&mut odd);
        let bench = Bench::new(account(), []);
        let bought = prepare(&bench, &odd).await;
        let rated = rate::GhtkRates.rate(bench.cx(), &odd).await;
        for problem in [bought.unwrap_err(), rated.unwrap_err()] {
            let told = (problem.field.as_deref(), problem.kind);
            assert_eq!(told, (Some(*field), *kind), "case {at}: {problem:?}");
            let says = !problem.hint.is_empty() && !problem.text.is_empty();
            assert!(says, "case {at}");
        }
        assert_eq!(bench.said(), [], "case {at}");
    }
}

#[tokio::test]
async fn what_just_fits_is_said() {
    let mut tight = consignment();
    tight.parcels[0].weight = Weight::from_grams(50_000);
    tight.options.cod = Some(dong(20_000_000));
    tight.options.insurance = Some(dong(20_000_000));
    tight.options.instructions = "ề".repeat(120);
    let order = order_of(account(), &tight).await;
    assert_eq!(order["total_weight"], 50_000);
    assert_eq!(order["pick_money"], 20_000_000);
    assert_eq!(order["value"], 20_000_000);
    assert_eq!(order["note"].as_str().unwrap().chars().count(), 120);
}

#[tokio::test]
async fn a_known_pickup_address_needs_none_of_ours_but_the_country() {
    let mut bare = consignment();
    bare.ship_from = Address {
        country: CountryCode::from_code("VN"),
        ..Address::default()
    };
    let known = with(&[(order::PICKUP, "88256")]);
    assert_eq!(
        order_of(known.clone(), &bare).await["pick_address_id"],
        "88256"
    );
    bare.ship_from.country = CountryCode::from_code("TH");
    let problem = prepare(&Bench::new(known, []), &bare).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_from.country"));
}

#[tokio::test]
async fn a_strangers_rate_is_told() {
    let bench = Bench::new(account(), []);
    let foreign = Rate {
        account: AccountId(Uuid::max()),
        ..rate_of(&bench.account)
    };
    let odd = Rate {
        service: "sea".to_owned(),
        ..rate_of(&bench.account)
    };
    for rate in [foreign, odd] {
        let plain = consignment();
        let prepare = ships().prepare(bench.cx(), purchase(), &plain, &rate, Format::Pdf);
        assert_eq!(prepare.await.unwrap_err().field.as_deref(), Some("rate"));
    }
}
