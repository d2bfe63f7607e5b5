//! Setting scales up.
use super::super::{devices, port, scale};
use super::same_name;
use crate::args::SetUpScale;
use crate::host::Host;
use crate::output::{Answer, labelled};
use crate::parse::PortArg;
use pb_station::api::{
    BenchState, Code, DeviceKind, DevicesView, Failure, Port, Result, ScaleConfig, ScaleRef,
    SetScale,
};

/// Sets a scale up, changes or removes it.
pub(crate) async fn set_up(host: &Host, args: &SetUpScale) -> Result<Answer> {
    let devices: DevicesView = host.get("devices").await?;
    if args.remove {
        let which = scale::one(&devices.scales, args.name.as_deref())?;
        let which = ScaleRef {
            scale: which.id.clone(),
        };
        let set: DevicesView = host.call("remove_scale", &which).await?;
        return answer(host, &set).await;
    }
    let scale = config(args, &devices)?;
    let set: DevicesView = host.call("set_scale", &SetScale { scale }).await?;
    answer(host, &set).await
}

/// How a scale is set up now, in words.
pub(crate) async fn answer(host: &Host, set: &DevicesView) -> Result<Answer> {
    let bench: BenchState = host.get("bench").await?;
    Answer::new(set, labelled(&devices::set_up_lines(set, &bench)))
}

/// Where a scale is.
enum Place<'a> {
    Said(&'a PortArg),
    Kept(&'a Port),
}

fn config(args: &SetUpScale, devices: &DevicesView) -> Result<ScaleConfig> {
    let named = |scale: &&ScaleConfig| {
        args.name
            .as_deref()
            .is_some_and(|n| same_name(n, &scale.name))
    };
    let mut before = devices.scales.iter().find(named);
    let mut found = None;
    if let Some(port) = &args.port {
        port::of_scale(port)?;
        found = port::attached(devices, port, DeviceKind::Scale)?;
        let there = |scale: &&ScaleConfig| match (port, &scale.port, found) {
            (PortArg::Serial { path }, Port::Serial { path: set, .. }, _) => path == set,
            (_, set, Some(found)) => found.port == *set,
            (PortArg::Tcp { host, port }, Port::Tcp { host: h, port: p }, _) => {
                host == h && *port == Some(*p)
            }
            _ => false,
        };
        before = before.or_else(|| devices.scales.iter().find(there));
    }
    // Where it is: as said now, or as it is set up.
    let place = match (&args.port, before) {
        (Some(port), _) => Place::Said(port),
        (None, Some(before)) => Place::Kept(&before.port),
        (None, None) => {
            let name = args.name.as_deref().unwrap_or_default();
            return Err(Failure::not_found("scale called", name)
                .hint("Say where it is to set up a new one: `pb setup scale PORT --name …`"));
        }
    };
    let speaks = found.map(|d| d.speaks.clone()).filter(|s| !s.is_empty());
    let protocol = args.protocol.clone().or(speaks);
    let protocol = protocol.or_else(|| before.map(|b| b.protocol.clone()));
    let protocol = protocol.ok_or_else(|| {
        let known = devices.scale_protocols.iter();
        port::needed(
            "--protocol",
            known.map(|p| (p.id.as_str(), p.name.as_str())),
        )
    })?;
    let about = devices.scale_protocols.iter().find(|p| p.id == protocol);
    let usual = about.map_or("", |p| p.line.as_str());
    let at = match (place, before.map(|b| &b.port)) {
        (
            Place::Said(PortArg::Serial { path }),
            Some(Port::Serial {
                path: set,
                baud,
                line,
            }),
        ) if path == set && args.protocol.is_none() => with_line(path, *baud, line, args),
        (Place::Said(port), _) => port::resolve(port, found, &args.line, usual)?,
        (Place::Kept(Port::Serial { path, baud, line }), _) => with_line(path, *baud, line, args),
        (Place::Kept(set), _) => set.clone(),
    };
    let new = || ScaleConfig {
        id: String::new(),
        name: String::new(),
        port: at.clone(),
        protocol: protocol.clone(),
        unit: None,
        reports_zero: about.is_none_or(|p| p.reports_zero),
        pattern: None,
        only_stable: false,
    };
    let before = before.cloned().unwrap_or_else(new);
    if args.pattern.is_some() && about.is_some_and(|p| !p.pattern) {
        return Err(Failure::new(
            Code::Invalid,
            format!("“{protocol}” is read without a pattern"),
        )
        .hint("Leave --pattern out, or say --protocol pattern"));
    }
    Ok(ScaleConfig {
        id: before.id,
        name: args.name.clone().unwrap_or(before.name),
        port: at,
        protocol,
        unit: args.unit.or(before.unit),
        reports_zero: args.no_zero.map_or(before.reports_zero, |no| !no),
        pattern: args.pattern.clone().or(before.pattern),
        only_stable: args.only_stable.unwrap_or(before.only_stable),
    })
}

fn with_line(path: &str, baud: u32, line: &str, args: &SetUpScale) -> Port {
    Port::Serial {
        path: path.to_owned(),
        baud: args.line.baud.unwrap_or(baud),
        line: args.line.line.clone().unwrap_or_else(|| line.to_owned()),
    }
}
