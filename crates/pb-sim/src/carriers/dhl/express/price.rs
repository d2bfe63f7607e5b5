//! What is sold on a lane, and what it costs here: invented prices, by the kilogram that counts.
use super::refusal::Refusal;
use crate::carriers::dhl::{UNION, list, text};
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A product on a lane.
pub(super) struct Product {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    days: i64,
    /// Cents of the first kilogram, and of each further one.
    first: i64,
    further: i64,
}

/// Within one country, between countries of the Union, papers to the world, and goods to it.
static DOMESTIC: &[Product] = &[
    product("N", "EXPRESS DOMESTIC", 1, 1_890, 120),
    product("I", "EXPRESS DOMESTIC 9:00", 1, 3_250, 150),
    product("1", "EXPRESS DOMESTIC 12:00", 1, 2_450, 140),
];
static IN_UNION: &[Product] = &[
    product("U", "EXPRESS WORLDWIDE", 1, 3_980, 310),
    product("T", "EXPRESS 12:00", 1, 4_990, 330),
    product("W", "ECONOMY SELECT", 3, 2_310, 190),
];
static PAPERS: &[Product] = &[
    product("D", "EXPRESS WORLDWIDE", 2, 4_250, 520),
    product("T", "EXPRESS 12:00", 2, 5_150, 560),
];
static GOODS: &[Product] = &[
    product("P", "EXPRESS WORLDWIDE", 2, 5_120, 640),
    product("Y", "EXPRESS 12:00", 2, 6_340, 690),
    product("E", "EXPRESS 9:00", 2, 8_100, 760),
];
/// Offered on every lane without a price, as some are.
static UNPRICED: Product = product("Q", "MEDICAL EXPRESS", 2, 0, 0);

const fn product(
    code: &'static str,
    name: &'static str,
    days: i64,
    first: i64,
    further: i64,
) -> Product {
    Product {
        code,
        name,
        days,
        first,
        further,
    }
}

/// A request's lane and load.
pub(super) struct Load<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    declarable: bool,
    /// Kilograms that count, rounded up: what it weighs or what its volume does, whichever is more.
    kilograms: i64,
    insured: i64,
}

impl<'a> Load<'a> {
    /// `parties` and `content` are where a request has them.
    pub(super) fn of(
        body: &'a Value,
        from: &'a str,
        to: &'a str,
        content: &'a Value,
    ) -> Result<Self, Refusal> {
        let declarable = content["isCustomsDeclarable"] == true;
        if from == to && declarable {
            return Err(Refusal::at(
                "content/isCustomsDeclarable",
                "nothing is declared within a country",
            ));
        }
        let mut kilograms = Decimal::ZERO;
        for package in list(content, "/packages") {
            let number = |path: &str| decimal(&package[path]);
            let side = |name: &str| decimal(&package["dimensions"][name]);
            let volume = side("length") * side("width") * side("height");
            kilograms += number("weight").max(volume / Decimal::from(5_000));
        }
        let mut insured = 0;
        for service in list(body, "/valueAddedServices") {
            match text(service, "/serviceCode") {
                "II" => {
                    if service["value"].is_null() || service["currency"].is_null() {
                        return Err(Refusal::at(
                            "valueAddedServices",
                            "II needs a value and its currency",
                        ));
                    }
                    insured = 1_400;
                }
                "WY" | "DD" if !declarable => {
                    let code = text(service, "/serviceCode");
                    let words = format!("The service {code} is not available on this lane");
                    return Err(Refusal::coded(400, "7008", words));
                }
                "SF" | "SX" | "AA" | "DD" | "WY" | "PH" | "JA" => {}
                code => {
                    let words = format!("The service {code} is not available on this lane");
                    return Err(Refusal::coded(400, "7008", words));
                }
            }
        }
        let kilograms = kilograms.ceil().to_string().parse().unwrap_or(i64::MAX);
        Ok(Self {
            from,
            to,
            declarable,
            kilograms,
            insured,
        })
    }

