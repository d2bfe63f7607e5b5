//! Where orders stand: ViettelPost's numbers, by the clock and by what was said of them.
use super::desk::Own;
use crate::carriers::course::Stage;
use crate::carriers::ledger::{Sale, Sold};
use jiff::Timestamp;
use std::time::Duration;

/// It waits to be looked at; it was approved.
const CREATED: i64 = 100;
const APPROVED: i64 = 102;
/// The driver has it.
pub(super) const PICKED_UP: i64 = 105;
/// By a word of the client's.
pub(super) const CANCELLED: i64 = 107;
/// It was received by the first office: nothing is changed from here on.
pub(super) const AT_OFFICE: i64 = 200;
/// It is to go back, unless somebody says otherwise.
pub(super) const TO_RETURN: i64 = 505;

/// Hours after a stage, and what is said then.
fn within(stage: Stage, goes_on: bool) -> &'static [(u64, i64)] {
    match stage {
        Stage::LabelCreated => &[(0, CREATED), (1, APPROVED), (2, 103), (3, 104)],
        Stage::PickedUp => &[(0, PICKED_UP), (2, AT_OFFICE)],
        Stage::InTransit if goes_on => &[(0, 400)],
        Stage::InTransit => &[(0, 300)],
        Stage::OutForDelivery => &[(0, 500)],
        Stage::Delivered => &[(0, 501)],
        Stage::Exception => &[(0, 506), (20, TO_RETURN)],
        Stage::Returning => &[(0, 515), (1, 502)],
        Stage::Returned => &[(0, 504)],
    }
}

/// What ViettelPost calls it.
pub(super) fn name(status: i64) -> &'static str {
    match status {
        100 => "Tiếp nhận đơn hàng từ đối tác",
        102 => "Đơn hàng chờ xử lý",
        103 => "Giao cho bưu cục",
        104 => "Giao cho bưu tá đi nhận",
        105 => "Bưu tá đã nhận hàng",
        107 => "Hủy đơn hàng qua API",
        200 => "Nhận từ bưu tá - bưu cục gốc",
        300 => "Đang đóng bảng kê đi",
        400 => "Nhận bảng kê đến",
        500 => "Giao bưu tá đi phát",
        501 => "Phát thành công",
        502 => "Chuyển hoàn bưu cục gốc",
        504 => "Phát thành công - chuyển trả người gửi",
        505 => "Tồn - thông báo chuyển hoàn bưu cục gốc",
        506 => "Tồn - khách hàng nghỉ, không có nhà",
        515 => "Bưu cục phát duyệt hoàn",
        550 => "Đơn vị yêu cầu phát tiếp",
        _ => "",
    }
}

/// Why, by ViettelPost's number: nobody could be reached, once and repeatedly.
pub(super) fn reason(status: i64) -> Option<i64> {
    match status {
        506 => Some(36),
        505 => Some(47),
        _ => None,
    }
}

/// Whether it is on its way back, or is back.
pub(super) fn returning(status: i64) -> bool {
    [502, 504, 515].contains(&status)
}

/// The statuses of an order by now, oldest first.
pub(super) fn log(sale: &Sale, parcel: &Sold, own: &Own, now: Timestamp) -> Vec<(i64, Timestamp)> {
    let after = |at: Timestamp, hours: u64| {
        let after = Duration::from_secs(hours * 3_600);
        at.checked_add(after).unwrap_or(Timestamp::MAX)
    };
    let told = own.told.get(&sale.shipment);
    let until = told.map_or(now, |told| told.at.min(now));
    let until = parcel.voided_at.map_or(until, |at| at.min(until));
    let approved = own.approved.get(&sale.shipment);
    let mut log: Vec<(i64, Timestamp)> = Vec::new();
    for scan in sale.scans(parcel, until) {
        let goes_on = log.iter().any(|(status, _)| *status == 300);
        for &(hours, status) in within(scan.stage, goes_on) {
            let mut at = after(scan.at, hours);
            if status == APPROVED {
                at = approved.map_or(at, |approved| at.min(*approved));
            }
            if at <= until {
                log.push((status, at));
            }
        }
    }
    if let Some(at) = parcel.voided_at.filter(|at| *at <= now) {
        log.push((CANCELLED, at));
    }
    if let Some(told) = told {
        let then = told.then.iter();
        let then = then.map(|&(status, hours)| (status, after(told.at, hours)));
        log.extend(then.take_while(|(_, at)| *at <= now));
    }
    log
}

/// Where an order stands, and since when.
pub(super) fn stands_since(sale: &Sale, own: &Own, now: Timestamp) -> (i64, Timestamp) {
    let parcel = sale.parcels.first();
    let last = parcel.and_then(|parcel| log(sale, parcel, own, now).pop());
    last.unwrap_or((CREATED, sale.sold_at))
}

/// Where an order stands.
pub(super) fn stands(sale: &Sale, own: &Own, now: Timestamp) -> i64 {
    stands_since(sale, own, now).0
}

/// Whether an order may be cancelled.
pub(super) fn may_cancel(status: i64) -> bool {
    status < AT_OFFICE && ![PICKED_UP, CANCELLED].contains(&status)
}

/// Whether an order waits to be approved.
pub(super) fn may_approve(status: i64) -> bool {
    status == CREATED
}
