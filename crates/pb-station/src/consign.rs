//! From a draft to what carriers are asked to price and move.
use crate::api::{Code, Failure, Result, ShipmentDraft};
use crate::{Station, customs, returns};
use pb_carriers::Consignment;
use pb_domain::{BoxPreset, Direction, FieldProblem, Money, Order, Parcel, Weight, WeightSource};

/// Heaviest parcel that makes sense; more is a wrong unit.
const HEAVIEST: Weight = Weight::from_grams(1_000_000);

/// Checks a draft and makes the consignment. Every weight that claims to come from the scale is
/// compared with what the station kept when the scale gave it.
pub(crate) async fn consignment(
    station: &Station,
    draft: &ShipmentDraft,
    order: &Order,
) -> Result<Consignment> {
    let mut fields = draft.ship_to.problems("ship_to");
    let ship_from = station
        .store
        .ship_froms()
        .await?
        .into_iter()
        .find(|s| s.id == draft.ship_from);
    match &ship_from {
        Some(from) => fields.extend(from.address.problems("ship_from")),
        None => fields.push(problem("ship_from", "Choose where it ships from")),
    }
    if draft.parcels.is_empty() {
        fields.push(problem("parcels", "There is no parcel"));
    }
    if draft.ship_date.parse::<jiff::civil::Date>().is_err() {
        fields.push(problem(
            "ship_date",
            "The ship date must be a day like 2026-11-20",
        ));
    }
    fields.extend(returns::problems(station, draft).await?);
    check_amounts(draft, &mut fields);
    let boxes = station.store.boxes().await?;
    let mut parcels = Vec::with_capacity(draft.parcels.len());
    for index in 0..draft.parcels.len() {
        if let Some(parcel) = parcel(station, draft, index, &boxes, &mut fields).await? {
            parcels.push(parcel);
        }
    }
    if let Some(declared) = &draft.customs {
        // Without a weight for each parcel there is nothing to compare the goods with.
        let weighed = parcels.len() == draft.parcels.len();
        let gross = weighed.then(|| parcels.iter().map(|p| p.weight).sum());
        customs::check(declared, gross, &mut fields);
    }
    crate::settings::refuse(fields)?;
    let ship_from =
        ship_from.ok_or_else(|| Failure::new(Code::Invalid, "Choose where it ships from"))?;
    let (ship_from, ship_to) = match draft.direction {
        Direction::Outbound => (ship_from.address, draft.ship_to.clone()),
        Direction::Return => (draft.ship_to.clone(), ship_from.address),
    };
    let reference = match draft.options.reference.trim() {
        "" => order.data.key.number.clone(),
        reference => reference.to_owned(),
    };
    Ok(Consignment {
        ship_from,
        ship_to,
        parcels,
        options: draft.options.clone(),
        customs: draft.customs.clone(),
        goods_value: goods_value(order),
        ship_date: draft.ship_date.clone(),
        reference,
        direction: draft.direction,
    })
}

async fn parcel(
    station: &Station,
    draft: &ShipmentDraft,
    index: usize,
    boxes: &[BoxPreset],
    fields: &mut Vec<FieldProblem>,
) -> Result<Option<Parcel>> {
    let p = &draft.parcels[index];
    let dimensions = p.dimensions.or_else(|| {
        boxes
            .iter()
            .find(|b| Some(b.id) == p.box_id)
            .map(|b| b.dimensions)
    });
    if let Some(d) = dimensions
        && d.sorted()[2] <= pb_domain::Length::default()
    {
        fields.push(problem(
            &format!("parcels.{index}.dimensions"),
            "Every side must be above zero",
        ));
    }
    let Some(weight) = &p.weight else {
        fields.push(problem(
            &format!("parcels.{index}.weight"),
            &format!("Parcel {} has no weight", index + 1),
        ));
        return Ok(None);
    };
    let field = format!("parcels.{index}.weight");
    if weight.weight <= Weight::ZERO {
        fields.push(problem(&field, "The weight must be above zero"));
    } else if weight.weight > HEAVIEST {
        fields.push(problem(
            &field,
            &format!(
                "{} is more than a parcel can weigh; check the unit",
                weight.weight
            ),
        ));
    }
    match &weight.source {
        WeightSource::Typed { .. } => {}
        WeightSource::Scale { .. } => {
            let kept = station.store.weighing(p.id).await?;
            if kept.is_none_or(|k| k.weight != weight.weight) {
                fields.push(problem(
                    &field,
                    "The scale gave this parcel another weight: weigh it again",
                ));
            }
        }
        WeightSource::Sent { .. } => {
            if !returns::is_as_sent(station, draft, weight).await? {
                fields.push(problem(
                    &field,
                    "No parcel of the shipment that comes back was sent with this weight: type it",
                ));
            }
        }
    }
    Ok(Some(Parcel {
        id: p.id,
        weight: weight.weight,
        weight_source: weight.source.clone(),
        dimensions,
        box_id: p.box_id,
    }))
}

fn check_amounts(draft: &ShipmentDraft, fields: &mut Vec<FieldProblem>) {
    for (field, amount) in [
        ("options.cod", draft.options.cod),
        ("options.insurance", draft.options.insurance),
    ] {
        if amount.is_some_and(|a| a.minor <= 0) {
            fields.push(problem(field, "The amount must be above zero, or left out"));
        }
    }
}

/// What the customer paid for the goods: the lines when all are priced, else the total.
fn goods_value(order: &Order) -> Option<Money> {
    let lines: Option<Vec<Money>> = order
        .data
        .lines
        .iter()
        .filter(|l| l.needs_shipping)
        .map(|l| {
            let each = l.unit_price?;
            each.minor
                .checked_mul(i64::from(l.quantity))
                .map(|minor| Money::new(minor, each.currency))
        })
        .collect();
    let sum = lines.filter(|l| !l.is_empty()).and_then(|lines| {
        let (first, rest) = lines.split_first()?;
        rest.iter()
            .try_fold(*first, |sum, m| sum.checked_add(*m).ok())
    });
    sum.or(order.data.total)
}

pub(crate) fn problem(field: &str, text: &str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}
