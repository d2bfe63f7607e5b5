//! The log of calls to carriers.
use super::same_name;
use crate::args::{Calls, CallsArgs, ListCalls};
use crate::host::Host;
use crate::output::{Answer, labelled, table, time};
use pb_station::api::{
    AccountsView, ApiCallPage, ApiCallQuery, ApiCallRef, ApiCallRow, ApiCallView, Failure, Result,
};

/// Lists calls, or shows one.
pub(crate) async fn run(host: &Host, args: &CallsArgs) -> Result<Answer> {
    match args.what {
        Some(Calls::Show { id }) => {
            let call: ApiCallView = host.call("api_call", &ApiCallRef { id }).await?;
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
