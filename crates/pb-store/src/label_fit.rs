//! How a carrier's labels are laid on a printer's stock, where an operator corrected it.
use crate::row::{from_json, json};
use crate::{Change, Result, Store};
use pb_domain::{Fit, PrinterId};

impl Store {
    /// The correction for a carrier, as a person knows it, and a printer.
    pub async fn label_fit(&self, carrier: &str, printer: PrinterId) -> Result<Option<Fit>> {
        let fit: Option<String> =
            sqlx::query_scalar("SELECT fit FROM label_fit WHERE carrier = ? AND printer_id = ?")
                .bind(carrier)
                .bind(printer.0)
                .fetch_optional(&self.readers)
                .await?;
        fit.map(|f| from_json("fit", &f)).transpose()
    }
}

impl Change {
    /// Keeps a correction; `None` removes it.
    pub async fn save_label_fit(
        &mut self,
        carrier: &str,
        printer: PrinterId,
        fit: Option<&Fit>,
    ) -> Result<()> {
        match fit {
            Some(fit) => {
                sqlx::query(
                    "INSERT INTO label_fit (carrier, printer_id, fit) VALUES (?, ?, ?)
                     ON CONFLICT (carrier, printer_id) DO UPDATE SET fit = excluded.fit",
                )
                .bind(carrier)
                .bind(printer.0)
                .bind(json("fit", fit)?)
                .execute(self.connection())
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM label_fit WHERE carrier = ? AND printer_id = ?")
                    .bind(carrier)
                    .bind(printer.0)
                    .execute(self.connection())
                    .await?;
            }
        }
        Ok(())
    }

    /// Forgets every correction for a printer.
    pub async fn forget_label_fits(&mut self, printer: PrinterId) -> Result<()> {
        sqlx::query("DELETE FROM label_fit WHERE printer_id = ?")
            .bind(printer.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
