//! What a platform preserves, and how it is erased: one upload with its file, statement, user reports and reasons.

use jiff::Timestamp;
use model::retention::Category;
use service::rights::{DueBefore, Kept, ObjectRef, Overwritten, Rights};
use service::{Acting, Failure, JobError, NavItem, Node, PageContext, Tx};

use crate::State;
use crate::db::erasure;
use crate::pages;
use crate::permissions::Permission;

impl Rights for State {
    type Permission = Permission;
    const READ_REVIEWS: Permission = Permission::ReadReviews;
    const PLACE_HOLDS: Permission = Permission::PlaceHolds;
    const DECIDE_RETENTION: Permission = Permission::DecideRetention;
    const ERASE: Permission = Permission::Erase;
    const KINDS: &'static [&'static str] = &["upload"];

    fn node(&self) -> &Node {
        &self.node
    }

    fn navigation(ctx: &PageContext) -> Vec<NavItem> {
        pages::nav(ctx)
    }

    /// An upload has no page of its own; its report leads to its holds.
    fn page_of(_object: &ObjectRef) -> Option<String> {
        None
    }

    async fn find_kept(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, Failure> {
        if object.kind != "upload" || object.id.is_empty() {
            return Ok(None);
        }
        Ok(erasure::list_kept(tx, &object.id, Timestamp::MIN, "").await?.pop())
    }

    async fn list_kept(
        tx: &mut Tx,
        _kind: &str,
        due: DueBefore,
        (_, after): (Timestamp, &str),
    ) -> Result<Vec<Kept>, Failure> {
        Ok(erasure::list_kept(tx, "", due.latest(Category::PreservedContent), after).await?)
    }

    async fn list_sharing(_tx: &mut Tx, _object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(Vec::new())
    }

    async fn overwrite(acting: &mut Acting<'_>, kept: &Kept) -> Result<Overwritten, Failure> {
        let mut done = Overwritten::default();
        let now = acting.now;
        erasure::wipe_upload(acting.tx, &mut done, &kept.object.id, now).await?;
        Ok(done)
    }

    async fn remove_item(&self, name: &str) -> Result<(), JobError> {
        self.vault.remove_named(name).await.map_err(|error| JobError::Retry(error.to_string()))
    }
}
