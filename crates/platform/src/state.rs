//! What every handler and job of the platform can reach.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::FromRef;
use jiff::tz::TimeZone;
use service::accounts::Staffing;
use service::near_files::NearFiles;
use service::opening::RaiseOpenings;
use service::oversight::four_eyes::FourEyes;
use service::rights::{Erase, EraseDue};
use service::webhook::WebhookConfig;
use service::{ConfigError, Env, Failure, Lang, Node, Sandbox, Site, StartError, Texts};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use vault::Vault;
use wire::note::NoteSigner;

use crate::actions::ByHand;
use crate::config::{ClearinghouseConfig, Config};
use crate::db::{destinations, hash_lists, withdrawals};
use crate::destination::{Clearinghouse, Destination};
use crate::digests::Digests;
use crate::duties::Duties;
use crate::filing::client::Client;
use crate::filing::content::Reporting;
use crate::hold_basis;
use crate::list_files;
use crate::lists::{Found, InUse};
use crate::notices::client::NoticeClient;
use crate::objects::Sources;
use crate::policies;
use crate::practice::Practice;
use crate::reasons::Reasons;
use crate::verdict::Teller;

/// The platform's parts. Cheap to clone.
#[derive(Clone)]
pub struct State {
    pub(crate) node: Node,
    pub(crate) site: Site,
    pub(crate) vault: Vault,
    pub(crate) sandbox: Sandbox,
    /// The prints of all uploads kept.
    pub(crate) near_files: NearFiles,
    /// Speaks to the clearinghouse; none where no program sends reports.
    pub(crate) client: Option<Client>,
    pub(crate) reporting: Reporting,
    pub(crate) config: Arc<Config>,
    /// Where objects are fetched that the application's store announces.
    pub(crate) sources: Arc<Sources>,
    /// Whom the look-up of an upload is told, where somebody is configured.
    pub(crate) teller: Option<Teller>,
    /// Whom the node tells what to preserve, where somebody is configured.
    pub(crate) holder: Option<Teller>,
    /// Whom the node tells what was decided on an appeal, where somebody is configured.
    pub(crate) appeals: Option<Teller>,
    /// Whom the node tells once a day what nobody has acknowledged, where somebody is configured.
    pub(crate) reminded: Option<Teller>,
    /// What a statement of reasons says.
    pub(crate) reasons: Arc<Reasons>,
    /// To whom notices under article 18 are sent, where somebody is configured.
    pub(crate) notices: Option<NoticeClient>,
    /// Signs evidence packages.
    pub(crate) signer: Arc<NoteSigner>,
    /// Whom laws command or allow to tell.
    pub(crate) duties: Arc<Duties>,
    /// What is practised at a sandbox.
    pub(crate) practice: Arc<Practice>,
    /// By whose days a legal basis is in force and hits are counted.
    pub(crate) zone: TimeZone,
    lists: Arc<RwLock<Arc<InUse>>>,
    reloading: Arc<Mutex<()>>,
    /// Held by the import that is under way.
    pub(crate) importing: Arc<Mutex<()>>,
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
        if let Some(company) = &config.platform.company {
            company.check()?;
        }
        policies::check(&config.platform.policy)?;
        hold_basis::check(&config.platform.hold_policy)?;
        config.check()?;
        node.count_days_by(config.node.clock_of(&config.node.opening.country)?);
        let vault = open_vault(&node, &config).await?;
        let state = Self {
            site: Site::new(
                &node,
                &config.node,
                texts,
                crate::pages::nav,
                FourEyes::new()
                    .with::<Erase<Self>>()
                    .with::<EraseDue<Self>>()
                    .with::<RaiseOpenings<Self>>()
                    .shown_by::<Self>(),
                Staffing::of::<Self>(),
            )?
            .marked(config.destination().map_or("destination-mark-none", Destination::mark)),
            vault,
            sandbox: env.sandbox.clone(),
            near_files: NearFiles::default(),
            client: config.clearinghouse.as_ref().map(|to| Client::new(&config.node, to)).transpose()?,
            reporting: Reporting::new(&config)?,
            sources: Arc::new(Sources::open(&config.platform.object_source)?),
            teller: teller(&config, config.platform.verdict_webhook.as_ref(), "platform.verdict_webhook")?,
            holder: teller(&config, config.platform.hold_webhook.as_ref(), "platform.hold_webhook")?,
            appeals: teller(&config, config.platform.appeal_webhook.as_ref(), "platform.appeal_webhook")?,
            reminded: teller(
                &config,
                config.platform.unacknowledged_webhook.as_ref(),
                "platform.unacknowledged_webhook",
            )?,
            reasons: Arc::new(Reasons::built_in()?),
            notices: notices(&config)?,
            signer: Arc::new(signer(&config, env)?),
            duties: Arc::new(Duties::built_in()?),
            practice: Arc::new(Practice::built_in()?),
            lists: Arc::default(),
            reloading: Arc::default(),
            importing: Arc::default(),
            // the configuration is checked: there is such a zone
            zone: TimeZone::get(&config.node.time_zone).unwrap_or(TimeZone::UTC),
            config: Arc::new(config),
            node,
        };
        state.check_credentials().await?;
        state.reload_lists().await.map_err(|error| StartError::other(&error))?;
        list_files::sweep(&state).await.map_err(|error| StartError::other(&error))?;
        Ok(state)
    }

    /// The keyed digest of credentials at a clearinghouse.
    pub(crate) fn credential(&self, clearinghouse: &ClearinghouseConfig) -> String {
        self.node.columns().blind("destination-credential", &clearinghouse.credentials())
    }

    /// Refuses to start a sandbox with credentials that answered in production: what is practised would be sent under them, and a stand-in would see
    /// them.
    async fn check_credentials(&self) -> Result<(), StartError> {
        let clearinghouse = self.config.clearinghouse.as_ref();
        let Some(sandbox) = clearinghouse.filter(|to| to.destination == Destination::Sandbox) else {
            return Ok(());
        };
        let mut tx = self.node.db().begin_read("find-credential").await?;
        match destinations::find_credential(&mut tx, &self.credential(sandbox)).await? {
            None => Ok(()),
            Some(address) => {
                let what = format!(
                    "is the one that answered in production at {address}; give the sandbox credentials of its own"
                );
                Err(ConfigError::setting("clearinghouse.password", what).into())
            }
        }
    }

    /// Takes the version in use of every hash list into use, without what was withdrawn. The files are mapped, not read, and look-ups go on in the
    /// lists before until these stand in their place.
    pub(crate) async fn reload_lists(&self) -> Result<(), Failure> {
        // One at a time: a slower reload would put an older state in place of a newer one.
        let _one_at_a_time = self.reloading.lock().await;
        let mut tx = self.node.db().begin_read("load-hash-lists").await?;
        let versions = hash_lists::list_newest_versions(&mut tx).await?;
        let withdrawn = withdrawals::list_names_withdrawn(&mut tx).await?;
        drop(tx);
        let mut lists = Vec::new();
        for version in versions {
            lists.extend(list_files::open(self, &version).await?);
        }
        let in_use = Arc::new(InUse::new(lists, withdrawn));
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = in_use;
        Ok(())
    }

    /// The clearinghouse that reports go to; none where they are carried by hand.
    pub(crate) fn clearinghouse(&self) -> Option<Clearinghouse> {
        self.client.as_ref().map(Client::clearinghouse)
    }

    /// Who speaks to it.
    ///
    /// # Errors
    /// Conflict where there is none.
    pub(crate) fn require_client(&self) -> Result<&Client, Failure> {
        self.client.as_ref().ok_or_else(|| {
            Failure::conflict(
                "no clearinghouse is configured: no program sends reports, each is carried by hand",
            )
        })
    }

    /// How reports are carried by hand; none where a program sends them.
    pub(crate) fn by_hand(&self) -> Option<ByHand> {
        self.client.is_none().then(|| ByHand { config: self.config.clone() })
    }

    /// Where the index files of hash lists lie.
    pub(crate) fn lists_folder(&self) -> PathBuf {
        self.config.node.data_dir.join("hash-lists")
    }

    /// The hash lists in use.
    pub(crate) fn lists(&self) -> Arc<InUse> {
        self.lists.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the hash lists in use say of a file: off the threads that answer requests, since a video asks for thousands of hashes.
    pub(crate) async fn look_up(&self, digests: &Digests) -> Result<Vec<Found>, Failure> {
        let (in_use, digests) = (self.lists(), digests.clone());
        spawn_blocking(move || in_use.look_up(&digests)).await.map_err(Failure::broken)
    }
}

