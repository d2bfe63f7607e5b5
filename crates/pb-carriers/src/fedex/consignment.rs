//! A consignment in FedEx's words, as rating and shipping have them in common, or why it cannot be said.

use super::customs;
use super::host;
use super::measure::Units;
use super::party::country;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use jiff::civil::Date;
use pb_domain::{Account, Direction, Money, Problem};

/// Packaging of the merchant's own.
pub(super) const OWN_PACKAGING: &str = "YOUR_PACKAGING";
/// Beyond as many FedEx makes a job of it, whose labels would have to be waited for.
const MOST_PARCELS: usize = 40;

/// Which request the words are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Rating,
    Shipping,
}

/// What both requests say.
pub(super) struct Said {
    pub(super) account: wire::AccountNumber,
    pub(super) units: Units,
    pub(super) items: Vec<wire::LineItem>,
    pub(super) services: wire::ShipmentServices,
    pub(super) clearance: Option<wire::Clearance>,
    /// What is insured in all.
    pub(super) insured: Option<wire::Money>,
}

/// In FedEx's words.
pub(super) fn say(
    account: &Account,
    consignment: &Consignment,
    purpose: For,
) -> Result<Said, Problem> {
    let number = host::number(account)?;
    let units = Units::of(country("ship_from", &consignment.ship_from)?);
    count(consignment)?;
    consignment.ship_date.parse::<Date>().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let account_number = wire::AccountNumber { value: number };
    Ok(Said {
        units,
        items: items(account, consignment, units)?,
        services: services(account, consignment, purpose)?,
        clearance: customs::clearance(&account_number, consignment, units, purpose)?,
        insured: consignment.options.insurance.map(money),
        account: account_number,
    })
}

fn count(consignment: &Consignment) -> Result<(), Problem> {
    let parcels = consignment.parcels.len();
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!(
                "FedEx labels {MOST_PARCELS} parcels of one shipment at once, and there are {parcels}"
            ),
        ));
    }
    Ok(())
}

/// How the parcels reach FedEx, by the account's setting.
pub(super) fn pickup_type(account: &Account) -> String {
    match account.setting("pickup_type") {
        "" => "USE_SCHEDULED_PICKUP",
        kind => kind,
    }
    .to_owned()
}

/// An amount as FedEx writes it.
pub(super) fn money(money: Money) -> wire::Money {
    wire::Money {
        amount: Some(wire::number(money.decimal())),
        currency: money.currency.code(),
    }
}

fn items(
    account: &Account,
    consignment: &Consignment,
    units: Units,
) -> Result<Vec<wire::LineItem>, Problem> {
    let parcels = &consignment.parcels;
    let insured = shares(consignment.options.insurance, parcels.len())?;
    parcels
        .iter()
        .enumerate()
        .map(|(i, parcel)| {
            Ok(wire::LineItem {
                sequence_number: None,
                group_package_count: 1,
                weight: units.parcel_weight(i, parcel)?,
                dimensions: parcel.dimensions.map(|d| units.size(i, d)).transpose()?,
                declared_value: insured.get(i).copied().map(money),
                customer_references: Vec::new(),
                package_special_services: package_services(account, consignment),
            })
        })
        .collect()
}

fn package_services(account: &Account, consignment: &Consignment) -> wire::PackageServices {
    if !consignment.options.signature {
        return wire::PackageServices::default();
    }
    wire::PackageServices {
        special_service_types: vec!["SIGNATURE_OPTION"],
        signature_option_type: match account.setting("signature") {
            "adult" => "ADULT",
            "neighbour" => "INDIRECT",
            _ => "DIRECT",
        },
    }
}

fn services(
    account: &Account,
    consignment: &Consignment,
    purpose: For,
) -> Result<wire::ShipmentServices, Problem> {
    let mut services = wire::ShipmentServices::default();
    if let Some(cash) = consignment.options.cod {
        if cash.minor <= 0 {
            return Err(invalid(
                "options.cod",
                "The cash to collect is not above zero",
            ));
        }
        services.special_service_types.push("COD");
        services.cash = Some(wire::CashOnDelivery {
            cod_collection_type: match account.setting("cod_funds") {
                "" => "ANY",
                funds => funds,
            }
            .to_owned(),
            cod_collection_amount: money(cash),
        });
    }
    if consignment.direction == Direction::Return {
        services.special_service_types.push("RETURN_SHIPMENT");
        services.return_shipment_detail = Some(wire::ReturnDetail {
            return_type: "PRINT_RETURN_LABEL",
        });
    }
    if purpose == For::Shipping && sends_invoice(account, consignment) {
        services
            .special_service_types
            .push("ELECTRONIC_TRADE_DOCUMENTS");
        services.etd_detail = Some(wire::TradeDocuments {
            requested_document_types: vec![customs::INVOICE],
        });
    }
    Ok(services)
}

/// Whether FedEx makes the invoice and sends it to the customs.
pub(super) fn sends_invoice(account: &Account, consignment: &Consignment) -> bool {
    account.setting("invoice") == "electronic"
        && consignment.customs.is_some()
        && !customs::is_documents(consignment)
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
