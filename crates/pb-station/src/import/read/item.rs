//! Order lines out of a row: from columns of their own, or packed into one cell.
use super::column::{Column, Columns, cell};
use super::country::country;
use super::number::{Decimals, money, quantity, weight};
use super::status::yes;
use csv::StringRecord;
use pb_domain::{Currency, Money, OrderLine, WeightUnit};
use rust_decimal::Decimal;
use serde::Deserialize;

/// Where a row's order lines are.
#[derive(Clone, Debug)]
pub(super) enum Items {
    /// The file has none.
    None,
    /// One line a row, or several side by side in numbered columns.
    Columns(Vec<ItemColumns>),
    /// A cell with all lines, packed as `name:Mug|quantity:2|sku:M-1;name:…`, or as JSON.
    Packed(usize),
    /// Cells with one line each, packed as `name:Mug|quantity:2|sku:M-1`.
    PackedOne(Vec<usize>),
}

/// The columns of one order line.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemColumns {
    /// What tells this line from every other of its order.
    pub(super) id: Column,
    pub(super) sku: Column,
    pub(super) title: Column,
    pub(super) quantity: Column,
    pub(super) refunded: Column,
    pub(super) unit_price: Column,
    pub(super) line_total: Column,
    pub(super) unit_weight: Column,
    pub(super) needs_shipping: Column,
    pub(super) fulfillment: Column,
    pub(super) hs_code: Column,
    pub(super) origin: Column,
    /// Chosen options, such as `Size=Large`.
    pub(super) options: Column,
}

impl ItemColumns {
    /// Every column that is set.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        [
            self.id,
            self.sku,
            self.title,
            self.quantity,
            self.refunded,
            self.unit_price,
            self.line_total,
            self.unit_weight,
            self.needs_shipping,
            self.fulfillment,
            self.hs_code,
            self.origin,
            self.options,
        ]
        .into_iter()
        .flatten()
    }
}

/// How a file's numbers are to be understood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    pub(super) decimals: Decimals,
    pub(super) currency: Option<Currency>,
    pub(super) weight: Option<WeightUnit>,
}

/// A line as a row states it.
#[derive(Debug)]
pub(super) struct Item {
    /// What tells it from the order's other lines; blank when the source has nothing.
    pub(super) id: String,
    /// `None` when nothing of it is left to ship: fulfilled, refunded or removed.
    pub(super) line: Option<OrderLine>,
}

/// The lines of one row.
pub(super) fn items(
    items: &Items,
    fields: &StringRecord,
    units: Units,
) -> Result<Vec<Item>, String> {
    match items {
        Items::None => Ok(Vec::new()),
        Items::Columns(sets) => sets
            .iter()
            .filter_map(|columns| from_columns(columns, fields, units).transpose())
            .collect(),
        Items::Packed(column) => packed(cell(fields, Some(*column)), units),
        Items::PackedOne(columns) => columns
            .iter()
            .map(|column| cell(fields, Some(*column)))
            .filter(|text| !text.is_empty())
            .map(|text| piped(text, units))
            .collect(),
    }
}

fn from_columns(
    columns: &ItemColumns,
    fields: &StringRecord,
    units: Units,
) -> Result<Option<Item>, String> {
    let text = |column| cell(fields, column);
    let (title, sku) = (text(columns.title), text(columns.sku));
    let quantity_text = text(columns.quantity);
    if title.is_empty() && sku.is_empty() && quantity_text.is_empty() {
        return Ok(None);
    }
    let ordered = match columns.quantity {
        None => 1,
        Some(_) => quantity(quantity_text, units.decimals)?
            .ok_or_else(|| "the quantity is missing".to_owned())?,
    };
    let pieces = ordered.saturating_sub(refunded(text(columns.refunded), units)?);
    let stated_price = money(text(columns.unit_price), units.decimals, units.currency)?;
    let line_total = money(text(columns.line_total), units.decimals, units.currency)?;
    let fulfillment = text(columns.fulfillment);
    let done = ["fulfilled", "restocked"]
        .iter()
        .any(|word| fulfillment.eq_ignore_ascii_case(word));
    let mut title = with_options(title, text(columns.options));
    if fulfillment.eq_ignore_ascii_case("partial") {
        // The export does not say how many are left; a person must look.
        title.push_str(" (partly fulfilled in the shop: check how many are left)");
    }
    let line = OrderLine {
        sku: known_sku(sku),
        title,
        quantity: pieces,
        unit_price: stated_price.or_else(|| each(line_total, ordered)),
        unit_weight: weight(text(columns.unit_weight), units.decimals, units.weight)?,
        needs_shipping: yes(text(columns.needs_shipping)).unwrap_or(true),
        hs_code: text(columns.hs_code).to_owned(),
        origin: country(text(columns.origin))
            .map_err(|e| format!("in the country of origin {e}"))?,
    };
    Ok(Some(Item {
        id: text(columns.id).to_owned(),
        line: Some(line).filter(|l| l.quantity > 0 && !done),
    }))
}

