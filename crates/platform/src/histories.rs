//! Whose custody history who may read on a platform: what the object's own page asks for, and nothing less.

use model::{Id, Kind};
use service::custody_log::Histories;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::State;
use crate::db::{appeals, decisions, reports, uploads, user_reports};
use crate::ids::{Appeal, Decision, Report, Upload, UserReport};
use crate::permissions::Permission;

/// How the identifiers of a kind begin, and where the pages of its objects stand. A hit leaves no entry of its own: what is decided on it is a decision.
const PAGES: [(&str, &str); 4] =
    [("rep_", "reports"), ("usr_", "user-reports"), ("upl_", "files"), ("apl_", "appeals")];

impl Histories for State {
    async fn may_read_history(tx: &mut Tx, actor: &Actor, object_id: &str) -> Result<bool, Failure> {
        if let Some(id) = asked::<Report>(actor, Permission::ReadReports, object_id) {
            return Ok(reports::find_report(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<Upload>(actor, Permission::ReadHits, object_id) {
            return Ok(uploads::find_upload(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<UserReport>(actor, Permission::ReadHits, object_id) {
            return Ok(user_reports::find_upload_of_user_report(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<Appeal>(actor, Permission::ReadHits, object_id) {
            return Ok(appeals::find(tx, id).await?.is_some());
        }
        if let Some(id) = asked::<Decision>(actor, Permission::ReadHits, object_id) {
            return Ok(decisions::exists(tx, id).await?);
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
