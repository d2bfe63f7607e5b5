//! Records, for how long things are kept, and erasing an order's personal data.
use super::{decode, write_file};
use crate::args::people::{EraseArgs, RecordsArgs, Retention};
use crate::host::Host;
use crate::output::{Answer, table, time};
use pb_station::api::{
    ChainReport, EraseOrder, ExportRecords, FileOut, OrderView, RecordPage, RecordQuery, Result,
    RetentionReport, RetentionView, SetRetention,
};
use serde_json::json;

/// Runs `pb records`.
pub(crate) async fn records(host: &Host, args: &RecordsArgs) -> Result<Answer> {
    if args.check {
        let report: ChainReport = host.get("check_records").await?;
        let text = format!("{}\n", report.text);
        return Ok(Answer::new(&report, text)?.well(report.broken_at.is_none()));
    }
    let query = RecordQuery {
        person: args.person.clone(),
        kind: args.kind.clone(),
        order: args.order.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        before: None,
        limit: args.limit,
    };
    if let Some(format) = args.export {
        let request = ExportRecords {
            query,
            format: format.into(),
        };
        let file: FileOut = host.call("export_records", &request).await?;
        let bytes = decode(&file.name, &file.base64)?;
        let Some(path) = &args.out else {
            return Answer::file(&file, bytes, true);
        };
        write_file(path, &bytes)?;
        let written = json!({ "file": path, "mime": file.mime, "bytes": bytes.len() });
        return Answer::new(&written, format!("Records written to {}\n", path.display()));
    }
    let page: RecordPage = host.call("records", &query).await?;
    let rows: Vec<Vec<String>> = page
        .rows
        .iter()
        .map(|r| {
            vec![
                r.number.to_string(),
                time(&r.at),
                r.person.clone(),
                r.text.clone(),
            ]
        })
        .collect();
    let mut text = table(&["No.", "When", "Who", "What"], &rows);
    if page.more {
        text.push_str("There are older ones: --limit N, or --to DAY\n");
    }
    Answer::new(&page, text)
}

/// Runs `pb retention`.
pub(crate) async fn retention(host: &Host, command: &Retention) -> Result<Answer> {
    let view: RetentionView = match command {
        Retention::List => host.get("retention").await?,
        Retention::Set(args) => {
            let request = SetRetention {
                id: args.kind.clone(),
                days: args.days.0,
            };
            host.call("set_retention", &request).await?
        }
        Retention::Run => {
            let report: RetentionReport = host.get("run_retention").await?;
            let text = match report.waits.as_str() {
                "" if report.erased.is_empty() => "Nothing was old enough\n".to_owned(),
                "" => report
                    .erased
                    .iter()
                    .map(|(rule, count)| format!("Erased: {rule} {count}\n"))
                    .collect(),
                waits => format!("{waits}\n"),
            };
            return Answer::new(&report, text);
        }
    };
    let rows: Vec<Vec<String>> = view
        .rules
        .iter()
        .map(|r| {
            let days = r.days.map_or("forever".to_owned(), |d| format!("{d} days"));
            vec![r.id.clone(), days, r.what.clone()]
        })
        .collect();
    Answer::new(&view, table(&["Kind", "Kept for", "What it is"], &rows))
}

/// Runs `pb erase`.
pub(crate) async fn erase(host: &Host, args: &EraseArgs) -> Result<Answer> {
    let id = host.find_order(&args.order).await?;
    let view: OrderView = host.call("erase_order", &EraseOrder { id }).await?;
    let text = format!(
        "The personal data of order {} is erased\n",
        view.data().key.number
    );
    Answer::new(&view, text)
}
