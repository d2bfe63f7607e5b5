//! Asking a carrier to take a day's parcels over.
use super::{HandedOver, a_person_says_not, bought, event_of, view};
use crate::api::{
    Code, DayEnd, DayOf, Failure, ManifestPapers, ManifestRef, Nothing, PrintQueueView, Result,
    SettleManifest,
};
use crate::failure::{in_full, of_a_deed};
use crate::{Station, accounts, print as printing};
use pb_carriers::engine::without_secrets;
use pb_carriers::{BoughtRef, Cx, Manifest, Manifests};
use pb_domain::{Account, DayEndEvent, DayEndState, Document, ManifestId, Problem, ShipmentId};
use pb_store::StoredManifest;
use serde_json::json;

/// Asks the carrier to take over what was bought on a day and is on no manifest, as many papers as it takes.
pub(crate) async fn close(station: &Station, request: DayOf) -> Result<DayEnd> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let _one_at_a_time = station.day_end.lock().await;
            super::recover(&station).await?;
            let closed = close_all(&station, &request).await;
            station.emit_attention().await;
            closed?;
            view(&station, request).await
        })
        .await
}

async fn close_all(station: &Station, request: &DayOf) -> Result<()> {
    let account = accounts::to_ask(station, request.account).await?;
    let profile = accounts::carrier(&account.carrier)?;
    let Some(manifests) = profile.manifests else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} takes no manifest from here", profile.name),
        )
        .hint("Print the list for its driver instead"));
    };
    let store = &station.store;
    let on = store
        .shipments_on_manifests(account.id, &request.day)
        .await?;
    let mut waiting = bought(station, account.id, &request.day).await?;
    waiting.retain(|one| !on.contains(&one.shipment.id));
    if waiting.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "Nothing that was bought with {} on {} waits for a manifest",
                account.name, request.day
            ),
        )
        .hint("Choose another day or account"));
    }
    for some in waiting.chunks(manifests.at_most().max(1)) {
        close_some(station, &account, &request.day, manifests, some).await?;
    }
    Ok(())
}

async fn close_some(
    station: &Station,
    account: &Account,
    day: &str,
    manifests: &dyn Manifests,
    some: &[HandedOver],
) -> Result<()> {
    let id = ManifestId(station.new_id());
    let shipments: Vec<ShipmentId> = some.iter().map(|one| one.shipment.id).collect();
    let references: Vec<BoughtRef> = some.iter().map(|one| one.bought.clone()).collect();
    let mut change = station.store.change(station.now()).await?;
    change
        .send_manifest(id, account.id, day, &shipments)
        .await?;
    let text = format!(
        "Asked {} to take over {} of {day}",
        account.name,
        how_many(some.len())
    );
    let facts = json!({ "shipments": shipments });
    change
        .log("manifest_sent", Some(id.0), &text, &facts)
        .await?;
    change.commit().await?;
    let now = station.zoned_now();
    let cx = Cx {
        account,
        engine: &station.engine,
        now: &now,
    };
    let answer = manifests.close(cx, day, &references).await;
    let answer = answer.map_err(|p| without_secrets(account, p));
    write(station, id, some, &answer).await?;
    answer.map(|_| ()).map_err(of_a_deed)
}

async fn write(
    station: &Station,
    id: ManifestId,
    some: &[HandedOver],
    answer: &Result<Manifest, Problem>,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    match answer {
        Ok(manifest) => {
            let left_out: Vec<(ShipmentId, String)> = manifest
                .left_out
                .iter()
                .filter_map(|left| {
                    let is_it = |one: &&HandedOver| one.bought.carrier_ref == left.carrier_ref;
                    let one = some.iter().find(is_it)?;
                    Some((one.shipment.id, in_full(&left.problem)))
                })
                .collect();
            change.step_manifest(id, DayEndEvent::Confirm, None).await?;
            change
                .save_manifest(id, &manifest.number, &manifest.documents, &left_out)
                .await?;
            let text = match left_out.len() {
                0 => format!("The carrier takes over {}", how_many(some.len())),
                out => format!(
                    "The carrier takes over {} of {}",
                    some.len().saturating_sub(out),
                    how_many(some.len())
                ),
            };
            let facts = json!({ "number": manifest.number, "left_out": left_out });
            change
                .log("manifest_done", Some(id.0), &text, &facts)
                .await?;
        }
        Err(problem) => {
            let event = event_of(problem);
            change.step_manifest(id, event, Some(problem)).await?;
            let (kind, text) = match event {
                DayEndEvent::LoseTrack => (
                    "manifest_unknown",
                    "It is not known whether the carrier took them over",
                ),
                _ => ("manifest_refused", "The carrier did not take them over"),
            };
            let facts = json!({ "problem": problem, "says": in_full(problem) });
            change.log(kind, Some(id.0), text, &facts).await?;
        }
    }
    Ok(change.commit().await?)
}

fn how_many(shipments: usize) -> String {
    match shipments {
        1 => "1 shipment".to_owned(),
        many => format!("{many} shipments"),
    }
}

async fn find(station: &Station, id: ManifestId) -> Result<StoredManifest> {
    let found = station.store.manifest(id).await?;
    found.ok_or_else(|| Failure::not_found("manifest", id))
}

/// A person looked whether the carrier took them over.
pub(crate) async fn settle_manifest(station: &Station, request: SettleManifest) -> Result<DayEnd> {
    let one_at_a_time = station.day_end.lock().await;
    let manifest = find(station, request.id).await?;
    if manifest.state != DayEndState::Unknown {
        return Err(Failure::new(
            Code::Precondition,
            "This manifest is settled already",
        ));
    }
    let (event, text) = if request.done {
        (
            DayEndEvent::Confirm,
            "A person says that the carrier took them over",
        )
    } else {
        (
            DayEndEvent::Refuse,
            "A person says that the carrier did not take them over",
        )
    };
    let problem = (!request.done).then(|| a_person_says_not("they were not taken over"));
    let mut change = station.store.change(station.now()).await?;
    change
        .step_manifest(manifest.id, event, problem.as_ref())
        .await?;
    change
        .log("manifest_settled", Some(manifest.id.0), text, &json!(null))
        .await?;
    change.commit().await?;
    drop(one_at_a_time);
    station.emit_attention().await;
    let day = DayOf {
        account: manifest.account,
        day: manifest.day,
    };
    view(station, day).await
}

/// The papers of a manifest as files.
pub(crate) async fn papers(station: &Station, request: ManifestRef) -> Result<ManifestPapers> {
    let (title, papers) = stored(station, request.id).await?;
    let papers = (1..).zip(&papers);
    Ok(ManifestPapers {
        papers: papers
            .map(|(nth, paper)| printing::file(&format!("{title}-{nth}"), paper))
            .collect(),
    })
}

/// Prints the papers of a manifest.
pub(crate) async fn print(station: &Station, request: ManifestRef) -> Result<PrintQueueView> {
    let (title, papers) = stored(station, request.id).await?;
    printing::print_papers(station, &title, &papers).await?;
    printing::queue_view(station, Nothing {}).await
}

/// A manifest's papers, and what they are called.
async fn stored(station: &Station, id: ManifestId) -> Result<(String, Vec<Document>)> {
    let manifest = find(station, id).await?;
    let account = accounts::find(station, manifest.account).await?;
    let papers = station.store.manifest_papers(id).await?;
    if papers.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "{} gave no paper with this manifest, or it is erased by now",
                account.name
            ),
        )
        .hint("Print the list for its driver instead"));
    }
    Ok((
        format!("Manifest of {}, {}", account.name, manifest.day),
        papers,
    ))
}
