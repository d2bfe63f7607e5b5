//! Which scales are set up, and what a set-up may say.
use super::desks::name;
use crate::api::{
    Code, DevicesView, Event, Failure, Nothing, Result, ScaleConfig, ScaleRef, SetScale,
};
use crate::{Station, devices};
use pb_devices::{Port, SCALE_PROTOCOLS};
use pb_domain::FieldProblem;
use pb_store::Store;
use serde_json::json;

const KEY: &str = "scales";
/// Where benches that had one scale kept it.
const ONE: &str = "scale";
/// The id of a scale that was set up when there could be one.
const FIRST: &str = "first";

/// The scales that are set up, in the order in which they were.
pub(crate) async fn all(station: &Station) -> Result<Vec<ScaleConfig>> {
    kept(&station.store).await
}

async fn kept(store: &Store) -> Result<Vec<ScaleConfig>> {
    if let Some(scales) = store.setting(KEY).await? {
        return Ok(scales);
    }
    let one: Option<ScaleConfig> = store.setting(ONE).await?;
    let with_id = |scale| ScaleConfig {
        id: FIRST.into(),
        ..scale
    };
    Ok(one.into_iter().map(with_id).collect())
}

/// Sets a scale up, or changes one.
pub(crate) async fn set_scale(station: &Station, request: SetScale) -> Result<DevicesView> {
    devices::not_in_demo(station)?;
    save(station, request.scale).await?;
    devices::list(station, Nothing {}).await
}

/// Removes a scale. What lies on it is no parcel's any more.
pub(crate) async fn remove_scale(station: &Station, request: ScaleRef) -> Result<DevicesView> {
    devices::not_in_demo(station)?;
    let mut scales = all(station).await?;
    let at = scales
        .iter()
        .position(|scale| scale.id == request.scale)
        .ok_or_else(|| Failure::not_found("scale", &request.scale))?;
    let scale = scales.remove(at);
    let text = format!("Scale {} removed", name(&scale));
    keep(station, &scales, "scale_removed", &text, &scale).await?;
    devices::list(station, Nothing {}).await
}

/// Keeps a scale's set-up and starts it.
pub(crate) async fn save(station: &Station, mut scale: ScaleConfig) -> Result<()> {
    let mut scales = all(station).await?;
    scale.name = scale.name.trim().to_owned();
    let place = scales.iter().position(|other| other.id == scale.id);
    if scale.id.is_empty() {
        scale.id = station.new_id().to_string();
    } else if place.is_none() {
        return Err(Failure::not_found("scale", &scale.id));
    }
    let problems = problems(&scale, &scales);
    if let Some(first) = problems.first() {
        return Err(Failure::new(Code::Invalid, first.text.clone()).fields(problems));
    }
    let text = match place {
        Some(at) => {
            scales[at] = scale.clone();
            format!("Scale {} changed", name(&scale))
        }
        None => {
            scales.push(scale.clone());
            format!("Scale {} set up", name(&scale))
        }
    };
    keep(station, &scales, "scale_set_up", &text, &scale).await
}

async fn keep(
    station: &Station,
    scales: &[ScaleConfig],
    kind: &str,
    text: &str,
    scale: &ScaleConfig,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&scales)).await?;
    change.save_setting::<ScaleConfig>(ONE, None).await?;
    change.log(kind, None, text, &json!(scale)).await?;
    change.commit().await?;
    let (desks, scales) = (station.clone(), scales.to_vec());
    // Stopping a thread waits for it.
    Station::blocking(move || desks.scales.set_up(&scales)).await?;
    station.emit(Event::Devices);
    Ok(())
}

/// What of a set-up cannot be, field by field.
fn problems(scale: &ScaleConfig, all: &[ScaleConfig]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, text: String| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            text,
        });
    };
    if !SCALE_PROTOCOLS.iter().any(|p| p.id() == scale.protocol) {
        wrong(
            "protocol",
            format!("No scale protocol is called “{}”", scale.protocol),
        );
    } else if let Err(error) = scale.check() {
        wrong("scale", error.to_string());
    }
    for other in all.iter().filter(|other| other.id != scale.id) {
        if same_line(&other.port, &scale.port) {
            wrong(
                "port",
                format!("{} is set up there: a scale is read by one", name(other)),
            );
        }
        let called = |config: &ScaleConfig| config.name.to_lowercase();
        if !scale.name.is_empty() && called(other) == called(scale) {
            wrong("name", format!("Another scale is called “{}”", scale.name));
        }
    }
    problems
}

/// Whether two ports are the same socket, device or line, however it is set.
pub(super) fn same_line(a: &Port, b: &Port) -> bool {
    // A device often has several names, such as those below /dev/serial/by-id.
    let device = |path: &str| std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    match (a, b) {
        (Port::Serial { path: a, .. }, Port::Serial { path: b, .. }) => device(a) == device(b),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use pb_domain::WeightUnit;
    use pb_store::DatabaseKey;

    #[tokio::test]
    async fn the_scale_of_a_bench_that_had_one_is_the_first_of_a_list() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("station.db");
        let store = Store::open(&path, &DatabaseKey::new([7; 32]), "S1")
            .await
            .expect("opens");
        assert_eq!(kept(&store).await.expect("reads"), []);
        let old = json!({
            "port": { "kind": "serial", "path": "/dev/ttyUSB0", "baud": 9600, "line": "7E1" },
            "protocol": "toledo-8217", "unit": "kg", "reports_zero": true
        });
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("writes");
        change.save_setting(ONE, Some(&old)).await.expect("writes");
        change.commit().await.expect("writes");
        let scales = kept(&store).await.expect("reads");
        assert_eq!(scales.len(), 1);
        assert_eq!(
            (scales[0].id.as_str(), scales[0].protocol.as_str()),
            (FIRST, "toledo-8217")
        );
    }

    fn scale(id: &str, path: &str) -> ScaleConfig {
        ScaleConfig {
            id: id.into(),
            name: id.to_uppercase(),
            port: Port::Serial {
                path: path.into(),
                baud: 9600,
                line: "7E1".into(),
            },
            protocol: "toledo-8217".into(),
            unit: Some(WeightUnit::Kg),
            reports_zero: true,
            pattern: None,
            only_stable: false,
        }
    }

    #[test]
    fn a_line_and_a_name_are_one_scales() {
        let fields = |new: &ScaleConfig| -> Vec<String> {
            let set_up = [scale("a", "/nowhere/a")];
            let problems = problems(new, &set_up);
            problems.into_iter().map(|p| p.field).collect()
        };
        assert_eq!(fields(&scale("b", "/nowhere/b")), [""; 0]);
        assert_eq!(fields(&scale("a", "/nowhere/a")), [""; 0], "itself");
        let mut other = scale("b", "/nowhere/a");
        other.port = Port::Serial {
            path: "/nowhere/a".into(),
            baud: 1200,
            line: "8N1".into(),
        };
        assert_eq!(fields(&other), ["port"], "another speed is the same line");
        let named = ScaleConfig {
            name: "a".into(),
            ..scale("b", "/nowhere/b")
        };
        assert_eq!(fields(&named), ["name"]);
        let unknown = ScaleConfig {
            protocol: "morse".into(),
            ..scale("b", "/nowhere/b")
        };
        assert_eq!(fields(&unknown), ["protocol"]);
    }
}
