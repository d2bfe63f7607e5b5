//! A bench of one's own: made with a passphrase, and locked with it from then on.
use journeys::Driver;

#[tokio::test]
async fn a_bench_is_locked_until_its_passphrase_is_given() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;

    let window = driver.open().await?;
    window.click("welcome-bench").await?;
    window.fill("passphrase", "seven blue mugs").await?;
    window.fill("passphrase-again", "seven blue mugs").await?;
    window.click("make-bench").await?;
    window.find("checklist").await?;
    assert!(!window.has("demo").await?, "this is no demo");
    driver.close(window).await?;

    let window = driver.open().await?;
    window.fill("passphrase", "eight blue mugs").await?;
    window.click("unlock").await?;
    // The field is empty again, and the bench is as locked as before.
    window.find("passphrase[aria-invalid=true]").await?;
    window.fill("passphrase", "seven blue mugs").await?;
    window.click("unlock").await?;
    window.find("go-bench").await?;
    driver.close(window).await
}
