//! A consignment as Viettel Post's order, or why it cannot be one. Prices and purchases are asked for with the same.

use super::fit::{fits, one_line};
use super::party::{Party, party, within_vietnam};
use super::warehouse::Warehouse;
use super::{places, time, warehouse, wire};
use crate::check::{invalid, measured};
use crate::vietnam::{Form, Whereabouts};
use crate::{Consignment, Cx};
use pb_domain::{
    Account, Currency, Direction, Length, Money, Parcel, Problem, ProblemKind, Weight,
};

/// The account's setting that says where parcels are picked up, and its values.
pub(super) const SENDER: &str = "sender";
pub(super) const BENCH: &str = "bench";
pub(super) const WAREHOUSE: &str = "warehouse";
/// The account's setting that says where returns go.
pub(super) const RETURNS: &str = "returns";
/// The account's setting that says who pays the freight, and its value for the customer.
pub(super) const PAYMENT: &str = "payment";
pub(super) const CUSTOMER: &str = "customer";
/// The account's setting with what parcels hold.
pub(super) const CONTENT: &str = "content";
const ANY_GOODS: &str = "Hàng hóa";
/// The account's setting with the kind of parcels, and its value for goods.
pub(super) const TYPE: &str = "product_type";
pub(super) const GOODS: &str = "HH";
/// The account's settings with the codes of add-ons, and with what looking costs.
pub(super) const EXTRAS: &str = "extra_services";
pub(super) const EXTRA_MONEY: &str = "extra_money";
/// The add-on that lets a customer look, and pay for it.
const LOOKING: &str = "XMG";
/// The add-on that wants something of the recipient that nobody here knows.
const IDENTITY: &str = "PTTX";

/// Viettel Post's money.
pub(super) fn dong() -> Currency {
    Currency::from_code("VND").expect("the dong is a currency of ISO 4217")
}

/// Whether the customer pays the freight, by the account.
pub(super) fn customer_pays(account: &Account) -> bool {
    account.setting(PAYMENT) == CUSTOMER
}

/// The order as far as the consignment says it alone, which is looked at before Viettel Post is asked anything.
#[derive(Debug)]
pub(super) struct Draft {
    order: wire::Order,
    /// The division of both addresses.
    form: Form,
}

/// A consignment's draft.
pub(super) fn draft(cx: Cx<'_>, consignment: &Consignment) -> Result<Draft, Problem> {
    let account = cx.account;
    within_vietnam("ship_from", &consignment.ship_from)?;
    let to = party("ship_to", &consignment.ship_to)?;
    possible(consignment)?;
    let form = places::form(account, &consignment.ship_to);
    let by_bench = account.setting(SENDER) != WAREHOUSE;
    let from = match by_bench {
        true => {
            one_division(places::form(account, &consignment.ship_from), form)?;
            party("ship_from", &consignment.ship_from)?
        }
        // The warehouse's own, which is asked for.
        false => Party {
            name: String::new(),
            phone: String::new(),
            street: String::new(),
        },
    };
    let options = &consignment.options;
    let money_collection = cash(options.cod)?;
    let content = match one_line(account.setting(CONTENT)) {
        content if content.is_empty() => ANY_GOODS.to_owned(),
        content => fits(CONTENT, "words for what parcels hold", content)?,
    };
    let goods = goods(account, consignment, money_collection)?;
    let (order_service_add, extra_money) = extras(account)?;
    Ok(Draft {
        form,
        order: wire::Order {
            order_number: String::new(),
            groupaddress_id: 0,
            cus_id: 0,
            delivery_date: time::wanted(&consignment.ship_date, cx.now)?,
            sender_fullname: from.name,
            sender_address: from.street,
            sender_phone: from.phone,
            sender_email: "",
            receiver_fullname: to.name,
            receiver_address: to.street,
            receiver_phone: to.phone,
            receiver_email: "",
            lane: wire::Lane::default(),
            product_name: content.clone(),
            product_description: "",
            product_quantity: 1,
            order_payment: payment(customer_pays(account), money_collection > 0),
            order_service: String::new(),
            order_service_add,
            order_voucher: "",
            order_note: fits(
                "options.instructions",
                "words to the driver",
                one_line(&options.instructions),
            )?,
            extra_money,
            check_unique: true,
            enable_sort_code: true,
            list_item: vec![wire::Item {
                product_name: content,
                product_price: goods.product_price,
                product_weight: goods.product_weight,
                product_quantity: 1,
            }],
            goods,
            return_address: None,
        },
    })
}

