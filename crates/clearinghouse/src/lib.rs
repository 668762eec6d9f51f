//! The national clearinghouse: the CyberTipline API's server side, enrichment, referral, feedback.
//!
//! Reporting parties file reports over `/ispws`; a job finds out the country of each report and digests its files; an analyst refers
//! ready reports to a country's agency as one signed package; what came of them travels back as outcomes without personal data. Members share lists of
//! known hashes by it: digests and classes, never a file.

#![forbid(unsafe_code)]

mod accounts;
mod actions;
mod address_blinds;
mod addresses;
mod alarm;
mod alarms;
mod api;
mod band_a;
mod beside;
mod blind;
mod breach;
mod config;
mod content_class;
mod country;
mod custody_mark;
mod db;
mod derived;
mod desk;
mod documents;
mod enrichment;
mod evidence;
mod flood;
mod handover;
mod hash_sharing;
mod histories;
mod identities;
mod import;
mod jobs;
mod kinds;
mod known_addresses;
mod known_lists;
mod near_reports;
mod near_videos;
mod notice;
mod opening;
mod pages;
mod permissions;
mod picture_forms;
mod referral_state;
mod report_state;
mod rights;
mod rota;
mod routes;
pub mod sandbox;
mod scoring;
mod scrub;
mod sealing;
mod search;
mod senders;
mod standing_texts;
mod state;
mod suppress;
mod sweep;
mod tip_key;
mod tip_report;
mod tip_state;
mod tip_words;
mod tips;
mod viral;

pub use api::ispws::{read_form, read_upload};
pub use breach::ClearinghouseRecords;
pub use config::{
    AgencyConfig, ClearinghouseConfig, Config, Delivery, HashFeedbackConfig, HashSourceConfig,
    HashSourceKind, TipsConfig,
};
pub use country::{AllocationError, check_routing};
pub use db::MIGRATIONS as SCHEMA;
pub use known_lists::HashListConfig;
pub use permissions::{Permission, Role};
pub use referral_state::ReferralState;
pub use report_state::ReportState;
pub use rota::RotaConfig;
pub use routes::routes;
pub use state::State;
pub use tip_key::tip_recipient_secret;
pub use tip_state::TipState;

use service::http::{Running, serve};
use service::{Env, Shutdown, StartError, Worker, open_node};

/// Starts a clearinghouse: database, vault, keys, jobs, listener.
pub async fn start(config: Config, env: Env) -> Result<Running, StartError> {
    config.check()?;
    let node = open_node("clearinghouse", &config.node, &env, db::MIGRATIONS).await?;
    let erased = service::rights::erase_again::<State>(&node).await;
    erased.map_err(|failure| StartError::other(&failure))?;
    let node_config = config.node.clone();
    let state = State::open(node.clone(), config, &env).await?;
    sweep::sweep_vault(&state).await.map_err(|error| StartError::other(&error))?;
    address_blinds::fill(&state).await.map_err(|error| StartError::other(&error))?;
    near_reports::fill(&state).await.map_err(|error| StartError::other(&error))?;
    near_videos::fill(&state).await.map_err(|error| StartError::other(&error))?;
    near_reports::cluster_rest(&state).await.map_err(|error| StartError::other(&error))?;
    actions::rescore_reports::begin(&state).await.map_err(|error| StartError::other(&error))?;
    tracing::info!(verifier_key = %state.signer().verifier(), "packages are signed under this key");
    let router = api::ispws::under_its_realm(routes().into_router(state.clone()));
    let router = api::stop_ncii::with_keys_as_credentials(router);
    let shutdown = Shutdown::new();
    let scrubber = service::scrub::spawn(state.clone(), node_config.scrub.clone(), shutdown.clone());
    let expiry = service::rights::spawn_expiry::<State>(node.clone(), shutdown.clone());
    let sample = blind::spawn(state.clone(), shutdown.clone());
    let pulls = jobs::pull_hashes::spawn(&state, &shutdown);
    let worker = Worker::new(node.clone(), state)
        .with::<jobs::enrich_report::EnrichReportJob>()
        .with::<jobs::cluster_report::ClusterReportJob>()
        .with::<jobs::expire_report::ExpireReport>()
        .with::<jobs::sound_alarm::SoundAlarmJob>()
        .with::<jobs::call_rota::CallRotaJob>()
        .with::<jobs::send_call::SendCallJob>()
        .with::<jobs::rescore_reports::RescoreReportsJob>()
        .with::<jobs::discard_evidence::DiscardEvidenceJob>()
        .with::<jobs::discard_import::DiscardImportJob>()
        .with::<jobs::build_package::BuildPackageJob>()
        .with::<jobs::deliver_referral::DeliverReferralJob>()
        .with::<jobs::deliver_notice::DeliverNoticeJob>()
        .with::<jobs::tell_hash_feedback::TellHashFeedback>()
        .with::<service::rights::RemoveErased<State>>()
        .spawn(shutdown.clone());
    let background = [worker, scrubber, expiry, sample].into_iter().chain(pulls).collect();
    serve(node, &node_config, router, shutdown, background).await
}
