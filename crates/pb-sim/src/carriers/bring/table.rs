//! What is sold: products by their request ids, where they go, what they take, and what may be booked with them.

/// One product.
pub(super) struct Product {
    pub(super) id: &'static str,
    /// Its production code.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    domestic: &'static [&'static str],
    from: &'static [&'static str],
    to: &'static [&'static str],
    /// Grams.
    pub(super) heaviest: u64,
    /// Centimetres: the longest side, that side with its girth, all three sides.
    pub(super) largest: (u64, u64, u64),
    /// Additional services: the Shipping Guide's name, booking's, and the countries they are sold to.
    extras: &'static [(&'static str, &'static str, &'static [&'static str])],
    /// Øre: what one parcel costs by the list, and each kilogram of it.
    pub(super) base: i64,
    pub(super) each_kilogram: i64,
    pub(super) days: i64,
    /// Whether customs data must go with it out of Norway.
    customs: bool,
}

const EVERYWHERE: &[&str] = &["*"];
const NOWHERE: &[&str] = &[];
const NORWAY: &[&str] = &["NO"];
const NORDIC: &[&str] = &["NO", "SE", "DK", "FI"];
const SCANDINAVIA: &[&str] = &["NO", "SE", "DK"];
const UNLIMITED: (u64, u64, u64) = (240, 360, 500);

const SIGNED: (&str, &str, &[&str]) = ("1280", "1280", SCANDINAVIA);
const IDENTIFIED: (&str, &str, &[&str]) = ("1133", "1133", SCANDINAVIA);
const NOTIFIED: (&str, &str, &[&str]) = ("EVARSLING", "EVARSLING", NORDIC);
const INSURED: (&str, &str, &[&str]) = ("INSURANCE", "0068", EVERYWHERE);
const CASH: (&str, &str, &[&str]) = ("POSTOPPKRAV", "1000", NORWAY);

const fn norwegian(
    id: &'static str,
    name: &'static str,
    base: i64,
    extras: &'static [(&'static str, &'static str, &'static [&'static str])],
) -> Product {
    Product {
        id,
        code: id,
        name,
        domestic: NORWAY,
        from: NOWHERE,
        to: NOWHERE,
        heaviest: 35_000,
        largest: UNLIMITED,
        extras,
        base,
        each_kilogram: 650,
        days: 2,
        customs: false,
    }
}

static PRODUCTS: &[Product] = &[
    Product {
        largest: (240, 360, u64::MAX),
        ..norwegian("5800", "Pickup parcel", 11_900, &[IDENTIFIED, CASH])
    },
    Product {
        largest: (200, 300, u64::MAX),
        ..norwegian("5600", "Parcel home plus", 15_900, &[SIGNED, IDENTIFIED])
    },
    Product {
        heaviest: 5_000,
        largest: (45, u64::MAX, 90),
        ..norwegian("3584", "Mailbox parcel", 7_900, &[SIGNED])
    },
    Product {
        heaviest: 5_000,
        largest: (45, u64::MAX, 90),
        ..norwegian("3570", "Mailbox parcel with RFID", 7_400, &[SIGNED])
    },
    norwegian("5000", "Business parcel", 13_900, &[SIGNED]),
    Product {
        days: 1,
        ..norwegian("4850", "Business parcel express", 22_900, &[IDENTIFIED])
    },
    norwegian("9300", "Return from pickup point", 9_900, &[]),
    norwegian("9350", "Return parcel to business", 10_900, &[]),
    norwegian("9000", "Return business parcel", 11_900, &[]),
    norwegian("9600", "Return express", 19_900, &[]),
    Product {
        id: "PICKUP_PARCEL",
        code: "0340",
        name: "PickUp Parcel",
        domestic: &["SE", "DK"],
        from: NORDIC,
        to: EVERYWHERE,
        heaviest: 20_000,
        largest: (150, 300, u64::MAX),
        extras: &[NOTIFIED, INSURED],
        base: 16_900,
        each_kilogram: 1_900,
        days: 4,
        customs: true,
    },
    Product {
        id: "BUSINESS_PARCEL",
        code: "0330",
        name: "Business Parcel",
        domestic: &["SE", "DK", "FI"],
        from: NORDIC,
        to: EVERYWHERE,
        heaviest: 35_000,
        largest: UNLIMITED,
        extras: &[NOTIFIED, INSURED, SIGNED, IDENTIFIED],
        base: 18_900,
        each_kilogram: 2_100,
        days: 3,
        customs: true,
    },
    Product {
        id: "HOME_DELIVERY_PARCEL",
        code: "0349",
        name: "Home Delivery Parcel",
        domestic: &["SE", "DK"],
        from: NORDIC,
        to: NORDIC,
        heaviest: 35_000,
        largest: (200, 300, u64::MAX),
        extras: &[NOTIFIED, INSURED, SIGNED, IDENTIFIED],
        base: 21_900,
        each_kilogram: 2_200,
        days: 4,
        customs: false,
    },
    Product {
        id: "EXPRESS_NORDIC_0900",
        code: "0335",
        name: "Express Nordic 09:00",
        domestic: &["SE"],
        from: NOWHERE,
        to: NOWHERE,
        heaviest: 35_000,
        largest: UNLIMITED,
        extras: &[NOTIFIED, INSURED, SIGNED, IDENTIFIED],
        base: 29_900,
        each_kilogram: 2_500,
        days: 1,
        customs: false,
    },
];

/// The product with a request id.
pub(super) fn find(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|p| p.id == id)
}

