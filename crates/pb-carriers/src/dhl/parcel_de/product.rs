//! What Parcel Germany sells, by its product codes, and the contract's billing numbers.

use crate::check::invalid;
use pb_domain::{Account, CountryCode, Length, Parcel, Problem, Weight};

/// The setting with the customer's number.
pub(super) const EKP: &str = "ekp";
/// Where all of it leaves from.
pub(super) const HOME: &str = "DE";

/// Where a product goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Within Germany.
    Home,
    /// To other countries.
    Abroad,
    /// Back to the merchant.
    Back,
}

/// A product.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Digits 11 and 12 of its billing number.
    procedure: &'static str,
    /// The setting with digits 13 and 14.
    participation: &'static str,
    reach: Reach,
    heaviest: Weight,
    /// Longest side first, in millimetres; none where DHL is left to say it.
    largest: Option<[i64; 3]>,
}

const PARCEL: Weight = Weight::from_grams(31_500);
const SMALL: Weight = Weight::from_grams(1_000);
const PARCEL_SIZE: Option<[i64; 3]> = Some([1_200, 600, 600]);

/// All of them, in the order in which they are offered. Returns are no product of the Shipping API.
pub(super) static PRODUCTS: &[Product] = &[
    Product {
        code: "V01PAK",
        name: "DHL Paket",
        procedure: "01",
        participation: "participation_v01pak",
        reach: Reach::Home,
        heaviest: PARCEL,
        largest: PARCEL_SIZE,
    },
    Product {
        code: "V62KP",
        name: "DHL Kleinpaket",
        procedure: "62",
        participation: "participation_v62kp",
        reach: Reach::Home,
        heaviest: SMALL,
        largest: Some([353, 250, 80]),
    },
    Product {
        code: "V53WPAK",
        name: "DHL Paket International",
        procedure: "53",
        participation: "participation_v53wpak",
        reach: Reach::Abroad,
        heaviest: PARCEL,
        largest: None,
    },
    Product {
        code: "V54EPAK",
        name: "DHL Europaket",
        procedure: "54",
        participation: "participation_v54epak",
        reach: Reach::Abroad,
        heaviest: PARCEL,
        largest: None,
    },
    Product {
        code: "V66WPI",
        name: "Warenpost International",
        procedure: "66",
        participation: "participation_v66wpi",
        reach: Reach::Abroad,
        heaviest: SMALL,
        largest: None,
    },
    Product {
        code: RETURN,
        name: "DHL Retoure",
        procedure: "07",
        participation: super::returns::RECEIVER,
        reach: Reach::Back,
        heaviest: PARCEL,
        largest: None,
    },
];

/// What comes back.
pub(super) const RETURN: &str = "V07PAK";

/// The product with a code.
pub(super) fn find(code: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.code == code)
}

impl Product {
    /// Whether the account's contract has it: its participation, or for returns the receiver, is known.
    pub(super) fn is_in_contract(&self, account: &Account) -> bool {
        !account.setting(self.participation).is_empty()
    }

    /// Whether it goes out to a country.
    pub(super) fn goes_to(&self, country: CountryCode) -> bool {
        match self.reach {
            Reach::Home => country.code() == HOME,
            Reach::Abroad => country.code() != HOME,
            Reach::Back => false,
        }
    }

    /// Whether it takes a parcel of this weight and size; else why not.
    pub(super) fn takes(&self, index: usize, parcel: &Parcel) -> Result<(), Problem> {
        if parcel.weight > self.heaviest {
            return Err(invalid(
                format!("parcels.{index}.weight"),
                format!(
                    "Parcel {} weighs {}, and {} takes {} at most",
                    index + 1,
                    parcel.weight,
                    self.name,
                    self.heaviest
                ),
            ));
        }
        let (Some(largest), Some(dimensions)) = (self.largest, parcel.dimensions) else {
            return Ok(());
        };
        let most = largest.map(Length::from_mm);
        if dimensions
            .sorted()
            .iter()
            .zip(most)
            .all(|(side, most)| *side <= most)
        {
            return Ok(());
        }
        let [length, width, height] = largest.map(|mm| mm.div_euclid(10));
        Err(invalid(
            format!("parcels.{index}.dimensions"),
            format!(
                "Parcel {} is larger than {} takes: {length} × {width} × {height} cm",
                index + 1,
                self.name
            ),
        ))
    }

    /// The billing number: the customer's number, the product's procedure, the contract's participation.
    pub(super) fn billing_number(&self, account: &Account) -> Result<String, Problem> {
        let ekp = account.setting(EKP);
        if ekp.len() != 10 || !ekp.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(invalid(
                EKP,
                format!(
                    "The account {} has no customer number (EKP) of ten digits",
                    account.name
                ),
            ));
        }
        let participation = account.setting(self.participation);
        if participation.len() != 2 || !participation.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(invalid(
                self.participation,
                format!(
                    "The participation of {} is not the last two characters of a billing number",
                    self.name
                ),
            ));
        }
        Ok(format!("{ekp}{}{participation}", self.procedure))
    }
}
