//! A consignment in UPS's words, as rating and shipping have them in common, or why it cannot be said.

use super::customs;
use super::host;
use super::measure::Units;
use super::party::{Residential, country, party};
use super::wire::{self, Code};
use crate::Consignment;
use crate::check::invalid;
use jiff::civil::Date;
use pb_domain::{Account, Address, Direction, Money, Problem, ProblemKind, Weight};

/// Packaging of the merchant's own.
const OWN_PACKAGING: &str = "02";
/// A label of the carrier's for the customer to print, which comes with the answer.
const PRINT_RETURN_LABEL: &str = "9";
/// UPS takes as many parcels at once.
const MOST_PARCELS: usize = 200;
const MOST_RETURNED: usize = 20;

/// Which request the words are for: two spellings differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Rating,
    Shipping,
}

/// Between which countries a shipment goes; several rules of UPS hang on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl Lane<'_> {
    /// Whether it stays within one country.
    pub(super) fn is_domestic(self) -> bool {
        self.from == self.to
    }

    /// References and signatures belong to parcels within the United States and within Puerto Rico, to
    /// the shipment elsewhere.
    pub(super) fn is_by_package(self) -> bool {
        matches!((self.from, self.to), ("US", "US") | ("PR", "PR"))
    }

    /// Cash is collected by the parcel among these, by the shipment elsewhere.
    fn cash_is_by_package(self) -> bool {
        matches!(
            (self.from, self.to),
            ("US" | "PR", "US" | "PR") | ("CA", "CA" | "US")
        )
    }
}

/// In UPS's words.
pub(super) fn say(
    account: &Account,
    consignment: &Consignment,
    purpose: For,
) -> Result<wire::Shipment, Problem> {
    let number = host::number(account)?;
    let (from, to) = (
        country("ship_from", &consignment.ship_from)?,
        country("ship_to", &consignment.ship_to)?,
    );
    let lane = Lane {
        from: from.code(),
        to: to.code(),
    };
    let returns = consignment.direction == Direction::Return;
    count(consignment, returns)?;
    if !consignment.options.instructions.trim().is_empty() {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            "UPS takes no words to the driver with a label",
        )
        .hint("Leave the instructions out, or put what the driver must know into the second address line")
        .field("options.instructions"));
    }
    let day = consignment.ship_date.parse::<Date>().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let needs_phone = purpose == For::Shipping && !lane.is_domestic();
    let residential = Residential::of(account.setting("residential"));
    let said = |prefix: &str, address: &Address, residential: Option<Residential>| {
        let whole = party(prefix, address, residential, needs_phone)?;
        Ok(match purpose {
            For::Rating => whole.nameplate(),
            For::Shipping => whole,
        })
    };
    let ship_from = said("ship_from", &consignment.ship_from, None)?;
    let to_a_home = (!returns).then_some(residential);
    let ship_to = said("ship_to", &consignment.ship_to, to_a_home)?;
    // Whoever's account it is: the merchant, whichever way it goes.
    let mut shipper = if returns {
        ship_to.clone()
    } else {
        ship_from.clone()
    };
    shipper.shipper_number = Some(number.clone());
    let charges = charges(&number, consignment, lane);
    let units = Units::of(from);
    let description = customs::description(consignment);
    let (payment_details, payment_information) = match purpose {
        For::Rating => (Some(charges), None),
        For::Shipping => (None, Some(charges)),
    };
    let forms = match purpose {
        For::Shipping if account.setting("invoice") == "electronic" => {
            customs::forms(consignment, &ship_to, units)?
        }
        _ => None,
    };
    let parcels = Parcels {
        consignment,
        lane,
        units,
        purpose,
        adult: account.setting("signature") == "adult",
        description: if returns {
            description.clone()
        } else {
            String::new()
        },
    };
    Ok(wire::Shipment {
        description: match purpose {
            For::Shipping if !lane.is_domestic() || returns => description,
            _ => String::new(),
        },
        return_service: (returns && purpose == For::Shipping).then(|| Code::of(PRINT_RETURN_LABEL)),
        documents_only_indicator: customs::is_documents(consignment).then_some(""),
        shipper,
        ship_to,
        ship_from,
        payment_details,
        payment_information,
        shipment_rating_options: wire::RatingOptions {
            negotiated_rates_indicator: (account.setting("prices") != "published").then_some(""),
        },
        service: None,
        shipment_total_weight: (purpose == For::Rating && !lane.is_domestic()).then(|| {
            let total: Weight = consignment.parcels.iter().map(|p| p.weight).sum();
            units.weight(total)
        }),
        invoice_line_total: customs::goods_value(consignment)?
            .filter(|_| !lane.is_domestic())
            .map(Into::into),
        reference_number: Vec::new(),
        shipment_service_options: wire::ShipmentOptions {
            delivery_confirmation: parcels.shipment_signature(),
            cod: parcels.shipment_cash(),
            international_forms: forms,
        },
        delivery_time_information: None,
        shipment_date: (purpose == For::Shipping).then(|| day.strftime("%Y%m%d").to_string()),
        package: parcels.say()?,
    })
}

