//! A carrier's lists of places, kept in memory for a while.

use super::name::Place;
use crate::Cx;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{AccountId, Problem};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// For how many hours a list is taken for what the carrier has.
const HOURS: i64 = 6;
/// Lists at most: the wards of some hundred districts of a few accounts.
const MOST: usize = 2_000;

/// Lists by account. What other credentials or settings brought is another account's.
pub(crate) struct Kept {
    lists: LazyLock<Mutex<HashMap<Key, List>>>,
    hasher: LazyLock<RandomState>,
}

type Key = (AccountId, u64, String);

struct List {
    fetched_at: Timestamp,
    places: Arc<[Place]>,
}

impl List {
    fn is_good(&self, now: Timestamp) -> bool {
        let until = self.fetched_at.checked_add(HOURS.hours());
        self.fetched_at <= now && until.is_ok_and(|until| now < until)
    }
}

impl Kept {
    /// Nothing yet.
    pub(crate) const fn new() -> Self {
        Self {
            lists: LazyLock::new(Mutex::default),
            hasher: LazyLock::new(RandomState::new),
        }
    }

    /// The list of a name, fetched if it is not there or too old; what fails is not kept.
    pub(crate) async fn get(
        &self,
        cx: Cx<'_>,
        name: String,
        fetch: impl Future<Output = Result<Vec<Place>, Problem>> + Send,
    ) -> Result<Arc<[Place]>, Problem> {
        let account = cx.account;
        let credentials = self.hasher.hash_one((&account.secrets, &account.settings));
        let key = (account.id, credentials, name);
        let now = cx.now.timestamp();
        let kept = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = kept().get(&key).filter(|list| list.is_good(now)) {
            return Ok(Arc::clone(&list.places));
        }
        let places: Arc<[Place]> = fetch.await?.into();
        let mut lists = kept();
        if lists.len() >= MOST {
            lists.retain(|_, list| list.is_good(now));
        }
        if lists.len() >= MOST {
            lists.clear();
        }
        let list = List {
            fetched_at: now,
            places: Arc::clone(&places),
        };
        lists.insert(key, list);
        Ok(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, EngineOptions};
    use jiff::Zoned;
    use pb_domain::{Account, ProblemKind};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn account(token: &str) -> Account {
        Account {
            id: AccountId(uuid::Uuid::nil()),
            carrier: "any".to_owned(),
            name: "Main".to_owned(),
            enabled: true,
            settings: [].into(),
            secrets: [("token".to_owned(), token.to_owned())].into(),
            table: None,
        }
    }

    #[tokio::test]
    async fn a_list_is_fetched_once_until_it_is_old_and_per_credentials() {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let engine = Engine::new(EngineOptions::default()).expect("an engine");
        let (kept, fetched) = (Kept::new(), AtomicUsize::new(0));
        let begin: Zoned = "2026-11-27T10:00:00+07:00[+07:00]".parse().expect("a time");
        let ask = async |token: &str, hours: i64, works: bool| {
            let (account, now) = (account(token), &begin + hours.hours());
            let cx = Cx {
                account: &account,
                engine: &engine,
                now: &now,
            };
            let fetch = async {
                let count = fetched.fetch_add(1, Ordering::SeqCst) + 1;
                let place = Place {
                    id: count.to_string(),
                    name: "Hà Nội".to_owned(),
                    also: Vec::new(),
                };
                works
                    .then(|| vec![place])
                    .ok_or_else(|| Problem::new(ProblemKind::Unavailable, "down"))
            };
            let list = kept.get(cx, "provinces".to_owned(), fetch).await;
            list.map(|places| places[0].id.clone()).ok()
        };
        assert_eq!(ask("a", 0, false).await, None, "a failure is not kept");
        assert_eq!(ask("a", 0, true).await.as_deref(), Some("2"));
        assert_eq!(ask("a", 5, true).await.as_deref(), Some("2"));
        assert_eq!(ask("b", 5, true).await.as_deref(), Some("3"));
        assert_eq!(ask("a", 6, true).await.as_deref(), Some("4"));
        assert_eq!(
            ask("a", 0, true).await.as_deref(),
            Some("5"),
            "from the future"
        );
    }
}
