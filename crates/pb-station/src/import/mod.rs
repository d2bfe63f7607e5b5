//! temporary
use crate::Station;
use crate::api::*;
pub(crate) fn differences(_: &pb_domain::ImportedOrder, _: &pb_domain::ImportedOrder) -> Vec<Difference> { Vec::new() }
pub(crate) async fn preview(_: &Station, _: ImportFile) -> Result<ImportPreview> { unimplemented!() }
pub(crate) async fn run(_: &Station, _: ImportFile) -> Result<ImportReport> { unimplemented!() }
pub(crate) async fn mappings(_: &Station, _: Nothing) -> Result<MappingsView> { unimplemented!() }
pub(crate) async fn save_mapping(_: &Station, _: SaveMapping) -> Result<SavedMapping> { unimplemented!() }
pub(crate) async fn delete_mapping(_: &Station, _: MappingRef) -> Result<Nothing> { unimplemented!() }
pub(crate) async fn export_tracking(_: &Station, _: ExportTracking) -> Result<FileOut> { unimplemented!() }
