//! What waits for the network, what is unknown, and money at risk.
use super::same_name;
use crate::args::YesNo;
use crate::args::open::{Later, LaterArgs, LaterWork, Open, OpenArgs, OpenSettings};
use crate::host::Host;
use crate::output::{Answer, labelled, table, time, word};
use pb_domain::{DeferredKind, Money, RiskKind};
use pb_station::api::{
    AccountsView, AnswerDeferred, Attention, AttentionKind, BenchState, Code, DeferredList,
    DeferredRef, DeferredView, DoLater, EstimateReport, Failure, MoneyAtRisk, OfflineSettings,
    Result, RiskRow, SeeRisk, ShipmentView,
};
use serde::Serialize;
use std::fmt::Write as _;

/// Lists what waits for the network, or does something with it.
pub(crate) async fn later(host: &Host, args: &LaterArgs) -> Result<Answer> {
    let (kind, work) = match args.what.as_ref().unwrap_or(&Later::List) {
        Later::List => return list_answer(&host.get("deferred").await?),
        Later::Now => return list_answer(&host.get("try_deferred").await?),
        Later::Cancel(work) => {
            let id = find(host, work).await?.id;
            let list = host.call("cancel_deferred", &DeferredRef { id }).await?;
            return list_answer(&list);
        }
        Later::Yes(work) => {
            let found = find(host, work).await?;
            let price = agreed(work, &found)?;
            let request = AnswerDeferred {
                id: found.id,
                price,
            };
            return list_answer(&host.call("answer_deferred", &request).await?);
        }
        Later::Void(work) => (DeferredKind::Void, work),
        Later::Label(work) => (DeferredKind::Label, work),
        Later::Track(work) => (DeferredKind::Track, work),
    };
    let shipment = host.find_shipment(&work.what).await?;
    let view: ShipmentView = host.call("do_later", &DoLater { shipment, kind }).await?;
    let text = format!(
        "Order {}: it is done when the network is back; `pb later` lists what waits\n",
        view.order_number
    );
    Answer::new(&view, text)
}

/// The price that is agreed to: what is asked, and what the person named if they did.
fn agreed(work: &LaterWork, found: &DeferredView) -> Result<Option<Money>> {
    let (Some(asked), Some(named)) = (found.price, &work.price) else {
        return Ok(found.price);
    };
    let named = Money::from_decimal(named.value, named.currency.unwrap_or(asked.currency))
        .map_err(|e| Failure::new(Code::Invalid, e.to_string()))?;
    if named != asked {
        return Err(
            Failure::new(Code::PriceChanged, format!("{asked} is asked now"))
                .hint("Name that price, or take the purchase away")
                .price(asked),
        );
    }
    Ok(found.price)
}

/// The one piece of work that a person means.
async fn find(host: &Host, work: &LaterWork) -> Result<DeferredView> {
    let list: DeferredList = host.get("deferred").await?;
    let mut of_it: Vec<DeferredView> = list
        .work
        .into_iter()
        .filter(|w| {
            let named = same_name(&w.order_number, &work.what)
                || same_name(w.order_number.trim_start_matches('#'), &work.what)
                || w.shipment.to_string() == work.what
                || w.id.to_string() == work.what;
            named && work.kind.is_none_or(|kind| w.kind == kind.into())
        })
        .collect();
    match of_it.len() {
        1 => Ok(of_it.remove(0)),
        0 => Err(Failure::new(
            Code::NotFound,
            format!("Nothing of {} waits for the network", work.what),
        )
        .hint("`pb later` lists what waits")),
        _ => Err(Failure::new(
            Code::Invalid,
            format!("Several things of {} wait", work.what),
        )
        .hint("Name one with --kind")),
    }
}

fn list_answer(list: &DeferredList) -> Result<Answer> {
    Answer::new(list, waiting_text(list))
}

fn waiting_text(list: &DeferredList) -> String {
    let mut text = String::new();
    if list.work.is_empty() {
        text.push_str("Nothing waits for the network\n");
    } else {
        let rows: Vec<Vec<String>> = list
            .work
            .iter()
            .map(|w| {
                vec![
                    w.order_number.clone(),
                    word(&w.kind),
                    w.service.clone(),
                    w.price
                        .or(w.amount)
                        .map(|m| m.to_string())
                        .unwrap_or_default(),
                    word(&w.state),
                    time(&w.at),
                    w.text.clone(),
                ]
            })
            .collect();
        let heads = [
            "Order", "What", "Service", "Price", "State", "Since", "Note",
        ];
        text.push_str(&table(&heads, &rows));
    }
    for done in &list.done {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "Done {}: {} of order {}",
            time(&done.changed_at),
            word(&done.kind),
            done.order_number
        );
    }
    text
}

/// All that is open.
#[derive(Serialize)]
struct OpenAnswer {
    deferred: DeferredList,
    to_settle: Vec<Attention>,
    money_at_risk: MoneyAtRisk,
}

/// Lists what is open, or does something with it.
pub(crate) async fn open(host: &Host, args: &OpenArgs) -> Result<Answer> {
    match args.what.as_ref().unwrap_or(&Open::List) {
        Open::List => list(host).await,
        Open::Look => risk_answer(&host.get("look_for_risk").await?),
        Open::Seen { what } => seen(host, what).await,
        Open::Estimates => estimates(&host.get("estimates").await?),
        Open::Settings(args) => settings(host, args).await,
    }
}

