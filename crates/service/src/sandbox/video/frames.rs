//! Two children in a row: one becomes ffmpeg and writes frames into a pipe, the other hashes what comes out of it. This process holds
//! neither the frames nor anything that could be taken over by them: numbers, times and hashes are all that it reads.

use std::io::pipe;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use media::{Orientation, Pdq, PdqOutcome, PictureOutcome, vpdq};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Child;
use tokio::time::timeout;

use super::film::Sealed;
use super::hash::Hashed;
use super::launch::NOT_RUN;
use super::order::{HashOrder, Order};
use super::times::{self, Time};
use crate::sandbox::child::{HASH_FRAMES, LAYER_MISSING, RUN_FFMPEG, flag};
use crate::sandbox::{Program, SandboxError, parent};

/// Bytes that a frame takes in the hasher's answer, at most, and what stands around them.
const HASHED_FRAME_BYTES: u64 = 120;
const ANSWER_BYTES: u64 = 4096;
/// What else ffmpeg may print beside the lines of the filter.
const TALK_BYTES: u64 = 64 * 1024;

/// What came of the attempt.
pub(super) struct Seen {
    hashed: Hashed,
    times: Vec<Time>,
    /// Why these are not all frames, or why there is none.
    pub(super) why_not_all: Option<String>,
}

impl Seen {
    /// The first frame with its forms, and its width and height in pixels.
    pub(super) fn first(self) -> Option<(PictureOutcome, (usize, usize))> {
        let Hashed { width, height, hashes, forms, .. } = self.hashed;
        let pdq = PdqOutcome::Hashed(*hashes.first()?);
        Some((PictureOutcome { pdq, forms, frames: Vec::new() }, (width, height)))
    }

    /// All frames with their numbers and times; one of which ffmpeg did not say them has those of the one before.
    pub(super) fn frames(&self) -> Vec<vpdq::Frame> {
        let mut last = (0, 0);
        let said = self.times.iter().map(|time| Some(*time)).chain(std::iter::repeat(None));
        let frame = |(pdq, time): (&Pdq, Option<Time>)| {
            last = time.unwrap_or(last);
            let (frame_no, timestamp_ms) = last;
            vpdq::Frame { frame_no, quality: pdq.quality, hash: pdq.hash, timestamp_ms }
        };
        self.hashed.hashes.iter().zip(said).map(frame).collect()
    }
}

/// Lets ffmpeg write the frames of a film for at most `most`, and has them hashed.
pub(super) async fn look(
    program: &Program,
    film: &Sealed,
    order: &Order,
    hash_order: HashOrder,
    (most, patience): (Duration, Duration),
) -> Result<Result<Seen, String>, SandboxError> {
    let frames_limit = hash_order.frames_limit;
    let (mut ffmpeg, mut hasher) = start(program, film, order, hash_order)?;
    let talk = TALK_BYTES + times::LINE_BYTES * (u64::from(frames_limit) + 1);
    let said = read_at_most(ffmpeg.stderr.take(), talk);
    let answer_bytes = ANSWER_BYTES + HASHED_FRAME_BYTES * u64::from(frames_limit);
    let work = async { tokio::join!(said, parent::read_answer::<Hashed>(&mut hasher, answer_bytes)) };
    tokio::pin!(work);
    let mut stopped = None;
    let (said, answer) = if let Ok(done) = timeout(most, &mut work).await {
        done
    } else {
        stopped = Some(format!("ffmpeg was stopped after {} s", most.as_secs()));
        // an error means that it has ended already
        let _ = ffmpeg.start_kill();
        let Ok(done) = timeout(patience, &mut work).await else {
            return Ok(Err(parent::too_slow(patience)));
        };
        done
    };
    let ended = match stopped {
        Some(stopped) => Some(stopped),
        None => end(&mut ffmpeg, order.cpu_seconds, patience).await,
    };
    Ok(answer.and_then(|mut hashed| {
        hashed.hashes.truncate(frames_limit as usize);
        if !fits(&hashed, hash_order) {
            return Err("the hasher's answer does not fit together".to_owned());
        }
        let limit = hashed.has_more.then(|| format!("the limit of {frames_limit} frames was reached"));
        let broken = hashed.broken.as_deref().map(parent::harmless);
        Ok(Seen { why_not_all: limit.or(ended).or(broken), times: times::read(&said), hashed })
    }))
}

