//! Labels for the way back: from the customer to the place that a shipment left from.
use crate::api::{
    Code, Failure, NewShipment, NewShipmentView, ParcelDraft, ParcelWeight, Result, ShipmentDraft,
};
use crate::erase::refuse_erased;
use crate::{Station, copied, day_end, orders, print, ship};
use pb_carriers::{Consignment, Profile};
use pb_domain::{
    ContentsType, Customs, Direction, FieldProblem, ParcelId, Problem, ProblemKind, PurchaseState,
    ShipOptions, ShipmentId, WeightSource,
};
use pb_store::{StoredParcel, StoredShipment};

/// Starts a return of a shipment: a draft of all its parcels, as they were sent.
pub(crate) async fn start(
    station: &Station,
    request: NewShipment,
    returned: ShipmentId,
) -> Result<NewShipmentView> {
    let stored = orders::find(station, request.order).await?;
    refuse_erased(&stored)?;
    let sent = may_come_back(station, &request, returned).await?;
    let number = may_return(station, &request, &sent).await?;
    copied::may_ship(station, request.order, &sent.order_number).await?;
    let consignment = print::consignment(&sent)?;
    let mut problems = Vec::new();
    let froms = station.store.ship_froms().await?;
    let place = froms
        .iter()
        .find(|f| day_end::same_place(&f.address, &consignment.ship_from));
    let Some(back_to) = place.or(froms.first()) else {
        return Err(
            Failure::new(Code::Precondition, "No ship-from address is set up")
                .hint("Add the address that returns go to in Settings, then try again"),
        );
    };
    if place.is_none() {
        problems.push(FieldProblem {
            field: "ship_from".into(),
            text: "The place it was sent from is not among your addresses any more".into(),
        });
    }
    let parcels = station.store.parcels(returned).await?;
    let draft = ShipmentDraft {
        id: ShipmentId(station.new_id()),
        order: request.order,
        number,
        another: request.another,
        direction: Direction::Return,
        returns: Some(returned),
        ship_from: back_to.id,
        ship_to: consignment.ship_to.clone(),
        parcels: parcels.iter().map(|p| parcel(station, p)).collect(),
        // What was insured or collected on the way out is not on the way back, unless a person says so.
        options: ShipOptions::default(),
        customs: consignment.customs.as_ref().map(customs),
        ship_date: station.zoned_now().date().to_string(),
    };
    problems.extend(draft.ship_to.problems("ship_to"));
    if let Some(first) = draft.parcels.first() {
        station.seen.started(draft.id, draft.order, first.id);
    }
    Ok(NewShipmentView {
        draft,
        order: orders::view(station, stored).await?,
        problems,
    })
}

/// The shipment that is to come back: one that was bought, of this order, and no return itself.
async fn may_come_back(
    station: &Station,
    request: &NewShipment,
    returned: ShipmentId,
) -> Result<StoredShipment> {
    let sent = station.store.shipment(returned).await?;
    let sent = sent
        .filter(|s| s.order == request.order)
        .ok_or_else(|| Failure::not_found("shipment of this order", returned))?;
    if sent.direction == Direction::Return {
        return Err(
            Failure::new(Code::Precondition, "This shipment is a return itself")
                .hint("Open the shipment that comes back with it, and begin there"),
        );
    }
    let purchase = station.store.purchase_of(returned).await?;
    if purchase.is_none_or(|p| p.state != PurchaseState::Bought) {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "This shipment of order {} is not bought, so nothing of it comes back",
                sent.order_number
            ),
        )
        .hint("Choose a shipment that went to the customer"));
    }
    Ok(sent)
}

/// The number that a new return of an order gets, or why there may be none.
async fn may_return(
    station: &Station,
    request: &NewShipment,
    sent: &StoredShipment,
) -> Result<u32> {
    let mut shipments = station.store.shipments_of(request.order).await?;
    ship::all_settled(&sent.order_number, &shipments)?;
    shipments.retain(|s| s.direction == Direction::Return);
    let holder = shipments
        .iter()
        .find(|s| s.returns == Some(sent.id) && s.purchase.holds_the_slot());
    match holder {
        Some(holder) if !request.another => {
            let waits = holder.purchase == PurchaseState::Deferred;
            Err(taken(&sent.order_number, waits).shipment(holder.id))
        }
        _ => ship::next_number(shipments.len()),
    }
}

/// A second return of one shipment is a named act of a person.
pub(crate) fn taken(order_number: &str, waits: bool) -> Failure {
    let text = if waits {
        format!(
            "A return label of order {order_number} is bought when the network is back: this shipment has one"
        )
    } else {
        format!("This shipment of order {order_number} has a return label already")
    };
    Failure::new(Code::AlreadyShipped, text)
        .hint("Open it to print or save it, or choose Another return label")
}

