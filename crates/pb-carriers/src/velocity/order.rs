//! A consignment as an order of Velocity's, there or back.

use super::goods;
use super::host;
use super::measure;
use super::party::{COUNTRY, Parties, party, plain};
use super::time;
use super::warehouse::Warehouse;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use crate::engine::Request;
use jiff::Zoned;
use pb_domain::{Account, Direction, Problem, ProblemKind, PurchaseId};
use rust_decimal::Decimal;

/// The account's setting with the name of a store.
pub(super) const STORE: &str = "store_name";
/// Characters of an order's number that all couriers take.
const LONGEST: usize = 50;
/// Hexadecimal digits that tell one purchase of an order from another.
const DIGITS: usize = 8;

/// An order that is not at a warehouse yet.
pub(super) enum Order {
    Forward(Box<wire::Forward>),
    Reverse(Box<wire::Reverse>),
}

/// The order's number with some digits of the purchase: Velocity takes a number once, and an order may be bought
/// again after a void.
pub(super) fn number(consignment: &Consignment, purchase: PurchaseId) -> Result<String, Problem> {
    let reference = plain(&consignment.reference);
    if reference.is_empty() {
        return Err(invalid(
            "options.reference",
            "Velocity wants the order's number, and there is none",
        ));
    }
    let purchase = purchase.0.simple().to_string();
    let number = format!("{reference}-{}", &purchase[purchase.len() - DIGITS..]);
    if number.chars().count() > LONGEST {
        return Err(invalid(
            "options.reference",
            format!(
                "The reference is longer than the {} characters that Velocity's couriers take",
                LONGEST - DIGITS - 1
            ),
        ));
    }
    Ok(number)
}

/// What there is no place for in an order, or a rate, of Velocity's.
pub(super) fn sayable(consignment: &Consignment) -> Result<(), Problem> {
    let options = &consignment.options;
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            "Velocity takes no words to the driver",
            "Leave the instructions out, or put what the driver must know into the second address line",
        );
    }
    if options.insurance.is_some() {
        return unsupported(
            "options.insurance",
            "Velocity's API has no insurance",
            "Leave it out, or choose another carrier",
        );
    }
    if options.signature {
        return unsupported(
            "options.signature",
            "Velocity's API does not ask for signatures",
            "Leave it out, or choose another carrier",
        );
    }
    if consignment.direction == Direction::Return && options.cod.is_some() {
        return unsupported(
            "options.cod",
            "Velocity collects no cash with a return",
            "Leave it out",
        );
    }
    Ok(())
}

/// `courier` is the one that the rate is of.
pub(super) fn order(
    account: &Account,
    consignment: &Consignment,
    courier: &str,
    order_id: String,
    now: &Zoned,
) -> Result<Order, Problem> {
    sayable(consignment)?;
    let measured = measure::parcel(&consignment.parcels)?;
    let [length, breadth, height] = measured.sides;
    let weight = wire::number(Decimal::new(measured.grams, 3));
    let order_items = goods::items(account, consignment)?;
    let sub_total = wire::number(goods::value(consignment)?);
    let cash = goods::cash(consignment)?;
    let Parties { merchant, customer } = Parties::of(consignment);
    let (order_date, carrier_id) = (time::order_date(now), courier.to_owned());
    if consignment.direction == Direction::Return {
        let (from, to) = (party(customer, 2, true)?, party(merchant, 2, false)?);
        let ([from_line, from_more], [to_line, to_more]) = (two(from.lines), two(to.lines));
        return Ok(Order::Reverse(Box::new(wire::Reverse {
            order_id,
            order_date,
            carrier_id,
            pickup_customer_name: from.name,
            company_name: from.company,
            pickup_address: from_line.unwrap_or_default(),
            pickup_address_2: from_more,
            pickup_city: from.city,
            pickup_state: from.state,
            pickup_country: COUNTRY,
            pickup_pincode: from.pin,
            pickup_email: from.email,
            pickup_phone: from.phone,
            shipping_customer_name: to.name,
            shipping_address: to_line.unwrap_or_default(),
            shipping_address_2: to_more,
            shipping_city: to.city,
            shipping_state: to.state,
            shipping_country: COUNTRY,
            shipping_pincode: to.pin,
            shipping_email: to.email,
            shipping_phone: to.phone,
            warehouse_id: String::new(),
            order_items,
            payment_method: "PREPAID",
            sub_total,
            length,
            breadth,
            height,
            weight,
            request_pickup: true,
        })));
    }
    // The merchant's place is the warehouse; what is wrong with it as an address is wrong there too.
    let to = party(customer, 1, false)?;
    Ok(Order::Forward(Box::new(wire::Forward {
        order_id,
        order_date,
        carrier_id,
        store_name: plain(account.setting(STORE)),
        billing_customer_name: to.name,
        billing_address: to.lines.join(", "),
        billing_city: to.city,
        billing_pincode: to.pin,
        billing_state: to.state,
        billing_country: COUNTRY,
        billing_email: to.email,
        billing_phone: to.phone,
        shipping_is_billing: true,
        print_label: true,
        order_items,
        payment_method: match cash {
            Some(_) => "COD",
            None => "PREPAID",
        },
        sub_total,
        cod_collectible: wire::number(cash.unwrap_or_default()),
        length,
        breadth,
        height,
        weight,
        pickup_location: String::new(),
        warehouse_id: String::new(),
    })))
}

fn two(lines: Vec<String>) -> [Option<String>; 2] {
    let mut lines = lines.into_iter();
    [lines.next(), lines.next()]
}

impl Order {
    /// The request that books it, from or to a warehouse.
    pub(super) fn at(self, account: &Account, warehouse: Warehouse) -> Result<Request, Problem> {
        Ok(match self {
            Self::Forward(mut order) => {
                order.warehouse_id = warehouse.id;
                order.pickup_location = warehouse.name;
                Request::post_json(host::url(account, "forward-order-orchestration")?, &order)
            }
            Self::Reverse(mut order) => {
                order.warehouse_id = warehouse.id;
                Request::post_json(host::url(account, "reverse-order-orchestration")?, &order)
            }
        })
    }
}
