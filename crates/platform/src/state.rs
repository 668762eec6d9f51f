//! What every handler and job of the platform can reach.

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::FromRef;
use hashlist::{KnownHashes, List, ListHead};
use service::accounts::Staffing;
use service::opening::RaiseOpenings;
use service::oversight::four_eyes::FourEyes;
use service::rights::Erase;
use service::{Env, Failure, Lang, Node, Sandbox, Site, StartError, Texts};
use tokio::sync::Mutex;
use vault::Vault;

use crate::config::Config;
use crate::db::hash_lists;
use crate::digests::Digests;
use crate::filing::client::Client;
use crate::filing::content::Reporting;
use crate::lists::{self, Found};

/// The platform's parts. Cheap to clone.
#[derive(Clone)]
pub struct State {
    pub(crate) node: Node,
    pub(crate) site: Site,
    pub(crate) vault: Vault,
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) reporting: Reporting,
    pub(crate) config: Arc<Config>,
    lists: Arc<RwLock<Arc<KnownHashes>>>,
    reloading: Arc<Mutex<()>>,
}

impl FromRef<State> for Site {
    fn from_ref(state: &State) -> Self {
        state.site.clone()
    }
}

impl State {
    /// Opens the vault beside the database and loads the hash lists in use.
    pub(crate) async fn open(node: Node, config: Config, env: &Env) -> Result<Self, StartError> {
        let texts = texts().map_err(|error| StartError::other(&error))?;
        let vault = open_vault(&node, &config).await?;
        let state = Self {
            site: Site::new(
                &node,
                &config.node,
                texts,
                crate::pages::nav,
                FourEyes::new().with::<Erase<Self>>().with::<RaiseOpenings<Self>>().shown_by::<Self>(),
                Staffing::of::<Self>(),
            )?,
            vault,
            sandbox: env.sandbox.clone(),
            client: Client::new(&config.node, &config.clearinghouse)?,
            reporting: Reporting::new(&config)?,
            lists: Arc::default(),
            reloading: Arc::default(),
            config: Arc::new(config),
            node,
        };
        state.reload_lists().await.map_err(|error| StartError::other(&error))?;
        Ok(state)
    }

    /// Loads the version in use of every hash list.
    pub(crate) async fn reload_lists(&self) -> Result<(), Failure> {
        // One at a time: a slower reload would put an older state in place of a newer one.
        let _one_at_a_time = self.reloading.lock().await;
        let mut tx = self.node.db().begin_read("load-hash-lists").await?;
        let mut lists = Vec::new();
        for version in hash_lists::list_newest_versions(&mut tx).await? {
            let entries = hash_lists::list_entries(&mut tx, &version.list_name, version.version).await?;
            let head = ListHead {
                name: version.list_name,
                version: version.version.unsigned_abs(),
                source: version.source,
            };
            lists.push(List::new(head, entries).map_err(Failure::broken)?);
        }
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(KnownHashes::new(lists));
        Ok(())
    }

    /// What the hash lists in use say of a file.
    pub(crate) fn look_up(&self, digests: &Digests) -> Vec<Found> {
        let known = self.lists.read().unwrap_or_else(PoisonError::into_inner).clone();
        lists::look_up(&known, digests)
    }
}

async fn open_vault(node: &Node, config: &Config) -> Result<Vault, StartError> {
    let owner = format!("{} at {}", node.role(), config.node.public_url);
    let vault = Vault::open_as(&config.node.data_dir.join("vault"), config.vault.as_ref(), owner).await;
    vault.map_err(|error| StartError::other(&error))
}

/// The texts of the pages.
pub(crate) fn texts() -> Result<Texts, service::TextsError> {
    Texts::new(&[
        (Lang::En, include_str!("../locales/en.ftl")),
        (Lang::Es, include_str!("../locales/es.ftl")),
    ])?
    .with_refusals(include_str!("../locales/refusals.es.toml"))
}
