//! Videos, and pictures that only ffmpeg decodes: ffmpeg behind a fence of its own writes frames, a decoder of ours hashes them.
//!
//! Nothing of it touches the disk. What cannot be hashed has a reason, as with pictures.

mod film;
mod frames;
mod hash;
mod launch;
mod order;
mod times;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use media::{Digester, FileDigests, Kind, MediaDigests, PdqOutcome, PictureOutcome};
use tokio::io::AsyncRead;

use self::film::{Film, Sealed};
use self::frames::Seen;
use self::order::{Order, Task};
use super::child::{RUN_FFMPEG, SizeOutcome, flag};
use super::{Decoder, Layer, PIECE_BYTES, Program, Sandbox, SandboxError, next_piece, parent};

pub(super) use hash::hash_frames;
pub(super) use launch::{NOT_RUN, confine_for};
pub(super) use order::HashOrder;

/// The ffmpeg that a node would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ffmpeg {
    /// The program.
    pub path: PathBuf,
    /// What it says of itself behind its fence, or why it says nothing.
    pub version: Result<String, String>,
    /// Layers of the fence around it that this machine lacks.
    pub missing: Vec<Layer>,
}

/// What stands before the reason why only some frames of a video are hashed.
const NOT_ALL: &str = ", not all: ";
const NO_MEMORY: &str = "there is no memory for it";

/// Whether a video was looked at in part: a limit was reached or it broke off, which the reason beside its frames says.
pub fn is_hashed_in_part(digests: &MediaDigests) -> bool {
    match &digests.pdq {
        PdqOutcome::NotHashed { reason } => !digests.frames.is_empty() && reason.contains(NOT_ALL),
        PdqOutcome::Hashed(_) => false,
    }
}

/// Perceptual hashes of a picture or of frames, or why there are none.
type Found = Result<PictureOutcome, String>;

impl Sandbox {
    /// Asks the ffmpeg that was found for its version, behind its fence; `None` if none was found.
    ///
    /// # Errors
    /// No child can be started.
    pub async fn ffmpeg(&self) -> Result<Option<Ffmpeg>, SandboxError> {
        let (Some(path), Some(program)) = (self.ffmpeg.clone(), self.program()) else {
            return Ok(None);
        };
        let order = self.order(path.clone(), Task::Version);
        let missing = parent::missing_layers_of(program, &[flag(RUN_FFMPEG, &order)], self.patience).await;
        let missing = match missing {
            // it ended before it could say so: why, is said instead of its version
            Err(SandboxError::NoDecoder { .. }) => Vec::new(),
            other => other?,
        };
        let version = frames::version(program, &order, self.patience).await;
        Ok(Some(Ffmpeg { path, version, missing }))
    }

    /// The digests of a file that ffmpeg decodes: of `head` and of what `source` still reads.
    pub(super) async fn digest_by_ffmpeg(
        &self,
        kind: Kind,
        head: &[u8],
        source: &mut (impl AsyncRead + Send + Unpin),
    ) -> Result<MediaDigests, SandboxError> {
        let ffmpeg = self.ffmpeg.clone().ok_or("ffmpeg is not installed: set node.sandbox.ffmpeg");
        let film = ffmpeg.and_then(|ffmpeg| {
            let film = Film::new(self.config.video_bytes_limit).map_err(|_| NO_MEMORY)?;
            Ok((ffmpeg, film))
        });
        let (file, film) = take_in(head, source, film).await?;
        let found = match film {
            Ok((ffmpeg, Some(film))) if kind.is_video() => self.video(kind, ffmpeg, &film).await?,
            Ok((ffmpeg, Some(film))) => self.still(kind, ffmpeg, &film).await?,
            Ok((_, None)) => Err(format!("larger than {} bytes", self.config.video_bytes_limit)),
            Err(reason) => Err(reason),
        };
        let what = if kind.is_video() { "video" } else { kind.name() };
        let found = found
            .unwrap_or_else(|reason| PictureOutcome::not_hashed(format!("{what} is not hashed: {reason}")));
        Ok(MediaDigests::new(file, kind, found))
    }

    async fn video(&self, kind: Kind, ffmpeg: PathBuf, film: &Sealed) -> Result<Found, SandboxError> {
        let frames_limit = self.config.video_frames_limit;
        let task = Task::Frames {
            kind,
            // one more tells whether there are more
            frames_limit: frames_limit + 1,
            every_ms: self.config.video_frame_every_ms,
            key_frames_only: self.config.video_key_frames_only,
        };
        let seen = self.look(&self.order(ffmpeg, task), film, (frames_limit, false)).await?;
        Ok(seen.and_then(|seen| {
            let frames = seen.frames();
            let reason = match (frames.len(), seen.why_not_all) {
                (0, why) => return Err(no_frame(why)),
                (count, None) => format!("a video has no hash of its own; {count} of its frames are hashed"),
                (count, Some(why)) => {
                    format!("a video has no hash of its own; {count} of its frames are hashed{NOT_ALL}{why}")
                }
            };
            Ok(PictureOutcome { pdq: PdqOutcome::NotHashed { reason }, forms: Vec::new(), frames })
        }))
    }