    fn products(&self) -> &'static [Product] {
        let both = |list: &[&str]| list.contains(&self.from) && list.contains(&self.to);
        match (self.from == self.to, both(UNION), self.declarable) {
            (true, _, _) => DOMESTIC,
            (false, true, _) => IN_UNION,
            (false, false, false) => PAPERS,
            (false, false, true) => GOODS,
        }
    }

    /// The product of a code, where the lane has it.
    pub(super) fn product(&self, code: &str) -> Option<&'static Product> {
        self.products().iter().find(|product| product.code == code)
    }

    /// What it costs: transport, fuel and insurance, in cents.
    fn parts(&self, product: &Product) -> [(&'static str, &'static str, i64); 3] {
        let further = self.kilograms.saturating_sub(1).max(0);
        let base = product.first + product.further * further;
        [
            (product.name, "", base),
            ("FUEL SURCHARGE", "FF", base * 30 / 100),
            ("SHIPMENT INSURANCE", "II", self.insured),
        ]
    }

    /// What is billed.
    pub(super) fn total(&self, product: &Product) -> Money {
        let sum = self.parts(product).iter().map(|(_, _, cents)| cents).sum();
        let euro = Currency::from_code("EUR").expect("a currency");
        Money::new(sum, euro)
    }

    /// The offers, one of them without a price.
    pub(super) fn offers(&self, day: jiff::civil::Date) -> Vec<Value> {
        let all = self.products().iter().chain([&UNPRICED]);
        all.map(|product| self.offer(product, day)).collect()
    }

    fn offer(&self, product: &Product, day: jiff::civil::Date) -> Value {
        let (total, parts) = match product.first {
            0 => (0, Vec::new()),
            _ => (self.total(product).minor, self.parts(product).to_vec()),
        };
        let breakdown: Vec<Value> = parts
            .iter()
            .filter(|(_, _, cents)| *cents > 0)
            .map(|(name, code, cents)| match *code {
                "" => json!({ "name": name, "price": amount(*cents) }),
                code => json!({ "name": name, "serviceCode": code, "price": amount(*cents) }),
            })
            .collect();
        let arrives = day.saturating_add(jiff::Span::new().days(product.days));
        json!({
            "productName": product.name,
            "productCode": product.code,
            "localProductCode": product.code,
            "localProductCountryCode": self.from,
            "networkTypeCode": "TD",
            "isCustomerAgreement": false,
            "weight": { "volumetric": 0, "provided": self.kilograms, "unitOfMeasurement": "metric" },
            "totalPrice": [
                { "currencyType": "BILLC", "priceCurrency": "EUR", "price": amount(total) },
                { "currencyType": "PULCL", "priceCurrency": "USD", "price": amount(total * 11 / 10) },
                { "currencyType": "BASEC", "priceCurrency": "EUR", "price": amount(total) },
            ],
            "detailedPriceBreakdown": [
                { "currencyType": "BILLC", "priceCurrency": "EUR", "breakdown": breakdown },
            ],
            "pickupCapabilities": {
                "nextBusinessDay": false,
                "localCutoffDateAndTime": format!("{day}T16:00:00"),
            },
            "deliveryCapabilities": {
                "deliveryTypeCode": "QDDC",
                "estimatedDeliveryDateAndTime": format!("{arrives}T23:59:00"),
                "totalTransitDays": product.days.to_string(),
            },
            "pricingDate": day.to_string(),
        })
    }
}

/// Cents as a number with two places.
pub(super) fn amount(cents: i64) -> Value {
    let digits = Decimal::new(cents, 2).normalize().to_string();
    Value::Number(digits.parse().expect("a decimal number is one in JSON too"))
}

fn decimal(value: &Value) -> Decimal {
    value.to_string().parse().unwrap_or_default()
}
