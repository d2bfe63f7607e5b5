//! Shipments: listing, showing, voiding, tracking, settling, and what needs a person.
use super::print;
use super::speed::flight_text;
use crate::args::{AttentionArgs, SettleArgs, ShipmentsArgs, VoidArgs};
use crate::host::{Host, Named};
use crate::output::{Answer, labelled, table, time, word};
use pb_domain::{Direction, LabelState, PurchaseState, WeightSource};
use pb_station::api::{
    Attention, BenchState, FlightView, OrderView, Result, Settle, SettleAnswer, ShipmentPage,
    ShipmentQuery, ShipmentRef, ShipmentRow, ShipmentView, ShippedParcel, VoidShipment,
};
use serde::Serialize;
use std::fmt::Write as _;

/// Rows the station gives at once.
const PAGE: u32 = 200;

/// Lists shipments, newest first.
pub(crate) async fn list(host: &Host, args: &ShipmentsArgs) -> Result<Answer> {
    let mut page = ShipmentPage {
        rows: Vec::new(),
        more: true,
    };
    while page.more {
        let offset = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        let limit = args.limit.saturating_sub(offset).min(PAGE);
        if limit == 0 {
            break;
        }
        let query = ShipmentQuery {
            text: args.text.clone(),
            limit,
            offset,
        };
        let next: ShipmentPage = host.call("shipments", &query).await?;
        page.rows.extend(next.rows);
        page.more = next.more;
    }
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let mut text = if rows.is_empty() {
        "No shipment\n".to_owned()
    } else {
        table(
            &[
                "Order",
                "Made",
                "To",
                "Place",
                "Service",
                "Tracking number",
                "Price",
                "Purchase",
                "Status",
                "Print",
            ],
            &rows,
        )
    };
    if page.more {
        text.push_str("There are more; --limit shows them\n");
    }
    Answer::new(&page, text)
}

fn row(shipment: &ShipmentRow) -> Vec<String> {
    let order = match shipment.direction {
        Direction::Outbound => shipment.order_number.clone(),
        Direction::Return => format!("{} (return)", shipment.order_number),
    };
    vec![
        order,
        time(&shipment.at),
        shipment.name.clone(),
        shipment.place.clone(),
        shipment.service.clone(),
        shipment.tracking_number.clone(),
        shipment.price.to_string(),
        word(&shipment.purchase),
        word(&shipment.status),
        shipment.print.clone(),
    ]
}

/// An order, a shipment, or both.
#[derive(Serialize)]
struct Shown {
    order: Option<OrderView>,
    shipment: Option<ShipmentView>,
    /// When each step of its parcels happened.
    flight: Option<FlightView>,
}

/// Shows what a person named.
pub(crate) async fn show(host: &Host, what: &str) -> Result<Answer> {
    let shown = match host.find(what).await? {
        Named::Order(id) => Shown {
            order: Some(host.order(id).await?),
            shipment: None,
            flight: None,
        },
        Named::Shipment { id, by_order } => {
            let shipment = host.shipment(id).await?;
            let order = if by_order {
                Some(host.order(shipment.order).await?)
            } else {
                None
            };
            Shown {
                order,
                shipment: Some(shipment),
                flight: Some(host.call("flight", &ShipmentRef { id }).await?),
            }
        }
    };
    let texts = [
        shown.order.as_ref().map(order_text),
        shown.shipment.as_ref().map(shipment_text),
        shown
            .flight
            .as_ref()
            .filter(|f| !f.parcels.is_empty())
            .map(|f| labelled(&[("Steps", flight_text(f))])),
    ];
    let text = texts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    Answer::new(&shown, text)
}

