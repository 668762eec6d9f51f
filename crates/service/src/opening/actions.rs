//! Open a file, and say what came of it.

use std::marker::PhantomData;

use model::Id;
use model::law::OpeningRule;

use super::pause::pause_of;
use super::{
    Basis, Look, ObjectFiles, Opening, OpeningConfig, OpeningResult, OpensFiles, StoredFile, basis_of,
    rule_on,
};
use crate::db::openings as table;
use crate::rights::{ObjectRef, required};
use crate::scrub::KeepsVault;
use crate::{Acting, Action, Actor, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed, Tx};

pub(super) const TABLE: &str = "opening";

/// Records that the actor opens a file, or sees a preview of it. The content is read only for the recorded opening, after its transaction is committed: no record and
/// custody entry, no byte. The output is an id, so no receipt ever leads to the content.
pub(super) struct OpenFile<S> {
    pub(super) object_id: String,
    pub(super) sha256: String,
    pub(super) reason: String,
    pub(super) look: Look,
    pub(super) config: OpeningConfig,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: OpensFiles> Action for OpenFile<S> {
    type Permission = <S as KeepsVault>::Permission;
    type Output = Id<Opening>;
    const NAME: &'static str = "open-file";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> Self::Permission {
        S::OPEN_FILES
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Opening>>, Failure> {
        let (files, file) = load_file::<S>(acting.tx, acting.actor, &self.object_id, &self.sha256).await?;
        let reason = required("reason", &self.reason)?;
        if file.item_name.is_none() {
            return Err(Failure::conflict("the content of this file is gone; only its digests are kept"));
        }
        let rule = rule_on::<S>(&self.config.country, acting.today());
        let (basis, authorization_id) = self.basis(acting, &files.object, &file, rule).await?;
        let ordinal = self.next_ordinal(acting).await?;
        self.require_no_pause(acting).await?;
        let opening_id = acting.new_id();
        let row_id = opening_id.to_string();
        let at = ColumnRef { table: TABLE, row: &row_id, column: "reason" };
        let new = table::NewOpening {
            opening_id: &row_id,
            object: &files.object,
            sha256: &file.sha256,
            reason: &Sealed::seal(acting.columns(), at, &reason, acting.rng())?,
            look: self.look,
            basis,
            authorization_id: authorization_id.as_deref(),
            opened_at: acting.now,
            opened_by: acting.actor.name(),
            opened_on: acting.today(),
            ordinal,
        };
        table::insert_opening(acting.tx, &new).await?;
        let mut entry = EntryDraft::on(&files.object.kind, &files.object.id)
            .with("basis", basis.as_str())
            .with("look", self.look.as_str())
            .with("opening_id", &row_id)
            .with("sha256", &file.sha256);
        if let Some(rule) = rule {
            entry = entry.with("rule", rule.name());
        }
        if let Some(authorization_id) = authorization_id {
            entry = entry.with("authorization_id", authorization_id);
        }
        Ok(Done::new(opening_id, entry))
    }
}

impl<S: OpensFiles> OpenFile<S> {
    /// Why the file may be opened; a conflict that says what is missing while it may not.
    async fn basis(
        &self,
        acting: &mut Acting<'_>,
        object: &ObjectRef,
        file: &StoredFile,
        rule: Option<&OpeningRule>,
    ) -> Result<(Basis, Option<String>), Failure> {
        let standing = table::list_authorizations(acting.tx, object).await?;
        let standing = standing.into_iter().rfind(|row| row.withdrawn.is_none());
        match basis_of(rule, file.viewing, standing.is_some()) {
            Some(Basis::Authorization) => {
                Ok((Basis::Authorization, standing.map(|row| row.authorization_id)))
            }
            Some(basis) => Ok((basis, None)),
            None => Err(Failure::conflict(refusal(rule))),
        }
    }

    /// The place of this opening in the actor's day; a conflict when the limit is reached.
    async fn next_ordinal(&self, acting: &mut Acting<'_>) -> Result<i64, Failure> {
        let (day, person) = (acting.today(), acting.actor.name());
        let opened = table::count_on(acting.tx, person, day).await?;
        let limit = self.config.limit(table::allowed_on(acting.tx, person, day).await?)?;
        if opened >= limit {
            return Err(Failure::conflict(format!(
                "the limit of {limit} opened files a day is reached; a second person can raise it for today, and it starts anew at \
                 midnight"
            )));
        }
        Ok(opened + 1)
    }

    /// A conflict while the actor pauses after many files in a row.
    async fn require_no_pause(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        let person = acting.actor.name();
        let Some(until) = pause_of(acting.tx, person, &self.config, acting.now).await? else {
            return Ok(());
        };
        let until = until.round(jiff::Unit::Second).unwrap_or(until);
        Err(Failure::conflict(format!(
            "you have looked at {} files in a row: please take a break, away from the screen if you can; you can go on at {until}. What \
             cannot wait, a colleague can look at",
            self.config.pause_after_openings
        )))
    }
}

/// Names the rule, where it comes from, and what to do.
fn refusal(rule: Option<&OpeningRule>) -> String {
    let said = rule.map(|rule| format!("{} ({}, {})", rule.name(), rule.source, rule.article));
    format!(
        "the sender does not state that a person viewed this file in full, and no authorization is on record: rule {} lets nobody open it \
         before. Record the warrant or other authorization first, or ask the sender for a report that says a person viewed the file",
        said.unwrap_or_default()
    )
}

/// A file of an object as this actor may open it.
pub(super) async fn load_file<S: OpensFiles>(
    tx: &mut Tx,
    actor: &Actor,
    object_id: &str,
    sha256: &str,
) -> Result<(ObjectFiles, StoredFile), Failure> {
    let files = S::find_files(tx, actor, object_id).await?.ok_or_else(|| Failure::absent("file"))?;
    let file = files.files.iter().find(|file| file.sha256 == sha256).cloned();
    file.map(|file| (files, file)).ok_or_else(|| Failure::absent("file"))
}

/// Records what came of an opening, as its own actor: once.
pub(super) struct SettleOpening<S> {
    pub(super) opening_id: Id<Opening>,
    pub(super) result: OpeningResult,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: OpensFiles> Action for SettleOpening<S> {
    type Permission = <S as KeepsVault>::Permission;
    type Output = ();
    const NAME: &'static str = "settle-opening";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> Self::Permission {
        S::OPEN_FILES
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let id = self.opening_id.to_string();
        let row = table::find_opening(acting.tx, &id).await?;
        let row = row.filter(|row| row.opened_by == acting.actor.name());
        let row = row.ok_or_else(|| Failure::absent("opening"))?;
        let now = acting.now;
        if !table::settle(acting.tx, &id, self.result, now).await? {
            return Err(Failure::conflict("what came of this opening is on record already"));
        }
        let entry = EntryDraft::on(&row.object.kind, &row.object.id)
            .with("basis", row.basis.as_str())
            .with("opening_id", id)
            .with("result", self.result.as_str());
        Ok(Done::new((), entry))
    }
}
