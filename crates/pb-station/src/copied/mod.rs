//! A bench that came back from a copy must not do again what its twin did.
//!
//! At each start the database is compared with its witness. The same bench put back to an earlier
//! state goes on behind the numbers that the witness knows. A clone, on another machine, in another
//! folder, or where nobody can tell, becomes a database of its own with a prefix of its own: six
//! letters drawn at random, since no clone knows of the others. Either way the epoch rises, what waits
//! at printers is held, and no order that waited in the copy is bought before a person has said that
//! the twin did not ship it.
//!
//! A part that keeps numbers or promises of its own in the database adds a line to [`QUARANTINE`].
mod notice;
mod witness;

pub(crate) use notice::{act, look};
pub use witness::Whereabouts;
pub(crate) use witness::{Witness, watch};

use crate::api::{
    AnswerCopied, Code, CopiedView, CopyView, Event, Failure, Nothing, OrderInDoubt, Result,
};
use crate::{Station, orders, waybills};
use futures::future::BoxFuture;
use pb_domain::{HoldReason, OrderId};
use pb_store::{Change, OrderState, StoredCopy};
use serde_json::json;

/// Orders in doubt that are listed.
const LISTED: u32 = 500;

/// Puts aside, inside the change that notes a copy, what the twin may have used. The answer says what
/// was done, in words, or nothing.
pub(crate) type Quarantine =
    for<'a> fn(&'a mut Change, &'a StoredCopy) -> BoxFuture<'a, Result<Option<String>>>;

/// What is put aside when the database is found to have come from a copy.
pub(crate) const QUARANTINE: &[Quarantine] = &[
    |change, copy| {
        Box::pin(async move {
            let count = change.doubt_waiting_orders(copy.epoch).await?;
            Ok((count > 0).then(|| format!("{count} orders wait for a person's word")))
        })
    },
    |change, _| {
        Box::pin(async move {
            let text = "Held: it may have been printed before this bench came back from a copy";
            let count = change.hold_waiting_prints(text).await?;
            Ok((count > 0).then(|| format!("{count} print jobs are held")))
        })
    },
    |change, _| {
        Box::pin(async move {
            let count = waybills::quarantine(change).await?;
            Ok((count > 0).then(|| format!("{count} waybill numbers are held")))
        })
    },
];

/// Remembers the end of the log before something leaves that a copy of now must know of. The watch
/// would do it a moment later, and a kill may come before.
pub(crate) async fn remember(station: &Station) {
    let remembered = async {
        if let Some(head) = station.store.log_head().await? {
            let witness = station.safe.witness.clone();
            Station::blocking(move || witness.saw(&head, false)).await??;
        }
        Ok::<_, Failure>(())
    };
    if let Err(failure) = remembered.await {
        tracing::warn!(%failure, "the witness is behind");
    }
}

/// Whether an order may be shipped as far as copies are concerned.
pub(crate) async fn may_ship(station: &Station, order: OrderId, number: &str) -> Result<()> {
    if station.store.order_in_doubt(order).await? {
        return Err(in_doubt(number));
    }
    Ok(())
}

/// The twin may have shipped an order: a person says.
pub(crate) fn in_doubt(number: &str) -> Failure {
    Failure::new(
        Code::Copied,
        format!("This bench came back from a copy, and order {number} may have been shipped since the copy was made"),
    )
    .hint("Look at the carrier's pages, the shop, or the other bench. Then say whether it was shipped; nothing is bought before")
}

/// Refuses a prefix that this bench left to its twin.
pub(crate) async fn may_number_with(station: &Station, prefix: &str) -> Result<Option<String>> {
    Ok(station
        .store
        .is_twins_prefix(prefix)
        .await?
        .then(|| format!("Another bench numbers with {prefix}: this one is a copy of it")))
}

/// When and how this bench came back from a copy, and which orders wait for a person's word.
pub(crate) async fn view(station: &Station, _: Nothing) -> Result<CopiedView> {
    let copies = station.store.copies().await?;
    let (ids, in_doubt) = station.store.orders_in_doubt(LISTED).await?;
    let mut waiting = Vec::with_capacity(ids.len());
    for id in ids {
        let order = orders::find(station, id).await?.order;
        waiting.push(OrderInDoubt {
            id,
            number: order.data.key.number.clone(),
            name: orders::addressee(&order.data.ship_to),
            placed_at: order.data.placed_at.clone(),
        });
    }
    Ok(CopiedView {
        copies: copies
            .into_iter()
            .map(|c| CopyView {
                kind: c.kind.into(),
                copied_at: c.copied_at,
                noticed_at: c.noticed_at,
                old_prefix: c.old_prefix,
                new_prefix: c.new_prefix,
                settled: c.settled_at.is_some(),
            })
            .collect(),
        in_doubt,
        orders: waiting,
    })
}

/// A person says whether the twin has shipped an order, or that it has shipped none.
pub(crate) async fn answer(station: &Station, request: AnswerCopied) -> Result<CopiedView> {
    let mut change = station.store.change(station.now()).await?;
    match request.order {
        Some(id) => {
            let mut stored = change
                .order(id)
                .await?
                .ok_or_else(|| Failure::not_found("order", id))?;
            if !change.order_in_doubt(id).await? {
                return Err(Failure::new(
                    Code::Precondition,
                    format!("Order {} is in no doubt", stored.order.data.key.number),
                ));
            }
            change.answer_doubt(id, request.shipped).await?;
            let number = stored.order.data.key.number.clone();
            if request.shipped && stored.state == OrderState::Queue {
                stored.order.data.hold = Some(HoldReason::ShippedElsewhere);
                stored.state = OrderState::Held;
                if !stored.order.edited_fields.iter().any(|f| f == "hold") {
                    stored.order.edited_fields.push("hold".into());
                }
                change.save_order(&stored).await?;
            }
            let text = if request.shipped {
                format!("A person says that order {number} was shipped by the twin of this copy")
            } else {
                format!(
                    "A person says that order {number} was not shipped by the twin of this copy"
                )
            };
            let facts = json!({ "shipped": request.shipped });
            change
                .log("copy_answered", Some(id.0), &text, &facts)
                .await?;
        }
        None if request.shipped => {
            return Err(Failure::new(
                Code::Invalid,
                "Only an order by itself can be said to have been shipped",
            )
            .hint("Name the order"));
        }
        None => {
            let count = change.answer_all_doubts().await?;
            change.settle_copies().await?;
            let text =
                format!("A person says that the twin of this copy shipped none of {count} orders");
            change
                .log("copy_answered", None, &text, &json!({ "orders": count }))
                .await?;
        }
    }
    change.commit().await?;
    told(station).await;
    view(station, Nothing {}).await
}

/// A person has seen that this bench came back from a copy. Orders in doubt are still asked about.
pub(crate) async fn settle(station: &Station, _: Nothing) -> Result<CopiedView> {
    let mut change = station.store.change(station.now()).await?;
    change.settle_copies().await?;
    change
        .log(
            "copy_seen",
            None,
            "A person has seen that this bench came back from a copy",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    told(station).await;
    view(station, Nothing {}).await
}

async fn told(station: &Station) {
    station.emit(Event::Orders);
    station.emit_attention().await;
}
