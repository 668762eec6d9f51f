//! Media is decoded in a child process that can do nothing else: one child per file, no environment, bounded in memory, time and output.
//!
//! Plaintext goes in over the child's standard input, a [`PictureOutcome`] or a [`media::Thumbnail`] comes out. A child that crashes, hangs or
//! talks nonsense is a reason why the file has no perceptual hash or no preview; it never fails the upload. Cryptographic digests are made on
//! this side of the fence, so that a decoder that was taken over cannot lie about them; previews are blurred and encoded on this side too.
//! Videos, AVIF and HEIC are decoded by ffmpeg, behind a fence of its own. A child unpacks a zip too.
//! Without the required [`Layer`]s of its fence a child decodes nothing, unless the configuration allows it (`[node.sandbox]`).

mod archive;
mod child;
mod config;
mod confine;
mod parent;
mod video;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use media::{Digester, Kind, MediaDigests, PdqOutcome, PictureOutcome, ThumbnailOutcome};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::Semaphore;
use wire::law_enforcement::ZipLimits;

pub use archive::Unpacked;
use child::Answer;
pub use child::decode_media_child;
pub use config::SandboxConfig;
pub use confine::Layer;
#[cfg(feature = "testing")]
pub use confine::{Confined, confine};
pub use video::{Ffmpeg, is_hashed_in_part};

/// Largest file that is handed to a decoder, in bytes; a larger one has its cryptographic digests only.
pub const MAX_PICTURE_BYTES: u64 = 256 * 1024 * 1024;
/// How long a child may keep us waiting, for taking a piece as for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// First bytes kept for telling the container format.
const HEAD_BYTES: usize = 4096;
/// Bytes read from the source at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// Why a file could not be digested: nothing about its content.
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The file could not be read.
    #[error("cannot read the file to digest")]
    Source(#[source] std::io::Error),
    /// The decoder could not be started; trying again later may help.
    #[error("cannot start the decoder {}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The program does not answer as a decoder does.
    #[error("{} is no decoder: {what}", program.display())]
    NoDecoder {
        /// The program.
        program: PathBuf,
        /// What came instead.
        what: String,
    },
}

/// Why a file has no preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPreview {
    /// It is no picture of a kind that is decoded.
    Unsupported,
    /// The decoder refused it, for this reason.
    Undecodable(String),
    /// The decoder crashed, was stopped, or answered nonsense.
    DecoderFailed(String),
}

/// Starts decoders. Cheap to clone; clones share the limit of decoders at once.
#[derive(Debug, Clone)]
pub struct Sandbox {
    decoder: Decoder,
    patience: Duration,
    at_once: Arc<Semaphore>,
    config: SandboxConfig,
    /// As it was found when the configuration was taken.
    ffmpeg: Option<PathBuf>,
}

#[derive(Debug, Clone)]
enum Decoder {
    Child(Program),
    #[cfg(feature = "testing")]
    InProcess,
}

/// A program and what it is called with.
#[derive(Debug, Clone)]
struct Program {
    path: PathBuf,
    args: Vec<String>,
}

impl Sandbox {
    /// Decoders that are `program args…`, which must call [`decode_media_child`] with the arguments that follow theirs.
    pub fn new(program: PathBuf, args: Vec<String>) -> Self {
        Self::with(Decoder::Child(Program { path: program, args }))
    }

    /// Decoders that are this very program, called with `decode-media`.
    pub fn current_exe() -> Self {
        // the running file itself, even if an update has replaced it on disk meanwhile
        Self::new("/proc/self/exe".into(), vec!["decode-media".into()])
    }

    /// The same with the configuration's limits and ffmpeg, and with children that decode even where a required layer is missing, if it says
    /// so.
    #[must_use]
    pub fn configured(mut self, config: &SandboxConfig) -> Self {
        (self.ffmpeg, self.config) = (config.find_ffmpeg(), config.clone());
        if let Decoder::Child(program) = &mut self.decoder
            && config.allow_missing_layers
        {
            program.args.push(child::ALLOW_MISSING_LAYERS.to_owned());
        }
        self
    }

    /// Asks a child which layers of the fence this machine lacks.
    ///
    /// # Errors
    /// No child can be started, or it is none of ours.
    pub async fn missing_layers(&self) -> Result<Vec<Layer>, SandboxError> {
        match &self.decoder {
            Decoder::Child(program) => parent::missing_layers(program, self.patience).await,
            #[cfg(feature = "testing")]
            Decoder::InProcess => Ok(Vec::new()),
        }
    }

    /// No sandbox at all: decodes in this process. For tests whose binary cannot play the child.
    #[cfg(feature = "testing")]
    pub fn in_process() -> Self {
        Self::with(Decoder::InProcess)
    }

    fn with(decoder: Decoder) -> Self {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = Arc::new(Semaphore::new(at_once));
        let config = SandboxConfig::default();
        Self { decoder, patience: PATIENCE, at_once, ffmpeg: config.find_ffmpeg(), config }
    }

