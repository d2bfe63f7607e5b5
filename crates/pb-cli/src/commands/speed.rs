//! How long the steps from scan to paper take.
use crate::args::SpeedArgs;
use crate::host::Host;
use crate::output::{Answer, table, time};
use pb_station::api::{
    FlightStep, FlightView, GroupSpeed, ParcelFlight, Result, SpeedQuery, SpeedView, Stage,
    StageSpeed,
};

/// Shows how fast parcels went.
pub(crate) async fn speed(host: &Host, args: &SpeedArgs) -> Result<Answer> {
    let query = SpeedQuery {
        span: args.over.into(),
    };
    let view: SpeedView = host.call("speed", &query).await?;
    let mut text = format!(
        "{} parcels bought since {}\n\n",
        view.parcels,
        time(&view.since)
    );
    let rows: Vec<Vec<String>> = view.stages.iter().map(|s| row("All", s)).collect();
    let groups = view.printers.iter().chain(&view.accounts);
    let by: Vec<Vec<String>> = groups.flat_map(group).collect();
    let all: Vec<Vec<String>> = rows.into_iter().chain(by).collect();
    text.push_str(&table(&["Of", "Step", "Parcels", "p50", "p95"], &all));
    text.push_str(&format!("\n{}\n", view.method));
    Answer::new(&view, text)
}

fn group(group: &GroupSpeed) -> Vec<Vec<String>> {
    group.stages.iter().map(|s| row(&group.name, s)).collect()
}

fn row(of: &str, speed: &StageSpeed) -> Vec<String> {
    let shown = |ms: u32| match speed.count {
        0 => "–".to_owned(),
        _ => took(ms),
    };
    vec![
        of.to_owned(),
        stage(speed.stage).to_owned(),
        speed.count.to_string(),
        shown(speed.p50_ms),
        shown(speed.p95_ms),
    ]
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Weigh => "scan to weight",
        Stage::Rate => "weight to rates",
        Stage::Choose => "rates to choice",
        Stage::Buy => "choice to bought",
        Stage::Send => "bought to bytes sent",
        Stage::Print => "bytes sent to printed",
        Stage::Whole => "scan to printed",
    }
}

fn step(step: FlightStep) -> &'static str {
    match step {
        FlightStep::Scanned => "scanned",
        FlightStep::Weighed => "weighed",
        FlightStep::Rated => "rated",
        FlightStep::Chosen => "chosen",
        FlightStep::Bought => "bought",
        FlightStep::Sent => "bytes sent",
        FlightStep::Printed => "printed",
    }
}

/// A duration as a person reads it.
fn took(ms: u32) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {:02} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// The steps of a shipment's parcels as lines; empty before it is bought.
pub(crate) fn flight_text(view: &FlightView) -> String {
    let several = view.parcels.len() > 1;
    let parcel = |(number, parcel): (usize, &ParcelFlight)| {
        let mut lines = Vec::new();
        if several {
            lines.push(format!("Parcel {number} {}", parcel.tracking_number));
        }
        for moment in &parcel.moments {
            let Some(at) = &moment.at else { continue };
            let since = moment
                .took_ms
                .map_or_else(String::new, |ms| format!("  +{}", took(ms)));
            lines.push(format!("{}  {}{since}", clock(at), step(moment.step)));
        }
        if let Some(whole) = parcel.whole_ms {
            lines.push(format!("scan to paper in {}", took(whole)));
        }
        lines.join("\n")
    };
    let parcels: Vec<String> = (1..).zip(&view.parcels).map(parcel).collect();
    parcels.join("\n")
}

/// The time of day to the thousandth, as this machine's clock shows it.
fn clock(rfc3339: &str) -> String {
    match rfc3339.parse::<jiff::Timestamp>() {
        Ok(at) => at
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime("%H:%M:%S%.3f")
            .to_string(),
        Err(_) => rfc3339.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_in_the_unit_that_fits() {
        assert_eq!(took(999), "999 ms");
        assert_eq!(took(1_950), "1.9 s");
        assert_eq!(took(61_999), "1 min 01 s");
    }
}