/// Pieces refunded; WooCommerce writes them with a minus sign.
fn refunded(text: &str, units: Units) -> Result<u32, String> {
    quantity(text.trim_start_matches(['-', '−']), units.decimals).map(|q| q.unwrap_or(0))
}

/// The exporter of Customer / Order CSV Export writes `unknown_product` for a deleted product.
fn known_sku(sku: &str) -> String {
    if sku == "unknown_product" { "" } else { sku }.to_owned()
}

/// The title with what was chosen; raw JSON, which one exporter writes there, is no reading matter.
fn with_options(title: &str, options: &str) -> String {
    let options = options
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|o| !o.is_empty());
    let options = options.collect::<Vec<_>>().join(", ");
    if options.is_empty() || options.starts_with(['[', '{']) || title.contains(&options) {
        title.to_owned()
    } else {
        format!("{title} ({options})")
    }
}

/// A line's total shared out over its pieces.
fn each(total: Option<Money>, pieces: u32) -> Option<Money> {
    let total = total?;
    let one = total.decimal().checked_div(Decimal::from(pieces))?;
    Money::from_decimal(one, total.currency).ok()
}

fn packed(text: &str, units: Units) -> Result<Vec<Item>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if text.starts_with('[') {
        return json(text, units);
    }
    split_unescaped(text, ';')
        .into_iter()
        .filter(|item| !item.trim().is_empty())
        .map(|item| piped(item, units))
        .collect()
}

/// `id:7|name:Mug|sku:M-1|quantity:2|total:19.90|refunded_qty:0|meta:Colour=Red`, where a backslash
/// stands before `:`, `|` and `;` that belong to a value.
fn piped(item: &str, units: Units) -> Result<Item, String> {
    let mut found = Packed::default();
    for pair in split_unescaped(item, '|') {
        let key_end = split_unescaped(pair, ':')
            .first()
            .map_or(0, |key| key.len());
        let Some(value) = pair.get(key_end + 1..) else {
            continue;
        };
        let value = unescaped(value.trim());
        match pair[..key_end].trim() {
            "id" => found.id = value,
            "name" => found.name = value,
            "sku" => found.sku = value,
            "quantity" => found.quantity = value,
            "total" => found.total = value,
            "refunded_qty" => found.refunded = value,
            "meta" => found.options = value,
            _ => {}
        }
    }
    found.item(units)
}

#[derive(Default)]
struct Packed {
    id: String,
    name: String,
    sku: String,
    quantity: String,
    total: String,
    refunded: String,
    options: String,
}

impl Packed {
    fn item(self, units: Units) -> Result<Item, String> {
        let ordered = quantity(&self.quantity, units.decimals)?
            .ok_or_else(|| format!("the quantity of “{}” is missing", self.name))?;
        let pieces = ordered.saturating_sub(refunded(&self.refunded, units)?);
        let total = money(&self.total, units.decimals, units.currency)?;
        let line = OrderLine {
            sku: known_sku(self.sku.trim()),
            title: with_options(
                &without_entities(&self.name),
                &without_entities(&self.options),
            ),
            quantity: pieces,
            unit_price: each(total, ordered),
            needs_shipping: true,
            ..OrderLine::default()
        };
        Ok(Item {
            id: self.id,
            line: Some(line).filter(|l| l.quantity > 0),
        })
    }
}