async fn list(host: &Host) -> Result<Answer> {
    let deferred: DeferredList = host.get("deferred").await?;
    let money_at_risk: MoneyAtRisk = host.get("money_at_risk").await?;
    let bench: BenchState = host.get("bench").await?;
    let to_settle: Vec<Attention> = bench
        .attention
        .into_iter()
        .filter(|a| {
            matches!(
                a.kind,
                AttentionKind::PurchaseUnknown | AttentionKind::VoidUnknown
            )
        })
        .collect();
    let mut text = format!("Waits for the network\n{}", waiting_text(&deferred));
    text.push_str("\nTo settle\n");
    for one in &to_settle {
        let _ = writeln!(text, "{}", one.text);
        if let Some(shipment) = one.shipment {
            let _ = writeln!(text, "    pb settle {shipment} --ask");
        }
    }
    if to_settle.is_empty() {
        text.push_str("Nothing is unknown\n");
    }
    let _ = write!(text, "\nMoney at risk\n{}", risk_text(&money_at_risk));
    Answer::new(
        &OpenAnswer {
            deferred,
            to_settle,
            money_at_risk,
        },
        text,
    )
}

fn risk_answer(risk: &MoneyAtRisk) -> Result<Answer> {
    Answer::new(risk, risk_text(risk))
}

fn risk_text(risk: &MoneyAtRisk) -> String {
    if risk.rows.is_empty() {
        return "No money is at risk\n".to_owned();
    }
    let rows: Vec<Vec<String>> = risk.rows.iter().map(risk_row).collect();
    let mut text = table(
        &["Order", "Why", "Amount", "Days", "Void until", "What to do"],
        &rows,
    );
    let totals: Vec<String> = risk.totals.iter().map(ToString::to_string).collect();
    let _ = writeln!(text, "In all {}", totals.join(" and "));
    text
}

fn risk_row(row: &RiskRow) -> Vec<String> {
    let until = row.void_until.as_deref().map(time).unwrap_or_default();
    vec![
        row.order_number.clone(),
        row.text.clone(),
        row.amount.to_string(),
        row.days.to_string(),
        if row.assumed && !until.is_empty() {
            format!("{until}, assumed")
        } else {
            until
        },
        row.hint.clone(),
    ]
}

async fn seen(host: &Host, what: &str) -> Result<Answer> {
    let shipment = host.find_shipment(what).await?;
    let risk: MoneyAtRisk = host.get("money_at_risk").await?;
    let kind: RiskKind = risk
        .rows
        .iter()
        .find(|r| r.shipment == shipment)
        .map(|r| r.kind)
        .ok_or_else(|| {
            Failure::new(Code::NotFound, format!("No money is at risk with {what}"))
                .hint("`pb open` lists what is at risk")
        })?;
    risk_answer(&host.call("see_risk", &SeeRisk { shipment, kind }).await?)
}

fn estimates(report: &EstimateReport) -> Result<Answer> {
    if report.rows.is_empty() {
        return Answer::new(report, "No label was bought yet by a price from memory\n");
    }
    let money = |m: Option<Money>| m.map(|m| m.to_string()).unwrap_or_default();
    let rows: Vec<Vec<String>> = report
        .rows
        .iter()
        .map(|r| {
            vec![
                r.account_name.clone(),
                r.service.clone(),
                r.count.to_string(),
                money(r.mean),
                money(r.worst),
                if r.other_currency > 0 {
                    format!("{} in another currency", r.other_currency)
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let heads = ["Account", "Service", "Labels", "Mean", "Worst", "Note"];
    Answer::new(report, table(&heads, &rows))
}

async fn settings(host: &Host, args: &OpenSettings) -> Result<Answer> {
    let before: OfflineSettings = host.get("offline_settings").await?;
    let accounts: AccountsView = host.get("accounts").await?;
    let mut now = before.clone();
    let yes = |answer: Option<YesNo>, before: bool| answer.map_or(before, |a| a == YesNo::Yes);
    now.print_when_bought = yes(args.print_when_bought, before.print_when_bought);
    now.void_unused = yes(args.void_unused, before.void_unused);
    now.void_after_days = args.void_after.unwrap_or(before.void_after_days);
    now.scan_days = args.scan_days.unwrap_or(before.scan_days);
    now.warn_days = args.warn_days.unwrap_or(before.warn_days);
    for (name, days) in &args.window {
        let account = accounts
            .accounts
            .iter()
            .find(|a| same_name(&a.name, name))
            .ok_or_else(|| Failure::not_found("account", name))?;
        now.void_window_days.insert(account.id, *days);
    }
    if now != before {
        now = host.call("save_offline_settings", &now).await?;
    }
    let name = |id| {
        accounts
            .accounts
            .iter()
            .find(|a| a.id == id)
            .map_or_else(|| "a deleted account".to_owned(), |a| a.name.clone())
    };
    let windows: Vec<String> = now
        .void_window_days
        .iter()
        .map(|(id, days)| format!("{}: {days} days", name(*id)))
        .collect();
    let say = |yes| if yes { "yes" } else { "no" }.to_owned();
    let text = labelled(&[
        ("Print when bought", say(now.print_when_bought)),
        ("Void unused", say(now.void_unused)),
        ("Void after", format!("{} days", now.void_after_days)),
        ("Scanned within", format!("{} days", now.scan_days)),
        ("Warn before", format!("{} days", now.warn_days)),
        ("Can be voided", windows.join("\n")),
    ]);
    Answer::new(&now, text)
}
