//! The one list of commands.
use super::*;
use crate::Station;
use tokio::time::Instant;
use tracing::Instrument as _;

/// A command as other hosts see it.
#[derive(Clone, Copy, Debug)]
pub struct CommandInfo {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Who may run it at a bench that has operators.
    pub right: Right,
}

/// Who may run a command: whoever is signed in, unless its line says otherwise.
macro_rules! right {
    () => {
        Right::Operator
    };
    (manager) => {
        Right::Manager
    };
    (anyone) => {
        Right::Anyone
    };
}

/// Declares every command once: its name, request, answer and the use case behind it; behind that
/// `manager` or `anyone`, where it takes more or less than being signed in.
macro_rules! commands {
    ($($(#[doc = $about:literal])+ $name:ident($request:ty) -> $answer:ty = $body:path $(, $right:ident)?;)+) => {
        /// All commands.
        pub const COMMANDS: &[CommandInfo] = &[
            $(CommandInfo { name: stringify!($name), about: concat!($($about),+), right: right!($($right)?) }),+
        ];

        async fn run(station: &Station, name: &str, request: serde_json::Value) -> Result<serde_json::Value> {
            match name {
                $(stringify!($name) => {
                    let request: $request = read(name, request)?;
                    let answer: $answer = apart(|| $body(station, request)).await?;
                    write(name, &answer)
                })+
                _ => Err(Failure::not_found("command", name)),
            }
        }

        /// Visits every command's name, request and answer types.
        pub(super) fn visit_types(visitor: &mut dyn CommandVisitor) {
            $(visitor.command(stringify!($name), concat!($($about),+), &TypeOf::<$request>::new(), &TypeOf::<$answer>::new());)+
        }
    };
}

/// Runs a command by name: JSON in, JSON out. All that it logs stands in one span, under an id of its own.
pub(crate) async fn call(
    station: &Station,
    name: &str,
    request: serde_json::Value,
) -> Result<serde_json::Value> {
    let span = tracing::info_span!("command", name, call = %station.new_id());
    async {
        let began = Instant::now();
        let answer = run(station, name, request).await;
        let took = began.elapsed();
        match &answer {
            Ok(_) => tracing::debug!(?took, "done"),
            // Its text may be a carrier's, about a person.
            Err(failure) => tracing::info!(?took, code = ?failure.code, "not done"),
        }
        answer
    }
    .instrument(span)
    .await
}

/// A use case's future on the heap, made in a frame of its own: all of them together would not fit the stack
/// of a thread.
fn apart<F: Future>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    Box::pin(make())
}

fn read<T: serde::de::DeserializeOwned>(name: &str, request: serde_json::Value) -> Result<T> {
    // A command without a request may be called with nothing at all.
    let request = if request.is_null() {
        serde_json::json!({})
    } else {
        request
    };
    serde_json::from_value(request).map_err(|e| unreadable(name, &e))
}

/// A request that is not of its type. What stands in it is not repeated: it may be a passphrase in a wrong place.
pub(crate) fn unreadable(name: &str, error: &serde_json::Error) -> Failure {
    let mut why = error.to_string();
    if let (Some(from), Some(to)) = (why.find("string \""), why.rfind("\", expected"))
        && from < to
    {
        why.replace_range(from + "string".len()..=to, "");
    }
    Failure::new(
        Code::Invalid,
        format!("The request of “{name}” cannot be read: {why}"),
    )
}

fn write<T: Serialize>(name: &str, answer: &T) -> Result<serde_json::Value> {
    serde_json::to_value(answer).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The answer of “{name}” cannot be written: {e}"),
        )
    })
}

