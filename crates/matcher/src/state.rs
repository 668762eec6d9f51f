//! What every handler can reach.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use service::{Action, Env, Node, Sandbox, StartError};
use tokio::sync::{Mutex, Notify, Semaphore};

use crate::coin::Coin;
use crate::config::Config;
use crate::db::{banks, contents, types};
use crate::keys::{Caller, Keys};
use crate::refusal::Refusal;
use crate::shelf::bank::Bank;
use crate::shelf::lists::{self, Stamp};
use crate::shelf::{Shelf, Shelves};
use crate::tally::Tally;

/// The state of a matcher, shared by all handlers.
pub(crate) type Shared = Arc<Inner>;

pub(crate) struct Inner {
    pub(crate) node: Node,
    pub(crate) config: Config,
    pub(crate) sandbox: Sandbox,
    pub(crate) keys: Keys,
    /// What is looked up.
    pub(crate) shelves: Shelves,
    /// How often each list and bank matched.
    pub(crate) tally: Tally,
    /// Held from before a change of banks is committed until the shelf shows it, so that both tell the same story.
    pub(crate) desk: Mutex<()>,
    /// Room for requests.
    pub(crate) places: Semaphore,
    /// Woken when a bank may have something to build.
    pub(crate) merge: Notify,
    /// Held while lists are looked at.
    pub(crate) reloading: Mutex<()>,
    /// Files of lists that could not be used, with the reason.
    broken: std::sync::Mutex<BTreeMap<usize, (Stamp, String)>>,
    /// Whether others reach it by TLS.
    pub(crate) is_encrypted: bool,
}

impl Inner {
    /// Loads banks and lists.
    ///
    /// # Errors
    /// The database does not answer, or a list cannot be used.
    pub(crate) async fn open(
        node: Node,
        config: Config,
        keys: Keys,
        env: &Env,
    ) -> Result<Shared, StartError> {
        let folder = config.node.data_dir.join("lists");
        std::fs::create_dir_all(&folder)
            .map_err(|error| StartError::File { path: folder.clone(), what: error.to_string() })?;
        let loaded = lists::load_all(&config.matcher.list, &folder).await.map_err(StartError::Other)?;
        let shelf = open_shelf(&node, loaded).await?;
        if let Some(list) = shelf.lists().iter().find(|list| shelf.bank(&list.name).is_some()) {
            let what = format!("a bank is called `{}` too; give the list another name", list.name);
            return Err(service::ConfigError::setting("matcher.list.name", what).into());
        }
        let shared = Arc::new(Self {
            node,
            sandbox: env.sandbox.clone(),
            keys,
            shelves: Shelves::new(shelf),
            tally: Tally::default(),
            desk: Mutex::default(),
            places: Semaphore::new(config.matcher.requests_at_once),
            merge: Notify::new(),
            reloading: Mutex::default(),
            broken: std::sync::Mutex::default(),
            is_encrypted: config.node.public_url.starts_with("https://"),
            config,
        });
        lists::note_all(&shared).await.map_err(|failure| StartError::other(&failure))?;
        Ok(shared)
    }

    /// Runs an action of a caller.
    ///
    /// # Errors
    /// Those of the action, in HMA's shape.
    pub(crate) async fn act<A: Action>(&self, caller: &Caller, action: &A) -> Result<A::Output, Refusal> {
        Ok(self.node.act(&caller.actor, action).await?)
    }

    /// Seconds since 1970.
    pub(crate) fn now_s(&self) -> i64 {
        self.node.clock().now().as_second()
    }

    /// The coin of a look-up, see [`Coin`].
    pub(crate) fn coin(&self, seed: Option<&str>) -> Coin {
        Coin::flip(seed, self.node.rng())
    }

    /// Where indexes of lists are kept, so that a restart need not read the lists.
    pub(crate) fn lists_folder(&self) -> PathBuf {
        self.config.node.data_dir.join("lists")
    }

    /// Whether a `Host` header names this machine, or the address of the configuration.
    pub(crate) fn is_own_name(&self, host: &str) -> bool {
        let name = bare(host);
        let public = self.config.node.public_url.split_once("://").map_or("", |(_, rest)| rest);
        name.eq_ignore_ascii_case("localhost")
            || name.to_ascii_lowercase().ends_with(".localhost")
            || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
            || name.eq_ignore_ascii_case(bare(public.split('/').next().unwrap_or_default()))
    }

    /// The file of a list that could not be used.
    pub(crate) fn broken_list(&self, list_no: usize) -> Option<(Stamp, String)> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).get(&list_no).cloned()
    }

    /// Notes a file of a list that cannot be used, or that all is well again.
    pub(crate) fn set_broken_list(&self, list_no: usize, broken: Option<(Stamp, String)>) {
        let mut known = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        match broken {
            Some(broken) => known.insert(list_no, broken),
            None => known.remove(&list_no),
        };
    }
}

/// A host without its port and brackets.
fn bare(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

async fn open_shelf(node: &Node, loaded: Vec<lists::ListInUse>) -> Result<Shelf, StartError> {
    let mut tx = node.db().begin_read("load-banks").await?;
    let (rows, ratios) = (banks::list(&mut tx).await?, types::list(&mut tx).await?);
    let mut filled = Vec::with_capacity(rows.len());
    for row in rows {
        let signals = contents::list_signals(&mut tx, row.bank_id, 0).await?;
        let disabled = contents::list_disabled(&mut tx, row.bank_id).await?;
        let newest = contents::find_newest(&mut tx, row.bank_id).await?;
        let bank = Bank::new(row.bank_id, row.name, row.enabled_ratio);
        let newest_s = newest.map(jiff::Timestamp::as_second);
        let filling = tokio::task::spawn_blocking(move || bank.filled(signals, disabled, newest_s));
        let bank = filling.await.map_err(|error| StartError::other(&error))?;
        filled.push(bank.map_err(|error| StartError::other(&error))?);
    }
    Ok(Shelf::new(filled, loaded, ratios))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_bared_of_its_port() {
        for (host, name) in [
            ("localhost:9876", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]:9876", "::1"),
            ("[::1]", "::1"),
            ("evil.example:80", "evil.example"),
        ] {
            assert_eq!(bare(host), name);
        }
    }
}
