//! A label for the way back: of a shipment that was sent, bought once, and never taken for one of a parcel that leaves.
use journeys::bench::Bench;
use pb_domain::{
    AccountId, Direction, FieldProblem, Money, OrderId, PrintState, ProblemKind, PurchaseState,
    ShipmentId, Weight, WeightSource,
};
use pb_sim::carriers::{Answer, Fault, Op, SimCarriers};
use pb_station::api::{
    AccountView, BenchState, Code, DayEnd, Failure, FileOut, NewShipmentView, OrderView, RateList,
    RateOutcome, ScanResult, ShipmentDraft, ShipmentView,
};
use serde_json::{Value, json};

const UPS: &str = "ups";
const ACCOUNT: &str = "Simulated UPS";

struct Shop {
    bench: Bench,
    carriers: SimCarriers,
    account: AccountId,
}

impl Shop {
    fn open() -> Self {
        let bench = Bench::new();
        let carriers = SimCarriers::start().expect("carriers");
        let draft = carriers.account(UPS).expect("an account");
        let account: AccountView = bench.ask("save_account", &draft);
        Self {
            account: account.id,
            bench,
            carriers,
        }
    }

    /// Sends an order to its customer.
    fn send(&self, number: &str) -> ShipmentView {
        let draft = self.bench.draft(self.bench.order(number));
        let draft = self.bench.with_size(draft);
        let purchase = self.bench.purchase(&draft, ACCOUNT, false);
        self.bench.ask("buy", purchase)
    }

    fn buy(&self, draft: &ShipmentDraft) -> ShipmentView {
        self.bench
            .ask("buy", self.bench.purchase(draft, ACCOUNT, false))
    }
}

fn returning(
    bench: &Bench,
    order: OrderId,
    returns: ShipmentId,
    another: bool,
) -> Result<NewShipmentView, Failure> {
    bench.attempt(
        "new_shipment",
        json!({ "order": order, "another": another, "returns": returns }),
    )
}

#[test]
fn it_is_bought_once_and_linked_both_ways() {
    let shop = Shop::open();
    let bench = &shop.bench;
    let sent = shop.send("R-1");
    assert!(sent.can.return_label);
    let view = returning(bench, sent.order, sent.id, false).expect("a draft");
    assert!(view.problems.is_empty(), "{:?}", view.problems);
    let draft = view.draft;
    assert_eq!(
        (draft.direction, draft.returns, draft.number),
        (Direction::Return, Some(sent.id), 1)
    );
    assert_eq!(draft.ship_to, sent.ship_to, "the customer");
    assert_eq!((draft.options.cod, draft.options.insurance), (None, None));
    assert_eq!(draft.parcels.len(), 1);
    let weight = draft.parcels[0].weight.as_ref().expect("as it was sent");
    assert_eq!(weight.weight, sent.parcels[0].weight);
    let WeightSource::Sent { parcel, typed } = weight.source else {
        panic!("{weight:?}")
    };
    assert_eq!((parcel, typed), (sent.parcels[0].id, true));
    assert_ne!(draft.parcels[0].id, parcel, "it is another parcel");
    assert_eq!(draft.parcels[0].dimensions, sent.parcels[0].dimensions);

    // Who takes no returns says so, and is not asked.
    let list: RateList = bench.rates(&draft);
    let line = |name: &str| list.lines.iter().find(|l| l.account_name == name);
    let RateOutcome::Failed { problem } = &line("Karrio").expect("a line").outcome else {
        panic!("{list:?}")
    };
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(problem.text.contains("takes no returns"), "{problem:?}");

    let purchase = bench.purchase(&draft, ACCOUNT, false);
    let back: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(back.purchase, PurchaseState::Bought);
    assert_eq!((back.direction, back.number), (Direction::Return, 1));
    assert_eq!(back.ship_from, sent.ship_to);
    assert_eq!(back.ship_to, sent.ship_from);
    assert!(!back.can.return_label && !back.can.ship_another, "{back:?}");
    let again: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(again.id, back.id);
    let ledger = shop.carriers.ledger();
    assert_eq!(ledger.len(), 2, "one there, one back");
    assert!(!ledger[0].asked.to_string().contains("ReturnService"));
    assert!(ledger[1].asked.to_string().contains("ReturnService"));

    assert_eq!(back.returns, Some(sent.id));
    let there = bench.shipment(sent.id);
    let returned_by: Vec<ShipmentId> = there.returned_by.iter().map(|r| r.id).collect();
    assert_eq!(returned_by, [back.id]);
    let order: OrderView = bench.ask("order", json!({ "id": sent.order }));
    let ways: Vec<Direction> = order.shipments.iter().map(|s| s.direction).collect();
    assert_eq!(ways, [Direction::Return, Direction::Outbound]);

    // The order's number means what went to the customer; the label's own number means the return.
    let scan = |text: &str| bench.ask::<ScanResult>("scan", json!({ "text": text }));
    assert_eq!(
        scan("R-1"),
        ScanResult::Shipment {
            id: sent.id,
            by_order: true
        }
    );
    assert_eq!(
        scan(&back.parcels[0].tracking_number),
        ScanResult::Shipment {
            id: back.id,
            by_order: false
        }
    );

    // It is not handed over here, not told to the shop, and no parcel of the day.
    let today = bench.ask::<BenchState>("bench", json!({}));
    assert_eq!(today.shipped_today, 1);
    let day: DayEnd = bench.ask(
        "day_end",
        json!({ "account": shop.account, "day": today.today }),
    );
    assert_eq!((day.to_close, day.to_pick_up[0].parcels), (1, 1));
    let file: FileOut = bench.ask(
        "label_file",
        json!({ "id": back.id, "index": 0, "format": null }),
    );
    assert!(file.name.starts_with("return-label-"), "{}", file.name);
}

