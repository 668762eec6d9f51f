//! As a log: every witness is told of the newest checkpoint, each by a task of its own, so that one that is down holds up nobody.

use std::time::Duration;

use custody::{Hash, Submission, parse_decimal};
use jiff::{SignedDuration, Timestamp};
use note::{NoteError, SignatureLine};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode};
use tokio::task::JoinHandle;

use super::Asked;
use super::answer::SIZE_MEDIA_TYPE;
use crate::custody_log::{self, Published};
use crate::db::DbError;
use crate::db::witness::{self as table, CosignatureRow};
use crate::{Node, Shutdown};

/// Between two checkpoints submitted to one witness, and before the first retry.
const PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The lag is measured at least so often.
const MEASURE: Duration = Duration::from_secs(30);
/// What a witness's clock may differ from this node's: its cosignature is an anchor in time, and the first one of a size stands.
const MOST_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_hours(1);
/// Longest answer that is read.
const MAX_ANSWER_BYTES: usize = 16 * 1024;

/// Why a witness has not cosigned; each text is for an operator.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Our database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No answer.
    #[error("it cannot be reached: {0}")]
    Http(String),
    /// Any other answer.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is not in its form.
    #[error("its answer cannot be read: {0}")]
    Answer(&'static str),
    /// It has cosigned more entries than this log has.
    #[error(
        "it has cosigned {cosigned} entries, and this log has published {published}: the log was cut back, or another one signs with its key"
    )]
    Ahead {
        /// What the witness cosigned last.
        cosigned: u64,
        /// What this log has published.
        published: u64,
    },
    /// It keeps another history.
    #[error(
        "it has cosigned another history of this log: with {size} entries what it keeps is not a prefix of what was published"
    )]
    Contradicted {
        /// What the witness cosigned last.
        size: u64,
    },
}

/// What came of asking.
enum Outcome {
    /// There is nothing new to cosign.
    Nothing,
    /// It cosigned the newest checkpoint.
    Cosigned,
}

/// One task per witness of the configuration.
pub(crate) fn spawn(node: &Node, http: &Client, shutdown: &Shutdown) -> Vec<JoinHandle<()>> {
    let count = node.witnessing().map_or(0, |witnessing| witnessing.asked().len());
    (0..count)
        .map(|place| {
            let (node, http, shutdown) = (node.clone(), http.clone(), shutdown.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = keep_asking(&node, &http, place) => {}
                }
            })
        })
        .collect()
}

