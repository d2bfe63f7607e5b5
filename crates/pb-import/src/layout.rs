//! What each column of a file is for, and a row read by it.
use super::address::AddressColumns;
use super::column::{Column, cell, code};
use super::date::placed_at;
use super::number::{Decimals, money};
use super::order_lines::{LinesAt, StatedLine, Units, lines};
use super::status::{Words, is_on_delivery, judge, judge_shopify, yes};
use csv::StringRecord;
use pb_domain::{Address, CountryCode, Currency, ImportedOrder, OrderKey, Payment, WeightUnit};

/// Where everything is in the rows of one file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Where its orders come from, for their keys.
    pub(super) source: String,
    /// Which rows belong to one order.
    pub(super) repeats: Repeats,
    /// The order's number: the first of these that is not blank.
    pub(super) number: Vec<usize>,
    pub(super) external_id: Column,
    pub(super) placed_at: Column,
    pub(super) note: Column,
    pub(super) total: Column,
    /// What is still owed, where the file says it.
    pub(super) outstanding: Column,
    pub(super) shipping_paid: Column,
    pub(super) shipping_method: Column,
    pub(super) currency: Column,
    pub(super) cod: Column,
    pub(super) payment_methods: Vec<usize>,
    pub(super) status: Status,
    pub(super) ship_to: AddressColumns,
    /// Where it goes when `ship_to` is blank; also the telephone and e-mail of last resort.
    pub(super) bill_to: AddressColumns,
    pub(super) contact_email: Column,
    pub(super) contact_phone: Column,
    pub(super) lines: LinesAt,
    pub(super) decimals: Decimals,
    pub(super) default_currency: Option<Currency>,
    pub(super) default_country: Option<CountryCode>,
    pub(super) weight_unit: Option<WeightUnit>,
}

/// Which rows belong to one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// One row is one order.
    Never,
    /// The first row tells about the order, the rows right below repeat its number alone.
    Below,
    /// Any row with its number.
    Anywhere,
}

/// The columns that say how an order stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Status {
    /// Shopify's own.
    Shopify {
        financial: Column,
        fulfillment: Column,
        cancelled_at: Column,
    },
    /// Words.
    Words {
        order: Column,
        payment: Column,
        /// See [`Words::ready_is_paid`].
        ready_is_paid: bool,
    },
}

/// What one row says.
#[derive(Debug)]
pub(super) struct Part {
    /// What it says about the order; `None` when it only adds lines.
    pub(super) head: Option<Head>,
    pub(super) lines: Vec<StatedLine>,
}

/// An order without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) order: ImportedOrder,
    pub(super) currency: Option<Currency>,
}

