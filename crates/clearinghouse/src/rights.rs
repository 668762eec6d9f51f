//! What a clearinghouse keeps, and how it is erased: one report with its documents, files, addresses and the packages that carry it; one tip
//! with all that was said; what is left of an import of which no report is kept.

use jiff::Timestamp;
use model::retention::Category;
use service::rights::{DueBefore, Kept, ObjectRef, Overwritten, Rights};
use service::{Acting, Failure, JobError, NavItem, Node, PageContext, Tx};

use crate::actions::forget_hash_reasons;
use crate::db::{erasure, import_erasure, tip_erasure};
use crate::{Permission, State, pages, tips};

/// Kinds of objects.
const REPORT: &str = "report";
const TIP: &str = "tip";
const IMPORT: &str = "import";
/// Before everything.
const FIRST: (Timestamp, &str) = (Timestamp::MIN, "");

impl Rights for State {
    type Permission = Permission;
    const READ_REVIEWS: Permission = Permission::ReadReviews;
    const PLACE_HOLDS: Permission = Permission::PlaceHolds;
    const DECIDE_RETENTION: Permission = Permission::DecideRetention;
    const ERASE: Permission = Permission::Erase;
    const KINDS: &'static [&'static str] = &[REPORT, TIP, IMPORT];

    fn node(&self) -> &Node {
        self.node()
    }

    fn navigation(ctx: &PageContext) -> Vec<NavItem> {
        pages::nav(ctx)
    }

    /// Pages of reports are named by number, which a hold does not know.
    fn page_of(object: &ObjectRef) -> Option<String> {
        match object.kind.as_str() {
            TIP => Some(format!("/tips/{}", object.id)),
            IMPORT => Some(format!("/imports/{}", object.id)),
            _ => None,
        }
    }

    async fn find_kept(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, Failure> {
        match object.kind.as_str() {
            REPORT if !object.id.is_empty() => {
                Ok(erasure::list_kept(tx, &object.id, Timestamp::MIN, FIRST).await?.pop())
            }
            TIP => match tips::parse(&object.id) {
                Ok(tip_id) => {
                    Ok(tip_erasure::list_kept(tx, Some(&tip_id), Timestamp::MIN, FIRST).await?.pop())
                }
                Err(_) => Ok(None),
            },
            IMPORT if !object.id.is_empty() => {
                Ok(import_erasure::list_kept(tx, &object.id, Timestamp::MIN, FIRST).await?.pop())
            }
            _ => Ok(None),
        }
    }

    async fn list_kept(
        tx: &mut Tx,
        kind: &str,
        due: DueBefore,
        after: (Timestamp, &str),
    ) -> Result<Vec<Kept>, Failure> {
        Ok(match kind {
            TIP => tip_erasure::list_kept(tx, None, due.latest(Category::Tip), after).await?,
            IMPORT => {
                let begun = due.latest(Category::ImportWithoutReport);
                import_erasure::list_kept(tx, "", begun, after).await?
            }
            _ => erasure::list_kept(tx, "", due.latest(Category::ClearinghouseReport), after).await?,
        })
    }

    /// A tip shares nothing: what an analyst wrote of it stands in a report of its own. Neither does an import without reports.
    async fn list_sharing(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(erasure::list_sharing(tx, &object.id).await?)
    }

    async fn find_obstacle(tx: &mut Tx, object: &ObjectRef) -> Result<Option<String>, Failure> {
        let referral_id = erasure::find_undelivered(tx, &object.id).await?;
        Ok(referral_id.map(|referral_id| format!("{referral_id} with this report is still on its way")))
    }

    async fn overwrite(acting: &mut Acting<'_>, kept: &Kept) -> Result<Overwritten, Failure> {
        let mut done = Overwritten::default();
        let now = acting.now;
        match kept.object.kind.as_str() {
            TIP => {
                let tip_id = tips::parse(&kept.object.id)?;
                tip_erasure::wipe_tip(acting.tx, &mut done, &tip_id, now).await?;
            }
            IMPORT => import_erasure::wipe_import(acting.tx, &mut done, &kept.object.id).await?,
            _ => erasure::wipe_report(acting.tx, &mut done, &kept.object.id, now).await?,
        }
        Ok(done)
    }

    async fn forget_ended(node: &Node) -> Result<(), Failure> {
        forget_hash_reasons::forget_old(node).await
    }

    async fn remove_item(&self, name: &str) -> Result<(), JobError> {
        self.vault().remove_named(name).await.map_err(|error| JobError::Retry(error.to_string()))
    }
}
