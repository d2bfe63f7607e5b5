//! Reading, zeroing and looking for scales.
use super::port;
use crate::args::scale::{DetectArgs, ScaleName};
use crate::args::{ScaleCommand, SerialLine};
use crate::host::Host;
use crate::output::{Answer, table};
use crate::parse::PortArg;
use pb_station::api::{
    BenchState, Code, DetectScale, DetectedView, DevicesView, Event, Failure, Result, ScaleConfig,
    ScaleRef, ScaleView, SetScale, ZeroAnswer,
};
use serde_json::json;
use std::fmt::Write as _;

/// Does something with scales.
pub(crate) async fn run(host: &Host, command: &ScaleCommand) -> Result<Answer> {
    match command {
        ScaleCommand::List => list(host).await,
        ScaleCommand::Zero(which) => zero(host, which).await,
        ScaleCommand::Detect(args) => detect(host, args).await,
    }
}

/// The scale a person means: by name or id, or the only one.
pub(crate) fn one<'a>(scales: &'a [ScaleConfig], name: Option<&str>) -> Result<&'a ScaleConfig> {
    let names: Vec<&str> = scales
        .iter()
        .map(|s| {
            if s.name.is_empty() {
                s.id.as_str()
            } else {
                s.name.as_str()
            }
        })
        .collect();
    let hint = format!("Scales are: {}", names.join(", "));
    match (name, scales) {
        (_, []) => Err(Failure::new(Code::NotFound, "No scale is set up")
            .hint("Set one up with `pb setup scale …`")),
        (Some(name), scales) => scales
            .iter()
            .find(|s| s.id == name || super::same_name(&s.name, name))
            .ok_or_else(|| Failure::not_found("scale called", name).hint(hint)),
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::new(Code::Invalid, "There are several scales").hint(hint)),
    }
}

async fn list(host: &Host) -> Result<Answer> {
    let bench: BenchState = host.get("bench").await?;
    let devices: DevicesView = host.get("devices").await?;
    if bench.scales.is_empty() {
        return Answer::new(
            &json!({ "scales": bench.scales }),
            "No scale is set up: pb setup scale …\n",
        );
    }
    let rows: Vec<Vec<String>> = bench
        .scales
        .iter()
        .map(|view| {
            let config = devices.scales.iter().find(|s| s.id == view.id);
            vec![
                view.name.clone(),
                config.map_or_else(String::new, |s| s.port.to_string()),
                config.map_or_else(String::new, |s| s.protocol.clone()),
                now(view),
                view.id.clone(),
            ]
        })
        .collect();
    Answer::new(
        &json!({ "scales": bench.scales }),
        table(&["Name", "Port", "Protocol", "Now", "Id"], &rows),
    )
}

/// What a scale shows, or what is the matter with it.
pub(crate) fn now(view: &ScaleView) -> String {
    if view.hint.is_empty() {
        view.shown.clone()
    } else {
        view.hint.clone()
    }
}

async fn zero(host: &Host, which: &ScaleName) -> Result<Answer> {
    let devices: DevicesView = host.get("devices").await?;
    let scale = one(&devices.scales, which.scale.as_deref())?;
    // A process that has just opened the bench may be earlier than its scale's first word.
    super::weigh::until_connected(host, &scale.id).await?;
    let which = ScaleRef {
        scale: scale.id.clone(),
    };
    let answer: ZeroAnswer = host.call("zero_scale", &which).await?;
    if answer.done {
        return Answer::new(&answer, answer.text.clone());
    }
    Err(Failure::new(Code::NoWeight, answer.text))
}

async fn detect(host: &Host, args: &DetectArgs) -> Result<Answer> {
    port::of_scale(&args.port)?;
    if matches!(args.port, PortArg::Hid(_)) {
        return Err(Failure::new(
            Code::Invalid,
            "USB scales say what they are; only serial lines are looked at",
        )
        .hint("Set it up with `pb setup scale hid`"));
    }
    let plain = SerialLine {
        baud: None,
        line: None,
    };
    let request = DetectScale {
        port: port::resolve(&args.port, None, &plain, "")?,
    };
    let mut events = host.events();
    let look = host.call::<DetectedView>("detect_scale", &request);
    tokio::pin!(look);
    let found = loop {
        tokio::select! {
            found = &mut look => break found?,
            event = events.recv() => match event {
                Ok(Event::DetectScale { text }) if host.output.watched() => host.output.progress(&text),
                Ok(_) => {}
                Err(_) => break look.await?,
            },
        }
    };
    if host.output.watched() {
        host.output.progress("");
    }
    let Some(scale) = &found.found else {
        return Err(Failure::new(Code::NotFound, found.text).hint(
            "Set it up with `pb setup scale PORT --protocol ID` when you know what it speaks",
        ));
    };
    if !args.set_up {
        let mut text = format!("{}\n", found.text);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "Set it up with --set-up, or: pb setup scale … --protocol {}",
            scale.protocol
        );
        return Answer::new(&found, text);
    }
    let scale = ScaleConfig {
        name: args.name.clone().unwrap_or_default(),
        unit: args.unit,
        ..scale.clone()
    };
    let set: DevicesView = host.call("set_scale", &SetScale { scale }).await?;
    host.output.note(&found.text);
    super::setup::set_up_answer(host, &set).await
}
