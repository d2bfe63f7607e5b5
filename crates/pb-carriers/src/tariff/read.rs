//! From lines to a table, or to all that is wrong with them in a merchant's words.

use super::cell;
use super::name::{Place, fold};
use super::postcode::Pattern;
use super::sheet::{Column, Line, Problems, Sheet};
use super::table::{Days, Extra, Fee, FeeKind, Method, MethodId, PricedBy, Step, Tariff};
use super::zone::{Area, Reach, ZoneId};
use pb_domain::{CountryCode, Weight};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Reads a table; every problem names its line.
pub(super) fn read(text: &str) -> Result<Tariff, Problems> {
    let sheet = Sheet::read(text)?;
    let mut reader = Reader::default();
    let mut lines = Vec::new();
    for line in sheet.lines() {
        match Kind::parse(line.get(Column::Kind)) {
            Ok(kind) => lines.push((kind, line)),
            Err(text) => reader.problems.push((line.number, text)),
        }
    }
    // Spreadsheets sort: zones and methods may stand below the lines that name them.
    lines.sort_by_key(|(kind, _)| kind.turn());
    for (kind, line) in lines {
        Cells {
            line,
            problems: &mut reader.problems,
        }
        .only(kind);
        match kind {
            Kind::Zone => reader.zone(line),
            Kind::RemoteArea => reader.remote_area(line),
            Kind::Method => reader.method(line),
            Kind::Rate => reader.rate(line),
            Kind::Fee(fee) => reader.fee(fee, line),
        }
    }
    reader.finish()
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Method,
    Zone,
    RemoteArea,
    Rate,
    Fee(FeeKind),
}

const KINDS: &[(&str, Kind)] = &[
    ("method", Kind::Method),
    ("rate", Kind::Rate),
    ("zone", Kind::Zone),
    ("remote area", Kind::RemoteArea),
    ("fuel", Kind::Fee(FeeKind::Fuel)),
    ("remote fee", Kind::Fee(FeeKind::Remote)),
    ("cod", Kind::Fee(FeeKind::Cod)),
    ("insurance", Kind::Fee(FeeKind::Insurance)),
    ("signature", Kind::Fee(FeeKind::Signature)),
    ("free shipping", Kind::Fee(FeeKind::FreeShipping)),
];

impl Kind {
    fn parse(text: &str) -> Result<Self, String> {
        let folded = fold(text);
        KINDS
            .iter()
            .find(|(name, _)| name.split(' ').flat_map(str::chars).eq(folded.chars()))
            .map(|(_, kind)| *kind)
            .ok_or_else(|| {
                let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
                format!(
                    "“{text}” is not a kind of line; it is one of {}",
                    names.join(", ")
                )
            })
    }

    fn name(self) -> &'static str {
        KINDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }

    /// When it is read: what is named before what names it.
    fn turn(self) -> u8 {
        match self {
            Self::Zone | Self::RemoteArea => 0,
            Self::Method => 1,
            Self::Rate | Self::Fee(_) => 2,
        }
    }

    /// The columns that mean something in such a line.
    fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Method => &[
                C::Method,
                C::Name,
                C::PricedBy,
                C::Zone,
                C::DaysMin,
                C::DaysMax,
                C::MaxWeight,
                C::MaxTotalWeight,
                C::MaxSize,
                C::MaxGirth,
                C::Divisor,
                C::Parcels,
                C::Enabled,
            ],
            Self::Zone => &[
                C::Zone,
                C::Country,
                C::Province,
                C::District,
                C::Ward,
                C::Postcodes,
                C::Priority,
                C::Remote,
                C::Km,
            ],
            Self::RemoteArea => &[C::Country, C::Province, C::District, C::Ward, C::Postcodes],
            Self::Rate => &[
                C::Method,
                C::Zone,
                C::UpToKm,
                C::UpToWeight,
                C::UpToValue,
                C::Price,
                C::IncludedWeight,
                C::ExtraStep,
                C::ExtraPrice,
                C::DaysMin,
                C::DaysMax,
            ],
            Self::Fee(FeeKind::Fuel) => &[C::Method, C::Name, C::Zone, C::Percent],
            Self::Fee(FeeKind::Remote | FeeKind::Signature) => {
                &[C::Method, C::Name, C::Zone, C::Price]
            }
            Self::Fee(FeeKind::Cod | FeeKind::Insurance) => &[
                C::Method,
                C::Name,
                C::Zone,
                C::Price,
                C::Percent,
                C::Minimum,
            ],
            Self::Fee(FeeKind::FreeShipping) => {
                &[C::Method, C::Name, C::Zone, C::FromValue, C::UpToWeight]
            }
        }
    }
}

