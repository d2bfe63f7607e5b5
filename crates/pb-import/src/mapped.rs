//! Any file by a mapping of its columns.
use super::address::AddressColumns;
use super::column::{Column, Columns, normal};
use super::layout::{Layout, Repeats, Status};
use super::number::Decimals;
use super::order_lines::{LineColumns, LinesAt};
use crate::{Mapping, MappingField};
use pb_domain::{CountryCode, Currency};

/// Source of orders that were read by a mapping without a name.
const UNNAMED: &str = "csv";

/// Id, label for a person, and whether an order cannot do without, of every field.
const FIELDS: &[(&str, &str, bool)] = &[
    ("number", "Order number", true),
    ("external_id", "The shop's internal order id", false),
    ("placed_at", "Order date", false),
    ("name", "Name", false),
    ("first_name", "First name", false),
    ("last_name", "Last name", false),
    ("company", "Company", false),
    ("line1", "Street address", true),
    ("house_number", "House number", false),
    ("line2", "Flat, floor, building", false),
    ("ward", "Ward", false),
    ("district", "District", false),
    ("city", "City", false),
    ("region", "State or province", false),
    ("postal_code", "Postal code", false),
    ("country", "Country", false),
    ("phone", "Telephone", false),
    ("email", "E-mail", false),
    ("note", "Customer's note", false),
    ("sku", "Line: SKU", false),
    ("title", "Line: name", false),
    ("quantity", "Line: quantity", false),
    ("unit_price", "Line: price of one", false),
    ("unit_weight", "Line: weight of one", false),
    (
        "needs_shipping",
        "Line: requires shipping (yes or no)",
        false,
    ),
    ("hs_code", "Line: customs code (HS)", false),
    ("origin", "Line: country of origin", false),
    ("total", "Order total", false),
    ("shipping_paid", "Shipping paid by the customer", false),
    ("currency", "Currency", false),
    ("shipping_method", "Shipping method", false),
    ("order_status", "Order status", false),
    ("payment_status", "Payment status", false),
    ("payment_method", "Payment method", false),
    ("cod", "Cash to collect on delivery", false),
];

/// The fields that columns can fill.
pub fn fields() -> Vec<MappingField> {
    FIELDS
        .iter()
        .map(|(id, label, required)| MappingField {
            id: (*id).to_owned(),
            label: (*label).to_owned(),
            required: *required,
        })
        .collect()
}

fn label(id: &str) -> &str {
    FIELDS
        .iter()
        .find(|(field, ..)| *field == id)
        .map_or(id, |(_, label, _)| label)
}

/// What stops a mapping from reading a file with these columns; empty when nothing does.
pub(super) fn problems(mapping: &Mapping, names: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let columns = Columns::new(names);
    for (field, column) in set(mapping) {
        if !FIELDS.iter().any(|(id, ..)| *id == field) {
            problems.push(format!("There is no field “{field}” to map a column to"));
        } else if find(&columns, names, column).is_none() {
            problems.push(format!(
                "The file has no column “{column}”, which the mapping takes for: {}",
                label(field)
            ));
        }
    }
    let mapped = |id: &str| set(mapping).any(|(field, _)| field == id);
    for (id, label, _) in FIELDS
        .iter()
        .filter(|(id, _, required)| *required && !mapped(id))
    {
        problems.push(format!("No column is mapped to: {label} ({id})"));
    }
    if !["name", "first_name", "last_name", "company"]
        .into_iter()
        .any(mapped)
    {
        problems.push(format!("No column is mapped to: {} (name)", label("name")));
    }
    let amounts = ["unit_price", "total", "shipping_paid", "cod"];
    let currency = mapping.currency.trim();
    if currency.is_empty() && !mapped("currency") && amounts.into_iter().any(mapped) {
        problems.push("Say which currency the amounts are in".to_owned());
    }
    if let Some(problem) = currency_of(currency).err() {
        problems.push(problem);
    }
    if let Some(problem) = country_of(mapping).err() {
        problems.push(problem);
    }
    problems
}

/// Fields with a column; a blank column name is no choice.
fn set(mapping: &Mapping) -> impl Iterator<Item = (&str, &str)> {
    mapping
        .columns
        .iter()
        .map(|(field, column)| (field.as_str(), column.trim()))
        .filter(|(_, column)| !column.is_empty())
}

/// A column by its name as it stands, else by its name in any spelling.
fn find(columns: &Columns, names: &[String], name: &str) -> Column {
    names
        .iter()
        .position(|n| n == name)
        .or_else(|| columns.find(&[name]).filter(|_| !normal(name).is_empty()))
}

fn currency_of(code: &str) -> Result<Option<Currency>, String> {
    match code {
        "" => Ok(None),
        code => Currency::from_code(code)
            .map(Some)
            .map_err(|e| e.to_string()),
    }
}

fn country_of(mapping: &Mapping) -> Result<Option<CountryCode>, String> {
    super::country::country(mapping.country.trim())
}

/// The layout that a mapping without [`problems`] makes.
pub(super) fn layout(mapping: &Mapping, names: &[String], decimals: Decimals) -> Layout {
    let columns = Columns::new(names);
    let field = |id: &str| {
        let (_, column) = set(mapping).find(|(field, _)| *field == id)?;
        find(&columns, names, column)
    };
    let line = LineColumns {
        sku: field("sku"),
        title: field("title"),
        quantity: field("quantity"),
        unit_price: field("unit_price"),
        unit_weight: field("unit_weight"),
        needs_shipping: field("needs_shipping"),
        hs_code: field("hs_code"),
        origin: field("origin"),
        ..LineColumns::default()
    };
    let source = match mapping.name.trim() {
        "" => UNNAMED,
        name => name,
    };
    Layout {
        source: source.to_owned(),
        repeats: Repeats::Anywhere,
        number: field("number").into_iter().collect(),
        external_id: field("external_id"),
        placed_at: field("placed_at"),
        note: field("note"),
        total: field("total"),
        outstanding: None,
        shipping_paid: field("shipping_paid"),
        shipping_method: field("shipping_method"),
        currency: field("currency"),
        cod: field("cod"),
        payment_methods: field("payment_method").into_iter().collect(),
        status: Status::Words {
            order: field("order_status"),
            payment: field("payment_status"),
            ready_is_paid: false,
        },
        ship_to: AddressColumns {
            name: field("name"),
            first_name: field("first_name"),
            last_name: field("last_name"),
            company: field("company"),
            street: None,
            line1: field("line1"),
            house_number: field("house_number"),
            line2: field("line2"),
            ward: field("ward"),
            district: field("district"),
            city: field("city"),
            region: [field("region"), None],
            postal_code: field("postal_code"),
            country: [field("country"), None],
            phone: field("phone"),
            email: field("email"),
        },
        bill_to: AddressColumns::default(),
        contact_email: None,
        contact_phone: None,
        lines: if line.sku.or(line.title).is_some() {
            LinesAt::Columns(vec![line])
        } else {
            LinesAt::None
        },
        decimals,
        default_currency: currency_of(mapping.currency.trim()).ok().flatten(),
        default_country: country_of(mapping).ok().flatten(),
        weight_unit: mapping.weight_unit,
    }
}
