//! Values that others computed and that only equality may compare.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Who computed a value. None of these is ever computed or imitated here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum OpaqueKind {
    /// PhotoDNA of a picture.
    PhotoDna,
    /// TMK+PDQF of a video.
    TmkPdqf,
    /// NetClean.
    NetClean,
    /// Videntifier.
    Videntifier,
    /// PhotoDNA of a video (scene-sensitive video hashing).
    VideoPhotoDna,
    /// Safer's scene-sensitive video hash.
    VideoSafer,
}

impl OpaqueKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::PhotoDna,
        Self::TmkPdqf,
        Self::NetClean,
        Self::Videntifier,
        Self::VideoPhotoDna,
        Self::VideoSafer,
    ];

    /// The text in JSON and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PhotoDna => "photodna",
            Self::TmkPdqf => "tmk_pdqf",
            Self::NetClean => "netclean",
            Self::Videntifier => "videntifier",
            Self::VideoPhotoDna => "ssvh_pdna",
            Self::VideoSafer => "ssvh_safer_hash",
        }
    }
}

/// Text that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no kind of opaque value is called so: they are {}", OpaqueKind::ALL.map(OpaqueKind::as_str).join(", "))]
pub struct OpaqueKindError;

impl fmt::Display for OpaqueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OpaqueKind {
    type Err = OpaqueKindError;

    fn from_str(text: &str) -> Result<Self, OpaqueKindError> {
        let is_called = |kind: &Self| kind.as_str().eq_ignore_ascii_case(text.trim());
        Self::ALL.into_iter().find(is_called).ok_or(OpaqueKindError)
    }
}

impl From<OpaqueKind> for &'static str {
    fn from(kind: OpaqueKind) -> Self {
        kind.as_str()
    }
}

impl TryFrom<String> for OpaqueKind {
    type Error = OpaqueKindError;

    fn try_from(text: String) -> Result<Self, OpaqueKindError> {
        text.parse()
    }
}

/// One value; equal text is the only match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opaque {
    /// Who computed it.
    pub kind: OpaqueKind,
    /// The value as its source writes it; not empty.
    pub value: String,
}
