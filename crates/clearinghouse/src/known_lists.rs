//! The lists of known hashes that this node reads at start: a file that stands in one is no new material.

use std::path::PathBuf;
use std::sync::Arc;

use hashlist::{Classification, Hit, KnownHashes, ListHead, ListIndex, PictureHash, Query};
use serde::Deserialize;
use service::StartError;
use service::config::ConfigError;
use service::hash_lists::load;
use wire::hash_list::Format;

use crate::db::files::{Digest, FileRow};
use crate::near_videos::VideoPrint;

/// `[[clearinghouse.hash_list]]`: one list that is read from a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashListConfig {
    /// The file.
    pub path: PathBuf,
    /// Its format; told from its content where it is not said.
    #[serde(default)]
    pub format: Option<String>,
    /// Name of the list.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// Who vouches for it; a list for which nobody does says nothing here.
    #[serde(default)]
    pub members: Vec<String>,
    /// Class of the whole list, where its entries state none.
    #[serde(default)]
    pub classification: Option<String>,
}

impl HashListConfig {
    /// Its format and head.
    ///
    /// # Errors
    /// A format or class that there is none of.
    fn head(&self) -> Result<(Option<Format>, ListHead), ConfigError> {
        let wrong = |field: &str, reason: String| {
            ConfigError::setting(format!("clearinghouse.hash_list.{field}"), reason)
        };
        let format = self.format.as_deref().map(str::parse::<Format>).transpose();
        let class = self.classification.as_deref().map(str::parse::<Classification>).transpose();
        let head = ListHead {
            name: self.name.clone(),
            version: 1,
            source: self.source.clone(),
            members: self.members.clone(),
            classification: class.map_err(|error| wrong("classification", error.to_string()))?,
            ..ListHead::default()
        };
        Ok((format.map_err(|error| wrong("format", error.to_string()))?, head))
    }
}

/// Reads the lists of the configuration, whole or not at all.
pub(crate) fn open(lists: &[HashListConfig]) -> Result<KnownHashes, StartError> {
    let mut indexes = Vec::new();
    for config in lists {
        let (format, head) = config.head()?;
        let list = load(&config.path, format, head).map_err(|error| StartError::other(&error))?;
        indexes.push(Arc::new(ListIndex::of(&list)));
    }
    Ok(KnownHashes::new(indexes))
}

/// The names of the lists that have a file, each once. Hits that are weak or in shadow are none.
pub(crate) fn names(known: &KnownHashes, file: &FileRow, video: Option<&VideoPrint>) -> Vec<String> {
    let picture = match &file.digest {
        Digest::Hashed { hash, quality } => {
            let picture = |pdq| PictureHash { pdq, quality: *quality, form: 0, frame: 0 };
            hash.parse().ok().map(picture)
        }
        Digest::Pending | Digest::NotHashed { .. } => None,
    };
    let query = Query {
        md5: file.md5.parse().ok(),
        sha256: file.sha256.parse().ok(),
        pictures: picture.into_iter().collect(),
        video: video.map(VideoPrint::frames).unwrap_or_default(),
        ..Query::default()
    };
    let mut names: Vec<String> =
        known.look_up(&query).into_iter().filter(counts).map(|hit| hit.list.head().name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn counts(hit: &Hit) -> bool {
    !hit.weak && !hit.shadow
}
