//! Videos and animations that are near-duplicates: by the PDQ hashes of their frames, as vPDQ compares them. Of each a few frames are held in memory, by
//! which candidates are found; these are compared in full.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlist::{Clusters, MIN_QUALITY, VideoFrame, is_degenerate};
use media::PdqHash;
use media::vpdq::{self, DEFAULT_DISTANCE_BITS, DEFAULT_QUALITY, Frame};
use service::{Failure, Tx};
use tokio::task::spawn_blocking;

use crate::State;
use crate::db;
use crate::db::files::Looks;

/// A PDQ hash, or a SHA-256.
type Digest = hashlist::Digest<32>;

/// So many frames of each are held. Of two that have four frames of five in common, one at least of these is in common, but for one time in hundreds
/// of thousands.
const HELD: usize = 8;
/// So many candidates are compared, those with the most frames in common.
const MOST_COMPARED: usize = 64;
/// So many answers of comparisons are remembered; beyond, all are forgotten at once.
const MOST_REMEMBERED: usize = 1 << 16;
/// Least share of the frames of either that the other has, in percent. A long video with a short known one in it is none of its near-duplicates: nobody
/// has seen the rest.
const COMMON_PERCENT: u8 = 80;
/// Hexadecimal digits of a hash.
const DIGITS: usize = 64;

/// The distinct frames of a video or an animation that are good enough to compare, one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VideoPrint(Vec<PdqHash>);

impl VideoPrint {
    /// Of the frames as they were hashed; none where no frame is good enough.
    pub(crate) fn find(frames: &[Frame]) -> Option<Self> {
        let mut seen = HashSet::new();
        let is_good = |frame: &&Frame| frame.quality >= MIN_QUALITY && !is_degenerate(&digest(&frame.hash));
        let good = frames.iter().filter(is_good).map(|frame| frame.hash);
        let distinct: Vec<PdqHash> = good.filter(|hash| seen.insert(*hash)).collect();
        (!distinct.is_empty()).then_some(Self(distinct))
    }

    /// From the digits of its hashes, one after the other.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        let hash = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<PdqHash>().ok();
        let hashes: Vec<PdqHash> = digits.as_bytes().chunks(DIGITS).map(hash).collect::<Option<_>>()?;
        (!hashes.is_empty()).then_some(Self(hashes))
    }

    /// The digits of its hashes, one after the other.
    pub(crate) fn to_hex(&self) -> String {
        self.0.iter().map(PdqHash::to_string).collect()
    }

    /// Its frames, as lists of known hashes are asked about them.
    pub(crate) fn frames(&self) -> Vec<VideoFrame> {
        self.0.iter().map(|hash| VideoFrame { pdq: digest(hash), quality: MIN_QUALITY }).collect()
    }

    fn is_near(&self, other: &Self) -> bool {
        let frame =
            |hash: &PdqHash| Frame { frame_no: 0, quality: DEFAULT_QUALITY, hash: *hash, timestamp_ms: 0 };
        let [own, others] = [self, other].map(|print| print.0.iter().map(frame).collect::<Vec<_>>());
        vpdq::compare(&own, &others, DEFAULT_DISTANCE_BITS, DEFAULT_QUALITY)
            .reaches(COMMON_PERCENT, COMMON_PERCENT)
    }

    /// Those that are held, spread over all.
    fn held(&self) -> impl Iterator<Item = Digest> {
        self.0.iter().step_by(self.0.len().div_ceil(HELD).max(1)).map(digest)
    }
}

fn digest(hash: &PdqHash) -> Digest {
    (*hash.as_bytes()).into()
}

/// Some frames of every video and animation that this node keeps. What is told here is never taken back: what is found is a SHA-256, and the database
/// says whether there is still a file with it.
#[derive(Default)]
pub(crate) struct NearVideos(Mutex<Held>);