impl Draft {
    /// The order between places that Viettel Post knows, which it is asked about.
    pub(super) async fn placed(
        self,
        cx: Cx<'_>,
        consignment: &Consignment,
    ) -> Result<wire::Order, Problem> {
        let Self { mut order, form } = self;
        let by_bench = cx.account.setting(SENDER) != WAREHOUSE;
        let from = match by_bench {
            true => None,
            false => {
                let warehouse = warehouse::of(cx).await?;
                one_division(warehouse.form(), form)?;
                Some(warehouse)
            }
        };
        let to = places::known(cx, "ship_to", &consignment.ship_to).await?;
        let from = match from {
            Some(warehouse) => {
                if cx.account.setting(RETURNS) == BENCH {
                    order.return_address = Some(returns(cx, consignment, form).await?);
                }
                picked_up_at(&mut order, warehouse)?
            }
            None => {
                let from = places::known(cx, "ship_from", &consignment.ship_from).await?;
                places::spot(&from)?
            }
        };
        order.lane = wire::Lane::new(from, places::spot(&to)?);
        Ok(order)
    }
}

/// The warehouse as the sender.
fn picked_up_at(order: &mut wire::Order, warehouse: Warehouse) -> Result<wire::Spot, Problem> {
    let fitted = |what: &str, text: String| fits(warehouse::SETTING, what, text);
    order.groupaddress_id = warehouse.id;
    order.cus_id = warehouse.customer;
    order.sender_fullname = fitted("warehouse's name", warehouse.name)?;
    order.sender_address = fitted("warehouse's address", warehouse.street)?;
    order.sender_phone = warehouse.phone;
    Ok(warehouse.spot)
}

/// The address that a shipment leaves from, for what comes back.
async fn returns(
    cx: Cx<'_>,
    consignment: &Consignment,
    form: Form,
) -> Result<wire::ReturnAddress, Problem> {
    let address = &consignment.ship_from;
    one_division(places::form(cx.account, address), form)?;
    let street = party("ship_from", address)?.street;
    let place = places::known(cx, "ship_from", address).await?;
    let spot = places::spot(&place)?;
    let Whereabouts {
        province,
        district,
        ward,
    } = place;
    let district = district.map(|d| d.name).unwrap_or_default();
    let parts = [street, ward.name, district, province.name];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Ok(wire::ReturnAddress {
        required: true,
        fulladdress: fits("ship_from.line1", "address for returns", parts.join(", "))?,
        province_id: spot.province,
        district_id: spot.district,
        wards_id: spot.ward,
    })
}

/// What Viettel Post does not do.
fn possible(consignment: &Consignment) -> Result<(), Problem> {
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    if consignment.direction == Direction::Return {
        return unsupported(
            "direction",
            "Viettel Post sells no returns: what is not delivered comes back by itself",
            "Have the customer send it, or order it as a parcel the other way round",
        );
    }
    if consignment.options.signature {
        return unsupported(
            "options.signature",
            "Viettel Post takes no signatures",
            "Leave the signature out, or ship with another carrier",
        );
    }
    if consignment.options.insurance.is_some() {
        return unsupported(
            "options.insurance",
            "Viettel Post has no insurance that can be ordered from here",
            "Leave it out: the order states what the goods are worth; ask Viettel Post what that covers",
        );
    }
    Ok(())
}

/// One order holds numbers of one division alone.
fn one_division(from: Form, to: Form) -> Result<(), Problem> {
    if from == to {
        return Ok(());
    }
    let name = |form: Form| match form {
        Form::TwoLevel => "the division since July 2025, with province and ward",
        Form::ThreeLevel => "the one before, with a district",
    };
    Err(invalid(
        "ship_to.district",
        format!(
            "It is picked up at an address of {} and goes to one of {}; Viettel Post takes no mix",
            name(from),
            name(to)
        ),
    )
    .hint("Write both addresses in the same division, or say in the account which one all are in"))
}

