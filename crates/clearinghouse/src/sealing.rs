//! A package on its way out: sealed to its agency as it is read from the vault.

use std::io;

use axum::body::Bytes;
use futures::Stream;
use futures::stream::try_unfold;
use service::Node;
use tokio::io::AsyncReadExt as _;
use vault::Opening;
use wire::package::sealed::{RecipientKey, SealedError, Sealer};

const PIECE_BYTES: usize = 64 << 10;

/// The pieces of the sealed package.
///
/// # Errors
/// The recipient's key cannot be sealed to; in the stream, what the vault says.
pub(crate) fn sealed(
    node: &Node,
    opening: Opening,
    recipient: &RecipientKey,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static, SealedError> {
    let mut head = Vec::new();
    let sealer = Sealer::to(recipient, |bytes| node.rng().fill(bytes), &mut head)?;
    Ok(try_unfold((Some(sealer), opening, head), async |(sealer, mut opening, mut out)| {
        let Some(mut sealer) = sealer else { return Ok(None) };
        let mut piece = vec![0; PIECE_BYTES];
        let length = opening.read(&mut piece).await?;
        piece.truncate(length);
        if piece.is_empty() {
            sealer.finish(&mut out).map_err(io::Error::other)?;
            return Ok(Some((Bytes::from(out), (None, opening, Vec::new()))));
        }
        sealer.push(&piece, &mut out).map_err(io::Error::other)?;
        Ok(Some((Bytes::from(out), (Some(sealer), opening, Vec::new()))))
    }))
}
