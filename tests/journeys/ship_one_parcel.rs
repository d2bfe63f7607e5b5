//! Import, weigh, rate, buy, print: the main job, with the paper looked at.
use base64::Engine as _;
use journeys::bench::Bench;
use pb_domain::{Direction, Pick, PrintState, PurchaseState, ShipmentStatus, Weight};
use pb_station::api::{
    FileOut, LabelPreview, NewShipmentView, ParcelWeight, ScanResult, ShipmentView,
};
use serde_json::json;

const ORDERS: &str = "\
Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Total,Shipping Method,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status,\
Billing Name,Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Cancelled at,Id
#1001,a@example.com,paid,2026-11-01 10:00:00 +0000,unfulfilled,USD,20.00,5.00,25.00,Standard,2026-11-01 09:59:00 +0000,\
2,Blue mug,10.00,MUG-B,true,pending,Ana Example,Ana Example,5 Elm Street,5 Elm Street,Reno,'89501,NV,US,+17755550123,\"Leave it
at the door\",,501
#1002,b@example.com,pending,,unfulfilled,USD,20.00,5.00,25.00,Standard,2026-11-01 09:59:00 +0000,\
1,Red mug,20.00,MUG-R,true,pending,Ben Example,Ben Example,6 Elm Street,6 Elm Street,Reno,'89501,NV,US,,,,502
";

#[test]
fn from_the_shops_file_to_paper() {
    let bench = Bench::new();
    let report = bench
        .import("orders.csv", ORDERS.as_bytes())
        .expect("imports");
    assert_eq!((report.added, report.bad_rows.len()), (2, 0), "{report:?}");
    let queue = bench.queue();
    assert_eq!(queue.rows.len(), 1, "the unpaid one stays out: {queue:?}");
    assert_eq!(queue.counts.held, 1);

    let scanned: ScanResult = bench.ask("scan", json!({ "text": "1001" }));
    let ScanResult::Order { id } = scanned else {
        panic!("{scanned:?}")
    };
    let view: NewShipmentView = bench.ask("new_shipment", json!({ "order": id, "another": false }));
    assert_eq!(view.order.order.data.note, "Leave it\nat the door");
    assert_eq!(view.draft.direction, Direction::Outbound);
    let mut draft = view.draft;
    bench.until_empty();
    bench.ask::<serde_json::Value>("open_parcel", json!({ "parcel": draft.parcels[0].id }));
    bench.scale.place(Weight::from_grams(1_250));
    let weight = bench.until_weighed(draft.parcels[0].id);
    assert_eq!(weight, Weight::from_grams(1_250));
    draft.parcels[0].weight = Some(ParcelWeight {
        weight,
        source: pb_domain::WeightSource::Scale {
            shown: "1.250 kg".into(),
            at: "now".into(),
        },
    });

    let list = bench.rates(&draft);
    assert!(
        list.lines.len() == 2 && list.rates.len() > 2,
        "both accounts answered: {list:?}"
    );
    let Pick::Chosen { .. } = list.pick else {
        panic!("{:?}", list.pick)
    };
    let purchase = bench.purchase(&draft, "Karrio", true);
    let bought: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(bought.purchase, PurchaseState::Bought);
    assert_eq!(bought.status, ShipmentStatus::LabelCreated);
    assert_eq!(bought.charged, Some(purchase.rate.total));
    let printed = bench.until_print(bought.id, PrintState::Printed);

    let ledger = bench.karrio.ledger();
    assert_eq!(ledger.len(), 1);
    let number = printed.parcels[0].tracking_number.clone();
    assert_eq!(ledger[0].tracking_numbers, std::slice::from_ref(&number));
    assert_eq!(ledger[0].reference, "#1001");
    let paper = bench.printer.labels();
    assert_eq!(paper.len(), 1);
    assert!(
        paper[0].barcodes.contains(&number),
        "{:?} on paper, {number} bought",
        paper[0].barcodes
    );

    let found: ScanResult = bench.ask("scan", json!({ "text": number }));
    assert_eq!(
        found,
        ScanResult::Shipment {
            id: bought.id,
            by_order: false
        }
    );
    let again: ScanResult = bench.ask("scan", json!({ "text": "#1001" }));
    assert_eq!(
        again,
        ScanResult::Shipment {
            id: bought.id,
            by_order: true
        }
    );
    let export: FileOut = bench.ask(
        "export_tracking",
        json!({ "format": "shopify", "again": false }),
    );
    let text = base64::engine::general_purpose::STANDARD
        .decode(export.base64)
        .unwrap();
    assert!(String::from_utf8(text).unwrap().contains(&number));

    let report = bench
        .import("orders.csv", ORDERS.as_bytes())
        .expect("imports");
    assert_eq!(
        (report.added, report.updated, report.left.len()),
        (0, 0, 0),
        "the same file again: {report:?}"
    );
}

#[test]
fn an_own_label_needs_no_network_and_scans() {
    let bench = Bench::new();
    bench.karrio.unplug();
    let draft = bench.draft(bench.order("T-1"));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", true));
    let number = bought.parcels[0].tracking_number.clone();
    assert!(pb_domain::check_series(&number), "{number}");
    bench.until_print(bought.id, PrintState::Printed);
    let paper = bench.printer.labels();
    assert!(
        paper[0].barcodes.contains(&number),
        "{:?}",
        paper[0].barcodes
    );
    let preview: LabelPreview = bench.ask("preview_label", json!({ "id": bought.id, "index": 0 }));
    assert!(!preview.exact, "untouched ZPL is drawn by the printer");
    assert!(preview.note.contains(&number), "{}", preview.note);
    for format in ["pdf", "png"] {
        let file: FileOut = bench.ask(
            "label_file",
            json!({ "id": bought.id, "index": 0, "format": format }),
        );
        assert!(file.name.ends_with(format), "{}", file.name);
    }
    let second: ShipmentView = bench.ask(
        "buy",
        bench.purchase(&bench.draft(bench.order("T-2")), "Own van", false),
    );
    assert_ne!(second.parcels[0].tracking_number, number);
}

#[test]
fn two_parcels_get_two_labels_and_numbers() {
    let bench = Bench::new();
    let mut draft = bench.draft(bench.order("T-1"));
    let mut second = draft.parcels[0].clone();
    second.id = pb_domain::ParcelId("0198a5d0-0000-7000-8000-000000000001".parse().unwrap());
    draft.parcels.push(second);
    for account in ["Karrio", "Own van"] {
        let draft = if account == "Karrio" {
            draft.clone()
        } else {
            let mut other = bench.draft(bench.order("T-2"));
            let mut second = other.parcels[0].clone();
            second.id =
                pb_domain::ParcelId("0198a5d0-0000-7000-8000-000000000002".parse().unwrap());
            other.parcels.push(second);
            other
        };
        let before = bench.printer.labels().len();
        let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, account, true));
        bench.until("both jobs printed", || {
            bench
                .shipment(bought.id)
                .jobs
                .iter()
                .all(|j| j.state == PrintState::Printed)
                .then_some(())
        });
        let paper = bench.printer.labels().split_off(before);
        assert_eq!(paper.len(), 2, "{account}");
        for (parcel, label) in bought.parcels.iter().zip(&paper) {
            assert!(
                label.barcodes.contains(&parcel.tracking_number),
                "{account}: {:?}",
                label.barcodes
            );
        }
        assert_ne!(
            bought.parcels[0].tracking_number,
            bought.parcels[1].tracking_number
        );
    }
}