/// A line whose cells are read one by one; what cannot be read goes to the problems.
struct Cells<'a, 'p> {
    line: Line<'a>,
    problems: &'p mut Problems,
}

impl Cells<'_, '_> {
    fn problem(&mut self, text: impl Into<String>) {
        self.problems.push((self.line.number, text.into()));
    }

    /// Reports cells that mean nothing in such a line: they are in the wrong column.
    fn only(self, kind: Kind) {
        for column in self.line.filled().filter(|c| *c != Column::Kind) {
            if !kind.columns().contains(&column) {
                let text = format!(
                    "“{}” means nothing in a {} line; empty it",
                    column.name(),
                    kind.name()
                );
                self.problems.push((self.line.number, text));
            }
        }
    }

    fn has(&self, column: Column) -> bool {
        !self.line.get(column).is_empty()
    }

    fn optional<T>(
        &mut self,
        column: Column,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.line.get(column);
        if text.is_empty() {
            return None;
        }
        parse(text)
            .map_err(|why| self.problem(format!("“{}” is “{text}”: {why}", column.name())))
            .ok()
    }

    fn required<T>(
        &mut self,
        column: Column,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if !self.has(column) {
            self.problem(format!("“{}” is empty", column.name()));
        }
        self.optional(column, parse)
    }

    fn many<T>(&mut self, column: Column, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let mut read = Vec::new();
        for entry in cell::list(self.line.get(column)) {
            match parse(entry) {
                Ok(value) => read.push(value),
                Err(why) => self.problem(format!("“{}”: {why}", column.name())),
            }
        }
        read
    }

    fn days(&mut self) -> Option<Days> {
        let min = self.optional(Column::DaysMin, cell::days);
        let max = self.optional(Column::DaysMax, cell::days);
        match (min, max) {
            (Some(min), Some(max)) if min > max => {
                self.problem(format!(
                    "“days min” ({min}) is more than “days max” ({max})"
                ));
                None
            }
            (_, None) if self.has(Column::DaysMin) && !self.has(Column::DaysMax) => {
                self.problem("“days max” is empty beside “days min”");
                None
            }
            (min, Some(max)) => Some(Days {
                min: min.unwrap_or(max),
                max,
            }),
            (_, None) => None,
        }
    }

    fn reach(&mut self) -> Reach {
        let countries = if self.line.get(Column::Country) == "*" {
            Vec::new()
        } else {
            self.many(Column::Country, |text| {
                CountryCode::from_name_or_code(text).ok_or_else(|| {
                    format!("“{text}” is not a country; use two letters such as US or VN")
                })
            })
        };
        let place = |text: &str| {
            Place::new(text).ok_or_else(|| format!("“{text}” has no letters or digits"))
        };
        let reach = Reach {
            countries,
            provinces: self.many(Column::Province, place),
            districts: self.many(Column::District, place),
            wards: self.many(Column::Ward, place),
            postcodes: self.many(Column::Postcodes, Pattern::parse),
        };
        let within = [
            Column::Province,
            Column::District,
            Column::Ward,
            Column::Postcodes,
        ];
        if let Some(column) = within.into_iter().find(|c| self.has(*c))
            && reach.countries.is_empty()
            && !self
                .line
                .get(Column::Country)
                .contains(|c: char| c.is_alphanumeric())
        {
            self.problem(format!(
                "“{}” needs a country: several countries have the same ones",
                column.name()
            ));
        }
        reach
    }
}

/// What a step is told apart by: method, zone, weight, value and kilometres.
type StepKey = (
    MethodId,
    Option<ZoneId>,
    Option<Weight>,
    Option<Decimal>,
    Option<Decimal>,
);

