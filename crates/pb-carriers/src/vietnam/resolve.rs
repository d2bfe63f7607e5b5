//! From an address to the carrier's province, district and ward, level by level.
//!
//! Where our address has a field for a level, that is what is looked for; a shop that has none writes the level into
//! another, so the city may be the province or the district, and the ward may stand in the street's lines. Only what
//! a name means beyond doubt is taken.

use super::name::{Found, Place, begins_as_ward, find};
use crate::check::invalid;
use async_trait::async_trait;
use pb_domain::{Address, Problem};
use std::sync::Arc;

/// Most that are named to a person.
const NAMED: usize = 8;

/// Which of the country's two divisions an address is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Since 1 July 2025: a province and a ward.
    TwoLevel,
    /// Before: a province, a district and a ward.
    ThreeLevel,
}

/// Values of an account's setting that says it, with what a person reads.
pub(crate) const FORMS: &[(&str, &str)] = &[
    (
        "auto",
        "With a district by the old division, else by the new",
    ),
    ("two_level", "All by the new division: province and ward"),
    (
        "three_level",
        "All by the old division: province, district and ward",
    ),
];

impl Form {
    /// Of an address, by the setting.
    pub(crate) fn of(setting: &str, address: &Address) -> Self {
        match setting {
            "two_level" => Self::TwoLevel,
            "three_level" => Self::ThreeLevel,
            _ if address.district.trim().is_empty() => Self::TwoLevel,
            _ => Self::ThreeLevel,
        }
    }
}

/// A list of places that a carrier has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum List<'a> {
    /// All provinces of a division.
    Provinces(Form),
    /// The districts of a province.
    Districts {
        /// The province.
        province: &'a Place,
    },
    /// The wards of a province in the new division, of a district in the old.
    Wards {
        /// Which division.
        form: Form,
        /// The province or the district.
        of: &'a Place,
    },
}

/// Where a carrier's lists come from.
#[async_trait]
pub(crate) trait Gazetteer: Sync {
    /// One of them.
    async fn list(&self, list: List<'_>) -> Result<Arc<[Place]>, Problem>;
}

/// An address in a carrier's own places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    pub(crate) province: Place,
    /// In the old division alone.
    pub(crate) district: Option<Place>,
    pub(crate) ward: Place,
}

/// A level of an address that means no place of the carrier's beyond doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// What it is called: `province`, `district`, `ward`.
    pub(crate) level: &'static str,
    /// The address's field that it is about.
    pub(crate) field: &'static str,
    /// What stands there.
    pub(crate) given: String,
    /// Whether it may be several; else it is none, and the candidates are only written alike.
    pub(crate) several: bool,
    /// What it may be.
    pub(crate) candidates: Vec<Place>,
    /// What is known of the levels above.
    pub(crate) province: Option<Place>,
    pub(crate) district: Option<Place>,
}

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    Known(Whereabouts),
    Doubtful(Doubt),
}

impl Whereabouts {
    /// The address with the carrier's names.
    pub(crate) fn written_into(&self, address: &Address) -> Address {
        written(
            address,
            &self.province,
            self.district.as_ref(),
            Some(&self.ward),
        )
    }
}

fn written(
    address: &Address,
    province: &Place,
    district: Option<&Place>,
    ward: Option<&Place>,
) -> Address {
    let name = |place: Option<&Place>| place.map(|p| p.name.clone()).unwrap_or_default();
    Address {
        ward: match ward {
            Some(ward) => ward.name.clone(),
            None => address.ward.clone(),
        },
        city: match district {
            Some(district) => district.name.clone(),
            None => province.name.clone(),
        },
        district: name(district),
        region: province.name.clone(),
        ..address.clone()
    }
}

impl Doubt {
    /// As a problem of the address that our form calls `prefix`; `who` has the lists.
    pub(crate) fn problem(&self, prefix: &str, who: &str) -> Problem {
        let names = self
            .candidates
            .iter()
            .take(NAMED)
            .map(|place| format!("“{}”", place.name));
        let names = names.collect::<Vec<_>>().join(", ");
        let place = match (&self.district, &self.province) {
            (Some(district), Some(province)) => format!(" in {}, {}", district.name, province.name),
            (None, Some(province)) => format!(" in {}", province.name),
            _ => String::new(),
        };
        let (level, given) = (self.level, &self.given);
        let text = if given.is_empty() {
            format!("The {level}{place} is missing, and {who} wants it")
        } else if self.several {
            format!("“{given}” may be any of several {level}s{place}: {names}")
        } else if names.is_empty() {
            format!("{who} has no {level} “{given}”{place}")
        } else {
            format!("{who} has no {level} “{given}”{place}; alike are {names}")
        };
        invalid(format!("{prefix}.{}", self.field), text).hint(
            "Write province and ward as in Vietnam's division since July 2025; with a district beside them it is the division before",
        )
    }

