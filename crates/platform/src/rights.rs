//! What a platform preserves, and how it is erased: one upload with its file, statement, user reports and reasons, reported or not; one user
//! report that no upload keeps.

use jiff::Timestamp;
use model::retention::Category;
use service::rights::{DueBefore, Kept, ObjectRef, Overwritten, Rights};
use service::{Acting, Failure, JobError, NavItem, Node, PageContext, Tx};

use crate::State;
use crate::db::{erasure, user_report_erasure};
use crate::pages;
use crate::permissions::Permission;

/// Kinds of objects.
const UPLOAD: &str = "upload";
const USER_REPORT: &str = "user_report";

impl Rights for State {
    type Permission = Permission;
    const READ_REVIEWS: Permission = Permission::ReadReviews;
    const PLACE_HOLDS: Permission = Permission::PlaceHolds;
    const DECIDE_RETENTION: Permission = Permission::DecideRetention;
    const ERASE: Permission = Permission::Erase;
    const KINDS: &'static [&'static str] = &[UPLOAD, USER_REPORT];
    const ERASED_TOGETHER: Option<(&'static str, Category)> = Some((UPLOAD, Category::UnreportedUpload));

    fn node(&self) -> &Node {
        &self.node
    }

    fn navigation(ctx: &PageContext) -> Vec<NavItem> {
        pages::nav(ctx)
    }

    /// An upload is shown beside the others of its account.
    fn page_of(object: &ObjectRef) -> Option<String> {
        match object.kind.as_str() {
            UPLOAD => Some(format!("/queue/{}", object.id)),
            USER_REPORT => Some(format!("/user-reports/{}", object.id)),
            _ => None,
        }
    }

    fn may_open_page(ctx: &PageContext) -> bool {
        pages::may(ctx, Permission::ReadHits)
    }

    async fn find_kept(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, Failure> {
        let id = object.id.as_str();
        // an empty identifier would mean all of them
        if id.is_empty() {
            return Ok(None);
        }
        Ok(match object.kind.as_str() {
            UPLOAD => erasure::list_kept(tx, id, (Timestamp::MIN, Timestamp::MIN), "").await?.pop(),
            USER_REPORT => user_report_erasure::list_kept(tx, id, Timestamp::MIN, "").await?.pop(),
            _ => None,
        })
    }

    async fn list_kept(
        tx: &mut Tx,
        kind: &str,
        due: DueBefore,
        (_, after): (Timestamp, &str),
    ) -> Result<Vec<Kept>, Failure> {
        if kind == USER_REPORT {
            return Ok(user_report_erasure::list_kept(tx, "", due.latest(Category::UserReport), after).await?);
        }
        let by = (due.latest(Category::PreservedContent), due.latest(Category::UnreportedUpload));
        Ok(erasure::list_kept(tx, "", by, after).await?)
    }

    async fn list_sharing(_tx: &mut Tx, _object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(Vec::new())
    }

    async fn overwrite(acting: &mut Acting<'_>, kept: &Kept) -> Result<Overwritten, Failure> {
        let mut done = Overwritten::default();
        let (id, now) = (kept.object.id.as_str(), acting.now);
        if kept.object.kind == USER_REPORT {
            user_report_erasure::wipe_user_report(acting.tx, &mut done, id, now).await?;
        } else {
            erasure::wipe_upload(acting.tx, &mut done, id, now).await?;
        }
        Ok(done)
    }

    async fn remove_item(&self, name: &str) -> Result<(), JobError> {
        self.vault.remove_named(name).await.map_err(|error| JobError::Retry(error.to_string()))
    }
}