#[derive(Default)]
struct Held {
    frames: Clusters,
    /// The videos for which a frame is held, by SHA-256.
    videos: HashMap<Digest, Vec<Digest>>,
    /// Whether two are near-duplicates, by their SHA-256 in order, of those that were compared: a page that says so is shown again and again.
    compared: HashMap<[Digest; 2], bool>,
}

impl NearVideos {
    /// Adds a video; one that is known changes nothing.
    pub(crate) fn insert(&self, sha256: &str, print: &VideoPrint) {
        let Ok(sha256) = sha256.parse::<Digest>() else { return };
        let mut held = self.lock();
        for frame in print.held() {
            held.frames.insert(frame);
            let videos = held.videos.entry(frame).or_default();
            if !videos.contains(&sha256) {
                videos.push(sha256);
            }
        }
    }

    /// SHA-256 of the others of which a held frame is near one of these, those with the most such frames first.
    fn candidates(&self, sha256: &str, print: &VideoPrint) -> Vec<String> {
        let held = self.lock();
        let mut counts = HashMap::<Digest, usize>::new();
        for hash in &print.0 {
            for near in held.frames.near_hashes(&digest(hash)) {
                for video in held.videos.get(&near).into_iter().flatten() {
                    *counts.entry(*video).or_default() += 1;
                }
            }
        }
        drop(held);
        let mut counts: Vec<(Digest, usize)> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(video, count)| (Reverse(*count), *video));
        let names = counts.into_iter().map(|(video, _)| video.to_string());
        names.filter(|video| video != sha256).take(MOST_COMPARED).collect()
    }

    /// What earlier comparisons said of a video and these others.
    fn remembered(&self, sha256: &str, others: &[String]) -> HashMap<String, bool> {
        let held = self.lock();
        let said = |other: &String| Some((other.clone(), *held.compared.get(&pair(sha256, other)?)?));
        others.iter().filter_map(said).collect()
    }

    /// Keeps what a comparison said: the same bytes have the same frames every time.
    fn remember(&self, sha256: &str, said: &HashMap<String, bool>) {
        let mut held = self.lock();
        if held.compared.len() >= MOST_REMEMBERED {
            held.compared.clear();
        }
        held.compared
            .extend(said.iter().filter_map(|(other, is_near)| Some((pair(sha256, other)?, *is_near))));
    }

    /// A panic elsewhere leaves at worst a frame out until the next start.
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pair(one: &str, other: &str) -> Option<[Digest; 2]> {
    let mut pair: [Digest; 2] = [one.parse().ok()?, other.parse().ok()?];
    pair.sort_unstable();
    Some(pair)
}

/// At start: tells the memory what is kept.
pub(crate) async fn fill(state: &State) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("list-video-prints").await?;
    let tell = |sha256: &str, print: &VideoPrint| state.near_videos().insert(sha256, print);
    Ok(db::video_prints::tell_all(&mut tx, tell).await?)
}

/// Tells the memory what was found out.
pub(crate) fn learn(state: &State, looks: &[Looks]) {
    for looks in looks {
        if let Some(print) = &looks.video {
            state.near_videos().insert(&looks.sha256, print);
        }
    }
}

/// SHA-256 of the others that are near-duplicates of a video with this print.
pub(crate) async fn near(
    state: &State,
    tx: &mut Tx,
    sha256: &str,
    print: &VideoPrint,
) -> Result<Vec<String>, Failure> {
    let (shared, own, name) = (state.clone(), print.clone(), sha256.to_owned());
    // each frame meets all that are held
    let find = move || shared.near_videos().candidates(&name, &own);
    let candidates = spawn_blocking(find).await.map_err(Failure::broken)?;
    let mut said = state.near_videos().remembered(sha256, &candidates);
    let unknown: Vec<String> =
        candidates.iter().filter(|other| !said.contains_key(*other)).cloned().collect();
    if !unknown.is_empty() {
        let (own, others) = (print.clone(), db::video_prints::list(tx, &unknown).await?);
        let compare = move || {
            let compared = others.into_iter().map(|(other, frames)| (other, own.is_near(&frames)));
            compared.collect::<HashMap<String, bool>>()
        };
        // of two films of hours, each frame meets each
        let compared = spawn_blocking(compare).await.map_err(Failure::broken)?;
        state.near_videos().remember(sha256, &compared);
        said.extend(compared);
    }
    Ok(candidates.into_iter().filter(|other| said.get(other) == Some(&true)).collect())
}

