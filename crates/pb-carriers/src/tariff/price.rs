//! What each method of a table would charge for a consignment, or why it would not take it.

use super::bill::Bill;
use super::cell;
use super::setting::Settings;
use super::table::{Days, Fee, FeeKind, Method, MethodId, PricedBy, Step, Tariff};
use super::zone::{Area, Destination, ZoneId, areas_of};
use crate::{Consignment, RateAnswer};
use jiff::civil::Date;
use pb_domain::{
    Account, Address, Currency, Direction, Length, Money, Parcel, Problem, ProblemKind, Rate,
    RateSurety, Weight,
};
use rust_decimal::Decimal;

/// Prices a consignment by every method that is enabled.
pub(super) fn price(
    tariff: &Tariff,
    settings: &Settings,
    account: &Account,
    consignment: &Consignment,
) -> Result<RateAnswer, Problem> {
    let (near, far, far_name) = match consignment.direction {
        Direction::Outbound => (&consignment.ship_from, &consignment.ship_to, "ship_to"),
        Direction::Return => (&consignment.ship_to, &consignment.ship_from, "ship_from"),
    };
    if let Some(elsewhere) = elsewhere(settings, account, near) {
        return Ok(RateAnswer {
            rates: Vec::new(),
            notes: vec![elsewhere],
        });
    }
    let destination = Destination::new(far).ok_or_else(|| {
        Problem::new(ProblemKind::Invalid, "The customer's country is missing")
            .hint("Enter the country; prices depend on it")
            .field(format!("{far_name}.country"))
    })?;
    if let Some(at) = consignment
        .parcels
        .iter()
        .position(|p| p.weight <= Weight::ZERO)
    {
        return Err(Problem::new(
            ProblemKind::Invalid,
            format!("Parcel {} has no weight", at + 1),
        )
        .hint("Weigh it")
        .field(format!("parcels.{at}.weight")));
    }
    if consignment.parcels.is_empty() {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "There is no parcel to price",
        ));
    }
    let mut notes = Vec::new();
    let handed_over = consignment.ship_date.parse::<Date>().ok();
    if handed_over.is_none() {
        notes.push(
            Problem::new(
                ProblemKind::Invalid,
                format!(
                    "“{}” is not a ship date, so no delivery date was estimated",
                    consignment.ship_date
                ),
            )
            .field("ship_date"),
        );
    }
    let areas = areas_of(&tariff.areas, &destination);
    let job = Job {
        tariff,
        settings,
        account,
        consignment,
        handed_over,
        to: describe(far),
        remote: areas.first().is_some_and(|area| area.remote)
            || tariff
                .remote
                .iter()
                .any(|reach| reach.covers(&destination).is_some()),
        areas,
        value: Value::of(consignment.goods_value, settings.currency),
    };
    let mut rates = Vec::new();
    let mut unmeasured = Vec::new();
    let mut unvalued = Vec::new();
    let methods = tariff
        .methods
        .iter()
        .enumerate()
        .filter(|(_, method)| method.enabled);
    for (at, method) in methods {
        match job.offer(MethodId(at), method) {
            Ok(offer) => {
                rates.push(offer.rate);
                if method.wants_size() {
                    unmeasured.push(method.name.as_str());
                }
                if offer.unvalued {
                    unvalued.push(method.name.as_str());
                }
            }
            Err(mut problem) => {
                problem.text = format!("“{}”: {}", method.name, problem.text);
                notes.push(problem);
            }
        }
    }
    let without_size = consignment
        .parcels
        .iter()
        .position(|p| p.dimensions.is_none());
    if let Some(at) = without_size
        && !unmeasured.is_empty()
    {
        notes.push(
            Problem::new(
                ProblemKind::Invalid,
                format!(
                    "Parcel {} has no size, so it was priced by weight alone: {}",
                    at + 1,
                    unmeasured.join(", ")
                ),
            )
            .hint("Choose a box or enter the size; size limits and volumetric weight count then")
            .field(format!("parcels.{at}.dimensions")),
        );
    }
    if !unvalued.is_empty() {
        let (text, hint) = job.value.missing();
        notes.push(
            Problem::new(
                ProblemKind::Invalid,
                format!(
                    "{text}, so free shipping was not considered: {}",
                    unvalued.join(", ")
                ),
            )
            .hint(hint),
        );
    }
    Ok(RateAnswer { rates, notes })
}

