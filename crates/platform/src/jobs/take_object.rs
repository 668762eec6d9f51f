//! Fetches an object that the application's store announced, and takes it in as an upload.

use media::Digester;
use model::Id;
use serde::{Deserialize, Serialize};
use service::jobs::MAX_ATTEMPTS;
use service::{Actor, CaseKey, ColumnRef, Failure, Job, JobError};
use vault::{Reading, SourceError};

use crate::State;
use crate::actions::{Origin, RefuseObject};
use crate::api::receive::MOST_STATEMENT_BYTES;
use crate::db::object_events::{self, ObjectEventRow};
use crate::delivery_state::ObjectState;
use crate::evidence::vault_key;
use crate::ids::{ObjectEvent, Upload};
use crate::objects::{ObjectName, ObjectSource, read_statement};
use crate::statement::ToldUpload;
use crate::take_in::{self, SealedFile};

const FETCHER: Actor = Actor::Job { name: "take-object" };
/// So often something is looked for that is not there, half an hour in all: stores announce an object before its statement is written.
const MOST_LOOKS: u32 = 12;

/// The object to be fetched.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TakeObject {
    pub(crate) object_event_id: Id<ObjectEvent>,
}

/// Why an object was not taken.
enum Trouble {
    /// Not there yet.
    Absent(String),
    /// The store does not answer.
    Unreadable(String),
    /// It will not be taken as it is.
    Refused(String),
    /// A fault of ours.
    Broken(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Broken(_) => Self::Broken(failure),
            Failure::Refused(_) | Failure::Conflict { .. } => Self::Refused(failure.to_string()),
        }
    }
}

impl Job for TakeObject {
    type State = State;
    const KIND: &'static str = "take-object";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let object_event_id = self.object_event_id;
        let mut tx = state.node.db().begin_read("find-object-event").await?;
        let row = object_events::find(&mut tx, object_event_id).await?;
        drop(tx);
        let Some(row) = row.filter(|row| row.state == ObjectState::Waiting) else { return Ok(()) };
        // the object's name says something of a person, so what is kept of a try says none of it
        let words = match take(state, row).await {
            Ok(()) => return Ok(()),
            Err(Trouble::Absent(_)) if attempt < MOST_LOOKS => {
                return Err(JobError::Retry("the object or its statement is not there yet".to_owned()));
            }
            Err(Trouble::Unreadable(_)) if attempt < MAX_ATTEMPTS => {
                return Err(JobError::Retry("the store of the object does not answer".to_owned()));
            }
            Err(Trouble::Broken(failure)) if attempt < MAX_ATTEMPTS => return Err(failure.into()),
            Err(Trouble::Broken(failure)) => failure.to_string(),
            Err(Trouble::Absent(words) | Trouble::Unreadable(words) | Trouble::Refused(words)) => words,
        };
        state.node.act(&FETCHER, &RefuseObject { object_event_id, words }).await?;
        Ok(())
    }
}

/// Statement first: without one nothing of the object is read.
async fn take(state: &State, row: ObjectEventRow) -> Result<(), Trouble> {
    let id = row.object_event_id.to_string();
    let at = ColumnRef { table: object_events::TABLE, row: &id, column: object_events::OBJECT };
    let name = row.object.open(state.node.columns(), at).map_err(Failure::from)?;
    let source = state.sources.find(&name.bucket).ok_or_else(|| {
        let bucket = &name.bucket;
        Trouble::Refused(format!("no `[[platform.object_source]]` has the bucket `{bucket}`; configure it, and fetch the object again"))
    })?;
    let statement = fetch_statement(source, &name).await?;
    let told = read_statement(&statement, &source.surface, state.node.clock().now());
    let told = told.map_err(|failure| incorrect(&name, failure))?;
    let upload_id = Id::new(state.node.clock(), state.node.rng());
    let case = state.node.cases().draw(upload_id);
    let file = fetch(state, source, &name, &case).await?;
    let origin = Origin::Announced { object_event_id: row.object_event_id, by: row.announced_by };
    let stored = store(state, told, &file, (upload_id, &case), origin).await;
    // after a fault of ours the file stays, since a commit whose answer was lost may still stand and name it
    if matches!(stored, Err(Failure::Refused(_) | Failure::Conflict { .. }))
        && let Err(error) = state.vault.remove(&file.0).await
    {
        tracing::error!(%error, "a refused file stays sealed in the vault");
    }
    stored.map_err(Trouble::from)
}

