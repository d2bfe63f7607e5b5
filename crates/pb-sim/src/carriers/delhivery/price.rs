//! Prices (`kinko`) and days. The figures are made up; they follow weight, size, way, payment and service.
use super::desk::{Asked, Client, Desk};
use super::pin;
use super::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};

/// What a price hangs on.
pub(super) struct Load<'a> {
    pub(super) express: bool,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// Grams.
    pub(super) weight: Decimal,
    /// Paise of cash.
    pub(super) cash: Option<i64>,
}

/// A price in paise.
pub(super) struct Price {
    transport: i64,
    fuel: i64,
    cash: i64,
    tax: i64,
}

impl Load<'_> {
    /// By the half kilogram, dearer in the air and far away; cash for two in a hundred, 40 rupees at least.
    pub(super) fn price(&self) -> Price {
        let halves = (self.weight / Decimal::from(500)).ceil().max(Decimal::ONE);
        let halves = halves.to_i64().unwrap_or(1);
        let far = i64::from(self.from.get(..1) != self.to.get(..1));
        let (first, further) = if self.express {
            (6_000, 3_500)
        } else {
            (4_000, 2_000)
        };
        let transport = first + (halves - 1) * further + far * 1_500;
        let fuel = transport / 10;
        let cash = self.cash.map_or(0, |cash| (cash / 50).max(4_000));
        Price {
            transport,
            fuel,
            cash,
            tax: (transport + fuel + cash) * 18 / 100,
        }
    }
}

impl Price {
    pub(super) fn total(&self) -> i64 {
        self.transport + self.fuel + self.cash + self.tax
    }
}

/// Paise as money.
pub(super) fn rupees(paise: i64) -> Money {
    Money::new(
        paise,
        Currency::from_code("INR").expect("ISO 4217 has rupees"),
    )
}

/// Paise as a number of rupees, as answers have it.
pub(super) fn amount(paise: i64) -> Value {
    let rupees = Decimal::new(paise, 2).to_f64().unwrap_or_default();
    json!(rupees)
}

const PARAMETERS: &[&str] = &[
    "md",
    "ss",
    "o_pin",
    "d_pin",
    "cgm",
    "pt",
    "cod",
    "l",
    "b",
    "h",
    "ipkg_type",
];

pub(super) async fn charges(
    State(_): State<Desk>,
    client: Client,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(PARAMETERS)?;
    let mode = match asked.get("md") {
        "S" => "S",
        "E" => "E",
        "" => return Err(Refusal::bad("md is mandatory field, choose from E or S")),
        other => return Err(Refusal::bad(format!("{other} is not a valid md"))),
    };
    let ss = asked.get("ss");
    if !["Delivered", "RTO", "DTO"].contains(&ss) {
        let words = "ss is mandatory field, choose from Delivered, RTO or DTO";
        return Err(Refusal::bad(words));
    }
    for name in ["o_pin", "d_pin"] {
        let pin = asked.get(name);
        if pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit()) {
            let words = format!("Unable to process request for provided {name}");
            return Err(Refusal::bad(words));
        }
    }
    let (from, to) = (asked.get("o_pin"), asked.get("d_pin"));
    if !pin::serves(from) || !pin::serves(to) {
        return Err(Refusal::of(200, json!({ "error": "NSZ" })));
    }
    let whole = |name: &str| -> Result<Option<Decimal>, Refusal> {
        match asked.get(name) {
            "" => Ok(None),
            text if text.bytes().all(|b| b.is_ascii_digit()) => Ok(text.parse().ok()),
            text => Err(Refusal::bad(format!("{text} is not a valid {name}"))),
        }
    };
    let weight = whole("cgm")?.unwrap_or_default();
    // Five cubic centimetres weigh a gram at least.
    let volumetric = match (whole("l")?, whole("b")?, whole("h")?) {
        (Some(l), Some(b), Some(h)) => l * b * h / Decimal::from(5),
        _ => Decimal::ZERO,
    };
    let charged = weight.max(volumetric).ceil();
    let cash = match asked.get("pt") {
        "COD" => {
            let cash: Decimal = asked.get("cod").parse().unwrap_or_default();
            Some((cash * Decimal::from(100)).to_i64().unwrap_or_default())
        }
        _ => None,
    };
    let price = Load {
        express: mode == "E",
        from,
        to,
        weight: charged,
        cash,
    }
    .price();
    // Staging states nothing, and neither does production without a payment type.
    let is_free = client.staging || !["Pre-paid", "COD"].contains(&asked.get("pt"));
    let amount = |paise: i64| amount(if is_free { 0 } else { paise });
    let same_state = from.get(..1) == to.get(..1);
    let half = price.tax / 2;
    let (igst, cgst, sgst) = match same_state {
        true => (0, half, price.tax - half),
        false => (price.tax, 0, 0),
    };
    Ok(Json(json!([{
        "charge_DL": amount(price.transport),
        "charge_FSC": amount(price.fuel),
        "charge_COD": amount(price.cash),
        "charge_RTO": 0, "charge_DTO": 0, "charge_MPS": 0, "charge_DPH": 0, "charge_INS": 0, "charge_pickup": 0,
        "tax_data": {
            "IGST": amount(igst), "CGST": amount(cgst), "SGST": amount(sgst),
            "service_tax": 0, "swacch_bharat_tax": 0, "krishi_kalyan_cess": 0,
        },
        "gross_amount": amount(price.total() - price.tax),
        "total_amount": amount(price.total()),
        "charged_weight": charged.to_i64(),
        "zone": if same_state { "B" } else { "D" },
        "status": ss,
        "wt_rule_id": null,
        "zonal_cl": null,
        "adhoc_data": {},
    }])))
}

pub(super) async fn days(
    State(_): State<Desk>,
    _: Client,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(&[
        "origin_pin",
        "destination_pin",
        "mot",
        "pdt",
        "expected_pickup_date",
    ])?;
    let (from, to) = (asked.get("origin_pin"), asked.get("destination_pin"));
    let days = match asked.get("mot") {
        "N" => 1,
        "E" => 2,
        "S" => 4,
        other => return Err(Refusal::bad(format!("{other} is not a valid mot"))),
    };
    if !["", "B2B", "B2C"].contains(&asked.get("pdt")) {
        return Err(Refusal::bad("pdt is not valid"));
    }
    if !pin::serves(from) || !pin::serves(to) {
        return Err(Refusal::bad("NSZ"));
    }
    let near = i64::from(from.get(..1) == to.get(..1) && days > 1);
    Ok(Json(
        json!({ "success": true, "data": { "tat": days - near } }),
    ))
}
