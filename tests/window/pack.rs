//! The main job in the real window, by keyboard alone: scan, weigh, buy, print.
use fantoccini::key::Key;
use journeys::Driver;

#[tokio::test]
async fn a_scan_and_two_enters_by_a_person_give_a_printed_label() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.click("welcome-demo").await?;
    window.find("queue-row[data-order=\"#1001\"]").await?;

    // A scanner ends with Enter, and a nervous one sends it twice: the order opens, no more.
    window.scan("#1001").await?;
    window.scan("").await?;
    window.wait_text("packing", "#1001").await?;
    window
        .wait_text("order-side", "Stoneware mug - Blue")
        .await?;
    window.find("packing[data-step=parcel]").await?;

    // A person's first Enter weighs and asks for rates, and the rule chooses; the second one buys.
    window.weigh().await?;
    window.find("packing[data-step=confirm]").await?;
    assert!(!window.has("bought").await?, "one Enter never buys");
    window.press(Key::Enter).await?;
    window.find("bought").await?;
    let number = window.find("tracking-number").await?.text().await?;
    assert!(
        !number.trim().is_empty(),
        "what is bought has a tracking number"
    );
    window.find("print-job[data-state=printed]").await?;

    // The order has left the queue, and its label finds its shipment.
    window.press(Key::Enter).await?;
    window.wait_gone("packing").await?;
    window.wait_gone("queue-row[data-order=\"#1001\"]").await?;
    window.scan(&number).await?;
    window.wait_text("timeline", "rinted").await?;
    window.wait_text("tracking-number", &number).await?;
    assert_eq!(
        window.refused().await?,
        [""; 0],
        "the window's policy refused something"
    );
    driver.close(window).await
}
