//! Orders: listing, typing in, changing, putting aside.
use crate::Station;
use crate::api::{
    Code, Event, Failure, HoldOrder, OrderCounts, OrderDraft, OrderFilter, OrderPage, OrderQuery,
    OrderRef, OrderRow, OrderView, Result, ShipmentBrief,
};
use crate::copied::Witness;
use crate::erase::refuse_erased;
use crate::import::differences;
use pb_domain::{
    Address, Direction, FieldProblem, HoldReason, ImportedOrder, Order, OrderId, OrderKey, Payment,
};
use pb_store::{Change, OrderList, OrderState, ShipmentSummary, StoreError, StoredOrder};
use serde_json::json;

/// Rows a page may have at most.
const PAGE: u32 = 500;

/// Source of orders that a person typed in.
pub(crate) const TYPED: &str = "typed";

/// Lists orders.
pub(crate) async fn list(station: &Station, query: OrderQuery) -> Result<OrderPage> {
    let state = match query.view {
        OrderFilter::Queue => Some(OrderState::Queue),
        OrderFilter::Held => Some(OrderState::Held),
        OrderFilter::Shipped => Some(OrderState::Shipped),
        OrderFilter::Deferred => Some(OrderState::Deferred),
        OrderFilter::All => None,
    };
    let list = OrderList {
        text: &query.text,
        state,
        limit: query.limit.clamp(1, PAGE),
        offset: query.offset,
    };
    let (orders, total) = station.store.list_orders(list).await?;
    let mut rows = Vec::with_capacity(orders.len());
    for stored in orders {
        let shipment = station.store.shipments_of(stored.order.id).await?;
        let shipment = current(&shipment).map(brief);
        rows.push(row(&stored, shipment));
    }
    let counts = station.store.count_orders().await?;
    let counts = OrderCounts {
        queue: counts.queue,
        held: counts.held,
        shipped: counts.shipped,
        deferred: counts.deferred,
        all: counts.queue + counts.held + counts.shipped + counts.deferred,
    };
    Ok(OrderPage {
        rows,
        total,
        counts,
    })
}

/// One order, whole.
pub(crate) async fn get(station: &Station, request: OrderRef) -> Result<OrderView> {
    view(station, find(station, request.id).await?).await
}

/// Types an order in, or changes one.
pub(crate) async fn save(station: &Station, draft: OrderDraft) -> Result<OrderView> {
    check(&draft)?;
    let draft_is_new = draft.id.is_none();
    let mut change = station.store.change(station.now()).await?;
    let mut edited = Vec::new();
    let stored = match draft.id {
        Some(id) => {
            let mut stored = change
                .order(id)
                .await?
                .ok_or_else(|| Failure::not_found("order", id))?;
            if stored.state.is_packed() {
                return Err(Failure::new(
                    Code::Precondition,
                    format!(
                        "Order {} has a shipment and stays as it is",
                        stored.order.data.key.number
                    ),
                )
                .hint("Void the shipment first, or take it away if it waits for the network; or change the address in a further shipment"));
            }
            refuse_erased(&stored)?;
            edited = edit(&mut stored, draft);
            stored
        }
        None => {
            let number = match draft.number.trim() {
                "" => free_number(&station.safe.witness, &mut change).await?,
                number => number.to_owned(),
            };
            typed_in(
                OrderId(station.new_id()),
                number,
                change.at.to_string(),
                draft,
            )
        }
    };
    let number = stored.order.data.key.number.clone();
    change.save_order(&stored).await.map_err(|e| match e {
        StoreError::Taken => {
            Failure::new(Code::Invalid, format!("There is an order {number} already"))
                .hint("Choose another number, or leave it empty for the next free one")
                .fields(vec![FieldProblem {
                    field: "number".into(),
                    text: "This number is taken".into(),
                }])
        }
        other => other.into(),
    })?;
    let id = stored.order.id;
    let text = if draft_is_new {
        format!("Order {number} typed in")
    } else if edited.is_empty() {
        format!("Order {number} saved as it was")
    } else {
        format!("Order {number} changed by hand: {}", edited.join(", "))
    };
    change
        .log("order_saved", Some(id.0), &text, &json!(stored.order.data))
        .await?;
    change.commit().await?;
    station.emit(Event::Orders);
    get(station, OrderRef { id }).await
}

