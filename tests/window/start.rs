//! The first start, the demo, and a bench of one's own that is found again.
use journeys::Driver;

#[tokio::test]
async fn the_first_start_offers_the_demo_and_a_bench_of_ones_own() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.find("welcome-demo").await?;
    window.find("welcome-bench").await?;
    assert_eq!(window.client().title().await?, "Packbench");
    driver.close(window).await
}

#[tokio::test]
async fn the_demo_says_demo_on_every_screen() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.click("welcome-demo").await?;
    for screen in ["go-bench", "go-orders", "go-shipments", "go-settings"] {
        window.click(screen).await?;
        window.wait_text("demo", "DEMO").await?;
    }
    assert_eq!(
        window.refused().await?,
        [""; 0],
        "the window's policy refused something"
    );
    driver.close(window).await
}

#[tokio::test]
async fn a_second_start_gives_way_to_the_first() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.find("welcome-demo").await?;
    assert!(driver.start_again().await?.success());
    window.find("welcome-demo").await?;
    driver.close(window).await
}