    /// Addresses that it may be.
    pub(crate) fn addresses(&self, address: &Address) -> Vec<Address> {
        let written = |place: &Place| match (self.level, &self.province, &self.district) {
            ("province", ..) => written(address, place, None, None),
            ("district", Some(province), _) => written(address, province, Some(place), None),
            (_, Some(province), district) => {
                written(address, province, district.as_ref(), Some(place))
            }
            _ => address.clone(),
        };
        self.candidates.iter().map(written).collect()
    }
}

/// Where an address is. A problem is one of the lists, not of the address.
pub(crate) async fn resolve(
    lists: &dyn Gazetteer,
    form: Form,
    address: &Address,
) -> Result<Resolved, Problem> {
    let provinces = lists.list(List::Provinces(form)).await?;
    let (province, by) = match province(form, address, &provinces) {
        Ok(found) => found,
        Err(doubt) => return Ok(Resolved::Doubtful(doubt)),
    };
    let mut district = None;
    if form == Form::ThreeLevel {
        let districts = lists
            .list(List::Districts {
                province: &province,
            })
            .await?;
        // The city is the district where nothing else is, and it is not the province.
        let (field, given) = match address.district.trim() {
            "" if by == "region" => ("city", address.city.trim()),
            given => ("district", given),
        };
        match find(given, &districts) {
            Found::One(place) => district = Some(place.clone()),
            found => {
                let doubt = Doubt {
                    province: Some(province),
                    ..doubt("district", field, given, found)
                };
                return Ok(Resolved::Doubtful(doubt));
            }
        }
    }
    let wards = lists
        .list(List::Wards {
            form,
            of: district.as_ref().unwrap_or(&province),
        })
        .await?;
    Ok(match ward(address, &wards) {
        Ok(ward) => Resolved::Known(Whereabouts {
            province,
            district,
            ward,
        }),
        Err(doubt) => Resolved::Doubtful(Doubt {
            province: Some(province),
            district,
            ..doubt
        }),
    })
}

fn doubt(level: &'static str, field: &'static str, given: &str, found: Found<'_>) -> Doubt {
    let several = matches!(found, Found::Several(_));
    let candidates = match found {
        Found::One(place) => vec![place.clone()],
        Found::Several(places) | Found::None(places) => places.into_iter().cloned().collect(),
    };
    Doubt {
        level,
        field,
        given: given.to_owned(),
        several,
        candidates,
        province: None,
        district: None,
    }
}

/// The province, and the field that it is in: the region, else the city.
///
/// Where both are provinces and not the same one, an address contradicts itself, unless the city is needed for the
/// district: some have a province's name.
fn province(
    form: Form,
    address: &Address,
    provinces: &[Place],
) -> Result<(Place, &'static str), Doubt> {
    let city_is_district = form == Form::ThreeLevel && address.district.trim().is_empty();
    let (region, city) = (address.region.trim(), address.city.trim());
    let in_region = find(region, provinces);
    let in_city = find(city, provinces);
    match (in_region, in_city) {
        (Found::One(region), Found::One(other)) if region.id != other.id && !city_is_district => {
            let both = Found::Several(vec![region, other]);
            Err(doubt("province", "city", city, both))
        }
        (Found::One(region), _) => Ok((region.clone(), "region")),
        // An abbreviation that nobody knows here, beside a city that is a province, is that province's.
        (Found::None(alike), Found::One(city)) if alike.is_empty() => Ok((city.clone(), "city")),
        (Found::None(alike), in_city) if alike.is_empty() && region.is_empty() => {
            Err(doubt("province", "region", city, in_city))
        }
        (in_region, _) => Err(doubt("province", "region", region, in_region)),
    }
}

