//! As a witness: what is checked before a checkpoint is cosigned, in the order of C2SP `tlog-witness`.

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use custody::{Hash, Submission, verify_consistency};
use jiff::Timestamp;
use note::cosign;

use super::Witnessing;
use crate::action::ByJob;
use crate::db::DbError;
use crate::db::witness::{self as table, RefusalRow, WitnessedRow};
use crate::http::{Problem, Site};
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node};

/// Media type of the size in an answer of 409.
pub(super) const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";
/// Unproven checkpoints of one log that are kept open: anybody who has seen a signed checkpoint can send it with a wrong proof. Forks are
/// always kept, since only who has the log's key can make one.
const MOST_UNPROVEN: i64 = 100;

/// What a witness says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// 200: the lines of cosignatures.
    Cosigned(String),
    /// 400.
    Malformed(&'static str),
    /// 403.
    Unsigned,
    /// 404.
    UnknownLog,
    /// 409: what was cosigned last has this size.
    Stale(u64),
    /// 409: it has the size of the checkpoint, and another root.
    Forked(u64),
    /// 422.
    Unproven,
    /// 503: this node's own log is not in order, so what it keeps of others may have been put back too; or its clock was.
    OutOfOrder,
    /// 503: this node was restored, and its operator has not confirmed yet what it had cosigned.
    Unconfirmed,
}

/// `POST /custody/add-checkpoint`.
pub(crate) async fn add_checkpoint<S>(State(state): State<S>, body: Bytes) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let witnessing = site.node().witnessing().ok_or_else(|| Failure::absent("log"))?;
    let answer = answer(site.node(), witnessing, &body).await?;
    metrics::counter!("custody_witness_answers_total", "status" => answer.status().as_str().to_owned())
        .increment(1);
    Ok(answer.into_response())
}

async fn answer(node: &Node, witnessing: &Witnessing, body: &[u8]) -> Result<Answer, Failure> {
    let submission = match Submission::parse(body) {
        Ok(submission) => submission,
        Err(why) => return Ok(Answer::Malformed(why)),
    };
    let checkpoint = &submission.checkpoint;
    let Some(keys) = witnessing.arrangement.logs.get(&checkpoint.origin) else {
        return Ok(Answer::UnknownLog);
    };
    if submission.note.verify(keys).is_err() {
        return Ok(Answer::Unsigned);
    }
    if submission.old_size > checkpoint.size {
        return Ok(Answer::Malformed("the old size is above the checkpoint's"));
    }
    if node.publisher().is_some_and(crate::custody_log::Publisher::is_stopped) {
        return Ok(Answer::OutOfOrder);
    }
    if witnessing.is_unconfirmed {
        return Ok(Answer::Unconfirmed);
    }
    let mut tx = node.db().begin_read("find-witnessed").await?;
    let kept = table::find_witnessed(&mut tx, &checkpoint.origin).await?;
    drop(tx);
    let (kept_size, kept_root) = size_and_root(kept.as_ref())?;
    if submission.old_size != kept_size {
        return Ok(Answer::Stale(kept_size));
    }
    let now = node.clock().now();
    if kept_size == checkpoint.size && kept_root != checkpoint.root {
        let Some(kept) = kept.filter(holds_entries) else { return Ok(Answer::Unproven) };
        keep_refused(node, table::FORK, &kept, &submission, now).await?;
        return Ok(Answer::Forked(kept_size));
    }
    if verify_consistency(kept_size, kept_root, checkpoint.size, checkpoint.root, &submission.proof).is_err()
    {
        // what was cosigned says nothing against the log, whatever proof somebody sends along
        if let Some(kept) = kept.filter(|kept| holds_entries(kept) && checkpoint.size != kept_size) {
            keep_refused(node, table::UNPROVEN, &kept, &submission, now).await?;
        }
        return Ok(Answer::Unproven);
    }
    if kept.as_ref().is_some_and(|kept| now < kept.cosigned_at) {
        return Ok(Answer::OutOfOrder);
    }
    let line = cosign(&submission.note.text, &witnessing.signer, now.as_second()).map_err(Failure::broken)?;
    match keep_cosigned(node, kept.as_ref(), &submission, now).await? {
        None => Ok(Answer::Cosigned(format!("{line}\n"))),
        Some(size) => Ok(Answer::Stale(size)),
    }
}

/// Nothing contradicts the empty tree: a checkpoint that does not fit it is wrong by itself.
fn holds_entries(kept: &WitnessedRow) -> bool {
    kept.size > 0
}

fn size_and_root(kept: Option<&WitnessedRow>) -> Result<(u64, Hash), DbError> {
    let Some(kept) = kept else { return Ok((0, Hash::of_empty_tree())) };
    let root = kept.root_hash.parse().map_err(|_| DbError::Value { column: "root_hash" })?;
    Ok((kept.size.unsigned_abs(), root))
}

