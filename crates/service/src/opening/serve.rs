//! The content of a file, for a recorded opening: checked from end to end first, then streamed as an attachment.

use std::io;
use std::marker::PhantomData;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream;
use media::Kind;
use model::Id;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::mpsc;

use super::actions::{SettleOpening, load_file};
use super::{Look, Opening, OpeningResult, OpensFiles};
use crate::db::items;
use crate::db::openings::{self as table, OpeningRow};
use crate::keys::ItemRecord;
use crate::scrub::{ItemFault, KeepsVault};
use crate::{Actor, CaseKey, Failure};

const CHUNK_BYTES: usize = 64 << 10;
/// So many first bytes tell the kind.
const HEAD_BYTES: usize = 512;

/// The content that an opening of this actor allows to be shown, once.
pub(super) async fn serve<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
) -> Result<Response, Failure> {
    let (_, item, key) = load::<S>(state, actor, opening_id, Look::Original).await?;
    if let Err(fault) = state.check_item(&item, &key, u64::MAX).await {
        // what was erased meanwhile is neither damaged nor cut off: it says so
        load::<S>(state, actor, opening_id, Look::Original).await?;
        return Err(settle_fault(state, actor, opening_id, fault).await);
    }
    let mut content = match state.open_item(&item, &key).await {
        Ok(content) => content,
        Err(failure) => {
            let erased = load::<S>(state, actor, opening_id, Look::Original).await.err();
            return Err(erased.unwrap_or(failure));
        }
    };
    let mut head = Vec::with_capacity(HEAD_BYTES);
    (&mut content).take(HEAD_BYTES as u64).read_to_end(&mut head).await.map_err(Failure::broken)?;
    let kind = Kind::sniff(&head);
    let (media_type, extension) = (kind.mime(), kind.extension());
    let name = item.sha256.get(..16).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CONTENT_DISPOSITION, attachment(name, extension)?),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let (out, chunks) = mpsc::channel(1);
    tokio::spawn(feed(state.clone(), actor.clone(), opening_id, content, head, out));
    let chunks = stream::unfold(chunks, async |mut chunks| Some((chunks.recv().await?, chunks)));
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// Row, item and key of an opening that this actor recorded and that nothing came of yet.
pub(super) async fn load<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
    look: Look,
) -> Result<(OpeningRow, ItemRecord, CaseKey), Failure> {
    let node = KeepsVault::node(state);
    let mut tx = node.db().begin_read("load-opened").await?;
    let row = table::find_opening(&mut tx, &opening_id.to_string()).await?;
    let row = row.filter(|row| row.opened_by == actor.name() && row.look == look);
    let row = row.ok_or_else(|| Failure::absent("opening"))?;
    if row.result.is_some() {
        return Err(Failure::conflict(
            "an opening shows its file once, and this one is over; ask again, with a reason",
        ));
    }
    let (_, file) = load_file::<S>(&mut tx, actor, &row.object.id, &row.sha256).await?;
    let item = match file.item_name {
        Some(name) => items::find(&mut tx, &name).await?,
        None => None,
    };
    let item = item.ok_or_else(Failure::erased)?;
    let key = node.cases().open(&mut tx, &item.case_id).await?;
    Ok((row, item, key))
}

/// Says what is wrong, after it is on record.
async fn settle_fault<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
    fault: ItemFault,
) -> Failure {
    let (result, said) = match fault {
        ItemFault::Damaged(damage) => {
            tracing::error!(%opening_id, damage, "a file that was to be opened is damaged");
            (
                OpeningResult::Damaged,
                "the item in the vault is damaged, so nothing of it is shown; tell who keeps the node (page /vault)",
            )
        }
        ItemFault::Interrupted => (
            OpeningResult::CutShort,
            "reading the item was cut off, so nothing of it is shown; open it again",
        ),
    };
    match settle(state, actor, opening_id, result).await {
        Ok(()) => Failure::conflict(format!("{said}; on record as {opening_id}")),
        Err(failure) => failure,
    }
}

