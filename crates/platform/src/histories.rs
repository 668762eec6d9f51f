//! Whose custody history who may read: what the object's own page asks for, and nothing less.

use model::{Id, Kind};
use service::custody_log::Histories;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::State;
use crate::db::{hits, reports, uploads, user_reports};
use crate::ids::{Hit, Report, Upload, UserReport};
use crate::permissions::Permission;

/// How the identifiers of a kind begin, and where the pages of its objects stand. An upload has no page of its own.
const PAGES: [(&str, &str); 3] = [("hit_", "hits"), ("usr_", "user-reports"), ("rep_", "reports")];

impl Histories for State {
    async fn may_read_history(tx: &mut Tx, actor: &Actor, object_id: &str) -> Result<bool, Failure> {
        if let Some(id) = asked::<Upload>(actor, Permission::ReadHits, object_id) {
            return Ok(uploads::find_upload(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<Hit>(actor, Permission::ReadHits, object_id) {
            return Ok(hits::find_upload_of_hit(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<UserReport>(actor, Permission::ReadHits, object_id) {
            return Ok(user_reports::find_upload_of_user_report(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<Report>(actor, Permission::ReadReports, object_id) {
            return Ok(reports::find_report(tx, id).await?.is_some());
        }
        Ok(false)
    }

    fn page_of(object_id: &str) -> Option<String> {
        let (_, folder) = PAGES.iter().find(|(kind, _)| object_id.starts_with(kind))?;
        Some(format!("/{folder}/{object_id}"))
    }
}

/// The identifier, if it is of this kind and the actor may read the kind at all.
fn asked<K: Kind>(actor: &Actor, permission: Permission, object_id: &str) -> Option<Id<K>> {
    let id = object_id.parse().ok()?;
    (permission.allows(actor) != Scope::None).then_some(id)
}