#[derive(Default)]
struct Reader {
    problems: Problems,
    tariff: Tariff,
    methods: HashMap<String, (MethodId, u64)>,
    zones: HashMap<String, ZoneId>,
    steps: HashMap<StepKey, u64>,
    fees: HashMap<(FeeKind, Option<MethodId>, Option<ZoneId>), u64>,
    /// Line of the first remote area or zone, and of the first remote fee.
    remote: (Option<u64>, Option<u64>),
}

impl Reader {
    fn zone(&mut self, line: Line<'_>) {
        let mut cells = Cells {
            line,
            problems: &mut self.problems,
        };
        let key = cells.required(Column::Zone, |text| match fold(text) {
            _ if text.contains('|') => Err("a zone has one name".to_owned()),
            key if key.is_empty() => Err("a name needs letters or digits".to_owned()),
            key => Ok(key),
        });
        let reach = cells.reach();
        let priority = cells.optional(Column::Priority, |text| {
            text.parse::<i32>()
                .map_err(|_| "write a whole number".to_owned())
        });
        let remote = cells
            .optional(Column::Remote, cell::yes_no)
            .unwrap_or(false);
        let km = cells.optional(Column::Km, cell::km);
        if remote {
            self.remote.0.get_or_insert(line.number);
        }
        if let Some(key) = key {
            let next = ZoneId(self.zones.len());
            let zone = *self.zones.entry(key).or_insert(next);
            self.tariff.areas.push(Area {
                zone,
                reach,
                priority: priority.unwrap_or(0),
                remote,
                km,
            });
        }
    }

    fn remote_area(&mut self, line: Line<'_>) {
        let mut cells = Cells {
            line,
            problems: &mut self.problems,
        };
        let reach = cells.reach();
        if !cells.has(Column::Country) {
            cells.problem("“country” is empty: a remote area is a part of the world");
        }
        self.remote.0.get_or_insert(line.number);
        self.tariff.remote.push(reach);
    }

    fn zone_ids(&mut self, line: Line<'_>) -> Vec<ZoneId> {
        let zones = &self.zones;
        Cells {
            line,
            problems: &mut self.problems,
        }
        .many(Column::Zone, |text| {
            zones
                .get(&fold(text))
                .copied()
                .ok_or_else(|| format!("no zone line has the name “{text}”"))
        })
    }

    fn method_ids(&mut self, line: Line<'_>) -> Vec<MethodId> {
        let methods = &self.methods;
        Cells {
            line,
            problems: &mut self.problems,
        }
        .many(Column::Method, |text| {
            methods
                .get(&fold(text))
                .map(|(id, _)| *id)
                .ok_or_else(|| format!("no method line has the code “{text}”"))
        })
    }

    fn method(&mut self, line: Line<'_>) {
        let zones = self.zone_ids(line);
        let mut cells = Cells {
            line,
            problems: &mut self.problems,
        };
        let code = cells.required(Column::Method, |text| match fold(text) {
            _ if text.contains('|') => Err("a method has one code".to_owned()),
            key if key.is_empty() => Err("a code needs letters or digits".to_owned()),
            key => Ok((key, text.to_owned())),
        });
        let priced_by = cells.required(Column::PricedBy, |text| match fold(text).as_str() {
            "fixed" => Ok(PricedBy::Fixed),
            "weight" => Ok(PricedBy::Weight),
            "zone" => Ok(PricedBy::Zone),
            "distance" => Ok(PricedBy::Distance),
            _ => Err("write fixed, weight, zone or distance".to_owned()),
        });
        if priced_by == Some(PricedBy::Zone) && cells.has(Column::Zone) {
            cells
                .problem("“zone” must be empty here: the rates of a method by zone name the zones");
        }
        let method = Method {
            code: String::new(),
            name: line.get(Column::Name).to_owned(),
            priced_by: priced_by.unwrap_or(PricedBy::Fixed),
            zones,
            days: cells.days(),
            max_weight: cells.optional(Column::MaxWeight, cell::weight),
            max_total_weight: cells.optional(Column::MaxTotalWeight, cell::weight),
            max_size: cells.optional(Column::MaxSize, cell::MaxSize::parse),
            max_girth: cells.optional(Column::MaxGirth, cell::length),
            divisor: cells.optional(Column::Divisor, cell::Divisor::parse),
            together: cells
                .optional(Column::Parcels, |text| match fold(text).as_str() {
                    "each" => Ok(false),
                    "together" => Ok(true),
                    _ => Err("write each or together".to_owned()),
                })
                .unwrap_or(false),
            enabled: cells
                .optional(Column::Enabled, cell::yes_no)
                .unwrap_or(true),
            steps: Vec::new(),
        };
        let (Some((key, code)), Some(_)) = (code, priced_by) else {
            return;
        };
        match self.methods.entry(key) {
            Entry::Occupied(first) => {
                let (_, first) = first.get();
                self.problems.push((
                    line.number,
                    format!("the method “{code}” is already in line {first}"),
                ));
            }
            Entry::Vacant(free) => {
                free.insert((MethodId(self.tariff.methods.len()), line.number));
                let name = if method.name.is_empty() {
                    code.clone()
                } else {
                    method.name
                };
                self.tariff.methods.push(Method {
                    code,
                    name,
                    ..method
                });
            }
        }
    }