impl Layout {
    /// The order's number on a row; blank when it has none.
    pub(super) fn number<'r>(&self, fields: &'r StringRecord) -> &'r str {
        self.number
            .iter()
            .map(|column| cell(fields, Some(*column)))
            .find(|text| !text.is_empty())
            .unwrap_or("")
    }

    /// Columns that tell about the order itself rather than about one of its lines.
    fn head_columns(&self) -> impl Iterator<Item = usize> {
        let status = match self.status {
            Status::Shopify { financial, .. } => [financial, None],
            Status::Words { order, payment, .. } => [order, payment],
        };
        // Shopify repeats the e-mail and the date on every row of an order.
        let each_row = match self.repeats {
            Repeats::Below => [None; 2],
            _ => [self.placed_at, self.contact_email],
        };
        status
            .into_iter()
            .chain(each_row)
            .chain([
                self.external_id,
                self.total,
                self.currency,
                self.note,
                self.cod,
            ])
            .flatten()
            .chain(self.ship_to.used())
            .chain(self.bill_to.used())
    }

    /// How many leading columns must be there for a row to be whole.
    pub(super) fn needed(&self) -> usize {
        let status = match self.status {
            Status::Shopify {
                financial,
                fulfillment,
                cancelled_at,
            } => [financial, fulfillment, cancelled_at],
            Status::Words { order, payment, .. } => [order, payment, None],
        };
        let single = [
            self.external_id,
            self.placed_at,
            self.note,
            self.total,
            self.outstanding,
            self.shipping_paid,
            self.shipping_method,
            self.currency,
            self.cod,
            self.contact_email,
            self.contact_phone,
        ];
        self.number
            .iter()
            .copied()
            .chain(single.into_iter().flatten())
            .chain(status.into_iter().flatten())
            .chain(self.payment_methods.iter().copied())
            .chain(self.ship_to.used())
            .chain(self.bill_to.used())
            .chain(self.lines.used())
            .max()
            .map_or(0, |last| last + 1)
    }

    /// Columns of amounts, to see how decimals are written.
    pub(super) fn amounts(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = [self.total, self.shipping_paid, self.cod, self.outstanding]
            .into_iter()
            .flatten()
            .collect();
        if let LinesAt::Columns(sets) = &self.lines {
            columns.extend(
                sets.iter()
                    .flat_map(|set| [set.unit_price, set.line_total])
                    .flatten(),
            );
        }
        columns
    }

    /// Reads a row. `known` is what earlier rows of the same order said.
    pub(super) fn read(&self, fields: &StringRecord, known: Option<&Head>) -> Result<Part, String> {
        let says_more = self
            .head_columns()
            .any(|column| !cell(fields, Some(column)).is_empty());
        let currency = match cell(fields, self.currency) {
            "" => known.and_then(|k| k.currency).or(self.default_currency),
            code => Some(Currency::from_code(code).map_err(|e| e.to_string())?),
        };
        let head = match (says_more, known) {
            (false, Some(_)) => None,
            (false, None) if self.repeats == Repeats::Below => None,
            _ => Some(self.head(fields, currency)?),
        };
        let units = Units {
            decimals: self.decimals,
            currency,
            weight: self.weight_unit,
        };
        Ok(Part {
            head,
            lines: lines(&self.lines, fields, units)?,
        })
    }

    fn head(&self, fields: &StringRecord, currency: Option<Currency>) -> Result<Head, String> {
        let text = |column| cell(fields, column);
        let amount = |column, what: &str| {
            let amount = money(text(column), self.decimals, currency)?;
            match amount {
                Some(a) if a.minor < 0 => Err(format!("{what} “{}” is below zero", text(column))),
                amount => Ok(amount),
            }
        };
        let total = amount(self.total, "the total")?;
        let owed = amount(self.outstanding, "the outstanding amount")?.or(total);
        let (collects, stated_cod) = match (text(self.cod), yes(text(self.cod))) {
            ("", _) | (_, Some(false)) => (false, None),
            // A bare `1` is an amount; words such as `yes` mean the whole total.
            (word, Some(true)) if word != "1" => (true, owed),
            (word, _) if is_on_delivery(word) => (true, owed),
            _ => {
                let stated = amount(self.cod, "the amount to collect")?;
                (stated.is_some_and(|a| a.minor > 0), stated)
            }
        };
        let methods: Vec<&str> = self
            .payment_methods
            .iter()
            .map(|c| text(Some(*c)))
            .collect();
        let (payment, hold) = match self.status {
            Status::Shopify {
                financial,
                fulfillment,
                cancelled_at,
            } => judge_shopify(
                text(financial),
                text(fulfillment),
                text(cancelled_at),
                &methods.join(" "),
            ),
            Status::Words {
                order,
                payment,
                ready_is_paid,
            } => judge(&Words {
                order_status: text(order),
                payment_status: text(payment),
                payment_methods: &methods,
                collects,
                ready_is_paid,
            }),
        };
        let order = ImportedOrder {
            key: OrderKey {
                source: self.source.clone(),
                number: self.number(fields).to_owned(),
            },
            external_id: text(self.external_id).to_owned(),
            placed_at: placed_at(text(self.placed_at)),
            ship_to: self.ship_to(fields)?,
            lines: Vec::new(),
            note: text(self.note).to_owned(),
            total,
            shipping_paid: amount(self.shipping_paid, "the shipping paid")?,
            shipping_method: text(self.shipping_method).to_owned(),
            payment,
            cod: match payment {
                Payment::OnDelivery if collects => stated_cod,
                Payment::OnDelivery => owed,
                _ => None,
            },
            hold,
        };
        Ok(Head { order, currency })
    }

    fn ship_to(&self, fields: &StringRecord) -> Result<Address, String> {
        let address = [&self.ship_to, &self.bill_to]
            .into_iter()
            .find(|columns| columns.has_place(fields))
            .unwrap_or(&self.ship_to);
        let mut address = address.read(fields, self.default_country)?;
        if address.name.is_empty() && address.company.is_empty() {
            let payer = self.bill_to.read(fields, None);
            address.name = payer.map(|a| a.name).unwrap_or_default();
        }
        let or_first_of = |given: String, others: [Column; 2]| {
            let mut others = others.into_iter().map(|column| code(fields, column));
            match others.find(|text| !text.is_empty()) {
                Some(other) if given.is_empty() => other.to_owned(),
                _ => given,
            }
        };
        address.phone = or_first_of(address.phone, [self.contact_phone, self.bill_to.phone]);
        address.email = or_first_of(address.email, [self.contact_email, self.bill_to.email]);
        Ok(address)
    }
}
