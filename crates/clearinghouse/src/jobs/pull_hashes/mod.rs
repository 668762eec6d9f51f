//! Pulls lists of known hashes from the sources of the configuration.
//!
//! Not a queued job: a pull that fails is made up for by the next one, and the cursor tells where that one begins. Without a source in the
//! configuration nothing is asked anywhere.

mod ncmec;
mod stop_ncii;

use std::path::Path;
use std::time::Duration;

use model::Sensitive;
use reqwest::RequestBuilder;
use service::{Actor, Failure, Shutdown};
use tokio::task::JoinHandle;
use wire::hash_list::{ListedFile, ReadError};

use crate::State;
use crate::actions::keep_hash_entries::{KeepHashEntries, Lister};
use crate::config::{HashSourceConfig, HashSourceKind};
use crate::db::hash_lists;
use crate::hash_sharing::change;
use crate::hash_sharing::drafts::HashDraft;
use crate::hash_sharing::lists::HashList;

const PULLER: Actor = Actor::Job { name: "pull-hashes" };
/// Largest page that is read, in bytes.
const MAX_PAGE_BYTES: usize = 16 << 20;
/// Most pages of one pull: a source that never ends is broken.
const MAX_PAGES: usize = 100_000;
/// Entries that one action keeps.
const ENTRIES_PER_ACTION: usize = 1000;
/// What changed this short a time ago may still be on its way at the source, in seconds.
const SETTLING_S: i64 = 5;

/// Why a pull brought nothing, or less than it might. No secret in it.
#[derive(Debug, thiserror::Error)]
pub(super) enum PullError {
    #[error("the file of a secret cannot be read: {0}")]
    Secret(#[source] std::io::Error),
    #[error("{0}")]
    Http(#[source] reqwest::Error),
    #[error("the source answered {0}")]
    Answered(reqwest::StatusCode),
    #[error("the source's answer is no list: {0}")]
    Unreadable(#[from] ReadError),
    #[error("the source's answer cannot be followed: {0}")]
    Broken(&'static str),
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What one answer of a source holds.
struct Pulled {
    entries: Vec<ListedFile>,
    /// Names of entries that the source took back.
    deleted: Vec<String>,
}

/// Pulls each source of the configuration every so often, in real time, until `shutdown`.
pub(crate) fn spawn(state: &State, shutdown: &Shutdown) -> Vec<JoinHandle<()>> {
    let spawn_one = |place: usize| {
        let (state, shutdown) = (state.clone(), shutdown.clone());
        tokio::spawn(async move {
            shutdown.run_until_cancelled(pull_for_ever(&state, place)).await;
        })
    };
    (0..state.hash_sources().len()).map(spawn_one).collect()
}

async fn pull_for_ever(state: &State, place: usize) {
    let Some(source) = state.hash_sources().get(place) else { return };
    loop {
        match pull(state, source).await {
            Ok(()) => tracing::info!(source = %source.name, "hash source pulled"),
            Err(error) => tracing::warn!(source = %source.name, %error, "hash source not pulled to its end"),
        }
        tokio::time::sleep(Duration::from_secs(source.every_minutes.saturating_mul(60))).await;
    }
}

async fn pull(state: &State, source: &HashSourceConfig) -> Result<(), PullError> {
    let mut tx = state.node().db().begin_read("find-hash-cursor").await.map_err(Failure::from)?;
    let from = hash_lists::find_cursor(&mut tx, &source.name).await.map_err(Failure::from)?;
    drop(tx);
    match source.kind {
        HashSourceKind::Ncmec => ncmec::pull(state, source, from.unwrap_or(0)).await,
        HashSourceKind::StopNcii => stop_ncii::pull(state, source, from.unwrap_or(0)).await,
    }
}

/// The address below the source's base.
pub(super) fn address(source: &HashSourceConfig, path: &str) -> String {
    format!("{}{path}", source.url.trim_end_matches('/'))
}

/// A secret from its file.
pub(super) fn secret(path: &Path) -> Result<Sensitive<String>, PullError> {
    let text = std::fs::read_to_string(path).map_err(PullError::Secret)?;
    Ok(text.trim().to_owned().into())
}

/// The body of a good answer, within bounds.
pub(super) async fn body(request: RequestBuilder) -> Result<Vec<u8>, PullError> {
    // the error's own text would hold the address with its query
    let failed = |error: reqwest::Error| PullError::Http(error.without_url());
    let mut response = request.send().await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(PullError::Answered(response.status()));
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        if body.len() + piece.len() > MAX_PAGE_BYTES {
            return Err(PullError::Broken("a page is too large"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// Keeps an answer in our list; `cursor` with the last one of a pull.
async fn keep(
    state: &State,
    source: &HashSourceConfig,
    pulled: Pulled,
    cursor: Option<i64>,
) -> Result<(), PullError> {
    let Some(list) = HashList::parse(&source.list) else { return Err(PullError::Broken("no list of ours")) };
    let (mut drafts, mut withdrawn, mut left_out) = (Vec::new(), pulled.deleted, 0_usize);
    for file in pulled.entries {
        let is_withdrawn = file.withdrawn;
        match HashDraft::listed(list, &source.name, file) {
            Ok(draft) if is_withdrawn => withdrawn.push(draft.source_id),
            Ok(draft) => drafts.push(draft),
            Err(_) => left_out += 1,
        }
    }
    if left_out > 0 {
        tracing::warn!(source = %source.name, left_out, "entries that cannot be kept in this list were left out");
    }
    let mut drafts = drafts.into_iter();
    loop {
        let part: Vec<HashDraft> = drafts.by_ref().take(ENTRIES_PER_ACTION).collect();
        let is_last = drafts.len() == 0;
        let taken_back = if is_last { std::mem::take(&mut withdrawn) } else { Vec::new() };
        let cursor = cursor.filter(|_| is_last);
        if !part.is_empty() || !taken_back.is_empty() || cursor.is_some() {
            let lister = Lister::Source(source.name.clone());
            let make = move |floor| KeepHashEntries {
                list,
                lister,
                drafts: part,
                withdrawn: taken_back,
                cursor,
                floor,
            };
            change(state, &PULLER, make).await?;
        }
        if is_last {
            return Ok(());
        }
    }
}
