//! What is attached, and what is set up.
use crate::Station;
use crate::api::{
    ChoiceView, Code, DeviceKind, DeviceView, DevicesView, Failure, Nothing, PrinterConfig, Result,
    SetPrinter, SetScale,
};
use crate::{print, scale};
use pb_devices::{Access, Found, FoundKind, Port, SCALE_PROTOCOLS, ScaleConfig};
use pb_domain::FieldProblem;
use pb_labels::{LANGUAGES, Resolution};
use serde_json::json;

/// What is attached, and what is set up.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<DevicesView> {
    let found = Station::blocking(pb_devices::find).await?;
    Ok(DevicesView {
        found: found.into_iter().map(view).collect(),
        scale: station.store.setting(scale::KEY).await?,
        printer: print::config(station).await?,
        scale_protocols: SCALE_PROTOCOLS
            .iter()
            .map(|p| ChoiceView {
                id: p.id().into(),
                name: p.name().into(),
                line: p.line().to_string(),
            })
            .collect(),
        languages: LANGUAGES
            .iter()
            .map(|l| ChoiceView {
                id: l.id().into(),
                name: l.name().into(),
                line: String::new(),
            })
            .collect(),
    })
}

/// Sets the scale up, or removes it.
pub(crate) async fn set_scale(station: &Station, request: SetScale) -> Result<DevicesView> {
    not_in_demo(station)?;
    save_scale(station, request.scale.as_ref()).await?;
    list(station, Nothing {}).await
}

/// Keeps the scale's set-up and starts it.
pub(crate) async fn save_scale(station: &Station, config: Option<&ScaleConfig>) -> Result<()> {
    if let Some(config) = config {
        if !SCALE_PROTOCOLS.iter().any(|p| p.id() == config.protocol) {
            return wrong(
                "protocol",
                format!("No scale protocol is called “{}”", config.protocol),
            );
        }
        if let Err(error) = config.check() {
            return wrong("scale", error.to_string());
        }
    }
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(scale::KEY, config).await?;
    change
        .log("scale_set_up", None, "Scale set up", &json!(config))
        .await?;
    change.commit().await?;
    scale::set_up(station, config);
    Ok(())
}

/// Sets the label printer up, or removes it.
pub(crate) async fn set_printer(station: &Station, request: SetPrinter) -> Result<DevicesView> {
    not_in_demo(station)?;
    save_printer(station, request.printer.as_ref()).await?;
    list(station, Nothing {}).await
}

/// Keeps the printer's set-up and looks at it.
pub(crate) async fn save_printer(station: &Station, config: Option<&PrinterConfig>) -> Result<()> {
    if let Some(config) = config {
        if pb_labels::language(&config.language).is_none() {
            return wrong(
                "language",
                format!("No printer language is called “{}”", config.language),
            );
        }
        if Resolution::from_dpi(config.dpi).is_none() {
            return wrong(
                "dpi",
                format!("{} dpi is not known; choose 203 or 300", config.dpi),
            );
        }
        if config.name.trim().is_empty() {
            return wrong("name", "A name for the printer is missing".into());
        }
        if let Port::Tcp { host, .. } = &config.port
            && host.trim().is_empty()
        {
            return wrong("host", "The printer's address is missing".into());
        }
        if !(1..=120).contains(&config.proof_seconds) {
            return wrong("proof_seconds", "Between 1 and 120 seconds".into());
        }
    }
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(print::KEY, config).await?;
    change
        .log(
            "printer_set_up",
            None,
            "Label printer set up",
            &json!(config),
        )
        .await?;
    change.commit().await?;
    station.printer.set_up(station, config);
    Ok(())
}

fn wrong(field: &str, text: String) -> Result<()> {
    let fields = vec![FieldProblem {
        field: field.to_owned(),
        text: text.clone(),
    }];
    Err(Failure::new(Code::Invalid, text).fields(fields))
}

fn not_in_demo(station: &Station) -> Result<()> {
    if station.profile.demo {
        return Err(Failure::new(
            Code::Precondition,
            "The demo bench keeps its simulated scale and printer",
        )
        .hint("Set up your own bench to use real devices"));
    }
    Ok(())
}

fn view(found: Found) -> DeviceView {
    let (problem, remedy) = match &found.access {
        Access::Ready => (String::new(), String::new()),
        Access::Refused(error) => (error.to_string(), error.remedy()),
    };
    DeviceView {
        kind: match found.kind {
            FoundKind::Scale => DeviceKind::Scale,
            FoundKind::Printer => DeviceKind::Printer,
            FoundKind::Unknown => DeviceKind::Unknown,
        },
        name: found.name,
        port_text: found.port.to_string(),
        port: found.port,
        speaks: found.speaks,
        problem,
        remedy,
    }
}
