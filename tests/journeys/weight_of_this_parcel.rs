//! A weight on a label was stable, fresh and of this parcel.
use journeys::bench::Bench;
use pb_domain::{ParcelId, Weight, WeightSource};
use pb_sim::ScaleFault;
use pb_station::api::{Code, ParcelWeight, ShipmentView};
use serde_json::{Value, json};

fn open(bench: &Bench, parcel: ParcelId) {
    bench.ask::<Value>("open_parcel", json!({ "parcel": parcel }));
}

fn weigh(bench: &Bench, parcel: ParcelId) -> Result<ParcelWeight, pb_station::api::Failure> {
    bench.attempt("weigh", json!({ "parcel": parcel, "typed": null }))
}

#[test]
fn parcel_b_does_not_inherit_the_weight_of_a() {
    let bench = Bench::new();
    let a = bench.draft(bench.order("T-1")).parcels[0].id;
    let b = bench.draft(bench.order("T-2")).parcels[0].id;
    bench.until_empty();
    open(&bench, a);
    bench.scale.place(Weight::from_grams(800));
    assert_eq!(bench.until_weighed(a), Weight::from_grams(800));
    open(&bench, b);
    bench.until_reading("stable");
    let refused = weigh(&bench, b).expect_err("the box of A lies there");
    assert_eq!(refused.code, Code::NoWeight);
    assert!(refused.text.contains("another parcel"), "{refused:?}");
    bench.scale.clear();
    bench.until_empty();
    bench.scale.place(Weight::from_grams(950));
    assert_eq!(bench.until_weighed(b), Weight::from_grams(950));
    assert_eq!(
        weigh(&bench, b).expect_err("used once").code,
        Code::NoWeight
    );
}

#[test]
fn moving_unplugged_and_rubbish_give_no_weight() {
    let bench = Bench::new();
    let parcel = bench.draft(bench.order("T-1")).parcels[0].id;
    bench.until_empty();
    open(&bench, parcel);
    bench.scale.set_moving(true);
    bench.scale.place(Weight::from_grams(500));
    bench.until_reading("moving");
    assert_eq!(
        weigh(&bench, parcel).expect_err("it moves").code,
        Code::NoWeight
    );
    bench.scale.unplug();
    bench.until_reading("gone");
    assert_eq!(
        weigh(&bench, parcel).expect_err("it is gone").code,
        Code::NoWeight
    );
    bench.scale.set_moving(false);
    bench.scale.plug();
    bench.until_reading("stable");
    let refused = weigh(&bench, parcel).expect_err("nobody saw what happened on the pan");
    assert!(refused.text.contains("empty"), "{refused:?}");
    bench.scale.set_fault(ScaleFault::Garbage);
    bench.until("no stable reading out of rubbish", || {
        (bench.reading()["kind"] != "stable").then_some(())
    });
    bench.scale.set_fault(ScaleFault::Fragments);
    bench.scale.clear();
    bench.until_empty();
    bench.scale.place(Weight::from_grams(640));
    assert_eq!(bench.until_weighed(parcel), Weight::from_grams(640));
}

#[test]
fn a_weight_that_the_scale_did_not_give_is_refused() {
    let bench = Bench::new();
    let mut draft = bench.draft(bench.order("T-1"));
    let purchase = bench.purchase(&draft, "Own van", false);
    draft.parcels[0].weight = Some(ParcelWeight {
        weight: Weight::from_grams(10),
        source: WeightSource::Scale {
            shown: "0.010 kg".into(),
            at: "2026-11-20T10:00:00Z".into(),
        },
    });
    let forged = pb_station::api::Buy { draft, ..purchase };
    let refused = bench
        .attempt::<ShipmentView>("buy", &forged)
        .expect_err("no scale said so");
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!(refused.fields[0].field, "parcels.0.weight");
}

#[test]
fn typed_weights_are_kept_as_typed_and_checked() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    for wrong in ["0", "-2 kg", "heavy", "5000 kg", ""] {
        let refused = bench.attempt::<Value>(
            "weigh",
            json!({ "parcel": draft.parcels[0].id, "typed": wrong }),
        );
        assert_eq!(refused.expect_err(wrong).code, Code::Invalid, "{wrong}");
    }
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    let WeightSource::Typed { entered, .. } = &bought.parcels[0].weight_source else {
        panic!("{bought:?}")
    };
    assert_eq!(entered, "1.2 kg");
}
