//! The log of calls to carriers.
use super::same_name;
use crate::args::{Calls, CallsArgs, ListCalls, SpeedArgs};
use crate::host::Host;
use crate::output::{Answer, labelled, table, time};
use pb_station::api::{
    AccountsView, ApiCallPage, ApiCallQuery, ApiCallRef, ApiCallRow, ApiCallView, CallStats,
    CallStatsRow, Failure, Result, SpeedQuery,
};

/// Lists calls, or shows one.
pub(crate) async fn run(host: &Host, args: &CallsArgs) -> Result<Answer> {
    match &args.what {
        Some(Calls::Stats(over)) => stats(host, over).await,
        Some(Calls::Show { id }) => {
            let call: ApiCallView = host.call("api_call", &ApiCallRef { id: *id }).await?;
            Answer::new(&call, whole(&call))
        }
        None => list(host, &args.list).await,
    }
}

async fn list(host: &Host, args: &ListCalls) -> Result<Answer> {
    let account = match &args.account {
        None => None,
        Some(name) => {
            let accounts: AccountsView = host.get("accounts").await?;
            let found = accounts.accounts.iter().find(|a| same_name(&a.name, name));
            Some(found.ok_or_else(|| Failure::not_found("account", name))?.id)
        }
    };
    let shipment = match &args.shipment {
        None => None,
        Some(what) => Some(host.find_shipment(what).await?),
    };
    let query = ApiCallQuery {
        text: args.text.join(" "),
        account,
        operation: args.operation.clone(),
        shipment,
        failed: args.failed,
        since: args.since.clone(),
        until: args.until.clone(),
        limit: args.limit,
        offset: args.skip,
    };
    let page: ApiCallPage = host.call("api_calls", &query).await?;
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let mut text = if rows.is_empty() {
        "No call\n".to_owned()
    } else {
        table(
            &[
                "At", "Account", "For", "Status", "Took", "Order", "Address", "Id",
            ],
            &rows,
        )
    };
    if page.more {
        text.push_str("There are more; --skip and --limit show them\n");
    }
    if page.dropped > 0 {
        text.push_str(&format!(
            "{} calls came too fast to be kept\n",
            page.dropped
        ));
    }
    Answer::new(&page, text)
}

async fn stats(host: &Host, args: &SpeedArgs) -> Result<Answer> {
    let query = SpeedQuery {
        span: args.over.into(),
    };
    let stats: CallStats = host.call("call_stats", &query).await?;
    let rows: Vec<Vec<String>> = stats.rows.iter().map(stats_row).collect();
    let since = time(&stats.since);
    let text = if rows.is_empty() {
        format!("No call since {since}\n")
    } else {
        let table = table(&["Carrier", "For", "Calls", "Failed", "p50", "p95"], &rows);
        format!("Calls since {since}\n\n{table}")
    };
    Answer::new(&stats, text)
}

fn stats_row(row: &CallStatsRow) -> Vec<String> {
    vec![
        row.carrier.clone(),
        row.operation.clone(),
        row.calls.to_string(),
        row.failed.to_string(),
        format!("{} ms", row.p50_ms),
        format!("{} ms", row.p95_ms),
    ]
}

fn status(row: &ApiCallRow) -> String {
    row.status
        .map_or_else(|| "no answer".to_owned(), |s| s.to_string())
}

fn row(row: &ApiCallRow) -> Vec<String> {
    vec![
        time(&row.at),
        row.account_name.clone(),
        row.operation.clone(),
        status(row),
        format!("{} ms", row.took_ms),
        row.order_number.clone(),
        format!("{} {}", row.method, row.url),
        row.id.to_string(),
    ]
}

fn whole(call: &ApiCallView) -> String {
    let row = &call.row;
    let head = labelled(&[
        ("At", row.at.clone()),
        ("Account", format!("{} ({})", row.account_name, row.carrier)),
        ("For", row.operation.clone()),
        ("Address", format!("{} {}", row.method, row.url)),
        ("Status", status(row)),
        ("Took", format!("{} ms", row.took_ms)),
        ("Order", row.order_number.clone()),
        (
            "Shipment",
            row.shipment.map(|s| s.to_string()).unwrap_or_default(),
        ),
        (
            "Purchase",
            call.purchase.map(|p| p.to_string()).unwrap_or_default(),
        ),
        ("Id", row.id.to_string()),
    ]);
    format!(
        "{head}\nRequest\n{}\n\nAnswer\n{}\n",
        call.request.trim_end(),
        call.answer.trim_end()
    )
}
