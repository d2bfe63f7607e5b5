//! What a call is about, which ties it to the rest of a parcel's way.

use crate::Consignment;
use pb_domain::{Address, PurchaseId, ShipmentId};

/// The shipment that a call is about, and the people whose data must not be shown of it.
#[derive(Clone, Default)]
pub struct About {
    /// The shipment.
    pub shipment: Option<ShipmentId>,
    /// The purchase, where there is one.
    pub purchase: Option<PurchaseId>,
    /// Values that tell of a person, wherever they stand.
    pub(super) values: Vec<String>,
    /// The same for what may be short, or an everyday word.
    pub(super) words: Vec<String>,
}

impl About {
    /// A shipment, with the people of its consignment.
    pub fn shipment(
        shipment: ShipmentId,
        purchase: Option<PurchaseId>,
        consignment: &Consignment,
    ) -> Self {
        Self {
            shipment: Some(shipment),
            purchase,
            ..Self::addresses(&[&consignment.ship_to, &consignment.ship_from])
        }
    }

    pub(super) fn addresses(addresses: &[&Address]) -> Self {
        let mut about = Self::default();
        for address in addresses {
            let digits: String = address.phone.chars().filter(char::is_ascii_digit).collect();
            about.values.extend([
                address.name.clone(),
                address.company.clone(),
                address.line1.clone(),
                address.line2.clone(),
                address.phone.clone(),
                digits,
                address.email.clone(),
            ]);
            about
                .words
                .extend(address.name.split_whitespace().map(str::to_owned));
            about.words.extend([
                address.ward.clone(),
                address.district.clone(),
                address.city.clone(),
                address.postal_code.clone(),
            ]);
        }
        about
    }
}

/// Never shows people.
impl std::fmt::Debug for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("About")
            .field("shipment", &self.shipment)
            .field("purchase", &self.purchase)
            .finish_non_exhaustive()
    }
}
