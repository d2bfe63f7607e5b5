//! What the open platform's operation codes mean in our list, after the official list as
//! `open-logistics-tracking/OLTS` keeps it (mappings/cn/ems.csv, 2026-05-14).

use pb_domain::ShipmentStatus as S;

/// Codes and what they mean. What waits at customs is on its way.
const MEANINGS: &[(S, &str)] = &[
    (S::LabelCreated, "764"),
    (S::PickedUp, "203 208 464 O_001"),
    (
        S::InTransit,
        "303 305 336 345 356 358 360 364 365 368 370 371 374 375 376 379 389 394 396 399 404 423 456 457 458 459 460 461 465 466 467 468 469 481 485 486 487 488 489 490 494 495 496 498 499 500 505 506 516 520 521 533 538 552 554 555 556 557 558 562 563 565 713 756 802 803 893 911 912 913 916 931 932 937 950 954 973 991 V_398 V_954 C_001 C_003 C_006 C_008 C_010 C_032 C_033 O_002 O_003 O_004 O_005 O_007 O_008 O_009 O_020 O_022 O_029 O_031 O_032 O_033 O_034 O_035 O_036 O_037 O_038 O_039 O_043 O_044 O_046 O_047 O_049 O_050 O_051 EDA EDB EDC EXA EXC EXD 470 493 564 C_002 C_004 C_005 C_007 C_011 C_012 O_040 O_041 O_042 EME EXB",
    ),
    (S::OutForDelivery, "702 749 O_014"),
    (S::ReadyForPickup, "491 747 O_017"),
    (S::Delivered, "704 748 463 O_010 O_016"),
    (S::DeliveryFailed, "705 462 542 723 O_012 O_013"),
    (S::Returning, "312 326 405 447 482 708 741 750"),
    (S::ReturnedToSender, "711 C_009 O_011"),
    (S::Lost, "987 988"),
    (S::Cancelled, "801"),
];
/// Codes that undo an earlier one, and which.
const UNDONE: &[(&str, &str)] = &[
    ("207", "203"),
    ("212", "208"),
    ("304", "303 336 345"),
    ("424", "423"),
    ("448", "447"),
    ("472", "404"),
    ("474", "405"),
    ("483", "482"),
    ("742", "702"),
    ("743", "704"),
    ("744", "705"),
    ("EDAD", "EDA"),
    ("EDCD", "EDC"),
    ("EMED", "EME"),
    ("EXAD", "EXA"),
    ("EXBD", "EXB"),
    ("EXCD", "EXC"),
    ("EXDD", "EXD"),
];
/// How it was delivered: a claim that was settled is no delivery.
const CLAIM: &str = "180";
/// Why it was not delivered: it is lost.
const LOST: &str = "13";

/// In our list; `None` for a code that changes nothing, or that nobody knows here. `deliver` and `attempt` are the
/// codes that say how it was delivered, or why not.
pub(super) fn meaning(code: &str, deliver: &str, attempt: &str) -> Option<S> {
    let is_it = |(_, codes): &&(S, &str)| codes.split(' ').any(|c| c == code);
    match MEANINGS.iter().find(is_it).map(|(meaning, _)| *meaning)? {
        S::Delivered if deliver == CLAIM => None,
        S::DeliveryFailed if attempt == LOST => Some(S::Lost),
        meaning => Some(meaning),
    }
}

/// The codes that a code undoes.
pub(super) fn undone(code: &str) -> impl Iterator<Item = &'static str> {
    let row = UNDONE.iter().find(|(undoes, _)| *undoes == code);
    row.into_iter().flat_map(|(_, codes)| codes.split(' '))
}