/// The next number that no person typed already.
async fn free_number(witness: &Witness, change: &mut Change) -> Result<String> {
    loop {
        let key = OrderKey {
            source: TYPED.into(),
            number: format!("T{:05}", witness.next_number(change, "typed_order").await?),
        };
        if change.order_by_key(&key).await?.is_none() {
            return Ok(key.number);
        }
    }
}

/// Puts an order aside, or back into the queue.
pub(crate) async fn hold(station: &Station, request: HoldOrder) -> Result<OrderView> {
    let mut change = station.store.change(station.now()).await?;
    let mut stored = change
        .order(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("order", request.id))?;
    let number = stored.order.data.key.number.clone();
    if stored.state == OrderState::Deferred {
        return Err(Failure::new(
            Code::Precondition,
            format!("Order {number} is packed and waits for the network"),
        )
        .hint("Take its purchase away under Open first; the order is in the queue again then"));
    }
    if stored.state == OrderState::Shipped {
        return Err(Failure::new(
            Code::Precondition,
            format!("Order {number} has shipped and is not in the queue"),
        ));
    }
    refuse_erased(&stored)?;
    stored.order.data.hold = request.hold.then_some(HoldReason::PutAside);
    stored.state = if request.hold {
        OrderState::Held
    } else {
        OrderState::Queue
    };
    if !stored.order.edited_fields.iter().any(|f| f == "hold") {
        stored.order.edited_fields.push("hold".into());
    }
    change.save_order(&stored).await?;
    let text = if request.hold {
        format!("Order {number} put aside")
    } else {
        format!("Order {number} put into the queue")
    };
    change
        .log(
            "order_hold",
            Some(request.id.0),
            &text,
            &json!({ "hold": request.hold }),
        )
        .await?;
    change.commit().await?;
    station.emit(Event::Orders);
    get(station, OrderRef { id: request.id }).await
}

/// The order with an id.
pub(crate) async fn find(station: &Station, id: OrderId) -> Result<StoredOrder> {
    station
        .store
        .order(id)
        .await?
        .ok_or_else(|| Failure::not_found("order", id))
}

/// An order with its shipments and what its source says differently.
pub(crate) async fn view(station: &Station, stored: StoredOrder) -> Result<OrderView> {
    let shipments = station
        .store
        .shipments_of(stored.order.id)
        .await?
        .iter()
        .map(brief)
        .collect();
    let differences = differences(&stored);
    Ok(OrderView {
        stated_weight: stored.order.stated_weight(),
        order: stored.order,
        shipments,
        differences,
        erased_at: stored.erased_at,
    })
}

/// City and country in one line.
pub(crate) fn place(address: &Address) -> String {
    [
        address.city.clone(),
        address.country.map(|c| c.to_string()).unwrap_or_default(),
    ]
    .into_iter()
    .filter(|p| !p.is_empty())
    .collect::<Vec<_>>()
    .join(", ")
}

/// Name, else company.
pub(crate) fn addressee(address: &Address) -> String {
    if address.name.is_empty() {
        address.company.clone()
    } else {
        address.name.clone()
    }
}

/// The newest shipment to the customer that is bought or may be, else the newest attempt. A return is never meant
/// by its order's number: its label would end up on a parcel that leaves.
pub(crate) fn current(shipments: &[ShipmentSummary]) -> Option<&ShipmentSummary> {
    let outbound = || {
        shipments
            .iter()
            .filter(|s| s.direction == Direction::Outbound)
    };
    outbound()
        .find(|s| s.purchase.holds_the_slot())
        .or_else(|| outbound().next())
}

pub(crate) fn brief(s: &ShipmentSummary) -> ShipmentBrief {
    ShipmentBrief {
        id: s.id,
        direction: s.direction,
        tracking_number: s.tracking_number.clone(),
        status: s.status,
        purchase: s.purchase,
    }
}

