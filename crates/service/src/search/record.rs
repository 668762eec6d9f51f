//! The record of a search: one action, one custody entry, before its answer is shown.

use std::marker::PhantomData;

use model::Id;

use super::words::{Purpose, SoughtKind};
use super::{SearchRecord, Searches};
use crate::db::searches::{self as table, SearchRow, TABLE};
use crate::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

/// Puts a search on record.
pub(super) struct RecordSearch<S> {
    pub(super) purpose: Purpose,
    pub(super) words: String,
    pub(super) kind: SoughtKind,
    pub(super) value_blind: String,
    pub(super) hits: i64,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Searches> Action for RecordSearch<S> {
    type Permission = S::Permission;
    type Output = Id<SearchRecord>;
    const NAME: &'static str = "search";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> S::Permission {
        S::SEARCH
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<SearchRecord>>, Failure> {
        let id: Id<SearchRecord> = acting.new_id();
        let row_id = id.to_string();
        let at = ColumnRef { table: TABLE, row: &row_id, column: "words" };
        let words = Sealed::seal(acting.columns(), at, &self.words, acting.rng())?;
        let row = SearchRow {
            words,
            searched_at: acting.now,
            searched_by: acting.actor.name().to_owned(),
            purpose: self.purpose,
            kind: self.kind,
            value_blind: self.value_blind.clone(),
            hits: self.hits,
            id: row_id,
        };
        table::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on("search", id)
            .with("purpose", self.purpose.as_str())
            .with("sought_kind", self.kind.as_str())
            .with("value_blind", self.value_blind.clone())
            .with("hits", self.hits.to_string());
        Ok(Done::new(id, entry))
    }
}
