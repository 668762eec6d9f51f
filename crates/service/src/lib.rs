//! What turns a role into a process: database, jobs, custody log, HTTP edge, pages, texts, sandboxed decoding.

mod action;
mod actor;
mod clock;
pub mod custody_log;
pub mod db;
mod failure;
pub mod jobs;
mod node;
mod receipts;
mod seal;
#[cfg(feature = "testing")]
pub mod testing;

pub use action::{Acting, Action, Done, EntryDraft, Permission, Scope};
pub use actor::Actor;
pub use clock::{OffsetClock, OffsetClockError, SystemClock, SystemRng};
pub use db::{Db, DbError, Engine, Migration, Tx};
pub use failure::{Broken, Failure, Reason, Refused};
pub use jobs::{Job, JobError, Worker, enqueue_unless_queued};
pub use node::Node;
pub use receipts::{IdempotencyKey, Replayable, request_sha256};
pub use seal::{ColumnKeys, ColumnRef, SealError, Sealed};
/// Tells background tasks to finish: cancel it, then await them.
pub use tokio_util::sync::CancellationToken as Shutdown;