/// Hands the content to the connection and records what came of it before the answer ends: who was given all of it has it on record.
async fn feed<S: OpensFiles>(
    state: S,
    actor: Actor,
    opening_id: Id<Opening>,
    mut content: S::Content,
    head: Vec<u8>,
    out: mpsc::Sender<io::Result<Bytes>>,
) {
    let result = hand_over(&mut content, head, &out).await;
    let settled = settle(&state, &actor, opening_id, result).await;
    if let Err(failure) = &settled {
        tracing::error!(%opening_id, %failure, "what came of an opening could not be recorded");
    }
    if result != OpeningResult::InFull || settled.is_err() {
        // nobody may be listening any more
        let _ = out.send(Err(io::Error::other("the file broke off"))).await;
    }
}

async fn hand_over(
    content: &mut (impl AsyncRead + Unpin),
    head: Vec<u8>,
    out: &mpsc::Sender<io::Result<Bytes>>,
) -> OpeningResult {
    let mut chunk = head;
    while !chunk.is_empty() {
        if out.send(Ok(Bytes::from(chunk))).await.is_err() {
            return OpeningResult::CutShort;
        }
        chunk = vec![0; CHUNK_BYTES];
        match content.read(&mut chunk).await {
            Ok(length) => chunk.truncate(length),
            // so the vault says that the item is not what was sealed; all else, such as a lost bucket, says nothing of the item
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return OpeningResult::Damaged,
            Err(_) => return OpeningResult::CutShort,
        }
    }
    // there is room again only once the connection took the last chunk; what it still holds may never arrive
    if out.reserve().await.is_ok() { OpeningResult::InFull } else { OpeningResult::CutShort }
}

/// Says what came of an opening.
pub(super) async fn settle<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
    result: OpeningResult,
) -> Result<(), Failure> {
    let action = SettleOpening::<S> { opening_id, result, role: PhantomData };
    KeepsVault::node(state).act(actor, &action).await
}

/// Never the sender's name, which may say something of somebody.
fn attachment(name: &str, extension: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::try_from(format!("attachment; filename=\"{name}.{extension}\"")).map_err(Failure::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(
        mut chunks: mpsc::Receiver<io::Result<Bytes>>,
        most: usize,
    ) -> tokio::task::JoinHandle<usize> {
        tokio::spawn(async move {
            let mut bytes = 0;
            while bytes < most {
                let Some(Ok(chunk)) = chunks.recv().await else { break };
                bytes += chunk.len();
            }
            bytes
        })
    }

    #[tokio::test]
    async fn only_who_took_the_last_chunk_was_given_it_in_full() {
        let content = vec![7; 3 * CHUNK_BYTES];
        for (most, result) in [(usize::MAX, OpeningResult::InFull), (CHUNK_BYTES, OpeningResult::CutShort)] {
            let (out, chunks) = mpsc::channel(1);
            let reader = received(chunks, most);
            let mut rest = &content[HEAD_BYTES..];
            assert_eq!(hand_over(&mut rest, content[..HEAD_BYTES].to_vec(), &out).await, result);
            drop(out);
            let bytes = reader.await.unwrap();
            assert_eq!(bytes == content.len(), result == OpeningResult::InFull, "{bytes}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_to_its_end_is_damaged_where_the_vault_says_so() {
        for (error, result) in [
            (io::Error::new(io::ErrorKind::InvalidData, "bad"), OpeningResult::Damaged),
            (io::Error::other("lost"), OpeningResult::CutShort),
        ] {
            let (out, chunks) = mpsc::channel(1);
            let reader = received(chunks, usize::MAX);
            let parts = [Ok(Bytes::from_static(b"a")), Err(error)];
            let mut broken = tokio_util::io::StreamReader::new(stream::iter(parts));
            assert_eq!(hand_over(&mut broken, b"head".to_vec(), &out).await, result);
            drop(out);
            assert_eq!(reader.await.unwrap(), 5);
        }
    }

    #[test]
    fn the_name_is_that_of_the_digest() {
        let header = attachment("0123456789abcdef", Kind::Unknown.extension()).unwrap();
        assert_eq!(header, "attachment; filename=\"0123456789abcdef.bin\"");
    }
}
