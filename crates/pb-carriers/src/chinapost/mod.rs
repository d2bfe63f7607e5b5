//! China Post: two carriers of one name, the domestic open platform of EMS and the international order API, and
//! 17TRACK, which follows what the second of them does not.
//!
//! They are two contracts with their own credentials, so they are two entries in the list of carriers. Which API is
//! where:
//!
//! | folder | API | profile |
//! |---|---|---|
//! | `domestic` | EMS open platform, sealed with SM4 | `chinapost_domestic` |
//! | `international` | pcpErp, signed with MD5 | `chinapost_international` |
//! | `seventeen` | 17TRACK v2.2, pull and push | `chinapost_international` |

mod answer;
mod domestic;
mod international;
mod number;
mod paper;
mod price;
mod seventeen;

pub(crate) use domestic::PROFILE as PROFILE_DOMESTIC;
pub(crate) use international::PROFILE as PROFILE_INTERNATIONAL;
