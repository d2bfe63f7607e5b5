//! Where an order is, in GHTK's numbers, and times as GHTK writes them.
use crate::carriers::course::{Course, Stage};
use crate::carriers::ledger::{Sale, Sold};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use std::time::Duration;

/// An order that GHTK has taken.
pub(super) const RECEIVED: i64 = 2;
/// Cancelled.
const CANCELLED: i64 = -1;
/// The driver is on the way to the shop.
const FETCHED: i64 = 12;

/// In these an order may be cancelled; 1 is not yet received, which no order here is.
pub(super) const CANCELLABLE: [i64; 3] = [1, RECEIVED, FETCHED];

/// What is said of a number.
pub(super) fn words(status: i64) -> &'static str {
    match status {
        CANCELLED => "Hủy đơn hàng",
        RECEIVED => "Đã tiếp nhận",
        FETCHED => "Đã điều phối lấy hàng/Đang lấy hàng",
        3 => "Đã lấy hàng/Đã nhập kho",
        4 => "Đã điều phối giao hàng/Đang giao hàng",
        5 => "Đã giao hàng/Chưa đối soát",
        6 => "Đã đối soát",
        7 => "Không lấy được hàng",
        8 => "Hoãn lấy hàng",
        9 => "Không giao được hàng",
        11 => "Đã đối soát công nợ trả hàng",
        20 => "Đang trả hàng (COD cầm hàng đi trả)",
        21 => "Đã trả hàng (COD đã trả xong hàng)",
        45 => "Shipper báo đã giao hàng",
        49 => "Shipper báo không giao được hàng",
        _ => "",
    }
}

/// The code and the words of why, for those that have one.
pub(super) fn reason(status: i64) -> (&'static str, &'static str) {
    match status {
        7 => ("110", "Địa chỉ ngoài vùng phục vụ"),
        8 => ("100", "Nhà cung cấp hẹn lấy vào ca tiếp theo"),
        9 | 49 => ("131", "Không liên lạc được người nhận 3 lần"),
        _ => ("", ""),
    }
}

/// What follows a scan by itself, the hours after it.
fn follows(stage: Stage, course: Course) -> &'static [(u64, i64)] {
    match (stage, course) {
        (Stage::LabelCreated, Course::NotHandedOver) => {
            &[(0, RECEIVED), (3, FETCHED), (24, 8), (72, 7)]
        }
        (Stage::LabelCreated, _) => &[(0, RECEIVED), (3, FETCHED)],
        // In the warehouse it is the same number again, and in the next one.
        (Stage::PickedUp | Stage::InTransit, _) => &[(0, 3)],
        // The courier's word comes first, and is not the last.
        (Stage::OutForDelivery, Course::Delivered) => &[(0, 4), (3, 45)],
        (Stage::OutForDelivery, _) => &[(0, 4), (3, 49)],
        (Stage::Delivered, _) => &[(0, 5), (48, 6)],
        (Stage::Exception, _) => &[(0, 9)],
        (Stage::Returning, _) => &[(0, 20)],
        (Stage::Returned, _) => &[(0, 21), (24, 11)],
    }
}

fn after(at: Timestamp, hours: u64) -> Timestamp {
    let later = at.checked_add(Duration::from_secs(hours * 3_600));
    later.unwrap_or(Timestamp::MAX)
}

/// The statuses of an order by now, oldest first.
pub(super) fn log(sale: &Sale, parcel: &Sold, now: Timestamp) -> Vec<(i64, Timestamp)> {
    let until = parcel.voided_at.unwrap_or(now);
    let scans = sale.scans(parcel, now);
    let mut log: Vec<(i64, Timestamp)> = scans
        .iter()
        .flat_map(|scan| {
            let follows = follows(scan.stage, parcel.course).iter();
            follows.map(|(hours, status)| (*status, after(scan.at, *hours)))
        })
        .filter(|(_, at)| *at <= until)
        .collect();
    log.extend(parcel.voided_at.map(|at| (CANCELLED, at)));
    log
}

/// Where an order stands, and since when.
pub(super) fn standing(sale: &Sale, now: Timestamp) -> (i64, Timestamp) {
    let parcel = sale.parcels.first();
    let log = parcel.map(|parcel| log(sale, parcel, now));
    log.and_then(|log| log.last().copied())
        .unwrap_or((RECEIVED, sale.sold_at))
}

/// Where an order stands.
pub(super) fn status(sale: &Sale, now: Timestamp) -> i64 {
    standing(sale, now).0
}

/// When an order is fetched, as it is expected.
pub(super) fn picked_up(sold_at: Timestamp) -> Timestamp {
    after(sold_at, 6)
}

/// A time as it is in Vietnam.
pub(super) fn local(at: Timestamp, format: &str) -> String {
    let local = at.to_zoned(TimeZone::fixed(offset(7)));
    local.strftime(format).to_string()
}

/// `Sáng 2026-10-05`: the part of a day.
pub(super) fn phrase(at: Timestamp) -> String {
    let hour = at.to_zoned(TimeZone::fixed(offset(7))).hour();
    let part = match hour {
        0..=11 => "Sáng",
        12..=17 => "Chiều",
        _ => "Tối",
    };
    format!("{part} {}", local(at, "%Y-%m-%d"))
}
