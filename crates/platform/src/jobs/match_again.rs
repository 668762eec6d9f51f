//! Compares earlier uploads with a new version of a list, by the digests that were kept: no file is opened.

use std::collections::HashMap;
use std::sync::Arc;

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError};
use tokio::task::spawn_blocking;

use crate::State;
use crate::actions::RecordHits;
use crate::db::surfaces::{self, StatementRow};
use crate::db::upload_frames::{self, Compared};
use crate::db::{hash_lists, withdrawals};
use crate::ids::Upload;
use crate::list_files;
use crate::lists::{Found, InUse};
use crate::surfaces::{day_of, is_in_force};

const MATCHER: Actor = Actor::Job { name: "match-again" };
/// Uploads in one transaction.
const AT_ONCE: i64 = 200;

/// The version of a list that is new. Done again, it finds what is there already and adds nothing.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MatchAgain {
    pub(crate) list_name: String,
    pub(crate) version: i64,
}

impl Job for MatchAgain {
    type State = State;
    const KIND: &'static str = "match-again";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        // What comes from now on is compared with the new version, whether or not its import has got so far.
        state.reload_lists().await?;
        // A version that another one has replaced, or whose file is gone, is none to compare with.
        let Some(list) = self.open(state).await? else { return Ok(()) };
        let list = Arc::new(list);
        let mut after: Option<Id<Upload>> = None;
        loop {
            let uploads = self.list(state, after).await?;
            let Some(last) = uploads.last() else { return Ok(()) };
            after = Some(last.upload_id);
            let in_force = only_in_force(state, uploads).await?;
            let list = list.clone();
            let compare = move || look_up(&list, in_force);
            let found = spawn_blocking(compare).await.map_err(Failure::broken)?;
            if !found.is_empty() {
                let (list_name, version) = (self.list_name.clone(), self.version);
                let record = RecordHits { list_name, version, found, tells: state.teller.is_some() };
                state.node.act(&MATCHER, &record).await?;
            }
        }
    }
}

impl MatchAgain {
    /// The version alone, without what was withdrawn.
    async fn open(&self, state: &State) -> Result<Option<InUse>, Failure> {
        let mut tx = state.node.db().begin_read("find-version").await?;
        let newest = hash_lists::find_newest_version(&mut tx, &self.list_name).await?;
        let withdrawn = withdrawals::list_names_withdrawn(&mut tx).await?;
        drop(tx);
        let Some(row) = newest.filter(|row| row.version == self.version) else { return Ok(None) };
        let index = list_files::open(state, &row).await?;
        Ok(index.map(|index| InUse::new(vec![index], withdrawn)))
    }

    async fn list(&self, state: &State, after: Option<Id<Upload>>) -> Result<Vec<Compared>, Failure> {
        let mut tx = state.node.db().begin_read("list-compared").await?;
        Ok(upload_frames::list_compared(&mut tx, after, AT_ONCE).await?)
    }
}

/// Those seen on surfaces that have a legal basis in force today.
async fn only_in_force(state: &State, uploads: Vec<Compared>) -> Result<Vec<Compared>, Failure> {
    let today = day_of(&state.zone, state.node.clock().now());
    let mut tx = state.node.db().begin_read("list-surfaces").await?;
    let standing = surfaces::list_standing(&mut tx).await?;
    let standing: HashMap<String, StatementRow> =
        standing.into_iter().map(|row| (row.surface.clone(), row)).collect();
    let has_basis = |upload: &Compared| {
        let row = standing.get(&upload.surface);
        row.is_some_and(|row| is_in_force(row, today) && row.channel.name() == upload.channel)
    };
    Ok(uploads.into_iter().filter(has_basis).collect())
}

fn look_up(list: &InUse, uploads: Vec<Compared>) -> Vec<(Id<Upload>, Vec<Found>)> {
    let looked_up = uploads.into_iter().map(|upload| (upload.upload_id, list.look_up(&upload.digests)));
    looked_up.filter(|(_, found)| !found.is_empty()).collect()
}