/// What is wrong with the statement beside an object.
fn incorrect(name: &ObjectName, failure: Failure) -> Trouble {
    let Failure::Refused(refused) = failure else { return Trouble::from(failure) };
    let (key, message) = (name.statement_key(), refused.message);
    let field = refused.field.as_deref().unwrap_or("upload");
    Trouble::Refused(format!("`{key}`: `{field}` {message}; correct it, and fetch the object again"))
}

async fn store(
    state: &State,
    told: ToldUpload,
    file: &SealedFile,
    upload: (Id<Upload>, &CaseKey),
    origin: Origin,
) -> Result<(), Failure> {
    let action = take_in::look_up(state, told, file, upload, origin).await?;
    state.node.act(&FETCHER, &action).await?;
    crate::near_uploads::learn(state, action.digests.pdq.as_ref());
    Ok(())
}

async fn fetch_statement(source: &ObjectSource, name: &ObjectName) -> Result<Vec<u8>, Trouble> {
    let key = name.statement_key();
    let absent = || {
        Trouble::Absent(format!(
            "there is no statement `{key}` beside the object, so nobody knows who shared it; write it, and fetch the object again"
        ))
    };
    let mut reading = source.source.open(&key, "").await.map_err(|error| trouble(&error, absent))?;
    let mut bytes = Vec::new();
    while let Some(piece) = next(&mut reading).await? {
        if bytes.len() + piece.len() > MOST_STATEMENT_BYTES {
            return Err(Trouble::Refused(format!(
                "the statement `{key}` is larger than {MOST_STATEMENT_BYTES} bytes"
            )));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Seals the object into the vault as it comes.
async fn fetch(
    state: &State,
    source: &ObjectSource,
    name: &ObjectName,
    case: &CaseKey,
) -> Result<SealedFile, Trouble> {
    let absent = || {
        let key = &name.key;
        Trouble::Absent(format!("the object `{key}` is not there any more; nothing of it was read"))
    };
    let opened = source.source.open(&name.key, &name.etag).await;
    let mut reading = opened.map_err(|error| trouble(&error, absent))?;
    let mut sealing = state.vault.put(state.node.rng(), &vault_key(case)).await.map_err(Failure::broken)?;
    let mut digester = Digester::new();
    let (mut size_bytes, most_bytes) = (0_usize, state.config.upload_limit_bytes);
    while let Some(piece) = next(&mut reading).await? {
        size_bytes += piece.len();
        if size_bytes > most_bytes {
            return Err(Trouble::Refused(format!(
                "the object is larger than the {most_bytes} bytes of `upload_limit_bytes`"
            )));
        }
        digester.update(&piece);
        sealing.write(&piece).await.map_err(Failure::broken)?;
    }
    if size_bytes == 0 {
        return Err(Trouble::Refused("the object is empty".to_owned()));
    }
    let digests = digester.finish();
    Ok((sealing.finish().await.map_err(Failure::broken)?, digests))
}

async fn next(reading: &mut Reading) -> Result<Option<Vec<u8>>, Trouble> {
    reading.next().await.map_err(|error| Trouble::Unreadable(error.to_string()))
}

fn trouble(error: &SourceError, absent: impl FnOnce() -> Trouble) -> Trouble {
    match error {
        SourceError::Missing => absent(),
        SourceError::Unreadable(_) => Trouble::Unreadable(error.to_string()),
        SourceError::Changed => Trouble::Refused(
            "the object has changed since it was announced; its store announces what it is now".to_owned(),
        ),
        SourceError::Name => {
            Trouble::Refused("the name of the object leads out of its source, or is none".to_owned())
        }
    }
}