    fn rate(&mut self, line: Line<'_>) {
        let zones = self.zone_ids(line);
        let methods = self.method_ids(line);
        let mut cells = Cells {
            line,
            problems: &mut self.problems,
        };
        if !cells.has(Column::Method) {
            cells.problem("“method” is empty: say which method the rate is of");
        }
        let price = cells.required(Column::Price, cell::amount);
        let included = cells.optional(Column::IncludedWeight, cell::weight);
        let step = cells.optional(Column::ExtraStep, cell::weight);
        let extra = cells
            .optional(Column::ExtraPrice, cell::amount)
            .map(|price| Extra {
                included: included.unwrap_or(Weight::from_grams(1000)),
                step: step.unwrap_or(Weight::from_grams(1000)),
                price,
            });
        for column in [Column::IncludedWeight, Column::ExtraStep] {
            if cells.has(column) && !cells.has(Column::ExtraPrice) {
                cells.problem(format!(
                    "“{}” means nothing without “extra price”",
                    column.name()
                ));
            }
        }
        let step = Step {
            zones,
            up_to_km: cells.optional(Column::UpToKm, cell::km),
            up_to_weight: cells.optional(Column::UpToWeight, cell::weight),
            up_to_value: cells.optional(Column::UpToValue, cell::amount),
            price: price.unwrap_or(Decimal::ZERO),
            extra,
            days: cells.days(),
        };
        for id in methods {
            let Some(method) = self.tariff.methods.get_mut(id.0) else {
                continue;
            };
            let mut cells = Cells {
                line,
                problems: &mut self.problems,
            };
            for column in unused(method.priced_by) {
                if cells.has(*column) {
                    cells.problem(format!(
                        "“{}” means nothing in a rate of “{}”, which is {}; empty it",
                        column.name(),
                        method.code,
                        priced_by_in_words(method.priced_by),
                    ));
                }
            }
            if method.priced_by == PricedBy::Zone {
                if !cells.has(Column::Zone) {
                    cells.problem(format!(
                        "“zone” is empty, and “{}” is priced by zone",
                        method.code
                    ));
                }
                for zone in &step.zones {
                    if !method.zones.contains(zone) {
                        method.zones.push(*zone);
                    }
                }
            }
            for zone in or_all(&step.zones) {
                let key = (id, zone, step.up_to_weight, step.up_to_value, step.up_to_km);
                if let Some(first) = self.steps.insert(key, line.number) {
                    cells.problem(format!(
                        "“{}” already has a rate with the same limits in line {first}",
                        method.code
                    ));
                }
            }
            method.steps.push(step.clone());
        }
    }