fn row(stored: &StoredOrder, shipment: Option<ShipmentBrief>) -> OrderRow {
    let d = &stored.order.data;
    OrderRow {
        id: stored.order.id,
        number: d.key.number.clone(),
        source: d.key.source.clone(),
        placed_at: d.placed_at.clone(),
        name: addressee(&d.ship_to),
        place: place(&d.ship_to),
        pieces: d
            .lines
            .iter()
            .filter(|l| l.needs_shipping)
            .map(|l| l.quantity)
            .sum(),
        total: d.total,
        shipping_method: d.shipping_method.clone(),
        has_note: !d.note.trim().is_empty(),
        hold: d.hold,
        shipment,
        erased: stored.erased_at.is_some(),
    }
}

fn check(draft: &OrderDraft) -> Result<()> {
    let mut fields = Vec::new();
    let mut wrong = |field: String, text: &str| {
        fields.push(FieldProblem {
            field,
            text: text.to_owned(),
        });
    };
    if addressee(&draft.ship_to).trim().is_empty() {
        wrong("ship_to.name".into(), "A name or a company is missing");
    }
    for (i, line) in draft.lines.iter().enumerate() {
        if line.title.trim().is_empty() && line.sku.trim().is_empty() {
            wrong(format!("lines.{i}.title"), "A line needs a title or a SKU");
        }
        if line.quantity == 0 {
            wrong(
                format!("lines.{i}.quantity"),
                "A line needs at least one piece",
            );
        }
        if line
            .unit_weight
            .is_some_and(|w| w < pb_domain::Weight::ZERO)
        {
            wrong(
                format!("lines.{i}.unit_weight"),
                "A weight cannot lie below zero",
            );
        }
    }
    if draft.cod.is_some_and(|c| c.minor < 0) || draft.total.is_some_and(|t| t.minor < 0) {
        wrong("total".into(), "An amount cannot lie below zero");
    }
    crate::settings::refuse(fields)
}

fn typed_in(id: OrderId, number: String, at: String, draft: OrderDraft) -> StoredOrder {
    let payment = if draft.cod.is_some() {
        Payment::OnDelivery
    } else {
        Payment::Paid
    };
    StoredOrder {
        order: Order {
            id,
            data: ImportedOrder {
                key: OrderKey {
                    source: TYPED.into(),
                    number,
                },
                external_id: String::new(),
                placed_at: at,
                ship_to: draft.ship_to,
                lines: draft.lines,
                note: draft.note,
                total: draft.total,
                shipping_paid: None,
                shipping_method: String::new(),
                payment,
                cod: draft.cod,
                hold: None,
            },
            edited_fields: Vec::new(),
        },
        state: OrderState::Queue,
        source_says: None,
        erased_at: None,
    }
}

/// Takes a person's changes over, remembers which fields they are, and answers those that changed now.
fn edit(stored: &mut StoredOrder, draft: OrderDraft) -> Vec<String> {
    let mut edited = std::mem::take(&mut stored.order.edited_fields);
    let mut now = Vec::new();
    let data = &mut stored.order.data;
    let mut changed = |field: &str| {
        now.push(field.to_owned());
        if !edited.iter().any(|f| f == field) {
            edited.push(field.to_owned());
        }
    };
    let (old, new) = (&data.ship_to, &draft.ship_to);
    for (field, same) in [
        ("name", old.name == new.name),
        ("company", old.company == new.company),
        ("line1", old.line1 == new.line1),
        ("line2", old.line2 == new.line2),
        ("ward", old.ward == new.ward),
        ("district", old.district == new.district),
        ("city", old.city == new.city),
        ("region", old.region == new.region),
        ("postal_code", old.postal_code == new.postal_code),
        ("country", old.country == new.country),
        ("phone", old.phone == new.phone),
        ("email", old.email == new.email),
    ] {
        if !same {
            changed(&format!("ship_to.{field}"));
        }
    }
    if data.lines != draft.lines {
        changed("lines");
    }
    if data.note != draft.note {
        changed("note");
    }
    if data.total != draft.total {
        changed("total");
    }
    if data.cod != draft.cod {
        changed("cod");
    }
    data.ship_to = draft.ship_to;
    data.lines = draft.lines;
    data.note = draft.note;
    data.total = draft.total;
    data.cod = draft.cod;
    stored.order.edited_fields = edited;
    now
}
