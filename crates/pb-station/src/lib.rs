//! stub
#![forbid(unsafe_code)]
pub mod api;
mod app;
pub use app::{App, AppOptions, DemoBench, DemoSetup};
/// stub
pub struct Station;
macro_rules! stubs { ($($m:ident { $($f:ident($r:ty) -> $a:ty;)+ })+) => { $(mod $m { use crate::api::*; $(pub async fn $f(_: &crate::Station, _: $r) -> Result<$a> { unimplemented!() })+ })+ } }
stubs! {
 bench { state(Nothing) -> BenchState; scan(Scan) -> ScanResult; }
 weigh { next_parcel(Nothing) -> Nothing; open(OpenParcel) -> Nothing; weigh(Weigh) -> ParcelWeight; }
 orders { list(OrderQuery) -> OrderPage; get(OrderRef) -> OrderView; save(OrderDraft) -> OrderView; hold(HoldOrder) -> OrderView; }
 import { preview(ImportFile) -> ImportPreview; run(ImportFile) -> ImportReport; mappings(Nothing) -> MappingsView; save_mapping(SaveMapping) -> SavedMapping; delete_mapping(MappingRef) -> Nothing; export_tracking(ExportTracking) -> FileOut; }
 ship { start(NewShipment) -> NewShipmentView; }
 rate { rate(RateRequest) -> RateList; }
 buy { buy(Buy) -> ShipmentView; }
 shipments { list(ShipmentQuery) -> ShipmentPage; get(ShipmentRef) -> ShipmentView; }
 settle { settle(Settle) -> ShipmentView; label_again(ShipmentRef) -> ShipmentView; }
 void { void(VoidShipment) -> ShipmentView; }
 track { track(ShipmentRef) -> ShipmentView; }
 print { print(Print) -> ShipmentView; confirm(ConfirmPrint) -> PrintJobView; cancel(JobRef) -> PrintJobView; preview(PreviewLabel) -> LabelPreview; label_file(PreviewLabel) -> FileOut; test_page(Nothing) -> PrintJobView; }
 settings { get(Nothing) -> SettingsView; save(Settings) -> SettingsView; save_address(ShipFromDraft) -> SettingsView; delete_address(AddressRef) -> SettingsView; save_box(BoxDraft) -> SettingsView; delete_box(BoxRef) -> SettingsView; }
 accounts { list(Nothing) -> AccountsView; save(AccountDraft) -> AccountView; delete(AccountRef) -> Nothing; test(AccountRef) -> TestResult; check_table(CheckTable) -> TableProblems; }
 devices { list(Nothing) -> DevicesView; set_scale(SetScale) -> DevicesView; set_printer(SetPrinter) -> DevicesView; }
}
