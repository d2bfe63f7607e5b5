//! The desktop shell: one window, one [`App`], and the bridge between them. Nothing else is decided here.
#![forbid(unsafe_code)]

mod commands;
mod events;
mod folders;

use anyhow::Context as _;
use pb_station::{App, AppOptions, Whereabouts};
use std::path::Path;
use std::sync::Arc;
use tauri::{Manager as _, RunEvent, WindowEvent};

/// Opens the window and runs until it is closed.
pub fn run() -> anyhow::Result<()> {
    pb_station::no_core_dumps();
    let home = folders::home()?;
    let _flush_on_exit = pb_station::logs::start(Some(&home), "warn,packbench=info,pb_=info");
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("another TLS provider was installed before ours"))?;

    // Plugins run in this order, and a second start must end before anything is opened.
    let app = tauri::Builder::default()
        .plugin(one_window_per(&home))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::save_file
        ])
        .setup(move |app| {
            let options = AppOptions {
                here: Whereabouts::of_this_user(&home),
                home,
                bench: "bench".to_owned(),
                demo: demo(),
                fonts: folders::fonts(&app.path().resource_dir()?),
                clock: jiff::Timestamp::now,
            };
            let station = Arc::new(App::new(options));
            tauri::async_runtime::spawn(events::forward(
                Arc::clone(&station),
                app.handle().clone(),
            ));
            // A bench that needs no passphrase is open by the time the window asks.
            let opening = Arc::clone(&station);
            tauri::async_runtime::spawn(async move { opening.open_if_unlocked().await });
            app.manage(station);
            Ok(())
        })
        .on_window_event(|window, event| {
            // What is being bought or printed is seen to its end while the window still shows it.
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                let app = window.app_handle().clone();
                tauri::async_runtime::spawn(async move {
                    app.state::<Arc<App>>().close().await;
                    app.exit(0);
                });
            }
        })
        .build(tauri::generate_context!())
        .context("the window could not be made")?;

    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Arc<App>>().close());
        }
    });
    Ok(())
}

/// A second start with the same data shows the first window; one with other data is another bench.
fn one_window_per(home: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(folders::bus_name(home))
        .callback(|app, _arguments, _folder| {
            if let Some(window) = app.get_webview_window("main") {
                // What a window manager refuses here is not worth failing for.
                let _ = window
                    .unminimize()
                    .and_then(|()| window.show())
                    .and_then(|()| window.set_focus());
            }
        })
        .build()
}

#[cfg(feature = "demo")]
fn demo() -> Option<Arc<dyn pb_station::DemoBench>> {
    Some(Arc::new(pb_sim::SimDemo::new(None)))
}

#[cfg(not(feature = "demo"))]
fn demo() -> Option<Arc<dyn pb_station::DemoBench>> {
    None
}
