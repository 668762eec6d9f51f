//! `POST /v1/lookup`: many files by their hashes, with everything that is known of each match.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use hashlist::{Algorithm, Classification, Digest, MIN_QUALITY, Opaque, PictureHash, Query, VideoFrame};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::radius;
use crate::refusal::Refusal;
use crate::shelf::{Match, Place, Shelf};
use crate::state::Shared;

/// Most files in one request.
const MOST_FILES: usize = 10_000;
/// Most hashes of pictures and frames of one file.
const MOST_HASHES: usize = 4096;
/// Most hits that an answer gives of one file, and of all files: a list with the same hash many times must not fill the memory.
const MOST_HITS: usize = 100;
const MOST_HITS_IN_ALL: usize = 100_000;
/// Longest name of a file, in bytes.
const MOST_ID_BYTES: usize = 256;

/// A request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    signals: Vec<AskedFile>,
    #[serde(default)]
    radius_bits: Option<u32>,
    /// Names of banks and lists; all without any.
    #[serde(default)]
    lists: Vec<String>,
}

/// One file by what the caller knows of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedFile {
    id: String,
    #[serde(default)]
    md5: Option<Digest<16>>,
    #[serde(default)]
    sha1: Option<Digest<20>>,
    #[serde(default)]
    sha256: Option<Digest<32>>,
    /// Of the picture as stored.
    #[serde(default)]
    pdq: Option<Digest<32>>,
    /// Of the picture; taken for good where it is not said.
    #[serde(default)]
    quality: Option<u8>,
    /// PDQ of its forms from 1 to 7, turned and mirrored, in the order of `media::Orientation`.
    #[serde(default)]
    forms: Vec<Digest<32>>,
    /// vPDQ frames of a video.
    #[serde(default)]
    video: Vec<VideoFrame>,
    /// Values that others computed.
    #[serde(default)]
    opaque: Vec<Opaque>,
}

/// An answer, in the order of the request.
#[derive(Serialize)]
pub(crate) struct Answer {
    results: Vec<Answered>,
}

#[derive(Serialize)]
struct Answered {
    id: String,
    /// The most telling first.
    hits: Vec<HitView>,
    /// How many more there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    hits_left_out: Option<usize>,
    /// Why the picture's hash was not looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_looked_up: Option<&'static str>,
}

/// One match: a reason for a human to look, never a decision.
#[allow(clippy::struct_excessive_bools, reason = "an answer says each by its name")]
#[derive(Serialize)]
struct HitView {
    list: String,
    /// Whether the list is a bank of this matcher.
    is_bank: bool,
    /// Of the list; none of a bank, which changes all the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    source: String,
    /// Who vouches for the entry.
    members: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    classification: Option<Classification>,
    /// Of the content of a bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_id: Option<i64>,
    /// Of the entry of a list, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_no: Option<u32>,
    /// What the source calls the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_id: Option<String>,
    algorithm: Algorithm,
    distance_bits: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    /// 0 as stored, 1 to 7 turned or mirrored.
    form: u8,
    /// Never enough by itself.
    weak: bool,
    /// Nobody vouches, or no class is stated: not to be acted on.
    shadow: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<hashlist::VideoMatch>,
    /// Whether the content of a bank is enabled.
    enabled: bool,
}

/// `POST /v1/lookup`.
pub(crate) async fn look_up(State(shared): State<Shared>, body: Bytes) -> Result<Json<Answer>, Refusal> {
    let ask: Ask = serde_json::from_slice(&body)
        .map_err(|error| Refusal::bad(format!("the body does not fit: {error}")))?;
    ask.check()?;
    let (shelf, now_s, radius_bits) = (shared.shelves.get(), shared.now_s(), radius(ask.radius_bits)?);
    if let Some(name) = ask.lists.iter().find(|name| shelf.bank(name).is_none() && shelf.list(name).is_none())
    {
        return Err(Refusal::bad(format!("no bank or list is called '{name}'; GET /v1/lists names them")));
    }
    let gone = CancellationToken::new();
    // dropped with this future, which ends when the client hangs up
    let _asking = gone.clone().drop_guard();
    let answering = move || {
        let (mut room, mut results) = (MOST_HITS_IN_ALL, Vec::with_capacity(ask.signals.len()));
        for file in ask.signals {
            if gone.is_cancelled() {
                break;
            }
            let answered = answer(&shelf, file, radius_bits, &ask.lists, now_s, room.min(MOST_HITS));
            room = room.saturating_sub(answered.hits.len());
            results.push(answered);
        }
        Answer { results }
    };
    let answer = tokio::task::spawn_blocking(answering).await.map_err(service::Failure::broken)?;
    let hits: usize = answer.results.iter().map(|result| result.hits.len()).sum();
    metrics::counter!("matcher_lookups_total", "signal_type" => "bulk")
        .increment(answer.results.len() as u64);
    metrics::counter!("matcher_hits_total", "signal_type" => "bulk").increment(hits as u64);
    for hit in answer.results.iter().flat_map(|result| &result.hits) {
        shared.tally.count(&hit.list, hit.shadow);
    }
    Ok(Json(answer))
}

