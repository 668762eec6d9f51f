//! The child's side: confine itself, read everything, decode, answer, end.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use media::{PdqOutcome, Picture};

use super::{MAX_PICTURE_BYTES, limits};

/// What a binary's hidden subcommand `decode-media` calls, before it opens or reads anything: one picture over standard input, its
/// [`PdqOutcome`] as JSON over standard output.
pub fn decode_media_child() -> ExitCode {
    if limits::confine().is_err() {
        return ExitCode::from(2);
    }
    let mut bytes = Vec::new();
    if std::io::stdin().lock().take(MAX_PICTURE_BYTES).read_to_end(&mut bytes).is_err() {
        return ExitCode::from(3);
    }
    let Ok(answer) = serde_json::to_vec(&outcome(&bytes)) else { return ExitCode::from(4) };
    let mut out = std::io::stdout().lock();
    match out.write_all(&answer).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}

pub(super) fn outcome(bytes: &[u8]) -> PdqOutcome {
    Picture::decode(bytes).map(|picture| media::hash(&picture)).into()
}
