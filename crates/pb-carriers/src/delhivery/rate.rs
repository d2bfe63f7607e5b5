//! Prices: `GET /api/kinko/v1/invoice/charges/.json`, one question for each service.
//!
//! It answers 50 times in five minutes for an address on the internet, so an account may ask for one service
//! alone, and what was asked is kept for that time (`kept.rs`). Several parcels are priced as one by their whole weight.

use super::answer::{json, missing, no, stated};
use super::consignment::{Payment, centimetres, rupees, sayable, total_grams};
use super::host::{self, ENVIRONMENT, STAGING, call};
use super::party::pin;
use super::wire;
use super::{kept, transit, wire::plain};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use futures::future::{join, join_all};
use pb_domain::{Account, Charge, Currency, Money, Problem, ProblemKind, Rate, RateSurety};
use rust_decimal::Decimal;
use serde_json::Value;

/// The account's setting that says which services are asked for.
pub(super) const MODES: &str = "modes";

const PATH: &str = "api/kinko/v1/invoice/charges/.json";

pub(super) struct DelhiveryRates;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Surface,
    Express,
}

impl Mode {
    /// Those that the account has.
    pub(super) fn of(account: &Account) -> &'static [Self] {
        match account.setting(MODES) {
            "Surface" => &[Self::Surface],
            "Express" => &[Self::Express],
            _ => &[Self::Surface, Self::Express],
        }
    }

    /// As a manifest and our rates call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Surface => "Surface",
            Self::Express => "Express",
        }
    }

    /// As questions call it.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Surface => "S",
            Self::Express => "E",
        }
    }
}

#[async_trait]
impl Rates for DelhiveryRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        // What could not be bought is not priced either.
        sayable(consignment)?;
        let asked = Mode::of(cx.account)
            .iter()
            .map(|mode| offer(cx, consignment, *mode));
        gathered(join_all(asked).await)
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

/// One service, with the days it takes where Delhivery says them.
async fn offer(cx: Cx<'_>, consignment: &Consignment, mode: Mode) -> Result<Rate, Problem> {
    let request = request(cx.account, consignment, mode)?;
    let (account, now) = (cx.account, cx.now.timestamp());
    let price = async {
        if let Some(rate) = kept::stated(account.id, &request.url, now) {
            return Ok(rate);
        }
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
        let rate = parse(&answer, account, mode)?;
        kept::keep(&request.url, &rate, now);
        Ok(rate)
    };
    let (rate, days) = join(price, transit::days(cx, consignment, mode)).await;
    Ok(Rate {
        transit_days: days,
        ..rate?
    })
}

/// What there is to offer. A service that is refused is a note; where nothing else came, a failure is one.
fn gathered(offers: Vec<Result<Rate, Problem>>) -> Result<RateAnswer, Problem> {
    let mut answer = RateAnswer::default();
    for offer in offers {
        match offer {
            Ok(rate) => answer.rates.push(rate),
            Err(problem) => answer.notes.push(problem),
        }
    }
    let failed = |note: &Problem| note.kind != ProblemKind::Refused;
    match answer.notes.iter().position(failed) {
        Some(at) if answer.rates.is_empty() => Err(answer.notes.swap_remove(at)),
        _ => Ok(answer),
    }
}

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    mode: Mode,
) -> Result<Request, Problem> {
    let payment = Payment::of(consignment)?;
    let mut url = host::url(account, PATH)?;
    url.query_pairs_mut()
        .append_pair("md", mode.letter())
        .append_pair(
            "ss",
            match payment {
                Payment::Pickup => "DTO",
                Payment::Prepaid | Payment::Cod(_) => "Delivered",
            },
        )
        .append_pair("d_pin", &pin("ship_to", &consignment.ship_to)?)
        .append_pair("o_pin", &pin("ship_from", &consignment.ship_from)?)
        .append_pair("cgm", &total_grams(&consignment.parcels).to_string())
        .append_pair(
            "pt",
            match payment {
                Payment::Cod(_) => "COD",
                Payment::Prepaid | Payment::Pickup => "Pre-paid",
            },
        );
    if let Payment::Cod(cash) = payment {
        url.query_pairs_mut().append_pair("cod", &rupees(cash));
    }
    if let [parcel] = consignment.parcels.as_slice()
        && let Some(dimensions) = parcel.dimensions
    {
        let [length, breadth, height] = centimetres(dimensions);
        url.query_pairs_mut()
            .append_pair("l", &length)
            .append_pair("b", &breadth)
            .append_pair("h", &height)
            .append_pair("ipkg_type", "box");
    }
    Ok(Request::get(url))
}

