//! What an alarm of a platform can be about: an upload, or what leads to one: a hit, a user report, a report. It is kept with the upload, and erased
//! with it.

use model::Id;
use service::alarm::{Seen, Watches};
use service::rights::ObjectRef;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::State;
use crate::db::{hits, reports, uploads, user_reports};
use crate::ids::{Hit, Report, Upload, UserReport};
use crate::opening::page_of;
use crate::permissions::Permission;

impl Watches for State {
    const HANDLE_ALARMS: Permission = Permission::Decide;

    fn country(&self) -> &str {
        &self.config.node.opening.country
    }

    async fn find_seen(tx: &mut Tx, actor: &Actor, object: &ObjectRef) -> Result<Option<Seen>, Failure> {
        let may = |permission: Permission| permission.allows(actor) != Scope::None;
        match object.kind.as_str() {
            "upload" if may(Permission::ReadHits) => find_upload(tx, &object.id).await,
            "hit" if may(Permission::ReadHits) => find_hit(tx, &object.id).await,
            "user_report" if may(Permission::ReadHits) => find_user_report(tx, &object.id).await,
            "report" if may(Permission::ReadReports) => find_report(tx, &object.id).await,
            _ => Ok(None),
        }
    }
}

async fn find_upload(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(upload_id) = named.parse::<Id<Upload>>() else { return Ok(None) };
    if uploads::find_upload(tx, upload_id).await?.is_none() {
        return Ok(None);
    }
    let page = page_of(tx, upload_id).await?;
    Ok(Some(of_upload(upload_id, upload_id.to_string(), page)))
}

async fn find_hit(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(hit_id) = named.parse::<Id<Hit>>() else { return Ok(None) };
    let found = hits::find_upload_of_hit(tx, hit_id).await?;
    Ok(found.map(|upload_id| of_upload(upload_id, hit_id.to_string(), format!("/hits/{hit_id}"))))
}

/// One that no upload keeps is kept for itself.
async fn find_user_report(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(id) = named.parse::<Id<UserReport>>() else { return Ok(None) };
    let Some(upload_id) = user_reports::find_upload_of_user_report(tx, id).await? else { return Ok(None) };
    let (label, page) = (id.to_string(), format!("/user-reports/{id}"));
    Ok(Some(match upload_id {
        Some(upload_id) => of_upload(upload_id, label, page),
        None => Seen { object: ObjectRef::new("user_report", id), label, page },
    }))
}

async fn find_report(tx: &mut Tx, named: &str) -> Result<Option<Seen>, Failure> {
    let Ok(report_id) = named.parse::<Id<Report>>() else { return Ok(None) };
    let found = reports::find_report(tx, report_id).await?;
    Ok(found.map(|row| of_upload(row.upload_id, report_id.to_string(), format!("/reports/{report_id}"))))
}

fn of_upload(upload_id: Id<Upload>, label: String, page: String) -> Seen {
    Seen { object: ObjectRef::new("upload", upload_id), label, page }
}
