//! The picture of the window that the README shows.
use fantoccini::key::Key;
use journeys::Driver;

/// Takes the picture of a label that was just bought; `make screenshot` says where to keep it.
#[tokio::test]
async fn picture() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.click("welcome-demo").await?;
    window.find("queue-row").await?;
    window.scan("#1003").await?;
    window.find("packing[data-step=parcel]").await?;
    window.weigh().await?;
    window.find("packing[data-step=confirm]").await?;
    window.press(Key::Enter).await?;
    window.find("print-job[data-state=printed]").await?;
    window.find("label-preview").await?;

    let picture = window.picture().await?;
    let seen = image::load_from_memory(&picture)?.to_rgb8();
    assert_eq!(seen.dimensions(), (1280, 800));
    let first = seen.get_pixel(0, 0);
    assert!(seen.pixels().any(|dot| dot != first), "the window is blank");
    if let Some(place) = std::env::var_os("PACKBENCH_PICTURE") {
        std::fs::write(place, picture)?;
    }
    driver.close(window).await
}