/// The `CSV Import` format packs lines as JSON, with `&quot;` for quotation marks within.
fn json(text: &str, units: Units) -> Result<Vec<Item>, String> {
    #[derive(Deserialize)]
    struct Line {
        id: Option<Scalar>,
        name: Option<String>,
        sku: Option<String>,
        quantity: Option<Scalar>,
        total: Option<Scalar>,
        refunded_qty: Option<Scalar>,
        meta: Option<serde_json::Value>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Scalar {
        Text(String),
        Number(serde_json::Number),
    }
    let plain = |scalar: Option<Scalar>| match scalar {
        Some(Scalar::Text(text)) => text,
        Some(Scalar::Number(number)) => number.to_string(),
        None => String::new(),
    };
    let options = |meta: Option<serde_json::Value>| match meta {
        Some(serde_json::Value::Object(meta)) => meta
            .iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
            .collect::<Vec<_>>()
            .join(","),
        _ => String::new(),
    };
    let lines: Vec<Line> = serde_json::from_str(text)
        .map_err(|e| format!("the order lines are not readable JSON ({e})"))?;
    lines
        .into_iter()
        .map(|line| {
            Packed {
                id: plain(line.id),
                name: line.name.unwrap_or_default(),
                sku: line.sku.unwrap_or_default(),
                quantity: plain(line.quantity),
                total: plain(line.total),
                refunded: plain(line.refunded_qty),
                options: options(line.meta),
            }
            .item(units)
        })
        .collect()
}

fn split_unescaped(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (i, c) in text.char_indices() {
        if c == separator && !escaped {
            parts.push(&text[start..i]);
            start = i + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&text[start..]);
    parts
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(':' | '|' | ';') if c == '\\' => {}
            _ => plain.push(c),
        }
    }
    plain
}

/// WordPress keeps some characters of product names as HTML entities.
fn without_entities(text: &str) -> String {
    const NAMED: [(&str, &str); 6] = [
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#8211;", "–"),
        ("&amp;", "&"),
    ];
    let mut plain = text.to_owned();
    if text.contains('&') {
        for (entity, character) in NAMED {
            plain = plain.replace(entity, character);
        }
    }
    plain
}

impl Items {
    /// Every column that is read.
    pub(super) fn used(&self) -> Vec<usize> {
        match self {
            Self::None => Vec::new(),
            Self::Columns(sets) => sets.iter().flat_map(ItemColumns::used).collect(),
            Self::Packed(column) => vec![*column],
            Self::PackedOne(columns) => columns.clone(),
        }
    }

    /// WooCommerce's shapes, by the column names that its exporters write (see `woocommerce`).
    pub(super) fn woocommerce(columns: &Columns) -> Self {
        let one = |number: Option<u32>| {
            let find = |names: &[&str]| {
                names.iter().find_map(|name| match number {
                    None => columns.find(&[name]),
                    Some(n) => columns
                        .find(&[&format!("{name} #{n}"), &format!("product item {n} {name}")]),
                })
            };
            ItemColumns {
                id: find(&["item id", "item #"]),
                sku: find(&["item sku", "sku"]),
                title: find(&["item name", "product name", "name"]),
                quantity: find(&["quantity (- refund)", "item quantity", "quantity"]),
                refunded: if find(&["quantity (- refund)"]).is_some() {
                    None
                } else {
                    find(&["item refunded qty"])
                },
                unit_price: find(&["item cost"]),
                line_total: match number {
                    None => find(&["item total", "order line (w/o tax)"]),
                    Some(_) => find(&["order line (w/o tax)", "total"]),
                },
                options: find(&["item_meta", "product variation", "order item metadata"]),
                ..ItemColumns::default()
            }
        };
        let whole = |set: &ItemColumns| set.title.is_some() && set.quantity.is_some();
        let numbered: Vec<_> = (1..=200).map(|n| one(Some(n))).take_while(whole).collect();
        if !numbered.is_empty() {
            return Self::Columns(numbered);
        }
        if let Some(column) = columns.find(&["line_items"]) {
            return Self::Packed(column);
        }
        let packed: Vec<_> = (1..=200)
            .map_while(|n| columns.find(&[&format!("line_item_{n}")]))
            .collect();
        if !packed.is_empty() {
            return Self::PackedOne(packed);
        }
        let single = one(None);
        if whole(&single) {
            Self::Columns(vec![single])
        } else {
            Self::None
        }
    }
}