async fn open_vault(node: &Node, config: &Config) -> Result<Vault, StartError> {
    let owner = format!("{} at {}", node.role(), config.node.public_url);
    let vault = Vault::open_as(&config.node.data_dir.join("vault"), config.vault.as_ref(), owner).await;
    vault.map_err(|error| StartError::other(&error))
}

/// Who is told something by a webhook, where one is configured under this setting.
fn teller(
    config: &Config,
    webhook: Option<&WebhookConfig>,
    setting: &'static str,
) -> Result<Option<Teller>, StartError> {
    let Some(webhook) = webhook else { return Ok(None) };
    let webhook = webhook.open(setting)?;
    let client = service::http_client(&config.node, service::webhook::TIMEOUT)?;
    Ok(Some(Teller { client, webhook }))
}

/// The key that signs evidence packages, made at the first start; it bears the node's host.
fn signer(config: &Config, env: &Env) -> Result<NoteSigner, StartError> {
    let url = &config.node.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let signer = service::signing::open(&config.node.data_dir, host, &*env.rng);
    signer.map_err(|error| StartError::other(&error))
}

/// To whom notices are sent, where somebody is configured.
fn notices(config: &Config) -> Result<Option<NoticeClient>, StartError> {
    let recipient = config.platform.notice_recipient.as_ref();
    let destination = config.destination();
    recipient.map(|recipient| NoticeClient::open(&config.node, recipient, destination)).transpose()
}

/// The texts of the pages.
pub(crate) fn texts() -> Result<Texts, service::TextsError> {
    Texts::new(&[
        (Lang::En, include_str!("../locales/en.ftl")),
        (Lang::Es, include_str!("../locales/es.ftl")),
    ])?
    .with_refusals(include_str!("../locales/refusals.es.toml"))
}
