//! `POST /v1/lookup/stream`: bare PDQ hashes in, records of fixed size out, in the same order, while more hashes come in.
//!
//! In: any number of records of 32 bytes, each a PDQ hash, bit 255 first, as its hexadecimal text has them. Out, for each of them, 16 bytes, all
//! numbers little-endian:
//!
//! | bytes | what |
//! | --- | --- |
//! | 0, 1 | distance in bits of the nearest match; 65535: nothing matches |
//! | 2 | bit 0: it is in shadow; bit 1: it is in a bank; bit 2: the hash says too little and was not looked up |
//! | 3 | 0 |
//! | 4 to 7 | how many entries match |
//! | 8 to 11 | number of the list of the nearest match (`GET /v1/lists`); of a bank its own number |
//! | 12 to 15 | number of its entry in the list; of a bank the lower 32 bits of the content's number |
//!
//! Of matches at the same distance one that may be acted on goes before one in shadow. A client must read while it sends: neither side keeps
//! more than a few pieces.

use std::pin::Pin;

use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _, stream};
use hashlist::{Digest, is_degenerate};

use super::radius;
use crate::hashing::Asked;
use crate::refusal::Refusal;
use crate::shelf::{Match, Place, Shelf, query_of};
use crate::signal::Signal;
use crate::state::Shared;
use crate::tally::Tally;

/// Bytes of a hash that is looked up.
pub const QUERY_BYTES: usize = 32;
/// Bytes of its answer.
pub const RESULT_BYTES: usize = 16;
/// The distance that says that nothing matches.
pub const NOTHING_BITS: u16 = u16::MAX;

const IN_SHADOW: u8 = 1;
const IN_BANK: u8 = 2;
const SAYS_TOO_LITTLE: u8 = 4;

/// Hashes that are looked up in one go, before answers leave.
const MOST_AT_ONCE: usize = 256;

/// Hashes as they come in.
struct Incoming {
    body: Pin<Box<dyn Stream<Item = Result<Bytes, axum::Error>> + Send>>,
    /// What has come and is not looked up yet.
    waiting: Vec<u8>,
    has_ended: bool,
    shared: Shared,
    radius_bits: u32,
}

/// The body ended within a record.
#[derive(Debug, thiserror::Error)]
#[error("the body ended within a record of {QUERY_BYTES} bytes")]
struct Cut;

/// `POST /v1/lookup/stream`.
pub(crate) async fn look_up(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked = asked.get("radius_bits").map(|text| text.parse::<u32>());
    let asked = asked.transpose().map_err(|_| Refusal::bad("radius_bits must be a number"))?;
    let incoming = Incoming {
        body: Box::pin(request.into_body().into_data_stream()),
        waiting: Vec::new(),
        has_ended: false,
        shared,
        radius_bits: radius(asked)?,
    };
    let answers = stream::try_unfold(incoming, |mut incoming| async move {
        Ok::<_, std::io::Error>(incoming.next().await?.map(|answers| (answers, incoming)))
    });
    Ok(([(CONTENT_TYPE, "application/octet-stream")], Body::from_stream(answers)).into_response())
}

impl Incoming {
    /// The answers to what came in next; none at the end.
    async fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        while self.waiting.len() < QUERY_BYTES && !self.has_ended {
            match self.body.next().await {
                Some(piece) => self.waiting.extend_from_slice(&piece.map_err(std::io::Error::other)?),
                None => self.has_ended = true,
            }
        }
        let whole = (self.waiting.len() / QUERY_BYTES).min(MOST_AT_ONCE) * QUERY_BYTES;
        if whole == 0 {
            return if self.waiting.is_empty() { Ok(None) } else { Err(std::io::Error::other(Cut)) };
        }
        let records: Vec<u8> = self.waiting.drain(..whole).collect();
        // the place of the request was given back with the head of its answer: a stream that waits for its client holds none
        let _place = self.shared.places.acquire().await.map_err(std::io::Error::other)?;
        let (shared, radius_bits) = (self.shared.clone(), self.radius_bits);
        let answering = move || -> Vec<u8> {
            let shelf = shared.shelves.get();
            let (records, _) = records.as_chunks::<QUERY_BYTES>();
            records.iter().flat_map(|record| answer(&shelf, &shared.tally, record, radius_bits)).collect()
        };
        let answers = tokio::task::spawn_blocking(answering).await.map_err(std::io::Error::other)?;
        metrics::counter!("matcher_lookups_total", "signal_type" => "stream")
            .increment((answers.len() / RESULT_BYTES) as u64);
        Ok(Some(answers.into()))
    }
}

fn answer(shelf: &Shelf, tally: &Tally, record: &[u8; QUERY_BYTES], radius_bits: u32) -> [u8; RESULT_BYTES] {
    let pdq = Digest(*record);
    if is_degenerate(&pdq) {
        return write(SAYS_TOO_LITTLE, 0, None);
    }
    let query = hashlist::Query { radius_bits, ..query_of(&Signal::Pdq(pdq)) };
    let found = shelf.look_up(&query);
    let nearest = found.iter().min_by_key(|one| (one.distance_bits, one.shadow));
    if let Some(one) = nearest {
        tally.count(shelf.name(one.place).unwrap_or_default(), one.shadow);
    }
    write(0, u32::try_from(found.len()).unwrap_or(u32::MAX), nearest)
}

fn write(flags: u8, count: u32, nearest: Option<&Match>) -> [u8; RESULT_BYTES] {
    let shadow = if nearest.is_some_and(|one| one.shadow) { IN_SHADOW } else { 0 };
    let (bank, list_no, entry_no) = match nearest.map(|one| one.place) {
        None => (0, 0, 0),
        Some(Place::List { list_no, entry_no }) => (0, u32::try_from(list_no).unwrap_or(u32::MAX), entry_no),
        Some(Place::Bank { bank_id, content_id }) => (IN_BANK, low(bank_id), low(content_id)),
    };
    let distance =
        nearest.map_or(NOTHING_BITS, |one| u16::try_from(one.distance_bits).unwrap_or(NOTHING_BITS));
    let mut record = [0; RESULT_BYTES];
    record[..2].copy_from_slice(&distance.to_le_bytes());
    record[2] = flags | shadow | bank;
    record[4..8].copy_from_slice(&count.to_le_bytes());
    record[8..12].copy_from_slice(&list_no.to_le_bytes());
    record[12..].copy_from_slice(&entry_no.to_le_bytes());
    record
}

/// The lower 32 bits.
fn low(number: i64) -> u32 {
    u32::try_from(number & i64::from(u32::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hashlist::Algorithm;

    use super::*;

    fn one(place: Place, shadow: bool) -> Match {
        Match {
            place,
            algorithm: Algorithm::Pdq,
            distance_bits: 7,
            quality: Some(100),
            form: 0,
            weak: false,
            shadow,
            video: None,
        }
    }

    #[test]
    fn a_record_says_distance_flags_count_and_place() {
        assert_eq!(write(0, 0, None), [255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let list = one(Place::List { list_no: 2, entry_no: 0x0102_0304 }, false);
        assert_eq!(write(0, 3, Some(&list)), [7, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, 3, 2, 1]);
        let bank = one(Place::Bank { bank_id: 5, content_id: (9 << 32) + 6 }, true);
        assert_eq!(write(0, 1, Some(&bank)), [7, 0, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]);
    }
}
