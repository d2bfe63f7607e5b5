//! Identifiers: UUIDv7 newtypes, made by the caller, so that time order is id order.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A carrier account of the merchant.
    AccountId,
    /// A ship-from address.
    AddressId,
    /// One shipment that a carrier is to be told of.
    BookingId,
    /// A box preset.
    BoxId,
    /// A piece of work that waits for the network.
    DeferredId,
    /// A stored document: a label, a packing slip.
    DocumentId,
    /// Parcels that a carrier was asked to take over together.
    ManifestId,
    /// A saved column mapping for CSV files.
    MappingId,
    /// A person who signs in at the bench.
    OperatorId,
    /// An order of the merchant's shop.
    OrderId,
    /// One parcel of a shipment.
    ParcelId,
    /// A driver that a carrier was asked for.
    PickupId,
    /// A pool of waybill numbers.
    PoolId,
    /// One job for one printer.
    PrintJobId,
    /// A printer that is set up.
    PrinterId,
    /// One purchase in the journal; also the idempotency key sent to the carrier.
    PurchaseId,
    /// What was or is being sent for an order: one or several parcels under one purchase.
    ShipmentId,
    /// One attempt to void a purchase.
    VoidId,
}