/// The note for a consignment that starts where the table's prices do not hold.
fn elsewhere(settings: &Settings, account: &Account, near: &Address) -> Option<Problem> {
    let origin = settings
        .origin
        .as_ref()
        .filter(|origin| !origin.holds(near))?;
    Some(
        Problem::new(
            ProblemKind::Unsupported,
            format!(
                "The prices of “{}” hold from {origin}, not from {}",
                account.name,
                describe(near)
            ),
        )
        .hint("Choose another ship-from address, or change “Prices hold from” in the account"),
    )
}

/// The part of an address that prices go by.
fn describe(address: &Address) -> String {
    let country = address.country.map_or("", |country| country.name());
    [
        address.ward.as_str(),
        &address.district,
        &address.city,
        &address.region,
        &address.postal_code,
        country,
    ]
    .into_iter()
    .map(str::trim)
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ")
}

/// What the goods are worth, as far as the table can use it.
#[derive(Clone, Copy, Debug)]
enum Value {
    Known(Decimal),
    Unknown,
    Foreign { value: Currency, table: Currency },
}

impl Value {
    fn of(money: Option<Money>, table: Currency) -> Self {
        match money {
            None => Self::Unknown,
            Some(money) if money.currency == table => Self::Known(money.decimal()),
            Some(money) => Self::Foreign {
                value: money.currency,
                table,
            },
        }
    }

    fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::Foreign { .. } => None,
        }
    }

    /// Why it is not known, and what to do.
    fn missing(self) -> (String, &'static str) {
        match self {
            Self::Foreign { value, table } => (
                format!("the goods are valued in {value} and the table is in {table}"),
                "Keep a table in the order's currency in an account of its own",
            ),
            Self::Known(_) | Self::Unknown => (
                "the value of the goods is not known".to_owned(),
                "Enter what the customer paid for the goods",
            ),
        }
    }
}

/// Everything that the methods are asked with.
struct Job<'a> {
    tariff: &'a Tariff,
    settings: &'a Settings,
    account: &'a Account,
    consignment: &'a Consignment,
    handed_over: Option<Date>,
    /// The far end in words.
    to: String,
    /// The areas that the far end lies in, the first one first.
    areas: Vec<&'a Area>,
    /// Whether the far end is remote, whichever of its zones prices.
    remote: bool,
    value: Value,
}

/// A rate, and whether free shipping could not be considered for want of a value.
struct Offer {
    rate: Rate,
    unvalued: bool,
}

/// What is priced at once: one parcel, or all together.
struct Unit {
    /// In words, where there is more than one.
    name: String,
    weight: Weight,
    volumetric: bool,
}