/// All request ids that are sold from a country.
pub(super) fn from(country: &str) -> impl Iterator<Item = &'static str> {
    let sold = move |p: &&Product| p.domestic.contains(&country) || p.from.contains(&country);
    PRODUCTS.iter().filter(sold).map(|p| p.id)
}

impl Product {
    /// Whether it goes from one country to another.
    pub(super) fn goes(&self, from: &str, to: &str) -> bool {
        if from == to {
            return self.domestic.contains(&from);
        }
        let anywhere = self.to == EVERYWHERE && !["RU", "BY"].contains(&to);
        self.from.contains(&from) && (anywhere || self.to.contains(&to))
    }

    /// Whether a parcel is small and light enough: grams, and centimetres longest first, where they are known.
    pub(super) fn takes(&self, grams: u64, sides: Option<[u64; 3]>) -> bool {
        let (longest, girth, all) = self.largest;
        let fits = |[length, width, height]: [u64; 3]| {
            length <= longest
                && length + 2 * (width + height) <= girth
                && length + width + height <= all
        };
        grams <= self.heaviest && sides.is_none_or(fits)
    }

    /// Whether an additional service, by the Shipping Guide's name, is sold with it.
    pub(super) fn prices(&self, guide: &str, from: &str, to: &str) -> bool {
        let named = |(name, _, _): &&(&str, &str, &[&str])| *name == guide;
        self.has(self.extras.iter().find(named), from, to)
    }

    /// Whether an additional service, by booking's name, is sold with it.
    pub(super) fn books(&self, id: &str, from: &str, to: &str) -> bool {
        let named = |(_, name, _): &&(&str, &str, &[&str])| *name == id;
        self.has(self.extras.iter().find(named), from, to)
    }

    fn has(&self, extra: Option<&(&str, &str, &[&str])>, from: &str, to: &str) -> bool {
        let Some((_, id, countries)) = extra else {
            return false;
        };
        // A pickup parcel from Norway has neither.
        let norwegian = self.id == "PICKUP_PARCEL" && from == "NO";
        let sold = *countries == EVERYWHERE || countries.contains(&to);
        sold && !(norwegian && ["0068", "EVARSLING"].contains(id))
    }

    /// Whether customs data must go with it.
    pub(super) fn declares(&self, from: &str, to: &str) -> bool {
        self.customs && from == "NO" && to != "NO"
    }
}
