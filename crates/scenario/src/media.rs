//! The files that are uploaded: generated pictures of nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One file: a generated picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaSpec {
    /// Name within the scenario; with its extension, the name of the file.
    pub key: String,
    /// What is drawn.
    pub pattern: Pattern,
    /// Width in pixels, 64 to 2048.
    pub width_px: u32,
    /// Height in pixels, 64 to 2048.
    pub height_px: u32,
    /// File format.
    pub format: Format,
    /// The hash list on which this very file is an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The file of which this is a near-duplicate: the same pattern in another size or format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<String>,
}

impl MediaSpec {
    /// The name under which it is uploaded.
    pub fn file_name(&self) -> String {
        match self.format {
            Format::Png => format!("{}.png", self.key),
            Format::Jpeg => format!("{}.jpg", self.key),
        }
    }
}

/// A generated pattern; the same in every size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// How it is drawn.
    pub kind: PatternKind,
    /// Chooses places, sizes and colours.
    pub seed: u32,
}

/// The families of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PatternKind {
    /// Soft round spots on a gradient.
    Blobs,
    /// Soft square tiles on a gradient.
    Tiles,
}

/// File formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Lossless.
    Png,
    /// Lossy, quality 85.
    Jpeg,
}
