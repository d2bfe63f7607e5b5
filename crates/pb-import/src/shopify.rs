//! Shopify's order export: a row per line item, order fields on an order's first row only.
use super::address::AddressColumns;
use super::column::Columns;
use super::layout::{Layout, Repeats, Status};
use super::number::Decimals;
use super::order_lines::{LineColumns, LinesAt};

/// The layout, when the header is Shopify's (Admin › Orders › Export, plain CSV).
pub(super) fn layout(columns: &Columns, decimals: Decimals) -> Option<Layout> {
    let find = |name: &str| columns.find(&[name]);
    let number = find("Name")?;
    let title = find("Lineitem name")?;
    let quantity = find("Lineitem quantity")?;
    let has_address = ["Shipping Name", "Shipping Address1", "Shipping Street"]
        .iter()
        .any(|name| columns.has(&[name]));
    if !has_address {
        return None;
    }
    Some(Layout {
        source: "shopify".to_owned(),
        repeats: Repeats::Below,
        number: vec![number],
        external_id: find("Id"),
        placed_at: find("Created at"),
        note: find("Notes"),
        total: find("Total"),
        outstanding: find("Outstanding Balance"),
        shipping_paid: find("Shipping"),
        shipping_method: find("Shipping Method"),
        currency: find("Currency"),
        cod: None,
        payment_methods: columns.all(&["Payment Method"]),
        status: Status::Shopify {
            financial: find("Financial Status"),
            fulfillment: find("Fulfillment Status"),
            cancelled_at: find("Cancelled at"),
        },
        ship_to: AddressColumns::shopify(columns, "Shipping"),
        bill_to: AddressColumns::shopify(columns, "Billing"),
        contact_email: find("Email"),
        contact_phone: find("Phone"),
        lines: LinesAt::Columns(vec![LineColumns {
            sku: find("Lineitem sku"),
            title: Some(title),
            quantity: Some(quantity),
            unit_price: find("Lineitem price"),
            needs_shipping: find("Lineitem requires shipping"),
            fulfillment: find("Lineitem fulfillment status"),
            ..LineColumns::default()
        }]),
        decimals,
        default_currency: None,
        default_country: None,
        weight_unit: None,
    })
}
