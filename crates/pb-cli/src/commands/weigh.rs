//! Giving weights and sizes to a draft's parcels.
use crate::args::Packing;
use crate::host::Host;
use pb_domain::{BoxPreset, ParcelId, Reading, Weight};
use pb_station::api::{
    BenchState, Code, Event, Failure, Nothing, OpenParcel, ParcelDraft, ParcelWeight, Result,
    SettingsView, ShipmentDraft, Weigh,
};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// The scale is looked at again after this long, should no event of it come.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How long a scale may take to connect and say something.
const FIRST_WORD: Duration = Duration::from_secs(3);

/// Packs a draft as the command line says: a parcel for each weight, in its box.
pub(crate) async fn pack(host: &Host, draft: &mut ShipmentDraft, packing: &Packing) -> Result<()> {
    let preset = match &packing.box_name {
        Some(name) => Some(find_box(host, name).await?),
        None => None,
    };
    if packing.weight.returns {
        come_back(draft, packing)?;
    }
    // The draft comes with one parcel.
    for _ in draft.parcels.len()..packing.weight.weight.len() {
        draft.parcels.push(ParcelDraft {
            id: ParcelId(Uuid::now_v7()),
            weight: None,
            box_id: None,
            dimensions: None,
        });
    }
    let size = packing.size.or(preset.as_ref().map(|p| p.dimensions));
    for parcel in &mut draft.parcels {
        // What comes back is in the box that it was sent in, unless another is said.
        if size.is_some() || !packing.weight.returns {
            parcel.box_id = preset.as_ref().map(|p| p.id);
            parcel.dimensions = size;
        }
    }
    if packing.weight.scale {
        let wait = Duration::from_secs(packing.wait.into());
        for parcel in &mut draft.parcels {
            parcel.weight = Some(from_scale(host, parcel.id, wait, packing.next_parcel).await?);
        }
        return Ok(());
    }
    for (parcel, typed) in draft.parcels.iter_mut().zip(&packing.weight.weight) {
        let typed = Weigh {
            parcel: parcel.id,
            typed: Some(typed.clone()),
        };
        parcel.weight = Some(host.call("weigh", &typed).await?);
    }
    Ok(())
}

/// What is said of a return: nothing, and it is as it was sent; or a weight for each parcel that comes back.
fn come_back(draft: &mut ShipmentDraft, packing: &Packing) -> Result<()> {
    let (sent, said) = (draft.parcels.len(), packing.weight.weight.len());
    if said > sent {
        return Err(Failure::new(
            Code::Invalid,
            format!("{said} weights for a shipment that was sent in {sent} parcels"),
        )
        .hint("Give --weight once for each parcel that comes back, or not at all"));
    }
    if said > 0 {
        draft.parcels.truncate(said);
    }
    Ok(())
}

async fn find_box(host: &Host, name: &str) -> Result<BoxPreset> {
    let settings: SettingsView = host.get("settings").await?;
    let wanted = name.trim().to_lowercase();
    let found = settings
        .boxes
        .iter()
        .find(|b| b.name.to_lowercase() == wanted);
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = settings.boxes.iter().map(|b| b.name.as_str()).collect();
        let hint = if names.is_empty() {
            "None is set up: `pb setup box --name … --size …`".to_owned()
        } else {
            format!("Boxes are: {}", names.join(", "))
        };
        Failure::not_found("box called", name).hint(hint)
    })
}

/// Opens the parcel at the scale and waits until a weight stands still that is this parcel's.
pub(crate) async fn from_scale(
    host: &Host,
    parcel: ParcelId,
    wait: Duration,
    next_parcel: bool,
) -> Result<ParcelWeight> {
    let bench: BenchState = host.get("bench").await?;
    if bench.scales.is_empty() {
        return Err(Failure::new(Code::NoWeight, "No scale is set up")
            .hint("Set it up with `pb setup scale …`, or give the weight with --weight"));
    }
    if bench.scales.iter().all(|scale| !scale.reports_zero) && !next_parcel {
        return Err(Failure::new(
            Code::NoWeight,
            "This scale cannot say that it was emptied between two parcels",
        )
        .hint(
            "Put the parcel on it and say so with --next-parcel, or give the weight with --weight",
        ));
    }
    let mut events = host.events();
    let Nothing {} = host
        .call(
            "open_parcel",
            &OpenParcel {
                parcel: Some(parcel),
            },
        )
        .await?;
    let deadline = Instant::now() + wait;
    // Said once, of the scale that turns out to carry the parcel.
    let mut say_next = next_parcel;
    let mut told = String::new();
    let refused = loop {
        if say_next {
            let active = host.get::<BenchState>("bench").await?.scale;
            let loaded =
                matches!(active.reading, Reading::Stable { weight, .. } if weight > Weight::ZERO);
            if !active.reports_zero && loaded {
                let Nothing {} = host.get("next_parcel").await?;
                say_next = false;
            }
        }
        match host
            .call(
                "weigh",
                &Weigh {
                    parcel,
                    typed: None,
                },
            )
            .await
        {
            Ok(weight) => return Ok(weight),
            Err(failure) if failure.code == Code::NoWeight && Instant::now() < deadline => {
                if host.output.watched() && told != failure.text {
                    host.output
                        .note(&format!("{}. {}", failure.text, failure.hint));
                    told.clone_from(&failure.text);
                }
            }
            Err(failure) => break failure,
        }
        let look_again = tokio::time::sleep(LOOK_AGAIN);
        tokio::pin!(look_again);
        loop {
            tokio::select! {
                () = &mut look_again => break,
                event = events.recv() => match event {
                    Ok(Event::Scale { .. }) => break,
                    Ok(_) => {}
                    Err(_) => {
                        look_again.as_mut().await;
                        break;
                    }
                },
            }
        }
    };
    close(host).await?;
    Err(refused)
}

/// Waits a moment for a scale to say its first word; what is the matter with it is said by others.
pub(crate) async fn until_connected(host: &Host, id: &str) -> Result<()> {
    let deadline = Instant::now() + FIRST_WORD;
    let mut events = host.events();
    loop {
        let bench: BenchState = host.get("bench").await?;
        let scale = bench.scales.iter().find(|s| s.id == id);
        if scale.is_none_or(|s| s.reading != Reading::Gone) {
            return Ok(());
        }
        match tokio::time::timeout_at(deadline, events.recv()).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return Ok(()),
        }
    }
}

/// Closes whatever parcel is open at the scale.
pub(crate) async fn close(host: &Host) -> Result<()> {
    let Nothing {} = host
        .call("open_parcel", &OpenParcel { parcel: None })
        .await?;
    Ok(())
}
