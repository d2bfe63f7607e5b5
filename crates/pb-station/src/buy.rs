//! Buying a label, at most once.
//!
//! The row stands in the journal before the first byte leaves; `sent` is committed before the request
//! is written to the socket; whatever is not a clear sale or a clear refusal is `unknown`, and then
//! only settling moves it on. The work goes on when the host that asked goes away.
use crate::Station;
use crate::api::{
    Buy, Code, Event, Failure, Print, Result, Settings, ShipmentDraft, ShipmentRef, ShipmentView,
};
use crate::bought_documents::{save_labels, save_papers};
use crate::erase::refuse_erased;
use crate::failure::in_full;
use crate::outcome::{self, Of, Outcome};
use crate::station::time_zone;
use crate::{
    accounts, consign, copied, flight, orders, own_label, print, printers, remember, returns,
    settle, ship, shipments, waybills,
};
use jiff::Zoned;
use pb_carriers::engine::{About, Engine, without_secrets};
use pb_carriers::{Bought, BoughtParcel, Consignment, Cx, Profile, Ship, Ships};
use pb_domain::{
    Account, Document, DocumentKind, Format, Money, ParcelId, Problem, ProblemKind, PurchaseEvent,
    PurchaseId, PurchaseState, Rate, ShipmentId, ShipmentStatus, WaybillBarcode, series_number,
};
use pb_store::{Change, OrderState, StoreError, StoredOrder, StoredPurchase, StoredShipment};
use serde_json::json;
use tracing::Instrument as _;

/// Buys a label, at most once.
pub(crate) async fn buy(station: &Station, request: Buy) -> Result<ShipmentView> {
    let kept = station.clone();
    let span = tracing::info_span!("shipment", shipment = %request.draft.id);
    station
        .see_through(async move {
            let station = kept;
            let lock = station.order_lock(request.draft.order);
            let _one_at_a_time = lock.lock().await;
            let _first = station.calls.buying();
            buy_locked(&station, request).await
        })
        .instrument(span)
        .await
}

async fn buy_locked(station: &Station, request: Buy) -> Result<ShipmentView> {
    let shipment = ShipmentRef {
        id: request.draft.id,
    };
    if let Some(view) = already(station, &request.draft).await? {
        return Ok(view);
    }
    let order = orders::find(station, request.draft.order).await?;
    let consignment = consign::consignment(station, &request.draft, &order.order).await?;
    let account = accounts::to_ask(station, request.rate.account).await?;
    let profile = accounts::carrier(&account.carrier)?;
    let settings = station.settings();
    let now = station.now().to_zoned(time_zone(&settings));
    let (change, purchase) = intend(
        station,
        &request,
        &order,
        &consignment,
        &account,
        &now,
        PurchaseState::Intended,
    )
    .await?;
    change.commit().await?;
    let about = About::shipment(shipment.id, Some(purchase), &consignment);
    let span = tracing::info_span!("purchase", %purchase, account = %account.id);
    let bought = Purchase {
        station,
        id: purchase,
        engine: station.engine.about(about),
        account: &account,
        now: &now,
        consignment: &consignment,
        settings: &settings,
        request: &request,
    };
    let outcome = match (&request.rate.pooled, &profile.ship) {
        (Some(pooled), _) => {
            waybills::take_and_label(&bought, pooled)
                .instrument(span)
                .await
        }
        (None, Ship::Own) => bought.own(profile).instrument(span).await,
        (None, Ship::Remote(ships)) => bought.remote(*ships).instrument(span).await,
    };
    match &outcome {
        Ok(()) => tracing::info!(%purchase, "bought"),
        Err(failure) => tracing::info!(%purchase, code = ?failure.code, "not bought"),
    }
    if outcome.is_err() {
        outcome::give_up(station, bought.of()).await;
    } else {
        station.scales.open(None);
        if request.print {
            // Before anything else: the packer waits for this label.
            print_at_once(station, shipment.id).await;
        }
    }
    station.emit(Event::Orders);
    station.emit(Event::Shipment { id: shipment.id });
    // Whoever waits for the answer does not wait for this as well.
    let teller = station.clone();
    station.run(async move { teller.emit_attention().await });
    outcome?;
    if request.rate.pooled.is_some() {
        waybills::catch_up_soon(station);
    }
    shipments::get(station, shipment).await
}

