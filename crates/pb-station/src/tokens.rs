//! Where the engine's access tokens outlive the program: the encrypted database.
use async_trait::async_trait;
use jiff::Timestamp;
use pb_carriers::engine::{AccessToken, TokenStore};
use pb_domain::{Account, AccountId};
use pb_store::{Store, StoreError, StoredToken};
use secrecy::ExposeSecret as _;

/// Keeps tokens in a station's database.
pub(crate) struct KeptTokens {
    pub(crate) store: Store,
    pub(crate) clock: fn() -> Timestamp,
}

#[async_trait]
impl TokenStore for KeptTokens {
    async fn kept(&self, account: AccountId, login: &'static str) -> Option<AccessToken> {
        match self.store.token(account, login).await {
            Ok(kept) => kept.map(|kept| AccessToken {
                token: kept.token.into(),
                refresh_at: kept.refresh_at,
            }),
            Err(error) => {
                tracing::warn!(%error, %account, "a carrier's token cannot be read; it is got anew");
                None
            }
        }
    }

    async fn keep(&self, account: &Account, login: &'static str, token: &AccessToken) {
        let kept = StoredToken {
            token: token.token.expose_secret().to_owned(),
            refresh_at: token.refresh_at,
        };
        if let Err(error) = self.save(account, login, &kept).await {
            tracing::warn!(%error, account = %account.id, "a carrier's token is not kept; the next start logs in again");
        }
    }
}

impl KeptTokens {
    async fn save(
        &self,
        account: &Account,
        login: &str,
        token: &StoredToken,
    ) -> Result<(), StoreError> {
        let mut change = self.store.change((self.clock)()).await?;
        change.save_token(account, login, token).await?;
        change.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_store::DatabaseKey;
    use std::collections::BTreeMap;

    #[tokio::test]
    async fn what_is_kept_is_there_after_the_next_start() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let open = async || {
            let store = Store::open(&path, &DatabaseKey::new([5; 32]), "S1").await;
            KeptTokens {
                store: store.expect("opens"),
                clock: Timestamp::now,
            }
        };
        let account = Account {
            id: AccountId(uuid::Uuid::from_u128(7)),
            carrier: "acme".to_owned(),
            name: "Acme".to_owned(),
            enabled: true,
            settings: BTreeMap::new(),
            secrets: BTreeMap::from([("client_secret".to_owned(), "hush".to_owned())]),
            table: None,
        };
        let tokens = open().await;
        let mut change = tokens.store.change(Timestamp::now()).await.expect("begins");
        change.save_account(&account).await.expect("saves");
        change.commit().await.expect("commits");
        let given = AccessToken {
            token: "pass-1".to_owned().into(),
            refresh_at: "2026-11-27T10:00:00Z".parse().expect("a time"),
        };
        assert!(tokens.kept(account.id, "oauth").await.is_none());
        tokens.keep(&account, "oauth", &given).await;
        tokens.store.close().await;
        let bytes = std::fs::read(&path).expect("the file");
        assert!(
            !bytes.windows(6).any(|w| w == b"pass-1"),
            "encrypted at rest"
        );

        let tokens = open().await;
        let kept = tokens.kept(account.id, "oauth").await.expect("it is there");
        assert_eq!(kept.token.expose_secret(), "pass-1");
        assert_eq!(kept.refresh_at, given.refresh_at);
        tokens.store.close().await;
        let lost = tokens.kept(account.id, "oauth").await;
        assert!(lost.is_none(), "a database that fails only costs a login");
        tokens.keep(&account, "oauth", &given).await;
    }
}