commands! {
    /// What can be read from two metres.
    bench(Nothing) -> BenchState = crate::bench::state, anyone;
    /// Looks up what was scanned; never buys.
    scan(Scan) -> ScanResult = crate::bench::scan;
    /// A person says that the next parcel is on a scale that cannot report zero.
    next_parcel(Nothing) -> Nothing = crate::weigh::next_parcel;

    /// Lists orders.
    orders(OrderQuery) -> OrderPage = crate::orders::list;
    /// One order, whole.
    order(OrderRef) -> OrderView = crate::orders::get;
    /// Types an order in, or changes one.
    save_order(OrderDraft) -> OrderView = crate::orders::save;
    /// Puts an order aside, or back into the queue.
    hold_order(HoldOrder) -> OrderView = crate::orders::hold;

    /// Shows how a file of orders would be read; saves nothing.
    import_preview(ImportFile) -> ImportPreview = crate::import::preview;
    /// Imports a file of orders.
    import_orders(ImportFile) -> ImportReport = crate::import::run;
    /// Saved column mappings, and the fields that columns can fill.
    mappings(Nothing) -> MappingsView = crate::import::mappings;
    /// Saves a column mapping.
    save_mapping(SaveMapping) -> SavedMapping = crate::import::save_mapping;
    /// Deletes a column mapping.
    delete_mapping(MappingRef) -> Nothing = crate::import::delete_mapping, manager;
    /// Tracking numbers as a file that the shop imports.
    export_tracking(ExportTracking) -> FileOut = crate::import::export_tracking;

    /// Starts a shipment of an order.
    new_shipment(NewShipment) -> NewShipmentView = crate::ship::start;
    /// Opens a parcel at the scale, or closes it.
    open_parcel(OpenParcel) -> Nothing = crate::weigh::open;
    /// Gives the scale's stable weight, or a typed one, to a parcel.
    weigh(Weigh) -> ParcelWeight = crate::weigh::weigh;
    /// What proves that a parcel's weight was a scale's.
    weight_evidence(ParcelRef) -> WeightEvidence = crate::evidence::weight_evidence;
    /// What proves a parcel's weight, as a JSON file.
    weight_evidence_file(ParcelRef) -> FileOut = crate::evidence::weight_evidence_file;
    /// Asks every account for rates; lines arrive as events.
    rate(RateRequest) -> RateList = crate::rate::rate;
    /// Buys a label, at most once.
    buy(Buy) -> ShipmentView = crate::buy::buy;
    /// Lists shipments, newest first.
    shipments(ShipmentQuery) -> ShipmentPage = crate::shipments::list;
    /// One shipment, whole.
    shipment(ShipmentRef) -> ShipmentView = crate::shipments::get;
    /// Settles a purchase whose outcome is unknown.
    settle(Settle) -> ShipmentView = crate::settle::settle;
    /// Voids a shipment.
    void(VoidShipment) -> ShipmentView = crate::void::void;
    /// Asks the carrier where a shipment is.
    track(ShipmentRef) -> ShipmentView = crate::track::track;
    /// Asks the carriers where all parcels are that are on their way.
    track_all(Nothing) -> TrackedAll = crate::track::track_all;
    /// Tells the carrier what to do with parcels that are on their way.
    instruct(Instruct) -> ShipmentView = crate::instruct::instruct;
    /// Reads what a carrier sent by itself; it is believed only where it proves who sent it.
    hear_news(HearNews) -> HeardNews = crate::news::hear, anyone;
    /// Asks a carrier to tell about an account's parcels by itself, or not to be asked any more.
    set_news(SetNews) -> AccountView = crate::news::set, manager;
    /// Asks the carriers that look addresses up about one.
    check_address(CheckAddress) -> AddressChecks = crate::address::check;
    /// A person has seen that more was charged than shown.
    acknowledge_charge(ShipmentRef) -> ShipmentView = crate::shipments::acknowledge_charge;
    /// Fetches a label that is missing here; never buys.
    label_again(ShipmentRef) -> ShipmentView = crate::settle::label_again;

    /// Prints a shipment's labels.
    print(Print) -> ShipmentView = crate::print::print;
    /// Prints documents of many shipments, in order.
    print_batch(PrintBatch) -> BatchReport = crate::print::print_batch;
    /// Prints a packing slip or a commercial invoice.
    print_document(PrintDocument) -> PrintJobView = crate::print::print_document;
    /// A packing slip or a commercial invoice as a PDF file.
    document_file(PrintDocument) -> FileOut = crate::print::document_file;
    /// Prints what a carrier made besides the labels.
    print_paper(PaperRef) -> PrintJobView = crate::print::print_paper;
    /// The same as a file.
    paper_file(PaperRef) -> FileOut = crate::print::paper_file;
    /// Prints the list of what is handed over to a carrier.
    print_manifest(PrintManifest) -> PrintJobView = crate::print::print_manifest;
    /// The list of what is handed over to a carrier as a PDF file.
    manifest_file(PrintManifest) -> FileOut = crate::print::manifest_file;
    /// What an account bought on a day, and what its carrier was asked to do with it.
    day_end(DayOf) -> DayEnd = crate::day_end::view;
    /// Asks the carrier to take a day's parcels over on a manifest.
    close_day(DayOf) -> DayEnd = crate::day_end::close;
    /// A person says whether a carrier took parcels over.
    settle_manifest(SettleManifest) -> DayEnd = crate::day_end::settle_manifest;
    /// The papers of a manifest as files.
    manifest_papers(ManifestRef) -> ManifestPapers = crate::day_end::papers;
    /// Prints the papers of a manifest.
    print_manifest_papers(ManifestRef) -> PrintQueueView = crate::day_end::print;
    /// Orders a driver for a day's parcels, at most once.
    order_pickup(OrderPickup) -> DayEnd = crate::day_end::order_pickup;
    /// Takes the order for a driver back.
    cancel_pickup(PickupRef) -> DayEnd = crate::day_end::cancel_pickup;
    /// A person says whether a driver comes.
    settle_pickup(SettlePickup) -> DayEnd = crate::day_end::settle_pickup;
    /// A person says whether a label is on paper.
    confirm_print(ConfirmPrint) -> PrintJobView = crate::print::confirm;
    /// What waits at each printer.
    print_queue(Nothing) -> PrintQueueView = crate::print::queue_view;
    /// Puts a waiting print job aside.
    hold_print(JobRef) -> PrintJobView = crate::print::hold;
    /// Takes a print job up again that was put aside.
    release_print(JobRef) -> PrintJobView = crate::print::release;
    /// Gives up a print job that has not begun.
    cancel_print(JobRef) -> PrintJobView = crate::print::cancel;
    /// Gives a waiting print job another place in its queue.
    move_print(MovePrint) -> PrintQueueView = crate::print::move_job;
    /// Holds a printer's queue, or lets it go on.
    hold_printer(HoldPrinter) -> PrintQueueView = crate::print::hold_printer;
    /// Exactly the dots that will print.
    preview_label(PreviewLabel) -> LabelPreview = crate::print::preview;
    /// Keeps how a carrier's labels are laid on a printer's stock.
    set_fit(SetFit) -> LabelPreview = crate::print::set_fit;
    /// A label as a file: as it is stored, or in another format.
    label_file(LabelFile) -> FileOut = crate::print::label_file;
    /// Prints a page that proves that a printer works.
    test_print(TestPrint) -> PrintJobView = crate::print::test_page;
    /// A printer's owner says whether its test page came out right.
    confirm_test_print(ConfirmTestPrint) -> DevicesView = crate::printers::confirm_test_print;

    /// Settings, addresses and boxes.
    settings(Nothing) -> SettingsView = crate::settings::get, anyone;
    /// Saves plain settings.
    save_settings(Settings) -> SettingsView = crate::settings::save, manager;
    /// Saves a ship-from address.
    save_address(ShipFromDraft) -> SettingsView = crate::settings::save_address, manager;
    /// Deletes a ship-from address.
    delete_address(AddressRef) -> SettingsView = crate::settings::delete_address, manager;
    /// Saves a box.
    save_box(BoxDraft) -> SettingsView = crate::settings::save_box, manager;
    /// Deletes a box.
    delete_box(BoxRef) -> SettingsView = crate::settings::delete_box, manager;

    /// Carriers and accounts.
    accounts(Nothing) -> AccountsView = crate::accounts::list;
    /// Saves an account.
    save_account(AccountDraft) -> AccountView = crate::accounts::save, manager;
    /// Deletes an account; its shipments stay.
    delete_account(AccountRef) -> Nothing = crate::accounts::delete, manager;
    /// Asks an account's carrier something harmless.
    test_account(AccountRef) -> TestResult = crate::accounts::test;
    /// What is wrong with an account's table.
    check_table(CheckTable) -> TableProblems = crate::accounts::check_table;

    /// What is attached, and what is set up.
    devices(Nothing) -> DevicesView = crate::devices::list;
    /// Sets a scale up, or changes one.
    set_scale(SetScale) -> DevicesView = crate::scale::set_scale;
    /// Removes a scale; what lies on it is no parcel's any more.
    remove_scale(ScaleRef) -> DevicesView = crate::scale::remove_scale, manager;
    /// Asks a scale to call its empty pan zero.
    zero_scale(ScaleRef) -> ZeroAnswer = crate::scale::zero_scale;
    /// Finds out which scale is on a line; progress arrives as events.
    detect_scale(DetectScale) -> DetectedView = crate::scale::detect_scale;
    /// Stops looking for a scale.
    stop_detect_scale(Nothing) -> Nothing = crate::scale::stop_detect_scale;
    /// Sets a printer up, or changes one.
    set_printer(SetPrinter) -> DevicesView = crate::printers::set;
    /// Removes a printer; what waits for it fails with nothing sent.
    remove_printer(PrinterRef) -> DevicesView = crate::printers::remove, manager;
    /// Asks what is attached to a port, in every language that can be asked.
    identify_printer(IdentifyPrinter) -> PrinterIdentity = crate::identify::identify_printer;

    /// When each step of a shipment's parcels happened, from scan to paper.
    flight(ShipmentRef) -> FlightView = crate::flight::flight;
    /// How long the steps take, over a time.
    speed(SpeedQuery) -> SpeedView = crate::flight::speed;
    /// Lists calls to carriers, newest first.
    api_calls(ApiCallQuery) -> ApiCallPage = crate::calls::list;
    /// How many calls to carriers there were over a time, how many failed, how long they took.
    call_stats(SpeedQuery) -> CallStats = crate::calls::stats;
    /// One call to a carrier: request, answer, timing.
    api_call(ApiCallRef) -> ApiCallView = crate::calls::get;
    /// What waits for the network, and what was done last.
    deferred(Nothing) -> DeferredList = crate::deferred::list;
    /// Buys a label when the network is back; the order leaves the packing queue.
    buy_later(Buy) -> ShipmentView = crate::deferred::buy_later;
    /// Voids, looks up or fetches a label when the network is back.
    do_later(DoLater) -> ShipmentView = crate::deferred::do_later;
    /// Takes work away that waits and has not begun, or the note about work that is over.
    cancel_deferred(DeferredRef) -> DeferredList = crate::deferred::cancel;
    /// Answers what a purchase asks that waits.
    answer_deferred(AnswerDeferred) -> DeferredList = crate::deferred::answer;
    /// Tries all that waits for the network now.
    try_deferred(Nothing) -> DeferredList = crate::deferred::try_now;
    /// What is done without a person when the network is back, and by when labels are used or voided.
    offline_settings(Nothing) -> OfflineSettings = crate::money::get_settings;
    /// Saves that.
    save_offline_settings(OfflineSettings) -> OfflineSettings = crate::money::save_settings, manager;
    /// Money at risk: what was paid for, or may have been, and is not on its way.
    money_at_risk(Nothing) -> MoneyAtRisk = crate::money::at_risk;
    /// Looks for money at risk now: asks carriers, warns, and voids what the merchant wants voided.
    look_for_risk(Nothing) -> MoneyAtRisk = crate::money::look_now;
    /// Says that money is at risk no more, such as a refund that came.
    see_risk(SeeRisk) -> MoneyAtRisk = crate::money::see, manager;
    /// How near prices from memory came to what was charged.
    estimates(Nothing) -> EstimateReport = crate::remember::report;

    /// Pools of waybill numbers, and what carriers are still to be told.
    pools(Nothing) -> PoolsView = crate::waybills::list;
    /// Sets a pool of waybill numbers up, or changes one.
    save_pool(PoolDraft) -> PoolView = crate::waybills::save, manager;
    /// Uses a pool no more; its numbers stay taken.
    retire_pool(PoolRef) -> PoolsView = crate::waybills::retire, manager;
    /// Shows which numbers a range would have; saves nothing.
    preview_range(PreviewRange) -> RangePreview = crate::waybills::preview_range;
    /// Adds a list of numbers to a pool, or only checks it.
    add_numbers(AddNumbers) -> AddedNumbers = crate::waybills::add_numbers, manager;
    /// Asks the carrier for numbers now.
    reserve_numbers(ReserveNumbers) -> PoolView = crate::waybills::reserve_numbers, manager;
    /// A person says that held numbers may be used.
    release_numbers(ReleaseNumbers) -> PoolView = crate::waybills::release_numbers, manager;
    /// A person says that this bench is a copy, or was copied: every free number is held.
    hold_numbers(Nothing) -> PoolsView = crate::waybills::hold_numbers, manager;
    /// Tells carriers now what they are to be told.
    book_now(Nothing) -> PoolsView = crate::waybills::book_now;
    /// Corrects a shipment whose booking was refused, and books it again.
    rebook(Rebook) -> ShipmentView = crate::waybills::rebook;
    /// Settles a booking whose outcome is unknown.
    settle_booking(SettleBooking) -> ShipmentView = crate::waybills::settle_booking;

    /// What opens this bench.
    keys(Nothing) -> KeysView = crate::safety::keys;
    /// Sets or changes the passphrase; it takes the keychain's place.
    set_passphrase(SetPassphrase) -> KeysView = crate::safety::set_passphrase, manager;
    /// Lets the keychain open the bench, in the passphrase's place.
    use_keychain(WithPassphrase) -> KeysView = crate::safety::use_keychain, manager;
    /// Makes a recovery code and shows it this once.
    new_recovery_code(WithPassphrase) -> RecoveryCodeView = crate::safety::new_recovery_code, manager;
    /// A person enters the recovery code from the paper.
    check_recovery_code(CheckRecoveryCode) -> KeysView = crate::safety::check_recovery_code, manager;
    /// Gives the database a new key: everything is encrypted anew.
    rekey(WithPassphrase) -> Rekeyed = crate::safety::rekey, manager;
    /// The plan of backups and what is there.
    backups(Nothing) -> BackupsView = crate::safety::backups;
    /// Changes when backups are made and where they lie.
    save_backup_plan(BackupPlan) -> BackupsView = crate::safety::save_backup_plan, manager;
    /// Makes a backup now and checks it.
    backup_now(Nothing) -> BackupsView = crate::safety::backup_now;
    /// Checks a backup by restoring it into a scratch folder and opening it there.
    verify_backup(BackupRef) -> BackupVerified = crate::safety::verify_backup;
    /// Puts a backup in the bench's place; what was here is set aside. Needs no open bench.
    restore_backup(BackupRef) -> RestoredView = crate::safety::restore, manager;
    /// What opens the bench and which backups there are. Needs no open bench.
    door(FindBackups) -> DoorView = crate::safety::door;
    /// When and how this bench came back from a copy, and which orders wait for a person's word.
    copied(Nothing) -> CopiedView = crate::copied::view;
    /// A person says whether the twin of a copy has shipped an order, or that it has shipped none.
    answer_copied(AnswerCopied) -> CopiedView = crate::copied::answer, manager;
    /// A person has seen that this bench came back from a copy.
    settle_copied(Nothing) -> CopiedView = crate::copied::settle, manager;

    /// Who may sign in, and who is signed in here.
    people(Nothing) -> PeopleView = crate::people::view, anyone;
    /// Signs a person in with a name and a PIN.
    sign_in(SignIn) -> PeopleView = crate::people::sign_in, anyone;
    /// Signs out.
    sign_out(Nothing) -> PeopleView = crate::people::sign_out, anyone;
    /// Says that whoever is signed in is still there.
    still_here(Nothing) -> Nothing = crate::people::still_here;
    /// A manager allows whoever is signed in one act.
    allow_once(AllowOnce) -> Nothing = crate::people::allow_once;
    /// Changes one's own PIN.
    change_pin(ChangePin) -> PeopleView = crate::people::change_pin;
    /// Saves an operator: the first one must be a manager.
    save_operator(OperatorDraft) -> PeopleView = crate::people::save, manager;
    /// Removes an operator; the records keep the name.
    remove_operator(OperatorRef) -> PeopleView = crate::people::remove, manager;
    /// Says when a person is signed out by itself.
    set_idle(SetIdle) -> PeopleView = crate::people::set_idle, manager;
    /// Looks up who did what.
    records(RecordQuery) -> RecordPage = crate::records::list;
    /// Records as a file.
    export_records(ExportRecords) -> FileOut = crate::records::export;
    /// Checks that no record was changed or removed.
    check_records(Nothing) -> ChainReport = crate::records::check;
    /// For how long things are kept.
    retention(Nothing) -> RetentionView = crate::retention::view;
    /// Sets for how long one kind of thing is kept.
    set_retention(SetRetention) -> RetentionView = crate::retention::set, manager;
    /// Erases now what has been kept for long enough.
    run_retention(Nothing) -> RetentionReport = crate::retention::run, manager;
    /// Erases an order's personal data; numbers, charges and states stay.
    erase_order(EraseOrder) -> OrderView = crate::erase::erase_order, manager;
    /// Looks whether the bench is well.
    doctor(Nothing) -> DoctorReport = crate::doctor::look, anyone;
    /// Mends what can be mended without risk, and looks again.
    mend(Nothing) -> DoctorReport = crate::doctor::mend;
    /// What a helper needs to see, without secrets or personal data, as a ZIP file.
    doctor_bundle(Nothing) -> FileOut = crate::doctor::bundle;
}

