//! Giving tracking numbers back to the shop.
use super::decode;
use crate::args::{TrackingArgs, TrackingFormat};
use crate::host::Host;
use crate::output::Answer;
use pb_station::api::{Code, ExportTracking, Failure, FileOut, Result};
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Writes tracking numbers in a shop's form.
pub(crate) async fn tracking(host: &Host, args: &TrackingArgs) -> Result<Answer> {
    let format = match args.format {
        TrackingFormat::Shopify => "shopify",
        TrackingFormat::Woocommerce => "woocommerce",
        TrackingFormat::Mapped => "mapped",
    };
    // A place that cannot be written is found out before shipments count as exported.
    let out = match &args.out {
        Some(path) => Some((path, open(path)?)),
        None => None,
    };
    let file: FileOut = host
        .call(
            "export_tracking",
            &ExportTracking {
                format: format.into(),
                again: args.again,
            },
        )
        .await?;
    let bytes = decode(&file.name, &file.base64)?;
    let Some((path, mut out)) = out else {
        return Answer::file(&file, bytes, true);
    };
    out.set_len(0)
        .and_then(|()| out.write_all(&bytes))
        .map_err(|e| lost(path, &e))?;
    let written = json!({ "file": path, "mime": file.mime, "bytes": bytes.len() });
    Answer::new(
        &written,
        format!("Tracking numbers written to {}\n", path.display()),
    )
}

fn open(path: &Path) -> Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|e| {
            Failure::new(
                Code::Storage,
                format!("{} cannot be written: {e}", path.display()),
            )
            .hint("Nothing was exported; name another file")
        })
}

fn lost(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::Storage, format!("{} could not be saved: {error}", path.display()))
        .hint("These shipments count as exported now: free some space, then run the same command with --again")
}
