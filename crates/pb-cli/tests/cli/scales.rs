//! Several scales: set up, read, zeroed, looked for; and what proves a weight.
use crate::run::{Bench, Ran, text};
use pb_domain::Weight;
use pb_sim::{ScaleSetup, SimScale};
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Longest that anything here may take.
const DEADLINE: Duration = Duration::from_secs(60);

fn port(scale: &SimScale) -> String {
    format!("tcp://127.0.0.1:{}", scale.port())
}

/// Sets a scale up and gives it.
fn set_up(bench: &Bench, name: &str) -> SimScale {
    let scale = SimScale::start().expect("a scale");
    let at = port(&scale);
    let words = [
        "setup",
        "scale",
        &at,
        "--name",
        name,
        "--protocol",
        "toledo-8217",
        "--unit",
        "kg",
    ];
    bench.done(&words);
    scale
}

fn configs(bench: &Bench) -> Vec<Value> {
    let show = bench.json(&["setup", "show"]);
    show["scales"].as_array().expect("scales").clone()
}

#[test]
fn several_scales_are_set_up_changed_and_removed_by_name() {
    let bench = Bench::new();
    let (_small, _large) = (set_up(&bench, "Small"), set_up(&bench, "Large"));
    let ids =
        |bench: &Bench| -> Vec<Value> { configs(bench).iter().map(|s| s["id"].clone()).collect() };
    let before = ids(&bench);
    assert_eq!(before.len(), 2);
    // What is left out stays as it is.
    bench.done(&[
        "setup",
        "scale",
        "--name",
        "large",
        "--no-zero",
        "--only-stable",
    ]);
    let large = &configs(&bench)[1];
    assert_eq!(
        (
            &large["reports_zero"],
            &large["only_stable"],
            &large["unit"]
        ),
        (&false.into(), &true.into(), &"kg".into())
    );
    bench.done(&["setup", "scale", "--name", "Large", "--no-zero=false"]);
    assert_eq!(configs(&bench)[1]["reports_zero"], true);
    assert_eq!(ids(&bench), before, "they are the same scales");
    assert_eq!(
        bench.fails(&["setup", "scale", "--name", "Nowhere", "--no-zero"]),
        (4, "not_found".to_owned())
    );
    assert_eq!(
        bench.fails(&["setup", "scale", "--remove"]),
        (4, "invalid".to_owned()),
        "which of them?"
    );
    bench.done(&["setup", "scale", "--name", "Small", "--remove"]);
    assert_eq!(ids(&bench), before[1..]);
    let listed = bench.done(&["scale", "list"]);
    assert!(
        listed.contains("Large") && !listed.contains("Small"),
        "{listed}"
    );
}

#[test]
fn a_scale_is_read_by_its_owners_pattern() {
    let bench = Bench::new();
    let scale = SimScale::start_with(&ScaleSetup {
        protocol: "pattern".into(),
        ..ScaleSetup::default()
    })
    .expect("a scale");
    let at = port(&scale);
    let words = ["setup", "scale", &at, "--protocol", "pattern", "--pattern"];
    let with = |pattern: &'static str| [&words[..], &[pattern]].concat();
    assert_eq!(
        bench.fails(&with("(?<weight>[0-9.]+")),
        (4, "invalid".to_owned())
    );
    assert_eq!(
        bench.fails(&["setup", "scale", &at, "--protocol", "sma", "--pattern", "x"]),
        (4, "invalid".to_owned()),
        "an option that would do nothing"
    );
    bench.done(&with(SimScale::PATTERN));
    let shipping = begin(&bench, &["ship", "1001", "--scale"]);
    wait_until("the scale is heard", || scale.polls() > 10);
    scale.place(Weight::from_grams(1_250));
    let shipped = Ran::from(shipping.wait_with_output().expect("ends"));
    assert_eq!(shipped.code, 0, "{shipped}");
    assert_eq!(shipped.json()["parcels"][0]["weight"], 1_250_000_000_u64);
}

