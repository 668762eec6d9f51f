//! What handlers and jobs share.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use hashlist::{KnownHashes, PictureHash};
use model::hours::Weekly;
use service::accounts::Staffing;
use service::near_files::NearFiles;
use service::opening::{OpeningConfig, RaiseOpenings};
use service::oversight::four_eyes::FourEyes;
use service::rights::Erase;
use service::triage::Listed;
use service::{Concern, Env, Lang, Node, Sandbox, Site, StartError, Texts};
use vault::Vault;
use wire::note::NoteSigner;
use wire::package::sealed::RecipientSecret;

use crate::actions::release_protection::ReleaseProtection;
use crate::actions::undo_import::UndoWorkedImport;
use crate::config::{AgencyConfig, ClearinghouseConfig, Config, HashSourceConfig};
use crate::country::{AllocationTable, Routing, Sources};
use crate::db::files::FileRow;
use crate::enrichment::OperatorTable;
use crate::hash_sharing::order::HashOrder;
use crate::hash_sharing::prints::ListedPrints;
use crate::near_videos::{NearVideos, VideoPrint};
use crate::rota::{self, RotaMember};
use crate::scoring::WeightFile;
use crate::{known_lists, tip_key};

/// How long an agency may take to answer; a package gets more, by its size.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The texts of this role's pages.
pub(crate) const TEXTS: [(Lang, &str); 2] =
    [(Lang::En, include_str!("../locales/en.ftl")), (Lang::Es, include_str!("../locales/es.ftl"))];

/// What this role's refusals say in Spanish.
const REFUSALS: &str = include_str!("../locales/refusals.es.toml");

/// What handlers and jobs share. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    node: Node,
    site: Site,
    /// What pages say, and summaries in packages.
    texts: Texts,
    vault: Vault,
    sandbox: Sandbox,
    /// The prints of all files kept.
    near_files: NearFiles,
    near_videos: NearVideos,
    listed_prints: ListedPrints,
    sources: Sources,
    /// By what rules countries are proposed.
    routing: Routing,
    /// The lists of known hashes.
    known: KnownHashes,
    /// Weights that the configuration proposes.
    weight_file: Option<WeightFile>,
    signer: NoteSigner,
    /// Opens what the public form seals.
    tip_secret: RecipientSecret,
    /// When somebody reads tips, as reporters are told.
    reading: Weekly,
    settings: ClearinghouseConfig,
    opening: OpeningConfig,
    agencies: Vec<AgencyConfig>,
    /// Who is called for a Band A alarm.
    rota: Vec<RotaMember>,
    /// Where this node is reached, without a slash at its end.
    public_url: String,
    /// In which order hash lists change.
    hash_order: HashOrder,
    hash_sources: Vec<HashSourceConfig>,
    http: reqwest::Client,
}