/// What is shipped: the one parcel, since an order of Viettel Post's has one number.
fn goods(
    account: &Account,
    consignment: &Consignment,
    money_collection: i64,
) -> Result<wire::Goods, Problem> {
    let parcel = match consignment.parcels.as_slice() {
        [parcel] => parcel,
        [] => return Err(invalid("parcels", "There is no parcel to ship")),
        several => {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                format!(
                    "Viettel Post takes one parcel in an order, and there are {}",
                    several.len()
                ),
            )
            .hint("Ship the parcels one by one, or put the whole into one")
            .field("parcels"));
        }
    };
    measured(0, parcel)?;
    let worth = consignment.goods_value;
    let worth = worth.filter(|worth| worth.currency == dong() && worth.minor > 0);
    Ok(wire::Goods {
        product_type: match account.setting(TYPE) {
            "" => GOODS.to_owned(),
            kind => kind.to_owned(),
        },
        product_weight: grams(parcel),
        // What the customer pays for them at the door, where nobody says what they are worth.
        product_price: worth.map_or(money_collection, |worth| worth.minor),
        money_collection,
        size: parcel.dimensions.map(|size| {
            let centimetres =
                |side: Length| up(side.micrometres(), Length::from_mm(10).micrometres());
            wire::Size {
                product_length: centimetres(size.length),
                product_width: centimetres(size.width),
                product_height: centimetres(size.height),
            }
        }),
    })
}

/// What a parcel weighs, never less than it does.
fn grams(parcel: &Parcel) -> i64 {
    up(
        parcel.weight.micrograms(),
        Weight::from_grams(1).micrograms(),
    )
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

/// What is collected: nothing, goods and freight, goods alone, freight alone.
fn payment(customer_pays: bool, cash: bool) -> u8 {
    match (customer_pays, cash) {
        (false, false) => 1,
        (true, true) => 2,
        (false, true) => 3,
        (true, false) => 4,
    }
}

/// Dong to collect.
fn cash(cod: Option<Money>) -> Result<i64, Problem> {
    let odd = |text: String| Err(invalid("options.cod", text));
    match cod {
        None => Ok(0),
        Some(cash) if cash.currency != dong() => odd(format!(
            "The cash to collect is in {}, and Viettel Post knows dong alone",
            cash.currency
        )),
        Some(cash) if cash.minor <= 0 => odd("The cash to collect is not above zero".to_owned()),
        Some(cash) => Ok(cash.minor),
    }
}

/// The account's add-ons as an order has them, and what looking costs.
fn extras(account: &Account) -> Result<(String, i64), Problem> {
    let codes: Vec<String> = account
        .setting(EXTRAS)
        .split([',', ' ', ';'])
        .filter(|code| !code.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    let odd = |code: &&String| !code.bytes().all(|b| b.is_ascii_alphanumeric());
    if let Some(code) = codes.iter().find(odd) {
        return Err(invalid(
            EXTRAS,
            format!("{code} is no code of an add-on, which has letters and digits"),
        ));
    }
    if codes.iter().any(|code| code == IDENTITY) {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!("The add-on {IDENTITY} wants each recipient's year of birth or identity card, which is not known here"),
        )
        .hint("Leave it out of the account's add-ons")
        .field(EXTRAS));
    }
    let amount = account.setting(EXTRA_MONEY).trim();
    if amount.is_empty() {
        return Ok((fits(EXTRAS, "list of add-ons", codes.join(","))?, 0));
    }
    let fee = amount.parse::<i64>().ok().filter(|fee| *fee > 0);
    let Some(fee) = fee else {
        return Err(invalid(
            EXTRA_MONEY,
            format!("The fee {amount} is no whole number of dong"),
        ));
    };
    if !codes.iter().any(|code| code == LOOKING) {
        return Err(invalid(
            EXTRA_MONEY,
            format!(
                "A fee for looking goes with the add-on {LOOKING}, which the account does not have"
            ),
        ));
    }
    Ok((fits(EXTRAS, "list of add-ons", codes.join(","))?, fee))
}

/// What looking costs is no more than twice the freight.
pub(super) fn looking_is_cheap(order: &wire::Order, freight: Money) -> Result<(), Problem> {
    let most = freight.minor.saturating_mul(2);
    if order.extra_money <= most {
        return Ok(());
    }
    Err(invalid(
        EXTRA_MONEY,
        format!(
            "A customer who only looks would pay {}, and Viettel Post takes twice the freight at most, here {}",
            Money::new(order.extra_money, dong()),
            Money::new(most, dong())
        ),
    ))
}
