//! What is attached, and what is set up.
use crate::Station;
use crate::api::{
    ChoiceView, Code, DeviceKind, DeviceView, DevicesView, Failure, Nothing, Result, SetScale,
};
use crate::{printers, scale};
use pb_devices::{Access, Found, FoundKind, SCALE_PROTOCOLS, ScaleConfig};
use pb_domain::FieldProblem;
use serde_json::json;

/// What is attached, and what is set up.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<DevicesView> {
    let found = Station::blocking(pb_devices::find).await?;
    Ok(DevicesView {
        found: found.into_iter().map(view).collect(),
        scale: station.store.setting(scale::KEY).await?,
        printers: printers::all(station).await?,
        scale_protocols: SCALE_PROTOCOLS
            .iter()
            .map(|p| ChoiceView {
                id: p.id().into(),
                name: p.name().into(),
                line: p.line().to_string(),
            })
            .collect(),
        languages: printers::languages(),
        media: printers::presets(),
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

fn wrong(field: &str, text: String) -> Result<()> {
    let fields = vec![FieldProblem {
        field: field.to_owned(),
        text: text.clone(),
    }];
    Err(Failure::new(Code::Invalid, text).fields(fields))
}

pub(crate) fn not_in_demo(station: &Station) -> Result<()> {
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