/// What a command is for and who may run it; `None` when there is no such command.
pub(crate) fn info(name: &str) -> Option<&'static CommandInfo> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Walks the commands' types.
pub(super) trait CommandVisitor {
    /// One command.
    fn command(&mut self, name: &str, about: &str, request: &dyn AnyType, answer: &dyn AnyType);
}

/// A type, for the TypeScript export.
pub(super) trait AnyType {
    /// How TypeScript refers to it.
    fn name(&self) -> String;
    /// Declares it and all it is made of into `out`, by name.
    fn declare(&self, out: &mut std::collections::BTreeMap<String, String>);
}

struct TypeOf<T>(std::marker::PhantomData<T>);

impl<T> TypeOf<T> {
    fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T: ts_rs::TS + 'static> AnyType for TypeOf<T> {
    fn name(&self) -> String {
        T::name(&ts_rs::Config::default())
    }

    fn declare(&self, out: &mut std::collections::BTreeMap<String, String>) {
        super::typescript::declare::<T>(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_wrong_place_is_not_repeated() {
        let wrong = serde_json::json!({ "passphrase": { "is": "hush \"hush\"" } });
        let error = serde_json::from_value::<OpenBench>(wrong).expect_err("a map");
        assert!(
            unreadable("open_bench", &error)
                .text
                .contains("invalid type: map")
        );
        let wrong = serde_json::json!("hush \"hush\", expected hush");
        let error = serde_json::from_value::<OpenBench>(wrong).expect_err("a text");
        let text = unreadable("open_bench", &error).text;
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("invalid type: string, expected"), "{text}");
    }
}
