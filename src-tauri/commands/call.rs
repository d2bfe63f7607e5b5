//! The one door to the station.
use pb_station::App;
use pb_station::api::Result;
use serde_json::Value;
use std::sync::Arc;
use tauri::State;

/// Runs a command of the station's list by name.
#[tauri::command]
pub(crate) async fn call(
    station: State<'_, Arc<App>>,
    name: String,
    request: Value,
) -> Result<Value> {
    station.call(&name, request).await
}
