//! The reporting party: receives uploads, finds hits against hash lists, lets a human review them, and files reports with a
//! clearinghouse over the CyberTipline API.
//!
//! The software decides nothing about a person: a hit is a match to be reviewed, a named moderator decides, and the decision can be
//! changed as long as nothing is filed.
#![forbid(unsafe_code)]

mod accounts;
mod actions;
mod alarm;
mod api;
mod appeal;
mod breach;
mod config;
mod db;
mod delivery_state;
mod desk;
mod destination;
mod digests;
mod duties;
mod evidence;
mod facts;
mod fields;
mod filing;
mod handed;
mod handover;
mod histories;
mod hold_basis;
pub mod ids;
mod jobs;
mod list_files;
mod lists;
mod match_results;
mod narrative;
mod narrow;
mod near_uploads;
mod notices;
mod objects;
mod opening;
mod package;
mod pages;
mod permissions;
mod policies;
mod practice;
mod preservation;
mod processes;
mod reasons;
mod recipients;
mod reminder;
mod report_state;
mod reported;
mod restorations;
mod review;
mod rights;
mod routes;
mod scrub;
mod search;
mod state;
mod statement;
mod surfaces;
mod sweep;
mod take_in;
mod transparency;
mod urgency;
mod vectors;
mod verdict;
mod words;

pub use api::receive::read_upload;
pub use breach::PlatformRecords;
pub use config::{
    ClearinghouseConfig, CompanyConfig, Config, ContactConfig, NoticeRecipientConfig, ObjectSourceConfig,
    PlatformConfig, ReporterConfig, ServiceKind,
};
pub use db::MIGRATIONS as SCHEMA;
pub use destination::{Destination, UnknownDestination};
pub use hold_basis::HoldPolicyConfig;
pub use permissions::{Permission, Role};
pub use policies::PolicyConfig;
pub use routes::routes;
use service::{Env, Running, Shutdown, StartError, Worker};
pub use state::State;

/// Starts a platform: opens its data, loads its hash lists, serves, files and looks for outcomes until it is stopped.
pub async fn start(config: Config, env: Env) -> Result<Running, StartError> {
    config.node.check_roles(&[
        "application",
        "uploader",
        "match_source",
        "help_desk",
        "object_store",
        "outcome_reader",
        "moderator",
        "administrator",
        "data_protection_officer",
        "rights_officer",
        "welfare_officer",
    ])?;
    let node = service::open_node("platform", &config.node, &env, db::MIGRATIONS).await?;
    let erased = service::rights::erase_again::<State>(&node).await;
    erased.map_err(|failure| StartError::other(&failure))?;
    let state = State::open(node.clone(), config, &env).await?;
    sweep::sweep_vault(&state).await.map_err(|error| StartError::other(&error))?;
    near_uploads::fill(&state).await.map_err(|error| StartError::other(&error))?;
    jobs::settle_left(&state).await.map_err(|failure| StartError::other(&failure))?;
    let shutdown = Shutdown::new();
    let worker = Worker::new(node.clone(), state.clone())
        .with::<jobs::FileReport>()
        .with::<jobs::MatchAgain>()
        .with::<jobs::RetractReport>()
        .with::<jobs::SendNotice>()
        .with::<jobs::TakeObject>()
        .with::<jobs::TellAppeal>()
        .with::<jobs::TellHold>()
        .with::<jobs::TellReminder>()
        .with::<jobs::TellVerdict>()
        .with::<service::rights::EraseEachDue<State>>()
        .with::<service::rights::RemoveErased<State>>();
    let scrub = state.config.node.scrub.clone();
    let tasks = vec![
        worker.spawn(shutdown.clone()),
        jobs::spawn_poll(state.clone(), shutdown.clone()),
        jobs::spawn_count(state.clone(), shutdown.clone()),
        jobs::spawn_forget(state.clone(), shutdown.clone()),
        jobs::spawn_remind(state.clone(), shutdown.clone()),
        service::scrub::spawn(state.clone(), scrub, shutdown.clone()),
        service::rights::spawn_expiry::<State>(node.clone(), shutdown.clone()),
    ];
    let router = routes(state.config.upload_limit_bytes).into_router(state.clone());
    service::serve(node, &state.config.node, router, shutdown, tasks).await
}
