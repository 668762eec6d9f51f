//! Files become hashes: in a child process that can do nothing else, as everywhere in this program.

use std::collections::BTreeMap;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use futures::TryStreamExt as _;
use hashlist::MIN_QUALITY;
use media::PdqOutcome;
use service::SandboxError;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use crate::fetch::{TooLarge, fetch};
use crate::refusal::Refusal;
use crate::said::Said;
use crate::signal::{ContentType, Signal, SignalType, Signals};
use crate::state::Inner;

/// Largest text field of a form, in bytes. Files flow through; texts are held.
const MOST_TEXT_BYTES: usize = 128 * 1024;

/// What a query says of hashing, and of everything else.
pub(crate) type Asked = BTreeMap<String, String>;

/// The hashes of a file.
pub(crate) struct Hashed {
    pub(crate) signals: Signals,
    /// Type and reason of a hash that says too little to be used: HMA then gives an empty text.
    pub(crate) unfit: Option<(SignalType, String)>,
}

/// A file that came in a form, and what the form says beside it.
pub(crate) struct Sent {
    pub(crate) hashed: Hashed,
    pub(crate) said: Said,
}

impl Hashed {
    /// The hashes, if each says enough to be looked up or banked.
    ///
    /// # Errors
    /// 400 with the reason.
    pub(crate) fn fit(self) -> Result<Signals, Refusal> {
        match self.unfit {
            Some((signal_type, reason)) => {
                Err(Refusal::bad(format!("Invalid {} signal: {reason}", signal_type.as_str())))
            }
            None => Ok(self.signals),
        }
    }
}

impl Inner {
    /// Hashes the file at an address.
    ///
    /// # Errors
    /// See [`fetch`]; 400: it is no file of a type that is enabled, or cannot be decoded.
    pub(crate) async fn hash_address(&self, address: &str, asked: &Asked) -> Result<Hashed, Refusal> {
        let arriving = fetch(&self.config.matcher, address).await?;
        let said = asked.get("content_type").map(String::as_str);
        let content_type = ContentType::of(&arriving.media_type, said)?;
        self.hash(content_type, asked, StreamReader::new(arriving.bytes)).await
    }

