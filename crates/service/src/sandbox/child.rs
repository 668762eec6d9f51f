//! The child's side: confine itself, read everything, decode, answer, end.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use media::{Picture, PictureOutcome, ThumbnailOutcome, heif};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::confine::{Confined, Layer, close_inherited, confine};
use super::{MAX_PICTURE_BYTES, archive, video};

/// Asks a child which layers are missing, instead of decoding.
pub(super) const REPORT_LAYERS: &str = "--report-layers";
/// Asks for a thumbnail instead of perceptual hashes.
const THUMBNAIL: &str = "--thumbnail";
/// Asks for the size of the picture in an AVIF or HEIC file.
const PRIMARY_SIZE: &str = "--primary-size";
/// Makes the child become ffmpeg; what it shall do follows as JSON.
pub(super) const RUN_FFMPEG: &str = "--run-ffmpeg=";
/// Makes the child hash frames; how many follows as JSON.
pub(super) const HASH_FRAMES: &str = "--hash-frames=";
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

/// How large an AVIF or HEIC file says that its picture is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum SizeOutcome {
    /// So large, in pixels.
    Known { width: u32, height: u32 },
    /// There is no still picture.
    NoStill,
    /// There is one, and its size cannot be told.
    Unreadable { detail: String },
}

impl Answer for SizeOutcome {
    const FLAG: Option<&'static str> = Some(PRIMARY_SIZE);

    fn of(bytes: &[u8]) -> Self {
        match heif::primary_size(bytes) {
            Ok(Some((width, height))) => Self::Known { width, height },
            Ok(None) => Self::NoStill,
            Err(error) => Self::Unreadable { detail: error.to_string() },
        }
    }
}

/// A flag with its value as JSON.
pub(super) fn flag(name: &str, value: &impl Serialize) -> String {
    // a path that is no text cannot be written: the child then cannot read its order, and says so by its status
    format!("{name}{}", serde_json::to_string(value).unwrap_or_default())
}

/// What a binary's hidden subcommand `decode-media` calls, before it opens or reads anything, with the rest of its arguments: one picture
/// over standard input, its [`PictureOutcome`] or [`ThumbnailOutcome`] as JSON over standard output. For videos the child becomes ffmpeg, or hashes
/// the frames that ffmpeg writes. It unpacks a zip, too.
pub fn decode_media_child(args: &[String]) -> ExitCode {
    close_inherited();
    let is_asked = |flag: &str| args.iter().any(|arg| arg == flag);
    let value = |flag: &str| args.iter().find_map(|arg| arg.strip_prefix(flag));
    let go_on = |missing: &[Layer]| {
        if is_asked(REPORT_LAYERS) {
            return Err(answer(&missing));
        }
        let lacks = missing.iter().any(|layer| layer.is_required()) && !is_asked(ALLOW_MISSING_LAYERS);
        if lacks { Err(ExitCode::from(LAYER_MISSING)) } else { Ok(()) }
    };
    if let Some(order) = value(RUN_FFMPEG) {
        let Some((missing, run)) = video::confine_for(order) else { return ExitCode::from(video::NOT_RUN) };
        return go_on(&missing).map_or_else(|ended| ended, |()| run());
    }
    if let Some(order) = value(archive::UNZIP) {
        let Ok(order) = serde_json::from_str::<archive::Order>(order) else { return ExitCode::from(7) };
        let missing = confine(Confined::Unpacker, &Layer::ALL);
        return go_on(&missing).map_or_else(|ended| ended, |()| archive::unzip_child(&order));
    }
    let hash_order = value(HASH_FRAMES).map(serde_json::from_str::<video::HashOrder>).transpose();
    let Ok(hash_order) = hash_order else { return ExitCode::from(7) };
    let around = hash_order.map_or(Confined::Decoder, |order| order.confined());
    if let Err(ended) = go_on(&confine(around, &Layer::ALL)) {
        return ended;
    }
    if let Some(order) = hash_order {
        return answer(&video::hash_frames(&mut std::io::stdin().lock(), order));
    }
    let mut bytes = Vec::new();
    if std::io::stdin().lock().take(MAX_PICTURE_BYTES).read_to_end(&mut bytes).is_err() {
        return ExitCode::from(3);
    }
    if is_asked(THUMBNAIL) {
        answer(&ThumbnailOutcome::of(&bytes))
    } else if is_asked(PRIMARY_SIZE) {
        answer(&SizeOutcome::of(&bytes))
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
