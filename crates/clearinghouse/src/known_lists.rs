//! The lists of known hashes that this node reads at start: a file that stands in one is no new material.

use std::path::PathBuf;
use std::sync::Arc;

use hashlist::{Classification, Hit, KnownHashes, ListHead, ListIndex, PictureHash, Query};
use serde::Deserialize;
use service::StartError;
use service::config::ConfigError;
use service::hash_lists::load;
use service::triage::Listed;
use wire::hash_list::Format;
use wire::hash_list::sharing::FingerprintKind;

use crate::db::files::FileRow;
use crate::db::known_files::ListedDigest;
use crate::enrichment::source::{Behind, listed_by};
use crate::hash_sharing::prints::distance_bits;
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

/// The lists read at start that have a file, each once, by what tells most. Hits in shadow are none; weak ones count for nothing.
pub(crate) fn of_files(
    known: &KnownHashes,
    file: &FileRow,
    pictures: &[PictureHash],
    video: Option<&VideoPrint>,
) -> Vec<Listed> {
    let query = Query {
        md5: file.md5.parse().ok(),
        sha1: file.sha1.as_ref().and_then(|sha1| sha1.parse().ok()),
        sha256: file.sha256.parse().ok(),
        pictures: pictures.to_vec(),
        video: video.map(VideoPrint::frames).unwrap_or_default(),
        ..Query::default()
    };
    let mut hits: Vec<Hit> = known.look_up(&query).into_iter().filter(|hit| !hit.shadow).collect();
    hits.sort_by_key(|hit| hit.weak);
    each_once(hits.iter().map(|hit| {
        let head = hit.list.head();
        let own = hit.list.entry(hit.entry_no).map(|entry| entry.members).unwrap_or_default();
        let members = if own.is_empty() { head.members.join(", ") } else { own.join(", ") };
        let form = (hit.distance_bits, hit.form);
        let by = listed_by(hit.algorithm.as_str(), form, &Behind::Vouching(&members));
        Listed { list: head.name.clone(), by, counts: !hit.weak }
    }))
}

/// The lists of members here that have a file, each once, by what tells most.
pub(crate) fn of_members(pictures: &[PictureHash], mut listed: Vec<ListedDigest>) -> Vec<Listed> {
    // by how many bits the nearest form differs, and which form that is
    let nearest = |listed: &ListedDigest| match (listed.kind, listed.digest.parse::<hashlist::Digest<32>>()) {
        (FingerprintKind::Pdq, Ok(other)) => {
            let distances = pictures.iter().map(|own| (distance_bits(&own.pdq, &other), own.form));
            distances.min().unwrap_or_default()
        }
        _ => (0, 0),
    };
    let rank = |kind| match kind {
        FingerprintKind::Sha256 => 0,
        FingerprintKind::Sha1 => 1,
        FingerprintKind::Md5 => 3,
        _ => 2,
    };
    listed.sort_by_key(|listed| (rank(listed.kind), nearest(listed)));
    each_once(listed.iter().map(|listed| Listed {
        list: listed.list.clone(),
        by: listed_by(listed.kind.as_str(), nearest(listed), &Behind::Listing(&listed.member)),
        counts: listed.kind != FingerprintKind::Md5,
    }))
}

/// Of each list the first.
fn each_once(all: impl Iterator<Item = Listed>) -> Vec<Listed> {
    let mut each = Vec::<Listed>::new();
    for listed in all {
        if each.iter().all(|known| known.list != listed.list) {
            each.push(listed);
        }
    }
    each
}
