//! A packer who does what Packbench asks for, and tells the truth about ledger and paper.
use crate::station::{NoAnswer, Process};
use crate::world::{Seller, World};
use anyhow::{Context as _, bail};
use pb_domain::{
    BookingState, LabelState, OrderId, ParcelId, PrintState, PurchaseState, ShipmentId,
};
use pb_station::api::{
    BookingView, Code, Failure, NewShipmentView, ParcelDraft, ParcelWeight, PrintJobView, RateList,
    RateOutcome, ScanResult, ShipmentDraft, ShipmentView,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Longest that an order may take once everything works again.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long a person waits before saying that nothing was bought.
const A_WHILE: Duration = Duration::from_secs(2);
/// After so long a person does not wait any more for a booking, or for a carrier's answer.
const LONG: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// How far a person came.
#[derive(Debug)]
pub(crate) enum Came {
    /// The order is sold once, and its label is on paper.
    Done(Box<ShipmentView>),
    /// The station died.
    Gone,
}

/// What a person did besides scanning and buying.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deeds {
    /// Purchases begun.
    pub(crate) bought: u32,
    /// Unknown purchases settled by asking the carrier.
    pub(crate) asked: u32,
    /// Unknown purchases settled by a person's word.
    pub(crate) told: u32,
    /// Labels that a person looked for on paper.
    pub(crate) looked: u32,
    /// Labels that were printed by a person's wish, after none had come out.
    pub(crate) printed: u32,
    /// Labels fetched again.
    pub(crate) fetched: u32,
    /// Labels that are printed from the courier's own pages.
    pub(crate) elsewhere: u32,
    /// Labels that came out once more, with others of their document that had not.
    pub(crate) again: u32,
    /// Times that a courier was told of a shipment by hand.
    pub(crate) booked: u32,
}

pub(crate) struct Person<'a> {
    pub(crate) world: &'a World,
    pub(crate) seller: Seller,
    pub(crate) deeds: Deeds,
    /// Since when an order that is labelled waits to be booked.
    pub(crate) unbooked: Option<Instant>,
    /// Labels that came out, and come out once more by this person's word: others of their document did not.
    pub(crate) again: Vec<String>,
    /// Since when the carrier has been asked in vain what became of a purchase.
    pub(crate) asked_since: Option<Instant>,
}

/// A command's answer, or nothing when the station died or said no.
enum Said<A> {
    Yes(A),
    No(Box<Failure>),
    Gone,
}

