//! The main job end to end on the demo bench: one sample order, from scale to paper.
use super::{label, print, rates, weigh, write_file};
use crate::args::DemoArgs;
use crate::host::Host;
use crate::output::{Answer, word};
use pb_domain::{Format, Money, OrderId, PrintState, Rate, ShipmentId};
use pb_station::api::{
    Buy, Code, Failure, NewShipment, NewShipmentView, OrderPage, OrderQuery, ParcelWeight, Print,
    Result, ShipmentView,
};
use serde::Serialize;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// How long the simulated scale may take; it puts a parcel on and takes it off every few seconds.
const SCALE_PATIENCE: Duration = Duration::from_secs(60);

/// What happened, as `summary.json` keeps it.
#[derive(Serialize)]
struct Summary {
    order: SummaryOrder,
    shipment: ShipmentId,
    weight: SummaryWeight,
    rate: Rate,
    charged: Money,
    tracking_number: String,
    print: SummaryPrint,
    timings_ms: Timings,
}

#[derive(Serialize)]
struct SummaryOrder {
    id: OrderId,
    number: String,
    name: String,
    place: String,
}

#[derive(Serialize)]
struct SummaryWeight {
    text: String,
    #[serde(flatten)]
    weight: ParcelWeight,
}

#[derive(Serialize)]
struct SummaryPrint {
    state: PrintState,
    text: String,
}

#[derive(Serialize)]
struct Timings {
    weigh: u128,
    rate: u128,
    buy: u128,
    print: u128,
    total: u128,
}

/// Ships one sample order.
pub(crate) async fn demo(host: &Host, args: &DemoArgs) -> Result<Answer> {
    if let Some(folder) = &args.out {
        make_folder(folder)?;
    }
    let say = |text: &str| host.output.step(text);
    let began = Instant::now();
    say("DEMO: simulated scale, printer and carrier; nothing here is real")?;

    let (order, packing) = first_that_ships(host).await?;
    let mut draft = packing.draft;
    say(&format!(
        "Order    {} for {}, {}",
        order.number, order.name, order.place
    ))?;

    let step = Instant::now();
    let mut weight = None;
    for parcel in &mut draft.parcels {
        let taken = weigh::from_scale(host, parcel.id, SCALE_PATIENCE, false).await?;
        parcel.weight = Some(taken.clone());
        weight.get_or_insert(taken);
    }
    let weight = weight.ok_or_else(|| Failure::new(Code::Internal, "The draft has no parcel"))?;
    let weigh = step.elapsed();
    say(&format!(
        "Weight   {} from the scale, standing still",
        weight.weight
    ))?;

    let step = Instant::now();
    let list = rates::ask(host, &draft, None).await?;
    let rate = rates::chosen(&list)?.clone();
    let rating = step.elapsed();
    say(&format!(
        "Rates    {} of {} accounts; {} {} at {}",
        list.rates.len(),
        list.lines.len(),
        rate.carrier_name,
        rate.service_name,
        rate.total
    ))?;

    let step = Instant::now();
    let request = Buy {
        draft,
        rate: rate.clone(),
        accepted: None,
        print: false,
    };
    let bought: ShipmentView = host.call("buy", &request).await?;
    let buy = step.elapsed();
    let tracking_number = bought
        .parcels
        .first()
        .map(|p| p.tracking_number.clone())
        .unwrap_or_default();
    let charged = bought.charged.unwrap_or(rate.total);
    say(&format!(
        "Bought   {charged}, tracking number {tracking_number}"
    ))?;

    let step = Instant::now();
    let queued: ShipmentView = host
        .call(
            "print",
            &Print {
                id: bought.id,
                reprint: false,
                force: false,
            },
        )
        .await?;
    let jobs: Vec<_> = queued.jobs.iter().map(|job| job.id).collect();
    let shipment = print::wait(host, bought.id, &jobs).await?;
    let printing = step.elapsed();
    let proved = print::all_printed(&shipment, &jobs);
    // The worst of several labels is what a person must know.
    let job = shipment
        .jobs
        .iter()
        .find(|job| job.state != PrintState::Printed)
        .or(shipment.jobs.first())
        .ok_or_else(|| Failure::new(Code::Printer, "No print job was made for the label"))?;
    say(&format!("Print    {}: {}", word(&job.state), job.text))?;

    let summary = Summary {
        order,
        shipment: shipment.id,
        weight: SummaryWeight {
            text: weight.weight.to_string(),
            weight,
        },
        rate,
        charged,
        tracking_number,
        print: SummaryPrint {
            state: job.state,
            text: job.text.clone(),
        },
        timings_ms: Timings {
            weigh: weigh.as_millis(),
            rate: rating.as_millis(),
            buy: buy.as_millis(),
            print: printing.as_millis(),
            total: began.elapsed().as_millis(),
        },
    };
    if let Some(folder) = &args.out {
        leave(host, folder, shipment.id, &summary).await?;
        say(&format!(
            "Files    label.zpl, label.png, label.pdf and summary.json in {}",
            folder.display()
        ))?;
    }
    let text = format!("Done in {:.1} s", began.elapsed().as_secs_f32());
    Ok(Answer::new(&summary, text)?.proved(proved))
}

/// The first order in the queue with nothing missing, and a draft of its shipment.
async fn first_that_ships(host: &Host) -> Result<(SummaryOrder, NewShipmentView)> {
    let queue: OrderPage = host.call("orders", &OrderQuery::default()).await?;
    for row in queue.rows {
        let view: NewShipmentView = host
            .call(
                "new_shipment",
                &NewShipment {
                    order: row.id,
                    another: false,
                    returns: None,
                },
            )
            .await?;
        if view.problems.is_empty() {
            return Ok((
                SummaryOrder {
                    id: row.id,
                    number: row.number,
                    name: row.name,
                    place: row.place,
                },
                view,
            ));
        }
    }
    Err(
        Failure::new(Code::Precondition, "No order in the demo's queue can ship")
            .hint("Close other windows of the demo, then try again: it begins afresh"),
    )
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| {
        Failure::new(
            Code::Storage,
            format!("The folder {} cannot be made: {e}", folder.display()),
        )
    })
}

/// Leaves the label in every format, and what happened.
async fn leave(host: &Host, folder: &Path, shipment: ShipmentId, summary: &Summary) -> Result<()> {
    for format in [Format::Zpl, Format::Png, Format::Pdf] {
        let (_, bytes) = label::fetch(host, shipment, 0, Some(format)).await?;
        write_file(
            &folder.join(format!("label.{}", format.extension())),
            &bytes,
        )?;
    }
    let mut json = serde_json::to_vec_pretty(summary).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The summary cannot be written: {e}"),
        )
    })?;
    json.push(b'\n');
    write_file(&folder.join("summary.json"), &json)
}