    /// The same with another patience, so that a test need not wait.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Reads `source` to its end and computes all digests of it. What cannot be decoded has a reason instead of a perceptual hash.
    pub async fn digest_media(
        &self,
        mut source: impl AsyncRead + Send + Unpin,
    ) -> Result<MediaDigests, SandboxError> {
        // a closed semaphore is impossible: nobody closes it
        let _turn = self.at_once.acquire().await.ok();
        let head = read_head(&mut source).await?;
        let kind = Kind::sniff(&head);
        if kind.decoder() == media::Decoder::Ffmpeg {
            return self.digest_by_ffmpeg(kind, &head, &mut source).await;
        }
        let mut feeding = self.start::<PictureOutcome>()?;
        let mut digester = Digester::new();
        digester.update(&head);
        feeding.feed(&head).await;
        let mut piece = vec![0; PIECE_BYTES];
        while let Some(bytes) = next_piece(&mut source, &mut piece).await? {
            digester.update(bytes);
            feeding.feed(bytes).await;
        }
        let mut picture = feeding.answer().await.unwrap_or_else(PictureOutcome::not_hashed);
        if let PdqOutcome::NotHashed { reason } = &mut picture.pdq {
            *reason = parent::harmless(reason);
        }
        Ok(MediaDigests::new(digester.finish(), kind, picture))
    }

    /// A preview of what `source` reads, as PNG: small, grey, blurred. A file that is no picture meets no decoder.
    pub async fn preview(
        &self,
        mut source: impl AsyncRead + Send + Unpin,
    ) -> Result<Result<Vec<u8>, NoPreview>, SandboxError> {
        let mut piece = vec![0; PIECE_BYTES];
        let head = read_head(&mut source).await?;
        if Kind::sniff(&head).decoder() != media::Decoder::Picture {
            return Ok(Err(NoPreview::Unsupported));
        }
        let _turn = self.at_once.acquire().await.ok();
        let mut feeding = self.start::<ThumbnailOutcome>()?;
        feeding.feed(&head).await;
        while let Some(bytes) = next_piece(&mut source, &mut piece).await? {
            feeding.feed(bytes).await;
        }
        Ok(match feeding.answer().await {
            Ok(ThumbnailOutcome::Made(thumbnail)) => {
                thumbnail.preview_png().map_err(|error| NoPreview::DecoderFailed(error.to_string()))
            }
            Ok(ThumbnailOutcome::NotMade { reason }) => {
                Err(NoPreview::Undecodable(parent::harmless(&reason)))
            }
            Err(reason) => Err(NoPreview::DecoderFailed(reason)),
        })
    }

    /// Unpacks a zip within `limits`: its files in the order of its directory, or the reason why it is not read.
    ///
    /// # Errors
    /// The file cannot be read, or no child can be started.
    pub async fn unzip(
        &self,
        zip: File,
        limits: &ZipLimits,
    ) -> Result<Result<Vec<Unpacked>, String>, SandboxError> {
        let _turn = self.at_once.acquire().await.ok();
        match &self.decoder {
            Decoder::Child(program) => archive::unzip(program, zip, limits, self.patience).await,
            #[cfg(feature = "testing")]
            Decoder::InProcess => archive::unzip_here(zip, limits).await,
        }
    }

    fn start<T: Answer>(&self) -> Result<Feeding, SandboxError> {
        match &self.decoder {
            Decoder::Child(program) => parent::Child::start(program, T::FLAG, self.patience)
                .map(|child| Feeding::Child(Box::new(child))),
            #[cfg(feature = "testing")]
            Decoder::InProcess => Ok(Feeding::InProcess(Vec::new())),
        }
    }
}

/// The first bytes, which tell the kind.
async fn read_head(source: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, SandboxError> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    source.take(HEAD_BYTES as u64).read_to_end(&mut head).await.map_err(SandboxError::Source)?;
    Ok(head)
}

/// The next bytes of `source`, or none at its end.
async fn next_piece<'a>(
    source: &mut (impl AsyncRead + Unpin),
    piece: &'a mut [u8],
) -> Result<Option<&'a [u8]>, SandboxError> {
    let length = source.read(piece).await.map_err(SandboxError::Source)?;
    Ok(piece.get(..length).filter(|bytes| !bytes.is_empty()))
}

enum Feeding {
    Child(Box<parent::Child>),
    #[cfg(feature = "testing")]
    InProcess(Vec<u8>),
}

impl Feeding {
    async fn feed(&mut self, bytes: &[u8]) {
        match self {
            Self::Child(child) => child.feed(bytes).await,
            #[cfg(feature = "testing")]
            Self::InProcess(all) => all.extend_from_slice(bytes),
        }
    }

    async fn answer<T: Answer>(self) -> Result<T, String> {
        match self {
            Self::Child(child) => child.answer().await,
            #[cfg(feature = "testing")]
            Self::InProcess(all) => Ok(T::of(&all)),
        }
    }
}