impl Job<'_> {
    fn offer(&self, id: MethodId, method: &Method) -> Result<Offer, Problem> {
        self.within_limits(method)?;
        let area = self.area(method)?;
        let zone = area.map(|area| area.zone);
        let mut bill = Bill::new(self.settings.currency);
        let units = self.units(method);
        let mut spans = Vec::new();
        for unit in &units {
            let step = self.step(method, area, unit)?;
            charge_freight(&mut bill, step, unit)?;
            spans.push(step.days.or(method.days));
        }
        // The shipment is there when its last parcel is; one without an estimate leaves it open.
        let longer = |a: Days, b: Days| Days {
            min: a.min.max(b.min),
            max: a.max.max(b.max),
        };
        let days = spans
            .into_iter()
            .reduce(|a, b| a.zip(b).map(|(a, b)| longer(a, b)))
            .flatten();
        let freight = bill.total().decimal();
        for fuel in self.tariff.fees(FeeKind::Fuel, id, zone) {
            let label = format!("{} {} %", fuel.label, fuel.percent.normalize());
            bill.add(label, percent_of(fuel.percent, freight))?;
        }
        let waivable = bill.total();
        self.charge_fees(&mut bill, id, area)?;
        let unvalued = self.waive(&mut bill, id, zone, &units, waivable)?;
        Ok(Offer {
            rate: self.rate(method, bill, days),
            unvalued,
        })
    }

    fn within_limits(&self, method: &Method) -> Result<(), Problem> {
        let parcels = &self.consignment.parcels;
        let refused = |at: usize, field: &str, text: String, column: &str| {
            let hint = format!("Pack it otherwise, or raise “{column}” of the method in the table");
            Err(
                Problem::new(ProblemKind::Refused, about(&which(parcels, at), &text))
                    .hint(hint)
                    .field(format!("parcels.{at}.{field}")),
            )
        };
        for (at, parcel) in parcels.iter().enumerate() {
            if let Some(max) = method.max_weight.filter(|max| parcel.weight > *max) {
                let text = format!("{} is more than the {max} it takes", parcel.weight);
                return refused(at, "weight", text, "max weight");
            }
            let Some(size) = parcel.dimensions else {
                continue;
            };
            if let Some(max) = method.max_size.filter(|max| !max.takes(size)) {
                let [a, b, c] = size.sorted().map(cell::cm);
                let text = format!("{a} × {b} × {c} cm is more than the {max} it takes");
                return refused(at, "dimensions", text, "max size");
            }
            let [a, b, c] = size.sorted().map(Length::micrometres);
            let girth =
                Length::from_micrometres(a.saturating_add(b.saturating_add(c).saturating_mul(2)));
            if let Some(max) = method.max_girth.filter(|max| girth > *max) {
                let text = format!(
                    "length and girth of {} cm are more than the {} cm it takes",
                    cell::cm(girth),
                    cell::cm(max)
                );
                return refused(at, "dimensions", text, "max length and girth");
            }
        }
        let total: Weight = parcels.iter().map(|p| p.weight).sum();
        match method.max_total_weight.filter(|max| total > *max) {
            Some(max) => Err(Problem::new(
                ProblemKind::Refused,
                format!("the shipment's {total} are more than the {max} it takes"),
            )
            .hint("Split the shipment, or raise “max total weight” of the method in the table")),
            None => Ok(()),
        }
    }

    /// The area that prices: the first one among the zones that the method serves. `None` for a method
    /// that serves every address, when no zone covers this one.
    fn area(&self, method: &Method) -> Result<Option<&Area>, Problem> {
        let by_distance = method.priced_by == PricedBy::Distance;
        let area = self
            .areas
            .iter()
            .copied()
            .filter(|area| !by_distance || area.km.is_some())
            .find(|area| method.zones.is_empty() || method.zones.contains(&area.zone));
        if area.is_some() || (method.zones.is_empty() && !by_distance) {
            return Ok(area);
        }
        let (none, cure) = if by_distance {
            (
                "none of its zones with a distance",
                "Add the address to a zone with “km”",
            )
        } else {
            ("none of its zones", "Add the address to a zone")
        };
        Err(
            Problem::new(ProblemKind::Refused, format!("{none} covers {}", self.to))
                .hint(format!("{cure} in the table, if the method goes there")),
        )
    }

    fn units(&self, method: &Method) -> Vec<Unit> {
        let parcels = &self.consignment.parcels;
        let each = parcels.iter().enumerate().map(|(at, parcel)| {
            let by_size = method
                .divisor
                .zip(parcel.dimensions)
                .map(|(by, size)| by.weight(size));
            let volumetric = by_size.filter(|by_size| *by_size > parcel.weight);
            Unit {
                name: which(parcels, at),
                weight: volumetric.unwrap_or(parcel.weight),
                volumetric: volumetric.is_some(),
            }
        });
        if !method.together {
            return each.collect();
        }
        let each: Vec<Unit> = each.collect();
        vec![Unit {
            name: String::new(),
            weight: each.iter().map(|unit| unit.weight).sum(),
            volumetric: each.iter().any(|unit| unit.volumetric),
        }]
    }

    /// The step of a method that a unit falls in: of all that reach far enough, the closest.
    fn step<'m>(
        &self,
        method: &'m Method,
        area: Option<&Area>,
        unit: &Unit,
    ) -> Result<&'m Step, Problem> {
        let zone = area.map(|area| area.zone);
        let km = area.and_then(|area| area.km).unwrap_or(Decimal::ZERO);
        let refused = |text: String| {
            Problem::new(ProblemKind::Refused, about(&unit.name, &text))
                .hint("Add a rate for it to the table, if the method takes it")
        };
        let mut steps: Vec<&Step> = method
            .steps
            .iter()
            .filter(|step| step.zones.is_empty() || zone.is_some_and(|z| step.zones.contains(&z)))
            .collect();
        let farthest = steps
            .iter()
            .filter_map(|step| step.up_to_km)
            .max()
            .unwrap_or_default();
        steps.retain(|step| step.up_to_km.is_none_or(|most| km <= most));
        if steps.is_empty() {
            return Err(refused(format!(
                "{km} km is farther than its longest step, {farthest} km"
            )));
        }
        let heaviest = steps
            .iter()
            .filter_map(|step| step.up_to_weight)
            .max()
            .unwrap_or_default();
        steps.retain(|step| step.up_to_weight.is_none_or(|most| unit.weight <= most));
        if steps.is_empty() {
            let counted = if unit.volumetric { " (by size)" } else { "" };
            return Err(refused(format!(
                "{}{counted} is more than its heaviest step, {heaviest}",
                unit.weight
            )));
        }
        let dearest = steps
            .iter()
            .filter_map(|step| step.up_to_value)
            .max()
            .unwrap_or_default();
        if let Some(value) = self.value.known() {
            steps.retain(|step| step.up_to_value.is_none_or(|most| value <= most));
        }
        // An absent bound is the farthest, so it sorts last.
        let closest = steps.into_iter().min_by_key(|step| {
            (
                (step.up_to_km.is_none(), step.up_to_km),
                (step.up_to_weight.is_none(), step.up_to_weight),
                (step.up_to_value.is_none(), step.up_to_value),
            )
        });
        match closest {
            Some(step) if step.up_to_value.is_some() && self.value.known().is_none() => {
                let (text, hint) = self.value.missing();
                let text = format!("{text}, and its rates go by it");
                Err(Problem::new(ProblemKind::Invalid, text).hint(hint))
            }
            Some(step) => Ok(step),
            None => Err(refused(format!(
                "the goods are worth more than its highest value step, {dearest} {}",
                self.settings.currency
            ))),
        }
    }

    /// Charges what comes on top of freight and fuel, once a shipment.
    fn charge_fees(
        &self,
        bill: &mut Bill,
        id: MethodId,
        area: Option<&Area>,
    ) -> Result<(), Problem> {
        let zone = area.map(|area| area.zone);
        let options = &self.consignment.options;
        if self.remote || area.is_some_and(|area| area.remote) {
            for fee in self.tariff.fees(FeeKind::Remote, id, zone) {
                bill.add(fee.label.clone(), Some(fee.price))?;
            }
        }
        for (kind, wanted, refusal) in [
            (
                FeeKind::Cod,
                options.cod,
                "it does not collect cash on delivery",
            ),
            (FeeKind::Insurance, options.insurance, "it does not insure"),
        ] {
            let Some(amount) = wanted else {
                continue;
            };
            let fee = self.fee(kind, id, zone, refusal)?;
            if amount.currency != self.settings.currency {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    format!(
                        "{} is asked for in {} and the table is in {}",
                        kind.label().to_lowercase(),
                        amount.currency,
                        self.settings.currency
                    ),
                )
                .hint("State the amount in the table's currency"));
            }
            let part = percent_of(fee.percent, amount.decimal());
            let charge = part.and_then(|part| part.checked_add(fee.price));
            bill.add(
                fee.label.clone(),
                charge.map(|charge| charge.max(fee.minimum)),
            )?;
        }
        if options.signature {
            let fee = self.fee(
                FeeKind::Signature,
                id,
                zone,
                "it does not ask for a signature",
            )?;
            bill.add(fee.label.clone(), Some(fee.price))?;
        }
        Ok(())
    }

    /// The one fee line for an extra; a method without one does not offer it.
    fn fee(
        &self,
        kind: FeeKind,
        id: MethodId,
        zone: Option<ZoneId>,
        refusal: &str,
    ) -> Result<&Fee, Problem> {
        self.tariff
            .fees(kind, id, zone)
            .into_iter()
            .next()
            .ok_or_else(|| {
                Problem::new(ProblemKind::Unsupported, refusal).hint(format!(
                    "Leave it out, or add a {} line for the method to the table",
                    match kind {
                        FeeKind::Cod => "cod",
                        FeeKind::Insurance => "insurance",
                        FeeKind::Signature => "signature",
                        FeeKind::Fuel => "fuel",
                        FeeKind::Remote => "remote fee",
                        FeeKind::FreeShipping => "free shipping",
                    }
                ))
            })
    }

    /// Takes freight and fuel off where shipping is free; true when that could not be decided.
    fn waive(
        &self,
        bill: &mut Bill,
        id: MethodId,
        zone: Option<ZoneId>,
        units: &[Unit],
        waivable: Money,
    ) -> Result<bool, Problem> {
        let weight: Weight = units.iter().map(|unit| unit.weight).sum();
        let mut offers = self.tariff.fees(FeeKind::FreeShipping, id, zone);
        offers.retain(|fee| fee.up_to_weight.is_none_or(|most| weight <= most));
        if offers.is_empty() || waivable.minor == 0 {
            return Ok(false);
        }
        let Some(value) = self.value.known() else {
            return Ok(true);
        };
        if let Some(fee) = offers.into_iter().find(|fee| value >= fee.from_value) {
            bill.add(fee.label.clone(), Some(-waivable.decimal()))?;
        }
        Ok(false)
    }

    fn rate(&self, method: &Method, bill: Bill, days: Option<Days>) -> Rate {
        let handling = self.settings.handling_days;
        let days = days.map(|days| Days {
            min: days.min + handling,
            max: days.max + handling,
        });
        let arrival = days
            .zip(self.handed_over)
            .and_then(|(days, from)| self.settings.week.arrival(from, days.max));
        Rate {
            account: self.account.id,
            carrier_name: self.account.name.clone(),
            service: method.code.clone(),
            service_name: match days {
                Some(days) if days.min < days.max => {
                    format!("{} ({}–{} days)", method.name, days.min, days.max)
                }
                _ => method.name.clone(),
            },
            total: bill.total(),
            charges: bill.into_charges(),
            transit_days: days.map(|days| days.max),
            delivery_date: arrival.map(|day| day.to_string()),
            surety: RateSurety::Table,
            pooled: None,
            carrier_data: serde_json::Value::Null,
        }
    }
}

