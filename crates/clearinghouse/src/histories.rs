//! Whose custody history who may read: what the object's own page asks for, and nothing less.

use model::kind::{Referral, Report};
use model::{Id, Kind};
use service::custody_log::Histories;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::kinds::{FileCluster, HashEntry, ReportImport};
use crate::{Permission, State, db, tips};

impl Histories for State {
    async fn may_read_history(tx: &mut Tx, actor: &Actor, object_id: &str) -> Result<bool, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        if let Some(id) = parsed::<Report>(object_id) {
            return Ok(may(Permission::ReadReports) && db::reports::find(tx, id).await?.is_some());
        }
        if let Some(id) = parsed::<Referral>(object_id) {
            return Ok(may(Permission::WatchReferrals) && db::referrals::find(tx, id).await?.is_some());
        }
        if let Some(id) = parsed::<HashEntry>(object_id) {
            return Ok(may(Permission::ReadHashLists) && db::hash_entries::find(tx, id).await?.is_some());
        }
        if parsed::<FileCluster>(object_id).is_some() {
            return Ok(may(Permission::ReadReports) && db::clusters::find(tx, object_id).await?.is_some());
        }
        if parsed::<ReportImport>(object_id).is_some() {
            return Ok(may(Permission::ReadReports) && db::imports::find(tx, object_id).await?.is_some());
        }
        match tips::parse(object_id) {
            Ok(tip_id) if may(Permission::ReadTips) => tips::is_there(tx, &tip_id).await,
            _ => Ok(false),
        }
    }

    /// Pages of reports are named by number, which an entry does not know.
    fn page_of(object_id: &str) -> Option<String> {
        if tips::parse(object_id).is_ok() {
            return Some(format!("/tips/{object_id}"));
        }
        if parsed::<HashEntry>(object_id).is_some() {
            return Some(format!("/hash-entries/{object_id}"));
        }
        if parsed::<FileCluster>(object_id).is_some() {
            return Some(format!("/clusters/{object_id}"));
        }
        if parsed::<ReportImport>(object_id).is_some() {
            return Some(format!("/imports/{object_id}"));
        }
        parsed::<Referral>(object_id).map(|id| format!("/referrals/{id}"))
    }
}

fn parsed<K: Kind>(object_id: &str) -> Option<Id<K>> {
    object_id.parse().ok()
}
