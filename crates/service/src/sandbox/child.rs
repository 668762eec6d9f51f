//! The child's side: confine itself, read everything, decode, answer, end.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use media::{Picture, PictureOutcome, ThumbnailOutcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MAX_PICTURE_BYTES;
use super::confine::{Layer, confine};

/// Asks a child which layers are missing, instead of decoding.
pub(super) const REPORT_LAYERS: &str = "--report-layers";
/// Asks for a thumbnail instead of perceptual hashes.
const THUMBNAIL: &str = "--thumbnail";
/// Lets a child decode although a required layer is missing.
pub(super) const ALLOW_MISSING_LAYERS: &str = "--allow-missing-layers";
/// How a child ends that does not decode, since a required layer is missing.
pub(super) const LAYER_MISSING: u8 = 6;

/// What a child can say of a picture.
pub(super) trait Answer: Serialize + DeserializeOwned {
    /// What asks for it.
    const FLAG: Option<&'static str>;

    /// What there is to say of these bytes.
    fn of(bytes: &[u8]) -> Self;
}

impl Answer for PictureOutcome {
    const FLAG: Option<&'static str> = None;

    fn of(bytes: &[u8]) -> Self {
        Self::of(bytes)
    }
}

impl Answer for ThumbnailOutcome {
    const FLAG: Option<&'static str> = Some(THUMBNAIL);

    fn of(bytes: &[u8]) -> Self {
        Picture::decode(bytes).into()
    }
}

/// What a binary's hidden subcommand `decode-media` calls, before it opens or reads anything, with the rest of its arguments: one picture
/// over standard input, its [`PictureOutcome`] or [`ThumbnailOutcome`] as JSON over standard output.
pub fn decode_media_child(args: &[String]) -> ExitCode {
    let is_asked = |flag: &str| args.iter().any(|arg| arg == flag);
    let missing = confine(&Layer::ALL);
    if is_asked(REPORT_LAYERS) {
        return answer(&missing);
    }
    if missing.iter().any(|layer| layer.is_required()) && !is_asked(ALLOW_MISSING_LAYERS) {
        return ExitCode::from(LAYER_MISSING);
    }
    let mut bytes = Vec::new();
    if std::io::stdin().lock().take(MAX_PICTURE_BYTES).read_to_end(&mut bytes).is_err() {
        return ExitCode::from(3);
    }
    if is_asked(THUMBNAIL) {
        answer(&ThumbnailOutcome::of(&bytes))
    } else {
        answer(&PictureOutcome::of(&bytes))
    }
}

fn answer(said: &impl Serialize) -> ExitCode {
    let Ok(answer) = serde_json::to_vec(said) else { return ExitCode::from(4) };
    let mut out = std::io::stdout().lock();
    match out.write_all(&answer).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}
