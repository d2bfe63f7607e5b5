//! People and places in DTDC's words, or the field that a person must correct. Nothing is cut: no lengths are
//! documented.

use crate::check::invalid;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem, ProblemKind};

/// The one country that parcels go to and come from here.
const INDIA: &str = "IN";
/// A place with who is there, and what our form calls it.
#[derive(Clone, Copy)]
pub(super) struct Party<'a> {
    pub(super) prefix: &'static str,
    pub(super) address: &'a Address,
}

impl Party<'_> {
    fn field(self, name: &str) -> String {
        format!("{}.{name}", self.prefix)
    }

    /// The company, else the person.
    pub(super) fn name(self) -> Result<String, Problem> {
        let names = [&self.address.company, &self.address.name].map(|name| plain(name));
        let first = names.into_iter().find(|name| !name.is_empty());
        first.ok_or_else(|| invalid(self.field("name"), "A name or a company is missing"))
    }

    /// The street, and what belongs to it; the person stands there where a company has the name's place.
    pub(super) fn lines(self) -> Result<[String; 2], Problem> {
        let address = self.address;
        let street = plain(&address.line1);
        if street.is_empty() {
            return Err(invalid(self.field("line1"), "The street is missing"));
        }
        let person = match address.company.trim() {
            "" => "",
            _ => &address.name,
        };
        let further = [person, &address.line2, &address.ward, &address.district];
        let further: Vec<String> = further.iter().map(|part| plain(part)).collect();
        let further: Vec<&str> = further
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        Ok([street, further.join(", ")])
    }

    /// The city and the state, which DTDC wants both.
    pub(super) fn place(self) -> Result<[String; 2], Problem> {
        let [city, state] = [&self.address.city, &self.address.region].map(|name| plain(name));
        for (name, value) in [("city", &city), ("region", &state)] {
            if value.is_empty() {
                return Err(invalid(
                    self.field(name),
                    "DTDC wants city and state at both ends",
                ));
            }
        }
        Ok([city, state])
    }

    /// The six digits of a postal code.
    pub(super) fn pin(self) -> Result<String, Problem> {
        self.country()?;
        let digits: String = self
            .address
            .postal_code
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let is_pin = digits.len() == 6
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        match is_pin {
            true => Ok(digits),
            false => Err(invalid(
                self.field("postal_code"),
                "The PIN code is not six digits, such as 560001",
            )),
        }
    }

    /// The ten digits of a telephone number.
    pub(super) fn phone(self) -> Result<String, Problem> {
        let india = self.country()?;
        if self.address.phone.trim().is_empty() {
            return Err(invalid(
                self.field("phone"),
                "DTDC wants a telephone number at both ends, and there is none",
            ));
        }
        Phone::read(&self.address.phone, india)
            .filter(|phone| phone.country_code == "91" && phone.national.len() == 10)
            .map(|phone| phone.national)
            .ok_or_else(|| {
                invalid(
                    self.field("phone"),
                    "The telephone number is not one of India with ten digits",
                )
            })
    }

    fn country(self) -> Result<CountryCode, Problem> {
        let Some(country) = self.address.country else {
            return Err(invalid(self.field("country"), "The country is missing"));
        };
        if country.code() == INDIA {
            return Ok(country);
        }
        Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "DTDC is asked for parcels within India alone here, not {}",
                country.name()
            ),
        )
        .hint("Choose another carrier for what crosses a border")
        .field(self.field("country")))
    }
}

/// Without double spaces and line ends.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