/// The ward: its own field, else a part of the street's lines that begins as a ward does.
fn ward(address: &Address, wards: &[Place]) -> Result<Place, Doubt> {
    let given = address.ward.trim();
    if !given.is_empty() {
        return match find(given, wards) {
            Found::One(place) => Ok(place.clone()),
            found => Err(doubt("ward", "ward", given, found)),
        };
    }
    let mut meant: Vec<&Place> = Vec::new();
    let mut said = Vec::new();
    let lines = [&address.line1, &address.line2];
    for part in lines.into_iter().flat_map(|line| line.split([',', ';'])) {
        let part = part.trim();
        if !begins_as_ward(part) {
            continue;
        }
        let places = match find(part, wards) {
            Found::One(place) => vec![place],
            Found::Several(places) => places,
            Found::None(_) => continue,
        };
        said.push(part);
        for place in places {
            if !meant.contains(&place) {
                meant.push(place);
            }
        }
    }
    match meant.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(doubt("ward", "ward", "", Found::None(Vec::new()))),
        _ => Err(doubt(
            "ward",
            "ward",
            &said.join(", "),
            Found::Several(meant),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::ProblemKind;

    /// Lists as carriers have them, by id: provinces 1 and on, districts 11 and on, wards 101 and on.
    struct Lists;

    fn places(list: &[(&str, &str)]) -> Arc<[Place]> {
        let place = |(id, name): &(&str, &str)| Place {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            also: Vec::new(),
        };
        list.iter().map(place).collect()
    }

    #[async_trait]
    impl Gazetteer for Lists {
        async fn list(&self, list: List<'_>) -> Result<Arc<[Place]>, Problem> {
            Ok(match list {
                List::Provinces(Form::TwoLevel) => {
                    places(&[("1", "Hồ Chí Minh"), ("2", "Hà Nội"), ("3", "Huế")])
                }
                List::Provinces(Form::ThreeLevel) => places(&[
                    ("1", "Hồ Chí Minh"),
                    ("2", "Hà Nội"),
                    ("4", "Phú Yên"),
                    ("5", "Sơn La"),
                ]),
                List::Districts { province } => match province.id.as_str() {
                    "1" => places(&[("11", "Quận 1"), ("12", "Thành phố Thủ Đức")]),
                    "5" => places(&[("15", "Huyện Phù Yên")]),
                    _ => places(&[]),
                },
                List::Wards { of, .. } => match of.id.as_str() {
                    "1" => places(&[
                        ("101", "Phường Sài Gòn"),
                        ("102", "Phường Tân Lập"),
                        ("103", "Xã Tân Lập"),
                    ]),
                    "11" => places(&[("111", "Phường Bến Nghé"), ("112", "Phường 5")]),
                    "15" => places(&[("151", "Thị trấn Phù Yên")]),
                    _ => places(&[]),
                },
            })
        }
    }

    /// An address by ward, district, city and region.
    fn address(parts: [&str; 4]) -> Address {
        let [ward, district, city, region] = parts.map(str::to_owned);
        Address {
            line1: "72 Lê Thánh Tôn".to_owned(),
            ward,
            district,
            city,
            region,
            ..Address::default()
        }
    }

    async fn resolved(address: &Address) -> Resolved {
        let form = Form::of("auto", address);
        resolve(&Lists, form, address).await.expect("lists")
    }

    async fn ids(address: &Address) -> Vec<String> {
        let Resolved::Known(known) = resolved(address).await else {
            panic!("{address:?} is known: {:?}", resolved(address).await)
        };
        let places = [Some(known.province), known.district, Some(known.ward)];
        places.into_iter().flatten().map(|p| p.id).collect()
    }

    async fn doubtful(address: &Address) -> Doubt {
        match resolved(address).await {
            Resolved::Doubtful(doubt) => doubt,
            Resolved::Known(known) => panic!("{address:?} is doubtful: {known:?}"),
        }
    }

    #[tokio::test]
    async fn levels_are_found_in_the_field_that_a_shop_puts_them_into() {
        for (parts, expected) in [
            (
                ["Phường Sài Gòn", "", "TP Hồ Chí Minh", ""],
                &["1", "101"][..],
            ),
            (["Sai Gon", "", "Ho Chi Minh City", "SG"], &["1", "101"]),
            (["P. Sài Gòn", "", "Quận 1", "Hồ Chí Minh"], &["1", "101"]),
            (["P.5", "Q.1", "TP.HCM", "Hồ Chí Minh"], &["1", "11", "112"]),
            (
                ["Bến Nghé", "Quận 1", "Hồ Chí Minh", ""],
                &["1", "11", "111"],
            ),
            (
                ["Phù Yên", "Phù Yên", "Sơn La", "Sơn La"],
                &["5", "15", "151"],
            ),
        ] {
            assert_eq!(ids(&address(parts)).await, expected, "{parts:?}");
        }
        let old = address(["Phù Yên", "", "Phu Yen", "Sơn La"]);
        let by_city = resolve(&Lists, Form::ThreeLevel, &old).await;
        assert!(matches!(by_city, Ok(Resolved::Known(known)) if known.ward.id == "151"));
    }

    #[tokio::test]
    async fn a_ward_in_the_lines_is_taken_when_it_says_that_it_is_one() {
        let mut inline = address(["", "", "Hồ Chí Minh", ""]);
        inline.line1 = "72 Xa lộ Hà Nội, Phường Sài Gòn".to_owned();
        assert_eq!(ids(&inline).await, ["1", "101"]);
        inline.line1 = "72 Lê Thánh Tôn".to_owned();
        inline.line2 = "P. Sài Gòn".to_owned();
        assert_eq!(ids(&inline).await, ["1", "101"]);
        // A street of the same name says nothing.
        inline.line2 = "Sài Gòn".to_owned();
        let missing = doubtful(&inline).await;
        assert_eq!((missing.level, missing.given.as_str()), ("ward", ""));
        inline.line2 = "Phường Sài Gòn, Xã Tân Lập".to_owned();
        assert!(doubtful(&inline).await.several);
    }

    #[tokio::test]
    async fn doubts_are_asked_about_with_what_it_may_be() {
        let two = address(["Tân Lập", "", "Hồ Chí Minh", ""]);
        let doubt = doubtful(&two).await;
        assert!(doubt.several);
        let problem = doubt.problem("ship_to", "Acme");
        assert_eq!(problem.kind, ProblemKind::Invalid);
        assert_eq!(problem.field.as_deref(), Some("ship_to.ward"));
        assert_eq!(
            problem.text,
            "“Tân Lập” may be any of several wards in Hồ Chí Minh: “Phường Tân Lập”, “Xã Tân Lập”"
        );
        let addresses = doubt.addresses(&two);
        assert_eq!(addresses[1].ward, "Xã Tân Lập");
        assert_eq!(addresses[1].region, "Hồ Chí Minh");
        assert_eq!(addresses[1].line1, two.line1);
        for chosen in &addresses {
            assert_eq!(ids(chosen).await.len(), 2, "what is chosen is known");
        }
        for (parts, level, field) in [
            (["Sài Gòn", "", "Narnia", ""], "province", "region"),
            (["Sài Gòn", "", "", ""], "province", "region"),
            (["Sài Gòn", "", "Narnia", "Narnia"], "province", "region"),
            (["5", "Quận 99", "", "Hồ Chí Minh"], "district", "district"),
            (["Phường 6", "Quận 1", "", "Hồ Chí Minh"], "ward", "ward"),
            (["", "", "", "Hồ Chí Minh"], "ward", "ward"),
            // It is in two provinces at once.
            (["5", "Quận 1", "Hà Nội", "Hồ Chí Minh"], "province", "city"),
        ] {
            let doubt = doubtful(&address(parts)).await;
            assert_eq!((doubt.level, doubt.field), (level, field), "{parts:?}");
            assert!(!doubt.problem("ship_to", "Acme").text.is_empty());
        }
        // In the new form as well, where the city is of no other use.
        let torn = address(["Sài Gòn", "", "Hà Nội", "Hồ Chí Minh"]);
        assert_eq!(doubtful(&torn).await.field, "city");
    }

    #[tokio::test]
    async fn what_is_known_is_written_with_the_carriers_names() {
        let asked = address(["sai gon", "", "hcm", "ho chi minh"]);
        let Resolved::Known(known) = resolved(&asked).await else {
            panic!("known")
        };
        let written = known.written_into(&asked);
        assert_eq!(
            [
                &written.ward,
                &written.district,
                &written.city,
                &written.region
            ],
            ["Phường Sài Gòn", "", "Hồ Chí Minh", "Hồ Chí Minh"]
        );
        assert_eq!(ids(&written).await, ids(&asked).await);
    }

    #[test]
    fn the_form_is_the_settings_or_the_addresss() {
        let (new, old) = (address(["a", "", "c", "d"]), address(["a", "b", "c", "d"]));
        assert_eq!(Form::of("auto", &new), Form::TwoLevel);
        assert_eq!(Form::of("auto", &old), Form::ThreeLevel);
        assert_eq!(Form::of("two_level", &old), Form::TwoLevel);
        assert_eq!(Form::of("three_level", &new), Form::ThreeLevel);
    }
}