impl Method {
    /// Whether a parcel's size changes what it costs or whether it is taken.
    fn wants_size(&self) -> bool {
        self.divisor.is_some() || self.max_size.is_some() || self.max_girth.is_some()
    }
}

/// Says which of several parcels is meant; empty when there is one.
fn which(parcels: &[Parcel], at: usize) -> String {
    if parcels.len() > 1 {
        format!("parcel {}", at + 1)
    } else {
        String::new()
    }
}

/// `parcel 2: too heavy`, or the text alone when there is one parcel.
fn about(parcel: &str, text: &str) -> String {
    if parcel.is_empty() {
        text.to_owned()
    } else {
        format!("{parcel}: {text}")
    }
}

fn charge_freight(bill: &mut Bill, step: &Step, unit: &Unit) -> Result<(), Problem> {
    let counted = format!("counted as {}", unit.weight);
    let details = [
        unit.name.as_str(),
        if unit.volumetric { &counted } else { "" },
    ];
    let tail: String = details
        .into_iter()
        .filter(|d| !d.is_empty())
        .map(|d| format!(", {d}"))
        .collect();
    bill.add(format!("Freight{tail}"), Some(step.price))?;
    if let Some(extra) = step.extra {
        let over = unit.weight.micrograms() - extra.included.micrograms();
        if over > 0 {
            let step = extra.step.micrograms();
            let started = over / step + i64::from(over % step != 0);
            let label = format!("Over {}: {started} × {}{tail}", extra.included, extra.step);
            bill.add(label, Decimal::from(started).checked_mul(extra.price))?;
        }
    }
    Ok(())
}

fn percent_of(percent: Decimal, amount: Decimal) -> Option<Decimal> {
    percent
        .checked_mul(amount)?
        .checked_div(Decimal::ONE_HUNDRED)
}
