//! What Blue Dart sells within India, by the codes that the account's table has.

/// A product.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Product {
    /// As in [`crate::Rate::service`] here, and in the account's table.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Blue Dart's letter.
    pub(super) letter: &'static str,
    /// `PackType`, empty for none.
    pub(super) pack: &'static str,
    /// Whether it is one of the e-tail contracts, whose sub-product tells prepaid parcels from those with cash.
    etail: bool,
    /// The finder's flags for a parcel that is paid: what leaves, and what arrives. One that is misspelt there is so
    /// here.
    pub(super) paid: Option<(&'static str, &'static str)>,
    /// The same for one with cash to collect.
    pub(super) cash: (&'static str, &'static str),
}

pub(super) static PRODUCTS: &[Product] = &[
    Product {
        code: "A",
        name: "Apex (air)",
        letter: "A",
        pack: "",
        etail: true,
        paid: Some(("eTailPrePaidAirOutound", "eTailPrePaidAirInbound")),
        cash: ("eTailCODAirOutbound", "eTailCODAirInbound"),
    },
    Product {
        code: "E",
        name: "Surfaceline",
        letter: "E",
        pack: "",
        etail: true,
        paid: Some(("eTailPrePaidGroundOutbound", "eTailPrePaidGroundInbound")),
        cash: ("eTailCODGroundOutbound", "eTailCODGroundInbound"),
    },
    Product {
        code: "A+L",
        name: "Bharat Dart",
        letter: "A",
        pack: "L",
        etail: true,
        paid: None,
        cash: ("BharatDartCODOutbound", "BharatDartCODInbound"),
    },
    Product {
        code: "D",
        name: "Domestic Priority",
        letter: "D",
        pack: "",
        etail: false,
        paid: Some(("DomesticPriorityOutbound", "DomesticPriorityInbound")),
        cash: ("DPCODServiceOutbound", "DPCODServiceInbound"),
    },
];

/// The product of a code.
pub(super) fn find(code: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.code == code.trim())
}

impl Product {
    /// `SubProductCode`: `C` with cash to collect, `P` without, empty where a product has none.
    pub(super) fn sub_product(&self, cash: bool) -> &'static str {
        match (cash, self.etail) {
            (true, _) => "C",
            (false, true) => "P",
            (false, false) => "",
        }
    }
}