#[test]
fn a_second_one_is_a_persons_word_and_a_void_frees_the_place() {
    let shop = Shop::open();
    let bench = &shop.bench;
    let sent = shop.send("R-1");
    let first = returning(bench, sent.order, sent.id, false).expect("a draft");
    let second_window = returning(bench, sent.order, sent.id, false).expect("a draft");
    let back = shop.buy(&first.draft);
    let late = bench.purchase(&second_window.draft, ACCOUNT, false);
    let refused = bench
        .attempt::<ShipmentView>("buy", &late)
        .expect_err("there is one");
    assert_eq!(
        (refused.code, refused.shipment),
        (Code::AlreadyShipped, Some(back.id))
    );
    let refused = returning(bench, sent.order, sent.id, false).expect_err("there is one");
    assert_eq!(
        (refused.code, refused.shipment),
        (Code::AlreadyShipped, Some(back.id))
    );
    assert_eq!(shop.carriers.ledger().len(), 2);
    let another = returning(bench, sent.order, sent.id, true).expect("a person's word");
    assert_eq!(another.draft.number, 2);
    let no_return = returning(bench, sent.order, back.id, false).expect_err("it is one itself");
    assert_eq!(no_return.code, Code::Precondition);

    let voided: ShipmentView = bench.ask(
        "void",
        json!({ "id": back.id, "person_says_voided": false }),
    );
    assert_eq!(voided.purchase, PurchaseState::Voided);
    assert_eq!(
        bench.shipment(sent.id).purchase,
        PurchaseState::Bought,
        "what went to the customer is not touched"
    );
    assert!(
        bench.queue().rows.is_empty(),
        "nor is the order to be packed again"
    );
    let anew = returning(bench, sent.order, sent.id, false).expect("its place is free");
    let anew = shop.buy(&anew.draft);
    assert_eq!(anew.purchase, PurchaseState::Bought);

    // A further shipment of the order is its second, whatever came back; and its return is one of its own.
    let draft = bench.ask::<NewShipmentView>(
        "new_shipment",
        json!({ "order": sent.order, "another": true, "returns": null }),
    );
    assert_eq!(draft.draft.number, 2);
    let draft = bench.with_size(bench.with_weight(draft.draft));
    let further = shop.buy(&draft);
    let of_further = returning(bench, sent.order, further.id, false).expect("it has none");
    assert_eq!(shop.buy(&of_further.draft).returns, Some(further.id));
}

