//! Importing 10,000 orders.
use crate::line;
use base64::Engine as _;
use pb_station::{App, AppOptions};
use serde_json::json;
use std::fmt::Write as _;
use std::time::Instant;

const ORDERS: u32 = 10_000;

pub(crate) fn measure() -> anyhow::Result<()> {
    let file = file()?;
    let mut first = Vec::new();
    let mut again = Vec::new();
    for _ in 0..3 {
        let home = tempfile::tempdir()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let app = App::new(AppOptions {
                home: home.path().to_owned(),
                bench: "bench".into(),
                demo: None,
                fonts: journeys::fonts(),
                clock: jiff::Timestamp::now,
                here: journeys::bench::whereabouts(home.path()),
            });
            let failed = |f| anyhow::anyhow!("{f:?}");
            app.call("open_bench", json!({ "passphrase": "bench" }))
                .await
                .map_err(failed)?;
            for times in [&mut first, &mut again] {
                let began = Instant::now();
                let request =
                    json!({ "name": "orders.csv", "base64": file, "mapping": null, "draft": null });
                let report = app.call("import_orders", request).await.map_err(failed)?;
                times.push(began.elapsed());
                let done = report["added"].as_u64().unwrap_or(0)
                    + report["unchanged"].as_u64().unwrap_or(0);
                anyhow::ensure!(done == u64::from(ORDERS), "{report}");
            }
            app.close().await;
            Ok::<_, anyhow::Error>(())
        })?;
    }
    line(
        "import of 10,000 orders, 20,000 lines (3 runs)",
        first,
        "under 2 s",
    );
    line("the same file again: nothing changes (3 runs)", again, "");
    Ok(())
}

/// A Shopify export of orders with two lines each.
fn file() -> anyhow::Result<String> {
    let mut csv = String::from(
        "Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Total,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status,Billing Name,Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Cancelled at,Id\n",
    );
    for n in 0..ORDERS {
        writeln!(
            csv,
            "#{n},a{n}@example.com,paid,unfulfilled,USD,20.00,5.00,25.00,Standard,2026-11-01 09:59:00 +0000,2,Blue mug {n},10.00,MUG-{n},true,pending,Ana Example,Ana Example {n},{n} Elm Street,{n} Elm Street,Reno,'89501,NV,US,+17755550123,,,{n}"
        )?;
        writeln!(
            csv,
            "#{n},a{n}@example.com,,,,,,,,2026-11-01 09:59:00 +0000,1,Red mug,5.00,RED-{n},true,pending,,,,,,,,,,,,"
        )?;
    }
    Ok(base64::engine::general_purpose::STANDARD.encode(csv))
}
