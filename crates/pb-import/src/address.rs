//! Addresses out of a row's cells.
use super::column::{Column, Columns, cell, code};
use super::country::country;
use csv::StringRecord;
use pb_domain::{Address, CountryCode};

/// The columns of one address.
#[derive(Clone, Debug, Default)]
pub(super) struct AddressColumns {
    pub(super) name: Column,
    pub(super) first_name: Column,
    pub(super) last_name: Column,
    pub(super) company: Column,
    /// Street and number in one, or both address lines joined: used where `line1` is blank.
    pub(super) street: Column,
    pub(super) line1: Column,
    pub(super) house_number: Column,
    pub(super) line2: Column,
    pub(super) ward: Column,
    pub(super) district: Column,
    pub(super) city: Column,
    /// The region as a code, and as a name where there is no code.
    pub(super) region: [Column; 2],
    pub(super) postal_code: Column,
    /// The country as a code, and as a name where there is no code.
    pub(super) country: [Column; 2],
    pub(super) phone: Column,
    pub(super) email: Column,
}

impl AddressColumns {
    /// Shopify's columns: `Shipping Name`, `Billing Name` and so on.
    pub(super) fn shopify(columns: &Columns, kind: &str) -> Self {
        let find = |name: &str| columns.find(&[&format!("{kind} {name}")]);
        Self {
            name: find("Name"),
            company: find("Company"),
            street: find("Street"),
            line1: find("Address1"),
            line2: find("Address2"),
            city: find("City"),
            region: [find("Province"), find("Province Name")],
            postal_code: find("Zip"),
            country: [find("Country"), None],
            phone: find("Phone"),
            ..Self::default()
        }
    }

    /// WooCommerce's columns, as `shipping_city` or as `City (Shipping)`.
    pub(super) fn woocommerce(columns: &Columns, kind: &str) -> Self {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                columns.find(&[&format!("{kind}_{name}"), &format!("{name} ({kind})")])
            })
        };
        Self {
            name: find(&["full name", "name"]),
            first_name: find(&["first name"]),
            last_name: find(&["last name"]),
            company: find(&["company"]),
            street: find(&["address 1&2", "address"]),
            line1: find(&["address 1"]),
            line2: find(&["address 2"]),
            city: find(&["city"]),
            region: [find(&["state code", "state"]), find(&["state name"])],
            postal_code: find(&["postcode", "zip"]),
            country: [find(&["country code", "country"]), find(&["country name"])],
            phone: find(&["phone"]),
            email: find(&["email"]),
            ..Self::default()
        }
    }

    /// Every column that is set.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        [
            self.name,
            self.first_name,
            self.last_name,
            self.company,
            self.street,
            self.line1,
            self.house_number,
            self.line2,
            self.ward,
            self.district,
            self.city,
            self.region[0],
            self.region[1],
            self.postal_code,
            self.country[0],
            self.country[1],
            self.phone,
            self.email,
        ]
        .into_iter()
        .flatten()
    }

    /// Whether the row says where to send something.
    pub(super) fn has_place(&self, fields: &StringRecord) -> bool {
        [self.street, self.line1, self.city, self.postal_code]
            .into_iter()
            .any(|column| !cell(fields, column).is_empty())
    }

    /// The address; an error only where a country cannot be understood.
    pub(super) fn read(
        &self,
        fields: &StringRecord,
        default_country: Option<CountryCode>,
    ) -> Result<Address, String> {
        let text = |column| one_line(cell(fields, column));
        let first_of = |columns: [Column; 2]| {
            let [code, name] = columns.map(|c| cell(fields, c));
            if code.is_empty() { name } else { code }
        };
        let name = match text(self.name) {
            name if name.is_empty() => join(&text(self.first_name), &text(self.last_name), " "),
            name => name,
        };
        let street = match cell(fields, self.line1) {
            "" => cell(fields, self.street),
            line1 => line1,
        };
        // One cell may hold the whole address, a line each.
        let (line1, more) = street.split_once(['\n', '\r']).unwrap_or((street, ""));
        Ok(Address {
            name,
            company: text(self.company),
            line1: join(&one_line(line1), &text(self.house_number), " "),
            line2: join(&one_line(more), &text(self.line2), ", "),
            ward: text(self.ward),
            district: text(self.district),
            city: text(self.city),
            region: one_line(first_of(self.region)),
            postal_code: one_line(code(fields, self.postal_code)),
            country: country(first_of(self.country))?.or(default_country),
            phone: one_line(code(fields, self.phone)),
            email: text(self.email),
        })
    }
}

/// The first field in which two addresses say different things; silence is not a difference.
pub(super) fn conflict<'a>(a: &'a Address, b: &'a Address) -> Option<(&'a str, &'a str)> {
    let fields = |a: &'a Address| {
        [
            a.name.as_str(),
            &a.company,
            &a.line1,
            &a.line2,
            &a.ward,
            &a.district,
            &a.city,
            &a.region,
            &a.postal_code,
            a.country.map_or("", |c| c.name()),
        ]
    };
    fields(a)
        .into_iter()
        .zip(fields(b))
        .find(|(a, b)| !a.is_empty() && !b.is_empty() && a != b)
}

fn join(a: &str, b: &str, separator: &str) -> String {
    match (a, b) {
        (text, "") | ("", text) => text.to_owned(),
        (a, b) => format!("{a}{separator}{b}"),
    }
}

/// Line breaks within a cell become commas: a label's lines are ours to break.
fn one_line(text: &str) -> String {
    if !text.contains(['\n', '\r']) {
        return text.trim().to_owned();
    }
    let lines = text
        .split(['\n', '\r'])
        .map(|l| l.trim().trim_end_matches(','));
    lines
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
