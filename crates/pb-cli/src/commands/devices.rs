//! Scales and printers: what is attached, what is set up, and how that is.
use crate::host::Host;
use crate::output::{Answer, labelled, table, word};
use pb_station::api::{BenchState, DevicesView, PrinterView, Result, ScaleView};
use serde::Serialize;

/// What `pb devices` answers.
#[derive(Serialize)]
struct Devices {
    #[serde(flatten)]
    devices: DevicesView,
    scale_now: ScaleView,
    printer_now: PrinterView,
}

/// The rules for devices of Linux, as they ship.
const RULES: &str = include_str!("../../../../assets/udev/70-packbench.rules");

/// Prints the rules; they are the same whatever is set up.
pub(crate) fn rules() -> Result<Answer> {
    Answer::new(&serde_json::json!({ "rules": RULES }), RULES)
}

/// Lists devices.
pub(crate) async fn list(host: &Host) -> Result<Answer> {
    let devices: DevicesView = host.get("devices").await?;
    let bench: BenchState = host.get("bench").await?;
    let mut text = labelled(&set_up_lines(&devices, &bench));
    let found: Vec<Vec<String>> = devices
        .found
        .iter()
        .map(|d| {
            let problem = if d.problem.is_empty() {
                String::new()
            } else {
                format!("{}. {}", d.problem, d.remedy)
            };
            vec![
                word(&d.kind),
                d.name.clone(),
                d.port_text.clone(),
                d.speaks.clone(),
                problem,
            ]
        })
        .collect();
    text.push_str("\nAttached\n");
    text.push_str(&if found.is_empty() {
        "Nothing was found; printers on the network are not looked for\n".to_owned()
    } else {
        table(&["Kind", "Name", "Port", "Speaks", "Problem"], &found)
    });
    let choices = devices.scale_protocols.iter().map(|p| {
        vec![
            "scale protocol".into(),
            p.id.clone(),
            p.name.clone(),
            p.line.clone(),
        ]
    });
    let languages = devices.languages.iter().map(|l| {
        vec![
            "printer language".into(),
            l.id.clone(),
            l.name.clone(),
            String::new(),
        ]
    });
    text.push('\n');
    text.push_str(&table(
        &["Can be spoken", "Id", "Name", "Serial line"],
        &choices.chain(languages).collect::<Vec<_>>(),
    ));
    Answer::new(
        &Devices {
            devices,
            scale_now: bench.scale,
            printer_now: bench.printer,
        },
        text,
    )
}

/// What is set up and how it is, in words.
pub(crate) fn set_up_lines(
    devices: &DevicesView,
    bench: &BenchState,
) -> Vec<(&'static str, String)> {
    let scales: Vec<String> = devices
        .scales
        .iter()
        .map(|scale| {
            let view = bench.scales.iter().find(|v| v.id == scale.id);
            let name = view.map_or(scale.name.as_str(), |v| v.name.as_str());
            let now = view.map_or_else(String::new, super::scale::now);
            format!("{name} · {} · {now}", scale.port)
        })
        .collect();
    let printers: Vec<String> = devices
        .printers
        .iter()
        .map(|printer| {
            let view = bench.printers.iter().find(|v| v.id == Some(printer.id));
            format!(
                "{} · {} · {} · {} dpi · {}",
                printer.name,
                printer.port,
                printer.language,
                printer.dpi,
                view.map_or("", |v| v.text.as_str())
            )
        })
        .collect();
    let or_none = |lines: Vec<String>| {
        if lines.is_empty() {
            "none is set up".to_owned()
        } else {
            lines.join("\n")
        }
    };
    vec![("Scales", or_none(scales)), ("Printers", or_none(printers))]
}
