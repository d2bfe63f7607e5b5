//! The records: who did what, to which order, when; as a list, as a file, and whether they are untouched.
use crate::Station;
use crate::api::{
    ChainReport, Code, ExportRecords, Failure, FileOut, Nothing, RecordFormat, RecordPage,
    RecordQuery, RecordRow, Result,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use pb_domain::FieldProblem;
use pb_store::{ChainCheck, Record, RecordFilter};
use serde_json::{Value, json};

/// Rows a page may have at most.
const PAGE: u32 = 500;
/// Lines that a file may hold: what is made in memory has an end.
const MOST_EXPORTED: usize = 200_000;
/// Lines that are read at once for a file.
const READ_AT_ONCE: u32 = 2_000;

/// A query with its days as moments.
struct Wanted {
    query: RecordQuery,
    from: Option<String>,
    until: Option<String>,
}

impl Wanted {
    async fn of(station: &Station, query: RecordQuery) -> Result<Self> {
        let from = moment(station, "from", &query.from, 0).await?;
        let until = moment(station, "to", &query.to, 1).await?;
        Ok(Self { query, from, until })
    }

    fn filter(&self, before: Option<i64>) -> RecordFilter<'_> {
        fn given(text: &str) -> Option<&str> {
            Some(text.trim()).filter(|t| !t.is_empty())
        }
        RecordFilter {
            operator: given(&self.query.person),
            kind: given(&self.query.kind),
            order: given(&self.query.order),
            from: self.from.as_deref(),
            until: self.until.as_deref(),
            before,
        }
    }
}

/// Where a day of the bench begins, or the one so many days later; as the log's times compare.
async fn moment(station: &Station, field: &str, day: &str, later: i64) -> Result<Option<String>> {
    let day = day.trim();
    if day.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let text = format!("“{day}” is not a day; write it like 2026-11-28");
        Failure::new(Code::Invalid, text.clone()).fields(vec![FieldProblem {
            field: field.to_owned(),
            text,
        }])
    };
    let date: Date = day.parse().map_err(|_| wrong())?;
    let date = date
        .checked_add(jiff::Span::new().days(later))
        .map_err(|_| wrong())?;
    let zone = crate::station::time_zone(&station.settings());
    let begins = date.to_zoned(zone).map_err(|_| wrong())?.timestamp();
    // Without the Z it sorts before every moment of that second, with a fraction or without.
    Ok(Some(begins.to_string().trim_end_matches('Z').to_owned()))
}

fn row(record: Record) -> RecordRow {
    RecordRow {
        number: record.seq,
        at: record.at,
        person: record.operator.unwrap_or_default(),
        kind: record.kind,
        order: record.order,
        text: record.text,
        data: record.payload.filter(|data| data != "null"),
    }
}

/// Looks up who did what.
pub(crate) async fn list(station: &Station, query: RecordQuery) -> Result<RecordPage> {
    let limit = query.limit.clamp(1, PAGE);
    let before = query.before;
    let wanted = Wanted::of(station, query).await?;
    let mut found = station
        .store
        .records(wanted.filter(before), limit + 1)
        .await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    Ok(RecordPage {
        rows: found.into_iter().map(row).collect(),
        more,
        people: station.store.record_operators().await?,
        kinds: station.store.record_kinds().await?,
    })
}

/// Records as a file, oldest first.
pub(crate) async fn export(station: &Station, request: ExportRecords) -> Result<FileOut> {
    let wanted = Wanted::of(station, request.query).await?;
    let mut records: Vec<Record> = Vec::new();
    loop {
        let before = records.last().map(|r| r.seq);
        let page = station
            .store
            .records(wanted.filter(before), READ_AT_ONCE)
            .await?;
        if page.is_empty() {
            break;
        }
        records.extend(page);
        if records.len() > MOST_EXPORTED {
            return Err(Failure::new(
                Code::Precondition,
                format!("That is more than {MOST_EXPORTED} records, too many for one file"),
            )
            .hint("Choose fewer days, and save a file for each"));
        }
    }
    records.reverse();
    let day = station.zoned_now().date();
    let (extension, mime, bytes) = match request.format {
        RecordFormat::Csv => ("csv", "text/csv", csv(&records)?),
        RecordFormat::Json => ("json", "application/json", json_list(&records)?),
    };
    let mut change = station.store.change(station.now()).await?;
    let text = format!("{} records saved as a file", records.len());
    let facts = json!({ "format": request.format, "query": wanted.query });
    change.log("records_exported", None, &text, &facts).await?;
    change.commit().await?;
    Ok(FileOut {
        name: format!("records-{day}.{extension}"),
        mime: mime.into(),
        base64: STANDARD.encode(bytes),
    })
}

fn cannot(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        Code::Internal,
        format!("The records cannot be written to a file: {error}"),
    )
}

fn csv(records: &[Record]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record([
            "number", "at", "person", "kind", "order", "text", "data", "hash",
        ])
        .map_err(cannot)?;
    for r in records {
        table
            .write_record([
                &r.seq.to_string(),
                &r.at,
                &harmless(r.operator.as_deref().unwrap_or_default()),
                &r.kind,
                &harmless(&r.order),
                &harmless(&r.text),
                r.payload.as_deref().unwrap_or_default(),
                &hex::encode(&r.hash),
            ])
            .map_err(cannot)?;
    }
    table.into_inner().map_err(cannot)
}

/// A cell that a spreadsheet would take for a formula is shown as text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn json_list(records: &[Record]) -> Result<Vec<u8>> {
    let list: Vec<Value> = records
        .iter()
        .map(|r| {
            let data: Option<Value> = r.payload.as_deref().and_then(|p| serde_json::from_str(p).ok());
            json!({
                "number": r.seq, "at": r.at, "person": r.operator, "kind": r.kind, "order": r.order,
                "subject": r.subject,
                "text": r.text, "data": data, "erased": r.payload.is_none(), "hash": hex::encode(&r.hash),
            })
        })
        .collect();
    serde_json::to_vec_pretty(&list).map_err(cannot)
}

/// Checks that no record was changed or removed.
pub(crate) async fn check(station: &Station, _: Nothing) -> Result<ChainReport> {
    let found = station.store.check_chain().await?;
    let mut change = station.store.change(station.now()).await?;
    let report = ChainReport {
        lines: found.lines,
        erased: found.erased,
        broken_at: found.broken_at,
        text: in_words(&found),
    };
    let facts = json!({ "lines": found.lines, "broken_at": found.broken_at });
    change
        .log("records_checked", None, &report.text, &facts)
        .await?;
    change.commit().await?;
    Ok(report)
}

/// What the check of the chain found, in words.
pub(crate) fn in_words(check: &ChainCheck) -> String {
    match check.broken_at {
        None if check.erased > 0 => format!(
            "All {} records are as they were written; the details of {} are erased",
            check.lines, check.erased
        ),
        None => format!("All {} records are as they were written", check.lines),
        Some(number) => {
            format!("Record {number} is not as it was written, or one before it was removed")
        }
    }
}
