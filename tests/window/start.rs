//! The first start.
use journeys::Driver;

#[tokio::test]
async fn the_first_start_offers_the_demo_and_a_bench_of_ones_own() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.find("welcome").await?;
    assert_eq!(window.client().title().await?, "Packbench");
    window.close().await
}
