//! Which numbers look like DHL's.
use super::super::number::{express, parcel_de};
use super::{FIRST, SECOND};
use crate::Likeness;

#[test]
fn waybills_and_pieces_are_of_express() {
    // Of the documentation, and one that is published with its check digit.
    for number in ["9356579890", "4818240420", "3318810025", "1234567891"] {
        assert_eq!(express(number), Likeness::CheckDigit, "{number}");
        assert_eq!(parcel_de(number), Likeness::No, "{number}");
    }
    for number in [
        "JD014600012345678901",
        "JJD000390007882823",
        "JVGL0123456789",
    ] {
        assert_eq!(express(number), Likeness::Form, "{number}");
    }
    for number in [
        "9356579891",
        "123",
        "JD12345678",
        "J0146000123456",
        "1Z0146000123456",
        "",
    ] {
        assert_eq!(express(number), Likeness::No, "{number}");
    }
}

#[test]
fn ssccs_and_identcodes_are_of_parcel_germany() {
    for number in [
        "00340433836442636597",
        "00340434161094015902",
        FIRST,
        SECOND,
        // An identcode, and an S10 number of the Universal Postal Union's own example, moved to Germany.
        "218025809066",
        "563102430313",
        "RB473124829DE",
    ] {
        assert_eq!(parcel_de(number), Likeness::CheckDigit, "{number}");
        assert_eq!(express(number), Likeness::No, "{number}");
    }
    for number in [
        "00340433836442636598",
        "10340433836442636597",
        "218025809067",
        "RB473124820DE",
        "RB473124829CN",
        "RBä7312482DE",
    ] {
        assert_eq!(parcel_de(number), Likeness::No, "{number}");
    }
}
