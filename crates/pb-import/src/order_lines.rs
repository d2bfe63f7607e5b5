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
pub(super) enum LinesAt {
    /// The file has none.
    None,
    /// One line a row, or several side by side in numbered columns.
    Columns(Vec<LineColumns>),
    /// A cell with all lines, packed as `name:Mug|quantity:2|sku:M-1;name:…`, or as JSON.
    Packed(usize),
    /// Cells with one line each, packed as `name:Mug|quantity:2|sku:M-1`.
    PackedOne(Vec<usize>),
}

/// The columns of one order line.
#[derive(Clone, Debug, Default)]
pub(super) struct LineColumns {
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

impl LineColumns {
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
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StatedLine {
    /// What tells it from the order's other lines; blank when the source has nothing.
    pub(super) id: String,
    /// With the pieces that were ordered.
    pub(super) line: OrderLine,
    /// Pieces left to ship: neither fulfilled nor refunded.
    pub(super) left: u32,
}

/// The lines of one row.
pub(super) fn lines(
    place: &LinesAt,
    fields: &StringRecord,
    units: Units,
) -> Result<Vec<StatedLine>, String> {
    match place {
        LinesAt::None => Ok(Vec::new()),
        LinesAt::Columns(sets) => sets
            .iter()
            .filter_map(|columns| from_columns(columns, fields, units).transpose())
            .collect(),
        LinesAt::Packed(column) => packed(cell(fields, Some(*column)), units),
        LinesAt::PackedOne(columns) => columns
            .iter()
            .map(|column| cell(fields, Some(*column)))
            .filter(|text| !text.is_empty())
            .map(|text| piped(text, units))
            .collect(),
    }
}

fn from_columns(
    columns: &LineColumns,
    fields: &StringRecord,
    units: Units,
) -> Result<Option<StatedLine>, String> {
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
    let left = ordered.saturating_sub(refunded(text(columns.refunded), units)?);
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
        quantity: ordered,
        unit_price: stated_price.or_else(|| each(line_total, ordered)),
        unit_weight: weight(text(columns.unit_weight), units.decimals, units.weight)?,
        needs_shipping: yes(text(columns.needs_shipping)).unwrap_or(true),
        hs_code: text(columns.hs_code).to_owned(),
        origin: country(text(columns.origin))
            .map_err(|e| format!("in the country of origin {e}"))?,
    };
    Ok(Some(StatedLine {
        id: text(columns.id).to_owned(),
        line,
        left: if done { 0 } else { left },
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

fn packed(text: &str, units: Units) -> Result<Vec<StatedLine>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if text.starts_with('[') {
        return json(text, units);
    }
    split_unescaped(text, ';')
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| piped(line, units))
        .collect()
}

/// `id:7|name:Mug|sku:M-1|quantity:2|total:19.90|refunded_qty:0|meta:Colour=Red`, where a backslash
/// stands before `:`, `|` and `;` that belong to a value.
fn piped(line: &str, units: Units) -> Result<StatedLine, String> {
    let mut found = Packed::default();
    for pair in split_unescaped(line, '|') {
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
    found.stated(units)
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
    fn stated(self, units: Units) -> Result<StatedLine, String> {
        let ordered = quantity(&self.quantity, units.decimals)?
            .ok_or_else(|| format!("the quantity of “{}” is missing", self.name))?;
        let left = ordered.saturating_sub(refunded(&self.refunded, units)?);
        let total = money(&self.total, units.decimals, units.currency)?;
        let line = OrderLine {
            sku: known_sku(self.sku.trim()),
            title: with_options(
                &without_entities(&self.name),
                &without_entities(&self.options),
            ),
            quantity: ordered,
            unit_price: each(total, ordered),
            needs_shipping: true,
            ..OrderLine::default()
        };
        Ok(StatedLine {
            id: self.id,
            line,
            left,
        })
    }
}

/// The `CSV Import` format packs lines as JSON, with `&quot;` for quotation marks within.
fn json(text: &str, units: Units) -> Result<Vec<StatedLine>, String> {
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
            .stated(units)
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

impl LinesAt {
    /// Every column that is read.
    pub(super) fn used(&self) -> Vec<usize> {
        match self {
            Self::None => Vec::new(),
            Self::Columns(sets) => sets.iter().flat_map(LineColumns::used).collect(),
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
            LineColumns {
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
                ..LineColumns::default()
            }
        };
        let whole = |set: &LineColumns| set.title.is_some() && set.quantity.is_some();
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