impl State {
    /// Opens the vault, the keys and the tables that the configuration names.
    pub(crate) async fn open(node: Node, config: Config, env: &Env) -> Result<Self, StartError> {
        let texts = Texts::new(&TEXTS).and_then(|texts| texts.with_refusals(REFUSALS));
        let texts = texts.map_err(|error| StartError::other(&error))?;
        let four_eyes = FourEyes::new()
            .with::<Erase<Self>>()
            .with::<RaiseOpenings<Self>>()
            .with::<ReleaseProtection>()
            .with::<UndoWorkedImport>()
            .shown_by::<Self>();
        let nav = crate::pages::nav;
        let site = Site::new(&node, &config.node, texts.clone(), nav, four_eyes, Staffing::of::<Self>())?;
        let owner = format!("{} at {}", node.role(), config.node.public_url);
        let vault = Vault::open_as(&config.node.data_dir.join("vault"), config.vault.as_ref(), owner).await;
        let vault = vault.map_err(|error| StartError::other(&error))?;
        let signer = service::signing::open(&config.node.data_dir, &config.signer_name(), &*env.rng)
            .map_err(|error| StartError::other(&error))?;
        let tip_secret = tip_key::open(&config.tips, &node)?;
        let reading = config.tips.weekly()?;
        let table = config.clearinghouse.allocations.as_deref().map(AllocationTable::load).transpose();
        let operators = config.clearinghouse.operators.as_deref().map(OperatorTable::load).transpose();
        let sources = Sources::new(
            table.map_err(|error| StartError::other(&error))?,
            operators.map_err(|error| StartError::other(&error))?,
        );
        let routing = Routing::load(config.clearinghouse.routing.as_deref());
        let routing = routing.map_err(|error| StartError::other(&error))?;
        let http = service::http_client(&config.node, PATIENCE)?;
        let rota = rota::open(&config.clearinghouse.rota)?;
        let opening = opening_config(&config);
        node.count_days_by(config.node.clock_of(&opening.country)?);
        let hash_order = HashOrder::resume(&node).await.map_err(|failure| StartError::other(&failure))?;
        // in practice nobody is in danger
        let calls_nobody = rota.is_empty() && config.node.practice.is_none();
        let site = if calls_nobody { site.concerned(Concern::NobodyIsCalled) } else { site };
        Ok(Self(Arc::new(Inner {
            node,
            site,
            texts,
            vault,
            sandbox: env.sandbox.clone(),
            near_files: NearFiles::default(),
            near_videos: NearVideos::default(),
            listed_prints: ListedPrints::default(),
            sources,
            routing,
            known: known_lists::open(&config.clearinghouse.hash_list)?,
            weight_file: WeightFile::of(
                "clearinghouse.weights",
                config.clearinghouse.weights.as_deref(),
                config.clearinghouse.weights_key.as_deref(),
            )?,
            signer,
            tip_secret,
            reading,
            opening,
            settings: config.clearinghouse,
            agencies: config.agency,
            hash_order,
            hash_sources: config.hash_source,
            rota,
            public_url: config.node.public_url.trim_end_matches('/').to_owned(),
            http,
        })))
    }

    pub(crate) fn node(&self) -> &Node {
        &self.0.node
    }

    pub(crate) fn texts(&self) -> &Texts {
        &self.0.texts
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.0.sandbox
    }

    pub(crate) fn near_files(&self) -> &NearFiles {
        &self.0.near_files
    }

    pub(crate) fn near_videos(&self) -> &NearVideos {
        &self.0.near_videos
    }

    pub(crate) fn listed_prints(&self) -> &ListedPrints {
        &self.0.listed_prints
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.0.sources
    }

    pub(crate) fn routing(&self) -> &Routing {
        &self.0.routing
    }

    /// The lists of known hashes that have a file.
    pub(crate) fn listed(
        &self,
        file: &FileRow,
        pictures: &[PictureHash],
        video: Option<&VideoPrint>,
    ) -> Vec<Listed> {
        known_lists::of_files(&self.0.known, file, pictures, video)
    }

    pub(crate) fn weight_file(&self) -> Option<&WeightFile> {
        self.0.weight_file.as_ref()
    }

    pub(crate) fn signer(&self) -> &NoteSigner {
        &self.0.signer
    }

    pub(crate) fn tip_secret(&self) -> &RecipientSecret {
        &self.0.tip_secret
    }

    pub(crate) fn reading(&self) -> &Weekly {
        &self.0.reading
    }

    pub(crate) fn settings(&self) -> &ClearinghouseConfig {
        &self.0.settings
    }

    pub(crate) fn opening(&self) -> &OpeningConfig {
        &self.0.opening
    }

    pub(crate) fn agencies(&self) -> &[AgencyConfig] {
        &self.0.agencies
    }

    pub(crate) fn find_agency(&self, code: &str) -> Option<&AgencyConfig> {
        self.0.agencies.iter().find(|agency| agency.code == code)
    }

    /// Who is called for a Band A alarm, in this order.
    pub(crate) fn rota(&self) -> &[RotaMember] {
        &self.0.rota
    }

    /// Where this node is reached, without a slash at its end.
    pub(crate) fn public_url(&self) -> &str {
        &self.0.public_url
    }

    pub(crate) fn hash_order(&self) -> &HashOrder {
        &self.0.hash_order
    }

    pub(crate) fn hash_sources(&self) -> &[HashSourceConfig] {
        &self.0.hash_sources
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }
}

/// The rule on opening files is that of the clearinghouse's own country, unless `[node.opening]` names another.
fn opening_config(config: &Config) -> OpeningConfig {
    let mut opening = config.node.opening.clone();
    if opening.country.is_empty() {
        opening.country.clone_from(&config.clearinghouse.country);
    }
    opening
}

impl FromRef<State> for Site {
    fn from_ref(state: &State) -> Self {
        state.0.site.clone()
    }
}