/// Prints what was just bought. The label is stored: a printer that fails is shown, and takes nothing back.
pub(crate) async fn print_at_once(station: &Station, id: ShipmentId) {
    let request = Print {
        id,
        reprint: false,
        force: false,
    };
    if let Err(failure) = print::print(station, request).await {
        tracing::warn!(code = ?failure.code, "the bought label was not printed");
        print::note_stopped(station, id, &failure).await;
    }
}

/// The same draft again is the same purchase.
pub(crate) async fn already(
    station: &Station,
    draft: &ShipmentDraft,
) -> Result<Option<ShipmentView>> {
    let Some(purchase) = station.store.purchase_of(draft.id).await? else {
        return Ok(None);
    };
    match purchase.state {
        // What waits for the network is bought when it is back, and not by asking twice.
        PurchaseState::Bought | PurchaseState::Deferred => Ok(Some(
            shipments::get(station, ShipmentRef { id: draft.id }).await?,
        )),
        PurchaseState::Intended | PurchaseState::Sent | PurchaseState::Unknown => {
            let number = orders::find(station, draft.order)
                .await?
                .order
                .data
                .key
                .number;
            Err(ship::settle_first(&number).shipment(draft.id))
        }
        PurchaseState::Voided => Err(Failure::new(Code::Precondition, "This shipment was voided")
            .hint("Start a new shipment of the order")
            .shipment(draft.id)),
        PurchaseState::Refused | PurchaseState::Abandoned => Ok(None),
    }
}

/// Writes the purchase down, as intended or as deferred, in a change that the caller commits. Nothing has
/// left yet.
pub(crate) async fn intend(
    station: &Station,
    request: &Buy,
    order: &StoredOrder,
    consignment: &Consignment,
    account: &Account,
    now: &Zoned,
    state: PurchaseState,
) -> Result<(Change, PurchaseId)> {
    let draft = &request.draft;
    let number = &order.order.data.key.number;
    let id = PurchaseId(station.new_id());
    let mut change = station.store.change(station.now()).await?;
    if let Some(open) = change.unsettled_purchases(draft.order).await?.first() {
        return Err(ship::settle_first(number).shipment(open.shipment));
    }
    let current = change
        .order(draft.order)
        .await?
        .ok_or_else(|| Failure::not_found("order", draft.order))?;
    refuse_erased(&current)?;
    if current.state == OrderState::Held {
        return Err(ship::not_in_the_queue(&current));
    }
    if change.order_in_doubt(draft.order).await? {
        return Err(copied::in_doubt(number));
    }
    // Nobody else writes while this change is open, so these still hold when it commits.
    accounts::to_ask(station, account.id).await?;
    if let Some(problem) = returns::refused_by(accounts::carrier(&account.carrier)?, consignment) {
        return Err(problem.into());
    }
    waybills::may_label(request, consignment)?;
    if let Some(known) = station.store.shipment(draft.id).await?
        && (known.order, known.number, known.direction, known.returns)
            != (draft.order, draft.number, draft.direction, draft.returns)
    {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "This draft is shipment {} of order {}",
                known.number, known.order_number
            ),
        )
        .hint("Start a new shipment of the order"));
    }
    let taken = || match draft.returns {
        Some(_) => returns::taken(number, false),
        None => Failure::new(
            Code::AlreadyShipped,
            format!("Order {number} has a shipment already"),
        )
        .hint("Open it to reprint its label, or choose Ship another"),
    };
    if !draft.another {
        let holder = match draft.returns {
            Some(returned) => change.return_holder(returned).await?,
            None => change.any_slot_holder(draft.order, draft.direction).await?,
        };
        if let Some(holder) = holder {
            return Err(taken().shipment(holder.shipment));
        }
    }
    change
        .save_shipment(&stored_shipment(draft, order, consignment, now)?)
        .await?;
    change.save_parcels(draft.id, &consignment.parcels).await?;
    let purchase = StoredPurchase {
        id,
        shipment: draft.id,
        order: draft.order,
        number: draft.number,
        direction: draft.direction,
        account: account.id,
        carrier: account.carrier.clone(),
        state,
        rate: request.rate.clone(),
        prepared: None,
        charged: None,
        problem: None,
        carrier_ref: String::new(),
        carrier_data: serde_json::Value::Null,
        tracking_url: String::new(),
        acknowledged: false,
        created_at: change.at.to_string(),
    };
    match change.intend_purchase(&purchase).await {
        Err(StoreError::Taken) => {
            let holder = change
                .slot_holder(draft.order, draft.number, draft.direction)
                .await?;
            return Err(match holder {
                Some(holder) => taken().shipment(holder.shipment),
                None => taken(),
            });
        }
        other => other?,
    }
    let rate = &request.rate;
    let chosen = format!("{} {}", rate.carrier_name, rate.service_name);
    let (kind, text) = if state == PurchaseState::Deferred {
        (
            "purchase_deferred",
            format!(
                "{chosen} at {} is bought when the network is back",
                rate.total
            ),
        )
    } else {
        (
            "purchase_intended",
            format!("{chosen} chosen at {}", rate.total),
        )
    };
    let facts = json!({ "purchase": id, "account": account.id, "rate": request.rate, "accepted": request.accepted });
    change.log(kind, Some(draft.id.0), &text, &facts).await?;
    change.settle_order_state(draft.order).await?;
    Ok((change, id))
}