/// Whether what a hasher says can be: one that was taken over may say anything.
fn fits(hashed: &Hashed, order: HashOrder) -> bool {
    let forms = if order.with_forms && !hashed.hashes.is_empty() { Orientation::ALL.len() } else { 0 };
    hashed.forms.len() == forms
        && hashed.forms.first().is_none_or(|form| hashed.hashes.first() == Some(form))
        && hashed.hashes.iter().chain(&hashed.forms).all(|pdq| pdq.quality <= 100)
}

/// Both children, with a pipe from the first to the second of which this process keeps neither end.
fn start(
    program: &Program,
    film: &Sealed,
    order: &Order,
    hash_order: HashOrder,
) -> Result<(Child, Child), SandboxError> {
    let broke = |source| SandboxError::Start { program: program.path.clone(), source };
    let (frames_out, frames_in) = pipe().map_err(broke)?;
    let mut command = parent::command(program, Some(&flag(RUN_FFMPEG, order)));
    command
        .stdin(Stdio::from(film.open().map_err(broke)?))
        .stdout(Stdio::from(frames_in))
        .stderr(Stdio::piped());
    let ffmpeg = parent::spawn(program, command)?;
    let mut command = parent::command(program, Some(&flag(HASH_FRAMES, &hash_order)));
    command.stdin(Stdio::from(frames_out));
    Ok((ffmpeg, parent::spawn(program, command)?))
}

/// ffmpeg's version, as it says it itself behind its fence: the first line's third word.
pub(super) async fn version(program: &Program, order: &Order, patience: Duration) -> Result<String, String> {
    let mut command = parent::command(program, Some(&flag(RUN_FFMPEG, order)));
    command.stdin(Stdio::null());
    let mut ffmpeg = parent::spawn(program, command).map_err(|error| error.to_string())?;
    let said = timeout(patience, read_at_most(ffmpeg.stdout.take(), ANSWER_BYTES)).await;
    let said = said.map_err(|_| parent::too_slow(patience))?;
    let text = String::from_utf8_lossy(&said);
    match text.strip_prefix("ffmpeg version ").and_then(|rest| rest.split_whitespace().next()) {
        Some(version) => Ok(parent::harmless(version)),
        None => {
            let ended = end(&mut ffmpeg, order.cpu_seconds, patience).await;
            Err(ended.unwrap_or_else(|| "it does not say its version as ffmpeg does".to_owned()))
        }
    }
}

/// So many bytes of what a child writes; whoever writes more writes to nobody.
async fn read_at_most(stream: Option<impl AsyncRead + Unpin>, bytes: u64) -> Vec<u8> {
    let mut read = Vec::new();
    if let Some(stream) = stream {
        // what was read until it broke is there
        let _ = stream.take(bytes).read_to_end(&mut read).await;
    }
    read
}

/// How ffmpeg ended, if not well.
async fn end(ffmpeg: &mut Child, cpu_seconds: u64, patience: Duration) -> Option<String> {
    match timeout(patience, ffmpeg.wait()).await {
        Ok(Ok(status)) => ended(status, cpu_seconds),
        Ok(Err(_)) => Some("ffmpeg's end is unknown".to_owned()),
        // dropped on the way out, which kills it
        Err(_) => Some(format!("ffmpeg was stopped after {} s", patience.as_secs())),
    }
}

fn ended(status: ExitStatus, cpu_seconds: u64) -> Option<String> {
    Some(match (status.signal(), status.code()) {
        (None, Some(0)) => return None,
        (Some(libc::SIGKILL | libc::SIGXCPU), _) => {
            format!("ffmpeg was stopped after {cpu_seconds} s of processor time")
        }
        (Some(signal), _) => format!("ffmpeg was ended by signal {signal}"),
        (None, Some(code)) if code == i32::from(LAYER_MISSING) => {
            "this machine lacks a layer of ffmpeg's sandbox; `amparo doctor` names it".to_owned()
        }
        (None, Some(code)) if code == i32::from(NOT_RUN) => {
            "ffmpeg cannot be run in its sandbox; `amparo doctor` says more".to_owned()
        }
        (None, code) => format!("ffmpeg ended with status {}", code.unwrap_or_default()),
    })
}
