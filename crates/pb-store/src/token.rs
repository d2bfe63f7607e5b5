//! Access tokens of carriers, in this encrypted file alone. They go with the credentials that got them: the
//! table's trigger sees to that.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use jiff::Timestamp;
use pb_domain::{Account, AccountId};

/// An access token. Never shown.
#[derive(Clone)]
pub struct StoredToken {
    /// The token.
    pub token: String,
    /// From when on another is got.
    pub refresh_at: Timestamp,
}

impl std::fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredToken(…, {})", self.refresh_at)
    }
}

impl Store {
    /// The token that an account's login gave last.
    pub async fn token(&self, account: AccountId, login: &str) -> Result<Option<StoredToken>> {
        let row = sqlx::query("SELECT * FROM token WHERE account_id = ? AND login = ?")
            .bind(account.0)
            .bind(login)
            .fetch_optional(&self.readers)
            .await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            let c = Columns(row);
            Ok(StoredToken {
                token: c.text("token")?,
                refresh_at: c.time("refresh_at")?,
            })
        };
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// Keeps the token that an account's login gave, unless the account has other credentials by now, or
    /// was deleted.
    pub async fn save_token(
        &mut self,
        account: &Account,
        login: &str,
        token: &StoredToken,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO token (account_id, login, token, refresh_at)
             SELECT id, ?2, ?3, ?4 FROM account
             WHERE id = ?1 AND deleted = 0 AND secrets = ?5 AND settings = ?6
             ON CONFLICT (account_id, login) DO UPDATE SET token = excluded.token, refresh_at = excluded.refresh_at",
        )
        .bind(account.id.0)
        .bind(login)
        .bind(&token.token)
        .bind(token.refresh_at.to_string())
        .bind(json("secrets", &account.secrets)?)
        .bind(json("settings", &account.settings)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DatabaseKey;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn account(secret: &str) -> Account {
        Account {
            id: AccountId(Uuid::from_u128(7)),
            carrier: "acme".to_owned(),
            name: "Acme".to_owned(),
            enabled: true,
            settings: BTreeMap::from([("site".to_owned(), "1".to_owned())]),
            secrets: BTreeMap::from([("client_secret".to_owned(), secret.to_owned())]),
            table: None,
        }
    }

    async fn keep(store: &Store, account: &Account, token: &str) {
        let kept = StoredToken {
            token: token.to_owned(),
            refresh_at: Timestamp::UNIX_EPOCH,
        };
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        change
            .save_token(account, "oauth", &kept)
            .await
            .expect("saves");
        change.commit().await.expect("commits");
    }

    async fn save(store: &Store, account: &Account) {
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        change.save_account(account).await.expect("saves");
        change.commit().await.expect("commits");
    }

    async fn kept(store: &Store) -> Option<String> {
        let id = account("").id;
        let token = store.token(id, "oauth").await.expect("reads");
        assert!(!format!("{token:?}").contains("pass"));
        assert!(store.token(id, "other").await.expect("reads").is_none());
        token.map(|t| t.token)
    }

    #[tokio::test]
    async fn a_token_goes_with_its_credentials() {
        let dir = tempfile::tempdir().expect("folder");
        let key = DatabaseKey::new([5; 32]);
        let store = Store::open(&dir.path().join("s.db"), &key, "S1")
            .await
            .expect("opens");
        let mut account = account("first");
        keep(&store, &account, "pass-0").await;
        assert_eq!(kept(&store).await, None, "there is no such account");
        save(&store, &account).await;
        keep(&store, &account, "pass-1").await;
        keep(&store, &account, "pass-2").await;
        assert_eq!(kept(&store).await.as_deref(), Some("pass-2"));

        account.name = "Acme two".to_owned();
        save(&store, &account).await;
        assert!(kept(&store).await.is_some(), "a name is no credential");
        let before = account.clone();
        account
            .secrets
            .insert("client_secret".to_owned(), "second".to_owned());
        save(&store, &account).await;
        assert_eq!(kept(&store).await, None);
        keep(&store, &before, "pass-3").await;
        assert_eq!(kept(&store).await, None, "got with credentials of before");

        keep(&store, &account, "pass-4").await;
        account.settings.insert("site".to_owned(), "2".to_owned());
        save(&store, &account).await;
        assert_eq!(kept(&store).await, None, "another site");

        keep(&store, &account, "pass-5").await;
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        change.delete_account(account.id).await.expect("deletes");
        change.commit().await.expect("commits");
        assert_eq!(kept(&store).await, None);
        keep(&store, &account, "pass-6").await;
        assert_eq!(kept(&store).await, None, "nor afterwards");
    }
}