/// A parcel as it was sent: its box, its size, and its weight, which says that nobody weighed it anew.
fn parcel(station: &Station, sent: &StoredParcel) -> ParcelDraft {
    ParcelDraft {
        id: ParcelId(station.new_id()),
        weight: Some(ParcelWeight {
            weight: sent.parcel.weight,
            source: as_sent(sent),
        }),
        box_id: sent.parcel.box_id,
        dimensions: sent.parcel.dimensions,
    }
}

fn as_sent(sent: &StoredParcel) -> WeightSource {
    WeightSource::Sent {
        parcel: sent.parcel.id,
        typed: matches!(sent.parcel.weight_source, WeightSource::Typed { .. }),
    }
}

fn customs(sent: &Customs) -> Customs {
    Customs {
        contents: ContentsType::ReturnMerchandise,
        ..sent.clone()
    }
}

/// What is wrong with which way a draft goes: a return says what comes back, and nothing else does.
pub(crate) async fn problems(
    station: &Station,
    draft: &ShipmentDraft,
) -> Result<Vec<FieldProblem>> {
    let wrong = |field: &str, text: &str| FieldProblem {
        field: field.to_owned(),
        text: text.to_owned(),
    };
    let mut all = Vec::new();
    match (draft.direction, draft.returns) {
        (Direction::Outbound, None) => {}
        (Direction::Outbound, Some(_)) => {
            all.push(wrong(
                "returns",
                "What goes to the customer returns nothing",
            ));
        }
        (Direction::Return, None) => all.push(wrong("returns", "Say which shipment comes back")),
        (Direction::Return, Some(returned)) => {
            let request = NewShipment {
                order: draft.order,
                another: draft.another,
                returns: draft.returns,
            };
            may_come_back(station, &request, returned).await?;
        }
    }
    if draft.direction == Direction::Return && draft.options.cod.is_some() {
        all.push(wrong("options.cod", "Nothing is collected on a return"));
    }
    Ok(all)
}

/// Whether a weight that claims to be that of a parcel as it was sent is so: a parcel of the shipment that comes
/// back, its weight, and how that one came about.
pub(crate) async fn is_as_sent(
    station: &Station,
    draft: &ShipmentDraft,
    weight: &ParcelWeight,
) -> Result<bool> {
    let (WeightSource::Sent { parcel, .. }, Some(returned)) = (&weight.source, draft.returns)
    else {
        return Ok(false);
    };
    let parcels = station.store.parcels(returned).await?;
    Ok(parcels.iter().any(|sent| {
        sent.parcel.id == *parcel
            && sent.parcel.weight == weight.weight
            && as_sent(sent) == weight.source
    }))
}

/// Why a carrier is not asked about a return.
pub(crate) fn refused_by(profile: &Profile, consignment: &Consignment) -> Option<Problem> {
    let refused = consignment.direction == Direction::Return && !profile.rates.takes_returns();
    refused.then(|| {
        Problem::new(
            ProblemKind::Unsupported,
            format!("{} takes no returns", profile.name),
        )
        .hint("Choose another account for the way back")
        .field("direction")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::remember;
    use pb_carriers::{CARRIERS, named};

    fn back(profile: &Profile) -> Consignment {
        let example = named::example(profile);
        let there: Consignment = serde_json::from_value(example["consignment"].clone()).unwrap();
        Consignment {
            ship_from: there.ship_to.clone(),
            ship_to: there.ship_from.clone(),
            direction: Direction::Return,
            ..there
        }
    }

    #[test]
    fn only_carriers_that_take_returns_are_asked_about_one() {
        let (takes, refuses): (Vec<&Profile>, Vec<&Profile>) = CARRIERS
            .iter()
            .copied()
            .partition(|profile| profile.rates.takes_returns());
        assert!(!takes.is_empty() && !refuses.is_empty());
        for profile in takes {
            assert_eq!(refused_by(profile, &back(profile)), None, "{profile:?}");
        }
        for profile in refuses {
            let back = back(profile);
            let problem = refused_by(profile, &back).unwrap();
            assert_eq!(problem.kind, ProblemKind::Unsupported);
            assert!(problem.text.starts_with(profile.name), "{}", problem.text);
            let there = Consignment {
                direction: Direction::Outbound,
                ..back
            };
            assert_eq!(refused_by(profile, &there), None, "{profile:?}");
        }
    }

    #[test]
    fn no_price_of_a_way_there_is_remembered_for_the_way_back() {
        let back = back(CARRIERS[0]);
        let there = Consignment {
            direction: Direction::Outbound,
            ..back.clone()
        };
        assert_ne!(remember::likeness(&back), remember::likeness(&there));
    }
}
