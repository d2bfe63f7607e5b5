//! Where a parcel stands.
use super::*;
use pb_domain::ShipmentStatus as S;
use status::Meaning;

fn tracked(answer: &Answer) -> pb_domain::TrackingStatus {
    track::parse(answer, FIRST).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = tracked(&recorded!("track_200.json"));
    assert_eq!(there.status, Some(S::InTransit));
    assert_eq!(there.expected.as_deref(), Some("2026-12-03"));
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [
            Some(S::InTransit),
            None,
            Some(S::PickedUp),
            Some(S::LabelCreated)
        ]
    );
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-12-01T09:05:00-06:00");
    assert_eq!(newest.code, "005");
    assert_eq!(newest.location, "Amarillo, TX, US");
    // Where the distance from Greenwich is not said, the time stays local.
    assert_eq!(there.events[3].at, "2026-11-27 12:00");
    let object = tracked(&recorded!("track_object_200.json"));
    assert_eq!(
        (object.status, object.events.len()),
        (Some(S::InTransit), 1)
    );
}

#[test]
fn the_end_stays_the_end() {
    let delivered = tracked(&recorded!("track_delivered_200.json"));
    assert_eq!(delivered.status, Some(S::Delivered));
}

#[test]
fn what_is_not_scanned_yet_is_not_wrong() {
    for none in [
        recorded!("track_unknown_200.json"),
        recorded!("track_unknown_404.json"),
    ] {
        let there = tracked(&none);
        assert_eq!((there.status, there.events.len()), (None, 0));
    }
    let wrong = track::parse(&recorded!("track_invalid_400.json"), FIRST).unwrap_err();
    assert_eq!(
        (wrong.kind, wrong.carrier_code.as_str()),
        (ProblemKind::Refused, "TV1002")
    );
    // Another parcel's track is not this one's.
    assert!(track::parse(&recorded!("track_200.json"), SECOND).is_err());
}

/// The whole list of numbers (000 to 169, of which ten are not given out), in the words of our list.
#[test]
fn every_number_has_its_meaning() {
    use Meaning::{Is, Keep, Unknown};
    let table: &[(&str, Meaning)] = &[
        ("000 088 148 163", Unknown),
        ("003 157 166 044 045 077 079 080", Is(S::LabelCreated)),
        ("038 160 167 168 169", Is(S::PickedUp)),
        (
            "005 010 025 039 047 057 087 158 159 164 165 012 092 014 084 134 016 070 071 072 073 074 075 094 137 138 136",
            Is(S::InTransit),
        ),
        ("017 040 143 144 161", Is(S::ReadyForPickup)),
        (
            "018 019 020 027 028 041 042 054 055 056 063 082 095 096 097 098 099 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 120 121 122 133 153 154 155 156",
            Keep,
        ),
        ("006 021 037 089 091 146 162 078", Is(S::OutForDelivery)),
        ("011 026", Is(S::Delivered)),
        ("034 067", Is(S::ReturnedToSender)),
        ("035 036 117 118", Is(S::Returning)),
        ("068 147 149", Is(S::Lost)),
        ("059 081", Is(S::Damaged)),
        ("007 043", Is(S::Cancelled)),
        (
            "022 023 024 060 061 062 066 145 064 069",
            Is(S::DeliveryFailed),
        ),
        (
            "013 029 049 050 058 030 032 046 048 051 052 053 086 090 065 131 135 076 083 085 093 123 124 125 126 127 128 129 130 132 139 140 141 142 033 119",
            Keep,
        ),
    ];
    let mut known = std::collections::BTreeSet::new();
    for (numbers, expected) in table {
        for number in numbers.split(' ') {
            // A type that says otherwise does not matter.
            assert_eq!(status::meaning("NA", number, ""), *expected, "{number}");
            assert!(known.insert(number), "{number} is there twice");
        }
    }
    assert_eq!(known.len(), 160);
    // 161 is “delivered” by its type, and waits at the access point.
    assert_eq!(status::meaning("D", "161", "2Q"), Is(S::ReadyForPickup));
}

#[test]
fn a_code_means_something_with_its_type() {
    use Meaning::{Is, Keep, Unknown};
    for (kind, code, expected) in [
        ("M", "DP", Is(S::LabelCreated)),
        ("I", "DP", Is(S::InTransit)),
        ("I", "OR", Is(S::PickedUp)),
        ("I", "OT", Is(S::OutForDelivery)),
        ("I", "CA", Keep),
        ("M", "VP", Is(S::Cancelled)),
        ("D", "ML", Is(S::Delivered)),
        ("D", "2Q", Is(S::ReadyForPickup)),
        ("D", "B0", Is(S::ReturnedToSender)),
        ("X", "53", Keep),
        ("X", "UF", Is(S::Returning)),
        ("X", "13", Is(S::Damaged)),
        ("X", "BZ", Is(S::Lost)),
        ("X", "FT", Is(S::Delivered)),
        ("U", "PX", Keep),
        ("MV", "", Is(S::Cancelled)),
        ("DD", "", Is(S::Delivered)),
        ("I", "??", Is(S::InTransit)),
        ("NA", "", Unknown),
        ("", "", Unknown),
        ("ZZ", "ML", Unknown),
    ] {
        assert_eq!(status::meaning(kind, "", code), expected, "{kind} {code}");
        assert_eq!(
            status::meaning(kind, "999", code),
            expected,
            "{kind} {code}"
        );
    }
}
