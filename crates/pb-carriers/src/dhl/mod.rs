//! DHL: two carriers of one name, Express and Parcel Germany, and the tracking that both divisions share.
//!
//! They are two contracts, with their own credentials, labels and rules, and so they are two entries in the list
//! of carriers: what one of them cannot do has no button there. Which of DHL's APIs is where:
//!
//! | folder | API | profile |
//! |---|---|---|
//! | `express` | MyDHL API | `dhl_express` |
//! | `parcel_de` | Parcel DE Shipping v2, Returns v1 | `dhl_parcel_de` |
//! | `unified` | Shipment Tracking – Unified, pull and push | `dhl_parcel_de` |

mod answer;
mod express;
mod number;
mod parcel_de;
mod party;
#[cfg(test)]
mod tests;
mod unified;
mod wire;

pub(crate) use express::PROFILE as PROFILE_EXPRESS;
pub(crate) use parcel_de::PROFILE as PROFILE_PARCEL_DE;
