//! Importing and listing orders.
use super::{decode, read_file, write_file};
use crate::args::{ImportArgs, OrdersArgs};
use crate::host::Host;
use crate::output::{Answer, table, time, word};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::MappingId;
use pb_station::api::{
    Event, Failure, ImportFile, ImportReport, MappingsView, OrderFilter, OrderPage, OrderQuery,
    OrderRow, Result,
};
use std::fmt::Write as _;
use tokio::sync::broadcast::error::RecvError;

/// Bad rows that are shown; all of them are in the answer's JSON and in `--bad-rows`.
const SHOWN: usize = 20;
/// Rows the station gives at once.
const PAGE: u32 = 500;

/// Imports a file of orders.
pub(crate) async fn import(host: &Host, args: &ImportArgs) -> Result<Answer> {
    let mapping = match &args.mapping {
        Some(name) => Some(find_mapping(host, name).await?),
        None => None,
    };
    let name = args
        .file
        .file_name()
        .unwrap_or(args.file.as_os_str())
        .to_string_lossy()
        .into_owned();
    let base64 = STANDARD.encode(read_file(&args.file)?);
    let report = import_watched(
        host,
        &ImportFile {
            name,
            base64,
            mapping,
            draft: None,
        },
    )
    .await?;
    if let (Some(path), Some(file)) = (&args.bad_rows, &report.bad_rows_file) {
        write_file(path, &decode(&file.name, &file.base64)?)?;
    }
    let text = report_text(&report, args);
    Answer::new(&report, text)
}

async fn find_mapping(host: &Host, name: &str) -> Result<MappingId> {
    let mappings: MappingsView = host.get("mappings").await?;
    let same = |saved: &str| saved.trim().to_lowercase() == name.trim().to_lowercase();
    mappings
        .saved
        .iter()
        .find(|m| same(&m.mapping.name))
        .map(|m| m.id)
        .ok_or_else(|| {
            let names: Vec<&str> = mappings
                .saved
                .iter()
                .map(|m| m.mapping.name.as_str())
                .collect();
            let hint = if names.is_empty() {
                "None is saved; map the columns once in the window, with a preview".to_owned()
            } else {
                format!("Saved are: {}", names.join(", "))
            };
            Failure::not_found("mapping called", name).hint(hint)
        })
}

/// Imports, and shows how far it is to whoever watches.
async fn import_watched(host: &Host, file: &ImportFile) -> Result<ImportReport> {
    let mut events = host.events();
    let import = host.call("import_orders", file);
    tokio::pin!(import);
    let watched = host.output.watched();
    let report = loop {
        tokio::select! {
            report = &mut import => break report,
            event = events.recv() => match event {
                Ok(Event::Import { progress }) if watched => {
                    host.output.progress(&format!("{} of {} orders", progress.done, progress.total));
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break import.await,
            },
        }
    };
    if watched {
        host.output.progress("");
    }
    report
}

fn report_text(report: &ImportReport, args: &ImportArgs) -> String {
    let mut text = format!(
        "{} orders added, {} updated, {} unchanged, {} left as they are\n",
        report.added,
        report.updated,
        report.unchanged,
        report.left.len()
    );
    // Writing to a String cannot fail.
    for held in &report.held {
        let _ = writeln!(
            text,
            "Not in the queue: {} · {}",
            held.count,
            held.reason.text()
        );
    }
    for left in &report.left {
        let _ = writeln!(text, "Left: {} · {}", left.number, left.reason);
        for difference in &left.differences {
            let _ = writeln!(
                text,
                "    {}: “{}” here, “{}” in the file",
                difference.field, difference.here, difference.source
            );
        }
    }
    for row in report.bad_rows.iter().take(SHOWN) {
        let _ = writeln!(text, "Line {}: {}", row.line, row.reason);
    }
    if report.bad_rows.len() > SHOWN {
        let _ = writeln!(
            text,
            "… and {} more rows that cannot be read",
            report.bad_rows.len() - SHOWN
        );
    }
    match &args.bad_rows {
        _ if report.bad_rows.is_empty() => {}
        Some(path) => {
            let _ = writeln!(text, "Rows that cannot be read are in {}", path.display());
        }
        None => text.push_str("--bad-rows FILE saves the rows that cannot be read\n"),
    }
    text
}

/// Lists orders.
pub(crate) async fn list(host: &Host, args: &OrdersArgs) -> Result<Answer> {
    let view: OrderFilter = args.view.into();
    let query = OrderQuery {
        text: args.search.clone(),
        view,
        limit: args.limit.clamp(1, PAGE),
        offset: 0,
    };
    let mut page: OrderPage = host.call("orders", &query).await?;
    loop {
        let have = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        let limit = args.limit.saturating_sub(have).min(PAGE);
        if limit == 0 || have >= page.total {
            break;
        }
        let more: OrderPage = host
            .call(
                "orders",
                &OrderQuery {
                    limit,
                    offset: have,
                    ..query.clone()
                },
            )
            .await?;
        if more.rows.is_empty() {
            break;
        }
        page.rows.extend(more.rows);
    }
    let counts = page.counts;
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let mut text = if rows.is_empty() {
        String::new()
    } else {
        table(
            &[
                "Order", "Placed", "To", "Place", "Pieces", "Total", "Shipping", "State",
            ],
            &rows,
        )
    };
    let _ = writeln!(
        text,
        "{} of {} shown · queue {} · held {} · shipped {}",
        page.rows.len(),
        page.total,
        counts.queue,
        counts.held,
        counts.shipped
    );
    Answer::new(&page, text)
}

fn row(order: &OrderRow) -> Vec<String> {
    let state = match (&order.shipment, order.hold) {
        (_, Some(hold)) => hold.text().to_owned(),
        (Some(shipment), None) => {
            format!("{} {}", word(&shipment.purchase), shipment.tracking_number)
                .trim_end()
                .to_owned()
        }
        (None, None) => "waiting".to_owned(),
    };
    vec![
        order.number.clone(),
        time(&order.placed_at),
        order.name.clone(),
        order.place.clone(),
        order.pieces.to_string(),
        order.total.map(|t| t.to_string()).unwrap_or_default(),
        order.shipping_method.clone(),
        if order.has_note {
            format!("{state}, has a note")
        } else {
            state
        },
    ]
}
