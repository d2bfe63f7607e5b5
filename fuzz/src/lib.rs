//! What the targets for documents share.
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock, lay_out, preflight};
use std::sync::Once;

/// Lays a document out and looks it over, as a station does before it prints. Panics inside a decoder are caught
/// by the code under test and make a bad label; here they must be let through to it.
pub fn lay(format: Format, bytes: &[u8]) {
    static UNHOOKED: Once = Once::new();
    UNHOOKED.call_once(|| drop(std::panic::take_hook()));
    let document = Document {
        format,
        bytes: bytes.to_vec(),
    };
    let stock = Stock::new(Media::TWO_BY_ONE, Resolution::Dpi203);
    if let Ok(pages) = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer) {
        for page in &pages {
            let size = (page.bitmap.width(), page.bitmap.height());
            assert_eq!(size, (stock.width(), stock.height()));
        }
        let numbers = Expectation::numbers(vec!["PB000001234K".to_owned()]);
        let _ = preflight(&pages, &numbers, &stock);
    }
}

/// What carriers' answers are about: one parcel within a country.
pub fn asked_about(carrier: &str, work: impl FnOnce(pb_carriers::Asked<'_>)) {
    let address = pb_domain::Address {
        name: "Bo Birch".to_owned(),
        line1: "5 Elm Street".to_owned(),
        city: "Reno".to_owned(),
        region: "NV".to_owned(),
        postal_code: "89501".to_owned(),
        country: pb_domain::CountryCode::from_code("US"),
        ..pb_domain::Address::default()
    };
    let parcel = pb_domain::Parcel {
        id: pb_domain::ParcelId(Default::default()),
        weight: pb_domain::Weight::from_grams(1_200),
        weight_source: pb_domain::WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: None,
        box_id: None,
    };
    let consignment = pb_carriers::Consignment {
        ship_from: address.clone(),
        ship_to: address,
        parcels: vec![parcel],
        options: pb_domain::ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: pb_domain::Direction::Outbound,
    };
    let account = pb_domain::Account {
        id: pb_domain::AccountId(Default::default()),
        carrier: carrier.to_owned(),
        name: "Main".to_owned(),
        enabled: true,
        settings: Default::default(),
        secrets: Default::default(),
        table: None,
    };
    let currency = pb_domain::Currency::from_code("USD").expect("it is one");
    work(pb_carriers::Asked {
        account: &account,
        consignment: &consignment,
        number: "1ZA1B2C30310420013",
        quoted: pb_domain::Money::new(956, currency),
        now: Default::default(),
    });
}