fn order_text(view: &OrderView) -> String {
    let order = view.data();
    let lines: Vec<String> = order
        .lines
        .iter()
        .map(|line| {
            let sku = if line.sku.is_empty() {
                String::new()
            } else {
                format!(" ({})", line.sku)
            };
            let no_ship = if line.needs_shipping {
                ""
            } else {
                ", does not ship"
            };
            format!("{} × {}{sku}{no_ship}", line.quantity, line.title)
        })
        .collect();
    let shipments: Vec<String> = view
        .shipments
        .iter()
        .map(|s| {
            format!(
                "{}{} · {} · {}",
                match s.direction {
                    Direction::Outbound => "",
                    Direction::Return => "return · ",
                },
                word(&s.purchase),
                if s.tracking_number.is_empty() {
                    "no tracking number"
                } else {
                    &s.tracking_number
                },
                s.id
            )
        })
        .collect();
    let differences: Vec<String> = view
        .differences
        .iter()
        .map(|d| {
            format!(
                "{}: “{}” here, “{}” in {}",
                d.field, d.here, d.source, order.key.source
            )
        })
        .collect();
    labelled(&[
        (
            "Order",
            format!("{} from {}", order.key.number, order.key.source),
        ),
        ("Placed", time(&order.placed_at)),
        (
            "On hold",
            order.hold.map(|h| h.text().to_owned()).unwrap_or_default(),
        ),
        ("To", order.ship_to.lines(true).join("\n")),
        ("Lines", lines.join("\n")),
        ("Note", order.note.clone()),
        (
            "Total",
            order.total.map(|t| t.to_string()).unwrap_or_default(),
        ),
        (
            "To collect",
            order.cod.map(|c| c.to_string()).unwrap_or_default(),
        ),
        ("Shipping", order.shipping_method.clone()),
        (
            "Stated weight",
            view.stated_weight
                .map(|w| w.to_string())
                .unwrap_or_default(),
        ),
        ("Shipments", shipments.join("\n")),
        ("Differs", differences.join("\n")),
        ("Id", view.order.id.to_string()),
    ])
}

