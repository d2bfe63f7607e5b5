//! Which scale is on a line is found out, told step by step, and never at the cost of a scale in use.
use journeys::bench::{Bench, scale_at};
use pb_sim::{ScaleFault, ScaleSetup, SimScale};
use pb_station::api::{Code, DetectedView, Event, Port};
use serde_json::{Value, json};
use std::path::Path;

/// A scale on a pseudo-terminal, and its line.
fn on_a_line(bench: &Bench, protocol: &str) -> (SimScale, Port) {
    let link = bench.home().join(format!("tty-{protocol}"));
    let scale = SimScale::start_with(&ScaleSetup {
        protocol: protocol.into(),
        pty: Some(link.clone()),
        ..ScaleSetup::default()
    });
    (scale.expect("a scale"), line(&link))
}

/// The line as a person may have left it: set to anything.
fn line(path: &Path) -> Port {
    Port::Serial {
        path: path.display().to_string(),
        baud: 115_200,
        line: "8N1".into(),
    }
}

#[test]
fn a_scale_on_a_serial_line_is_recognised_and_weighs() {
    let bench = Bench::bare();
    let (scale, port) = on_a_line(&bench, "toledo-8217");
    let mut events = bench.app().events();
    let found: DetectedView = bench.ask("detect_scale", json!({ "port": port }));
    let mut config = found.found.expect("a scale is there");
    assert_eq!(config.protocol, "toledo-8217", "{}", found.text);
    let Port::Serial { baud, line, .. } = &config.port else {
        panic!("{config:?}")
    };
    assert_eq!((*baud, line.as_str()), (9600, "7E1"));
    assert!(found.steps.len() > 1, "{:?}", found.steps);
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::DetectScale { text } = event {
            told.push(text);
        }
    }
    for step in &found.steps {
        assert!(told.iter().any(|t| t.starts_with(step)), "{step}: {told:?}");
    }
    assert!(!scale.heard().contains(&b'Z'), "it was never zeroed");
    config.unit = Some(pb_domain::WeightUnit::Kg);
    bench.set_scale(config);
    bench.until_empty();
}

#[test]
fn a_look_is_one_at_a_time_and_can_be_stopped() {
    let bench = Bench::bare();
    let (scale, port) = on_a_line(&bench, "toledo-8217");
    scale.set_fault(ScaleFault::Silent);
    let mut events = bench.app().events();
    let app = bench.app();
    let request = json!({ "port": port });
    let asked = request.clone();
    let looking = bench
        .runtime()
        .spawn(async move { app.call("detect_scale", asked).await });
    bench.until("it looks", || {
        let event = events.try_recv().ok()?;
        matches!(event, Event::DetectScale { .. }).then_some(())
    });
    let refused = bench
        .attempt::<DetectedView>("detect_scale", request)
        .expect_err("one at a time");
    assert_eq!(refused.code, Code::Precondition);
    let _: Value = bench.ask("stop_detect_scale", json!({}));
    let answer = bench.runtime().block_on(looking).expect("it ends");
    let found: DetectedView = serde_json::from_value(answer.expect("an answer")).expect("a view");
    assert_eq!(found.found, None);
    assert!(found.text.contains("stopped"), "{}", found.text);
}

#[test]
fn a_line_in_use_is_left_alone() {
    let bench = Bench::new();
    bench.until_empty();
    let taken = scale_at(&bench.scale, "").port;
    let heard = bench.scale.heard().len();
    let refused = bench
        .attempt::<DetectedView>("detect_scale", json!({ "port": taken }))
        .expect_err("the bench's own scale is there");
    assert_eq!(refused.code, Code::Precondition);
    assert!(refused.text.contains("Bench scale"), "{refused:?}");
    let asked = bench.scale.heard().split_off(heard);
    assert!(asked.iter().all(|byte| *byte == b'W'), "{asked:?}");
    let printer = Port::Tcp {
        host: "127.0.0.1".into(),
        port: bench.printer.port(),
    };
    let refused = bench
        .attempt::<DetectedView>("detect_scale", json!({ "port": printer }))
        .expect_err("a printer would print the questions");
    assert!(refused.text.contains("Zebra"), "{refused:?}");
}