async fn keep_asking(node: &Node, http: &Client, place: usize) {
    let Some((asked, publisher)) =
        node.witnessing().and_then(|all| all.asked().get(place)).zip(node.publisher())
    else {
        return;
    };
    let mut published = publisher.watch();
    let (mut known, mut pause) = (None, PAUSE);
    loop {
        published.mark_unchanged();
        let result = submit(node, http, asked, &mut known).await;
        pause = if result.is_ok() { PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        tell(asked, &result);
        measure(node, asked).await;
        tokio::time::sleep(pause).await;
        if matches!(result, Ok(Outcome::Nothing)) {
            // an error means that the publisher is gone, and this task with it
            let _ = tokio::time::timeout(MEASURE, published.changed()).await;
        }
    }
}

fn tell(asked: &Asked, result: &Result<Outcome, AskError>) {
    let witness = asked.verifier.name();
    let Err(error) = result else {
        if asked.trouble().is_some() {
            tracing::info!(witness, "the witness cosigns again");
        }
        return asked.set_trouble(None);
    };
    let trouble = error.to_string();
    if asked.trouble().as_ref() != Some(&trouble) {
        match error {
            AskError::Ahead { .. } | AskError::Contradicted { .. } => {
                tracing::error!(witness, trouble, "the witness contradicts this node's custody log");
                metrics::counter!("custody_witness_contradictions_total", "witness" => witness.to_owned())
                    .increment(1);
            }
            _ => tracing::warn!(witness, trouble, "the witness does not cosign; the node goes on without it"),
        }
    }
    asked.set_trouble(Some(trouble));
}

async fn measure(node: &Node, asked: &Asked) {
    let lag = lag_seconds(node, asked.verifier.name()).await;
    // a database that does not answer shows elsewhere
    let Ok(lag) = lag else { return };
    #[allow(clippy::cast_precision_loss, reason = "a metric")]
    metrics::gauge!("custody_witness_lag_seconds", "witness" => asked.verifier.name().to_owned())
        .set(lag as f64);
}

async fn lag_seconds(node: &Node, witness: &str) -> Result<i64, DbError> {
    let mut tx = node.db().begin_read("measure-witness").await?;
    Ok(since(&mut tx, witness).await?.map_or(0, |at| node.clock().now().duration_since(at).as_secs()))
}

/// Since when a published checkpoint waits for this witness; `None` when it has cosigned the newest.
pub(super) async fn since(tx: &mut crate::Tx, witness: &str) -> Result<Option<Timestamp>, DbError> {
    let cosigned = table::find_newest_cosignature(tx, witness).await?.map_or(0, |row| row.size);
    table::find_published_after(tx, cosigned).await
}

/// Asks every witness once for the newest checkpoint; gives what each failed of. For a node that does not run.
pub async fn ask(node: &Node, http: &Client) -> Vec<(String, AskError)> {
    let Some(witnessing) = node.witnessing() else { return Vec::new() };
    let mut failed = Vec::new();
    for asked in witnessing.asked() {
        if let Err(error) = submit(node, http, asked, &mut None).await {
            failed.push((asked.verifier.name().to_owned(), error));
        }
    }
    failed
}

/// Submits the newest checkpoint unless this witness has cosigned it. `known` is the size that it cosigned last, as far as known; it is
/// told by the witness where it is wrong.
async fn submit(
    node: &Node,
    http: &Client,
    asked: &Asked,
    known: &mut Option<u64>,
) -> Result<Outcome, AskError> {
    let mut corrected = false;
    loop {
        let mut tx = node.db().begin_read("submit-checkpoint").await?;
        let Some(newest) = custody_log::find_published(&mut tx).await? else { return Ok(Outcome::Nothing) };
        let size = newest.checkpoint.size;
        let cosigned = table::find_newest_cosignature(&mut tx, asked.verifier.name()).await?;
        let cosigned = cosigned.map_or(0, |row| row.size.unsigned_abs());
        if cosigned == size {
            return Ok(Outcome::Nothing);
        }
        let old = known.unwrap_or(cosigned);
        let proof = custody_log::consistency(&mut tx, old, size).await?;
        drop(tx);
        let Some(proof) = proof else {
            // it is asked again next time: its operator may have let the log begin anew
            *known = None;
            return Err(AskError::Ahead { cosigned: old, published: size });
        };
        match send(http, asked, &newest, old, &proof).await? {
            Sent::Line(line) => {
                keep(node, asked, &newest, &line).await?;
                *known = Some(size);
                return Ok(Outcome::Cosigned);
            }
            Sent::Size(kept) if kept == old => return Err(AskError::Contradicted { size: kept }),
            Sent::Size(kept) => {
                *known = Some(kept);
                if corrected {
                    return Err(AskError::Status(StatusCode::CONFLICT.as_u16()));
                }
                corrected = true;
            }
        }
    }
}

enum Sent {
    /// The cosignature by the witness's key.
    Line(SignatureLine),
    /// It has cosigned this size last.
    Size(u64),
}

async fn send(
    http: &Client,
    asked: &Asked,
    newest: &Published,
    old: u64,
    proof: &[Hash],
) -> Result<Sent, AskError> {
    let body = Submission::write(old, proof, &newest.note);
    let failed = |error: reqwest::Error| AskError::Http(crate::failure::causes(&error.without_url()));
    let answer = http.post(asked.url.clone()).body(body).send().await.map_err(failed)?;
    let status = answer.status();
    let says_size = answer.headers().get(CONTENT_TYPE).is_some_and(|value| value == SIZE_MEDIA_TYPE);
    match status {
        StatusCode::OK => {
            let lines = read(answer).await?;
            own_line(asked, newest, &lines)
        }
        StatusCode::CONFLICT if says_size => {
            let text = read(answer).await?;
            let size = text.strip_suffix('\n').and_then(parse_decimal);
            size.map(Sent::Size).ok_or(AskError::Answer("it does not say which size it cosigned last"))
        }
        // some witnesses say so without the size
        StatusCode::CONFLICT if old == newest.checkpoint.size => Err(AskError::Contradicted { size: old }),
        StatusCode::UNPROCESSABLE_ENTITY => Err(AskError::Contradicted { size: old }),
        other => Err(AskError::Status(other.as_u16())),
    }
}

async fn read(mut answer: reqwest::Response) -> Result<String, AskError> {
    let mut bytes = Vec::new();
    let failed = |error: reqwest::Error| AskError::Http(crate::failure::causes(&error.without_url()));
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(AskError::Answer("it is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| AskError::Answer("it is not UTF-8"))
}

/// The line of the witness's key; those of keys that are not known are passed over.
fn own_line(asked: &Asked, newest: &Published, lines: &str) -> Result<Sent, AskError> {
    let text = newest.checkpoint.to_text();
    for line in lines.lines() {
        let line = SignatureLine::parse(line).map_err(|_| AskError::Answer("not lines of signatures"))?;
        match asked.verifier.check(&text, &line) {
            Ok(Some(_)) => return Ok(Sent::Line(line)),
            Ok(None) => {}
            Err(NoteError::Invalid { .. }) => return Err(AskError::Answer("its cosignature does not fit")),
            Err(_) => return Err(AskError::Answer("its cosignature cannot be read")),
        }
    }
    Err(AskError::Answer("it holds no cosignature of the key that is configured"))
}

/// What the witness said is state of the log itself, like a checkpoint: no entry, or two logs that witness each other would never rest.
async fn keep(node: &Node, asked: &Asked, newest: &Published, line: &SignatureLine) -> Result<(), AskError> {
    let said = asked.verifier.check(&newest.checkpoint.to_text(), line).ok().flatten();
    let at = said.and_then(|said| Timestamp::from_second(said.at_seconds).ok());
    let at = at.ok_or(AskError::Answer("its time is out of range"))?;
    if node.clock().now().duration_since(at).abs() > MOST_CLOCK_DIFFERENCE {
        return Err(AskError::Answer("its clock and this node's differ by more than an hour"));
    }
    let row = CosignatureRow {
        size: i64::try_from(newest.checkpoint.size).map_err(|_| DbError::Value { column: "size" })?,
        witness: asked.verifier.name().to_owned(),
        line: line.to_string(),
        cosigned_at: at,
    };
    let mut tx = node.db().begin_queue("keep-cosignature").await?;
    table::insert_cosignature(&mut tx, &row).await?;
    Ok(tx.commit().await?)
}
