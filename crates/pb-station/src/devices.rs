//! What is attached, and what is set up.
use crate::Station;
use crate::api::{
    Code, DeviceKind, DeviceView, DevicesView, Failure, Nothing, Result, ScaleProtocolView,
};
use crate::{printers, scale};
use pb_devices::{Access, Found, FoundKind, SCALE_PROTOCOLS};

/// What is attached, and what is set up.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<DevicesView> {
    let found = Station::blocking(pb_devices::find).await?;
    Ok(DevicesView {
        found: found.into_iter().map(view).collect(),
        scales: scale::all(station).await?,
        printers: printers::all(station).await?,
        scale_protocols: SCALE_PROTOCOLS
            .iter()
            .map(|p| ScaleProtocolView {
                id: p.id().into(),
                name: p.name().into(),
                line: p.line().into(),
                zero: p.zero().is_some(),
                pattern: p.takes_pattern(),
                says_unit: p.says_unit(),
                reports_zero: p.reports_zero(),
            })
            .collect(),
        languages: printers::languages(),
        media: printers::presets(),
    })
}

pub(crate) fn not_in_demo(station: &Station) -> Result<()> {
    if station.profile.demo {
        return Err(Failure::new(
            Code::Precondition,
            "The demo bench keeps its simulated devices",
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
