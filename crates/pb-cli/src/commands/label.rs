//! A label as a file.
use super::{decode, write_file};
use crate::args::LabelArgs;
use crate::host::Host;
use crate::output::Answer;
use pb_domain::{Format, LabelState, ShipmentId};
use pb_station::api::{FileOut, LabelFile, Result, ShipmentRef, ShipmentView};
use serde_json::json;

/// Writes a label to a file, or to stdout.
pub(crate) async fn label(host: &Host, args: &LabelArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let shipment = host.shipment(id).await?;
    if shipment.can.label_again
        && shipment
            .parcels
            .iter()
            .any(|p| p.label == LabelState::Missing)
    {
        host.output
            .note("the label is not here; it is fetched again, which buys nothing");
        let _: ShipmentView = host.call("label_again", &ShipmentRef { id }).await?;
    }
    let (file, bytes) = fetch(host, id, args.number - 1, args.format.map(Format::from)).await?;
    let Some(path) = &args.out else {
        let is_text = Format::sniff(&bytes) == Some(Format::Zpl);
        return Answer::file(&file, bytes, is_text);
    };
    write_file(path, &bytes)?;
    let written = json!({ "file": path, "mime": file.mime, "bytes": bytes.len() });
    Answer::new(
        &written,
        format!("{} bytes written to {}\n", bytes.len(), path.display()),
    )
}

/// A label in a format, as the station gives it.
pub(crate) async fn fetch(
    host: &Host,
    id: ShipmentId,
    index: u32,
    format: Option<Format>,
) -> Result<(FileOut, Vec<u8>)> {
    let file: FileOut = host
        .call("label_file", &LabelFile { id, index, format })
        .await?;
    let bytes = decode(&file.name, &file.base64)?;
    Ok((file, bytes))
}
