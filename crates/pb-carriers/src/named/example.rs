//! The input of an operation where nothing else is said.

use super::{Input, Settings};
use crate::{
    BoughtRef, Consignment, Field, FieldKind, Instruction, PickupOrder, PickupParcels, Profile,
};
use jiff::Zoned;
use pb_domain::{
    AccountId, Address, CountryCode, Currency, Dimensions, Direction, Format, Length, LengthUnit,
    Money, Parcel, ParcelId, PurchaseId, Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The input of a carrier's operations where nothing else is said: an account with its form's defaults and made-up
/// secrets, and a parcel from a made-up merchant to a made-up customer.
pub fn example(profile: &Profile) -> Value {
    let mut account = Settings {
        table: profile.table.map(|t| t.example().to_owned()),
        ..Settings::default()
    };
    for field in profile.form {
        let (into, value) = match field.kind {
            FieldKind::Secret => (&mut account.secrets, made_up(field)),
            _ if field.required && field.default.is_empty() => {
                (&mut account.settings, made_up(field))
            }
            _ => (&mut account.settings, field.default.to_owned()),
        };
        into.insert(field.name.to_owned(), value);
    }
    serde_json::to_value(example_input(account)).expect("plain data with text keys is always JSON")
}

/// Something that shows what would stand there.
fn made_up(field: &Field) -> String {
    match field.kind {
        FieldKind::Url => "https://carrier.example".to_owned(),
        FieldKind::Currency => "USD".to_owned(),
        FieldKind::Secret => format!("secret-{}", field.name),
        FieldKind::Text | FieldKind::Choice(_) => field.name.to_owned(),
    }
}

fn example_input(account: Settings) -> Input {
    let party =
        |name: &str, company: &str, line1: &str, city: &str, region: &str, code: &str| Address {
            name: name.to_owned(),
            company: company.to_owned(),
            line1: line1.to_owned(),
            city: city.to_owned(),
            region: region.to_owned(),
            postal_code: code.to_owned(),
            country: CountryCode::from_code("US"),
            phone: "+1 212 555 0134".to_owned(),
            email: "packing@example.com".to_owned(),
            ..Address::default()
        };
    let ship_from = party(
        "Ada Acorn",
        "Acorn Goods",
        "12 Mill Road",
        "Austin",
        "TX",
        "78701",
    );
    let ship_to = party(
        "Bo Birch",
        "",
        "350 Fifth Avenue",
        "New York",
        "NY",
        "10118",
    );
    let grams = Weight::from_grams(1_250);
    let side = |cm: i64| Length::new(Decimal::from(cm), LengthUnit::Cm).expect("it fits");
    let usd = Currency::from_code("USD").expect("a currency");
    let us = CountryCode::from_code("US").expect("a country");
    let dollars = |cents: i64| Money::new(cents, usd);
    let today = Zoned::now().date().to_string();
    let bought = BoughtRef {
        carrier_ref: "SHIPMENT".to_owned(),
        carrier_data: Value::Object(Map::new()),
        tracking_numbers: vec!["NUMBER".to_owned()],
        service: String::new(),
    };
    Input {
        account,
        consignment: Consignment {
            ship_from: ship_from.clone(),
            ship_to: ship_to.clone(),
            parcels: vec![Parcel {
                id: ParcelId(Uuid::nil()),
                weight: grams,
                weight_source: WeightSource::Typed {
                    entered: "1.25 kg".to_owned(),
                    by: "example".to_owned(),
                },
                dimensions: Some(Dimensions {
                    length: side(30),
                    width: side(20),
                    height: side(10),
                }),
                box_id: None,
            }],
            options: ShipOptions::default(),
            customs: None,
            goods_value: Some(dollars(4_500)),
            ship_date: today.clone(),
            reference: "1001".to_owned(),
            direction: Direction::Outbound,
        },
        rate: Rate {
            account: AccountId(Uuid::nil()),
            carrier_name: String::new(),
            service: String::new(),
            service_name: String::new(),
            total: dollars(950),
            charges: Vec::new(),
            transit_days: None,
            delivery_date: None,
            surety: RateSurety::Stated,
            pooled: None,
            carrier_data: Value::Null,
        },
        purchase: PurchaseId(Uuid::nil()),
        accept: Format::Zpl,
        number: "NUMBER".to_owned(),
        numbers: vec!["NUMBER".to_owned()],
        count: 10,
        address: ship_to,
        pickup: PickupOrder {
            address: ship_from,
            day: today.clone(),
            ready: "15:00".to_owned(),
            close: "17:00".to_owned(),
            parcels: vec![PickupParcels {
                service: String::new(),
                count: 3,
                country: us,
            }],
            weight: grams,
            heaviest: grams,
            instructions: String::new(),
            reference: String::new(),
        },
        day: today,
        shipments: vec![bought.clone()],
        bought,
        instruction: Instruction::TryAgain {
            day: None,
            words: String::new(),
        },
    }
}