/// The same of a file that is kept; none of what is no video and no animation.
pub(crate) async fn near_kept(state: &State, tx: &mut Tx, sha256: &str) -> Result<Vec<String>, Failure> {
    match db::video_prints::find(tx, sha256).await? {
        Some(print) => near(state, tx, sha256, &print).await,
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(numbers: impl IntoIterator<Item = u32>) -> VideoPrint {
        let frame = |number: u32| Frame {
            frame_no: number,
            quality: 80,
            hash: PdqHash::from_bytes(service::request_sha256(&number.to_le_bytes())),
            timestamp_ms: 0,
        };
        let frames: Vec<Frame> = numbers.into_iter().map(frame).collect();
        VideoPrint::find(&frames).unwrap()
    }

    fn sha256(number: u8) -> String {
        hex::encode([number; 32])
    }

    #[test]
    fn frames_count_once_and_those_that_say_nothing_not_at_all() {
        let good = video([1, 2, 1]);
        assert_eq!(good, video([1, 2]));
        assert_eq!(VideoPrint::parse(&good.to_hex()), Some(good.clone()));
        assert_eq!((VideoPrint::parse(""), VideoPrint::parse(&good.to_hex()[1..])), (None, None));
        let frame = |quality, hash| Frame { frame_no: 0, quality, hash, timestamp_ms: 0 };
        assert_eq!(VideoPrint::find(&[frame(100, PdqHash::ZERO), frame(MIN_QUALITY - 1, good.0[0])]), None);
        assert!(good.frames().iter().all(|frame| frame.quality >= MIN_QUALITY));
    }

    #[test]
    fn near_means_four_frames_of_five_on_both_sides() {
        let whole = video(0..100);
        assert!(whole.is_near(&video(10..110)) && whole.is_near(&video(0..80)));
        assert!(!whole.is_near(&video(30..130)));
        for (short, long) in [(video(0..20), &whole), (video(0..79), &whole)] {
            assert!(
                !short.is_near(long) && !long.is_near(&short),
                "nobody has seen the rest of the long one"
            );
        }
    }

    #[test]
    fn candidates_are_found_by_the_frames_that_are_held() {
        let near = NearVideos::default();
        let whole = video(0..1000);
        assert_eq!(whole.held().count(), HELD);
        for (number, print) in [(1, &whole), (2, &video(2000..2010)), (1, &whole)] {
            near.insert(&sha256(number), print);
        }
        // as it is, cut at its beginning, and with other frames between
        let mixed = (0..1000).map(|number| if number % 7 == 3 { 9000 + number } else { number });
        for print in [whole.clone(), video(150..1000), video(mixed)] {
            assert_eq!(near.candidates(&sha256(3), &print), [sha256(1)]);
        }
        assert_eq!(near.candidates(&sha256(1), &whole), Vec::<String>::new(), "not itself");
        assert_eq!(near.candidates(&sha256(3), &video(5000..5100)), Vec::<String>::new());
    }

    #[test]
    fn what_was_compared_is_remembered_of_both() {
        let near = NearVideos::default();
        let [one, other, third] = [1, 2, 3].map(sha256);
        near.remember(&one, &HashMap::from([(other.clone(), true), (third.clone(), false)]));
        let said = near.remembered(&other, &[one.clone(), third.clone()]);
        assert_eq!(said, HashMap::from([(one.clone(), true)]), "the other two were never compared");
        assert_eq!(near.remembered(&one, std::slice::from_ref(&third)), HashMap::from([(third, false)]));
    }
}
