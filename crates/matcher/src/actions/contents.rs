//! Content comes into a bank, is disabled or enabled, and goes.

use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

use crate::db::contents::{self, ContentRow};
use crate::db::{banks, next_number};
use crate::permissions::Permission;
use crate::said::Said;
use crate::signal::Signals;

/// Content that matches always.
pub(crate) const ENABLED: i64 = 1;

/// Where what is said of content stands.
pub(crate) fn said_at(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "bank_content_said", row, column: "said" }
}

fn seal(acting: &Acting<'_>, content_id: i64, said: &Said) -> Result<Sealed<Said>, Failure> {
    let row = content_id.to_string();
    Sealed::seal(acting.columns(), said_at(&row), said, acting.rng()).map_err(Failure::broken)
}

/// Adds content to a bank.
pub(crate) struct AddContent<'a> {
    pub(crate) bank: &'a str,
    pub(crate) signals: &'a Signals,
    pub(crate) said: Said,
}

impl Action for AddContent<'_> {
    type Permission = Permission;
    /// The number of the bank, and that of the content.
    type Output = (i64, i64);
    const NAME: &'static str = "add-bank-content";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<(i64, i64)>, Failure> {
        let found = banks::find(acting.tx, self.bank).await?;
        let bank_id = found.ok_or_else(|| Failure::absent("bank"))?.bank_id;
        let content_id = next_number(acting.tx, "content").await?;
        let said = if self.said.is_empty() { None } else { Some(seal(acting, content_id, &self.said)?) };
        let has_said = said.is_some();
        let row = ContentRow { content_id, bank_id, disable_until_s: ENABLED, added_at: acting.now, said };
        contents::insert(acting.tx, &row, self.signals).await?;
        let types: Vec<&str> = self.signals.keys().map(|known| known.as_str()).collect();
        let entry = EntryDraft::on("bank content", content_id)
            .with("bank", bank_id.to_string())
            .with("signal_types", types.join(","));
        let entry = if has_said { entry } else { entry.without_personal_data() };
        Ok(Done::new((bank_id, content_id), entry))
    }
}

/// Sets from when on content matches, or the note on it.
pub(crate) struct UpdateContent {
    pub(crate) bank_id: i64,
    pub(crate) content_id: i64,
    /// 0 never, 1 always, else from that second since 1970 on.
    pub(crate) disable_until_s: Option<i64>,
    pub(crate) note: Option<String>,
}

impl Action for UpdateContent {
    type Permission = Permission;
    /// From when on it matches now.
    type Output = i64;
    const NAME: &'static str = "update-bank-content";

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let found = contents::find(acting.tx, self.bank_id, self.content_id).await?;
        let content = found.ok_or_else(|| Failure::absent("content"))?;
        let disable_until_s = self.disable_until_s.unwrap_or(content.disable_until_s);
        contents::set_disabled(acting.tx, self.content_id, disable_until_s).await?;
        let entry = EntryDraft::on("bank content", self.content_id)
            .with("bank", self.bank_id.to_string())
            .with("disable_until_s", disable_until_s.to_string());
        let Some(note) = &self.note else {
            return Ok(Done::new(disable_until_s, entry.without_personal_data()));
        };
        let row = self.content_id.to_string();
        let before = content.said.map(|said| said.open(acting.columns(), said_at(&row)));
        let before = before.transpose().map_err(Failure::broken)?.unwrap_or_default();
        let said = Said { note: Some(note.clone()), ..before };
        let sealed = seal(acting, self.content_id, &said)?;
        contents::set_said(acting.tx, self.content_id, &sealed).await?;
        Ok(Done::new(disable_until_s, entry))
    }
}

/// Takes content out of a bank.
pub(crate) struct RemoveContent {
    pub(crate) bank_id: i64,
    pub(crate) content_id: i64,
}

impl Action for RemoveContent {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "remove-bank-content";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> Permission {
        Permission::Curate
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        if contents::find(acting.tx, self.bank_id, self.content_id).await?.is_none() {
            return Err(Failure::absent("content"));
        }
        contents::delete(acting.tx, self.content_id).await?;
        let entry = EntryDraft::on("bank content", self.content_id).with("bank", self.bank_id.to_string());
        Ok(Done::new(self.content_id, entry))
    }
}
