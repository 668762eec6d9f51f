//! The police: intake, subjects, disclosure, persons, age and responsibility, tasking, outcomes, tally, press note.
//!
//! A request flows `routes -> pages | api -> actions -> db`; `judged` asks `model` what an age means. The software links, computes and
//! warns; a named officer decides, and every decision can be withdrawn.
#![forbid(unsafe_code)]

mod accounts;
mod actions;
mod alarm;
mod alarms;
mod answers;
mod api;
mod around;
mod asking;
mod breach;
mod claims;
mod clusters;
mod config;
mod connections;
mod contested;
mod country;
mod db;
mod desk;
mod detention;
mod due;
mod evidence;
mod exports;
mod feedback;
mod guard;
mod handover;
mod histories;
mod identified;
mod ids;
mod intake;
mod ip_events;
mod jobs;
mod judged;
mod known_losses;
mod limitation;
mod linking;
mod losses;
mod name_blinds;
mod names;
mod opening;
mod outcomes;
mod pages;
mod paths;
mod permissions;
mod preservation;
mod prosecutor_file;
mod recipients;
mod recounts;
mod relied;
mod retention;
mod reveals;
mod rights;
mod routes;
mod scoring;
mod scrub;
mod seals;
mod search;
mod seen;
mod seized;
mod statistics;
mod stranded;
mod sweep;
mod tasking;
mod together;
mod views;
mod warnings;
mod withdrawal;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::FromRef;
use service::accounts::Staffing;
use service::keys::Ring;
use service::near_files::NearFiles;
use service::opening::OpeningConfig;
use service::triage::WeightFile;
use service::{Env, Lang, Node, Running, Sandbox, Shutdown, Site, StartError, Texts, Worker};
use vault::Vault;
use wire::note::NoteVerifier;
use wire::package::sealed::RecipientSecret;

pub use breach::PoliceRecords;
pub use config::{Config, FeedbackConfig, SenderConfig};
pub use db::MIGRATIONS as SCHEMA;
pub use permissions::{Permission, Role};
pub use routes::routes;

/// The role's name, in logs and file names.
const ROLE: &str = "police";
/// What the pages say.
pub const TEXTS: [(Lang, &str); 2] =
    [(Lang::En, include_str!("../locales/en.ftl")), (Lang::Es, include_str!("../locales/es.ftl"))];
/// What its refusals say in Spanish.
const REFUSALS: &str = include_str!("../locales/refusals.es.toml");

/// What the secret of the recipient key is for, among the role's secrets.
const RECIPIENT: &str = "recipient key 1";

/// What opens packages sealed to the police whose node key this is; its public half is what senders seal to.
pub fn recipient_secret(ring: &Ring) -> RecipientSecret {
    RecipientSecret::derive(&ring.role_secret(RECIPIENT))
}

/// What every handler and job can reach.
#[derive(Clone)]
pub struct Police {
    node: Node,
    site: Site,
    vault: Vault,
    http: reqwest::Client,
    sandbox: Sandbox,
    /// The prints of all files kept.
    near_files: NearFiles,
    /// Whose package is being kept.
    intake_turn: Arc<tokio::sync::Mutex<()>>,
    settings: Arc<Settings>,
}

struct Settings {
    verifiers: Vec<NoteVerifier>,
    /// Opens what is sealed to this node.
    recipient: RecipientSecret,
    /// Names of the senders whose packages are taken unsealed too.
    unsealed: HashSet<String>,
    /// By the name of the sender's key.
    feedback: HashMap<String, FeedbackConfig>,
    small_cell_threshold: i64,
    claim_days: u32,
    reveals_per_day: u32,
    reveal_review_percent: u32,
    agency: Option<String>,
    opening: OpeningConfig,
    /// Where other weights may be proposed.
    weight_file: Option<WeightFile>,
}

impl FromRef<Police> for Site {
    fn from_ref(police: &Police) -> Self {
        police.site.clone()
    }
}

