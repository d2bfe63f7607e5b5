//! What is sold, by product codes and the procedures of billing numbers.

/// A product.
pub(super) struct Product {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) procedure: &'static str,
    /// Whether it stays in Germany.
    pub(super) home: bool,
    /// Grams.
    pub(super) heaviest: i64,
    /// Cents, for the ledger alone: DHL states no prices.
    pub(super) cents: i64,
}

pub(super) static PRODUCTS: &[Product] = &[
    product("V01PAK", "DHL PAKET", "01", true, 31_500, 490),
    product("V62KP", "DHL KLEINPAKET", "62", true, 1_000, 310),
    product("V53WPAK", "DHL PAKET INT.", "53", false, 31_500, 1_850),
    product("V54EPAK", "DHL EUROPAKET", "54", false, 31_500, 1_450),
    product("V66WPI", "WARENPOST INT.", "66", false, 1_000, 640),
];

const fn product(
    code: &'static str,
    name: &'static str,
    procedure: &'static str,
    home: bool,
    heaviest: i64,
    cents: i64,
) -> Product {
    Product {
        code,
        name,
        procedure,
        home,
        heaviest,
        cents,
    }
}