    /// Hashes the one file of a form, whose part is named by its content type.
    ///
    /// # Errors
    /// 400: no file, several, or one that cannot be decoded; 413: too large.
    pub(crate) async fn hash_form(&self, request: Request, asked: &Asked) -> Result<Sent, Refusal> {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Refusal::bad("Missing multipart/form-data file upload"))?;
        let sent = self.read_form(&mut form, asked).await;
        if sent.as_ref().is_err_and(|refusal| !refusal.is_too_large()) {
            // what is left unread would end the connection, under the next request of a client that keeps it
            while let Ok(Some(mut field)) = form.next_field().await {
                while let Ok(Some(_)) = field.chunk().await {}
            }
        }
        sent
    }

    async fn read_form(&self, form: &mut Multipart, asked: &Asked) -> Result<Sent, Refusal> {
        let (mut hashed, mut said) = (None, Said::default());
        while let Some(field) = form.next_field().await.map_err(|error| self.broken_form(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() || ContentType::named(&name).is_ok() {
                if hashed.is_some() {
                    return Err(Refusal::bad("Only one file allowed per request"));
                }
                hashed = Some(self.hash_field(ContentType::named(&name)?, asked, field).await?);
            } else {
                said.take(&name, self.text(field).await?)?;
            }
        }
        let hashed = hashed.ok_or_else(|| Refusal::bad("Missing multipart/form-data file upload"))?;
        Ok(Sent { hashed, said: said.checked()? })
    }

    async fn text(&self, mut field: Field<'_>) -> Result<String, Refusal> {
        let mut text = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|error| self.broken_form(&error))? {
            if text.len() + piece.len() > MOST_TEXT_BYTES {
                return Err(Refusal::too_large(MOST_TEXT_BYTES));
            }
            text.extend_from_slice(&piece);
        }
        String::from_utf8(text).map_err(|_| Refusal::bad("a text of the form is not UTF-8"))
    }

    async fn hash_field(
        &self,
        content_type: ContentType,
        asked: &Asked,
        field: Field<'_>,
    ) -> Result<Hashed, Refusal> {
        let mut room = self.config.matcher.file_limit_bytes;
        let pieces = field.map_err(std::io::Error::other).and_then(move |piece| {
            let left = room.checked_sub(piece.len());
            room = left.unwrap_or_default();
            std::future::ready(left.map(|_| piece).ok_or_else(|| std::io::Error::other(TooLarge)))
        });
        self.hash(content_type, asked, StreamReader::new(pieces)).await
    }

    async fn hash(
        &self,
        content_type: ContentType,
        asked: &Asked,
        source: impl AsyncRead + Send + Unpin,
    ) -> Result<Hashed, Refusal> {
        let signal_type = content_type.signal_type();
        self.refuse_disabled(signal_type)?;
        check_types(asked, signal_type)?;
        let digests = self.sandbox.digest_media(source).await.map_err(|error| self.unread(error))?;
        let mut hashed = Hashed { signals: Signals::new(), unfit: None };
        let signal = match signal_type {
            SignalType::VideoMd5 => signal_type.read(&digests.file.md5)?,
            SignalType::Pdq => match digests.pdq {
                PdqOutcome::NotHashed { reason } => {
                    return Err(Refusal::bad(format!("the file cannot be hashed as a picture: {reason}")));
                }
                PdqOutcome::Hashed(pdq) if pdq.quality < MIN_QUALITY => {
                    let reason = format!(
                        "the picture is too flat or regular: its quality is {}, and {MIN_QUALITY} is needed",
                        pdq.quality
                    );
                    hashed.unfit = Some((signal_type, reason));
                    return Ok(hashed);
                }
                PdqOutcome::Hashed(pdq) => Signal::Pdq((*pdq.hash.as_bytes()).into()),
            },
        };
        match signal.why_unfit() {
            Some(reason) => hashed.unfit = Some((signal_type, reason.to_owned())),
            None => {
                hashed.signals.insert(signal_type, signal);
            }
        }
        Ok(hashed)
    }

    /// Refuses a type of hashes that is disabled.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn refuse_disabled(&self, signal_type: SignalType) -> Result<(), Refusal> {
        if self.shelves.get().ratio(signal_type) > 0.0 {
            return Ok(());
        }
        Err(Refusal::bad(format!("SignalType '{}' is not enabled", signal_type.as_str())))
    }

    fn broken_form(&self, error: &MultipartError) -> Refusal {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(self.config.matcher.file_limit_bytes),
            _ => Refusal::bad(format!("the form cannot be read: {}", error.body_text())),
        }
    }

    /// A file that did not come whole is its sender's trouble.
    fn unread(&self, error: SandboxError) -> Refusal {
        let SandboxError::Source(source) = &error else { return error.into() };
        let cause = source.get_ref();
        let form = cause.and_then(|cause| cause.downcast_ref::<MultipartError>());
        if cause.is_some_and(|cause| cause.is::<TooLarge>()) {
            return Refusal::too_large(self.config.matcher.file_limit_bytes);
        }
        form.map_or_else(
            || Refusal::bad("the file broke off before its end"),
            |error| self.broken_form(error),
        )
    }
}

/// `types` may name the one type that is made of a file, and no other.
fn check_types(asked: &Asked, made: SignalType) -> Result<(), Refusal> {
    let Some(types) = asked.get("types") else { return Ok(()) };
    let mut named = types.split(',').map(str::trim).filter(|name| !name.is_empty()).peekable();
    if named.peek().is_none() {
        return Err(Refusal::bad("empty signal type selection"));
    }
    match named.find(|name| *name != made.as_str()) {
        Some(name) => Err(Refusal::bad(format!("signal type '{name}' doesn't exist or is disabled"))),
        None => Ok(()),
    }
}
