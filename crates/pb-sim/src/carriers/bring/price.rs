//! What it costs. Prices are made up: they grow with the weight, and additional services cost extra.
use super::table::Product;
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Off the list by contract, and VAT within a country, in percent.
const CONTRACT_OFF: i64 = 25;
const VAT: i64 = 25;

/// A price in minor units, without VAT.
#[derive(Clone, Copy)]
pub(super) struct Price {
    transport: i64,
    extras: i64,
    vat_percent: i64,
    currency: Currency,
}

impl Price {
    /// By the list, of parcels of so many grams, with additional services by either name.
    pub(super) fn list<'a>(
        product: &Product,
        (from, to): (&str, &str),
        grams: impl Iterator<Item = u64>,
        extras: impl Iterator<Item = &'a str>,
    ) -> Self {
        let parcel = |grams: u64| {
            let kilograms = i64::try_from(grams.div_ceil(1_000)).unwrap_or(i64::MAX);
            product.base + kilograms.saturating_mul(product.each_kilogram)
        };
        let extra = |id: &str| match id {
            "POSTOPPKRAV" | "1000" => 4_500,
            "INSURANCE" | "0068" => 2_900,
            "1133" => 3_900,
            "1280" => 900,
            _ => 300,
        };
        let code = match from {
            "SE" => "SEK",
            "DK" => "DKK",
            "FI" => "EUR",
            _ => "NOK",
        };
        Self {
            transport: grams.map(parcel).sum(),
            extras: extras.map(extra).sum(),
            vat_percent: if from == to { VAT } else { 0 },
            currency: Currency::from_code(code).expect("a currency"),
        }
    }

    /// By contract.
    pub(super) fn contract(self) -> Self {
        Self {
            transport: self.transport - self.transport * CONTRACT_OFF / 100,
            ..self
        }
    }

    /// What is paid in the end, with VAT.
    pub(super) fn paid(self) -> Money {
        let net = self.transport + self.extras;
        Money::new(net + self.vat(net), self.currency)
    }

    fn vat(self, net: i64) -> i64 {
        net * self.vat_percent / 100
    }

    /// As the Shipping Guide writes it: texts.
    pub(super) fn written(self) -> Value {
        let amount = |net: i64| {
            let text = |minor: i64| Decimal::new(minor, self.currency.exponent()).to_string();
            json!({
                "amountWithoutVAT": text(net),
                "vat": text(self.vat(net)),
                "amountWithVAT": text(net + self.vat(net)),
            })
        };
        json!({
            "priceWithoutAdditionalServices": amount(self.transport),
            "priceWithAdditionalServices": amount(self.transport + self.extras),
            "currencyCode": self.currency.code(),
        })
    }
}