fn stored_shipment(
    draft: &ShipmentDraft,
    order: &StoredOrder,
    consignment: &Consignment,
    now: &Zoned,
) -> Result<StoredShipment> {
    Ok(StoredShipment {
        id: draft.id,
        order: draft.order,
        number: draft.number,
        direction: draft.direction,
        returns: draft.returns,
        order_number: order.order.data.key.number.clone(),
        name: orders::addressee(&draft.ship_to),
        place: orders::place(&draft.ship_to),
        status: ShipmentStatus::Pending,
        consignment: serde_json::to_value(consignment).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The shipment cannot be written down: {e}"),
            )
        })?,
        tracking: Vec::new(),
        created_at: now.timestamp().to_string(),
        created_day: now.date().to_string(),
    })
}

/// One purchase on its way through the journal.
pub(crate) struct Purchase<'a> {
    pub(crate) station: &'a Station,
    pub(crate) id: PurchaseId,
    pub(crate) engine: Engine,
    pub(crate) account: &'a Account,
    pub(crate) now: &'a Zoned,
    pub(crate) consignment: &'a Consignment,
    pub(crate) settings: &'a Settings,
    pub(crate) request: &'a Buy,
}

impl Purchase<'_> {
    pub(crate) fn cx(&self) -> Cx<'_> {
        Cx {
            account: self.account,
            engine: &self.engine,
            now: self.now,
        }
    }

    fn of(&self) -> Of {
        Of {
            purchase: self.id,
            order: self.request.draft.order,
            shipment: self.request.draft.id,
            tolerance: self.settings.price_tolerance,
        }
    }

    /// The station's own number and label: nothing leaves the machine, so the journal's steps, the
    /// numbers and the labels commit together.
    async fn own(&self, profile: &Profile) -> Result<()> {
        let rate = match self.price_now(profile).await {
            Ok(rate) => rate,
            Err(failure) => return self.abandon(failure).await,
        };
        if let Some(pool) =
            waybills::covered_by(self.station, self.account, &self.request.rate.service).await?
        {
            let failure = Failure::new(
                Code::CarrierRefused,
                format!(
                    "{} is labelled with numbers of {} now",
                    rate.service_name, pool.name
                ),
            )
            .hint("Ask for rates again");
            return self.abandon(failure).await;
        }
        let mut change = self.station.store.change(self.station.now()).await?;
        let mut numbers = Vec::with_capacity(self.consignment.parcels.len());
        for _ in &self.consignment.parcels {
            let witness = &self.station.safe.witness;
            let counter = witness.next_number(&mut change, "tracking").await?;
            match series_number(&self.settings.station_prefix, counter) {
                Ok(number) => numbers.push(number),
                Err(e) => {
                    drop(change);
                    let failure = Failure::new(Code::Precondition, e.to_string())
                        .hint("Give this station another prefix in Settings; a new prefix starts a new series");
                    return self.abandon(failure).await;
                }
            }
        }
        let labels = match own_label::draw(
            self.station,
            self.consignment,
            &rate,
            &numbers,
            WaybillBarcode::Code128,
            self.settings,
        )
        .await
        {
            Ok(labels) => labels,
            Err(failure) => {
                drop(change);
                return self.abandon(failure).await;
            }
        };
        self.sell_here(&mut change, &rate, &numbers, labels).await?;
        change.commit().await?;
        Ok(())
    }

    /// Writes down, in one change, that the station itself sold: under numbers that it gave, with labels that it
    /// drew.
    pub(crate) async fn sell_here(
        &self,
        change: &mut Change,
        rate: &Rate,
        numbers: &[String],
        labels: Vec<Document>,
    ) -> Result<()> {
        let bought = Bought {
            parcels: numbers
                .iter()
                .map(|n| BoughtParcel {
                    tracking_number: n.clone(),
                })
                .collect(),
            charged: rate.total,
            labels,
            papers: Vec::new(),
            carrier_ref: numbers.first().cloned().unwrap_or_default(),
            carrier_data: serde_json::Value::Null,
            tracking_url: String::new(),
        };
        change
            .step_purchase(self.id, PurchaseEvent::Send, None)
            .await?;
        record_bought(
            self.station,
            change,
            self.id,
            &bought,
            self.settings.price_tolerance,
        )
        .await
    }

    /// The price of the chosen service by the table as it is now.
    pub(crate) async fn price_now(&self, profile: &Profile) -> Result<Rate> {
        let answer = profile.rates.rate(self.cx(), self.consignment).await;
        let answer = answer.map_err(|p| without_secrets(self.account, p))?;
        let chosen = &self.request.rate;
        let rate = answer
            .rates
            .into_iter()
            .find(|r| r.service == chosen.service)
            .ok_or_else(|| {
                Failure::new(
                    Code::CarrierRefused,
                    format!(
                        "{} is not offered for this shipment any more",
                        chosen.service_name
                    ),
                )
                .hint("Ask for rates again")
            })?;
        self.accept_price(rate.total)?;
        Ok(rate)
    }

    async fn remote(&self, ships: &dyn Ships) -> Result<()> {
        let prepared = match self.prepare(ships).await {
            Ok(prepared) => prepared,
            Err(failure) => return self.abandon(failure).await,
        };
        self.send(ships, prepared).await
    }

    /// Buys what waited for the network. While the carrier cannot be reached, or asks more than was shown,
    /// it waits on; what is refused before anything left is given up.
    pub(crate) async fn deferred(&self, ships: &dyn Ships) -> Result<()> {
        match self.prepare(ships).await {
            Ok(prepared) => self.send(ships, prepared).await,
            Err(failure)
                if matches!(
                    failure.code,
                    Code::CarrierUnreachable | Code::PriceChanged | Code::Storage
                ) =>
            {
                Err(failure)
            }
            Err(failure) => self.abandon(failure).await,
        }
    }

    async fn send(&self, ships: &dyn Ships, prepared: pb_carriers::Prepared) -> Result<()> {
        let facts = serde_json::to_value(&prepared).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The request cannot be written down: {e}"),
            )
        })?;
        let mut change = self.station.store.change(self.station.now()).await?;
        change.prepare_purchase(self.id, &facts).await?;
        change
            .step_purchase(self.id, PurchaseEvent::Send, None)
            .await?;
        let subject = Some(self.request.draft.id.0);
        let sent = json!({ "purchase": self.id, "reference": prepared.reference });
        change
            .log(
                "purchase_sent",
                subject,
                &format!("Asked {} to sell", self.account.name),
                &sent,
            )
            .await?;
        change.commit().await?;
        copied::remember(self.station).await;
        // From here on the carrier may have sold.
        tracing::info!("the carrier is asked to sell");
        let answer = ships.buy(self.cx(), &prepared, self.consignment).await;
        let outcome = Outcome::of(answer.map_err(|p| without_secrets(self.account, p)));
        match outcome::write(self.station, self.of(), outcome).await? {
            Outcome::Bought(_) => Ok(()),
            Outcome::Unknown(p) => {
                settle::settle_later(self.station, &p);
                Err(Failure::from(p).shipment(self.request.draft.id))
            }
            Outcome::Refused(p) => Err(p.into()),
        }
    }

    async fn prepare(&self, ships: &dyn Ships) -> Result<pb_carriers::Prepared> {
        let accept = match printers::of_kind(self.station, DocumentKind::Label).await? {
            Some(printer) => pb_labels::language(&printer.language)
                .and_then(pb_labels::Language::document_format),
            None => None,
        };
        let prepared = ships
            .prepare(
                self.cx(),
                self.id,
                self.consignment,
                &self.request.rate,
                accept.unwrap_or(Format::Pdf),
            )
            .await
            .map_err(|p| without_secrets(self.account, p))?;
        self.accept_price(prepared.quoted)?;
        Ok(prepared)
    }

    /// Whether what is asked now may be paid: as shown, within the tolerance, or accepted by a person.
    pub(crate) fn accept_price(&self, asked: Money) -> Result<()> {
        let shown = self.request.rate.total;
        if within_tolerance(shown, asked, self.settings.price_tolerance)
            || self.request.accepted == Some(asked)
        {
            return Ok(());
        }
        Err(Failure::new(
            Code::PriceChanged,
            format!("The price is {asked} now; {shown} was shown"),
        )
        .hint("Buy at the new price, or ask for rates again; nothing was bought")
        .price(asked))
    }

    /// Nothing left for the carrier: the order's slot is free again.
    pub(crate) async fn abandon(&self, failure: Failure) -> Result<()> {
        let mut change = self.station.store.change(self.station.now()).await?;
        let problem =
            Problem::new(ProblemKind::Refused, failure.text.clone()).hint(failure.hint.clone());
        change
            .step_purchase(self.id, PurchaseEvent::Abandon, Some(&problem))
            .await?;
        let facts = json!({ "purchase": self.id, "code": failure.code, "says": failure.text });
        change
            .log(
                "purchase_abandoned",
                Some(self.request.draft.id.0),
                "Not bought",
                &facts,
            )
            .await?;
        change.settle_order_state(self.request.draft.order).await?;
        change.commit().await?;
        Err(failure)
    }
}