/// Starts the police on their listener.
///
/// # Errors
/// What in the configuration, the files, the database or the network does not allow it, and what to do.
pub async fn start(config: Config, env: Env) -> Result<Running, StartError> {
    config.check()?;
    let police = Police::open(&config, &env).await?;
    sweep::sweep_vault(&police).await.map_err(|error| StartError::other(&error))?;
    connections::fill_blinds(&police).await.map_err(|error| StartError::other(&error))?;
    name_blinds::fill(&police).await.map_err(|error| StartError::other(&error))?;
    clusters::fill(&police).await.map_err(|error| StartError::other(&error))?;
    preservation::fill(&police).await.map_err(|error| StartError::other(&error))?;
    ip_events::fill(&police).await.map_err(|error| StartError::other(&error))?;
    limitation::fill(&police).await.map_err(|error| StartError::other(&error))?;
    let shutdown = Shutdown::new();
    let worker = Worker::new(police.node.clone(), police.clone())
        .with::<jobs::DeliverFeedback>()
        .with::<jobs::RecountReportsJob>()
        .with::<jobs::RescoreReportsJob>()
        .with::<service::rights::RemoveErased<Police>>();
    let scrubber = service::scrub::spawn(police.clone(), config.node.scrub.clone(), shutdown.clone());
    let expiry = service::rights::spawn_expiry::<Police>(police.node.clone(), shutdown.clone());
    let warner = warnings::spawn(police.clone(), shutdown.clone());
    let tasks = vec![worker.spawn(shutdown.clone()), scrubber, expiry, warner];
    let router = routes(config.max_package_bytes).into_router(police.clone());
    service::serve(police.node, &config.node, router, shutdown, tasks).await
}

impl Police {
    async fn open(config: &Config, env: &Env) -> Result<Self, StartError> {
        let node = service::open_node(ROLE, &config.node, env, db::MIGRATIONS).await?;
        node.count_days_by(config.node.clock_of(country::or_unstated(&config.node.opening.country))?);
        // what is erased again is judged by the law of this node's country
        let kept = country::keep(&node, &config.node.opening.country).await;
        kept.map_err(|failure| StartError::other(&failure))?;
        let erased = service::rights::erase_again::<Self>(&node).await;
        erased.map_err(|failure| StartError::other(&failure))?;
        let owner = format!("{ROLE} at {}", config.node.public_url);
        let vault = Vault::open_as(&config.node.data_dir.join("vault"), config.vault.as_ref(), owner).await;
        let texts = Texts::new(&TEXTS).and_then(|texts| texts.with_refusals(REFUSALS));
        let texts = texts.map_err(|error| StartError::other(&error))?;
        let verifiers = config.verifiers()?;
        let names = verifiers.iter().map(|verifier| verifier.name().to_owned());
        let feedback =
            names.zip(&config.sender).filter_map(|(name, sender)| Some((name, sender.feedback.clone()?)));
        let feedback = feedback.collect();
        let names = verifiers.iter().map(|verifier| verifier.name().to_owned());
        let unsealed = names.zip(&config.sender).filter(|(_, sender)| sender.accepts_unsealed);
        let unsealed = unsealed.map(|(name, _)| name).collect();
        Ok(Self {
            site: Site::new(
                &node,
                &config.node,
                texts,
                pages::navigation,
                actions::four_eyes(),
                Staffing::of::<Self>(),
            )?,
            node: node.clone(),
            vault: vault.map_err(|error| StartError::other(&error))?,
            http: service::http_client(&config.node, jobs::PATIENCE)?,
            sandbox: env.sandbox.clone(),
            near_files: NearFiles::default(),
            intake_turn: Arc::default(),
            settings: Arc::new(Settings {
                recipient: RecipientSecret::derive(&node.role_secret(RECIPIENT)),
                verifiers,
                unsealed,
                feedback,
                small_cell_threshold: config.small_cell_threshold,
                claim_days: config.claim_days,
                reveals_per_day: config.reveals_per_day,
                reveal_review_percent: config.reveal_review_percent,
                agency: config.agency.clone(),
                opening: config.node.opening.clone(),
                weight_file: WeightFile::of(
                    "weights",
                    config.weights.as_deref(),
                    config.weights_key.as_deref(),
                )?,
            }),
        })
    }
}
