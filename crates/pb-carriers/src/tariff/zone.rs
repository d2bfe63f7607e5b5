//! Which zones an address lies in, and which of them goes first.

use super::name::Place;
use super::postcode::{Pattern, Postcode};
use pb_domain::{Address, CountryCode};
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// A zone by its place in the table's list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ZoneId(pub(super) usize);

/// The addresses that a line covers: every list that is not empty must hold one that fits.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) countries: Vec<CountryCode>,
    pub(super) provinces: Vec<Place>,
    pub(super) districts: Vec<Place>,
    pub(super) wards: Vec<Place>,
    pub(super) postcodes: Vec<Pattern>,
}

/// How closely a line points at an address: by its closest column, then by the characters of the
/// postal code, then by how many columns it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Precision(Column, usize, usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    None,
    Country,
    Province,
    District,
    PostcodeRange,
    Ward,
    Postcode,
}

/// One line of a zone; a zone may have several.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) zone: ZoneId,
    pub(super) reach: Reach,
    pub(super) priority: i32,
    pub(super) remote: bool,
    pub(super) km: Option<Decimal>,
}

/// The far end of a consignment, ready to be compared.
#[derive(Debug)]
pub(super) struct Destination {
    country: CountryCode,
    province: Option<Place>,
    district: Option<Place>,
    ward: Option<Place>,
    postcode: Option<Postcode>,
}

impl Destination {
    /// From an address; `None` without a country.
    pub(super) fn new(address: &Address) -> Option<Self> {
        // Where there is no field for it, people write the province or district as the city.
        let city = || Place::new(&address.city);
        Some(Self {
            country: address.country?,
            province: Place::new(&address.region).or_else(city),
            district: Place::new(&address.district).or_else(city),
            ward: Place::new(&address.ward),
            postcode: Postcode::new(&address.postal_code),
        })
    }
}

impl Reach {
    /// How closely it covers an address; `None` when it does not.
    pub(super) fn covers(&self, to: &Destination) -> Option<Precision> {
        let mut closest = Column::None;
        let mut columns = 0;
        if !self.countries.is_empty() {
            self.countries.contains(&to.country).then_some(())?;
            closest = Column::Country;
            columns += 1;
        }
        for (places, place, column) in [
            (&self.provinces, &to.province, Column::Province),
            (&self.districts, &to.district, Column::District),
            (&self.wards, &to.ward, Column::Ward),
        ] {
            if !places.is_empty() {
                let place = place.as_ref()?;
                places.iter().any(|p| p.is(place)).then_some(())?;
                closest = column;
                columns += 1;
            }
        }
        let mut characters = 0;
        if !self.postcodes.is_empty() {
            let code = to.postcode.as_ref()?;
            let covering = self.postcodes.iter().filter(|p| p.covers(code));
            let (one, length) = covering.map(Pattern::precision).max()?;
            closest = closest.max(if one {
                Column::Postcode
            } else {
                Column::PostcodeRange
            });
            characters = length;
            columns += 1;
        }
        Some(Precision(closest, characters, columns))
    }
}

/// The areas an address lies in: higher priority first, then the closer one, then table order.
pub(super) fn areas_of<'t>(areas: &'t [Area], to: &Destination) -> Vec<&'t Area> {
    let mut found: Vec<_> = areas
        .iter()
        .filter_map(|area| Some((area.reach.covers(to)?, area)))
        .collect();
    found.sort_by_key(|(precision, area)| (Reverse(area.priority), Reverse(*precision)));
    found.into_iter().map(|(_, area)| area).collect()
}