/// Whether a price lies within the merchant's tolerance above the one that was shown.
pub(crate) fn within_tolerance(shown: Money, asked: Money, percent: u32) -> bool {
    if shown.currency != asked.currency {
        return false;
    }
    let limit = i128::from(shown.minor) * i128::from(100 + percent);
    i128::from(asked.minor) * 100 <= limit
}

/// Commits what the carrier sold: numbers and charges, and the labels where the answer holds them.
pub(crate) async fn record_bought(
    station: &Station,
    change: &mut Change,
    id: PurchaseId,
    bought: &Bought,
    tolerance: u32,
) -> Result<()> {
    let purchase = change
        .purchase(id)
        .await?
        .ok_or_else(|| Failure::not_found("purchase", id))?;
    let shipment = purchase.shipment;
    remember::compare(change, &purchase, bought.charged).await?;
    change.step_purchase(id, PurchaseEvent::Sold, None).await?;
    change
        .save_bought(
            id,
            Some(bought.charged),
            &bought.carrier_ref,
            &bought.carrier_data,
            &bought.tracking_url,
        )
        .await?;
    if within_tolerance(purchase.rate.total, bought.charged, tolerance) {
        change.acknowledge_charge(id).await?;
    }
    let numbers: Vec<String> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.clone())
        .collect();
    let parcels = change.parcels(shipment).await?;
    for (parcel, number) in parcels.iter().zip(&numbers) {
        change.set_tracking_number(parcel.parcel.id, number).await?;
    }
    let ids: Vec<ParcelId> = parcels.iter().map(|p| p.parcel.id).collect();
    flight::bought(station, change, &purchase, &ids).await?;
    change.index_tracking_numbers(shipment, &numbers).await?;
    change
        .set_status(shipment, ShipmentStatus::LabelCreated)
        .await?;
    save_labels(station, change, shipment, &bought.labels).await?;
    save_papers(station, change, shipment, &bought.papers).await?;
    let text = format!("Bought for {}: {}", bought.charged, numbers.join(", "));
    let facts = json!({
        "purchase": id, "charged": bought.charged, "tracking_numbers": numbers, "carrier_ref": bought.carrier_ref,
        "labels": bought.labels.len(), "papers": bought.papers.len(),
    });
    change
        .log("purchase_bought", Some(shipment.0), &text, &facts)
        .await?;
    change.settle_order_state(purchase.order).await?;
    Ok(())
}