    /// A picture, whole: where ffmpeg gives one tile of it for the picture, there is no hash.
    async fn still(&self, kind: Kind, ffmpeg: PathBuf, film: &Sealed) -> Result<Found, SandboxError> {
        let declared = match self.primary_size(film).await? {
            Ok(SizeOutcome::Known { width, height }) => Some((width as usize, height as usize)),
            Ok(SizeOutcome::NoStill) => None,
            Ok(SizeOutcome::Unreadable { detail }) => return Ok(Err(parent::harmless(&detail))),
            Err(reason) => return Ok(Err(reason)),
        };
        let task = Task::Frames { kind, frames_limit: 1, every_ms: 0, key_frames_only: false };
        let seen = self.look(&self.order(ffmpeg, task), film, (1, true)).await?;
        Ok(seen.and_then(|seen| {
            let why = seen.why_not_all.clone();
            let Some((picture, size)) = seen.first() else {
                return Err(match kind {
                    Kind::Heic => {
                        format!("{}; still pictures of HEIC need ffmpeg 7.0 or later", no_frame(why))
                    }
                    _ => no_frame(why),
                });
            };
            match declared {
                Some(declared) if declared != size => Err(format!(
                    "the picture has {} x {} pixels, and this ffmpeg gives {} x {} of it",
                    declared.0, declared.1, size.0, size.1
                )),
                _ => Ok(picture),
            }
        }))
    }

    async fn look(
        &self,
        order: &Order,
        film: &Sealed,
        (frames_limit, with_forms): (u32, bool),
    ) -> Result<Result<Seen, String>, SandboxError> {
        let Some(program) = self.program() else { return Ok(Err(no_process())) };
        // the machine may have other work
        let most_seconds = order.cpu_seconds.saturating_mul(2);
        let most = Duration::from_secs(most_seconds);
        // no less than that: a hasher that ends before ffmpeg takes all hashes along
        let hash_order = HashOrder { frames_limit, cpu_seconds: most_seconds, with_forms };
        frames::look(program, film, order, hash_order, (most, self.patience)).await
    }

    /// What the file says of its picture's size, by a child: its boxes are bytes of somebody else.
    async fn primary_size(&self, film: &Sealed) -> Result<Result<SizeOutcome, String>, SandboxError> {
        let Some(program) = self.program() else { return Ok(Err(no_process())) };
        let film = film.open().map_err(SandboxError::Source)?;
        parent::ask_about(program, film, self.patience).await
    }

    fn order(&self, ffmpeg: PathBuf, task: Task) -> Order {
        Order { ffmpeg, cpu_seconds: self.config.video_seconds_limit, task }
    }

    fn program(&self) -> Option<&Program> {
        match &self.decoder {
            Decoder::Child(program) => Some(program),
            #[cfg(feature = "testing")]
            Decoder::InProcess => None,
        }
    }
}

/// Digests everything, and keeps what ffmpeg shall see.
async fn take_in<F>(
    head: &[u8],
    source: &mut (impl AsyncRead + Send + Unpin),
    film: Result<(F, Film), &'static str>,
) -> Result<(FileDigests, Result<(F, Option<Sealed>), String>), SandboxError> {
    let mut film = film.map_err(str::to_owned);
    let mut digester = Digester::new();
    let mut take = |bytes: &[u8]| {
        digester.update(bytes);
        if let Ok((_, kept)) = &mut film
            && kept.take(bytes).is_err()
        {
            film = Err(NO_MEMORY.to_owned());
        }
    };
    take(head);
    let mut piece = vec![0; PIECE_BYTES];
    while let Some(bytes) = next_piece(source, &mut piece).await? {
        take(bytes);
    }
    let sealed = film.and_then(|(ffmpeg, film)| {
        let sealed: io::Result<Option<Sealed>> = film.finish();
        Ok((ffmpeg, sealed.map_err(|_| NO_MEMORY.to_owned())?))
    });
    Ok((digester.finish(), sealed))
}

fn no_frame(why: Option<String>) -> String {
    match why {
        Some(why) => format!("ffmpeg found no frame in it ({why})"),
        None => "ffmpeg found no frame in it".to_owned(),
    }
}

fn no_process() -> String {
    "there is no sandbox for ffmpeg in this process".to_owned()
}
