//! The window's types are those of the station's command list.
//!
//! `cargo xtask gen` sets `PACKBENCH_WRITE_TYPES`, and then this writes the file instead of comparing it.
use std::path::Path;

#[test]
fn the_windows_types_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/backend/types.ts");
    let fresh = pb_station::api::typescript();
    if std::env::var_os("PACKBENCH_WRITE_TYPES").is_some() {
        std::fs::write(&path, &fresh).expect("the window's folder can be written");
    }
    // A checkout may have turned the line ends.
    let there = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        there == fresh,
        "ui/src/backend/types.ts is not fresh: run `make gen` and commit it"
    );
}