fn shipment_text(shipment: &ShipmentView) -> String {
    let charged = match shipment.charged {
        Some(charged) if charged != shipment.rate.total => {
            format!("{charged}; {} was shown", shipment.rate.total)
        }
        Some(charged) => charged.to_string(),
        None => format!("{} was shown", shipment.rate.total),
    };
    let waits: Vec<String> = shipment
        .deferred
        .iter()
        .map(|w| format!("{} {} {}", word(&w.kind), word(&w.state), w.text))
        .collect();
    let problem = shipment
        .problem
        .as_ref()
        .map(|p| format!("{}. {}", p.text, p.hint))
        .unwrap_or_default();
    let void = shipment
        .void
        .as_ref()
        .map(|v| format!("{} {}", word(&v.state), v.text))
        .unwrap_or_default();
    let jobs: String = shipment.jobs.iter().map(print::job_text).collect();
    let tracking: Vec<String> = shipment
        .tracking
        .iter()
        .map(|e| {
            format!("{}  {} {}", time(&e.at), e.text, e.location)
                .trim_end()
                .to_owned()
        })
        .collect();
    let timeline: Vec<String> = shipment
        .timeline
        .iter()
        .map(|e| format!("{}  {}", time(&e.at), e.text))
        .collect();
    let what = match shipment.direction {
        Direction::Outbound => format!("{} of order {}", shipment.number, shipment.order_number),
        Direction::Return => format!(
            "return {} of order {}: from the customer",
            shipment.number, shipment.order_number
        ),
    };
    let returned_by: Vec<String> = shipment
        .returned_by
        .iter()
        .map(|r| format!("{} · {} · {}", word(&r.purchase), r.tracking_number, r.id))
        .collect();
    labelled(&[
        ("Shipment", what),
        (
            "Comes back",
            shipment
                .returns
                .map(|id| id.to_string())
                .unwrap_or_default(),
        ),
        ("Returns", returned_by.join("\n")),
        ("Status", word(&shipment.status)),
        ("Purchase", word(&shipment.purchase)),
        ("Waits", waits.join("\n")),
        ("Problem", problem),
        ("Settle", shipment.settle_text.clone()),
        (
            "Booking",
            shipment
                .booking
                .as_ref()
                .map(|b| b.text.clone())
                .unwrap_or_default(),
        ),
        ("Void", void),
        (
            "Service",
            format!("{} ({})", shipment.service, shipment.account_name),
        ),
        ("Price", charged),
        ("Ship date", shipment.ship_date.clone()),
        (
            "From",
            match shipment.direction {
                Direction::Outbound => String::new(),
                Direction::Return => shipment.ship_from.lines(true).join("\n"),
            },
        ),
        ("To", shipment.ship_to.lines(true).join("\n")),
        (
            "Parcels",
            shipment
                .parcels
                .iter()
                .map(parcel_text)
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        ("Print", jobs),
        ("Follow it", shipment.tracking_url.clone()),
        ("Tracking", tracking.join("\n")),
        ("Timeline", timeline.join("\n")),
        ("Id", shipment.id.to_string()),
    ])
}

fn parcel_text(parcel: &ShippedParcel) -> String {
    let from = match &parcel.weight_source {
        WeightSource::Scale { .. } => "weighed".to_owned(),
        WeightSource::Typed { by, .. } => format!("typed by {by}"),
        WeightSource::Sent { typed: true, .. } => "as sent, typed then".to_owned(),
        WeightSource::Sent { typed: false, .. } => "as sent, weighed then".to_owned(),
    };
    let number = if parcel.tracking_number.is_empty() {
        "no tracking number"
    } else {
        &parcel.tracking_number
    };
    let label = match parcel.label {
        LabelState::Stored => "",
        LabelState::Missing => ", its label is not here",
        LabelState::Erased => ", its label is erased",
    };
    format!("{number} · {} {from}{label}", parcel.weight)
}

/// Voids a shipment.
pub(crate) async fn void(host: &Host, args: &VoidArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let request = VoidShipment {
        id,
        person_says_voided: args.voided_elsewhere,
    };
    let voided: ShipmentView = host.call("void", &request).await?;
    let text = format!(
        "The shipment of order {} is voided; its label must not go on a parcel\n",
        voided.order_number
    );
    Answer::new(&voided, text)
}

/// Asks the carrier where a shipment is.
pub(crate) async fn track(host: &Host, what: &str) -> Result<Answer> {
    let id = host.find_shipment(what).await?;
    let tracked: ShipmentView = host.call("track", &ShipmentRef { id }).await?;
    let rows: Vec<Vec<String>> = tracked
        .tracking
        .iter()
        .map(|e| vec![time(&e.at), e.text.clone(), e.location.clone()])
        .collect();
    let mut text = format!(
        "Order {}: {}\n",
        tracked.order_number,
        word(&tracked.status)
    );
    if !rows.is_empty() {
        text.push_str(&table(&["When", "What", "Where"], &rows));
    }
    Answer::new(&tracked, text)
}

/// Settles a purchase whose outcome is unknown.
pub(crate) async fn settle(host: &Host, args: &SettleArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let answer = if args.answer.ask {
        SettleAnswer::AskCarrier
    } else if args.answer.not_bought {
        SettleAnswer::PersonSaysNot
    } else {
        SettleAnswer::PersonSaysBought {
            tracking_numbers: args.answer.bought.clone(),
        }
    };
    let settled: ShipmentView = host.call("settle", &Settle { id, answer }).await?;
    let text = match settled.purchase {
        PurchaseState::Bought => super::ship::bought_text(&settled),
        _ => format!(
            "Order {}: it was not bought, and may be shipped anew\n",
            settled.order_number
        ),
    };
    Answer::new(&settled, text)
}

/// What needs a person, worst first.
#[derive(Serialize)]
struct NeedsPerson {
    attention: Vec<Attention>,
}

/// Lists what needs a person; records that a higher charge was seen.
pub(crate) async fn attention(host: &Host, args: &AttentionArgs) -> Result<Answer> {
    if let Some(what) = &args.seen {
        let id = host.find_shipment(what).await?;
        let _: ShipmentView = host.call("acknowledge_charge", &ShipmentRef { id }).await?;
    }
    let bench: BenchState = host.get("bench").await?;
    let mut text = String::new();
    for attention in &bench.attention {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}: {}", word(&attention.kind), attention.text);
        if let Some(job) = attention.job {
            let _ = writeln!(text, "    job {job}");
        }
        if let Some(shipment) = attention.shipment {
            let _ = writeln!(text, "    pb show {shipment}");
        }
    }
    if text.is_empty() {
        text.push_str("Nothing needs a person\n");
    }
    Answer::new(
        &NeedsPerson {
            attention: bench.attention,
        },
        text,
    )
}