pub(super) fn parse(answer: &Answer, account: &Account, mode: Mode) -> Result<Rate, Problem> {
    let value = match json(answer, Effect::Asks)? {
        Value::Array(mut entries) if entries.len() == 1 => entries.remove(0),
        value => value,
    };
    let words = stated(&value);
    if !words.is_empty() {
        return Err(no(&words));
    }
    let price: wire::Price = wire::entry(value.clone());
    let total = money(&price.total_amount).ok_or_else(|| missing(Effect::Asks, "price"))?;
    // Staging states 0 for everything.
    let is_free = total.minor == 0 && account.setting(ENVIRONMENT) == STAGING;
    if total.minor <= 0 && !is_free {
        return Err(Problem::new(
            ProblemKind::Refused,
            format!("Delhivery asks {total} for {}", mode.name()),
        )
        .hint("Ask Delhivery whether the account has prices for it"));
    }
    Ok(Rate {
        account: account.id,
        carrier_name: "Delhivery".to_owned(),
        service: mode.name().to_owned(),
        service_name: mode.name().to_owned(),
        total,
        charges: charges(&value, &price.tax_data, total),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    })
}

/// Rupees from their digits.
fn money(amount: &str) -> Option<Money> {
    let amount: Decimal = amount.parse().ok()?;
    let rupee = Currency::from_code("INR").ok()?;
    Money::from_decimal(amount, rupee).ok()
}

/// What a part of the price is called here.
fn label(part: &str) -> String {
    match part {
        "DL" => "Transport".to_owned(),
        "COD" => "Cash on delivery".to_owned(),
        "FSC" | "FS" => format!("Fuel ({part})"),
        "DPH" => "Handling".to_owned(),
        "DTO" => "Return".to_owned(),
        "INS" => "Insurance".to_owned(),
        "MPS" => "Several parcels".to_owned(),
        "pickup" => "Pickup".to_owned(),
        part => format!("Charge {part}"),
    }
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(value: &Value, taxes: &wire::TaxData, total: Money) -> Vec<Charge> {
    let parts = value.as_object().into_iter().flatten();
    let parts = parts.filter_map(|(name, amount)| {
        let part = name.strip_prefix("charge_")?;
        Some((label(part), plain(amount)))
    });
    let taxes = [
        ("IGST", &taxes.igst),
        ("SGST", &taxes.sgst),
        ("CGST", &taxes.cgst),
        ("Service tax", &taxes.service_tax),
        ("Swachh Bharat cess", &taxes.swacch_bharat_tax),
        ("Krishi Kalyan cess", &taxes.krishi_kalyan_cess),
    ];
    let taxes = taxes
        .into_iter()
        .map(|(name, amount)| (name.to_owned(), amount.clone()));
    let listed = parts.chain(taxes).filter(|(_, amount)| !amount.is_empty());
    let charges: Option<Vec<Charge>> = listed
        .map(|(label, amount)| money(&amount).map(|amount| Charge { label, amount }))
        .collect();
    let charges = charges.unwrap_or_default();
    let sum = charges
        .iter()
        .try_fold(Money::zero(total.currency), |sum, charge| {
            sum.checked_add(charge.amount)
        });
    if sum != Ok(total) {
        return Vec::new();
    }
    charges
        .into_iter()
        .filter(|c| c.amount.minor != 0)
        .collect()
}