impl Person<'_> {
    async fn say<A: DeserializeOwned>(
        &self,
        station: &Process,
        name: &str,
        request: impl Serialize,
    ) -> anyhow::Result<Said<A>> {
        Ok(match station.call(name, request).await? {
            Ok(answer) => Said::Yes(answer),
            Err(NoAnswer::Failed(failure)) => Said::No(failure),
            Err(NoAnswer::Gone) => Said::Gone,
        })
    }

    /// Types an order in.
    pub(crate) async fn order(&self, station: &Process, number: &str) -> anyhow::Result<()> {
        let order: Value = station.ask("save_order", json!({
            "id": null, "number": number, "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV",
                         "postal_code": "89501", "country": "US", "phone": "+17755550123" },
            "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 2, "needs_shipping": true }]
        })).await?;
        anyhow::ensure!(order["order"]["id"].is_string(), "the order has an id");
        Ok(())
    }

    /// Packs an order until its rate is chosen; what `buy` takes. `None` when the station died.
    pub(crate) async fn packed(
        &self,
        station: &Process,
        number: &str,
        parcels: usize,
    ) -> anyhow::Result<Option<Value>> {
        match self.scan(station, number).await? {
            Said::Yes(ScanResult::Order { id }) => self.pack(station, id, parcels).await,
            Said::Yes(other) => bail!("{number} is scanned as {other:?} before it was bought"),
            Said::No(failure) => bail!("{number} cannot be scanned: {failure:?}"),
            Said::Gone => Ok(None),
        }
    }

    async fn scan(&self, station: &Process, number: &str) -> anyhow::Result<Said<ScanResult>> {
        self.say(station, "scan", json!({ "text": number })).await
    }

    async fn pack(
        &self,
        station: &Process,
        order: OrderId,
        parcels: usize,
    ) -> anyhow::Result<Option<Value>> {
        let started: Said<NewShipmentView> = self
            .say(
                station,
                "new_shipment",
                json!({ "order": order, "another": false }),
            )
            .await?;
        let Some(view) = kept(started)? else {
            return Ok(None);
        };
        let mut draft: ShipmentDraft = view.draft;
        while draft.parcels.len() < parcels {
            draft.parcels.push(ParcelDraft {
                id: ParcelId(Uuid::now_v7()),
                weight: None,
                box_id: None,
                dimensions: None,
            });
        }
        for parcel in &mut draft.parcels {
            let weighed: Said<ParcelWeight> = self
                .say(
                    station,
                    "weigh",
                    json!({ "parcel": parcel.id, "typed": "1.2 kg" }),
                )
                .await?;
            let Some(weight) = kept(weighed)? else {
                return Ok(None);
            };
            parcel.weight = Some(weight);
        }
        let deadline = Instant::now() + PATIENCE;
        let name = self.seller.account();
        loop {
            let rated: Said<RateList> = self
                .say(station, "rate", json!({ "request": "r", "draft": draft }))
                .await?;
            let Some(list) = kept(rated)? else {
                return Ok(None);
            };
            let line = list.lines.iter().find(|l| l.account_name == name);
            let line = line.with_context(|| format!("{name} has no line"))?;
            let from_numbers = self.seller == Seller::Numbers;
            let offers = list
                .rates
                .into_iter()
                .find(|r| r.account == line.account && r.pooled.is_some() == from_numbers);
            if let Some(rate) = offers {
                return Ok(Some(
                    json!({ "draft": draft, "rate": rate, "accepted": null, "print": true }),
                ));
            }
            if let RateOutcome::Failed { problem } = &line.outcome
                && Instant::now() > deadline
            {
                bail!("{name} gives no rate: {problem:?}");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Buys. What comes of it is seen when the order is scanned the next time.
    pub(crate) async fn buy(&mut self, station: &Process, purchase: &Value) -> anyhow::Result<()> {
        self.deeds.bought += 1;
        match self.say::<ShipmentView>(station, "buy", purchase).await? {
            Said::No(failure) if failure.code == Code::Internal => {
                bail!("buying broke: {failure:?}")
            }
            _ => Ok(()),
        }
    }

    /// Does what is asked for until the order is sold and its label is on paper.
    pub(crate) async fn see_through(
        &mut self,
        station: &Process,
        number: &str,
    ) -> anyhow::Result<Came> {
        let deadline = Instant::now() + PATIENCE;
        let mut last = String::new();
        while Instant::now() < deadline {
            let step = match self.scan(station, number).await? {
                Said::Yes(ScanResult::Order { id }) => {
                    let Some(purchase) = self.pack(station, id, 1).await? else {
                        return Ok(Came::Gone);
                    };
                    self.buy(station, &purchase).await?;
                    "bought".to_owned()
                }
                Said::Yes(ScanResult::Shipment { id, .. }) => match self.look(station, id).await? {
                    Step::Done(view) => return Ok(Came::Done(view)),
                    Step::Gone => return Ok(Came::Gone),
                    Step::Next(what) => what,
                },
                Said::Yes(other) => bail!("{number} is scanned as {other:?}"),
                Said::No(failure) => format!("{failure:?}"),
                Said::Gone => return Ok(Came::Gone),
            };
            last = step;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        bail!("{number} was not done in {PATIENCE:?}; at the end: {last}")
    }

    /// One look at a shipment, and what it asks for.
    async fn look(&mut self, station: &Process, id: ShipmentId) -> anyhow::Result<Step> {
        let view: ShipmentView = match self.say(station, "shipment", json!({ "id": id })).await? {
            Said::Yes(view) => view,
            Said::No(failure) => return Ok(Step::Next(format!("{failure:?}"))),
            Said::Gone => return Ok(Step::Gone),
        };
        match view.purchase {
            PurchaseState::Unknown => return self.settle(station, &view).await,
            PurchaseState::Bought => {}
            other => return Ok(Step::Next(format!("the purchase is {other:?}"))),
        }
        if view.parcels.iter().any(|p| p.label == LabelState::Missing) {
            self.deeds.fetched += 1;
            let again = json!({ "id": id });
            return Ok(
                match self.say::<Value>(station, "label_again", again).await? {
                    Said::Yes(_) => Step::Next("label_again".into()),
                    Said::Gone => Step::Gone,
                    // A person found the sale on the courier's pages, and prints its label from there.
                    Said::No(_) if self.seller == Seller::Neither => {
                        self.deeds.elsewhere += 1;
                        Step::Done(Box::new(view))
                    }
                    Said::No(failure) => Step::Next(format!("label_again: {failure:?}")),
                },
            );
        }
        // Newest first: what counts of each label is its newest job.
        let mut jobs: Vec<&PrintJobView> = Vec::new();
        for job in &view.jobs {
            if !jobs.iter().any(|newer| newer.parcels == job.parcels) {
                jobs.push(job);
            }
        }
        let in_state = |states: &[PrintState]| jobs.iter().find(|job| states.contains(&job.state));
        if let Some(job) = in_state(&[PrintState::Unconfirmed]) {
            self.world.until_quiet().await?;
            let mut found = Vec::new();
            for part in &job.parcels {
                if self.world.on_paper(&part.tracking_number)? > 0 {
                    found.push(part.tracking_number.clone());
                }
            }
            let on_paper = found.len() == job.parcels.len();
            self.deeds.looked += 1;
            if !on_paper {
                // A document with labels of several parcels is printed again whole.
                self.again.extend(found);
            }
            let answer = json!({ "job": job.id, "on_paper": on_paper });
            return self.act(station, "confirm_print", answer).await;
        }
        let under_way = [
            PrintState::Queued,
            PrintState::Held,
            PrintState::Sending,
            PrintState::Accepted,
        ];
        if let Some(job) = in_state(&under_way) {
            return Ok(Step::Next(format!(
                "{} is {:?}: {}",
                job.title, job.state, job.text
            )));
        }
        let labelled: usize = jobs.iter().map(|job| job.parcels.len()).sum();
        if labelled == view.parcels.len() && jobs.iter().all(|job| job.state == PrintState::Printed)
        {
            if let Some(booking) = view.booking.as_ref()
                && booking.state != BookingState::Booked
            {
                return self.wait_for_booking(station, booking).await;
            }
            self.world.until_quiet().await?;
            return Ok(Step::Done(Box::new(view)));
        }
        self.deeds.printed += 1;
        let print = json!({ "id": id, "reprint": false, "force": false });
        self.act(station, "print", print).await
    }

    /// A shipment is booked by itself; a person who has waited for long has it done now.
    async fn wait_for_booking(
        &mut self,
        station: &Process,
        booking: &BookingView,
    ) -> anyhow::Result<Step> {
        let since = *self.unbooked.get_or_insert_with(Instant::now);
        if since.elapsed() < LONG {
            return Ok(Step::Next(format!(
                "the booking is {:?}: {}",
                booking.state, booking.text
            )));
        }
        self.unbooked = None;
        self.deeds.booked += 1;
        self.act(station, "book_now", json!({})).await
    }

    async fn settle(&mut self, station: &Process, view: &ShipmentView) -> anyhow::Result<Step> {
        if view.can_ask_carrier {
            self.deeds.asked += 1;
            let ask = json!({ "id": view.id, "answer": { "kind": "ask_carrier" } });
            match self.say::<Value>(station, "settle", ask).await? {
                Said::Yes(_) => return Ok(Step::Next("settled".into())),
                Said::Gone => return Ok(Step::Gone),
                Said::No(failure) if failure.retry || failure.code != Code::PurchaseUnknown => {
                    return Ok(Step::Next(format!("settle: {failure:?}")));
                }
                // The carrier cannot tell, or its answer does not arrive: a person asks for a while.
                Said::No(failure) => {
                    let since = *self.asked_since.get_or_insert_with(Instant::now);
                    if since.elapsed() < LONG {
                        return Ok(Step::Next(format!("settle: {failure:?}")));
                    }
                }
            }
        }
        // A person looks at the carrier's own pages.
        self.deeds.told += 1;
        if self.world.sold(&view.order_number).is_empty() {
            // What is on its way may still arrive there.
            tokio::time::sleep(A_WHILE).await;
        }
        let answer = match self.world.sold(&view.order_number).first() {
            Some(numbers) => json!({ "kind": "person_says_bought", "tracking_numbers": numbers }),
            None => json!({ "kind": "person_says_not" }),
        };
        self.act(
            station,
            "settle",
            json!({ "id": view.id, "answer": answer }),
        )
        .await
    }

    async fn act(&self, station: &Process, name: &str, request: Value) -> anyhow::Result<Step> {
        Ok(match self.say::<Value>(station, name, request).await? {
            Said::Yes(_) => Step::Next(name.to_owned()),
            Said::No(failure) => Step::Next(format!("{name}: {failure:?}")),
            Said::Gone => Step::Gone,
        })
    }
}

enum Step {
    Done(Box<ShipmentView>),
    Next(String),
    Gone,
}

/// An answer that must not be a no.
fn kept<A>(said: Said<A>) -> anyhow::Result<Option<A>> {
    match said {
        Said::Yes(answer) => Ok(Some(answer)),
        Said::No(failure) => bail!("{failure:?}"),
        Said::Gone => Ok(None),
    }
}