impl Ask {
    fn check(&self) -> Result<(), Refusal> {
        if self.signals.len() > MOST_FILES {
            return Err(Refusal::bad(format!("at most {MOST_FILES} files are looked up in one request")));
        }
        for file in &self.signals {
            let at = |what: String| Refusal::bad(format!("signals, id '{}': {what}", short(&file.id)));
            if file.id.len() > MOST_ID_BYTES {
                return Err(at(format!("an id has at most {MOST_ID_BYTES} bytes")));
            }
            if file.forms.len() > 7 {
                return Err(at("a picture has seven forms beside the one that is stored".to_owned()));
            }
            if file.video.len() > MOST_HASHES || file.opaque.len() > MOST_HASHES {
                return Err(at(format!("at most {MOST_HASHES} frames or values of a file are looked up")));
            }
        }
        Ok(())
    }
}

fn short(id: &str) -> String {
    id.chars().take(60).collect()
}

impl AskedFile {
    fn query(&self, radius_bits: u32) -> Query {
        let quality = self.quality.unwrap_or(100);
        let stored = self.pdq.iter().map(|pdq| (0, pdq));
        let forms = (1_u8..).zip(&self.forms);
        let pictures =
            stored.chain(forms).map(|(form, pdq)| PictureHash { pdq: *pdq, quality, form, frame: 0 });
        Query {
            md5: self.md5,
            sha1: self.sha1,
            sha256: self.sha256,
            pictures: pictures.collect(),
            video: self.video.clone(),
            opaque: self.opaque.clone(),
            radius_bits,
            ..Query::default()
        }
    }

    fn why_not(&self) -> Option<&'static str> {
        let pdq = self.pdq.as_ref()?;
        if self.quality.is_some_and(|quality| quality < MIN_QUALITY) {
            Some("low_quality")
        } else if hashlist::is_degenerate(pdq) {
            Some("degenerate")
        } else {
            None
        }
    }
}

fn answer(
    shelf: &Shelf,
    file: AskedFile,
    radius_bits: u32,
    lists: &[String],
    now_s: i64,
    most_hits: usize,
) -> Answered {
    let wanted = |one: &Match| {
        lists.is_empty() || shelf.name(one.place).is_some_and(|name| lists.iter().any(|list| list == name))
    };
    let not_looked_up = file.why_not();
    let mut query = file.query(radius_bits);
    if not_looked_up.is_some() {
        query.pictures.clear();
    }
    let mut found: Vec<Match> = shelf.look_up(&query).into_iter().filter(wanted).collect();
    let left_out = found.len().saturating_sub(most_hits);
    if left_out > 0 {
        // what may be acted on is not left out for what may not
        found.sort_by_key(|one| one.shadow);
        found.truncate(most_hits);
    }
    let hits = found.iter().map(|one| view(shelf, one, now_s)).collect();
    Answered { id: file.id, hits, hits_left_out: (left_out > 0).then_some(left_out), not_looked_up }
}

fn view(shelf: &Shelf, one: &Match, now_s: i64) -> HitView {
    let mut view = HitView {
        list: shelf.name(one.place).unwrap_or_default().to_owned(),
        is_bank: true,
        version: None,
        source: "bank".to_owned(),
        members: Vec::new(),
        classification: None,
        content_id: None,
        entry_no: None,
        source_id: None,
        algorithm: one.algorithm,
        distance_bits: one.distance_bits,
        quality: one.quality,
        form: one.form,
        weak: one.weak,
        shadow: one.shadow,
        video: one.video,
        enabled: true,
    };
    match one.place {
        Place::Bank { bank_id, content_id } => {
            view.content_id = Some(content_id);
            view.enabled = shelf.bank_no(bank_id).is_some_and(|bank| bank.is_enabled(content_id, now_s));
        }
        Place::List { list_no, entry_no } => {
            let Some(list) = shelf.lists().get(list_no) else { return view };
            let (head, entry) = (list.index.head(), list.index.entry(entry_no).unwrap_or_default());
            view.is_bank = false;
            view.version = Some(head.version);
            view.source.clone_from(&head.source);
            view.members = if entry.members.is_empty() { head.members.clone() } else { entry.members };
            view.classification = entry.classification.or(head.classification);
            view.entry_no = Some(entry_no);
            view.source_id = entry.source_id;
        }
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(text: &str) -> Result<Ask, String> {
        let ask: Ask = serde_json::from_str(text).map_err(|error| error.to_string())?;
        ask.check().map_err(|refusal| format!("{refusal:?}"))?;
        Ok(ask)
    }

    #[test]
    fn forms_are_numbered_and_share_the_quality() {
        let hash = "0f".repeat(32);
        let text = format!(
            "{{\"signals\":[{{\"id\":\"a\",\"pdq\":\"{hash}\",\"quality\":70,\"forms\":[\"{hash}\",\"{hash}\"]}}]}}"
        );
        let query = ask(&text).unwrap().signals[0].query(31);
        let forms: Vec<_> = query.pictures.iter().map(|picture| (picture.form, picture.quality)).collect();
        assert_eq!(forms, [(0, 70), (1, 70), (2, 70)]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (text, said) in [
            ("{}", "signals"),
            ("{\"signals\":[{}]}", "id"),
            ("{\"signals\":[{\"id\":\"a\",\"pdq\":\"0f\"}]}", "64 hexadecimal digits"),
            ("{\"signals\":[],\"pet\":1}", "pet"),
        ] {
            let error = ask(text).err().expect(text);
            assert!(error.contains(said), "{error}");
        }
        let id = "i".repeat(300);
        assert!(ask(&format!("{{\"signals\":[{{\"id\":\"{id}\"}}]}}")).is_err());
        assert!(radius(Some(63)).is_ok() && radius(Some(64)).is_err() && radius(None).is_ok());
    }
}
