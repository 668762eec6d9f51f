//! Undo an import as a whole: its reports, and what was linked by them, go as if they had never come. Two persons decide, as on an erasure.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Report;
use serde::{Deserialize, Serialize};
use service::opening::blank;
use service::oversight::four_eyes::Approvable;
use service::rights::{ObjectRef, Overwritten, destroy, find_hold_on};
use service::{Acting, Action, DbError, Done, EntryDraft, Failure, Operation, alarm};

use super::required;
use crate::db::report_imports::{self as imports, ImportRow};
use crate::db::{Reader, accounts, erasure};
use crate::ids::{Account, ReportImport};
use crate::losses::{self, Cause, LossSaid};
use crate::permissions::Permission;
use crate::together::Together;
use crate::{Police, linking, rights, seals};

/// Removes an import. What officers built on it stands in the way, and is named; whoever was identified behind a subject that it joined is marked.
#[derive(Serialize, Deserialize)]
pub(crate) struct UndoImport {
    pub(crate) import_id: Id<ReportImport>,
    pub(crate) reason: String,
}

/// What went.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportUndone {
    pub(crate) import_id: Id<ReportImport>,
    pub(crate) reports: usize,
    pub(crate) accounts: usize,
}

impl Action for UndoImport {
    type Permission = Permission;
    type Output = ImportUndone;
    const NAME: &'static str = "undo-import";
    const OPERATION: Operation = Operation::Erasure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::Erase
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ImportUndone>, Failure> {
        let import = imports::find(acting.tx, self.import_id).await?;
        let import = import.ok_or_else(|| Failure::absent("import"))?;
        let reason = required("reason", &self.reason)?;
        if import.undone.is_some() {
            return Err(Failure::conflict("this import was undone already"));
        }
        let named = imports::list_accounts(acting.tx, &import.referral_id).await?;
        let own = imports::list_own(acting.tx, &import.referral_id).await?;
        require_unused(acting, &import, &own, &named).await?;
        let sharing = linking::list_sharing(acting, &named).await?;
        let before = Together::load(acting, &sharing).await?;
        let mut done = Overwritten::default();
        remove(acting, &mut done, &import.referral_id, &own).await?;
        let gone = settle(acting, &mut done, named).await?;
        let lost = before.list_lost(acting).await?;
        let said = LossSaid { what: String::new(), reason: reason.clone() };
        losses::mark(acting, Cause::Import, &self.import_id.to_string(), &said, &lost).await?;
        let reason = seals::IMPORT_UNDONE.seal(acting, self.import_id, &reason)?;
        let (by, now) = (acting.actor.name(), acting.now);
        if !imports::note_undone(acting.tx, self.import_id, (by, now), &reason).await? {
            return Err(DbError::Raced.into());
        }
        destroy::<Police>(acting, done).await?;
        let entry = EntryDraft::on("import", self.import_id)
            .with("referral_id", &import.referral_id)
            .with("package_sha256", &import.package_sha256)
            .with("reports", own.len().to_string());
        Ok(Done::new(ImportUndone { import_id: self.import_id, reports: own.len(), accounts: gone }, entry))
    }
}

impl Approvable for UndoImport {
    fn object(&self) -> (&'static str, String) {
        ("import", self.import_id.to_string())
    }
}

/// Refuses while somebody's work, a hold or an open alarm hangs on what would go.
async fn require_unused(
    acting: &mut Acting<'_>,
    import: &ImportRow,
    own: &[Id<Report>],
    named: &[Id<Account>],
) -> Result<(), Failure> {
    if imports::is_closed_to(acting.tx, &Reader::of(acting.actor), &import.referral_id).await? {
        return Err(Failure::conflict(
            "a closed operation holds part of it; whoever reads that operation can ask for this",
        ));
    }
    let built = imports::list_built(acting.tx, &import.referral_id).await?;
    if !built.is_empty() {
        let names: Vec<String> = built.iter().map(|(what, name)| format!("{what} {name}")).collect();
        let names = names.join(", ");
        return Err(Failure::conflict(format!(
            "officers have worked on it, which must be undone first: {names}"
        )));
    }
    let mut objects: Vec<ObjectRef> = own.iter().map(|id| ObjectRef::new("report", id)).collect();
    for object in &objects {
        if let Some(open) = alarm::find_open_on(acting.tx, object).await? {
            return Err(Failure::conflict(format!(
                "alarm {open} on one of its reports is open; close it first"
            )));
        }
    }
    for account_id in named {
        let account = accounts::find_account(acting.tx, &Reader::node(), *account_id).await?;
        objects.extend(account.map(|account| ObjectRef::new("subject", account.subject_id)));
    }
    for object in &objects {
        if let Some(hold) = find_hold_on(acting.tx, object, acting.now).await? {
            return Err(Failure::conflict(format!(
                "hold {hold} on what it brought forbids it; lift that hold first, if it may be lifted"
            )));
        }
    }
    Ok(())
}

/// Removes the reports, the files that no other report names, and the package.
async fn remove(
    acting: &mut Acting<'_>,
    done: &mut Overwritten,
    referral_id: &str,
    own: &[Id<Report>],
) -> Result<(), Failure> {
    let files = imports::list_files(acting.tx, referral_id).await?;
    for report_id in own {
        blank(acting.tx, &ObjectRef::new("report", report_id)).await?;
        imports::remove_report(acting.tx, done, *report_id).await.map_err(used_elsewhere)?;
    }
    for sha256 in &files {
        imports::remove_file(acting.tx, done, sha256).await.map_err(used_elsewhere)?;
    }
    imports::remove_referral(acting.tx, done, referral_id).await.map_err(used_elsewhere)
}

/// Puts the accounts right that the reports named: keys and links are those that other reports still make, an account without any goes, and
/// the subjects around them are computed anew. Gives how many went.
async fn settle(
    acting: &mut Acting<'_>,
    done: &mut Overwritten,
    named: Vec<Id<Account>>,
) -> Result<usize, Failure> {
    let (mut around, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for account_id in named {
        let stated_before = accounts::list_keys_of_account(acting.tx, account_id).await?;
        let remains = rights::restate(acting, account_id).await?;
        // a key that it made too common may not be so without it
        around.extend(linking::settle_keys(acting, stated_before).await?);
        around.extend(imports::remove_links(acting.tx, done, account_id).await?);
        around.insert(account_id);
        if remains {
            erasure::wipe_links(acting.tx, done, account_id).await?;
            continue;
        }
        erasure::forget_account(acting.tx, done, account_id).await?;
        imports::remove_account(acting.tx, done, account_id).await.map_err(used_elsewhere)?;
        if accounts::find_account(acting.tx, &Reader::node(), account_id).await?.is_none() {
            gone.insert(account_id);
        }
    }
    let seeds: Vec<Id<Account>> = around.difference(&gone).copied().collect();
    linking::regroup(acting, &seeds).await?;
    Ok(gone.len())
}

/// Another row speaks of what was to go: somebody's work of a kind that is not named above.
fn used_elsewhere(error: DbError) -> Failure {
    if error.is_foreign_key_violation() {
        return Failure::conflict("something else that officers recorded hangs on it; undo that first");
    }
    error.into()
}
