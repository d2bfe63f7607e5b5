//! Everything pushed to the window, as one event.
use pb_station::App;
use pb_station::api::Event;
use std::sync::Arc;
use tauri::{AppHandle, Emitter as _};
use tokio::sync::broadcast::error::RecvError;

/// The name the window listens to.
const NAME: &str = "packbench";

/// Hands the station's events to the window until the station is gone.
pub(crate) async fn forward(station: Arc<App>, window: AppHandle) {
    let mut events = station.events();
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            // The window fell behind and missed some: it is told to read everything anew.
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the window fell behind");
                Event::App {
                    state: station.state().await,
                }
            }
            Err(RecvError::Closed) => return,
        };
        if let Err(problem) = window.emit(NAME, &event) {
            tracing::warn!("an event did not reach the window: {problem}");
        }
    }
}
