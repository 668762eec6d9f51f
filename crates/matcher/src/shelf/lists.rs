//! Lists from files: read at the start and whenever their file changes. A version is looked up until the next one is whole.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use hashlist::{ListHead, ListIndex};
use service::{Actor, Shutdown, hash_lists};
use tokio::task::JoinHandle;

use crate::actions::UseList;
use crate::config::ListConfig;
use crate::signal::SignalType;
use crate::state::Shared;

/// The version of a list that is looked up.
pub(crate) struct ListInUse {
    pub(crate) name: String,
    pub(crate) index: Arc<ListIndex>,
    stamp: Stamp,
}

/// By what it is told that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// When it was written, in milliseconds since 1970: the version of the list.
    written_ms: u64,
    bytes: u64,
}

/// What came of looking at a list's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Looked {
    /// The file is the one that is in use.
    Same,
    /// This version is in use now.
    Taken(u64),
    /// The file cannot be used, and what was in use stays.
    Broken(String),
}

impl Stamp {
    fn of(path: &Path) -> Result<Self, String> {
        let told = std::fs::metadata(path).and_then(|told| Ok((told.modified()?, told.len())));
        let (written, bytes) = told.map_err(|error| format!("{}: {error}", path.display()))?;
        let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { written_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX), bytes })
    }
}

impl ListInUse {
    /// Reads a list, or maps its index where `folder` has one of this very version. It takes a while: call it where that stops nobody.
    ///
    /// # Errors
    /// Names the file, and in it line and column; nothing of the version is taken then.
    pub(crate) fn load(config: &ListConfig, folder: &Path) -> Result<Self, String> {
        let stamp = Stamp::of(&config.path)?;
        // a file that is an index already is looked up where it lies
        let index = match hash_lists::map_index(&config.path) {
            Ok(index) => index,
            Err(_) => from_list(config, stamp, folder)?,
        };
        Ok(Self { name: config.name.clone(), index: Arc::new(index), stamp })
    }

    /// How many hashes of a type; MD5s of videos are not told apart from those of pictures, and count for nothing.
    pub(super) fn size(&self, signal_type: SignalType) -> u64 {
        match signal_type {
            SignalType::Pdq => u64::from(self.index.counts().pictures),
            SignalType::VideoMd5 => 0,
        }
    }

    /// When its file was written, in seconds since 1970.
    pub(super) fn written_s(&self) -> i64 {
        i64::try_from(self.stamp.written_ms / 1000).unwrap_or(i64::MAX)
    }

    fn activation(&self) -> UseList {
        let head = ListHead { name: self.name.clone(), ..self.index.head().clone() };
        UseList { head, counts: self.index.counts(), is_shadow: self.index.is_shadow() }
    }
}

fn from_list(config: &ListConfig, stamp: Stamp, folder: &Path) -> Result<ListIndex, String> {
    let head = ListHead {
        name: config.name.clone(),
        version: stamp.written_ms,
        source: config.source.clone(),
        members: config.members.clone(),
        classification: config.classification,
        active_permille: config.active_permille,
    };
    let kept = folder.join(format!("{}.index", config.name));
    if let Ok(index) = hash_lists::map_index(&kept)
        && *index.head() == head
    {
        return Ok(index);
    }
    let list = hash_lists::load(&config.path, config.format, head).map_err(|error| error.to_string())?;
    let at = |error: std::io::Error| format!("{}: {error}", kept.display());
    hash_lists::write_index(&kept, &list).map_err(at)?;
    hash_lists::map_index(&kept).map_err(at)
}

/// Loads every list of a configuration.
///
/// # Errors
/// The first that cannot be used.
pub(crate) async fn load_all(configured: &[ListConfig], folder: &Path) -> Result<Vec<ListInUse>, String> {
    let (configured, folder) = (configured.to_vec(), folder.to_owned());
    let loading = tokio::task::spawn_blocking(move || {
        configured.iter().map(|config| ListInUse::load(config, &folder)).collect()
    });
    loading.await.map_err(|error| error.to_string())?
}

/// Writes down which versions are in use.
///
/// # Errors
/// Of the database.
pub(crate) async fn note_all(shared: &Shared) -> Result<(), service::Failure> {
    for list in shared.shelves.get().lists() {
        note(shared, list).await?;
    }
    Ok(())
}

async fn note(shared: &Shared, list: &ListInUse) -> Result<(), service::Failure> {
    let action = list.activation();
    let (version, is_shadow) =
        (shared.node.act(&Actor::Job { name: "use-list" }, &action).await?, action.is_shadow);
    let (name, entries) = (&list.name, action.counts.entries);
    tracing::info!(
        list = name,
        version,
        entries,
        left_out = action.counts.left_out,
        is_shadow,
        "a list is in use"
    );
    metrics::gauge!("matcher_list_entries", "list" => name.clone()).set(f64::from(entries));
    Ok(())
}

/// Looks at every list's file and takes up what is new. Look-ups go on meanwhile, with the version before. `again` reads a file too that
/// could not be used when it was read last.
pub(crate) async fn reload(shared: &Shared, again: bool) -> Vec<(String, Looked)> {
    let _alone = shared.reloading.lock().await;
    let mut looked = Vec::new();
    for (list_no, config) in shared.config.matcher.list.iter().enumerate() {
        let outcome = look(shared, list_no, config, again).await;
        if let Looked::Broken(reason) = &outcome {
            tracing::error!(
                list = config.name,
                reason,
                "a list cannot be used; the version before stays in use"
            );
        }
        let broken = if matches!(outcome, Looked::Broken(_)) { 1.0 } else { 0.0 };
        metrics::gauge!("matcher_list_broken", "list" => config.name.clone()).set(broken);
        looked.push((config.name.clone(), outcome));
    }
    looked
}

async fn look(shared: &Shared, list_no: usize, config: &ListConfig, again: bool) -> Looked {
    let stamp = match Stamp::of(&config.path) {
        Ok(stamp) => stamp,
        Err(reason) => return Looked::Broken(reason),
    };
    if shared.shelves.get().lists().get(list_no).is_some_and(|list| list.stamp == stamp) {
        return Looked::Same;
    }
    let before = shared.broken_list(list_no);
    if let Some((_, reason)) = before.filter(|(known, _)| *known == stamp && !again) {
        return Looked::Broken(reason);
    }
    let (wanted, folder) = (config.clone(), shared.lists_folder());
    let loading = tokio::task::spawn_blocking(move || ListInUse::load(&wanted, &folder));
    let loaded = match loading.await.map_err(|error| error.to_string()).flatten() {
        Ok(list) => list,
        Err(reason) => {
            shared.set_broken_list(list_no, Some((stamp, reason.clone())));
            return Looked::Broken(reason);
        }
    };
    let version = loaded.index.head().version;
    if let Err(failure) = note(shared, &loaded).await {
        return Looked::Broken(failure.to_string());
    }
    let _desk = shared.desk.lock().await;
    shared.shelves.change(|shelf| shelf.put_list(list_no, loaded));
    shared.set_broken_list(list_no, None);
    Looked::Taken(version)
}

/// Looks at the lists' files from time to time.
pub(crate) fn spawn_reloading(shared: Shared, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let every_s = shared.config.matcher.reload_every_s;
        if every_s == 0 || shared.config.matcher.list.is_empty() {
            return;
        }
        let every = Duration::from_secs(every_s);
        while shutdown.run_until_cancelled(tokio::time::sleep(every)).await.is_some() {
            reload(&shared, false).await;
        }
    })
}
