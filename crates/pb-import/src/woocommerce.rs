//! WooCommerce order exports. WooCommerce itself writes none with addresses, so these are the shapes
//! of the exporters that shops use, known by their column names:
//!
//! - *Customer / Order / Coupon Export* (SkyVerge, 4.x and 5.x): `order_number`, `status`,
//!   `shipping_first_name` …, lines in `line_items`, or a row each with `item_name`, `item_quantity`;
//!   its *CSV Import* format has `id`, `created_at`, `total` and lines as JSON.
//! - *Advanced Order Export* (AlgolPlus): `Order Number`, `Order Status`, `First Name (Shipping)` …,
//!   a row each with `Item Name`, `Quantity`, or side by side as `Item Name #1`, `Quantity #1`.
//! - *Order Export & Order Import* (WebToffee): as the first, lines in `line_item_1` …, in
//!   `Product Item 1 Name` …, or a row each with `item_name`.
use super::address::AddressColumns;
use super::column::Columns;
use super::layout::{Layout, Repeats, Status};
use super::number::Decimals;
use super::order_lines::LinesAt;

/// The layout, when the header is one of those.
pub(super) fn layout(columns: &Columns, decimals: Decimals) -> Option<Layout> {
    let ship_to = AddressColumns::woocommerce(columns, "shipping");
    let bill_to = AddressColumns::woocommerce(columns, "billing");
    let has_place = |a: &AddressColumns| a.city.is_some() && (a.line1.or(a.street)).is_some();
    let number = columns.all(&[
        "order_number_formatted",
        "order_number",
        "order_id",
        // Alone, `id` names orders only in the *CSV Import* format, beside `created_at`.
        if columns.has(&["created_at"]) {
            "id"
        } else {
            "order_id"
        },
    ]);
    let status = columns.find(&["order_status", "status"])?;
    let lines = LinesAt::woocommerce(columns);
    if number.is_empty() || !(has_place(&ship_to) || has_place(&bill_to)) {
        return None;
    }
    let repeats = match &lines {
        LinesAt::None => return None,
        LinesAt::Columns(sets) if sets.len() == 1 && !columns.has(&["Item Name #1"]) => {
            Repeats::Anywhere
        }
        _ => Repeats::Never,
    };
    Some(Layout {
        source: "woocommerce".to_owned(),
        repeats,
        number,
        external_id: columns.find(&["order_id", "id"]),
        placed_at: columns.find(&["order_date", "date", "created_at"]),
        // Older Advanced Order Export spells `Сustomer Note` with a Cyrillic С.
        note: columns.find(&["customer_note", "сustomer note", "note"]),
        total: columns.find(&["order_total", "order total amount", "total"]),
        outstanding: None,
        shipping_paid: columns.find(&[
            "shipping_total",
            "order shipping amount",
            "order_shipping",
            "total_shipping",
        ]),
        shipping_method: columns.find(&[
            "shipping method title",
            "shipping method (no id)",
            "shipping_method",
        ]),
        currency: columns.find(&["order_currency", "currency"]),
        cod: None,
        payment_methods: columns.all(&["payment_method", "payment_method_title"]),
        status: Status::Words {
            order: Some(status),
            payment: None,
            ready_is_paid: true,
        },
        ship_to,
        bill_to,
        contact_email: columns.find(&["customer_email"]),
        contact_phone: None,
        lines,
        decimals,
        default_currency: None,
        default_country: None,
        weight_unit: None,
    })
}

/// Whether the header is the *Orders* report of WooCommerce's own Analytics, which has no addresses.
pub(super) fn is_analytics_report(columns: &Columns) -> bool {
    ["Order #", "Product(s)", "Items sold"]
        .iter()
        .all(|name| columns.has(&[name]))
}
