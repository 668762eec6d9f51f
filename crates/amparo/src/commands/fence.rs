//! How the commands that read other people's files have them decoded: in children that can do nothing else.

use std::path::Path;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use service::Sandbox;
use service::sandbox::SandboxConfig;

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Fence {
    /// Decode even where this machine's kernel lacks a layer of the decoders' sandbox; `amparo doctor` names it
    #[arg(long)]
    allow_missing_layers: bool,
    /// Which frames of a video are hashed
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = VideoFrames::Second)]
    pub(crate) video_frames: VideoFrames,
}

/// Which frames of a video are hashed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VideoFrames {
    /// The first of each second
    #[default]
    Second,
    /// Key frames alone, one a second at most: many times faster, and blind between them
    Key,
    /// Every one, up to 100000
    All,
}

impl Fence {
    /// Starts decoders that are this very program.
    pub(crate) fn sandbox(self) -> Sandbox {
        let mut config =
            SandboxConfig { allow_missing_layers: self.allow_missing_layers, ..SandboxConfig::default() };
        match self.video_frames {
            VideoFrames::Second => {}
            VideoFrames::Key => config.video_key_frames_only = true,
            VideoFrames::All => (config.video_frame_every_ms, config.video_frames_limit) = (0, 100_000),
        }
        Sandbox::current_exe().configured(&config)
    }
}

/// How many files are looked at together: decoding is work for one processor core each.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A text from outside for a terminal and for one line: what would move its cursor, or turn the direction of writing, is spelled out.
pub(crate) fn shown(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// The same of a path.
pub(crate) fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_moves_no_cursor() {
        assert_eq!(shown("a\u{1b}[2Jb\n\u{202e}gnp.exe"), "a\\u{1b}[2Jb\\u{a}\\u{202e}gnp.exe");
        assert_eq!(shown("año 1.png"), "año 1.png");
    }
}