fn count(consignment: &Consignment, returns: bool) -> Result<(), Problem> {
    let parcels = consignment.parcels.len();
    let most = if returns { MOST_RETURNED } else { MOST_PARCELS };
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > most {
        return Err(invalid(
            "parcels",
            format!("UPS takes {most} parcels in one shipment at most, and there are {parcels}"),
        ));
    }
    Ok(())
}

/// The account pays the transport, and the duties where the terms say so.
fn charges(number: &str, consignment: &Consignment, lane: Lane<'_>) -> wire::Charges {
    let mut kinds = vec!["01"];
    if !lane.is_domestic() && customs::sender_pays_duties(consignment) {
        kinds.push("02");
    }
    let charge = |kind| wire::ShipmentCharge {
        kind,
        bill_shipper: wire::BillShipper {
            account_number: number.to_owned(),
        },
    };
    wire::Charges {
        shipment_charge: kinds.into_iter().map(charge).collect(),
    }
}

struct Parcels<'a> {
    consignment: &'a Consignment,
    lane: Lane<'a>,
    units: Units,
    purpose: For,
    adult: bool,
    description: String,
}

impl Parcels<'_> {
    fn say(&self) -> Result<Vec<wire::Package>, Problem> {
        let parcels = &self.consignment.parcels;
        let options = &self.consignment.options;
        if options.cod.is_some() && self.lane.cash_is_by_package() && parcels.len() > 1 {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                "UPS collects cash by the parcel here, and this shipment has several",
            )
            .hint("Ship the parcels one by one, or put the whole into one")
            .field("options.cod"));
        }
        let insured = shares(options.insurance, parcels.len())?;
        parcels
            .iter()
            .enumerate()
            .map(|(i, parcel)| {
                let (packaging_type, packaging) = match self.purpose {
                    For::Rating => (Some(Code::of(OWN_PACKAGING)), None),
                    For::Shipping => (None, Some(Code::of(OWN_PACKAGING))),
                };
                Ok(wire::Package {
                    description: match self.purpose {
                        For::Shipping => self.description.chars().take(35).collect(),
                        For::Rating => String::new(),
                    },
                    packaging_type,
                    packaging,
                    package_weight: self.units.parcel_weight(i, parcel)?,
                    dimensions: parcel
                        .dimensions
                        .map(|d| self.units.size(i, d))
                        .transpose()?,
                    reference_number: Vec::new(),
                    package_service_options: wire::PackageOptions {
                        delivery_confirmation: self.package_signature(),
                        declared_value: insured.get(i).copied().map(Into::into),
                        cod: self.package_cash(),
                    },
                })
            })
            .collect()
    }

    fn package_signature(&self) -> Option<wire::DeliveryConfirmation> {
        let dcis_type = if self.adult { "3" } else { "2" };
        (self.consignment.options.signature && self.lane.is_by_package())
            .then_some(wire::DeliveryConfirmation { dcis_type })
    }

    fn shipment_signature(&self) -> Option<wire::DeliveryConfirmation> {
        let dcis_type = if self.adult { "2" } else { "1" };
        (self.consignment.options.signature && !self.lane.is_by_package())
            .then_some(wire::DeliveryConfirmation { dcis_type })
    }

    /// Cheques and money orders: UPS collects no banknotes by the parcel.
    fn package_cash(&self) -> Option<wire::Cod> {
        let amount = self.consignment.options.cod?;
        self.lane.cash_is_by_package().then(|| wire::Cod {
            funds: "0",
            amount: amount.into(),
        })
    }

    /// Cash.
    fn shipment_cash(&self) -> Option<wire::Cod> {
        let amount = self.consignment.options.cod?;
        (!self.lane.cash_is_by_package()).then(|| wire::Cod {
            funds: "1",
            amount: amount.into(),
        })
    }
}

/// A value shared by parcels alike, to the cent: what does not divide goes to the first of them.
fn shares(value: Option<Money>, parcels: usize) -> Result<Vec<Money>, Problem> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    if value.minor <= 0 {
        return Err(invalid(
            "options.insurance",
            "The value to insure is not above zero",
        ));
    }
    let count = i64::try_from(parcels.max(1)).unwrap_or(i64::MAX);
    let (each, rest) = (value.minor / count, value.minor % count);
    Ok((0..count)
        .map(|i| Money::new(each + i64::from(i < rest), value.currency))
        .collect())
}
