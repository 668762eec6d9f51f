//! `[node.sandbox]`: what the decoders' fence may lack, and how far a video is looked at.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::ConfigError;

/// Bytes in a mebibyte.
const MIB: u64 = 1024 * 1024;
/// What a limit may be set to, at least and at most.
const VIDEO_BYTES: (u64, u64) = (MIB, 16 * 1024 * MIB);
const VIDEO_SECONDS: (u64, u64) = (1, 3600);
const VIDEO_FRAMES: (u64, u64) = (1, 100_000);
const FRAME_EVERY_MS: (u64, u64) = (0, 3_600_000);

/// What the decoders' fence may lack, and the limits of a video, `[node.sandbox]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxConfig {
    /// Decodes untrusted media even where this machine's kernel lacks a required layer; `amparo doctor` names it.
    pub allow_missing_layers: bool,
    /// The program ffmpeg, 5.1 or later; without it the first of that name on `PATH` at start.
    pub ffmpeg: Option<PathBuf>,
    /// Largest video that is decoded, in bytes; it is held in memory meanwhile, once for each decoder at work (one a processor core).
    pub video_bytes_limit: u64,
    /// Processor time that decoding a video may take, in seconds; by the clock it may take twice as long.
    pub video_seconds_limit: u64,
    /// Most frames of a video that are hashed; the rest is left out, and the reason says so.
    pub video_frames_limit: u32,
    /// One frame is hashed in each interval of this length, in milliseconds; 0 for every frame.
    pub video_frame_every_ms: u32,
    /// Decodes key frames alone: many times faster, and frames between them are not known.
    pub video_key_frames_only: bool,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            allow_missing_layers: false,
            ffmpeg: None,
            video_bytes_limit: 256 * MIB,
            video_seconds_limit: 60,
            video_frames_limit: 7200,
            video_frame_every_ms: 1000,
            video_key_frames_only: false,
        }
    }
}

impl SandboxConfig {
    /// Refuses limits that are none, and a program that depends on where the node was started.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (name, value, (least, most)) in [
            ("video_bytes_limit", self.video_bytes_limit, VIDEO_BYTES),
            ("video_seconds_limit", self.video_seconds_limit, VIDEO_SECONDS),
            ("video_frames_limit", self.video_frames_limit.into(), VIDEO_FRAMES),
            ("video_frame_every_ms", self.video_frame_every_ms.into(), FRAME_EVERY_MS),
        ] {
            if !(least..=most).contains(&value) {
                let reason = format!("must be from {least} to {most}");
                return Err(ConfigError::setting(format!("node.sandbox.{name}"), reason));
            }
        }
        match &self.ffmpeg {
            Some(path) if !path.is_absolute() => Err(ConfigError::setting(
                "node.sandbox.ffmpeg",
                format!("`{}` must be an absolute path, such as /usr/bin/ffmpeg", path.display()),
            )),
            _ => Ok(()),
        }
    }

    /// The configured ffmpeg, or the first on `PATH`.
    pub(super) fn find_ffmpeg(&self) -> Option<PathBuf> {
        let on_path = || {
            let folders = std::env::var_os("PATH")?;
            let mut found = std::env::split_paths(&folders).map(|folder| folder.join("ffmpeg"));
            found.find(|path| path.is_absolute() && is_program(path))
        };
        self.ffmpeg.clone().or_else(on_path)
    }
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_are_none_are_refused_by_name() {
        SandboxConfig::default().check().unwrap();
        for (text, said) in [
            ("video_bytes_limit = 0", "`node.sandbox.video_bytes_limit`: must be from 1048576 to"),
            ("video_seconds_limit = 0", "`node.sandbox.video_seconds_limit`: must be from 1 to 3600"),
            ("video_frames_limit = 200000", "`node.sandbox.video_frames_limit`: must be from 1 to 100000"),
            ("video_frame_every_ms = 4000000", "`node.sandbox.video_frame_every_ms`: must be from 0 to"),
            ("ffmpeg = \"ffmpeg\"", "`node.sandbox.ffmpeg`: `ffmpeg` must be an absolute path"),
        ] {
            let error = toml::from_str::<SandboxConfig>(text).unwrap().check().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(toml::from_str::<SandboxConfig>("ffprobe = \"/usr/bin/ffprobe\"").is_err());
    }
}
