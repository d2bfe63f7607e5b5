//! Several scales at one bench: a parcel gets the weight of the scale that carries it, and no other.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::bench::{Bench, scale_at};
use pb_domain::{ParcelId, Weight};
use pb_sim::SimScale;
use pb_station::api::{
    Code, Failure, FileOut, ParcelWeight, ScaleConfig, ScaleView, ShipmentView, WeightEvidence,
    ZeroAnswer,
};
use serde_json::{Value, json};

/// A bench with a second scale.
struct Two {
    bench: Bench,
    pallets: SimScale,
}

impl Two {
    fn new() -> Self {
        let (bench, pallets) = (Bench::new(), SimScale::start().expect("a scale"));
        bench.set_scale(scale_at(&pallets, "Pallets"));
        let two = Self { bench, pallets };
        two.until("Bench scale", is_zero);
        two.until("Pallets", is_zero);
        two
    }

    fn parcel(&self, number: &str) -> ParcelId {
        self.bench.draft(self.bench.order(number)).parcels[0].id
    }

    fn open(&self, parcel: ParcelId) {
        let _: Value = self.bench.ask("open_parcel", json!({ "parcel": parcel }));
    }

    fn weigh(&self, parcel: ParcelId) -> Result<ParcelWeight, Failure> {
        self.bench
            .attempt("weigh", json!({ "parcel": parcel, "typed": null }))
    }

    /// Waits until a scale shows something.
    fn until(&self, name: &str, shows: impl Fn(&ScaleView) -> bool) -> ScaleView {
        self.bench.until(&format!("{name} shows it"), || {
            let scales = self.bench.scales();
            scales.into_iter().find(|s| s.name == name && shows(s))
        })
    }

    fn until_weighing(&self, name: &str, grams: i64) -> ScaleView {
        let micrograms = Weight::from_grams(grams).micrograms();
        self.until(name, |s| kind(s) == ("stable".into(), Some(micrograms)))
    }

    fn config(&self, name: &str) -> ScaleConfig {
        let devices: Value = self.bench.ask("devices", json!({}));
        let scales: Vec<ScaleConfig> =
            serde_json::from_value(devices["scales"].clone()).expect("scales");
        let found = scales.into_iter().find(|s| s.name == name);
        found.expect("it is set up")
    }
}

/// What kind of reading it is, and its micrograms.
fn kind(scale: &ScaleView) -> (String, Option<i64>) {
    let reading = serde_json::to_value(&scale.reading).expect("a reading");
    let kind = reading["kind"].as_str().expect("a kind").to_owned();
    (kind, reading["weight"].as_i64())
}

fn is_zero(scale: &ScaleView) -> bool {
    kind(scale) == ("stable".into(), Some(0))
}

#[test]
fn a_parcel_gets_the_weight_of_the_scale_that_carries_it() {
    let two = Two::new();
    let (a, b) = (two.parcel("T-1"), two.parcel("T-2"));
    assert!(
        two.bench.scales()[0].active,
        "the first, as long as none is used"
    );
    two.open(a);
    two.pallets.place(Weight::from_grams(12_000));
    assert!(two.until_weighing("Pallets", 12_000).active);
    assert_eq!(two.bench.until_weighed(a), Weight::from_grams(12_000));
    // The next parcel goes on the other scale while the first one lies where it was.
    two.open(b);
    let refused = two.weigh(b).expect_err("it lies on no scale");
    assert!(refused.text.contains("another parcel"), "{refused:?}");
    two.bench.scale.place(Weight::from_grams(700));
    assert_eq!(two.bench.until_weighed(b), Weight::from_grams(700));
    let evidence: WeightEvidence = two.bench.ask("weight_evidence", json!({ "parcel": a }));
    assert_eq!(evidence.scale, "Pallets");
    assert_eq!(evidence.weight, Weight::from_grams(12_000));
    let evidence: WeightEvidence = two.bench.ask("weight_evidence", json!({ "parcel": b }));
    assert_eq!(evidence.scale, "Bench scale");
}

#[test]
fn two_loads_for_one_parcel_are_refused_until_one_is_off() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    two.open(parcel);
    two.bench.scale.place(Weight::from_grams(500));
    two.pallets.place(Weight::from_grams(9_000));
    two.until_weighing("Bench scale", 500);
    two.until_weighing("Pallets", 9_000);
    let refused = two.weigh(parcel).expect_err("which one is it?");
    assert_eq!(refused.code, Code::NoWeight);
    assert!(
        refused.text.contains("Bench scale and Pallets"),
        "{refused:?}"
    );
    two.bench.scale.clear();
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(9_000));
}

