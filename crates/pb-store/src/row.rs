//! Reading and writing values that columns hold as JSON or as a type's canonical word.
use crate::{Result, StoreError};
use pb_domain::{Currency, Money};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row, sqlite::SqliteRow};
use uuid::Uuid;

/// A value as JSON text.
pub(crate) fn json<T: Serialize>(column: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Unreadable {
        column,
        why: e.to_string(),
    })
}

/// A value from JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| StoreError::Unreadable {
        column,
        why: e.to_string(),
    })
}

/// A fieldless enum's word, such as `in_transit`.
pub(crate) fn word<T: Serialize>(column: &'static str, value: &T) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::Unreadable {
            column,
            why: format!("{other} is not a word"),
        }),
        Err(e) => Err(StoreError::Unreadable {
            column,
            why: e.to_string(),
        }),
    }
}

/// Reads columns by name with errors that name the column.
pub(crate) struct Columns<'a>(pub(crate) &'a SqliteRow);

impl Columns<'_> {
    pub(crate) fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<jiff::Timestamp> {
        self.text(column)?
            .parse()
            .map_err(|e: jiff::Error| StoreError::Unreadable {
                column,
                why: e.to_string(),
            })
    }

    pub(crate) fn integer(&self, column: &'static str) -> Result<i64> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn count(&self, column: &'static str) -> Result<u32> {
        let value = self.integer(column)?;
        u32::try_from(value).map_err(|e| StoreError::Unreadable {
            column,
            why: e.to_string(),
        })
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool> {
        Ok(self.integer(column)? != 0)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn id<T>(&self, column: &'static str, make: fn(Uuid) -> T) -> Result<T> {
        Ok(make(self.0.try_get(column)?))
    }

    pub(crate) fn optional_id<T>(
        &self,
        column: &'static str,
        make: fn(Uuid) -> T,
    ) -> Result<Option<T>> {
        Ok(self.0.try_get::<Option<Uuid>, _>(column)?.map(make))
    }

    /// Money in two columns; `None` where it is not known.
    pub(crate) fn money(
        &self,
        minor: &'static str,
        currency: &'static str,
    ) -> Result<Option<Money>> {
        let amount: Option<i64> = self.0.try_get(minor)?;
        let (Some(amount), Some(code)) = (amount, self.optional_text(currency)?) else {
            return Ok(None);
        };
        let code = Currency::from_code(&code).map_err(|e| StoreError::Unreadable {
            column: currency,
            why: e.to_string(),
        })?;
        Ok(Some(Money::new(amount, code)))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        from_json(column, &self.text(column)?)
    }

    pub(crate) fn optional_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>> {
        self.optional_text(column)?
            .map(|t| from_json(column, &t))
            .transpose()
    }

    pub(crate) fn word<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        let text = self.text(column)?;
        serde_json::from_value(serde_json::Value::String(text)).map_err(|e| {
            StoreError::Unreadable {
                column,
                why: e.to_string(),
            }
        })
    }
}