/// Keeps the checkpoint as the newest of its log, on the disk when this returns. When another request was first: the size that it has
/// kept, and nothing is changed.
async fn keep_cosigned(
    node: &Node,
    kept: Option<&WitnessedRow>,
    submission: &Submission,
    now: Timestamp,
) -> Result<Option<u64>, Failure> {
    let row = WitnessedRow {
        origin: submission.checkpoint.origin.clone(),
        size: column(submission.checkpoint.size)?,
        root_hash: submission.checkpoint.root.to_string(),
        note: submission.note.to_string(),
        cosigned_at: now,
    };
    let is_same = kept.is_some_and(|kept| (kept.size, &kept.root_hash) == (row.size, &row.root_hash));
    let mut tx = node.db().begin_queue("keep-cosigned").await?;
    let is_kept = if is_same {
        table::renew_witnessed(&mut tx, &row).await?
    } else {
        table::swap_witnessed(&mut tx, kept, &row).await?
    };
    if !is_kept {
        let first = table::find_witnessed(&mut tx, &row.origin).await?;
        return Ok(Some(first.map_or(0, |first| first.size.unsigned_abs())));
    }
    table::settle_refusals(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(None)
}

/// Keeps what a log has signed and this node refused, once, and tells the operators.
async fn keep_refused(
    node: &Node,
    kind: &'static str,
    kept: &WitnessedRow,
    submission: &Submission,
    now: Timestamp,
) -> Result<(), Failure> {
    let checkpoint = &submission.checkpoint;
    let row = RefusalRow {
        origin: checkpoint.origin.clone(),
        size: column(checkpoint.size)?,
        root_hash: checkpoint.root.to_string(),
        kind: kind.to_owned(),
        note: submission.note.to_string(),
        kept_size: kept.size,
        kept_note: kept.note.clone(),
        refused_at: now,
    };
    let mut tx = node.db().begin_read("find-refused").await?;
    let is_known = table::is_refused(&mut tx, &row).await?;
    let is_full =
        kind == table::UNPROVEN && table::count_open_unproven(&mut tx, &row.origin).await? >= MOST_UNPROVEN;
    drop(tx);
    if is_known {
        return Ok(());
    }
    tracing::error!(
        log = row.origin,
        size = row.size,
        kind,
        "a log has signed a checkpoint that this node must not cosign"
    );
    metrics::counter!("custody_witness_refusals_total", "kind" => kind).increment(1);
    if is_full {
        return Ok(());
    }
    match node.act(&Actor::Job { name: "witness" }, &RefuseCheckpoint { row: &row }).await {
        // the same checkpoint came twice at once
        Err(Failure::Conflict { .. }) | Ok(()) => Ok(()),
        Err(failure) => Err(failure),
    }
}

fn column(size: u64) -> Result<i64, Failure> {
    i64::try_from(size).map_err(Failure::broken)
}

/// A log has signed what this node must not cosign: evidence, so on record.
struct RefuseCheckpoint<'a> {
    row: &'a RefusalRow,
}

impl Action for RefuseCheckpoint<'_> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "refuse-checkpoint";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if !table::insert_refusal(acting.tx, self.row).await? {
            return Err(Failure::conflict("this checkpoint is kept as refused"));
        }
        let entry = EntryDraft::on("log", &self.row.origin).without_personal_data();
        let entry = entry
            .with("found", &self.row.kind)
            .with("size", self.row.size.to_string())
            .with("root", &self.row.root_hash)
            .with("kept_size", self.row.kept_size.to_string());
        Ok(Done::new((), entry))
    }
}

impl Answer {
    fn status(&self) -> StatusCode {
        match self {
            Self::Cosigned(_) => StatusCode::OK,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unsigned => StatusCode::FORBIDDEN,
            Self::UnknownLog => StatusCode::NOT_FOUND,
            Self::Stale(_) | Self::Forked(_) => StatusCode::CONFLICT,
            Self::Unproven => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OutOfOrder | Self::Unconfirmed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn into_response(self) -> Response {
        let status = self.status();
        let detail = match self {
            Self::Cosigned(lines) => {
                return ([(CONTENT_TYPE, "text/plain; charset=utf-8")], lines).into_response();
            }
            Self::Stale(size) | Self::Forked(size) => {
                return (status, [(CONTENT_TYPE, SIZE_MEDIA_TYPE)], format!("{size}\n")).into_response();
            }
            Self::Malformed(why) => why,
            Self::Unsigned => "the checkpoint is not signed by the key that is known for its origin",
            Self::UnknownLog => "this witness does not know the log of this origin",
            Self::Unproven => "the proof does not lead from what was cosigned last to this checkpoint",
            Self::OutOfOrder => "this node's own custody log or clock is not in order; it cosigns nothing",
            Self::Unconfirmed => {
                "this node was restored; it cosigns nothing before its operator has confirmed what it had cosigned"
            }
        };
        Problem::new(status, detail).into_response()
    }
}
