//! What was found of the destination is noted; a named person opens or closes it.

use jiff::SignedDuration;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};
use sha2::{Digest, Sha256};

use crate::db::destinations::{self, DestinationRow};
use crate::destination::Destination;
use crate::jobs::FileReport;
use crate::permissions::Permission;

/// How long an answer of the other side counts for opening the way.
const ANSWER_COUNTS: SignedDuration = SignedDuration::from_hours(24);

/// What the other side answered to `/status`.
pub(crate) struct NoteStatus {
    pub(crate) address: String,
    pub(crate) answered: bool,
    pub(crate) words: String,
    /// The keyed digest of our credentials there, where it is a destination in production.
    pub(crate) credential: Option<String>,
}

/// The way is opened in earnest, or closed again.
pub(crate) struct SetLock {
    pub(crate) address: String,
    pub(crate) destination: Destination,
    pub(crate) open: bool,
    pub(crate) reason: String,
}

impl Action for NoteStatus {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "note-destination-status";

    fn permission(&self) -> Permission {
        Permission::RetryFiling
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let kind = if self.answered { "answered" } else { "silent" };
        let entry_no = add(acting, kind, &self.address, &self.words).await?;
        if let Some(credential) = self.credential.as_ref().filter(|_| self.answered) {
            destinations::keep_credential(acting.tx, credential, &self.address, acting.now).await?;
        }
        Ok(Done::new(entry_no, entry(kind, &self.address, entry_no)))
    }
}

impl Action for SetLock {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "set-destination-lock";

    fn permission(&self) -> Permission {
        Permission::StateBasis
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        if self.destination != Destination::Production {
            return Err(Failure::conflict(
                "only a destination in production is opened and closed; this one is open",
            ));
        }
        let is_open = destinations::is_unlocked(acting.tx, &self.address).await?;
        if is_open == self.open {
            return Err(Failure::conflict("the destination stands so already"));
        }
        if self.open {
            require_tried(acting, &self.address).await?;
        }
        let kind = if self.open { "unlock" } else { "lock" };
        let entry_no = add(acting, kind, &self.address, &self.reason).await?;
        if self.open {
            for report_id in destinations::list_locked(acting.tx).await? {
                acting.enqueue_afresh(&FileReport { report_id }).await?;
            }
        }
        Ok(Done::new(entry_no, entry(kind, &self.address, entry_no)))
    }
}

/// The other side answered lately under these credentials, and a test report was accepted before.
async fn require_tried(acting: &mut Acting<'_>, address: &str) -> Result<(), Failure> {
    let answered_at = destinations::answered_at(acting.tx, address).await?;
    if answered_at.is_none_or(|at| acting.now.duration_since(at) > ANSWER_COUNTS) {
        return Err(Failure::conflict(
            "the destination has not answered within a day; ask it for its status first",
        ));
    }
    if destinations::count_filed(acting.tx, Destination::Test).await? == 0 {
        return Err(Failure::conflict(
            "no test report was accepted yet; file one at the destination `test` first",
        ));
    }
    Ok(())
}

async fn add(acting: &mut Acting<'_>, kind: &str, address: &str, words: &str) -> Result<i64, Failure> {
    let entry_no = destinations::next_no(acting.tx).await?;
    let key = entry_no.to_string();
    let at = ColumnRef { table: destinations::TABLE, row: &key, column: destinations::WORDS };
    let row = DestinationRow {
        entry_no,
        kind: kind.to_owned(),
        address: address.to_owned(),
        words: Sealed::seal(acting.columns(), at, &words.to_owned(), acting.rng())?,
        noted_by: acting.actor.name().to_owned(),
        noted_at: acting.now,
    };
    destinations::insert(acting.tx, &row).await?;
    Ok(entry_no)
}

fn entry(kind: &str, address: &str, entry_no: i64) -> EntryDraft {
    EntryDraft::on("destination", entry_no)
        .without_personal_data()
        .with("kind", kind)
        .with("address_sha256", hex::encode(Sha256::digest(address)))
}