#[test]
fn a_parcel_is_weighed_where_it_lies_and_its_frames_are_kept() {
    let bench = Bench::new();
    let (small, large) = (set_up(&bench, "Small"), set_up(&bench, "Large"));
    let shipping = begin(&bench, &["ship", "1001", "--scale"]);
    let polls = (small.polls(), large.polls());
    wait_until("the scales are asked", || {
        small.polls() > polls.0 + 5 && large.polls() > polls.1 + 5
    });
    large.place(Weight::from_grams(12_000));
    let shipped = Ran::from(shipping.wait_with_output().expect("ends"));
    assert_eq!(shipped.code, 0, "{shipped}");
    assert_eq!(shipped.json()["parcels"][0]["weight"], 12_000_000_000_u64);
    let evidence = bench.json(&["weigh", "evidence", "1001"]);
    assert_eq!(evidence["scale"], "Large");
    let frames = evidence["frames"].as_array().expect("frames");
    // STX, "12.000", CR.
    assert_eq!(frames.last().expect("frames")["hex"], "0231322e3030300d");
    let said = bench.done(&["weigh", "evidence", "1001"]);
    assert!(
        said.contains("0231322e3030300d") && said.contains("the pan was empty at"),
        "{said}"
    );
    let file = bench.path("evidence.json");
    bench.done(&["weigh", "evidence", "1001", "--out", text(&file)]);
    let kept: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("the file")).expect("JSON");
    assert_eq!(kept["evidence"]["frames"], evidence["frames"]);
    assert_eq!(
        bench.fails(&["weigh", "evidence", "1001", "--parcel", "2"]),
        (4, "not_found".to_owned())
    );
    bench.done(&["ship", "1002", "--weight", "1kg"]);
    assert_eq!(
        bench.fails(&["weigh", "evidence", "1002"]),
        (4, "not_found".to_owned()),
        "it was typed"
    );
}

#[test]
fn a_scale_is_zeroed_by_name() {
    let bench = Bench::new();
    assert_eq!(bench.fails(&["scale", "zero"]), (4, "not_found".to_owned()));
    let (_small, large) = (set_up(&bench, "Small"), set_up(&bench, "Large"));
    large.set_off_zero(Weight::from_grams(40));
    assert_eq!(bench.fails(&["scale", "zero"]), (4, "invalid".to_owned()));
    let answer = bench.json(&["scale", "zero", "large"]);
    assert_eq!(answer["done"], true, "{answer}");
    assert!(large.heard().contains(&b'Z'));
    large.unplug();
    assert_eq!(
        bench.fails(&["scale", "zero", "Large"]),
        (6, "no_weight".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_scale_on_a_serial_line_is_found_and_set_up() {
    let bench = Bench::new();
    let link = bench.path("tty-scale");
    let scale = SimScale::start_with(&ScaleSetup {
        pty: Some(link.clone()),
        ..ScaleSetup::default()
    })
    .expect("a scale");
    let at = format!("serial:{}", text(&link));
    let found = bench.json(&["scale", "detect", &at]);
    assert_eq!(found["found"]["protocol"], "toledo-8217", "{found}");
    assert!(configs(&bench).is_empty(), "looking sets nothing up");
    bench.done(&[
        "scale", "detect", &at, "--set-up", "--name", "Bench", "--unit", "kg",
    ]);
    let set = &configs(&bench)[0];
    assert_eq!(
        (&set["name"], &set["port"]["baud"], &set["port"]["line"]),
        (&"Bench".into(), &9600.into(), &"7E1".into())
    );
    assert_eq!(
        bench.fails(&["scale", "detect", &at]),
        (3, "precondition".to_owned()),
        "it is in use"
    );
    assert_eq!(
        bench.fails(&["scale", "detect", "usb"]),
        (4, "invalid".to_owned())
    );
    assert!(!scale.heard().contains(&b'Z'), "it was never zeroed");
}

fn begin(bench: &Bench, words: &[&str]) -> std::process::Child {
    bench
        .command(&[words, &["--json"]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts")
}

fn wait_until(what: &str, mut it_is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !it_is_so() {
        assert!(began.elapsed() < DEADLINE, "{what}: not in time");
        std::thread::yield_now();
    }
}