#[test]
fn a_lost_answer_is_settled_and_nothing_is_bought_meanwhile() {
    let shop = Shop::open();
    let bench = &shop.bench;
    let sent = shop.send("R-1");
    let draft = returning(bench, sent.order, sent.id, false)
        .expect("a draft")
        .draft;
    let purchase = bench.purchase(&draft, ACCOUNT, false);
    shop.carriers
        .fail_next(UPS, Op::Buy, Fault::after(Answer::Dropped));
    shop.carriers
        .fail_all(UPS, Op::Track, Fault::instead(Answer::Html500));
    let lost = bench.attempt::<ShipmentView>("buy", &purchase);
    assert_eq!(lost.expect_err("nobody knows").code, Code::PurchaseUnknown);
    for returns in [Some(sent.id), None] {
        let refused = bench.attempt::<NewShipmentView>(
            "new_shipment",
            json!({ "order": sent.order, "another": true, "returns": returns }),
        );
        assert_eq!(
            refused.expect_err("settle first").code,
            Code::PurchaseUnknown
        );
    }
    let again = bench.attempt::<ShipmentView>("buy", &purchase);
    assert_eq!(again.expect_err("settle first").code, Code::PurchaseUnknown);

    shop.carriers.heal();
    // It may have been settled by itself meanwhile.
    let _ = bench.attempt::<Value>(
        "settle",
        json!({ "id": draft.id, "answer": { "kind": "ask_carrier" } }),
    );
    let back = bench.until_purchase(draft.id, PurchaseState::Bought);
    assert_eq!(back.direction, Direction::Return);
    let ledger = shop.carriers.ledger();
    assert_eq!(ledger.len(), 2, "one there, one back");
    assert_eq!(
        ledger[1].numbers(),
        [back.parcels[0].tracking_number.as_str()]
    );
}

#[test]
fn a_weight_that_nobody_weighed_is_that_of_the_parcel_as_it_was_sent() {
    let bench = Bench::new();
    let sent = bench.bought("R-1", false);
    let draft = returning(&bench, sent.order, sent.id, false)
        .expect("a draft")
        .draft;
    let refused = |draft: &ShipmentDraft| -> Vec<FieldProblem> {
        let answer = bench.attempt::<RateList>("rate", json!({ "request": "r", "draft": draft }));
        let failure = answer.expect_err("it cannot be so");
        assert_eq!(failure.code, Code::Invalid, "{failure:?}");
        failure.fields
    };
    assert!(!bench.rates(&draft).rates.is_empty());

    let mut lighter = draft.clone();
    if let Some(weight) = &mut lighter.parcels[0].weight {
        weight.weight = Weight::from_grams(100);
    }
    assert_eq!(refused(&lighter)[0].field, "parcels.0.weight");
    let mut weighed = draft.clone();
    if let Some(weight) = &mut weighed.parcels[0].weight {
        weight.source = WeightSource::Sent {
            parcel: sent.parcels[0].id,
            typed: false,
        };
    }
    assert_eq!(
        refused(&weighed)[0].field,
        "parcels.0.weight",
        "it was typed, and no scale gave it"
    );
    let mut outbound = bench.draft(bench.order("R-2"));
    outbound.parcels[0]
        .weight
        .clone_from(&draft.parcels[0].weight);
    assert_eq!(refused(&outbound)[0].field, "parcels.0.weight");
    let mut of_nothing = draft.clone();
    of_nothing.returns = None;
    let fields = refused(&of_nothing);
    assert!(fields.iter().any(|f| f.field == "returns"), "{fields:?}");
    let mut collects = draft.clone();
    let usd = pb_domain::Currency::from_code("USD").expect("a currency");
    collects.options.cod = Some(Money::new(500, usd));
    assert_eq!(refused(&collects)[0].field, "options.cod");

    // A person who knows better types it.
    let typed = bench.with_weight(draft);
    assert!(!bench.rates(&typed).rates.is_empty());
}

#[test]
fn an_own_label_says_what_it_is_on_paper_and_in_the_queue() {
    let bench = Bench::new();
    let sent = bench.bought("R-1", true);
    bench.until_print(sent.id, PrintState::Printed);
    let draft = returning(&bench, sent.order, sent.id, false)
        .expect("a draft")
        .draft;
    let back: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    assert!(back.jobs.is_empty(), "nothing prints unasked");
    bench.print(back.id);
    let printed = bench.until_print(back.id, PrintState::Printed);
    assert_eq!(printed.jobs[0].title, "Return label of R-1");
    let number = &printed.parcels[0].tracking_number;
    let paper = bench.printer.labels();
    assert_eq!(paper.len(), 2);
    assert!(
        paper[1].barcodes.contains(number),
        "{:?}",
        paper[1].barcodes
    );

    let slip = json!({ "shipment": back.id, "kind": "packing_slip" });
    let refused = bench.attempt::<Value>("document_file", slip);
    assert_eq!(
        refused.expect_err("the customer packs").code,
        Code::Precondition
    );
}