#[test]
fn a_scale_that_is_set_up_anew_knows_nothing_of_what_lies_on_it() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    two.open(parcel);
    two.pallets.place(Weight::from_grams(4_000));
    two.until_weighing("Pallets", 4_000);
    let config = two.config("Pallets");
    two.bench.set_scale(ScaleConfig {
        name: "Back room".into(),
        ..config.clone()
    });
    assert!(
        two.until_weighing("Back room", 4_000).active,
        "a name changes nothing else"
    );
    two.bench.set_scale(ScaleConfig {
        only_stable: true,
        ..config
    });
    two.until_weighing("Pallets", 4_000);
    let refused = two
        .weigh(parcel)
        .expect_err("nobody saw it being put there");
    assert!(refused.text.contains("seen empty"), "{refused:?}");
    two.pallets.clear();
    two.until("Pallets", is_zero);
    two.pallets.place(Weight::from_grams(4_100));
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(4_100));
}

#[test]
fn a_scale_that_is_removed_gives_nothing_and_the_others_go_on() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    two.open(parcel);
    two.pallets.place(Weight::from_grams(4_000));
    two.until_weighing("Pallets", 4_000);
    let id = two.config("Pallets").id;
    let _: Value = two.bench.ask("remove_scale", json!({ "scale": id }));
    let refused = two.weigh(parcel).expect_err("the scale is gone");
    assert!(refused.text.contains("empty"), "{refused:?}");
    let names: Vec<String> = two.bench.scales().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["Bench scale"]);
    two.bench.scale.place(Weight::from_grams(640));
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(640));
    let again = two
        .bench
        .attempt::<Value>("remove_scale", json!({ "scale": id }));
    assert_eq!(again.expect_err("once").code, Code::NotFound);
}

#[test]
fn a_line_is_read_by_one_scale() {
    let two = Two::new();
    let second = two.bench.attempt::<Value>(
        "set_scale",
        json!({ "scale": ScaleConfig { name: "Twin".into(), ..scale_at(&two.pallets, "") } }),
    );
    let refused = second.expect_err("Pallets is there");
    assert_eq!(
        (refused.code, refused.fields[0].field.as_str()),
        (Code::Invalid, "port")
    );
}

#[test]
fn an_empty_pan_is_zeroed_and_a_parcels_load_is_not() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    let id = two.config("Pallets").id;
    two.pallets.set_off_zero(Weight::from_grams(40));
    two.until_weighing("Pallets", 40);
    let answer: ZeroAnswer = two.bench.ask("zero_scale", json!({ "scale": id }));
    assert!(answer.done, "{answer:?}");
    two.until("Pallets", is_zero);
    two.open(parcel);
    two.pallets.place(Weight::from_grams(3_000));
    two.until_weighing("Pallets", 3_000);
    let heard = two.pallets.heard().len();
    let refused = two
        .bench
        .attempt::<ZeroAnswer>("zero_scale", json!({ "scale": id }))
        .expect_err("a parcel lies there");
    assert_eq!(refused.code, Code::Precondition);
    let asked = two.pallets.heard().split_off(heard);
    assert!(!asked.contains(&b'Z'), "it was not asked");
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(3_000));
}

#[test]
fn a_scale_that_reports_no_zero_is_meant_when_it_alone_is_loaded() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    two.bench.set_scale(ScaleConfig {
        reports_zero: false,
        ..two.config("Pallets")
    });
    two.open(parcel);
    two.pallets.place(Weight::from_grams(2_500));
    assert!(two.until_weighing("Pallets", 2_500).active);
    assert!(two.weigh(parcel).is_err(), "nobody said whose it is");
    let _: Value = two.bench.ask("next_parcel", json!({}));
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(2_500));
}

#[test]
fn the_frames_behind_a_weight_are_shown_and_given_away() {
    let two = Two::new();
    let parcel = two.parcel("T-1");
    two.open(parcel);
    two.bench.scale.place(Weight::from_grams(1_250));
    assert_eq!(two.bench.until_weighed(parcel), Weight::from_grams(1_250));
    let evidence: WeightEvidence = two
        .bench
        .ask("weight_evidence", json!({ "parcel": parcel }));
    assert_eq!(evidence.shown, "1.250 kg");
    assert!(evidence.frames.len() >= 2, "{evidence:?}");
    let last = evidence.frames.last().expect("frames");
    // STX, "01.250", CR, as the scale's manual has it.
    assert_eq!(last.hex, "0230312e3235300d");
    assert!(
        evidence.decision.contains("the pan was empty at"),
        "{}",
        evidence.decision
    );
    assert!(evidence.port.contains(&two.bench.scale.port().to_string()));
    let file: FileOut = two
        .bench
        .ask("weight_evidence_file", json!({ "parcel": parcel }));
    let bytes = STANDARD.decode(file.base64).expect("base64");
    let kept: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(kept["evidence"]["frames"], json!(evidence.frames));
    assert_eq!(kept["micrograms"], 1_250_000_000_u64);
    // What a person typed has no frames, also where a scale had told another weight before.
    let typed: ShipmentView = two.bench.bought("T-2", false);
    let none = two
        .bench
        .attempt::<WeightEvidence>("weight_evidence", json!({ "parcel": typed.parcels[0].id }))
        .expect_err("it was typed");
    assert_eq!(none.code, Code::NotFound);
    assert!(none.text.contains("typed"), "{none:?}");
}