    fn fee(&mut self, kind: FeeKind, line: Line<'_>) {
        let zones = self.zone_ids(line);
        let methods = self.method_ids(line);
        let mut cells = Cells {
            line,
            problems: &mut self.problems,
        };
        let name = line.get(Column::Name);
        let price = match kind {
            FeeKind::Remote | FeeKind::Signature => cells.required(Column::Price, cell::amount),
            _ => cells.optional(Column::Price, cell::amount),
        };
        let percent = match kind {
            FeeKind::Fuel => cells.required(Column::Percent, cell::percent),
            _ => cells.optional(Column::Percent, cell::percent),
        };
        if matches!(kind, FeeKind::Cod | FeeKind::Insurance)
            && !cells.has(Column::Price)
            && !cells.has(Column::Percent)
        {
            cells.problem("“price” and “percent” are both empty; write 0 where it costs nothing");
        }
        let from_value = match kind {
            FeeKind::FreeShipping => cells.required(Column::FromValue, cell::amount),
            _ => None,
        };
        let fee = Fee {
            kind,
            methods,
            zones,
            label: if name.is_empty() { kind.label() } else { name }.to_owned(),
            price: price.unwrap_or(Decimal::ZERO),
            percent: percent.unwrap_or(Decimal::ZERO),
            minimum: cells
                .optional(Column::Minimum, cell::amount)
                .unwrap_or(Decimal::ZERO),
            from_value: from_value.unwrap_or(Decimal::ZERO),
            up_to_weight: cells.optional(Column::UpToWeight, cell::weight),
        };
        if kind == FeeKind::Remote {
            self.remote.1.get_or_insert(line.number);
        }
        for method in or_all(&fee.methods) {
            for zone in or_all(&fee.zones) {
                let first = self.fees.insert((kind, method, zone), line.number);
                // Free shipping may have steps: from 50 up to 2 kg, from 100 up to 10 kg.
                if let Some(first) = first
                    && kind != FeeKind::FreeShipping
                {
                    let text =
                        format!("line {first} already says this for the same methods and zones");
                    self.problems.push((line.number, text));
                }
            }
        }
        self.tariff.fees.push(fee);
    }

    fn finish(mut self) -> Result<Tariff, Problems> {
        if self.methods.is_empty() && self.problems.is_empty() {
            self.problems.push((
                1,
                "the table has no method line; start from the example".to_owned(),
            ));
        }
        let any_km = self.tariff.areas.iter().any(|area| area.km.is_some());
        for (id, number) in self.methods.values() {
            let Some(method) = self.tariff.methods.get(id.0) else {
                continue;
            };
            if method.steps.is_empty() {
                let text = format!("no rate line says what “{}” costs", method.code);
                self.problems.push((*number, text));
            }
            if method.priced_by == PricedBy::Distance && !any_km {
                let text = format!(
                    "“{}” is priced by distance, but no zone has its “km”",
                    method.code
                );
                self.problems.push((*number, text));
            }
        }
        match self.remote {
            (Some(line), None) => self.problems.push((
                line,
                "no remote fee line says what remote addresses cost".to_owned(),
            )),
            (None, Some(line)) => self.problems.push((
                line,
                "nothing is remote: there is no remote area line, and no zone with “remote” yes"
                    .to_owned(),
            )),
            _ => {}
        }
        if self.problems.is_empty() {
            return Ok(self.tariff);
        }
        self.problems.sort();
        self.problems.dedup();
        Err(self.problems)
    }
}

/// Columns of a rate that mean nothing for a method priced in a way.
fn unused(priced_by: PricedBy) -> &'static [Column] {
    use Column as C;
    match priced_by {
        PricedBy::Fixed => &[
            C::Zone,
            C::UpToKm,
            C::UpToWeight,
            C::IncludedWeight,
            C::ExtraStep,
            C::ExtraPrice,
        ],
        PricedBy::Weight => &[C::Zone, C::UpToKm],
        PricedBy::Zone => &[C::UpToKm],
        PricedBy::Distance => &[C::Zone],
    }
}

fn priced_by_in_words(priced_by: PricedBy) -> &'static str {
    match priced_by {
        PricedBy::Fixed => "priced fixed",
        PricedBy::Weight => "priced by weight",
        PricedBy::Zone => "priced by zone",
        PricedBy::Distance => "priced by distance",
    }
}

/// Each entry, or `None` once when the list is empty and so means all.
fn or_all<T: Copy>(list: &[T]) -> impl Iterator<Item = Option<T>> {
    list.iter()
        .copied()
        .map(Some)
        .chain(list.is_empty().then_some(None))
}