/// The carrier said no.
pub(crate) async fn record_refused(
    station: &Station,
    id: PurchaseId,
    problem: &Problem,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    let purchase = change
        .purchase(id)
        .await?
        .ok_or_else(|| Failure::not_found("purchase", id))?;
    change
        .step_purchase(id, PurchaseEvent::Refuse, Some(problem))
        .await?;
    let facts = json!({ "purchase": id, "problem": problem, "says": in_full(problem) });
    change
        .log(
            "purchase_refused",
            Some(purchase.shipment.0),
            "Not bought",
            &facts,
        )
        .await?;
    change.settle_order_state(purchase.order).await?;
    change.commit().await?;
    Ok(())
}

/// Nobody knows: to be settled by asking.
pub(crate) async fn record_unknown(
    station: &Station,
    id: PurchaseId,
    shipment: ShipmentId,
    problem: &Problem,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change
        .step_purchase(id, PurchaseEvent::LoseTrack, Some(problem))
        .await?;
    let facts = json!({ "purchase": id, "problem": problem, "says": in_full(problem) });
    change
        .log(
            "purchase_unknown",
            Some(shipment.0),
            "It is not known whether it was bought",
            &facts,
        )
        .await?;
    change.commit().await?;
    Ok(())
}

/// After a stop in the middle: what never left is given up, what may have left is unknown.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for purchase in station.store.open_purchases().await? {
        recover_one(station, &purchase).await?;
    }
    Ok(())
}

/// The same for one purchase that nobody works on any more.
pub(crate) async fn recover_one(station: &Station, purchase: &StoredPurchase) -> Result<()> {
    let (event, kind, problem) = match purchase.state {
        PurchaseState::Intended => (
            PurchaseEvent::Abandon,
            "purchase_abandoned",
            Problem::new(
                ProblemKind::Refused,
                "Given up before anything was sent: not bought",
            ),
        ),
        PurchaseState::Sent => (
            PurchaseEvent::LoseTrack,
            "purchase_unknown",
            Problem::new(
                ProblemKind::UnknownOutcome,
                "The station stopped while the carrier was asked to sell",
            )
            .hint("Ask the carrier what it knows, or look at its own pages"),
        ),
        _ => return Ok(()),
    };
    let mut change = station.store.change(station.now()).await?;
    change
        .step_purchase(purchase.id, event, Some(&problem))
        .await?;
    let facts = json!({ "purchase": purchase.id });
    change
        .log(kind, Some(purchase.shipment.0), &problem.text, &facts)
        .await?;
    change.settle_order_state(purchase.order).await?;
    Ok(change.commit().await?)
}
